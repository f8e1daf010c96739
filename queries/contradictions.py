"""What cannot hold together: every smallest set of positions that no settlement honours."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ..graph.regions import EVERYWHERE
from .answer import draws_itself
from .cells import Where, region_names, told
from .linear import LinearOracle
from .matter import Matter, matter
from .minimal import Found, Limits, SatOracle, Stakes, covers, marco
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
    firmness: str = "red line",
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
        A partial ISO date, of which the last day is meant; the ``as_of`` of the case where not given.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    firmness : str
        ``red line``, ``bottom line`` (with the red lines) or ``aim`` (with all).
    possible : bool
        Count positions of unknown firmness as well; ``certain`` then says which sets stand without them.
    limit : int
        Stop after so many sets in each group of issues that are tied together.
    seconds : float, optional
        Stop after so long, in the middle of a long step if need be. Ctrl-C stops too and gives what was found.

    Returns
    -------
    DataFrame
        One row a minimal set, smallest first, with the columns ``size``; ``parties``; ``positions``: ids of positions and of
        conditions that a party sets, separated by ``|``; ``issues``; ``regions``: where, empty for everywhere; ``certain``:
        whether each counts at this level whatever its firmness is where that is not known (at ``aim`` all do), and none
        holds only if something is settled that is not asked about;
        ``rules``: constraints and conditions of the matter without which the set could hold; ``evidence``; ``why`` in a
        sentence. ``attrs["complete"]`` says whether these are all there are; ``attrs["left_out"]`` how many positions and
        conditions of unknown firmness were not counted, and ``attrs["note"]`` the same in a sentence.

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
    made = matter(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up,
        level=level_code(firmness), possible=possible,
    )  # fmt: skip
    found = conflicts(made, Limits(limit, seconds))
    wording, places = Wording(graph), Places(made)
    rows = [_row(made, wording, one, places.of(one, questions)) for one, questions in found.sets.items()]
    rows.sort(key=lambda row: (row[0], row[3], row[2]))
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    frame = frame.astype({name: {"size": "int64", "certain": "bool"}.get(name, "str") for name in COLUMNS})
    frame.attrs |= {"complete": found.complete, "left_out": made.left_out, "note": made.left_words}
    return frame


#: From this many positions on, finding all contradictions takes long enough to be told of.
LONG_WORK = 2_000


class Conflicts(NamedTuple):
    """Minimal unsatisfiable sets with the questions on which each fails, and whether these are all."""

    sets: dict[Stakes, frozenset[int]]
    complete: bool


def conflicts(made: Matter, limits: Limits) -> Conflicts:
    """Every minimal set of stakes that cannot all be met."""
    sets: dict[Stakes, set[int]] = defaultdict(set)
    complete = True
    by_question: dict[int, list[int]] = defaultdict(list)
    for number, stake in enumerate(made.stakes):
        for question in {literal.question for clause in stake.clauses for literal in clause}:
            by_question[question].append(number)
    try:
        for component in told(made.components, len(made.stakes) > LONG_WORK, "Contradictions"):
            stakes = sorted({stake for question in component for stake in by_question[question]})
            found = _of_component(made, component, stakes, limits)
            complete &= found.complete
            for one in found.sets:
                sets[one] |= set(component)
    except KeyboardInterrupt:
        complete = False
    return Conflicts(_smallest(sets), complete)


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


def _of_component(made: Matter, component: list[int], stakes: list[int], limits: Limits) -> Found:
    if len(component) > 1 or is_ruled(made, component[0]):
        return marco(stakes, oracle_of(made, component, stakes, limits), limits)[0]
    only = component[0]
    full = made.questions[only].settlements.full
    ruled_out = {}
    for number in stakes:
        left = full
        for clause in made.stakes[number].clauses:
            left &= clause[0].settlements if clause[0].question == only else full
        ruled_out[number] = full & ~left
    return covers(ruled_out, full, limits)


def _smallest(sets: dict[Stakes, set[int]]) -> dict[Stakes, frozenset[int]]:
    """The sets that hold no other: one found in one place may hold a smaller one found in another."""
    kept: dict[Stakes, frozenset[int]] = {}
    by_stake: dict[int, list[Stakes]] = defaultdict(list)
    for one in sorted(sets, key=len):
        if not any(other < one for stake in one for other in by_stake[stake]) and frozenset() not in kept:
            kept[one] = frozenset(sets[one])
            for stake in one:
                by_stake[stake].append(one)
    return kept


class Places:
    """In which of the places where issues are settled side by side a set fails."""

    def __init__(self, made: Matter) -> None:
        self.made = made
        self.oracles: dict[frozenset[int], SatOracle | LinearOracle] = {}

    def of(self, stakes: Stakes, questions: frozenset[int]) -> frozenset[int]:
        """The questions of the places in which these stakes cannot be met; all where they fail only over several."""
        everywhere = frozenset([EVERYWHERE])
        leaves = {self.made.questions[question].leaves for question in questions} - {everywhere}
        failing: set[int] = set()
        for place in leaves:
            here = frozenset(q for q in questions if self.made.questions[q].leaves in (place, everywhere))
            if here not in self.oracles:
                self.oracles[here] = oracle_of(self.made, sorted(here), list(range(len(self.made.stakes))))
            if not self.oracles[here].meets(stakes):
                failing |= here
        return frozenset(failing) or questions


# ------------------------------------------------------------------------------------------------ writing the rows


def _row(made: Matter, wording: Wording, stakes: Stakes, questions: frozenset[int]) -> tuple[object, ...]:
    columns = made.graph.columns
    members = [made.stakes[stake] for stake in sorted(stakes, key=lambda one: (made.stakes[one].party, one))]
    touched = sorted({
        literal.question for stake in members for clause in stake.clauses for literal in clause
    } & questions)  # fmt: skip
    rules = _rules_behind(made, stakes, questions)
    issues = dict.fromkeys(made.questions[question].issue for question in touched)
    places = places_of(made, touched)
    return (
        len(members), JOIN.join(dict.fromkeys(str(columns.parties[stake.party]) for stake in members)),
        JOIN.join(stake.id for stake in members), JOIN.join(str(columns.issues[issue]) for issue in issues),
        JOIN.join(places), all(map(made.surely, stakes)), JOIN.join(rules),
        evidence_of(made, wording, stakes), _sentence(made, wording, stakes, list(issues), places, rules),
    )  # fmt: skip


def _rules_behind(made: Matter, stakes: Stakes, questions: frozenset[int]) -> list[str]:
    """Ids of the rules and budgets without which the stakes could be met."""
    component = sorted(questions)
    if len(component) == 1 and not is_ruled(made, component[0]):
        return []
    oracle = oracle_of(made, component, sorted(stakes))
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
    conditions = made.graph.tables["conditions"].set_index("id")["evidence"]
    cited: list[str] = []
    for number in sorted(stakes):
        stake = made.stakes[number]
        cited += cell_list(
            wording.evidence.iat[stake.position] if stake.position is not None else conditions.get(stake.id)
        )
    return JOIN.join(dict.fromkeys(cited))


def said(made: Matter, wording: Wording, stakes: Stakes) -> str:
    """What is insisted on, party by party."""
    positions = [made.stakes[stake].position for stake in sorted(stakes) if made.stakes[stake].position is not None]
    phrases = [wording.said([p for p in positions if p is not None], made.selection.holder)] if positions else []
    conditions = made.graph.tables["conditions"].set_index("id")
    for number in sorted(stakes):
        if (stake := made.stakes[number]).position is None:
            row = conditions.loc[stake.id]
            phrases.append(
                f"{wording.parties[stake.party]} ties {condition_words(wording, row['what'], row['requires'])}"
            )
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
    tables = made.graph.tables
    for row in tables["constraints"].itertuples():
        if row.id == rule:
            return f"{wording.item(row.option)} {row.relation} {wording.item(row.other)}"
    for row in tables["conditions"].itertuples():
        if row.id == rule:
            needs = join((wording.item(one) for one in cell_list(row.requires)), "or")
            return f"{wording.item(row.what)} needs {needs}"
    return f"{wording.item(rule)} bounds what they add up to"
