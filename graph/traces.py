"""Where a text bears a trace of a party: its name in any spelling or script, its initials, its country's words.

A trace is looked for generously. A text that only resembles a name is taken for one: it is replaced whole by whoever asks
(:mod:`zopa.graph.redaction`), so a mistake costs a word and never says anything false.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

import pandas as pd
from anyascii import anyascii

from .edges import listed
from .names import look

_SHARED = """
a alliance an and army assembly association at authority bloc by cape central children citizens city civil civilians
coalition command commission committee community congress council countries country court de del democratic der des di
du east eastern el families federal federation for force forces free from front government group groups in independent
international joint kingdom la las le leader leaders leadership league les liberation los members men minister
ministry mission movement national nations new north northern of office on opposition organisation organization
parliament parties party patriotic people peoples port president prime public puerto refugees region regional republic
republican residents revolutionary saint santo senate side sides social south southern state states support the to
town und union unions united unity van von west western women workers world y youth
"""
#: Words that the names of many parties share. They are no trace by themselves; a whole name with them in it is.
GENERIC = frozenset(_SHARED.split())
#: A name of this many letters or fewer is looked for as a word of its own, as it is written or in capitals.
SHORT = 3
#: The first letters that a word has in common with a name's word to be a trace of it: this share of them, and at least four.
COMMON = 0.6
#: A stem of so many letters is found inside of other words too, and over blanks and hyphens.
INSIDE = 5
#: The same of the many words for a country, which short ones occur in by chance.
INSIDE_COUNTRY = 7
#: Words of a name that its initials may pass over.
SMALL = frozenset({"of", "the", "and", "for", "in", "de", "la", "s"})
#: Languages in which a country's name is a trace of it: those of the UN, and some in which many negotiate.
LANGUAGES = (
    "ar",
    "de",
    "en",
    "es",
    "fa",
    "fr",
    "he",
    "hi",
    "it",
    "ja",
    "ko",
    "pl",
    "pt",
    "ru",
    "sw",
    "tr",
    "uk",
    "ur",
    "zh",
)
_VOWELS = "aeiouy"


def plain(text: str) -> str:
    """A text in one form: compatible letters, no invisible characters, no accents, small letters.

    >>> from zopa.graph.traces import plain
    >>> plain("Zelens\\u00adkyy, Tu\\u0308rkiye"), plain("\\uff35\\uff33")
    ('zelenskyy, turkiye', 'us')
    """
    return _bare(text).casefold()


def _bare(text: str) -> str:
    composed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize(
        "NFKC", "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Mn", "Me"))
    )


def _spellings(text: str) -> tuple[str, ...]:
    """A text in Latin letters: by sound and, where it has letters that only look Latin, by looks."""
    folded = plain(text)
    by_sound = anyascii(folded).lower()
    by_looks = anyascii(plain(look(text))).lower()
    return (by_sound,) if by_looks == by_sound else (by_sound, by_looks)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def joined(text: str) -> str:
    return "".join(_words(text))


def _has_case(text: str) -> bool:
    return any(letter.lower() != letter.upper() for letter in text)


class Traces:
    """Whatever gives parties away: made once from their names, asked of many texts."""

    def __init__(self, names: Iterable[str], of_countries: Iterable[str] = ()) -> None:
        self.stems: set[str] = set()
        self.inside: set[str] = set()
        self.exact: set[str] = set()
        self.initials: set[str] = set()
        self.uncased: set[str] = set()
        for name in {*names}:
            self._add(name)
        for name in {*of_countries}:
            self._add_country(name)

    def _add(self, name: str) -> None:
        words = self._whole(name)
        for word in words:
            if word.casefold() not in GENERIC or len(words) == 1:
                self._add_word(word)
        if len(words) > 1 and _has_case(name):
            self.initials |= {_initials(words), _initials([word for word in words if word.casefold() not in SMALL])}
        self.initials |= {word.upper() for word in words if len(words) == 1 and len(word) <= SHORT}
        self.initials = {letters for letters in self.initials if len(letters) > 1}

    def _add_country(self, name: str) -> None:
        """Of a country's longer names only the whole: their words are such as many countries share."""
        words = self._whole(name)
        if len(words) == 1:
            self._add_word(words[0], inside=INSIDE_COUNTRY)
        initials = _initials([word for word in words if word.casefold() not in SMALL])
        if len(initials) >= SHORT:
            self.exact.add(initials)

    def _whole(self, name: str) -> list[str]:
        bare = _bare(name).strip()
        words = _words(bare)
        if not _has_case(bare):
            # Scripts without capitals write endings and prefixes onto a name, and some no blanks.
            long = [word for word in (*words, "".join(words)) if len(word) > 1]
            self.uncased |= {word[:-1] if len(word) > SHORT + 1 else word for word in long}
            return []
        if len(words) > 1:
            self.inside |= {whole for whole in map(joined, _spellings(bare)) if len(whole) >= INSIDE}
        return words

    def _add_word(self, word: str, inside: int = INSIDE) -> None:
        if len(word) <= SHORT:
            if len(word) > 1:
                self.exact |= {word.upper()} if word.islower() else {word, word.upper()}
            return
        for spelling in map(joined, _spellings(word)):
            self.stems.add(spelling)
            stem = spelling[:-1] if spelling[-1] in _VOWELS else spelling
            self.inside |= {part for part in (spelling, stem) if len(part) >= inside}

    def __call__(self, text: str) -> bool:
        """Whether a text bears a trace of any of the names."""
        bare = _bare(text)
        if any(name in bare for name in self.uncased):
            return True
        words = {*_words(bare), *_letter_by_letter(bare)}
        return any(
            self._is_short_name(word) or any(map(self._is_stem, map(joined, _spellings(word)))) for word in words
        ) or any(stem in joined(spelling) for spelling in _spellings(bare) for stem in self.inside)

    def _is_short_name(self, word: str) -> bool:
        return word in self.exact or (word.isupper() and any(word.startswith(letters) for letters in self.initials))

    def _is_stem(self, word: str) -> bool:
        return any(_shares_a_beginning(word, stem) for stem in self.stems)


