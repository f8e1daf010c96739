"""Contradictions and openings: every smallest set and no other, held against trying everything."""

from __future__ import annotations

import random
import signal
import sys

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.agenda import Whole, tied
from reference.dossiers import graph
from reference.rule import Reference

import zopa
from zopa.queries import UnknownNameError, contradictions, deals, openings, pivots, zones
from zopa.queries.asking.deadline import Deadline
from zopa.queries.packages.minimal_sets import smallest

#: A day, and the dossier's own date, which is meant where none is given.
DAYS = st.sampled_from(["2021-06-30", None])
LEVELS = st.sampled_from(["red line", "bottom line", "aim"])


def sets(column) -> set[frozenset[str]]:
    return {frozenset(filter(None, cell.split("|"))) for cell in column}


@settings(max_examples=examples(80), deadline=None)
@given(tied(), LEVELS, st.booleans(), DAYS)
def test_every_smallest_set_that_cannot_hold_and_no_other(dossier, level, possible, as_of):
    case = graph(**dossier)
    whole = Whole(dossier, Reference(dossier).day(as_of), level, possible)
    answer = contradictions(case, as_of=as_of, level=level, possible=possible)
    assert answer.attrs["complete"]
    assert sets(answer["positions"]) == whole.contradictions()
    assert answer["positions"].is_unique
    assert answer["size"].tolist() == sorted(answer["size"])
    for row in answer.to_dict("records"):
        members = row["positions"].split("|") if row["positions"] else []
        firmness = [
            whole.reference.positions[m].get("firmness")
            if m in whole.reference.positions
            else whole.conditions[m]["firmness"]
            for m in members
        ]
        contested = any(m in whole.reference.positions and whole.reference.contested(m) for m in members)
        assert row["certain"] == ((level == "aim" or None not in firmness) and not contested)


@settings(max_examples=examples(80), deadline=None)
@given(tied(), LEVELS, DAYS)
def test_openings_are_the_smallest_sets_that_must_give_way(dossier, level, as_of):
    case = graph(**dossier)
    whole = Whole(dossier, Reference(dossier).day(as_of), level, False)
    listed = openings(case, as_of=as_of, level=level, limit=10_000)
    if frozenset() in whole.contradictions():
        assert listed["cost"].isna().all()
        return
    by_component: dict[int, list[frozenset[str]]] = {}
    for row in listed.itertuples():
        opening = frozenset(row.positions.split("|"))
        assert row.cost == len(opening)
        by_component.setdefault(row.component, []).append(opening)
    together: set[frozenset[str]] = {frozenset()}
    for openings_there in by_component.values():
        assert [len(opening) for opening in openings_there] == sorted(len(opening) for opening in openings_there)
        together = {opening | opening_beside for opening in together for opening_beside in openings_there}
    assert together == whole.openings()


def seats(**more):
    return graph(
        parties=[
            {"id": "a", "name": "Upland", "power": 3.0},
            {"id": "b", "name": "Lowland"},
            {"id": "c", "name": "Delta"},
        ],
        issues=[
            {"id": "seat", "name": "the seat", "kind": "choice"},
            {"id": "chair", "name": "the chair", "kind": "choice"},
        ],
        options=[
            {"issue": i, "option": o, "name": o.title()}
            for i, o in (("seat", "geneva"), ("seat", "oslo"), ("chair", "swiss"), ("chair", "norse"))
        ],
        positions=[
            {
                "id": "1",
                "party": "a",
                "issue": "seat",
                "stance": "demands",
                "option": "geneva",
                "firmness": "red line",
                "evidence": "e1",
            },
            {
                "id": "2",
                "party": "b",
                "issue": "chair",
                "stance": "demands",
                "option": "norse",
                "firmness": "red line",
                "evidence": "e2",
            },
            {"id": "3", "party": "c", "issue": "chair", "stance": "demands", "option": "norse", "firmness": "red line"},
        ],
        constraints=[{"id": "k", "option": "seat/geneva", "relation": "implies", "other": "chair/swiss"}],
        **more,
    )


