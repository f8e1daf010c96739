"""The nodes and edges that tables spell out, against a plain reading of the ontology, row by row."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from browser.invented import valley
from effort import examples
from hypothesis import given, settings
from reference.dossiers import dossiers, graph

from zopa.graph.edges import edges, listed, node_name, nodes, position_labels, range_label, row_ids
from zopa.graph.ontology import ontology


def spelled(tables: dict[str, pd.DataFrame]) -> set[tuple[str, str, str]]:
    """Every edge that some cell spells out, cell by cell."""
    model = ontology()
    ids: dict[str, set[str]] = {}
    for table in model.tables.values():
        if table.node:
            rows = tables[table.name].to_dict("records")
            in_force = [row for row in rows if table.node != "Evidence" or row["status"] not in ("draft", "rejected")]
            ids[table.node] = {"/".join(row[part] for part in table.key) for row in in_force}

    def ends(column: Any, row: dict[str, Any]) -> list[str]:
        words = row[column.name].split("|") if isinstance(row[column.name], str) else []
        if column.within:
            words = [f"{row[column.within]}/{word}" for word in words]
        kinds = [[kind for kind in column.of if word in ids[kind]] for word in words]
        return [
            f"{kinds_of_word[0].lower()}:{word}"
            for word, kinds_of_word in zip(words, kinds, strict=True)
            if kinds_of_word
        ]

    triples = set()
    for table in model.tables.values():
        for row in tables[table.name].to_dict("records"):
            if table.node:
                row_id = "/".join(row[part] for part in table.key)
                if row_id not in ids[table.node]:
                    continue
                for column in table.columns.values():
                    if column.edge:
                        kind = (
                            row[column.edge[1:-1]].upper().replace(" ", "_")
                            if column.edge.startswith("{")
                            else column.edge
                        )
                        name = f"{table.node.lower()}:{row_id}"
                        for target in ends(column, row):
                            triples.add((kind, target, name) if column.inward else (kind, name, target))
            else:
                kind = table.edge or ""
                kind = row[kind[1:-1]].upper() if kind.startswith("{") else kind
                there_of = ends(table.columns[table.edge_to or ""], row)
                if not there_of and table.edge_else:
                    there_of = ends(table.columns[table.edge_else], row)
                triples |= {(kind, a, b) for a in ends(table.columns[table.edge_from or ""], row) for b in there_of}
    return triples


def triples(tables: dict[str, pd.DataFrame]) -> set[tuple[str, str, str]]:
    return set(edges(tables)[["kind", "source", "target"]].itertuples(index=False, name=None))


def test_every_table_of_the_invented_case_is_read_as_it_is_written() -> None:
    case = valley()
    read = triples(case.tables)
    assert read == spelled(case.tables)
    assert {kind for kind, *_ in read} == {name for name, kind in ontology().edges.items() if not kind.derived}


@settings(max_examples=examples(40), deadline=None)
@given(dossiers(wide=True))
def test_random_cases_too(rows: dict[str, Any]) -> None:
    tables = graph(**rows).tables
    assert triples(tables) == spelled(tables)


def test_edges_run_only_between_kinds_that_the_ontology_lets_them() -> None:
    case = valley()
    kind_of = nodes(case.tables).set_index("name")["kind"]
    for kind, source, target in triples(case.tables):
        rule = ontology().edges[kind]
        assert kind_of[source] in rule.source, (kind, source)
        assert kind_of[target] in rule.target, (kind, target)


def test_nodes_have_names_labels_and_rows() -> None:
    case = valley()
    by_name = nodes(case.tables).set_index("name")
    assert by_name.index.is_unique
    assert set(by_name["kind"]) == set(ontology().nodes)
    assert by_name.loc["option:control/shared", "label"] == "Joint administration"
    assert by_name.loc["question:who", "label"] == "Who wants to control the valley?"
    assert by_name.loc["evidence:e1", "label"] == "pas un mètre carré"
    assert by_name.loc["evidence:e2", "label"] == "Lowland claims the north bank"
    assert (
        by_name.loc["position:q-control", "label"]
        == "Queen of Upland rejects: Lowland governs it or Joint administration"
    )
    row = by_name.loc["party:ile"]
    assert case.tables[row["table"]].iloc[row["row"]]["id"] == "ile"


def test_drafts_are_neither_nodes_nor_ends_nor_starts() -> None:
    case = valley()
    assert "e9" in set(case.tables["evidence"]["id"])
    assert "evidence:e9" not in set(nodes(case.tables)["name"])
    assert not {end for edge in triples(case.tables) for end in edge[1:]} & {"evidence:e9"}


def test_a_term_without_an_option_points_at_its_issue() -> None:
    proposed = edges(valley().tables).query("kind == 'PROPOSES'")
    assert proposed["target"].tolist() == ["option:control/shared", "issue:troops"]
    assert proposed["row"].tolist() == [0, 1]


def test_a_reference_to_nothing_is_an_error_and_unlisted_other_is_not() -> None:
    issues = [{"id": "i", "kind": "choice", "closed": "no"}]
    options = [{"issue": "i", "option": "a"}]
    row = {"id": "x", "party": "p", "issue": "i", "stance": "accepts", "option": "a|other"}
    case = graph(parties=[{"id": "p"}], issues=issues, options=options, positions=[row])
    assert ("ACCEPTS", "position:x", "option:i/a") in triples(case.tables)
    assert not any(target == "option:i/other" for _, _, target in triples(case.tables))
    case = graph(parties=[{"id": "p"}], issues=issues, options=options, positions=[row | {"party": "nobody"}])
    with pytest.raises(ValueError, match=r"positions.party refers to 'nobody', which is no Party"):
        edges(case.tables)


def test_an_empty_case_has_no_nodes_and_no_edges() -> None:
    assert nodes(graph().tables).empty
    assert edges(graph().tables).empty


def test_the_same_thing_twice_in_a_list_is_one_edge() -> None:
    case = graph(parties=[{"id": "a", "part_of": "b|b"}, {"id": "b"}])
    assert len(edges(case.tables)) == 1


@pytest.mark.parametrize(
    ("low", "ideal", "high", "expected"),
    [
        (math.nan, 3.0, math.nan, "ideally 3 men"),
        (60000.0, math.nan, math.nan, "at least 60,000 men"),
        (math.nan, 1.0, 2.5, "at most 2.5 men"),
        (4.0, math.nan, 4.0, "4 men"),
        (1.0, math.nan, 2.0, "1 to 2 men"),
    ],
)
def test_ranges_in_words(low: float, ideal: float, high: float, expected: str) -> None:
    assert range_label(low, ideal, high, "men") == expected


def test_small_words() -> None:
    case = valley()
    assert node_name("Option", "a/b") == "option:a/b"
    assert listed("a||b") == ["a", "b"]
    assert listed(None) == []
    assert row_ids(ontology().tables["options"], case.tables["options"])[0] == "control/upland"
    assert position_labels(case.tables, with_party=False)[0] == "demands: Upland governs it"
