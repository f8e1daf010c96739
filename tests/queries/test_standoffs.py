"""Standoffs and sequences: against every way to give the steps days, and in cases whose answer is plain."""

from __future__ import annotations

import signal
import sys
from itertools import combinations

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import steps as reference
from reference.dossiers import graph

import zopa
from zopa.queries.asking.selection import UnknownNameError
from zopa.queries.standoffs import sequence, standoffs

READINGS = ("in order", "in one package")
few = settings(max_examples=examples(40), deadline=None)


def sets(cell: str) -> set[frozenset[str]]:
    return {frozenset(members.split("|")) for members in cell.split(";") if members}


@few
@given(reference.tied())
def test_stages_are_the_earliest_of_all_orders(case):
    for package in (False, True):
        answer = sequence(graph(**case), only_if=READINGS[package])
        truth = reference.Steps(case).earliest(package)
        stage_of = {row.step: reference.NEVER if pd.isna(row.stage) else row.stage for row in answer.itertuples()}
        assert stage_of == truth
        assert answer.attrs["blocked"] == (reference.NEVER in truth.values())
        for row in answer.dropna(subset="stage").itertuples():
            assert all(stage_of[earlier] < row.stage for earlier in row.after.split("|") if earlier)
            assert all(stage_of[earlier] <= row.stage for earlier in row.together.split("|") if earlier)
            assert not set(row.not_with.split("|")) & {*row.after.split("|"), *row.together.split("|"), row.step} - {""}


@few
@given(reference.tied(), st.booleans())
def test_what_is_done_keeps_nothing_out(case, package):
    done = reference.Steps(case).names[:1]
    answer = sequence(graph(**case), done=done, only_if=READINGS[package])
    stage_of = {row.step: reference.NEVER if pd.isna(row.stage) else row.stage for row in answer.itertuples()}
    assert stage_of == reference.Steps(case, done=set(done)).earliest(package)


def leaf_by_leaf(ids):
    """Steps of an answer as the reference has them: in one smallest region each."""
    for step in ids:
        name, _, regions = step.partition("@")
        regional = name.split("/")[0] in ("i0", "i1")
        yield from (
            (f"{name}@{region}" for region in regions.split(","))
            if regions
            else ([f"{name}@north", f"{name}@south"] if regional else [name])
        )


@few
@given(reference.tied_in_places(), st.booleans())
def test_each_region_has_steps_of_its_own(case, package):
    only_if, truth = READINGS[package], reference.Steps(case).earliest(package)
    answer = sequence(graph(**case), only_if=only_if)
    stage_of = {
        step: reference.NEVER if pd.isna(row.stage) else row.stage
        for row in answer.itertuples()
        for step in leaf_by_leaf([row.step])
    }
    assert stage_of == truth
    stuck = {step for step, day in truth.items() if day == reference.NEVER}
    named = standoffs(graph(**case), only_if=only_if)["steps"]
    assert {step for cell in named for step in leaf_by_leaf(cell.split("|"))} == stuck


@few
@given(reference.tied_in_places(), st.sampled_from(["north", "south"]))
def test_what_is_done_in_one_region_is_done_there_alone(case, region):
    name = reference.Steps(case).names[0].partition("@")[0]
    done = f"{name}@{region}" if name.startswith("i0") else name
    if done in reference.Steps(case).names:
        truth = reference.Steps(case, done={done}).earliest()
        stage_of = {
            step: reference.NEVER if pd.isna(row.stage) else row.stage
            for row in sequence(graph(**case), done=done).itertuples()
            for step in leaf_by_leaf([row.step])
        }
        assert stage_of == truth


def two_regions(first, second, **more):
    """A gives the land in one region only after peace there, and B makes peace in another only after the land there."""
    named = {"north": "the North", "south": "the South"}
    return graph(
        parties=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        regions=[{"id": region, "name": name} for region, name in named.items()],
        issues=[
            {"id": issue, "name": issue.title(), "kind": "choice", "per_region": "yes"} for issue in ("land", "peace")
        ],
        options=[{"issue": "land", "option": "given"}, {"issue": "peace", "option": "made"}],
        positions=[
            {"id": "p1", "party": "a", "issue": "land", "stance": "accepts", "option": "given", "regions": first},
            {"id": "p2", "party": "b", "issue": "peace", "stance": "accepts", "option": "made", "regions": second},
        ],
        conditions=[
            {"id": "c1", "what": "p1", "relation": "only after", "requires": "peace/made"},
            {"id": "c2", "what": "p2", "relation": "only after", "requires": "land/given"},
        ],
        **more,
    )