def _letter_by_letter(text: str) -> set[str]:
    """Capitals written one by one, put together, from each of them on: U.S., U S."""
    runs = "".join(part if len(part) == 1 and part.isupper() else " " for part in re.split(r"[.\s]+", text))
    return {run[start:] for run in runs.split() for start in range(len(run) - 1)}


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words).upper()


def _shares_a_beginning(word: str, name: str) -> bool:
    least = max(SHORT + 1, round(COMMON * len(name)))
    return len(word) >= least and word[:least] == name[:least]


def names_of(parties: pd.DataFrame) -> list[str]:
    """Names, aliases and ids of parties.

    >>> import pandas as pd
    >>> from zopa.graph.traces import names_of
    >>> names_of(pd.DataFrame({"id": ["p"], "name": ["Poland"], "aliases": ["Warsaw|the Polish side"]}))
    ['p', 'Poland', 'Warsaw', 'the Polish side']
    """
    cells = [cell for column in ("id", "name", "aliases") if column in parties for cell in parties[column].dropna()]
    return [name for cell in cells for name in listed(cell)]


def names_of_countries(names: Iterable[str]) -> set[str]:
    """Of each country that a name has in it all names that are known of it.

    >>> from zopa.graph.traces import names_of_countries
    >>> sorted({"Polish", "Warsaw", "Polska", "Berlin"} & names_of_countries(["the Polish side"]))
    ['Polish', 'Polska', 'Warsaw']
    """
    padded = [f" {' '.join(_words(plain(name)))} " for name in names]
    return {
        name
        for known, country in _countries()
        if any(f" {words} " in text for words in known for text in padded)
        for name in country
    }


@cache
def _countries() -> list[tuple[set[str], set[str]]]:
    """Every country's name, other spellings, capital, demonym, and its names in other languages.

    First in the form in which they are looked for in the name of a party; codes of two and three letters are not.
    """
    from babel import Locale
    from countryinfo import CountryInfo

    languages = [Locale(language) for language in LANGUAGES]
    known = []
    for about in CountryInfo.all().values():
        names = [about.get(field) for field in ("name", "demonym", "nativeName")]
        names += [
            word
            for word in _words(str(about.get("capital") or ""))
            if len(word) > SHORT and word.casefold() not in GENERIC
        ]
        names += about.get("altSpellings", [])
        names += [language.territories.get((about.get("ISO") or {}).get("alpha2")) for language in languages]
        written = {str(name) for name in names if name}
        known.append(({" ".join(_words(plain(name))) for name in written if len(name) > SHORT}, written))
    return known


def traces_of(parties: pd.DataFrame) -> Callable[[str], bool]:
    """A function that says whether a text bears a trace of a party.

    Parameters
    ----------
    parties : DataFrame
        The table ``parties``.

    Returns
    -------
    function of str to bool
        True where the text has a word that begins like one of a name, an alias, an id or another name of the same country;
        initials; or a longer name inside of another word, across blanks, hyphens and invisible characters, in another
        script or in letters that look the same. Words that many names share, such as ``Republic``, are no trace by
        themselves.

    Examples
    --------
    >>> import pandas as pd
    >>> from zopa.graph.traces import traces_of
    >>> is_trace = traces_of(pd.DataFrame({"id": ["us", "p"], "name": ["United States", "Poland"]}))
    >>> [is_trace(text) for text in ("A US-led force", "U.S. command", "No American troops", "Polish guards", "Open")]
    [True, True, True, True, False]
    """
    names = names_of(parties)
    return Traces(names, names_of_countries(names))