def test_two_issues_tied_by_a_rule_contradict_and_the_sentence_says_why():
    rows = contradictions(seats())
    assert rows["positions"].tolist() == ["1|2", "1|3"]
    assert rows["rules"].tolist() == ["k", "k"]
    assert rows["evidence"].tolist() == ["e1|e2", "e1"]
    assert rows["why"][0] == (
        "On the seat and the chair, Upland demands 'Geneva' (red line); Lowland demands 'Norse' (red line), "
        "as 'Geneva' (the seat) implies 'Swiss' (the chair): no settlement honours both."
    )


def test_openings_by_count_and_by_weight():
    assert openings(seats())[["cost", "positions"]].values.tolist() == [[1.0, "1"], [2.0, "2|3"]]
    assert openings(seats(), by="weight")[["cost", "positions"]].values.tolist() == [[2.0, "2|3"], [3.0, "1"]]
    saliences = [{"id": "w", "party": "b", "issue": "chair", "salience": 5.0}]
    assert openings(seats(saliences=saliences), by="weight")["positions"].tolist() == ["1", "2|3"]
    assert openings(seats())["why"][0] == (
        "If Upland softened its demand of 'Geneva' (red line) on the seat, the others would leave 'Oslo' on the seat."
    )


def test_what_the_others_would_have_to_do():
    assert openings(seats(), keep="a")["positions"].tolist() == ["2|3"]
    stuck = openings(seats(), keep=["a", "b"])
    assert stuck["cost"].isna().all()
    assert (
        stuck["why"][0] == "Nothing that the others do opens this: what Upland and Lowland insist on cannot all be had."
    )


def test_a_limit_is_said_and_never_silent():
    assert openings(seats(), limit=1).attrs["more"] == [1]
    assert not contradictions(seats(), limit=1).attrs["complete"]
    with pytest.raises(UnknownNameError, match="no way of counting 'luck': use count, weight"):
        openings(seats(), by="luck")


def test_a_budget_ties_numbers_together():
    demand = {"stance": "demands", "firmness": "red line"}
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": name, "kind": "number", "unit": "m3/s", "scale_low": 0.0} for name in ("up", "down")],
        positions=[
            {"id": "1", "party": "a", "issue": "up", "low": 60, **demand},
            {"id": "2", "party": "b", "issue": "down", "low": 50, **demand},
        ],
        budgets=[{"id": "river", "name": "the river", "at_most": 100.0}],
        shares=[
            {"id": "s1", "budget": "river", "issue": "up"},
            {"id": "s2", "budget": "river", "issue": "down", "factor": 1.0},
        ],
    )
    rows = contradictions(case)
    assert rows[["positions", "rules"]].values.tolist() == [["1|2", "river"]]
    assert rows["why"][0].endswith("as the river bounds what they add up to: no settlement honours both.")
    looser = {"budgets": case.tables["budgets"].assign(at_most=110.0)}
    rows = {name: table for name, table in (dict(case.tables.items()) | looser).items() if len(table)}
    assert contradictions(graph(**{name: table.to_dict("records") for name, table in rows.items()})).empty


@settings(max_examples=examples(60), deadline=None)
@given(tied(), DAYS)
def test_a_pivot_frees_what_nobody_else_rules_out(dossier, as_of):
    case, reference = graph(**dossier), Reference(dossier)
    day = reference.day(as_of)
    expected = set()
    for issue in reference.issues:
        for place in reference.places(issue):
            red = [
                p
                for p, row in reference.positions.items()
                if row["issue"] == issue
                and reference.holds(p, place, day)
                and row.get("firmness") == "red line"
                and not reference.contested(p)
            ]
            for position in red:
                other_positions = [p for p in red if p != position]
                if any(
                    reference.rules_out(position, s) and not any(reference.rules_out(p, s) for p in other_positions)
                    for s in reference.settlements(issue)
                ):
                    expected.add(position)
    assert set(pivots(case, as_of=as_of, level="red line")["position"]) == expected


