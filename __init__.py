"""zopa: a knowledge graph of negotiating positions, and what it says about where an agreement is possible.

>>> import zopa
>>> case = zopa.load("ukraine-2025")
>>> case.clashes(severity="deadlock").columns[0]
'issue'

Every query is a free function in :mod:`zopa.queries` and a method of :class:`PositionGraph` of the same name.
"""

from __future__ import annotations

import importlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx
    import pandas as pd

    from . import queries as asks
    from .loaders import DossierError, DossierWarning
else:

    class _Question:
        """A query as a method, imported when it is first asked, so that the command line starts at once."""

        def __init__(self, name):
            self.name = name

        def __get__(self, graph, owner):
            query = getattr(importlib.import_module(".queries", __name__), self.name)
            setattr(owner, self.name, query)
            return query if graph is None else query.__get__(graph, owner)

    class _Questions:
        def __getattr__(self, name):
            return _Question(name)

    asks = _Questions()

__version__ = "0.1.0"
__all__ = ["DossierError", "DossierWarning", "PositionGraph", "cases", "check", "load", "new", "save"]

#: Above this many clashing pairs ``.nx`` and the page leave them out and say so.
MOST_PAIRS = 200_000
#: Up to this many positions the page also tells of zones, shifts, contradictions and openings.
MOST_SEARCHED = 2_000
#: Contradictions that the page lists of each group of issues that are tied together.
MOST_SETS = 60


