"""A case as a graph model: its states are the settlements that can be, and its preferences what positions want."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph

import zopa
from zopa.graph.formats.registry import write

Model = dict[str, Any]
Settled = dict[str, str]


def spill(**more: Any) -> zopa.PositionGraph:
    """A factory and a town after a spill: the factory alone decides whether it cleans up."""
    return graph(
        parties=[
            {"id": "factory", "name": "Factory"},
            {"id": "owner", "name": "Owner", "speaks_for": "factory"},
            {"id": "town", "name": "Town"},
            {"id": "press", "name": "Press"},
        ],
        issues=[
            {"id": "clean", "name": "Clean up", "kind": "choice", "closed": "yes"},
            {"id": "pay", "name": "Payment", "kind": "choice", "closed": "yes"},
            {"id": "law", "name": "Law", "kind": "choice", "closed": "no"},
        ],
        options=[
            {"issue": "clean", "option": "yes", "name": "Yes"},
            {"issue": "clean", "option": "no", "name": "No"},
            {"issue": "pay", "option": "all", "name": "In full"},
            {"issue": "pay", "option": "half", "name": "By half"},
            {"issue": "law", "option": "new", "name": "New law"},
        ],
        constraints=[
            {"id": "k1", "option": "clean/no", "relation": "implies", "other": "pay/all"},
            {"id": "k2", "option": "law/other", "relation": "excludes", "other": "pay/half"},
        ],
        decisions=[
            {"id": "d1", "name": "Cleaning", "issues": "clean", "rule": "all", "parties": "factory"},
            {"id": "d2", "name": "Council", "issues": "law", "rule": "all", "parties": "town|factory"},
            {"id": "d3", "name": "Payment", "issues": "pay", "rule": "all", "parties": "town", "vetoes": "factory"},
        ],
        **more,
    )


def position(id: str, party: str, issue: str, stance: str, option: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "party": party, "issue": issue, "stance": stance, "option": option, **more}


def model_of(case: zopa.PositionGraph, folder: Path) -> tuple[Model, list[str]]:
    sentences = write(case, folder / "a.gmcr")
    return json.loads((folder / "a.gmcr").read_text(encoding="utf-8")), sentences


def fits_the_program(model: Model) -> None:
    """What the program reads, as its files have it: options by their places, and who takes them or not."""
    literal = lambda cell: len(cell) == 2 and cell[0] in range(len(model["options"])) and cell[1] in ("Y", "N")  # noqa: E731
    assert isinstance(model["useManualPreferenceRanking"], bool)
    assert all(set(option) == {"name", "permittedDirection"} for option in model["options"])
    names = [option["name"] for option in model["options"]]
    assert len(set(names)) == len(names)
    for maker in model["decisionMakers"]:
        assert set(maker) == {"name", "options", "preferences"}
        assert all(place in range(len(names)) for place in maker["options"])
        for condition in maker["preferences"]:
            members = condition["members"] if isinstance(condition, dict) else [condition]
            assert members
            assert all(member and all(map(literal, member)) for member in members)
    for state in model["infeasibles"]:
        assert state
        assert all(map(literal, state))
        assert len({place for place, _ in state}) == len(state)


def holds(condition: Any, state: tuple[str, ...]) -> bool:
    """Whether a state, a sign for each option, meets a condition."""
    members = condition["members"] if isinstance(condition, dict) else [condition]
    return any(all(state[place] == sign for place, sign in member) for member in members)


def test_options_states_and_preferences_are_those_of_the_case(tmp_path: Path) -> None:
    positions = [
        position("1", "factory", "clean", "rejects", "yes", firmness="red line"),
        position("2", "owner", "pay", "demands", "half", firmness="aim"),
        position("3", "factory", "law", "rejects", "new", firmness="aim"),
        position("4", "town", "clean", "demands", "yes"),
        position("5", "town", "pay", "demands", "all", firmness="red line"),
        position("6", "press", "law", "accepts", "new"),
    ]
    model, sentences = model_of(spill(positions=positions), tmp_path)
    fits_the_program(model)
    assert [option["name"] for option in model["options"]] == [
        "Clean up",
        "Payment: In full",
        "Payment: By half",
        "Law: New law",
    ]
    assert model["infeasibles"] == [
        [[1, "Y"], [2, "Y"]],
        [[1, "N"], [2, "N"]],
        [[0, "N"], [1, "N"]],
        [[3, "N"], [2, "Y"]],
    ]
    assert model["decisionMakers"] == [
        {"name": "Factory", "options": [0], "preferences": [[[0, "N"]], [[2, "Y"], [3, "N"]]]},
        {"name": "Town", "options": [], "preferences": [[[0, "Y"], [1, "Y"]]]},
        {"name": "Press", "options": [], "preferences": []},
    ]
    assert sentences[1:] == [
        "3 of 4 options are controlled by nobody: the case does not say that one party decides on them alone.",
        "1 position that only accepts something says nothing of what is preferred.",
        "The preferences of Press are left empty, which the program reads as indifference: they demand and reject nothing "
        "that the program can hold.",
    ]


def test_a_model_is_read_back_with_who_controls_what_and_written_again_as_it_was(tmp_path: Path) -> None:
    first, _ = model_of(spill(positions=[position("1", "factory", "clean", "rejects", "yes")]), tmp_path)
    again: Any = zopa.load(tmp_path / "a.gmcr", quiet=True)
    assert again.title == "A test case"
    assert again.tables["parties"]["note"].tolist() == [
        "controls 'Clean up'; prefers, the most important first: 1. 'Clean up' no"
    ]
    (tmp_path / "again").mkdir()
    second, _ = model_of(again, tmp_path / "again")
    fits_the_program(second)
    assert second["options"] == first["options"]
    assert [maker["options"] for maker in second["decisionMakers"]] == [[0]]
    assert [sorted(state) for state in second["infeasibles"]] == [sorted(state) for state in first["infeasibles"]]


def test_where_positions_contradict_one_another_or_nothing_can_meet_them_no_preference_is_made_up(
    tmp_path: Path,
) -> None:
    positions = [
        position("1", "factory", "clean", "demands", "yes", contested="yes"),
        position("2", "factory", "pay", "demands", "half"),
        position("3", "town", "clean", "demands", "yes"),
        position("4", "town", "clean", "rejects", "yes"),
    ]
    model, sentences = model_of(spill(positions=positions), tmp_path)
    assert [maker["preferences"] for maker in model["decisionMakers"]] == [[], []]
    told = " ".join(sentences)
    assert (
        "The preferences of Factory are left empty, which the program reads as indifference: they hold positions"
        in told
    )
    assert "The preferences of Town are left empty, which the program reads as indifference: they want together" in told


def test_numbers_places_and_what_does_not_hold_on_the_date_are_not_in_the_file(tmp_path: Path) -> None:
    positions = [
        position("1", "factory", "clean", "rejects", "yes", start="2020", end="2021"),
        position("2", "factory", "pay", "demands", "half", start="2022"),
        position("3", "town", "pay", "demands", "all", regions="north"),
    ]
    case = spill(positions=positions, regions=[{"id": "north", "name": "North"}])
    model, sentences = model_of(case, tmp_path)
    assert [(maker["name"], maker["preferences"]) for maker in model["decisionMakers"]] == [
        ("Factory", [[[2, "Y"]]]),
        ("Town", []),
    ]
    assert sentences[0].startswith("The preferences are what the positions of 2022-01-01 demand and reject, red lines")
    assert "1 position on numbers or in particular places is not in the file" in " ".join(sentences)


def test_a_part_of_a_case_with_few_options_is_one_that_the_program_can_go_through(tmp_path: Path) -> None:
    case = zopa.load("river-basin", quiet=True)
    assert "goes through every state" not in " ".join(write(case, tmp_path / "a.gmcr"))
    case = zopa.load("ukraine-2025", quiet=True)
    assert "goes through every state of the 53 options" in " ".join(write(case, tmp_path / "a.gmcr"))
    assert "goes through" not in " ".join(write(case.select(issues=["ceasefire", "talks"]), tmp_path / "a.gmcr"))


def settlements(rows: dict[str, Any], constraints: list[dict[str, str]]) -> Iterator[Settled]:
    """Every way to settle the issues that have options, with one settlement each, that no fact of the matter excludes."""
    issues = [issue for issue in rows["issues"] if issue["kind"] != "number"]
    listed = [[row["option"] for row in rows["options"] if row["issue"] == issue["id"]] for issue in issues]
    for chosen in product(
        *(own + ["other"] * (issue["closed"] == "no") for issue, own in zip(issues, listed, strict=True))
    ):
        settled = {issue["id"]: option for issue, option in zip(issues, chosen, strict=True)}
        chosen_keys = {f"{issue}/{option}" for issue, option in settled.items()}
        if all(
            row["option"] not in chosen_keys or (row["other"] in chosen_keys) == (row["relation"] == "implies")
            for row in constraints
        ):
            yield settled


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=dossiers(), data=st.data())
def test_states_are_the_settlements_that_can_be_and_conditions_hold_where_positions_are_met(
    tmp_path: Path, rows: dict[str, Any], data: st.DataObject
) -> None:
    keys = [f"{row['issue']}/{row['option']}" for row in rows["options"]]
    keys += [f"{row['id']}/other" for row in rows["issues"] if row.get("closed") == "no"]
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from(["excludes", "implies"]), st.sampled_from(keys))
    drawn = data.draw(st.lists(pairs, max_size=3)) if keys else []
    constraints = [
        {"id": f"k{n}", "option": option, "relation": relation, "other": other}
        for n, (option, relation, other) in enumerate(drawn)
        if option.split("/")[0] != other.split("/")[0]
    ]
    case = graph(**rows, constraints=constraints)
    model, _ = model_of(case, tmp_path)
    fits_the_program(model)
    names = [option["name"] for option in model["options"]]
    signs = {
        tuple("Y" if f"{issue}: {option}" in names_of(settled) else "N" for issue, option in split(names)): settled
        for settled in settlements(rows, constraints)
    }
    feasible = {
        state
        for state in product("YN", repeat=len(names))
        if not any(holds(excluded, state) for excluded in model["infeasibles"])
    }
    assert feasible == set(signs)
    makers = {maker["name"]: maker["preferences"] for maker in model["decisionMakers"]}
    for party, held in wanted(case).items():
        preferences = makers[party]
        for group, condition in zip(held, preferences, strict=False):
            for state, settled in signs.items():
                assert holds(condition, state) == all(is_met(row, settled) for row in group)
        if len(preferences) != len(held):
            assert preferences == []
            assert any(
                not any(all(is_met(row, settled) for row in group) for settled in signs.values()) for group in held
            )


def split(names: list[str]) -> list[tuple[str, str]]:
    return [(name.partition(": ")[0], name.partition(": ")[2]) for name in names]


def names_of(settled: Settled) -> set[str]:
    return {f"{issue}: {option}" for issue, option in settled.items()}


def is_met(row: dict[str, Any], settled: Settled) -> bool:
    return (settled[row["issue"]] in row["option"].split("|")) == (row["stance"] == "demands")


def wanted(case: zopa.PositionGraph) -> dict[str, list[list[dict[str, Any]]]]:
    """What each principal demands and rejects on the date of the case, in groups, the firmest first."""
    days = case.columns
    asked = zopa.graph.asked.date_asked(case, None)
    by_party: dict[str, list[dict[str, Any]]] = {}
    for n, row in enumerate(case.tables["positions"].to_dict("records")):
        holds_then = days.start[n] <= min(asked.last, days.end[n]) and days.end[n] >= asked.first
        if (
            holds_then
            and row["stance"] in ("demands", "rejects")
            and isinstance(row["option"], str)
            and not isinstance(row["regions"], str)
        ):
            by_party.setdefault(str(days.parties[days.principal[days.party[n]]]), []).append(row)
    groups = {}
    for party, rows in by_party.items():
        if any(row["contested"] == "yes" for row in rows):
            continue
        levels = ["red line", "bottom line", "aim"]
        if all(row["firmness"] in levels for row in rows):
            own = [[row for row in rows if row["firmness"] == level] for level in levels]
            groups[party] = [group for group in own if group]
        else:
            groups[party] = [rows]
    return groups
