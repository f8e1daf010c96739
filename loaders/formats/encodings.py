"""Bytes as text: UTF-8, UTF-16 and UTF-32, and files of older code pages, which do not say which one they are in."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from ..findings import WARNING, Findings, Problem, listing, shortened

#: A mark at the beginning of a file, the longer ones first: that of UTF-32 begins as that of UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Characters of a file from which its form is told where it has no mark: a header is of simple letters.
_START = 16
#: Code pages in which files are met, each with the letters of its script; the first is that of Western Europe.
WESTERN = "cp1252"
_PAGES = {
    "cp1251": "Ѐ-ӿ",
    "koi8-r": "Ѐ-ӿ",
    "cp866": "Ѐ-ӿ",
    "cp1253": "Ͱ-Ͽ",
    "cp1255": "א-ת",
    "cp1256": "ء-ي",
    "cp1250": "Ā-ž",
    "cp1252": "À-ÿ",
    "cp1254": "İıŞşĞğ",
    "mac_roman": "À-ÿ",
    "cp850": "À-ÿ",
    "gb18030": "一-鿿",
    "shift_jis": "ぁ-ヿ一-鿿",
    "euc_kr": "가-힣",
    "big5": "一-鿿",
}
#: Two code pages of several bytes a letter give letters of their script for nearly any bytes.
_LAST = ("gb18030", "shift_jis", "euc_kr", "big5")
#: Signs that stand inside of words, or at their ends.
_SIGNS = frozenset("'\"\xa0\xad" + bytes(range(0x80, 0xC0)).decode(WESTERN, "ignore")) - set("ŠŒŽšœžŸƒ")
_BETWEEN = _SIGNS - set("\u2019\xb7\u2013\xad")
#: Other code pages of Latin letters: most of their letters are the same.
_NEAR = ("cp1250", "cp1254")
_WORD = re.compile(r"[^\s,;|\"]*[^\x00-\x7f\s,;|\"][^\s,;|\"]*")
#: Words looked at to tell a code page.
_WORDS = 2_000


def decoded(content: bytes, file: str, findings: Findings) -> str:
    """Bytes as text; what is not UTF-8, UTF-16 or UTF-32 is read with a warning that shows a word of it, or refused.

    Parameters
    ----------
    content : bytes
    file : str
        What findings call it.
    findings : Findings
        Where to report.

    Returns
    -------
    str
        The most likely reading where the file was refused, so that it is checked all the same.
    """
    mark, encoding = next((known for known in _MARKS if content.startswith(known[0])), (b"", _without_mark(content)))
    content = content[len(mark) :]
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            problem = Problem(
                f"The file is not whole: {encoding.upper()} text breaks off at byte {error.start}.", "UTF-8"
            )
            findings.add(problem, file)
            return content.decode(encoding, "replace")
        first = error
    halves = content.decode("utf-8", "surrogateescape")
    wrong = sum("\ud800" <= letter <= "\udfff" for letter in halves)
    right = sum(letter > "\x7f" for letter in halves) - wrong
    row = content.count(b"\n", 0, first.start) + 1
    if right > wrong or first.reason == "unexpected end of data":
        message = f"The file is UTF-8, but not in line {row:,} (byte 0x{content[first.start]:02X}): save it as UTF-8."
        findings.add(Problem(message, "UTF-8"), file)
        return content.decode("utf-8", "replace")
    try:
        text = content.decode(WESTERN)
    except UnicodeDecodeError:
        text = ""
    if text and _western(text):
        word = _example(text)
        readings = {page: _example(text, content.decode(page, "replace")) for page in _NEAR}
        other_readings = [f"'{reading}' as {page}" for page, reading in readings.items() if reading != word]
        alternatives = f" (or {listing(other_readings)})" if other_readings else ""
        message = (
            f"The file is not UTF-8 and was read as Windows-1252: it says '{word}'{alternatives}. Save it as UTF-8."
        )
        findings.add(Problem(message, "UTF-8", level=WARNING), file, value="Windows-1252")
        return text
    likely = _likely(content)
    page, text = likely[0]
    says = listing((f"'{_example(read)}' as {name}" for name, read in likely), "or")
    message = (
        f"The file is not UTF-8 and does not say which code page it is in: it says {says}. Save it as UTF-8 (in Excel: 'CSV "
        f"UTF-8'), or load the table that pandas.read_csv(..., encoding='{page}', dtype=str) reads."
    )
    findings.add(Problem(message, "UTF-8"), file, value=page)
    return text


def encoded_alike(content: bytes, text: str, changed: str) -> bytes | None:
    """A changed text in the encoding, and with the mark, of the bytes that the text was read from; None where it has none.

    >>> from zopa.loaders.formats.encodings import encoded_alike
    >>> encoded_alike("caf\u00e9".encode("cp1252"), "caf\u00e9", "th\u00e9"), encoded_alike(b"tea", "tea", "\u0447")
    (b'th\xe9', b'\xd1\x87')
    """
    mark, encoding = next((known for known in _MARKS if content.startswith(known[0])), (b"", _without_mark(content)))
    for name in (encoding, WESTERN):
        try:
            if mark + text.encode(name) == content:
                return mark + changed.encode(name)
        except UnicodeEncodeError:
            continue
    return None


def _without_mark(content: bytes) -> str:
    """UTF-16 and UTF-32 without a mark show by the zeros between the letters of the header."""
    start = content[: 4 * _START]
    for width, name in ((4, "utf-32"), (2, "utf-16")):
        if len(content) % width or len(start) < 2 * width:
            continue
        for end, full in (("le", 0), ("be", width - 1)):
            letters = start[full::width][:_START]
            zeros = [byte for place in range(width) if place != full for byte in start[place::width][:_START]]
            if not any(zeros) and all(letters):
                return f"{name}-{end}"
    return "utf-8"


def _words(text: str) -> list[str]:
    """Some of the words that have letters beyond ASCII."""
    return [match.group() for match, _ in zip(_WORD.finditer(text), range(_WORDS), strict=False)]


def _example(text: str, other_reading: str | None = None) -> str:
    """The first such word, for a reader to judge by; of another reading the same word."""
    first = next(iter(_words(text)), "")
    if other_reading is not None and (at := text.find(first)) >= 0:
        first = other_reading[at : at + len(first)]
    return shortened(first)


def _western(text: str) -> bool:
    """Whether a text read as Windows-1252 looks like one: its letters stand among those of ASCII, in their usual case."""
    for word in _words(text):
        letters = [letter for letter in word if letter not in _SIGNS]
        foreign = [letter for letter in letters if letter > "\x7f"]
        if not all(letter.isalpha() for letter in foreign):
            return False
        if len(foreign) > 1 and len(foreign) * 4 > sum(letter.isalpha() for letter in letters) * 3:
            return False
        if any(letter in "{}[]\\^_`~@" for letter in word):
            return False
        if any(before.islower() and after.isupper() and after > "\x7f" for before, after in pairwise(word)):
            return False
        inside = zip(word, word[1:], word[2:], strict=False)
        if any(sign in _BETWEEN and before.isalpha() and after.isalpha() for before, sign, after in inside):
            return False
    return True


def _likely(content: bytes) -> list[tuple[str, str]]:
    """The code pages under which the words of a file look most like words, and the text that each gives."""
    read: list[tuple[float, str, str]] = []
    for page, script in _PAGES.items():
        try:
            text = content.decode(page)
        except UnicodeDecodeError:
            continue
        words = _words(text)
        foreign_count = max(sum(letter > "\x7f" for word in words for letter in word), 1)
        known = re.compile(f"[{script}]")
        fit = sum(len(known.findall(word)) for word in words)
        swapped = sum(before.islower() and after.isupper() for word in words for before, after in pairwise(word))
        read.append(((fit - swapped) / foreign_count - (0.2 if page in _LAST else 0), page, text))
    best = max((score for score, *_ in read), default=0.0)
    likely = [(page, text) for score, page, text in sorted(read, key=lambda scored: -scored[0]) if score >= best - 0.2]
    return likely[:4] or [(WESTERN, content.decode(WESTERN, "replace"))]
