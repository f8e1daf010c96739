"""Domains with utility spaces of negotiation platforms: Genius (XML), GeniusWeb (JSON), NegMAS (folders of such XML)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..brought import Brought
from ..findings import Findings, Problem, listing
from ..formats.folder import read_file
from ..sizes import MIB
from .genius_xml import ROOTS, read_xml
from .geniusweb import ADDITIVE, OTHER_PROFILES, VALUES, read_json
from .utility_spaces import Space, check_ranges, put

if TYPE_CHECKING:
    from ..formats.glance import Glance

FORM = "Utility spaces over a domain, as Genius, GeniusWeb and NegMAS have them"
XML, JSON = ".xml", ".json"
#: Bytes of a file, files of a folder, and of its beginning those that show what it is.
FILE_BYTES, MAX_FILES, HEAD_BYTES = 16 * MIB, 500, 4096
_XML_SIGN = re.compile(rb"<(?:%s)\b" % "|".join(ROOTS).encode())
_JSON_SIGN = re.compile(rb'"(?:%s)"\s*:' % "|".join((*ADDITIVE, *OTHER_PROFILES, *VALUES)).encode())
_WORDS = re.compile(r"[\W_]+")
#: Words of names of files that say only what sort of file it is.
_PLAIN = frozenset({"utility", "profile", "ufun", "space", "domain"})


def recognises(glance: Glance) -> bool:
    """Whether a domain or a utility space is there, in the file or among the files of the folder."""
    if glance.path.is_dir():
        files = [glance.path / name for name in sorted(glance.names) if "/" not in name]
        return any(_is_space(file) for file in files[:MAX_FILES])
    return _is_space(glance.path)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read utility spaces as parties with saliences and satisfactions, and reservation values as values to walk away at."""
    folder = path if path.is_dir() else path.parent
    files = [file for file in sorted(folder.iterdir()) if file == path or _is_space(file)]
    if len(files) > MAX_FILES:
        findings.add(Problem(f"The folder has {len(files):,} such files.", f"at most {MAX_FILES}"), folder.name)
        return None
    brought = Brought(FORM)
    spaces = []
    for file in files:
        is_asked = path in (file, folder)
        space = _read(file, findings if is_asked else Findings())
        if space is not None:
            spaces.append(space)
        elif not is_asked:
            brought.leave(file.name, None, file.name, "The file beside it cannot be read.")
    spaces = _of_one_domain(path, spaces, brought, findings)
    check_ranges(spaces, findings)
    if not spaces and not findings.errors:
        findings.add(Problem("No utility space is there.", "a utility space for each party"), path.name)
    if findings.errors:
        return None
    profiles = [space for space in spaces if space.worths]
    if not profiles:
        files_read = listing((space.file for space in spaces), "and")
        findings.add(
            Problem(f"No utility space is there, only {files_read}.", "a utility space for each party"), path.name
        )
        return None
    _shorten_names(spaces)
    brought.meta = {"title": _title(spaces, folder)}
    put(spaces, brought, findings)
    for space in spaces:
        names = [topic.name for topic in space.topics.values()]
        words = (
            "a party: the salience of each issue and the satisfaction with each value" if space.worths else "the issues"
        )
        brought.understand(space.file, "issues", words, names, "not read" if space.trouble else "")
        if space.reservation is not None or space.bid:
            brought.understand(
                space.file, "reservation", "the share of the most that it can get at which it walks away"
            )
    return brought


def _is_space(file: Path) -> bool:
    sign = {XML: _XML_SIGN, JSON: _JSON_SIGN}.get(file.suffix.lower())
    if sign is None or not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            return sign.search(stream.read(HEAD_BYTES if file.suffix.lower() == XML else 16 * HEAD_BYTES)) is not None
    except OSError:
        return False


def _read(file: Path, findings: Findings) -> Space | None:
    content = read_file(file, FILE_BYTES, findings)
    if content is None:
        return None
    read = read_xml if file.suffix.lower() == XML else read_json
    return read(content, file.name, file.stem, findings)


def _of_one_domain(path: Path, spaces: list[Space], brought: Brought, findings: Findings) -> list[Space]:
    """The spaces over one domain: that of the file that was named, or the only one of the folder."""
    groups: dict[frozenset[str], list[Space]] = {}
    for space in spaces:
        groups.setdefault(frozenset(space.topics), []).append(space)
    if path.is_dir() and len(groups) > 1:
        shown = listing((group[0].file for group in groups.values()), "or")
        message = f"The folder has utility spaces over {len(groups)} domains."
        findings.add(Problem(message, f"one file that belongs to the domain, such as {shown}"), path.name)
        return []
    chosen: list[Space] = []
    for group in groups.values():
        if path.is_dir() or any(space.file == path.name for space in group):
            chosen = group
        else:
            for space in group:
                brought.leave(space.file, None, space.name, "The file beside it is over other issues.")
    return chosen


def _shorten_names(spaces: list[Space]) -> None:
    """Names of files without what all of them have, and without what says only which sort of file it is."""
    profiles = [space for space in spaces if space.is_profile and space.name == Path(space.file).stem]
    words = [[word for word in _WORDS.split(space.name) if word] for space in profiles]
    common = set.intersection(*map(set, words)) if len(words) > 1 else set()
    for space, own in zip(profiles, words, strict=True):
        kept = [word for word in own if word not in common and word.casefold() not in _PLAIN]
        space.name = " ".join(kept) or space.name


def _title(spaces: list[Space], folder: Path) -> str:
    domain = next((space.name for space in spaces if not space.is_profile), "")
    return domain if domain.casefold() not in ("", *_PLAIN) else folder.resolve().name
