"""zopa: a knowledge graph of negotiating positions, and what it says about where an agreement is possible.

>>> import zopa
>>> case = zopa.load("ukraine-2025")
>>> case.clashes(severity="deadlock").columns[0]
'issue'

Every query is a free function in :mod:`zopa.queries` and a method of :class:`PositionGraph` of the same name.
"""

from __future__ import annotations

import importlib
import warnings
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .graph.asked import ALL
from .graph.errors import ZopaError
from .graph.neo4j.store import DatabaseStore
from .graph.store import Store
from .queries import Questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx
    import pandas as pd
    from pyvis.network import Network

    from .graph.neo4j.connection import DatabaseError
    from .graph.neo4j.push import Pushed
    from .loaders import DossierError, DossierWarning, Fixed, Marked, Watched
    from .queries.asking.selection import Names, UnknownNameError
    from .queries.explore import View
__version__ = "0.1.0"
__all__ = [
    "DatabaseError",
    "DossierError",
    "DossierWarning",
    "PositionGraph",
    "SharedGraph",
    "UnknownNameError",
    "ZopaError",
    "cases",
    "check",
    "connect",
    "export",
    "fix",
    "load",
    "mark",
    "new",
    "save",
    "watch",
]

#: A case in a database that has more positions than this is named in a notebook, but not drawn.
MAX_SHOWN = 5_000


class _Asks(Questions):
    """Every question about a case, wherever the case is."""

    def select(
        self, *, parties: Names = None, issues: Names = None, regions: Names = None, as_of: str = ALL
    ) -> PositionGraph:
        """A part of the case that is a case itself: to be drawn, asked, written as a page, or saved.

        Parameters
        ----------
        parties : str or iterable of str, optional
            Only positions of these; those who speak for them are among them.
        issues, regions : str or iterable of str, optional
            Only positions on these issues, or that hold somewhere in these regions.
        as_of : str
            ``2025``, ``2025-08`` or ``2025-08-15``: positions that hold on some day of it; ``"all"``: of all dates. Unlike
            a query this keeps all dates where none is given, as it makes a case and not an answer.

        Returns
        -------
        PositionGraph
            The positions with their issues, options and parties, all regions, and what is about them or about nothing in
            particular. A position that is replaced ends when it does in the whole case.

        Raises
        ------
        UnknownNameError
            When a name is not in the case.

        Examples
        --------
        >>> import zopa
        >>> zopa.load("river-basin").select(issues="filling")
        <PositionGraph river-basin: ... parties, 1 issues, ... positions>
        """
        part = importlib.import_module(".queries.select", __name__).part
        selected = PositionGraph(*part(self, parties=parties, issues=issues, regions=regions, as_of=as_of))
        if isinstance(self, Store):
            selected.cut_from = self.cut_from or self
            selected.feeds_looked_at = self.feeds_looked_at
        return selected

    def change(self, positions: str | Iterable[str], **cells: Any) -> PositionGraph:
        """What if some positions were otherwise: a new case, and this one stays as it is.

        The new case has the same id and date and says everywhere that it is a what-if and not what was coded: in its title,
        its summary, its page, every answer, and where it is saved. Rows that a loaded case withholds, such as positions on
        draft evidence, are not in it. A case in a database is read first, and nothing is written there. To undo a change, go
        on with the case that it was made of, or change it back.

        Parameters
        ----------
        positions : str or iterable of str
            Ids of positions, also several in one text separated by ``|``, as answers have them. The id of a position that
            names several options that can be combined, as it was coded, stands for the position on each of them.
        **cells
            Columns of the positions, and what stands in them instead: ``firmness="aim"``, ``option="geneva|oslo"``,
            ``low=40``; None for an empty cell.

        Returns
        -------
        PositionGraph
            Checked as any case that is loaded. :attr:`changes` lists what is otherwise than it was coded.

        Raises
        ------
        DossierError
            When a position, a column or a value is not known: the message says the nearest that is. Nothing is changed then.

        Warns
        -----
        DossierWarning
            When the changed case has something odd that it had not before, such as a party that contradicts itself.

        See Also
        --------
        PositionGraph.drop : Without some positions.
        PositionGraph.add : With one more position.
        PositionGraph.changes : What was changed.

        Examples
        --------
        >>> import zopa
        >>> case = zopa.load("river-basin")
        >>> softer = case.change("sel-filling", firmness="aim")
        >>> softer.changes[["column", "coded", "what_if"]].values.tolist()
        [['firmness', 'red line', 'aim']]
        >>> softer
        <PositionGraph river-basin: 8 parties, 8 issues, 72 positions; a what-if, 1 change>
        """
        from .loaders.what_if import change

        return change(self._in_memory, positions, cells)

    def drop(self, positions: str | Iterable[str]) -> PositionGraph:
        """What if some positions were not held: a new case without them, and this one stays as it is.

        Conditions on them are left out, too. What a position replaced still ends when it did.

        Parameters
        ----------
        positions : str or iterable of str
            As for :meth:`change`, which has the errors and all else as well.

        Returns
        -------
        PositionGraph

        Examples
        --------
        >>> import zopa
        >>> zopa.load("river-basin").drop("sel-filling").changes["why"].tolist()
        ["'Sellow rejects: Three years' on Filling of the dam is left out."]
        """
        from .loaders.what_if import drop

        return drop(self._in_memory, positions)

    def add(self, **cells: Any) -> PositionGraph:
        """What if one more position were held: a new case with it, and this one stays as it is.

        Parameters
        ----------
        **cells
            Columns of the positions, ``party``, ``issue`` and ``stance`` at least. Without an ``id`` it is called
            ``what-if-1``. On an issue of which the options can be combined it becomes one position for each option named.

        Returns
        -------
        PositionGraph
            As for :meth:`change`, which has the errors and all else as well.

        Examples
        --------
        >>> import zopa
        >>> case = zopa.load("river-basin")
        >>> wider = case.add(party="sellow", issue="filling", stance="accepts", option="ten-years")
        >>> wider.changes[["change", "position", "says"]].values.tolist()
        [['added', 'what-if-1', 'Sellow accepts: Ten years']]
        """
        from .loaders.what_if import add

        return add(self._in_memory, cells)

    def network(self, of: str = "clashes", *, as_of: str | None = None) -> nx.Graph:
        """The parties as a simple graph for networkx: who clashes with whom, or who shares what with whom, and how often.

        Parameters
        ----------
        of : str
            ``clashes`` or ``overlaps``: the pairs of positions of :meth:`clashes` and of :meth:`overlap_pairs`.
        as_of : str, optional
            The date that is asked about, as for :meth:`clashes`.

        Returns
        -------
        networkx.Graph
            Nodes are the ids of parties that hold positions and speak for themselves, with ``label`` and ``kind``. Edges
            have ``weight`` (the number of pairs), of clashes a count for each severity (``deadlock``, ``hard``, ``soft``,
            ``unknown``), and ``issues``, ids separated by ``|``.

        Raises
        ------
        ValueError
            When there is no such graph.

        See Also
        --------
        PositionGraph.nx : The whole case as a graph.
        clash_matrix : The same numbers as a table.

        Examples
        --------
        >>> import zopa
        >>> graph = zopa.load("ukraine-2025").network("clashes")
        >>> graph.edges["ukraine", "russia"]["deadlock"]
        4
        """
        from .graph.between import COUNTED, between_parties

        if of not in COUNTED:
            raise ValueError(f"There is no network of '{of}': {' or '.join(COUNTED)}.")
        case: Any = self
        pairs = case.clashes(as_of=as_of, why=False) if of == "clashes" else case.overlap_pairs(as_of=as_of)
        return between_parties(case.tables["parties"], case.tables["positions"]["party"], pairs, of)

    def pyvis(self) -> Network:
        """The case as a plain pyvis network, to be styled and drawn as any other: every node and edge, coloured by kind.

        :meth:`page` draws on a page of zopa's own instead.

        Returns
        -------
        pyvis.network.Network
            Nodes and edges have the cells of their rows as :attr:`nx` has them; a cell that is called as an option of
            vis-network, such as ``shape``, has the kind of its node before its name (``region_shape``).

        See Also
        --------
        PositionGraph.nx : The same for networkx, from which ``pyvis.network.Network().from_nx(case.nx)`` draws too.

        Examples
        --------
        >>> import zopa
        >>> drawing = zopa.load("river-basin").pyvis()
        >>> drawing.barnes_hut(gravity=-4000)
        >>> drawing.nodes[0]["label"]
        'Torvia'
        """
        from .graph.formats.pyvis_network import pyvis_network

        return pyvis_network(self._in_memory)

    @property
    def _in_memory(self) -> PositionGraph:
        raise NotImplementedError


