"""What would have to move: the smallest sets of positions to soften (openings), and single ones that open most (pivots)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import DisjointSet

from ..graph import rule
from ..graph.columns import LEVELS, UNKNOWN
from .answer import draws_itself
from .contradictions import Places, conflicts, evidence_of, is_ruled, oracle_of, places_of
from .matter import Matter, matter
from .minimal import Limits, Stakes, bits, transversals
from .reads import on_issues
from .rules import Literal
from .selection import Names, find, level_code, words_asked
from .wording import JOIN, Wording, join

if TYPE_CHECKING:
    from ..graph.store import Store

OPENING_COLUMNS = (
    "component", "place", "cost", "parties", "positions", "issues", "regions", "leaves", "evidence", "why",
)  # fmt: skip
PIVOT_COLUMNS = ("party", "position", "issue", "regions", "opens", "frees", "level", "steps", "evidence", "why")


@draws_itself
@on_issues
def openings(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    firmness: str = "red line",
    possible: bool = False,
    keep: Names = None,
    by: str = "count",
    limit: int = 5,
    seconds: float | None = None,
) -> pd.DataFrame:
    """What would have to move: the smallest sets of positions to soften so that a deal exists, and whose they are.

    Sets of different components are independent: one of each opens the whole, so they are never multiplied out.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions, as_of, roll_up, firmness, possible, seconds
        As for :func:`zopa.queries.contradictions`.
    keep : str or iterable of str, optional
        Parties that do not move: what would the others have to do?
    by : str
        ``count``: the fewest positions; ``weight``: the least of salience times power (both 1 where not coded).
    limit : int
        At most so many sets of each component.

    Returns
    -------
    DataFrame
        One row a minimal set, by component, cheapest first, with the columns ``component``: contradictions that share
        positions have one number; ``place``: 1 for the cheapest; ``cost``, missing where nothing opens it without those
        who do not move; ``parties``; ``positions`` to soften; ``issues``; ``regions``; ``leaves``: what the others then
        leave on each issue; ``evidence``; ``why`` in a sentence. ``attrs["complete"]`` says whether all contradictions
        were found, ``attrs["more"]`` the components that have more sets than listed, ``attrs["left_out"]`` how many
        positions and conditions of unknown firmness were not counted, ``attrs["note"]`` the same in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, firmness or way of counting is not known.

    Notes
    -----
    An opening is a minimal correction set: a minimal hitting set of the contradictions (Reiter 1987, A theory of diagnosis
    from first principles; Liffiton & Sakallah 2008).

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "id": ["a", "b", "c"], "party": ["A", "B", "C"], "issue": "seat", "firmness": "red line",
    ...     "option": ["Geneva", "Oslo", "Oslo"]})}, quiet=True)
    >>> case.openings()[["cost", "positions", "leaves"]].values.tolist()
    [[1.0, 'a', 'seat: Oslo'], [2.0, 'b|c', 'seat: Geneva']]
    """
    words_asked(by, ("count", "weight"), "way of counting")
    made = matter(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up,
        level=level_code(firmness), possible=possible,
    )  # fmt: skip
    limits = Limits(100_000, seconds)
    found = conflicts(made, limits)
    kept = _kept(graph, keep, roll_up)
    weight = _weights(made, by)
    wording, places = Wording(graph), Places(made)
    rows, more = [], []
    for number, group in enumerate(_sharing(list(found.sets)), start=1):
        questions = frozenset().union(*(places.of(one, found.sets[one]) for one in group))
        movable = [frozenset(stake for stake in one if made.stakes[stake].party not in kept) for one in group]
        if not all(movable):
            rows.append(_no_opening(made, wording, number, [a for a, b in zip(group, movable, strict=True) if not b]))
            continue
        sets = transversals(movable, weight, Limits(limit, seconds))
        more += [] if sets.complete else [number]
        for place, chosen in enumerate(sorted(sets.sets, key=lambda one: (_cost(one, weight), sorted(one))), start=1):
            rows.append(_opening(made, wording, (number, place, _cost(chosen, weight)), chosen, questions))
    frame = pd.DataFrame(rows, columns=pd.Index(OPENING_COLUMNS))
    whole, cost = dict.fromkeys(("component", "place"), "int64"), {"cost": "float64"}
    frame = frame.astype(dict.fromkeys(OPENING_COLUMNS, "str") | whole | cost)
    frame.attrs |= {"complete": found.complete, "more": more, "left_out": made.left_out, "note": made.left_words}
    return frame


def _kept(graph: Store, keep: Names, roll_up: bool) -> set[int]:
    rows = find(graph, "parties", keep) if keep is not None else []
    return {int(graph.columns.principal[row]) if roll_up else row for row in rows}


def _weights(made: Matter, by: str) -> dict[int, float]:
    """Cost of softening each stake."""
    if by == "count":
        return dict.fromkeys(range(len(made.stakes)), 1.0)
    columns, tables = made.graph.columns, made.graph.tables
    power = tables["parties"]["power"].fillna(1.0).tolist()
    code = {str(party): number for number, party in enumerate(columns.parties)}
    issue_code = {str(issue): number for number, issue in enumerate(columns.issues)}
    coded = tables["saliences"]
    salience: dict[tuple[int, int], float] = {}
    rows = zip(coded["party"], coded["issue"], coded["salience"], strict=True)
    for party, issue, value in sorted(rows, key=lambda row: int(columns.principal[code[row[0]]]) != code[row[0]]):
        own, holder = code[party], int(columns.principal[code[party]])
        salience[own, issue_code[issue]] = float(value)
        if holder != own:
            # A delegate's word counts for its principal only where the principal has none of its own.
            salience.setdefault((holder, issue_code[issue]), float(value))
    weight = {}
    for number, stake in enumerate(made.stakes):
        issues = {made.questions[literal.question].issue for clause in stake.clauses for literal in clause}
        matters = max(salience.get((stake.party, issue), 1.0) for issue in issues)
        weight[number] = max(power[stake.party] * matters, 1e-9)
    return weight


def _cost(stakes: Stakes, weight: dict[int, float]) -> float:
    return float(sum(weight[stake] for stake in stakes))


def _sharing(sets: list[Stakes]) -> list[list[Stakes]]:
    """Contradictions in groups that share no stake with one another."""
    shared = DisjointSet({stake for one in sets for stake in one})
    for one in sets:
        for stake in one:
            shared.merge(min(one), stake)
    groups: dict[int, list[Stakes]] = defaultdict(list)
    for one in sets:
        groups[shared[min(one)] if one else -1].append(one)
    return list(groups.values())


# ------------------------------------------------------------------------------------------------ writing the openings


def _opening(
    made: Matter, wording: Wording, place: tuple[int, int, float], chosen: Stakes, questions: frozenset[int]
) -> tuple[object, ...]:
    columns = made.graph.columns
    members = sorted(chosen, key=lambda stake: (made.stakes[stake].party, stake))
    touched = sorted(
        {literal.question for stake in members for clause in made.stakes[stake].clauses for literal in clause}
        & questions
    )
    left = _left(made, wording, chosen, touched)
    parties = dict.fromkeys(made.stakes[stake].party for stake in members)
    return (
        *place, JOIN.join(str(columns.parties[party]) for party in parties),
        JOIN.join(made.stakes[stake].id for stake in members),
        JOIN.join(dict.fromkeys(str(columns.issues[made.questions[question].issue]) for question in touched)),
        JOIN.join(places_of(made, touched)), "; ".join(f"{where}: {join(words, 'or')}" for where, words, _ in left),
        evidence_of(made, wording, chosen), _opening_sentence(made, wording, members, left),
    )  # fmt: skip


class _Left(NamedTuple):
    """Where, what is left there as ids, and how that reads."""

    where: str
    words: list[str]
    phrase: str


def _left(made: Matter, wording: Wording, chosen: Stakes, questions: list[int]) -> list[_Left]:
    """What the stakes that stay leave of each question, the rules observed."""
    found: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for component in made.components:
        for question in sorted(set(questions).intersection(component)):
            words = tuple(made.words(question, _possible(made, component, question, chosen)))
            found[made.questions[question].issue, words].append(question)
    left = []
    for (issue, words), where in found.items():
        places = places_of(made, where)
        name = f"{made.graph.columns.issues[issue]}{'@' + ','.join(places) if places else ''}"
        inside = wording.settlements(issue, words) if words else "nothing"
        left.append(_Left(name, list(words), f"{inside} on {wording.issues[issue]}{wording.where(places)}"))
    return left


def _of_questions(made: Matter, questions: Iterable[int]) -> list[int]:
    here = set(questions)
    return [
        number for number, stake in enumerate(made.stakes)
        if any(literal.question in here for clause in stake.clauses for literal in clause)
    ]  # fmt: skip


def _possible(made: Matter, component: list[int], question: int, softened: Stakes) -> int:
    """The settlements of a question that can be had with all stakes but those softened, the rules observed."""
    stakes = [stake for stake in _of_questions(made, component) if stake not in softened]
    allowed = made.questions[question].settlements.full
    for stake in stakes:
        for clause in made.stakes[stake].clauses:
            if len(clause) == 1 and clause[0].question == question:
                allowed &= clause[0].settlements
    if len(component) == 1 and not is_ruled(made, question):
        return allowed
    oracle = oracle_of(made, component, stakes)
    return sum(1 << bit for bit in bits(allowed) if oracle.meets(frozenset(stakes), Literal(question, 1 << bit)))


def _opening_sentence(made: Matter, wording: Wording, members: list[int], left: list[_Left]) -> str:
    by_party: dict[int, list[int]] = defaultdict(list)
    for stake in members:
        by_party[made.stakes[stake].party].append(stake)
    asked = []
    for party, stakes in by_party.items():
        told = []
        for stake in stakes:
            position = made.stakes[stake].position
            if position is None:
                told.append(f"its condition {made.stakes[stake].id}")
            else:
                verb = {"demands": "demand", "rejects": "rejection"}[wording.stance(position)]
                told.append(
                    f"its {verb} of {wording.firmly(position)} on {wording.issues[made.graph.columns.issue[position]]}"
                )
        asked.append(f"{wording.parties[party]} softened {join(dict.fromkeys(told), 'and')}")
    leaves = join((one.phrase for one in left), "and")
    others = "the others" if len({stake.party for stake in made.stakes} - set(by_party)) else "what stays"
    return f"If {join(asked, 'and')}, {others} would leave {leaves}."


def _no_opening(made: Matter, wording: Wording, number: int, stuck: list[Stakes]) -> tuple[object, ...]:
    stakes = frozenset().union(*stuck)
    members = sorted(stakes, key=lambda stake: (made.stakes[stake].party, stake))
    parties = list(dict.fromkeys(made.stakes[stake].party for stake in members))
    columns = made.graph.columns
    who = wording.who(parties) if parties else "the rules of the matter"
    why = f"Nothing that the others do opens this: what {who} insist{'s' if len(parties) == 1 else ''} on cannot all be had."
    return (
        number, 1, np.nan, JOIN.join(str(columns.parties[party]) for party in parties),
        JOIN.join(made.stakes[stake].id for stake in members), "", "", "", evidence_of(made, wording, stakes), why,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ pivots


@on_issues
def pivots(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str = "red line",
) -> pd.DataFrame:
    """Which single position, if it were softened, would open or enlarge the zone most, and how far would it have to go?

    A step goes from a red line to a bottom line, from that to an aim, and from an aim to nothing that it insists on.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions, as_of, roll_up
        As for :func:`zopa.queries.contradictions`.
    level : str
        ``red line``, ``bottom line`` or ``aim``: the zone at this level, where a position softened below it no longer
        counts.

    Returns
    -------
    DataFrame
        One row a position and issue, those first that open a closed zone, then those that have the fewest steps to go, then
        those that free the largest part, with the columns ``party``, ``position``, ``issue``, ``regions``; ``opens``:
        whether a closed zone would be open; ``frees``: the settlements that nobody would rule out any more, separated by
        ``|``; ``level``: what it would have to be softened to; ``steps``: how many steps that is, missing where its
        firmness is not known; ``evidence``; ``why`` in a sentence. Positions of which nothing would be freed are not listed. As in
        zones, a position is read as it stands where its conditions are met.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or level is not known.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "id": ["a", "b"], "party": ["A", "B"], "issue": "seat", "firmness": "red line",
    ...     "option": ["Geneva|Oslo", "Vienna"]})}, quiet=True)
    >>> case.pivots()[["position", "opens", "frees"]].values.tolist()
    [['b', True, 'Geneva|Oslo'], ['a', True, 'Vienna']]
    """
    code = level_code(level)
    made = matter(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, level=code, possible=False
    )
    columns, holder, asked = graph.columns, made.selection.holder, made.selection.parties
    wording, softer = Wording(graph), _called(code - 1)
    by_answer: dict[tuple[int, int, bool, tuple[str, ...], float], list[int]] = defaultdict(list)
    for question, one in enumerate(made.questions):
        full = one.settlements.full
        out = {
            p: rule.ruled_out_by(int(columns.stance[p]), one.settlements.named[p], full) for p in one.positions
            if rule.counts(int(columns.firmness[p]), code) and (asked is None or int(holder[p]) in asked)
        }  # fmt: skip
        for position in out:
            others = 0
            for other, mask in out.items():
                others |= mask if other != position else 0
            freed = out[position] & ~others
            if freed:
                closed = (others | out[position]) == full
                share = len(bits(freed)) / len(one.settlements.pieces)
                by_answer[position, one.issue, closed, tuple(made.words(question, freed)), share].append(question)
    rows = []
    steps = {position: _steps_down(int(columns.firmness[position]), code) for position, *_ in by_answer}
    ordered = sorted(
        by_answer.items(),
        key=lambda item: (not item[0][2], steps[item[0][0]] or len(LEVELS), -item[0][4], item[0][1], item[0][0]),
    )
    for (position, issue, opens, freed_words, _), questions in ordered:
        party, places = int(holder[position]), places_of(made, questions)
        effect = "would open the zone, leaving" if opens else "would add to the zone"
        why = f"On {wording.issues[issue]}{wording.where(places)}, {wording.position(position, party)}: "
        why += f"softened {_way_down(int(columns.firmness[position]), code)}, it {effect} "
        why += f"{wording.settlements(issue, freed_words)}."
        rows.append(
            (str(columns.parties[party]), str(columns.ids[position]), str(columns.issues[issue]), JOIN.join(places), opens,
             JOIN.join(freed_words), softer, steps[position], wording.evidence_of([position]), why)
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=pd.Index(PIVOT_COLUMNS))
    return frame.astype({name: {"opens": "bool", "steps": "Int64"}.get(name, "str") for name in PIVOT_COLUMNS})


def _called(firmness: int) -> str:
    return LEVELS[firmness] or "nothing that it insists on"


def _steps_down(firmness: int, level: int) -> int | None:
    """How many steps a position has to be softened so that it no longer counts at a level; none where that is not known."""
    return None if firmness == UNKNOWN else firmness - level + 1


def _way_down(firmness: int, level: int) -> str:
    """``to a bottom line``, or ``in 2 steps, to a bottom line and then to an aim``."""
    articles = {"bottom line": "a bottom line", "aim": "an aim"}
    steps = _steps_down(firmness, level)
    lowest = level if steps is None else firmness
    way = [f"to {articles.get(LEVELS[one], _called(one))}" for one in range(lowest - 1, level - 2, -1)]
    if steps is None:
        return f"{way[0]}, which takes one to three steps, as its firmness is not known"
    return way[0] if steps == 1 else f"in {steps} steps, {', '.join(way[:-1])} and then {way[-1]}"
