"""The memo: what is stuck, between whom and on which words, what is shared, what would open it, and what is not known."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...graph.asked import LINES, AskedDate, date_asked, level_asked, size_on
from ...graph.lists import join
from ..asking.selection import select
from ..asking.wording import Wording, cell_list
from ..page import MAX_SEARCHED
from ..summary import sentences
from .content import Block, Bullets, Cell, Cited, Heading, Paragraph, Picture, Table
from .sources_told import MAX_QUOTES, Citations, joined

if TYPE_CHECKING:
    from ...graph.store import Store

MAX_STUCK, MAX_SHARED, MAX_OPENINGS, MAX_UNKNOWN = 5, 6, 3, 3
#: Rows and parties of the table of who wants what.
MAX_ISSUES, MAX_PARTIES = 6, 4
#: Phrases in one cell of it.
MAX_PHRASES = 3
#: A picture of more clashing pairs is not read on paper.
MAX_DRAWN_ISSUES, MAX_DRAWN_PAIRS = 24, 5_000

#: Of several places of one issue, those that are told in full.
MAX_PLACES = 3


def many(count: int, word: str, plural: str = "") -> str:
    """``1 party``, ``2 parties``."""
    return f"{count:,} {word if count == 1 else plural or word + 's'}"


def widths_of(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """How wide each column of a table should be beside the others: by its longest word, and by how much stands in it.

    >>> from zopa.queries.memo.briefing import widths_of
    >>> from zopa.queries.memo.content import Cited
    >>> widths_of(["A", "B"], [((Cited("a b " * 50),), ()), ((Cited("a b " * 50),), (Cited("b " * 20),))])
    [8, 3]
    """
    lengths = [sum(len(piece.text) for cell in column for piece in cell) for column in zip(*rows, strict=True)]
    words = [max(map(len, header.split()), default=0) for header in headers]
    return [
        max(3 + round(5 * length / max(*lengths, 1)), -(-word // 3))
        for length, word in zip(lengths, words, strict=True)
    ]


class Briefing:
    """Fills a memo about a case from the answers of queries."""

    def __init__(self, case: Store, as_of: str | None) -> None:
        self.case = case
        self.wording = Wording(case)
        self.cite = Citations(case, self.wording)
        self.asked_date: AskedDate = date_asked(case, as_of)
        self.as_of = self.asked_date.text
        self.level = level_asked(case, None)
        self.queries: Any = importlib.import_module("...", __name__)
        self.lines = LINES[self.level]
        self.counted = f"zopa counted this over all positions of the case{self.on_date}."
        self.tried = f"zopa tried each value that this may have, over all positions of the case{self.on_date}."

    @property
    def on_date(self) -> str:
        """`` that hold in 2025``; empty where all dates are meant."""
        return (
            ""
            if self.as_of == "all"
            else f" that hold {'in' if len(self.as_of) < len('2025-08-15') else 'on'} {self.as_of}"
        )

    def blocks(self) -> Iterator[Block]:
        """The parts of the memo in their order."""
        paragraph = sentences(self.case, as_of=self.as_of)
        yield Heading("In short")
        yield Paragraph(tuple(self.cite(text, by_query=self.counted) for text in paragraph))
        if len(self.case.tables["positions"]):
            clashes = self.queries.clashes(self.case, as_of=self.as_of)
            yield from self._stuck(clashes)
            yield from self._picture(clashes)
            yield from self._shared()
            yield from self._openings(clashes)
            yield from self._unknown()
            yield from self.who_wants_what(clashes)
        yield from self.sources()

    # -------------------------------------------------------------------------------------------- what is stuck

    def _stuck(self, clashes: pd.DataFrame) -> Iterator[Block]:
        yield Heading("What is stuck, between whom and on which words")
        zones = self.queries.zones(self.case, as_of=self.as_of)
        closed = zones[zones["at_worst"].eq("closed")]
        closed = closed.iloc[np.argsort(~closed["status"].eq("closed").to_numpy(dtype=bool), kind="stable")]
        issues = list(dict.fromkeys(closed["issue"]))
        if not issues:
            yield from self._only_clashes(clashes)
            return
        items: list[tuple[Cited, ...]] = []
        quoted: set[str] = set()
        for issue in issues[:MAX_STUCK]:
            of_issue = closed[closed["issue"].eq(issue)]
            for row in of_issue.head(MAX_PLACES).itertuples():
                # Where a zone is not surely closed, no position is known to close it.
                words = self._words(row.closing_positions or row.positions, quoted)
                items.append((self.cite(row.why, row.evidence), *words))
            if len(of_issue) > MAX_PLACES:
                more = many(len(of_issue) - MAX_PLACES, "more place or time", "more places or times")
                text = f"On {self.wording.item(issue)}, the same can be said of {more}."
                items.append((self.cite(text, by_query=self.counted),))
        yield Bullets(tuple(items))
        if len(issues) > MAX_STUCK:
            named = join((self.wording.item(issue) for issue in issues[MAX_STUCK:]), "and")
            yield Paragraph((self.cite(f"The same can be said of {named}.", by_query=self.counted),))

    def _only_clashes(self, clashes: pd.DataFrame) -> Iterator[Block]:
        if not len(clashes):
            yield Paragraph((self.cite("No two positions clash.", by_query=self.counted),))
            return
        text = f"On no issue do the {self.lines} rule out every settlement. These positions clash all the same:"
        yield Paragraph((self.cite(text, by_query=self.counted),))
        first = clashes.drop_duplicates(["issue", "party_a", "party_b"]).head(MAX_STUCK)
        quoted: set[str] = set()
        yield Bullets(
            tuple(
                (
                    self.cite(row.why, joined([row.evidence_a, row.evidence_b])),
                    *self._words(joined([row.position_a, row.position_b]), quoted),
                )
                for row in first.itertuples()
            )
        )
        if len(clashes) > len(first):
            more = many(len(clashes) - len(first), "more pair of positions clashes", "more pairs of positions clash")
            yield Paragraph((self.cite(f"{more}.", by_query=self.counted),))

    def _words(self, positions: str, quoted: set[str]) -> Iterator[Cited]:
        """The quotes behind positions, party by party, as the source has them, without those that were given before."""
        by_party: dict[int, list[int]] = {}
        for position in self._indices(positions):
            by_party.setdefault(int(self.wording.columns.party[position]), []).append(position)
        for party, held in by_party.items():
            quotes = [quote for quote in self.cite.quotes(self.wording.evidence_of(held)) if quote.words not in quoted]
            quotes = quotes[:MAX_QUOTES]
            if quotes:
                quoted.update(quote.words for quote in quotes)
                words = join((f"“{quote.words}”" for quote in quotes), "and")
                text = f"The words coded for {self.wording.parties[party]} are {words}."
                yield self.cite(text, joined([quote.evidence for quote in quotes]))

    def _indices(self, positions: str) -> list[int]:
        index = {str(name): number for number, name in enumerate(self.wording.columns.ids)}
        return [index[name] for name in cell_list(positions) if name in index]

    def _picture(self, clashes: pd.DataFrame) -> Iterator[Block]:
        drawn = clashes["issue"].nunique()
        if not 0 < drawn <= MAX_DRAWN_ISSUES or len(clashes) > MAX_DRAWN_PAIRS:
            return
        pairs = clashes.groupby(["party_a", "party_b"], sort=False).size().sort_values(ascending=False, kind="stable")
        names = [
            f"{self.wording.item(str(a))} and {self.wording.item(str(b))} ({count:,})"
            for (a, b), count in pairs.items()
        ]
        alt = f"Clashing pairs of positions, issue by issue. They are between {join(names, 'and')}."
        yield Picture(
            f"Pairs of positions that no settlement can honour together. {self._as_of_sentence}",
            alt,
            png=lambda: bytes(clashes.png()),
            svg=lambda: str(clashes.picture()),
        )

    @property
    def _as_of_sentence(self) -> str:
        return "All dates of the case are meant." if self.as_of == "all" else f"The date is {self.as_of}."

    # -------------------------------------------------------------------------------------------- what is shared

    def _shared(self) -> Iterator[Block]:
        yield Heading("What is shared, and by how many")
        rows = self.queries.overlaps(self.case, as_of=self.as_of)
        if not len(rows):
            yield Paragraph((self.cite("No two parties accept the same settlement.", by_query=self.counted),))
            return
        total = many(size_on(self.case, self.asked_date).parties, "party", "parties")
        items = []
        for row in rows.head(MAX_SHARED).itertuples():
            count = len(cell_list(row.parties))
            items.append((self.cite(f"{count:,} of {total} share this. {row.why}", row.evidence),))
        yield Bullets(tuple(items))
        if len(rows) > MAX_SHARED:
            more = many(len(rows) - MAX_SHARED, "more settlement is", "more settlements are")
            yield Paragraph((self.cite(f"{more} accepted by two or more parties.", by_query=self.counted),))

    # -------------------------------------------------------------------------------------------- what would open it

    def is_large(self, positions: int) -> bool:
        """Whether these are too many positions to look for openings and unknowns but issue by issue."""
        return positions > MAX_SEARCHED

    def _too_large(self) -> Paragraph:
        count = len(self.case.tables["positions"])
        text = (
            f"The case has {count:,} positions, so this was not looked for over all of them. "
            "Ask for the paper on one issue instead."
        )
        return Paragraph((self.cite(text, by_query=self.counted),))

    def _openings(self, clashes: pd.DataFrame) -> Iterator[Block]:
        if self.is_large(len(self.case.tables["positions"])):
            yield Heading("Openings")
            yield self._too_large()
            return
        rows = self.queries.openings(self.case, as_of=self.as_of)
        possible = not len(rows)
        if possible:
            rows = self.queries.openings(self.case, as_of=self.as_of, possible=True)
        rows = rows[rows["cost"].notna()].sort_values(["rank", "component"], kind="stable").head(MAX_OPENINGS)
        if not len(rows):
            yield from self._pivots(clashes)
            return
        yield Heading(("One opening", "Two openings", "Three openings")[len(rows) - 1])
        first = "These are the openings that ask the fewest positions to move. The order is no advice."
        if possible:
            first = (
                f"The {self.lines} that are known leave some deal. If the positions of unknown firmness were red "
                "lines, these openings would ask the fewest of them to move. The order is no advice."
            )
        yield Paragraph((self.cite(first, by_query=self.counted),))
        yield Bullets(tuple((self.cite(row.why, row.evidence),) for row in rows.itertuples()))

    def _pivots(self, clashes: pd.DataFrame) -> Iterator[Block]:
        yield Heading("Openings")
        rows = self.queries.pivots(self.case, as_of=self.as_of)
        # Where nobody disagrees there is nothing to widen.
        rows = rows if len(clashes) else rows.iloc[:0]
        text = f"Nothing has to move: no {self.lines} contradict one another."
        if len(rows):
            text += " Single positions would widen the choice if they were softened:"
        yield Paragraph((self.cite(text, by_query=self.counted),))
        if len(rows):
            first = rows.drop_duplicates(["party", "issue"]).head(MAX_OPENINGS)
            yield Bullets(tuple((self.cite(row.why, row.evidence),) for row in first.itertuples()))

    def _unknown(self) -> Iterator[Block]:
        yield Heading("What is not known and would decide most")
        if self.is_large(len(self.case.tables["positions"])):
            yield self._too_large()
            return
        rows = self.queries.what_next(self.case, as_of=self.as_of, limit=MAX_UNKNOWN)
        if not len(rows):
            text = "No answer would change, whatever is not known turned out to be."
            yield Paragraph((self.cite(text, by_query=self.counted),))
            return
        yield self.unknown_told(rows)

    def unknown_told(self, rows: pd.DataFrame) -> Bullets:
        """Unknowns as :func:`zopa.queries.what_next` has them; what nobody coded has no evidence."""
        return Bullets(
            tuple((self.cite(row.why, row.evidence, "" if row.evidence else self.tried),) for row in rows.itertuples())
        )

    # -------------------------------------------------------------------------------------------- who wants what

    def who_wants_what(self, clashes: pd.DataFrame, issues: Sequence[str] = ()) -> Iterator[Block]:
        """The table of issues by parties; by default of the issues that clash most, and of the parties that say most."""
        selection = select(self.case, as_of=self.as_of)
        positions = np.unique(selection.position)
        columns = self.wording.columns
        holders = selection.holder[positions]
        held = pd.DataFrame({"position": positions, "holder": holders, "issue": columns.issue[positions]})
        if not len(held):
            return
        clashing = clashes["issue"].value_counts()
        ids = [str(columns.issues[issue]) for issue in held["issue"]]
        held["clashing"] = clashing.reindex(ids).fillna(0).to_numpy()
        if issues:
            held = held[np.isin(ids, list(issues))]
        sizes = held.groupby("issue").agg(clashing=("clashing", "first"), count=("position", "size"))
        order = sizes.sort_values(["clashing", "count"], ascending=False, kind="stable").index.tolist()
        held = held[held["issue"].isin(order[:MAX_ISSUES])]
        parties = held["holder"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index.tolist()
        # One more column is as wide for one party as for all others.
        shown = parties if len(parties) == MAX_PARTIES else parties[: MAX_PARTIES - 1]
        shown, others = sorted(shown), parties[len(shown) :]
        yield Heading("Who wants what")
        rows = []
        for issue in order[:MAX_ISSUES]:
            of_issue = held[held["issue"].eq(issue)]
            cells: list[Cell] = [(Cited(self.wording.issues[issue]),)]
            cells += [self._cell(of_issue, [party]) for party in shown]
            rows.append((*cells, *([self._cell(of_issue, others, named=True)] if others else [])))
        headers = ("Issue", *(self.wording.parties[party] for party in shown), *(("Others",) if others else ()))
        caption = f"What each party wants. An empty cell means that nothing is coded. {self._as_of_sentence}"
        yield Table(caption, headers, tuple(rows), tuple(widths_of(headers, rows)))
        if len(order) > MAX_ISSUES:
            more = many(len(order) - MAX_ISSUES, "more issue is", "more issues are")
            yield Paragraph((self.cite(f"Positions on {more} in the case.", by_query=self.counted),))

    def _cell(self, of_issue: pd.DataFrame, parties: Iterable[int], named: bool = False) -> Cell:
        held = of_issue[of_issue["holder"].isin(list(parties))]
        pieces: dict[str, list[int]] = {}
        for position, holder in zip(held["position"], held["holder"], strict=True):
            pieces.setdefault(self.phrase(int(position), int(holder), named), []).append(int(position))
        phrases = [self.cite.of_positions(text, positions) for text, positions in list(pieces.items())[:MAX_PHRASES]]
        if len(pieces) > MAX_PHRASES:
            phrases.append(Cited(f"({len(pieces) - MAX_PHRASES:,} more)"))
        return tuple(phrases)

    def phrase(self, position: int, holder: int, named: bool = False) -> str:
        """``demands 'Ukraine controls it' (red line) in Crimea``, with who says so where that is not plain."""
        party = int(self.wording.columns.party[position])
        regions = cell_list(self.case.tables["positions"]["regions"].iloc[position])
        what = f"{self.wording.stance(position)} {self.wording.firmly(position)}{self.wording.where(regions)}".rstrip()
        if named:
            return f"{self.wording.voice(party, holder)} {what}"
        return what if party == holder else f"through {self.wording.parties[party]}, {what}"

    # -------------------------------------------------------------------------------------------- where it comes from

    def sources(self) -> Iterator[Block]:
        """The sources, and where the case comes from."""
        table, outlets = self.cite.sources(), self.cite.outlets()
        if table is not None or outlets:
            yield Heading("Sources")
        if table is not None:
            yield table
        if outlets:
            yield Paragraph((Cited(outlets),))
