"""Domains and profiles in the JSON of GeniusWeb."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..findings import Problem, shortened
from ..formats.json_files import parsed, report_twice
from .utilities import exact
from .utility_spaces import Space, Topic, Worth

if TYPE_CHECKING:
    from ..findings import Findings

#: Utilities that are a sum over the issues.
ADDITIVE = ("LinearAdditiveUtilitySpace", "LinearAdditive")
VALUES = ("issuesValues", "issueValues")
#: Names of profiles that order packages without utilities, or not as a sum.
OTHER_PROFILES = ("DefaultPartialOrdering", "LinearPartialOrdering", "SumOfGroupsUtilitySpace", "SumOfGroups")


def read_json(content: bytes, file: str, name: str, findings: Findings) -> Space | None:
    """The domain or profile of a file; None where it cannot be read, which the findings say."""
    before = findings.errors
    records = parsed(content, file, findings)
    report_twice(records, file, findings)
    if findings.errors > before:
        return None
    if not isinstance(records, Mapping):
        findings.add(Problem("The file is JSON, but no object.", "a domain or a profile"), file)
        return None
    sort = next((sort for sort in (*ADDITIVE, *OTHER_PROFILES) if isinstance(records.get(sort), Mapping)), None)
    profile = records if sort is None else records[sort]
    domain = profile if sort is None else profile.get("domain")
    space = Space(file, str(profile.get("name") or name) if sort else name)
    for topic in _topics(domain if isinstance(domain, Mapping) else {}, file, findings):
        space.topics[topic.name] = topic
    if sort in ADDITIVE:
        _read_profile(profile, space, findings)
    elif sort is not None:
        space.trouble = f"The profile is no sum over the issues ('{sort}')."
    if not space.topics and not space.worths:
        findings.add(Problem("The file has no issues.", "a domain or a profile"), file)
    return space if findings.errors == before else None


def _topics(domain: Mapping[str, Any], file: str, findings: Findings) -> list[Topic]:
    issues: Mapping[str, Any] = next((domain[name] for name in VALUES if isinstance(domain.get(name), Mapping)), {})
    topics = []
    for name, cell in issues.items():
        topic = Topic(" ".join(str(name).split()))
        values = cell.get("values", cell.get("range")) if isinstance(cell, Mapping) else cell
        is_range = isinstance(cell, Mapping) and "range" in cell
        if not isinstance(values, list) or (is_range and len(values) < 2):
            findings.add(
                Problem("The issue has no values and no range.", '{"values": ["a", "b"]}'), file, None, topic.name
            )
            continue
        if is_range:
            topic.low, topic.high = exact(values[0]), exact(values[1])
            topic.note = f"in steps of {values[2]}" if len(values) > 2 else ""
        if is_range and not (topic.is_number and (topic.low or 0) <= (topic.high or 0)):
            findings.add(
                Problem("The ends of the range are no numbers in order.", '["1", "10"]'), file, None, topic.name
            )
        elif not is_range:
            topic.values = {" ".join(str(value).split()): "" for value in values}
        topics.append(topic)
    return topics


def _read_profile(profile: Mapping[str, Any], space: Space, findings: Findings) -> None:
    """The utilities and weights of a profile, and the package that is as good as no agreement."""
    weights, utilities = profile.get("issueWeights"), profile.get("issueUtilities")
    weights = weights if isinstance(weights, Mapping) else {}
    for written, cell in utilities.items() if isinstance(utilities, Mapping) else ():
        name = " ".join(str(written).split())
        weight = exact(weights.get(written))
        if weight is None or weight < 0:
            findings.add(
                Problem("The issue has no weight.", "a number"), space.file, None, name, str(weights.get(written))
            )
            continue
        inner = (
            next((part for part in cell.values() if isinstance(part, Mapping)), {}) if isinstance(cell, Mapping) else {}
        )
        inner = cell if isinstance(cell, Mapping) and "valueUtilities" in cell else inner
        topic = space.topics.setdefault(name, Topic(name))
        worth = _worth(inner, topic, weight)
        if worth is None or not (worth.values or worth.at_low is not None):
            findings.add(
                Problem("The utilities of the issue are no numbers.", "a number a value"), space.file, None, name
            )
        else:
            space.worths[name] = worth
    bid = profile.get("reservationBid", profile.get("reservationbid"))
    bid = bid.get("issuevalues", bid.get("issueValues", bid)) if isinstance(bid, Mapping) else None
    if isinstance(bid, Mapping):
        space.bid = {" ".join(str(name).split()): " ".join(str(value).split()) for name, value in bid.items()}
    elif bid is not None:
        problem = Problem(f"'{shortened(str(bid))}' is no package.", '{"issuevalues": {"seat": "Geneva"}}')
        findings.add(problem, space.file, None, "reservationBid")


def _worth(inner: Mapping[str, Any], topic: Topic, weight: Fraction) -> Worth | None:
    values = inner.get("valueUtilities")
    if isinstance(values, Mapping):
        numbers = {" ".join(str(value).split()): exact(number) for value, number in values.items()}
        known = {value: number for value, number in numbers.items() if number is not None}
        for value in known:
            topic.values.setdefault(value, "")
        return Worth(known, weight=weight) if len(known) == len(numbers) else None
    low, high, at_low, at_high = (
        exact(inner.get(name)) for name in ("lowValue", "highValue", "lowUtility", "highUtility")
    )
    if low is None or high is None or low > high:
        return None
    topic.low, topic.high = low, high
    return Worth(at_low=at_low, at_high=at_high, weight=weight) if at_low is not None and at_high is not None else None
