"""A connection to a Neo4j server: where it is, who asks, and what can go wrong, each in one sentence."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions
from neo4j.time import Date, DateTime

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")

# What goes wrong is told once, in the error; a program that wants the driver's log asks for it.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

#: Where a server stands that somebody started on the same machine and set nothing else.
HERE = "bolt://localhost:7687"
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
#: Seconds to wait for a server, and to go on trying what may pass.
PATIENCE = 15.0
#: The oldest server whose Cypher has everything that is asked here: the long-term version of Neo4j 5.
OLDEST = (5, 26)
#: What stands in a quoted name as its number: Cypher reads such numbers before it looks for the end of the name, so that a
#: backslash of the name's own could end it; a semicolon or a line break ends the statement for some readers of scripts.
_ESCAPED = re.compile(r"[\\;\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Rows that the driver keeps ready while they are read.
FETCH = 5_000


class DatabaseError(OSError):
    """The database cannot be reached, refuses, or broke off; the message says which, and what to do."""


class Connection:
    """A Neo4j database that answers, and knows how to try again.

    Parameters
    ----------
    uri : str, optional
        ``neo4j://host``, ``neo4j+s://...`` (encrypted), ``bolt://host:7687`` and so on; ``NEO4J_URI`` where not given, and
        else a server on this machine.
    auth : tuple of (str, str), optional
        User and password; ``NEO4J_USERNAME`` (``neo4j`` where not set) and ``NEO4J_PASSWORD`` where not given, and no
        authentication where no password is set at all.
    database : str, optional
        ``NEO4J_DATABASE`` where not given, and else the server's default.

    Raises
    ------
    DatabaseError
        When there is no such server or database, it refuses the password, or it is too old.
    """

    def __init__(
        self, uri: str | None = None, auth: tuple[str, str] | None = None, database: str | None = None
    ) -> None:
        self.uri = _uri(uri or os.environ.get("NEO4J_URI") or HERE)
        self.database = database or os.environ.get("NEO4J_DATABASE") or None
        with self._told():
            self._driver: Driver = neo4j.GraphDatabase.driver(
                self.uri, auth=auth or _auth(), notifications_min_severity="OFF", connection_timeout=PATIENCE,
                connection_acquisition_timeout=PATIENCE, max_transaction_retry_time=PATIENCE,
            )  # fmt: skip
        try:
            with self._told():
                # Asked once: a server that is not there now is not waited for.
                self._driver.verify_connectivity()
            self.version = self._checked_version()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the connection go."""
        self._driver.close()

    def __repr__(self) -> str:
        return f"<Neo4j {self.version} at {self.uri}" + (f", database {self.database}>" if self.database else ">")

    def _checked_version(self) -> str:
        found = self.read("CALL dbms.components() YIELD name, versions RETURN versions[0]")
        version = str(found[0][0])
        refuse_old(version)
        return version

    def read(self, cypher: str, **parameters: Any) -> list[list[Any]]:
        """The rows that a question gives, each a list of its values."""

        def work(transaction: ManagedTransaction) -> list[list[Any]]:
            return transaction.run(cypher, parameters).values()

        with self._told(), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(work)

    def stream(self, cypher: str, **parameters: Any) -> Iterator[list[Any]]:
        """The same rows one after another, without holding them all."""
        with self._told(), self._session(neo4j.READ_ACCESS) as session:
            for record in session.run(cypher, parameters):
                yield list(record.values())

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Do some work in one transaction: all of it or nothing, and again where what failed may pass."""
        with self._told(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(work)

    def do(self, cypher: str, **parameters: Any) -> None:
        """Run a statement that is a transaction, or several, of its own: schema, ``CALL ... IN TRANSACTIONS``."""
        with self._told(), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(cypher, parameters).consume()

    def ask(self, cypher: str, parameters: dict[str, Any], seconds: float | None = None) -> Any:
        """A table of whatever a user asks; given up after so many seconds, where they are given."""

        def frame(result: neo4j.Result) -> Any:
            found = result.to_df()
            return found.map(lambda cell: cell.iso_format() if isinstance(cell, Date | DateTime) else cell)

        with self._told():
            return self._driver.execute_query(
                neo4j.Query(cypher, timeout=seconds),
                parameters, database_=self.database, result_transformer_=frame,
            )  # fmt: skip

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(database=self.database, default_access_mode=access, fetch_size=FETCH)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the driver raises, as one sentence that says what to do."""
        try:
            yield
        except (exceptions.Neo4jError, exceptions.DriverError, OSError) as error:
            if isinstance(error, DatabaseError):
                raise
            raise DatabaseError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        code = getattr(error, "code", None) or ""
        said = " ".join(str(getattr(error, "message", None) or error).split())
        if isinstance(error, exceptions.AuthError):
            return (
                f"The server at {self.uri} refuses the user or the password: set NEO4J_USERNAME and NEO4J_PASSWORD, or give "
                "auth=(user, password)."
            )
        if code.endswith("DatabaseNotFound"):
            return f"The server at {self.uri} has no database '{self.database}': set NEO4J_DATABASE, or leave it out."
        if "ReadOnly" in code or "AccessMode" in code or code.endswith("Security.Forbidden"):
            return f"The database at {self.uri} can only be read: {said}"
        if "TimedOut" in code or "Timeout" in type(error).__name__:
            return f"The server at {self.uri} took too long and gave up: {said}"
        if isinstance(error, exceptions.DriverError | OSError):
            return (
                f"No Neo4j server answers at {self.uri}: start one (docker compose up), or set NEO4J_URI. A push that broke "
                f"off goes on when it is run again. ({said[:200]})"
            )
        return f"The server at {self.uri} refused: {said}"


