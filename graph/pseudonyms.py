"""Names of parties taken out of texts: each party is the same letter wherever it is named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

import pandas as pd

from .edges import label_by_id, listed

#: Shorter names are only found as whole words, and only as they are written.
SHORT = 4
#: What stands where a word belongs to the names of several parties.
SOMEBODY = "a party"


def letters(number: int) -> str:
    """A, B .. Z, AA, AB ..

    >>> from zopa.graph.pseudonyms import letters
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def without_names(parties: pd.DataFrame, texts: Iterable[str]) -> Callable[[str], str]:
    """A function that writes a text without the names of parties.

    Names, aliases and ids are found however they are written (also inside ``Russian`` or ``pro-russia``), and so is every
    capitalised word of a name that has several (``Trump``), unless it is an ordinary word, which is one that the texts have
    in small letters as well.

    Parameters
    ----------
    parties : DataFrame
        The table ``parties``.
    texts : iterable of str
        All that is written in the case.

    Returns
    -------
    function of str to str

    Examples
    --------
    >>> import pandas as pd
    >>> from zopa.graph.pseudonyms import without_names
    >>> parties = pd.DataFrame({"id": ["up", "low"], "name": ["Upland", "Kingdom of Lowland"]})
    >>> hide = without_names(parties, ["no other kingdom"])
    >>> hide("Uplanders and the Kingdom of Lowland"), hide("pro-upland Lowlanders, a Kingdom")
    ('Party A and the Party B', 'Party A Party B, a Kingdom')
    """
    ordinary = {
        word for text in texts for word in re.findall(r"[^\W\d_]+", text) if word.islower() and word != word.upper()
    }
    whole: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    shown = label_by_id(parties)
    aliases = parties["aliases"] if "aliases" in parties else [None] * len(parties)
    for number, (own, others) in enumerate(zip(parties["id"], aliases, strict=True)):
        who = f"Party {letters(number)}"
        for name in (shown[own], *listed(others), own):
            for written in {name.strip(), _plain(name.strip())} - {""}:
                whole.setdefault(_key(written), set()).add(who)
                for word in re.findall(r"[^\W_]{2,}", written) if name != own else []:
                    if not word[0].islower() and word.casefold() not in ordinary:
                        words.setdefault(word, set()).add(who)
    patterns = [(_anywhere(name), who) for name, who in whole.items()]
    patterns += [
        (rf"\b{re.escape(word)}" + (r"(?!\w)" if len(word) < SHORT else r"\w*"), who)
        for word, who in words.items()
        if _key(word) not in whole
    ]
    if not patterns:
        return lambda text: text
    # The longest first, so that nobody is found inside of somebody else's name.
    patterns.sort(key=lambda pattern: (-len(pattern[0]), pattern[0]))
    found = re.compile("|".join(f"({pattern})" for pattern, _ in patterns))
    names = [next(iter(who)) if len(who) == 1 else SOMEBODY for _, who in patterns]
    return lambda text: found.sub(lambda match: names[(match.lastindex or 1) - 1], text)


def _anywhere(name: str) -> str:
    """A pattern for a name, its words apart by blanks, hyphens or underlines."""
    parts = [re.escape(part) for part in re.split(r"[\s_\-]+", name) if part]
    joined = r"[\s_\-]+".join(parts) or re.escape(name)
    if len(name) < SHORT:
        return rf"(?<!\w)(?:{joined}|{joined.upper()})(?!\w)"
    if len(parts) == 1 and len(name) > SHORT and name[-1] in "aeiouy":
        joined = joined[:-1] + r"\w*"  # Ukraine is in Ukrainian
    return rf"(?i:[\w\-]*{joined}\w*)"


def _key(name: str) -> str:
    return name if len(name) < SHORT else name.casefold()


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
