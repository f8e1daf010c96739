"""How positions, ranges, places and dates read in a sentence: the words of every ``why``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.columns import LEVELS, OTHER, STANCES, VERBS, parts_of_wholes
from ...graph.dates import ALWAYS, FOREVER, DayWords
from ...graph.lists import MAX_NAMES, join
from ...graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, ontology
from ...graph.regions import EVERYWHERE
from ...graph.what_if import supposed

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ...graph.regions import Regions
    from ...graph.store import Store

#: What lists in a cell are joined by.
JOIN = LIST_SEPARATOR


class Wording:
    """Readable names and phrases for the rows of one case."""

    def __init__(self, graph: Store) -> None:
        self.graph = graph
        self.columns = graph.columns
        self._stances: dict[int, tuple[str, str]] = {}

    def _named(self, table: str) -> list[str]:
        rows = self.graph.tables[table]
        return [
            name if isinstance(name, str) else str(row_id)
            for row_id, name in zip(rows["id"], rows["name"], strict=True)
        ]

    @cached_property
    def parties(self) -> list[str]:
        """Name of each party."""
        return self._named("parties")

    @cached_property
    def issues(self) -> list[str]:
        """Name of each issue."""
        return self._named("issues")

    @cached_property
    def subjects(self) -> list[str]:
        """Name of each issue in a sentence that names its settlement: of one option of several, that of the whole."""
        parts = parts_of_wholes(self.graph.tables)
        return [
            parts[issue].whole if issue in parts else name
            for issue, name in zip(self.columns.issues, self.issues, strict=True)
        ]

    @cached_property
    def units(self) -> list[str]:
        """Unit of each issue, empty where it has none."""
        return self.graph.tables["issues"]["unit"].fillna("").tolist()

    @cached_property
    def regions(self) -> dict[str, str]:
        """Name of each region by id."""
        return dict(zip(self.graph.tables["regions"]["id"], self._named("regions"), strict=True))

    @cached_property
    def options(self) -> dict[tuple[str, str], str]:
        """Name of each option by issue and option id."""
        rows = self.graph.tables["options"]
        return {
            (issue, option): name if isinstance(name, str) else option
            for issue, option, name in zip(rows["issue"], rows["option"], rows["name"], strict=True)
        }

    @cached_property
    def items(self) -> dict[str, str]:
        """Name of everything that has one, by id; an option by ``issue/option``, with its issue."""
        names: dict[str, str] = {}
        for table in ontology().tables.values():
            label = next((column for column in ("name", "title") if column in table.columns), None)
            if table.node and "id" in table.columns and label:
                rows = self.graph.tables[table.name]
                names.update(
                    (row_id, name if isinstance(name, str) else row_id)
                    for row_id, name in zip(rows["id"], rows[label], strict=True)
                )
        subject_of = dict(zip(map(str, self.columns.issues), self.subjects, strict=True))
        for (issue, option), name in self.options.items():
            names[f"{issue}{OPTION_SEPARATOR}{option}"] = f"'{name}' ({subject_of.get(issue, issue)})"
        return names

    def item(self, key: str) -> str:
        """The name of anything by its id."""
        return self.items.get(key, key)

    def option(self, issue: int, option: str) -> str:
        """An option's name in quotes; ``other`` is what nobody listed."""
        issue_id = str(self.columns.issues[issue])
        if option == OTHER and (issue_id, option) not in self.options:
            return "something that nobody listed"
        return f"'{self.options.get((issue_id, option), option)}'"

    def settlements(self, issue: int, words: Iterable[str]) -> str:
        """Settlements of an issue, as :meth:`zopa.graph.rule.Settlements.words` gives them, in a phrase."""
        if self.columns.is_number[issue]:
            return join(words, "or")
        return join((self.option(issue, word) for word in words), "or")

    def range(self, position: int) -> str:
        """The range that a number position names, as it was coded."""
        unit = self.units[self.columns.issue[position]]
        tail = f" {unit}" if unit else ""
        low, high, ideal = (self._coded[name][position] for name in ("low", "high", "ideal"))
        if np.isnan(low) and np.isnan(high):
            return f"ideally {number(ideal)}{tail}"
        if np.isnan(high):
            words = f"at least {number(low)}{tail}"
        elif np.isnan(low):
            words = f"at most {number(high)}{tail}"
        else:
            words = f"{number(low)}{tail}" if low == high else f"{number(low)} to {number(high)}{tail}"
        return words if np.isnan(ideal) else f"{words}, ideally {number(ideal)}"

    @cached_property
    def _coded(self) -> dict[str, Any]:
        """Cells of positions, as coded: the arrays below the columns, as a sentence needs few of them."""
        rows = self.graph.tables["positions"]
        return {name: rows[name].array for name in ("option", "prefers", "low", "high", "ideal", "evidence")}

    def names(self, position: int) -> str:
        """The settlements that a position names: its options or its range; empty where it takes no side and names none."""
        if not self.columns.takes_side[position] and self._names_nothing(position):
            return ""
        if self.columns.is_number[self.columns.issue[position]]:
            return self.range(position)
        options, issue = self._coded["option"][position].split(JOIN), int(self.columns.issue[position])
        names = join((self.option(issue, option) for option in options), "or")
        ideal = self._coded["prefers"][position]
        if not isinstance(ideal, str):
            return names
        return f"ideally {names}" if options == [ideal] else f"{names}, ideally {self.option(issue, ideal)}"

    def _names_nothing(self, position: int) -> bool:
        option, *numbers = (self._coded[name][position] for name in ("option", "low", "high", "ideal"))
        return not isinstance(option, str) and bool(np.isnan(numbers).all())

    def position(self, position: int, holder: int | None = None) -> str:
        """``Russia, through Vladimir Putin, demands 'neutrality' (red line)``.

        Parameters
        ----------
        position : int
        holder : int, optional
            The party whose position it counts as; by default its own party.
        """
        party = int(self.columns.party[position])
        voice = self.voice(party, party if holder is None else holder)
        return f"{voice} {self.stance(position)} {self.firmly(position)}".rstrip()

    def voice(self, party: int, holder: int) -> str:
        """``Russia``, or ``Russia, through Vladimir Putin,``."""
        return self.parties[holder] + ("" if holder == party else f", through {self.parties[party]},")

    def stance(self, position: int) -> str:
        """``demands``, ``abstains``, ``gave no answer``; a bare ideal is an acceptance, whatever it was called."""
        stance = STANCES[self.columns.stance[position]]
        return VERBS.get(stance, stance)

    def firmly(self, position: int) -> str:
        """``'neutrality' (red line)``; ``(contested)`` where the party is divided, ``(inferred)`` where it is.

        ``(what-if)`` where it is otherwise than it was coded.

        What takes no side does so ``on 'neutrality'``, or on the whole issue.
        """
        firmness = LEVELS[self.columns.firmness[position]] if self.columns.insisting[position] else ""
        marks = [
            firmness,
            "contested" if self.columns.contested[position] else "",
            "what-if" if self._supposed and str(self.columns.ids[position]) in self._supposed else "",
            "inferred" if position in self.inferred else "",
        ]
        marks_text = ", ".join(mark for mark in marks if mark)
        names_text = self.names(position)
        if names_text and not self.columns.takes_side[position]:
            names_text = f"on {names_text}"
        return " ".join(filter(None, (names_text, f"({marks_text})" if marks_text else "")))

    @cached_property
    def _supposed(self) -> frozenset[str]:
        return supposed(self.graph.meta)

    @cached_property
    def inferred(self) -> set[int]:
        """Positions of which all evidence is inferred."""
        evidence = self.graph.tables["evidence"]
        only = set(evidence.loc[evidence["attribution"] == "inferred", "id"])
        if not only:
            return set()
        cited = enumerate(map(cell_list, self.graph.tables["positions"]["evidence"]))
        return {position for position, ids in cited if ids and set(ids) <= only}

    def claims(self, positions: Iterable[int], holder: NDArray[Any]) -> str:
        """Several positions in a phrase, each party named once: ``A demands 'x' (aim) and accepts 'y' and 'z'; B ..``."""
        voices: dict[tuple[int, int], list[tuple[str, list[str]]]] = {}
        for position in positions:
            phrases = voices.setdefault((self._party[position], int(holder[position])), [])
            stance, names_text = self._stance_and_names(position)
            if any(verb == stance and names_text in names for verb, names in phrases):
                continue
            # What one voice accepts, or rejects, adds up; each demand stands for itself.
            adds_up = stance != "demands" and names_text
            same = next((names for verb, names in phrases if adds_up and verb == stance and names != [""]), None)
            if same is None:
                phrases.append((stance, [names_text]))
            else:
                same.append(names_text)
        spoken = [
            f"{self.voice(*who)} "
            + join((f"{stance} {join(names, 'and')}".rstrip() for stance, names in phrases), "and")
            for who, phrases in voices.items()
        ]
        if len(spoken) > MAX_NAMES:
            spoken[MAX_NAMES:] = [f"and {len(spoken) - MAX_NAMES:,} more speak of it"]
        return "; ".join(spoken)

    def _stance_and_names(self, position: int) -> tuple[str, str]:
        """Stance and what it is about; kept, as the same positions are told of in many places and at many times."""
        if position not in self._stances:
            self._stances[position] = self.stance(position), self.firmly(position)
        return self._stances[position]

    @cached_property
    def _party(self) -> list[int]:
        return self.columns.party.tolist()

    def who(self, parties: Iterable[int], last: str = "and") -> str:
        """``Ukraine, Russia and NATO``."""
        return join((self.parties[party] for party in parties), last)

    def on(self, issue: int, region_ids: Sequence[str], start: int, end: int, settled: bool = False) -> str:
        """``On Control of the territory in Crimea since 2014-03-18, ``: how a sentence about a cell begins.

        ``settled`` says that the sentence names a settlement.
        """
        subject = (self.subjects if settled else self.issues)[issue]
        return f"On {subject}{self.where(region_ids)}{when(start, end, self.columns.day_words)}, "

    def where(self, region_ids: Sequence[str]) -> str:
        """`` in Donetsk and Crimea``; empty for everywhere."""
        return f" in {join((self.regions[name] for name in region_ids), 'and')}" if region_ids else ""

    @cached_property
    def evidence(self) -> pd.Series:
        """Ids of the accepted evidence of each position, empty where it cites none."""
        cited = self.graph.tables["positions"]["evidence"].fillna("")
        return cited.map(lambda cell: JOIN.join(self._accepted(cell))) if self._held_back else cited

    @cached_property
    def _held_back(self) -> set[str]:
        """Evidence that is not accepted, or not yet."""
        table = self.graph.tables["evidence"]
        return set(table.loc[~table["status"].fillna("accepted").eq("accepted"), "id"])

    def _accepted(self, cell: object) -> list[str]:
        return [evidence_id for evidence_id in cell_list(cell) if evidence_id not in self._held_back]

    def evidence_of(self, positions: Iterable[int]) -> str:
        """Evidence ids of several positions, each once."""
        cells = self._coded["evidence"]
        return JOIN.join(dict.fromkeys(name for p in positions for name in self._accepted(cells[p])))

    def ids_of(self, positions: Iterable[int]) -> str:
        """Ids of several positions."""
        ids = self.columns.ids
        return JOIN.join([str(ids[p]) for p in positions])