def interrupted_after(function, calls: int):
    """The function; after so many calls somebody presses Ctrl-C."""
    done: list[int] = []

    def wrapped(*arguments, **named):
        if len(done) == calls:
            signal.raise_signal(signal.SIGINT)
        done.append(1)
        return function(*arguments, **named)

    return wrapped


@pytest.mark.parametrize("query", ["contradictions", "openings"])
def test_an_interrupt_before_anything_can_be_found_leaves_an_empty_answer_that_says_so(monkeypatch, query):
    module = sys.modules[f"zopa.queries.{query}"]
    monkeypatch.setattr(module, "agenda", interrupted_after(module.agenda, 0))
    answer = getattr(seats(), query)()
    assert answer.empty
    assert (answer.attrs["complete"], answer.attrs["note"]) == (False, "Cut short before anything was found.")


def test_an_interrupt_leaves_what_was_found_marked_as_partial(monkeypatch):
    case = seats()
    rows = {name: table.to_dict("records") for name, table in case.tables.items() if len(table)}
    rows["issues"].insert(0, {"id": "date", "name": "the date", "kind": "choice"})
    rows["options"] += [{"issue": "date", "option": option, "name": option} for option in ("may", "june")]
    rows["positions"] += [
        {"id": "4", "party": "a", "issue": "date", "stance": "demands", "option": "may", "firmness": "red line"},
        {"id": "5", "party": "b", "issue": "date", "stance": "demands", "option": "june", "firmness": "red line"},
    ]
    case = graph(**rows)
    assert sorted(contradictions(case)["positions"]) == ["1|2", "1|3", "4|5"]
    module = sys.modules["zopa.queries.packages.conflicts"]
    monkeypatch.setattr(module, "_of_component", interrupted_after(module._of_component, 1))
    cut = contradictions(case)
    assert not cut.attrs["complete"]
    assert cut.attrs["note"] == "Stopped early: there may be more contradictions than these."
    assert cut["positions"].tolist() == ["4|5"]


@pytest.mark.parametrize(("query", "step"), [(contradictions, "_shrunk"), (openings, "_grown")])
def test_an_interrupt_keeps_what_was_found_of_the_questions_under_way(monkeypatch, query, step):
    whole = query(seats())
    module = sys.modules["zopa.queries.packages.minimal_sets"]
    monkeypatch.setattr(module, step, interrupted_after(getattr(module, step), 1))
    cut = query(seats())
    assert not cut.attrs["complete"]
    assert cut.attrs["note"].startswith("Stopped early: there may be more")
    assert 0 < len(cut) < len(whole)
    assert set(cut["positions"]) <= set(whole["positions"])


def test_no_time_at_all_is_said():
    for query in (contradictions, openings):
        cut = query(seats(), seconds=0)
        assert not cut.attrs["complete"]
        assert cut.attrs["note"].startswith("Stopped early")


def many_ways(options: int, positions_each: int):
    """An issue of which each option is rejected by so many parties: each to the power of options contradictions."""
    return graph(
        parties=[{"id": f"p{n}"} for n in range(options * positions_each)],
        issues=[{"id": "x", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "x", "option": f"o{n}"} for n in range(options)],
        positions=[
            {
                "id": f"r{n}",
                "party": f"p{n}",
                "issue": "x",
                "stance": "rejects",
                "option": f"o{n % options}",
                "firmness": "red line",
            }
            for n in range(options * positions_each)
        ],
    )


def test_openings_of_one_question_do_not_wait_for_its_contradictions():
    answer = openings(many_ways(12, 5), limit=20)
    assert answer["cost"].tolist() == [5.0] * 12
    assert answer["positions"][0] == "r0|r12|r24|r36|r48"
    assert answer.attrs["complete"]


