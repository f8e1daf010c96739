"""Support: option by option, who is for it, who is against it, who takes no side and of whom nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..graph.answers import ABSTAINING, AGAINST, ANSWERS, IN_FAVOUR, UNKNOWN_VOTE
from ..graph.asked import level_asked
from ..graph.dates import texts
from ..graph.decision import DEPENDS, FAILS, outcome
from ..graph.lists import join
from ..graph.regions import EVERYWHERE
from .asking.answer import draws_itself
from .asking.scope import whole
from .asking.selection import Names, Selection, select, words_asked
from .asking.wording import JOIN, Wording, number
from .deciding.electorate import ABSTENTIONS, Electorate, electorate, weights, who_is_asked
from .one_issue.cells import WHOLE_ISSUE, Ground, grounds
from .one_issue.tallies import OptionTally, option_tallies

if TYPE_CHECKING:
    from ..graph.store import Store

#: The columns of who answers what, in the order in which they stand.
ANSWER_COLUMNS = tuple(answer.replace(" ", "_") for answer in ANSWERS)
#: What a party does with a settlement, for one party and for several.
VERBS = {
    "demands": ("demands it", "demand it"),
    "accepts": ("accepts it", "accept it"),
    "rejects": ("rejects it", "reject it"),
    "objects": ("is against it less firmly", "are against it less firmly"),
    "abstains": ("abstains", "abstain"),
    "mixed": ("is of two minds", "are of two minds"),
    "no answer": ("gave no answer", "gave no answer"),
}
NO_BLOC = ""


@draws_itself
@whole
def support(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    level: str | None = None,
    roll_up: bool = True,
    decision: str | None = None,
    weight: str | None = None,
    by: str = "option",
) -> pd.DataFrame:
    """Option by option, who demands, accepts or rejects it, who takes no side, who is silent, and does it pass?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Who is asked. By default all who hold a position on some issue on the days asked for; with a decision, all who have
        a say in it.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it. With a decision, by default the issues that it decides.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    level : str, optional
        How firm a refusal must be to be told as one: ``red line``, ``bottom line`` or ``aim``. By default
        ``red line``; in a case that codes no firmness ``aim``, which ``attrs["note"]`` says. ``attrs["level"]`` of the
        answer says which level was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    decision : str, optional
        Id or name of a decision of the case: whether each option passes under it.
    weight : str, optional
        A number column of the parties that is counted as well, such as ``votes``, ``seats`` or ``population``. With a
        decision, by default the one that it counts.
    by : str
        ``option``, or ``bloc``: a row for each bloc of which some of those asked are members, and one for those that are
        members of none.

    Returns
    -------
    DataFrame
        One row an option, place and run of days, in the order of the issues; within one the options with the most support
        first, ranges and ordered options in their own order. The columns are

        - ``issue``; ``regions``: ids separated by ``|``, empty for everywhere; ``start``, ``end``: first and last day;
        - ``settlement``: an option, or a range of which all values have the same support; what can be combined
          (``several``) stands as ``in``; ``bloc``: where it is asked ``by`` bloc; ``level``;
        - ``demands``, ``accepts``, ``abstains``, ``mixed``, ``no_answer``, ``silent``, ``possible`` (it may reject or
          accept: the party is divided, or its firmness is not known), ``objects`` (it rejects less firmly than the level),
          ``rejects`` (also by demanding others): the parties that do, separated by ``|``, each in one column;
        - ``in_favour`` (demands, accepts), ``against`` (rejects), ``abstaining``, ``unknown`` (all others): how many; with
          a weight ``weight_in_favour`` and so on: the sum of their weights;
        - with a decision ``verdict``: ``passes``, ``fails``, or ``depends`` on those of whom nothing is known; ``missing``:
          what is missing beside those surely in favour, separated by ``|``; ``vetoed_by``: who stops it alone;
        - ``positions`` that speak of it, their ``evidence``, and ``why`` in a sentence.

        ``attrs["note"]`` says what was assumed.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, level, decision or column is not known.
    RuleError
        When the decision does not fit those who have a say.

    See Also
    --------
    zones : Whether everybody can agree, and who closes the zone.
    coalitions : Which parties together are just enough to pass a decision, and which to stop it.
    overlaps : Settlements that two or more parties accept.

    Notes
    -----
    An answer rests on what the party accepts and rules out: see :mod:`zopa.graph.answers`. A decision takes a part of all
    who have a say, so an abstention is no vote in favour: see :mod:`zopa.graph.decision`.

    Examples
    --------
    >>> import zopa
    >>> stances = {"A": "demands", "B": "accepts", "C": "rejects", "D": "abstains"}
    >>> case = zopa.load({
    ...     "parties": [{"id": party, "seats": seats} for party, seats in zip("ABCD", (40, 15, 25, 20))],
    ...     "positions": [{"party": party, "issue": "tax", "stance": stance, "option": "cut"}
    ...                   for party, stance in stances.items()],
    ...     "decisions": [{"id": "house", "rule": "majority", "weight": "seats"}]}, quiet=True)
    >>> rows = case.support(decision="house")
    >>> rows[["in_favour", "weight_in_favour", "against", "verdict"]].values.tolist()
    [[2, 55.0, 1, 'passes']]
    """
    words_asked([by], ("option", "bloc"), "way to count")
    level = level_asked(graph, level)
    asked = _Asked(graph, parties, issues, regions, as_of, roll_up, decision)
    weight = weight or (asked.electorate.weight if asked.electorate else None) or None
    wording = Wording(graph)
    rows = []
    for ground in grounds(asked.selection, asked.selection.columns.issue[asked.selection.position], "Support"):
        rows += _rows(asked, ground, level, wording)
    return _Table(asked, wording, level, weight, by).frame(rows)


class _Asked:
    """Who is asked, about what and when; and the decision, where there is one."""

    def __init__(
        self,
        graph: Store,
        parties: Names,
        issues: Names,
        regions: Names,
        as_of: str | None,
        roll_up: bool,
        decision: str | None,
    ) -> None:
        self.graph = graph
        self.parties = who_is_asked(graph, parties, as_of, roll_up)
        self.electorate: Electorate | None = None
        if decision is not None:
            self.electorate = electorate(graph, decision, self.parties, roll_up)
            issues = self.electorate.decided(graph, issues)
            if parties is None:
                self.parties = list(self.electorate.parties)
        selection = select(graph, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True)
        theirs = np.isin(selection.holder[selection.position], self.parties)
        self.selection: Selection = replace(
            selection, position=selection.position[theirs], region=selection.region[theirs]
        )


class _Row(NamedTuple):
    """An option in one place and run of days."""

    option: OptionTally
    regions: list[str]
    start: int
    end: int


def _rows(asked: _Asked, ground: Ground, level: str, wording: Wording) -> list[_Row]:
    tree = asked.selection.columns.regions
    spans = ground.spans()
    options = {
        mask: option_tallies(asked.graph, asked.parties, ground, mask, level, wording)
        for mask in {mask for mask, _, _ in spans}
    }
    ordered = sorted(
        (start, tree.lowest(place) if place != WHOLE_ISSUE else EVERYWHERE, place, end, mask)
        for (mask, start, end), place in spans.items()
    )
    return [
        _Row(option, tree.names_of(place) if place != WHOLE_ISSUE else [], start, end)
        for start, _, place, end, mask in ordered
        for option in options[mask]
    ]


# ------------------------------------------------------------------------------------------------ writing the rows


class _Table:
    """The rows as a table."""

    def __init__(self, asked: _Asked, wording: Wording, level: str, weight: str | None, by: str) -> None:
        self.asked, self.wording, self.level, self.weight = asked, wording, level, weight
        self.columns = asked.selection.columns
        self.electorate = asked.electorate
        self.weights = weights(asked.graph, weight) if weight else {}
        self.blocs = self._blocs() if by == "bloc" else None

    def frame(self, rows: list[_Row]) -> pd.DataFrame:
        """All rows, and what has to be said of them once."""
        cells = [cell for row in rows for cell in self._cells(row)]
        counts = ("in_favour", "against", "abstaining", "unknown")
        columns = ["issue", "regions", "start", "end", "settlement", *(["bloc"] if self.blocs else []), "level"]
        columns += [*ANSWER_COLUMNS, *counts, *(f"weight_{name}" for name in counts if self.weight)]
        columns += ["verdict", "missing", "vetoed_by"] if self.electorate else []
        columns += ["positions", "evidence", "why"]
        frame = pd.DataFrame(cells, columns=pd.Index(columns))
        frame["start"], frame["end"] = texts([cell["start"] for cell in cells]), texts([cell["end"] for cell in cells])
        kinds = {
            name: "int64" if name in counts else "float64" if name.startswith("weight_") else "str" for name in columns
        }
        frame = frame.astype(kinds)
        frame.attrs["note"] = self._note()
        return frame

    def _cells(self, row: _Row) -> Iterator[dict[str, Any]]:
        """One row, or one a bloc."""
        if self.blocs is None:
            yield self._of(row, row.option, None)
            return
        for bloc, members in self.blocs.items():
            answers = {
                answer: tuple(party for party in those if party in members)
                for answer, those in row.option.answers.items()
            }
            yield self._of(row, row.option._replace(answers=answers), bloc)

    def _of(self, row: _Row, option: OptionTally, bloc: int | None) -> dict[str, Any]:
        ids = self.columns.parties
        cells: dict[str, Any] = {
            "issue": str(self.columns.issues[option.issue]),
            "regions": JOIN.join(row.regions),
            "start": row.start,
            "end": row.end,
            "settlement": JOIN.join(option.words),
            "bloc": "" if bloc is None or bloc < 0 else str(ids[bloc]),
            "level": self.level,
        }
        for answer, name in zip(ANSWERS, ANSWER_COLUMNS, strict=True):
            cells[name] = JOIN.join(str(ids[party]) for party in option.answers[answer])
        for name, kinds in (
            ("in_favour", IN_FAVOUR),
            ("against", AGAINST),
            ("abstaining", ABSTAINING),
            ("unknown", UNKNOWN_VOTE),
        ):
            those = option.of(kinds)
            cells[name] = len(those)
            if self.weight:
                cells[f"weight_{name}"] = float(self._weigh(those))
        why = self._sentence(row, option, bloc)
        if self.electorate is not None:
            verdict, sentence = self._verdict(self.electorate, row.option)
            cells |= verdict
            why += sentence
        told = {party for those in option.answers.values() for party in those}
        holder = self.asked.selection.holder
        positions = [p for p in option.positions if int(holder[p]) in told]
        return cells | {
            "positions": self.wording.ids_of(positions),
            "evidence": self.wording.evidence_of(positions),
            "why": why,
        }

    def _weigh(self, parties: list[int]) -> Fraction:
        return sum((self.weights.get(str(self.columns.parties[party]), Fraction(0)) for party in parties), Fraction(0))

    def _blocs(self) -> dict[int, set[int]]:
        """The members of each bloc among those asked, and behind them those of none."""
        size = len(self.columns.parties)
        members: dict[int, set[int]] = {}
        asked = set(self.asked.parties)
        for pair in self.columns.member_of.tolist():
            member, bloc = divmod(pair, size)
            if member in asked:
                members.setdefault(bloc, set()).add(member)
        outside = asked - set().union(*members.values())
        return dict(sorted(members.items())) | ({-1: outside} if outside else {})

    # -- words

    def _sentence(self, row: _Row, option: OptionTally, bloc: int | None) -> str:
        wording = self.wording
        everyone = [party for those in option.answers.values() for party in those]
        on = wording.on(option.issue, row.regions, row.start, row.end, settled=True)
        whose = "" if bloc is None else f" in {wording.parties[bloc]}" if bloc >= 0 else " outside all blocs"
        favour = option.of(IN_FAVOUR)
        of_all = f"{len(everyone):,} {'party' if len(everyone) == 1 else 'parties'}{whose}"
        counted = f"{len(favour):,} of {of_all}" if favour else f"none of {of_all}"
        if self.weight and favour:
            counted += (
                f", with {number(float(self._weigh(favour)))} of {number(float(self._weigh(everyone)))} {self.weight},"
            )
        verb = "are" if len(favour) > 1 else "is"
        sentence = f"{on}{counted} {verb} for {wording.settlements(option.issue, option.words)}"
        phrases = [
            f"{wording.who(those)} {VERBS[answer][len(those) > 1]}"
            for answer in ("demands", "accepts", "rejects", "objects", "abstains", "mixed", "no answer")
            if (those := option.answers[answer])
        ]
        if divided := option.answers["possible"]:
            phrases.append(f"it is not known whether {wording.who(divided, 'or')} would reject it")
        if silent := option.answers["silent"]:
            phrases.append(f"{wording.who(silent)} {'say' if len(silent) > 1 else 'says'} nothing of it")
        return f"{sentence}: {'; '.join(phrases)}." if phrases else f"{sentence}."

    def _verdict(self, electorate: Electorate, option: OptionTally) -> tuple[dict[str, str], str]:
        """Whether it passes, what is missing, and that in a sentence."""
        favour, abstaining, against = (electorate.mask(option.of(kinds)) for kinds in (IN_FAVOUR, ABSTAINING, AGAINST))
        verdict = outcome(electorate.decision, favour, abstaining, against)
        missing = [electorate.amount(quota, gap) for quota, gap in electorate.decision.missing(favour)]
        stopped_by = electorate.among(against & electorate.decision.vetoes)
        ids = self.columns.parties
        cells = {
            "verdict": verdict,
            "missing": JOIN.join(missing),
            "vetoed_by": JOIN.join(str(ids[party]) for party in stopped_by),
        }
        sentence = f" Under {electorate.name} it {verdict}"
        if verdict == FAILS:
            reasons = [f"{self.wording.who(stopped_by)} can stop it alone"] if stopped_by else []
            reasons += [f"it lacks {join(missing, 'and')}"] if missing else []
            sentence += f": {' and '.join(reasons)}"
        elif verdict == DEPENDS:
            unknown = self.wording.who(option.of(UNKNOWN_VOTE))
            sentence += f" on {unknown}"
            sentence += f": {join(missing, 'and')} more would be enough" if missing else ""
        return cells, f"{sentence}."

    def _note(self) -> str:
        notes = []
        if self.electorate is not None:
            notes += [f"{self.electorate.name}: {self.electorate.takes()}.", ABSTENTIONS]
        if self.weight:
            silent = [p for p in self.asked.parties if str(self.columns.parties[p]) not in self.weights]
            if silent:
                verb = "has" if len(silent) == 1 else "have"
                notes.append(f"{self.wording.who(silent)} {verb} no number in '{self.weight}', and no weight here.")
        return " ".join(notes)
