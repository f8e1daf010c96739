"""Votes as a case: who votes is a party, what is voted on is an issue, and a vote is an act that counts on its day.

A vote for demands the motion, one against rejects it; who abstained took neither side, and of who was absent or has no vote
recorded nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from ...graph.ontology import LIST_SEPARATOR
from ..text import Text, joined
from .slugs import Slugs
from .vote_words import ABSENT, ABSTAINED, AGAINST, FOR, NONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..brought import Brought

#: What a vote is read as.
STANCES = {FOR: "demands", AGAINST: "rejects", ABSTAINED: "abstains", ABSENT: "no answer", NONE: "no answer"}
_NOTES = {ABSENT: "Absent", NONE: "No vote is recorded"}
#: Stands for the meaning of a word that has none; no word of a table is so.
_NOTHING = "\0"
#: The two ways in which a motion can end.
ADOPTED, NOT_ADOPTED = "yes", "no"
_OPTIONS = {ADOPTED: "Adopted", NOT_ADOPTED: "Not adopted"}


@dataclass
class Ballots:
    """Votes, and what is known of who cast them and of what they were about.

    Attributes
    ----------
    votes : DataFrame
        A row a vote: ``member``, ``motion``, ``vote`` (a key of :data:`STANCES`), ``date``, ``note`` and, where a vote has
        one of its own, ``source``.
    members, motions : dict of dict
        Cells of the tables of parties and issues by the name that the votes use; ``blocs`` of a member are names.
    blocs : dict of str
        The kind of each bloc that members belong to.
    bloc_aliases : dict of str
        Other names of blocs.
    """

    votes: pd.DataFrame
    members: dict[str, dict[str, str]] = field(default_factory=dict)
    motions: dict[str, dict[str, str]] = field(default_factory=dict)
    blocs: dict[str, str] = field(default_factory=dict)
    bloc_aliases: dict[str, str] = field(default_factory=dict)


def count(brought: Brought, ballots: Ballots) -> None:
    """Put votes into the tables of a case."""
    parties, issues = Slugs(), Slugs()
    votes = ballots.votes
    for member in votes["member"].unique():
        cells = dict(ballots.members.get(member, {}))
        blocs = [bloc for bloc in cells.pop("blocs", "").split(LIST_SEPARATOR) if bloc and bloc != member]
        part_of = LIST_SEPARATOR.join(dict.fromkeys(parties.of(bloc) for bloc in blocs))
        brought.add("parties", **{"id": parties.of(member), "name": member, "part_of": part_of} | cells)
    told = set(votes["member"].unique())
    for bloc, kind in ballots.blocs.items():
        if bloc not in told:
            aliases = ballots.bloc_aliases.get(bloc, "")
            brought.add("parties", id=parties.of(bloc), name=bloc, kind=kind, aliases=aliases)
    for motion in votes["motion"].unique():
        issue = issues.of(motion)
        cells = ballots.motions.get(motion, {})
        brought.add("issues", **{"id": issue, "name": motion, "kind": "choice", "closed": "yes"} | cells)
        for option, name in _OPTIONS.items():
            brought.add("options", issue=issue, option=option, name=name)
    positions = pd.DataFrame(
        {
            "party": mapped(votes["member"], parties.of),
            "issue": mapped(votes["motion"], issues.of),
            "stance": mapped(votes["vote"], STANCES.__getitem__),
            "option": Text.alike(ADOPTED, len(votes)).categories(),
            "start": votes["date"],
            "once": mapped(votes["date"], lambda date: "yes" if date else ""),
            "note": _notes(votes),
        }
    )
    if "source" in votes:
        positions["source"] = votes["source"]
    brought.add_positions(positions)


def mapped(words: Any, meaning: Callable[[str], str | None]) -> pd.Categorical:
    """What each of many words means, asked once a word; missing where it means nothing."""
    codes, different = Text.of(words).coded()
    meanings = [meaning(word) for word in different]
    return Text.of_codes(codes, [_NOTHING if word is None else word for word in meanings]).categories(_NOTHING)


def _notes(votes: pd.DataFrame) -> pd.Categorical:
    own = Text.of(mapped(votes["vote"], lambda vote: _NOTES.get(vote, "")))
    return with_note(own, Text.of(votes["note"])).categories(None)


def with_note(notes: Text, more: Text) -> Text:
    """Notes with further ones behind them."""
    return joined(notes, more, lambda note, further: "; ".join(filter(None, (note, further))))
