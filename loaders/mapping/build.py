"""The tables of a case from a table that is understood: each row is in one of them, in a note, or set aside."""

from __future__ import annotations

from typing import Any

from ...graph.columns import OTHER
from ...graph.names import folded
from ...graph.ontology import LIST_SEPARATOR, ontology
from .. import dossier_toml as about
from ..brought import Brought
from ..days import Days, why_unread
from ..findings import WARNING, Findings, Problem, listing, shortened
from .cited import Cited
from .codes import (
    ANSWERS,
    NUMBERS,
    SIDES,
    Codebook,
    is_graded_from_one_side,
    is_missing,
    kinds_of,
    number,
    ordered,
    range_in,
    scale_in,
    scale_labelled,
    side_of,
    stance_beside,
    unit_in,
)
from .facts import Facts, Report
from .grids import Table
from .ids import Ids
from .namesakes import told_apart
from .plan import ISSUES, LONG, PARTIES, Plan
from .statements import Statement, facts_of_rows, issue_called, listed, statements
from .telling import tell, unknown_codes
from .weights import Weights
from .words import plain

YES, NO = "yes", "no"


class Builder:
    """Makes the tables of a case of a table, by a plan."""

    def __init__(self, table: Table, plan: Plan, codebook: Codebook, title: str, findings: Findings) -> None:
        table, namesakes = told_apart(table, plan)
        self.table, self.plan, self.codebook = table, plan, codebook
        self.title = title
        self.brought = Brought(
            "", meta=about.with_comments({}, {table.file: [*table.above, *table.below]}), is_proposal=plan.is_proposal
        )
        self.brought.meta.setdefault("title", title)
        self.cited = Cited(self.brought, table.file)
        self.days = {
            role: Days(
                cell
                for name, read_as in plan.roles.items()
                if read_as.partition(" ")[0] == role
                for cell in table.counts(name)
            )
            for role in ("start", "end")
        }
        self.parties, self.issues = Ids(), Ids()
        self._parties_in: dict[str, list[str]] = {}
        self.findings = findings
        self.report = Report(findings, table.file, plan)
        self.facts = Facts(self.report)
        self._warn_of(namesakes)
        self.weights = Weights(self.report)
        self.read_as: dict[str, str] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self.scales: dict[str, tuple[str, str]] = {}
        self.numbers: set[str] = set()

    def build(self) -> Brought:
        """The case."""
        by_issue: dict[str, list[Statement]] = {}
        is_list = self.plan.shape == LONG and self.plan.first("issue") is not None
        # The one column of answers of a wide table may have no name but that of the table.
        unnamed = self.title if self.plan.shape == ISSUES else ""
        for statement in statements(self.table, self.plan, self.codebook, self.title):
            issue = statement.issue or unnamed
            names = listed(issue) if is_list else [issue] * bool(issue)
            if not statement.party or not names:
                missing = "party" if not statement.party else "issue"
                self._leave(statement, f"The row names no {missing}.")
                continue
            for name in names:
                by_issue.setdefault(self.issues.of(name), []).append(statement)
        self._read_rows()
        self._tell_kinds(by_issue)
        for issue, said_on in by_issue.items():
            self._read_issue(issue, said_on)
        self.weights.list_saliences(self.brought)
        self.facts.list_parties(self.brought, self.parties, self.plan.shape != PARTIES)
        kinds: dict[str, str] = {}
        labels: dict[str, dict[str, str]] = {}
        for issue, said_on in by_issue.items():
            columns = dict.fromkeys(statement.column for statement in said_on if issue in self.read_as)
            kinds |= dict.fromkeys(columns, self.read_as.get(issue, ""))
            labels |= dict.fromkeys(columns, self.labels.get(issue, {}))
        tell(self.brought, self.table, self.plan, kinds, self.numbers, labels)
        return self.brought

    def _warn_of(self, namesakes: dict[str, str]) -> None:
        """Say which parties of one name were told apart, and by which column."""
        if namesakes:
            names = listing(map(repr, namesakes), "and")
            by = listing((repr(name) for name in dict.fromkeys(namesakes.values())), "and")
            message = (
                f"Several parties are called {names}: they were told apart by {by}, which is written behind the name."
            )
            self.findings.add(Problem(message, level=WARNING), self.table.file)

    # -------------------------------------------------------------------------------------------- parties

    def _party(self, text: str) -> list[str]:
        if text not in self._parties_in:
            names = listed(text) if self.plan.shape != PARTIES else [text]
            self._parties_in[text] = [self.parties.of(name) for name in names]
        return self._parties_in[text]

    def _read_rows(self) -> None:
        """Facts and notes of each row that are about its party, or its issue."""
        for line, subject, facts, notes in facts_of_rows(self.table, self.plan):
            if subject:
                names = [self.issues.of(subject)] if self.plan.shape == PARTIES else self._party(subject)
                for name in names:
                    self.facts.take(name, line, facts, notes)
            elif notes or facts:
                content = "; ".join([*notes, *facts.values()])
                self.brought.leave(self.table.file, line, content, "The row names nobody.")

    # -------------------------------------------------------------------------------------------- issues

    def _read_issue(self, issue: str, said_on: list[Statement]) -> None:
        labels = self.labels.get(issue, {})
        with_range = any({"ideal", "low", "high"} & statement.cells.keys() for statement in said_on)
        with_option = any("option" in statement.cells for statement in said_on)
        cells = list(dict.fromkeys(statement.answer for statement in said_on if statement.answer))
        scale = self.scales.get(issue)
        kind = self.read_as.get(issue, ANSWERS if self.plan.constant else "")
        if with_option or (with_range and not cells):
            self._read_options(issue, said_on, labels) if with_option else self._read_numbers(issue, said_on, scale, {})
        elif kind == NUMBERS or (with_range and kind != ANSWERS):
            self._read_numbers(issue, said_on, scale, labels)
        elif kind == ANSWERS:
            self._read_answers(issue, said_on, labels, bool(with_range))
        else:
            self._read_codes(issue, said_on, labels)

    def _tell_kinds(self, by_issue: dict[str, list[Statement]]) -> None:
        """Of which kind the answers on each issue are, and what a codebook and the headers say of them."""
        cells_of: dict[str, list[str]] = {}
        for issue, said_on in by_issue.items():
            name = self.issues.names[issue]
            columns = list(dict.fromkeys(statement.column for statement in said_on))
            bare = [issue_called(column, Codebook()) for column in columns]
            if labels := self.codebook.of(name, *columns, *bare):
                self.labels[issue] = labels
            stated = self.plan.scales.get(name) or self.plan.scales.get("*") or ""
            cells = list(dict.fromkeys(statement.answer for statement in said_on if statement.answer))
            scale = next(filter(None, map(scale_in, [stated, name, *columns])), None)
            if scale := scale or scale_labelled(cells, labels):
                self.scales[issue] = scale
            cells_of[issue] = cells
        votes = self.plan.shape == LONG and self.plan.first("stance") is not None
        self.read_as = kinds_of(cells_of, self.labels, votes, set(self.scales))
        if self.plan.shape == LONG and is_graded_from_one_side(cell for cells in cells_of.values() for cell in cells):
            self.read_as = {issue: NUMBERS if kind == ANSWERS else kind for issue, kind in self.read_as.items()}
        for issue in by_issue:
            if not self.plan.answers.keys().isdisjoint(cells_of[issue]):
                self.read_as[issue] = ANSWERS
            if kind := self.plan.cells.get(self.issues.names[issue]) or self.plan.cells.get("*"):
                self.read_as[issue] = kind
        unlabelled = {self.issues.names[issue]: cells for issue, cells in cells_of.items() if issue not in self.labels}
        read_as = {self.issues.names[issue]: kind for issue, kind in self.read_as.items()}
        is_said = bool(self.plan.written_in or self.plan.answers or self.plan.cells or self.plan.scales)
        if (self.plan.is_proposal or not is_said) and (question := unknown_codes(unlabelled, read_as)):
            self.findings.add(question, self.table.file)
        answers = {cell for issue, kind in self.read_as.items() if kind == ANSWERS for cell in cells_of[issue]}
        self.numbers = {number(cell) for cell in answers} - {""} | answers & {"+", "++"}

    def _add_issue(self, issue: str, kind: str, labels: dict[str, str] | None = None, **cells: Any) -> None:
        name = self.issues.names[issue]
        note = self.facts.note(issue) if self.plan.shape == PARTIES else ""
        note = "; ".join(filter(None, [note, *(f"{code} = {label}" for code, label in (labels or {}).items())]))
        self.brought.add("issues", id=issue, name=name if name != issue else "", kind=kind, note=note, **cells)

    def _read_answers(self, issue: str, said_on: list[Statement], labels: dict[str, str], keep_range: bool) -> None:
        self._add_issue(issue, "choice", closed=YES)
        self.brought.add("options", issue=issue, option=YES, name="Yes")
        self.brought.add("options", issue=issue, option=NO, name="No")
        for statement in said_on:
            text = labels.get(statement.answer, statement.answer)
            side = side_of(text, self.numbers, self.plan.answers) if text else (self.plan.constant or None)
            if keep_range:
                statement.notes += self._range_noted(statement)
            if not text and side is None:
                self._leave(statement, "The row says nothing on the issue.")
            elif side is None:
                self._leave(statement, f"'{shortened(text)}' is no answer that zopa knows: say which side it takes.")
            elif side in SIDES:
                stance, option = SIDES[side]
                self._hold(issue, statement, stance=stance, option=option)
            else:
                self._beside(issue, statement, side)

    @staticmethod
    def _range_noted(statement: Statement) -> list[str]:
        """Numbers beside an answer that is no number, as notes."""
        return [f"{role}: {statement.cells[role]}" for role in ("low", "ideal", "high") if role in statement.cells]

    def _beside(self, issue: str, statement: Statement, side: str) -> None:
        stance, why = stance_beside(side)
        if stance:
            self._hold(issue, statement, stance=stance)
        else:
            self._leave(statement, why)

    def _read_numbers(
        self, issue: str, said_on: list[Statement], scale: tuple[str, str] | None, labels: dict[str, str]
    ) -> None:
        low, high = scale or ("", "")
        texts = [statement.answer or statement.cells.get("ideal", "") for statement in said_on]
        values = [number(text) for text in texts if not (text in labels and is_missing(text, labels[text]))]
        outside = [value for value in values if value and scale and not float(low) <= float(value) <= float(high)]
        if outside:
            low = high = ""
        unit = unit_in(said_on[0].column) if self.plan.shape == ISSUES else ""
        percent = any(statement.answer.endswith("%") for statement in said_on)
        self._add_issue(issue, "number", scale_low=low, scale_high=high, unit="%" if percent else unit, labels=labels)
        for statement in said_on:
            text = statement.answer or statement.cells.get("ideal", "")
            value = "" if text in labels and is_missing(text, labels[text]) else number(text)
            ends = {role: number(statement.cells.get(role, "")) for role in ("low", "high")}
            if text and not value and not any(ends.values()) and text not in labels:
                ends = dict(zip(("low", "high"), range_in(text), strict=True))
            for role in ("low", "high"):
                if role in statement.cells and not ends[role]:
                    statement.notes.append(f"{role}: {statement.cells[role]}")
                    self.report.unread(statement.line, role, statement.cells[role], "a number such as 12.5")
            if value or any(ends.values()):
                if text and not value:
                    statement.notes.append(f"{statement.column}: {text}")
                if statement.answer and "ideal" in statement.cells:
                    statement.notes.append(f"ideal: {statement.cells['ideal']}")
                self._hold(issue, statement, stance="demands", ideal=value, **ends)
            elif not text and self._weighs_alone(issue, statement):
                continue
            elif not text:
                self._leave(statement, "The row says nothing on the issue.")
            elif is_missing(text, labels.get(text, "")):
                self._beside(issue, statement, "no answer")
            else:
                self._leave(statement, f"'{shortened(text)}' is no number.")

    def _read_codes(self, issue: str, said_on: list[Statement], labels: dict[str, str]) -> None:
        """Options in their order, by the labels of a codebook where there are some."""
        texts: dict[str, list[str]] = {}
        for statement in said_on:
            if statement.answer not in texts:
                texts[statement.answer] = self._options_in(statement.answer, labels, statement)
        seen = [text for pieces in texts.values() for text in pieces]
        codes = [code for code, label in labels.items() if not is_missing(code, label)] or ordered(seen)
        ids = Ids((OTHER,))
        option_of = {code: ids.of(code) for code in codes}
        self._add_issue(issue, "choice", closed=YES if labels else NO)
        written: set[str] = set()
        for code, option in option_of.items():
            if option in written:
                continue
            written.add(option)
            name = labels.get(code, code)
            if labels and list(labels.values()).count(name) > 1:
                name = f"{name} ({code})"
            self.brought.add("options", issue=issue, option=option, name=name if name != option else "")
        for statement in said_on:
            pieces = texts[statement.answer]
            wanted = [option_of[piece] for piece in pieces if piece in option_of]
            if wanted:
                self._hold(issue, statement, stance="demands", option=LIST_SEPARATOR.join(dict.fromkeys(wanted)))
            elif not statement.answer:
                self._leave(statement, "The row says nothing on the issue.")
            elif is_missing(statement.answer, labels.get(statement.answer, "")) or self._tells_nothing(statement):
                self._beside(issue, statement, "no answer")
            else:
                self._leave(statement, f"The codebook has no code '{shortened(statement.answer)}'.")

    def _options_in(self, cell: str, labels: dict[str, str], statement: Statement) -> list[str]:
        if not cell or is_missing(cell, labels.get(cell, "")) or self._tells_nothing(statement):
            return []
        if labels:
            by_label = {folded(label): code for code, label in labels.items()}
            pieces = [cell] if cell in labels or folded(cell) in by_label else listed(cell)
            return [by_label.get(folded(piece), piece) for piece in pieces]
        return listed(cell)

    def _tells_nothing(self, statement: Statement) -> bool:
        """Whether the text that belongs to a code says that nothing is known."""
        if self.plan.shape == LONG or not number(statement.answer):
            return False
        return any(is_missing("", note.partition(": ")[2]) for note in statement.notes)

    def _side_in(self, text: str, labels: dict[str, str]) -> str | None:
        """The side that a cell takes, by its label where that is one."""
        sides = (side_of(word, self.numbers, self.plan.answers) for word in (labels.get(text, text), text))
        return next(filter(None, sides), None)

    def _read_options(self, issue: str, said_on: list[Statement], labels: dict[str, str]) -> None:
        """Statements that name an option, and may say in another column what they say of it."""
        options = Ids((OTHER,))
        names = self.codebook.labels.get(plain(self.plan.first("option") or ""), {})
        held: list[tuple[Statement, str, list[str]]] = []
        for statement in said_on:
            wanted = [options.of(names.get(text, text)) for text in listed(statement.cells.get("option", ""))]
            statement.notes += self._range_noted(statement)
            side = self._side_in(statement.answer, labels) if statement.answer else "yes"
            stance = {"yes": "demands", "accepts": "accepts", "no": "rejects"}.get(side or "", "")
            if not wanted:
                self._leave(statement, "The row names no option.")
            elif stance:
                held.append((statement, stance, wanted))
            elif side:
                self._beside(issue, statement, side)
            else:
                self._leave(statement, f"'{shortened(statement.answer)}' is no stance that zopa knows.")
        self._add_issue(issue, "choice", closed=NO)
        for option, name in options.names.items():
            self.brought.add("options", issue=issue, option=option, name=name if name != option else "")
        for statement, stance, wanted in held:
            self._hold(issue, statement, stance=stance, option=LIST_SEPARATOR.join(wanted))

    # -------------------------------------------------------------------------------------------- positions

    def _hold(self, issue: str, statement: Statement, **cells: Any) -> None:
        """A position of each party of a statement."""
        columns = ontology().tables["positions"].columns
        notes = list(statement.notes)
        for role in ("start", "end"):
            if text := statement.cells.get(role, ""):
                cells[role] = self.days[role].read(text)
                if not cells[role]:
                    self.report.warn(statement.line, role, text, f"{why_unread(text)}: it is kept as a note.")
                if cells[role] != text and (not cells[role] or text.startswith(cells[role])):
                    notes.append(f"{role}: {text}")
        firmness = statement.cells.get("firmness", "")
        if firmness in columns["firmness"].values:
            cells["firmness"] = firmness
        elif firmness:
            notes.append(f"firmness: {firmness}")
            self.report.unread(statement.line, "firmness", firmness, ", ".join(columns["firmness"].values))
        satisfaction = number(text := statement.cells.get("satisfaction", ""))
        if satisfaction and 0 <= float(satisfaction) <= 1:
            cells["satisfaction"] = satisfaction
        elif text:
            notes.append(f"satisfaction: {text}")
            self.report.unread(statement.line, "satisfaction", text, "a number from 0 to 1")
        regions = LIST_SEPARATOR.join(listed(statement.cells.get("regions", "")))
        evidence = self.cited.evidence(statement.cells)
        for party in self._party(statement.party):
            own_notes = [*notes, *self.weights.take(party, issue, statement)]
            self.brought.add(
                "positions",
                party=party,
                issue=issue,
                regions=regions,
                evidence=evidence,
                note="; ".join(own_notes),
                **cells,
            )

    def _weighs_alone(self, issue: str, statement: Statement) -> bool:
        """Whether a statement without an answer says how much the issue matters, which is kept."""
        if statement.notes or set(statement.cells) != {"salience"}:
            return False
        return not any(self.weights.take(party, issue, statement) for party in self._party(statement.party))

    # -------------------------------------------------------------------------------------------- telling

    def _leave(self, statement: Statement, why: str) -> None:
        content = {
            "party": statement.party,
            "issue": statement.issue,
            statement.column: statement.answer,
            **statement.cells,
        }
        text = "; ".join([f"{name}: {cell}" for name, cell in content.items() if cell] + statement.notes)
        self.brought.leave(self.table.file, statement.line, text, why)
        if statement.party:
            self._party(statement.party)
