"""Votes as a case: who votes is a party, what is voted on is an issue, and a vote is an act that counts on its day.

A vote for demands the motion, one against rejects it; who abstained took neither side, and of who was absent or has no vote
recorded nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...graph.ontology import LIST_SEPARATOR
from ..text import Text, joined
from .slugs import Slugs
from .vote_words import ABSENT, ABSTAINED, AGAINST, FOR, NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..brought import Brought

#: What a vote is read as.
STANCES = {FOR: "demands", AGAINST: "rejects", ABSTAINED: "abstains", ABSENT: "no answer", NONE: "no answer"}
_NOTES = {ABSENT: "Absent", NONE: "No vote is recorded"}
#: Stands for the meaning of a word that has none; no word of a table is so.
NOTHING = "\0"
#: The two ways in which a motion can end.
ADOPTED, NOT_ADOPTED = "yes", "no"
#: What the two are called of a motion, and of a judgment that judges joined or dissented from.
MOTION = {ADOPTED: "Adopted", NOT_ADOPTED: "Not adopted"}
JUDGMENT = {ADOPTED: "As the court decided", NOT_ADOPTED: "Otherwise"}


@dataclass
class Ballots:
    """Votes, and what is known of who cast them and of what they were about.

    Attributes
    ----------
    votes : dict of Text
        A row a vote: ``member``, ``motion``, ``vote`` (a key of :data:`STANCES`), ``date``, ``note`` and, where a vote has
        one of its own, ``source``.
    members, motions : dict of dict
        Cells of the tables of parties and issues by the name that the votes use; ``blocs`` of a member are names.
    blocs : dict of str
        The kind of each bloc that members belong to.
    bloc_aliases : dict of str
        Other names of blocs.
    """

    votes: dict[str, Text]
    members: dict[str, dict[str, str]] = field(default_factory=dict)
    motions: dict[str, dict[str, str]] = field(default_factory=dict)
    blocs: dict[str, str] = field(default_factory=dict)
    bloc_aliases: dict[str, str] = field(default_factory=dict)


def count(brought: Brought, ballots: Ballots, options: Mapping[str, str] = MOTION) -> None:
    """Put votes into the tables of a case."""
    parties, issues = Slugs(), Slugs()
    votes = ballots.votes
    members, motions = (votes[side].coded()[1].tolist() for side in ("member", "motion"))
    for member in members:
        cells = dict(ballots.members.get(member, {}))
        blocs = [bloc for bloc in cells.pop("blocs", "").split(LIST_SEPARATOR) if bloc and bloc != member]
        part_of = LIST_SEPARATOR.join(dict.fromkeys(parties.of(bloc) for bloc in blocs))
        brought.add("parties", **{"id": parties.of(member), "name": member, "part_of": part_of} | cells)
    told = set(members)
    for bloc, kind in ballots.blocs.items():
        if bloc not in told:
            aliases = ballots.bloc_aliases.get(bloc, "")
            brought.add("parties", id=parties.of(bloc), name=bloc, kind=kind, aliases=aliases)
    for motion in motions:
        issue = issues.of(motion)
        cells = dict(ballots.motions.get(motion, {}))
        if (needed := cells.pop("needed", "")).isdecimal() and int(needed):
            name = f"Votes needed: {cells.get('name') or motion}"
            brought.add("decisions", id=f"votes-{issue}", name=name, issues=issue, rule=f"at least {int(needed)}")
        brought.add("issues", **{"id": issue, "name": motion, "kind": "choice", "closed": "yes"} | cells)
        for option, name in options.items():
            brought.add("options", issue=issue, option=option, name=name)
    brought.positions = {
        "party": votes["member"].mapped(parties.of),
        "issue": votes["motion"].mapped(issues.of),
        "stance": votes["vote"].mapped(STANCES.__getitem__),
        "option": Text.alike(ADOPTED, len(votes["vote"])),
        "start": votes["date"],
        "once": votes["date"].mapped(lambda date: "yes" if date else ""),
        "note": with_note(votes["vote"].mapped(lambda vote: _NOTES.get(vote, "")), votes["note"]),
    }
    if "source" in votes:
        brought.positions["source"] = votes["source"]


def meant(words: Text, meaning: Callable[[str], str | None]) -> Text:
    """What each of many words means, asked once a word; :data:`NOTHING` where it means nothing."""
    return words.mapped(lambda word: NOTHING if (what := meaning(word)) is None else what)


def with_note(notes: Text, more: Text) -> Text:
    """Notes with further ones behind them."""
    return joined(notes, more, lambda note, further: "; ".join(filter(None, (note, further))))
