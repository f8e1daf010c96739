"""Dossiers for tests: written by hand in a few words, or drawn at random."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import zopa
from zopa.graph.ontology import ontology

Rows = list[dict[str, Any]]
TEXT = pd.StringDtype(na_value=np.nan)


def tables(**rows: Rows) -> dict[str, pd.DataFrame]:
    """Full tables from the cells that matter."""
    return {
        name: table(name, rows[name]) if rows.get(name) else empty(name).copy(deep=False) for name in ontology().tables
    }


def table(name: str, rows: Rows) -> pd.DataFrame:
    columns = ontology().tables[name].columns.values()
    types = {column.name: np.dtype(float) if column.type == "number" else TEXT for column in columns}
    return pd.DataFrame({key: pd.array([row.get(key) for row in rows], dtype=types[key]) for key in types})


@cache
def empty(name: str) -> pd.DataFrame:
    return table(name, [])


def graph(**rows: Rows) -> zopa.PositionGraph:
    """A graph made from full tables without any check."""
    return zopa.PositionGraph(tables(**rows), {"id": "test", "title": "A test case"})


def ids(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{index}" for index in range(count)]


DATES = ["2020", "2021", "2021-03", "2021-03-15", "2022-02", "2023", "2024-06-30"]
NO_SIDE = ["abstains", "mixed", "no answer"]
FIRMNESS = ["red line", "bottom line", "aim", None]


@st.composite
def regions(draw: Any) -> Rows:
    """A tree, or a little more than a tree: some regions lie in two larger ones."""
    names = ids("r", draw(st.sampled_from([0, 3, 5, 6])))
    rows = []
    for index, name in enumerate(names):
        larger = draw(st.lists(st.sampled_from(names[:index]), max_size=2, unique=True)) if index else []
        rows.append({"id": name, "part_of": "|".join(larger) or None})
    return rows


@st.composite
def parties(draw: Any) -> Rows:
    """Parties, some of whom speak for, or are members of, one that stands before them."""
    names = ids("p", draw(st.integers(3, 5)))
    rows = []
    for index, name in enumerate(names):
        before = names[:index]
        principal = draw(st.sampled_from([None, None, None, None, *before]))
        bloc = draw(st.sampled_from([None, None, None, None, *before]))
        start, end = (draw(st.sampled_from([None] * 9 + DATES[:6:2])) for _ in range(2))
        if start and end and start > end:
            start, end = end, start
        row = {"id": name, "speaks_for": principal, "part_of": bloc if bloc != principal else None}
        rows.append({**row, "start": start, "end": end})
    return rows


@st.composite
def issues(draw: Any, wide: bool = False) -> tuple[Rows, Rows]:
    """Issues of all kinds that a case holds, and the options of those that have some; ``wide`` with very many options."""
    rows: Rows = []
    options: Rows = []
    for name in ids("i", draw(st.integers(1, 2))):
        kind = draw(st.sampled_from(["choice", "number", "number", "choice", "ordered"]))
        row: dict[str, Any] = {
            "id": name,
            "kind": kind,
            "per_region": draw(st.sampled_from(["yes", "yes", "no", None])),
        }
        if kind == "number":
            row |= {
                "unit": "men",
                "scale_low": draw(st.sampled_from([None, 0.0])),
                "scale_high": draw(st.sampled_from([None, 10.0])),
            }
        else:
            row["closed"] = draw(st.sampled_from(["yes", "no", None] if kind == "choice" else ["yes", None]))
            if wide and kind == "choice" and draw(st.integers(0, 5)) == 5:
                # More options than a machine word has bits; nobody names them.
                options += [{"issue": name, "option": option} for option in ids("unnamed", 70)]
            options += [{"issue": name, "option": option} for option in ids("o", draw(st.integers(2, 4)))]
        rows.append(row)
    return rows, options


@st.composite
def positions(draw: Any, parties: Rows, issues: Rows, options: Rows, regions: Rows, most: int) -> Rows:
    rows: Rows = []
    principal = {row["id"]: row["speaks_for"] or row["id"] for row in parties}
    for name in ids("x", draw(st.integers(5, most))):
        issue = draw(st.sampled_from([issues[0], *issues]))
        row: dict[str, Any] = {"id": name, "party": draw(st.sampled_from(parties))["id"], "issue": issue["id"]}
        row["stance"] = draw(st.sampled_from([*["demands"] * 6, *["accepts", "rejects"] * 2, *NO_SIDE]))
        row["firmness"] = None if row["stance"] == "accepts" else draw(st.sampled_from(FIRMNESS))
        if issue["kind"] != "number":
            options_of_issue = [
                option["option"]
                for option in options
                if option["issue"] == issue["id"] and not option["option"].startswith("unnamed")
            ]
            row["option"] = "|".join(draw(st.lists(st.sampled_from(options_of_issue), min_size=1, unique=True)))
            if issue["kind"] == "ordered" and row["stance"] in ("demands", "accepts"):
                row["prefers"] = draw(st.sampled_from([None, *row["option"].split("|")]))
        else:
            low, high = sorted([draw(st.integers(0, 10)), draw(st.integers(0, 10))])
            row |= draw(
                st.sampled_from(
                    [
                        {"low": low, "high": high},
                        {"low": low},
                        {"high": high},
                        {"ideal": low},
                        {"low": low, "high": low},
                    ]
                )
            )
        if row["stance"] in NO_SIDE:
            row["ideal"] = None
            if draw(st.booleans()):
                row |= {"option": None, "low": None, "high": None}
        if regions and draw(st.booleans()):
            places = draw(st.lists(st.sampled_from([region["id"] for region in regions]), max_size=2, unique=True))
            row["regions"] = "|".join(places) or None
        row["contested"] = draw(st.sampled_from([None, None, None, None, None, "yes"]))
        row["start"], row["end"] = (draw(st.sampled_from([None, None, None, None, *DATES])) for _ in range(2))
        if row["start"] and row["end"] and row["start"][:4] > row["end"][:4]:
            row["start"], row["end"] = row["end"], row["start"]
        row["once"] = draw(st.sampled_from([None, None, "yes"])) if row["start"] else None
        earlier = [
            earlier_row["id"]
            for earlier_row in rows
            if row["start"]
            and earlier_row["issue"] == row["issue"]
            and principal[earlier_row["party"]] == principal[row["party"]]
        ]
        if earlier and draw(st.booleans()):
            row["replaces"] = draw(st.sampled_from(earlier))
        rows.append(row)
    return rows


@st.composite
def dossiers(draw: Any, most: int = 9, wide: bool = False) -> dict[str, Rows]:
    """A random dossier in which clashes, overlaps and zones of every sort occur.

    Where it is ``wide``, some issues have too many options for a reference that goes through every package.
    """
    where, who = draw(regions()), draw(parties())
    agenda, options = draw(issues(wide))
    rows = draw(positions(who, agenda, options, where, most))
    return {"parties": who, "issues": agenda, "options": options, "regions": where, "positions": rows}
