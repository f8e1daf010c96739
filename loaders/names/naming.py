"""One thing, one name: what cells call parties, issues, options, regions and other rows, read as the ids of these rows.

Names, aliases and codes that the tables list stand for the id. Words that are one in normal form
(:func:`zopa.graph.names.folded`) are one word, and so are words that look the same in two alphabets. Each reading is a
warning that names what was read; what can be read in two ways is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.columns import OTHER
from ...graph.names import difference, folded, look, strange_letters
from ...graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column
from ..findings import WARNING, Findings, Problem, shortened
from ..rows import CODED, Rows, parts
from ..text import Text, pairs
from .lists import Slots, as_list, divided, joined, read_list, set_apart
from .things import Known, Meant, Things

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Tables whose ids are names that people write, each with the columns that make its rows where it has none.
MAKING = {
    "parties": (("positions", "party"), ("statements", "party")),
    "issues": (("positions", "issue"), ("statements", "issue"), ("options", "issue")),
    "regions": (("positions", "regions"), ("statements", "regions")),
}


def read_names(tables: dict[str, Rows], findings: Findings) -> None:
    """Put ids in place of what cells call parties, issues, options, regions and other rows, and report each reading."""
    vocabulary = Things(tables)
    collected = {
        place: vocabulary.of_kind[str(tables[name].table.node)]
        for name, places in MAKING.items()
        if not len(tables[name])
        for place in places
    }
    # The columns that make things come first, so that all other cells find them.
    columns = [(tables[table], tables[table].table.columns[name]) for table, name in collected]
    columns += [
        (rows, column)
        for rows in tables.values()
        for column in rows.table.columns.values()
        if column.is_reference and column.within is None and (rows.table.name, column.name) not in collected
    ]
    later = [place for place in columns if "Option" in place[1].of]
    for rows, column in [place for place in columns if place not in later]:
        known = collected.get((rows.table.name, column.name))
        _read_column(rows, column, partial(vocabulary.meant, kinds=column.of), known, findings)
    vocabulary.take_options(tables)
    listed = set(vocabulary.options)
    makers = [tables[name] for name in CODED]
    for rows in makers:
        _read_options(rows, tables, vocabulary, listed, findings)
    for rows in tables.values():
        if rows not in makers:
            _read_options(rows, tables, vocabulary, None, findings)
    for rows, column in later:
        _read_column(rows, column, partial(vocabulary.meant, kinds=column.of), None, findings)


def _read_column(
    rows: Rows, column: Column, meant: Callable[[str], Meant | None], collected: Known | None, findings: Findings
) -> None:
    if not len(rows) or column.name not in rows.columns_given:
        return
    codes, words = rows.coded(column.name)
    read, problems = _cells(words, column, meant, collected)
    findings.add_values(rows, column.name, codes, words, problems)
    if not np.array_equal(read, words):
        rows[column.name] = Text.of_codes(codes, read)


def _read_options(
    rows: Rows, tables: dict[str, Rows], vocabulary: Things, listed: set[str] | None, findings: Findings
) -> None:
    """Options written short, of the issue in the same row; of an issue that lists none the cells make them."""
    column = next((column for column in rows.table.columns.values() if column.within is not None), None)
    if column is None or not len(rows) or column.name not in rows.columns_given:
        return
    (_, issues), (_, words) = rows.coded(str(column.within)), rows.coded(column.name)
    inverse, at_issue, at = pairs(rows.text(str(column.within)), rows.text(column.name))
    # Told are pairs issue by issue, and read in the order in which rows name them first.
    order = np.lexsort([at, at_issue])
    number_of = np.argsort(order)
    inverse, cells = number_of[inverse], words[at[order]]
    read, problems = cells.copy(), dict[int, Problem]()
    of_issue: dict[str, list[int]] = defaultdict(list)
    for index, issue in zip(number_of.tolist(), issues[at_issue].tolist(), strict=True):
        of_issue[issue].append(index)
    # Issues that say that there are settlements beside their options.
    open_issues = set(tables["issues"]["id"][tables["issues"]["closed"] == "no"])
    for issue, indexes in of_issue.items():
        makes = listed is not None and issue not in listed
        if not issue or not (makes or issue in vocabulary.options):
            continue
        known = vocabulary.options[issue]
        if makes or issue in open_issues:
            known.add(OTHER)
        if not makes and all(cells[index] in known.ids for index in indexes):
            continue
        meant = partial(_within, vocabulary=vocabulary, issue=issue)
        clean, wrong = _cells(cells[indexes], column, meant, known if makes else None)
        read[indexes] = clean
        problems |= {indexes[index]: problem for index, problem in wrong.items()}
    findings.add_values(rows, column.name, inverse, cells, problems)
    if not np.array_equal(read, cells):
        rows[column.name] = Text.of_codes(inverse, read)


def _within(word: str, vocabulary: Things, issue: str) -> Meant | None:
    """The option of an issue that a word means, where the word may name the issue as well."""
    match = vocabulary.options[issue].meant(word)
    if match is not None or OPTION_SEPARATOR not in word:
        return match
    whole = vocabulary.meant(word, ["Option"])
    named, _, option = whole.id.partition(OPTION_SEPARATOR) if whole else ("", "", "")
    return Meant(option, "it names the issue too") if named == issue else None


def _cells(
    words: NDArray[Any], column: Column, meant: Callable[[str], Meant | None], collected: Known | None
) -> tuple[NDArray[Any], dict[int, Problem]]:
    """Distinct cells with the ids that their words mean, and what has to be said of each, by its code."""
    cells = [(parts(word) if column.is_list else [word]) if word else [] for word in words]
    slots = Slots(part for cell in cells for part in cell) if collected is not None else None
    if collected is not None:
        for part in (part for cell in cells for part in cell):
            if max(len(divided(part)), len(joined(part)), len(set_apart(part))) < 2 and meant(part) is None:
                collected.add(part)
    read, problems = words.copy(), dict[int, Problem]()
    for code, cell in enumerate(cells):
        ids: list[str] = []
        readings: list[str] = []
        problem: Problem | None = None
        is_sure = True
        for part in cell:
            match = meant(part)
            if match is not None:
                ids.append(match.id)
                if match.why:
                    readings.append(f"'{shortened(part)}' was read as '{shortened(match.id)}': {match.why}.")
                continue
            if slots is not None and collected is not None:
                pieces, list_problem = read_list(
                    part, _called(column), column.is_list, lambda word: meant(word) is not None, slots
                )
                for word in pieces:
                    if meant(word) is None:
                        collected.add(word)
            else:
                pieces, list_problem = _known_list(part, column, meant)
            ids += [match.id if (match := meant(word)) else word for word in pieces]
            problem = problem or list_problem
            # A list that was read is what the cell says; what can be one is not.
            is_sure = is_sure and (list_problem is None or len(pieces) > 1)
        if cell and (text := LIST_SEPARATOR.join(dict.fromkeys(ids))) != words[code]:
            read[code] = text
        fix = read[code] if is_sure and read[code] != words[code] else None
        if problem is not None:
            problems[code] = problem._replace(fix=fix)
        elif readings:
            problems[code] = Problem(" ".join(readings), read[code], level=WARNING, fix=fix)
    return read, problems


def _known_list(part: str, column: Column, meant: Callable[[str], Meant | None]) -> tuple[list[str], Problem | None]:
    """A list of listed things that is written with other signs; what has an unknown part is left as it is."""
    pieces = divided(part)
    if len(pieces) < 2 and _called(column) == "region":
        pieces = joined(part)
    if column.is_list and len(pieces) > 1 and all(meant(word) is not None for word in pieces):
        return pieces, as_list(part, LIST_SEPARATOR.join(match.id for word in pieces if (match := meant(word))))
    return [part], None


def _called(column: Column) -> str:
    return column.of[0].lower()


# ------------------------------------------------------------------------------------------------ ids that are one name


def check_names(tables: dict[str, Rows], findings: Findings) -> None:
    """Report ids that are one name, that look the same, or that mix alphabets."""
    for name in MAKING:
        _report_names(tables[name], "id", range(len(tables[name])), findings)
    options = tables["options"]
    by_issue: dict[str, list[int]] = defaultdict(list)
    for index, issue in enumerate(options["issue"]):
        by_issue[issue].append(index)
    for rows in by_issue.values():
        _report_names(options, "option", rows, findings)


def _report_names(rows: Rows, column: str, at: Iterable[int], findings: Findings) -> None:
    forms: dict[str, str] = {}
    looks: dict[str, str] = {}
    for index in at:
        id = str(rows[column][index])
        form = folded(id)
        if not form:
            continue
        first, alike = forms.setdefault(form, id), looks.setdefault(look(id), id)
        letters = strange_letters(id)
        if first != id:
            problem = Problem(
                f"'{shortened(id)}' and '{shortened(first)}' are one name: they differ in {difference(id, first)}.",
                "each name once",
                first,
            )
        elif alike != id:
            problem = Problem(
                f"'{shortened(id)}' and '{shortened(alike)}' look the same but were read as two different "
                f"{rows.table.name}: {difference(id, alike)}.",
                "names that can be told apart",
                alike,
                WARNING,
            )
        elif letters:
            problem = Problem(
                f"'{shortened(id)}' mixes two alphabets: {letters} in a word of Latin letters.",
                "one alphabet in a word",
                level=WARNING,
            )
        else:
            continue
        findings.add(problem, rows.file, rows.lines[index], column, id)
