"""Options that are on the table on some days only, beside parties that exist on some days only."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from effort import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference.dossiers import DATES, dossiers, tables
from reference.rule import first_day, last_day

import zopa

#: A draft that was tabled and withdrawn, one that was tabled in its place, and the answer that was always possible.
OPTIONS = [
    {"issue": "draft", "option": "none", "name": "No resolution"},
    {"issue": "draft", "option": "first", "name": "First draft", "start": "2022-01", "end": "2022-05"},
    {"issue": "draft", "option": "second", "name": "Second draft", "start": "2022-06"},
]
COLUMNS = ["id", "party", "stance", "option", "firmness", "start", "end"]


def dossier(*rows: tuple[str, ...], **more: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    positions = pd.DataFrame(rows, columns=COLUMNS).assign(issue="draft")
    issues = [{"id": "draft", "name": "Resolution", "kind": "choice", "closed": "yes"}]
    return {"positions": positions} | {
        name: pd.DataFrame(table) for name, table in {"issues": issues, "options": OPTIONS, **more}.items()
    }


def case_of(*rows: tuple[str, ...], **more: list[dict[str, object]]) -> zopa.PositionGraph:
    return zopa.load(dossier(*rows, **more), quiet=True)


def there(row: dict[str, object], day: dt.date) -> bool:
    """Whether an option or a party is there on a day."""
    start, end = row.get("start"), row.get("end")
    return not (start and day < first_day(str(start))) and not (end and day > last_day(str(end)))


def on_the_day(drawn: dict[str, list[dict[str, object]]], day: dt.date) -> dict[str, list[dict[str, object]]]:
    """What is left of a dossier without dates of positions on one day, as if there had never been another."""
    without = {"start": None, "end": None}
    options = [row | without for row in drawn["options"] if there(row, day)]
    tabled = {(row["issue"], row["option"]) for row in options}
    listed = {row["issue"] for row in drawn["options"]}
    here = {row["id"] for row in drawn["parties"] if there(row, day)}
    positions = []
    for row in drawn["positions"]:
        named = str(row.get("option") or "").split("|")
        kept = [option for option in named if (row["issue"], option) in tabled]
        gone = row["issue"] in listed and not (kept or (named == [""] and row["issue"] in dict(tabled)))
        if row["party"] in here and not gone:
            prefers = row.get("prefers") if row.get("prefers") in kept else None
            positions.append(row | {"option": "|".join(kept) or None, "prefers": prefers})
    issues = [dict(row) for row in drawn["issues"] if row["id"] not in listed or row["id"] in dict(tabled)]
    for row in issues:
        names = [{r["option"] for r in rows if r["issue"] == row["id"]} for rows in (drawn["options"], options)]
        # Whoever rejects all that is on the table, on whatever day of the stretch, leaves what is not on it yet.
        everything = any(
            r["issue"] == row["id"] and r["stance"] == "rejects" and names[1] <= set(str(r.get("option")).split("|"))
            for r in drawn["positions"]
        )
        if names[0]:
            is_open = everything and names[1] < names[0]
            row["closed"] = "no" if is_open else row.get("closed") or "yes"
            if is_open:
                row["kind"] = "choice"
                positions = [p | ({"prefers": None} if p["issue"] == row["id"] else {}) for p in positions]
    return {**drawn, "issues": issues, "options": options, "positions": positions}


@st.composite
def come_and_go(draw):
    """A dossier of positions without dates, with options and parties that come and go; and a day."""
    drawn = draw(dossiers())
    for row in [*drawn["options"], *drawn["parties"]]:
        row["speaks_for"] = None
        ends = sorted(draw(st.lists(st.sampled_from(DATES), min_size=2, max_size=2)), key=first_day)
        row["start"], row["end"] = (draw(st.sampled_from([None, end])) for end in ends)
    for row in drawn["issues"]:
        # Whether it is settled per region where nothing is said follows from all positions, of whatever day.
        row["per_region"] = row["per_region"] or "no"
    for row in drawn["positions"]:
        row |= {"start": None, "end": None, "once": None, "replaces": None, "contested": None}
    ends = [day for date in DATES for day in (first_day(date), last_day(date))]
    days = [dt.date(2019, 5, 5), *ends, *(end + dt.timedelta(days) for end in ends for days in (-1, 1))]
    return drawn, draw(st.sampled_from(days))


def places(case: zopa.PositionGraph, regions: str) -> frozenset[str]:
    """The smallest regions that a row is about, and what lies in none that is told apart."""
    tree, named = case.columns.regions, [case.columns.regions.code[name] for name in regions.split("|") if name]
    leaves = {leaf for node in named or range(len(tree.ids)) for leaf in tree.leaves(node)}
    return frozenset(str(tree.ids[leaf]) for leaf in leaves)


def answers(case: zopa.PositionGraph, day: dt.date) -> dict[str, set[tuple[object, ...]]]:
    """What a case answers on a day in each place, its issues by the id that they have in the dossier."""
    root = case.tables["issues"].set_index("id")["stretch_of"]
    root = root.fillna(pd.Series(root.index, root.index))

    def told(table: pd.DataFrame, *names: str) -> set[tuple[object, ...]]:
        return {
            (root[row.issue], place, *(getattr(row, name) for name in names))
            for row in table.itertuples()
            for place in places(case, row.regions) or {""}
        }

    as_of = str(day)
    return {
        "clashes": told(case.clashes(as_of=as_of), "party_a", "party_b", "severity"),
        "overlaps": told(case.overlap_pairs(as_of=as_of), "party_a", "party_b"),
        "zones": told(case.zones(as_of=as_of, level="red line"), "parties", "status", "certain", "settlements"),
    }


@settings(max_examples=examples(160), deadline=None)
@given(come_and_go())
def test_each_day_is_answered_as_if_there_had_never_been_another(drawn_and_day):
    drawn, day = drawn_and_day
    static = on_the_day(drawn, day)
    whole = {name: frame for name, frame in tables(**drawn).items() if len(frame)}
    # Positions that hold on no day, or contradict themselves, are refused.
    assume(static["positions"] and not (zopa.check(whole).level == "error").any())
    case = zopa.load(whole, quiet=True)
    expected = zopa.load({name: frame for name, frame in tables(**static).items() if len(frame)}, quiet=True)
    assert answers(case, day) == answers(expected, day)


def test_what_was_told_apart_is_not_told_apart_again():
    case = case_of(
        ("a", "A", "demands", "first", "red line", "2022-01", ""),
        ("b", "B", "demands", "none|second", "red line", "2022-01", ""),
    )
    again = zopa.load({**case.tables}, quiet=True)
    for name in ("issues", "options", "positions"):
        assert again.tables[name].equals(case.tables[name])
    softer = case.change("b", firmness="aim")
    assert softer.tables["issues"].equals(case.tables["issues"])
    of_b = softer.tables["positions"].query("party == 'B'")
    assert of_b["firmness"].tolist() == ["aim"] * 2


def test_a_draft_that_is_not_on_the_table_is_no_settlement():
    case = case_of(
        ("a", "A", "demands", "first", "red line", "2022-01", ""),
        ("b", "B", "demands", "none|second", "red line", "2022-01", ""),
        ("c", "C", "accepts", "second", "", "2022-08", ""),
    )
    zones = case.zones(as_of="all")
    assert zones[["issue", "start", "end", "status"]].fillna("").values.tolist() == [
        ["draft:2022-01-to-2022-05", "2022-01-01", "2022-05-31", "closed"],
        ["draft:from-2022-06", "2022-08-01", "", "agreed"],
    ]
    assert case.clashes(as_of="2022-03").issue.tolist() == ["draft:2022-01-to-2022-05"]
    # After its draft was withdrawn A demands nothing that could be settled, which is no deadlock.
    assert case.clashes(as_of="2022-07").empty
    assert len(case.clashes(issues="draft", as_of="all")) == 1


def test_to_answer_a_new_draft_is_no_shift_and_to_change_an_answer_is_one():
    case = case_of(
        ("a1", "A", "rejects", "first", "red line", "2022-01", ""),
        ("a2", "A", "accepts", "second", "", "2022-06", ""),
        ("b1", "B", "rejects", "second", "red line", "2022-06", "2022-12"),
        ("b2", "B", "accepts", "second", "", "2023-01", ""),
    )
    assert case.shifts()[["party", "date", "kind"]].values.tolist() == [["B", "2023-01-01", "red line crossed"]]


def test_what_replaces_a_position_does_so_in_every_stretch():
    rows = dossier(
        ("a1", "A", "demands", "none", "red line", "2022-01", ""),
        ("a2", "A", "demands", "none|second", "red line", "2022-07", ""),
    )
    rows["positions"]["replaces"] = ["", "a1"]
    case = zopa.load(rows, quiet=True)
    held = case.history()[["issue", "start", "end", "accepts"]].fillna("").values.tolist()
    assert held == [
        ["draft:2022-01-to-2022-05", "2022-01-01", "2022-05-31", "none"],
        ["draft:from-2022-06", "2022-06-01", "2022-06-30", "none"],
        ["draft:from-2022-06", "2022-07-01", "", "none|second"],
    ]


def test_an_option_that_can_be_combined_is_asked_about_on_its_own_days():
    positions = [
        {
            "id": "a",
            "party": "A",
            "issue": "sanctions",
            "stance": "demands",
            "option": "oil|gas",
            "firmness": "red line",
        },
        {
            "id": "b",
            "party": "B",
            "issue": "sanctions",
            "stance": "rejects",
            "option": "oil|gas",
            "firmness": "red line",
        },
    ]
    options = [{"issue": "sanctions", "option": "oil"}, {"issue": "sanctions", "option": "gas", "start": "2023"}]
    case = zopa.load(
        {
            "positions": pd.DataFrame(positions),
            "issues": pd.DataFrame([{"id": "sanctions", "kind": "several"}]),
            "options": pd.DataFrame(options),
        },
        quiet=True,
    )
    assert case.clashes(as_of="2022").issue.tolist() == ["sanctions:oil"]
    assert case.clashes(as_of="2024").issue.tolist() == ["sanctions:oil", "sanctions:gas"]


def test_a_condition_waits_for_what_is_on_the_table_on_the_day():
    truce = [{"id": "truce", "kind": "choice", "closed": "yes"}]
    rows = dossier(
        ("a", "A", "accepts", "none|second", "", "", ""),
        ("b", "B", "demands", "none|second", "red line", "", ""),
        conditions=[{"party": "A", "what": "a", "relation": "only if", "requires": "truce/full|truce/partial"}],
    )
    rows["issues"] = pd.concat([rows["issues"], pd.DataFrame(truce)])
    rows["options"] = pd.concat(
        [
            rows["options"],
            pd.DataFrame(
                [{"issue": "truce", "option": "full"}, {"issue": "truce", "option": "partial", "start": "2023"}]
            ),
        ]
    )
    seek = {"id": "c", "party": "A", "issue": "truce", "stance": "demands", "option": "full|partial", "firmness": "aim"}
    rows["positions"] = pd.concat([rows["positions"], pd.DataFrame([seek])])
    case = zopa.load(rows, quiet=True)
    conditions = case.tables["conditions"].fillna("")
    assert conditions[["what", "requires", "start", "end"]].values.tolist() == [
        ["a:until-2021-12", "truce:until-2022/full", "", "2021-12"],
        ["a:2022-01-to-2022-05", "truce:until-2022/full", "2022-01", "2022-05"],
        ["a:from-2022-06", "truce:until-2022/full", "2022-06", "2022"],
        ["a:from-2022-06", "truce:from-2023/full|truce:from-2023/partial", "2023", ""],
    ]
    (deal, *_) = case.deals(as_of="2022-12").itertuples()
    assert deal.settlements == "draft:from-2022-06=none; truce:until-2022=full"


def test_a_party_holds_nothing_before_it_is_there_and_after():
    case = case_of(
        ("u", "USSR", "demands", "none", "red line", "", ""),
        ("r", "Russia", "demands", "none", "red line", "", ""),
        ("b", "B", "rejects", "none", "red line", "", ""),
        parties=[
            {"id": "USSR", "end": "1991-12-25"},
            {"id": "Russia", "start": "1991-12-26", "succeeds": "USSR"},
            {"id": "B"},
        ],
    )
    assert case.clashes(as_of="1990")[["party_a", "party_b"]].values.tolist() == [["USSR", "B"]]
    assert case.clashes(as_of="2000")[["party_a", "party_b"]].values.tolist() == [["Russia", "B"]]
    by_party = case.clashes(as_of="all").groupby("party_a")
    assert by_party.start.min().to_dict()["Russia"] == "1991-12-26"
    assert by_party.end.max().to_dict() == {"USSR": "1991-12-25", "Russia": "2022-05-31"}
    assert ("party:Russia", "party:USSR", "SUCCEEDS") in {
        (a, b, kind) for a, b, kind in case.nx.edges(data="kind") if kind == "SUCCEEDS"
    }


def test_what_would_hold_on_no_day_is_refused_by_name():
    found = zopa.check(
        dossier(
            ("a", "A", "demands", "first|none", "", "2023", ""),
            ("b", "B", "demands", "first", "", "2023", ""),
            ("c", "C", "accepts", "second", "", "", "2021"),
        )
    )
    errors = found[found.level == "error"][["row", "column", "value", "message"]].values.tolist()
    assert errors == [
        [
            3,
            "option",
            "first",
            "'first' is on the table from 2022-01 to 2022-05 only: this holds on none of these days.",
        ],
        [4, "option", "second", "'second' is on the table from 2022-06 only: this holds on none of these days."],
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_saved_case_is_as_it_was_coded(tmp_path, form):
    case = case_of(("b", "B", "demands", "none|second", "red line", "2022-01", ""))
    target = tmp_path / ("case" if form == "csv" else "case.xlsx")
    zopa.save(case, target)
    again = zopa.load(target, quiet=True)
    assert again.tables["positions"].equals(case.tables["positions"])
    assert again.coded is not None
    assert again.coded["issues"]["id"].tolist() == ["draft"]


def ruled(relation: str) -> zopa.PositionGraph:
    """The first draft implies or excludes a monitor, on whom nobody decides before March 2022."""
    rows = dossier(
        ("a", "A", "demands", "first", "red line", "2022-01", "2022-05"),
        ("b", "B", "accepts", "none|first", "", "2022-01", "2022-05"),
        constraints=[{"id": "k", "option": "draft/first", "relation": relation, "other": "monitor/joint"}],
    )
    rows["issues"] = pd.concat([rows["issues"], pd.DataFrame([{"id": "monitor", "kind": "choice", "closed": "yes"}])])
    monitors = [{"option": "own"}, {"option": "joint", "start": "2022-03", "end": "2022-04"}]
    rows["options"] = pd.concat([rows["options"], pd.DataFrame(monitors).assign(issue="monitor")])
    seek = {"party": "B", "issue": "monitor", "stance": "demands", "option": "own", "firmness": "red line"}
    rows["positions"] = pd.concat([rows["positions"], pd.DataFrame([seek | {"id": "c"}])])
    return zopa.load(rows, quiet=True)


def test_what_is_implied_counts_while_it_is_on_the_table_and_the_other_days_are_told():
    case = ruled("implies")
    rules = case.tables["constraints"][["option", "relation", "other"]].values.tolist()
    assert rules == [["draft:2022-01-to-2022-05/first", "implies", "monitor:2022-03-to-2022-04/joint"]]
    (told,) = case.findings[case.findings["column"] == "other"]["message"]
    assert told == (
        "'draft/first' implies 'monitor/joint', which is not on the table from 2022-01 to 2022-02 and in 2022-05: "
        "the rule does not count on these days, and it is not known whether the first can be had without the second then."
    )
    # A insists on the first draft, which brings a joint monitor, and B on its own.
    assert case.deals(as_of="2022-03-15").empty
    for day in ("2022-02-10", "2022-05-10"):
        assert not case.deals(as_of=day).empty
        assert case.contradictions(as_of=day).empty


def test_what_is_excluded_while_it_is_not_on_the_table_is_not_told():
    case = ruled("excludes")
    assert case.tables["constraints"]["other"].tolist() == ["monitor:2022-03-to-2022-04/joint"]
    assert "other" not in case.findings["column"].tolist()
