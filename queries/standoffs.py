"""Who waits for whom: loops of conditions in which nobody can begin, what would free them, and an order of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..graph.lists import join
from .asking.answer import draws_itself
from .asking.deadline import Deadline
from .asking.scope import whole
from .asking.selection import Names, UnknownNameError, find
from .asking.wording import JOIN
from .order.blocks import Kinds, Ways, blocks_of
from .order.conditions import Words, steps
from .order.rows import held_up, impossible_row, loop_row, step_row
from .order.schedules import Packages, schedule
from .order.waivers import waivers
from .packages.conflicts import searching
from .packages.minimal_sets import Limits

if TYPE_CHECKING:
    from ..graph.store import Store

KINDS = ("standoff", "matter", "self-contradiction", "downstream")

#: How ``only if`` is read.
IN_ORDER, IN_ONE_PACKAGE = READINGS = ("in order", "in one package")

#: What is said where the time was over.
CUT = (
    "Stopped early: there may be more loops, and more, or smaller, sets of conditions to waive; doing the steps of a loop "
    "together, or agreeing on one package, may free more than is said."
)

COLUMNS = (
    "kind",
    "core",
    "steps",
    "conditions",
    "parties",
    "issues",
    "waive",
    "together",
    "package",
    "evidence",
    "why",
)
SEQUENCE_COLUMNS = ("step", "stage", "after", "together", "not_with", "parties", "conditions", "evidence", "why")


@draws_itself
@whole
def standoffs(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str = "aim",
    possible: bool = True,
    done: Names = None,
    only_if: str = IN_ORDER,
    limit: int = 100,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which conditions wait for one another in a loop, so that no step can begin, and what would free them?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        One party: the loops that a condition of it is part of. Several: the loops among them (and what follows from the
        matter).
    issues : str or iterable of str, optional
        Only loops, and steps held up by them, that touch one of these.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
        Conditions on a position that does not hold on that day fall away.
    roll_up : bool
        Count a leader's or delegate's condition as its principal's.
    level : str
        ``red line``, ``bottom line`` (with the red lines) or ``aim`` (all): how firm a condition must be to count.
    possible : bool
        Count conditions of unknown firmness as well.
    done : str or iterable of str, optional
        Steps (``issue/option``) that are taken to be done; ``issue/option@region`` in that region alone.
    only_if : str
        ``in order``: each step is taken on its own, and what it is tied to by ``only if`` must be in place before it.
        ``in one package``: it asks no more than that the other be part of the same settlement, whenever it is done.
    limit : int
        List so many sets to waive for each core, and no more.
    seconds : float, optional
        Stop looking after so long. The first Ctrl-C stops too; both give what was found.

    Returns
    -------
    DataFrame
        One row a loop (one shortest loop through every wait of a core, never all loops), one row for each step that can be
        part of no package, and then one row for each step that only waits for such a loop or step, with the columns

        - ``kind``: ``standoff`` (it takes the conditions of two parties or more), ``matter`` (the conditions of one party
          against rules of the matter, or those rules alone), ``self-contradiction`` (one party's own conditions) or
          ``downstream`` (held up by another row); only conditions that block count;
        - ``core``: a number shared by loops that hang together; 0 downstream;
        - ``steps``: options, or ids of positions, separated by ``|``, each waiting for the next and the last for the first;
          of one place alone ``issue/option@region,region``;
        - ``conditions`` (and ids of rules); ``parties`` that set them; ``issues``;
        - ``waive``: the smallest sets of conditions without which all of the core can be done, ids separated by ``|`` and
          sets by ``;``; empty where nothing that a party could waive would do;
        - ``together``: steps of the loop where doing them at the same time would free all of the core;
        - ``package``: whether agreeing on everything as one package would, see ``only_if``;
        - ``evidence`` of the conditions; ``why`` in a sentence.

        ``attrs["complete"]`` says whether there was time to look at everything, ``attrs["note"]`` what may be missing.

    Raises
    ------
    UnknownNameError
        When a party, issue, level, step or reading of ``only if`` is not known.

    See Also
    --------
    sequence : The order of the steps that can be taken.
    contradictions : Conditions and positions that cannot hold together at all.
    obstacles : What else stands in the way of a step.

    Notes
    -----
    All conditions on a step must hold, each through one of its alternatives, so the steps that can be done are a least
    fixpoint (Dowling & Gallier 1984). What is left is stuck; its cores are the strongly connected parts that block
    themselves even where everything else is done. ``only after`` means strictly before, even where a ``together with`` or
    a rule ties the same two steps. Steps tied by ``together with`` enter at the same time, and what enters at the same time
    is in place for ``only if``, as is what a rule brings with it. An alternative to ``together with`` (``y|z``) is met by
    what is done by then. A rule by which one option implies another makes the first wait for what the second waits for.

    An option of an issue that is settled region by region is a step of its own in each place. A condition on a position
    counts in the regions of that position, any other condition everywhere; what it requires is required in the same place,
    and in every place of what is settled once for all. See :mod:`zopa.queries.order.places`.

    A package never has two options of one issue in one place, nor two options that a rule excludes beside each other. So a
    step that would take two such, by whatever it waits for, can never be done; what is ``done`` already keeps nothing out.
    Where an issue is settled region by region and no regions are coded, its options are taken to be had side by side. The
    sets to waive are minimal hitting sets of the conflicts found (Reiter 1987), smallest first.

    References
    ----------
    .. [1] Dowling, W. F., & Gallier, J. H. (1984). Linear-time algorithms for testing the satisfiability of propositional
       Horn formulae. *Journal of Logic Programming*, 1(3), 267-284. DOI 10.1016/0743-1066(84)90014-1.
    .. [2] Reiter, R. (1987). A theory of diagnosis from first principles. *Artificial Intelligence*, 32(1), 57-95.
       DOI 10.1016/0004-3702(87)90062-2.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.standoffs import standoffs
    >>> case = zopa.load({
    ...     "positions": pd.DataFrame({
    ...         "party": ["A", "B"], "issue": ["army", "aid"], "stance": "accepts", "option": ["withdrawn", "paid"]}),
    ...     "conditions": pd.DataFrame({
    ...         "id": ["c1", "c2"], "party": ["A", "B"], "what": ["army/withdrawn", "aid/paid"],
    ...         "relation": "only after", "requires": ["aid/paid", "army/withdrawn"]})}, quiet=True)
    >>> found = standoffs(case)
    >>> found[["kind", "steps", "waive", "together"]].values.tolist()
    [['standoff', 'army/withdrawn|aid/paid', 'c1;c2', 'army/withdrawn|aid/paid']]
    """
    deadline = searching(seconds)
    named_parties = _parties_named(graph, parties, roll_up)
    only = named_parties if named_parties is not None and len(named_parties) > 1 else None
    coded = steps(graph, only=only, as_of=as_of, roll_up=roll_up, level=level, possible=possible, done=done)
    steps_asked = coded.as_package() if in_one_package(only_if) else coded
    words = Words(graph, steps_asked)
    rows: list[tuple[object, ...]] = []
    with deadline:
        packages, ways = Packages(steps_asked, deadline), Ways(coded, steps_asked, deadline)
        kinds = Kinds(steps_asked, packages)
        plans = schedule(steps_asked, packages)
        stuck = frozenset(range(len(steps_asked.names))) - plans.stage.keys()
        blocks = list(blocks_of(steps_asked, plans, packages, stuck, deadline))
        complete = plans.complete and not deadline.over()
        for index, block in enumerate(blocks, start=1):
            freed = waivers(steps_asked, packages, block.steps, Limits(limit, deadline))
            complete &= freed.complete
            if block.reason is not None:
                rows.append(impossible_row(words, steps_asked, index, block, block.reason, freed, ways, kinds))
            rows += [loop_row(words, steps_asked, index, block, loop, freed, ways, kinds) for loop in block.loops]
        complete &= ways.complete
    named = {step for block in blocks for step in block.named}
    rows += [held_up(words, steps_asked, plans, step, stuck) for step in sorted(stuck - named)]
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    frame = frame.astype({name: {"core": "int64", "package": "bool"}.get(name, "str") for name in COLUMNS})
    frame = frame[_touching(graph, frame, named_parties, issues)]
    rank = frame["kind"].map(KINDS.index)
    frame = frame.assign(rank=rank).sort_values(["rank", "core"], kind="stable").drop(columns="rank")
    frame = frame.reset_index(drop=True)
    frame.attrs["complete"] = complete
    frame.attrs["note"] = "" if complete else CUT
    return frame


