"""What cells say: sides that are taken, codes with their labels, numbers, or names of options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ...graph.names import folded
from ...graph.ontology import ontology
from ..checks.guesses import probable_number
from .words import BRACKETS, answer, graded, part, plain, tells_nothing

if TYPE_CHECKING:
    from .grids import Table

ANSWERS, OPTIONS, NUMBERS = "answers", "options", "numbers"
#: Every dash and minus as texts are compared.
DASH = "-"
#: Sides that settle something, each with the stance and the option that it is.
SIDES = {"yes": ("demands", "yes"), "no": ("demands", "no"), "accepts": ("accepts", "yes")}
#: Codes of a short scale.
_ORDINAL = range(-5, 11)
#: Codes that stand for a missing answer in many data sets.
_MISSING = frozenset(["-1", "-8", "-9", "-99", "-999", "99", "999", "9999", "-7"])
#: Steps between two labels of a scale from which on those between them were not meant to have one.
_WIDE = 3
#: Share of the different cells that must take a side.
_MOST = 0.6
_CODE_LINE = re.compile(r"^\W*([+-]?\d{1,4}|[A-Za-z]{1,2})\s*(?:=|:|-|\u2013|\u2014)\s*(\S.*)$")
_BRACKETED = re.compile(r"[(\[{]([^()\[\]{}]*=[^()\[\]{}]*)[)\]}]")
#: Codes and what they mean, whatever stands between them; and words between the ends of a scale.
_CODE = r"(?:[+-]?\b\d{1,4}|\b[A-Za-z]{1,2})"
_PAIRS = re.compile(rf"({_CODE})\s*=\s*([^=]*?)(?=\s*[,;|]?\s*{_CODE}\s*=|$)")
_ENDS = re.compile(r"\s*(?:\b(?:to|bis|à|a|до|and|und|et|y)|\.{2,3}|\u2026|[-\u2013\u2014])\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(.*?)[\s_\-.]*([+-]?\d{1,3})$")
_RANGE = re.compile(r"(-?\d[\d.,' ]*)\s*(?:-|\u2013|\u2014|to|bis|à|до)\s*(-?\d[\d.,' ]*)")
_NUMBER = r"\s*(-?\d[\d.,' ]*)"
_FROM = re.compile(rf"(?:>=?|≥|at least|min\.?|mindestens|au moins|al menos|from|ab|не менее|not less than){_NUMBER}")
_UP_TO = re.compile(
    rf"(?:<=?|≤|at most|max\.?|höchstens|au plus|como máximo|up to|bis|не более|not more than){_NUMBER}"
)
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|\u2013|\u2014|to|bis|à|a|до|至|\.\.)\s*(-?\d+(?:\.\d+)?)")


@dataclass
class Codebook:
    """Labels of codes, for all columns or for one of them, and titles of columns.

    Attributes
    ----------
    labels : dict of str to dict
        By the plain name of a column, or the empty text for all: the label of each code.
    titles : dict of str to str
    files : list of str
        Where it stands.
    """

    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def of(self, *names: str) -> dict[str, str]:
        """The labels for the codes of a column, by any of its names."""
        return next((self.labels[plain(name)] for name in names if plain(name) in self.labels), self.labels.get("", {}))

    def title(self, *names: str) -> str:
        return next((self.titles[plain(name)] for name in names if plain(name) in self.titles), "")

    def take(self, more: Codebook) -> None:
        for name, labels in more.labels.items():
            self.labels.setdefault(name, {}).update(labels)
        self.titles |= more.titles
        self.files += more.files


def codebook_in_lines(lines: Iterable[str]) -> Codebook:
    """A codebook in comments: ``1 = agree``.

    >>> from zopa.loaders.mapping.codes import codebook_in_lines
    >>> codebook_in_lines(["# 1 = agree; 2 = disagree"]).labels
    {'': {'1': 'agree', '2': 'disagree'}}
    """
    labels: dict[str, str] = {}
    for line in lines:
        pieces = re.split(r"[;,|]", line.strip("# /%")) if "=" in line else [line.strip("# /%")]
        for piece in pieces:
            match = _CODE_LINE.match(piece.strip())
            if match and ("=" in piece or len(pieces) == 1):
                labels[match.group(1)] = match.group(2).strip()
    return Codebook({"": labels} if len(labels) > 1 else {})


def codebook_in_header(header: Iterable[str]) -> Codebook:
    """Codebooks in the brackets of headers: ``Position (1 = for, 2 = against)``, each of its own column.

    >>> from zopa.loaders.mapping.codes import codebook_in_header
    >>> codebook_in_header(["Actor", "Position (1 = for, 2 = against)", "Tax [1=yes 2=no]"]).labels
    {'position': {'1': 'for', '2': 'against'}, 'tax': {'1': 'yes', '2': 'no'}}
    >>> codebook_in_header(["Climate (1 = for to 5 = against)"]).labels
    {'climate': {'1': 'for', '5': 'against'}}
    """
    codebook = Codebook()
    for name in header:
        for inside in _BRACKETED.findall(name):
            pairs = [(code, _ENDS.sub("", label).strip(" ,;/|")) for code, label in _PAIRS.findall(inside)]
            if len(pairs) > 1 and all(label for _, label in pairs):
                codebook.labels[plain(name)] = dict(pairs)
    return codebook


def codebook_in_table(table: Table) -> Codebook | None:
    """A codebook that is a table: a row a code, or a row a column with a cell a code; None where it is none."""
    numbered: dict[str, dict[str, str]] = {}
    for name in table.header:
        if match := _NUMBERED.match(name):
            numbered.setdefault(match.group(1), {})[name] = str(int(match.group(2)))
    wide = max(numbered.values(), key=len, default={})
    texts = [cell for name in wide for cell in table.counts(name) if not probable_number(cell) and not answer(cell)]
    stems = {plain(match.group(1)) for name in wide if (match := _NUMBERED.match(name))}
    is_called = set(plain(table.file.rpartition(".")[0]).split()) & part("codebooks") or stems <= part("classes")
    if len(wide) > 1 and texts and is_called:
        key = _first_key(table)
        if key is None:
            return None
        title = next((name for name in table.header if plain(name) in ("title", "name", "label", "question")), key)
        book = Codebook(files=[table.file])
        for row in table.rows:
            name = plain(row[table.place[key]])
            book.labels[name] = {
                code: row[table.place[column]] for column, code in wide.items() if row[table.place[column]]
            }
            book.titles[name] = row[table.place[title]]
        return book
    codes = next(
        (name for name in table.header if plain(name).split()[-1:] and plain(name).split()[-1] in part("codes")), None
    )
    labels = next(
        (
            name
            for name in table.header
            if name != codes and plain(name).split()[-1:] and plain(name).split()[-1] in part("labels")
        ),
        None,
    )
    if codes is None or labels is None or len(table.header) > 4:
        return None
    rest = [name for name in table.header if name not in (codes, labels)]
    if any(len(code) > 12 for code in table.counts(codes)):
        return None
    book = Codebook(files=[table.file])
    for row in table.rows:
        name = plain(row[table.place[rest[0]]]) if rest else ""
        book.labels.setdefault(name, {})[row[table.place[codes]]] = row[table.place[labels]]
    return book


def _first_key(table: Table) -> str | None:
    """The first column of which every cell is filled and different."""
    return next((name for name in table.header if len(table.counts(name)) == len(table.rows) > 0), None)


def number(cell: str) -> str:
    """The number that a cell holds; empty where it is none or can be read in two ways.

    >>> from zopa.loaders.mapping.codes import number
    >>> number("12,5"), number("45%"), number("Geneva")
    ('12.5', '45', '')
    """
    return probable_number(cell.removesuffix("%").strip())


def range_in(cell: str) -> tuple[str, str]:
    """The ends of the range that a cell names, of which one may be open; both empty where it names none.

    >>> from zopa.loaders.mapping.codes import range_in
    >>> range_in("30-60"), range_in("90 to 120 %"), range_in("at least 45"), range_in("≤ 7"), range_in("60")
    (('30', '60'), ('90', '120'), ('45', ''), ('', '7'), ('', ''))
    """
    text = folded(cell).removesuffix("%").strip()
    if match := _RANGE.fullmatch(text):
        low, high = (number(end) for end in match.groups())
        return (low, high) if low and high and float(low) < float(high) else ("", "")
    for ends, pattern in ((0, _FROM), (1, _UP_TO)):
        if (match := pattern.fullmatch(text)) and (end := number(match.group(1))):
            return ("", end) if ends else (end, "")
    return "", ""


def scale_in(text: str) -> tuple[str, str] | None:
    """The ends of a scale that a text names.

    >>> from zopa.loaders.mapping.codes import scale_in
    >>> scale_in("Position (0 to 100)"), scale_in("Position")
    (('0', '100'), None)
    """
    match = _SCALE.search(text)
    return (match.group(1), match.group(2)) if match and float(match.group(1)) < float(match.group(2)) else None


def scale_labelled(cells: Iterable[str], labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The ends of a scale of which only the ends, or the ends and the middle, have a label; None where codes are options.

    >>> from zopa.loaders.mapping.codes import scale_labelled
    >>> scale_labelled(["2", "9.5"], {"0": "left", "5": "centre", "10": "right", "99": "don't know"})
    ('0', '10')
    >>> scale_labelled(["1", "3"], {"1": "tax", "2": "trade", "4": "other"}) is None
    True
    """
    named = [code for code, label in labels.items() if not is_missing(code, label)]
    if len(named) < 2 or not all(map(number, named)):
        return None
    codes = sorted(float(number(code)) for code in named)
    steps = {round(after - before, 9) for before, after in pairwise(codes)}
    between = any(codes[0] < float(text) < codes[-1] for cell in cells if cell not in labels and (text := number(cell)))
    if len(steps) > 1 or min(steps) <= 1 or (min(steps) < _WIDE and not between):
        return None
    low, high = (f"{code:.15g}" for code in (codes[0], codes[-1]))
    return low, high