def test_conditions_about_two_regions_do_not_wait_for_one_another():
    assert standoffs(two_regions("north", "south")).empty
    stages = sequence(two_regions("north", "south")).set_index("step")["stage"].to_dict()
    assert stages == {"peace/made@north": 1, "land/given@south": 1, "land/given@north": 2, "peace/made@south": 2}


@pytest.mark.parametrize(
    ("first", "second", "place", "words"),
    [
        ("north", "north", "@north", " in the North"),
        ("north", None, "@north", " in the North"),
        (None, None, "", ""),
        ("north|south", "south|north", "", ""),
    ],
)
def test_they_do_where_both_count(first, second, place, words):
    case = two_regions(first, second)
    answer = standoffs(case)
    (row,) = answer[answer["kind"] == "standoff"].to_dict("records")
    assert row["steps"] == row["together"] == f"land/given{place}|peace/made{place}"
    assert (row["conditions"], row["waive"]) == ("c1|c2", "c1;c2")
    assert row["why"].startswith(
        f"A agrees to 'given' (Land){words} only after 'made' (Peace); B agrees to 'made' (Peace){words} only after 'given' "
        "(Land): neither can begin."
    )
    picture = answer.picture()
    assert "c1" not in picture
    assert "A: only after" in picture
    assert ("North" in picture) == bool(place)
    assert standoffs(case, done=f"peace/made{place}").empty


def test_a_step_for_all_regions_says_in_which_region_what_it_waits_for_is_missing():
    case = a_summit(
        positions=[("p1", "summit", "held", None), ("p2", "peace", "made", "south")],
        conditions=[("c1", "p1", "only after", "peace/made"), ("c2", "p2", "only after", "summit/held")],
    )
    for done in (None, "peace/made@north"):
        (row,) = standoffs(case, done=done).to_dict("records")
        assert row["steps"] == "summit/held|peace/made@south"
        assert row["why"].startswith(
            "A agrees to 'held' (Summit) only after 'made' (Peace) in the South; A agrees to 'made' (Peace) in the South only "
            "after 'held' (Summit): neither can begin."
        )
        order = sequence(case, done=done).set_index("step")
        assert order.loc["summit/held", "after"] == "peace/made@south"
        assert "only after 'made' (Peace)." in order.loc["summit/held", "why"]


def test_a_condition_that_could_be_dropped_is_told_apart_from_others_on_the_same_option():
    case = a_summit(
        positions=[("p1", "peace", "made", "north"), ("p2", "peace", "made", "south"), ("p3", "summit", "held", None)],
        conditions=[
            ("c1", "p1", "only after", "summit/held"),
            ("c2", "p2", "only after", "summit/held"),
            ("c3", "p3", "only if", "peace/made"),
            ("c4", "p3", "only after", "peace/made"),
        ],
    )
    row = standoffs(case).iloc[0]
    assert row["waive"] == "c1|c2;c3|c4"
    assert row["why"].endswith(
        "would be resolved if A dropped its condition on 'made' (Peace) in the North and A dropped its condition on 'made' "
        "(Peace) in the South or if A dropped its condition that 'held' (Summit) comes only if 'made' (Peace) and A dropped its "
        "condition that 'held' (Summit) comes only after 'made' (Peace)."
    )


