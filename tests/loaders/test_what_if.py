"""A what-if is a new case, checked as one that is loaded, that says what in it is otherwise than it was coded."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings

import zopa
from tests.effort import examples
from tests.reference.dossiers import dossiers
from zopa.graph.ontology import ontology

ROWS: list[dict[str, Any]] = [
    {"id": "a", "party": "A", "issue": "seat", "stance": "demands", "option": "Geneva", "firmness": "red line"},
    {"id": "b", "party": "B", "issue": "seat", "stance": "rejects", "option": "Geneva", "firmness": "aim"},
    {"id": "b-old", "party": "B", "issue": "seat", "stance": "accepts", "option": "Oslo", "end": "2020"},
    {"id": "share", "party": "A", "issue": "share", "stance": "demands", "low": 30, "high": 40, "firmness": "aim"},
]
ISSUES = [{"id": "seat", "kind": "choice"}, {"id": "share", "kind": "number", "unit": "%"}]
OPTIONS = [{"issue": "seat", "option": name} for name in ("Geneva", "Oslo", "Vienna")]


def small(**more: Any) -> zopa.PositionGraph:
    return zopa.load(
        {"positions": ROWS, "issues": ISSUES, "options": OPTIONS, "dossier": {"id": "small"}, **more}, quiet=True
    )


def cells(case: zopa.PositionGraph, id: str) -> dict[str, Any]:
    return case.tables["positions"].set_index("id").loc[id].dropna().to_dict()


def test_a_change_is_a_new_case_and_the_other_stays_as_it_is() -> None:
    case = small()
    before = {name: case.tables[name] for name in case.tables}
    softer = case.change("a", firmness="aim")
    assert (cells(softer, "a")["firmness"], cells(case, "a")["firmness"]) == ("aim", "red line")
    assert all(case.tables[name].equals(before[name]) for name in before)
    assert (softer.id, softer.as_of, case.meta) == (case.id, case.as_of, {"id": "small"})
    assert softer.clashes()["severity"].tolist() == ["soft"]
    assert case.clashes()["severity"].tolist() == ["hard"]


def test_several_positions_are_named_in_a_list_or_in_one_text() -> None:
    case = small()
    for named in (["a", "b"], "a|b", case.tables["positions"]["id"].head(2)):
        changed = case.change(named, firmness="bottom line")
        assert changed.changes[["position", "coded", "what_if"]].values.tolist() == [
            ["a", "red line", "bottom line"],
            ["b", "aim", "bottom line"],
        ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda case: case.change("aa", firmness="aim"), "no position 'aa'."),
        (lambda case: case.change("a", firmnes="aim"), "no column 'firmnes'. Did you mean 'firmness'?"),
        (lambda case: case.change("a", firmness="redline"), "'redline' is none of"),
        (lambda case: case.change("a", firmness="redline"), "Did you mean 'red line'?"),
        (lambda case: case.change("a", option="Genva"), "Did you mean 'Geneva'?"),
        (lambda case: case.change("share", low=50), "50"),
        (lambda case: case.change("a", contested="yes"), "'contested' is not coded"),
        (lambda case: case.change("a", id="x"), "the id of a position stays"),
        (lambda case: case.change("a"), "no column was named"),
        (lambda case: case.change([], firmness="aim"), "no position was named"),
        (lambda case: case.drop(["a", "b", "b-old", "share"]), "without any position"),
        (lambda case: case.drop("zz"), "no position 'zz'"),
        (lambda case: case.add(party="C", issue="seat", stance="rejects", option="Oslo"), "'C' is no party"),
        (lambda case: case.add(party="A", issue="seat"), "a position needs 'stance'"),
        (
            lambda case: case.add(id="a", party="A", issue="seat", stance="accepts", option="Oslo"),
            "a position 'a' already",
        ),
        (lambda case: case.add(**{**ROWS[0], "id": "again"}), "says the same already"),
    ],
)
def test_bad_values_are_refused_by_name(change: Callable[[zopa.PositionGraph], Any], words: str) -> None:
    with pytest.raises(zopa.DossierError) as refused:
        change(small())
    assert words in str(refused.value)
    assert str(refused.value).startswith(("Nothing was changed", "Nothing was added"))


def test_a_change_that_is_taken_back_is_none() -> None:
    case = small()
    there = (
        case.change("a", firmness="aim", option="Geneva|Oslo")
        .drop("b")
        .add(party="B", issue="seat", stance="accepts", option="Oslo")
    )
    assert there.changes["change"].tolist() == ["changed", "changed", "dropped", "added"]
    back = there.change("a", firmness="red line", option="Geneva").drop("what-if-1")
    assert back.changes["change"].tolist() == ["dropped"]
    undone = case.change("a", firmness="aim").change("a", firmness="red line")
    assert undone.meta == case.meta
    assert repr(undone) == repr(case)


def test_what_is_said_of_a_position_that_is_left_out_falls_away() -> None:
    later = {"id": "late", "party": "A", "issue": "seat", "stance": "accepts", "option": "Oslo", "start": "2024-03"}
    case = small(
        positions=[*ROWS, {**later, "replaces": "a"}],
        conditions=[{"what": "a", "relation": "only if", "requires": "seat/Oslo"}],
    )
    without = case.drop("a")
    assert without.tables["conditions"].empty
    assert "replaces" not in cells(without, "late")
    assert without.changes["change"].tolist() == ["dropped", "follows", "follows"]
    # What replaced it is gone, and it is over all the same.
    assert cells(case.drop("late"), "a")["end"] == "2024-02-29"
    assert "still ends on 2024-02-29" in case.drop("late").changes["why"].iloc[1]


def test_two_positions_that_say_the_same_since_are_one() -> None:
    case = zopa.load({"positions": [ROWS[0], {**ROWS[0], "id": "a2", "firmness": "aim"}]}, quiet=True)
    with pytest.warns(zopa.DossierWarning, match="Since the change"):
        one = case.change("a2", firmness="red line")
    assert one.tables["positions"]["id"].tolist() == ["a"]
    assert one.changes["change"].tolist() == ["united"]


def test_what_the_change_makes_odd_is_warned_of() -> None:
    with pytest.warns(zopa.DossierWarning, match="contradicts itself"):
        divided = small().add(party="A", issue="seat", stance="rejects", option="Geneva", firmness="aim")
    assert set(divided.tables["positions"].query("contested == 'yes'")["id"]) == {"a", "what-if-1"}


def test_it_is_said_everywhere_that_it_is_a_what_if(tmp_path: Path) -> None:
    case = zopa.load("river-basin")
    softer = case.change("tor-commission", firmness="aim")
    sentence = (
        "This is a what-if and not what was coded. 'Torvia rejects: Binding' on Joint commission has the firmness"
    )
    assert "a what-if, 1 change" in repr(softer)
    assert softer.title.startswith("What-if: ")
    assert softer.summary().startswith("What-if: ")
    assert sentence in softer.summary()
    assert softer.clashes().attrs["what_if"].startswith(sentence)
    assert "what_if" not in case.clashes().attrs
    assert softer.clashes()["why"].str.contains(r"\(aim, what-if\)").any()
    page = softer.page(tmp_path / "page.html", pictures=False).read_text(encoding="utf-8")
    assert page.count("a what-if and not what was coded") >= 2
    hidden = softer.page(tmp_path / "hidden.html", pictures=False, redact="names").read_text(encoding="utf-8")
    assert "This is a what-if and not what was coded: 1 change." in hidden
    assert "Torvia" not in hidden
    assert (
        "a what-if and not what was coded"
        not in case.page(tmp_path / "coded.html", pictures=False).read_text(encoding="utf-8").partition("<body")[2]
    )


@pytest.mark.parametrize("place", ["folder", "book.xlsx"])
def test_it_is_saved_as_what_it_is(place: str, tmp_path: Path) -> None:
    softer = zopa.load("river-basin").change("tor-commission", firmness="aim")
    again = zopa.load(zopa.save(softer, tmp_path / place))
    assert again.meta == softer.meta
    assert again.changes.equals(softer.changes)
    assert all(again.tables[name].equals(softer.tables[name]) for name in softer.tables)
    assert again.change("tor-commission", firmness="red line").changes.empty


def test_it_is_not_saved_over_the_case_that_was_coded(tmp_path: Path) -> None:
    case = zopa.load(zopa.save(zopa.load("river-basin"), tmp_path / "case"))
    with pytest.raises(zopa.DossierError, match="Nothing was written"):
        zopa.save(case.change("tor-commission", firmness="aim"), tmp_path / "case")
    assert zopa.load(tmp_path / "case").changes.empty


def test_a_position_on_several_options_is_named_as_it_was_coded() -> None:
    case = zopa.load("ukraine-2025")
    ids = [id for id in case.tables["positions"]["id"] if id.startswith("trump-guarantees-us:")]
    assert len(ids) == 2
    assert case.drop("trump-guarantees-us").changes["position"].tolist() == ids
    assert case.drop(ids[0]).changes["position"].tolist() == ids[:1]
    more = case.add(party="russia", issue="guarantees", stance="rejects", option="us-assurances", id="new")
    assert more.changes[["position", "issue", "says"]].values.tolist() == [
        ["new", "guarantees:us-assurances", "Russia rejects: Assurances of the United States outside NATO"]
    ]
    with pytest.raises(zopa.DossierError, match="Did you mean 'us-assurances'"):
        case.add(party="russia", issue="guarantees", stance="rejects", option="us-asurances")


def test_a_position_that_was_made_of_statements_is_named_by_its_id() -> None:
    said = [{"party": "A", "issue": "seat", "stance": "demands", "option": "Geneva", "date": "2024", "source": "s"}]
    case = zopa.load({"statements": said, "positions": ROWS[1:2]}, quiet=True)
    assert case.change("A-seat-demands", firmness="aim").changes["coded"].tolist() == [""]


def test_the_level_and_the_date_that_are_meant_stay_those_of_the_case() -> None:
    rows = [{**row, "firmness": None, "start": "2021"} for row in ROWS[:2]]
    case = zopa.load({"positions": rows}, quiet=True)
    firm = case.change("a", firmness="red line").add(
        party="B", issue="seat", stance="accepts", option="Geneva", start="2030"
    )
    assert firm.zones()["level"].unique().tolist() == case.zones()["level"].unique().tolist() == ["aim"]
    assert firm.clashes().attrs["as_of"] == case.clashes().attrs["as_of"] == "2021-01-01"
    # A case whose only red line is softened, or left out, is asked of red lines as before.
    red = zopa.load({"positions": [*ROWS[:1], {**ROWS[1], "firmness": None}]}, quiet=True)
    assert red.change("a", firmness=None).zones()["level"].tolist() == ["red line"]
    assert red.drop("a").zones(["A", "B"])["level"].tolist() == ["red line"]


def test_tables_do_not_change_behind_the_back_of_a_case() -> None:
    case = small()
    case.tables["positions"].loc[0, "firmness"] = "aim"
    frame = case.tables["positions"]
    frame["firmness"] = "aim"
    assert cells(case, "a")["firmness"] == "red line"
    with pytest.raises(TypeError, match=r"case\.change"):
        case.tables["positions"] = frame


@pytest.mark.filterwarnings("ignore::zopa.DossierWarning")
@settings(max_examples=examples(60), deadline=None)
@given(dossiers())
def test_a_change_is_the_case_that_is_loaded_of_the_changed_rows(dossier: dict[str, Any]) -> None:
    try:
        case = zopa.load(dossier, quiet=True)
    except zopa.DossierError:
        reject()
    frame = case.tables["positions"]
    firm = frame["stance"].isin(["demands", "rejects"])
    for id, firmness in itertools.islice(zip(frame["id"][firm], itertools.cycle(["aim", None, "red line"])), 3):
        rows = frame.astype(object)
        rows.loc[rows["id"] == id, "firmness"] = firmness
        loaded = zopa.load({**case.tables, "positions": rows}, quiet=True)
        changed = case.change(id, firmness=firmness)
        for name in ontology().tables:
            assert changed.tables[name].equals(loaded.tables[name])


def drafts() -> zopa.PositionGraph:
    """An issue with one draft in the first months of 2022 and another since."""
    options = [
        {"issue": "draft", "option": "none"},
        {"issue": "draft", "option": "first", "start": "2022-01", "end": "2022-05"},
        {"issue": "draft", "option": "second", "start": "2022-06"},
    ]
    issues = [{"id": "draft", "kind": "choice", "closed": "yes"}]
    positions = [{"id": "a", "party": "A", "issue": "draft", "stance": "demands", "option": "none"}]
    tables = {"positions": positions, "issues": issues, "options": options, "parties": [{"id": "A"}, {"id": "B"}]}
    return zopa.load(tables, quiet=True)


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ({"option": "first"}, [("draft:2022-01-to-2022-05", "first", "2022-01", "2022-05")]),
        ({"option": "first", "start": "2022-03"}, [("draft:2022-01-to-2022-05", "first", "2022-03", "2022-05")]),
        (
            {"option": ["none", "second"], "start": "2022-04-02"},
            [
                ("draft:2022-01-to-2022-05", "none", "2022-04-02", "2022-05"),
                ("draft:from-2022-06", "none|second", "2022-06", ""),
            ],
        ),
        ({"option": "none", "end": "2021"}, [("draft:until-2021-12", "none", "", "2021")]),
    ],
)
def test_what_is_added_where_options_come_and_go_holds_in_the_stretches_of_its_days(cells, rows) -> None:
    more = drafts().add(party="B", issue="draft", stance="accepts", **cells)
    added = more.tables["positions"].query("party == 'B'")[["issue", "option", "start", "end"]].fillna("")
    assert list(added.itertuples(index=False, name=None)) == rows
    # It is what the case says that has the position from the beginning.
    words = "|".join(cells["option"]) if isinstance(cells["option"], list) else cells["option"]
    coded = drafts().coded
    assert coded is not None
    row = {"id": "b", "party": "B", "issue": "draft", "stance": "accepts", **cells, "option": words}
    rows_coded = [*coded["positions"].to_dict("records"), row]
    whole = zopa.load({**coded, "positions": rows_coded}, quiet=True).tables["positions"].query("party == 'B'")
    assert whole[["issue", "option", "start", "end"]].fillna("").values.tolist() == [list(cell) for cell in rows]


def test_what_is_added_is_refused_where_it_holds_on_no_day_of_its_option() -> None:
    for cells, words in (
        ({"option": "first", "start": "2023"}, "'first' is not on the table .* 2022-01 to 2022-05: none and first"),
        ({"option": "frist"}, "has no option 'frist'. Did you mean 'first'"),
        ({"option": "first", "start": "May"}, "Nothing was added"),
    ):
        with pytest.raises(zopa.DossierError, match=words):
            drafts().add(party="B", issue="draft", stance="accepts", **cells)
