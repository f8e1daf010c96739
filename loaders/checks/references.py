"""Checking ids and what refers to them: doubles, references to nothing, references in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.columns import ORDERED, OTHER, SEVERAL
from ...graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column, ontology
from ..findings import WARNING, Findings, Problem, listing, nearest, only_readings, shortened
from ..names.lists import divided
from ..rows import Rows, parts
from ..text import pairs
from .choice_words import is_everywhere

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Edge kinds that must not lead back to where they began.
UPWARD = ("PART_OF", "SPEAKS_FOR")
#: Levels of regions, blocs or principals above one another; no real case comes near.
MAX_LEVELS = 100


def check_references(tables: dict[str, Rows], findings: Findings) -> None:
    """Check all ids and references of a case."""
    for rows in tables.values():
        _check_doubles(rows, findings)
    ids = _Ids(tables)
    _check_options(tables, findings)
    open_issues = _open_issues(tables)
    for rows in tables.values():
        for column in rows.table.columns.values():
            if not column.is_reference or rows.is_empty(column.name):
                continue
            if column.within is not None:
                _check_options_of_issue(rows, column, ids, open_issues, findings)
            else:
                _check_column(rows, column, ids, findings)
            if column.edge in UPWARD and column.of == (rows.table.node,):
                _check_circles(rows, column, findings)


class _Ids(dict[str | None, set[str]]):
    """The ids of each kind of thing, gathered when they are first asked for: mostly nothing names a position."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self._rows = {rows.table.node: rows for rows in tables.values()}

    def __missing__(self, kind: str | None) -> set[str]:
        self[kind] = set(self._rows[kind].ids()) - {""}
        return self[kind]


def _check_doubles(rows: Rows, findings: Findings) -> None:
    if rows.ids_differ:
        return
    ids = rows.ids()
    if len(set(ids)) == len(ids):
        return
    first: dict[str, Any] = {}
    column = rows.table.key[-1]
    for index, name in enumerate(ids):
        if not rows[column][index]:
            continue
        line = rows.lines[index]
        if name in first:
            where = f"also in row {first[name]}" if first[name] else "also made from the positions"
            problem = Problem(f"'{shortened(name)}' is there twice ({where}).", "each id once")
            findings.add(problem, rows.file, line, column, str(rows[column][index]))
        first.setdefault(name, line)


def _check_options(tables: dict[str, Rows], findings: Findings) -> None:
    """No option on a number issue, and some where they can be combined."""
    issues, options = tables["issues"], tables["options"]
    numeric = set(issues["id"][issues["kind"] == "number"])
    codes, words = options.coded("issue")
    problems = {
        code: Problem(f"'{word}' is a number issue and has no options.", "a choice issue")
        for code, word in enumerate(words)
        if word in numeric
    }
    findings.add_values(options, "issue", codes, words, problems)
    listed = set(options["issue"])
    for index, (issue, kind) in enumerate(zip(issues["id"], issues["kind"], strict=True)):
        if kind == ORDERED and issues["closed"][index] == "no":
            problem = Problem(
                "The options of an ordered issue are all there is: it is closed.", "yes, or an empty cell"
            )
            findings.add(problem, issues.file, issues.lines[index], "closed", "no")
        if kind in (SEVERAL, ORDERED) and issue not in listed:
            problem = Problem(
                f"'{shortened(issue)}' is of the kind '{kind}' but has no options: nothing of it can be settled.",
                "options of the issue in the table 'options'",
            )
            findings.add(problem, issues.file, issues.lines[index], "kind", kind)


def _open_issues(tables: dict[str, Rows]) -> set[str]:
    """Choice issues on which ``other`` stands for what nobody listed."""
    issues = tables["issues"]
    listed = set(tables["options"]["issue"])
    return {
        str(issue)
        for issue, kind, closed in zip(issues["id"], issues["kind"], issues["closed"], strict=True)
        if kind == "choice" and (closed == "no" or (not closed and issue not in listed))
    }


# ------------------------------------------------------------------------------------------------ references


