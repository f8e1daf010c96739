"""Writes ``queries/__init__.pyi``, from which editors and type checkers know every query: ``python -m docs``."""

from __future__ import annotations

from zopa.queries import TYPES
from zopa.queries.asking.registry import QUERIES


def stub() -> str:
    """The queries and the class that has them as methods, as a type checker reads them."""
    modules: dict[str, list[str]] = {}
    for name, module in [*TYPES.items(), *((name, query.module) for name, query in QUERIES.items())]:
        modules.setdefault(module, []).append(name)
    lines = ["# Made from queries/asking/registry.py by python -m docs.", ""]
    for module, names in sorted(modules.items()):
        for name in sorted(names):
            lines += [f"from .{module} import {name} as _{name}"] if name in QUERIES else []
            lines += [f"from .{module} import {name} as {name}"]
    lines += ["", "__all__: list[str]", "TYPES: dict[str, str]", "", "class Questions:"]
    lines += [f"    {name} = _{name}" for name in sorted(QUERIES)]
    return "\n".join(lines) + "\n"
