"""Issues of kind ``several`` taken apart: each option becomes an issue of its own, settled as in or out.

From there on nothing knows of the kind: the rule, every query, the page and the database see choice issues of two
settlements, and :mod:`zopa.graph.rule` says what a position on one of them means. A position on several options becomes one
position for each, and what names the issue, an option of it or such a position elsewhere in the case names the parts.
"""

from __future__ import annotations

from ..graph.columns import IN, OUT, SEVERAL
from ..graph.ontology import OPTION_SEPARATOR, Column
from .apart import OF, copies_of, let_follow, names_options
from .checks.cells import YES
from .rows import Rows, parts, unused


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
        naming = [name for name, rows in apart.items() if names_options(rows)]
        for name in naming:
            apart[name] = self._naming(self._coded[name])
        let_follow(apart, self._meant, lambda part: part.removesuffix(f"{OPTION_SEPARATOR}{IN}"))
        return apart

    def _issues(self) -> Rows:
        rows = self._coded["issues"]
        copies = copies_of(rows, lambda row: list(self._of_issue.get(rows["id"][row], {}).values()) or [""])
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
        copies = copies_of(rows, lambda row: [IN, OUT] if rows["issue"][row] in self._of_issue else [""])
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

        copies, used = copies_of(rows, named), set(rows["id"])
        for row, source, option in copies:
            if not option:
                continue
            copies.write("issue", row, self._of_issue[rows["issue"][source]][option])
            copies.write("option", row, IN if rows["option"][source] else "")
            copies.write("id", row, copies.id_of(row, source, option, used))
            if rows.table.node:
                self._of_position.setdefault(rows["id"][source], []).append(copies["id"][row])
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