def cell_list(cell: object) -> list[str]:
    """The ids in a cell; none in an empty one."""
    return cell.split(JOIN) if isinstance(cell, str) and cell else []


def apart(ids: list[str], names: list[str]) -> dict[str, str]:
    """Names by id, with the id behind a name that several have."""
    several = {name for name, times in Counter(names).items() if times > 1}
    return {row_id: f"{name} [{row_id}]" if name in several else name for row_id, name in zip(ids, names, strict=True)}


def number(value: float) -> str:
    """A number as people write it: ``60,000``."""
    return f"{value:,.15g}"


def when(start: int, end: int, words: DayWords) -> str:
    """`` from 2024-03-01 to 2024-12-31``, `` on 2024-03-01``, as precise as it was coded; empty where there is no bound."""
    if start == ALWAYS and end == FOREVER:
        return ""
    if start == ALWAYS:
        return f" until {words.end(end)}"
    if end == FOREVER:
        return f" since {words.start(start)}"
    first, last = words.start(start), words.end(end)
    if first == last:
        return f" {'in' if len(first) < len('2024-03-01') else 'on'} {first}"
    return f" from {first} to {last}"


def region_ids(tree: Regions, nodes: Sequence[int]) -> list[str]:
    """Ids of the regions that make up these nodes, as few as there are; none for everywhere."""
    if len(nodes) == 1 and tree.leaves(nodes[0]) != tree.leaves(EVERYWHERE):
        return [tree.ids[nodes[0]]]
    return tree.named(leaf for node in nodes for leaf in tree.leaves(node))
