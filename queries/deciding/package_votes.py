"""Whether a party is for a package: the vote that follows from how the package fares with it.

A party is for a package that crosses none of its lines at the level asked, and that reaches its walk-away value. It is
against one that surely crosses such a line, or that surely stays below that value. Its vote is not known where either may be
so, as a firmness is not known, the party is divided or the package leaves something open; and where it holds no position on
anything that the package settles, since who says nothing is not in favour. A walk-away value is one of the whole package:
where a decision is about some issues alone, only the lines on these count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ...graph import rule
from ...graph.columns import LEVELS, UNKNOWN
from ...graph.decision import DEPENDS, FAILS, outcome
from ...graph.lists import join
from ...graph.regions import bits
from ..asking.selection import level_code
from ..asking.wording import Wording, cell_list
from .electorate import Electorate

if TYPE_CHECKING:
    from ...graph.store import Store

#: Satisfactions are sums of decimal numbers: what is missing to a walk-away value must be more than this.
NEAR = 1e-9


class PackageVotes(NamedTuple):
    """Who is for a package and who is against it, as masks of an electorate.

    ``crossed`` are the positions by which some are against it; ``below`` are those who would rather have no agreement.
    """

    in_favour: int
    against: int
    crossed: tuple[str, ...]
    below: int


def package_votes(
    graph: Store, rows: pd.DataFrame, satisfaction: Mapping[str, tuple[float, float]], voters: Electorate, level: str
) -> PackageVotes:
    """The votes that follow from a check of a package.

    Parameters
    ----------
    graph : Store
    rows : DataFrame
        As :func:`zopa.queries.check_deal` gives them.
    satisfaction : dict
        The least and the most satisfaction of each party with the whole.
    voters : Electorate
    level : str
        How firm a line must be to be one.
    """
    if voters.issues:
        about = [bool(set(cell_list(cell)) & set(voters.issues)) for cell in rows["issue"]]
        rows = rows[np.array(about, dtype=bool)]
    walk_away = dict(zip(graph.tables["parties"]["id"], graph.tables["parties"]["walk_away"], strict=True))
    firmness = dict(zip(map(str, graph.columns.ids), graph.columns.firmness.tolist(), strict=True))
    in_favour = against = below = 0
    crossed: dict[str, None] = {}
    for bit, party in enumerate(voters.parties):
        id_ = str(graph.columns.parties[party])
        own = rows[rows["party"] == id_]
        lines = own[own["verdict"] == "crosses"]
        sure = lines[np.array([_counts(word, level) for word in lines["level"]], dtype=bool)]
        low, high = satisfaction.get(id_, (0.0, 1.0))
        least = float("nan") if voters.issues else walk_away[id_]
        if len(sure) or high < least - NEAR:
            against |= 1 << bit
            crossed |= dict.fromkeys(name for cell in sure["crosses"] for name in cell_list(cell))
            below |= (high < least - NEAR) << bit
            continue
        may_cross = not lines["certain"].all() or any(
            _may_count(row, firmness, level) for row in own[own["verdict"] == "open"].itertuples()
        )
        speaks = bool(own["verdict"].isin(["meets", "open", "crosses"]).any())
        if speaks and not may_cross and not low < least - NEAR:
            in_favour |= 1 << bit
    return PackageVotes(in_favour, against, tuple(crossed), below)


def decided_words(wording: Wording, voters: Electorate, votes: PackageVotes, verdict: str) -> str:
    """Whether it passes, who is for it and against it, and who alone keeps it from passing."""
    unknown = ((1 << len(voters.parties)) - 1) & ~(votes.in_favour | votes.against)
    phrases = [f"Under {voters.name} it {verdict}{' on votes that are not known' if verdict == DEPENDS else ''}"]
    for mask, words in ((votes.in_favour, "for it"), (votes.against, "against it")):
        if mask:
            phrases.append(f"{wording.who(voters.among(mask))} {'are' if mask.bit_count() > 1 else 'is'} {words}")
    if unknown:
        phrases.append(f"the vote of {wording.who(voters.among(unknown))} is not known")
    why = f"{phrases[0]}: {'; '.join(phrases[1:])}." if phrases[1:] else f"{phrases[0]}."
    if votes.below:
        verb = "prefer" if votes.below.bit_count() > 1 else "prefers"
        why += f" {wording.who(voters.among(votes.below))} {verb} no agreement to it."
    if verdict == FAILS:
        alone = [
            bit
            for bit in bits(votes.against)
            if outcome(voters.decision, votes.in_favour | 1 << bit, 0, votes.against & ~(1 << bit)) != FAILS
        ]
        blockers = voters.among(sum(1 << bit for bit in alone))
        if blockers:
            why += f" It would not fail if {wording.who(blockers, 'or')} were for it."
        if missing := [voters.amount(quota, gap) for quota, gap in voters.decision.missing(votes.in_favour)]:
            why += f" It lacks {join(missing, 'and')}."
    return why


def _counts(word: str, level: str) -> bool:
    """Whether what is crossed at a level, the word of its firmness, is a line at the level asked."""
    return rule.counts(LEVELS.index(word), level_code(level))


def _may_count(row: object, firmness: Mapping[str, int], level: str) -> bool:
    """Whether what a package leaves open may turn out to cross a line: a position, or a condition that may not be met."""
    names = cell_list(getattr(row, "crosses", ""))
    known = [firmness[name] for name in names]
    if getattr(row, "rule", ""):
        known = [LEVELS.index(getattr(row, "level", ""))]
    return any(of == UNKNOWN or rule.counts(of, level_code(level)) for of in known)
