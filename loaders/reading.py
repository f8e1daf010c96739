"""Reading, checking and loading a case: every step in its order, all findings in one pass."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd

from ..graph.columns import compile_columns
from ..graph.ontology import ontology
from ..graph.store import Store
from .cells import YES, check_cells
from .completing import complete
from .consistency import check_consistency
from .findings import ERROR, WARNING, DossierError, DossierWarning, Findings, Problem
from .geojson import take_outlines
from .limits import check_limits, check_replaced
from .opening import Opened, open_case
from .references import check_references
from .rows import Rows
from .shapes import check_shapes
from .sheets import rows_of
from .sound import sound
from .uniting import unite
from .withholding import withhold

Case: TypeAlias = str | os.PathLike[str] | Mapping[Any, Any] | pd.DataFrame
S = TypeVar("S", bound=Store)

#: Findings that the message of an error quotes.
QUOTED = 3


@dataclass
class Reading:
    """What was read of a case, sound or not.

    Attributes
    ----------
    tables : dict of DataFrame
        As :attr:`zopa.graph.store.Store.tables`.
    meta : dict
    findings : DataFrame
        As :func:`check` gives it.
    """

    tables: dict[str, pd.DataFrame]
    meta: dict[str, Any]
    findings: pd.DataFrame


def read(case: Case, strict: bool = False) -> Reading:
    """What does a case hold, and what is wrong with it?

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        A built-in name, a folder of CSV files (and outlines of its regions as ``.geojson``), an ``.xlsx``, one CSV file
        with the positions, or DataFrames by table name.
    strict : bool
        A party whose positions cannot all hold is an error; without it is a warning, and the positions are contested.

    Returns
    -------
    Reading

    Raises
    ------
    DossierError
        When there is no such case. Bad content raises nothing: it is in the findings.

    Examples
    --------
    >>> from zopa.loaders import read
    >>> reading = read({"positions": [{"party": "A", "issue": "seat", "stance": "demands", "option": "Geneva"}]})
    >>> reading.tables["parties"]["id"].tolist()
    ['A']
    """
    findings = Findings()
    collecting = gc.isenabled()
    gc.disable()
    try:
        opened = open_case(case, findings)
        tables = _checked(opened, findings)
        _check_together(tables, findings, strict)
        frames = {name: rows.frame() for name, rows in tables.items()}
    finally:
        if collecting:
            gc.enable()
    return Reading(frames, opened.meta, findings.table())


def _check_together(tables: dict[str, Rows], findings: Findings, strict: bool) -> None:
    """Check what positions say together: all of them, or where there are errors those that can be read without them."""
    if findings.errors:
        tables = sound(tables, findings)
    positions = tables["positions"]
    if not len(positions):
        return
    before = findings.errors
    check_replaced(tables, findings)
    if findings.errors == before:
        unite(tables, findings)
        frames = {name: rows.frame() for name, rows in tables.items()}
        contested = check_consistency(compile_columns(frames), positions, findings, strict)
        positions["contested"] = np.where(contested, YES, "").astype(object)


def _checked(opened: Opened, findings: Findings) -> dict[str, Rows]:
    """The rows of every table of the ontology, checked as far as can be without the rule."""
    sheets = {sheet.table: sheet for sheet in opened.sheets}
    tables = {}
    for name, table in ontology().tables.items():
        if name in sheets:
            tables[name] = rows_of(sheets[name], findings)
        else:
            tables[name] = Rows(table, name, [], {})
        if table.required and name not in sheets:
            findings.add(Problem(f"The table '{name}' is missing: {table.meaning}.", f"a table '{name}'"), name)
        elif table.required and not len(tables[name]):
            problem = Problem(f"The table '{name}' has no rows.", "at least one row", level=WARNING)
            findings.add(problem, tables[name].file)
    for rows in tables.values():
        check_cells(rows, findings)
    complete(tables, findings)
    take_outlines(opened.outlines, tables["regions"], findings)
    check_references(tables, findings)
    check_limits(tables, findings)
    check_shapes(tables["regions"], findings)
    withhold(tables, findings)
    return tables


def check(case: Case, strict: bool = False) -> pd.DataFrame:
    """What is wrong with a case? Every finding in one pass, errors first.

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        As for :func:`read`.
    strict : bool
        As for :func:`read`.

    Returns
    -------
    DataFrame
        One row a finding: ``level`` (``error`` or ``warning``), ``file``, ``row`` (as a spreadsheet numbers it, the header
        being 1; missing where the whole file is meant), ``column``, ``value``, ``expected``, ``nearest`` and ``message``.

    Raises
    ------
    DossierError
        When there is no such case.

    Examples
    --------
    >>> from zopa.loaders import check
    >>> found = check({"positions": [{"party": "A", "issue": "seat", "stance": "demnds", "option": "Geneva"}]})
    >>> found[found["level"] == "error"]["nearest"].tolist()
    ['demands']
    """
    return read(case, strict).findings


def load(case: Case, cls: type[S] = Store, quiet: bool = False) -> S:  # type: ignore[assignment]
    """Load a case.

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        As for :func:`read`.
    cls : type
        What to make of it: :class:`zopa.graph.store.Store` or a subclass.
    quiet : bool
        Do not warn of what the check would warn of.

    Returns
    -------
    Store

    Raises
    ------
    DossierError
        When there is no such case, or it has errors; ``findings`` of the error holds them all.

    Examples
    --------
    >>> from zopa.loaders import load
    >>> load("ukraine-2025").id
    'ukraine-2025'
    """
    reading = read(case)
    findings = reading.findings
    errors = findings[findings["level"] == ERROR]
    if len(errors):
        raise DossierError(_refusal(reading.meta, errors), findings)
    if len(findings) and not quiet:
        count = f"{len(findings)} warning{'s' if len(findings) > 1 else ''}"
        first = _places(findings)
        warnings.warn(f"{count} about this case ({first}); zopa.check tells all.", DossierWarning, stacklevel=3)
    return cls(reading.tables, reading.meta, findings)


def _refusal(meta: Mapping[str, Any], errors: pd.DataFrame) -> str:
    count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
    name = meta.get("id", "case")
    return f"The case '{name}' has {count} and was not loaded: {_places(errors)} Run zopa check to see all."


def _places(findings: pd.DataFrame) -> str:
    """The first findings in a line, each with its place."""
    shown = []
    for found in findings.head(QUOTED).itertuples():
        place = [str(part) for part in (found.file, found.row, found.column) if part is not None and part is not np.nan]
        shown.append(f"{':'.join(place)}: {found.message}")
    more = len(findings) - len(shown)
    return " ".join(shown) + (f" ... and {more} more." if more else "")
