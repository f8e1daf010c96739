"""How firmly an answer stands: whether each row survives without weak evidence, without one source, or without one coder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph.lists import join
from ..graph.regions import EVERYWHERE
from .asking.leave_one_out import CODED, DROPS, can_be_made, cited, lefts, with_unknown, without
from .asking.scope import whole
from .asking.selection import words_asked
from .asking.wording import JOIN, Wording, cell_list
from .check_deal import taken_whole
from .clashes import clashes
from .contradictions import contradictions
from .overlaps import overlaps
from .zones import zones

if TYPE_CHECKING:
    from ..graph.regions import Regions
    from ..graph.store import Store
    from .packages.terms import Package

Query = Callable[..., Any]

QUERIES: dict[str, Query] = {"clashes": clashes, "contradictions": contradictions, "overlaps": overlaps, "zones": zones}

#: Columns that name positions, and those that say what a row answers; a row survives where all of them are the same.
NAMING = ("positions", "position_a", "position_b", "closing_positions", "rule")
ANSWERS = (
    "issue",
    "issues",
    "party",
    "party_a",
    "party_b",
    "parties",
    "kind",
    "severity",
    "status",
    "settlement",
    "settlements",
    "size",
    "rule",
    "verdict",
    "level",
)


@whole
def robustness(
    graph: Store,
    query: str | Query | None = None,
    *,
    deal: Package | str | None = None,
    drop: str | Iterable[str] | None = None,
    **asked: Any,
) -> pd.DataFrame:
    """Does each answer survive when weak evidence is dropped, or one source or one coder is left out?

    With ``deal`` it tests a deal: does the deal still cross nothing, and does each verdict on it stand?

    Parameters
    ----------
    graph : PositionGraph
    query : str or callable, optional
        ``clashes``, ``contradictions``, ``overlaps`` or ``zones``; by default ``clashes``, where no deal is given either. In
        Python also any query that takes a graph and gives a DataFrame whose columns name positions (``positions``, or
        ``position_a`` and ``position_b``).
    deal : dict or str, optional
        A proposal of the case, or a package, instead of a query. It is written as :func:`zopa.queries.check_deal` takes it.
    drop : str or iterable of str, optional
        Which tests to make: ``inferred``, ``reported`` (evidence of that attribution is dropped), ``single-source``
        (positions whose evidence is all from one source are dropped), ``source``, ``coder`` (each is left out in turn).
        By default all.
    **asked
        Passed to the query, or to :func:`zopa.queries.check_deal`.

    Returns
    -------
    DataFrame
        The rows of the query; of a deal the rows of :func:`zopa.queries.check_deal` behind three on the deal as a
        whole, that name neither party nor issue, one a ``level``: ``crosses`` where it crosses a line of that level or
        a firmer one, else ``meets``. With added columns

        - ``survives``: the tests passed, separated by ``|``; ``share``: how many of the tests made, missing where none
          could be: a test is made where the attribution, source or coder that it leaves out is coded;
        - ``rests_on``: ``source:id`` and ``coder:name`` without which the row is gone;
        - ``single_source``: whether some position of the row has all its evidence from one source; ``inferred``: whether
          some rests on inferred evidence alone; ``no_evidence``: whether some cites none at all;
        - ``certain``: what the query says of itself, else whether the row is the same however firm the positions of unknown
          firmness are (with none of them counted as firm, and with all). Of a deal: whether the verdict is the same
          whatever the unknown firmnesses are, and whatever those would say who have not spoken of it;
        - ``support`` in a sentence.

        ``attrs["note"]`` says how rows are compared.

    Raises
    ------
    UnknownNameError
        When the query or a drop is not known.
    ValueError
        When the rows of the query name no positions, or a query and a deal are given.

    See Also
    --------
    clashes : The query that is asked again by default.
    check_deal : The verdicts on a deal.

    Notes
    -----
    A position falls away when all of its evidence does, and so does a condition that a party sets on an option; what has no
    evidence stays and is flagged. Drafts never enter the graph, so none are left to drop. What an earlier
    position was replaced by keeps replacing it even where it falls away. A row survives when the reduced case gives a row
    with the same issue, parties and answer on the same days, or on more, in the same regions or in more; which positions
    carry it may differ, unless the row is about a pair or a set of positions.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.robustness import robustness
    >>> rows = robustness(zopa.load("ukraine-2025", quiet=True), "clashes", drop="inferred")
    >>> bool(rows.loc[rows["survives"] == "", "inferred"].all())
    True

    Of a deal, here of a proposal of the case:

    >>> case = zopa.load("river-basin", quiet=True)
    >>> firm = robustness(case, deal="single-text", drop=["inferred", "source"]).head(3)
    >>> firm[["level", "verdict", "survives", "certain"]].values.tolist()
    [['red line', 'meets', 'inferred|source', False], ['bottom line', 'meets', 'inferred|source', False],
     ['aim', 'crosses', 'inferred|source', True]]
    """
    ask = _query(query, deal)
    tests = [name for name in DROPS if name in words_asked(drop, tuple(DROPS), "drop")]
    rows = ask(graph, **asked)
    naming = [column for column in NAMING if column in rows.columns]
    if not naming:
        raise ValueError("The rows of this query name no positions: robustness needs 'positions' or 'position_a'.")
    evidence, tree = cited(graph), graph.columns.regions
    keys = _keys(rows)
    lost: dict[int, dict[str, list[str]]] = {row: {} for row in range(len(rows))}
    reduced: dict[frozenset[str], pd.DataFrame | None] = {frozenset(): None}
    for omission in lefts(evidence, tests):
        if omission.gone not in reduced:
            reduced[omission.gone] = ask(without(graph, omission.gone), **asked)
        answer = reduced[omission.gone]
        if answer is None:
            continue
        rows_by_key = _by_key(answer)
        for index, key in enumerate(keys):
            if not _still(tree, rows.iloc[index], rows_by_key.get(key, [])):
                lost[index].setdefault(omission.drop, []).append(omission.name)
    certain = _certain(graph, rows, keys, ask, asked)
    added_rows = [
        _support(graph, rows.iloc[index], naming, evidence, tests, lost[index], certain[index])
        for index in range(len(rows))
    ]
    added = pd.DataFrame(added_rows, columns=pd.Index(ADDED), index=rows.index).astype(ADDED)
    answer_rows = pd.concat([rows.drop(columns=[column for column in ADDED if column in rows]), added], axis=1)
    note = "A row survives when the reduced case gives the same answer for the same issue and parties, there and then."
    answer_rows.attrs = {**rows.attrs, "note": " ".join(filter(None, [rows.attrs.get("note"), note]))}
    return answer_rows


ADDED = {
    "survives": "str",
    "share": "float64",
    "rests_on": "str",
    "single_source": "bool",
    "inferred": "bool",
    "no_evidence": "bool",
    "certain": "bool",
    "support": "str",
}


def _query(query: str | Query | None, deal: Package | str | None) -> Query:
    if deal is not None:
        if query is not None:
            raise ValueError("Ask how firm the answers of a query are, or how firm a deal is: give one of the two.")
        return lambda graph, **asked: taken_whole(graph, deal, **asked)
    query = "clashes" if query is None else query
    if callable(query):
        return query
    words_asked(query, tuple(QUERIES), "query")
    return QUERIES[query]


def _certain(
    graph: Store, rows: pd.DataFrame, keys: list[tuple[Any, ...]], ask: Query, arguments: dict[str, Any]
) -> list[bool]:
    """The certainty that the query reports; else whether a row is the same with no unknown firmness counted and with all."""
    if "certain" in rows:
        return [bool(flag) for flag in rows["certain"]]
    stands = [True] * len(rows)
    for firmness in ("aim", "red line"):
        if (variant := with_unknown(graph, firmness)) is None:
            continue
        rows_by_key = _by_key(ask(variant, **arguments))
        for index, key in enumerate(keys):
            stands[index] &= _still(graph.columns.regions, rows.iloc[index], rows_by_key.get(key, []))
    return stands


# ------------------------------------------------------------------------------------------------ comparing rows


def _keys(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The content of a row, without where and when; a pair or a set of positions stands as it is."""
    columns = [column for column in ANSWERS if column in rows]
    columns += [column for column in ("position_a", "position_b") if column in rows]
    if "positions" in rows and "size" in rows:
        columns.append("positions")
    return list(rows[columns].fillna("").itertuples(index=False, name=None))