def a_summit(positions, conditions):
    """A summit that is held once for all, and peace that is made region by region, all of it up to A."""
    return graph(
        parties=[{"id": "a", "name": "A"}],
        regions=[{"id": "north", "name": "the North"}, {"id": "south", "name": "the South"}],
        issues=[
            {"id": "summit", "name": "Summit", "kind": "choice", "per_region": "no"},
            {"id": "peace", "name": "Peace", "kind": "choice", "per_region": "yes"},
        ],
        options=[{"issue": "summit", "option": "held"}, {"issue": "peace", "option": "made"}],
        positions=[
            {"id": id, "party": "a", "issue": issue, "stance": "accepts", "option": option, "regions": regions}
            for id, issue, option, regions in positions
        ],
        conditions=[
            {"id": id, "what": what, "relation": relation, "requires": requires}
            for id, what, relation, requires in conditions
        ],
    )


def test_a_region_that_is_not_in_the_case_is_not_done():
    with pytest.raises(UnknownNameError, match="east"):
        standoffs(two_regions("north", "north"), done="peace/made@east")


def blocks(answer):
    """Rows that say why steps are blocked, not that they are held up by others."""
    return answer[answer["kind"] != "downstream"]


@few
@given(reference.tied())
def test_every_blocked_step_is_named_and_no_other(case):
    answer = standoffs(graph(**case))
    stuck = reference.Steps(case).stuck()
    assert {step for cell in answer["steps"] for step in cell.split("|")} == stuck
    assert bool(len(blocks(answer))) == bool(stuck)
    assert answer.loc[answer["kind"] == "downstream", "steps"].is_unique


@few
@given(reference.tied())
def test_the_smallest_sets_to_waive_are_all_there_are(case):
    answer = standoffs(graph(**case))
    assert answer.attrs["complete"]
    cores = dict(list(blocks(answer).groupby("core")))
    for rows in cores.values():
        (waive,) = set(rows["waive"])
        core = {step for cell in rows["steps"] for step in cell.split("|")}
        # Steps that only wait for company of a loop are freed with it, and not named in it.
        held_up = set(answer.loc[answer["kind"] == "downstream", "steps"])
        truth = [
            reference.smallest_waivers(case, core | set(more))
            for n in range(len(held_up) + 1)
            for more in combinations(held_up, n)
        ]
        assert sets(waive) in truth


@few
@given(reference.tied())
def test_what_is_said_to_free_a_core_frees_it(case):
    answer = standoffs(graph(**case))
    for row in blocks(answer).itertuples():
        core = {step for cell in answer.loc[answer["core"] == row.core, "steps"] for step in cell.split("|")}
        if row.package:
            assert not reference.Steps(case).stuck(package=True) & core
        for waive in sets(row.waive):
            assert not reference.Steps(case, set(waive)).stuck() & core
        if row.together:
            group = row.together.split("|")
            relaxed = [
                condition
                | {
                    "relation": "together with",
                    "requires": "|".join(dict.fromkeys([*condition["requires"].split("|"), *group])),
                }
                if set(reference.Steps(case).what(condition)) & set(group)
                and (condition["party"] or condition["what"].startswith("p"))
                and set(condition["requires"].split("|")) & set(group)
                else condition
                for condition in case["conditions"]
            ]
            assert not reference.Steps(case | {"conditions": relaxed}).stuck() & core


@few
@given(reference.tied())
def test_a_kind_says_whose_conditions_it_takes(case):
    answer = standoffs(graph(**case))
    owner = {row["id"]: row["party"] for row in case["conditions"]}
    owner |= {row["id"]: p["party"] for row in case["conditions"] for p in case["positions"] if p["id"] == row["what"]}

    def blocked_by(parties, rules):
        waived = {name for name, party in owner.items() if party not in parties}
        return reference.Steps(case if rules else case | {"constraints": []}, waived).stuck()

    for row in blocks(answer).itertuples():
        steps = set(row.steps.split("|"))
        alone = [steps <= blocked_by({party}, False) for party in ("a", "b", "c")]
        with_rules = [steps <= blocked_by({party, None}, True) for party in ("a", "b", "c")]
        if row.kind == "self-contradiction":
            assert any(alone)
        elif row.kind == "matter":
            assert any(with_rules)
        elif len(blocks(answer)) == 1:
            assert not any(with_rules)


