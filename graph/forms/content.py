"""What is written of an answer in whatever form: its rows, the question, and what has to be said beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from ..characters import ILLEGAL, sound, visible
from ..ontology import LIST_SEPARATOR

if TYPE_CHECKING:
    import pandas as pd

#: Columns that hold sentences, and no list whatever is in them.
SENTENCES = ("why", "sentence", "question", "support", "decides", "name", "remedy")
_HALVES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")


@dataclass(frozen=True)
class Content:
    """A table that is to be written.

    Attributes
    ----------
    frame : DataFrame
        Its index is not written.
    name : str
        Of the sheet, the file or the query.
    title : str
        The question that it answers.
    notes : tuple of str
        Sentences that stand below it.
    nothing : str
        What stands for a table without a row.
    shown : tuple of str
        Columns that are shown where there is room for few, with ``*`` for any characters; by default all of them.
    words : dict of str
        What stands above a column for people, where that is not its name.
    """

    frame: pd.DataFrame
    name: str = "table"
    title: str = ""
    notes: tuple[str, ...] = ()
    nothing: str = "Nothing found."
    shown: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def what_if(self) -> str:
        """That the case is a what-if; empty where it is as it was coded."""
        return str(self.frame.attrs.get("what_if", ""))

    @property
    def narrow(self) -> pd.DataFrame:
        """The rows with the columns that are shown where there is room for few."""
        patterns = self.shown or ("*",)
        wanted = [name for pattern in patterns for name in self.frame.columns if fnmatch(str(name), pattern)]
        return self.frame[list(dict.fromkeys(wanted))]

    @property
    def notes_on_paper(self) -> tuple[str, ...]:
        """The notes, and where the columns are that are not shown."""
        left_out = len(self.frame.columns) - len(self.narrow.columns)
        if not left_out:
            return self.notes
        columns = "1 more column" if left_out == 1 else f"{left_out:,} more columns"
        return (*self.notes, f"This answer has {columns} in other forms, such as .xlsx.")

    def head(self, column: Any) -> str:
        """What stands above a column for people."""
        return visible(self.words.get(column, str(column).replace("_", " ")))


def cells(frame: pd.DataFrame) -> list[list[Any]]:
    """The cells row by row; None where one is empty."""
    filled = frame.astype(object)
    rows: list[list[Any]] = filled.where(frame.notna(), None).to_numpy().tolist()
    return rows


def text_of(cell: Any) -> str:
    """A cell as people read it: a number has its thousands, and nothing turns the words around it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        return f"{cell:,.6g}"
    return ILLEGAL.sub("\ufffd", visible(_BREAKS.sub("\n", str(cell))))


def listed_out(name: Any, text: str) -> str:
    """The text of a cell in which the members of a list are told apart as people do; sentences stay as they are."""
    return text if name in SENTENCES else text.replace(LIST_SEPARATOR, "; ")


def paper_rows(frame: pd.DataFrame) -> list[list[str]]:
    """The cells row by row as people read them."""
    names = list(frame.columns)
    return [[listed_out(name, text_of(cell)) for name, cell in zip(names, row, strict=True)] for row in cells(frame)]


def whole_letters(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table, in which half a character, which no file can hold, is the sign for one that is not known."""
    import pandas as pd

    broken = {
        name: frame[name].map(lambda cell: sound(cell) if isinstance(cell, str) else cell)
        for name in frame.columns
        if frame[name].dtype == object or isinstance(frame[name].dtype, (pd.StringDtype, pd.CategoricalDtype))
        if frame[name].map(lambda cell: isinstance(cell, str) and bool(_HALVES.search(cell))).any()
    }
    return frame.assign(**broken) if broken else frame