def _by_key(rows: pd.DataFrame) -> dict[tuple[Any, ...], list[Any]]:
    rows_by_key: dict[tuple[Any, ...], list[Any]] = {}
    for index, key in enumerate(_keys(rows)):
        rows_by_key.setdefault(key, []).append(rows.iloc[index])
    return rows_by_key


def _still(tree: Regions, row: Any, candidates: list[Any]) -> bool:
    """Whether some rows with the same answer hold wherever and whenever this one does, each over all of its days."""
    uncovered = set(_leaves(tree, row))
    for candidate in candidates:
        if _bound(candidate, "start", "") > _bound(row, "start", "") or _bound(candidate, "end", "~") < _bound(
            row, "end", "~"
        ):
            continue
        uncovered -= _leaves(tree, candidate)
        if not uncovered:
            return True
    return False


def _leaves(tree: Regions, row: Any) -> frozenset[int]:
    """The smallest regions that a row is about; all where it names none."""
    named = [tree.code[name] for name in cell_list(row.get("regions"))]
    return frozenset().union(*(tree.leaves(region) for region in named or [EVERYWHERE]))


def _bound(row: Any, column: str, missing: str) -> str:
    cell = row.get(column)
    return cell if isinstance(cell, str) and cell else missing


# ------------------------------------------------------------------------------------------------ writing the rows


