"""Counts of packages as rows: how many there are, how many pass, who is in favour of how many, who blocks how many alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ..graph.asked import LINE
from ..graph.decision import FAILS, PASSES, outcome
from .asking.deadline import Deadline
from .asking.selection import Names, level_code
from .asking.wording import Wording
from .deciding.electorate import ABSTENTIONS, Electorate, electorate, who_is_asked
from .packages.agenda import Agenda, agenda, speaking_parties
from .packages.satisfaction import Utilities
from .packages.tally import Outcomes, Tally
from .packages.walk_away import OF_THE_WHOLE, walk_away_values
from .packages.words import NOTHING_TO_SETTLE

if TYPE_CHECKING:
    from ..graph.store import Store


class Counted(NamedTuple):
    """A row of the answer."""

    counted: str
    party: str
    packages: int
    at_most: int
    blocks_alone: int
    blocks_alone_at_most: int
    certain: bool
    why: str


#: The columns that hold numbers of packages.
NUMBERS = ("packages", "at_most", "blocks_alone", "blocks_alone_at_most")


def package_counts(
    graph: Store,
    decision: str | None,
    *,
    parties: Names,
    issues: Names,
    regions: Names,
    as_of: str | None,
    roll_up: bool,
    level: str,
    deadline: Deadline,
) -> pd.DataFrame:
    """The rows that :func:`zopa.queries.deals.deals` gives where packages are counted and not listed.

    Parameters
    ----------
    graph : Store
    decision : str, optional
    parties, issues, regions, as_of, roll_up, level
        As for :func:`zopa.queries.deals.deals`.
    deadline : Deadline
    """
    voters = (
        None if decision is None else electorate(graph, decision, who_is_asked(graph, parties, as_of, roll_up), roll_up)
    )
    issues = issues if voters is None else voters.decided(graph, issues)
    preparing = deadline.prepared()
    case_agenda = agenda(
        graph,
        parties,
        issues,
        regions,
        as_of,
        roll_up=roll_up,
        level=level_code(level),
        possible=True,
        deadline=preparing,
    )
    worth = Utilities(case_agenda, case_agenda.selection.parties, preparing)
    coded = walk_away_values(graph)
    whole = issues is None and regions is None
    outcomes = Tally(case_agenda, worth, coded if whole else {}, deadline).outcomes()
    rows = list(_Table(graph, case_agenda, outcomes, voters, level).rows()) if case_agenda.questions else []
    notes = [] if outcomes.complete else ["Cut short: the counts are bounds, from at least 'packages' up to 'at_most'."]
    if not case_agenda.questions:
        notes.append(NOTHING_TO_SETTLE)
    notes += [ABSTENTIONS] if voters is not None else []
    if coded and not whole:
        notes.append(OF_THE_WHOLE)
    if case_agenda.graph.columns.is_number[[question.issue for question in case_agenda.questions]].any():
        notes.append("On a number issue, the values that somebody names and one in each gap between them are counted.")
    frame = pd.DataFrame(rows, columns=pd.Index(Counted._fields))
    kinds = dict.fromkeys(("counted", "party", "why"), "str") | {"certain": "bool"}
    large = frame[list(NUMBERS)].map(lambda count: count >= 2**63).any()
    kinds |= {name: "object" if large[name] else "int64" for name in NUMBERS}
    frame = frame.astype(kinds)
    frame.attrs |= {
        "complete": outcomes.complete,
        "note": " ".join([*notes, *filter(None, [case_agenda.unasked_words])]),
    }
    return frame


class _Table:
    """The rows of an answer, by the votes that packages have."""

    def __init__(self, graph: Store, agenda: Agenda, outcomes: Outcomes, voters: Electorate | None, level: str) -> None:
        self.outcomes, self.voters, self.level = outcomes, voters, level
        self.agenda, self.columns, self.wording = agenda, graph.columns, Wording(graph)
        self.reached = sum(outcomes.votes.values())
        self.left = 0 if outcomes.complete else outcomes.packages - self.reached
        speaking = speaking_parties(agenda)
        self.speaks = [party in speaking for party in outcomes.parties]

    def rows(self) -> Iterator[Counted]:
        """All rows: the whole first, then one a party."""
        total, everyone = self.outcomes.packages, self._who()
        yield self._row("all", "", total, total, why=f"{total:,} packages can be put together.")
        yield self._row("break no rule", "", self.reached, self.reached + self.left)
        if self.voters is None:
            yield self._row("pass", "", *self._against_at_most(0))
            yield self._row("pass with all but one", "", *self._against_at_most(1))
        else:
            yield self._row("pass", "", *self._passing())
        for party in everyone:
            yield self._party(party)

    def _who(self) -> list[int]:
        asked = set(self.outcomes.parties) | set(self.voters.parties if self.voters else ())
        return sorted(asked)

    def _against_at_most(self, parties: int) -> tuple[int, int]:
        """How many packages so many parties at most are against: surely, and perhaps."""
        sure = possible = 0
        for (against, perhaps), count in self.outcomes.votes.items():
            sure += count * (perhaps.bit_count() <= parties)
            possible += count * (against.bit_count() <= parties)
        return sure, possible + self.left

    def _ballots(self) -> Iterator[tuple[int, int, int]]:
        """Votes in favour and against as masks of those who have a say, and how many packages have them."""
        assert self.voters is not None
        place = {party: bit for bit, party in enumerate(self.outcomes.parties)}
        bit_of = [(bit, place[party]) for bit, party in enumerate(self.voters.parties) if party in place]
        for (against, perhaps), count in self.outcomes.votes.items():
            in_favour = sum(1 << bit for bit, own in bit_of if self.speaks[own] and not perhaps >> own & 1)
            yield in_favour, sum(1 << bit for bit, own in bit_of if against >> own & 1), count

    def _passing(self) -> tuple[int, int]:
        assert self.voters is not None
        sure = possible = 0
        for in_favour, against, count in self._ballots():
            verdict = outcome(self.voters.decision, in_favour, 0, against)
            sure += count * (verdict == PASSES)
            possible += count * (verdict != FAILS)
        return sure, possible + self.left

    def _party(self, party: int) -> Counted:
        parties = self.outcomes.parties
        bit = parties.index(party) if party in parties else None
        sure = possible = 0
        for (against, perhaps), count in self.outcomes.votes.items():
            sure += count * (bit is not None and self.speaks[bit] and not perhaps >> bit & 1)
            possible += count * (bit is None or not against >> bit & 1)
        blocks, blocks_perhaps = self._blocks(bit) if self.voters is None else self._stops(party)
        counts = (sure, possible + self.left, blocks, blocks_perhaps)
        silent = bit is None or not self.speaks[bit]
        return self._row("in favour", str(self.columns.parties[party]), *counts, party=party, silent=silent)

    def _blocks(self, bit: int | None) -> tuple[int, int]:
        """How many packages only this party is against."""
        assert bit is not None
        sure = possible = 0
        for (against, perhaps), count in self.outcomes.votes.items():
            sure += count * (against == perhaps == 1 << bit)
            possible += count * bool(perhaps >> bit & 1 and not against & ~(1 << bit))
        return sure, possible + self.left

    def _stops(self, party: int) -> tuple[int, int]:
        """How many packages fail by the vote of this party, and would pass if it were in favour."""
        assert self.voters is not None
        if party not in self.voters.parties:
            return 0, 0
        bit = 1 << self.voters.parties.index(party)
        decision, sure, possible = self.voters.decision, 0, 0
        for in_favour, against, count in self._ballots():
            with_it = outcome(decision, in_favour | bit, 0, against & ~bit)
            without = outcome(decision, in_favour & ~bit, 0, against | bit)
            sure += count * bool(against & bit and without == FAILS and with_it == PASSES)
            possible += count * (not in_favour & bit and without != PASSES and with_it != FAILS)
        return sure, possible + self.left

    def _row(
        self,
        counted: str,
        party_id: str,
        packages: int,
        at_most: int,
        blocks: int = 0,
        blocks_at_most: int = 0,
        *,
        party: int | None = None,
        silent: bool = False,
        why: str = "",
    ) -> Counted:
        if not why:
            why = self._why(counted, _range(packages, at_most))
        if party is not None:
            name = self.wording.parties[party]
            why = (
                f"{name} has taken no side on any of these questions, so its vote is not known."
                if silent
                else f"{name} is in favour of {_range(packages, at_most)} packages."
            )
            if blocks_at_most:
                why += f" {name} alone blocks {_range(blocks, blocks_at_most)}."
        certain = packages == at_most and blocks == blocks_at_most
        return Counted(counted, party_id, packages, at_most, blocks, blocks_at_most, certain, why)

    def _why(self, counted: str, number: str) -> str:
        line = LINE[self.level]
        if counted == "break no rule":
            return f"Packages that break no rule of the matter: {number}."
        if self.voters is not None:
            return f"Packages that break no rule and pass by the decision {self.voters.name}: {number}."
        if counted == "pass":
            return f"Packages that break no rule, cross no {line} and reach every walk-away value coded: {number}."
        return f"Packages that would pass if at most one party were left out: {number}."


def _range(packages: int, at_most: int) -> str:
    return f"{packages:,}" if packages == at_most else f"between {packages:,} and {at_most:,}"
