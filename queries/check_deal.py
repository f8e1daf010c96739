"""How one package fares: which lines of whom it meets or crosses, which rule it breaks, what is unknown."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.columns import AIM, BOTTOM_LINE, LEVELS, RED_LINE, UNKNOWN
from ..graph.lists import join
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
    graph: Store, deal: Package | str, *, parties: Names = None, as_of: str | None = None, roll_up: bool = True
) -> pd.DataFrame:
    """Which red line, bottom line or aim of each party does a package meet or cross, and what is unknown?

    Parameters
    ----------
    graph : PositionGraph
    deal : dict or str
        A proposal of the case, by its id or name, or a package as JSON text. Several terms of a proposal on one thing are
        alternatives. In Python a package is ``{issue: option, issue: value, issue: {region: option}}``, where several
        options, as ``["x", "y"]`` or ``"x|y"``, or a range, as ``(10, 20)``, leave it open between them; its JSON text is
        what :func:`deals` writes.
    parties : str or iterable of str, optional
        Whose positions are looked at. By default those of everybody who holds one that day.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. By default the date of the proposal, or else the case's own date. ``attrs["as_of"]`` of the
        answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.

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

        ``attrs["satisfaction"]``: for each party its least and most satisfaction with the whole; ``attrs["note"]``.

    Raises
    ------
    UnknownNameError
        When an issue, option, region, party or proposal is not known.
    ValueError
        When the package cannot be read.

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
    return _check_deal(graph, deal, parties=parties, as_of=as_of, roll_up=roll_up)


def _is_proposal(deal: Package | str) -> TypeGuard[str]:
    """Whether a deal is named, and not written out as a package."""
    return isinstance(deal, str) and not deal.lstrip().startswith("{")


@whole
def _check_deal(graph: Store, deal: Package | str, *, parties: Names, as_of: str | None, roll_up: bool) -> pd.DataFrame:
    if _is_proposal(deal):
        terms = terms_of(graph, str(graph.tables["proposals"]["id"].iat[proposal_row(graph, deal)]))
    else:
        terms = terms_from(graph, deal)
    made = agenda(graph, parties=parties, as_of=as_of, roll_up=roll_up, level=AIM, possible=True)
    add_questions(made, terms)
    return _Check(made, parts_of(made, terms)).frame()


def taken_whole(graph: Store, deal: Package | str, **asked: Any) -> pd.DataFrame:
    """The check of a package behind a row for each level, on the package as a whole, with ``certain`` about silences too.

    The rows on the whole name neither party nor issue: ``crosses`` where somebody's line of that level or a firmer one is
    crossed, else ``meets``. A verdict that turns on what somebody has not said is never certain.
    """
    rows = check_deal(graph, deal, **asked)
    rows["certain"] &= ~rows["verdict"].isin(["open", "unknown"])
    wording = Wording(graph)
    names = dict(zip(map(str, graph.columns.parties), wording.parties, strict=True))
    made = []
    for level in (RED_LINE, BOTTOM_LINE, AIM):
        # A position of unknown firmness counts as an aim.
        known = rows["level"].isin(LEVELS[level:]) | (level == AIM)
        crossed = rows[(rows["verdict"] == "crosses") & known]
        firm = f"{LEVELS[level]}{' or firmer' if level < RED_LINE else ''}"
        whose = join(dict.fromkeys(names[one] for one in crossed["party"]), "and")
        decisive = crossed if len(crossed) else rows
        empty: dict[str, object] = dict.fromkeys(COLUMNS, "")
        made.append(
            empty
            | {
                name: JOIN.join(dict.fromkeys(one for cell in decisive[name] for one in cell_list(cell)))
                for name in ("crosses", "meets", "positions", "evidence")
            }
            | {
                "verdict": "crosses" if len(crossed) else "meets",
                "level": LEVELS[level],
                "certain": bool(len(crossed)) or bool(rows["certain"].all()),
                "low": np.nan,
                "high": np.nan,
                "why": f"Taken whole, it crosses {'an' if level == AIM else 'a'} {firm} of {whose}."
                if whose
                else f"Taken whole, it crosses no {firm}.",
            }
        )
    found = pd.concat([pd.DataFrame(made).astype(rows.dtypes.to_dict()), rows], ignore_index=True)
    found.attrs = rows.attrs
    return found


class _Verdict(NamedTuple):
    word: str
    level: str
    certain: bool
    crossed: list[int]
    met: list[int]


