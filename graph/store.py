"""A case in memory: its tables are the truth; everything else is made from them on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .what_if import WHAT_IF, change_table, supposed

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from .columns import Columns


#: Under this name stands beside the tables what a case says of itself.
DOSSIER = "dossier"
UNCHANGED = (
    "The tables of a case do not change. For a what-if, case.change, case.drop and case.add give a new case; any other "
    "change makes one of the changed tables: zopa.load({**case.tables, 'positions': changed})."
)


@dataclass(frozen=True)
class Narrowing:
    """The part of a case that a question has to see, found in the case itself. Ids throughout; None leaves open.

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


class LateTables(Mapping[str, "pd.DataFrame"]):
    """Tables by name, each made when somebody first looks at it. Each DataFrame that is handed out is a copy.

    >>> import pandas as pd
    >>> from zopa.graph.store import LateTables
    >>> tables = LateTables({"parties": lambda: pd.DataFrame({"id": ["A"]})})
    >>> list(tables), tables["parties"]["id"].tolist()
    (['parties'], ['A'])
    """

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._makers: dict[str, Callable[[], pd.DataFrame]] = dict(makers)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self._makers[name] = partial(self._made.__getitem__, name)
        return self._made[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of a case by name. Each DataFrame that is handed out is a copy: editing it does not change the case.

    Unpacked or copied into a dict, they bring along what the case says of itself, under ``dossier``: so a case that is made
    of them has the same id, title and date.

    Examples
    --------
    >>> import zopa
    >>> case = zopa.load("river-basin")
    >>> positions = case.tables["positions"]
    >>> positions.loc[positions["party"] == "torvia", "firmness"] = "aim"
    >>> softer = zopa.load({**case.tables, "positions": positions}, quiet=True)
    >>> softer.id, softer.as_of == case.as_of
    ('river-basin', True)
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], meta: Mapping[str, Any]) -> None:
        self._frames: Mapping[str, pd.DataFrame] = (
            frames
            if isinstance(frames, LateTables)
            else {name: frames[name].copy(deep=False) for name in frames if name != DOSSIER}
        )
        self._meta = meta

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name == DOSSIER:
            return dict(self._meta)
        frame = self._frames[name]
        # Copies share their memory with the case until one of the two is written to; late tables come as copies.
        return frame if isinstance(self._frames, LateTables) else frame.copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def keys(self) -> KeysView[str]:
        """The names of the tables and, for who copies them all, ``dossier``."""
        return dict.fromkeys([*self._frames, DOSSIER]).keys()

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    def __or__(self, other_tables: Mapping[str, Any]) -> dict[str, Any]:
        return {**self, **other_tables}

    def __setitem__(self, name: str, frame: object) -> None:
        raise TypeError(UNCHANGED)

    def __delitem__(self, name: str) -> None:
        raise TypeError(UNCHANGED)


