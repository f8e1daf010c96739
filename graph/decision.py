"""Who must agree: whether a decision passes or fails with some parties in favour, or depends on votes that are not known.

Votes
    Each party that has a say is in favour, against, or neither (it abstains). What it takes to pass is a share of all who
    have a say, and not of those who vote: an abstention is no vote in favour. Who has a veto stops a decision by being
    against it; an abstention is no veto. So more votes in favour, and fewer against, can only help.

Rules (:func:`read_rule`)
    ``all``, ``majority`` (more than half), ``two thirds`` (at least so much), ``at least 9``, ``share 0.55`` (at least so
    much), or the name of one of the :data:`PRESETS`. Where parties have weights (votes, seats, people), all but ``all``
    count the weight. Everything is exact: weights and shares are fractions, and become whole numbers.

Unknown votes (:func:`outcome`)
    A vote that is not known may be in favour or against. A decision passes where it does with all of these against, fails
    where it does with all of them in favour, and else depends on them.

A decision is met in one of several ways, each a list of quotas that all must be reached (:class:`Game`). What it takes to
stop one is a game as well, its dual (:meth:`Game.blocking`): so the same code finds who can win and who can block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor, lcm
from typing import NamedTuple

from .errors import ZopaError
from .names import folded

PASSES, FAILS, DEPENDS = "passes", "fails", "depends"
OUTCOMES = (PASSES, DEPENDS, FAILS)


class RuleError(ZopaError, ValueError):
    """A rule that cannot be read, or does not fit the parties.

    Attributes
    ----------
    expected, nearest : str
        What can be read, and the nearest of it, if there is one.
    only_reading : bool
        Whether nothing else than the nearest can be meant.
    """

    def __init__(self, message: str, expected: str, nearest: str = "", only_reading: bool = False) -> None:
        super().__init__(message)
        self.expected, self.nearest, self.only_reading = expected, nearest, only_reading


# ------------------------------------------------------------------------------------------------ rules


class Needs(NamedTuple):
    """How much of what is needed: ``more_than`` or at least a ``share``, a ``number``, or all but so many parties.

    ``by_weight`` counts the weights of the parties, where they have some; else each party counts one.
    """

    share: Fraction | None = None
    more_than: bool = False
    number: Fraction | None = None
    all_but: int | None = None
    by_weight: bool = True


@dataclass(frozen=True)
class Rule:
    """A rule of decision.

    Attributes
    ----------
    name : str
        As people write it.
    ways : tuple of tuple of Needs
        It passes where all needs of one way are met.
    meaning, source : str
        Of a preset: what it says, and where it is laid down.
    parties, at_least_parties, vetoes : int, optional
        How many parties have a say, at least have one, and have a veto under it; none where it does not say.
    anybody_can_stop : bool
        Whether everyone who has a say has a veto.
    needs_weight : bool
        Whether it cannot do without a weight.
    """

    name: str
    ways: tuple[tuple[Needs, ...], ...]
    meaning: str = ""
    source: str = ""
    parties: int | None = None
    at_least_parties: int | None = None
    vetoes: int | None = None
    anybody_can_stop: bool = False
    needs_weight: bool = False


_ALL = ((Needs(all_but=0, by_weight=False),),)
_MAJORITY = ((Needs(share=Fraction(1, 2), more_than=True),),)
_TWO_THIRDS = ((Needs(share=Fraction(2, 3)),),)
_NINE = ((Needs(number=Fraction(9), by_weight=False),),)

#: Rules by the name that people know them by.
PRESETS = {
    rule.name: rule
    for rule in (
        Rule("unanimity", _ALL, "everyone who has a say is in favour"),
        Rule(
            "consensus",
            ((),),
            "nobody who has a say is against",
            "Agreement Establishing the World Trade Organization, Article IX:1, footnote 1",
            anybody_can_stop=True,
        ),
        Rule("simple majority", _MAJORITY, "more than half are in favour"),
        Rule("two-thirds majority", _TWO_THIRDS, "at least two thirds are in favour"),
        Rule(
            "UN Security Council",
            _NINE,
            "nine of the fifteen members are in favour, and no permanent member is against",
            "Charter of the United Nations, Article 27(3); an abstention is no veto: ICJ, Namibia, Advisory Opinion of 21 "
            "June 1971, paragraph 22",
            parties=15,
            vetoes=5,
        ),
        Rule(
            "UN Security Council procedural",
            _NINE,
            "nine of the fifteen members are in favour",
            "Charter of the United Nations, Article 27(2)",
            parties=15,
            vetoes=0,
        ),
        Rule(
            "EU Council qualified majority",
            (
                (
                    Needs(share=Fraction(55, 100), by_weight=False),
                    Needs(number=Fraction(15), by_weight=False),
                    Needs(share=Fraction(65, 100)),
                ),
                (Needs(all_but=3, by_weight=False),),
            ),
            "at least 55 % of the members, fifteen or more, with at least 65 % of the population are in favour; a blocking "
            "minority has at least four members",
            "Treaty on European Union, Article 16(4)",
            at_least_parties=15,
            vetoes=0,
            needs_weight=True,
        ),
    )
}
_OTHER_NAMES = {
    "un security council substantive": "UN Security Council",
    "un security council (substantive)": "UN Security Council",
    "un security council (procedural)": "UN Security Council procedural",
}
EXPECTED = f"all, majority, two thirds, at least 9, share 0.55, or {', '.join(PRESETS)}"
_AMOUNT = r"(\d+(?:\.\d+)?|\d+/\d+)"


def _plain(text: str) -> str:
    """A name as names are compared, hyphens between letters read as blanks."""
    return " ".join(re.sub(r"(?<=[^\W\d])[-_](?=[^\W\d])", " ", folded(text)).split())


_NAMED = {_plain(name): rule for name, rule in PRESETS.items()} | {
    _plain(name): PRESETS[preset] for name, preset in _OTHER_NAMES.items()
}
_WORDS = {"all": _ALL, "majority": _MAJORITY, "two thirds": _TWO_THIRDS}


def read_rule(text: str) -> Rule:
    """The rule that is written so.

    Raises
    ------
    RuleError
        When it cannot be read.

    Examples
    --------
    >>> from zopa.graph.decision import read_rule
    >>> read_rule("Two-Thirds Majority").name, read_rule("share 0.55").ways[0][0].share
    ('two-thirds majority', Fraction(11, 20))
    >>> read_rule("share 55 %")
    Traceback (most recent call last):
    ...
    zopa.graph.decision.RuleError: A share is written as a part of 1: 'share 55 %' would be 'share 0.55'.
    """
    words = _plain(text)
    if words in _NAMED:
        return _NAMED[words]
    if words in _WORDS:
        return Rule(words, _WORDS[words])
    if match := re.fullmatch(rf"(share|at least) {_AMOUNT}( ?%)?", words):
        kind, written, percent = match.groups()
        try:
            amount = Fraction(written)
        except ZeroDivisionError:
            amount = Fraction(0)
        if percent or (kind == "share" and 1 < amount <= 100):
            share = f"share {float(amount / 100):.15g}"
            raise RuleError(
                f"A share is written as a part of 1: '{text}' would be '{share}'.", "share 0.55", share, True
            )
        if not amount or (kind == "share" and amount > 1):
            between = "above 0 and at most 1" if kind == "share" else "above 0"
            raise RuleError(f"'{text}' is no rule: the number must be {between}.", EXPECTED)
        needs = Needs(share=amount) if kind == "share" else Needs(number=amount)
        return Rule(f"{kind} {written}", ((needs,),))
    from rapidfuzz import process

    near = process.extractOne(words, [*_WORDS, *_NAMED], score_cutoff=80)
    name = "" if near is None else _NAMED[near[0]].name if near[0] in _NAMED else near[0]
    raise RuleError(f"'{text}' is no rule of decision that is known.", EXPECTED, name)


# ------------------------------------------------------------------------------------------------ games


class Quota(NamedTuple):
    """So much of the weights is ``needed``, all in whole numbers; ``unit`` is what a whole of them is in its own measure."""

    weights: tuple[int, ...]
    needed: int
    unit: int = 1
    by_weight: bool = False

    def reached(self, parties: int) -> int:
        """The weight of a set of parties, a mask."""
        return sum(weight for place, weight in enumerate(self.weights) if parties >> place & 1)


@dataclass(frozen=True)
class Game:
    """Which sets of parties win: those that reach all quotas of one way. Parties are bits of a mask.

    Attributes
    ----------
    size : int
        How many parties there are.
    ways : tuple of tuple of Quota
    """

    size: int
    ways: tuple[tuple[Quota, ...], ...]

    def wins(self, parties: int) -> bool:
        """Whether these parties win."""
        return any(all(quota.reached(parties) >= quota.needed for quota in way) for way in self.ways)

    def blocking(self) -> Game:
        """The game of those who stop it: a set wins it where all others together do not win this one."""
        stops = [[_against(quota) for quota in way] for way in self.ways]
        return Game(self.size, tuple(tuple(dict.fromkeys(chosen)) for chosen in product(*stops)))


def _against(quota: Quota) -> Quota:
    """What it takes so that the others miss a quota."""
    return quota._replace(needed=sum(quota.weights) - quota.needed + 1)


@dataclass(frozen=True)
class Decision:
    """A rule for the parties that have a say.

    Attributes
    ----------
    rule : Rule
    size : int
        How many parties have a vote or a veto; they are bits of a mask.
    ways : tuple of tuple of Quota
        Without the vetoes.
    vetoes : int
        Who has one.
    """

    rule: Rule
    size: int
    ways: tuple[tuple[Quota, ...], ...]
    vetoes: int

    def passes(self, in_favour: int, against: int) -> bool:
        """Whether it passes with these in favour, these against, and the others neither."""
        return not against & self.vetoes and Game(self.size, self.ways).wins(in_favour)

    def game(self) -> Game:
        """The same where nobody abstains: who is not in favour is against."""
        members = tuple(self.vetoes >> place & 1 for place in range(self.size))
        veto = (Quota(members, sum(members)),) if self.vetoes else ()
        return Game(self.size, tuple((*veto, *way) for way in self.ways))

    def missing(self, in_favour: int) -> tuple[tuple[Quota, int], ...]:
        """The quotas that are not reached, each with how much is missing, of the way of which the least share is missing."""
        short = [
            tuple((quota, gap) for quota in way if (gap := quota.needed - quota.reached(in_favour)) > 0)
            for way in self.ways
        ]
        return min(short, key=lambda gaps: (len(gaps), sum(Fraction(gap, max(1, quota.needed)) for quota, gap in gaps)))


def decision(rule: Rule, votes: Sequence[bool], weights: Sequence[Fraction] | None = None, vetoes: int = 0) -> Decision:
    """A rule for so many parties.

    Parameters
    ----------
    rule : Rule
    votes : sequence of bool
        Which parties have a vote; the others have a veto alone.
    weights : sequence of Fraction, optional
        0 or more, one a party; by default every vote counts one.
    vetoes : int
        Who has a veto, a mask.

    Raises
    ------
    RuleError
        When the rule does not fit the parties: nobody has a vote, or it needs other numbers of parties or vetoes, a weight,
        or more than there is.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from zopa.graph.decision import decision, read_rule
    >>> seats = decision(read_rule("majority"), [True] * 3, [Fraction(45), Fraction(30), Fraction(25)])
    >>> [seats.passes(in_favour, 0) for in_favour in (0b001, 0b011, 0b110)]
    [False, True, True]
    """
    _check_fits(rule, sum(votes), weights is not None, vetoes.bit_count())
    ones = tuple(int(vote) for vote in votes)
    counted = [Fraction(one) for one in ones]
    if weights is not None:
        counted = [weight * one for weight, one in zip(weights, ones, strict=True)]
    unit = lcm(*(weight.denominator for weight in counted))
    whole = tuple(int(weight * unit) for weight in counted)
    if not sum(whole):
        raise RuleError("Nobody who has a say has any weight.", "a weight above 0")
    ways = []
    for way in rule.ways:
        needed: dict[Quota, int] = {}
        for needs in way:
            by_weight = needs.by_weight and weights is not None
            quota = Quota(whole, 0, unit, True) if by_weight else Quota(ones, 0)
            needed[quota] = max(needed.get(quota, 0), _needed(needs, sum(quota.weights), quota.unit))
        ways.append(tuple(quota._replace(needed=most) for quota, most in needed.items()))
    if not any(all(quota.needed <= sum(quota.weights) for quota in way) for way in ways):
        raise RuleError(
            f"'{rule.name}' can never be reached: all who have a say together have less.", "a smaller number"
        )
    everyone = sum(1 << place for place, vote in enumerate(votes) if vote)
    return Decision(rule, len(ones), tuple(ways), vetoes | (everyone if rule.anybody_can_stop else 0))


def _needed(needs: Needs, total: int, unit: int) -> int:
    if needs.all_but is not None:
        return max(total - needs.all_but, 1)
    if needs.number is not None:
        return ceil(needs.number * unit)
    share = (needs.share or Fraction(0)) * total
    return floor(share) + 1 if needs.more_than else ceil(share)


def _check_fits(rule: Rule, votes: int, weighted: bool, vetoes: int) -> None:
    if not votes:
        raise RuleError("Nobody has a say.", "at least one party")
    if rule.parties not in (None, votes):
        expected = f"{rule.parties} parties"
        raise RuleError(f"Under '{rule.name}', {rule.parties} parties have a say, and here {votes} do.", expected)
    if rule.at_least_parties is not None and votes < rule.at_least_parties:
        expected = f"at least {rule.at_least_parties} parties"
        raise RuleError(f"Under '{rule.name}', {expected} have a say, and here {votes} do.", expected)
    if rule.vetoes not in (None, vetoes):
        expected = f"{rule.vetoes} parties" if rule.vetoes else "no party"
        raise RuleError(f"Under '{rule.name}', {expected} can have a veto, and here {vetoes} do.", expected)
    if rule.needs_weight and not weighted:
        raise RuleError(f"'{rule.name}' needs the population of each party.", "a number column of 'parties'")


# ------------------------------------------------------------------------------------------------ unknown votes


def outcome(decision: Decision, in_favour: int, abstaining: int, against: int) -> str:
    """Whether it passes, fails, or depends on the parties in none of the three masks, whose votes are not known.

    >>> from zopa.graph.decision import decision, outcome, read_rule
    >>> majority = decision(read_rule("majority"), [True] * 3)
    >>> [outcome(majority, *votes) for votes in ((0b011, 0, 0), (0b001, 0, 0), (0b001, 0b010, 0b100))]
    ['passes', 'depends', 'fails']
    """
    unknown = ((1 << decision.size) - 1) & ~(in_favour | abstaining | against)
    if decision.passes(in_favour, against | unknown):
        return PASSES
    return DEPENDS if decision.passes(in_favour | unknown, against) else FAILS
