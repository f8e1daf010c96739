"""What a case says of itself where that is no ``dossier.toml``: a sheet of a workbook, or an entry beside its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from . import dossier_toml as about
from .findings import WARNING, Findings, Problem, listing, shortened
from .formats.sheets import alike
from .formats.shown import cell_text
from .formats.values import as_text
from .formats.workbook import records_of


def meta_of_sheet(book: Any, title: str, file: str, findings: Findings) -> dict[str, Any]:
    """Key and value in two columns; a third says ``toml`` where the value is more than a text."""

    def rows() -> Iterator[tuple[int, list[str]]]:
        for line, record in records_of(book, title, file, findings):
            texts = [""] * max(record)
            for place, cell in record.items():
                texts[place - 1], problem = cell_text(cell, None)
                if problem:
                    findings.add(problem, file, line, value=texts[place - 1])
            yield line, texts

    return meta_of_rows(rows(), file, findings)


def meta_of_rows(rows: Iterable[tuple[int, list[str]]], file: str, findings: Findings) -> dict[str, Any]:
    """The same of rows of text, each with its number."""
    raw: dict[str, Any] = {}
    for line, texts in rows:
        key, value, form = [*texts, "", "", ""][:3]
        if any(texts[3:]):
            problem = Problem("Cells right of key, value and form were not read.", level=WARNING)
            findings.add(problem, file, line, value=next(filter(None, texts[3:])))
        if line == 1 and (alike(key), alike(value)) == ("key", "value"):
            continue
        if not key:
            if value:
                findings.add(Problem("The value has no key.", listing(about.KEYS)), file, line, value=value)
        elif key in raw:
            findings.add(Problem(f"'{key}' is there twice.", "each key once"), file, line, value=value)
        else:
            raw[key] = _meta_value(key, value, form, file, line, findings)
    return about.tidied(raw, file, findings)


def _meta_value(key: str, value: str, form: str, file: str, line: int, findings: Findings) -> Any:
    if form == about.TOML:
        parsed = about.parse_value(value)
        if parsed is not None:
            return parsed
        findings.add(Problem(f"'{shortened(value)}' is not TOML.", '["A. Coder"]'), file, line, key, value)
        return None
    return about.split_list(value) if key == about.LIST_KEY else value


def meta_of_entry(content: Any, name: str, findings: Findings) -> dict[str, Any]:
    """A dict, or a table of two columns, key and value."""
    if isinstance(content, pd.DataFrame):
        columns = [[as_text(cell, None)[0] for cell in content.iloc[:, index]] for index in range(content.shape[1])]
        pairs = dict(zip(*columns, strict=True)) if len(columns) == 2 else None
        if pairs and about.LIST_KEY in pairs:
            content = pairs | {about.LIST_KEY: about.split_list(pairs[about.LIST_KEY])}
        else:
            content = pairs
    if not isinstance(content, Mapping):
        findings.add(Problem("The entry is neither a dict nor two columns, key and value.", "a dict"), name)
        return {}
    return about.tidied(content, name, findings)