def test_only_the_sets_that_hold_no_other_are_kept():
    sets = [frozenset(members) for members in ({1, 2}, {1, 2, 3}, {3}, {2, 4}, {1, 4, 2}, {5, 6})]
    assert smallest(sets, Deadline()).sets == [{3}, {1, 2}, {2, 4}, {5, 6}]
    draw = random.Random(1)
    for _ in range(300):
        sets = [frozenset(draw.sample(range(8), draw.randint(1, 5))) for _ in range(draw.randint(0, 25))]
        assert set(smallest(set(sets), Deadline()).sets) == {
            members for members in sets if not any(a < members for a in sets)
        }
    assert not smallest(sets, Deadline(0)).complete


def test_openings_of_two_components_on_one_question_are_told_as_needed_together():
    line = {"issue": "j", "stance": "demands", "option": "j0", "firmness": "red line"}
    case = graph(
        parties=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        issues=[{"id": issue, "kind": "choice", "closed": "yes"} for issue in "ij"],
        options=[{"issue": "i", "option": "i0"}, {"issue": "j", "option": "j0"}, {"issue": "j", "option": "j1"}],
        positions=[{"id": "1", "party": "a", **line}, {"id": "2", "party": "b", **line}],
        constraints=[{"id": "k", "option": "i/i0", "relation": "excludes", "other": "j/j0"}],
    )
    answer = openings(case)
    assert answer[["component", "positions", "leaves"]].values.tolist() == [[1, "1", "j: j1"], [2, "2", "j: j1"]]
    assert answer["why"][0] == (
        "If A softened its demand of 'j0' (red line) on j, and what else stands in the way gave way too (an opening of "
        "component 2, for example: B softened its demand of 'j0' (red line) on j), what stays would leave 'j1' on j."
    )


def test_softening_a_position_is_priced_at_its_own_issue():
    line = {"stance": "demands", "firmness": "red line"}
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": issue, "kind": "choice", "closed": "yes"} for issue in ("seat", "aid")],
        options=[{"issue": issue, "option": option} for issue in ("seat", "aid") for option in "xy"],
        positions=[
            {"id": "1", "party": "a", "issue": "seat", "option": "x", **line},
            {"id": "2", "party": "b", "issue": "seat", "option": "y", **line},
            {"id": "3", "party": "b", "issue": "aid", "option": "x", **line},
        ],
        conditions=[{"id": "c", "what": "1", "relation": "only if", "requires": "aid/x"}],
        saliences=[
            {"id": "s1", "party": "a", "issue": "seat", "salience": 2.0},
            {"id": "s2", "party": "a", "issue": "aid", "salience": 9.0},
        ],
    )
    assert openings(case, by="weight")[["positions", "cost"]].values.tolist() == [["2", 1.0], ["3", 1.0], ["1", 2.0]]


def river(shares, **more):
    red = {"stance": "demands", "firmness": "red line"}
    return graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": name, "kind": "number", "scale_low": 0.0, "scale_high": 100.0} for name in ("up", "down")],
        positions=[
            {"id": "1", "party": "a", "issue": "up", "high": 6, **red},
            {"id": "2", "party": "b", "issue": "down", "low": 1, **red},
        ],
        shares=[{"id": f"s{n}", "budget": "river", **share} for n, share in enumerate(shares)],
        **more,
    )


def test_a_budget_says_nothing_of_a_part_of_what_it_counts():
    case = river([{"issue": "up"}, {"issue": "down"}], budgets=[{"id": "river", "at_least": 10.0}])
    assert contradictions(case).empty
    assert contradictions(case, issues="up").empty


def test_two_shares_of_one_issue_add_up():
    case = river(
        [{"issue": "down", "factor": 60.0}, {"issue": "down", "factor": 60.0}],
        budgets=[{"id": "river", "at_most": 100.0}],
    )
    assert contradictions(case)["positions"].tolist() == ["2"]
    assert contradictions(case)["why"][0].endswith("no settlement honours it.")


def test_a_rule_within_one_issue_counts():
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo")],
        positions=[
            {"id": "1", "party": "a", "issue": "seat", "stance": "demands", "option": "geneva", "firmness": "red line"}
        ],
        constraints=[{"id": "k", "option": "seat/geneva", "relation": "implies", "other": "seat/oslo"}],
    )
    assert contradictions(case)[["positions", "rules"]].values.tolist() == [["1", "k"]]


