"""Characters that a terminal would obey, line breaks where there may be none, digits of other scripts, and accents."""

from __future__ import annotations

import re
import unicodedata

#: What moves a terminal's cursor, changes its title or colours, turns the direction of a text, or is half a character.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: What no XML file may hold, and so no GraphML, GEXF or workbook.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BREAKS = re.compile("\\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\\s*")


def visible(text: str) -> str:
    r"""A text without a character that a terminal would obey: each is written as its escape. Line feeds and tabs stay.

    >>> from zopa.graph.characters import visible
    >>> print(visible("a\x1b[2Jb"))
    a\x1b[2Jb
    """
    return _CONTROL.sub(lambda match: ascii(match.group())[1:-1], text)


def pictured(text: str) -> str:
    """A text that XML can hold: a control character is the sign that Unicode has to show it.

    >>> from zopa.graph.characters import pictured
    >>> print(pictured("upper\x0blower"))
    upper␋lower
    """
    return ILLEGAL.sub(lambda match: chr(0x2400 + ord(match.group())) if match.group() < " " else "\ufffd", text)


def one_line(text: str) -> str:
    """A visible text without line breaks, for readers that go line by line.

    >>> from zopa.graph.characters import one_line
    >>> print(one_line("upper\\n lower"))
    upper lower
    """
    return visible(_BREAKS.sub(" ", text.strip()))


def sound(text: str) -> str:
    """A text that UTF-8 can hold: half of a surrogate pair becomes the sign for an unreadable character.

    >>> from zopa.graph.characters import sound
    >>> sound("a\\ud800b") == "a\\ufffdb"
    True
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def in_own_digits(text: str) -> str:
    """A text with the digits of other scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def unaccented(text: str) -> str:
    """A text in small letters without accents.

    >>> from zopa.graph.characters import unaccented
    >>> unaccented("\u00c9TAT")
    'etat'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
