"""Everything that is written in the file of a page, in whatever it is packed, escaped or encoded, as plain strings."""

from __future__ import annotations

import base64
import binascii
import contextlib
import gzip
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Set
from typing import Any
from urllib.parse import unquote

from browser.written import data, unpacked

# ruff: noqa: RUF001
#: Letters that look Latin, and the Latin ones that they look like.
LOOKS = str.maketrans("АВЕКМНОРСТУХІЈЅаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονı", "ABEKMHOPCTYXIJSaeopcyxijsdqwABEZHIKMNOPTYXovi")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_MARKUP = re.compile(r"<[^<>]*>")


def code_of(page: str) -> set[str]:
    """The scripts and styles of a page, which say nothing of its case: they are the same in every page."""
    written = re.findall(r"<(?:script|style)\b([^>]*)>(.*?)</(?:script|style)>", page, re.S)
    code = {inside for about, inside in written if 'id="data"' not in about and 'id="code"' not in about}
    return code | (set(_strings(unpacked(page, "code"))) if 'id="code"' in page else set())


def strings_in(page: str, code: Set[str]) -> set[str]:
    """Each string in a page but its code: as it stands and as it reads when it is decoded."""
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    waiting = [markup, *_strings(data(page)), *(code_of(page) - code)]
    waiting += [value for pair in re.findall(r"=\"([^\"]*)\"|='([^']*)'", markup) for value in pair]
    found: set[str] = set()
    while waiting:
        text = waiting.pop()
        if text and text not in found:
            found.add(text)
            waiting += _read(text)
    return found


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)


def _read(text: str) -> Iterator[str]:
    """The same text otherwise: without markup, entities, escapes, encodings, packing."""
    if "<" in text:
        yield _MARKUP.sub("", text)
        yield _MARKUP.sub(" ", text)
    if "&" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote(text)
    if "\\" in text:
        yield re.sub(
            r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})",
            lambda match: chr(min(int(match[1] or match[2], 16), 0x10FFFF)),
            text,
        )
    if text[:1] in "{[":
        with contextlib.suppress(ValueError):
            yield from _strings(json.loads(text))
    for run in _BASE64.findall(text):
        yield from _unpacked(run)


def _unpacked(run: str) -> Iterator[str]:
    try:
        content = base64.b64decode(run + "=" * (-len(run) % 4), altchars=b"-_" if set(run) & {"-", "_"} else None)
    except (binascii.Error, ValueError):
        return
    ways = (bytes, gzip.decompress, zlib.decompress, lambda packed: zlib.decompress(packed, -15))
    for unpack in ways:
        try:
            yield unpack(content).decode("utf-8")
        except (OSError, EOFError, zlib.error, UnicodeDecodeError):
            continue


def forms(text: str) -> set[str]:
    """A text in each normal form, in small letters, without characters that nobody sees, and with look-alikes made one."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    written = {unicodedata.normalize(form, seen).casefold() for form in ("NFC", "NFD", "NFKC", "NFKD")}
    marks = unicodedata.normalize("NFKD", seen.translate(LOOKS))
    return written | {"".join(letter for letter in marks if unicodedata.category(letter) != "Mn").casefold()}