def test_a_delegates_salience_counts_only_where_its_principal_has_none():
    def case(*saliences):
        return graph(
            parties=[{"id": "a"}, {"id": "m", "speaks_for": "a"}, {"id": "b"}],
            issues=[{"id": "seat", "kind": "choice"}],
            options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo")],
            positions=[
                {
                    "id": "1",
                    "party": "m",
                    "issue": "seat",
                    "stance": "demands",
                    "option": "geneva",
                    "firmness": "red line",
                },
                {
                    "id": "2",
                    "party": "b",
                    "issue": "seat",
                    "stance": "demands",
                    "option": "oslo",
                    "firmness": "red line",
                },
            ],
            saliences=[
                {"id": f"w{n}", "party": p, "issue": "seat", "salience": v} for n, (p, v) in enumerate(saliences)
            ],
        )

    def cost(case):
        return dict(openings(case, by="weight")[["positions", "cost"]].values.tolist())["1"]

    assert cost(case(("a", 5.0), ("m", 2.0))) == 5
    assert cost(case(("m", 2.0))) == 2


def pigeons(count: int):
    """So many issues that each take one of fewer places, no two the same: no solver of clauses sees soon that it cannot be."""
    birds, holes = range(count), range(count - 1)
    return graph(
        parties=[{"id": "a"}],
        issues=[{"id": f"b{bird}", "kind": "choice", "closed": "yes"} for bird in birds],
        options=[{"issue": f"b{bird}", "option": f"h{hole}"} for bird in birds for hole in holes],
        positions=[
            {"id": "x", "party": "a", "issue": "b0", "stance": "rejects", "option": "h0", "firmness": "red line"}
        ],
        constraints=[
            {
                "id": f"k{first_bird}-{other_bird}-{hole}",
                "option": f"b{first_bird}/h{hole}",
                "relation": "excludes",
                "other": f"b{other_bird}/h{hole}",
            }
            for first_bird in birds
            for other_bird in birds
            if first_bird < other_bird
            for hole in holes
        ],
    )


def test_the_time_is_over_in_the_middle_of_a_long_step():
    assert contradictions(pigeons(4)).attrs["complete"]
    answer = contradictions(pigeons(13), seconds=0.5)
    assert not answer.attrs["complete"]
    assert answer.empty


def test_what_is_of_unknown_firmness_and_not_counted_is_said():
    rows = {name: table.to_dict("records") for name, table in seats().tables.items() if len(table)}
    rows["positions"][2]["firmness"] = None
    case = graph(**rows)
    for query in (contradictions, openings):
        answer = query(case)
        assert answer.attrs["left_out"] == 1
        assert answer.attrs["note"].startswith("1 position or condition of unknown firmness not counted")
        assert query(case, possible=True).attrs["left_out"] == 0
        assert query(case, level="aim").attrs["note"] == ""


def tied_line(**more):
    """Upland's red line on the seat holds only if the chair is Swiss."""
    line = {"stance": "demands", "firmness": "red line"}
    return graph(
        parties=[{"id": name, "name": name.upper()} for name in "ab"],
        issues=[{"id": name, "kind": "choice", "closed": "yes"} for name in ("seat", "chair")],
        options=[
            {"issue": i, "option": o}
            for i, o in (("seat", "geneva"), ("seat", "oslo"), ("chair", "swiss"), ("chair", "norse"))
        ],
        positions=[
            {"id": "1", "party": "a", "issue": "seat", "option": "geneva", **line},
            {"id": "2", "party": "b", "issue": "seat", "option": "oslo", **line},
            {"id": "3", "party": "b", "issue": "chair", "option": "swiss", **line},
        ],
        **more,
    )


