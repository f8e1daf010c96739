"""Where a text bears a trace of a name: any word of it in any spelling or script, its initials, its country's words.

A trace is looked for generously. A text that only resembles a name is taken for one: it is replaced whole by whoever asks
(:mod:`zopa.graph.redaction`), so a mistake costs a label and never says anything false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pandas as pd
from anyascii import anyascii

from .countries import names_of_countries
from .edges import listed
from .fragments import HANGUL, IDEOGRAPHS, parts_of, split_at_capitals, words_to_ask
from .spellings import bare, bare_forms, has_case, is_disguised, joined, plain, skeleton, spellings, words_of

_SHARED = """
agency alliance army assembly association authority bloc board cape central centre children citizens city civil
civilians coalition command commission committee community congress council countries country court democratic eastern
executive families federal federation force forces foreign free front general government governments group groups
independent interim international joint kingdom leader leaders leadership league liberation local members men
military minister ministry mission movement national nations north northern office opposition organisation organization
parliament parties partners party patriotic people peoples port president prime public refugees region regional
republic republican republics residents revolutionary saint secretary security senate side sides social south southern
state states support team town treaty union unions united unity west western women workers world youth
"""
#: Words that the names of many parties share: each is a trace where it stands by itself, but not what begins like it.
GENERIC = frozenset(_SHARED.split())
_ARTICLES_AND_THE_LIKE = """
a al am an and as at auf av by co da das de del den der des di die do dos du e ein el en et for from i il ile im in is it
la las le les los mit mr mrs ms of og on or os para per por pour s sir st that the to u um un und van ve von y z zu
\u0432 \u0438 \u0439 \u043d\u0430 \u0437 \u0442\u0430 \u0456
"""
#: Words that say nothing in a longer name.
SMALL = frozenset(_ARTICLES_AND_THE_LIKE.split())
_EVERY_DAY = "are be but can had has if its may me my no not off our so up was we who will"
#: Everyday words as which initials are read only where they have a capital or a hyphen.
_EVERYDAY = SMALL | frozenset(_EVERY_DAY.split())
#: A word of this many letters or fewer is looked for as a word of its own.
SHORT = 3
#: The first letters that a word has in common with a name's word to be a trace of it: this share of them, and at least four.
COMMON = 0.6
#: A word of so many letters is found inside of other words too; of so many, over blanks as well.
INSIDE, OVER_BLANKS = 4, 5
#: The same of the many words for a country, which short ones occur in by chance.
INSIDE_COUNTRY = 7
_VOWELS = "aeiouy"
#: What names of two letters end on when they are inflected, in Latin letters; those of three on anything as short.
_ENDING = re.compile("s|[aeiouy]m?|an[as]?|n[aiu]n|[ndt][aei]n?")
_SHORT_ENDING = 3
#: An ending with a vowel in place of the vowel that a name of four letters ends on.
_OTHER_VOWEL = re.compile(r"[aeiouy]\w{0,2}|\w{0,2}n?s[kc]\w{0,3}")
#: What stands behind the first syllable of a Korean name in place of the others.
_TITLED = re.compile(
    f"([{HANGUL}])(?=\uc704\uc6d0\uc7a5|\ucd1d\ube44\uc11c|\ub300\ud1b5\ub839|\uc8fc\uc11d|\ucd1d\ub9ac|\uc7a5\uad00|\uc758\uc6d0|\ub300\ud45c|\uc7a5\uad70|\uc815\uad8c|\uc528)"
)
#: A word that is cut short.
_CUT_SHORT = re.compile(r"([^\W\d_]{3,})\.(?!\w)")
#: A Slavic name that loses the vowel before its last consonant when it is inflected.
_FLEETING = re.compile(
    "([\u0400-\u04ff]{3,})[\u0435\u043e\u0456]([\u0431-\u0434\u0436\u0437\u043a-\u043d\u043f-\u0442\u0444-\u0449])",
    re.IGNORECASE,
)
#: So many consonants tell a name however its vowels are written; of three, a word of so many letters does.
_CONSONANTS, _LONG_WORD, _ACROSS_SCRIPTS = 4, 6, 5
#: So many initials of a longer name are known with some left out.
_SOME_INITIALS = 3
_ARTICLES = re.compile("^[\u0648\u0641\u0628\u0643\u0644]?\u0627\u0644|^\u0644\u0644")


class _Pieces:
    """Pieces of text, and whether one of them occurs in a text: as fast for ten thousand pieces as for one."""

    def __init__(self) -> None:
        self._by_start: dict[str, set[str]] = {}

    def add(self, piece: str) -> None:
        if piece:
            self._by_start.setdefault(piece[:2], set()).add(piece)

    def occur_in(self, text: str) -> bool:
        return any(
            text.startswith(piece, place)
            for place in range(len(text))
            for start in (text[place : place + 2], text[place])
            for piece in self._by_start.get(start, ())
        )


class Traces:
    """Whatever gives names away: made once from them, asked of many texts."""

    def __init__(self, names: Iterable[str], ids: Iterable[str] = (), of_countries: Iterable[str] = ()) -> None:
        self._whole_words: set[str] = set()
        self._short: set[str] = set()
        self._initials: set[str] = set()
        self._capitals: set[str] = set()
        self._starts: set[str] = set()
        self._fourths: set[str] = set()
        self._inside, self._over_blanks, self._uncased = _Pieces(), _Pieces(), _Pieces()
        self._syllables: set[str] = set()
        self._cut_short: set[str] = set()
        self._skeletons: set[str] = set()
        self._from_vowelless: set[str] = set()
        # A country is known by so many names that its consonants need not tell it.
        self._of_countries = {word for name in of_countries for word in words_of(plain(name))}
        self._known: dict[str, bool] = {}
        for name in {*names}:
            self._add(name)
        for id in {*ids}:
            self._add(id, is_id=True)
        for name in {*of_countries}:
            self._add_country(name)
        self._least = sorted({len(start) for start in self._starts})

    # ------------------------------------------------------------------------------------------------ what is looked for

    def _add(self, name: str, is_id: bool = False) -> None:
        for form in bare_forms(name):
            self._add_words(name, [word for run in words_of(form) for word in parts_of(run)], is_id)
        if len(words_of(bare(name))) > 1:
            self._add_whole(name)

    def _add_words(self, name: str, words: list[str], is_id: bool) -> None:
        # UnitedFarmers
        words += [part for word in words if len(parts := split_at_capitals(word).split()) > 1 for part in parts]
        cased = [word for word in words if has_case(word)]
        for word in words:
            if not has_case(word):
                self._add_uncased(word, is_whole=len(words) == 1)
            elif len(words) == 1 or not _is_small(word, name):
                self._add_word(word, len(words) == 1, is_id)
        if len(cased) > 1:
            letters = {_initials(cased), _initials([word for word in cased if word.casefold() not in SMALL])}
            letters |= {_initials([word for word in cased if not word.islower()])}
            letters |= {joined(anyascii(run)).upper() for run in letters}
            self._initials |= {run for run in letters if len(run) > 1}

    def _add_country(self, name: str) -> None:
        """Of a country's longer names only the whole: their words are such as many countries share."""
        words = words_of(bare(name))
        if len(words) == 1 and has_case(name):
            if len(words[0]) > SHORT:
                self._add_stem(words[0], INSIDE_COUNTRY)
            else:
                self._capitals.add(words[0].upper())
        elif has_case(name):
            self._add_whole(name)
            letters = _initials([word for word in words if word.casefold() not in SMALL])
            self._capitals |= {letters} if len(letters) > 1 else set()
        else:
            for word in (*words, joined(bare(name))):
                if len(word) > 1:
                    self._add_uncased(word, is_whole=False)

    def _add_whole(self, name: str) -> None:
        for spelling in map(joined, spellings(name)):
            if len(spelling) >= OVER_BLANKS:
                self._over_blanks.add(spelling)
        if not has_case(bare(name)):
            self._uncased.add(joined(bare(name)))
            self._from_vowelless |= _skeletons(joined(bare(name)), SHORT + 1)

    def _add_word(self, word: str, is_whole: bool, is_id: bool) -> None:
        low = word.casefold()
        if len(word) == 1:
            self._capitals |= {word.upper()} if is_whole else set()
        elif low in GENERIC and not is_whole:
            self._whole_words |= {low, f"{low}s", low.removesuffix("s")}
        elif len(word) > SHORT:
            self._add_stem(word, INSIDE)
            if plain(word) not in self._of_countries:
                self._skeletons |= _skeletons(word, _LONG_WORD) | _skeletons(word, _LONG_WORD, of_its_length=True)
        elif is_id and low in _EVERYDAY:
            self._initials.add(word.upper())
        else:
            self._whole_words |= {low, *map(joined, spellings(word))}
            if not word.isupper() and not is_id:
                self._short |= {*map(joined, spellings(word))}

    def _add_stem(self, word: str, inside: int) -> None:
        for spelling in map(joined, spellings(word)):
            if len(spelling) <= SHORT:
                self._whole_words.add(spelling)
                continue
            self._starts.add(spelling[: max(SHORT + 1, round(COMMON * len(spelling)))])
            self._cut_short |= {spelling[:size] for size in range(SHORT, len(spelling) - 1)}
            if len(spelling) == SHORT + 1 and spelling[-1] in _VOWELS and not word.isupper():
                self._fourths.add(spelling[:-1])
            if len(spelling) >= inside:
                self._inside.add(spelling)
            stem = spelling.rstrip(_VOWELS)
            for piece in (spelling, stem):
                if len(piece) >= max(inside, OVER_BLANKS):
                    self._over_blanks.add(piece)

        if fleeting := _FLEETING.fullmatch(word):
            self._starts |= set(map(joined, spellings(fleeting[1] + fleeting[2])))

    def _add_uncased(self, word: str, is_whole: bool) -> None:
        """A word of a script without capitals, which writes endings and prefixes onto it, and often no blanks."""
        if plain(word) not in self._of_countries:
            self._from_vowelless |= _skeletons(word, SHORT + 1)
        if word.isdigit():
            self._whole_words.add(word)
            return
        without = _ARTICLES.sub("", word)
        forms = {word} | ({without} if len(without) >= SHORT else set())
        forms |= {form[:-1] for form in forms if len(form) > SHORT + 1}
        if len(word) > 1 or is_whole:
            for form in forms:
                self._uncased.add(form)
        if re.fullmatch(f"[{IDEOGRAPHS}]+", word):
            # Names of countries and people are shortened to a letter or two.
            for place in range(len(word) - 1):
                self._uncased.add(word[place : place + 2])
            self._uncased.add(word[0])
        elif re.fullmatch(f"[{HANGUL}]{{3}}", word):
            self._uncased.add(word[1:])
            self._syllables.add(word[0])
        elif re.fullmatch(f"[{HANGUL}]", word):
            self._syllables.add(word)
        for spelling in map(joined, spellings(word)):
            if len(spelling) > OVER_BLANKS:
                self._over_blanks.add(spelling)

    # ------------------------------------------------------------------------------------------------ whether it is there

    def __call__(self, text: str) -> bool:
        """Whether a text bears a trace of any of the names."""
        return (
            is_disguised(text)
            or self._uncased.occur_in(joined(bare(text)))
            or any(syllable in self._syllables for syllable in _TITLED.findall(bare(text)))
            or any(self._is_trace(word) for form in bare_forms(text) for word in words_to_ask(form))
            or any(self._is_cut_short(word) for word in _CUT_SHORT.findall(bare(text)))
            or any(self._over_blanks.occur_in(joined(spelling)) for spelling in spellings(text))
        )

    def _is_trace(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = self._are_initials(word) or any(
                map(self._is_word, {word.casefold(), *map(joined, spellings(word))})
            )
        return self._known[word]

    def _are_initials(self, word: str) -> bool:
        if word in self._syllables or word in self._capitals:
            return True
        high = word.upper()
        capitals = sum(letter.isupper() for letter in word)
        if capitals > 1:
            core = word.rstrip("s") if word[-1:] == "s" else word
            core = core.upper()
            return core in self._capitals or any(
                high.startswith(run) or core in _runs(run) or _are_some(core, run) for run in self._initials
            )
        return high in self._initials and (capitals == 1 or word not in _EVERYDAY)

    @staticmethod
    def _is_inflected(word: str, name: str) -> bool:
        if not word.startswith(name):
            return False
        ending = word[len(name) :]
        return bool(_ENDING.fullmatch(ending) if len(name) < SHORT else len(ending) <= _SHORT_ENDING or "sk" in ending)

    def _is_word(self, word: str) -> bool:
        if word in self._whole_words or any(word[:least] in self._starts for least in self._least):
            return True
        if any(self._is_inflected(word, name) for name in self._short) or self._inside.occur_in(word):
            return True
        if self._sounds_like_one(word):
            return True
        return word[:SHORT] in self._fourths and bool(_OTHER_VOWEL.fullmatch(word[SHORT:]))

    def _sounds_like_one(self, word: str) -> bool:
        if has_case(word):
            is_one = not _skeletons(word, _LONG_WORD, of_its_length=True).isdisjoint(self._skeletons)
            return is_one or not _skeletons(word, _ACROSS_SCRIPTS).isdisjoint(self._from_vowelless)
        return not _skeletons(word, SHORT + 1).isdisjoint(self._skeletons | self._from_vowelless)

    def _is_cut_short(self, word: str) -> bool:
        return not self._cut_short.isdisjoint(map(joined, spellings(word)))


def _skeletons(word: str, least: int, of_its_length: bool = False) -> set[str]:
    """The consonants of a word in Latin letters: four or more, or three of a word that has so many letters.

    Of the three the length of the word can be a part, as three consonants stand in many words.
    """
    word = _ARTICLES.sub("", word)
    forms = {skeleton(spelling) for spelling in spellings(word)}
    short = {form for form in forms if len(form) == SHORT and len(word) >= least}
    more = str(len(word)) if of_its_length else ""
    return {form for form in forms if len(form) >= _CONSONANTS} | {form + more for form in short}


def _are_some(core: str, initials: str) -> bool:
    """Whether capitals are initials of which some are left out, but not the first one."""
    rest = iter(initials)
    return len(core) >= _SOME_INITIALS and core[0] == initials[0] and all(letter in rest for letter in core)


def _is_small(word: str, name: str) -> bool:
    """Whether a word of a name says nothing; in capitals, such as UN, it does, where not the whole name is."""
    return word.casefold() in SMALL and (len(word) == 1 or not word.isupper() or name.isupper())


def _runs(initials: str) -> set[str]:
    """Two and more initials that stand beside each other."""
    size = len(initials)
    return {initials[start:end] for start in range(size) for end in range(start + 2, size + 1)}


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words).upper()


