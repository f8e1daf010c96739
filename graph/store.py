"""A case in memory: its tables are the truth; everything else is made from them on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from .columns import Columns


class Store:
    """A case as pandas tables, with the compiled columns and the networkx graph made from them when first asked for.

    Parameters
    ----------
    tables : dict of DataFrame
        One DataFrame for every table of the ontology (empty where the case has none), every known column present in
        the ontology's order, unknown columns behind them. Text cells are strings, number cells floats, an empty cell
        is missing (NaN); lists inside a cell are separated by ``|``.
    meta : dict
        What ``dossier.toml`` says: ``id``, ``title``, ``as_of``, ``coders``, ``licence``, ``description``.
    findings : DataFrame, optional
        The warnings that reading the case gave, with the columns of :func:`zopa.check`.
    """

    def __init__(
        self, tables: dict[str, pd.DataFrame], meta: dict[str, Any], findings: pd.DataFrame | None = None
    ) -> None:
        self.tables = tables
        self.meta = meta
        self.findings = findings

    @property
    def id(self) -> str:
        """The short name of the case."""
        return str(self.meta.get("id", "case"))

    @property
    def title(self) -> str:
        """The title of the case, or its id where it has none."""
        return str(self.meta.get("title") or self.id)

    @property
    def as_of(self) -> str | None:
        """The date that the case speaks of, as a partial ISO date; None where it gives none, or none that is a date."""
        from .dates import period

        text = str(self.meta.get("as_of") or "")
        try:
            period(text)
        except ValueError:
            return None
        return text

    @cached_property
    def columns(self) -> Columns:
        """The positions as numpy columns, ready for the rule."""
        from .columns import compile_columns

        return compile_columns(self.tables)

    @cached_property
    def nx(self) -> nx.MultiDiGraph:
        """The case as a networkx MultiDiGraph, built on first use.

        Nodes are named ``kind:id`` (``party:ukraine``, ``option:control/russia``) and carry ``kind``, ``label`` and the
        cells of their row; edges have their kind as key and as the attribute ``kind``.
        """
        from .network import network

        return network(self.tables)
