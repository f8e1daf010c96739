"""What each unknown decides is what really differs between the cases in which it is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import zopa
from tests.effort import examples
from tests.reference.dossiers import dossiers
from zopa.graph.dates import first_days
from zopa.graph.regions import EVERYWHERE
from zopa.queries.asking.wording import cell_list

DAY = "2021-06-01"
RANK = ("soft", "unknown", "hard", "deadlock")


def answers(case: zopa.PositionGraph, level: str) -> dict[tuple[str, ...], str]:
    """The status of every zone and the worst severity of every two parties, in every smallest region."""
    columns, tree = case.columns, case.columns.regions

    def leaves(row: Any) -> set[int]:
        if not columns.per_region[columns.issues.tolist().index(row.issue)]:
            return {EVERYWHERE}
        nodes = [tree.code[name] for name in cell_list(row.regions)] or [EVERYWHERE]
        return {leaf for node in nodes for leaf in tree.leaves(node)}

    found: dict[tuple[str, ...], str] = {
        ("zone", row.issue, str(leaf)): row.status
        for row in case.zones(as_of=DAY, level=level).itertuples()
        for leaf in leaves(row)
    }
    for row in case.clashes(as_of=DAY).astype(str).itertuples():
        for leaf in leaves(row):
            key = "clash", row.issue, str(leaf), *sorted((row.party_a, row.party_b))
            found[key] = max(found.get(key, "soft"), row.severity, key=RANK.index)
    return found


def tried(case: zopa.PositionGraph) -> Iterator[tuple[tuple[str, str, str], list[zopa.PositionGraph]]]:
    """Every unknown, by its kind, its issue and its positions or parties, with the cases in which it is known."""
    columns, frame = case.columns, case.tables["positions"]
    (day,) = first_days(frame["start"].iloc[:0].reindex([0]).fillna(DAY))
    holds = (columns.start <= day) & (day <= columns.end)
    here = frame[holds].assign(holder=[str(columns.parties[columns.principal[row]]) for row in columns.party[holds]])
    for row in here[here["firmness"].isna() & here["stance"].isin(["demands", "rejects"])].itertuples():
        known = [case.change(row.id, firmness=firmness) for firmness in ("red line", "bottom line", "aim")]
        yield ("firmness", row.issue, row.id), known
    for (issue, _), rows in here[here["contested"] == "yes"].groupby(["issue", "holder"], sort=False):
        ids = rows["id"].tolist()
        known = [case.drop([other for other in ids if other != id]) if len(ids) > 1 else case for id in ids]
        yield ("divided", str(issue), "|".join(ids)), known
    for issue, rows in here.groupby("issue", sort=False):
        speaking = set(rows["holder"][~rows["stance"].isin(["abstains", "mixed", "no answer"])])
        silent = [party for party in columns.parties if party in set(here["holder"]) - speaking]
        if silent:
            yield ("silent", str(issue), "|".join(silent)), list(taking_sides(case, str(issue), silent[0], rows.index))


def taking_sides(case: zopa.PositionGraph, issue: str, party: str, rows: Any) -> Iterator[zopa.PositionGraph]:
    columns, number = case.columns, case.columns.issues.tolist().index(issue)
    cells: list[dict[str, Any]] = [{"option": option} for option in columns.options[number] if option != "other"]
    if columns.is_number[number]:
        ends = {float(end) for row in rows for end in (columns.low[row], columns.high[row])}
        cells = [{"low": end, "high": end} for end in sorted(ends) if abs(end) < float("inf")]
    for cell in cells:
        yield case.add(party=party, issue=issue, stance="accepts", **cell)
        yield case.add(party=party, issue=issue, stance="demands", firmness="red line", **cell)


@pytest.mark.filterwarnings("ignore::zopa.DossierWarning")
@settings(max_examples=examples(24), deadline=None)
@given(dossiers(most=6), st.sampled_from(["red line", "aim"]))
def test_it_decides_what_differs_between_the_changed_cases(dossier: dict[str, Any], level: str) -> None:
    try:
        case = zopa.load(dossier, quiet=True)
        expected = {}
        for key, known in tried(case):
            found = [answers(changed, level) for changed in known]
            differing = [name for name in set().union(*found) if len({answer.get(name) for answer in found}) > 1]
            if differing:
                zones = sum(name[0] == "zone" for name in differing)
                expected[key] = zones, len(differing) - zones
    except zopa.DossierError:
        reject()
    rows = case.what_next(as_of=DAY, level=level, limit=1000)
    told = {
        (row.kind, row.issue, row.parties if row.kind == "silent" else row.positions): (row.zones, row.clashes)
        for row in rows.itertuples()
    }
    assert told == expected
    assert rows.attrs["complete"]
    order = list(zip(-rows["zones"], -rows["clashes"], strict=True))
    assert order == sorted(order)


ROWS = [
    {"id": "a", "party": "A", "issue": "seat", "option": "Geneva", "firmness": "red line"},
    {"id": "b", "party": "B", "issue": "seat", "option": "Oslo"},
    {"id": "c", "party": "C", "issue": "dues", "option": "none", "firmness": "aim"},
]


def test_each_question_says_what_it_decides() -> None:
    rows = zopa.load({"positions": ROWS}, quiet=True).what_next()
    assert rows["kind"].tolist() == ["silent", "firmness"]
    assert rows["question"].iat[0] == "On seat, on which side does C stand?"
    assert rows["why"].iat[1] == (
        "On seat, B demands 'Oslo': how firm is that? If it is a red line, the zone is closed; if it is a bottom line or it "
        "is an aim, the zone is open. It also decides whether, or how severely, 1 more pair of parties clashes."
    )
    assert rows["decides"].iat[1] == "closed: it is a red line; open: it is a bottom line or it is an aim"
    assert len(rows.draw().patches) == 4


def test_a_position_of_one_source_may_not_hold() -> None:
    sources = [{"id": "gazette"}, {"id": "letter"}]
    evidence = [{"id": "e1", "source": "gazette"}, {"id": "e2", "source": "letter"}]
    rows = [{**ROWS[0], "evidence": "e1"}, {**ROWS[1], "firmness": "red line", "evidence": "e1|e2"}]
    case = zopa.load({"positions": rows, "sources": sources, "evidence": evidence}, quiet=True)
    asked = case.what_next(kind="single source")
    assert asked["positions"].tolist() == ["a"]
    assert asked["decides"].tolist() == ["closed: it is so; none: it is not"]
    one = zopa.load({"positions": rows[:1] + ROWS[1:2], "sources": sources, "evidence": evidence[:1]}, quiet=True)
    assert "one source" in one.what_next().attrs["note"]
    assert "single source" in set(one.what_next(kind="single source")["kind"])


def test_limits_and_names() -> None:
    case = zopa.load({"positions": ROWS}, quiet=True)
    cut = case.what_next(seconds=0)
    assert not cut.attrs["complete"]
    assert cut.attrs["note"] == "Stopped early: there may be unknowns that decide more."
    assert len(case.what_next(limit=1)) == 1
    assert not case.what_next(limit=1).attrs["complete"]
    more = len(case.what_next(limit=1000)) - 1
    assert case.what_next(limit=1).attrs["note"] == f"Unknowns that decide something and are not listed: {more}."
    assert set(case.what_next(parties="B")["parties"]) == {"B"}
    assert set(case.what_next(issues="seat")["issue"]) == {"seat"}
    assert case.what_next(issues="dues").empty
    with pytest.raises(zopa.UnknownNameError, match="no kind 'silence'"):
        case.what_next(kind="silence")