class PositionGraph(Store):
    """A case: its tables, the graph made from them, and everything that can be asked of it.

    Made by :func:`zopa.load`. ``tables`` holds one pandas DataFrame for every table of the ontology and is the truth;
    ``nx`` is a networkx MultiDiGraph built when first asked for.

    Examples
    --------
    >>> import zopa
    >>> case = zopa.load("ukraine-2025")
    >>> case
    <PositionGraph ukraine-2025: ... parties, ... issues, ... positions>
    """

    brief = asks.brief
    check_deal = asks.check_deal
    clash_matrix = asks.clash_matrix
    clashes = asks.clashes
    contradictions = asks.contradictions
    deadlocks = asks.deadlocks
    deals = asks.deals
    frontier = asks.frontier
    history = asks.history
    islands = asks.islands
    obstacles = asks.obstacles
    openings = asks.openings
    overlap_pairs = asks.overlap_pairs
    overlaps = asks.overlaps
    pivots = asks.pivots
    robustness = asks.robustness
    sequence = asks.sequence
    shifts = asks.shifts
    solutions = asks.solutions
    summary = asks.summary
    territory = asks.territory
    territory_matrix = asks.territory_matrix
    trades = asks.trades
    zones = asks.zones

    @cached_property
    def _pairs(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Clashes and overlaps between parties, which the graph and the page draw as edges."""
        found = max(self.clashes(count_only=True), self.overlap_pairs(count_only=True))
        if found > MOST_PAIRS:
            import warnings

            warnings.warn(
                f"{found:,} pairs of positions are too many to draw: the graph and the page are made without them. "
                "Ask for some with clashes(issues=...), or count them with clash_matrix().",
                stacklevel=3,
            )
            return self.clashes(issues=[]), self.overlap_pairs(issues=[])
        return self.clashes(), self.overlap_pairs()

    @cached_property
    def _sentences(self) -> list[str]:
        return importlib.import_module(".queries.summary", __name__).sentences(self)

    @cached_property
    def _findings(self) -> dict[str, pd.DataFrame]:
        """What else the page tells of: zones and shifts over all dates, contradictions and openings of the case's date.

        Where no red lines contradict one another for certain, positions of unknown firmness are counted as red lines, and
        the page says so.
        """
        if len(self.tables["positions"]) > MOST_SEARCHED:
            return {}
        found = self.contradictions(possible=True, limit=MOST_SETS)
        return {
            "zones": self.zones(),
            "shifts": self.shifts(),
            "contradictions": found,
            "openings": self.openings(possible=not found["certain"].any()),
        }

    @cached_property
    def nx(self) -> nx.MultiDiGraph:
        """The case as a networkx MultiDiGraph, built on first use, clashes and overlaps included.

        Nodes are named ``kind:id`` (``party:ukraine``, ``option:control/russia``) and carry ``kind``, ``label`` and the
        cells of their row; edges have their kind as key and as the attribute ``kind``.
        """
        from .graph.network import network

        return network(self.tables, *self._pairs)

    def page(self, path: str | Path, *, title: str | None = None, redact: str = "none", embed: bool = False) -> Path:
        """Write the case as one interactive HTML file that opens anywhere, offline.

        Parameters
        ----------
        path : str or Path
            Where to; an existing file is replaced.
        title : str, optional
            Heading of the page; the title of the case where not given.
        redact : str
            What to leave out, each with what comes before it: ``none``; ``quotes`` (and paraphrases); ``sources`` (and
            locators, coders, notes and web addresses); ``names``: every party becomes a letter, in every text and id, and
            only names and titles of other things stay. A party is found by its name, its aliases and its id: write other
            words for it, such as a capital, among the aliases. A ``title`` is taken as it is given.
        embed : bool
            Without the columns beside the picture, for a slide or a blog; :func:`zopa.graph.page.frame` has the element
            that shows it there.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        ValueError
            When there is no such level of redaction.

        Examples
        --------
        >>> import tempfile, zopa
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     zopa.load("ukraine-2025").page(folder + "/case.html", redact="names").name
        'case.html'
        """
        from .graph.page import write_page
        from .graph.redaction import redacted

        case = self if redact == "none" else type(self)(*redacted(self, redact))
        asked: dict[str, Any] = {"title": title, "summary": case._sentences, "findings": case._findings}
        return write_page(case, path, *case._pairs, **asked, redact=redact, embed=embed)

    def __repr__(self) -> str:
        count = {name: len(self.tables[name]) for name in ("parties", "issues", "positions")}
        return f"<PositionGraph {self.id}: " + ", ".join(f"{many} {name}" for name, many in count.items()) + ">"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from .graph.picture import mimebundle

        return mimebundle(self, *self._pairs, self._sentences, self._findings)


def load(case: str | Path | Mapping[str, Any], *, quiet: bool = False) -> PositionGraph:
    """Load a case.

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        The name of a built-in case (see :func:`cases`), a folder of CSV files, an ``.xlsx``, one CSV file with at least
        ``party, issue, option``, or DataFrames by table name.
    quiet : bool
        Do not warn of what the check would warn of; ``findings`` of the graph holds it either way.

    Returns
    -------
    PositionGraph

    Raises
    ------
    DossierError
        When the case has errors; the message names the first, ``findings`` holds them all.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> rows = pd.DataFrame({"party": ["A", "B"], "issue": ["seat", "seat"], "option": ["Geneva", "Vienna"]})
    >>> zopa.load({"positions": rows}, quiet=True).clashes(count_only=True)
    1
    """
    from .loaders import load as read_and_check

    return read_and_check(case, PositionGraph, quiet=quiet)


def check(case: str | Path | Mapping[str, Any]) -> pd.DataFrame:
    """What is wrong with a case: every finding in one pass, errors first.

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        As for :func:`load`.

    Returns
    -------
    DataFrame
        One row a finding: ``level`` (``error`` stops :func:`load`, ``warning`` does not), ``file``, ``row`` (as a
        spreadsheet numbers it, the header being 1; missing where the whole file is meant), ``column``, ``value``,
        ``expected``, ``nearest`` (the nearest legal value, where there is one) and ``message``.

    Examples
    --------
    >>> import zopa
    >>> len(zopa.check("ukraine-2025"))
    0
    """
    from .loaders import check as read_and_report

    return read_and_report(case)


def save(graph: PositionGraph, path: str | Path) -> Path:
    """Write a case back to a folder of CSV files or, where the path ends in ``.xlsx``, to one workbook, without loss.

    Parameters
    ----------
    graph : PositionGraph
    path : str or Path
        A folder (made where it does not exist) or a file.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    DossierError
        When a text cannot be stored in the form asked for.

    Examples
    --------
    >>> import tempfile, zopa
    >>> case = zopa.load("ukraine-2025")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     again = zopa.load(zopa.save(case, folder + "/copy"))
    >>> again.tables["positions"].equals(case.tables["positions"])
    True
    """
    from .loaders import save as write

    return write(graph, path)


def new(path: str | Path, *, xlsx: bool = False) -> Path:
    """Write a commented template for a case of your own: a small invented dossier to write over.

    Parameters
    ----------
    path : str or Path
        A folder, or a file with ``xlsx``.
    xlsx : bool
        One workbook, a sheet a table, with drop-down lists for the closed vocabularies.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    DossierError
        When something stands there already.

    Examples
    --------
    >>> import tempfile, zopa
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(zopa.check(zopa.new(folder + "/my-case")))
    0
    """
    from .loaders import new as write_template

    return write_template(path, xlsx=xlsx)


def cases() -> pd.DataFrame:
    """The built-in cases.

    Returns
    -------
    DataFrame
        ``id``, ``title``, ``as_of``, and how many ``parties``, ``issues`` and ``positions``.

    Examples
    --------
    >>> import zopa
    >>> "ukraine-2025" in zopa.cases()["id"].tolist()
    True
    """
    from .loaders import cases as built_in

    return built_in()


def __getattr__(name: str) -> Any:
    if name in ("DossierError", "DossierWarning"):
        return getattr(importlib.import_module(".loaders", __name__), name)
    if name in ("graph", "loaders", "queries"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module 'zopa' has no attribute '{name}'")
