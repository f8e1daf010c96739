"""Issues of kind ``several`` taken apart: each option becomes an issue of its own, settled as in or out.

From there on nothing knows of the kind: the rule, every query, the page and the database see choice issues of two
settlements, and :mod:`zopa.graph.rule` says what a position on one of them means. A position on several options becomes one
position for each, and what names the issue, an option of it or such a position elsewhere in the case names the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..graph.columns import IN, OUT, SEVERAL
from ..graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column
from .checks.cells import YES
from .rows import Rows, parts, unused

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Between the id of the issue and that of the option in the id of a part.
OF = ":"


def has_several(tables: dict[str, Rows]) -> bool:
    """Whether there is anything to take apart."""
    return bool((tables["issues"]["kind"] == SEVERAL).any())


def taken_apart(tables: dict[str, Rows]) -> dict[str, Rows]:
    """The tables of a case, its references sound, with choice issues in place of the issues of kind ``several``.

    Parameters
    ----------
    tables : dict of Rows
        They stay as they are.

    Returns
    -------
    dict of Rows
    """
    return _Parts(tables).tables() if has_several(tables) else tables


class _Parts:
    """What becomes of the issues, options and positions of a case, by id."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self._coded = tables
        self._ids = {rows.table.node: set(rows.ids()) for rows in tables.values() if rows.table.node}
        issues, options = tables["issues"], tables["options"]
        self._of_issue: dict[str, dict[str, str]] = {
            str(id): {} for id, kind in zip(issues["id"], issues["kind"], strict=True) if kind == SEVERAL
        }
        self._name_of: dict[str, str] = {}
        used = set(issues["id"])
        for issue, option, name in zip(options["issue"], options["option"], options["name"], strict=True):
            if issue in self._of_issue:
                part = unused(f"{issue}{OF}{option.replace(OPTION_SEPARATOR, '-')}", used)
                self._of_issue[issue][option] = part
                self._name_of[part] = name or option
        self._of_option = {
            f"{issue}{OPTION_SEPARATOR}{option}": f"{part}{OPTION_SEPARATOR}{IN}"
            for issue, part_of in self._of_issue.items()
            for option, part in part_of.items()
        }
        self._of_position: dict[str, list[str]] = {}

    def tables(self) -> dict[str, Rows]:
        apart = {**self._coded, "issues": self._issues(), "options": self._options()}
        naming = [name for name, rows in apart.items() if _names_options(rows)]
        for name in naming:
            apart[name] = self._naming(self._coded[name])
        for name, rows in apart.items():
            for column in rows.table.columns.values():
                if column.of and not (name in ("options", *naming) and column.name in ("issue", "option")):
                    rows = self._following(rows, column)
            apart[name] = rows
        return apart

    def _issues(self) -> Rows:
        rows = self._coded["issues"]
        copies = _copies(rows, lambda row: list(self._of_issue.get(rows["id"][row], {}).values()) or [""])
        for row, source, part in copies:
            if not part:
                continue
            whole, option = rows["name"][source] or rows["id"][source], self._name_of[part]
            copies.write("id", row, part)
            copies.write("name", row, f"{whole}: {option}")
            copies.write("question", row, f"{rows['question'][source]} Is '{option}' part of it?".lstrip())
            copies.write("kind", row, "choice")
            copies.write("closed", row, YES)
            copies.write("whole", row, rows["id"][source])
        return copies.rows()

    def _options(self) -> Rows:
        rows = self._coded["options"]
        copies = _copies(rows, lambda row: [IN, OUT] if rows["issue"][row] in self._of_issue else [""])
        for row, source, settled in copies:
            if not settled:
                continue
            part = self._of_issue[rows["issue"][source]][rows["option"][source]]
            copies.write("issue", row, part)
            copies.write("option", row, settled)
            copies.write("name", row, self._name_of[part] if settled == IN else f"{self._name_of[part]}: left out")
            if settled == OUT:
                copies.write("meaning", row, "")
                copies.write("note", row, "")
        return copies.rows()

    def _naming(self, rows: Rows) -> Rows:
        """Positions, or terms: one for each option that a row names, and for each of all options where it names none."""

        def named(row: int) -> list[str]:
            part_of = self._of_issue.get(rows["issue"][row])
            return [""] if part_of is None else list(dict.fromkeys(parts(rows["option"][row]))) or list(part_of)

        copies, used = _copies(rows, named), set(rows["id"])
        for row, source, option in copies:
            if not option:
                continue
            copies.write("issue", row, self._of_issue[rows["issue"][source]][option])
            copies.write("option", row, IN if rows["option"][source] else "")
            copies.write("id", row, copies.id_of(row, source, option, used))
            if rows.table.node:
                self._of_position.setdefault(rows["id"][source], []).append(copies["id"][row])
        return copies.rows()

    def _following(self, rows: Rows, column: Column) -> Rows:
        """Let what names an issue, an option or a position name its parts; a row that must name one comes for each."""
        codes, words = rows.coded(column.name)
        meant = [[new for part in parts(word) for new in self._meant(part, column)] for word in words]
        if all(LIST_SEPARATOR.join(new) == word for new, word in zip(meant, words, strict=True)):
            return rows
        if column.is_list:
            cells = np.array([LIST_SEPARATOR.join(dict.fromkeys(new)) for new in meant], dtype=object)
            changed = rows.part(np.ones(len(rows), dtype=bool))
            changed[column.name] = cells[codes]
            return changed
        copies, used = _copies(rows, lambda row: meant[codes[row]] or [""]), set(rows["id"])
        for row, source, new in copies:
            copies.write(column.name, row, new)
            copies.write("id", row, copies.id_of(row, source, new.removesuffix(f"{OPTION_SEPARATOR}{IN}"), used))
        return copies.rows()

    def _meant(self, word: str, column: Column) -> list[str]:
        """The parts that a word stands for; itself where it names nothing that was taken apart."""
        for kind in column.of:
            if word not in self._ids[kind]:
                continue
            if kind == "Issue" and word in self._of_issue:
                return list(self._of_issue[word].values())
            if kind == "Option" and word in self._of_option:
                return [self._of_option[word]]
            return self._of_position.get(word, [word]) if kind == "Position" else [word]
        return [word]


