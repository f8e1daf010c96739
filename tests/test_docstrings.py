"""Every example in a docstring runs."""

from __future__ import annotations

import doctest
import importlib
import linecache
import pkgutil

import pytest

import zopa

MODULES = ["zopa"] + [
    module.name
    for module in pkgutil.walk_packages(zopa.__path__, "zopa.")
    if module.name.split(".")[1] in ("graph", "loaders", "queries")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    # Before each example, a debugger asks of every source that it has seen whether it is still the same.
    linecache.clearcache()
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    outcome = doctest.testmod(importlib.import_module(name), optionflags=flags)
    assert outcome.failed == 0


def test_every_public_function_has_an_example():
    from zopa import queries

    without = [
        name
        for name, member in [(name, getattr(home, name)) for home in (queries, zopa) for name in home.__all__]
        if callable(member) and not isinstance(member, type) and ">>>" not in (member.__doc__ or "")
    ]
    assert without == []