def _check_column(rows: Rows, column: Column, ids: Mapping[Any, set[str]], findings: Findings) -> None:
    codes, words = rows.coded(column.name)
    known = set().union(*(ids[kind] for kind in column.of))
    both = set().union(*(ids[kind_a] & ids[kind_b] for kind_a, kind_b in combinations(column.of, 2)))
    problems: dict[int, Problem] = {}
    wrong: dict[int, list[str]] = {}
    for code, word in enumerate(words):
        if not word or word in known or (not column.is_list and LIST_SEPARATOR in word):
            # Several words where one is expected were told of with the cells.
            named = [word]
        else:
            named = parts(word) if column.is_list else [word]
            missing = [part for part in named if part not in known]
            if missing:
                wrong[code] = missing
        doubtful = [part for part in named if part in both] if both else []
        if doubtful:
            problems[code] = _ambiguous(doubtful[0], column, ids)
    near = _near((part for missing in wrong.values() for part in missing), known, "Option" in column.of)
    only = only_readings(near, known, things=True)
    for code, missing in wrong.items():
        problem = _dangling(missing, f"no {_kinds(column)}", _kinds(column), near, known)
        if column.of == ("Region",) and all(map(is_everywhere, missing)):
            problem = problem._replace(message=f"{problem.message} Leave the cell empty for everywhere.", nearest="")
        problems[code] = problem._replace(fix=_corrected(words[code], missing, only, column.is_list))
        several = divided(missing[0])
        if not column.is_list and len(several) > 1 and known.issuperset(several):
            message = f"'{shortened(missing[0])}' names several things where one is expected: write one row for each."
            problems[code] = Problem(message, column.meaning)
    findings.add_values(rows, column.name, codes, words, problems)


def _ambiguous(word: str, column: Column, ids: Mapping[Any, set[str]]) -> Problem:
    kinds = [kind for kind in column.of if word in ids[kind]]
    named = [_with_article(kind) for kind in kinds]
    return Problem(
        f"'{shortened(word)}' is the id of {listing(named, 'and')}: {named[0]} was read.",
        "ids that differ",
        level=WARNING,
    )


@cache
def _invented() -> frozenset[str]:
    """Ids that the invented rows of the template use, and its options with their issues."""
    tables = ontology().tables.values()
    rows = [{name: column.example for name, column in table.columns.items()} for table in tables]
    rows += [dict(row) for table in tables for row in table.also]
    names = ("id", "party", "issue", "regions")
    ids = {part for row in rows for name in names for part in parts(row.get(name, ""))}
    options = {
        f"{row['issue']}{OPTION_SEPARATOR}{row['option']}" for row in rows if row.get("issue") and row.get("option")
    }
    return frozenset(ids | options)


def _dangling(
    missing: list[str], wrong: str, expected: str, near: Mapping[str, str], known: Collection[str]
) -> Problem:
    shown = listing((f"'{part}'" for part in missing), "and")
    message = f"{shown} {'is' if len(missing) == 1 else 'are'} {wrong}."
    if _invented().issuperset(missing):
        message += " The template uses that name: an invented row of it may still be there."
    offered = []
    for part in missing:
        several = divided(part)
        # Where a part of what looks like a list is known, the whole list is offered: who obeys must lose nothing.
        is_list = len(several) > 1 and any(word in known for word in several)
        offered += [near.get(word, word) for word in several] if is_list else [near.get(part, "")]
    return Problem(message, expected, LIST_SEPARATOR.join(offered) if all(offered) else "")


def _corrected(word: str, missing: list[str], only: Mapping[str, str], is_list: bool) -> str | None:
    """The cell with each of the words that name nothing as the one that it can only be; None where one of them has none."""
    if not all(part in only for part in missing):
        return None
    named = parts(word) if is_list else [word]
    return LIST_SEPARATOR.join(dict.fromkeys(only.get(part, part) if part in missing else part for part in named))


def _near(words: Iterable[str], known: set[str], with_options: bool) -> dict[str, str]:
    """The nearest ids; for an option written without its issue the one that ends so."""
    words = list(dict.fromkeys(words))
    if not words:
        return {}
    near = nearest(words, known, things=True)
    if with_options:
        of_option = defaultdict(list)
        for name in known:
            of_option[name.partition(OPTION_SEPARATOR)[2]].append(name)
        near |= {word: of_option[word][0] for word in words if len(of_option.get(word, [])) == 1}
    return near


