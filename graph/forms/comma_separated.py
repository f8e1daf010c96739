"""A table as CSV: bare rows for a program, and a file that a spreadsheet opens as what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .content import Content, whole_letters

if TYPE_CHECKING:
    import pandas as pd

#: A spreadsheet whose lists are separated by ``;`` takes no account of the quotes of other separators: a cell begins for it
#: after every ``;`` and line break, and one that begins with these is a formula.
_FORMULA = re.compile(r"(^|[;\t\r\n]\s*)(?=[=+@]|-(?=\S))")
#: Amounts and ranges begin with a sign and are no formulas.
_AMOUNT = re.compile(r"[-+]?[\d.,\s]+(?:%|[^\W\d_ ]{0,3})")


def written(content: Content) -> bytes:
    """The file: UTF-8 that says so to spreadsheets, and nothing in it is a formula, whatever the separator of lists is."""
    frame = content.frame
    text_columns = {name: frame[name].map(_harmless) for name in frame.columns if frame[name].map(type).eq(str).any()}
    safe = frame.assign(**text_columns).rename(columns={name: _harmless(name) for name in frame.columns})
    return b"\xef\xbb\xbf" + _text(safe, content.what_if).encode()


def bare(content: Content) -> str:
    """The rows for a program that reads them from a pipe, every cell as it is."""
    return _text(content.frame, content.what_if)


def _text(frame: pd.DataFrame, what_if: str) -> str:
    # Rows are all that CSV has: each says that it is not what was coded.
    rows = frame.assign(what_if=what_if) if what_if else frame
    return str(whole_letters(rows).to_csv(index=False, lineterminator="\n"))


def _harmless(cell: Any) -> Any:
    """A text in which an apostrophe, as people type it, stands before what a spreadsheet would take for a formula."""
    if not isinstance(cell, str) or _AMOUNT.fullmatch(cell):
        return cell
    return _FORMULA.sub(lambda begin: f"{begin[1]}'", cell)
