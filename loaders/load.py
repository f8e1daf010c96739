"""Reading, checking and loading a case: every step in its order, all findings in one pass."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd

from ..graph.columns import COMPILED, compile_columns
from ..graph.columns import Columns as Compiled
from ..graph.ontology import ontology
from ..graph.redaction import left_out_of
from ..graph.store import LateTables, Origin, Store, Withheld
from .brought import Brought
from .checks.cells import YES, check_cells
from .checks.consistency import check_consistency
from .checks.decisions import check_decisions, read_weights
from .checks.existing import check_existing
from .checks.outlines import check_shapes
from .checks.percent import read_percentages
from .checks.places import fill_codes
from .checks.ranges import check_limits, check_replaced
from .checks.references import check_references
from .checks.sound import sound
from .checks.tabled import check_days
from .complete import complete
from .deriving import derive
from .dossier_toml import ALL
from .findings import ERROR, WARNING, DossierError, DossierWarning, Findings, Problem
from .formats.entries import STATEMENTS
from .formats.geojson import take_outlines
from .formats.sheets import rows_of, weights_named
from .inbox import looked_at
from .mapping.said import Codes, Columns, Said, said_of
from .names.uniting import unite
from .ordered import read_bare_ideals, read_ordered
from .rows import CODED, Rows
from .several import has_several, taken_apart
from .source import Opened, open_case
from .stretches import apart_by_days, have_days
from .text import Text
from .withhold import withhold

Case: TypeAlias = str | os.PathLike[str] | Mapping[Any, Any] | pd.DataFrame
S = TypeVar("S", bound=Store)

#: Findings that the message of an error quotes.
QUOTED = 3


@dataclass
class Reading:
    """The tables read of a case, sound or not.

    Attributes
    ----------
    tables : dict of DataFrame
        As :attr:`zopa.graph.store.Store.tables`.
    meta : dict
    findings : DataFrame
        As :func:`check` gives it.
    errors, warnings : int
        How many there are, those among them that the findings only count.
    origin : Origin or None
        Where the case was read; None for DataFrames.
    withheld : Withheld or None
        Rows that do not enter the graph.
    brought : Brought or None
        What became of a file of another tool, part by part; None for a dossier.
    coded : dict of DataFrame or None
        As :attr:`zopa.graph.store.Store.coded`.
    compiled : Columns or None
        The positions compiled, where they were for the checks and have no errors.
    """

    tables: Mapping[str, pd.DataFrame]
    meta: dict[str, Any]
    findings: pd.DataFrame
    errors: int = 0
    warnings: int = 0
    origin: Origin | None = None
    withheld: Withheld | None = None
    brought: Brought | None = None
    coded: dict[str, pd.DataFrame] | None = None
    compiled: Compiled | None = None


def read(case: Case, strict: bool = False, form: str | None = None, columns: Columns | Said | None = None) -> Reading:
    """What does a case hold, and what is wrong with it?

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        A built-in name, a folder of CSV files (and outlines of its regions as ``.geojson``), an ``.xlsx``, one CSV or JSON
        file with the positions, or DataFrames by table name; or a file of another tool.
    strict : bool
        A party whose positions cannot all hold is an error.
    form : str, optional
        The form of another tool that the file is read as; by default the one that it is recognised as.
    columns : dict of str to str, path of a ``mapping.toml``, or Said, optional
        As what each column of any table is read, in the words of :data:`zopa.loaders.mapping.plan.ROLES`, and what codes
        mean.

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
    return examine(case, Findings(), strict, form, columns)


