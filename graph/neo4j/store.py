"""A case in a Neo4j database, with the face of a case in memory.

Nothing of the case is kept here: every table, and every part that a question has to see, is read when it is asked for, so
that what a colleague pushed a moment ago counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from ..store import Narrowing, Store
from ..what_if import WHAT_IF

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from ..columns import Columns
    from .connection import Connection

#: Positions that are in memory at one time, unless one issue has more.
MOST = 20_000
#: From so many readings on, a question takes long enough to be told of.
LONG = 4
#: What the positions of an issue are read with.
NAMES = ("parties", "issues", "options", "regions")


class DatabaseStore(Store):
    """A case in a Neo4j database.

    Parameters
    ----------
    connection : Connection
    case : str, optional
        The id of the case; by default the only one that the database holds.
    """

    findings = None

    def __init__(self, connection: Connection, case: str | None = None) -> None:
        self.connection = connection
        self._case = case

    def close(self) -> None:
        """Let the connection go; the end of a ``with`` block does so too."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._case or 'of the only case'} in {self.connection!r}>"

    @property
    def id(self) -> str:
        """The short name of the case.

        Raises
        ------
        DatabaseError
            When none was named and the database does not hold exactly one.
        """
        from .connection import DatabaseError

        if self._case is not None:
            return self._case
        names = [str(name) for name in self.cases()["id"]]
        if len(names) != 1:
            has = (
                f"It holds {', '.join(names)}: name one, with case=..." if names else "It is empty: push a case first."
            )
            raise DatabaseError(f"Which case of the database is meant? {has}")
        return names[0]

    def cases(self) -> pd.DataFrame:
        """Which cases does the database hold?

        Returns
        -------
        DataFrame
            ``id``, ``title``, ``as_of``, how many ``positions``, and whether all of it is there (``complete``: not where a
            push broke off).
        """
        from .state import cases

        return cases(self.connection)

    def remove(self) -> int:
        """Remove the case from the database; the other cases stay, and so do nodes that zopa did not write.

        Relationships of such nodes to the case go with it; a warning says how many.

        Returns
        -------
        int
            How many rows there were.

        Raises
        ------
        DatabaseError
            When the database has no such case.
        """
        from .push import remove_case

        rows, unlinked = remove_case(self.connection, self.id)
        if unlinked:
            import warnings

            links = "relationship" if unlinked == 1 else "relationships"
            warnings.warn(f"{unlinked:,} {links} of others to the case went with it.", stacklevel=2)
        return rows

    def run(self, cypher: str, **parameters: Any) -> pd.DataFrame:
        """What does the database answer to a question of your own, in Cypher?

        Parameters
        ----------
        cypher : str
            What varies belongs in parameters, written ``$name``, never into the text.
        **parameters
            By name; by default ``case`` is this case.

        Returns
        -------
        DataFrame
            One column a value that the question returns.
        """
        if re.search(r"\$case\b", cypher) and "case" not in parameters:
            parameters["case"] = self.id
        return self.connection.ask(cypher, parameters)

    def recipe(self, name: str, **parameters: Any) -> pd.DataFrame:
        """The answer to one of the ready questions in Cypher that come with zopa.

        Parameters
        ----------
        name : str
            As :func:`zopa.graph.neo4j.cookbook.recipes` lists them, which says what each asks too.
        **parameters
            By name; by default ``case`` is this case.

        Returns
        -------
        DataFrame

        Raises
        ------
        ValueError
            When there is no such recipe, or a parameter is missing.
        """
        from .cookbook import recipe, recipes

        cypher = recipe(name)
        wanted = recipes().set_index("recipe").at[name, "parameters"].split("|")
        missing = [f"{parameter}=..." for parameter in wanted if parameter != "case" and parameter not in parameters]
        if missing:
            raise ValueError(f"The recipe '{name}' needs {', '.join(missing)}.")
        return self.run(cypher, **parameters)

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:  # type: ignore[override]
        """The tables of the case, each read when it is asked for."""
        return _Tables(self)

    @property
    def meta(self) -> dict[str, Any]:  # type: ignore[override]
        """The facts that the case gives about itself."""
        from .state import standing

        return standing(self.connection, self.id).meta

    @property
    def last_start(self) -> int:
        """The last day on which a position of the case begins."""
        from .pull import last_start

        return last_start(self.connection, self.id)

    @property
    def lacks_firmness(self) -> bool:
        """Whether the case has demands or rejections, and the firmness of none of them is coded."""
        from .pull import lacks_firmness

        if self.meta.get(WHAT_IF):
            return self.whole().lacks_firmness
        return lacks_firmness(self.connection, self.id)

    @property
    def columns(self) -> Columns:
        """The positions as numpy columns; all of them are read."""
        return self.whole().columns

    def whole(self) -> Store:
        """The whole case, in memory; a warning says what was changed in it without zopa."""
        from ..ontology import ontology
        from . import state

        before = state.standing(self.connection, self.id)
        case = self._read(list(ontology().tables))
        state.expect_as_pushed(self.connection, case, before)
        return case

    @property
    def frame(self) -> Store:
        """The case as far as names go: parties, issues, options and regions, without positions."""
        return self._read(NAMES)

    def parts(self, narrow: Callable[[Store], Narrowing] | None = None) -> Iterator[Store]:
        """The case in parts, see :meth:`zopa.graph.store.Store.parts`; filters run in the database."""
        from . import pull, state

        if narrow is None:
            yield self.whole()
            return
        case = self.id
        before = state.standing(self.connection, case)
        state.expect_all_rows(self.connection, case, before)
        names = pull.tables(self.connection, case, NAMES, before.extra_columns)
        frame = Store({**names, "positions": pull.empty("positions")}, before.meta)
        wanted, parameters = pull.filters(narrow(frame))
        counts = pull.count_by_issue(self.connection, case, wanted, parameters)
        evidence = pull.weak_evidence(self.connection, case)
        dates = pull.coded_dates(self.connection, case)
        groups = list(pull.groups(counts, names["issues"]["id"].tolist(), MOST))
        for issues in _with_progress_bar(groups or [[]]):
            positions = pull.held_positions(self.connection, case, issues, wanted, parameters)
            part = Store({**names, "positions": positions, "evidence": evidence}, before.meta)
            part.coded_dates = dates
            yield part
        state.expect_unchanged(self.connection, case, before)

    def part(self, narrow: Callable[[Store], Narrowing]) -> Store:
        """The case with the positions that a question has to see; the filters run in the database."""
        from ..ontology import ontology
        from . import pull, state

        case = self.id
        before = state.standing(self.connection, case)
        state.expect_all_rows(self.connection, case, before)
        names = [name for name in ontology().tables if name != "positions"]
        other_tables = pull.tables(self.connection, case, names, before.extra_columns)
        frame = Store({**other_tables, "positions": pull.empty("positions")}, before.meta)
        wanted, parameters = pull.filters(narrow(frame))
        extra_columns = before.extra_columns.get("positions", ())
        positions = pull.positions(self.connection, case, wanted, parameters, extra_columns)
        part = Store({**other_tables, "positions": positions}, before.meta)
        part.coded_dates = pull.coded_dates(self.connection, case)
        if part.as_of is None:
            # The day that is meant where none is given depends on all positions, not on those that are here.
            part.last_start = self.last_start
        part.lacks_firmness = self.lacks_firmness
        state.expect_unchanged(self.connection, case, before)
        return part

    def _read(self, names: list[str] | tuple[str, ...]) -> Store:
        """A case in memory that has these tables; the others are empty."""
        from ..ontology import ontology
        from . import pull, state

        case = self.id
        before = state.standing(self.connection, case)
        state.expect_all_rows(self.connection, case, before)
        tables = {name: pull.empty(name) for name in ontology().tables}
        tables |= pull.tables(self.connection, case, names, before.extra_columns)
        state.expect_unchanged(self.connection, case, before)
        return Store(tables, before.meta)


def _with_progress_bar(groups: list[list[str]]) -> Iterable[list[str]]:
    """The same groups, with a progress bar on standard error where there are many to read."""
    if len(groups) < LONG:
        return groups
    from rich.console import Console
    from rich.progress import track

    return track(groups, "Positions, issue by issue", console=Console(stderr=True), transient=True)


class _Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of a case in a database, each read when it is asked for."""

    def __init__(self, store: DatabaseStore) -> None:
        self._store = store

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self:
            raise KeyError(name)
        return self._store._read([name]).tables[name]

    def __contains__(self, name: object) -> bool:
        from ..ontology import ontology

        return name in ontology().tables

    def __iter__(self) -> Iterator[str]:
        from ..ontology import ontology

        return iter(ontology().tables)

    def __len__(self) -> int:
        return len(list(iter(self)))
