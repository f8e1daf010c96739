"""What a document says, whatever its form: headings, sentences with their notes, tables, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ...graph.characters import one_line, pictured

#: The language that all sentences are written in; names and quotes keep their own.
LANGUAGE = "en"
#: Between the first and the last number of a run.
TO = "\N{EN DASH}"


class Cited(NamedTuple):
    """A piece of text, and the numbers of the notes behind it."""

    text: str
    notes: tuple[int, ...] = ()


#: A cell of a table: several pieces, one under the other; none is an empty cell, to be filled by hand.
Cell = tuple[Cited, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; the title of the document stands above level 1."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Sentences that follow one another."""

    sentences: tuple[Cited, ...]


@dataclass(frozen=True)
class Bullets:
    """A list, each item a few sentences."""

    items: tuple[tuple[Cited, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption; the row of headers is repeated on each page.

    Attributes
    ----------
    caption : str
    headers : tuple of str
    rows : tuple of tuple of Cell
    widths : tuple of int
        How wide each column is beside the others.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """A picture.

    Attributes
    ----------
    caption : str
    alt : str
        What one sees, for who cannot see it.
    png, svg : callable
        Each gives the picture in that form when it is written, as drawing takes a while.
    """

    caption: str
    alt: str
    png: Callable[[], bytes]
    svg: Callable[[], str]


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True)
class Document:
    """A whole document.

    Attributes
    ----------
    title, subtitle : str
    notices : tuple of str
        Sentences to read before anything else: that it is a what-if, or that something is left out.
    author : str
        Empty where it is not known.
    day : str
        When it was written.
    blocks : tuple of Block
    notes : tuple of str
        In the order of their numbers, from 1 on.
    wide : bool
        Whether its tables ask for a page that is wider than high.
    """

    title: str
    subtitle: str
    notices: tuple[str, ...]
    author: str
    day: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    wide: bool = False


@dataclass
class Notes:
    """Numbers the notes in the order in which they are first needed, each text once."""

    texts: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """The number of a note."""
        if text not in self._numbers:
            self.texts.append(text)
            self._numbers[text] = len(self.texts)
        return self._numbers[text]


def sound(text: str) -> str:
    r"""A text in one line that every form can hold, without a character that would act instead of being read.

    >>> from zopa.queries.memo.content import sound
    >>> print(sound("a\x00b\nc"))
    a\x00b c
    """
    return pictured(one_line(text))


def runs(notes: Iterable[int]) -> str:
    r"""The numbers of notes in short.

    >>> from zopa.queries.memo.content import runs
    >>> runs([4, 1, 2, 3, 7, 8]) == "1\N{EN DASH}4, 7, 8"
    True
    """
    stretches: list[list[int]] = []
    for note in sorted(set(notes)):
        if stretches and note == stretches[-1][-1] + 1:
            stretches[-1].append(note)
        else:
            stretches.append([note])
    parts = [
        f"{stretch[0]}{TO}{stretch[-1]}" if len(stretch) > 2 else ", ".join(map(str, stretch)) for stretch in stretches
    ]
    return ", ".join(parts)


def link_parts(notes: Iterable[int]) -> list[tuple[str, int]]:
    """The same in pieces, each with the note that it leads to.

    >>> from zopa.queries.memo.content import link_parts
    >>> link_parts([3, 4, 7])
    [('3', 3), (', ', 0), ('4', 4), (', ', 0), ('7', 7)]
    """
    pieces: list[tuple[str, int]] = []
    for part in runs(notes).split(", ") if notes else []:
        if pieces:
            pieces.append((", ", 0))
        pieces.append((part, int(part.partition(TO)[0])))
    return pieces


def texts_of(document: Document) -> list[str]:
    """Every text of a document, for who looks for something in it."""
    texts = [document.title, document.subtitle, *document.notices]
    for block in document.blocks:
        if isinstance(block, Heading):
            texts.append(block.text)
        elif isinstance(block, Paragraph):
            texts += [sentence.text for sentence in block.sentences]
        elif isinstance(block, Bullets):
            texts += [sentence.text for item in block.items for sentence in item]
        elif isinstance(block, Table):
            texts += [block.caption, *block.headers]
            texts += [piece.text for row in block.rows for cell in row for piece in cell]
        else:
            texts += [block.caption, block.alt]
    return texts + list(document.notes)
