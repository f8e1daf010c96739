"""Questions to ask next: which unknown would change most answers if it were known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..graph.asked import ALL, date_asked, level_asked
from ..graph.columns import COMPILED, OTHER, UNKNOWN, compile_columns
from ..graph.dates import as_text
from ..graph.divided import contested
from ..graph.lists import join
from ..graph.store import Store
from .asking.answer import draws_itself
from .asking.deadline import Deadline
from .asking.leave_one_out import cited
from .asking.scope import on_issues
from .asking.selection import Names, find, select, words_asked
from .asking.wording import JOIN, Wording, number
from .clashes import clashes
from .comparing.matching import Side
from .comparing.states import SEVERITY_WORDS, Place, clash_states, zone_states
from .zones import zones

#: The unknowns that are tried, in the order of rows that decide the same.
KINDS = ("firmness", "divided", "silent", "single source")
COLUMNS = {
    "rank": "int64",
    "kind": "str",
    "parties": "str",
    "issue": "str",
    "positions": "str",
    "zones": "int64",
    "clashes": "int64",
    "question": "str",
    "decides": "str",
    "evidence": "str",
    "why": "str",
}
ONE_SOURCE = "All evidence is from one source, so it is not asked of each position whether that source is right."
FIRMNESS = {"red line": "it is a red line", "bottom line": "it is a bottom line", "aim": "it is an aim"}
#: Unknowns, and positions of all their values, that are tried at once.
MAX_UNKNOWNS, MAX_ROWS = 64, 20_000
#: The id of the position that a party without one is tried with.
TRIED = "what-if"

Row = dict[str, Any]
#: What is answered, by ``zone`` or ``clash`` and place: a status or a severity, and empty where there is neither.
Answers = dict[tuple[str, Place], str]


class Unknown(NamedTuple):
    """One thing that is not known: its kind and issue, whose it is, its positions, and the values that it may have.

    A value is what it would mean in words, with the rows that the positions of the issue would be; none for those coded.
    """

    kind: str
    issue: int
    parties: tuple[int, ...]
    positions: tuple[int, ...]
    question: str
    values: list[tuple[str, pd.DataFrame | None]]


@draws_itself
@on_issues
def what_next(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    as_of: str | None = None,
    level: str | None = None,
    kind: Names = None,
    limit: int = 10,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which unknown would change most answers if it were known: what to ask next, and what does each decide?

    Every value that an unknown may have is put into the case, and the zones and clashes of its issue are asked again. An
    unknown decides an answer where that is not the same for all of its values.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues : str or iterable of str, optional
        Only unknowns of these parties, on these issues.
    as_of, level
        As for :func:`zopa.queries.zones`.
    kind : str or iterable of str, optional
        Which unknowns, by default all:

        - ``firmness`` of a demand or rejection that is not coded: red line, bottom line or aim;
        - ``divided``: a party holds positions that cannot all hold. Each of those of it that are contested there may be the
          only one of them that holds;
        - ``silent``: parties that hold positions elsewhere and take no side on an issue. One of them may accept any one of
          its options, or demand it as a red line; of a number those that positions name;
        - ``single source``: a position of which all evidence is from one source. It may hold or not. Where the whole case
          rests on one source this is tried only when it is asked for.
    limit : int
        At most so many rows.
    seconds : float, optional
        How long to try; by default as long as it takes. Many values are tried at once.

    Returns
    -------
    DataFrame
        One row an unknown that decides something, those first that decide most zones, then most clashes, with the columns
        ``rank``; ``kind``; ``parties``; ``issue``; ``positions``: ids, none of silent parties; ``zones``, ``clashes``: how
        many of them it decides, each in a smallest region, a clash as the worst of two parties; ``question``; ``decides``:
        what each value would mean for one of them, ``closed: it is a red line; open: it is an aim``; ``evidence``; ``why``
        in sentences. ``attrs["complete"]`` says whether these are all, ``attrs["note"]`` how many more were found.

    Raises
    ------
    UnknownNameError
        When a party, issue, level or kind is not known.

    See Also
    --------
    zones : The answers that are decided, which say whether they are certain.
    robustness : Which answers survive when evidence is dropped.
    PositionGraph.change : The same for one value, as a case.

    Examples
    --------
    >>> import zopa
    >>> rows = [{"party": "A", "issue": "seat", "option": "Geneva", "firmness": "red line"},
    ...         {"party": "B", "issue": "seat", "option": "Oslo", "firmness": None}]
    >>> first = zopa.load({"positions": rows}, quiet=True).what_next(kind="firmness")
    >>> print(first["why"].iat[0])
    On seat, B demands 'Oslo': how firm is that? If it is a red line, the zone is closed; if it is a bottom line or it is an
    aim, the zone is open. It also decides whether, or how severely, 1 more pair of parties clashes.
    """
    kinds, note = words_asked(kind, KINDS, "kind"), ""
    if kind is None and graph.tables["evidence"]["source"].nunique() == 1:
        kinds, note = kinds - {"single source"}, ONE_SOURCE
    trial = _Trial(graph, date_asked(graph, as_of).text, level_asked(graph, level))
    selection = select(graph, issues=issues, as_of=as_of)
    asked = None if parties is None else {int(graph.columns.principal[row]) for row in find(graph, "parties", parties)}
    found: list[tuple[Any, Row]] = []
    with Deadline(seconds) as deadline:
        for unknowns in _batches(_unknowns(trial, selection.position, kinds, asked)):
            if deadline.over():
                break
            for unknown, row in trial.rows(unknowns):
                found.append(((-row["zones"], -row["clashes"], KINDS.index(unknown.kind), len(found)), row))
        complete = not deadline.over()
    rows = [{"rank": rank, **row} for rank, (_, row) in enumerate(sorted(found, key=lambda pair: pair[0])[:limit], 1)]
    answer = pd.DataFrame(rows, columns=pd.Index(list(COLUMNS))).astype(COLUMNS)
    cut = "" if complete else "Stopped early: there may be unknowns that decide more."
    more = f"Unknowns that decide something and are not listed: {len(found) - limit:,}." if len(found) > limit else ""
    answer.attrs = {"complete": complete and not more, "note": " ".join(filter(None, [cut, more, note]))}
    return answer


