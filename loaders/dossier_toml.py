"""``dossier.toml``: what a case says of itself, read and written."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd

from ..graph.dates import period
from ..graph.files import tame_name
from ..graph.ontology import LIST_SEPARATOR
from ..graph.redaction import LEVELS, REDACTED
from ..graph.what_if import WHAT_IF, is_what_if
from .checks.guesses import probable_date
from .findings import WARNING, Findings, Problem, nearest, shortened

FILE = "dossier.toml"
#: Sheet of a workbook, or entry of a dict, that holds the same.
ENTRY = "dossier"

#: What a case says of itself; all of it is optional.
KEYS = {
    "id": "short name of the case",
    "title": "title of the case",
    "as_of": "date of the coding: 2025, 2025-08 or 2025-08-15",
    "coders": "who coded it; an ORCID may stand behind a name: A. Coder (0000-0002-1825-0097)",
    "licence": "terms of use of the coding",
    "description": "what the case is about and where it comes from",
    "statements": "latest (what is meant when it is empty: a later statement replaces earlier ones of the same party that "
    "cannot hold together with it) or all (all of them stand)",
}
#: The words of that key.
LATEST, ALL = "latest", "all"
#: The one key that holds several texts.
LIST_KEY = "coders"

#: In the third column of the sheet: the value is written as TOML writes it.
TOML = "toml"

#: A comment above a header that says what a dossier says as well, and other words for it.
_META_LINE = re.compile(r"\W*(title|licen[cs]e|coders?|description|citation)\s*[:=]\s*(.+)", re.IGNORECASE)
_OTHER_WORDS = {"license": "licence", "coder": LIST_KEY, "citation": "description"}
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def parse(text: str, file: str, findings: Findings) -> dict[str, Any]:
    """Read the text of a ``dossier.toml``; what is wrong with it is reported."""
    try:
        return tidied(tomllib.loads(text), file, findings)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        findings.add(Problem(f"The file is not TOML: {error}.", 'lines such as title = "..."'), file)
        return {}
    except ValueError:  # Python refuses to read integers of several thousand digits.
        long = re.search(r"\d[\d_]{4000}", text)
        line = text.count("\n", 0, long.start()) + 1 if long else None
        findings.add(
            Problem("A number has several thousand digits.", "a text, or a number of at most 15 digits"), file, line
        )
        return {}


def tidied(raw: Mapping[Any, Any], file: str, findings: Findings) -> dict[str, Any]:
    """The facts that a case gives about itself: known keys of the right type; others are reported.

    Parameters
    ----------
    raw : mapping
    file : str
        What findings call it.
    findings : Findings
        Where to report.

    Returns
    -------
    dict
    """
    meta: dict[str, Any] = {}
    for name, value in raw.items():
        key = str(name)
        value = _ordinary(value)
        if value is None or (isinstance(value, str) and not value):
            continue
        if key == LIST_KEY:
            value = [value] if isinstance(value, str) else value
            if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
                findings.add(
                    Problem(f"'{key}' is not a list of texts.", '["A. Coder"]'), file, None, key, _shown(value)
                )
                continue
        elif key == WHAT_IF:
            if not is_what_if(value):
                problem = Problem(f"'{key}' is no list of changes: it is made by zopa.", "no such key")
                findings.add(problem, file, None, key, _shown(value))
                continue
        elif key == REDACTED:
            if value not in LEVELS:
                problem = Problem(f"'{key}' is no level of redaction.", ", ".join(LEVELS))
                findings.add(problem, file, None, key, _shown(value))
                continue
        elif key in KEYS:
            if isinstance(value, datetime) and value.time() == time(0):
                value = value.date()
            if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
                findings.add(Problem(f"'{key}' is not a text.", KEYS[key]), file, None, key, _shown(value))
                continue
            value = str(value)
        else:
            near = nearest([key], KEYS).get(key, "")
            problem = Problem(f"'{shortened(key)}' is not known: it is kept, but nothing reads it.", "", near, WARNING)
            findings.add(problem, file, None, key)
        try:
            meta[key] = _plain_value(value, key)
        except ValueError as error:
            findings.add(Problem(str(error), "a text, a number, a date, or a list of them"), file, None, key)
    _check_date(meta, file, findings)
    _check_statements(meta, file, findings)
    _check_id(meta, file, findings)
    return meta


def with_comments(meta: dict[str, Any], comments: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The facts that a case gives about itself, and the lines above the headers of its files: title, licence, a description.

    >>> from zopa.loaders.dossier_toml import with_comments
    >>> with_comments({"id": "x"}, {"x.csv": ["# Licence: CC0", "# Round two"]})
    {'id': 'x', 'licence': 'CC0', 'description': 'Round two'}
    """
    merged = dict(meta)
    for lines in comments.values():
        for line in lines:
            known = _META_LINE.fullmatch(line)
            key = known.group(1).casefold() if known else "description"
            key = _OTHER_WORDS.get(key, key)
            text = known.group(2).strip() if known else line.strip("#/%; \t")
            if not text or text in str(merged.get(key, "")):
                continue
            if key == LIST_KEY:
                merged[key] = [*merged.get(key, []), *split_list(text)]
            elif key in merged and key != "description":
                merged["description"] = "\n".join(filter(None, (merged.get("description"), line.strip("#/%; \t"))))
            else:
                merged[key] = "\n".join(filter(None, (merged.get(key), text)))
    return merged


