"""The forms in which a word may be written: by sound, by looks, with umlauts spelled out, with digits for letters."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

from .names import look

#: Categories of characters that a reader does not see, or sees as a mark on the letter before: left out.
_UNSEEN = ("Cf", "Mn", "Me", "Mc")
#: The same of letters by category: the stroke that makes an Arabic word longer, and fillers of Hangul.
_FILLERS = "\u0640\u115f\u1160\u3164\uffa0"
#: Letters that writers and keyboards take for one another, and those that are written otherwise at the end of a word.
_SAME = str.maketrans(
    "\u0671\u0649\u06cc\u06a9\u0629\u06c0\u06c1\u06d2\u05da\u05dd\u05df\u05e3\u05e5",
    "\u0627\u064a\u064a\u0643\u0647\u0647\u0647\u064a\u05db\u05de\u05e0\u05e4\u05e6",
    _FILLERS,
)
_UMLAUTS = str.maketrans(
    {"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00f8": "oe", "\u00e5": "aa", "\u00c4": "Ae", "\u00d6": "Oe"}
    | {"\u00dc": "Ue", "\u00d8": "Oe", "\u00c5": "Aa"}
)
#: Digits that stand for letters inside of a word.
_DIGITS = str.maketrans("013457", "oleast")
_OTHER_ONE = str.maketrans("1", "i")
#: Alphabets of which some letters look like those of another one.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]|\U0001f3f4[\U000e0061-\U000e007a]")


def bare(text: str) -> str:
    """A text with compatible letters in one form, without accents and characters that nobody sees; capitals stay."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if unicodedata.category(letter) not in _UNSEEN)
    return unicodedata.normalize("NFKC", "".join(letters).translate(_SAME))


def bare_forms(text: str) -> set[str]:
    """The same, also with umlauts spelled out.

    >>> from zopa.graph.spellings import bare_forms
    >>> sorted(bare_forms("\u00d6zil"))
    ['Oezil', 'Ozil']
    """
    if text.isascii():
        return {text}
    return {bare(text), bare(unicodedata.normalize("NFC", text).translate(_UMLAUTS))}


def plain(text: str) -> str:
    """The same in small letters.

    >>> from zopa.graph.spellings import plain
    >>> plain("Zelens\\u00adkyy, Tu\\u0308rkiye"), plain("\\uff35\\uff33")
    ('zelenskyy, turkiye', 'us')
    """
    return bare(text).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text: runs of letters and digits."""
    return re.findall(r"[^\W_]+", text)


def joined(text: str) -> str:
    """The letters and digits of a text without whatever stands between them."""
    return "".join(words_of(text))


def spellings(text: str) -> frozenset[str]:
    """A text in small Latin letters, in each way in which somebody may write it.

    >>> from zopa.graph.spellings import spellings
    >>> sorted(spellings("\\u00d6zil")), sorted(spellings("Ir4n"))
    (['oezil', 'ozil'], ['ir4n', 'iran'])
    """
    forms = {anyascii(form.casefold()).lower() for form in (*bare_forms(text), plain(look(text)))}
    # A number by itself is a number.
    with_digits = {form for form in forms if re.search(r"[a-z]\d|\d[a-z]", form)}
    forms |= {form.translate(_DIGITS) for form in with_digits}
    forms |= {form.translate(_OTHER_ONE).translate(_DIGITS) for form in with_digits}
    return frozenset(forms)


#: Ways to write a sound in Latin letters, each with the one that stands for all.
_SOUNDS = (
    *(("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("ch", "sh"), ("ph", "f"), ("kh", "k"), ("dh", "d"), ("th", "t")),
    *(("gh", "k"), ("ck", "k"), ("q", "k"), ("c", "k"), ("g", "k"), ("w", "v"), ("ts", "s"), ("z", "s"), ("x", "ks")),
)
_VOWELS_AND_THE_LIKE = re.compile("[aeiouyj'`]")
_SILENT = re.compile("(?<=.)h+$")
_TWICE = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """The consonants of a word in small Latin letters, the same in whatever way its sounds were written in them.

    A vowel at the beginning is an ``a``. Scripts that leave vowels out give the same.

    >>> from zopa.graph.spellings import skeleton
    >>> {skeleton(name) for name in ("hezbollah", "hizbullah", "hizballah", "hzb allh")}
    {'hsbl'}
    >>> skeleton("qaddafi") == skeleton("kadhafi"), skeleton("option"), skeleton("putin")
    (True, 'aptn', 'ptn')
    """
    word = joined(word)
    for written, meant in _SOUNDS:
        word = word.replace(written, meant)
    begins = "a" if word[:1] in "aeiou" else ""
    consonants = _TWICE.sub(r"\1", begins + _SILENT.sub("", _VOWELS_AND_THE_LIKE.sub("", word)))
    return consonants.replace("hs", "s") if not consonants.startswith("h") else consonants


def has_case(text: str) -> bool:
    """Whether a text has letters of a script with capitals."""
    return any(letter.lower() != letter.upper() for letter in text)


def is_disguised(text: str) -> bool:
    """Whether a text has a flag in it, or a word with letters of two alphabets that look alike.

    >>> from zopa.graph.spellings import is_disguised
    >>> is_disguised("Ukr\\u0430ine"), is_disguised("Ukraine"), is_disguised("\\U0001f1fa\\U0001f1e6 plan")
    (True, False, True)
    """
    if text.isascii():
        return False
    return bool(_FLAG.search(text)) or any(len(_alphabets(word)) > 1 for word in words_of(bare(text)))


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()} & _ALIKE
