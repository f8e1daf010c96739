"""A case in one paragraph, made from its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..graph.asked import ALL, LINES, NO_FIRMNESS, AskedDate, date_asked, level_asked, size_on
from ..graph.columns import NO_SIDE, STANCES, UNKNOWN
from ..graph.lists import join
from ..graph.what_if import told
from .asking.scope import whole
from .asking.selection import select
from .asking.wording import Wording
from .clashes import Tally, tally
from .one_issue.cells import grounds, uncollected
from .one_issue.sharing import Elsewhere, sharing
from .zones import Asked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph import rule
    from ..graph.store import Store


@whole
def summary(graph: Store, *, as_of: str | None = None) -> str:
    """What is stuck and between whom, what is shared, what is unknown, and how large is the case?

    Parameters
    ----------
    graph : PositionGraph
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. The last sentence says which date was meant.

    Returns
    -------
    str

    Raises
    ------
    AskedDateError
        When ``as_of`` is not a date.

    See Also
    --------
    clashes : The pairs of positions that are counted.
    zones : The issues on which something can be agreed.
    ask : A question in words.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B"], "issue": "seat", "option": ["Geneva", "Oslo"], "firmness": "red line"})}, quiet=True)
    >>> print(case.summary())
    case. On seat, the red lines rule out every settlement. 1 pair of positions clashes, with a red line on both sides. No
    two parties accept the same settlement. The case holds 2 positions of 2 parties on 1 issue.
    """
    return f"{graph.title}. {' '.join(sentences(graph, as_of=as_of))}"


@whole
def sentences(graph: Store, *, as_of: str | None = None) -> list[str]:
    """The sentences of :func:`summary`, its size last."""
    asked_date = date_asked(graph, as_of)
    as_of, what_if = asked_date.text, told(graph.meta)
    if not len(graph.tables["positions"]):
        return _context(graph)
    with uncollected():
        wording, counted = Wording(graph), tally(graph, as_of=as_of)
        outlook_found = outlook(graph, Elsewhere(graph, counted.pairs), as_of=as_of)
        level = level_asked(graph, None)
        paragraph = [
            what_if,
            _zones(wording, outlook_found.zones, LINES[level]),
            *_clashes(wording, counted, graph.lacks_firmness),
            _common_ground(wording, outlook_found.shared, level),
        ]
        return [sentence for sentence in [*paragraph, *_limits(graph, as_of), _size(graph, asked_date)] if sentence]


#: What a case holds beside positions, in the order in which it is told.
CONTEXT = {
    "parties": ("party", "parties"),
    "issues": ("issue", "issues"),
    "proposals": ("proposal", "proposals"),
    "events": ("event", "events"),
    "figures": ("figure", "figures"),
    "regions": ("region", "regions"),
    "evidence": ("piece of evidence", "pieces of evidence"),
}


def _context(graph: Store) -> list[str]:
    """What a case without a position holds, and what that means for all questions about positions."""
    counts = {name: len(graph.tables[name]) for name in CONTEXT}
    held = [_many(counts[name], *words) for name, words in CONTEXT.items() if counts[name]]
    sentences = ["No position is coded: nothing is known of who demands, accepts or rejects what."]
    if held:
        sentences.append(f"The case holds {join(held, 'and')}, which are context.")
    if days := graph.tables["events"]["start"].dropna().tolist():
        first, last = min(days)[:4], max(days)[:4]
        sentences.append(f"Its events are of {first}." if first == last else f"Its events are of {first} to {last}.")
    return sentences


def _many(count: int, word: str, plural: str = "") -> str:
    return f"{count:,} {word if count == 1 else plural or word + 's'}"


def _size(graph: Store, asked_date: AskedDate) -> str:
    size = size_on(graph, asked_date)
    sentence = f"The case holds {_many(size.positions, 'position')} of {_many(size.parties, 'party', 'parties')}"
    sentence += f" on {_many(size.issues, 'issue')}"
    evidence = graph.tables["evidence"]
    accepted = evidence[evidence["status"].fillna("accepted").eq("accepted")]
    if len(accepted):
        sentence += f", coded from {_many(len(accepted), 'piece')} of evidence"
        if len(accepted) > 1 and accepted["source"].notna().all() and accepted["source"].nunique() == 1:
            sentence += ", all from one source"
    return sentence + ("." if asked_date.text == ALL else f", as of {asked_date.text}.")


SEVERITY = {
    "deadlock": "with a red line on both sides",
    "hard": "with a red line on one side",
    "soft": "without a red line",
    "unknown": "whose severity depends on a firmness that is not known, or on a party that is divided",
}
#: Where "each" does not go before these words.
ALL_ALIKE = {"unknown": "the severity of each depends on a firmness that is not known, or on a party that is divided"}


def _clashes(wording: Wording, counted: Tally, lacks_firmness: bool) -> list[str]:
    by_severity = {word: counted.by_severity[word] for word in SEVERITY}
    count = sum(by_severity.values())
    if not count:
        return ["No two positions clash."]
    if count == 1:
        if lacks_firmness:
            return ["1 pair of positions clashes."]
        only = next(word for word, pairs in by_severity.items() if pairs)
        return [f"1 pair of positions clashes, {SEVERITY[only]}."]
    there = [word for word, pairs in by_severity.items() if pairs]
    if len(there) == 1:
        parts = ALL_ALIKE.get(there[0], f"each {SEVERITY[there[0]]}")
    else:
        parts = join((f"{by_severity[word]:,} {SEVERITY[word]}" for word in there), "and")
    # Where no firmness is coded none of them has a known severity, which is said once.
    sentence = f"{count:,} pairs of positions clash{'' if lacks_firmness else f': {parts}'}."
    of_two = counted.pairs.groupby(["party_a", "party_b"], sort=False)["pairs"].sum()
    if len(of_two) == 1:
        return [sentence]
    most = int(of_two.max())
    names = dict(zip(map(str, wording.columns.parties), wording.parties, strict=True))
    a, b = of_two.index[of_two.argmax()]
    return [sentence, f"Most of them ({most:,}) stand between {names[a]} and {names[b]}." if 2 * most > count else ""]


def _zones(wording: Wording, statuses: dict[int, set[rule.Zone]], lines: str) -> str:
    def named(issues: list[int]) -> str:
        return join([wording.item(str(wording.columns.issues[issue])) for issue in issues], "and")

    closed = [issue for issue, zones in statuses.items() if any(zone.status == "closed" for zone in zones)]
    unsure = [
        issue
        for issue, zones in statuses.items()
        if issue not in set(closed) and any(zone.at_worst == "closed" for zone in zones)
    ]
    phrases = [f"On {named(closed)}, the {lines} rule out every settlement."] if closed else []
    if unsure:
        doubt = "a party is divided" if lines == LINES["aim"] else "a firmness is not known, or a party is divided"
        phrases.append(f"On {named(unsure)}, the {lines} may rule out every settlement: {doubt}.")
    elif statuses and not closed:
        phrases.append(
            f"On every issue on which two or more parties hold a position, the {lines} leave some settlement open."
        )
    return " ".join(phrases)


def _common_ground(wording: Wording, shared: list[tuple[str, int]], level: str) -> str:
    if not shared and level == "aim":
        # Single positions may share one all the same, where other positions of the same party rule it out.
        return "With everything counted that each party says, no two parties accept the same settlement."
    if not shared:
        return "No two parties accept the same settlement."
    adversaries = [issue for issue, clashing in shared if clashing]
    issues = adversaries or [issue for issue, _ in shared]
    who = "Parties that clash elsewhere" if adversaries else "Two or more parties"
    named = join(
        [wording.item(issue) for issue in issues[:4]] + ([f"{len(issues) - 4} more"] if len(issues) > 4 else []), "and"
    )
    return f"{who} share common ground on: {named}."


def _limits(graph: Store, as_of: str) -> list[str]:
    """The points that the coding leaves open, so that nobody reads more into it."""
    columns, evidence = graph.columns, graph.tables["evidence"]
    positions = np.unique(select(graph, as_of=as_of).position)
    firm = columns.firmness[positions][columns.insisting[positions]]
    phrases = []
    if graph.lacks_firmness:
        phrases.append(NO_FIRMNESS)
    elif unknown := int((firm == UNKNOWN).sum()):
        of = f"{unknown:,} of {_many(len(firm), 'demand or rejection', 'demands and rejections')}"
        phrases.append(f"The firmness of {of} is not known.")
    if no_side := _no_side(columns.stance[positions]):
        phrases.append(no_side)
    inferred = set(evidence.loc[evidence["attribution"] == "inferred", "id"])
    cited = graph.tables["positions"]["evidence"].iloc[positions].dropna().str.split("|")
    resting = int(cited.map(lambda ids: set(ids) <= inferred).sum()) if len(cited) else 0
    if resting:
        phrases.append(f"{_many(resting, 'position')} {'rests' if resting == 1 else 'rest'} on inference alone.")
    return phrases


def _no_side(stances: NDArray[np.int8]) -> str:
    """``3 positions take no side: 2 abstain and 1 gave no answer.``"""
    counts = {stance: int((stances == STANCES.index(stance)).sum()) for stance in NO_SIDE}
    if not (total := sum(counts.values())):
        return ""
    verbs = {
        "abstains": ("abstains", "abstain"),
        "mixed": ("is mixed", "are mixed"),
        "no answer": ("gave no answer",) * 2,
    }
    parts = join((f"{many:,} {verbs[stance][many > 1]}" for stance, many in counts.items() if many), "and")
    return f"{_many(total, 'position takes', 'positions take')} no side: {parts}."


# ------------------------------------------------------------------------------------------------ one walk over the cells


class Outlook(NamedTuple):
    """The settlements that red lines leave (all positions, where no firmness is coded), whatever the place and the days.

    Attributes
    ----------
    zones : dict of int to set of Zone
        By issue on which parties hold positions together.
    shared : list of (str, int)
        Issues on which parties share a settlement, in the order in which :func:`zopa.queries.overlaps` first tells of
        them. Each with the most clashing pairs that parties which share one have elsewhere.
    """

    zones: dict[int, set[rule.Zone]]
    shared: list[tuple[str, int]]


def outlook(graph: Store, elsewhere: Elsewhere, *, as_of: str | None = None) -> Outlook:
    """The zones and the common ground of a whole case that is in memory."""
    level = level_asked(graph, None)
    selection = select(graph, as_of=as_of)
    zones: dict[int, set[rule.Zone]] = {}
    shared: list[tuple[int, int, int]] = []
    for ground in grounds(selection, selection.columns.issue[selection.position], "Summary, issue by issue"):
        zones_of_ground = Asked(selection, ground, level)
        sets: set[int] = set()
        for held_mask in ground.together():
            says = zones_of_ground.says(held_mask)
            if zones_of_ground.has_zone(says):
                zones.setdefault(ground.issue, set()).add(zones_of_ground.zone(says))
                sets |= sharing((party, view.accepted) for party, view in says.items()).keys()
        if sets:
            sharing_sets = list(sets)
            counts = elsewhere.counts(graph, ground.issue, sharing_sets)
            most = min((-count, -sharers.bit_count()) for count, sharers in zip(counts, sharing_sets, strict=True))
            shared.append((*most, ground.issue))
    return Outlook(zones, [(str(selection.columns.issues[issue]), -most) for most, _, issue in sorted(shared)])
