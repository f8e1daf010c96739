"""What cannot hold together: every smallest set of positions that no settlement honours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ..graph.regions import EVERYWHERE
from .answer import draws_itself
from .cells import Where, region_names, told
from .deadline import Deadline, OutOfTimeError
from .linear import LinearOracle
from .matter import Matter, matter
from .minimal import Found, Limits, SatOracle, Stakes, covers, marco, smallest
from .reads import on_issues
from .selection import Names, level_code
from .wording import JOIN, Wording, cell_list, join

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = (
    "size", "parties", "positions", "issues", "regions", "certain", "rules", "evidence", "why",
)  # fmt: skip


@draws_itself
@on_issues
def contradictions(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str = "red line",
    possible: bool = False,
    limit: int = 10_000,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which positions cannot all hold, over one issue or several tied by rules: every smallest set, smallest first.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Only their positions and conditions; everybody's where not given.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. The case's own date where not given; ``attrs["as_of"]`` of the answer says which was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    firmness : str
        ``red line``, ``bottom line`` (with the red lines) or ``aim`` (with all).
    possible : bool
        Count positions of unknown firmness as well; ``certain`` then says which sets stand without them.
    limit : int
        Stop after so many sets in each group of issues that are tied together.
    seconds : float, optional
        Stop after so long, in the middle of a long step if need be. The first Ctrl-C stops too; both give what was found.

    Returns
    -------
    DataFrame
        One row a minimal set, smallest first, with the columns ``size``; ``parties``; ``positions``: ids of positions and of
        conditions that a party sets, separated by ``|``; ``issues``; ``regions``: where, empty for everywhere; ``certain``:
        whether each counts at this level whatever its firmness is where that is not known (at ``aim`` all do), and none
        holds only if something is settled that is not asked about;
        ``rules``: constraints and conditions of the matter without which the set could hold; ``evidence``; ``why`` in a
        sentence. ``attrs["complete"]`` says whether these are all there are; ``attrs["left_out"]`` how many positions and
        conditions of unknown firmness were not counted, and ``attrs["note"]`` both in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or firmness is not known.

    Notes
    -----
    A contradiction is a minimal unsatisfiable set (Liffiton & Sakallah 2008, Algorithms for computing minimal unsatisfiable
    subsets of constraints). Two single positions of different parties that make one are a clash.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "id": ["a", "b", "c"], "party": ["A", "B", "C"], "issue": "seat", "firmness": "red line",
    ...     "option": ["Geneva|Vienna", "Vienna|Oslo", "Oslo|Geneva"]})}, quiet=True)
    >>> case.clashes(count_only=True), case.contradictions()["positions"].tolist()
    (0, ['a|b|c'])
    """
    total = Deadline(seconds)
    made = matter(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up,
        level=level_code(level), possible=possible,
    )  # fmt: skip
    with searching(seconds) as deadline:
        found = conflicts(made, Limits(limit, deadline))
    wording, rows = Wording(graph), list[tuple[object, ...]]()
    with writing_up(total, deadline) as writing, suppress(OutOfTimeError):
        places = Places(made, writing)
        for one, questions in found.sets.items():
            writing.check()
            rows.append(_row(made, wording, one, places.of(one, questions), places))
    unwritten = len(found.sets) - len(rows)
    rows.sort(key=lambda row: (row[0], row[3], row[2]))
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    frame = frame.astype({name: {"size": "int64", "certain": "bool"}.get(name, "str") for name in COLUMNS})
    complete = found.complete and not unwritten
    note = "" if complete else "Stopped early: there may be more contradictions than these."
    note += f" {unwritten:,} more were found, and there was no time to write them out." if unwritten else ""
    note = " ".join(filter(None, [note, made.left_words]))
    frame.attrs |= {"complete": complete, "left_out": made.left_out, "note": note}
    return frame


#: From this many positions on, finding all contradictions takes long enough to be told of.
LONG_WORK = 2_000

#: What part of the time is for searching; the rest is for writing out what was found, with so many seconds on top. Somebody
#: who pressed Ctrl-C waits a little longer for what was found.
SEARCHING, GRACE, GRACE_AFTER_INTERRUPT = 0.75, 0.4, 3.0


def searching(seconds: float | None, share: float = SEARCHING) -> Deadline:
    """The deadline of a search that leaves time for what is done with what it finds."""
    return Deadline(None if seconds is None else share * seconds)


def writing_up(total: Deadline, search: Deadline) -> Deadline:
    """The deadline of writing out what was found, once the search has ended."""
    if search.interrupted:
        return Deadline(GRACE_AFTER_INTERRUPT)
    left = total.left()
    return Deadline(None if left is None else left + GRACE)


class Cut(NamedTuple):
    """Questions tied together of which not all contradictions were found, and sets to soften that open them all the same.

    ``exact`` where these sets are all that there are.
    """

    questions: frozenset[int]
    corrections: list[Stakes]
    exact: bool


