"""Options that can be combined: each is settled by itself, and every query reads it as any other question."""

from __future__ import annotations

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import tables
from reference.several import Several, several_dossiers

import zopa
from zopa.graph.columns import LEVELS


def case_of(*rows: tuple[str, str, str, str], **more: list[dict[str, object]]) -> zopa.PositionGraph:
    """Sanctions of three sorts that can be combined, as these parties want them."""
    positions = pd.DataFrame(rows, columns=["party", "stance", "option", "firmness"]).assign(issue="sanctions")
    named = {"oil": "Oil embargo", "arms": "Arms embargo", "travel": "Travel ban"}
    dossier = {
        "issues": [{"id": "sanctions", "name": "Sanctions", "kind": "several"}],
        "options": [{"issue": "sanctions", "option": option, "name": name} for option, name in named.items()],
    }
    frames = {name: pd.DataFrame(rows) for name, rows in {**dossier, **more}.items()}
    return zopa.load({"positions": positions, **frames}, quiet=True)


def who(row) -> frozenset[str]:
    return frozenset([row.party_a, row.party_b])


@settings(max_examples=examples(300), deadline=None)
@given(several_dossiers(), st.data())
def test_clashes_overlaps_and_zones_are_those_of_each_option(dossier, data):
    case = zopa.load({name: frame for name, frame in tables(**dossier).items() if len(frame)}, quiet=True)
    literal = Several(dossier)
    day = data.draw(st.sampled_from(literal.read.days()))
    level = data.draw(st.sampled_from(LEVELS[1:]))
    part_of = {f"{issue}:{option}": (issue, option) for issue, option in literal.options}
    clashes, shared = case.clashes(as_of=str(day)), case.overlap_pairs(as_of=str(day))
    assert {(part_of[row.issue], who(row)) for row in clashes.itertuples() if row.issue in part_of} == literal.clashes(
        day
    )
    assert {(part_of[row.issue], who(row)) for row in shared.itertuples() if row.issue in part_of} == literal.overlaps(
        day
    )
    zones = case.zones(as_of=str(day), level=level)
    assert {
        (
            part_of[row.issue],
            frozenset(row.parties.split("|")),
            row.status,
            frozenset(filter(None, row.settlements.split("|"))),
        )
        for row in zones.itertuples()
        if row.issue in part_of
    } == literal.zones(day, level)


def test_a_demand_for_two_options_wants_both_in():
    case = case_of(
        ("A", "demands", "oil|arms", "red line"), ("B", "rejects", "oil", "red line"), ("C", "accepts", "arms", "")
    )
    (clash,) = case.clashes().itertuples()
    assert (clash.issue, clash.severity) == ("sanctions:oil", "deadlock")
    assert clash.why == (
        "On Sanctions, A demands 'Oil embargo' (red line) and B rejects 'Oil embargo' (red line): "
        "no settlement honours both."
    )
    (ground,) = case.overlaps().itertuples()
    assert (ground.issue, ground.settlement, ground.parties) == ("sanctions:arms", "in", "A|C")


def test_demands_for_different_options_do_not_clash():
    case = case_of(("A", "demands", "oil", "red line"), ("B", "demands", "arms", "red line"))
    assert case.clashes().empty
    assert case.zones().empty


def test_two_that_reject_an_option_leave_out_alone():
    zone = case_of(("A", "rejects", "oil", "red line"), ("B", "rejects", "oil", "")).zones().iloc[0]
    assert (zone["status"], zone["settlements"]) == ("open", "out")
    assert "leave only 'Oil embargo: left out'" in zone["why"]


def test_the_whole_issue_names_all_of_its_options():
    case = case_of(("A", "demands", "oil|arms", ""), ("B", "accepts", "oil|arms", ""))
    for name in ("sanctions", "SANCTIONS", "Sanctions"):
        assert case.overlaps(issues=name)["issue"].tolist() == ["sanctions:oil", "sanctions:arms"]
    assert case.overlaps(issues="sanctions:oil")["issue"].tolist() == ["sanctions:oil"]
    assert case.overlaps(issues="Sanctions: Oil embargo")["issue"].tolist() == ["sanctions:oil"]
    with pytest.raises(ValueError, match=r"no issue 'sanctoins'. Did you mean 'sanctions'\?"):
        case.overlaps(issues="sanctoins")


