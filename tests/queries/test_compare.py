"""Two sides held against one another: what is new, gone or moved, and which way."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import zopa
from tests.effort import examples
from tests.reference.dossiers import dossiers
from tests.reference.dossiers import graph as made
from tests.reference.rule import decided
from zopa.__main__ import app
from zopa.graph.regions import EVERYWHERE
from zopa.queries.asking.wording import cell_list
from zopa.queries.pictures.compare import FARTHER, NEARER, NEITHER, leads

Rows = list[dict[str, Any]]
ISSUES = [
    {"id": "seat", "kind": "choice"},
    {"id": "share", "kind": "number", "unit": "%", "scale_low": 0, "scale_high": 100},
]
OPTIONS = [{"issue": "seat", "option": name} for name in ("Geneva", "Oslo", "Vienna")]


def case(*positions: dict[str, Any], **more: Any) -> zopa.PositionGraph:
    parties = [{"id": "A"}, {"id": "B"}]
    return zopa.load(
        {"positions": list(positions), "parties": parties, "issues": ISSUES, "options": OPTIONS, **more}, quiet=True
    )


def says(party: str, stance: str, option: str = "", firmness: str | None = None, **more: Any) -> dict[str, Any]:
    return {"party": party, "issue": "seat", "stance": stance, "option": option, "firmness": firmness, **more}


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (says("A", "demands", "Oslo", "aim"), says("A", "demands", "Oslo", "red line"), "firmer"),
        (says("A", "demands", "Oslo", "red line"), says("A", "demands", "Oslo", "bottom line"), "softer"),
        (says("A", "demands", "Oslo", "aim"), says("A", "demands", "Oslo|Geneva", "aim"), "softer"),
        (says("A", "demands", "Oslo|Geneva", "aim"), says("A", "demands", "Oslo", "aim"), "firmer"),
        (says("A", "demands", "Oslo", "aim"), says("A", "demands", "Geneva", "aim"), "elsewhere"),
        (says("A", "demands", "Oslo|Geneva", "red line"), says("A", "demands", "Oslo", "aim"), "elsewhere"),
        (says("A", "demands", "Oslo", "aim"), says("A", "accepts", "Oslo"), "softer"),
        (says("A", "accepts", "Oslo"), says("A", "rejects", "Oslo", "aim"), "firmer"),
        (says("A", "accepts", "Oslo"), says("A", "accepts", "Oslo|Geneva"), "softer"),
        (says("A", "abstains", "Oslo"), says("A", "demands", "Oslo", "aim"), "firmer"),
        (says("A", "demands", "Oslo"), says("A", "demands", "Oslo", "red line"), "firmness known"),
        (says("A", "demands", "Oslo", "aim"), says("A", "demands", "Oslo"), "firmness not known"),
        (
            {"party": "A", "issue": "share", "stance": "demands", "low": 40, "high": 60, "firmness": "aim"},
            {"party": "A", "issue": "share", "stance": "demands", "low": 40, "high": 50, "firmness": "aim"},
            "firmer",
        ),
        (
            {"party": "A", "issue": "share", "stance": "demands", "low": 40, "high": 60, "firmness": "aim"},
            {"party": "A", "issue": "share", "stance": "demands", "high": 60, "firmness": "aim"},
            "softer",
        ),
        (
            {"party": "A", "issue": "share", "stance": "demands", "high": 60, "ideal": 10, "firmness": "aim"},
            {"party": "A", "issue": "share", "stance": "demands", "high": 60, "ideal": 20, "firmness": "aim"},
            "prefers otherwise",
        ),
    ],
)
def test_which_way_a_position_moved(before: dict[str, Any], after: dict[str, Any], direction: str) -> None:
    rows = case(before).compare(case(after), what="position")
    assert rows[["change", "direction"]].values.tolist() == [["moved", direction]]


def test_what_is_new_gone_or_moved_and_what_that_does() -> None:
    first = case(says("A", "demands", "Oslo", "red line"), says("B", "rejects", "Oslo", "red line"))
    second = case(
        says("A", "demands", "Oslo", "aim"), says("B", "rejects", "Oslo", "red line"), says("B", "accepts", "Vienna")
    )
    rows = first.compare(second)
    assert rows[["what", "change", "direction", "before", "after"]].values.tolist() == [
        ["position", "moved", "softer", "demands 'Oslo' (red line)", "demands 'Oslo' (aim)"],
        ["position", "new", "", "", "accepts 'Vienna'"],
        ["clash", "moved", "softer", "deadlock", "hard"],
        ["zone", "moved", "opened", "closed", "open: 'Geneva' or 'Vienna'"],
        ["opening", "gone", "", rows["before"].iloc[4], ""],
        ["opening", "gone", "", rows["before"].iloc[5], ""],
    ]
    assert "The zone opened on seat." in rows.attrs["paragraph"]
    assert rows["why"].iloc[3] == (
        "On seat, in the first case the zone is closed; in the second case the zone is open: 'Geneva' or 'Vienna'."
    )
    marks = [line for line in rows.draw().lines if line.get_gid() == "difference"]
    assert [line.get_marker() for line in marks] == ["v", "D", "v", "v", "D"]


def test_names_of_two_cases_are_one_where_only_a_dash_differs() -> None:
    rows = [says("red-side", "demands", "Oslo", "aim"), says("B", "rejects", "Oslo", "aim")]
    first = case(*rows, parties=[{"id": "red-side", "name": "Red Side"}, {"id": "B"}])
    again = [
        {**rows[1], "party": "b_party"},
        {**rows[0], "party": "Red_Side", "firmness": "red line"},
        says("C", "accepts", "Oslo"),
    ]
    parties = [{"id": "C"}, {"id": "b_party", "name": "B"}, {"id": "Red_Side"}]
    second = case(*again, parties=parties)
    moved = first.compare(second, what="position")
    assert moved[["change", "parties"]].values.tolist() == [["moved", "red-side"], ["new", "C"]]
    assert "Only in the second case there is C." in moved.attrs["paragraph"]
    # A party that one side has only may be named all the same; one that neither has may not.
    assert first.compare(second, what="position", parties="C")["change"].tolist() == ["new"]
    with pytest.raises(zopa.UnknownNameError, match="'D'"):
        first.compare(second, parties="D")


def test_two_days_of_one_case() -> None:
    river = zopa.load("river-basin")
    rows = river.compare(as_of="2022-01-15", then="2024-06-30", issues="filling", what=["clash", "zone"])
    assert rows[["what", "direction", "before"]].values.tolist() == [
        ["clash", "softer", "deadlock"],
        ["zone", "opened", "closed"],
    ]
    assert rows.equals(river.compare(issues="filling", what=["clash", "zone"]))
    assert rows.attrs["as_of"] == "2022-01-15 and 2024-06-30"
    everything = river.compare(as_of="all", then="2024")
    assert "Openings were not compared" in everything.attrs["note"]
    assert "opening" not in set(everything["what"])
    with pytest.raises(ValueError, match="another date"):
        river.compare(as_of="2024", then="2024")
    assert "one side only" in case(says("A", "accepts", "Oslo")).compare().attrs["note"]


def test_the_command_takes_a_second_case_or_a_second_date() -> None:
    runner = CliRunner()
    dates = runner.invoke(
        app,
        ["compare", "river-basin", "--as-of", "2022-01-15", "--and", "2024-06-30", "--what", "zone", "--format", "csv"],
    )
    assert "zone,moved,opened,filling" in dates.stdout
    assert "The zone opened on Filling of the dam." in dates.stderr
    two = runner.invoke(app, ["compare", "river-basin", "ukraine-2025", "--what", "zone", "--format", "csv"])
    assert "zone,gone,,winter-release" in two.stdout


def test_two_coders_and_two_sources() -> None:
    evidence = [
        {"id": "e1", "source": "gazette", "coder": "Ann"},
        {"id": "e2", "source": "gazette", "coder": "Ben"},
        {"id": "e3", "source": "letter", "coder": "Ben"},
    ]
    talks = case(
        says("A", "demands", "Oslo", "aim", evidence="e1|e2"),
        says("B", "rejects", "Oslo", "aim", evidence="e2"),
        says("B", "accepts", "Vienna", evidence="e3"),
        says("A", "accepts", "Vienna"),
        evidence=evidence,
        sources=[{"id": "gazette", "title": "The Gazette"}, {"id": "letter"}],
    )
    by_coder = talks.compare(coders=["Ann", "Ben"], what=["position", "clash"])
    assert by_coder[["what", "change", "after"]].values.tolist() == [
        ["position", "new", "rejects 'Oslo' (aim)"],
        ["position", "new", "accepts 'Vienna'"],
        ["clash", "new", "soft"],
    ]
    by_source = talks.compare(sources=["the gazette", "letter"], what="position")
    assert by_source[["change", "direction"]].values.tolist() == [["gone", ""], ["moved", "softer"]]
    with pytest.raises(zopa.UnknownNameError, match="It is of: Ann and Ben"):
        talks.compare(coders=["Ann", "Cid"])
    for wrong in (
        {"coders": "Ann"},
        {"coders": ["Ann", "Ben"], "other": talks},
        {"coders": ["Ann", "Ben"], "then": "2024"},
    ):
        with pytest.raises(ValueError, match="compared"):
            talks.compare(**wrong)


def test_what_leads_farther_from_an_agreement_and_what_nearer() -> None:
    assert (
        leads("clash", "new", "") == leads("position", "moved", "firmer") == leads("zone", "moved", "closed") == FARTHER
    )
    assert leads("clash", "gone", "") == leads("zone", "moved", "opened") == NEARER
    assert leads("position", "new", "") == leads("zone", "moved", "other settlements") == NEITHER


@pytest.mark.parametrize(
    ("ends", "stays", "direction"),
    [
        ("red line", "red line", ""),
        (None, None, ""),
        ("aim", "red line", ""),
        (None, "red line", ""),
        ("aim", None, ""),
        ("red line", "aim", "softer"),
        ("red line", None, "firmness not known"),
        (None, "aim", "firmness known"),
    ],
)
def test_what_is_said_twice_is_not_gone_while_it_is_still_said(
    ends: str | None, stays: str | None, direction: str
) -> None:
    back = {"": "", "softer": "firmer", "firmness known": "firmness not known", "firmness not known": "firmness known"}
    graph = case(
        says("A", "demands", "Oslo", ends, start="2020", end="2021"), says("A", "demands", "Oslo", stays, start="2019")
    )
    for first, then, expected in (("2020", "2022", direction), ("2022", "2020", back[direction])):
        rows = graph.compare(as_of=first, then=then, what="position")
        assert rows[["change", "direction"]].values.tolist() == ([["moved", expected]] if expected else [])


def test_what_there_was_no_time_for_is_named_and_nothing_is_said_to_be_gone() -> None:
    river = zopa.load("river-basin", quiet=True)
    softer = river.change("tor-commission", firmness="aim")
    answer = river.compare(softer, seconds=0)
    assert answer.empty
    assert not answer.attrs["complete"]
    assert answer.attrs["note"].startswith(
        "Stopped early: positions, clashes, zones and smallest sets to soften were not compared."
    )
    assert river.compare(softer).attrs["complete"]


def test_openings_that_were_cut_short_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["zopa.queries.compare"]
    whole_openings = module.openings

    def cut_short(graph: Any, **asked: Any) -> Any:
        rows = whole_openings(graph, **asked).head(0)
        rows.attrs["complete"] = False
        return rows

    stuck = case(says("A", "demands", "Oslo", "red line"), says("B", "demands", "Geneva", "red line"))
    free = case(says("A", "demands", "Oslo", "red line"), says("B", "demands", "Oslo", "red line"))
    assert "opening" in set(stuck.compare(free)["what"])
    monkeypatch.setattr(module, "openings", cut_short)
    answer = stuck.compare(free)
    assert set(answer["what"]) == {"position", "clash", "zone"}
    assert "smallest sets to soften were not compared" in answer.attrs["note"]
    assert not answer.attrs["complete"]


def renamed(rows: Rows, order: list[int]) -> Rows:
    """The same positions in another order, with other ids."""
    return [{**rows[place], "id": f"y-{place}"} for place in order]


@settings(max_examples=examples(60), deadline=None)
@given(dossiers(), st.data())
def test_the_order_and_the_ids_of_positions_say_nothing(dossier: dict[str, Rows], data: st.DataObject) -> None:
    dossier = decided(dossier)
    order = data.draw(st.permutations(range(len(dossier["positions"]))))
    ids = {row["id"]: f"y-{place}" for place, row in enumerate(dossier["positions"])}
    rows = [
        {**row, "replaces": "|".join(ids[id] for id in cell_list(row.get("replaces"))) or None}
        for row in renamed(dossier["positions"], order)
    ]
    again = made(**{**dossier, "positions": rows})
    assert made(**dossier).compare(again, as_of="2021", what=["position", "clash", "zone"]).empty


@settings(max_examples=examples(60), deadline=None)
@given(dossiers(), st.sampled_from([("2020", "2022"), ("2021-02", "2023")]))
def test_zones_and_clashes_are_those_of_each_day(dossier: dict[str, Rows], days: tuple[str, str]) -> None:
    graph = made(**decided(dossier))
    there, back = (graph.compare(as_of=a, then=b, what=["clash", "zone"]) for a, b in (days, days[::-1]))
    opposite = {"new": "gone", "gone": "new", "moved": "moved"}
    assert sorted(zip(there["issue"], there["change"], there["before"], there["after"], strict=True)) == sorted(
        zip(back["issue"], back["change"].map(opposite), back["after"], back["before"], strict=True)
    )
    told = {
        (
            row.issue,
            region,
            row.before.partition(":")[0].partition(",")[0],
            row.after.partition(":")[0].partition(",")[0],
        )
        for row in there[there["what"] == "zone"].itertuples()
        for region in cell_list(row.regions) or [""]
        if row.direction not in ("other settlements", "certain", "uncertain")
    }
    before, after = (statuses(graph, day) for day in days)
    assert told == {
        (*key, before.get(key, ""), after.get(key, "")) for key in before | after if before.get(key) != after.get(key)
    }


def statuses(graph: zopa.PositionGraph, day: str) -> dict[tuple[str, str], str]:
    """The status of each zone by issue and smallest region, on the last of the days."""
    columns, tree = graph.columns, graph.columns.regions
    found = {}
    for row in graph.zones(as_of=day).sort_values("start", na_position="first", kind="stable").itertuples():
        per_region = columns.per_region[columns.issues.tolist().index(row.issue)]
        nodes = [tree.code[name] for name in cell_list(row.regions)] or [EVERYWHERE]
        leaves = {leaf for node in nodes for leaf in tree.leaves(node)} if per_region else {EVERYWHERE}
        found.update({(row.issue, "" if leaf == EVERYWHERE else tree.ids[leaf]): row.status for leaf in leaves})
    return found