def unit_in(header: str) -> str:
    """The unit that a header has in brackets; empty where they hold the ends of a scale.

    >>> from zopa.loaders.mapping.codes import unit_in
    >>> unit_in("Finance (billion USD)"), unit_in("Tax (0-100)"), unit_in("Tax")
    ('billion USD', '', '')
    """
    match = BRACKETS.search(header)
    is_unit = match is not None and "=" not in match.group() and scale_in(match.group()) is None
    return match.group()[1:-1].strip() if match is not None and is_unit else ""


def kind_of(
    cells: Iterable[str], labels: dict[str, str] | None = None, votes: bool = False, scale: bool = False
) -> str:
    """Whether different cells take sides, are numbers, or are options.

    Parameters
    ----------
    cells : iterable of str
        The different filled cells of an issue, or of a table.
    labels : dict of str to str, optional
        What a codebook says of them.
    votes : bool
        The column says a side, by its name: then 1 and 0 are yes and no.
    scale : bool
        The column names the ends of a scale.

    Examples
    --------
    >>> from zopa.loaders.mapping.codes import kind_of
    >>> kind_of(["yes", "No"]), kind_of(["0", "1", "3"]), kind_of(["12.5", "80"]), kind_of(["-1", "0", "1"])
    ('answers', 'options', 'numbers', 'answers')
    """
    different = list(dict.fromkeys(cells))
    if labels:
        labelled = [labels[cell] for cell in different if cell in labels]
        if labelled:
            is_scale = scale_labelled(different, labels) is not None
            between = {number(cell) for cell in different if cell not in labels} - {"", "0"}
            takes_sides = kind_of(labelled) == ANSWERS and not (is_scale and between)
            return ANSWERS if takes_sides else NUMBERS if is_scale else OPTIONS
    plain_cells = {cell for cell in different if answer(cell) != "no answer" or number(cell)}
    numbers = {number(cell) for cell in plain_cells}
    if plain_cells and "" not in numbers:
        if not scale and (numbers <= {"-1", "0", "1"} and ("-1" in numbers or votes) and len(numbers) > 1):
            return ANSWERS
        is_short = all(float(text) in _ORDINAL or text in _MISSING for text in numbers)
        return OPTIONS if is_short and not scale else NUMBERS
    if graded(different):
        return OPTIONS
    sides = [answer(cell) for cell in different if not number(cell)]
    known = sum(side is not None for side in sides)
    takes_side = any(side in SIDES for side in sides) or (votes and known == len(different))
    # A letter is a code of many things, and two are the code of a country: NO is Norway, and ZA South Africa.
    single = any(len(cell) == 1 and cell.isascii() and cell.isalpha() for cell in different)
    single = single or all(len(cell) == 2 and cell.isupper() for cell in different)
    if takes_side and known >= len(different) * (1 if single else _MOST):
        return ANSWERS
    with_range = sum(any(range_in(cell)) for cell in plain_cells)
    if with_range and with_range + sum(bool(number(cell)) for cell in plain_cells) == len(plain_cells) > 1:
        return NUMBERS
    with_number = sum(bool(text) for text in numbers)
    return NUMBERS if with_number * 2 > len(different) and with_number > 2 else OPTIONS


