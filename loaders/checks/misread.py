"""Words of UTF-8 that some program has read in an older code page and written so."""

from __future__ import annotations

import numpy as np

from ..findings import WARNING, Findings, Problem, shortened
from ..rows import Rows


def report_misread(rows: Rows, findings: Findings) -> None:
    """One warning where a table has such words."""
    for name in rows.columns_given:
        if rows.is_number(name):
            continue
        codes, words = rows.coded(name)
        if "".join(words).isascii():
            continue
        for code, word in enumerate(words):
            if meant := misread(word):
                message = f"'{shortened(word)}' looks like '{shortened(meant)}', read in another code page"
                problem = Problem(f"{message}: open the file that it comes from as UTF-8.", meant, meant, WARNING)
                findings.add_cells(rows, name, np.flatnonzero(codes == code)[:1], word, problem)
                return


def misread(word: str) -> str:
    """A word of UTF-8 that a program has read in an older code page, as it was meant; empty for any other word.

    >>> from zopa.loaders.checks.misread import misread
    >>> misread("caf\u00c3\u00a9"), misread("\u0420\u0458\u0420\u0451\u0421\u0402"), misread("caf\u00e9"), misread("cafe")
    ('caf\u00e9', '\u043c\u0438\u0440', '', '')
    """
    for page in ("cp1252", "latin-1", "cp1251") if not word.isascii() else ():
        try:
            return word.encode(page).decode("utf-8")
        except UnicodeError:
            continue
    return ""
