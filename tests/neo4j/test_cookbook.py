"""The ready questions in Cypher: each gives what it says on the built-in cases, and its twin's rows where it has one."""

from __future__ import annotations

import pandas as pd
import pytest
from effort import first_of

import zopa
from zopa.graph.neo4j.cookbook import recipe, recipes
from zopa.graph.ontology import ontology

CASES = ["ukraine-2025", "river-basin", "ukraine-plans"]


@pytest.fixture(params=first_of(CASES))
def both(request, pushed):
    return zopa.load(request.param, quiet=True), pushed.case(request.param)


def test_clashes_over_options_are_those_that_the_query_lists(both):
    graph, shared = both
    choice = graph.tables["issues"].set_index("id")["kind"].eq("choice")
    clashes = graph.clashes(as_of="all")
    clashes = clashes[choice[clashes["issue"]].to_numpy()]
    ours = {frozenset(pair) for pair in zip(clashes["position_a"], clashes["position_b"], strict=True)}
    rows = shared.recipe("clashes-over-options")
    theirs = [frozenset(pair) for pair in zip(rows["position_a"], rows["position_b"], strict=True)]
    assert len(theirs) == len(set(theirs))
    assert set(theirs) == ours
    assert ours


def test_obstacles_are_those_that_the_query_lists(both):
    graph, shared = both
    rows = shared.recipe("obstacles-and-what-they-block").set_index("obstacle")
    assert set(rows.index) == set(graph.tables["obstacles"]["id"])
    by_name = graph.tables["obstacles"].set_index("id")
    for id, row in rows.iterrows():
        assert set(row["blocks"]) == set(by_name.at[id, "blocks"].split("|"))
    assert set(graph.obstacles()["name"]) == set(rows["name"])


def test_the_history_of_every_issue_has_the_positions_that_the_query_cites(both):
    graph, shared = both
    for issue in graph.tables["issues"]["id"]:
        cited = {name for cell in graph.history(issues=issue)["positions"] for name in cell.split("|")}
        assert cited <= set(shared.recipe("history-of-an-issue", issue=issue)["position"])


def test_common_ground_over_options_is_what_pairs_overlap_on(both):
    graph, shared = both
    pairs = graph.overlap_pairs(as_of="all")
    choice = graph.tables["issues"].set_index("id")["kind"].eq("choice")
    pairs = pairs[choice[pairs["issue"]].to_numpy()]
    named = {(row.issue, zone) for row in pairs.itertuples() for zone in row.zone.split("|")}
    rows = shared.recipe("common-ground-over-options")
    assert named <= set(zip(rows["issue"], rows["option"], strict=True))


def test_what_a_party_demands_and_who_rules_it_out(both):
    graph, shared = both
    party = graph.tables["positions"]["party"].mode().iat[0]
    rows = shared.recipe("demands-and-who-rules-them-out", party=party)
    demanded = graph.tables["positions"].query("party == @party and stance == 'demands'")["option"].dropna()
    assert len(rows.drop_duplicates(["issue", "demanded", "firmness"])) <= sum(
        len(cell.split("|")) for cell in demanded
    )
    graph_of = graph.nx
    for position in rows["position"].dropna():
        assert any(kind == "RULES_OUT" for _, _, kind in graph_of.out_edges(f"position:{position}", data="kind"))


def test_claims_by_region_names_only_regions_that_meet(pushed):
    rows = pushed.case("ukraine-2025").recipe("claims-by-region", region="donbas")
    wanted = zopa.load("ukraine-2025").territory(regions="donbas")
    assert {name for cell in wanted["positions"] for name in cell.split("|")} >= set(
        rows.loc[rows["region"].str.contains("Don"), "position"]
    )
    assert len(rows)


def test_evidence_and_support(both):
    graph, shared = both
    position = graph.tables["positions"].dropna(subset=["evidence"])["id"].iat[0]
    evidence = graph.tables["positions"].set_index("id").at[position, "evidence"].split("|")
    assert set(shared.recipe("evidence-behind-a-position", position=position)["evidence"]) <= set(evidence)
    weak = shared.recipe("least-supported-positions")
    assert set(weak["position"]) <= set(graph.tables["positions"]["id"])


def test_who_took_no_side_is_told_with_options_and_days(pushed):
    rows = [
        {"id": "a", "party": "A", "stance": "demands", "option": "Oslo", "start": "2020"},
        {"id": "b", "party": "B", "stance": "abstains", "option": "Oslo", "start": "2020-05", "once": "yes"},
        {"id": "c", "party": "C", "stance": "no answer", "option": "", "start": "2020"},
        {"id": "d", "party": "D", "stance": "mixed", "option": "Bern|Oslo", "start": "2020"},
        {"id": "e", "party": "E", "stance": "rejects", "option": "Oslo", "start": "2020"},
    ]
    parties = pd.DataFrame([{"id": letter, "name": letter} for letter in "ABCDE"])
    positions = pd.DataFrame(rows).assign(issue="seat")
    graph = zopa.load({"positions": positions, "parties": parties, "dossier": {"id": "votes"}}, quiet=True)
    pushed.push(graph)
    shared = pushed.case("votes")
    found = shared.recipe("who-took-no-side", issue="seat")
    assert found["party"].tolist() == ["B", "C", "D"]
    assert found["stance"].tolist() == ["abstains", "no answer", "mixed"]
    assert [sorted(options) for options in found["options"]] == [["Oslo"], [], ["Bern", "Oslo"]]
    assert [str(day) for day in found["until"].tolist()[:1]] == ["2020-05-31"]
    assert shared.recipe("common-ground-over-options").empty
    assert set(shared.recipe("clashes-over-options")["position_b"]) == {"e"}


def test_steps_in_a_loop_are_those_of_the_deadlocks(pushed):
    rows = pushed.case("river-basin").recipe("steps-in-a-loop")
    assert len(rows) > 0
    assert all(steps[0] == steps[-1] for steps in rows["steps"])
    waits = pushed.case("river-basin").recipe("what-waits-for-what")
    assert all(
        len(steps) == len(relations) + 1 for steps, relations in zip(waits["steps"], waits["relations"], strict=True)
    )


def test_a_recipe_that_is_not_there_and_a_parameter_that_is_missing_are_named(pushed):
    with pytest.raises(ValueError, match="There is no recipe 'clash': there are"):
        recipe("clash")
    with pytest.raises(ValueError, match=r"needs region=\.\.\."):
        pushed.case("river-basin").recipe("claims-by-region")


def test_every_recipe_says_what_it_asks_and_names_only_kinds_of_the_ontology():
    known = set(ontology().nodes) | set(ontology().edges)
    import re

    for row in recipes().itertuples():
        assert row.asks.endswith("?")
        assert "case" in row.parameters.split("|")
        named = {
            word for words in re.findall(r"[(\[]\w*:([A-Za-z_|]+)", recipe(row.recipe)) for word in words.split("|")
        }
        assert named <= known, row.recipe


def test_the_style_names_only_kinds_of_the_ontology():
    import re

    from zopa.graph.neo4j.cookbook import style

    assert set(re.findall(r"^node\.(\w+)", style(), re.M)) <= set(ontology().nodes) | {"Case", "Row"}
    assert set(re.findall(r"^relationship\.(\w+)", style(), re.M)) <= set(ontology().edges)