def refuse_old(version: str) -> None:
    """Refuse a server that is too old.

    Parameters
    ----------
    version : str
        As the server gives it: ``5.26.30``, ``2026.08.1``.

    Raises
    ------
    DatabaseError

    Examples
    --------
    >>> from zopa.graph.neo4j.connection import refuse_old
    >>> refuse_old("2026.08.1")
    >>> refuse_old("4.4.38")
    Traceback (most recent call last):
    ...
    zopa.graph.neo4j.connection.DatabaseError: The server is Neo4j 4.4.38: zopa needs 5.26 or newer.
    """
    numbers = [int(part) for part in re.findall(r"\d+", version)[:2]]
    if numbers < list(OLDEST):
        raise DatabaseError(f"The server is Neo4j {version}: zopa needs {'.'.join(map(str, OLDEST))} or newer.")


def is_address(case: str) -> bool:
    """Whether the name of a case is the address of a server, or of a case on one.

    >>> from zopa.graph.neo4j.connection import is_address
    >>> is_address("neo4j:river-basin"), is_address("bolt://localhost#river-basin"), is_address("river-basin")
    (True, True, False)
    """
    return case.partition(":")[0] in SCHEMES and ":" in case


def parted(address: str | None) -> tuple[str | None, str | None]:
    """The server and the case of an address; what it does not say is None.

    >>> from zopa.graph.neo4j.connection import parted
    >>> parted("bolt://localhost:7687#river-basin")
    ('bolt://localhost:7687', 'river-basin')
    >>> parted("neo4j:river-basin")
    (None, 'river-basin')
    """
    scheme, _, rest = (address or "").partition(":")
    if scheme in SCHEMES and not rest.startswith("//"):
        return None, rest or None
    uri, _, case = (address or "").partition("#")
    return uri or None, case or None


def _uri(given: str) -> str:
    """The address of a server, sound and without a password in it."""
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        raise DatabaseError("The address of the server cannot be read: write neo4j://host:7687.") from None
    begins = ", ".join(f"{scheme}://" for scheme in SCHEMES)
    # What else stands in an address that is none may be a password.
    if parts.scheme not in SCHEMES:
        raise DatabaseError(f"That is no address of a Neo4j server: one begins with one of {begins}.")
    if not parts.hostname or parts.query or parts.path.strip("/"):
        raise DatabaseError(
            f"The address of a Neo4j server has a host, a port and nothing more: {parts.scheme}://host:7687."
        )
    if parts.username is not None or parts.password is not None:
        # Addresses are shown in lists of processes, logs and messages.
        raise DatabaseError("Keep the password out of the address: set NEO4J_USERNAME and NEO4J_PASSWORD instead.")
    return given


def _auth() -> tuple[str, str] | None:
    password = os.environ.get("NEO4J_PASSWORD")
    return (os.environ.get("NEO4J_USERNAME") or "neo4j", password) if password else None


def quoted(name: str) -> str:
    """A label, a relationship type or the name of a property, as Cypher writes it, whatever characters it has.

    >>> from zopa.graph.neo4j.connection import quoted
    >>> quoted("CLASHES_WITH")
    '`CLASHES_WITH`'
    >>> print(quoted(chr(92) + "u0060 DELETE"))
    `\\u005cu0060 DELETE`
    """
    return "`" + _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", name).replace("`", "``") + "`"


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The rows, so many at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
