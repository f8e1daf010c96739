"""What each position rests on, as passages of text: for programs in which coders mark passages of documents."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..characters import pictured, sound
from ..columns import IN, OUT
from ..edges import in_force, listed, position_labels
from ..provenance import coders_of

if TYPE_CHECKING:
    import pandas as pd

    from ..store import Store

Key = TypeVar("Key", bound=Hashable)

#: Said wherever a text is not one that somebody said.
NO_QUOTE = "A text in square brackets is no quote."
#: The options of an issue that is a statement to agree with or not: the first is to agree.
_ANSWERS = (("yes", "no"), (IN, OUT))
_LINE_ENDS = re.compile("\r\n?")


class Passage(NamedTuple):
    """A position and one piece of evidence for it, or none.

    Attributes
    ----------
    row : int
        The row of the position, from 0.
    evidence, source : str
        Ids; empty where there is none.
    date : str
        When it was said, or published, as coded; empty where neither is known.
    text : str
        The quote; in square brackets the paraphrase or, where there is neither, the position in a few words.
    is_quote : bool
    speaker, locator : str
    coder : str
        Who coded it; the coder of the case where it has only one.
    """

    row: int
    evidence: str
    source: str
    date: str
    text: str
    is_quote: bool
    speaker: str
    locator: str
    coder: str

    @property
    def place(self) -> Hashable:
        """What the text is of: two positions that rest on the same quote rest on the same passage."""
        return self.evidence, self.text


def passages(case: Store) -> list[Passage]:
    """The passages of every position, in the order of the positions.

    >>> import zopa
    >>> from zopa.graph.formats.passages import passages
    >>> passages(zopa.load("river-basin"))[0].text
    'three years and not a day more'
    """
    tables = case.tables
    frame = tables["evidence"][in_force(tables["evidence"])]
    evidence = {row["id"]: row for row in frame.to_dict("records")}
    published = dict(zip(tables["sources"]["id"], tables["sources"]["date"], strict=True))
    coders = coders_of(case.meta)
    coder = coders[0] if len(coders) == 1 else ""
    held = tables["positions"]["evidence"]
    rows = []
    for row, (cell, label) in enumerate(zip(held, position_labels(tables), strict=True)):
        known = [evidence[id] for id in listed(cell) if id in evidence]
        for piece in known or [{}]:
            source = clean(piece.get("source"))
            text, is_quote = _text_of(piece, label)
            rows.append(
                Passage(
                    row=row,
                    evidence=clean(piece.get("id")),
                    source=source,
                    date=clean(piece.get("date")) or clean(published.get(source)),
                    text=text,
                    is_quote=is_quote,
                    speaker=clean(piece.get("speaker")),
                    locator=clean(piece.get("locator")),
                    coder=clean(piece.get("coder")) or coder,
                )
            )
    return rows


def _text_of(piece: Mapping[str, Any], label: str) -> tuple[str, bool]:
    """A text, and whether somebody said it."""
    if quote := clean(piece.get("quote")):
        return quote, True
    return f"[{clean(piece.get('paraphrase')) or clean(label)}]", False


def clean(cell: Any) -> str:
    r"""A cell as a text that XML, SQLite and a text file can hold, with line feeds only; empty where there is none.

    >>> from zopa.graph.formats.passages import clean
    >>> clean(float("nan")), clean(" one\r\ntwo ")
    ('', 'one\ntwo')
    """
    return _LINE_ENDS.sub("\n", sound(pictured(cell))).strip() if isinstance(cell, str) else ""


def answers_of(options: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Issues that are answered by yes or no, and the options for either.

    >>> import zopa
    >>> from zopa.graph.formats.passages import answers_of
    >>> answers_of(zopa.load("ukraine-2025").tables["options"])["guarantees:nato"]
    ('in', 'out')
    """
    known = options.groupby("issue")["option"].agg(frozenset).to_dict()
    return {issue: pair for issue, ids in known.items() for pair in _ANSWERS if ids == frozenset(pair)}


class Text(NamedTuple):
    """A document made of passages, and where each of them begins and ends, in characters."""

    content: str
    spans: dict[Hashable, tuple[int, int]]


def text_of(passages: Iterable[Passage]) -> Text:
    """The passages of one document, a paragraph each.

    >>> from zopa.graph.formats.passages import Passage, text_of
    >>> rows = [Passage(n, id, "s", "", id * 3, True, "", "", "") for n, id in enumerate("aba")]
    >>> text_of(rows).spans
    {('a', 'aaa'): (0, 3), ('b', 'bbb'): (5, 8)}
    """
    paragraphs: list[str] = []
    spans: dict[Hashable, tuple[int, int]] = {}
    length = 0
    for passage in passages:
        if passage.place not in spans:
            spans[passage.place] = length, length + len(passage.text)
            paragraphs.append(passage.text)
            length += len(passage.text) + 2
    return Text("\n\n".join(paragraphs) + "\n", spans)


def distinct(names: Mapping[Key, str], longest: int | None = None, taken: Iterable[str] = ()) -> dict[Key, str]:
    """Names of which no two are the same, and none is too long: a number tells apart what is called alike.

    >>> from zopa.graph.formats.passages import distinct
    >>> distinct({1: "Open", 2: "open", 3: "Opened wide"}, longest=8)
    {1: 'Open', 2: 'open (2)', 3: 'Opened …'}
    """
    used = {name.casefold() for name in taken}
    chosen: dict[Key, str] = {}
    for key, name in names.items():
        candidate, number = _fitted(name, "", longest), 1
        while candidate.casefold() in used:
            number += 1
            candidate = _fitted(name, f" ({number})", longest)
        used.add(candidate.casefold())
        chosen[key] = candidate
    return chosen


def _fitted(name: str, ending: str, longest: int | None) -> str:
    if longest is None or len(name) + len(ending) <= longest:
        return name + ending
    return f"{name[: longest - len(ending) - 1]}…{ending}"
