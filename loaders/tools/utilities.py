"""Additive utilities as saliences and satisfactions, without loss: what each option is worth to a party, issue by issue.

The salience of an issue is the most that a party can get from it, and its satisfaction with an option is the share of that
which the option brings. So the satisfactions, each times its salience, add up to the utility of a package. Where options are
worth less than nothing, all of the issue is counted from the worst of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ...graph.ontology import LIST_SEPARATOR

if TYPE_CHECKING:
    from ..brought import Brought

#: Numbers whose exact value is no burden: a huge exponent would be a number of millions of digits.
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,2})?", re.ASCII)


def exact(text: Any) -> Fraction | None:
    """A number as it is written; None where it is none.

    >>> from zopa.loaders.tools.utilities import exact
    >>> exact("0.1") * 3 == exact("0.3"), exact("1e9999"), exact("nan")
    (True, None, None)
    """
    text = str(text).strip()
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def plain(number: Fraction) -> str:
    """A number as the text of a cell."""
    return str(number.numerator) if number.denominator == 1 else repr(float(number))


@dataclass
class Utility:
    """What a party gets from packages.

    Attributes
    ----------
    party : str
        Its id.
    least, most : Fraction
        The sum, over the issues, of what counts as nothing and of the best.
    """

    party: str
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    weights: dict[str, Fraction] = field(default_factory=dict)

    def put(self, brought: Brought, issue: str, worths: Mapping[str, Fraction], words: str, **cells: Any) -> None:
        """Add the salience of an issue and a position on each of its options.

        Parameters
        ----------
        brought : Brought
        issue : str
        worths : mapping of str to Fraction
            By option.
        words : str
            What stands in the note behind the worth: ``points``.
        cells
            More cells of the positions.
        """
        nothing = min(Fraction(0), *worths.values())
        weight = max(worths.values()) - nothing
        self.weigh(brought, issue, nothing, weight)
        common = {"party": self.party, "issue": issue, "stance": "accepts", **cells}
        if not weight:
            note = f"all of them are worth {plain(nothing)} {words}"
            brought.add("positions", **common, option=LIST_SEPARATOR.join(worths), note=note)
            return
        for option, worth in worths.items():
            satisfaction = plain((worth - nothing) / weight)
            brought.add(
                "positions", **common, option=option, satisfaction=satisfaction, note=f"worth {plain(worth)} {words}"
            )

    def weigh(self, brought: Brought, issue: str, nothing: Fraction, weight: Fraction) -> None:
        """Add the salience of an issue, by what counts as nothing on it and how much more the best is worth."""
        self.least += nothing
        self.most += nothing + weight
        self.weights[issue] = weight
        brought.add("saliences", party=self.party, issue=issue, salience=plain(weight))

    def walk_away(self, minimum: Fraction) -> str:
        """A least utility as a share of the most that the party can get; empty where no package has it."""
        if self.most == self.least or minimum > self.most:
            return ""
        return plain(max(Fraction(0), (minimum - self.least) / (self.most - self.least)))