@whole
def sequence(
    graph: Store,
    *,
    parties: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str = "aim",
    possible: bool = True,
    done: Names = None,
    only_if: str = IN_ORDER,
) -> pd.DataFrame:
    """In what order can the steps be taken so that every condition is honoured, and which can go side by side?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Only their conditions, and what follows from the matter. By default everybody's.
    as_of, roll_up, level, possible, done, only_if
        As for :func:`standoffs`.

    Returns
    -------
    DataFrame
        One row for every step that a condition speaks of, earliest first, with the columns

        - ``step``: an option, or the id of a position that stands for no option;
        - ``stage``: the earliest at which it can be taken in some package, from 1; 0 what is done; steps of one stage that
          one package can have go side by side; missing where it cannot be taken at all;
        - ``after``: the steps that it waits for, of alternatives the one that comes first;
        - ``together``: steps that have to be taken at the same time;
        - ``not_with``: steps listed here that settle the same issue otherwise, or that a rule of the matter excludes beside
          it: a package has one of them;
        - ``parties`` that set conditions on it; ``conditions`` (and ids of rules); ``evidence``; ``why`` in a sentence.

        ``attrs["blocked"]`` says whether some step cannot be taken; those stand last, the cores that forbid the rest
        first, and :func:`standoffs` says what would free them. ``attrs["complete"]`` is false where Ctrl-C stopped it
        before all steps were looked at; then a stage may be too early.

    Raises
    ------
    UnknownNameError
        When a party, level, step or reading of ``only if`` is not known.

    See Also
    --------
    standoffs : Why steps are blocked, and what would free them.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.standoffs import sequence
    >>> case = zopa.load({
    ...     "positions": pd.DataFrame({
    ...         "party": ["A", "B"], "issue": ["army", "aid"], "stance": "accepts", "option": ["withdrawn", "paid"]}),
    ...     "conditions": pd.DataFrame({
    ...         "party": ["A"], "what": ["army/withdrawn"], "relation": "only after", "requires": ["aid/paid"]})},
    ...     quiet=True)
    >>> sequence(case)[["step", "stage", "after"]].values.tolist()
    [['aid/paid', 1, ''], ['army/withdrawn', 2, 'aid/paid']]
    """
    named_parties = _parties_named(graph, parties, roll_up)
    steps_asked = steps(
        graph, only=named_parties, as_of=as_of, roll_up=roll_up, level=level, possible=possible, done=done
    )
    steps_asked = steps_asked.as_package() if in_one_package(only_if) else steps_asked
    words = Words(graph, steps_asked)
    with Deadline() as deadline:
        packages = Packages(steps_asked, deadline)
        plans = schedule(steps_asked, packages)
        stuck = frozenset(range(len(steps_asked.names))) - plans.stage.keys()
        blocks = list(blocks_of(steps_asked, plans, packages, stuck, deadline))
    block_of = {step: block for block in blocks for step in block.named}
    order = sorted(plans.stage, key=lambda step: (plans.stage[step], step))
    order += [*sorted(block_of), *sorted(stuck - block_of.keys())]
    frame = pd.DataFrame(
        [step_row(words, steps_asked, plans, step, block_of.get(step)) for step in order],
        columns=pd.Index(SEQUENCE_COLUMNS),
    )
    frame = frame.astype({name: "Int64" if name == "stage" else "str" for name in SEQUENCE_COLUMNS})
    frame.attrs |= {"blocked": bool(stuck), "complete": plans.complete}
    return frame


def in_one_package(only_if: str) -> bool:
    """Whether ``only if`` asks no more than that the other be part of the same settlement."""
    if only_if not in READINGS:
        readings = join(map(repr, READINGS), "or")
        raise UnknownNameError(f"There is no reading {only_if!r} of 'only if': write {readings}.")
    return only_if == IN_ONE_PACKAGE


def _parties_named(graph: Store, parties: Names, roll_up: bool) -> list[int] | None:
    if parties is None:
        return None
    principal = graph.columns.principal
    return [int(principal[row]) if roll_up else row for row in find(graph, "parties", parties)]


def _touching(graph: Store, frame: pd.DataFrame, named_parties: list[int] | None, issues: Names) -> pd.Series:
    keep = pd.Series(True, index=frame.index)
    if named_parties is not None and len(named_parties) == 1:
        party = str(graph.columns.parties[named_parties[0]])
        keep &= frame["parties"].map(lambda cell: party in cell.split(JOIN)).astype(bool)
    if issues is not None:
        wanted = {str(graph.columns.issues[row]) for row in find(graph, "issues", issues)}
        keep &= frame["issues"].map(lambda cell: bool(wanted & set(cell.split(JOIN)))).astype(bool)
    return keep
