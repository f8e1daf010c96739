"""Ranked choices: what is said of an order when a case is read, and what follows from it."""

from __future__ import annotations

import pytest

import zopa


def ranked(*ranks, more=(), **issue):
    """One party that ranks options of one issue, each row as ``(options, rank)``."""
    return {
        "parties": [{"id": "A", "name": "Ada"}],
        "issues": [{"id": "seat", "kind": "choice", "closed": "yes"} | issue],
        "options": [{"issue": "seat", "option": option} for option in ("Geneva", "Oslo", "Vienna", *more)],
        "positions": [
            {"party": "A", "issue": "seat", "stance": "accepts", "option": option, "rank": rank}
            for option, rank in ranks
        ],
    }


def satisfaction(case):
    """Of each option the least and the most satisfaction of Ada."""
    rows = zopa.load(case, quiet=True).deals(limit=100)
    return {s.removeprefix("seat="): ends for s, *ends in rows[["settlements", "low_A", "high_A"]].values.tolist()}


@pytest.mark.parametrize(
    ("ranks", "more", "expected"),
    [
        ([("Geneva", 1), ("Oslo", 2), ("Vienna", 3)], [], {"Geneva": 1, "Oslo": 0.5, "Vienna": 0}),
        # Equally good: no other option is ranked better than the best two.
        ([("Geneva|Oslo", 1), ("Vienna", 2)], [], {"Geneva": 1, "Oslo": 1, "Vienna": 0}),
        ([("Geneva|Oslo", 1), ("Vienna", 3)], [], {"Geneva": 1, "Oslo": 1, "Vienna": 0}),
        ([("Geneva", 1), ("Oslo|Vienna", 2)], [], {"Geneva": 1, "Oslo": 0.5, "Vienna": 0.5}),
        # What is not ranked is not known, and never 0; it may fill a gap.
        ([("Geneva", 1), ("Oslo", 2)], [], {"Geneva": 1, "Oslo": 0.5, "Vienna": None}),
        ([("Geneva", 1), ("Oslo", 3)], [], {"Geneva": 1, "Oslo": 0, "Vienna": None}),
        ([("Geneva", 1), ("Oslo", 2)], ["Rome", "Bern"], {"Geneva": 1, "Oslo": 0.75, "Vienna": None, "Bern": None}),
        # Without an option left to fill a gap, only those that are ranked better count.
        ([("Geneva", 1), ("Oslo", 2), ("Vienna", 9)], [], {"Geneva": 1, "Oslo": 0.5, "Vienna": 0}),
    ],
)
def test_a_rank_becomes_the_share_of_the_other_options_that_are_not_better(ranks, more, expected):
    told = satisfaction(ranked(*ranks, more=more))
    for option, share in expected.items():
        assert told[option] == ([0, 1] if share is None else [share, share]), option


def test_what_nobody_listed_is_no_option_of_an_order():
    told = satisfaction(ranked(("Geneva", 1), ("Oslo", 2), ("Vienna", 3), closed="no"))
    assert told == {"Geneva": [1, 1], "Oslo": [0.5, 0.5], "Vienna": [0, 0], "other": [0, 1]}


def test_an_option_with_two_ranks_lies_between_them():
    case = ranked(("Geneva", 1), ("Oslo", 2), ("Vienna", 3), ("Oslo", 4))
    assert satisfaction(case)["Oslo"] == [0, 0.5]


@pytest.mark.parametrize(
    ("ranks", "message"),
    [
        ([("Geneva", 1), ("Oslo", 3)], "'A' gives the rank 3 on 'seat' and ranks 1 option better"),
        ([("Geneva", 2), ("Oslo", 3)], "'A' gives the rank 2 on 'seat' and ranks none better"),
        ([("Geneva", 1), ("Oslo", 1), ("Vienna", 3)], "'A' gives 'Geneva' and 'Oslo' of 'seat' the same rank"),
        ([("Geneva", 1), ("Oslo", 2), ("Geneva", 3)], "'A' ranks 'Geneva' of 'seat' twice"),
        ([("Geneva", 1), ("Oslo", 2), ("Vienna", 3)], None),
        ([("Geneva|Oslo", 1), ("Vienna", 2)], None),
    ],
)
def test_an_order_that_leaves_something_open_is_pointed_out_once(ranks, message):
    findings = zopa.check(ranked(*ranks))
    told = findings[findings["column"] == "rank"]
    assert told["message"].str.startswith(message or "-").tolist() == ([True] if message else [])
    assert set(told["level"]) <= {"warning"}


def test_numbers_and_options_that_are_combined_are_not_ranked():
    several = ranked(("Geneva", 1), kind="several", closed="")
    (told,) = zopa.check(several).query("column == 'rank'").to_dict("records")
    assert (told["level"], told["expected"]) == ("error", "an empty cell")


def test_ranks_are_kept_when_a_case_is_saved_and_read_again(tmp_path):
    case = zopa.load(ranked(("Geneva", 1), ("Oslo", 2)), quiet=True)
    again = zopa.load(zopa.save(case, tmp_path / "case"), quiet=True)
    assert again.tables["positions"]["rank"].tolist() == [1, 2]
    said = [
        {"party": "A", "issue": "seat", "option": o, "stance": "accepts", "rank": n} for n, o in ((1, "x"), (2, "y"))
    ]
    assert zopa.load({"statements": said}, quiet=True).tables["positions"]["rank"].tolist() == [1, 2]
