"""A connection to a Neo4j server: where it is, who asks, and what can go wrong, each in one sentence."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import uuid4

import neo4j
from neo4j import exceptions
from neo4j.time import Date, DateTime

from ..errors import ZopaError
from .waiting import SilentServerError, Waiting, streamed

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")

# What goes wrong is told once, in the error; a program that wants the driver's log asks for it.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

#: Where a server stands that somebody started on the same machine and set nothing else.
HERE = "bolt://localhost:7687"
#: Seconds to wait for a server that is silent, and to go on trying what may pass.
PATIENCE = 15.0
#: The part of it after which the server is asked, on another connection, what it is doing.
LOOK = 2 / 3
#: Seconds after which the server ends a transaction of which nobody waits for the end any more.
LONGEST = 600.0
#: Seconds in which connections that are given up may say goodbye.
GOODBYE = 1.0
#: The oldest server whose Cypher has everything that is asked here: the long-term version of Neo4j 5.
OLDEST = (5, 26)
#: What stands in a quoted name as its number: Cypher reads such numbers before it looks for the end of the name, so that a
#: backslash of the name's own could end it; a semicolon or a line break ends the statement for some readers of scripts.
_ESCAPED = re.compile(r"[\\;\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Rows that the driver keeps ready while they are read.
FETCH = 5_000


class DatabaseError(ZopaError, OSError):
    """The database cannot be reached, refuses, or broke off; the message says which, and what to do."""


class SilentError(DatabaseError):
    """The server does not answer any more."""


class _BlockedError(Exception):
    """The server waits for somebody else's transaction."""


class NotOursError(DatabaseError):
    """A node that zopa did not write stands where one of zopa's has to be; nothing was written."""


#: What is told in one sentence.
FAILURES = (exceptions.Neo4jError, exceptions.DriverError, OSError, SilentServerError, _BlockedError)
#: The key under which a transaction says which of ours it is.
MARK = "zopa"


class _Heard:
    """A transaction of which it is known that the server answers, statement by statement."""

    def __init__(self, transaction: ManagedTransaction, waiting: Waiting[Any]) -> None:
        self._transaction, self._waiting = transaction, waiting

    def run(self, *statement: Any, **parameters: Any) -> neo4j.Result:
        """Run a statement."""
        self._waiting.heard()
        return self._transaction.run(*statement, **parameters)


