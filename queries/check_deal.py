"""How one package fares: which lines of whom it meets or crosses, which rule it breaks, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.columns import AIM, BOTTOM_LINE, LEVELS, RED_LINE, UNKNOWN
from ..graph.lists import join
from .asking.deadline import Deadline, OutOfTimeError
from .asking.scope import whole
from .asking.selection import Names
from .asking.wording import JOIN, Wording, cell_list, number
from .one_issue.cells import Where, region_names
from .packages.agenda import Agenda, agenda
from .packages.constraints import Budget, Literal, Stake, merged
from .packages.satisfaction import Utilities
from .packages.terms import (
    Package,
    Part,
    add_questions,
    parts_of,
    proposal_row,
    satisfaction_with,
    terms_from,
    terms_of,
    totals_with,
)
from .packages.words import condition_words, rule_words

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = (
    "party",
    "issue",
    "regions",
    "settlement",
    "verdict",
    "level",
    "certain",
    "low",
    "high",
    "rule",
    "crosses",
    "meets",
    "positions",
    "evidence",
    "why",
)


def check_deal(
    graph: Store,
    deal: Package | str,
    *,
    parties: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which red line, bottom line or aim of each party does a package meet or cross, and what is unknown?

    Parameters
    ----------
    graph : PositionGraph
    deal : dict or str
        A proposal of the case, by its id or name, or a package as JSON text. Several terms of a proposal on one thing are
        alternatives. In Python a package is ``{issue: option, issue: value, issue: {region: option}}``, where several
        options, as ``["x", "y"]`` or ``"x|y"``, or a range, as ``(10, 20)``, leave it open between them; on an issue of
        which options can be combined (``several``) these are in, and the others are left open. Its JSON text is what
        :func:`deals` writes.
    parties : str or iterable of str, optional
        Whose positions are looked at. By default those of everybody who holds one that day.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. By default the date of the proposal, or else the case's own date. ``attrs["as_of"]`` of the
        answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    seconds : float, optional
        From then on, or from when somebody presses Ctrl-C, nothing more is checked: the rows are those that were found, and
        ``attrs["complete"]`` is False.

    Returns
    -------
    DataFrame
        One row a party and question that the package settles, then one a condition of a party, rule of the matter or
        budget that it touches, then one a question that it does not settle and on which somebody insists on something:

        - ``party`` (empty for rules), ``issue`` (several separated by ``|`` for rules), ``regions``, ``settlement``;
        - ``verdict``: ``crosses`` (everything that it allows is ruled out by the party, or its condition is not honoured),
          ``meets`` (the party accepts all that it allows; the rule is honoured), ``open`` (the party has spoken but not of
          this, or only on a condition that the package does not meet, or it depends on how the package is filled in),
          ``unknown`` (the party holds no position there, or takes no side), ``breaks`` (a rule of the matter is broken);
        - ``level``: of what is crossed the firmest: ``red line``, ``bottom line``, ``aim``, empty where not known; of what
          is met the firmest; ``certain``: whether the level of what is crossed would be the same if the positions of
          unknown firmness were red lines and the contested ones of a divided party held;
        - ``low``, ``high``: satisfaction of the party with it, see :mod:`zopa.queries.packages.satisfaction`;
        - ``rule``: id of the condition, constraint or budget;
        - ``crosses``, ``meets``: ids of the demands and rejections that it crosses and honours; ``positions``: of all
          positions looked at; ``evidence``; ``why``.

        ``attrs["satisfaction"]``: for each party its least and most satisfaction with the whole, where what was not
        looked at in time can be worth nothing or everything; ``attrs["complete"]``: whether all was checked;
        ``attrs["note"]``.

    Raises
    ------
    UnknownNameError
        When an issue, option, region, party or proposal is not known.
    ValueError
        When the package cannot be read, or the seconds are negative or no number.

    See Also
    --------
    deals : The packages that cross no line.
    robustness : Whether the verdicts depend on weak evidence.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.deals import check_deal
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B"], "issue": "seat", "firmness": ["red line", "aim"], "option": ["Geneva|Vienna", "Oslo"]})},
    ...     quiet=True)
    >>> check_deal(case, {"seat": "Vienna"})[["party", "verdict", "level"]].values.tolist()
    [['A', 'meets', 'red line'], ['B', 'crosses', 'aim']]
    """
    if as_of is None and _is_proposal(deal):
        date = graph.tables["proposals"]["date"].iat[proposal_row(graph, deal)]
        as_of = date if isinstance(date, str) else None
    return _check_deal(graph, deal, parties=parties, as_of=as_of, roll_up=roll_up, seconds=seconds)


