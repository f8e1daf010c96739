"""Options that are on the table on some days only: drafts that are tabled and withdrawn.

When a case is read, a position keeps the days on which an option that it names is on the table: on
other days it is about nothing that could be settled, and so it neither accepts nor rules out anything. It never becomes a
deadlock. An issue whose options come and go becomes one issue for each stretch of days with the same options on the table,
so that the rule, every query, the page and the database see choice issues whose options are all there is to choose from on
those days. A position that holds in several stretches becomes one position in each, which names those of its options that
are on the table then; what names the issue, an option of it or such a position elsewhere names the parts.

To answer an option that is new is therefore no shift: it is said of another stretch. Who rejects all that is on the table
in a stretch, while there are other options on other days, leaves what is not on the table yet: the issue is not closed then.

A rule that one option implies or excludes another counts on the days on which both are on the table. On a day on which the
implied option is not, nobody can choose it, but nothing says that the other cannot be had without it: to rule that out would
make deadlocks of what nobody coded. So the rule does not count then, and :mod:`zopa.loaders.checks.tabled` tells the days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..graph.columns import OTHER, REJECTS, STANCES, last_days_held
from ..graph.dates import ALWAYS, FOREVER, DayWords, period
from ..graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column
from .apart import OF, Copies, copies_of, let_follow, names_options
from .checks.cells import NO
from .checks.ranges import days
from .rows import CODED, Rows, parts, unused

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Stretch(NamedTuple):
    """Days on which the same options of an issue are on the table.

    Attributes
    ----------
    first, last : int
        Both included.
    options : frozenset of str, or None
        The options on the table; None where none of the issue has days of its own.
    issue : str
        The id of the issue that it becomes.
    """

    first: int
    last: int
    options: frozenset[str] | None
    issue: str

    def meets(self, first: int, last: int) -> bool:
        """Whether it has a day of these."""
        return self.first <= last and self.last >= first

    def has(self, option: str) -> bool:
        """Whether an option is on the table; what nobody listed always is."""
        return self.options is None or option == OTHER or option in self.options


#: What tells a stretch from the others in its id: its days, as :meth:`_Stretches._span` writes them.
_DATE = r"\d{4}(?:-\d\d){0,2}"
_DAYS = re.compile(rf"(?:from-)?(?P<start>{_DATE})(?:-to-(?P<end>{_DATE}))?(?:-\d)?|until-(?P<until>{_DATE})(?:-\d)?")


def dates_of_stretch(issue: str) -> tuple[str, str]:
    """The first and the last day, as they were coded, of a stretch that an issue was told apart into, by its id.

    >>> from zopa.loaders.stretches import dates_of_stretch
    >>> dates_of_stretch("draft:2022-01-to-2022-05"), dates_of_stretch("draft:until-2021")
    (('2022-01', '2022-05'), ('', '2021'))
    """
    match = _DAYS.fullmatch(issue.rpartition(OF)[2])
    return (match["start"] or "", match["end"] or match["until"] or "") if match else ("", "")


def have_days(tables: dict[str, Rows]) -> bool:
    """Whether any option has days of its own."""
    return any(tables["options"].filled(end).any() for end in ("start", "end"))


def apart_by_days(tables: dict[str, Rows]) -> dict[str, Rows]:
    """The tables of a case, its references sound, in which every option is on the table on all days of its issue.

    Parameters
    ----------
    tables : dict of Rows
        Without issues of the kind ``several``; they stay as they are.

    Returns
    -------
    dict of Rows
    """
    return _Stretches(tables).tables() if have_days(tables) else tables


def own_days(rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last day on which each option is on the table, or each condition is set. Shape ``(n,)`` each."""
    return days(rows, "start", 0, ALWAYS), days(rows, "end", 1, FOREVER)


