"""The answer of a query: a table, or a small result, that writes itself to a file and, where it can, draws itself.

A picture is drawn when it is looked at and never before, so asking costs nothing, and matplotlib is imported only then.
"""

from __future__ import annotations

import base64
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from inspect import BoundArguments, Parameter, Signature, signature
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import pandas as pd

from ...graph.asked import LINE, LINES
from ...graph.notes import date_told, more_told
from ...graph.store import Narrowing
from .registry import DRAWINGS

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from ...graph.store import Store


P = ParamSpec("P")
R = TypeVar("R")


#: What pandas calls the ways of taking rows after which a list of rows is still an answer.
TAKING_ROWS = (None, "take", "copy", "sort_values", "sort_index", "reset_index", "drop_duplicates")
#: The same of columns, after which what is left can still be written as rows of the answer.
TAKING = (*TAKING_ROWS, "reindex")


class Citable:
    """An answer that says how it is cited."""

    #: The query that it answers, the case that was asked, and in which words.
    _query_name = ""
    _graph: Store | None = None
    _asked: Mapping[str, Any] = MappingProxyType({})
    #: The date that was meant, where there is no table that says it.
    _as_of = ""

    def __getstate__(self) -> dict[str, Any]:
        # The case is not written with every answer of it.
        return {**vars(self), "_graph": None, "_asked": dict(self._asked)}

    def citation(self, form: str = "sentence", *, graph: Store | None = None) -> str:
        """How the answer is cited: the case and its state, what was asked, of which date, with which version of zopa.

        Parameters
        ----------
        form : str
            ``sentence``; ``bibtex``; ``csl`` (CSL-JSON, which Zotero and Pandoc read).
        graph : PositionGraph, optional
            The case that was asked, where the answer does not know it any more, as after pickling.

        Returns
        -------
        str
            It says the day of citing as well, and of a what-if that it is one.

        Raises
        ------
        ValueError
            When there is no such form, the case is not known, or the rows are no answer to a query any more.

        See Also
        --------
        PositionGraph.cite : How the case and its sources are cited.

        Examples
        --------
        >>> import zopa
        >>> case = zopa.load("river-basin")
        >>> print(case.clashes(severity="hard").citation())
        zopa. The river Irva: an invented basin of three states (case river-basin, state ...). Answer of
        clashes(severity='hard'). As of 2024-06-30. zopa 0.1.0, ....
        >>> case.clashes(count_only=True).citation("bibtex").splitlines()[2]
        '  title = {{The river Irva: an invented basin of three states: clashes(count\\\\_only=True)}},'
        """
        case = graph if graph is not None else self._graph
        if not self._query_name:
            raise ValueError("These rows are no answer to a query any more, so they cannot be cited: cite the answer.")
        if case is None:
            raise ValueError("This answer does not know which case it is of: citation(graph=case).")
        citing = importlib.import_module(".citation", __package__)
        return str(citing.citation_of(case, self._query_name, self._asked, date_of(self), form=form))


class Text(Citable, str):
    """An answer that is a text, such as a summary."""


class Number(Citable, int):
    """An answer that is a number, such as a count of clashes."""


class Picture(Citable, str):
    """The text of an SVG file; in a notebook it is the picture.

    It is shown as an image: static, so that it shows in a notebook that is not trusted, and a document of its own, so that
    the ids inside two of them never meet.
    """

    def _repr_html_(self) -> str:
        title = self.partition("<title>")[2].partition("</title>")[0].replace('"', "&quot;")
        encoded = base64.b64encode(self.encode()).decode()
        return f'<img alt="{title}" style="max-width:100%" src="data:image/svg+xml;base64,{encoded}"/>\n'


class Saved(Citable):
    """An answer that writes itself to a file in any form."""

    #: The columns that the query gave.
    _given_columns: tuple[Any, ...] = ()

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        names: bool | None = None,
        explode: str | Iterable[str] | None = None,
        graph: Store | None = None,
    ) -> Path:
        """Write the answer to a file, whole or not at all, in the form that the suffix of the file names.

        Every form says of which date and at which level the query was asked, that the case is a what-if where it is one, and
        that there is more where there is; CSV and JSON hold rows alone, and say of a what-if in a column of its own.

        Parameters
        ----------
        path : str or Path
            ``.txt``, ``.csv``, ``.json``, ``.parquet``, ``.xlsx``, ``.docx``, ``.md``, ``.tex`` or ``.html``; where there is
            a picture of the answer ``.svg``, ``.png`` or ``.pdf`` too.
        names : bool, optional
            Whether columns of names stand beside columns of ids; by default in the forms that people read, which are all
            but ``.txt``, ``.csv``, ``.json`` and ``.parquet``.
        explode : str or iterable of str, optional
            Columns of which each member of a list comes on a row of its own.
        graph : PositionGraph, optional
            The case that was asked, where the answer does not know it any more, as after pickling.

        Returns
        -------
        Path
            The path as it was given. ``.txt``, ``.docx`` and ``.tex`` have the columns that a terminal shows, or those that
            you chose; all others have every column.

        Raises
        ------
        ValueError
            When no form goes with the suffix, the form cannot hold the answer, or a package that writes it is not installed.
        OSError
            When the file cannot be written.

        Examples
        --------
        >>> import tempfile, zopa
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = zopa.load("river-basin").clashes().save(folder + "/clashes.html")
        ...     "<caption>Which positions" in path.read_text(encoding="utf-8")
        True
        """
        saving = importlib.import_module(".saving", __package__)
        written: Path = saving.save(self, path, names, explode, graph)
        return written


