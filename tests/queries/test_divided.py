"""A party of two minds: its case loads, and what depends on it is possible, never certain and never common ground."""

from __future__ import annotations

import pandas as pd
import pytest

import zopa


def case_of(*rows: tuple[str, str, str, str], **more: list[str]) -> zopa.PositionGraph:
    frame = pd.DataFrame(rows, columns=["party", "stance", "option", "firmness"]).assign(issue="seat", **more)
    return zopa.load({"positions": frame}, quiet=True)


@pytest.fixture
def divided() -> zopa.PositionGraph:
    return case_of(
        ("A", "demands", "x", "red line"), ("A", "rejects", "x", "red line"), ("B", "rejects", "x", "red line")
    )


def test_a_clash_with_a_contested_position_is_no_deadlock_for_sure(divided):
    rows = divided.clashes()
    assert rows[["severity", "at_least"]].values.tolist() == [["unknown", "hard"]]
    assert "A demands 'x' (red line, contested)" in rows["why"].iloc[0]
    assert divided.clashes(severity="deadlock", count_only=True) == 0


def test_a_zone_that_depends_on_a_divided_party_is_not_certain(divided):
    zone = divided.zones().iloc[0]
    assert (zone["status"], zone["certain"], zone["at_worst"]) == ("open", False, "closed")
    assert zone["why"].endswith("It would be closed if all contested positions of A held.")


def test_a_contested_red_line_is_not_told_as_unknown():
    case = case_of(("A", "demands", "x", "red line"), ("A", "rejects", "x", "red line"), ("B", "accepts", "x", ""))
    assert (
        case.zones()["why"]
        .iloc[0]
        .startswith("On seat, no certain red line is coded for A or B, and no settlement is accepted by both.")
    )


@pytest.mark.parametrize(("party", "firmness"), [("A", "red line"), ("C", "")])
def test_a_pivot_says_what_may_still_rule_out_what_it_frees(party, firmness):
    case = case_of(
        ("B", "demands", "y", "red line"),
        ("B", "accepts", "x|z", ""),
        (party, "rejects", "x", firmness),
        *([("A", "accepts", "x", "")] if party == "A" else []),
    )
    (row,) = case.pivots().to_dict("records")
    assert (row["party"], row["frees"], row["certain"]) == ("B", "x|z|other", False)
    marks = "(red line, contested)" if firmness else ""
    assert row["why"].endswith(
        f" That is not certain, as this may count too: {party} rejects 'x' {marks}".rstrip() + "."
    )
    assert case.pivots(parties="B")["certain"].tolist() == [True]


def test_contradictions_count_contested_positions_only_as_possible(divided):
    answer = divided.contradictions()
    assert answer.empty
    assert "2 contested positions of divided parties not counted" in answer.attrs["note"]
    possible = divided.contradictions(possible=True)
    assert len(possible) == 2
    assert not possible["certain"].any()


@pytest.mark.parametrize("firmness", ["", "red line"])
def test_what_a_party_accepts_and_rejects_is_no_common_ground(firmness):
    case = case_of(("A", "accepts", "x", ""), ("A", "rejects", "x", firmness), ("B", "accepts", "x", ""))
    assert case.overlaps().empty
    assert case.overlap_pairs().empty
    assert case.zones()["status"].tolist() == ["open"]
    assert case.tables["positions"]["contested"].fillna("").tolist() == ["yes", "yes", ""]


def test_what_one_of_the_two_also_rejects_is_cut_off_what_they_share():
    case = case_of(("A", "accepts", "x|y", ""), ("A", "rejects", "x", "aim"), ("B", "accepts", "x|y", ""))
    assert case.overlap_pairs()["zone"].tolist() == ["y"]
    assert not (case.tables["positions"]["contested"] == "yes").any()


def test_a_shift_that_depends_on_a_divided_party_is_not_certain():
    case = case_of(
        ("A", "rejects", "x", "red line"),
        ("A", "rejects", "x", "red line"),
        ("A", "accepts", "x", ""),
        ("A", "accepts", "y", ""),
        start=["", "2021", "2021", ""],
        end=["2020", "", "", ""],
    )
    (row,) = case.shifts().to_dict("records")
    assert (row["kind"], row["certain"], row["ruled_out_before"], row["ruled_out_after"]) == (
        "concession",
        False,
        "x",
        "",
    )
    assert row["why"].endswith(": a concession, unless contested positions of A hold.")


def test_a_shift_that_does_not_depend_on_contested_positions_is_certain():
    case = case_of(
        ("A", "demands", "x|y|z", "aim"),
        ("A", "rejects", "z", "aim"),
        ("A", "accepts", "v", ""),
        ("A", "rejects", "v", "red line"),
        start=["", "2021", "", ""],
        end=["", "", "", ""],
    )
    (row,) = case.shifts().to_dict("records")
    assert (row["kind"], row["certain"]) == ("hardening", True)
    assert row["why"].endswith(": a hardening.")


def test_a_package_on_which_a_party_is_divided_has_no_certain_verdict(divided):
    rows = divided.check_deal({"seat": "x"}).set_index("party")
    assert rows.loc["A", ["verdict", "certain"]].tolist() == ["open", False]
    assert rows.loc["B", ["verdict", "certain"]].tolist() == ["crosses", True]


def test_an_option_is_named_once_in_a_history():
    case = case_of(
        ("A", "accepts", "x", ""), ("A", "accepts", "x", ""), start=["2019-01-01", "2019-01-15"], end=["", ""]
    )
    assert case.history()["why"].iloc[-1] == "On seat since 2019-01-15, A accepts 'x'."


def test_dates_are_told_as_they_were_coded():
    case = case_of(
        ("A", "demands", "x", "red line"),
        ("B", "demands", "y", "red line"),
        ("B", "demands", "x", "red line"),
        start=["2020", "2020", "2022-03"],
        end=["", "2021", ""],
    )
    assert case.clashes(as_of="all")["why"].tolist() == [
        "On seat from 2020 to 2021, A demands 'x' (red line) and B demands 'y' (red line): no settlement honours both."
    ]
    assert case.history(parties="B")["why"].tolist() == [
        "On seat from 2020 to 2021, B demands 'y' (red line).",
        "On seat since 2022-03, B demands 'x' (red line).",
    ]


def test_the_check_can_be_strict():
    rows = pd.DataFrame({"party": "A", "issue": "seat", "option": ["x", "y"], "stance": "demands"})
    assert (zopa.check({"positions": rows})["level"] == "error").sum() == 0
    assert (zopa.check({"positions": rows}, strict=True)["level"] == "error").sum() == 1