def _check_options_of_issue(
    rows: Rows, column: Column, ids: Mapping[Any, set[str]], open_issues: set[str], findings: Findings
) -> None:
    """Options written short, each of the issue that stands in the same row."""
    (_, issues), (_, words) = rows.coded(str(column.within)), rows.coded(column.name)
    cells = [parts(word) for word in words]
    inverse, at_issue, at = pairs(rows.text(str(column.within)), rows.text(column.name))
    # Told are pairs issue by issue.
    order = np.lexsort([at, at_issue])
    options: dict[str, list[str]] | None = None
    problems: dict[int, Problem] = {}
    option_cells: list[str] = []
    for index, pair in enumerate(order.tolist()):
        issue, cell = issues[at_issue[pair]], cells[at[pair]]
        option_cells.append(words[at[pair]])
        if issue not in ids["Issue"]:
            continue
        missing = [
            part
            for part in cell
            if issue + OPTION_SEPARATOR + part not in ids["Option"] and not (part == OTHER and issue in open_issues)
        ]
        if not missing:
            continue
        if options is None:
            options = _by_issue(ids["Option"], ids["Issue"])
        options_of_issue = options.get(issue, [])
        elsewhere = [other_issue for other_issue, listed in options.items() if missing[0] in listed]
        wrong = f"no option of '{issue}'" + (f" but of {listing(elsewhere)}" if elsewhere else "")
        near = nearest(missing, options_of_issue, things=True)
        problem = _dangling(missing, wrong, listing(options_of_issue) or "a number", near, options_of_issue)
        only = {} if elsewhere else only_readings(missing, options_of_issue, things=True)
        problems[index] = problem._replace(fix=_corrected(option_cells[-1], missing, only, column.is_list))
    findings.add_values(rows, column.name, np.argsort(order)[inverse], option_cells, problems)


def _by_issue(options: set[str], issues: set[str]) -> dict[str, list[str]]:
    by_issue = defaultdict(list)
    for key in sorted(options):
        issue, _, option = key.partition(OPTION_SEPARATOR)
        while issue not in issues and OPTION_SEPARATOR in option:
            more, _, option = option.partition(OPTION_SEPARATOR)
            issue += OPTION_SEPARATOR + more
        by_issue[issue].append(option)
    return by_issue


def _kinds(column: Column) -> str:
    return listing(kind.lower() if kind != "Option" else "issue/option" for kind in column.of)


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind.lower()}"


# ------------------------------------------------------------------------------------------------ circles


def _check_circles(rows: Rows, column: Column, findings: Findings) -> None:
    """Nothing may be part of, or speak for, itself by way of others."""
    code = {str(name): index for index, name in enumerate(rows["id"])}
    above = [[code[part] for part in parts(cell) if part in code] for cell in rows[column.name]]
    unresolved, levels = _unresolved(above)
    for circle in _circles(above, unresolved):
        names = [str(rows["id"][index]) for index in [*circle, circle[0]]]
        problem = Problem(f"'{column.name}' goes round in a circle: {' > '.join(map(shortened, names))}.", "no circle")
        findings.add(problem, rows.file, rows.lines[circle[0]], column.name, str(rows[column.name][circle[0]]))
    if levels > MAX_LEVELS:
        problem = Problem(
            f"'{column.name}' goes through {levels} levels, one above the other.", f"at most {MAX_LEVELS} levels"
        )
        findings.add(problem, rows.file, None, column.name)


def _unresolved(above: list[list[int]]) -> tuple[set[int], int]:
    """The ids that are on a circle or lead to one, and how many levels there are above one another beside these."""
    below: list[list[int]] = [[] for _ in above]
    for index, larger in enumerate(above):
        for parent in larger:
            below[parent].append(index)
    waiting = [len(larger) for larger in above]
    level = [index for index, count in enumerate(waiting) if not count]
    unresolved, levels = set(range(len(above))), 0
    while level:
        levels += 1
        unresolved -= set(level)
        following = []
        for index in level:
            for parent in below[index]:
                waiting[parent] -= 1
                if not waiting[parent]:
                    following.append(parent)
        level = following
    return unresolved, levels


def _circles(above: list[list[int]], unresolved: set[int]) -> Iterable[list[int]]:
    """Circles among these, no two with a member in common, each from its first member on."""
    done: set[int] = set()
    for start in sorted(unresolved):
        path: list[int] = []
        place: dict[int, int] = {}
        node = start
        while node not in done and node not in place:
            place[node] = len(path)
            path.append(node)
            node = next(parent for parent in above[node] if parent in unresolved)
        if node in place and node not in done:
            circle = path[place[node] :]
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]
        done |= set(path)


def rows_with(ids: Iterable[str], words: Iterable[str]) -> NDArray[np.int64]:
    """Row numbers of ids, -1 where there is none; of doubles the first.

    >>> from zopa.loaders.checks.references import rows_with
    >>> rows_with(["a", "b"], ["b", "x"]).tolist()
    [1, -1]
    """
    first: dict[str, int] = {}
    for row, name in enumerate(ids):
        first.setdefault(name, row)
    return np.array([first.get(word, -1) for word in words], dtype=np.int64)