class Drawn(Saved):
    """An answer that draws itself: on matplotlib axes, as SVG, PNG or PDF, and in a notebook above its table."""

    #: The query that has the picture.
    _query = ""
    #: How many rows the whole answer has.
    _rows = 0

    def draw(self, ax: Any = None, *, graph: Store | None = None, **how: Any) -> Any:
        """Draw the answer with matplotlib.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure, as large as its content asks for.
        graph : PositionGraph, optional
            The case that was asked, where the answer does not know it any more, as after pickling.
        **how
            What the picture of this query can be told besides, such as ``by="party"`` for clashes.

        Returns
        -------
        Axes

        Raises
        ------
        ValueError
            When the rows are no answer to a query any more, or the case is not known.
        """
        case = graph if graph is not None else self._graph
        if case is None:
            raise ValueError("These rows do not know which case they are of: draw(graph=case).")
        drawing = DRAWINGS[self._query]
        if missing := [name for name in drawing.needs if name not in self]:  # type: ignore[operator]
            raise ValueError(f"Drawing {self._query} takes the column '{missing[0]}', which these rows lack.")
        if "issue" in drawing.needs:
            issues = [str(issue) for issue in self["issue"].unique()]  # type: ignore[index]
            case = case.part(lambda frame: Narrowing(issues=issues))
        elif drawing.needs:
            (case,) = case.parts()
        sheet = importlib.import_module("..pictures.sheet", __package__)
        module = importlib.import_module(f"..pictures.{drawing.module}", __package__)
        part = sheet.part_of(len(self) if self._rows else 0, self._rows)  # type: ignore[arg-type]
        with sheet.style(), part, sheet.noted(notes_on_picture(self)):
            return getattr(module, f"draw_{self._query}")(self, case, ax, **how)

    def picture(self, *, graph: Store | None = None, **how: Any) -> Picture:
        """The picture as the text of an SVG file, which a notebook shows; the parameters are those of :meth:`draw`."""
        files = importlib.import_module("..pictures.files", __package__)
        drawn = Picture(files.svg(self.draw(graph=graph, **how)))
        words = {**self._asked, "graph": self._graph if graph is None else graph}
        return known(drawn, self._query, words, date_of(self))

    def png(self, *, graph: Store | None = None, **how: Any) -> bytes:
        """The picture as the bytes of a PNG file; the parameters are those of :meth:`draw`."""
        files = importlib.import_module("..pictures.files", __package__)
        return bytes(files.png(self.draw(graph=graph, **how)))

    def pdf(self, *, graph: Store | None = None, **how: Any) -> bytes:
        """The picture as the bytes of a PDF file that holds its fonts; the parameters are those of :meth:`draw`."""
        files = importlib.import_module("..pictures.files", __package__)
        return bytes(files.pdf(self.draw(graph=graph, **how)))


def date_of(answer: Any) -> str:
    """Of which date a query was asked, as its answer says it; empty where the answer does not know it any more."""
    if isinstance(answer, (Text, Number, Picture)):
        return answer._as_of
    return str(_table(answer).attrs.get("as_of", ""))


def notes_on_picture(answer: Any) -> tuple[str, ...]:
    """The sentences below a picture: that it is of a what-if, of which date it is, and whether there is more."""
    table = _table(answer)
    return tuple(filter(None, [table.attrs.get("what_if", ""), date_told(table), more_told(table)]))


def caption_of(query: str, answer: Any) -> str:
    """The sentence below the picture of an answer, in the words of the level at which it was asked."""
    level = _table(answer).attrs.get("level", "red line")
    return DRAWINGS[query].caption.format(lines=LINES[level], line=LINE[level])


def _table(answer: Any) -> pd.DataFrame:
    table: pd.DataFrame = answer if isinstance(answer, pd.DataFrame) else answer.table
    return table


def known(answer: R, name: str, words: Mapping[str, Any], as_of: str = "") -> R:
    """The answer, which knows the query, the case and the words of asking, so that it can be written and cited."""
    given: Any = answer
    knowing: Any = given
    facts = {"_query_name": name, "_graph": words["graph"], "_asked": {**words}}
    del facts["_asked"]["graph"]
    if type(given) is pd.DataFrame or (isinstance(given, Answer) and given._query != name):
        # Rows that were made of the answer of another query are no answer of it: its picture does not show them.
        knowing = Rows(given)
        knowing.attrs = given.attrs
    elif type(given) in (str, int):
        knowing = Text(given) if isinstance(given, str) else Number(given)
    if isinstance(knowing, (Text, Number, Picture)):
        facts["_as_of"] = as_of
    if isinstance(knowing, Saved):
        table = _table(knowing)
        facts["_given_columns"] = (*(index for index in table.index.names if index is not None), *table.columns)
    if isinstance(knowing, Citable):
        for word, fact in facts.items():
            # A small result is frozen for everybody else.
            object.__setattr__(knowing, word, fact)
    known_answer: R = knowing
    return known_answer