def case(*conditions, constraints=(), positions=()):
    """Steps x, y, z, w of issues of the same names; a condition is (id, party, what, relation, requires)."""

    def step(name):
        return "|".join(f"{issue}/yes" for issue in name.split("|"))

    return graph(
        parties=[
            {"id": "a", "name": "A"},
            {"id": "b", "name": "B"},
            {"id": "c", "name": "C"},
            {"id": "a1", "speaks_for": "a"},
        ],
        issues=[{"id": issue, "name": issue.upper(), "kind": "choice"} for issue in "xyzw"],
        options=[{"issue": issue, "option": option} for issue in "xyzw" for option in ("yes", "no")],
        positions=list(positions),
        conditions=[
            {
                "id": id,
                "party": party,
                "what": step(subject) if len(subject) == 1 else subject,
                "relation": relation,
                "requires": step(requires),
                "evidence": f"e-{id}",
            }
            for id, party, subject, relation, requires in conditions
        ],
        constraints=[
            {"id": id, "option": step(option_a), "relation": relation, "other": step(option_b)}
            for id, option_a, relation, option_b in constraints
        ],
    )


AFTER = "only after"


def test_two_who_wait_for_each_other():
    answer = standoffs(case(("c1", "a", "x", AFTER, "y"), ("c2", "b", "y", AFTER, "x"), ("c3", "c", "z", AFTER, "x|y")))
    assert answer["kind"].tolist() == ["standoff", "downstream"]
    first, second = answer.to_dict("records")
    assert first == {
        "kind": "standoff",
        "core": 1,
        "steps": "x/yes|y/yes",
        "conditions": "c1|c2",
        "parties": "a|b",
        "issues": "x|y",
        "waive": "c1;c2",
        "together": "x/yes|y/yes",
        "package": False,
        "evidence": "e-c1|e-c2",
        "why": "A agrees to 'yes' (X) only after 'yes' (Y); B agrees to 'yes' (Y) only after 'yes' (X): neither can begin. "
        "It would be resolved if A dropped its condition on 'yes' (X), B dropped its condition on 'yes' (Y) or if 'yes' (X) "
        "and 'yes' (Y) were done at the same time.",
    }
    assert (second["steps"], second["parties"], second["core"]) == ("z/yes", "c", 0)
    assert second["why"].endswith("held up, as 'yes' (X) and 'yes' (Y) cannot begin.")


def test_kinds():
    loop = [("c1", "a", "x", AFTER, "y"), ("c2", "b", "y", AFTER, "x")]
    assert standoffs(case(("c1", "a", "x", AFTER, "y"), ("c2", "a1", "y", AFTER, "x")))["kind"].tolist() == [
        "self-contradiction"
    ]
    assert standoffs(case(("c1", "a", "x", AFTER, "y"), ("c2", "a1", "y", AFTER, "x")), roll_up=False)[
        "kind"
    ].tolist() == ["standoff"]
    agenda = standoffs(case(("c1", "a", "x", AFTER, "y"), ("c2", None, "y", AFTER, "x")))
    assert agenda[["kind", "waive", "together"]].values.tolist() == [["matter", "c1", ""]]
    alone = standoffs(case(("c1", None, "x", AFTER, "y"), ("c2", None, "y", AFTER, "x")))
    assert alone["waive"].tolist() == [""]
    assert alone["why"][0].endswith("No condition that a party could drop would resolve it.")
    # A says both itself, so it takes nobody else to close the loop.
    assert standoffs(case(*loop, ("c3", "a", "y", AFTER, "x")))["kind"].tolist() == ["self-contradiction"]


def test_an_alternative_is_a_way_out():
    assert standoffs(case(("c1", "a", "x", AFTER, "y|z"), ("c2", "b", "y", AFTER, "x"))).empty
    answer = standoffs(case(("c1", "a", "x", AFTER, "y|z"), ("c2", "b", "y", AFTER, "x"), ("c3", "c", "z", AFTER, "x")))
    assert answer["waive"].tolist() == ["c1;c2;c3"] * 2