class Store:
    """A case as pandas tables, with the compiled columns and the networkx graph made from them when first asked for.

    Parameters
    ----------
    tables : dict of DataFrame
        One DataFrame for every table of the ontology (empty where the case has none), every known column present in
        the ontology's order, unknown columns behind them. Text cells are strings, number cells floats, an empty cell
        is missing (NaN); lists inside a cell are separated by ``|``. Later changes to them do not change the case.
    meta : dict
        What ``dossier.toml`` says: ``id``, ``title``, ``as_of``, ``coders``, ``licence``, ``description``.
    findings : DataFrame, optional
        The warnings that reading the case gave, with the columns of :func:`zopa.check`.

    Attributes
    ----------
    origin : Origin or None
        Where the case was read or written last; None for a case made in memory.
    withheld : Withheld or None
        What of it does not enter the graph; None for a case made in memory.
    coded : dict of DataFrame or None
        The tables as they were coded, where options of them can be combined (issues of the kind ``several``): the case
        itself holds an issue for each such option. None where that is no difference, and for a case made in memory.
    understood : DataFrame or None
        Of a case made from files of other tools: as what each part of them was read. None for a dossier.
    set_aside : DataFrame or None
        Of such a case: what is in no table, and why. None for a dossier.
    coded_dates : tuple of (list of str, list of str) or None
        The dates on which positions and parties begin and end in the whole case, where this is a part of one; None for a
        whole case.
    feeds_looked_at : mapping of str to str
        For the address of each feed of the case's sources the day on which ``zopa watch`` last looked at it; empty where it
        never did.
    cut_from : Store or None
        The whole case, where this is a part of one: labels in the part may name who is only in the whole.
    """

    origin: Origin | None = None
    withheld: Withheld | None = None
    coded: dict[str, pd.DataFrame] | None = None
    understood: pd.DataFrame | None = None
    set_aside: pd.DataFrame | None = None
    coded_dates: tuple[list[str], list[str]] | None = None
    feeds_looked_at: Mapping[str, str] = MappingProxyType({})
    cut_from: Store | None = None

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], meta: dict[str, Any], findings: pd.DataFrame | None = None
    ) -> None:
        self.tables = Tables(tables, meta)
        self.meta = meta
        self.findings = findings

    @property
    def id(self) -> str:
        """The short name of the case."""
        return str(self.meta.get("id", "case"))

    @property
    def title(self) -> str:
        """The title of the case, or its id where it has none; of a what-if it says that it is one."""
        title = str(self.meta.get("title") or self.id)
        return f"What-if: {title}" if self.meta.get(WHAT_IF) else title

    @property
    def changes(self) -> pd.DataFrame:
        """What in a what-if is otherwise than it was coded; no rows where nothing is.

        One row a position and column: ``change`` (``changed``; ``added``; ``dropped``; ``united``: the position says the
        same as another one now; ``follows``: otherwise because of another change), ``position``, ``party``, ``issue``,
        ``says`` (the position as it was coded), ``column``, ``coded`` and ``what_if`` (the cell before and now),
        ``firmness`` (as coded), ``why`` (the change in a sentence).

        Examples
        --------
        >>> import zopa
        >>> zopa.load("river-basin").changes.empty
        True
        """
        return change_table(self.meta)

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

        return compile_columns(self.tables, self.coded_dates)

    @cached_property
    def last_start(self) -> int:
        """The last day on which a position that is no act, or a condition, begins; ``ALWAYS`` where none has such a day.

        An act counts on its day only: a case of votes is a case of all its dates, not of its last vote.
        """
        import numpy as np

        from .dates import ALWAYS, FOREVER, first_days

        is_act = (self.tables["positions"]["once"] == "yes").to_numpy(dtype=bool)
        coded = self.tables["positions"]["start"][~is_act]
        starts = np.concatenate([first_days(coded), first_days(self.tables["conditions"]["start"])])
        dated = starts[(starts != ALWAYS) & (starts != FOREVER)]
        return int(dated.max()) if len(dated) else ALWAYS

    @cached_property
    def lacks_firmness(self) -> bool:
        """Whether the case has demands or rejections, and the firmness of none of them is coded.

        A what-if is asked at the level at which the case is asked as it was coded.
        """
        if any(change.get("firmness") for change in self.meta.get(WHAT_IF) or ()):
            return False
        positions = self.tables["positions"]
        positions = positions[~positions["id"].isin(supposed(self.meta))]
        firmness = positions["firmness"][positions["stance"].isin(["demands", "rejects"])]
        return len(firmness) > 0 and not firmness.notna().any()

    def with_conditions_of(self, day: int) -> Store:
        """The case with only those of its conditions that are set on a day by who exists then; all else is the same."""
        from .existence import condition_days

        conditions = self.tables["conditions"]
        first, last = condition_days(self.tables)
        holds = (first <= day) & (day <= last)
        if holds.all():
            return self
        then = copy(self)
        then.tables = Tables({**self.tables, "conditions": conditions[holds].reset_index(drop=True)}, self.meta)
        vars(then).pop("nx", None)
        return then

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
