"""When a query has to end: after so many seconds, or when somebody presses Ctrl-C. Every query that searches has one."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from types import FrameType, TracebackType
from typing import Any, ParamSpec, TypeVar

from .amounts import seconds_asked

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")

#: Seconds by which an answer may be late so that it is not empty.
GRACE = 0.4


class OutOfTimeError(Exception):
    """The time was over in the middle of some work that cannot be handed over in part."""


class Deadline:
    """A moment after which a query hands over what it has found, marked as not complete.

    Used as a context (``with Deadline(seconds) as deadline``), the first Ctrl-C makes the time be over instead of raising
    :class:`KeyboardInterrupt`, so that it cannot be lost in code that swallows exceptions, and nothing is left half
    done. The second Ctrl-C ends the query at once. This holds in the main thread, where nobody else has said what
    Ctrl-C does; a context inside another leaves Ctrl-C to the outer one, so work inside is given the deadline rather
    than a new one.

    Parameters
    ----------
    seconds : float, optional
        0 or more, counted from now; by default no end.
    inside : Deadline, optional
        A deadline that ends this one as well: for work that may take a part of the time.

    Attributes
    ----------
    interrupted : bool
        Whether somebody pressed Ctrl-C.

    Raises
    ------
    ValueError
        When the seconds are negative or no number.

    Examples
    --------
    >>> from zopa.queries.asking.deadline import Deadline
    >>> with Deadline(0) as deadline:
    ...     deadline.over(), deadline.left()
    (True, 0.0)
    >>> Deadline().over(), Deadline().left()
    (False, None)
    """

    def __init__(self, seconds: float | None = None, *, inside: Deadline | None = None) -> None:
        limit = seconds_asked(seconds)
        self._until = None if limit is None else time.monotonic() + limit
        self._inside = inside
        self.interrupted = False
        self._listens = False

    def left(self) -> float | None:
        """Seconds that are left, 0 once the time is over; none where there is no end to them."""
        remaining = None if self._until is None else max(0.0, self._until - time.monotonic())
        outer = None if self._inside is None else self._inside.left()
        return outer if remaining is None else remaining if outer is None else min(remaining, outer)

    def over(self) -> bool:
        """Whether the time is over."""
        return self.left() == 0

    def check(self) -> None:
        """Go on only while there is time.

        Raises
        ------
        OutOfTimeError
            When the time is over.
        """
        if self.over():
            raise OutOfTimeError

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """Go through these only while there is time.

        Raises
        ------
        OutOfTimeError
            When the time is over before the last.
        """
        for item in items:
            self.check()
            yield item

    def prepared(self) -> Deadline:
        """The deadline of what has to be known before anything can be found: a little later, after Ctrl-C as well.

        Used as a context of its own, Ctrl-C ends it at once.
        """
        return _Later(self)

    def interrupt(self) -> None:
        """Let the time be over now."""
        self._until, self.interrupted = time.monotonic(), True

    def __enter__(self) -> Deadline:
        main = threading.current_thread() is threading.main_thread()
        self._listens = main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._listens:
            signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._listens:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._listens = False

    def _pressed(self, signal_number: int, frame: FrameType | None) -> None:
        if self.interrupted:
            signal.default_int_handler(signal_number, frame)
        self.interrupt()


def gives_up(query: Callable[P, R]) -> Callable[P, R]:
    """A query whose answer is empty, and says so, where the time is over before it knows what has to be settled."""

    @wraps(query)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return query(*args, **kwargs)
        except OutOfTimeError:
            kwargs.update(issues=[], seconds=None)
            answer = query(*args, **kwargs)
            table: Any = getattr(answer, "table", answer)
            table.attrs |= {"complete": False, "note": "Cut short before anything was found."}
            return answer

    return ask


class _Later(Deadline):
    """A deadline a little after another one, or after somebody pressed Ctrl-C."""

    def __init__(self, earlier: Deadline) -> None:
        seconds = earlier.left()
        super().__init__(None if seconds is None else seconds + GRACE)
        self._earlier = earlier

    def left(self) -> float | None:
        if self._earlier.interrupted and not self.interrupted:
            self._until, self.interrupted = time.monotonic() + GRACE, True
        return super().left()