def test_a_question_about_the_whole_issue_is_answered_by_the_options_spoken_of():
    case = case_of(("Alba", "demands", "arms", "red line"), ("Boria", "rejects", "oil", ""))
    told = str(case.ask("What does Alba want on sanctions?"))
    assert "Alba demands 'Arms embargo' (red line)" in told
    assert "Boria" not in told
    assert "Nothing is coded of Alba" in str(case.ask("What does Alba want on the oil embargo?"))


def test_a_package_names_the_options_that_are_in():
    case = case_of(("A", "demands", "oil|arms", "red line"), ("B", "rejects", "arms", "red line"))
    for named in ("oil|arms", ["oil", "Arms embargo"]):
        table = case.check_deal({"sanctions": named})
        verdicts = table[table["party"] != ""].set_index(["party", "issue"])["verdict"].to_dict()
        assert verdicts["A", "sanctions:oil"] == verdicts["A", "sanctions:arms"] == "meets"
        assert verdicts["B", "sanctions:arms"] == "crosses"
    crossed = case.check_deal({"sanctions:arms": "out"})
    assert crossed.set_index(["party", "issue"])["verdict"]["A", "sanctions:arms"] == "crosses"
    with pytest.raises(ValueError, match=r"no option 'gas'.*sanctions:oil"):
        case.check_deal({"sanctions": "gas"})


def test_who_rejects_an_option_is_satisfied_without_it():
    deals = case_of(("A", "rejects", "oil", ""), ("B", "accepts", "arms", "")).deals()
    best = deals.iloc[0]
    assert "sanctions:oil=out" in best["settlements"]
    assert (best["low_A"], best["high_A"]) == (0.5, 1)


def test_the_options_of_one_issue_weigh_as_one_issue():
    seat = [{"id": "sanctions", "name": "Sanctions", "kind": "several"}, {"id": "seat", "kind": "choice"}]
    options = [{"issue": "sanctions", "option": name} for name in ("oil", "arms")]
    options += [{"issue": "seat", "option": name} for name in ("here", "there")]
    positions = [
        {"party": "A", "issue": "sanctions", "stance": "demands", "option": "oil|arms"},
        {"party": "A", "issue": "seat", "stance": "demands", "option": "here"},
    ]
    for saliences, seat_weighs in (
        ([], 1 / 2),
        ([{"party": "A", "issue": "sanctions", "salience": 3}], 1 / 2),
        ([{"party": "A", "issue": "sanctions", "salience": 3}, {"party": "A", "issue": "seat", "salience": 1}], 1 / 4),
    ):
        dossier = {"issues": seat, "options": options, "positions": positions, "saliences": saliences}
        case = zopa.load({name: pd.DataFrame(rows) for name, rows in dossier.items() if rows}, quiet=True)
        deals = case.deals().set_index("settlements")
        assert deals.loc["sanctions:oil=in; sanctions:arms=in; seat=here", "low_A"] == 1
        attrs = case.check_deal({"seat": "here"}).attrs["satisfaction"]
        assert attrs["A"][0] == pytest.approx(seat_weighs)


def test_a_rejection_with_a_condition_wants_its_option_left_out_only_where_that_is_met():
    seat = {"issue": "seat", "stance": "demands", "option": "x", "firmness": "red line", "party": "A"}
    rows = [seat, {"party": "B", "issue": "w", "stance": "rejects", "option": "arms", "firmness": "red line"}]
    case = zopa.load(
        {
            "positions": pd.DataFrame([{"id": f"p{n}", **row} for n, row in enumerate(rows)]),
            "issues": pd.DataFrame([{"id": "seat", "kind": "choice", "closed": "yes"}, {"id": "w", "kind": "several"}]),
            "options": pd.DataFrame(
                [{"issue": "seat", "option": o} for o in "xy"] + [{"issue": "w", "option": "arms"}]
            ),
            "conditions": pd.DataFrame([{"what": "p1", "relation": "only if", "requires": "seat/x"}]),
        },
        quiet=True,
    )
    (deal,) = case.deals().itertuples()
    assert (deal.settlements, deal.low_B) == ("seat=x; w:arms=out", 0.5)
