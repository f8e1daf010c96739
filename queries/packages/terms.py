"""The settlements of a package or a proposal, read from a dict or from the terms table and laid over the questions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import IN, parts_of_wholes
from ...graph.names import folded
from ...graph.regions import EVERYWHERE
from ..asking.deadline import Deadline
from ..asking.selection import UnknownNameError, find
from ..asking.wording import cell_list
from .agenda import Agenda
from .constraints import Clause, Question, Requirement

if TYPE_CHECKING:
    from ...graph.store import Store
    from .satisfaction import Utilities

#: A package: by issue an option, several, a value, a pair of values (a range, None for an end that is left open), a list of
#: such pairs, or these by region.
Package = Mapping[str, object]
#: Options and their names, by the issue.
Labels = dict[str, list[tuple[str, str]]]


class Term(NamedTuple):
    """The settlements that a term leaves of an issue: options by their bits, or a range; in some regions, or everywhere."""

    issue: int
    regions: tuple[int, ...]
    options: int
    low: float
    high: float


class Part(NamedTuple):
    """The settlements a package leaves of a question in some smallest regions; ``ranges`` of values on a number issue.

    ``met`` and ``unmet`` are masks over the requirements of the question: which are surely met there, and surely not.
    """

    leaves: frozenset[int]
    mask: int
    ranges: tuple[tuple[float, float], ...]
    settled: bool
    met: int = 0
    unmet: int = 0


def proposal_row(graph: Store, name: str) -> int:
    """The row of a proposal by its id or name.

    Raises
    ------
    UnknownNameError
        When the case has no such proposal.
    """
    from rapidfuzz import process

    rows = graph.tables["proposals"]
    known = {
        str(label).casefold(): row for row, label in reversed(list(enumerate(rows["name"]))) if isinstance(label, str)
    }
    known |= {str(proposal_id).casefold(): row for row, proposal_id in enumerate(rows["id"])}
    if (key := name.strip().casefold()) in known:
        return known[key]
    nearest = process.extractOne(key, list(known), score_cutoff=60)
    hint = f" Did you mean '{rows['id'].iat[known[nearest[0]]]}'?" if nearest else ""
    listed = ", ".join(rows["id"].head(8)) + (", ..." if len(rows) > 8 else "")
    raise UnknownNameError(f"The case has no proposal '{name}'.{hint} It has: {listed or 'none'}.")


def terms_of(graph: Store, proposal: str) -> list[Term]:
    """The terms of a proposal; a term that names an issue and no settlement of it leaves everything."""
    columns, rows = graph.columns, graph.tables["terms"]
    code = {str(name): index for index, name in enumerate(columns.issues)}
    terms, labels = [], _labels(graph)
    for row in rows[rows["proposal"] == proposal].itertuples():
        issue = code[row.issue]
        options = _mask(graph, issue, cell_list(row.option), labels)
        if not options and np.isnan(row.low) and np.isnan(row.high):
            continue
        low, high = -np.inf if np.isnan(row.low) else row.low, np.inf if np.isnan(row.high) else row.high
        places = tuple(columns.regions.code[name] for name in cell_list(row.regions))
        terms.append(Term(issue, places, options, low, high))
    return terms


def terms_from(graph: Store, package: Package | str) -> list[Term]:
    """The terms of a package given as a dict, or as the JSON text of one.

    Raises
    ------
    UnknownNameError
        When an issue, option or region is not in the case.
    ValueError
        When a number issue is given no number, an issue that is not settled per region is settled by region, or the text
        is no JSON of a package.
    """
    settlements = _from_json(package) if isinstance(package, str) else package
    terms, labels = [], _labels(graph)
    for issue, settled in _by_issue(graph, settlements):
        if not isinstance(settled, Mapping):
            terms += _terms(graph, issue, (), settled, labels)
            continue
        if not graph.columns.per_region[issue]:
            raise ValueError(
                f"The issue '{graph.columns.issues[issue]}' is not settled per region: give one settlement."
            )
        for row, settlement in zip(find(graph, "regions", settled), settled.values(), strict=True):
            terms += _terms(graph, issue, (row + 1,), settlement, labels)
    return terms


def _by_issue(graph: Store, settlements: Package) -> Iterator[tuple[int, object]]:
    """What a package says, issue by issue; on an issue of the kind ``several`` it names the options that are in."""
    wholes = graph.tables["issues"]["whole"].fillna("").tolist()
    for name, settled in settlements.items():
        issues = find(graph, "issues", name)
        if len(issues) == 1 and folded(name) != folded(wholes[issues[0]]):
            yield issues[0], settled
            continue
        by_region = settled if isinstance(settled, Mapping) else {"": settled}
        for region, options in by_region.items():
            for option in _options_named(options):
                part = _part_named(graph, str(name), issues, option)
                yield part, {region: IN} if region else IN


def _part_named(graph: Store, whole: str, issues: list[int], option: str) -> int:
    """The issue among these that is an option of a whole, by the id or the name of the option.

    Raises
    ------
    UnknownNameError
        When the whole has no such option.
    """
    rows, parts = graph.tables["issues"], parts_of_wholes(graph.tables)
    known: dict[str, int] = {}
    for issue in issues:
        issue_id = str(rows["id"].iat[issue])
        for name in (parts[issue_id].option, issue_id.removeprefix(f"{rows['whole'].iat[issue]}:"), issue_id):
            known[folded(str(name))] = issue
    if folded(option) not in known:
        listed = ", ".join(str(rows["id"].iat[issue]) for issue in issues)
        raise UnknownNameError(
            f"The issue '{whole}' has no option '{option}'. Each of its options is an issue: {listed}."
        )
    return known[folded(option)]


def _options_named(settled: object) -> list[str]:
    several = isinstance(settled, Iterable) and not isinstance(settled, str)
    return [str(option) for option in settled] if several else cell_list(settled)  # type: ignore[attr-defined]


def _terms(graph: Store, issue: int, places: tuple[int, ...], settled: object, labels: Labels) -> list[Term]:
    """The terms of what is said of an issue in one place: several ranges of a number are alternatives."""
    ranges = settled if graph.columns.is_number[issue] and isinstance(settled, list | tuple) else []
    if ranges and all(isinstance(ends, list | tuple) for ends in ranges):
        return [_term(graph, issue, places, ends, labels) for ends in ranges]
    return [_term(graph, issue, places, settled, labels)]


def _term(graph: Store, issue: int, places: tuple[int, ...], settled: object, labels: Labels) -> Term:
    if graph.columns.is_number[issue]:
        ends = list(settled) if isinstance(settled, Iterable) and not isinstance(settled, str) else [settled, settled]
        if len(ends) == 2 and _is_number(ends[0] if ends[1] is None else ends[1]):
            ends = [end if end is not None else open_end for end, open_end in zip(ends, (-np.inf, np.inf), strict=True)]
        if len(ends) != 2 or not all(_is_number(end) for end in ends):
            name = graph.columns.issues[issue]
            raise ValueError(f"The issue '{name}' is a number: give a value or (lowest, highest), not {settled!r}.")
        low, high = sorted(float(end) for end in ends)  # type: ignore[arg-type]
        bottom, top = graph.columns.scale_low[issue], graph.columns.scale_high[issue]
        if high < bottom or low > top:
            raise ValueError(f"{settled!r} is off the scale of the issue '{graph.columns.issues[issue]}'.")
        return Term(issue, places, 0, low, high)
    names = _options_named(settled)
    if not names:
        raise ValueError(
            f"The issue '{graph.columns.issues[issue]}' has options: name one or several, not {settled!r}."
        )
    return Term(issue, places, _mask(graph, issue, names, labels), -np.inf, np.inf)


def _from_json(text: str) -> Package:
    """A package that is written as JSON."""
    try:
        package = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"The package cannot be read as JSON ({error.msg}, at character {error.pos + 1}): write "
            '{"issue": "option"} or {"issue": {"region": "option"}}, with double quotation marks.'
        ) from None
    if not isinstance(package, dict):
        raise ValueError(
            'A package says how each issue is settled, as {"issue": "option"}: a list or a number does not.'
        )
    return package


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and not np.isnan(value)


def _labels(graph: Store) -> Labels:
    """The options that have a name, by the issue."""
    rows = graph.tables["options"]
    labels = defaultdict[str, list[tuple[str, str]]](list)
    for issue, option, name in zip(rows["issue"], rows["option"], rows["name"], strict=True):
        if isinstance(name, str):
            labels[issue].append((option, name))
    return labels


def _mask(graph: Store, issue: int, names: list[str], labels: Labels) -> int:
    """The options of an issue by their ids or names.

    Raises
    ------
    UnknownNameError
        When the issue has no such option.
    """
    options = graph.columns.options[issue]
    issue_id = str(graph.columns.issues[issue])
    known = {name.casefold(): options.index(option) for option, name in labels.get(issue_id, ()) if option in options}
    known |= {option.casefold(): bit for bit, option in enumerate(options)}
    mask = 0
    for name in names:
        key = name.strip().casefold()
        if key not in known:
            from rapidfuzz import process

            nearest = process.extractOne(key, list(known), score_cutoff=60)
            hint = f" Did you mean '{options[known[nearest[0]]]}'?" if nearest else ""
            raise UnknownNameError(
                f"The issue '{issue_id}' has no option '{name}'.{hint} It has: {', '.join(options) or 'none'}."
            )
        mask |= 1 << known[key]
    return mask


def add_questions(agenda: Agenda, terms: list[Term]) -> None:
    """Add to the matter the questions that a package settles and of which nobody holds a position."""
    columns = agenda.graph.columns
    wanted: dict[int, set[int]] = defaultdict(set)
    for term in terms:
        wanted[term.issue] |= _leaves(agenda, term)
    settlements: dict[int, rule.Settlements] = {}
    for question in agenda.questions:
        if question.issue in wanted:
            wanted[question.issue] -= question.leaves
            settlements.setdefault(question.issue, question.settlements)
    for issue, leaves in wanted.items():
        if leaves:
            known = settlements[issue] if issue in settlements else rule.settlements(columns, issue, [])
            agenda.questions.append(Question(issue, frozenset(leaves), known, ()))


def parts_of(agenda: Agenda, terms: list[Term], deadline: Deadline | None = None) -> list[list[Part]]:
    """For each question what a package leaves of it, apart for the smallest regions in which it says different things.

    Different things are said of a question as well where what its conditions ask for is settled differently.

    Raises
    ------
    OutOfTimeError
        When the time is over before all of it is known.
    """
    deadline = deadline or Deadline()
    by_issue: dict[int, list[Term]] = defaultdict(list)
    for term in terms:
        by_issue[term.issue].append(term)
    covered = {id(term): _leaves(agenda, term) for term in terms}
    parts = []
    for index, question in deadline.each(enumerate(agenda.questions)):
        needed = {
            literal.question
            for requirement in agenda.requirements.get(index, ())
            for place in requirement.places
            for literal in place
        }
        issues = [
            question.issue,
            *sorted({agenda.questions[needed_question].issue for needed_question in needed} - {question.issue}),
        ]
        by_terms: dict[tuple[tuple[int, ...], ...], set[int]] = defaultdict(set)
        for leaf in question.leaves:
            by_terms[
                tuple(
                    tuple(n for n, term in enumerate(by_issue[issue]) if leaf in covered[id(term)]) for issue in issues
                )
            ].add(leaf)
        own_terms = by_issue[question.issue]
        parts.append(
            [
                _part(question, frozenset(leaves), [own_terms[n] for n in numbers])
                for (numbers, *_), leaves in by_terms.items()
            ]
        )
    return [
        [_with_conditions(agenda, parts, index, part) for part in own_parts]
        for index, own_parts in deadline.each(enumerate(parts))
    ]


def _with_conditions(agenda: Agenda, parts: list[list[Part]], question: int, part: Part) -> Part:
    """A part, with the conditions of its question that a package surely meets there, and those that it surely does not."""
    met = unmet = 0
    for index, requirement in enumerate(agenda.requirements.get(question, ())):
        words = [word for _, word in _answers(parts, requirement, part.leaves)]
        met |= (bool(words) and all(word == "yes" for word in words)) << index
        unmet |= any(word == "no" for word in words) << index
    return part._replace(met=met, unmet=unmet)


def _answers(
    parts: list[list[Part]], requirement: Requirement, leaves: frozenset[int]
) -> Iterator[tuple[frozenset[int], str]]:
    """Whether a package has what a requirement asks for beside what it has in some smallest regions: yes, no or open.

    Apart for the smallest regions in which it has something different; those are none where it is settled once for all.
    """
    for place in requirement.places:
        needed = [part for literal in place for part in parts[literal.question]]
        beside = leaves if leaves != {EVERYWHERE} else frozenset().union(*(part.leaves for part in needed)) - leaves
        alike: dict[tuple[bool, ...], set[int]] = defaultdict(set)
        for leaf in beside or leaves:
            alike[tuple(leaf in part.leaves for part in needed)].add(leaf)
        for group in alike.values():
            yield frozenset(group) - {EVERYWHERE}, _says(parts, place, frozenset(group))


def _says(parts: list[list[Part]], place: Clause, leaves: frozenset[int]) -> str:
    """Whether a package has one of these alternatives beside what it has in some smallest regions: yes, no or open."""
    words = []
    for literal in place:
        own_parts = parts[literal.question]
        beside = [part for part in own_parts if part.leaves & leaves] or own_parts
        if all(part.settled and not part.mask & ~literal.settlements for part in beside):
            return "yes"
        words.append("open" if any(part.mask & literal.settlements for part in beside) else "no")
    return "no" if set(words) == {"no"} else "open"


def where_it_says(parts: list[list[Part]], requirement: Requirement, word: str) -> frozenset[int]:
    """The smallest regions in which a package answers a requirement so: yes, no or open; none where that is everywhere."""
    answers = list(_answers(parts, requirement, frozenset([EVERYWHERE])))
    leaves = frozenset().union(*(group for group, answer in answers if answer == word))
    return frozenset() if all(answer == word for _, answer in answers) else leaves


def _leaves(agenda: Agenda, term: Term) -> frozenset[int]:
    tree = agenda.graph.columns.regions
    if not agenda.graph.columns.per_region[term.issue]:
        return frozenset([EVERYWHERE])
    return frozenset().union(*(tree.leaves(region) for region in term.regions or (EVERYWHERE,)))


def _part(question: Question, leaves: frozenset[int], terms: list[Term]) -> Part:
    pieces = question.settlements.pieces
    if not terms:
        return Part(leaves, question.settlements.full, (), False)
    mask, ranges = 0, []
    for term in terms:
        mask |= term.options
        for bit, piece in enumerate(pieces):
            if isinstance(piece, rule.Interval) and _touches(piece, term):
                mask |= 1 << bit
        if not term.options:
            ranges.append((term.low, term.high))
    return Part(leaves, mask, tuple(ranges), True)


def _touches(piece: rule.Interval, term: Term) -> bool:
    if piece.is_value:
        return term.low <= piece.low <= term.high
    return term.low < piece.high and term.high > piece.low


def satisfaction_with(worth: Utilities, question: int, part: Part, party: int) -> tuple[float, float]:
    """Least and most satisfaction of a party with what a package leaves of a question, not weighted."""
    for low, high in part.ranges:
        for end in (low, high):
            if np.isfinite(end):
                worth.add(question, end)
    scores = [
        worth.score(question, party, choice)
        for choice in worth.choices[question]
        if part.mask >> choice.bit & 1
        and not choice.met & part.unmet
        and not choice.unmet & part.met
        and (not part.ranges or any(low <= choice.value <= high for low, high in part.ranges))
    ]
    return float(min(score.low for score in scores)), float(max(score.high for score in scores))


def totals_with(
    worth: Utilities, parts: list[list[Part]], deadline: Deadline | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Least and most satisfaction of each party with a package that may leave things open.

    Once the time is over, what is not added up yet may bring a party nothing, or all that there is to have.
    """
    low, high = np.zeros(len(worth.parties)), np.zeros(len(worth.parties))
    for question, own_parts in enumerate(parts):
        size = sum(len(part.leaves) for part in own_parts)
        for part in own_parts:
            share = worth.weights[question] * len(part.leaves) / size
            if not part.settled or (deadline and deadline.over()):
                high += share
                continue
            ends = [satisfaction_with(worth, question, part, party) for party in worth.parties]
            least, most = np.array(ends, dtype=float).reshape(-1, 2).T
            low += share * least
            high += share * most
    return low, high
