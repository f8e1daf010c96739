"""Domains and utility spaces of negotiation platforms: issues with their values, and what a party gets from each value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from ..findings import WARNING, Problem, listing, shortened
from .roster import Roster
from .utilities import Utility, exact, plain

if TYPE_CHECKING:
    from ..brought import Brought
    from ..findings import Findings


@dataclass
class Topic:
    """An issue: values that exclude one another, or a range of numbers.

    Attributes
    ----------
    name : str
    values : dict of str to str
        What each value is called besides, by the value.
    low, high : Fraction or None
        Ends of the range; None for values.
    note : str
    """

    name: str
    values: dict[str, str] = field(default_factory=dict)
    low: Fraction | None = None
    high: Fraction | None = None
    note: str = ""

    @property
    def is_number(self) -> bool:
        return self.low is not None and self.high is not None


@dataclass
class Worth:
    """What a party gets from one issue: by value, or at both ends of a range between which it is a straight line.

    ``peak`` is a best value of another shape, which is not kept, as ``lost`` says.
    """

    values: dict[str, Fraction] = field(default_factory=dict)
    at_low: Fraction | None = None
    at_high: Fraction | None = None
    peak: Fraction | None = None
    weight: Fraction = Fraction(1)
    lost: str = ""

    def of(self, value: str, topic: Topic) -> Fraction | None:
        """What one value brings, its weight counted; None where that is not known."""
        if value in self.values:
            return self.values[value] * self.weight
        number = exact(value)
        if number is None or self.at_low is None or self.at_high is None or topic.low is None or topic.high is None:
            return None
        share = (number - topic.low) / (topic.high - topic.low) if topic.high > topic.low else Fraction(0)
        return (self.at_low + share * (self.at_high - self.at_low)) * self.weight


@dataclass
class Space:
    """A domain, or a utility space over it.

    Attributes
    ----------
    file, name : str
    topics : dict of str to Topic
        By name.
    worths : dict of str to Worth
        By the name of the issue; none in a domain.
    reservation : Fraction, optional
        The utility without an agreement.
    bid : dict of str to str
        The package that is as good as no agreement.
    note : str
    trouble : str
        Why the utilities cannot be read; empty where they can.
    """

    file: str
    name: str
    topics: dict[str, Topic] = field(default_factory=dict)
    worths: dict[str, Worth] = field(default_factory=dict)
    reservation: Fraction | None = None
    bid: dict[str, str] = field(default_factory=dict)
    note: str = ""
    trouble: str = ""

    @property
    def is_profile(self) -> bool:
        return bool(self.worths or self.trouble)


def put(spaces: list[Space], brought: Brought, findings: Findings) -> None:
    """Make a case of a domain and the utility spaces over it."""
    topics = _topics(spaces)
    issues, options, parties = Roster(), dict[str, Roster](), Roster()
    for topic in topics.values():
        issue, name = issues.add(topic.name)
        options[topic.name] = Roster()
        if topic.is_number:
            ends = {"scale_low": plain(topic.low or Fraction(0)), "scale_high": plain(topic.high or Fraction(0))}
            brought.add("issues", id=issue, name=name, kind="number", **ends, note=topic.note)
            continue
        brought.add("issues", id=issue, name=name, kind="choice", closed="yes", note=topic.note)
        for value, meaning in topic.values.items():
            option, name = options[topic.name].add(value)
            brought.add("options", issue=issue, option=option, name=name, meaning=meaning)
    for space in spaces:
        if space.trouble:
            brought.leave(space.file, None, space.name, space.trouble)
        if not space.worths:
            continue
        party, name = parties.add(space.file, space.name)
        source = f"source-{party}"
        brought.add("sources", id=source, title=space.file, kind="dataset")
        utility = Utility(party)
        for topic in topics.values():
            worth = space.worths.get(topic.name)
            if worth is None:
                brought.leave(space.file, None, topic.name, f"'{shortened(space.name)}' has no utility for this issue.")
                continue
            _put_worth(worth, topic, issues[topic.name], options[topic.name], utility, source, space.file, brought)
        walk_away, note = _walk_away(space, topics, utility, findings)
        brought.add("parties", id=party, name=name, roles="disputant", walk_away=walk_away, note=note)


def check_ranges(spaces: list[Space], findings: Findings) -> None:
    """Report issues whose numbers run over different ranges in two files: the utilities of these are not comparable."""
    ranges: dict[str, tuple[Space, Topic]] = {}
    for space in spaces:
        for name, topic in space.topics.items():
            first, known = ranges.setdefault(name, (space, topic))
            if (known.low, known.high) != (topic.low, topic.high):
                message = f"The range of '{shortened(name)}' is another one than in {first.file}."
                findings.add(Problem(message, "one range in all files"), space.file, None, name)


def _topics(spaces: list[Space]) -> dict[str, Topic]:
    """All issues with all their values, those of the domain first."""
    topics: dict[str, Topic] = {}
    for space in sorted(spaces, key=lambda space: space.is_profile):
        for name, topic in space.topics.items():
            known = topics.setdefault(name, Topic(name))
            known.values |= {value: meaning for value, meaning in topic.values.items() if value not in known.values}
            known.note = known.note or topic.note
            known.low, known.high = topic.low, topic.high
    return topics


def _put_worth(
    worth: Worth, topic: Topic, issue: str, options: Roster, utility: Utility, source: str, file: str, brought: Brought
) -> None:
    """The rows of one party on one issue."""
    if not topic.is_number:
        worths = {value: worth.of(value, topic) for value in topic.values}
        known = {options[value]: amount for value, amount in worths.items() if amount is not None}
        for value in (value for value, amount in worths.items() if amount is None):
            brought.leave(file, None, f"{topic.name}: {value}", "The value has no utility.")
        if known:
            utility.put(brought, issue, known, "of utility", source=source)
        return
    cells = {"party": utility.party, "issue": issue, "source": source}
    if worth.lost:
        brought.leave(file, None, topic.name, worth.lost)
    if worth.peak is not None:
        utility.weigh(brought, issue, Fraction(0), worth.weight)
        brought.add("positions", **cells, stance="demands", ideal=plain(worth.peak))
        return
    if worth.at_low is None or worth.at_high is None or topic.low is None or topic.high is None:
        return
    ends = sorted([worth.at_low * worth.weight, worth.at_high * worth.weight])
    if ends[0] == ends[1]:
        utility.weigh(brought, issue, ends[0], Fraction(0))
        brought.add("positions", **cells, stance="accepts", low=plain(topic.low), high=plain(topic.high))
        return
    utility.weigh(brought, issue, ends[0], ends[1] - ends[0])
    best = topic.low if worth.at_low > worth.at_high else topic.high
    note = f"worth {plain(ends[1])} of utility, and {plain(ends[0])} at the other end"
    brought.add("positions", **cells, stance="demands", ideal=plain(best), note=note)


def _walk_away(space: Space, topics: Mapping[str, Topic], utility: Utility, findings: Findings) -> tuple[str, str]:
    """The least share that a party accepts, and the note of the party."""
    notes = [space.note]
    reservation = space.reservation
    if space.bid:
        notes.append(
            f"as good as no agreement: {listing((f'{name} {value}' for name, value in space.bid.items()), 'and')}"
        )
        amounts = [
            space.worths[name].of(value, topics[name]) if name in space.worths else None
            for name, value in space.bid.items()
        ]
        known = [amount for amount in amounts if amount is not None]
        if reservation is None and len(known) == len(amounts) == len(space.worths):
            reservation = sum(known, Fraction(0))
    if reservation is None:
        return "", "; ".join(filter(None, notes))
    notes.append(f"utility without an agreement: {plain(reservation)}")
    if reservation > utility.most:
        name, most = shortened(space.name), plain(utility.most)
        message = f"'{name}' gets {plain(reservation)} without an agreement, and {most} with one at most."
        findings.add(Problem(message, "a value that a package reaches", level=WARNING), space.file)
    return utility.walk_away(reservation), "; ".join(filter(None, notes))