def knows_its_case(query: Callable[P, R]) -> Callable[P, R]:
    """A query whose answer can be written, where no other of these decorators says so of it."""
    shape = signature(query)

    @wraps(query)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        bound, words = bound_to(shape, *args, **kwargs)
        return known(query(*bound.args, **bound.kwargs), query.__name__, words)

    return ask


def bound_to(shape: Signature, *args: Any, **kwargs: Any) -> tuple[BoundArguments, dict[str, Any]]:
    """What a query is asked with, and the words in which it is asked, each by its name.

    What can be gone through once is a list from now on; what a query passes on to another is among the words.
    """
    bound = shape.bind(*args, **kwargs)
    words: dict[str, Any] = {}
    for name, argument in bound.arguments.items():
        kept = bound.arguments[name] = list(argument) if isinstance(argument, Iterator) else argument
        words |= kept if shape.parameters[name].kind is Parameter.VAR_KEYWORD else {name: kept}
    return bound, words


def draws_itself(query: Callable[P, R]) -> Callable[P, R]:
    """A query of which there is a picture: its answer knows the case and the parameters of the query."""
    shape = signature(query)

    @wraps(query)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        bound, words = bound_to(shape, *args, **kwargs)
        answer: Any = query(*bound.args, **bound.kwargs)
        if isinstance(answer, pd.DataFrame):
            drawn: Any = Answer(answer)
            drawn.attrs = answer.attrs
        elif isinstance(answer, Drawn):
            drawn = answer
        else:
            return answer
        drawn._query = query.__name__
        drawn = known(drawn, query.__name__, words)
        drawn._rows = len(drawn) if isinstance(drawn, Answer) else 0
        result: R = drawn
        return result

    return ask


class Rows(pd.DataFrame, Saved):
    """The rows that answer a query: a DataFrame in every way, which writes itself to a file.

    Rows and columns taken from it can be written as well.

    Examples
    --------
    >>> import tempfile, zopa
    >>> rows = zopa.load("river-basin").trades()[["party_a", "party_b", "why"]]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows.save(folder + "/trades.csv").name
    'trades.csv'
    """

    _metadata = ["_query_name", "_graph", "_asked", "_given_columns"]  # noqa: RUF012

    @property
    def _constructor(self) -> Any:
        return Rows

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Rows:
        rows: Rows = super().__finalize__(other, method=method, **kwargs)
        if method not in TAKING:
            # A sum is no answer to the question, though it may have the same columns.
            rows._query_name, rows._graph = "", None
        return rows

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = pd.DataFrame.__getstate__(self)
        return {**state, "_graph": None, "_asked": dict(self._asked)}


class Answer(Rows, Drawn):
    """The rows that answer a query of which there is a picture: a notebook shows it above them.

    Rows taken from it are an answer too, whose picture says of how many rows they are. Whatever else pandas makes of it,
    such as other columns or sums over groups, is shown as a plain DataFrame.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> rows = pd.DataFrame({"party": ["A", "B"], "issue": ["seat", "seat"], "option": ["Geneva", "Vienna"]})
    >>> found = zopa.load({"positions": rows}, quiet=True).clashes()
    >>> " ".join(found.draw().get_title(loc="left").split())
    '1 pair of positions clashes on 1 issue, between 2 parties: 1 of unknown severity.'
    >>> type(found[["party_a", "party_b"]]).__name__
    'Rows'
    """

    _metadata = [*Rows._metadata, "_query", "_rows"]  # noqa: RUF012

    @property
    def _constructor(self) -> Any:
        needs = DRAWINGS[self._query].needs if self._query else ()

        def make(*args: Any, **kwargs: Any) -> pd.DataFrame:
            frame = pd.DataFrame(*args, **kwargs)
            has_needs = bool(needs) and all(name in frame.columns for name in needs)
            return Answer(frame) if has_needs else Rows(frame)

        return make

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Answer:
        answer: Answer = super().__finalize__(other, method=method, **kwargs)
        # A sum or a comparison has the same columns as the rows, and is no list of them.
        needs = DRAWINGS[answer._query].needs if answer._query else ()
        if method not in TAKING_ROWS or not all(answer.dtypes.get(name) == other.dtypes.get(name) for name in needs):
            answer._graph = None
        return answer

    def _repr_html_(self) -> str | None:
        html = super()._repr_html_()
        return html if html is None or self._graph is None else self.picture()._repr_html_() + str(html)
