"""What packages that are listed come to: the satisfaction of every party, and the positions that they cross or honour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph import rule
from .exact import parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .satisfaction import Utilities


def totals(worth: Utilities, picked: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and most satisfaction of every party with packages, given by their choices: shape ``(packages, parties)``."""
    low, high = sums_of(worth, picked)
    return parts(low, worth.scale), parts(high, worth.scale)


def sums_of(worth: Utilities, picked: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The same as whole numbers."""
    low = high = np.zeros((len(picked), len(worth.parties)), dtype=np.int64)
    for question in range(picked.shape[1] if len(picked) else 0):
        scores = worth.scores(question)
        low, high = low + scores.low[picked[:, question]], high + scores.high[picked[:, question]]
    return low, high


def positions_on(worth: Utilities, picked: list[int]) -> tuple[list[int], list[int]]:
    """Positions of the parties that a package crosses, and those that accept something in it."""
    columns, parties = worth.columns, set(worth.parties)
    crossed, accepting = dict[int, None](), dict[int, None]()
    for question, index in enumerate(picked):
        settled_question, choice, conditional = (
            worth.agenda.questions[question],
            worth.choices[question][index],
            worth.conditional[question],
        )
        for p in settled_question.positions:
            if int(worth.agenda.selection.holder[p]) not in parties:
                continue
            stance, named = int(columns.stance[p]), settled_question.settlements.named[p]
            if rule.ruled_out_by(stance, named, settled_question.settlements.full) >> choice.bit & 1:
                if conditional.holds(p, choice):
                    crossed[p] = None
            elif rule.accepted_by(stance, named) >> choice.bit & 1 and conditional.offers(p, choice):
                accepting[p] = None
    return sorted(crossed), sorted(accepting)


def range_text(low: float, high: float) -> str:
    """``0.5``, or ``0.25 to 0.5``."""
    lower, upper = f"{low:.3g}", f"{high:.3g}"
    return lower if lower == upper else f"{lower} to {upper}"