class Connection:
    """A Neo4j database that answers, and knows how to try again.

    Parameters
    ----------
    uri : str, optional
        ``neo4j://host``, ``neo4j+s://...`` (encrypted), ``bolt://host:7687`` and so on; by default ``NEO4J_URI``, and
        else a server on this machine.
    auth : tuple of (str, str), optional
        User and password; by default ``NEO4J_USERNAME`` (``neo4j`` where not set) and ``NEO4J_PASSWORD``, and no
        authentication where no password is set at all.
    database : str, optional
        By default ``NEO4J_DATABASE``, or else the server's default.

    Raises
    ------
    DatabaseError
        When there is no such server or database, it refuses the password, or it is too old.
    """

    def __init__(
        self, uri: str | None = None, auth: tuple[str, str] | None = None, database: str | None = None
    ) -> None:
        from .address import checked_uri

        self.uri = checked_uri(uri or os.environ.get("NEO4J_URI") or HERE)
        self.database = database or os.environ.get("NEO4J_DATABASE") or None
        checked_auth = _expect_auth(auth) or _auth()

        def open_driver() -> Driver:
            return neo4j.GraphDatabase.driver(
                self.uri,
                auth=checked_auth,
                notifications_min_severity="OFF",
                connection_timeout=PATIENCE,
                connection_acquisition_timeout=PATIENCE,
                connection_write_timeout=PATIENCE,
                max_transaction_retry_time=PATIENCE,
            )

        self._open_driver = open_driver
        self._has_answered = False
        self.version = ""
        self._driver: Driver | None = None
        try:
            # Asked once: a server that is not there now is not waited for.
            self._answer(lambda driver, token, waiting: driver.verify_connectivity())
            self._has_answered = True
            self.version = self._checked_version()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the connection go."""
        if self._driver is not None:
            closing = threading.Thread(target=self._driver.close, daemon=True)
            self._driver = None
            closing.start()
            # A server that is silent does not answer a goodbye either.
            closing.join(GOODBYE)

    def __repr__(self) -> str:
        return f"<Neo4j {self.version} at {self.uri}" + (f", database {self.database}>" if self.database else ">")

    def _checked_version(self) -> str:
        rows = self.read("CALL dbms.components() YIELD name, versions RETURN versions[0]")
        version = str(rows[0][0])
        refuse_old(version)
        return version

    def read(self, cypher: str, **parameters: Any) -> list[list[Any]]:
        """The rows that a question gives, each a list of its values."""

        def ask(driver: Driver, token: str, waiting: Waiting[list[list[Any]]]) -> list[list[Any]]:
            @neo4j.unit_of_work(metadata={MARK: token})
            def work(transaction: ManagedTransaction) -> list[list[Any]]:
                waiting.expect_wanted()
                return transaction.run(cypher, parameters).values()

            with self._session(driver, neo4j.READ_ACCESS) as session:
                return session.execute_read(work)

        return self._answer(ask)

    def stream(self, cypher: str, **parameters: Any) -> Iterator[list[Any]]:
        """The same rows one after another, without holding them all."""
        driver, token = self._reached(), uuid4().hex

        def rows() -> Iterator[list[Any]]:
            with self._session(driver, neo4j.READ_ACCESS) as session:
                for record in session.run(neo4j.Query(cypher, metadata={MARK: token}), parameters):
                    yield list(record.values())

        failed: Exception | None = None
        try:
            yield from streamed(rows, PATIENCE * LOOK, lambda looks: self._is_at_work(token, looks))
        except FAILURES as error:
            failed = error
        except KeyboardInterrupt:
            self.close()
            raise
        if failed is not None:
            raise self._as_database_error(failed)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Do some work in one transaction: all of it or nothing, and again where what failed may pass."""

        def ask(driver: Driver, token: str, waiting: Waiting[T]) -> T:
            @neo4j.unit_of_work(metadata={MARK: token}, timeout=LONGEST)
            def marked(transaction: ManagedTransaction) -> T:
                waiting.expect_wanted()
                return work(cast("ManagedTransaction", _Heard(transaction, waiting)))

            with self._session(driver, neo4j.WRITE_ACCESS) as session:
                return session.execute_write(marked)

        return self._answer(ask)

    def do(self, cypher: str, **parameters: Any) -> None:
        """Run a statement that is a transaction, or several, of its own: schema, ``CALL ... IN TRANSACTIONS``."""

        def ask(driver: Driver, token: str, _: Waiting[None]) -> None:
            with self._session(driver, neo4j.WRITE_ACCESS) as session:
                session.run(neo4j.Query(cypher, metadata={MARK: token}), parameters).consume()

        self._answer(ask)

    def ask(self, cypher: str, parameters: dict[str, Any], seconds: float | None = None) -> Any:
        """A table of whatever a user asks; given up after so many seconds, where they are given."""

        def ask(driver: Driver, token: str, waiting: Waiting[Any]) -> Any:
            @neo4j.unit_of_work(metadata={MARK: token}, timeout=seconds)
            def work(transaction: ManagedTransaction) -> Any:
                waiting.expect_wanted()
                return transaction.run(cypher, parameters).to_df()

            with self._session(driver, neo4j.WRITE_ACCESS) as session:
                return session.execute_write(work)

        table = self._answer(ask)
        return table.map(lambda cell: cell.iso_format() if isinstance(cell, Date | DateTime) else cell)

    def _session(self, driver: Driver, access: str) -> neo4j.Session:
        return driver.session(database=self.database, default_access_mode=access, fetch_size=FETCH)

    def _reached(self) -> Driver:
        if self._driver is None:
            self._driver = self._open_driver()
        return self._driver

    def _answer(self, ask: Callable[[Driver, str, Waiting[T]], T]) -> T:
        """The answer of the driver; an error that it raises becomes one sentence that says what to do."""
        driver, token = self._reached(), uuid4().hex
        try:
            return Waiting[T](
                lambda waiting: ask(driver, token, waiting),
                PATIENCE * LOOK if self._has_answered else PATIENCE,
                lambda looks: self._is_at_work(token, looks),
            ).result()
        except FAILURES as error:
            failed = error
        except KeyboardInterrupt:
            # What waits for the server is let go, with all that it holds there; the next question opens a new connection.
            self.close()
            raise
        raise self._as_database_error(failed)

    def _is_at_work(self, token: str, looks: int) -> bool:
        """Whether a server that is silent works on what was asked: it is asked on another connection.

        Raises
        ------
        _BlockedError
            When it waits for somebody else's transaction.
        """
        if not self._has_answered:
            return False
        driver = self._reached()
        cypher = (
            f"SHOW TRANSACTIONS YIELD status, metaData, currentQuery WHERE metaData.{MARK} = $token "
            "RETURN status, currentQuery"
        )

        def ask(_: Waiting[list[list[Any]]]) -> list[list[Any]]:
            with self._session(driver, neo4j.WRITE_ACCESS) as session:
                return session.run(cypher, token=token).values()

        def give_up(_: int) -> bool:
            return False

        try:
            # A server that has much to do answers this at once, and the question that follows later.
            Waiting[None](lambda _: driver.verify_connectivity(), PATIENCE * (1 - LOOK), give_up).result()
            rows = Waiting[list[list[Any]]](ask, PATIENCE, give_up).result()
        except exceptions.Neo4jError:
            return True
        except (exceptions.DriverError, OSError, SilentServerError):
            return False
        if any(status.startswith("Blocked") for status, _ in rows):
            raise _BlockedError
        # Between two statements, and while it plans one, a server does nothing that it tells of.
        return any(query for _, query in rows) or (bool(rows) and looks == 1)

    def _as_database_error(self, error: Exception) -> DatabaseError:
        """The error that the driver raised, in one sentence; raised where nothing of the driver's is repeated with it."""
        if isinstance(error, DatabaseError):
            return error
        if isinstance(error, SilentServerError | _BlockedError):
            self.close()
        kind = SilentError if isinstance(error, SilentServerError) else DatabaseError
        return kind(self._sentence(error))

    def _sentence(self, error: Exception) -> str:
        code = getattr(error, "code", None) or ""
        message = " ".join(str(getattr(error, "message", None) or error).split())
        if isinstance(error, exceptions.AuthError):
            return (
                f"The server at {self.uri} refuses the user or the password: set NEO4J_USERNAME and NEO4J_PASSWORD, or give "
                "auth=(user, password)."
            )
        if code.endswith("DatabaseNotFound"):
            return f"The server at {self.uri} has no database '{self.database}': set NEO4J_DATABASE, or leave it out."
        if "ReadOnly" in code or "AccessMode" in code or code.endswith("Security.Forbidden"):
            return f"The database at {self.uri} can only be read: {message}"
        if isinstance(error, _BlockedError) or "LockAcquisition" in code or "LockClientStopped" in code:
            return (
                f"Somebody else is writing to the case in the database at {self.uri}, and has not finished for "
                f"{PATIENCE * LOOK:.0f} seconds. Nothing is lost: do the same again when they have."
            )
        if "TimedOut" in code:
            return f"The server at {self.uri} took too long and gave up: {message}"
        if isinstance(error, exceptions.DriverError | OSError | SilentServerError):
            reason = (
                f"it did not answer for {PATIENCE:.0f} seconds"
                if isinstance(error, SilentServerError)
                else message[:200]
            )
            if self.version:
                return (
                    f"The connection to the Neo4j server at {self.uri} broke off. Nothing is lost: do the same again, and a "
                    f"push goes on where it broke off. ({reason})"
                )
            return f"No Neo4j server answers at {self.uri}: start one (docker compose up), or set NEO4J_URI. ({reason})"
        return f"The server at {self.uri} refused: {message}"


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


def _expect_auth(auth: Any) -> Any:
    """User and password as the driver takes them; what is neither is refused without being repeated."""
    if auth is None or isinstance(auth, neo4j.Auth):
        return auth
    if isinstance(auth, tuple | list) and len(auth) == 2 and all(isinstance(part, str) for part in auth):
        return tuple(auth)
    raise DatabaseError("auth is a pair of texts: auth=(user, password).")


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
    return "`" + _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", name).replace("`", "``") + "`"


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The rows, so many at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