def test_doing_two_things_together():
    together = ("c2", "b", "y", "together with", "x")
    free = case(("c1", "a", "x", "only if", "y"), together)
    assert standoffs(free).empty
    assert sequence(free)[["step", "stage", "together"]].values.tolist() == [
        ["x/yes", 1, "y/yes"],
        ["y/yes", 1, "x/yes"],
    ]
    # "After" is not "at the same time": who asks for the one and who asks for the other block each other.
    assert standoffs(case(("c1", "a", "x", AFTER, "y"), together))["waive"].tolist() == ["c1;c2"]
    # What is tied waits for what the other waits for.
    assert sequence(case(("c1", "a", "x", AFTER, "z"), together))["stage"].tolist() == [1, 2, 2]


def test_only_if_is_met_by_one_package():
    both = case(("c1", "a", "x", "only if", "y"), ("c2", "b", "y", "only if", "x"))
    answer = standoffs(both)
    assert answer["package"].tolist() == [True]
    assert "In one package it is resolved" in answer["why"][0]
    assert standoffs(both, only_if="in one package").empty
    assert sequence(both).attrs["blocked"]
    assert sequence(both, only_if="in one package")["stage"].tolist() == [1, 1]
    # What can never be done cannot be counted on either.
    never = case(("c1", "a", "x", "only if", "y"), ("c2", "b", "y", AFTER, "z"), ("c3", "c", "z", AFTER, "y"))
    assert standoffs(never, only_if="in one package")["kind"].tolist() == ["standoff", "downstream"]


def test_rules_of_the_matter():
    brought = case(("c1", "a", "y", AFTER, "z"), constraints=[("k", "x", "implies", "y")])
    assert dict(zip(sequence(brought)["step"], sequence(brought)["stage"], strict=True)) == {
        "z/yes": 1,
        "y/yes": 2,
        "x/yes": 2,
    }
    apart = case(("c1", "a", "x", AFTER, "y"), constraints=[("k", "y", "excludes", "x")])
    assert standoffs(apart)[["kind", "conditions", "waive"]].values.tolist() == [["matter", "c1|k", "c1"]]
    assert "excludes beside it" in standoffs(apart)["why"][0]
    listed = sequence(case(("c1", "a", "z", AFTER, "x|y"), constraints=[("k", "y", "excludes", "x")]))
    assert listed["not_with"].tolist() == ["y/yes", "x/yes", ""]


def test_positions_stand_for_what_they_name():
    acceptance = {"party": "a", "issue": "x", "stance": "accepts", "option": "yes|no"}
    looped = case(("c1", None, "p1", AFTER, "y"), ("c2", "b", "y", AFTER, "x"), positions=[{"id": "p1", **acceptance}])
    assert standoffs(looped)["steps"].tolist() == ["x/yes|y/yes", "x/no"]
    assert standoffs(looped)["parties"].tolist() == ["a|b", "a"]
    over = case(("c1", None, "p1", AFTER, "y"), positions=[{"id": "p1", **acceptance, "end": "2020"}])
    assert sequence(over, as_of="2021").empty
    assert len(sequence(over, as_of="2020")) == 3
    refusal = case(("c1", "a", "p1", AFTER, "y"), positions=[{"id": "p1", **acceptance, "stance": "rejects"}])
    assert sequence(refusal)["step"].tolist() == ["y/yes", "p1"]
    assert "A rejects 'yes' or 'no' (X) only after 'yes' (Y)" in sequence(refusal)["why"][1]


def test_what_is_asked():
    both = case(
        ("c1", "a", "x", AFTER, "y"),
        ("c2", "b", "y", AFTER, "x"),
        ("c3", "b", "z", AFTER, "w"),
        ("c4", "c", "w", AFTER, "z"),
    )
    assert standoffs(both)["core"].tolist() == [1, 2]
    assert standoffs(both, parties="a")["conditions"].tolist() == ["c1|c2"]
    assert standoffs(both, parties=["b", "c"])["conditions"].tolist() == ["c3|c4"]
    assert standoffs(both, parties=["a", "c"]).empty
    assert standoffs(both, issues="w")["conditions"].tolist() == ["c3|c4"]
    assert standoffs(both, done="x/yes")["conditions"].tolist() == ["c3|c4"]
    assert sequence(both, done="x/yes")["stage"].tolist()[:2] == [0, 1]
    assert standoffs(both, level="red line", possible=False).empty
    with pytest.raises(UnknownNameError, match="No condition speaks of a step"):
        standoffs(both, done="talks/held")


