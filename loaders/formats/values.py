"""Values of Python, pandas and spreadsheets as the text of a cell."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ...graph.ontology import LIST_SEPARATOR, Column
from ..checks.cells import NO, YES
from ..findings import Problem, shortened

_SHORT = 80


def as_text(
    value: Any, column: Column | None, truth: tuple[str, str] = ("True", "False")
) -> tuple[str, Problem | None]:
    """A value as the text that a CSV file would have in its place, and what is wrong with it.

    Parameters
    ----------
    value : object
    column : Column or None
        The column that it stands in; None where the ontology does not know it.
    truth : pair of str
        How true and false are written in a column that is not of yes and no.

    Returns
    -------
    text : str
        Empty for a missing value.
    problem : Problem or None

    Examples
    --------
    >>> from zopa.loaders.formats.values import as_text
    >>> as_text(2025.0, None), as_text(float("nan"), None)
    (('2025', None), ('', None))
    """
    if isinstance(value, str):
        return _whole(str(value))
    if value is None or value is pd.NA or value is pd.NaT:
        return "", None
    if isinstance(value, (bool, np.bool_)):
        if column is not None and column.type == "yesno":
            truth = (YES, NO)
        return truth[0 if value else 1], None
    if isinstance(value, (int, np.integer)):
        return _integer(int(value))
    if isinstance(value, (float, np.floating)):
        return _float(value), None
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return as_text(pd.Timestamp(value), column, truth) if isinstance(value, np.datetime64) else _foreign(value)
    if isinstance(value, datetime):
        return _moment(value), None
    if isinstance(value, Decimal) and value.is_nan():
        return "", None
    if isinstance(value, (date, Decimal, pd.Period)):
        return str(value), None
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return _list(value, column, truth)
    if column is not None and column.type == "shape" and isinstance(getattr(value, "wkt", None), str):
        return value.wkt, None  # a geometry of Shapely or GeoPandas
    return _foreign(value)


def _whole(text: str) -> tuple[str, Problem | None]:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        problem = Problem("The text holds half of a character (a lone surrogate) and cannot be written.", "a text")
        return text.encode("utf-8", "replace").decode("utf-8"), problem
    return text, None


def _integer(integer: int) -> tuple[str, Problem | None]:
    try:
        return str(integer), None
    except ValueError:  # Python refuses to write out integers of several thousand digits.
        return "", Problem("The cell holds an integer of several thousand digits.", "a number")


def _float(value: Any) -> str:
    if np.isnan(value):
        return ""
    if np.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    # The shortest text of the value's own precision.
    return str(value)


def _moment(moment: datetime) -> str:
    """A date; with a time of day that is not midnight the text keeps it, and the check of dates refuses it by name."""
    if moment.tzinfo is None and moment.time() == time(0) and not getattr(moment, "nanosecond", 0):
        return moment.date().isoformat()
    return moment.isoformat()


def _list(value: Any, column: Column | None, truth: tuple[str, str]) -> tuple[str, Problem | None]:
    list_parts = value.ravel().tolist() if isinstance(value, np.ndarray) else list(value)
    nested = any(isinstance(part, (list, tuple, set, frozenset, np.ndarray, dict)) for part in list_parts)
    if column is None or not column.is_list or nested or (isinstance(value, np.ndarray) and value.ndim != 1):
        return _foreign(value)
    texts: list[str] = []
    for part in list_parts:
        text, problem = as_text(part, None, truth)
        if problem is None and LIST_SEPARATOR in text:
            problem = Problem(f"'{shortened(text)}' contains '{LIST_SEPARATOR}', which separates the words of a list.")
        if problem:
            return LIST_SEPARATOR.join(texts), problem
        texts.append(text)
    # A set comes in an order that differs from run to run.
    texts = sorted(texts) if isinstance(value, (set, frozenset)) else texts
    return LIST_SEPARATOR.join(filter(None, texts)), None


def _foreign(value: Any) -> tuple[str, Problem | None]:
    kind = type(value).__name__
    try:
        text = repr(value)[:_SHORT]
    except Exception as error:  # What a stranger's __repr__ may raise is not known.
        text = f"<{kind} whose repr raises {type(error).__name__}>"
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text, Problem(
        f"The cell holds a value of type {kind}, which is no text, number or date.", "a text, a number or a date"
    )
