"""Reading a case from DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...graph.ontology import Table
from ..findings import Findings, Problem, shortened
from ..text import Text
from .sheets import Sheet, column_names
from .values import as_text

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_frame(content: Any, table: Table, findings: Findings) -> Sheet:
    """One table from a DataFrame, or from rows or columns that pandas makes a DataFrame of.

    Parameters
    ----------
    content : DataFrame, list of dict, or dict of lists
    table : Table
    findings : Findings
        Where to report.

    Returns
    -------
    Sheet
        Empty where the content is no table.
    """
    nothing = Sheet(table.name, table.name, list(table.columns), _nothing(table), [])
    if content is None:
        return nothing
    if isinstance(content, dict) and content and all(isinstance(cells, Text) for cells in content.values()):
        return _of_texts(content, table, findings)
    if not isinstance(content, pd.DataFrame):
        try:
            frame = pd.DataFrame(content)
        except Exception as error:  # pandas raises errors of many kinds here; each means that this is no table.
            problem = Problem(
                f"A value of type {type(content).__name__} is no table: {shortened(str(error))}", "a DataFrame"
            )
            findings.add(problem, table.name)
            return nothing
    else:
        frame = _with_index(content)
    header: list[str] = []
    for name in frame.columns:
        text, wrong = as_text(name if isinstance(name, str) else str(name), None)
        if wrong:
            findings.add(wrong, table.name, 1, text)
        header.append(text)
    if frame.shape[1] == 0 and not len(frame):
        return nothing
    lines = range(2, 2 + len(frame))
    columns = []
    # By place and not by name: two columns may have one name.
    for name, (_, column_cells) in zip(column_names(header, table), frame.items(), strict=True):
        column = table.columns.get(name)
        cells, problems = _texts(column_cells, column)
        for row, problem in problems:
            findings.add(problem, table.name, lines[row], name, cells.cells[row])
        columns.append(cells)
    return Sheet(table.name, table.name, header, columns, lines)


def _of_texts(columns: dict[str, Text], table: Table, findings: Findings) -> Sheet:
    """One table from columns of text, which are as a DataFrame would have them; each word is looked at once."""
    lines = range(2, 2 + len(next(iter(columns.values()))))
    read = []
    for name, cells in columns.items():
        codes, words = cells.coded()
        text, problems = cells, list[tuple[int, Problem]]()
        if any(as_text(word, None) != (word, None) for word in words.tolist()):
            text, problems = _of_words(codes, words, table.columns.get(name))
        for row, problem in problems:
            findings.add(problem, table.name, lines[row], name, text.cells[row])
        read.append(text)
    return Sheet(table.name, table.name, list(columns), read, lines)


def _nothing(table: Table) -> list[NDArray[np.object_]]:
    return [np.zeros(0, dtype=object) for _ in table.columns]


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with a named index put among its columns: it was one before somebody set it as the index."""
    levels = [level for level, name in enumerate(frame.index.names) if name is not None and name not in frame.columns]
    if not levels:
        return frame
    added = pd.concat(
        [pd.Series(frame.index.get_level_values(level), name=frame.index.names[level]) for level in levels], axis=1
    )
    return pd.concat([added, frame.reset_index(drop=True)], axis=1)


def _texts(cells: pd.Series, column: Any) -> tuple[Text, list[tuple[int, Problem]]]:
    """The cells of a column as text, and the row numbers of those with a problem."""
    if isinstance(cells.array, pd.Categorical):
        return _of_words(cells.array.codes, cells.array.categories, column)
    objects = cells.to_numpy(dtype=object)
    if isinstance(cells.dtype, pd.StringDtype):
        words_read = objects.copy()
        words_read[cells.isna().to_numpy(dtype=bool)] = ""
        try:
            "".join(words_read).encode("utf-8")
            return Text(words_read), []
        except UnicodeEncodeError:
            objects = words_read
    elif cells.dtype.kind in "iufbM":
        codes, unique = pd.factorize(cells)
        words = [as_text(cell, column)[0] for cell in unique] + [""]
        return Text.of_codes(codes, words), []
    texts = np.empty(len(objects), dtype=object)
    problems = []
    for row, cell in enumerate(objects):
        texts[row], problem = as_text(cell, column)
        if problem:
            problems.append((row, problem))
    return Text(texts), problems


def _of_words(codes: NDArray[Any], words: Any, column: Any) -> tuple[Text, list[tuple[int, Problem]]]:
    """The same of a column of which the different words are known, and the number of each row's: none where it is -1."""
    read = [as_text(word, column) for word in words]
    wrong = [code for code, (_, problem) in enumerate(read) if problem]
    rows = np.flatnonzero(np.isin(codes, wrong)).tolist() if wrong else []
    problems = [(row, problem) for row in rows if (problem := read[codes[row]][1])]
    return Text.of_codes(codes, [*(text for text, _ in read), ""]), problems
