"""Limits that make no sense are refused by every query and every command, in one sentence."""

from __future__ import annotations

import inspect
import math
from typing import Any

import pytest
from typer.testing import CliRunner

import zopa
from zopa import queries
from zopa.__main__ import app

REFUSED = {
    "limit": (-1, 1.5, math.nan, math.inf, True, "5"),
    "cap": (0, -1, 2.5, math.inf),
    "grid": (-0.1, math.nan, math.inf),
    "seconds": (-1, math.nan, "1"),
}
TAKEN = [
    (name, amount)
    for name in queries.__all__
    if inspect.isfunction(getattr(queries, name))
    for amount in REFUSED
    if amount in inspect.signature(getattr(queries, name)).parameters
]


@pytest.mark.parametrize(("name", "amount"), TAKEN)
def test_every_query_refuses_a_limit_that_makes_no_sense(name, amount):
    case = zopa.load("river-basin", quiet=True)
    needed: dict[str, Any] = {"deal": {}} if name == "check_deal" else {}
    for value in REFUSED[amount]:
        with pytest.raises(ValueError, match=f"^{amount} must be a (whole )?number that is [01] or more, not "):
            getattr(case, name)(**needed, **{amount: value})


@pytest.mark.parametrize(
    "words",
    [
        ("deals", "--limit", "-1"),
        ("openings", "--limit", "-2"),
        ("frontier", "--cap", "0"),
        ("frontier", "--grid", "nan"),
        ("solutions", "--cap", "0"),
        ("contradictions", "--seconds", "-1"),
        ("standoffs", "--seconds", "nan"),
    ],
)
def test_every_command_does(words):
    done = CliRunner().invoke(app, [words[0], "river-basin", *words[1:]])
    assert isinstance(done.exception, ValueError)
    assert str(done.exception).startswith(f"{words[1].removeprefix('--')} must be")


def test_a_limit_of_none_says_that_there_is_more():
    assert "no deal" not in zopa.load("river-basin").deals(limit=0).attrs["note"]
    for query, case in (("openings", "ukraine-2025"), ("deals", "river-basin")):
        done = CliRunner().invoke(app, [query, case, "--limit", "0"])
        assert done.stdout == "No row was asked for, as the limit is 0.\n"
        assert "There are more" in done.stderr
    done = CliRunner().invoke(app, ["deals", "ukraine-2025", "--limit", "0"])
    assert done.stdout == "There is no deal: every package crosses a line or breaks a rule.\n"