def test_a_limit_is_said():
    ring = case(("c1", "a", "x", AFTER, "y"), ("c2", "b", "y", AFTER, "z"), ("c3", "c", "z", AFTER, "x"))
    whole, cut = standoffs(ring), standoffs(ring, limit=1)
    assert (whole.attrs["complete"], whole.attrs["note"], whole["waive"].tolist()) == (True, "", ["c1;c2;c3"])
    assert not cut.attrs["complete"]
    assert "Stopped early" in cut.attrs["note"]
    assert len(sets(cut["waive"][0])) == 1


def test_a_case_without_conditions():
    none = case()
    assert standoffs(none).empty
    assert (len(sequence(none)), sequence(none).attrs["blocked"]) == (0, False)


def test_a_loop_with_together_counts_the_conditions_that_block():
    of_two = standoffs(case(("c1", "a", "x", "together with", "y"), ("c2", "b", "y", AFTER, "x")))
    assert of_two[["kind", "parties", "waive"]].values.tolist() == [["standoff", "a|b", "c1;c2"]]
    of_one = standoffs(case(("c1", "a", "x", "together with", "y"), ("c2", "a", "y", AFTER, "x")))
    assert of_one["kind"].tolist() == ["self-contradiction"]


def test_what_only_keeps_company_with_a_loop_is_named():
    loop = [("c1", "a", "x", AFTER, "y"), ("c2", "b", "y", AFTER, "x")]
    answer = standoffs(case(*loop, ("c3", "c", "z", "together with", "x")))
    assert answer[["kind", "steps"]].values.tolist() == [["standoff", "x/yes|y/yes"], ["downstream", "z/yes"]]


@pytest.mark.parametrize("options", ["yes", "yes|no"])
def test_what_is_done_at_the_same_time_is_in_place(options):
    acceptance = {"id": "p1", "party": "b", "issue": "x", "stance": "accepts", "option": options}
    free = case(("c1", None, "p1", "together with", "y"), ("c2", None, "p1", "only if", "y"), positions=[acceptance])
    assert standoffs(free).empty
    assert set(sequence(free)["stage"]) == {1}
    assert len(sequence(free)) == 1 + len(options.split("|"))


def test_only_after_is_strict_where_a_rule_brings_the_step_along():
    rule = [("k", "y", "implies", "x")]
    answer = standoffs(case(("c1", "a", "x", AFTER, "y"), constraints=rule))
    assert answer[["kind", "steps", "conditions", "waive"]].values.tolist() == [["matter", "x/yes|y/yes", "c1|k", "c1"]]
    assert standoffs(case(("c1", "a", "x", "only if", "y"), constraints=rule)).empty


def two_of_one(**more):
    """A does x only if y is yes, B only if y is no."""
    return graph(
        parties=[{"id": party, "name": party.upper()} for party in "ab"],
        issues=[{"id": "x", "kind": "choice"}, {"id": "y", "name": "Y", "kind": "choice", **more}],
        options=[{"issue": issue, "option": option} for issue in "xy" for option in ("yes", "no")],
        conditions=[
            {"id": f"c-{party}", "party": party, "what": "x/yes", "relation": "only if", "requires": f"y/{option}"}
            for party, option in (("a", "yes"), ("b", "no"))
        ],
    )


@pytest.mark.parametrize("package", [False, True])
def test_no_package_has_two_options_of_one_issue(package):
    steps = sequence(two_of_one(), only_if=READINGS[package])
    assert steps.loc[steps["stage"].isna(), "step"].tolist() == ["x/yes"]
    assert "it would take more than a package has: a package has only one option of Y" in steps["why"].iloc[-1]
    (row,) = standoffs(two_of_one(), only_if=READINGS[package]).to_dict("records")
    assert (row["kind"], row["steps"], row["conditions"], row["waive"]) == ("standoff", "x/yes", "c-a|c-b", "c-a;c-b")
    assert row["why"] == (
        "'yes' (x) can never be done, as it would take more than a package has: A agrees to 'yes' (x) only if 'yes' (Y); "
        "B agrees to 'yes' (x) only if 'no' (Y); a package has only one option of Y. It would be resolved if A "
        "dropped its condition on 'yes' (x) or if B dropped its condition on 'yes' (x)."
    )
    # Region by region both can be had.
    assert standoffs(two_of_one(per_region="yes"), only_if=READINGS[package]).empty
    assert standoffs(two_of_one(), done="y/no", only_if=READINGS[package]).empty