def _support(
    graph: Store,
    row: Any,
    naming: list[str],
    backing: dict[str, pd.DataFrame],
    tests: list[str],
    lost: dict[str, list[str]],
    certain: bool,
) -> tuple[Any, ...]:
    positions = dict.fromkeys(
        position for column in naming for position in cell_list(row[column]) if position in backing
    )
    evidence = [backing[position_id] for position_id in positions]
    could_be = can_be_made(backing, tests, list(positions))
    tests_made = [test for test in tests if test in lost or test in could_be]
    passed = [test for test in tests_made if test not in lost]
    rests_on = [f"{test}:{name}" for test in ("source", "coder") for name in lost.get(test, ())]
    single = any(len(rows) and rows["source"].nunique() == 1 for rows in evidence)
    inferred = any(len(rows) and (rows["attribution"] == "inferred").all() for rows in evidence)
    bare = any(not len(rows) for rows in evidence)
    return (
        JOIN.join(passed),
        len(passed) / len(tests_made) if tests_made else np.nan,
        JOIN.join(rests_on),
        single,
        inferred,
        bare,
        certain,
        _sentence(graph, tests, tests_made, lost, bare, certain),
    )


def _sentence(
    graph: Store, tests: list[str], tests_made: list[str], lost: dict[str, list[str]], bare: bool, certain: bool
) -> str:
    wording = Wording(graph)
    passed = [test for test in tests_made if test not in lost]
    sentences = [f"It stands {join((DROPS[test] for test in passed), 'and')}." if passed else ""]
    weak = [DROPS[test] for test in tests if test in lost and test not in ("source", "coder")]
    if weak:
        sentences.append(f"It disappears {join(weak, 'or')}.")
    if names := [wording.item(name) for name in lost.get("source", ())]:
        sentences.append(f"It disappears without the source {join(names, 'or')}.")
    if coders := lost.get("coder"):
        sentences.append(f"It disappears without the coding of {join(coders, 'or')}.")
    for evidence_column in dict.fromkeys(CODED[test] for test in tests if test not in tests_made):
        untried = join(
            (DROPS[test] for test in tests if test not in tests_made and CODED[test] == evidence_column), "and"
        )
        sentences.append(f"It was not tried {untried}, as its evidence names no {evidence_column}.")
    if bare:
        sentences.append("Some of its positions cite no evidence.")
    if not certain:
        sentences.append("It depends on a firmness that is not known, or on a party that is divided.")
    return " ".join(filter(None, sentences))
