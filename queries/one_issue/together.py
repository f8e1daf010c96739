"""Work on the pieces of long arrays on every core at once: numpy lets other threads go on while it computes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def together(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
    """What ``work`` gives for each piece, in the order of the pieces; a few are always under way, so memory is bounded."""
    coming = iter(pieces)
    first = list(islice(coming, 2))
    threads = _cores()
    if len(first) < 2 or threads < 2:
        yield from map(work, first)
        yield from map(work, coming)
        return
    pool = ThreadPoolExecutor(threads)
    under_way: deque[Future[Result]] = deque(pool.submit(work, piece) for piece in first)
    under_way += (pool.submit(work, piece) for piece in islice(coming, 2 * threads - len(first)))
    try:
        while under_way:
            result = under_way.popleft().result()
            under_way += (pool.submit(work, piece) for piece in islice(coming, 1))
            yield result
    finally:
        # Who stops listening, or presses Ctrl-C, waits for no more than what is under way.
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """How many cores this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