def side_of(cell: str, numeric: frozenset[str] | set[str], more: dict[str, str]) -> str | None:
    """The side that a cell takes, in a column of answers.

    Parameters
    ----------
    cell : str
    numeric : set of str
        The numbers, and the sign +, among the answers of the column: 0 is no beside 1, and between where -1 is no. A dash
        is no beside +, and elsewhere an empty cell.
    more : dict of str to str
        Words and sides of the table's own.
    """
    if cell in more:
        return more[cell]
    if folded(cell) == DASH:
        return "no" if {"+", "++"} & numeric else answer(cell)
    text = number(cell) if cell != "+" else ""
    if text in ("-1", "0", "1") and "1" in numeric | {text}:
        if text == "0":
            return "abstains" if "-1" in numeric else "no"
        return "yes" if text == "1" else "no"
    return answer(cell)


def stance_beside(side: str) -> tuple[str, str]:
    """The stance of a side that takes neither yes nor no, and why a row of it is set aside where no stance says so."""
    stances = ontology().tables["positions"].columns["stance"].values
    if side in stances:
        return side, ""
    reasons = {
        "abstains": "The party abstained or took neither side, and no stance of a position says so.",
        "mixed": "The answer is mixed, and no stance of a position says so.",
        "no answer": "The party gave no answer, and no stance of a position says so.",
        "conditional": "The party agrees on a condition, and the table does not say on which.",
    }
    return "", reasons[side]


