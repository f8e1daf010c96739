"""A case in memory: its tables are the truth; everything else is made from them on first use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import networkx as nx
    import pandas as pd

    from .columns import Columns


@dataclass(frozen=True)
class Narrowing:
    """What of a case a question has to see, found in the case itself. Ids throughout; None leaves open.

    Attributes
    ----------
    issues : list of str or None
        Positions on these.
    held_by : list of str or None
        Positions on issues on which one of these parties holds a position.
    regions : list of str or None
        Positions that hold everywhere or in one of these.
    days : tuple of (int, int) or None
        Positions that hold on some day from the first to the last.
    also : list of str
        Positions that are wanted whatever the rest says.
    """

    issues: list[str] | None = None
    held_by: list[str] | None = None
    regions: list[str] | None = None
    days: tuple[int, int] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where a case was read.

    Attributes
    ----------
    path : Path
        A folder or a file.
    files : dict of str to str
        For the name of each file that was read a digest of what it held.
    """

    path: Path
    files: dict[str, str]


@dataclass(frozen=True)
class Withheld:
    """Rows of a case that do not enter the graph, kept so that the case can be written as it was read.

    Attributes
    ----------
    rows : dict of DataFrame
        By the name of their table; the index says which of all rows of the table each was.
    cells : list of tuple
        Cells that named such a row: table, column, id of the row, what was read, what was written.
    """

    rows: dict[str, pd.DataFrame]
    cells: list[tuple[str, str, str, str, str]]


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

    #: Where the case was read or written last, and what of it does not enter the graph; None for a case made in memory.
    origin: Origin | None = None
    withheld: Withheld | None = None

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
    def last_start(self) -> int:
        """The last day on which a position of the case begins (as in ``columns``); ``ALWAYS`` where none is dated."""
        from .dates import ALWAYS, FOREVER

        dated = self.columns.start[(self.columns.start != ALWAYS) & (self.columns.start != FOREVER)]
        return int(dated.max()) if len(dated) else ALWAYS

    @property
    def frame(self) -> Store:
        """The case as far as names go: parties, issues, options and regions, with or without its positions."""
        return self

    def parts(self, narrow: Callable[[Store], Narrowing] | None = None) -> Iterator[Store]:
        """The case in parts that together give the answer to a question; a case in memory is one part.

        Parameters
        ----------
        narrow : callable, optional
            Gives what the question has to see, from the names of the case; the parts then hold at least that, each the
            positions of some issues, in the order of the issues. Without it there is one part, which is the whole case.
        """
        yield self

    def part(self, narrow: Callable[[Store], Narrowing]) -> Store:
        """A case in memory that holds at least what a question has to see, and of the other tables everything."""
        return self

    @cached_property
    def nx(self) -> nx.MultiDiGraph:
        """The case as a networkx MultiDiGraph, built on first use.

        Nodes are named ``kind:id`` (``party:ukraine``, ``option:control/russia``) and carry ``kind``, ``label`` and the
        cells of their row; edges have their kind as key and as the attribute ``kind``.
        """
        from .network import network

        return network(self.tables)
