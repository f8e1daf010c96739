"""Calls that wait for a server, made so that they can be given up: by Ctrl-C at once, and where the server is silent.

A driver that waits for a server sits in the reading of a socket; interrupted there, it waits once more to say goodbye. So it
works in a thread beside, and who asked waits in short steps.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")

#: Seconds between two looks at whether something came: as long as an interrupt waits where a lock cannot be interrupted.
STEP = 0.1
#: Seconds in which an answer arrives that was under way while the server was asked what it does.
ARRIVAL = 1.0
#: Rows that are handed over at one time, and how many such handfuls wait to be taken.
HANDFUL, WAITING = 500, 4


class SilentServerError(Exception):
    """A server has not answered for longer than was to be waited for."""


class GivenUpError(Exception):
    """Nobody waits for the work any more."""


class Waiting(Generic[T]):
    """Some work that waits for a server, done in a thread beside.

    Parameters
    ----------
    work : callable
        Is given this, and tells :meth:`heard` whenever the server answered.
    patience : float
        Seconds of silence after which it is asked whether the server is still at work.
    at_work : callable
        Whether it is; where not, the work is given up. Is given how often this was asked since the server answered.
    """

    def __init__(self, work: Callable[[Waiting[T]], T], patience: float, at_work: Callable[[int], bool]) -> None:
        self._work, self._patience, self._at_work = work, patience, at_work
        self._looks = 0
        self._result: T | None = None
        self._error: BaseException | None = None
        self._done = threading.Event()
        self._last = time.monotonic()
        self.given_up = False
        threading.Thread(target=self._run, daemon=True).start()

    def heard(self) -> None:
        """Note that the server answered."""
        self._last, self._looks = time.monotonic(), 0

    def expect_wanted(self) -> None:
        """Refuse to begin, or to begin again, what nobody waits for any more.

        Raises
        ------
        GivenUpError
        """
        if self.given_up:
            raise GivenUpError
        self.heard()

    def result(self) -> T:
        """The result of the work.

        Raises
        ------
        SilentServerError
        """
        try:
            while not self._done.wait(STEP):
                self.expect_no_silence()
        except BaseException:
            self.given_up = True
            raise
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # it is there where no error is

    def expect_no_silence(self) -> None:
        """Give the work up where the server has been silent for too long and is not at work."""
        last = self._last
        if time.monotonic() - last > self._patience:
            self._looks += 1
            # What it worked on may have ended while it was asked.
            if not (self._at_work(self._looks) or self._done.wait(ARRIVAL) or self._last != last):
                raise SilentServerError
            self._last = time.monotonic()

    def _run(self) -> None:
        try:
            self._result = self._work(self)
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()


def streamed(rows: Callable[[], Iterable[Any]], patience: float, at_work: Callable[[int], bool]) -> Iterator[Any]:
    """Rows that come from a server one after another.

    Parameters
    ----------
    rows : callable
        Asks for them, in the thread beside.
    patience, at_work
        As of :class:`Waiting`.

    Raises
    ------
    SilentServerError
    """
    handfuls: queue.Queue[list[Any] | None] = queue.Queue(WAITING)

    def hand_over(handful: list[Any] | None, waiting: Waiting[None]) -> None:
        while not waiting.given_up:
            try:
                return handfuls.put(handful, timeout=STEP)
            except queue.Full:
                waiting.heard()

    def work(waiting: Waiting[None]) -> None:
        handful = []
        try:
            for row in rows():
                waiting.heard()
                handful.append(row)
                if len(handful) == HANDFUL:
                    hand_over(handful, waiting)
                    handful = []
                    if waiting.given_up:
                        return
            hand_over(handful, waiting)
        finally:
            hand_over(None, waiting)

    waiting = Waiting(work, patience, at_work)
    try:
        while True:
            try:
                handful = handfuls.get(timeout=STEP)
            except queue.Empty:
                waiting.expect_no_silence()
                continue
            if handful is None:
                break
            yield from handful
        waiting.result()
    finally:
        waiting.given_up = True