class Conflicts(NamedTuple):
    """Minimal unsatisfiable sets with the questions on which each fails, smallest first, and where not all were found.

    ``compared`` says whether there was time to compare all that were found in different places.
    """

    sets: dict[Stakes, frozenset[int]]
    compared: bool
    cut: list[Cut]

    @property
    def complete(self) -> bool:
        """Whether these are all there are."""
        return self.compared and not self.cut


def conflicts(made: Matter, limits: Limits) -> Conflicts:
    """Every minimal set of stakes that cannot all be met."""
    sets: dict[Stakes, set[int]] = defaultdict(set)
    cut: list[Cut] = []
    by_question: dict[int, list[int]] = defaultdict(list)
    for number, stake in enumerate(made.stakes):
        for question in {literal.question for clause in stake.clauses for literal in clause}:
            by_question[question].append(number)
    for component in told(made.components, len(made.stakes) > LONG_WORK, "Contradictions"):
        stakes = sorted({stake for question in component for stake in by_question[question]})
        found, corrections = _of_component(made, component, stakes, limits)
        for one in found.sets:
            sets[one] |= set(component)
        if not found.complete:
            cut.append(Cut(frozenset(component), corrections, is_alone(made, component)))
    kept, compared = _smallest(sets, limits)
    return Conflicts(kept, compared, cut)


def oracle_of(
    made: Matter, questions: list[int], stakes: list[int], limits: Limits | None = None
) -> SatOracle | LinearOracle:
    """What to ask whether stakes can be met: a program where a budget counts these questions, else a solver of clauses."""
    here = set(questions)
    counted = any(here & set(budget.factors) for budget in made.budgets)
    return (LinearOracle if counted else SatOracle)(made, questions, stakes, limits)


def is_ruled(made: Matter, question: int) -> bool:
    """Whether a rule of the matter or a budget speaks of a question."""
    return any(question in budget.factors for budget in made.budgets) or any(
        literal.question == question for one in made.rules for clause in one.clauses for literal in clause
    )


def is_alone(made: Matter, component: list[int]) -> bool:
    """Whether it is one question that no rule speaks of, which is answered without a solver."""
    return len(component) == 1 and not is_ruled(made, component[0])


def _of_component(made: Matter, component: list[int], stakes: list[int], limits: Limits) -> tuple[Found, list[Stakes]]:
    if not is_alone(made, component):
        found, corrections = marco(stakes, oracle_of(made, component, stakes, limits), limits)
        return found, corrections.sets
    ruled_out = ruled_out_of(made, component[0], stakes)
    found = covers(ruled_out, made.questions[component[0]].settlements.full, limits)
    return found, [] if found.complete else corrections_of(made, component[0], ruled_out)


def ruled_out_of(made: Matter, question: int, stakes: Iterable[int]) -> dict[int, int]:
    """Which settlements of a question that nothing ties to another each of these stakes rules out."""
    full = made.questions[question].settlements.full
    ruled_out = {}
    for number in stakes:
        left = full
        for clause in made.stakes[number].clauses:
            left &= clause[0].settlements if clause[0].question == question else full
        ruled_out[number] = full & ~left
    return ruled_out


def corrections_of(made: Matter, question: int, ruled_out: dict[int, int]) -> list[Stakes]:
    """The smallest sets to soften so that a question that nothing is tied to can be settled: each frees a settlement."""
    against = (
        frozenset(stake for stake, mask in ruled_out.items() if mask >> bit & 1)
        for bit in range(len(made.questions[question].settlements.pieces))
    )
    return smallest(set(against), Deadline()).sets


def _smallest(sets: dict[Stakes, set[int]], limits: Limits) -> tuple[dict[Stakes, frozenset[int]], bool]:
    """The sets that hold no other, and whether there was time to compare all.

    Those of questions tied together hold no other of the same; one found in one place may hold one found in another.
    """
    where: dict[int, set[frozenset[int]]] = defaultdict(set)
    for one, questions in sets.items():
        for stake in one:
            where[stake].add(frozenset(questions))
    shared = {stake for stake, places in where.items() if len(places) > 1}
    alone = [one for one in sets if one and not one & shared]
    compared = smallest([one for one in sets if not one or one & shared], limits.deadline)
    kept = {*alone, *compared.sets} if frozenset() not in sets else {frozenset[int]()}
    return {one: frozenset(sets[one]) for one in sorted(sets, key=len) if one in kept}, compared.complete


