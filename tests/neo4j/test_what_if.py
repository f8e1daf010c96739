"""A what-if in a database says that it is one, and never gets there over the case that was coded."""

from __future__ import annotations

import pytest

import zopa


def test_a_what_if_is_not_pushed_over_the_case_that_was_coded(connection):
    connection.do("MATCH (n) DETACH DELETE n")
    rows = [
        {
            "id": f"{party}-seat",
            "party": party,
            "issue": "seat",
            "stance": "demands",
            "option": city,
            "firmness": "red line",
        }
        for party, city in (("a", "Geneva"), ("b", "Oslo"))
    ]
    shared, case = zopa.SharedGraph(connection), zopa.load({"positions": rows, "dossier": {"id": "seats"}}, quiet=True)
    shared.push(case)
    softer = case.change("a-seat", firmness="aim")
    with pytest.raises(ValueError, match="an id of its own"):
        shared.push(softer, replace=True)
    assert shared.pull().changes.empty
    shared.push(zopa.load({**softer.tables, "dossier": {**softer.meta, "id": "softer"}}, quiet=True))
    there = shared.case("softer")
    assert there.changes.equals(softer.changes)
    assert there.zones().attrs == softer.zones().attrs
    assert there.change("a-seat", firmness="red line").changes.empty
