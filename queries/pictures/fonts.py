"""Fonts of this machine that have the letters of a picture: one font has a few scripts, and none has all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

#: The font that comes with matplotlib, and so is on every machine.
OWN = "DejaVu Sans"
#: How a file of TrueType outlines begins.
TRUE_TYPE = b"\x00\x01\x00\x00"
#: Files that were tried already; of bitmaps and the like matplotlib lists none.
_LOOKED_AT: set[str] = set()


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
    families, missing = _families(wanted)
    # The list of fonts is older than a font that was installed since, as the advice says.
    return _families(wanted) if missing and _find_new_fonts() else (families, missing)


def _families(wanted: set[str]) -> tuple[list[str], set[str]]:
    """Names of known fonts that together have these letters, after the own one, and the letters that none has."""
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
        wanted = wanted - _letters_of(_fonts()[family])
    return families, wanted


def _find_new_fonts() -> bool:
    """Look once for fonts of this machine that matplotlib's list does not have, and say whether there are any."""
    listed = {font.fname for font in font_manager.fontManager.ttflist}
    new_paths = [path for path in font_manager.findSystemFonts() if path not in listed and path not in _LOOKED_AT]
    _LOOKED_AT.update(new_paths)
    for path in new_paths:
        with suppress(OSError, RuntimeError):  # a file that is no font, or one that cannot be read
            font_manager.fontManager.addfont(path)
    if new_paths:
        _fonts.cache_clear()
    return bool(new_paths)


def advice(missing: Iterable[str], form: str = "PNG or PDF", instead: str = "save as SVG") -> str:
    """The advice about letters that a form cannot show, and the form that keeps them."""
    letters = sorted(missing)
    more = f" and {len(letters) - 8} more" if len(letters) > 8 else ""
    return (
        f"No font of this machine has the letters {' '.join(letters[:8])}{more}: they are empty boxes in a {form}. "
        f"Install a font that has them, such as one of the Noto fonts, or {instead}, which keeps the text."
    )


def are_true_type(families: Iterable[str]) -> bool:
    """Whether the outlines of all these fonts are TrueType, each in a file of its own.

    >>> from zopa.queries.pictures.fonts import OWN, are_true_type
    >>> are_true_type([OWN])
    True
    """
    paths = [_fonts().get(family) or font_manager.findfont(family) for family in families]
    return all(Path(path).read_bytes()[:4] == TRUE_TYPE for path in paths)


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
        and Path(font.fname).exists()
    ]
    return {font.name: font.fname for font in sorted(upright, key=lambda font: (font.name, font.fname))}


@cache
def _letters_of(path: str) -> frozenset[str]:
    try:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
    except (OSError, RuntimeError):  # a font that is gone since the list was made, or that cannot be read
        return frozenset()