class Places:
    """In which of the places where issues are settled side by side a set fails."""

    def __init__(self, made: Matter, deadline: Deadline | None = None) -> None:
        self.made, self._limits = made, Limits(0, deadline)
        self._oracles: dict[frozenset[int], SatOracle | LinearOracle] = {}

    def oracle(self, questions: frozenset[int]) -> SatOracle | LinearOracle:
        """What to ask about all stakes in some questions; made once for the same questions."""
        if questions not in self._oracles:
            stakes = list(range(len(self.made.stakes)))
            self._oracles[questions] = oracle_of(self.made, sorted(questions), stakes, self._limits)
        return self._oracles[questions]

    def of(self, stakes: Stakes, questions: frozenset[int]) -> frozenset[int]:
        """The questions of the places in which these stakes cannot be met; all where they fail only over several."""
        if len(questions) == 1:
            return questions
        everywhere = frozenset([EVERYWHERE])
        leaves = {self.made.questions[question].leaves for question in questions} - {everywhere}
        failing: set[int] = set()
        for place in leaves:
            here = frozenset(q for q in questions if self.made.questions[q].leaves in (place, everywhere))
            if not self.oracle(here).meets(stakes):
                failing |= here
        return frozenset(failing) or questions


# ------------------------------------------------------------------------------------------------ writing the rows


def _row(
    made: Matter, wording: Wording, stakes: Stakes, questions: frozenset[int], where: Places
) -> tuple[object, ...]:
    columns = made.graph.columns
    members = [made.stakes[stake] for stake in sorted(stakes, key=lambda one: (made.stakes[one].party, one))]
    touched = sorted({
        literal.question for stake in members for clause in stake.clauses for literal in clause
    } & questions)  # fmt: skip
    rules = _rules_behind(made, stakes, questions, where)
    issues = dict.fromkeys(made.questions[question].issue for question in touched)
    places = places_of(made, touched)
    return (
        len(members), JOIN.join(dict.fromkeys(str(columns.parties[stake.party]) for stake in members)),
        JOIN.join(stake.id for stake in members), JOIN.join(str(columns.issues[issue]) for issue in issues),
        JOIN.join(places), all(map(made.surely, stakes)), JOIN.join(rules),
        evidence_of(made, wording, stakes), _sentence(made, wording, stakes, list(issues), places, rules),
    )  # fmt: skip


def _rules_behind(made: Matter, stakes: Stakes, questions: frozenset[int], where: Places) -> list[str]:
    """Ids of the rules and budgets without which the stakes could be met."""
    component = sorted(questions)
    if is_alone(made, component):
        return []
    oracle = where.oracle(questions)
    named = [made.rules[number].id for number in oracle.rules_behind(stakes)]
    if isinstance(oracle, LinearOracle):
        named += [budget.id for budget in made.budgets if set(budget.factors) <= questions]
    return named


def places_of(made: Matter, questions: list[int]) -> list[str]:
    """Ids of the largest regions that make up where questions are settled; none for everywhere."""
    leaves = frozenset().union(*(made.questions[question].leaves for question in questions))
    if leaves != {EVERYWHERE}:
        leaves -= {EVERYWHERE}
    return region_names(made.graph.columns.regions, Where(leaves, made.day, made.day))


def evidence_of(made: Matter, wording: Wording, stakes: Stakes) -> str:
    """Evidence ids of positions and conditions, each once."""
    cited: list[str] = []
    for number in sorted(stakes):
        stake = made.stakes[number]
        cited += cell_list(
            wording.evidence.iat[stake.position] if stake.position is not None else made.conditions[stake.id].evidence
        )
    return JOIN.join(dict.fromkeys(cited))


def said(made: Matter, wording: Wording, stakes: Stakes) -> str:
    """What is insisted on, party by party."""
    positions = [made.stakes[stake].position for stake in sorted(stakes) if made.stakes[stake].position is not None]
    phrases = [wording.said([p for p in positions if p is not None], made.selection.holder)] if positions else []
    for number in sorted(stakes):
        if (stake := made.stakes[number]).position is None:
            row = made.conditions[stake.id]
            phrases.append(f"{wording.parties[stake.party]} ties {condition_words(wording, row.what, row.requires)}")
    return "; ".join(phrases)


def condition_words(wording: Wording, what: str, requires: str) -> str:
    """``'x' (issue) to 'y' (issue)``."""
    return f"{wording.item(what)} to {join((wording.item(one) for one in cell_list(requires)), 'or')}"


def _sentence(
    made: Matter, wording: Wording, stakes: Stakes, issues: list[int], places: list[str], rules: list[str]
) -> str:
    on = f"On {join((wording.issues[issue] for issue in issues), 'and')}" if issues else "On the matter itself"
    tail = f": no settlement honours {({1: 'it', 2: 'both'}).get(len(stakes), 'all of them')}."
    why = f"{on}{wording.where(places)}, {said(made, wording, stakes) or 'the rules contradict one another'}"
    return why + (f", as {join((rule_words(made, wording, one) for one in rules), 'and')}" if rules else "") + tail


def rule_words(made: Matter, wording: Wording, rule: str) -> str:
    """A rule of the matter in words."""
    if row := made.constraints.get(rule):
        return f"{wording.item(row.option)} {row.relation} {wording.item(row.other)}"
    if row := made.conditions.get(rule):
        needs = join((wording.item(one) for one in cell_list(row.requires)), "or")
        return f"{wording.item(row.what)} needs {needs}"
    return f"{wording.item(rule)} bounds what they add up to"