def test_one_option_of_an_issue_does_not_wait_for_another():
    yes_no = {"party": "a", "what": "x/yes", "relation": AFTER, "requires": "x/no"}
    answer = standoffs(
        graph(
            parties=[{"id": "a", "name": "A"}],
            issues=[{"id": "x", "name": "X", "kind": "choice"}],
            options=[{"issue": "x", "option": option} for option in ("yes", "no")],
            conditions=[{"id": "c", **yes_no}],
        )
    )
    assert answer[["kind", "steps", "waive"]].values.tolist() == [["self-contradiction", "x/yes", "c"]]
    assert "and a package has only one option of X: it can never begin." in answer["why"][0]


def test_no_time_at_all_is_said():
    ring = case(("c1", "a", "x", AFTER, "y"), ("c2", "b", "y", AFTER, "x"))
    cut = standoffs(ring, seconds=0)
    assert not cut.attrs["complete"]
    assert cut.attrs["note"].startswith("Stopped early")
    assert {step for cell in cut["steps"] for step in cell.split("|")} == {"x/yes", "y/yes"}


def test_an_interrupt_leaves_the_sets_found_marked_as_partial(monkeypatch):
    ring = case(("c1", "a", "x", AFTER, "y"), ("c2", "b", "y", AFTER, "z"), ("c3", "c", "z", AFTER, "x"))
    module = sys.modules["zopa.queries.order.waivers"]
    calls, conflict = [], module._conflict

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 4:
            signal.raise_signal(signal.SIGINT)
        return conflict(*arguments)

    monkeypatch.setattr(module, "_conflict", interrupted)
    cut = standoffs(ring)
    assert not cut.attrs["complete"]
    assert cut.attrs["note"].startswith("Stopped early")
    assert sets(cut["waive"][0]) < {frozenset(["c1"]), frozenset(["c2"]), frozenset(["c3"])}
    assert cut["steps"].tolist() == ["x/yes|y/yes|z/yes"]


def test_a_condition_counts_on_the_days_on_which_it_is_set():
    rows = [
        {"party": party, "issue": issue, "option": "yes", "stance": "accepts", "start": "2020"}
        for party, issue in (("A", "army"), ("B", "vote"))
    ]
    conditions = [
        {"party": "A", "what": "army/yes", "relation": "only after", "requires": "vote/yes", "firmness": "red line"},
        {"party": "B", "what": "vote/yes", "relation": "only after", "requires": "army/yes", "firmness": "red line"},
    ]
    conditions[0] |= {"start": "2021", "end": "2022"}
    case = zopa.load({"positions": pd.DataFrame(rows), "conditions": pd.DataFrame(conditions)}, quiet=True)
    assert [len(case.standoffs(as_of=year)) for year in ("2020", "2021", "2022", "2023")] == [0, 1, 1, 0]
    # What begins last decides of which day the case is asked: here the condition of 2021.
    assert (case.standoffs().attrs["as_of"], len(case.standoffs())) == ("2021-01-01", 1)
    for end, told in (("2022", 2), ("2021", 1)):
        conditions[0]["end"] = end
        later = zopa.load({"positions": rows, "conditions": conditions, "dossier": {"as_of": "2022-05"}}, quiet=True)
        sentences = [*later.ask("army").table["sentence"], *later.ask("vote").table["sentence"]]
        assert " ".join(sentences).count("only after") == told
    findings = zopa.check({"positions": pd.DataFrame(rows), "conditions": [conditions[0] | {"end": "2020"}]})
    assert "'start' (2021) comes after 'end' (2020)." in findings["message"].tolist()
