"""Fonts of this machine that have the letters of a picture: one font has a few scripts, and none has all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

#: The font that comes with matplotlib, and so is on every machine.
OWN = "DejaVu Sans"


class MissingLetters(UserWarning):
    """A picture has letters that no font of this machine has."""


def families_for(text: str) -> tuple[list[str], set[str]]:
    """Names of fonts that together have the letters of a text, and the letters that none of the machine's fonts has.

    >>> from zopa.queries.pictures.fonts import families_for
    >>> families_for("Geneva")
    (['DejaVu Sans'], set())
    """
    own_font = font_manager.findfont(OWN)
    wanted = {letter for letter in text if not _is_drawn_by_nothing(letter)} - _letters_of(own_font)
    families = [OWN]
    while wanted:
        # Of fonts with as many of the letters one without serifs, and of these the plainest.
        have, _, _, family = max(
            ((len(wanted & _letters_of(path)), "Sans" in name, -len(name), name) for name, path in _fonts().items()),
            default=(0, False, 0, ""),
        )
        if not have:
            break
        families.append(family)
        wanted -= _letters_of(_fonts()[family])
    return families, wanted


def advice(missing: Iterable[str], form: str = "PNG", instead: str = "save as SVG") -> str:
    """The advice about letters that a form cannot show, and the form that keeps them."""
    letters = sorted(missing)
    more = f" and {len(letters) - 8} more" if len(letters) > 8 else ""
    return (
        f"No font of this machine has the letters {' '.join(letters[:8])}{more}: they are empty boxes in the {form}. "
        f"Install a font that has them, such as one of the Noto fonts, or {instead}, which keeps the text."
    )


def _is_drawn_by_nothing(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in ("Cf", "Cc", "Mn", "Cs", "Co", "Cn")


@cache
def _fonts() -> dict[str, str]:
    """Upright fonts of normal weight by their names."""
    upright = [
        font
        for font in font_manager.fontManager.ttflist
        if font.style == "normal"
        and font.weight in (400, "normal", "regular", "book")
        and "Last Resort" not in font.name
    ]
    return {font.name: font.fname for font in sorted(upright, key=lambda font: (font.name, font.fname))}


@cache
def _letters_of(path: str) -> frozenset[str]:
    try:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
    except (OSError, RuntimeError):  # a font that is gone since the list was made, or that cannot be read
        return frozenset()
