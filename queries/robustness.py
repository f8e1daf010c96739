"""How firmly an answer stands: whether each row survives without weak evidence, without one source, or without one coder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..graph.dates import as_text
from .clashes import clashes
from .contradictions import contradictions
from .overlaps import overlaps
from .reads import whole
from .selection import words_asked
from .wording import JOIN, Wording, cell_list, join
from .zones import zones

if TYPE_CHECKING:
    from ..graph.store import Store

Query = Callable[..., Any]

QUERIES: dict[str, Query] = {
    "clashes": clashes,
    "contradictions": contradictions,
    "overlaps": overlaps,
    "zones": zones,
}

#: Weak evidence that can be dropped, and how a sentence calls the case without it.
DROPS = {
    "inferred": "without what the coder inferred",
    "reported": "without what others report",
    "single-source": "without positions that rest on one source",
    "source": "without any one source",
    "coder": "without any one coder",
}

#: Columns that name positions, and those that say what a row answers; a row survives where all of them are the same.
NAMING = ("positions", "position_a", "position_b", "closing_positions")
ANSWERS = (
    "issue", "issues", "party_a", "party_b", "parties", "kind", "severity", "status", "settlement", "settlements", "size",
)  # fmt: skip


class Left(NamedTuple):
    """A reduced case: which drop, of which source or coder, and without which positions."""

    drop: str
    name: str
    positions: frozenset[str]


@whole
def robustness(
    graph: Store, query: str | Query = "clashes", *, drop: str | Iterable[str] | None = None, **asked: Any
) -> pd.DataFrame:
    """Does each answer survive when weak evidence is dropped, one source or one coder is left out?

    Parameters
    ----------
    graph : PositionGraph
    query : str or callable
        ``clashes``, ``overlaps``, ``zones``, or any query that takes a graph and gives a DataFrame whose columns name
        positions (``positions``, or ``position_a`` and ``position_b``).
    drop : str or iterable of str, optional
        Which tests to make: ``inferred``, ``reported`` (evidence of that attribution is dropped), ``single-source``
        (positions whose evidence is all from one source are dropped), ``source``, ``coder`` (each is left out in turn).
        All where not given.
    **asked
        Passed to the query.

    Returns
    -------
    DataFrame
        The rows of the query, with added columns

        - ``survives``: the tests passed, separated by ``|``; ``share``: how many of the tests made;
        - ``rests_on``: ``source:id`` and ``coder:name`` without which the row is gone;
        - ``single_source``: whether some position of the row has all its evidence from one source; ``inferred``: whether
          some rests on inferred evidence alone; ``no_evidence``: whether some cites none at all;
        - ``certain``: what the query says of itself, else whether the row is the same however firm the positions of unknown
          firmness are (with none of them counted as firm, and with all);
        - ``support`` in a sentence.

        ``attrs["note"]`` says how rows are compared.

    Raises
    ------
    UnknownNameError
        When the query or a drop is not known.
    ValueError
        When the rows of the query name no positions.

    Notes
    -----
    A position falls away when all of its evidence does; positions without evidence stay and are flagged. What an earlier
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
    """
    ask = _query(query)
    tests = [name for name in DROPS if name in words_asked(drop, tuple(DROPS), "drop")]
    rows = ask(graph, **asked)
    naming = [column for column in NAMING if column in rows.columns]
    if not naming:
        raise ValueError("The rows of this query name no positions: robustness needs 'positions' or 'position_a'.")
    cited = _cited(graph)
    keys = _keys(rows)
    lost: dict[int, dict[str, list[str]]] = {row: {} for row in range(len(rows))}
    reduced: dict[frozenset[str], pd.DataFrame | None] = {frozenset(): None}
    for left in _lefts(cited, tests):
        if left.positions not in reduced:
            reduced[left.positions] = ask(_without(graph, left.positions), **asked)
        answer = reduced[left.positions]
        if answer is None:
            continue
        there = _by_key(answer)
        for number, key in enumerate(keys):
            if not _still(rows.iloc[number], there.get(key, [])):
                lost[number].setdefault(left.drop, []).append(left.name)
    certain = _certain(graph, rows, keys, ask, asked)
    made = [
        _support(graph, rows.iloc[number], naming, cited, tests, lost[number], certain[number])
        for number in range(len(rows))
    ]
    added = pd.DataFrame(made, columns=pd.Index(ADDED), index=rows.index).astype(ADDED)
    found = pd.concat([rows.drop(columns=[column for column in ADDED if column in rows]), added], axis=1)
    found.attrs = {
        **rows.attrs,
        "note": "A row survives when the reduced case gives the same answer for the same issue and parties, there and then.",
    }
    return found


ADDED = {
    "survives": "str", "share": "float64", "rests_on": "str", "single_source": "bool", "inferred": "bool",
    "no_evidence": "bool", "certain": "bool", "support": "str",
}  # fmt: skip


def _query(query: str | Query) -> Query:
    if callable(query):
        return query
    words_asked(query, tuple(QUERIES), "query")
    return QUERIES[query]


# ------------------------------------------------------------------------------------------------ reduced cases


def _cited(graph: Store) -> dict[str, pd.DataFrame]:
    """The evidence of each position: source, attribution and coder."""
    evidence = graph.tables["evidence"].set_index("id")[["source", "attribution", "coder"]]
    positions = graph.tables["positions"]
    return {
        str(own): evidence.loc[[one for one in cell_list(cell) if one in evidence.index]]
        for own, cell in zip(positions["id"], positions["evidence"], strict=True)
    }


def _lefts(cited: dict[str, pd.DataFrame], tests: list[str]) -> Iterator[Left]:
    """Every reduced case to look at: one for each kind of weak evidence, each source and each coder."""
    backed = {own: rows for own, rows in cited.items() if len(rows)}
    for test in tests:
        if test in ("inferred", "reported"):
            yield Left(test, "", frozenset(own for own, rows in backed.items() if (rows["attribution"] == test).all()))
        elif test == "single-source":
            yield Left(test, "", frozenset(own for own, rows in backed.items() if rows["source"].nunique() == 1))
        else:
            names = dict.fromkeys(name for rows in backed.values() for name in rows[test].dropna())
            for name in names:
                gone = frozenset(own for own, rows in backed.items() if (rows[test] == name).all())
                yield Left(test, str(name), gone)


def _without(graph: Store, gone: frozenset[str]) -> Store:
    """The case without these positions, and without the conditions set on them; all else ends when it did."""
    tables = dict(graph.tables)
    positions = tables["positions"].copy()
    # A position that never held, as what replaces it has no first day, ends before every date.
    days = [max(int(day), 1) for day in graph.columns.end]
    ends = pd.Series([as_text(day) or None for day in days], index=positions.index, dtype="str")
    # What replaced a position may fall away, and still it has been replaced.
    positions["end"] = ends
    positions["replaces"] = pd.Series([None] * len(positions), index=positions.index, dtype="str")
    tables["positions"] = positions[~positions["id"].isin(list(gone))].reset_index(drop=True)
    conditions = tables["conditions"]
    tables["conditions"] = conditions[~conditions["what"].isin(list(gone))].reset_index(drop=True)
    return type(graph)(tables, {**graph.meta})


def _certain(
    graph: Store, rows: pd.DataFrame, keys: list[tuple[Any, ...]], ask: Query, asked: dict[str, Any]
) -> list[bool]:
    """What the query says of itself; else whether a row is the same with no unknown firmness counted, and with all."""
    if "certain" in rows:
        return [bool(one) for one in rows["certain"]]
    stands = [True] * len(rows)
    unknown = graph.tables["positions"]["firmness"].isna() & (graph.tables["positions"]["stance"] != "accepts")
    for firmness in ("aim", "red line") if unknown.any() else ():
        positions = graph.tables["positions"].copy()
        positions["firmness"] = positions["firmness"].mask(unknown, firmness)
        there = _by_key(ask(type(graph)({**graph.tables, "positions": positions}, {**graph.meta}), **asked))
        for number, key in enumerate(keys):
            stands[number] &= _still(rows.iloc[number], there.get(key, []))
    return stands


# ------------------------------------------------------------------------------------------------ comparing rows


def _keys(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """What a row says, without where and when; a pair or a set of positions is meant as such."""
    columns = [column for column in ANSWERS if column in rows]
    columns += [column for column in ("position_a", "position_b") if column in rows]
    if "positions" in rows and "size" in rows:
        columns.append("positions")
    return list(rows[columns].fillna("").itertuples(index=False, name=None))


def _by_key(rows: pd.DataFrame) -> dict[tuple[Any, ...], list[Any]]:
    found: dict[tuple[Any, ...], list[Any]] = {}
    for number, key in enumerate(_keys(rows)):
        found.setdefault(key, []).append(rows.iloc[number])
    return found


def _still(row: Any, others: list[Any]) -> bool:
    """Whether some rows with the same answer hold wherever and whenever this one does, each over all of its days."""
    left = set(cell_list(row.get("regions")))
    everywhere = not left
    for other in others:
        if _bound(other, "start", "") > _bound(row, "start", "") or _bound(other, "end", "~") < _bound(row, "end", "~"):
            continue
        there = set(cell_list(other.get("regions")))
        left -= there
        if not there or (not left and not everywhere):
            return True
    return False


def _bound(row: Any, column: str, missing: str) -> str:
    cell = row.get(column)
    return cell if isinstance(cell, str) and cell else missing


# ------------------------------------------------------------------------------------------------ writing the rows


def _support(
    graph: Store, row: Any, naming: list[str], cited: dict[str, pd.DataFrame], tests: list[str],
    lost: dict[str, list[str]], certain: bool,
) -> tuple[Any, ...]:  # fmt: skip
    positions = dict.fromkeys(one for column in naming for one in cell_list(row[column]) if one in cited)
    evidence = [cited[one] for one in positions]
    passed = [test for test in tests if test not in lost]
    rests_on = [f"{test}:{name}" for test in ("source", "coder") for name in lost.get(test, ())]
    single = any(len(rows) and rows["source"].nunique() == 1 for rows in evidence)
    inferred = any(len(rows) and (rows["attribution"] == "inferred").all() for rows in evidence)
    bare = any(not len(rows) for rows in evidence)
    return (
        JOIN.join(passed), len(passed) / len(tests) if tests else 1.0, JOIN.join(rests_on), single, inferred, bare, certain,
        _sentence(graph, tests, passed, lost, bare, certain),
    )  # fmt: skip


def _sentence(
    graph: Store, tests: list[str], passed: list[str], lost: dict[str, list[str]], bare: bool, certain: bool
) -> str:
    wording = Wording(graph)
    said = [f"It stands {join((DROPS[test] for test in passed), 'and')}." if passed else ""]
    weak = [DROPS[test] for test in tests if test in lost and test not in ("source", "coder")]
    if weak:
        said.append(f"It is gone {join(weak, 'or')}.")
    if names := [wording.item(name) for name in lost.get("source", ())]:
        said.append(
            f"It rests on {join(names, 'and')}: without {'it' if len(names) == 1 else 'any of them'} it is gone."
        )
    if coders := lost.get("coder"):
        said.append(f"It rests on the coding of {join(coders, 'and')}.")
    if bare:
        said.append("Some of its positions cite no evidence.")
    if not certain:
        said.append("Some firmness that it turns on is not known.")
    return " ".join(filter(None, said))
