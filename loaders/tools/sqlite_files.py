"""Reading the tables of a SQLite file that somebody else made: nothing in it is run, and nothing is written to it.

The file is opened as one that does not change. Only tables are read, never views, virtual tables or computed columns, all
of which can run what the file says; functions, other databases and extensions are refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..findings import WARNING, Findings, Problem, shortened
from ..sizes import MIB, TABLE_BYTES, too_large

#: How every file of SQLite begins.
MAGIC = b"SQLite format 3\0"
#: The largest cell, the most rows of a table that are read, and the most characters of all its cells.
CELL_BYTES, ROWS, CHARACTERS = 64 * MIB, 5_000_000, 1024 * MIB
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_SQLITE = "a file of SQLite"


class DamagedDatabaseError(Exception):
    """A table cannot be read, or not to its end; the message says why."""


class Database:
    """The tables of a file, read only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._sql = {
            str(name).upper(): (str(name), str(sql))
            for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            if not str(sql).upper().startswith("CREATE VIRTUAL")
        }
        # A computed column is no part of `table_info`: what it would compute is never asked for.
        self._columns = {
            table: {
                str(row[1]).upper(): str(row[1]) for row in connection.execute(f"PRAGMA table_info({_quoted(name)})")
            }
            for table, (name, _) in self._sql.items()
        }
        connection.set_authorizer(_authorize)

    @property
    def names(self) -> frozenset[str]:
        """Names of the tables in capitals."""
        return frozenset(self._sql)

    def columns(self, table: str) -> frozenset[str]:
        """Names of the columns of a table in capitals; none where the file has no such table."""
        return frozenset(self._columns.get(table.upper(), ()))

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a table, in the order in which they stand; a column that it lacks is empty in every row.

        Raises
        ------
        DamagedDatabaseError
            When the file is damaged or the table has too many rows.
        """
        known = self._columns.get(table.upper())
        if known is None:
            return
        chosen = ", ".join(_quoted(known[name.upper()]) if name.upper() in known else "NULL" for name in columns)
        characters = 0
        try:
            query = f"SELECT {chosen} FROM {_quoted(self._sql[table.upper()][0])}"
            for count, row in enumerate(self._connection.execute(query), start=1):
                characters += sum(len(cell) for cell in row if isinstance(cell, str))
                if count > ROWS or characters > CHARACTERS:
                    raise DamagedDatabaseError(
                        f"the table {table} has more than {ROWS:,} rows or {CHARACTERS // MIB:,} MiB of text"
                    )
                yield row
        except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as error:
            raise DamagedDatabaseError(f"the table {table} cannot be read: {shortened(str(error))}") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _authorize(action: int, *_: Any) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@contextmanager
def database(path: Path, findings: Findings) -> Iterator[Database | None]:
    """The tables of a file; None, and a finding, where it is no file of SQLite or is too large."""
    connection = None
    try:
        connection, problem = _connected(path)
        if problem:
            findings.add(problem, path.name)
            yield None
            return
        assert connection is not None
        if any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal")):
            message = "The file is open in another program, or was not closed: what is not saved in it was not read."
            findings.add(Problem(message, level=WARNING), path.name)
        try:
            tables = Database(connection)
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            findings.add(Problem(f"The file is damaged: {shortened(str(error))}.", _SQLITE), path.name)
            yield None
            return
        yield tables
    finally:
        if connection is not None:
            connection.close()


def _connected(path: Path) -> tuple[sqlite3.Connection | None, Problem | None]:
    try:
        with path.open("rb") as file:
            is_sqlite = file.read(len(MAGIC)) == MAGIC
        size = path.stat().st_size
    except OSError as error:
        return None, Problem(f"The file cannot be read: {error.strerror}.", "a readable file")
    if not is_sqlite:
        return None, Problem("The file is no database of SQLite.", _SQLITE)
    if problem := too_large(size, TABLE_BYTES):
        return None, problem
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    try:
        for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
    except (sqlite3.Error, UnicodeError) as error:
        connection.close()
        return None, Problem(f"The file is damaged: {shortened(str(error))}.", _SQLITE)
    return connection, None