class PositionGraph(_Asks, Store):
    """A case: its tables, the graph made from them, and every query as a method.

    Made by :func:`zopa.load`.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        One DataFrame for every table of the ontology, each a copy: editing it does not change the case. For a what-if there
        are :meth:`change`, :meth:`drop` and :meth:`add`. Any other change makes a case of the changed tables:
        ``zopa.load({**case.tables, "positions": changed})`` has the same id, title and date.
    meta : dict
        What ``dossier.toml`` says: ``id``, ``title``, ``as_of``, ``coders``, ``licence``, ``description``.
    findings : DataFrame
        What was odd about the case when it was loaded, with the columns of :func:`zopa.check`. None for a part of a case and
        for a case in a database.

    See Also
    --------
    SharedGraph : The same of a case in a Neo4j database.

    Examples
    --------
    >>> import zopa
    >>> case = zopa.load("ukraine-2025")
    >>> case
    <PositionGraph ukraine-2025: ... parties, ... issues, ... positions>
    """

    @property
    def _in_memory(self) -> PositionGraph:
        return self

    @cached_property
    def _pairs(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Clashes and overlaps between parties over all dates, which the graph and the page draw as edges."""
        return self._on_page.pairs(self)

    @cached_property
    def _sentences(self) -> list[str]:
        return importlib.import_module(".queries.summary", __name__).sentences(self)

    @cached_property
    def _findings(self) -> dict[str, pd.DataFrame]:
        return self._on_page.findings(self)

    @property
    def _on_page(self) -> Any:
        return importlib.import_module(".queries.page", __name__)

    @cached_property
    def nx(self) -> nx.MultiDiGraph:
        """The case as a networkx MultiDiGraph, built on first use, clashes and overlaps of all dates included.

        Nodes are named ``kind:id`` (``party:ukraine``, ``option:control/russia``) and carry ``kind``, ``label``, ``row_id``
        and the cells of their row; edges carry their ``kind``, and their key (``HOLDS-17``) is unique in the whole graph, so
        that GraphML, GEXF, JSON and pyvis keep every one. See :func:`zopa.graph.network.network`.
        """
        from .graph.network import network

        return network(self.tables, *self._pairs)

    def page(
        self,
        path: str | Path,
        *,
        title: str | None = None,
        redact: str = "none",
        embed: bool = False,
        pictures: bool = True,
    ) -> Path:
        """Write the case as one interactive HTML file that opens anywhere, offline.

        Parameters
        ----------
        path : str or Path
            Where to; an existing file is replaced.
        title : str, optional
            Heading of the page; by default the title of the case.
        redact : str
            What to leave out, each with what comes before it: ``none``; ``quotes`` (with paraphrases and notes);
            ``sources`` (with locators, speakers, coders and web addresses); ``names``: every party becomes a letter and
            every id a number, and of all texts only labels and units without a trace of a party stay. See
            :meth:`redacted`, and read there how to list the texts that stay **before** a page is passed on.
        embed : bool
            Without the columns beside the picture, for a slide or a blog; :func:`zopa.graph.page.html.frame` has the element
            that shows it there.
        pictures : bool
            With the pictures of :meth:`panels` as one of its views; drawing them takes some seconds. Never with ``embed``.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        ValueError
            When there is no such level of redaction, ``title`` gives away what it leaves out, or the case has more than
            30,000 positions.

        Examples
        --------
        >>> import tempfile, zopa
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     zopa.load("ukraine-2025").page(folder + "/case.html", redact="names", pictures=False).name
        'case.html'
        """
        written = self._on_page.write(self, path, title=title, redact=redact, embed=embed, pictures=pictures)
        return written.path

    def memo(
        self,
        path: str | Path,
        *,
        issue: str | None = None,
        sheet: str | None = None,
        as_of: str | None = None,
        title: str | None = None,
        redact: str = "none",
        template: str | Path | None = None,
    ) -> Path:
        """Write a memo of two to four pages to hand round, the paper on one issue, or a sheet of field practice.

        The memo says what is stuck, between whom and on which words, what is shared and by how many, what would open it,
        what is unknown and would decide most, and who wants what. Every sentence has the number of its notes.

        Parameters
        ----------
        path : str or Path
            A file that ends in ``.docx``, ``.html``, ``.md`` or ``.pdf``; an existing one is replaced.
        issue : str, optional
            The paper on this issue instead: for each option who demands, accepts and rules it out, the conditions and
            obstacles, and what would have to move.
        sheet : str, optional
            A sheet instead: ``islands`` (of agreement), ``iceberg`` (position, reasoning, motive), ``red lines`` (and
            bottom lines) or ``influence`` (who speaks for whom, who mediates). Empty cells are to be filled by hand.
        as_of : str, optional
            The date that is asked about: ``2025``, ``2025-08``, ``2025-08-15`` or ``"all"``; by default the case's own.
        title : str, optional
            By default the title of the case, the name of the issue or of the sheet.
        redact : str
            What to leave out, as for :meth:`page`.
        template : str or Path, optional
            A ``.docx`` whose styles (Title, Heading 1, Table Grid, Caption and so on), headers and page are taken.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        ValueError
            When the suffix names no such form, a name or level of redaction is not known, ``title`` gives away what is left
            out, or ``zopa[documents]`` is not installed, which ``.docx`` and ``.pdf`` need.

        See Also
        --------
        PositionGraph.page : The whole case, interactive.

        Examples
        --------
        >>> import tempfile, zopa
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     text = zopa.load("river-basin").memo(folder + "/memo.md", sheet="islands").read_text(encoding="utf-8")
        >>> text.splitlines()[0]
        '# Island of agreements'
        """
        write = importlib.import_module(".queries.memo.writing", __name__).write
        how = {"issue": issue, "sheet": sheet, "as_of": as_of, "title": title, "redact": redact, "template": template}
        return write(self, path, **how)

    def archive(self, path: str | Path, *, date: str | None = None, pictures: bool = True) -> Path:
        """Write the case as a research package (RO-Crate): tables, answers, page, memo, citations and what is unknown.

        Parameters
        ----------
        path : str or Path
            A file that ends in ``.zip``, which is replaced, or a folder that is not there yet.
        date : str, optional
            The day on which it is published, ``2025-08-15``; by default today. Two archives of the same case with the same
            day are the same to the last byte.
        pictures : bool
            As for :meth:`page`.

        Returns
        -------
        Path
            What was written.

        Raises
        ------
        ValueError
            When something stands there already, the date is no day, or ``zopa[archive]`` is not installed.

        See Also
        --------
        save : The tables alone.
        PositionGraph.cite : How the case and its sources are cited.

        Examples
        --------
        >>> import pandas as pd, tempfile, zipfile, zopa
        >>> case = zopa.load({"positions": pd.DataFrame({"party": ["A", "B"], "issue": "seat", "option": "x"})}, quiet=True)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     zipfile.ZipFile(case.archive(folder + "/case.zip", pictures=False)).namelist()[:2]
        ['ro-crate-metadata.json', 'case/dossier.toml']
        """
        write = importlib.import_module(".queries.archive.packing", __name__).write
        return write(self, path, save, date=date, pictures=pictures)

    def cite(self, form: str = "bibtex") -> str:
        """How the case and its sources are cited.

        Parameters
        ----------
        form : str
            ``bibtex``; ``csl`` (CSL-JSON, which Zotero and Pandoc read); ``cff`` (the text of a ``CITATION.cff``).

        Returns
        -------
        str

        Raises
        ------
        ValueError
            When there is no such form.

        Examples
        --------
        >>> import zopa
        >>> zopa.load("river-basin").cite().splitlines()[0]
        '@misc{river-basin,'
        """
        return importlib.import_module(".queries.archive.citing", __name__).citation(self, form)

    def explore(self, *, seconds: float = 30) -> View:
        """Show the case in a notebook on a page that talks to Python.

        The page is that of :meth:`page`, in a frame. A deal that is put together on it, a position that is softened or
        dropped there, and what is selected are attributes of the view; where they are set in Python, the page follows.
        Python answers where a search is too large for a page: the best deals, how many there are, openings, contradictions.

        Parameters
        ----------
        seconds : float
            How long a search that the page asks for may take.

        Returns
        -------
        View
            ``deal``, ``case`` and ``selection``, each of which can be observed; see :class:`zopa.queries.explore.View`.

        Raises
        ------
        ZopaError
            When ``zopa[notebook]`` is not installed.
        ValueError
            When the case has more than 30,000 positions, or the seconds are negative or no number.

        See Also
        --------
        PositionGraph.page : Write the same page to a file, where it talks to nobody.

        Examples
        --------
        >>> import zopa
        >>> case = zopa.load("river-basin", quiet=True)
        >>> view = case.explore()
        >>> view.deal = {"Filling of the dam": "Five years"}
        >>> view.deal
        {'filling': 'five-years'}
        >>> case.check_deal(view.deal)["verdict"].head(2).tolist()
        ['meets', 'meets']
        """
        return self._on_page.explore(self, seconds)

    def redacted(self, level: str) -> PositionGraph:
        """The case without what may not be passed on: every answer, page, picture and file made of it is without it too.

        Parameters
        ----------
        level : str
            What to leave out, each with what comes before it. ``none``. ``quotes``: quotes, paraphrases, notes, summaries,
            remedies and columns of one's own, and other texts that repeat a part of a quote. ``sources``: sources, locators,
            speakers, coders, the description, and texts that name one of these. ``names``: names, aliases, ids, places on
            the map and every text but labels and units; of these stay only those in which no word of a name, an alias or an
            id of a party or a speaker occurs, no initials, and no other name of its country that is known.

        Returns
        -------
        PositionGraph
            A new case; this one stays as it is. Whole texts stay or go: none is edited. A label that goes is replaced by a
            neutral one (``Issue 3, option 2``).

        Raises
        ------
        ValueError
            When there is no such level.

        Notes
        -----
        Before anything is passed on, a person reads what stays:
        :func:`zopa.graph.redaction.texts_that_stay`. Dates, numbers, severities, the kinds and the order of the rows, who
        speaks for whom, and how many positions each party holds stay at every level, as they are what is analysed. Who knows
        the case can recognise a party by them. A word that stands for a party and that nobody listed, such as a nickname,
        a place or its people in another language, is not looked for: write it among the aliases.

        Examples
        --------
        >>> import zopa
        >>> from zopa.graph.redaction import texts_that_stay
        >>> hidden = zopa.load("river-basin").redacted("names")
        >>> hidden.clashes()["party_a"].tolist()[:1], texts_that_stay(hidden.tables, hidden.meta)[1]
        (['party-1'], 'Filling of the dam')
        """
        from .graph.redaction import redacted

        if level == "none":
            return self
        hidden = PositionGraph(*redacted(self, level))
        hidden.coded_dates = self.coded_dates
        feeds_left = set(hidden.tables["sources"]["feed"].dropna())
        hidden.feeds_looked_at = {feed: day for feed, day in self.feeds_looked_at.items() if feed in feeds_left}
        return hidden

    def __repr__(self) -> str:
        count = {name: len(self.tables[name]) for name in ("parties", "issues", "positions")}
        return (
            f"<PositionGraph {self.id}: "
            + ", ".join(f"{number_of_rows} {name}" for name, number_of_rows in count.items())
            + (
                f"; a what-if, {changes} {'change' if changes == 1 else 'changes'}"
                if (changes := len(self.changes))
                else ""
            )
            + ">"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from .graph.page.notebook import mimebundle

        return mimebundle(self, *self._pairs, self._sentences, self._findings)


class SharedGraph(_Asks, DatabaseStore):
    """A case in a Neo4j database, with the face of one in memory.

    Made by :func:`zopa.connect`. Nothing is kept here: every question is answered from what the database holds when it is
    asked. ``tables`` reads a table when it is named; queries read what they are about, issue by issue. At the end of a
    ``with`` block the connection is let go.

    See Also
    --------
    PositionGraph : The same in memory.
    """

    @property
    def nx(self) -> nx.MultiDiGraph:
        """The case as a networkx MultiDiGraph, as :attr:`PositionGraph.nx` has it; read anew."""
        return self.pull().nx

    def page(
        self,
        path: str | Path,
        *,
        title: str | None = None,
        redact: str = "none",
        embed: bool = False,
        pictures: bool = True,
    ) -> Path:
        """Write the case as one interactive HTML file, as :meth:`PositionGraph.page` does."""
        return self.pull().page(path, title=title, redact=redact, embed=embed, pictures=pictures)

    def memo(self, path: str | Path, **how: Any) -> Path:
        """Write a memo about the case, as :meth:`PositionGraph.memo` does."""
        return self.pull().memo(path, **how)

    def archive(self, path: str | Path, **how: Any) -> Path:
        """Write the case as a research package, as :meth:`PositionGraph.archive` does."""
        return self.pull().archive(path, **how)

    def cite(self, form: str = "bibtex") -> str:
        """How the case and its sources are cited, as :meth:`PositionGraph.cite` says it."""
        return self.pull().cite(form)

    def explore(self, *, seconds: float = 30) -> View:
        """Show the case in a notebook on a page that talks to Python, as :meth:`PositionGraph.explore` does."""
        return self.pull().explore(seconds=seconds)

    def redacted(self, level: str) -> PositionGraph:
        """The case in memory without what may not be passed on, as :meth:`PositionGraph.redacted` gives it."""
        return self.pull().redacted(level)

    @property
    def _in_memory(self) -> PositionGraph:
        return self.pull()

    def pull(self) -> PositionGraph:
        """The case in memory: what was pushed, to the last cell.

        Returns
        -------
        PositionGraph

        Raises
        ------
        DatabaseError
            When the database has no such case, or a part of it only.
        """
        whole = self.whole()
        return PositionGraph(whole.tables, whole.meta)

    def push(self, graph: PositionGraph, *, replace: bool = False, derive: bool = False) -> Pushed:
        """Write a case to the database, beside the cases that it holds.

        A second push of the same case changes nothing; a push that broke off can be run again and ends in the same graph.

        Parameters
        ----------
        graph : PositionGraph
            A case in memory; its ``id`` tells it from the other cases of the database.
        replace : bool
            Make the database equal to the case: what it has of it and the case has not is removed. Otherwise that stays, and
            the database holds the two together; where they do not fit, nothing is written.
        derive : bool
            Write ``CLASHES_WITH`` and ``OVERLAPS_WITH`` relationships of all dates as well, for those who look at the graph
            in Neo4j.

        Returns
        -------
        Pushed
            ``written``, ``left_alone``, ``kept``, ``removed``, ``derived``: how many.

        Raises
        ------
        DatabaseError
            When the database refuses or breaks off, or somebody else begins to push the same case.
        DossierError
            When the case and what the database has of it do not fit together.
        """
        from .graph.neo4j.push import push

        if not isinstance(graph, Store):
            raise TypeError(f"'{graph}' is no case: push what zopa.load gives.")

        def pairs(pushed: Store) -> Iterator[tuple[str, pd.DataFrame]]:
            whole = PositionGraph(pushed.tables, pushed.meta)
            yield "CLASHES_WITH", whole.clashes(as_of=ALL)
            yield "OVERLAPS_WITH", whole.overlap_pairs(as_of=ALL)

        done = push(graph, self.connection, replace=replace, derived=pairs if derive else None, check=_expect_to_fit)
        self._case = self._case or graph.id
        return done

    def case(self, id: str) -> SharedGraph:
        """Another case of the same database."""
        return SharedGraph(self.connection, id)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        cases_held = self.cases().set_index("id")
        case = self._case or (cases_held.index[0] if len(cases_held) == 1 else None)
        if (
            case is not None
            and case in cases_held.index
            and cases_held.at[case, "complete"]
            and cases_held.at[case, "positions"] <= MAX_SHOWN
        ):
            return self.case(case).pull()._repr_mimebundle_(include, exclude)
        listing = (
            ", ".join(f"{row.Index} ({row.positions:,} positions)" for row in cases_held.itertuples()) or "no case yet"
        )
        return {"text/plain": f"{self!r}: the database holds {listing}"}


def _expect_to_fit(together: Store) -> None:
    """Refuse a case that was put together of two that contradict each other."""
    from .loaders import DossierError

    findings = check({**together.tables, "dossier": together.meta})
    errors = findings[findings["level"] == "error"]
    if len(errors):
        raise DossierError(
            f"The case '{together.id}' and what the database has of it do not fit together, and nothing was written. "
            f"{errors['file'].iat[0]}: {errors['message'].iat[0]} Push with replace to keep only what you push.",
            findings,
        )


def connect(
    uri: str | None = None, *, case: str | None = None, auth: tuple[str, str] | None = None, database: str | None = None
) -> SharedGraph:
    """Connect to a Neo4j database that holds cases.

    Parameters
    ----------
    uri : str, optional
        ``neo4j://host``, ``neo4j+s://...`` (encrypted, as Aura asks), ``bolt://host:7687``; by default ``NEO4J_URI``,
        and else a server on this machine. A case can stand behind it: ``neo4j://host#river-basin``, ``neo4j:river-basin``.
    case : str, optional
        The id of a case; by default the only one that the database holds.
    auth : tuple of (str, str), optional
        User and password; by default ``NEO4J_USERNAME`` and ``NEO4J_PASSWORD``.
    database : str, optional
        By default ``NEO4J_DATABASE``, or else the server's default.

    Returns
    -------
    SharedGraph

    Raises
    ------
    DatabaseError
        When no server answers, it refuses the password, has no such database, or is older than Neo4j 5.26.

    See Also
    --------
    load : A case in memory.
    SharedGraph.push : Write a case to the database.

    Examples
    --------
    >>> import zopa
    >>> zopa.connect("http://localhost")
    Traceback (most recent call last):
    ...
    zopa.graph.neo4j.connection.DatabaseError: That is no address of a Neo4j server: ...
    """
    from .graph.neo4j.address import parted
    from .graph.neo4j.connection import Connection

    server, named = parted(uri)
    return SharedGraph(Connection(server, auth, database), case or named)


def load(
    case: str | Path | Mapping[str, Any],
    *,
    quiet: bool = False,
    form: str | None = None,
    columns: Mapping[Any, str] | str | Path | None = None,
    codes: Mapping[Any, Mapping[Any, str]] | None = None,
) -> PositionGraph:
    """Load a case.

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        The name of a built-in case (see :func:`cases`), a folder of CSV files, an ``.xlsx``, one CSV or JSON file with at
        least ``party, issue, option``, or DataFrames by table name. What ``dossier.toml`` says is a dict under ``dossier``.
        A file of another tool is recognised by what is in it: ``understood`` of the case says as what each part of it was
        read, ``set_aside`` what is in no table.
    quiet : bool
        Do not warn of what the check would warn of; ``findings`` of the graph holds it either way.
    form : str, optional
        The form of another tool that the file is read as, such as ``"ktab"``, or ``"table"`` for any table; by default the
        one it is recognised as.
    columns : dict of str to str, or path, optional
        As what each column of any table is read, such as ``{"Country": "party", "Vote": "stance"}``: a column of the
        positions (``party``, ``issue``, ``stance``, ``option``, ``low``, ``ideal``, ``high``, ``firmness``, ``regions``,
        ``start``, ``end``, ``source``, ``quote``, ``note``, ``satisfaction``), or ``salience``, ``power``, ``part_of``,
        ``code`` (another name of the party), ``coder``, ``url``, ``locator``. Several columns can be issues, or parties:
        then their cells are the answers, and ``"*"`` means all columns that are not named. ``"salience of Tax"`` belongs
        to the column ``Tax``. Or the path of a ``mapping.toml`` that says so. By default a mapping beside the file says
        it (``votes.mapping.toml`` beside ``votes.csv``); where there is none, zopa proposes a reading, and warns that
        nobody has confirmed it.
    codes : dict of str to dict, optional
        What the codes in a column of any table mean, such as ``{"Vote": {1: "demands", 0: "rejects", 9: "no answer"}}``:
        sides (yes, no, accepts, abstains, mixed, no answer, in many languages), or names of options. ``"*"`` stands for all
        columns of answers.

    Returns
    -------
    PositionGraph

    Raises
    ------
    DossierError
        When the case has errors; the message names the first, ``findings`` holds them all.

    See Also
    --------
    check : Everything that is wrong with a case, without loading it.
    new : A template for a case of your own.
    save : Write a case back.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> rows = pd.DataFrame({"party": ["A", "B"], "issue": ["seat", "seat"], "option": ["Geneva", "Vienna"]})
    >>> zopa.load({"positions": rows}, quiet=True).clashes(count_only=True)
    1

    A dict says of itself under ``dossier`` what a ``dossier.toml`` says of a folder:

    >>> case = zopa.load({
    ...     "positions": rows.assign(stance="demands", firmness="red line", start="2024"),
    ...     "dossier": {"id": "talks", "title": "Where to talk", "as_of": "2024-06", "coders": ["A. Coder"],
    ...                 "licence": "CC-BY-4.0", "description": "Two invented parties."}}, quiet=True)
    >>> case.title, case.meta["coders"], case.clashes()["severity"].tolist()
    ('Where to talk', ['A. Coder'], ['deadlock'])

    Any table will do, once it is said what its columns are:

    >>> votes = pd.DataFrame({"Country": ["A", "B"], "Tax": ["yes", "no"], "Trade": ["no", "accept"]})
    >>> case = zopa.load(votes, columns={"Country": "party", "*": "issue"}, quiet=True)
    >>> case.tables["positions"][["party", "issue", "stance"]].values.tolist()
    [['A', 'Tax', 'demands'], ['B', 'Tax', 'demands'], ['A', 'Trade', 'demands'], ['B', 'Trade', 'accepts']]
    """
    from .loaders import load as read_and_check

    return read_and_check(case, PositionGraph, quiet=quiet, form=form, columns=columns, codes=codes)


def check(case: str | Path | Mapping[str, Any], strict: bool = False) -> pd.DataFrame:
    """All that is wrong with a case: every finding in one pass, errors first.

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        As for :func:`load`.
    strict : bool
        A party whose positions cannot all hold is an error. Without it is a warning: the case loads, and these positions
        are contested, so that what turns on them is possible and not certain.

    Returns
    -------
    DataFrame
        One row a finding: ``level`` (``error`` stops :func:`load`, ``warning`` does not), ``file``, ``row`` (as a
        spreadsheet numbers it, the header being 1; missing where the whole file is meant), ``column``, ``value``,
        ``expected``, ``nearest`` (the nearest legal value, where there is one) and ``message``.

    See Also
    --------
    load : Load a case; errors stop it.
    fix : A copy in which what has one reading is corrected.
    mark : A copy of a workbook that shows where the findings are.

    Examples
    --------
    >>> import zopa
    >>> len(zopa.check("ukraine-2025"))
    0
    """
    from .loaders import check as read_and_report

    return read_and_report(case, strict)


def fix(case: str | Path, path: str | Path, *, strict: bool = False) -> Fixed:
    """Write a copy of a case in which everything is corrected that has exactly one reading.

    ``Demands`` becomes ``demands``, ``uplnd`` becomes the only party that is written nearly so, ``15.08.2025`` becomes
    ``2025-08-15``. What can be read in two ways stays as it is: ``03.04.2025``, ``1,200``, ``45519``, a name with another
    digit in it. The case itself is not touched, and all other cells of the copy are those of the case.

    Parameters
    ----------
    case : str or Path
        A folder of CSV files, an ``.xlsx`` or one CSV file, in zopa's own columns.
    path : str or Path
        Where the copy goes: a folder for a folder, a file with the same suffix for a file. Nothing may stand there. The
        list of changes is written beside it: ``copy.changes.csv`` beside ``copy.xlsx``.
    strict : bool
        As for :func:`check`.

    Returns
    -------
    Fixed
        ``changes`` is the list of changed cells (``file``, ``row``, ``column``, ``was``, ``is``), ``findings`` is what is
        still wrong in the copy.

    Raises
    ------
    DossierError
        When something stands at ``path`` already, or the case has no cells of its own: a file of another tool, JSON.

    See Also
    --------
    check : Everything that is wrong with a case.
    mark : Show in a workbook where it is wrong.

    Examples
    --------
    >>> import tempfile, zopa
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = Path(folder) / "talks.csv"
    ...     size = table.write_text("party,issue,stance,option,start\\nA,seat,Demands,Geneva,15.08.2025\\n")
    ...     fixed = zopa.fix(table, Path(folder) / "copy.csv")
    >>> fixed.changes[["row", "column", "was", "is"]].values.tolist()
    [[2, 'stance', 'Demands', 'demands'], [2, 'start', '15.08.2025', '2025-08-15']]
    """
    from .loaders import fix as write_corrected

    return write_corrected(case, path, strict)


def mark(case: str | Path, path: str | Path, *, strict: bool = False) -> Marked:
    """Write a copy of a workbook in which every cell with a finding is coloured and has a comment that says it.

    Errors are red, warnings are yellow. Values, formats, comments, formulas and sheets stay. What openpyxl does not keep of
    a workbook, such as shapes, is named.

    Parameters
    ----------
    case : str or Path
        An ``.xlsx``. It is not touched.
    path : str or Path
        Where the copy goes. Nothing may stand there.
    strict : bool
        As for :func:`check`.

    Returns
    -------
    Marked
        ``path``, ``cells`` (how many are marked) and ``not_kept`` (what the copy does not hold); ``findings``, ``errors``
        and ``warnings`` as :func:`check` tells them.

    Raises
    ------
    DossierError
        When the case is no workbook, or something stands at ``path`` already.

    See Also
    --------
    check : The same findings as a table.
    fix : Correct what has one reading.

    Examples
    --------
    >>> import tempfile, zopa
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     zopa.mark(zopa.new(folder + "/case.xlsx"), folder + "/marked.xlsx").cells
    0
    """
    from .loaders import mark as write_marked

    return write_marked(case, path, strict)


def save(graph: PositionGraph, path: str | Path, *, replace: bool = False) -> Path:
    """Write a case back to a folder of CSV files or, where the path ends in ``.xlsx``, to one workbook, without loss.

    Where the case was read from, it is brought up to date: at any moment, and after any break, the old case is there or the
    new one. Tables that were not read from there are not touched. Positions on draft evidence are written where they stood.

    Parameters
    ----------
    graph : PositionGraph
    path : str or Path
        A folder (made where it does not exist) or a file. A workbook is written anew: its formats and comments are lost.
    replace : bool
        Write over tables that were not read from there or were changed since, and take away those that the case does not
        have.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    DossierError
        When a text cannot be stored in the form asked for, the place cannot be written to, or something else stands there.

    See Also
    --------
    load : Read it again.
    export : Write it for Neo4j.

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

    return write(graph, path, replace=replace)


def export(
    graph: PositionGraph | None,
    path: str | Path,
    *,
    to: str | None = None,
    redact: str = "none",
    base: str | None = None,
) -> Path:
    """Write a case for another program: for Gephi, yEd, Kumu or Cytoscape, for Neo4j, or as linked data.

    Parameters
    ----------
    graph : PositionGraph
        None for ``ontology`` and ``shapes``, which are about no case.
    path : str or Path
        A file, which is replaced; for ``bulk`` a new or empty folder.
    to : str, optional
        A format of :data:`zopa.graph.formats.registry.FORMATS`; by default the one that the suffix of the file names. A
        folder without a suffix is ``bulk``: CSV files for ``neo4j-admin database import``.
    redact : str
        ``none``, ``quotes``, ``sources`` or ``names``: what to leave out, as :meth:`PositionGraph.page` does.
    base : str, optional
        In linked data, what the names of all things in the case begin with, such as ``https://example.org/case/``; by
        default a name of the case that leads nowhere, ``urn:zopa:case:river-basin/``.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ValueError
        When there is no such format or level of redaction, the suffix names another format, several or none, or the folder
        holds anything.
    OSError
        When the file cannot be written.

    Warns
    -----
    UserWarning
        When the file does not hold everything: which rows of the case are not in it.

    See Also
    --------
    save : Write a case as tables.
    SharedGraph.push : Write a case straight to a database.
    PositionGraph.network : A small graph of who clashes with whom.
    PositionGraph.pyvis : The graph as a pyvis network, to be drawn in a style of one's own.

    Examples
    --------
    >>> import tempfile, zopa
    >>> case = zopa.load("river-basin")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     zopa.export(case, folder + "/case.cypher").name, zopa.export(case, folder + "/case.gexf").name
    ('case.cypher', 'case.gexf')
    """
    from .graph.formats.registry import write

    shown = graph if graph is None or redact == "none" else graph.redacted(redact)

    def answers() -> dict[str, str]:
        questions = shown.tables["questions"][["id", "question"]].itertuples(index=False, name=None)  # type: ignore[union-attr]
        replies = {id: shown.ask(text) for id, text in questions}  # type: ignore[union-attr]
        return {id: str(reply) for id, reply in replies.items() if reply.known}

    for sentence in write(shown, Path(path), to, base=base, answers=answers):
        warnings.warn(sentence, stacklevel=2)
    return Path(path)


def new(path: str | Path, *, xlsx: bool = False, form: str = "full") -> Path:
    """Write a commented template for a case of your own: a small invented dossier to write over.

    Parameters
    ----------
    path : str or Path
        A folder, or a file with ``xlsx``.
    xlsx : bool
        One workbook, a sheet a table, with drop-down lists for the closed vocabularies.
    form : str
        ``full``: every table with every column. ``small``: a workbook for beginners, whose five sheets (positions, parties,
        issues, options, sources) have few columns, and drop-down lists of the ids that were typed so far.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    DossierError
        When something stands there already, or there is no such form.

    See Also
    --------
    check : What is wrong with what was written over it.
    cases : Cases that are built in.

    Examples
    --------
    >>> import tempfile, zopa
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(zopa.check(zopa.new(folder + "/my-case")))
    0
    """
    from .loaders import new as write_template

    return write_template(path, xlsx=xlsx, form=form)


def watch(case: str | Path, inbox: str | Path | None = None, *, local: bool = False, timeout: float = 20.0) -> Watched:
    """Read the feeds of a case's sources, and list new items that name its parties or issues as candidates to code.

    The column ``feed`` of ``sources`` holds the address of a feed in RSS or Atom. A party is named by its name or an alias,
    an issue by all words of its name, in the spelling that the case has: write other forms of a name among the aliases.
    Items that name neither are counted and not listed. No position is coded from an item.

    A feed is fetched only if it has changed. What was read is remembered beside the inbox (``inbox.state``); take that file
    away to look at all items again.

    Parameters
    ----------
    case : str or Path
        A folder of CSV files, an ``.xlsx`` or another case that :func:`load` reads.
    inbox : str or Path, optional
        The table that candidates are added to; by default ``inbox.csv`` in the folder of the case, or beside its file. Rows
        and columns of your own in it stay.
    local : bool
        Feeds in a private network and on this machine are read as well. A public address never leads there.
    timeout : float
        Seconds that a server may take for one answer.

    Returns
    -------
    Watched
        ``candidates`` are the new rows of the inbox, ``feeds`` says of each feed how it was read.

    Raises
    ------
    DossierError
        When the case has errors or no feed, the inbox is another table, or ``zopa[watch]`` is not installed.

    See Also
    --------
    load : Load the case.

    Examples
    --------
    >>> import zopa
    >>> zopa.watch("river-basin", "inbox.csv")
    Traceback (most recent call last):
    ...
    zopa.loaders.findings.DossierError: No source of the case has a feed: write the address of one into the column 'feed' ...
    """
    from .loaders import watch as read_feeds

    return read_feeds(case, inbox, local=local, timeout=timeout)


def cases() -> pd.DataFrame:
    """The built-in cases.

    Returns
    -------
    DataFrame
        ``id``, ``title``, ``as_of`` (the case's own date), and how many ``positions`` hold on that date, of how many
        ``parties`` and on how many ``issues``: the numbers of the summary.

    See Also
    --------
    load : Load one by its id.
    SharedGraph.cases : Those of a database.

    Examples
    --------
    >>> import zopa
    >>> "ukraine-2025" in zopa.cases()["id"].tolist()
    True
    """
    from .loaders import cases as built_in

    return built_in()


def __getattr__(name: str) -> Any:
    if name == "DatabaseError":
        return importlib.import_module(".graph.neo4j.connection", __name__).DatabaseError
    if name in ("DossierError", "DossierWarning"):
        return getattr(importlib.import_module(".loaders", __name__), name)
    if name == "UnknownNameError":
        return importlib.import_module(".queries.asking.selection", __name__).UnknownNameError
    if name in ("graph", "loaders", "queries"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module 'zopa' has no attribute '{name}'")
