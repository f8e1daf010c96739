"""Domains and utility spaces in the XML of Genius, which NegMAS reads and writes as well."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ..findings import Problem, shortened
from .survey import joined
from .utilities import exact
from .utility_spaces import Space, Topic, Worth

if TYPE_CHECKING:
    from ..findings import Findings

ROOTS = ("utility_space", "negotiation_template")
#: Parts of a utility that is no sum over the issues.
_NOT_ADDITIVE = ("ufun", "utility", "hyperRectangle", "hyperVolume", "hyperrectangle")
_NUMERIC = ("integer", "real")


def read_xml(content: bytes, file: str, name: str, findings: Findings) -> Space | None:
    """The domain or utility space of a file; None where it cannot be read, which the findings say."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        findings.add(Problem("The file declares a document type or entities of its own.", "XML without them"), file)
        return None
    except (ParseError, ValueError, LookupError) as error:
        findings.add(Problem(f"The file is not XML ({error}).", "XML of Genius"), file)
        return None
    space = Space(file, name)
    if any(True for tag in _NOT_ADDITIVE for _ in root.iter(tag)):
        space.trouble = "The utility is no sum over the issues."
    has_weights = any(True for _ in root.iter("weight"))
    for element, weight in _issues(root):
        topic, worth = _read_issue(element, weight if has_weights else Fraction(1), file, findings)
        if not topic.name or topic.name in space.topics:
            problem = Problem(f"The issue '{shortened(topic.name)}' has no name of its own.", "a name of its own")
            findings.add(problem, file)
        if weight is not None and weight < 0:
            findings.add(Problem("A weight is below 0.", "a number from 0 to 1"), file, None, topic.name, str(weight))
        space.topics[topic.name] = topic
        if worth is not None and not space.trouble:
            space.worths[topic.name] = worth
    for tag, words in (("reservation", "utility without an agreement"), ("discount_factor", "discount factor")):
        text = next((element.get("value", "").strip() for element in root.iter(tag)), "")
        if not text:
            continue
        number = exact(text)
        if number is None:
            findings.add(Problem(f"'{shortened(text)}' is no number: {words}.", "a number"), file, None, tag, text)
        elif tag == "reservation":
            space.reservation = number
        else:
            space.note = joined([space.note, f"{words}: {text}"])
    if not space.topics:
        findings.add(Problem("The file has no issues.", "a domain or a utility space"), file)
    return space


def _issues(root: Element) -> Iterator[tuple[Element, Fraction | None]]:
    """Each issue with its weight, times those of the objectives that it belongs to; None where one is missing."""
    waiting: list[tuple[Element, Fraction | None]] = [(root, Fraction(1))]
    while waiting:
        parent, share = waiting.pop()
        weights = {element.get("index"): exact(element.get("value", "")) for element in parent.findall("weight")}
        inside: list[tuple[Element, Fraction | None]] = []
        for child in parent:
            own = weights.get(child.get("index")) if weights else Fraction(1) if child.tag != "issue" else None
            weight = None if own is None or share is None else own * share
            if child.tag == "issue":
                yield child, weight
            elif child.tag in ("objective", *ROOTS):
                inside.append((child, weight))
        waiting += reversed(inside)


def _read_issue(element: Element, weight: Fraction | None, file: str, findings: Findings) -> tuple[Topic, Worth | None]:
    """An issue, and what its values bring where the file says so."""
    topic = Topic(" ".join(element.get("name", "").split()), note=element.get("description", ""))
    sort = element.get("vtype", element.get("type", "discrete")).casefold()
    items = element.findall("item")
    if sort in _NUMERIC and not items:
        return topic, _read_range(element, sort, topic, weight, file, findings)
    evaluations: dict[str, Fraction] = {}
    for item in items:
        value = " ".join(item.get("value", "").split())
        cost = item.get("cost", "")
        description = item.get("description", "")
        details = [description if description != value else "", f"cost {cost}" if exact(cost) else ""]
        topic.values[value] = joined(details)
        text = item.get("evaluation")
        if text is None:
            continue
        number = exact(text)
        if number is None:
            message = f"'{shortened(text)}' is no evaluation of '{shortened(value)}'."
            findings.add(Problem(message, "a number"), file, None, topic.name, text)
        else:
            evaluations[value] = number
    if not evaluations or weight is None:
        return topic, None
    # The platform counts evaluations as shares of the best one.
    best = max(evaluations.values())
    scale = best if best > 0 else Fraction(1)
    return topic, Worth({value: number / scale for value, number in evaluations.items()}, weight=weight)


def _read_range(
    element: Element, sort: str, topic: Topic, weight: Fraction | None, file: str, findings: Findings
) -> Worth | None:
    """The range of a number issue, and what its ends bring."""
    inner = element.find("range")
    ends = [element.get(name, "" if inner is None else inner.get(name, "")) for name in ("lowerbound", "upperbound")]
    low, high = (exact(end) for end in ends)
    if low is None or high is None or low > high:
        findings.add(
            Problem("The issue has no range from a lower to an upper end.", "two numbers"), file, None, topic.name
        )
        return None
    topic.low, topic.high = low, high
    topic.note = joined([topic.note, "whole numbers" if sort == "integer" else ""])
    evaluator = element.find("evaluator")
    if evaluator is None or weight is None:
        return None
    form = evaluator.get("ftype", "linear").casefold()
    first, second, third = (exact(evaluator.get(f"parameter{index}", "")) for index in range(3))
    offset, slope = exact(evaluator.get("offset", "")), exact(evaluator.get("slope", ""))
    if form == "triangular" and third is not None:
        return Worth(
            peak=third, weight=weight, lost="The utility falls to 0 at both ends; only the best value is kept."
        )
    if form == "constant":
        amount = first if first is not None else Fraction(1)
        return Worth(at_low=amount, at_high=amount, weight=weight)
    if form == "linear" and offset is not None and slope is not None:
        line = (offset, offset + slope * (high - low))
    elif form == "linear" and first is not None and second is not None:
        line = (first + second * low, first + second * high)
    else:
        return Worth(lost=f"The utility has a form that is not read ('{shortened(form)}').", weight=weight)
    if min(line) < 0 or max(line) > 1:
        words = "The straight line of the utility leaves the range from 0 to 1; only its best end is kept."
        return Worth(peak=low if line[0] > line[1] else high, weight=weight, lost=words)
    return Worth(at_low=line[0], at_high=line[1], weight=weight)
