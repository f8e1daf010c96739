"""Whether a text repeats a part of another, however it is spaced, hyphenated or punctuated."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from anyascii import anyascii

from .spellings import joined, plain

#: So many letters in a row, blanks and marks left out, are a repetition: about five words.
RUN = 20


def repeats_of(texts: Iterable[str], run: int = RUN) -> Callable[[str], bool]:
    """A function that says whether a text repeats one of some texts, or a part of one.

    Parameters
    ----------
    texts : iterable of str
        Quotes, paraphrases, names of sources.
    run : int
        How many letters in a row are a repetition; a shorter text is repeated where the whole of it is.

    Returns
    -------
    function of str to bool

    Examples
    --------
    >>> from zopa.graph.repeats import repeats_of
    >>> is_repeated = repeats_of(["As I told them, “never, ever shall we close the bridge”."])
    >>> is_repeated('He said: "Never, ever  shall we close"'), is_repeated("The bridge is closed")
    (True, False)
    """
    pieces: set[str] = set()
    short: set[str] = set()
    for letters in map(_letters, texts):
        if len(letters) < run:
            short |= {letters} - {""}
        else:
            pieces.update(letters[start : start + run] for start in range(len(letters) - run + 1))

    def repeated(text: str) -> bool:
        letters = _letters(text)
        return any(letters[start : start + run] in pieces for start in range(len(letters) - run + 1)) or any(
            whole in letters for whole in short
        )

    return repeated


def _letters(text: str) -> str:
    return joined(anyascii(plain(text)).lower())