class _Copies:
    """Rows of a table, some of them several times, each for a part of what it names."""

    def __init__(self, rows: Rows, wanted: list[list[str]]) -> None:
        self._of = rows
        self._source = np.repeat(np.arange(len(rows)), [len(parts_of_row) for parts_of_row in wanted])
        self._part = [part for parts_of_row in wanted for part in parts_of_row]
        self._count = [len(parts_of_row) for parts_of_row in wanted]
        self._cells: dict[str, NDArray[Any]] = {name: rows[name][self._source] for name in rows.columns}

    def __iter__(self) -> Iterator[tuple[int, int, str]]:
        """Each copy with the row that it is of and the part that it is for."""
        return zip(range(len(self._part)), self._source.tolist(), self._part, strict=True)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._cells[name]

    def write(self, name: str, row: int, cell: str) -> None:
        """Write a cell."""
        self._cells[name][row] = cell

    def id_of(self, row: int, source: int, part: str, used: set[str]) -> str:
        """The id of a copy: that of its row where it is the only one."""
        id = str(self._of["id"][source])
        # Of two kinds of things that a condition can name, an option is told by its separator.
        return id if self._count[source] == 1 else unused(f"{id}{OF}{part.replace(OPTION_SEPARATOR, '-')}", used)

    def rows(self) -> Rows:
        """The copies as a table."""
        of = self._of
        return Rows(of.table, of.file, of.lines[self._source], self._cells, of.header_line)


def _names_options(rows: Rows) -> bool:
    """Whether its rows name options of the issue that stands beside them."""
    return any(column.within == "issue" for column in rows.table.columns.values())


def _copies(rows: Rows, parts_of: Callable[[int], list[str]]) -> _Copies:
    return _Copies(rows, [parts_of(row) for row in range(len(rows))])