@pytest.mark.parametrize(
    ("relation", "sets"), [("only if", ["1|2|3"]), ("only after", ["1|2"]), ("together with", ["1|2"])]
)
def test_a_line_that_holds_only_if_contradicts_only_with_what_it_is_tied_to(relation, sets):
    conditions = [{"id": "c", "what": "1", "relation": relation, "requires": "chair/swiss"}]
    case = tied_line(conditions=conditions)
    assert contradictions(case)["positions"].tolist() == sets
    # Of the seat alone it is not known whether the line holds.
    alone = contradictions(case, issues="seat", possible=True)
    assert alone[["positions", "certain"]].values.tolist() == [["1|2", relation != "only if"]]
    assert len(contradictions(case, issues="seat")) == (relation != "only if")
    assert "What 1 says turns on issues that are not asked about." in alone.attrs["note"]
    assert "not asked about" in deals(case, issues="seat").attrs["note"]


def test_pivots_tell_how_many_steps_a_position_has_to_go():
    def lines(**firmness):
        return graph(
            parties=[{"id": party} for party in firmness],
            issues=[{"id": "seat", "kind": "choice", "closed": "yes"}],
            options=[{"issue": "seat", "option": option} for option in firmness],
            positions=[
                {"id": party, "party": party, "issue": "seat", "stance": "demands", "option": party, "firmness": word}
                for party, word in firmness.items()
            ],
        )

    def told(case, level):
        return pivots(case, level=level)[["position", "level", "steps"]].values.tolist()

    nothing = "nothing that it insists on"
    assert told(lines(a="red line", b="aim"), "aim") == [["b", nothing, 1], ["a", nothing, 3]]
    assert told(lines(a="red line", b="bottom line"), "bottom line") == [["b", "aim", 1], ["a", "aim", 2]]
    assert told(lines(a="red line", b="red line"), "red line") == [["a", "bottom line", 1], ["b", "bottom line", 1]]
    assert told(lines(a=None, b="bottom line"), "aim") == [["b", nothing, 2], ["a", nothing, pd.NA]]
    assert (
        "softened in 2 steps, to a bottom line and then to an aim, it would open"
        in pivots(lines(a="red line", b="bottom line"), level="bottom line")["why"][1]
    )
    assert (
        "takes one to three steps, as its firmness is not known"
        in pivots(lines(a=None, b="aim"), level="aim")["why"][1]
    )
    assert "softened to a bottom line, it" in pivots(lines(a="red line", b="red line"))["why"][0]


@pytest.mark.parametrize("firmness", [None, "aim", "red line"])
def test_at_the_level_of_aims_the_answer_does_not_turn_on_a_firmness(firmness):
    line = {"issue": "seat", "stance": "demands"}
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in "xy"],
        positions=[
            {"id": "1", "party": "a", "option": "x", "firmness": firmness, **line},
            {"id": "2", "party": "b", "option": "y", "firmness": "aim", **line},
        ],
    )
    assert contradictions(case, level="aim")["certain"].tolist() == [True]
    assert zones(case, level="aim")["certain"].tolist() == [True]


def test_a_condition_ties_packages_on_the_days_on_which_it_is_set():
    red = {"start": "2020", "firmness": "red line"}
    positions = [
        {"party": "A", "issue": "army", "stance": "demands", "option": "yes"} | red,
        {"party": "B", "issue": "vote", "stance": "rejects", "option": "yes"} | red,
    ]
    condition = {
        "id": "c",
        "what": "army/yes",
        "relation": "only if",
        "requires": "vote/yes",
        "start": "2021",
        "end": "2022",
    }
    case = zopa.load({"positions": positions, "conditions": [condition]}, quiet=True)
    assert [len(case.contradictions(as_of=year)) for year in ("2020", "2021", "2022", "2023")] == [0, 1, 1, 0]
    assert case.contradictions(as_of="2022")["rules"].tolist() == ["c"]
    honoured = case.check_deal({"army": "yes", "vote": "other"}, as_of="2023")
    broken = case.check_deal({"army": "yes", "vote": "other"}, as_of="2022")
    assert len(broken) == len(honoured) + 1
