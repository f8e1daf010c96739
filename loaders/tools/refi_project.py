"""A project or codebook of REFI-QDA as its XML has it: users, codes, sources and what was coded in them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ..findings import WARNING, Findings, Problem, shortened
from ..formats.folder import read_file
from ..sizes import MIB, RATE, RATE_BYTES, TEXTS_BYTES, UNPACKED_BYTES, XML_BYTES, too_large

if TYPE_CHECKING:
    from pathlib import Path

PROJECT, CODEBOOK = "Project", "CodeBook"
_QDE = ".qde"
_SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
_INTERNAL = "internal://"
#: Selections by what they select, and the attributes that say where.
_PLACES = (
    "startPosition",
    "endPosition",
    "page",
    "firstX",
    "firstY",
    "secondX",
    "secondY",
    "begin",
    "end",
    "fromSyncPoint",
    "toSyncPoint",
)
#: Codes stand in codes no deeper than this.
DEPTH = 100


class Code(NamedTuple):
    """A code of the codebook: its name with those of the codes that it stands in, and what it means."""

    guid: str
    path: str
    description: str
    color: str


@dataclass
class Coding:
    """A code, or several, that one user gave to one selection, or to a whole source."""

    coder: str
    codes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Selection:
    """A selected part of a source: where, how it is named, and its codings."""

    name: str
    places: dict[str, str]
    codings: list[Coding]
    description: str
    is_text: bool


@dataclass
class Source:
    """A document, picture or recording, with its text where it has one."""

    guid: str
    name: str
    kind: str
    content: bytes | None
    missing: str
    description: str
    selections: list[Selection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Project:
    """What a file holds; ``others`` is what has no place in a case: its kind, and its words."""

    name: str
    program: str
    codes: dict[str, Code] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)


def read_project(path: Path, findings: Findings) -> Project | None:
    """Read a ``.qdpx`` or ``.qdc``; None where it cannot be read, which the findings say. Nothing goes to a disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _of_archive(archive, path.name, findings)
    except zipfile.BadZipFile:
        content = read_file(path, XML_BYTES, findings)
        root = None if content is None else _root(content, path.name, findings)
        return None if root is None else _Reader(root, {}, path.name, findings).read()
    except (OSError, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        findings.add(Problem(f"The file cannot be unpacked ({shortened(str(error))}).", "a .qdpx file"), path.name)
        return None


def _of_archive(archive: zipfile.ZipFile, file: str, findings: Findings) -> Project | None:
    parts = {part.filename: part for part in archive.infolist()}
    if problem := _unsafe(archive.infolist()):
        findings.add(problem, file)
        return None
    name = next((name for name in parts if name.lower().endswith(_QDE)), None)
    if name is None:
        findings.add(Problem("The file holds no project: a part that ends in .qde is missing.", "a .qdpx file"), file)
        return None
    try:
        root = _root(archive.read(name), file, findings)
        texts = {
            PurePosixPath(part).name.casefold(): archive.read(part)
            for part in parts
            if part != name and part.lower().endswith(".txt")
        }
    except (zipfile.BadZipFile, EOFError, RuntimeError, OSError) as error:
        findings.add(Problem(f"The file is damaged ({shortened(str(error))}).", "a .qdpx file"), file)
        return None
    return None if root is None else _Reader(root, texts, file, findings).read()


def _unsafe(parts: list[zipfile.ZipInfo]) -> Problem | None:
    """Why an archive is not read: a part would leave its folder, is locked, or would fill the memory."""
    for part in parts:
        place = PurePosixPath(part.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            message = f"The part '{shortened(part.filename)}' would lie outside of the file: nothing was read."
            return Problem(message, "parts that lie inside")
        if part.flag_bits & 1:
            return Problem("The file has a password: save it without one.", "a .qdpx file")
        is_read = place.suffix.lower() in (_QDE, ".txt")
        most = XML_BYTES if place.suffix.lower() == _QDE else TEXTS_BYTES
        if is_read and part.file_size > RATE_BYTES and part.file_size > RATE * part.compress_size:
            return Problem(
                f"The part '{shortened(part.filename)}' would grow from {max(part.compress_size // 1024, 1):,} KiB to "
                f"{part.file_size // MIB:,} MiB, as no text does: it was not read.",
                f"at most {RATE} times the size",
            )
        if is_read and (problem := too_large(part.file_size, most)):
            return problem
    read = sum(part.file_size for part in parts if part.filename.lower().endswith((_QDE, ".txt")))
    return too_large(read, UNPACKED_BYTES)


def _root(content: bytes, file: str, findings: Findings) -> Element | None:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        message = "The project declares a document type or entities of its own, and was not read."
        findings.add(Problem(message, "XML without them"), file)
        return None
    except (ParseError, ValueError, LookupError) as error:
        findings.add(Problem(f"The project is not XML ({shortened(str(error))}).", "XML of REFI-QDA"), file)
        return None
    if _tag(root) not in (PROJECT, CODEBOOK):
        findings.add(Problem(f"The file begins with '{shortened(_tag(root))}'.", f"{PROJECT} or {CODEBOOK}"), file)
        return None
    return root


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element | None, *tags: str) -> Iterator[Element]:
    yield from (child for child in (() if element is None else element) if not tags or _tag(child) in tags)


def _guid(element: Element, name: str = "guid") -> str:
    return element.get(name, "").strip("{} \u2010").casefold()


def _text(element: Element, tag: str) -> str:
    return " ".join((child.text or "").strip() for child in _children(element, tag)).strip()


class _Reader:
    """Reads the tree of a project."""

    def __init__(self, root: Element, texts: dict[str, bytes], file: str, findings: Findings) -> None:
        self.root, self.texts, self.file, self.findings = root, texts, file, findings
        self.project = Project(root.get("name", ""), root.get("origin", ""))
        users = next(_children(root, "Users"), None)
        self.users = {_guid(user): user.get("name") or user.get("id") or "" for user in _children(users, "User")}
        self.notes: dict[str, str] = {}

    def read(self) -> Project:
        book = self.root if _tag(self.root) == CODEBOOK else next(_children(self.root, CODEBOOK), None)
        for codes in _children(book, "Codes"):
            self._codes(codes, "", 0)
        for notes in _children(self.root, "Notes"):
            for note in _children(notes):
                self.notes[_guid(note)] = f"{note.get('name', '')}: {self._words_of_note(note)}".strip(": ")
        for sources in _children(self.root, "Sources"):
            for source in _children(sources):
                if _tag(source) in _SOURCES:
                    self._source(source)
                else:
                    self._other(source)
        self._cases()
        told = {"Users", CODEBOOK, "Codes", "Sources", "Cases", "Variables", "Notes", "Description"}
        for child in self.root:
            if _tag(child) not in told:
                for part in child:
                    self._other(part)
        if description := _text(self.root, "Description"):
            self.project.others.append(("description of the project", description))
        self.project.others += [("note", words) for words in self.notes.values() if words]
        return self.project

    def _other(self, element: Element) -> None:
        words = "; ".join(f"{name.rpartition('}')[2]}: {value}" for name, value in element.attrib.items())
        inner = " ".join(" ".join(text.split()) for text in element.itertext()).strip()
        refs = [_guid(child, "targetGUID") for child in element.iter() if child.get("targetGUID")]
        named = [self.project.codes[ref].path if ref in self.project.codes else ref for ref in refs]
        self.project.others.append((_tag(element), "; ".join(filter(None, (words, inner, ", ".join(named))))))

    def _codes(self, parent: Element, path: str, depth: int) -> None:
        for code in _children(parent, "Code"):
            name = " ".join(code.get("name", "").split()) or "unnamed"
            own = f"{path} > {name}" if path else name
            guid = _guid(code) or own
            self.project.codes[guid] = Code(guid, own, _text(code, "Description"), code.get("color", ""))
            if depth < DEPTH:
                self._codes(code, own, depth + 1)
            elif len(code):
                self._other(code)

    def _words_of_note(self, note: Element) -> str:
        return _text(note, "PlainTextContent") or self._file_of(note)[0].decode("utf-8", "replace").strip()

    def _file_of(self, element: Element) -> tuple[bytes, str]:
        """The text that a path leads to, and the path where it leads nowhere in the file."""
        path = element.get("plainTextPath", "")
        if not path:
            return b"", ""
        name = PurePosixPath(path.removeprefix(_INTERNAL).replace("\\", "/")).name.casefold()
        if path.startswith(_INTERNAL) and name in self.texts:
            return self.texts[name], ""
        # Text beside the project or elsewhere on somebody's machine is not looked for.
        return b"", path

    def _source(self, element: Element) -> None:
        holders = [element, *_children(element, "Representation", "Transcript")]
        holder = next((one for one in holders if one.get("plainTextPath") or _text(one, "PlainTextContent")), element)
        inline = next((child.text or "" for child in _children(holder, "PlainTextContent")), "")
        content, missing = (inline.encode(), "") if inline else self._file_of(holder)
        source = Source(
            _guid(element),
            element.get("name", "") or f"Source {len(self.project.sources) + 1}",
            _tag(element).removesuffix("Source"),
            content or None,
            missing,
            _text(element, "Description"),
        )
        for one in holders:
            for child in one:
                tag = _tag(child)
                if tag.endswith("Selection"):
                    source.selections.append(self._selection(child, one is holder))
                elif tag == "NoteRef":
                    source.notes.append(self.notes.pop(_guid(child, "targetGUID"), ""))
                elif tag == "VariableValue":
                    source.notes.append(self._variable(child))
            codings = self._codings(one)
            if codings:
                source.selections.append(Selection("", {}, codings, "", False))
        self.project.sources.append(source)

    def _selection(self, element: Element, is_of_text: bool) -> Selection:
        places = {name: element.get(name, "") for name in _PLACES if element.get(name)}
        codings = self._codings(element)
        notes = [self.notes.pop(_guid(ref, "targetGUID"), "") for ref in _children(element, "NoteRef")]
        description = " ".join(filter(None, (_text(element, "Description"), *notes)))
        if not codings:
            codings = [Coding(self._coder(element))]
        is_text = is_of_text and _tag(element) == "PlainTextSelection"
        return Selection(element.get("name", ""), places, codings, description, is_text)

    def _codings(self, element: Element) -> list[Coding]:
        """Codings by who made them."""
        by_coder: dict[str, Coding] = {}
        for child in _children(element, "Coding"):
            coder = self._coder(child) or self._coder(element)
            coding = by_coder.setdefault(coder, Coding(coder))
            for ref in _children(child, "CodeRef"):
                guid = _guid(ref, "targetGUID")
                if guid not in self.project.codes:
                    message = f"A coding names a code that the codebook does not have: '{shortened(guid)}'."
                    self.findings.add(Problem(message, "a code of the codebook", level=WARNING), self.file)
                    coding.notes.append(f"Unknown code {guid}.")
                else:
                    coding.codes.append(guid)
            coding.notes += [self.notes.pop(_guid(ref, "targetGUID"), "") for ref in _children(child, "NoteRef")]
            coding.notes.append(_text(child, "Description"))
        return list(by_coder.values())

    def _coder(self, element: Element) -> str:
        guid = _guid(element, "creatingUser") or _guid(element, "modifyingUser")
        return self.users.get(guid, guid)

    def _variable(self, element: Element) -> str:
        ref = next((_guid(child, "targetGUID") for child in _children(element, "VariableRef")), "")
        names = {
            _guid(variable): variable.get("name", "")
            for variables in _children(self.root, "Variables")
            for variable in _children(variables)
        }
        value = " ".join((child.text or "").strip() for child in element if _tag(child).endswith("Value"))
        return f"{names.get(ref, ref)}: {value}"

    def _cases(self) -> None:
        """Cases say something of sources: their names and variables are notes of these."""
        by_guid = {source.guid: source for source in self.project.sources}
        for cases in _children(self.root, "Cases"):
            for case in _children(cases):
                named = [by_guid.get(_guid(ref, "targetGUID")) for ref in _children(case, "SourceRef")]
                words = [f"Case: {case.get('name')}"] if case.get("name") else []
                words += [self._variable(value) for value in _children(case, "VariableValue")]
                if description := _text(case, "Description"):
                    words.append(description)
                for source in filter(None, named):
                    source.notes.append("; ".join(words))
                if not any(named):
                    self._other(case)
        used = {_guid(ref, "targetGUID") for ref in self.root.iter() if _tag(ref) == "VariableRef"}
        for variables in _children(self.root, "Variables"):
            for variable in _children(variables):
                if _guid(variable) not in used or _text(variable, "Description"):
                    self._other(variable)
