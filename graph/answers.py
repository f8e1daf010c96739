"""The answer of one party to one settlement: what it says of it at a level, in one word; and the vote that follows.

Everything rests on what a party accepts and rules out (:func:`zopa.graph.rule.party_says`). In this order:

- ``rejects``: it rules the settlement out at the level;
- ``demands`` or ``accepts``: it accepts it, and does so however the next point turns out;
- ``possible``: it may rule it out, or may accept it: a position of unknown firmness counts or not, or the party is divided;
- ``objects``: it rules it out less firmly than the level, so at the level it may give way;
- ``abstains``, ``mixed``, ``no answer``: it was asked about it, or about the whole issue, and took no side;
- ``silent``: nothing that it says is about the settlement.

In a vote, who demands or accepts is in favour, who rejects is against, and who abstains does neither, and is known to. The
vote of all others is unknown: it can be any of the three.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from . import rule
from .columns import AIM, DEMANDS, STANCES, Columns

#: From who is in favour to who is against.
ANSWERS = ("demands", "accepts", "abstains", "mixed", "no answer", "silent", "possible", "objects", "rejects")
IN_FAVOUR, ABSTAINING, AGAINST = ("demands", "accepts"), ("abstains",), ("rejects",)
UNKNOWN_VOTE = ("mixed", "no answer", "silent", "possible", "objects")


class PartyAnswers(NamedTuple):
    """What one party says of all settlements of a cell at a level, as masks by answer; they share no settlement."""

    masks: dict[str, int]

    def on(self, bit: int) -> str:
        """The answer to one settlement."""
        return next(answer for answer, mask in self.masks.items() if mask >> bit & 1)


def party_answers(columns: Columns, cell: rule.Settlements, positions: Iterable[int], level: int) -> PartyAnswers:
    """The answers of a party, by these positions of its own in one cell at one time.

    >>> import zopa
    >>> from zopa.graph.answers import party_answers
    >>> from zopa.graph.rule import settlements
    >>> rows = [{"party": "A", "issue": "seat", "stance": "demands", "option": "Oslo"},
    ...         {"party": "B", "issue": "seat", "stance": "abstains", "option": "Oslo|Bern"}]
    >>> columns = zopa.load({"positions": rows}, quiet=True).columns
    >>> cell = settlements(columns, 0, [0, 1])
    >>> [party_answers(columns, cell, [0], 1).on(bit) for bit in range(2)], party_answers(columns, cell, [1], 1).on(1)
    (['demands', 'rejects'], 'abstains')
    """
    positions = list(positions)
    view, at_most = (rule.party_says(columns, cell, positions, at) for at in (level, AIM))
    demanded = divided = 0
    no_side = dict.fromkeys(("abstains", "mixed", "no answer"), 0)
    for position in positions:
        stance, named = int(columns.stance[position]), cell.named[position]
        if not columns.takes_side[position]:
            # Who names nothing was asked about the whole issue.
            no_side[STANCES[stance]] |= named or cell.full
        elif columns.contested[position]:
            divided |= rule.accepted_by(stance, named)
        elif stance == DEMANDS:
            demanded |= named
    in_order = {
        "rejects": view.ruled_out,
        "demands": view.accepted & view.surely_accepted & demanded,
        "accepts": view.accepted & view.surely_accepted,
        "possible": view.perhaps_ruled_out | divided,
        "objects": at_most.perhaps_ruled_out,
        **no_side,
        "silent": cell.full,
    }
    left, masks = cell.full, {}
    for answer, mask in in_order.items():
        masks[answer] = mask & left
        left &= ~mask
    return PartyAnswers(masks)
