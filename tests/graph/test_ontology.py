"""The ontology hangs together: what a column refers to, what an edge may run between, what an example looks like."""

from __future__ import annotations

import pytest

from zopa.graph.dates import period
from zopa.graph.ontology import ontology

COLUMNS = [(table, column) for table in ontology().tables.values() for column in table.columns.values()]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda one: one.name)
def test_a_column_refers_to_kinds_and_draws_edges_that_exist(table, column):
    assert set(column.of) <= set(ontology().nodes)
    assert bool(column.of) == column.is_reference
    assert bool(column.values) == (column.type in ("choice", "choices"))
    if column.within:
        assert column.within in table.columns
    if column.edge and table.node:
        words = table.columns[column.edge.strip("{}")].values if column.edge.startswith("{") else [column.edge]
        for word in words:
            edge = ontology().edges[word.upper().replace(" ", "_")]
            ends_here, ends_there = (edge.target, edge.source) if column.inward else (edge.source, edge.target)
            assert table.node in ends_here
            assert set(column.of) <= set(ends_there)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda one: one.name)
def test_an_example_is_a_legal_value(table, column):
    for word in filter(None, column.example.split("|") if column.is_list else [column.example]):
        if column.values:
            assert word in column.values
        if column.type == "number":
            float(word)
        if column.type == "date":
            assert period(word)
        if column.type == "yesno":
            assert word in ("yes", "no")


def test_every_node_kind_has_one_table():
    kinds = [table.node for table in ontology().tables.values() if table.node]
    assert sorted(kinds) == sorted(ontology().nodes)


def test_every_table_of_edges_names_its_ends():
    for table in ontology().tables.values():
        # Statements become positions and evidence when a case is read.
        assert (bool(table.node) != bool(table.edge)) == (table.name != "statements")
        if table.edge:
            assert {table.edge_from, table.edge_to} <= set(table.columns)
