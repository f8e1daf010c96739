"""A case with its answers, page, memo and citations in one folder or ZIP, described as a research object."""

from __future__ import annotations

import hashlib
import importlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...graph.dates import period
from ...graph.files import check_place, write_bytes, zip_of
from ...graph.provenance import day_of_making, made_on
from ...graph.suffixes import refuse_suffix
from ...graph.what_if import told
from .answers import answers, left_out
from .citing import citation
from .crate import METADATA, metadata

if TYPE_CHECKING:
    from ...graph.store import Store

ZIP = ".zip"
README = "README.md"
#: Where an archive is written as a folder it is new, so that nothing else is in it.
TAKEN = "'{}' is there already: name another folder, or a file that ends in .zip."


def write(
    case: Any, path: str | Path, save: Callable[[Any, Path], Path], *, date: str | None = None, pictures: bool = True
) -> Path:
    """Write a :class:`zopa.PositionGraph` as an archive, see :meth:`zopa.PositionGraph.archive`.

    ``save`` writes the tables of the case to a folder.
    """
    target = Path(path)
    refuse_suffix(target, "a folder", ZIP)
    is_zip = target.suffix.lower() == ZIP
    if is_zip:
        check_place(target)
    elif target.exists():
        raise ValueError(TAKEN.format(target))
    elif not target.absolute().parent.is_dir():
        raise ValueError(f"There is no folder '{target.parent}'.")
    day = date or day_of_making()
    if len(day) != len("2025-08-15"):
        raise ValueError(f"'{day}' is no day: write it as 2025-08-15.")
    period(day)
    with made_on(day):
        files = contents(case, save, day, pictures)
    if is_zip:
        return write_bytes(target, zip_of(files))
    for name, content in files.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(place, content)
    return target


def contents(case: Any, save: Callable[[Any, Path], Path], day: str, pictures: bool) -> dict[str, bytes]:
    """The files of an archive by path; what describes them comes first, as RO-Crate asks."""
    files: dict[str, bytes] = {}
    described: dict[str, str] = {}
    for path, content, description in (
        *_case_files(case, save),
        *_answer_files(case),
        *_read_by_people(case, pictures),
        *_citation_files(case),
    ):
        files[path], described[path] = content, description
    files[README] = _readme(case, described).encode()
    described[README] = "What is in this archive."
    return {METADATA: metadata(case, files, described, day, _read(case)), **files}


Made = Iterator[tuple[str, bytes, str]]


def _case_files(case: Any, save: Callable[[Any, Path], Path]) -> Made:
    with tempfile.TemporaryDirectory() as folder:
        # A case that is saved takes the place for its own, and this one is gone at once.
        place = save(copy(case), Path(folder) / "case")
        for file in sorted(place.rglob("*")):
            if file.is_file():
                name = file.relative_to(place).as_posix()
                what = (
                    "What the case says of itself." if name == "dossier.toml" else f"The table {file.stem} of the case."
                )
                yield f"case/{name}", file.read_bytes(), what
    mapping = "" if case.understood is None else str(case.understood.attrs.get("mapping", ""))
    if mapping:
        yield "mapping.toml", mapping.encode(), "As what the columns of the file were read that the case was made from."
    if case.set_aside is not None and len(case.set_aside):
        yield "gaps/set-aside.csv", _csv(case.set_aside), "Rows of the file that are in no table, and why."
    if case.findings is not None and len(case.findings):
        yield "gaps/findings.csv", _csv(case.findings), "What the check finds odd about the case."


def _csv(table: Any) -> bytes:
    return str(table.to_csv(index=False, lineterminator="\n")).encode()


def _answer_files(case: Store) -> Made:
    lines = []
    for given in answers(case):
        folder = "gaps" if given.name == "what_next" else "answers"
        yield f"{folder}/{given.name}.csv", _csv(given.table), given.question
        lines.append(f"{given.name}: {given.citation}{f' {given.note}' if given.note else ''}")
    lines += [left_out(case)] if left_out(case) else []
    yield (
        "answers/citations.txt",
        ("\n".join(lines) + "\n").encode(),
        "How each answer is cited, and what to know of it.",
    )


def _read_by_people(case: Any, pictures: bool) -> Made:
    page = importlib.import_module("..page", __package__)
    memo = importlib.import_module("..memo.writing", __package__)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if len(case.tables["positions"]) <= page.MAX_ON_A_PAGE:
            page.write(case, place / "page.html", title=None, redact="none", embed=False, pictures=pictures)
            yield "page.html", (place / "page.html").read_bytes(), "The case as an interactive page that opens offline."
        yield "memo.html", memo.write(case, place / "memo.html").read_bytes(), "A memo about the case, to be printed."


def _citation_files(case: Store) -> Made:
    yield "CITATION.cff", citation(case, "cff").encode(), "How the case is cited."
    yield "citation.bib", citation(case, "bibtex").encode(), "The case and its sources in BibTeX."
    yield "citation.json", citation(case, "csl").encode(), "The case and its sources in CSL-JSON."


def _read(case: Store) -> dict[str, str]:
    """The SHA-256 of each file that the case was read from, of those that are still there."""
    if case.origin is None:
        return {}
    base = case.origin.path if case.origin.path.is_dir() else case.origin.path.parent
    present = {name: base / name for name in case.origin.files}
    if case.origin.path.is_file():
        present[case.origin.path.name] = case.origin.path
    return {name: hashlib.sha256(place.read_bytes()).hexdigest() for name, place in present.items() if place.is_file()}


def _readme(case: Store, described: Mapping[str, str]) -> str:
    rows = "\n".join(f"- `{path}`: {description}" for path, description in described.items())
    what_if = f"{told(case.meta)}\n\n" if told(case.meta) else ""
    return (
        f"# {' '.join(case.title.split())}\n\n{what_if}An archive of a case of negotiating positions, written by zopa. "
        f'`{METADATA}` describes it as an RO-Crate. To load the case: `zopa.load("case")`.\n\n{rows}\n\n'
        "What is not known stands in `gaps/`: an empty cell of the case is unknown, and never read as agreement.\n"
    )