def kinds_of(
    cells_of: dict[str, list[str]], labels_of: dict[str, dict[str, str]], votes: bool, scales: set[str]
) -> dict[str, str]:
    """Of which kind the cells of each issue are; those of one vocabulary are of one kind.

    >>> from zopa.loaders.mapping.codes import kinds_of
    >>> kinds_of({"A": ["-1", "1"], "B": ["0", "1"], "C": ["0", "1"]}, {}, False, set())["C"]
    'answers'
    """
    kinds = {
        name: kind_of(cells, labels_of.get(name), votes, name in scales) for name, cells in cells_of.items() if cells
    }
    sided = {cell for name, kind in kinds.items() if kind == ANSWERS for cell in cells_of[name]}
    numbers = any(kind == NUMBERS for kind in kinds.values())
    if sided and all(number(cell) for cell in sided):
        # The middle of a scale from -1 to 1, in a column in which nobody is against.
        sided |= {"-1", "0", "1", "+1"}
    for name, kind in kinds.items():
        own = cells_of[name]
        if kind == OPTIONS and sided and not labels_of.get(name) and _take_sides(own):
            # Beside columns of answers, one that holds some is of answers as well: the words that are new are asked.
            kinds[name] = ANSWERS
            sided |= set(own)
    for name, kind in kinds.items():
        own = cells_of[name]
        if kind == OPTIONS and sided.issuperset(own):
            kinds[name] = ANSWERS
        elif kind == OPTIONS and numbers and not labels_of.get(name) and all(number(cell) for cell in own):
            # A low number beside issues with a long scale is a number as well.
            kinds[name] = NUMBERS
    return kinds


def is_graded_from_one_side(cells: Iterable[str]) -> bool:
    """Whether cells are numbers from -1, which is against, to 1, and some stand between: all are places on one scale.

    >>> from zopa.loaders.mapping.codes import is_graded_from_one_side
    >>> is_graded_from_one_side(["-1", "0.5", "1"]), is_graded_from_one_side(["-1", "0", "1"])
    (True, False)
    """
    numbers = [number(cell) for cell in cells]
    places = {float(text) for text in numbers if text}
    return all(numbers) and bool(places) and min(places) == -1 and max(places) <= 1 and not places <= {-1, 0, 1}


def _take_sides(cells: list[str]) -> bool:
    """Whether half of the words of a column at least are answers, and one takes a side."""
    words = [cell for cell in cells if not number(cell)]
    known = [side for cell in words if (side := answer(cell))]
    return bool(set(known) & set(SIDES)) and len(known) * 2 >= len(words) == len(cells)


def ordered(cells: Iterable[str]) -> list[str]:
    """Options in their order: of a scale of words, of numbers, or as they come.

    >>> from zopa.loaders.mapping.codes import ordered
    >>> ordered(["10", "2", "1"])
    ['1', '2', '10']
    """
    different = list(dict.fromkeys(cells))
    by_words = graded(different)
    if by_words:
        return by_words
    if all(number(cell) for cell in different):
        return sorted(different, key=lambda cell: float(number(cell)))
    return different


def is_missing(cell: str, label: str) -> bool:
    """Whether a code stands for no answer."""
    return tells_nothing(label) if label else answer(cell) == "no answer" and not number(cell)


def same(text: str) -> str:
    """The form in which texts of cells are compared."""
    return folded(text)