# ------------------------------------------------------------------------------------------------ what is not known


def _unknowns(trial: _Trial, positions: Any, kinds: set[str], asked: set[int] | None) -> Iterator[Unknown]:
    """What is not known of the positions that hold, issue by issue."""
    columns = trial.graph.columns
    held = np.unique(positions)
    holders = sorted(set(columns.principal[columns.party[held]].tolist()))
    sources = cited(trial.graph)
    for issue in dict.fromkeys(columns.issue[held].tolist()):
        here = [int(position) for position in held[columns.issue[held] == issue]]
        rows = trial.rows_of(issue)
        for kind, unknowns in (
            ("firmness", _firmness(trial, here, rows)),
            ("divided", _divided(trial, here, rows)),
            ("silent", _silent(trial, issue, here, rows, holders if asked is None else sorted(asked & set(holders)))),
            ("single source", _single_source(trial, here, rows, sources)),
        ):
            if kind in kinds:
                yield from (u for u in unknowns if asked is None or set(u.parties) & asked)


def _firmness(trial: _Trial, here: list[int], rows: pd.DataFrame) -> Iterator[Unknown]:
    columns = trial.graph.columns
    for position in here:
        if columns.firmness[position] == UNKNOWN and columns.insisting[position]:
            is_it = rows["id"] == columns.ids[position]
            values = [
                (words, rows.assign(firmness=rows["firmness"].mask(is_it, firmness)))
                for firmness, words in FIRMNESS.items()
            ]
            question = f"On {trial.issue(position)}, {trial.position(position)}: how firm is that?"
            yield Unknown(
                "firmness", int(columns.issue[position]), (trial.holder(position),), (position,), question, values
            )


