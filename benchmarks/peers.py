"""The same pairs of clashing positions, found by other tools from the same rows."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from zopa.graph import rule
from zopa.graph.columns import RED_LINE, UNKNOWN, Columns

if TYPE_CHECKING:
    import polars as pl

JOIN = """
    SELECT a.position, b.position FROM exploded a JOIN rows b ON a.issue = b.issue AND a.ancestor = b.region
    WHERE a.party <> b.party AND a.start_day <= b.end_day AND b.start_day <= a.end_day
      AND (a.region <> b.region OR a.position < b.position)
      AND CASE WHEN a.number THEN a.low > b.high OR b.low > a.high ELSE a.leaves & b.leaves = 0 END
"""


def rows(columns: Columns) -> pd.DataFrame:
    """One row a position and region node, with all that the join needs; positions that rule nothing out left away."""
    rules_out = columns.insisting & ~rule.rules_out_everything(columns)
    limits = rules_out[columns.row_position]
    position = columns.row_position[limits]
    everyone = np.arange(len(columns))
    return pd.DataFrame(
        {
            "position": position,
            "party": columns.party[position],
            "issue": columns.issue[position],
            "region": columns.row_region[limits],
            "start_day": columns.start[position],
            "end_day": columns.end[position],
            "number": columns.is_number[columns.issue[position]],
            "leaves": rule.left_open(columns, everyone)[position],
            "low": columns.low[position],
            "high": columns.high[position],
        }
    )


def ancestors(columns: Columns) -> pd.DataFrame:
    """Every region node with itself and all nodes above it."""
    pairs = []
    for region in range(len(columns.regions.ids)):
        node = region
        while node >= 0:
            pairs.append((region, node))
            node = int(columns.regions.parent[node])
    return pd.DataFrame(pairs, columns=pd.Index(["region", "ancestor"]), dtype="int32")


def with_duckdb(table: pd.DataFrame, above: pd.DataFrame) -> int:
    """Pairs by a join in DuckDB."""
    import duckdb

    connection = duckdb.connect()
    connection.register("table_frame", table)
    connection.register("above", above)
    connection.execute("CREATE TABLE rows AS SELECT * FROM table_frame")
    connection.execute("CREATE TABLE exploded AS SELECT rows.*, ancestor FROM rows JOIN above USING (region)")
    return len(connection.execute(JOIN).fetchnumpy()["position"])


def with_polars(table: pd.DataFrame, above: pd.DataFrame) -> int:
    """Pairs by a join in Polars."""
    return len(_polars_pairs(table, above).select("position", "position_b").collect())


def table_with_polars(table: pd.DataFrame, above: pd.DataFrame, columns: Columns) -> int:
    """The same pairs in Polars as a sorted table, with the columns that a user gets; enums hold each text once."""
    import polars as pl

    def name(column: str, names: Any) -> pl.Expr:
        return pl.col(column).cast(pl.UInt32).cat.to(pl.Enum(pl.Series([str(text) for text in names], dtype=pl.String)))

    red = (pl.col("firmness") == RED_LINE).cast(pl.Int8) + (pl.col("firmness_b") == RED_LINE).cast(pl.Int8)
    unknown = (pl.col("firmness") == UNKNOWN) | (pl.col("firmness_b") == UNKNOWN)
    at_least = (2 - red).cast(pl.UInt32)
    with_firmness = table.assign(firmness=columns.firmness[table["position"]])
    apart = pl.max_horizontal("low", "low_b") - pl.min_horizontal("high", "high_b")
    rows = _polars_pairs(with_firmness, above).select(
        name("issue", columns.issues),
        name("region", ["", *(f"{region} " for region in columns.regions.ids[1:])]).alias("regions"),
        name("party", columns.parties).alias("party_a"),
        name("position", columns.ids).alias("position_a"),
        name("party_b", columns.parties),
        name("position_b", columns.ids),
        pl.lit(0, pl.UInt32).cat.to(pl.Enum(["between", "dissent", "split"])).alias("kind"),
        pl.when(unknown).then(3).otherwise(at_least).cast(pl.UInt32).cat.to(pl.Enum(rule.SEVERITIES)).alias("severity"),
        at_least.cat.to(pl.Enum(rule.SEVERITIES)).alias("at_least"),
        pl.max_horizontal("start_day", "start_day_b").alias("start"),
        pl.min_horizontal("end_day", "end_day_b").alias("end"),
        pl.when("number").then(apart).alias("gap"),
    )
    return len(rows.sort("severity", "issue", "party_a", "position_a", "position_b").collect())


def _polars_pairs(table: pd.DataFrame, above: pd.DataFrame) -> pl.LazyFrame:
    import polars as pl

    frame = pl.DataFrame({name: table[name].to_numpy() for name in table})
    exploded = frame.join(pl.DataFrame({name: above[name].to_numpy() for name in above}), on="region")
    met = exploded.lazy().join(
        frame.lazy(), left_on=["issue", "ancestor"], right_on=["issue", "region"], suffix="_b", coalesce=False
    )
    return met.filter(_meets(pl))


def _meets(pl: Any) -> pl.Expr:
    def one(name: str) -> pl.Expr:
        return pl.col(name)

    apart = (
        pl.when(one("number"))
        .then((one("low") > one("high_b")) | (one("low_b") > one("high")))
        .otherwise((one("leaves") & one("leaves_b")) == 0)
    )
    return (
        (one("party") != one("party_b"))
        & (one("start_day") <= one("end_day_b"))
        & (one("start_day_b") <= one("end_day"))
        & ((one("region") != one("region_b")) | (one("position") < one("position_b")))
        & apart
    )


def position_graph(table: pd.DataFrame) -> nx.MultiDiGraph:
    """Parties, issues, regions and positions as a networkx graph, as one would build it by hand."""
    graph = nx.MultiDiGraph()
    for row in table.to_dict("records"):
        graph.add_node(("position", row["position"]), kind="position", **row)
        graph.add_edge(("party", row["party"]), ("position", row["position"]), kind="HOLDS")
        graph.add_edge(("position", row["position"]), ("issue", row["issue"]), kind="ON")
        graph.add_edge(("position", row["position"]), ("region", row["region"]), kind="CONCERNS")
    return graph


def with_networkx(graph: nx.MultiDiGraph, above: pd.DataFrame) -> int:
    """Pairs by a loop over all pairs of position nodes that asks the graph's edges, as one writes it in a notebook."""
    within = {(("region", inner), ("region", outer)) for inner, outer in above.itertuples(index=False)}

    def end_of(position: tuple[str, int], kind: str) -> tuple[str, int]:
        return next(end for _, end, edge in graph.out_edges(position, data="kind") if edge == kind)

    positions = [node for node, kind in graph.nodes(data="kind") if kind == "position"]
    count = 0
    for a, b in combinations(positions, 2):
        if end_of(a, "ON") != end_of(b, "ON") or set(graph.predecessors(a)) & set(graph.predecessors(b)):
            continue
        cells_a, cells_b = graph.nodes[a], graph.nodes[b]
        if cells_a["start_day"] > cells_b["end_day"] or cells_b["start_day"] > cells_a["end_day"]:
            continue
        region_a, region_b = end_of(a, "CONCERNS"), end_of(b, "CONCERNS")
        if (region_a, region_b) not in within and (region_b, region_a) not in within:
            continue
        if cells_a["number"]:
            count += cells_a["low"] > cells_b["high"] or cells_b["low"] > cells_a["high"]
        else:
            count += not int(cells_a["leaves"]) & int(cells_b["leaves"])
    return count
