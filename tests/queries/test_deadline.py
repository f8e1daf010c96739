"""When queries end: after so many seconds or at the first Ctrl-C, and which numbers they can be asked with."""

from __future__ import annotations

import math
import os
import signal
import threading

import pytest

import zopa
from zopa.queries.asking import deadline as waiting
from zopa.queries.asking.amounts import amount_asked, whole_asked
from zopa.queries.asking.deadline import Deadline, OutOfTimeError


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_without_seconds_there_is_no_end():
    deadline = Deadline()
    assert deadline.left() is None
    assert not deadline.over()
    deadline.check()


def test_after_the_seconds_the_time_is_over():
    assert not Deadline(100).over()
    assert 99 < Deadline(100).left() <= 100
    over = Deadline(0)
    assert over.over()
    assert over.left() == 0
    assert not over.interrupted
    with pytest.raises(OutOfTimeError):
        over.check()


def test_the_first_ctrl_c_ends_the_time_and_the_second_ends_the_work():
    with Deadline() as deadline:
        press()
        assert deadline.interrupted
        assert deadline.over()
        with pytest.raises(KeyboardInterrupt):
            press()
    with pytest.raises(KeyboardInterrupt):
        press()


def test_ctrl_c_is_not_lost_where_exceptions_are_swallowed():
    class Swallows:
        def __del__(self):
            press()

    with Deadline() as deadline:
        Swallows()
        assert deadline.over()


def test_an_inner_context_leaves_ctrl_c_to_the_outer_one():
    with Deadline() as outer:
        with Deadline(100) as inner:
            press()
        assert outer.interrupted
        assert not inner.interrupted
        with pytest.raises(KeyboardInterrupt):
            press()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_somebody_else_and_other_threads_are_left_alone():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Deadline():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    seen = []

    def work():
        with Deadline(0) as deadline:
            seen.append((deadline.over(), signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(True, signal.default_int_handler)]


@pytest.mark.parametrize("seconds", [-1, math.nan, "5", True])
def test_seconds_that_make_no_sense_are_refused(seconds):
    with pytest.raises(ValueError, match="seconds must be a number that is 0 or more, not"):
        Deadline(seconds)
    assert Deadline(math.inf).left() is None


@pytest.mark.parametrize("value", [-1, 0.5, math.nan, math.inf, "3", True, None])
def test_a_limit_is_a_whole_number_from_its_least_on(value):
    if value is None:
        assert whole_asked("limit", None, 0) is None
        return
    with pytest.raises(ValueError, match="limit must be a whole number that is 0 or more, not"):
        whole_asked("limit", value, 0)


def test_amounts_and_limits_that_make_sense_are_taken():
    assert whole_asked("limit", 0, 0) == 0
    assert whole_asked("cap", 5.0, 1) == 5
    assert amount_asked("grid", 0) == 0.0
    with pytest.raises(ValueError, match="grid must be a number that is 0 or more, not nan"):
        amount_asked("grid", math.nan)


@pytest.mark.parametrize("query", ["deals", "frontier", "solutions", "trades", "contradictions", "openings"])
def test_what_has_to_be_known_first_is_given_up_a_little_after_the_time(query, monkeypatch):
    case = zopa.load("river-basin", quiet=True)
    whole = getattr(case, query)()
    # As if the time were over as soon as anything is looked at, in a case that takes minutes to take apart.
    monkeypatch.setattr(waiting, "GRACE", 0.0)
    answer = getattr(case, query)(seconds=0)
    rows, whole_rows = getattr(answer, "table", answer), getattr(whole, "table", whole)
    assert rows.empty
    assert rows.attrs["complete"] is False
    assert rows.attrs["note"] == "Cut short before anything was found."
    assert rows.dtypes.equals(whole_rows.dtypes[rows.columns])
