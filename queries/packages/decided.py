"""Packages under a decision: who must agree, which packages can pass, and how each of those that are listed fares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ...graph.asked import EVERY_LINE, LINE
from ...graph.decision import outcome
from ..asking.deadline import Deadline
from ..asking.selection import Names, level_code
from ..asking.wording import JOIN, Wording
from ..deciding.electorate import ABSTENTIONS, Electorate, electorate, who_is_asked
from ..deciding.package_votes import PackageVotes, decided_words
from .agenda import Agenda, agenda, speaking_parties
from .lines import Votes
from .satisfaction import Utilities
from .walk_away import walk_away_values

if TYPE_CHECKING:
    from ...graph.store import Store

#: The columns on the votes on a package.
VOTE_COLUMNS = ("verdict", "in_favour", "against", "vote_unknown")
#: What is said where values of number issues that are not tried may reach somebody's walk-away value.
OTHER_VALUES = "On number issues other values may reach walk-away values as well: better packages may exist."


class Matter(NamedTuple):
    """What packages are put together of: the agenda, what it is worth to whom, and who must agree.

    ``whole`` says whether all of it is asked about, so that walk-away values count.
    """

    agenda: Agenda
    worth: Utilities
    decided: Decided | None
    whole: bool

    @property
    def votes(self) -> Votes | None:
        """The votes that a search counts; none where no decision is asked about."""
        return None if self.decided is None else self.decided.votes

    @property
    def notes(self) -> list[str]:
        """What was assumed: about weights, about who must agree, and what is not asked about."""
        about_votes = [] if self.decided is None else self.decided.notes
        return [*about_votes, *self.worth.notes, *filter(None, [self.agenda.unasked_words])]

    @property
    def tries_all(self) -> bool:
        """Whether the values tried decide whether there is a deal: others may reach a walk-away value as well."""
        numbers = self.agenda.graph.columns.is_number[[question.issue for question in self.agenda.questions]]
        return self.votes is None or not self.votes.bounded or not numbers.any()

    def no_deal(self, level: str) -> str:
        """That there is no deal, as the beginning of a sentence."""
        if self.decided is None:
            return f"No package honours every {EVERY_LINE[level]} and rule: there is no deal"
        name = self.decided.voters.name
        if not self.tries_all:
            return (
                f"No package with the values tried breaks no rule and can pass by {name}, but one with other values may"
            )
        return f"No package breaks no rule and can pass by {name}: there is no deal"

    def begins(self, level: str) -> str:
        """What holds of every package that is listed, as the beginning of a sentence."""
        return f"It crosses no {LINE[level]} and no rule" if self.decided is None else "It breaks no rule"


def matter(
    graph: Store,
    decision: str | None,
    *,
    parties: Names,
    issues: Names,
    regions: Names,
    as_of: str | None,
    roll_up: bool,
    level: str,
    possible: bool,
    deadline: Deadline,
) -> Matter:
    """The agenda of a query about packages, and who must agree.

    Parameters
    ----------
    graph : Store
    decision : str, optional
        Id or name; without one all parties.
    parties, issues, regions, as_of, roll_up, level, possible
        As for :func:`zopa.queries.deals.deals`.
    deadline : Deadline

    Raises
    ------
    OutOfTimeError
        When the time is over before it is made.
    UnknownNameError, RuleError
        When the decision is not known, or does not fit those who have a say.
    """
    voters = None
    if decision is not None:
        voters = electorate(graph, decision, who_is_asked(graph, parties, as_of, roll_up), roll_up)
        issues = voters.decided(graph, issues)
    every_line = possible or voters is not None
    options: dict[str, Any] = {"roll_up": roll_up, "level": level_code(level), "possible": every_line}
    case_agenda = agenda(graph, parties, issues, regions, as_of, **options, deadline=deadline)
    worth = Utilities(case_agenda, case_agenda.selection.parties, deadline)
    whole = issues is None and regions is None
    if voters is None:
        return Matter(case_agenda, worth, None, whole)
    decided = Decided.of(voters, case_agenda, worth, whole, possible)
    return Matter(case_agenda.put_to_the_vote(), worth, decided, whole)


@dataclass(frozen=True)
class Decided:
    """A decision about the packages of an agenda.

    Attributes
    ----------
    voters : Electorate
    votes : Votes
    speaks : frozenset of int
        The places of the parties that take a side on something: of the others no vote is known.
    wording : Wording
    """

    voters: Electorate
    votes: Votes
    speaks: frozenset[int]
    wording: Wording

    @classmethod
    def of(cls, voters: Electorate, agenda: Agenda, worth: Utilities, whole: bool, possible: bool) -> Decided:
        """The decision of an electorate about an agenda that has all its stakes."""
        graph = agenda.graph

        walk_away = walk_away_values(graph) if whole else {}
        votes = Votes(agenda, worth, walk_away, voters.parties, voters.decision, possible=possible)
        speaking = speaking_parties(agenda)
        place = votes.lines.place
        return cls(voters, votes, frozenset(place[party] for party in speaking if party in place), Wording(graph))

    @property
    def notes(self) -> list[str]:
        """What it takes to pass, and whose lines are not looked at."""
        outside = [party for party in self.votes.lines.parties if party not in self.voters.parties]
        notes = [f"{self.voters.name}: {self.voters.takes()}.", ABSTENTIONS]
        if outside:
            own = ("has", "its lines") if len(outside) == 1 else ("have", "their lines")
            notes.append(f"{self.wording.who(outside)} {own[0]} no say in it, so {own[1]} are not looked at.")
        return notes

    def cells(self, picked: Sequence[int]) -> tuple[dict[str, str], str]:
        """The votes on a package as cells by :data:`VOTE_COLUMNS`, and in a sentence."""
        ballot = self.votes.ballot(list(picked))
        place, parties = self.votes.lines.place, self.voters.parties
        there = [(bit, place[party]) for bit, party in enumerate(parties) if party in place]
        against = sum(1 << bit for bit, own in there if ballot.against >> own & 1)
        in_favour = sum(1 << bit for bit, own in there if own in self.speaks and not ballot.perhaps >> own & 1)
        unknown = ((1 << len(parties)) - 1) & ~(in_favour | against)
        verdict = outcome(self.voters.decision, in_favour, 0, against)
        ids = self.wording.graph.columns.parties

        def listed(mask: int) -> str:
            return JOIN.join(str(ids[party]) for party in self.voters.among(mask))

        cells = (verdict, listed(in_favour), listed(against), listed(unknown))
        # Who stays below its walk-away value is told of every package, whoever decides.
        votes = PackageVotes(in_favour, against, (), below=0)
        sentence = f" {decided_words(self.wording, self.voters, votes, verdict)}"
        return dict(zip(VOTE_COLUMNS, cells, strict=True)), sentence