def parse_value(text: str) -> Any:
    """A value from how TOML writes it; None where it is not TOML."""
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return None
    return parsed["value"] if len(parsed) == 1 else None


def split_list(text: str) -> list[str]:
    """Several texts from one cell."""
    return [part.strip() for part in text.split(LIST_SEPARATOR) if part.strip()]


def as_cell(key: str, content: Any) -> tuple[str, str]:
    """The value and the form of a key in a sheet: a text, a list separated by ``|``, or TOML."""
    if isinstance(content, str):
        return (toml_value(content), TOML) if key == LIST_KEY else (content, "")
    if key == LIST_KEY and content and split_list(LIST_SEPARATOR.join(content)) == content:
        return LIST_SEPARATOR.join(content), ""
    return toml_value(content), TOML


def _check_date(meta: dict[str, Any], file: str, findings: Findings) -> None:
    if "as_of" in meta:
        try:
            period(meta["as_of"])
        except ValueError as error:
            near = probable_date(meta["as_of"])
            findings.add(Problem(f"{error}.", KEYS["as_of"], near), file, None, "as_of", meta["as_of"])


def _check_statements(meta: dict[str, Any], file: str, findings: Findings) -> None:
    word = meta.get("statements", LATEST)
    if word not in (LATEST, ALL):
        near = nearest([str(word)], (LATEST, ALL)).get(str(word), "")
        problem = Problem(f"'{shortened(str(word))}' is neither {LATEST} nor {ALL}.", f"{LATEST} or {ALL}", near)
        findings.add(problem, file, None, "statements", str(word))


def _check_id(meta: dict[str, Any], file: str, findings: Findings) -> None:
    """Files are named after a case, so its id should be a file name on every system."""
    if "id" in meta and (tame := tame_name(meta["id"], "")) != unicodedata.normalize("NFC", meta["id"]):
        message = (
            f"The id '{shortened(meta['id'])}' cannot be the name of a file: files of the case are called '{tame}'."
        )
        findings.add(Problem(message, "letters, digits, - and _", tame, WARNING), file, None, "id", meta["id"])


def _ordinary(value: Any) -> Any:
    """A value of numpy or pandas as one of Python's own; None where it is missing."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NaT or value is pd.NA:
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _plain_value(value: Any, key: str, depth: int = 0) -> Any:
    """A value with nothing but what TOML can say in it."""
    value = _ordinary(value)
    if depth > 20:
        raise ValueError(f"'{shortened(key)}' is nested too deeply to be kept.")
    if isinstance(value, Mapping):
        return {str(name): _plain_value(part, key, depth + 1) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_value(part, key, depth + 1) for part in value]
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError(f"'{shortened(key)}' holds half of a character (a lone surrogate).") from None
        return str(value)
    if type(value) in (bool, int, float, datetime, date, time):
        return value
    raise ValueError(f"'{shortened(key)}' holds a value of type {type(value).__name__}, which cannot be kept.")


def _shown(value: Any) -> str:
    return f"a value of type {type(value).__name__}"


# ------------------------------------------------------------------------------------------------ writing


def as_toml(meta: Mapping[str, Any]) -> str:
    """The text of a ``dossier.toml`` that says this.

    >>> from zopa.loaders.dossier_toml import as_toml
    >>> print(as_toml({"id": "my-case", "title": 'A "quoted" title'}), end="")
    id = "my-case"
    title = "A \\"quoted\\" title"
    """
    return "".join(f"{_key(key)} = {toml_value(content)}\n" for key, content in meta.items())


def toml_value(content: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, str):
        return _quoted(content)
    if isinstance(content, float):
        return repr(content)
    if isinstance(content, (datetime, date, time)):
        return content.isoformat()
    if isinstance(content, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {toml_value(part)}" for key, part in content.items()) + "}"
    if isinstance(content, (list, tuple)):
        return "[" + ", ".join(toml_value(part) for part in content) + "]"
    return str(content)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) and key.isascii() else _quoted(key)


def _quoted(text: str) -> str:
    # TOML's escapes are those of JSON, but for the character 127, which must be escaped as well. Characters beyond
    # ASCII stay as they are: JSON would write the large ones as two halves, which TOML refuses.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
