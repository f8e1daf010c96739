"""Work on pieces side by side gives what one after the other gives, and looks no further ahead than it must."""

from __future__ import annotations

import threading
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph

from zopa.queries.clashes import listed_pairs
from zopa.queries.one_issue import pairs as joining
from zopa.queries.one_issue import together as working
from zopa.queries.one_issue.together import together


@pytest.fixture(params=[1, 2, 5])
def cores(request, monkeypatch):
    monkeypatch.setattr(working, "_cores", lambda: request.param)
    return request.param


@pytest.mark.parametrize("pieces", [0, 1, 2, 3, 50])
def test_results_come_in_the_order_of_the_pieces(cores, pieces):
    assert list(together(lambda piece: piece**2, range(pieces))) == [piece**2 for piece in range(pieces)]


def test_who_stops_listening_stops_the_work(cores):
    taken = []

    def pieces():
        for piece in count():
            taken.append(piece)
            yield piece

    results = together(lambda piece: piece, pieces())
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    results.close()
    assert len(taken) <= 3 + 2 * cores
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]


def test_an_error_in_a_piece_is_that_of_the_whole(cores):
    with pytest.raises(ZeroDivisionError):
        list(together(lambda piece: 1 // (piece - 5), range(10)))


@settings(max_examples=15, deadline=None)
@given(dossiers(wide=True), st.sampled_from([1, 2, 7]))
def test_pairs_are_the_same_however_small_the_pieces_are(dossier, chunk):
    case = graph(**dossier)
    whole = listed_pairs(case)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(joining, "CHUNK", chunk)
        patched.setattr(working, "_cores", lambda: 3)
        for side, again in zip(whole, listed_pairs(case), strict=True):
            np.testing.assert_array_equal(side, again)
