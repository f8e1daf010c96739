"""The ontology: which tables, columns, node kinds and edge kinds a case may have, read from ``ontology.toml``.

Everything that has to know the shape of a case (loader, check, template, page legend, reference docs) asks here.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

ColumnType = Literal["id", "ref", "refs", "choice", "choices", "text", "url", "number", "date", "yesno", "shape"]

#: How much of a case is left out where it is passed on, each level with what the ones before leave out.
Redaction = Literal["none", "quotes", "sources", "names"]
REDACTIONS: tuple[Redaction, ...] = get_args(Redaction)

LIST_SEPARATOR = "|"
OPTION_SEPARATOR = "/"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Column(_Strict):
    """One column of a table: its type, whether it must be filled, what it means and an example.

    ``stays`` is the strictest level of redaction at which it is kept, ``none`` where it is withheld at every one.
    """

    name: str
    type: ColumnType
    meaning: str
    example: str
    required: bool = False
    values: dict[str, str] = {}
    of: tuple[str, ...] = ()
    within: str | None = None
    least: float | None = None
    most: float | None = None
    edge: str | None = None
    inward: bool = False
    stays: Redaction = "none"

    def stays_at(self, level: Redaction) -> bool:
        """Whether it is kept at a level of redaction.

        >>> from zopa.graph.ontology import ontology
        >>> speaker = ontology().tables["evidence"].columns["speaker"]
        >>> speaker.stays_at("quotes"), speaker.stays_at("sources")
        (True, False)
        """
        return REDACTIONS.index(level) <= REDACTIONS.index(self.stays)

    @property
    def is_list(self) -> bool:
        """Whether a cell may hold several values, separated by ``|``."""
        return self.type in ("refs", "choices")

    @property
    def is_reference(self) -> bool:
        """Whether a cell names rows of other tables."""
        return self.type in ("ref", "refs")


class Table(_Strict):
    """One table of a case. Its rows are nodes (``node``), or edges (``edge``, from one column to another).

    Rows of a table that is neither become rows of other tables when a case is read; in a case it is empty.
    """

    name: str
    meaning: str
    columns: dict[str, Column]
    required: bool = False
    node: str | None = None
    key: tuple[str, ...] = ("id",)
    edge: str | None = None
    edge_from: str | None = None
    edge_to: str | None = None
    edge_else: str | None = None
    also: tuple[dict[str, str], ...] = ()


class NodeKind(_Strict):
    """A kind of node and what it means."""

    name: str
    meaning: str


class EdgeKind(_Strict):
    """A kind of edge, what it means, and which node kinds it may run between."""

    name: str
    meaning: str
    source: tuple[str, ...] = Field(alias="from")
    target: tuple[str, ...] = Field(alias="to")
    derived: bool = False
    symmetric: bool = False


class Ontology(_Strict):
    """All tables, node kinds and edge kinds."""

    tables: dict[str, Table]
    nodes: dict[str, NodeKind]
    edges: dict[str, EdgeKind]

    def table_of(self, kind: str) -> Table:
        """The table whose rows are nodes of this kind."""
        return next(table for table in self.tables.values() if table.node == kind)


@cache
def ontology() -> Ontology:
    """The ontology of zopa.

    >>> from zopa.graph.ontology import ontology
    >>> list(ontology().tables["positions"].columns["firmness"].values)
    ['red line', 'bottom line', 'aim']
    """
    raw = tomllib.loads(files(__package__).joinpath("ontology.toml").read_text(encoding="utf-8"))
    for kinds in (raw["nodes"], raw["edges"], raw["tables"]):
        for name, entry in kinds.items():
            entry["name"] = name
    for table in raw["tables"].values():
        for name, column in table["columns"].items():
            if "like" in column:
                alike = raw["tables"][column.pop("like")]["columns"][name]
                table["columns"][name] = column = {
                    key: value for key, value in alike.items() if key not in ("edge", "inward")
                } | column
            column["name"] = name
        for level, names in table.pop("stays", {}).items():
            for name in names:
                table["columns"][name]["stays"] = level
    return Ontology.model_validate(raw)