def _divided(trial: _Trial, here: list[int], rows: pd.DataFrame) -> Iterator[Unknown]:
    columns = trial.graph.columns
    of_party: dict[int, list[int]] = {}
    for position in here:
        if columns.contested[position]:
            of_party.setdefault(trial.holder(position), []).append(position)
    for party, positions in of_party.items():
        ids = {str(columns.ids[position]) for position in positions}
        values: list[tuple[str, pd.DataFrame | None]] = []
        for position in positions:
            left = rows[~rows["id"].isin(ids - {str(columns.ids[position])})].reset_index(drop=True)
            values.append((f"only '{trial.claim(position)}' holds", left))
        question = f"On {trial.issue(positions[0])}, which of its positions does {trial.wording.parties[party]} hold?"
        issue = int(columns.issue[positions[0]])
        yield Unknown("divided", issue, (party,), tuple(positions), question, values)


def _silent(trial: _Trial, issue: int, here: list[int], rows: pd.DataFrame, parties: list[int]) -> Iterator[Unknown]:
    columns = trial.graph.columns
    speaking = {trial.holder(position) for position in here if columns.takes_side[position]}
    silent = tuple(party for party in parties if party not in speaking)
    if not silent:
        return
    base = {"id": TRIED, "party": str(columns.parties[silent[0]]), "issue": str(columns.issues[issue])}
    sides = (("accepts", None, ACCEPTS), ("demands", "red line", INSISTS))
    tried = [
        (f"{verb}{words}", {**base, "stance": stance, "firmness": firmness, **cells})
        for words, cells in trial.settlements(issue, here)
        for stance, firmness, verb in sides
    ]
    added = pd.DataFrame([row for _, row in tried], columns=rows.columns).astype(rows.dtypes.to_dict())
    values = [
        (words, pd.concat([rows, added.iloc[number : number + 1]], ignore_index=True))
        for number, (words, _) in enumerate(tried)
    ]
    who = trial.wording.who(silent, "or")
    question = f"On {trial.wording.issues[issue]}, on which side does {who} stand?"
    yield Unknown("silent", issue, silent, (), question, values)


def _single_source(
    trial: _Trial, here: list[int], rows: pd.DataFrame, sources: Mapping[str, pd.DataFrame]
) -> Iterator[Unknown]:
    columns = trial.graph.columns
    for position in here:
        id = str(columns.ids[position])
        if id in sources and sources[id]["source"].nunique() == 1 and columns.takes_side[position]:
            values = [("it is so", None), ("it is not", rows[rows["id"] != id].reset_index(drop=True))]
            source = trial.wording.item(str(sources[id]["source"].iat[0]))
            question = f"On {trial.issue(position)}, {trial.position(position)}: is it so, as only '{source}' says?"
            issue = int(columns.issue[position])
            yield Unknown("single source", issue, (trial.holder(position),), (position,), question, values)


def _batches(unknowns: Iterable[Unknown]) -> Iterator[list[Unknown]]:
    """Unknowns to be tried at once: few at first, so that little time is lost where there is little."""
    batch: list[Unknown] = []
    most, rows = 1, 0
    for unknown in unknowns:
        batch.append(unknown)
        rows += sum(len(tried) for _, tried in unknown.values if tried is not None)
        if len(batch) == most or rows >= MAX_ROWS:
            yield batch
            batch, rows, most = [], 0, min(2 * most, MAX_UNKNOWNS)
    if batch:
        yield batch


# ------------------------------------------------------------------------------------------------ trying


