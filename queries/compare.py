"""Two cases, two dates, two coders or two sources side by side: what is new, gone or moved, and which way."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..graph.asked import ALL, AskedDateError, date_asked, level_asked
from ..graph.dates import ALWAYS, FOREVER
from ..graph.lists import join
from ..graph.names import folded
from ..graph.what_if import WHAT_IF, told
from .asking.answer import draws_itself
from .asking.deadline import Deadline, OutOfTimeError
from .asking.leave_one_out import cited, without
from .asking.selection import Names, UnknownNameError, find, listed, words_asked
from .asking.wording import Wording
from .clashes import clashes
from .comparing.differences import COLUMNS, Differences, Row
from .comparing.matching import Side, matched
from .comparing.moves import held_on
from .openings import openings
from .zones import zones

if TYPE_CHECKING:
    from ..graph.store import Store

#: What is compared, in the order of the rows.
KINDS = ("position", "clash", "zone", "opening")
WORDS = {"position": "Positions", "clash": "Clashes", "zone": "Zones", "opening": "Smallest sets to soften"}
#: Directions that are no adjective.
IN_WORDS = {
    "other settlements": "with other settlements",
    "firmness known": "whose firmness is known now",
    "firmness not known": "whose firmness is not known any more",
    "prefers otherwise": "with another ideal",
    "agreed": "agreed now",
    "not agreed": "not agreed any more",
    "certain": "certain now",
    "uncertain": "uncertain now",
}
NO_FIRMNESS_HERE = "One side codes no firmness, so zones and openings are those of all demands and rejections."


@draws_itself
def compare(
    graph: Store,
    other: Store | None = None,
    *,
    as_of: str | None = None,
    then: str | None = None,
    coders: Names = None,
    sources: Names = None,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    level: str | None = None,
    roll_up: bool = True,
    what: Names = None,
    seconds: float | None = None,
) -> pd.DataFrame:
    """What is new, gone or moved, and which way, between two cases, two dates, two coders or two sources?

    Positions are matched by party, issue, settlement and regions, and never by their ids: those of two cases may differ.
    Parties, issues, options and regions of two cases are one where their ids or names are, dashes and letter case aside.

    Parameters
    ----------
    graph : PositionGraph
    other : PositionGraph, optional
        A second case, such as a what-if of the first. By default the case itself.
    as_of : str, optional
        The date on which the first side is asked. By default the case's own date; where one case is compared with itself,
        the first date on which a position begins.
    then : str, optional
        The date on which the second side is asked. By default its own date; of two cases ``as_of``, where that is given.
    coders : str or iterable of str, optional
        Two coders: each side has the positions that cite evidence of one of them. Positions without evidence are on neither
        side.
    sources : str or iterable of str, optional
        Two sources, by id or title: each side has the positions that cite evidence of one of them. Positions without
        evidence are on neither side.
    parties, issues, regions : str or iterable of str, optional
        Only positions of these parties on these issues in these regions, and what they clash with or close.
    level : str, optional
        The level of the zones and openings. By default that of red lines; where one side codes no firmness that of aims.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    what : str or iterable of str, optional
        ``position``, ``clash``, ``zone`` or ``opening``; by default all.
    seconds : float, optional
        After so long, or when somebody presses Ctrl-C, what was not compared to the end is left out. By default as
        long as it takes. ``attrs["note"]`` names what was left out, and ``attrs["complete"]`` is then False.

    Returns
    -------
    DataFrame
        One row a difference, with the columns

        - ``what``: ``position``; ``clash``: of two parties on an issue; ``zone``; ``opening``: a set that would have to be
          softened, of those that are listed by default;
        - ``change``: ``new``, ``gone`` or ``moved``;
        - ``direction`` of what moved: ``firmer`` or ``softer`` (a position, or the worst clash of two parties),
          ``elsewhere`` (neither), ``prefers otherwise``, ``firmness known`` or ``firmness not known``; of a zone
          ``opened``, ``closed``, ``agreed``, ``not agreed``, ``other settlements``, ``certain`` or ``uncertain``;
        - ``issue``, ``parties``, ``regions``: ids of the first side;
        - ``before``, ``after``: the position, the severity, the status, or what would have to be softened;
        - ``positions_before``, ``positions_after``: ids; ``evidence``: of both sides; ``why``: the difference in a sentence.

        ``attrs["paragraph"]`` sums it up, and says which parties and issues only one side has.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, coder, source, level or kind is not known.
    ValueError
        When there are no two sides, or too many.

    See Also
    --------
    shifts : Who moved when, over all dates.
    PositionGraph.change : A what-if to compare with.
    robustness : Which answers survive without one source or coder.

    Examples
    --------
    >>> import zopa
    >>> case = zopa.load("river-basin")
    >>> case.compare(case.change("tor-commission", firmness="aim"), what=["position", "clash"])[
    ...     ["what", "change", "direction", "before", "after"]].values.tolist()
    [['position', 'moved', 'softer', "rejects 'Binding' (red line)", "rejects 'Binding' (aim, what-if)"]]
    """
    kinds = words_asked(what, KINDS, "kind")
    a, b = _sides(graph, other, as_of, then, coders, sources)
    asked = {"parties": parties, "issues": issues, "regions": regions}
    words_a, words_b = _named(a, b, asked), _named(b, a, asked)
    levels = {level_asked(side.graph, level) for side in (a, b)}
    at_level = "aim" if len(levels) > 1 else levels.pop()
    asking, differences = _Asking(at_level, roll_up), Differences(a, b)
    rows, late = list[Row](), list[str]()
    deadline = Deadline(seconds)
    for kind in (kind for kind in KINDS if kind in kinds):
        # Openings listen to Ctrl-C themselves.
        with nullcontext() if kind == "opening" else deadline:
            try:
                before = asking.answer(kind, a, words_a, deadline, 0.5)
                after = asking.answer(kind, b, words_b, deadline)
                rows += differences.rows(kind, before, after, deadline)
            except OutOfTimeError:
                late.append(WORDS[kind])
    answer = pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype="str")
    cut = f"Stopped early: {join([word.lower() for word in late], 'and')} were not compared." if late else ""
    notes = [note for note in (cut, NO_FIRMNESS_HERE if levels else "", asking.note, _one_side(a, b)) if note]
    answer.attrs = {
        "as_of": a.as_of if a.as_of == b.as_of else f"{a.as_of} and {b.as_of}",
        "paragraph": _paragraph(a, b, answer),
        "note": " ".join(notes),
        "complete": not late,
    }
    if what_if := next(filter(None, (told(side.graph.meta) for side in (b, a))), ""):
        answer.attrs["what_if"] = what_if
    return answer


class _Asking:
    """How each side is asked.

    Attributes
    ----------
    note : str
        What was not compared, and why.
    """

    def __init__(self, level: str, roll_up: bool) -> None:
        self._level, self._roll_up = level, roll_up
        self.note = ""

    def answer(
        self, kind: str, side: Side, words: dict[str, Any] | None, deadline: Deadline, share: float = 1.0
    ) -> Any:
        """The positions, or the rows of a query, on one side; None where it has nothing of what is named.

        Openings may take a share of the time that is left.

        Raises
        ------
        OutOfTimeError
            When the time is over, or some openings were not found in time: what one side lacks would seem to be gone.
        """
        deadline.check()
        if words is None:
            return None
        named = {"as_of": side.as_of, "roll_up": self._roll_up, **words}
        if kind == "position":
            return held_on(side, **{"parties": None, "issues": None, "regions": None, **words}, roll_up=self._roll_up)
        if kind == "clash":
            return clashes(side.graph, **named)
        if kind == "zone":
            return zones(side.graph, level=self._level, **named)
        left = deadline.left()
        try:
            rows = openings(side.graph, level=self._level, seconds=None if left is None else share * left, **named)
        except AskedDateError:
            self.note = "Openings were not compared: they are asked on one day, and a side is asked over all dates."
            return None
        if not rows.attrs.get("complete", True):
            raise OutOfTimeError
        return rows


# ------------------------------------------------------------------------------------------------ the two sides


def _sides(
    graph: Store, other: Store | None, as_of: str | None, then: str | None, coders: Names, sources: Names
) -> tuple[Side, Side]:
    """The two sides that are asked for: two parts of one case, two cases, or one case on two dates."""
    (graph,) = graph.parts()
    if sum(named is not None for named in (other, coders, sources)) > 1:
        raise ValueError("Two cases, two coders or two sources are compared: name one of the three.")
    if coders is not None or sources is not None:
        if then is not None:
            raise ValueError("Two coders or two sources are compared on one date: leave the second date out.")
        column, names = ("coder", listed(coders)) if coders is not None else ("source", listed(sources))
        if len(names or ()) != 2:
            raise ValueError(f"Two {column}s are compared: name two.")
        date = date_asked(graph, as_of).text
        return tuple(_part(graph, column, name, date) for name in names or ())  # type: ignore[return-value]
    if other is not None:
        (other,) = other.parts()
        date_a, date_b = date_asked(graph, as_of).text, date_asked(other, as_of if then is None else then).text
        titles = [f"in '{store.title}'" for store in (graph, other)]
        labels = titles if titles[0] != titles[1] else ["in the first case", "in the second case"]
        if other.meta.get(WHAT_IF) and not graph.meta.get(WHAT_IF) and graph.id == other.id:
            labels = ["as it was coded", "in the what-if"]
        if date_a != date_b:
            labels = [f"{label} {_dated(date)}" for label, date in zip(labels, (date_a, date_b), strict=True)]
        return Side(graph, date_a, labels[0]), Side(other, date_b, labels[1], matched(graph, other))
    starts = graph.columns.start[graph.columns.start <= graph.columns.end]
    starts = starts[(starts != ALWAYS) & (starts != FOREVER)]
    first = graph.columns.day_words.start(int(starts.min())) if len(starts) else ALL
    date_a = date_asked(graph, first if as_of is None else as_of).text
    date_b = date_asked(graph, then).text
    if date_a == date_b and not (as_of is None and then is None):
        raise ValueError(f"Both sides are the same case {_dated(date_a)}: name a second case, or another date.")
    return Side(graph, date_a, _dated(date_a)), Side(graph, date_b, _dated(date_b))


def _one_side(a: Side, b: Side) -> str:
    """What is to be said where nothing was named to compare with, and the case has one date only."""
    if a.graph is not b.graph or a.as_of != b.as_of:
        return ""
    return "Nothing in the case begins on another date, so there is one side only: name a second case or another date."


def _dated(date: str) -> str:
    return "over all dates" if date == ALL else f"{'on' if len(date) == len('2024-03-01') else 'in'} {date}"


def _part(graph: Store, column: str, name: str, date: str) -> Side:
    """The positions that cite evidence of a coder or of a source."""
    evidence, sources = graph.tables["evidence"], graph.tables["sources"]
    known = {folded(word): word for word in evidence[column].dropna()}
    if column == "source":
        titles = zip(sources["id"], sources["title"].fillna(""), strict=True)
        known |= {folded(title): id for id, title in titles if title and id in set(evidence["source"])}
    if folded(name) not in known:
        has = join(map(str, evidence[column].dropna().unique()), "and")
        raise UnknownNameError(f"No evidence of the case is of the {column} '{name}'. It is of: {has}.")
    meant, positions = known[folded(name)], set(graph.tables["positions"]["id"])
    gone = frozenset(
        id for id, rows in cited(graph).items() if (len(rows) or id in positions) and not (rows[column] == meant).any()
    )
    title = Wording(graph).item(meant) if column == "source" else meant
    return Side(without(graph, gone), date, f"by '{title}'" if column == "source" else f"as {title} coded it")


def _named(side: Side, other: Side, asked: Mapping[str, Names]) -> dict[str, Any] | None:
    """What is named, as far as this side has it; None where it has nothing of it. A name that neither has is refused."""
    words: dict[str, Any] = {}
    for table, names in asked.items():
        if names is None:
            continue
        there = []
        for name in listed(names) or []:
            try:
                find(side.graph, table, name)
            except UnknownNameError:
                find(other.graph, table, name)
            else:
                there.append(name)
        if not there:
            return None
        words[table] = there
    return words


# ------------------------------------------------------------------------------------------------ the paragraph


def _paragraph(a: Side, b: Side, rows: pd.DataFrame) -> str:
    """What differs, in a few sentences: counts by kind, the zones by name, and what only one side has."""
    sentences = []
    for kind, word in WORDS.items():
        of_kind = rows[rows["what"] == kind]
        counts = [
            f"{count:,} {IN_WORDS.get(words, words)}"
            for words, count in (
                ("new", int((of_kind["change"] == "new").sum())),
                ("gone", int((of_kind["change"] == "gone").sum())),
                *of_kind.loc[of_kind["change"] == "moved", "direction"].value_counts().items(),
            )
            if count
        ]
        if counts:
            sentences.append(f"{word}: {join(counts, 'and')}.")
    names = {**Wording(b.graph).items, **Wording(a.graph).items}
    zones = rows[rows["what"] == "zone"]
    for direction, verb in (("opened", "opened"), ("closed", "closed")):
        if issues := list(dict.fromkeys(zones.loc[zones["direction"] == direction, "issue"])):
            sentences.append(f"The zone {verb} on {join((names.get(id, id) for id in issues), 'and')}.")
    for table, side_of in (("parties", Side.party), ("issues", Side.issue)):
        in_a, in_b = ({side_of(side, id): id for id in side.graph.tables[table]["id"]} for side in (a, b))
        for side, here, there in ((a, in_a, in_b), (b, in_b, in_a)):
            if only := [side.wording.item(id) for key, id in here.items() if key not in there]:
                sentences.append(f"Only {side.label} there {'is' if len(only) == 1 else 'are'} {join(only, 'and')}.")
    if not sentences:
        return f"Nothing that is compared differs {a.label} and {b.label}."
    return f"This differs {b.label} from what there is {a.label}. {' '.join(sentences)}"