def names_of(parties: pd.DataFrame) -> list[str]:
    """Names and aliases of parties.

    >>> import pandas as pd
    >>> from zopa.graph.traces import names_of
    >>> names_of(pd.DataFrame({"id": ["p"], "name": ["Poland"], "aliases": ["Warsaw|the Polish side"]}))
    ['Poland', 'Warsaw', 'the Polish side']
    """
    cells = [cell for column in ("name", "aliases") if column in parties for cell in parties[column].dropna()]
    return [name for cell in cells for name in listed(cell)]


def traces_of(parties: pd.DataFrame, others: Iterable[str] = ()) -> Callable[[str], bool]:
    """A function that says whether a text bears a trace of a party.

    Parameters
    ----------
    parties : DataFrame
        The table ``parties``.
    others : iterable of str, optional
        Further names that would give one away, such as those of speakers.

    Returns
    -------
    function of str to bool
        True where the text has a word of a name, an alias or an id, or one that begins like it or has it inside; initials;
        another name of a country that the name contains; in any spelling, across blanks, hyphens and invisible
        characters, in another script or in letters that look the same. Words that many names share, such as ``Republic``,
        are a trace where they stand by themselves; articles and prepositions are none.

    Examples
    --------
    >>> import pandas as pd
    >>> from zopa.graph.traces import traces_of
    >>> is_trace = traces_of(pd.DataFrame({"id": ["us", "p"], "name": ["United States", "Poland"]}))
    >>> [is_trace(text) for text in ("A US-led force", "U.S. command", "No American troops", "Polish guards", "Open")]
    [True, True, True, True, False]
    """
    names = [*names_of(parties), *others]
    ids = [str(id) for id in parties["id"].dropna()] if "id" in parties else []
    return Traces(names, ids, names_of_countries([*names, *ids]))