class _Trial:
    """A case of which the positions on one issue are tried otherwise."""

    def __init__(self, graph: Store, as_of: str, level: str) -> None:
        self.graph, self.wording = graph, Wording(graph)
        self._as_of, self._level = as_of, level
        positions = graph.tables["positions"]
        # What replaced a position may be tried away, and still it was replaced.
        ends = [as_text(max(int(day), 1)) or None for day in graph.columns.end]
        positions["end"] = pd.Series(ends, index=positions.index, dtype="str")
        positions["replaces"] = pd.Series([None] * len(positions), index=positions.index, dtype="str")
        self._positions, self._tables = positions, {name: graph.tables[name] for name in COMPILED}
        self._rest = {name: graph.tables[name].iloc[:0] for name in graph.tables if name not in COMPILED}
        self._rest |= self._tables
        self._meta = {} if as_of == ALL else {"as_of": as_of}
        #: The answers as the case is coded, by issue.
        self._coded: dict[int, Answers] = {}

    def rows_of(self, issue: int) -> pd.DataFrame:
        """The positions on an issue, of all dates."""
        return self._positions[self.graph.columns.issue == issue].reset_index(drop=True)

    def holder(self, position: int) -> int:
        """Whose position it counts as."""
        columns = self.graph.columns
        return int(columns.principal[columns.party[position]])

    def position(self, position: int) -> str:
        """A position in words, without its firmness."""
        holder = self.holder(position)
        return f"{self.wording.voice(int(self.graph.columns.party[position]), holder)} {self.claim(position)}"

    def claim(self, position: int) -> str:
        """What a position says."""
        return f"{self.wording.stance(position)} {self.wording.names(position)}".rstrip()

    def issue(self, position: int) -> str:
        """The name of the issue of a position."""
        return self.wording.issues[self.graph.columns.issue[position]]

    def settlements(self, issue: int, here: Iterable[int]) -> Iterator[tuple[str, Row]]:
        """The settlements that a party without a position is tried with: each in words, and as cells of a position."""
        columns, wording = self.graph.columns, self.wording
        if not columns.is_number[issue]:
            for option in columns.options[issue]:
                if option != OTHER:
                    yield wording.option(issue, option), {"option": option}
            return
        ends = {float(end) for position in here for end in (columns.low[position], columns.high[position])}
        unit = f" {wording.units[issue]}" if wording.units[issue] else ""
        for value in sorted(end for end in ends if np.isfinite(end)):
            yield f"{number(value)}{unit}", {"low": value, "high": value}

    def answers(self, tried: list[tuple[int, pd.DataFrame]]) -> list[Answers]:
        """The status of every zone and the severity of every clash, were these the positions on an issue, for each.

        All are answered at once: each as an issue of its own, with which no other issue of a case has to do.
        """
        issues, options = self._tables["issues"], self._tables["options"]
        numbers = {str(number): str(self.graph.columns.issues[issue]) for number, (issue, _) in enumerate(tried)}
        copies = issues.iloc[[issue for issue, _ in tried]].assign(id=pd.array(list(numbers), dtype="str"))
        listed = {issue: options[options["issue"] == issue] for issue in set(numbers.values())}
        positions = pd.concat(
            [rows.assign(issue=str(number), id=f"{number}:" + rows["id"]) for number, (_, rows) in enumerate(tried)],
            ignore_index=True,
        )
        tables = self._tables | {
            "issues": copies.reset_index(drop=True),
            "options": pd.concat(
                [listed[issue].assign(issue=name) for name, issue in numbers.items()], ignore_index=True
            ),
            "positions": positions.astype(self._positions.dtypes.to_dict()),
        }
        columns = compile_columns(tables)
        is_contested = contested(columns)
        flags = ["yes" if flag else None for flag in is_contested]
        positions = tables["positions"].assign(contested=pd.Series(flags, dtype="str"))
        store = Store({**self._rest, **tables, "positions": positions}, self._meta)
        store.columns = replace(columns, contested=is_contested)
        side, as_long_as_it_takes = Side(store, self._as_of, ""), Deadline()
        states = {
            "zone": zone_states(side, zones(store, as_of=self._as_of, level=self._level), as_long_as_it_takes),
            "clash": clash_states(side, clashes(store, as_of=self._as_of), as_long_as_it_takes),
        }
        answers: list[Answers] = [{} for _ in tried]
        for kind, found in states.items():
            for place, state in found.items():
                answers[int(place.issue)][kind, place._replace(issue=numbers[place.issue])] = state.word
        return answers

    def rows(self, unknowns: list[Unknown]) -> Iterator[tuple[Unknown, Row]]:
        """What each unknown decides, but for those of which every answer is the same whatever the value is."""
        coded = dict.fromkeys(
            unknown.issue
            for unknown in unknowns
            if unknown.issue not in self._coded and any(rows is None for _, rows in unknown.values)
        )
        asked = [(issue, self.rows_of(issue)) for issue in coded]
        asked += [(unknown.issue, rows) for unknown in unknowns for _, rows in unknown.values if rows is not None]
        answers = iter(self.answers(asked) if asked else [])
        self._coded |= {issue: next(answers) for issue in coded}
        for unknown in unknowns:
            tried = [
                (words, self._coded[unknown.issue] if rows is None else next(answers)) for words, rows in unknown.values
            ]
            row = self._row(unknown, tried)
            if row is not None:
                yield unknown, row

    def _row(self, unknown: Unknown, tried: list[tuple[str, Answers]]) -> Row | None:
        """What an unknown decides, by the answers for each of its values; none where they are all the same."""
        keys = dict.fromkeys(key for _, answers in tried for key in answers)
        decided = [key for key in keys if len({answers.get(key, "") for _, answers in tried}) > 1]
        if not decided:
            return None
        first = min(decided, key=lambda key: key[0] != "zone")
        outcomes: dict[str, list[str]] = {}
        for words, answers in tried:
            outcomes.setdefault(answers.get(first, ""), []).append(words)
        by_word = {word: _shortly(values) for word, values in outcomes.items()}
        zone_count = sum(kind == "zone" for kind, _ in decided)
        counts = {"zones": zone_count, "clashes": len(decided) - zone_count}
        wording, columns = self.wording, self.graph.columns
        return {
            "kind": unknown.kind,
            "parties": JOIN.join(str(columns.parties[party]) for party in unknown.parties),
            "issue": str(columns.issues[unknown.issue]),
            "positions": wording.ids_of(unknown.positions),
            **counts,
            "question": unknown.question,
            "decides": "; ".join(f"{word or 'none'}: {join(words, 'or')}" for word, words in by_word.items()),
            "evidence": wording.evidence_of(unknown.positions),
            "why": f"{unknown.question} {self._sentence(first, by_word, counts)}",
        }

    def _sentence(self, first: tuple[str, Place], by_word: Mapping[str, list[str]], counts: Mapping[str, int]) -> str:
        kind, place = first
        where = self.wording.where([place.region] if place.region else [])
        if kind == "zone":
            nobody = f"fewer than two parties hold a position{where}"
            told = {word: f"the zone{where} is {word}" if word else nobody for word in by_word}
        else:
            names = [self.wording.item(party) for party in place.parties]
            who = f"{join(names, 'and')}{where}"
            told = {
                word: f"{who} clash ({SEVERITY_WORDS[word]})" if word else f"{who} do not clash" for word in by_word
            }
        outcomes = [f"if {join(words, 'or')}, {told[word]}" for word, words in by_word.items()]
        sentence = f"{'; '.join(outcomes)}."
        first_of = "zones" if kind == "zone" else "clashes"
        others = {name: count - (name == first_of) for name, count in counts.items()}
        more = [
            f"{others['zones']:,} more {'zone' if others['zones'] == 1 else 'zones'}" if others["zones"] else "",
            f"whether, or how severely, {_pairs(others['clashes'])}" if others["clashes"] else "",
        ]
        also = f" It also decides {join(filter(None, more), 'and')}." if any(more) else ""
        return f"{sentence[0].upper()}{sentence[1:]}{also}"


#: How the values of a silent party begin: what it accepts, what its red line is, and both where they lead to the same.
ACCEPTS, INSISTS, EITHER = "it accepts ", "its red line is ", "it accepts or insists on "


def _shortly(values: list[str]) -> list[str]:
    """Values that lead to the same, each settlement named once where accepting it and insisting on it do."""
    both = {value.removeprefix(ACCEPTS) for value in values} & {value.removeprefix(INSISTS) for value in values}
    short = []
    for value in values:
        settlement = value.removeprefix(ACCEPTS).removeprefix(INSISTS)
        if value == settlement or settlement not in both:
            short.append(value)
        elif value.startswith(ACCEPTS):
            short.append(f"{EITHER}{settlement}")
    return short


def _pairs(count: int) -> str:
    return f"{count:,} more {'pair of parties clashes' if count == 1 else 'pairs of parties clash'}"