class _Check:
    def __init__(self, made: Agenda, parts: list[list[Part]]) -> None:
        self.made, self.parts = made, parts
        self.worth = Utilities(made, made.selection.parties)
        self.wording = Wording(made.graph)
        self.columns = made.graph.columns

    def frame(self) -> pd.DataFrame:
        rows: list[tuple[object, ...] | None] = [
            self._of_party(question, part, party)
            for question, own in enumerate(self.parts)
            for part in own
            if part.settled
            for party in self.worth.parties
        ]
        rows += [self._of_rule(one.id, one.clauses, one) for one in self.made.stakes if one.position is None]
        rows += [self._of_rule(one.id, one.clauses, None) for one in self.made.rules]
        rows += [self._of_budget(budget) for budget in self.made.budgets]
        rows += [self._unsettled(q, part) for q, own in enumerate(self.parts) for part in own if not part.settled]
        kept = [row for row in rows if row is not None]
        frame = pd.DataFrame(kept, columns=pd.Index(COLUMNS))
        kinds = {"certain": "bool", "low": "float64", "high": "float64"}
        frame = frame.astype({name: kinds.get(name, "str") for name in COLUMNS})
        low, high = totals_with(self.worth, self.parts)
        frame.attrs["satisfaction"] = {
            str(self.columns.parties[party]): (round(float(a), 9), round(float(b), 9))
            for party, a, b in zip(self.worth.parties, low, high, strict=True)
        }
        frame.attrs |= {"note": " ".join(self.worth.notes), "complete": True}
        return frame

    # ---------------------------------------------------------------------------------------------- parties

    def _of_party(self, question: int, part: Part, party: int) -> tuple[object, ...]:
        positions = self.worth.positions(question, party)
        verdict = self._verdict(question, part, positions)
        low, high = satisfaction_with(self.worth, question, part, party)
        issue, places = self.made.questions[question].issue, self._places(part.leaves)
        settlement = self._settlement(question, part)
        told = {
            "meets": "accepts it",
            "unknown": "takes no side there" if positions else "has no position there",
            "open": "has not said whether it accepts it",
        }
        if verdict.word == "open" and verdict.crossed:
            told["open"] = "rules out a part of what it leaves open"
            if any(self.columns.contested[p] for p in verdict.crossed):
                told["open"] = "contradicts itself about it"
        if tied := self._tied(question, part, positions):
            told["open"] += f", as it ties its word to {tied}"
        if verdict.word == "crosses":
            firm = f"its {verdict.level}" if verdict.level else "a position of unknown firmness"
            told["crosses"] = f"sees {firm} crossed"
        why = (
            f"{self._on(issue, places)}the package has {self.wording.settlements(issue, settlement)}: "
            f"{self.wording.parties[party]} {told[verdict.word]}"
        )
        if spoken := (verdict.crossed or positions):
            why += f" ({self.wording.said(spoken, self.made.selection.holder)})"
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
        settlements, columns, mask = self.made.questions[question].settlements, self.columns, part.mask
        bound = self.worth.conditional[question].bound
        # What holds only if a condition is met rules out nothing where it surely is not, and may where that is open.
        holding = [p for p in positions if p not in bound or not bound[p].holds & part.unmet]
        sure = [p for p in holding if not columns.contested[p] and (p not in bound or not bound[p].holds & ~part.met)]
        out = {p: rule.ruled_out_by(int(columns.stance[p]), settlements.named[p], settlements.full) for p in holding}

        def crossed_at(level: int, unknown: bool, counted: list[int]) -> bool:
            left = mask
            for p in counted:
                if columns.firmness[p] >= level or (unknown and columns.firmness[p] == UNKNOWN):
                    left &= ~out[p]
            return not left

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
        named = self.made.questions[question].settlements.named
        said = []
        for place, one in enumerate(self.made.requirements.get(question, ())):
            if one.position in positions and named[one.position] & part.mask and not part.met >> place & 1:
                others = join(
                    (self.wording.item(item) for item in cell_list(self._conditions["requires"][one.id])), "or"
                )
                said.append(f"{others}, which it {'lacks' if part.unmet >> place & 1 else 'leaves open'}")
        return join(said, "and")

    def _unsettled(self, question: int, part: Part) -> tuple[object, ...] | None:
        one, asked = self.made.questions[question], set(self.worth.parties)
        settlements = one.settlements
        insisting = [
            p
            for p in one.positions
            if int(self.made.selection.holder[p]) in asked
            and rule.ruled_out_by(int(self.columns.stance[p]), settlements.named[p], settlements.full)
        ]
        if not insisting:
            return None
        places = self._places(part.leaves)
        said = self.wording.said(insisting, self.made.selection.holder)
        why = f"{self._on(one.issue, places)}the package says nothing: {said}."
        return (
            "",
            str(self.columns.issues[one.issue]),
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
            for here, masks in self._side_by_side(list(clause)):
                left = [mask & clause[question] for question, mask in zip(clause, masks, strict=True)]
                if not any(left):
                    broken |= here
                elif all(mask & ~clause[question] for question, mask in zip(clause, masks, strict=True)):
                    open_ = True
        word = ("crosses" if stake else "breaks") if broken else "open" if open_ else "meets"
        if stake is not None:
            what, requires = self._conditions["what"][name], self._conditions["requires"][name]
            told = f"{self.wording.parties[stake.party]} ties {condition_words(self.wording, what, requires)}"
        else:
            told = rule_words(self.made, self.wording, name)
        places = self._places(frozenset(broken)) if broken else []
        said = {"open": "this depends on what is left open", "meets": "this is honoured"}.get(
            word, "this is not honoured"
        )
        issues = dict.fromkeys(str(self.columns.issues[self.made.questions[q].issue]) for q in questions)
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
            f"{told}{self.wording.where(places)}: {said}.",
        )

    def _side_by_side(self, questions: list[int]) -> list[tuple[set[int], list[int]]]:
        """What the package leaves of several questions, in each group of smallest regions in which that is the same."""
        leaves = [self.made.questions[question].leaves for question in questions]
        regional = max(leaves, key=lambda own: (own != frozenset([0]), len(own)))
        found: dict[tuple[int, ...], set[int]] = {}
        for leaf in regional:
            masks = tuple(
                next((part.mask for part in self.parts[q] if leaf in part.leaves), self.parts[q][0].mask)
                for q in questions
            )
            found.setdefault(masks, set()).add(leaf)
        return [(here, list(masks)) for masks, here in found.items()]

    def _of_budget(self, budget: Budget) -> tuple[object, ...] | None:
        if not any(part.settled for question in budget.factors for part in self.parts[question]):
            return None
        low = high = 0.0
        for question, factor in budget.factors.items():
            least, most = self._values(question)
            low += min(factor * least, factor * most) if factor else 0.0
            high += max(factor * least, factor * most) if factor else 0.0
        near = 1e-9 * max(1.0, *(abs(end) for end in (budget.at_least, budget.at_most) if np.isfinite(end)), 1.0)
        if low > budget.at_most + near or high < budget.at_least - near:
            word = "breaks"
        else:
            word = "meets" if low >= budget.at_least - near and high <= budget.at_most + near else "open"
        issues = dict.fromkeys(str(self.columns.issues[self.made.questions[q].issue]) for q in budget.factors)
        bounds = [
            f"{words} {number(end)}"
            for words, end in (("at least", budget.at_least), ("at most", budget.at_most))
            if np.isfinite(end)
        ]
        sums = number(low) if low == high else f"{number(low)} to {number(high)}"
        evidence = self.made.graph.tables["budgets"].set_index("id")["evidence"].get(budget.id)
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

    def _values(self, question: int) -> tuple[float, float]:
        """Lowest and highest value that the package leaves of a number question."""
        issue = self.made.questions[question].issue
        bottom, top = float(self.columns.scale_low[issue]), float(self.columns.scale_high[issue])
        ranges = [one for part in self.parts[question] for one in (part.ranges or [(bottom, top)])]
        return max(bottom, min(low for low, _ in ranges)), min(top, max(high for _, high in ranges))

    # ---------------------------------------------------------------------------------------------- words

    @cached_property
    def _conditions(self) -> dict[str, dict[str, Any]]:
        """The columns of the conditions, each by id."""
        return self.made.graph.tables["conditions"].set_index("id")[["what", "requires", "evidence"]].to_dict()

    @cached_property
    def _cited(self) -> dict[str, Any]:
        """The evidence of every condition and constraint."""
        constraints = self.made.graph.tables["constraints"].set_index("id")["evidence"]
        return self._conditions["evidence"] | constraints.to_dict()

    def _places(self, leaves: frozenset[int]) -> list[str]:
        return region_names(self.columns.regions, Where(leaves, self.made.day, self.made.day))

    def _on(self, issue: int, places: list[str]) -> str:
        return f"On {self.wording.issues[issue]}{self.wording.where(places)}, "

    def _settlement(self, question: int, part: Part) -> list[str]:
        if part.ranges:
            unit = self.wording.units[self.made.questions[question].issue]
            ends = [(rule.Interval(low, low), rule.Interval(high, high)) for low, high in part.ranges]
            return [rule.range_words(low, high, unit) for low, high in ends]
        return self.made.words(question, part.mask)
