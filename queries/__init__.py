"""The questions that a case can answer: one module a family of questions, free functions over a graph.

Each is imported when it is first asked for, so that the command line starts at once; :mod:`.asking.registry` lists them.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from .asking.registry import QUERIES

#: What else is public here, and the module that has it.
TYPES = {
    "Answer": "asking.answer",
    "Frontier": "frontier",
    "Reply": "ask",
    "Rows": "asking.answer",
    "UnknownNameError": "asking.selection",
}

__all__ = [*sorted(TYPES), *sorted(QUERIES)]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    module = QUERIES[name].module if name in QUERIES else TYPES.get(name)
    if module is None:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    public = getattr(importlib.import_module(f".{module}", __name__), name)
    globals()[name] = public
    return public


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Face(ModuleType):
    """This module, in which ``clashes`` is the query and never the module that it is written in."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (isinstance(value, ModuleType) and name in QUERIES):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


class _Method:
    """A query as a method of a case, imported when it is first asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, case: Any, owner: type) -> Any:
        query = getattr(sys.modules[__name__], self.name)
        return query if case is None else query.__get__(case, owner)


class Questions:
    """Every query as a method of the same name, for whatever holds a case."""


for _name in QUERIES:
    setattr(Questions, _name, _Method(_name))