def days_held(rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last day of each position or statement, as it says itself. Shape ``(n,)`` each."""
    first, last = own_days(rows)
    if "date" in rows.table.columns:
        first = np.where(rows.filled("start"), first, days(rows, "date", 0, ALWAYS))
    if "replaces" in rows.table.columns:
        last = last_days_held(rows.frame(), first, last).astype(np.int64)
    return first, last


def on_the_table(options: Rows) -> dict[str, dict[str, tuple[int, int]]]:
    """For each issue of which an option has days of its own, the days of all its options."""
    first, last = own_days(options)
    dated = set(options["issue"][(first != ALWAYS) | (last != FOREVER)])
    days_of: dict[str, dict[str, tuple[int, int]]] = {issue: {} for issue in dated}
    for issue, option, start, end in zip(
        options["issue"], options["option"], first.tolist(), last.tolist(), strict=True
    ):
        if issue in dated:
            days_of[issue][option] = start, end
    return days_of


def _runs(days_of: dict[str, tuple[int, int]]) -> Iterator[tuple[int, int, frozenset[str]]]:
    """First day, last day and options of each stretch on which any option of an issue is on the table, in order."""
    cuts = sorted({first for first, _ in days_of.values()} | {last + 1 for _, last in days_of.values()})
    begin, tabled = ALWAYS, frozenset[str]()
    for first, after in zip(cuts, [*cuts[1:], FOREVER + 1], strict=True):
        now = frozenset(option for option, (start, end) in days_of.items() if start <= first and end >= after - 1)
        if now != tabled:
            if tabled:
                yield begin, first - 1, tabled
            begin, tabled = first, now
    if tabled:
        yield begin, FOREVER, tabled


class _Stretches:
    """What becomes of the issues and the positions of a case, by id."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self._coded = tables
        self._ids = {rows.table.node: set(rows.ids()) for rows in tables.values() if rows.table.node}
        options = tables["options"]
        self._words = DayWords(*({word for word in options[end] if _is_date(word)} for end in ("start", "end")))
        used = set(tables["issues"]["id"])
        self._of_issue = {issue: self._of(issue, days_of, used) for issue, days_of in on_the_table(options).items()}
        self._of_position: dict[str, dict[str, str]] = {}

    def _of(self, issue: str, days_of: dict[str, tuple[int, int]], used: set[str]) -> list[Stretch]:
        runs = list(_runs(days_of))
        if len(runs) == 1:
            return [Stretch(*runs[0], issue)]
        return [
            Stretch(first, last, options, unused(f"{issue}{OF}{self._span(first, last).replace(' ', '-')}", used))
            for first, last, options in runs
        ]

    def _span(self, first: int, last: int) -> str:
        """``2022-03 to 2022-05``, ``until 2022-05``, ``from 2022-03``."""
        start, end = self._words.start(first), self._words.end(last)
        return f"{start} to {end}" if start and end else f"from {start}" if start else f"until {end}"

    def stretches(self, issue: str) -> list[Stretch]:
        """The stretches of an issue: one without end where no option of it has days of its own."""
        return self._of_issue.get(issue, [Stretch(ALWAYS, FOREVER, None, issue)])

    def tables(self) -> dict[str, Rows]:
        apart = {**self._coded, "issues": self._issues(), "options": self._options()}
        naming = [name for name, rows in apart.items() if names_options(rows)]
        for name in naming:
            apart[name] = self._naming(self._coded[name], name in CODED)
        for name in CODED:
            self._open(apart["issues"], apart[name])
        apart["conditions"] = self._conditions()
        apart["constraints"] = self._constraints()
        let_follow(apart, self._meant, done=("options", "conditions", "constraints"))
        return apart

    def _issues(self) -> Rows:
        rows = self._coded["issues"]
        is_split = {issue for issue, stretches in self._of_issue.items() if len(stretches) > 1}
        at = {stretch.issue: stretch for issue in is_split for stretch in self._of_issue[issue]}
        copies = copies_of(
            rows,
            lambda row: [s.issue for s in self._of_issue[rows["id"][row]]] if rows["id"][row] in is_split else [""],
        )
        for row, source, issue in copies:
            if issue:
                span = self._span(at[issue].first, at[issue].last)
                copies.write("id", row, issue)
                copies.write("name", row, f"{rows['name'][source] or rows['id'][source]} ({span})")
                copies.write("stretch_of", row, rows["id"][source])
        return copies.rows()

    def _options(self) -> Rows:
        rows = self._coded["options"]
        copies = copies_of(
            rows, lambda row: [s.issue for s in self.stretches(rows["issue"][row]) if s.has(rows["option"][row])]
        )
        for row, source, issue in copies:
            if issue != rows["issue"][source]:
                copies.write("issue", row, issue)
                # It is on the table as long as the issue that it is an option of now: to read it again takes nothing apart.
                copies.write("start", row, "")
                copies.write("end", row, "")
        return copies.rows()

    # -------------------------------------------------------------------------------------------- what names options

    def _naming(self, rows: Rows, is_held: bool) -> Rows:
        """Positions, statements, or terms: one for each stretch in which a row holds and names what is on the table."""
        count = len(rows)
        first, last = days_held(rows) if is_held else (np.full(count, ALWAYS), np.full(count, FOREVER))
        at: list[list[Stretch]] = []
        for row, (begins, ends) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            named = parts(rows["option"][row])
            at.append(
                [
                    Stretch(max(begins, s.first), min(ends, s.last), s.options, s.issue)
                    for s in self.stretches(rows["issue"][row])
                    if s.meets(begins, ends) and (not named or any(map(s.has, named)))
                ]
            )
        copies, used = copies_of(rows, lambda row: [s.issue for s in at[row]]), set(rows["id"])
        stretch_at = iter([stretch for stretches in at for stretch in stretches])
        for row, source, issue in copies:
            stretch = next(stretch_at)
            named = [option for option in parts(rows["option"][source]) if stretch.has(option)]
            copies.write("option", row, LIST_SEPARATOR.join(named))
            if issue != rows["issue"][source]:
                copies.write("issue", row, issue)
                copies.write("id", row, copies.id_of(row, source, issue.split(OF)[-1], used))
            if is_held:
                self._keep_days(copies, row, stretch, int(first[source]), int(last[source]))
                if (prefers := rows["prefers"][source]) and not stretch.has(prefers):
                    copies.write("prefers", row, "")
            if rows.table.node:
                self._of_position.setdefault(rows["id"][source], {})[issue] = copies["id"][row]
        told_apart = copies.rows()
        if "replaces" in rows.table.columns:
            self._replacing(told_apart)
        return told_apart

    def _open(self, issues: Rows, positions: Rows) -> None:
        """Leave an issue open in stretches in which somebody rejects all that is on the table, but not all that ever was."""
        short: dict[str, frozenset[str]] = {}
        for stretches in self._of_issue.values():
            ever = frozenset().union(*(stretch.options or () for stretch in stretches))
            short |= {
                stretch.issue: stretch.options for stretch in stretches if stretch.options and stretch.options != ever
            }
        rejects = np.flatnonzero((positions["stance"] == STANCES[REJECTS]) & np.isin(positions["issue"], list(short)))
        refused = {
            issue
            for issue, cell in zip(positions["issue"][rejects], positions["option"][rejects], strict=True)
            if frozenset(parts(cell)) == short[issue]
        }
        if refused:
            is_open = np.isin(issues["id"], list(refused))
            issues["closed"] = np.where(is_open, NO, issues["closed"]).astype(object)
            # What is not on the table has no place in an order.
            issues["kind"] = np.where(is_open, "choice", issues["kind"]).astype(object)
            there = np.isin(positions["issue"], list(refused))
            positions["prefers"] = np.where(there, "", positions["prefers"]).astype(object)

    def _keep_days(self, copies: Copies, row: int, stretch: Stretch, first: int, last: int) -> None:
        """Let a copy begin and end with its stretch, where it would hold longer."""
        if stretch.first > first:
            copies.write("start", row, self._words.start(stretch.first))
        if stretch.last < last:
            copies.write("end", row, self._words.end(stretch.last))

    def _replacing(self, positions: Rows) -> None:
        """What replaces an earlier position does so in its own stretch; in an earlier one that position has ended."""
        if not positions.filled("replaces").any():
            return
        meant = [
            [of[issue] for name in parts(cell) if issue in (of := self._of_position[name])]
            for issue, cell in zip(positions["issue"], positions["replaces"], strict=True)
        ]
        positions["replaces"] = np.array([LIST_SEPARATOR.join(names) for names in meant], dtype=object)

    # -------------------------------------------------------------------------------------------- what names an option

    def _conditions(self) -> Rows:
        """Conditions: one for each choice of stretches that share a day, with the steps that can be taken then."""
        rows = self._coded["conditions"]
        first, last = own_days(rows)
        issue_of = dict(zip(self._coded["positions"]["id"], self._coded["positions"]["issue"], strict=True))
        at: list[list[tuple[int, int, str, str]]] = []
        for row, (tied, requires) in enumerate(zip(rows["what"], rows["requires"], strict=True)):
            steps = parts(requires)
            issues = dict.fromkeys([issue_of.get(tied) or _issue(tied), *map(_issue, steps)])
            choices = []
            for choice in product(*map(self.stretches, issues)):
                stretch_of = dict(zip(issues, choice, strict=True))
                begins = max(int(first[row]), *(stretch.first for stretch in choice))
                ends = min(int(last[row]), *(stretch.last for stretch in choice))
                if begins <= ends and (subject := self._subject(tied, issue_of.get(tied), stretch_of)):
                    possible = [step for step in (_step(step, stretch_of) for step in steps) if step]
                    # No step that it waits for can be taken then: it stays tied to one that is not asked about.
                    choices.append((begins, ends, subject, LIST_SEPARATOR.join(possible or self._elsewhere(steps))))
            at.append(choices)
        copies, used = copies_of(rows, lambda row: [str(nth) for nth in range(len(at[row]))]), set(rows["id"])
        for row, source, nth in copies:
            begins, ends, tied, requires = at[source][int(nth)]
            copies.write("what", row, tied)
            copies.write("requires", row, requires)
            copies.write("id", row, copies.id_of(row, source, str(int(nth) + 1), used))
            if begins > first[source]:
                copies.write("start", row, self._words.start(begins))
            if ends < last[source]:
                copies.write("end", row, self._words.end(ends))
        return copies.rows()

    def _constraints(self) -> Rows:
        """Rules between two options: one for each two stretches that share a day and in which both are on the table."""
        rows = self._coded["constraints"]
        at = [
            [
                (step, other_step)
                for stretch, other_stretch in product(self.stretches(_issue(option)), self.stretches(_issue(other)))
                if stretch.meets(other_stretch.first, other_stretch.last)
                and (step := _step(option, {_issue(option): stretch}))
                and (other_step := _step(other, {_issue(other): other_stretch}))
            ]
            for option, other in zip(rows["option"], rows["other"], strict=True)
        ]
        copies, used = copies_of(rows, lambda row: [str(nth) for nth in range(len(at[row]))]), set(rows["id"])
        for row, source, nth in copies:
            for name, step in zip(("option", "other"), at[source][int(nth)], strict=True):
                copies.write(name, row, step)
            copies.write("id", row, copies.id_of(row, source, str(int(nth) + 1), used))
        return copies.rows()

    def _subject(self, tied: str, issue: str | None, stretch_of: dict[str, Stretch]) -> str:
        """The position or the step that a condition is set on, in these stretches; empty where there is none."""
        if issue is None:
            return _step(tied, stretch_of)
        return self._of_position.get(tied, {}).get(stretch_of[issue].issue, "")

    def _elsewhere(self, steps: Iterable[str]) -> list[str]:
        return [step for word in steps for step in self._of_step(word)]

    def _of_step(self, step: str) -> list[str]:
        """An option in every stretch in which it is on the table."""
        issue, _, option = step.partition(OPTION_SEPARATOR)
        return [f"{s.issue}{OPTION_SEPARATOR}{option}" for s in self.stretches(issue) if s.has(option)]

    def _meant(self, word: str, column: Column) -> list[str]:
        """The parts that a word stands for; itself where it names nothing that was taken apart."""
        for kind in column.of:
            if word not in self._ids[kind]:
                continue
            if kind == "Issue":
                return [stretch.issue for stretch in self.stretches(word)]
            if kind == "Option":
                return self._of_step(word)
            return list(self._of_position.get(word, {word: word}).values()) if kind == "Position" else [word]
        return [word]


def _is_date(word: str) -> bool:
    """Whether a cell is a date; one that is not was refused before."""
    try:
        return bool(word) and period(word) is not None
    except ValueError:
        return False


def _issue(step: str) -> str:
    return step.split(OPTION_SEPARATOR, 1)[0]


def _step(step: str, stretch_of: dict[str, Stretch]) -> str:
    """An option in the stretch of its issue; empty where it is not on the table then."""
    issue, separator, option = step.partition(OPTION_SEPARATOR)
    if not separator:
        return step  # no step: it was refused before
    stretch = stretch_of[issue]
    return f"{stretch.issue}{OPTION_SEPARATOR}{option}" if stretch.has(option) else ""
