"""Walk-away values: which packages reach that of every party, and who stays below its own, in one wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from ...graph.lists import join
from ..asking.wording import Wording
from .exact import read

if TYPE_CHECKING:
    from ...graph.store import Store
    from .satisfaction import Utilities

#: What is said where walk-away values are coded, and only a part is asked about.
OF_THE_WHOLE = "Walk-away values are of the whole, so none is looked at where only a part is asked about."
#: What a package does with the walk-away values that are coded.
REACHED, BELOW, NOT_KNOWN = "reached", "below", "not known"


def walk_away_values(graph: Store) -> dict[int, Fraction]:
    """The least satisfaction that each party accepts, by its number, as it was typed; those without one are not in it."""
    values = graph.tables["parties"]["walk_away"]
    return {party: read(float(least)) for party, least in enumerate(values) if not pd.isna(least)}


class WalkAway:
    """Which packages reach the walk-away values of those who are asked and have one.

    Parameters
    ----------
    worth : Utilities
    whole : bool
        Whether the whole is asked about: a part has no walk-away value.
    """

    def __init__(self, worth: Utilities, whole: bool) -> None:
        self.worth = worth
        coded = walk_away_values(worth.agenda.graph)
        self._coded = [(place, coded[party]) for place, party in enumerate(worth.parties) if party in coded]
        self.counts = bool(self._coded) and whole
        self._note = "" if whole or not self._coded else OF_THE_WHOLE

    def of(self, picked: Sequence[int]) -> tuple[str, str]:
        """What a package does with these values, and who stays below its own, in a sentence; empty where all are reached."""
        if not self.counts:
            return "", ""
        scores = [self.worth.exact(question)[index] for question, index in enumerate(picked)]
        below = [place for place, least in self._coded if sum(row[place].high for row in scores) < least]
        perhaps = [
            place
            for place, least in self._coded
            if place not in below and sum(row[place].low for row in scores) < least
        ]
        sentences = [
            f" It {stays} below the walk-away value of {self._who(places, word)}."
            for stays, places, word in (("stays", below, "and"), ("may stay", perhaps, "or"))
            if places
        ]
        return BELOW if below else NOT_KNOWN if perhaps else REACHED, "".join(sentences)

    def notes(self, marks: Iterable[str]) -> list[str]:
        """How many of the packages listed do what, by the words of :meth:`of`."""
        if not self.counts:
            return [self._note] if self._note else []
        count = Counter(marks)
        return [
            f"Deals listed that reach the walk-away value of everybody who has one coded: {count[REACHED]:,}; that stay "
            f"below one: {count[BELOW]:,}; that may do either: {count[NOT_KNOWN]:,}."
        ]

    def _who(self, places: list[int], word: str) -> str:
        names = Wording(self.worth.agenda.graph).parties
        return join([names[self.worth.parties[place]] for place in places], word)
