"""Parties that contradict themselves and voices that disagree, held against a literal reading."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from effort import examples
from hypothesis import given, settings
from reference.dossiers import dossiers, graph
from reference.rule import Reference, divided

from zopa.graph.divided import conflicts, limiting
from zopa.graph.ontology import ontology
from zopa.loaders import check, load
from zopa.loaders.checks.consistency import check_consistency
from zopa.loaders.findings import Findings
from zopa.loaders.rows import Rows


def impossible(reference: Reference, positions: tuple[str, ...], place: str, day) -> bool:
    """Whether these positions, where all hold, leave no settlement."""
    issue = reference.positions[positions[0]]["issue"]
    return all(reference.holds(p, place, day) for p in positions) and all(
        any(reference.rules_out(p, settlement) for p in positions) for settlement in reference.settlements(issue)
    )


def told(case) -> tuple[pd.DataFrame, set[str]]:
    """The findings about a case, and the ids of the positions that are contested."""
    findings = Findings()
    positions = case.tables["positions"]
    cells = {name: positions[name].fillna("").to_numpy(dtype=object) for name in ("id", "option")}
    rows = Rows(ontology().tables["positions"], "positions", range(2, 2 + len(positions)), cells)
    contested = check_consistency(case.columns, rows, findings)
    return findings.table(), set(positions["id"][contested])


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(wide=True))
def test_contested_is_what_a_divided_principal_holds_and_each_is_told(dossier):
    case, reference = graph(**dossier), Reference(dossier)
    alone = {
        p
        for p, row in reference.positions.items()
        if all(reference.rules_out(p, settlement) for settlement in reference.settlements(row["issue"]))
    }
    findings, contested = told(case)
    assert contested == divided(reference)
    row_of = {p: 2 + index for index, p in enumerate(reference.positions)}
    assert set(findings.loc[findings["level"] == "error", "row"]) == {row_of[p] for p in alone}
    warned = set(findings.loc[findings["level"] == "warning", "row"])
    principals = {(reference.holder(p, True), reference.positions[p]["issue"]) for p in contested}
    named = {p for p, row in row_of.items() if row in warned}
    assert named <= contested
    assert {(reference.holder(p, True), reference.positions[p]["issue"]) for p in named} == principals


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(wide=True))
def test_conflicts_are_minimal_and_name_every_pair(dossier):
    case, reference = graph(**dossier), Reference(dossier)
    columns = case.columns
    for issue in range(len(columns.issues)):
        rows = limiting(columns)
        rows = rows[columns.issue[columns.row_position[rows]] == issue]
        names = [str(columns.ids[p]) for p in np.unique(columns.row_position[rows])]
        moments = [(place, day) for place in reference.places(str(columns.issues[issue])) for day in reference.days()]
        if any(impossible(reference, (name,), *moment) for name in names for moment in moments):
            continue
        groups = (
            [tuple(str(columns.ids[p]) for p in group.positions) for group in conflicts(columns, rows)]
            if len(rows)
            else []
        )
        assert len(groups) == len(set(groups))
        pairs = {
            pair for pair in combinations(names, 2) if any(impossible(reference, pair, *moment) for moment in moments)
        }
        assert {group for group in groups if len(group) == 2} == pairs
        for group in groups:
            together = [moment for moment in moments if impossible(reference, group, *moment)]
            assert together
            for fewer in combinations(group, len(group) - 1):
                assert not any(impossible(reference, fewer, *moment) for moment in together)


def position(party: str, option: str, **more: str) -> dict[str, str]:
    return {"party": party, "issue": "control", "stance": "demands", "option": option, "regions": "north"} | more


def test_a_party_that_contradicts_itself_is_advised(checked):
    findings = checked("positions", 3, **position("upland", "shared", id="u2", start="2025"))
    assert findings["level"].tolist() == ["warning"]
    assert findings[["row", "column", "value"]].values.tolist() == [[5, "issue", "u2"]]
    assert findings["message"].iloc[0] == (
        "'upland' contradicts itself: 'u-control' and 'u2' cannot all hold on 'control' in 'north' on 2025-01-01. "
        "They were read as contested: each may hold or not. If one is over, set 'replaces' on the later one or 'end' on "
        "the earlier."
    )


def test_the_advice_helps(checked):
    assert checked("positions", 3, **position("upland", "shared", id="u2", start="2025", replaces="u-control")).empty


def test_three_positions_of_which_no_two_are_at_odds_are_told(checked, dossier):
    for name in ("upland", "lowland"):
        dossier["positions"].append(position("lowland", name, id=f"no-{name}", regions="south") | {"stance": "rejects"})
    dossier["positions"][1] |= {"stance": "rejects", "option": "shared"}
    findings = checked("positions", 0, note="")
    assert len(findings) == 1
    assert "'l-control', 'no-upland' and 'no-lowland'" in findings["message"].iloc[0]


def test_voices_of_one_principal_that_disagree_are_a_warning(checked):
    findings = checked("positions", 3, **position("envoy", "upland", id="e"))
    assert findings["level"].tolist() == ["warning"]
    assert "Voices of one principal disagree: 'l-control' and 'e' of envoy and lowland" in findings["message"].iloc[0]


def test_ranges_that_exclude_each_other_are_told(checked):
    more = {"id": "u2", "party": "upland", "issue": "troops", "stance": "demands", "high": "400", "start": "2025"}
    assert "'u-troops' and 'u2'" in checked("positions", 3, **more)["message"].iloc[0]
    assert checked("positions", 3, start="2026").empty


def test_much_that_contradicts_itself_is_told_in_part_and_said_so():
    rows = [{"party": "A", "issue": "seat", "stance": "demands", "option": f"o{index}"} for index in range(60)]
    findings = check({"positions": pd.DataFrame(rows)})
    assert findings["message"].str.contains("contradicts itself").sum() == 20
    assert findings["message"].str.contains("There is more that cannot hold together").sum() == 1


def test_many_positions_one_after_another_are_checked_in_a_moment():
    days = pd.date_range("1990-01-01", periods=10_000).strftime("%Y-%m-%d")
    rows = pd.DataFrame(
        {
            "party": "A",
            "issue": "seat",
            "stance": "demands",
            "option": np.where(np.arange(10_000) % 2, "x", "y"),
            "start": days,
            "end": days,
        }
    )
    assert len(load({"positions": rows}, quiet=True).tables["positions"]) == 10_000
