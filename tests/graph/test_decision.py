"""Decisions: read as they are written, exact, and open where votes are not known; against a reference vote by vote."""

from __future__ import annotations

from fractions import Fraction

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import votes as reference

from zopa.graph.decision import PRESETS, RuleError, decision, outcome, read_rule

FITTING = [rule for rule in reference.RULES if not rule.startswith(("UN", "EU"))]
WEIGHTS = [Fraction(0), Fraction(1), Fraction(1), Fraction(2), Fraction("0.1"), Fraction("0.2"), Fraction("33.3")]


@st.composite
def elections(draw, most=5):
    """A rule, weights of those who have a vote, and who has a veto, some of them without a vote."""
    size = draw(st.integers(1, most))
    voters = [0, *(place for place in range(1, size) if draw(st.integers(0, 4)))]
    weighted = draw(st.booleans())
    weights = {place: draw(st.sampled_from(WEIGHTS)) if weighted else Fraction(1) for place in voters}
    without = set(range(size)) - set(voters)
    vetoes = without | {place for place in voters if not draw(st.integers(0, 3))}
    return draw(st.sampled_from(FITTING)), size, weights, weighted, vetoes


def made(rule, size, weights, weighted, vetoes):
    numbers = [weights.get(place, Fraction(0)) for place in range(size)] if weighted else None
    return decision(read_rule(rule), [place in weights for place in range(size)], numbers, mask(vetoes))


def mask(places):
    return sum(1 << place for place in places)


@settings(max_examples=examples(600), deadline=None)
@given(elections(), st.data())
def test_a_verdict_holds_whatever_the_unknown_votes_are(drawn, data):
    rule, size, weights, _, vetoes = drawn
    try:
        taken = made(*drawn)
    except RuleError:
        everyone = dict.fromkeys(range(size), "for")
        assert not sum(weights.values()) or not reference.passes(rule, weights, vetoes, everyone)
        return
    votes = {place: data.draw(st.sampled_from(["for", "against", "abstains", None, None])) for place in range(size)}
    masks = [mask(place for place in votes if votes[place] == vote) for vote in ("for", "abstains", "against")]
    assert outcome(taken, *masks) == reference.verdict(rule, weights, vetoes, votes)


@settings(max_examples=examples(400), deadline=None)
@given(elections())
def test_who_blocks_is_who_leaves_the_others_too_few(drawn):
    try:
        game = made(*drawn).game()
    except RuleError:
        return
    everyone = (1 << game.size) - 1
    blocking = game.blocking()
    for parties in range(everyone + 1):
        assert blocking.wins(parties) == (not game.wins(everyone & ~parties))


def test_what_is_missing_is_what_it_takes():
    house = decision(read_rule("majority"), [True] * 3, [Fraction("45.5"), Fraction(30), Fraction("24.5")])
    ((quota, gap),) = house.missing(0b001)
    assert (Fraction(quota.needed, quota.unit), Fraction(gap, quota.unit)) == (Fraction("50.5"), 5)
    assert house.missing(0b011) == ()


def test_the_security_council_needs_nine_and_no_permanent_member_against():
    council = decision(read_rule("UN Security Council"), [True] * 15, vetoes=0b11111)
    ten_others, five = mask(range(5, 15)), 0b11111
    assert outcome(council, ten_others, 0, 0) == "depends"
    assert outcome(council, ten_others, 0, 0b1) == "fails"
    assert outcome(council, ten_others, five, 0) == "passes"
    assert outcome(council, mask(range(4, 12)), mask([0, 1, 2, 3, 12, 13, 14]), 0) == "fails"
    procedural = decision(read_rule("UN Security Council (procedural)"), [True] * 15)
    assert outcome(procedural, mask(range(5, 14)), 0, five) == "passes"


def test_four_members_at_least_block_in_the_council_of_the_union():
    """Three of the largest hold more than 35 % of the population, and do not block: the fourth does."""
    people = [Fraction(30)] * 3 + [Fraction(1)] * 24
    council = decision(read_rule("EU Council qualified majority"), [True] * 27, people)
    everyone = (1 << 27) - 1
    assert council.passes(everyone & ~0b111, 0)
    assert not council.passes(everyone & ~0b1111, 0)
    assert not council.passes(mask(range(14)), 0)


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("share 55", "share 0.55"),
        ("share 55 %", "share 0.55"),
        ("at least 60%", "share 0.6"),
        ("two third", "two thirds"),
        ("majorty", "majority"),
        ("UN security counsel", "UN Security Council"),
        ("most of them", ""),
        ("at least 0", ""),
        ("share 1/0", ""),
        ("at least -3", ""),
        ("", ""),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_the_nearest(written, nearest):
    with pytest.raises(RuleError) as refused:
        read_rule(written)
    assert refused.value.nearest == nearest
    if nearest:
        assert read_rule(nearest)


@pytest.mark.parametrize("written", ["Two\u2013Thirds  Majority", "two thirds majority", " TWO-THIRDS MAJORITY "])
def test_a_preset_goes_by_its_name_however_it_is_typed(written):
    assert read_rule(written) is PRESETS["two-thirds majority"]


@pytest.mark.parametrize(
    ("rule", "votes", "weights", "vetoes", "says"),
    [
        ("UN Security Council", 12, None, 0b11111, "15 parties have a say, and here 12 do"),
        ("UN Security Council", 15, None, 0b111, "5 parties can have a veto, and here 3 do"),
        ("UN Security Council procedural", 15, None, 0b1, "no party can have a veto, and here 1 do"),
        ("EU Council qualified majority", 27, None, 0, "needs the population of each party"),
        ("EU Council qualified majority", 9, [1] * 9, 0, "at least 15 parties have a say, and here 9 do"),
        ("at least 9", 8, None, 0, "can never be reached"),
        ("majority", 0, None, 0, "Nobody has a say"),
        ("majority", 2, [0, 0], 0, "any weight"),
    ],
)
def test_a_rule_that_does_not_fit_the_parties_is_refused(rule, votes, weights, vetoes, says):
    numbers = None if weights is None else [Fraction(weight) for weight in weights]
    with pytest.raises(RuleError, match=says):
        decision(read_rule(rule), [True] * votes, numbers, vetoes)
