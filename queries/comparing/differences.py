"""The rows of a comparison: positions, clashes, zones and openings of two sides, each told in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ...graph.lists import join
from ..asking.wording import JOIN, cell_list
from .matching import Side
from .moves import Held, Move, held_on, moves
from .states import RANK, SEVERITY_WORDS, Place, State, clash_states, zone_states

if TYPE_CHECKING:
    import pandas as pd

    from ..asking.deadline import Deadline

COLUMNS = (
    "what",
    "change",
    "direction",
    "issue",
    "parties",
    "regions",
    "before",
    "after",
    "positions_before",
    "positions_after",
    "evidence",
    "why",
)

Row = dict[str, str]


class Differences:
    """Two sides, and what differs between them."""

    def __init__(self, before: Side, after: Side) -> None:
        self._sides = before, after
        self._names: dict[str, dict[str, str]] = {"parties": {}, "issues": {}, "regions": {}}
        for side in (after, before):
            for table, told in (("parties", side.party), ("issues", side.issue), ("regions", side.region)):
                ids = side.graph.tables[table]["id"]
                self._names[table].update((told(id), side.wording.item(id)) for id in ids)

    def rows(self, kind: str, before: Any, after: Any, deadline: Deadline) -> list[Row]:
        """The rows of one kind, of what each side answers; None where it has nothing of what is asked about.

        Raises
        ------
        OutOfTimeError
            When the time is over before all are there.
        """
        if kind == "position":
            return [self._position(move) for move in deadline.each(moves(before or [], after or []))]
        if kind == "opening":
            return list(self._openings(before, after))
        states = clash_states if kind == "clash" else zone_states
        was, now = (states(side, rows, deadline) for side, rows in zip(self._sides, (before, after), strict=True))
        return list(deadline.each(self._different(kind, was, now)))

    # -------------------------------------------------------------------------------------------- positions

    def _position(self, move: Move) -> Row:
        phrases, ids, cited = ["", ""], ["", ""], []
        for place, (side, held) in enumerate(zip(self._sides, (move.before, move.after), strict=True)):
            if held is not None:
                wording = side.wording
                phrases[place] = f"{wording.stance(held.row)} {wording.firmly(held.row)}".rstrip()
                ids[place], voice = wording.ids_of([held.row]), self._name("parties", held.voice)
                cited += cell_list(wording.evidence_of([held.row]))
                if held.voice != held.party:
                    phrases[place] = f"{phrases[place]} through {voice}"
        held = move.held
        return self._row(
            "position",
            move.change,
            move.direction,
            Place(held.issue, (held.party,), ""),
            sorted(region for region in held.regions if region),
            phrases,
            ids,
            cited,
            self._moved(move, phrases),
        )

    def _moved(self, move: Move, phrases: list[str]) -> str:
        who, (before, after) = self._name("parties", move.held.party), self._sides
        if move.before is None:
            return f"{after.label} {who} {phrases[1]}; {before.label} nothing like it is coded."
        if move.after is None:
            return f"{before.label} {who} {phrases[0]}; {after.label} nothing like it is coded."
        sentence = f"{before.label} {who} {phrases[0]}; {after.label} it {phrases[1]}."
        return f"{sentence} {DIRECTIONS[move.direction]}".rstrip()

    # -------------------------------------------------------------------------------------------- clashes and zones

    def _different(self, kind: str, before: Mapping[Place, State], after: Mapping[Place, State]) -> Iterator[Row]:
        """Places where the two sides differ, those that differ alike in one row."""
        alike: dict[tuple[Any, ...], list[Place]] = defaultdict(list)
        for place in dict.fromkeys((*before, *after)):
            was, now = before.get(place), after.get(place)
            direction = _direction(kind, was, now)
            if direction is not None:
                key = place.issue, place.parties, direction, *(state and state[:4] for state in (was, now))
                alike[key].append(place)
        for key, places in alike.items():
            was, now = before.get(places[0]), after.get(places[0])
            change = "new" if was is None else "gone" if now is None else "moved"
            states = [[side[place] for place in places if place in side] for side in (before, after)]
            phrases = [state.phrase if state else "" for state in (was, now)]
            ids = [JOIN.join(dict.fromkeys(id for state in side for id in state.positions)) for side in states]
            cited = [evidence for side in states for state in side for evidence in state.evidence]
            regions = sorted(place.region for place in places if place.region)
            why = self._clash_words(places[0], phrases) if kind == "clash" else self._zone_words(phrases)
            yield self._row(kind, change, str(key[2]), places[0], regions, phrases, ids, cited, why)

    def _clash_words(self, place: Place, phrases: list[str]) -> str:
        who, (before, after) = " and ".join(self._name("parties", party) for party in place.parties), self._sides
        was, now = (SEVERITY_WORDS.get(phrase, "") for phrase in phrases)
        if not was:
            return f"{who} clash {after.label} ({now}); {before.label} they do not."
        if not now:
            return f"{who} clash {before.label} ({was}); {after.label} they do not."
        return f"the worst clash of {who} is {before.label} {was}, {after.label} {now}."

    def _zone_words(self, phrases: list[str]) -> str:
        parts = [
            f"{side.label} the zone is {phrase}" if phrase else f"{side.label} fewer than two parties hold a position"
            for side, phrase in zip(self._sides, phrases, strict=True)
        ]
        return f"{'; '.join(parts)}."

    # -------------------------------------------------------------------------------------------- openings

    def _openings(self, before: pd.DataFrame | None, after: pd.DataFrame | None) -> Iterator[Row]:
        sets = [self._opening_sets(side, rows) for side, rows in zip(self._sides, (before, after), strict=True)]
        for place, (here, there) in enumerate((tuple(sets), tuple(reversed(sets)))):
            side, other = self._sides[place], self._sides[1 - place]
            for key, row in here.items():
                if key in there:
                    continue
                why = str(row.why)
                phrases, ids = ["", ""], ["", ""]
                phrases[place], ids[place] = why, str(row.positions)
                issues = [side.issue(issue) for issue in cell_list(row.issues)]
                parties = tuple(side.party(party) for party in cell_list(row.parties))
                yield {
                    **self._row(
                        "opening",
                        "new" if place else "gone",
                        "",
                        Place(JOIN.join(issues), parties, ""),
                        [side.region(region) for region in cell_list(row.regions)],
                        phrases,
                        ids,
                        cell_list(row.evidence),
                        "",
                    ),
                    "why": f"{_upper(side.label)} this is one of the smallest sets to soften, and not {other.label}: {why}",
                }

    def _opening_sets(self, side: Side, rows: pd.DataFrame | None) -> dict[frozenset[Any], Any]:
        """The openings that are listed by default, by what is softened in each."""
        if rows is None:
            return {}
        held = held_on(side)
        content = {str(side.graph.columns.ids[position.row]): _content(position) for position in held}
        return {
            frozenset(content.get(id, id) for id in cell_list(row.positions)): row
            for row in rows[rows["cost"].notna()].itertuples(index=False)
        }

    # -------------------------------------------------------------------------------------------- rows

    def _name(self, table: str, id: str) -> str:
        return self._names[table].get(id, id)

    def _row(
        self,
        kind: str,
        change: str,
        direction: str,
        place: Place,
        regions: Iterable[str],
        phrases: list[str],
        ids: list[str],
        cited: Iterable[str],
        why: str,
    ) -> Row:
        named = list(regions)
        names = join((self._name("regions", region) for region in named), "and")
        where = f" in {names}" if named else ""
        return {
            "what": kind,
            "change": change,
            "direction": direction,
            "issue": place.issue,
            "parties": JOIN.join(place.parties),
            "regions": JOIN.join(named),
            "before": phrases[0],
            "after": phrases[1],
            "positions_before": ids[0],
            "positions_after": ids[1],
            "evidence": JOIN.join(dict.fromkeys(cited)),
            "why": f"On {self._name('issues', place.issue)}{where}, {why}",
        }


DIRECTIONS = {
    "firmer": "That is firmer.",
    "softer": "That is softer.",
    "elsewhere": "That is neither firmer nor softer.",
    "prefers otherwise": "",
    "firmness known": "How firm it is was not coded before.",
    "firmness not known": "How firm it is is not coded any more.",
}


def _direction(kind: str, was: State | None, now: State | None) -> str | None:
    """Which way a state moved, empty where it is on one side only; None where both sides have the same."""
    if was is None or now is None:
        return ""
    if kind == "clash":
        if was.word == now.word:
            return None
        if "unknown" in (was.word, now.word):
            return "firmness not known" if now.word == "unknown" else "firmness known"
        return "firmer" if RANK[now.word] > RANK[was.word] else "softer"
    if was.word != now.word:
        if "closed" in (was.word, now.word):
            return "closed" if now.word == "closed" else "opened"
        return "agreed" if now.word == "agreed" else "not agreed"
    if was.inside != now.inside:
        return "other settlements"
    if was.certain != now.certain:
        return "certain" if now.certain else "uncertain"
    return None


def _content(held: Held) -> tuple[Any, ...]:
    return held.party, held.issue, held.settlements, held.regions, held.stance


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