def _is_proposal(deal: Package | str) -> TypeGuard[str]:
    """Whether a deal is named, and not written out as a package."""
    return isinstance(deal, str) and not deal.lstrip().startswith("{")


@whole
def _check_deal(
    graph: Store, deal: Package | str, *, parties: Names, as_of: str | None, roll_up: bool, seconds: float | None
) -> pd.DataFrame:
    with Deadline(seconds) as deadline:
        if _is_proposal(deal):
            terms = terms_of(graph, str(graph.tables["proposals"]["id"].iat[proposal_row(graph, deal)]))
        else:
            terms = terms_from(graph, deal)
        case_agenda = agenda(graph, parties=parties, as_of=as_of, roll_up=roll_up, level=AIM, possible=True)
        add_questions(case_agenda, terms)
        try:
            deadline.check()
            check = _Check(case_agenda, parts_of(case_agenda, terms), deadline)
        except OutOfTimeError:
            return _table([], {}, [], complete=False)
        return check.frame()


def _table(
    rows: list[tuple[object, ...]], satisfaction: dict[str, tuple[float, float]], notes: list[str], *, complete: bool
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    kinds = {"certain": "bool", "low": "float64", "high": "float64"}
    frame = frame.astype({name: kinds.get(name, "str") for name in COLUMNS})
    cut = [] if complete else ["Cut short: the package was not checked against everything."]
    frame.attrs |= {"satisfaction": satisfaction, "note": " ".join([*cut, *notes]), "complete": complete}
    return frame


def taken_whole(graph: Store, deal: Package | str, **arguments: Any) -> pd.DataFrame:
    """The check of a package behind a row for each level, on the package as a whole, with ``certain`` about silences too.

    The rows on the whole name neither party nor issue: ``crosses`` where somebody's line of that level or a firmer one is
    crossed, else ``meets``. A verdict that turns on what somebody has not said is never certain.
    """
    rows = check_deal(graph, deal, **arguments)
    complete = rows.attrs["complete"]
    rows["certain"] &= ~rows["verdict"].isin(["open", "unknown"])
    wording = Wording(graph)
    names = dict(zip(map(str, graph.columns.parties), wording.parties, strict=True))
    whole_rows = []
    for level in (RED_LINE, BOTTOM_LINE, AIM):
        # A position of unknown firmness counts as an aim.
        known = rows["level"].isin(LEVELS[level:]) | (level == AIM)
        crossed = rows[(rows["verdict"] == "crosses") & known]
        firm = f"{LEVELS[level]}{' or firmer' if level < RED_LINE else ''}"
        whose = join(dict.fromkeys(names[party] for party in crossed["party"]), "and")
        decisive = crossed if len(crossed) else rows
        empty: dict[str, object] = dict.fromkeys(COLUMNS, "")
        whole_rows.append(
            empty
            | {
                name: JOIN.join(dict.fromkeys(id_ for cell in decisive[name] for id_ in cell_list(cell)))
                for name in ("crosses", "meets", "positions", "evidence")
            }
            | {
                "verdict": "crosses" if len(crossed) else "meets",
                "level": LEVELS[level],
                "certain": bool(len(crossed)) or (complete and bool(rows["certain"].all())),
                "low": np.nan,
                "high": np.nan,
                "why": f"Taken whole, it crosses {'an' if level == AIM else 'a'} {firm} of {whose}."
                if whose
                else f"{'Taken whole' if complete else 'As far as it was checked in time'}, it crosses no {firm}.",
            }
        )
    answer = pd.concat([pd.DataFrame(whole_rows).astype(rows.dtypes.to_dict()), rows], ignore_index=True)
    answer.attrs = rows.attrs
    return answer


class _Verdict(NamedTuple):
    word: str
    level: str
    certain: bool
    crossed: list[int]
    met: list[int]


class _Check:
    """The check of a package.

    Raises
    ------
    OutOfTimeError
        When the time is over before anything is known of what the package is worth.
    """

    def __init__(self, agenda: Agenda, parts: list[list[Part]], deadline: Deadline) -> None:
        self.agenda, self.parts, self.deadline = agenda, parts, deadline
        self.worth = Utilities(agenda, agenda.selection.parties, deadline)
        self.wording = Wording(agenda.graph)
        self.columns = agenda.graph.columns

    def frame(self) -> pd.DataFrame:
        """The rows that were found in time."""
        rows = [row for row in takewhile(lambda _: not self.deadline.over(), self._rows()) if row is not None]
        low, high = totals_with(self.worth, self.parts, self.deadline)
        satisfaction = {
            str(self.columns.parties[party]): (round(float(a), 9), round(float(b), 9))
            for party, a, b in zip(self.worth.parties, low, high, strict=True)
        }
        return _table(rows, satisfaction, self.worth.notes, complete=not self.deadline.over())

    def _rows(self) -> Iterator[tuple[object, ...] | None]:
        for question, parts in enumerate(self.parts):
            for part in parts:
                if part.settled:
                    yield from (self._of_party(question, part, party) for party in self.worth.parties)
        yield from (
            self._of_rule(stake.id, stake.clauses, stake) for stake in self.agenda.stakes if stake.position is None
        )
        yield from (self._of_rule(tying_rule.id, tying_rule.clauses, None) for tying_rule in self.agenda.rules)
        yield from (self._of_budget(budget) for budget in self.agenda.budgets)
        yield from (
            self._unsettled(q, part) for q, parts in enumerate(self.parts) for part in parts if not part.settled
        )

    # ---------------------------------------------------------------------------------------------- parties

    def _of_party(self, question: int, part: Part, party: int) -> tuple[object, ...]:
        positions = self.worth.positions(question, party)
        verdict = self._verdict(question, part, positions)
        low, high = satisfaction_with(self.worth, question, part, party)
        issue, places = self.agenda.questions[question].issue, self._places(part.leaves)
        settlement = self._settlement(question, part)
        answers = {
            "meets": "accepts it",
            "unknown": "takes no side there" if positions else "has no position there",
            "open": "has not said whether it accepts it",
        }
        if verdict.word == "open" and verdict.crossed:
            answers["open"] = "rules out a part of what it leaves open"
            if any(self.columns.contested[p] for p in verdict.crossed):
                answers["open"] = "contradicts itself about it"
        if tied := self._tied(question, part, positions):
            answers["open"] += f", as it ties its word to {tied}"
        if verdict.word == "crosses":
            firm = f"its {verdict.level}" if verdict.level else "a position of unknown firmness"
            answers["crosses"] = f"sees {firm} crossed"
        why = (
            f"{self._on(issue, places)}the package has {self.wording.settlements(issue, settlement)}: "
            f"{self.wording.parties[party]} {answers[verdict.word]}"
        )
        if spoken := (verdict.crossed or positions):
            why += f" ({self.wording.claims(spoken, self.agenda.selection.holder)})"
        if verdict.word == "crosses" and not verdict.certain and verdict.level:
            why += "; it could be a firmer line, as the firmness of some positions is not known"
        return (
            str(self.columns.parties[party]),
            str(self.columns.issues[issue]),
            JOIN.join(places),
            JOIN.join(settlement),
            verdict.word,
            verdict.level,
            verdict.certain,
            low,
            high,
            "",
            self.wording.ids_of(verdict.crossed),
            self.wording.ids_of(verdict.met),
            self.wording.ids_of(positions),
            self.wording.evidence_of(positions),
            why + ".",
        )

    def _verdict(self, question: int, part: Part, positions: list[int]) -> _Verdict:
        settlements, columns, mask = self.agenda.questions[question].settlements, self.columns, part.mask
        bound = self.worth.conditional[question].bound
        # What holds only if a condition is met rules out nothing where it surely is not, and may where that is open.
        holding = [p for p in positions if p not in bound or not bound[p].holds & part.unmet]
        sure = [p for p in holding if not columns.contested[p] and (p not in bound or not bound[p].holds & ~part.met)]
        out = {p: rule.ruled_out_by(int(columns.stance[p]), settlements.named[p], settlements.full) for p in holding}

        def crossed_at(level: int, unknown: bool, counted: list[int]) -> bool:
            remaining = mask
            for p in counted:
                if columns.firmness[p] >= level or (unknown and columns.firmness[p] == UNKNOWN):
                    remaining &= ~out[p]
            return not remaining

        met = [p for p in sure if out[p] and not out[p] & mask]
        levels = (RED_LINE, BOTTOM_LINE, AIM)
        if crossed_at(AIM, True, sure):
            level = next((level for level in levels if crossed_at(level, False, sure)), UNKNOWN)
            worst = next(level for level in levels if crossed_at(level, True, holding))
            return _Verdict("crosses", LEVELS[level], level == worst, [p for p in holding if out[p] & mask], met)
        if crossed := [p for p in holding if out[p] & mask]:
            return _Verdict("open", "", not any(columns.contested[p] for p in crossed), crossed, met)
        accepted = 0
        for p in positions:
            if not columns.contested[p] and (p not in bound or not bound[p].offers & ~part.met):
                accepted |= rule.accepted_by(int(columns.stance[p]), settlements.named[p])
        if positions and not mask & ~accepted:
            firmest = max((int(columns.firmness[p]) for p in met), default=UNKNOWN)
            return _Verdict("meets", LEVELS[firmest], True, [], met)
        speaks = any(columns.takes_side[p] for p in positions)
        return _Verdict("open" if speaks else "unknown", "", True, [], met)

    def _tied(self, question: int, part: Part, positions: list[int]) -> str:
        """The conditions of positions on what a package has that it does not meet, or leaves open."""
        named = self.agenda.questions[question].settlements.named
        phrases = []
        for place, requirement in enumerate(self.agenda.requirements.get(question, ())):
            if (
                requirement.position in positions
                and named[requirement.position] & part.mask
                and not part.met >> place & 1
            ):
                alternatives = join(
                    (self.wording.item(needed) for needed in cell_list(self._conditions["requires"][requirement.id])),
                    "or",
                )
                phrases.append(f"{alternatives}, which it {'lacks' if part.unmet >> place & 1 else 'leaves open'}")
        return join(phrases, "and")

    def _unsettled(self, question: int, part: Part) -> tuple[object, ...] | None:
        agenda_question, counted_parties = self.agenda.questions[question], set(self.worth.parties)
        settlements = agenda_question.settlements
        insisting = [
            p
            for p in agenda_question.positions
            if int(self.agenda.selection.holder[p]) in counted_parties
            and rule.ruled_out_by(int(self.columns.stance[p]), settlements.named[p], settlements.full)
        ]
        if not insisting:
            return None
        places = self._places(part.leaves)
        phrase = self.wording.claims(insisting, self.agenda.selection.holder)
        why = f"{self._on(agenda_question.issue, places)}the package says nothing: {phrase}."
        return (
            "",
            str(self.columns.issues[agenda_question.issue]),
            JOIN.join(places),
            "",
            "open",
            "",
            True,
            np.nan,
            np.nan,
            "",
            "",
            "",
            self.wording.ids_of(insisting),
            self.wording.evidence_of(insisting),
            why,
        )

    # ---------------------------------------------------------------------------------------------- rules

    def _of_rule(self, name: str, clauses: list[tuple[Literal, ...]], stake: Stake | None) -> tuple[object, ...] | None:
        by_question = [dict(merged(clause)) for clause in clauses]
        questions = sorted({question for clause in by_question for question in clause})
        if not any(part.settled for question in questions for part in self.parts[question]):
            return None
        broken: set[int] = set()
        open_ = False
        for clause in by_question:
            for leaves, masks in self._side_by_side(list(clause)):
                remaining = [mask & clause[question] for question, mask in zip(clause, masks, strict=True)]
                if not any(remaining):
                    broken |= leaves
                elif all(mask & ~clause[question] for question, mask in zip(clause, masks, strict=True)):
                    open_ = True
        word = ("crosses" if stake else "breaks") if broken else "open" if open_ else "meets"
        if stake is not None:
            subject, requires = self._conditions["what"][name], self._conditions["requires"][name]
            subject_words = (
                f"{self.wording.parties[stake.party]} ties {condition_words(self.wording, subject, requires)}"
            )
        else:
            subject_words = rule_words(self.agenda, self.wording, name)
        places = self._places(frozenset(broken)) if broken else []
        ending = {"open": "this depends on what is left open", "meets": "this is honoured"}.get(
            word, "this is not honoured"
        )
        issues = dict.fromkeys(str(self.columns.issues[self.agenda.questions[q].issue]) for q in questions)
        firm = stake.firmness if stake else UNKNOWN
        return (
            str(self.columns.parties[stake.party]) if stake else "",
            JOIN.join(issues),
            JOIN.join(places),
            "",
            word,
            LEVELS[firm],
            stake is None or word != "crosses" or firm != UNKNOWN,
            np.nan,
            np.nan,
            name,
            "",
            "",
            "",
            JOIN.join(cell_list(self._cited.get(name))),
            f"{subject_words}{self.wording.where(places)}: {ending}.",
        )

    def _side_by_side(self, questions: list[int]) -> list[tuple[set[int], list[int]]]:
        """The settlements that a package leaves of several questions, in each group of smallest regions alike in that."""
        leaves = [self.agenda.questions[question].leaves for question in questions]
        regional = max(leaves, key=lambda regions: (regions != frozenset([0]), len(regions)))
        leaves_of: dict[tuple[int, ...], set[int]] = {}
        for leaf in regional:
            masks = tuple(
                next((part.mask for part in self.parts[q] if leaf in part.leaves), self.parts[q][0].mask)
                for q in questions
            )
            leaves_of.setdefault(masks, set()).add(leaf)
        return [(leaves_there, list(masks)) for masks, leaves_there in leaves_of.items()]

    def _of_budget(self, budget: Budget) -> tuple[object, ...] | None:
        if not any(part.settled for question in budget.factors for part in self.parts[question]):
            return None
        low = high = 0.0
        for question, factor in budget.factors.items():
            least, most = self._ends(question)
            low += min(factor * least, factor * most) if factor else 0.0
            high += max(factor * least, factor * most) if factor else 0.0
        near = 1e-9 * max(1.0, *(abs(end) for end in (budget.at_least, budget.at_most) if np.isfinite(end)), 1.0)
        if low > budget.at_most + near or high < budget.at_least - near:
            word = "breaks"
        else:
            word = "meets" if low >= budget.at_least - near and high <= budget.at_most + near else "open"
        issues = dict.fromkeys(str(self.columns.issues[self.agenda.questions[q].issue]) for q in budget.factors)
        bounds = [
            f"{words} {number(end)}"
            for words, end in (("at least", budget.at_least), ("at most", budget.at_most))
            if np.isfinite(end)
        ]
        sums = number(low) if low == high else f"{number(low)} to {number(high)}"
        evidence = self.agenda.graph.tables["budgets"].set_index("id")["evidence"].get(budget.id)
        return (
            "",
            JOIN.join(issues),
            "",
            "",
            word,
            "",
            True,
            np.nan,
            np.nan,
            budget.id,
            "",
            "",
            "",
            JOIN.join(cell_list(evidence)),
            f"{self.wording.item(budget.id)} must be {' and '.join(bounds)}: the package comes to {sums}.",
        )

    def _ends(self, question: int) -> tuple[float, float]:
        """Lowest and highest value that the package leaves of a number question."""
        issue = self.agenda.questions[question].issue
        bottom, top = float(self.columns.scale_low[issue]), float(self.columns.scale_high[issue])
        ranges = [range_ for part in self.parts[question] for range_ in (part.ranges or [(bottom, top)])]
        return max(bottom, min(low for low, _ in ranges)), min(top, max(high for _, high in ranges))

    # ---------------------------------------------------------------------------------------------- words

    @cached_property
    def _conditions(self) -> dict[str, dict[str, Any]]:
        """The columns of the conditions, each by id."""
        return self.agenda.graph.tables["conditions"].set_index("id")[["what", "requires", "evidence"]].to_dict()

    @cached_property
    def _cited(self) -> dict[str, Any]:
        """The evidence of every condition and constraint."""
        constraints = self.agenda.graph.tables["constraints"].set_index("id")["evidence"]
        return self._conditions["evidence"] | constraints.to_dict()

    def _places(self, leaves: frozenset[int]) -> list[str]:
        return region_names(self.columns.regions, Where(leaves, self.agenda.day, self.agenda.day))

    def _on(self, issue: int, places: list[str]) -> str:
        return f"On {self.wording.issues[issue]}{self.wording.where(places)}, "

    def _settlement(self, question: int, part: Part) -> list[str]:
        if part.ranges:
            unit = self.wording.units[self.agenda.questions[question].issue]
            ends = [(rule.Interval(low, low), rule.Interval(high, high)) for low, high in part.ranges]
            return [rule.range_words(low, high, unit) for low, high in ends]
        return self.agenda.words(question, part.mask)
