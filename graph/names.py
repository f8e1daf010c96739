"""When two names are one: letter case, dashes, quotation marks, blanks and marks that nobody sees make no difference.

People and programs write one name in several ways: an editor turns a hyphen into a dash, a Mac writes ``é`` as two
characters, a web page brings zero-width spaces along. Names are compared in one form (:func:`folded`); letters of
another alphabet that look the same, and letters that many write for one another, are found by :func:`look`. Only a person
can say whether two names are one where one of them has an accent, a bracket or the number of a list more: :func:`reduced`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from .characters import in_own_digits, unaccented

_DASHES = "\u02d7\u05be\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_QUOTES = '"`\u00b4\u00ab\u00bb\u02b9\u02bc\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u2039\u203a'
_QUOTES += "\u02bb\u02bd\u055a\u05f3\u05f4\u2035\u300c\u300d\u300e\u300f\u301d\u301e\u301f\ua78b\ua78c"
_VARIATIONS = "".join(map(chr, (*range(0xFE00, 0xFE10), 0x034F, *range(0xE0100, 0xE01F0))))
#: Fillers of Hangul, the sign for an object that is not there, and control characters: nobody sees them.
_UNSEEN = "\u115f\u1160\u3164\uffa0\ufffc" + "".join(map(chr, (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85))))
#: Dots that stand between the parts of a name, as in Chinese and Japanese ones.
_DOTS = "\u0387\u2022\u2027\u2219\u22c5\u30fb\uff65"
#: Vowel points of Hebrew and Arabic, which most writers leave out, and the stroke that only makes an Arabic word longer.
_POINTS = "".join(map(chr, (*range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7)))
_POINTS += "".join(map(chr, (*range(0x064B, 0x0653), 0x0670, 0x0640)))
#: Persian keyboards and Arabic ones have a kaf and a yeh of their own each.
_KEYBOARDS = {"\u06a9": "\u0643", "\u06cc": "\u064a"}
_ONE_MARK = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_QUOTES, "'"),
        **dict.fromkeys(_DOTS, "\u00b7"),
        **dict.fromkeys(_VARIATIONS + _POINTS + _UNSEEN, ""),
        **_KEYBOARDS,
        "\u2800": " ",
        "\u301c": "~",
        "\u0130": "i",
    }
)
#: Signs beside which a blank makes no difference, the end of a sentence, and quotation marks around all.
_BESIDE = re.compile(r"\s*([()\[\]{}/%&+:;,.!?])\s*")
_END = ".,:;"
#: Two single quotation marks stand for a double one.
_TWICE = re.compile("''+")

#: Letters of Cyrillic and Greek, and in the same order the Latin letters that look the same.
_CYRILLIC = (
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u051a\u051c"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
)
_GREEK = "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd"
_LOOKS = str.maketrans(_CYRILLIC + _GREEK, "ABEKMHOPCTYXIJSQWaeopcyxijshdqwABEZHIKMNOPTYXov")
#: Letters that many write for one another: the Turkish i without a dot, which is the small letter of I; the Russian e with
#: dots, which print leaves out; alefs with a hamza, the ends of Arabic words, and the h of Kurdish and Urdu.
_FOR_ONE_ANOTHER = str.maketrans(
    "\u0131\u0401\u0451\u0622\u0623\u0625\u0671\u0629\u06c0\u06c1\u06c2\u06c3\u06be\u06d5\u0649",
    "iEe\u0627\u0627\u0627\u0627\u0647\u0647\u0647\u0647\u0647\u0647\u0647\u064a",
)
#: Names of which the form is kept: those of a case are compared again and again.
_KEPT = 1 << 14
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: What stands before a line of a list.
_LISTED = re.compile(r"(?:[-*\u2013\u2022]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
#: Names shorter than this are not taken for slips of one another.
SHORTEST_SLIP = 4


@lru_cache(_KEPT)
def folded(name: str) -> str:
    """The form in which names are compared: two names with the same form are one name.

    >>> from zopa.graph.names import folded
    >>> folded("Cease\u2013Fire\u200b ") == folded("cease-fire"), folded("re-sign") == folded("resign")
    (True, False)
    """
    if not name.isascii():
        # An acute accent that stands for an apostrophe would come apart in normal form: marks are made one before.
        name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.translate(_ONE_MARK)).casefold())
        name = in_own_digits("".join(letter for letter in name if unicodedata.category(letter) != "Cf"))
    name = name.casefold().translate(_ONE_MARK).replace("i\u0307", "i")
    return _without_ends(_BESIDE.sub(r"\1", " ".join(_TWICE.sub("'", name).split())))


def _without_ends(name: str) -> str:
    """A name without the end of a sentence behind it, and without quotation marks around it."""
    while True:
        shorter = name.rstrip(_END + " ")
        if shorter == name and name[:1] == "'" == name[-1:]:
            shorter = name[1:-1].strip()
        if shorter in ("", name):
            return name
        name = shorter


@lru_cache(_KEPT)
def look(name: str) -> str:
    """The form of a name with the Latin letters that its Cyrillic and Greek ones look like.

    >>> from zopa.graph.names import look
    >>> look("\u041d\u0410\u0422\u041e") == look("HATO")
    True
    """
    return folded(folded(unicodedata.normalize("NFKC", name).translate(_LOOKS)).translate(_FOR_ONE_ANOTHER))


@lru_cache(_KEPT)
def reduced(name: str) -> str:
    """The letters and digits of a name without accents, marks, brackets, tags and the number that it has in a list.

    Names of which this is the same may be one or two.

    >>> from zopa.graph.names import reduced
    >>> reduced("\u00c9TAT") == reduced("Etat"), reduced("1. (now)!") == reduced("<b>now</b>"), reduced("law &amp; order")
    (True, True, 'lawandorder')
    """
    text = _LISTED.sub("", _TAG.sub(" ", html.unescape(name)).strip())
    letters = (letter for letter in look(unaccented(text)).replace("&", " and ") if letter.isalnum())
    return "".join(letters) or folded(name)


def difference(name_a: str, name_b: str) -> str:
    """In which characters two names differ.

    >>> from zopa.graph.names import difference
    >>> difference("cease\u2013fire", "cease-fire")
    'EN DASH (U+2013) for HYPHEN-MINUS (U+002D)'
    """
    differences: dict[str, None] = {}
    for kind, a, b, c, d in SequenceMatcher(None, name_a, name_b, autojunk=False).get_opcodes():
        before, after = name_a[a:b], name_b[c:d]
        if kind == "equal":
            continue
        if before.casefold() == after.casefold():
            differences["letter case"] = None
        elif not (before + after).strip():
            differences["blanks"] = None
        elif before and after:
            differences[f"{_characters(before)} for {_characters(after)}"] = None
        else:
            differences[_characters(before or after)] = None
    words = list(differences)
    return ", ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")


def is_slip(word: str, meant: str) -> bool:
    """Whether a name is another one with a slip of the pen in it, as against another name that is nearly the same.

    A letter is missing, too much or at its neighbour's place; in longer names two may be missing or too many.

    >>> from zopa.graph.names import is_slip
    >>> is_slip("uplnd", "upland"), is_slip("iran", "iraq"), is_slip("oberland", "lowland")
    (True, False, False)
    """
    from rapidfuzz.distance import OSA, Indel

    shorter = min(len(word), len(meant))
    if shorter < SHORTEST_SLIP:
        return False
    swapped = len(word) == len(meant) and sorted(word) == sorted(meant) and OSA.distance(word, meant) == 1
    return swapped or Indel.distance(word, meant) <= (1 if shorter < 2 * SHORTEST_SLIP else 2)


def strange_letters(name: str) -> str:
    """Letters that look Latin but are not, in words that have Latin letters too; empty where there are none.

    >>> from zopa.graph.names import strange_letters
    >>> strange_letters("L\u043endon"), strange_letters("London")
    ('CYRILLIC SMALL LETTER O (U+043E)', '')
    """
    if name.isascii():
        return ""
    strange: dict[str, None] = {}
    for word in _WORD.findall(unicodedata.normalize("NFKC", name)):
        latin = any(unicodedata.name(letter, "").startswith("LATIN") for letter in word)
        if latin:
            strange |= {letter: None for letter in word if ord(letter) in _LOOKS}
    return _characters("".join(strange))


def _characters(letters: str) -> str:
    names = [f"{unicodedata.name(letter, 'a character')} (U+{ord(letter):04X})" for letter in letters]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The word of a closed list that somebody may have meant, as the end of a message; empty where none is near.

    >>> from zopa.graph.names import did_you_mean
    >>> did_you_mean("Name", ["quotes", "names"]), did_you_mean("xyz", ["quotes", "names"])
    (" Did you mean 'names'?", '')
    """
    from rapidfuzz import process

    near = process.extractOne(word.casefold(), list(known), score_cutoff=60)
    return f" Did you mean '{near[0]}'?" if near else ""