def examine(
    case: Case, findings: Findings, strict: bool = False, form: str | None = None, columns: Columns | Said | None = None
) -> Reading:
    """The same as :func:`read`, with the findings in an object of the caller's, which may keep them one by one."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        opened = open_case(case, findings, form, columns)
        tables = _checked(opened, findings)
        coded = None
        if have_days(tables) and not findings.errors:
            check_days(tables, findings)
        if (has_several(tables) or have_days(tables)) and not findings.errors:
            coded = {name: rows.frame() for name, rows in tables.items()}
            tables = apart_by_days(taken_apart(tables))
        withheld = withhold(tables, findings)
        compiled = _check_together(tables, opened.meta, findings, strict)
        frames = LateTables({name: rows.frame for name, rows in tables.items()})
    finally:
        if collecting:
            gc.enable()
    table_and_counts = findings.table(), findings.errors, findings.warnings
    reading = Reading(frames, opened.meta, *table_and_counts, opened.origin, withheld, opened.brought, coded)
    reading.compiled = None if findings.errors else compiled
    return reading


def _check_together(tables: dict[str, Rows], meta: dict[str, Any], findings: Findings, strict: bool) -> Compiled | None:
    """Check what positions say together: all of them, or where there are errors those that can be read without them.

    The positions are given back as they were compiled, None where they were not.
    """
    if findings.errors:
        tables = apart_by_days(taken_apart(sound(tables, findings)))
    positions = tables["positions"]
    if not len(positions) and not len(tables[STATEMENTS]):
        return None
    before = findings.errors
    check_replaced(tables, findings)
    check_existing(tables, findings)
    if findings.errors > before:
        return None
    unite(tables, findings)
    derive(tables, meta.get(STATEMENTS) != ALL, findings)
    frames = {name: tables[name].frame() for name in COMPILED if name != "positions"}
    frames["positions"] = positions.coded_frame()
    columns = compile_columns(frames, ids_of=partial(positions.__getitem__, "id"))
    contested = check_consistency(columns, positions, findings, strict)
    positions["contested"] = Text.of_codes(contested, ["", YES])
    return replace(columns, contested=contested)


def _checked(opened: Opened, findings: Findings) -> dict[str, Rows]:
    """The rows of every table of the ontology, checked as far as can be without the rule."""
    sheets = {sheet.table: sheet for sheet in opened.sheets}
    tables: dict[str, Rows] = {}
    counted = weights_named(sheets.get("decisions"))
    for name, table in ontology().tables.items():
        if name in sheets:
            tables[name] = rows_of(sheets[name], findings, counted if name == "parties" else ())
        else:
            tables[name] = Rows(table, name, [], {})
        if not table.required or not opened.readable:
            continue
        if name not in sheets:
            if STATEMENTS in sheets and sheets[STATEMENTS].lines:
                continue
            findings.add(Problem(f"The table '{name}' is missing: {table.meaning}.", f"a table '{name}'"), name)
        elif not len(tables[name]):
            problem = Problem(f"The table '{name}' has no rows.", "at least one row", level=WARNING)
            findings.add(problem, tables[name].file)
    read_ordered(tables, findings)
    read_percentages(tables, findings)
    read_weights(tables, findings)
    for rows in tables.values():
        check_cells(rows, findings, left_out_of(opened.meta))
    complete(tables, findings)
    for name in CODED:
        read_bare_ideals(tables[name], findings)
    fill_codes(tables["regions"], findings)
    take_outlines(opened.outlines, tables["regions"], findings)
    check_references(tables, findings)
    check_limits(tables, findings)
    check_decisions(tables, findings)
    check_shapes(tables["regions"], findings)
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
        What is found again and again in one column is told for its first rows; one more finding counts the others.

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


def load(
    case: Case,
    cls: type[S] = Store,  # type: ignore[assignment]
    quiet: bool = False,
    form: str | None = None,
    columns: Columns | None = None,
    codes: Codes | None = None,
) -> S:
    """Load a case.

    Parameters
    ----------
    case : str, Path or dict of DataFrame
        As for :func:`read`.
    cls : type
        What to make of it: :class:`zopa.graph.store.Store` or a subclass.
    quiet : bool
        Do not warn of what the check would warn of.
    form, columns : optional
        As for :func:`read`.
    codes : dict of str to dict, optional
        What the codes in a column of any table mean, ``*`` for all columns.

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
    reading = read(case, form=form, columns=said_of(columns, codes))
    findings = reading.findings
    if reading.errors:
        raise DossierError(_refusal(reading), findings)
    if len(findings) and not quiet:
        count = f"{reading.warnings:,} warning{'s' if reading.warnings > 1 else ''}"
        first = _places(findings)
        warnings.warn(f"{count} about this case ({first}); zopa.check tells all.", DossierWarning, stacklevel=3)
    graph = cls(reading.tables, reading.meta, findings)
    if reading.compiled is not None:
        graph.columns = reading.compiled
    graph.origin, graph.withheld, graph.coded = reading.origin, reading.withheld, reading.coded
    if reading.origin is not None:
        graph.feeds_looked_at = looked_at(reading.origin.path)
    if reading.brought is not None:
        graph.understood, graph.set_aside = reading.brought.understood_table(), reading.brought.set_aside_table()
    return graph


def _refusal(reading: Reading) -> str:
    errors = reading.findings[reading.findings["level"] == ERROR]
    count = f"{reading.errors:,} error{'s' if reading.errors > 1 else ''}"
    name = reading.meta.get("id", "case")
    return f"The case '{name}' has {count} and was not loaded: {_places(errors)} Run zopa check to see all."


def _places(findings: pd.DataFrame) -> str:
    """The first findings in a line, each with its place."""
    shown = []
    for finding in findings.head(QUOTED).itertuples():
        place = [
            str(part) for part in (finding.file, finding.row, finding.column) if part is not None and part is not np.nan
        ]
        shown.append(f"{':'.join(place)}: {finding.message}")
    more = len(findings) - len(shown)
    return " ".join(shown) + (f" ... and {more} more." if more else "")
