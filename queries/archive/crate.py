"""What each file of an archive is, in RO-Crate 1.1: people, licence, sources, the software, and what was made of what."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...graph.extras import needed
from ...graph.provenance import version_of_zopa
from ...graph.state import state_of
from ..asking.works import LICENCES, coders, licence_of

if TYPE_CHECKING:
    from ...graph.store import Store

MISSING = 'Archives are described with rocrate, which is not installed: pip install "zopa[archive]"'
METADATA = "ro-crate-metadata.json"
#: The version of RO-Crate that most archives and validators know.
VERSION = "1.1"
TYPES = {".md": "text/markdown", ".csv": "text/csv", ".toml": "application/toml", ".bib": "application/x-bibtex"}
CREATED = "#written-by-zopa"
SOFTWARE = "#zopa"

Entity = dict[str, Any]


def metadata(
    case: Store, files: Mapping[str, bytes], described: Mapping[str, str], day: str, read: Mapping[str, str]
) -> bytes:
    """The ``ro-crate-metadata.json`` of an archive.

    Parameters
    ----------
    case : Store
    files : dict of bytes
        What is in the archive, by path.
    described : dict of str
        What each of them is, in a sentence.
    day : str
        The day on which the archive is published.
    read : dict of str
        For the name of each file that the case was read from the SHA-256 of what it held, as far as it is there.

    Raises
    ------
    ValueError
        When rocrate is not installed.
    """
    rocrate: Any = needed("rocrate.rocrate", MISSING)
    crate = rocrate.ROCrate(version=VERSION)
    add = _Adder(crate, needed("rocrate.model", MISSING))
    people = [add.contextual(_person(number, coder)) for number, coder in enumerate(coders(case), 1)]
    made_of = [
        add.contextual(
            {"@id": f"#read-{number}", "@type": "CreativeWork", "name": name, "identifier": f"sha256:{digest}"}
        )
        for number, (name, digest) in enumerate(sorted(read.items()), 1)
    ]
    sources = [add.contextual(_source(row)) for row in case.tables["sources"].to_dict("records")]
    software = add.contextual(_software())
    entities = [add.file(_file(path, content, described)) for path, content in files.items()]
    root = crate.root_dataset
    for name, value in _root(case, day).items():
        root[name] = value
    root["license"] = add.contextual(_licence(case))
    for name, related in (("author", people), ("citation", sources), ("isBasedOn", made_of)):
        if related:
            # The specification asks for a single value rather than for a list of one.
            root[name] = related if len(related) > 1 else related[0]
    action: Entity = {
        "@id": CREATED,
        "@type": "CreateAction",
        "name": "zopa asked the case and wrote the answers",
        "instrument": software,
        "result": entities,
        "endTime": day,
    }
    root["mentions"] = add.contextual(action | ({"object": made_of} if made_of else {}))
    written = crate.metadata.generate()
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


class _Adder:
    """Adds entities to a crate, each with its id and properties as a plain dict."""

    def __init__(self, crate: Any, model: Any) -> None:
        self.crate, self.model = crate, model

    def contextual(self, entity: Entity) -> Any:
        properties = {name: value for name, value in entity.items() if name != "@id" and value not in ("", None)}
        return self.crate.add(self.model.ContextEntity(self.crate, entity["@id"], properties=properties))

    def file(self, entity: Entity) -> Any:
        properties = {name: value for name, value in entity.items() if name != "@id" and value not in ("", None)}
        return self.crate.add_file(dest_path=entity["@id"], properties=properties)


def _root(case: Store, day: str) -> Entity:
    description = " ".join(str(case.meta.get("description") or "").split())
    return {
        "name": case.title,
        "description": description or "Positions of parties in a negotiation, and what zopa says of them.",
        "datePublished": day,
        "identifier": case.id,
        "version": state_of(case),
        "temporalCoverage": case.as_of or "",
        "keywords": "negotiation, positions, zone of possible agreement",
    }


def _person(number: int, coder: Any) -> Entity:
    return {"@id": coder.orcid or f"#coder-{number}", "@type": "Person", "name": coder.name}


def _licence(case: Store) -> Entity:
    licence = licence_of(case)
    if licence in LICENCES:
        return {"@id": f"https://spdx.org/licenses/{licence}", "@type": "CreativeWork", "name": licence}
    text = licence or "No licence is coded: ask the coders before you use the case."
    return {"@id": "#licence", "@type": "CreativeWork", "name": licence or "No licence", "description": text}


def _source(row: Mapping[str, Any]) -> Entity:
    texts = {name: value if isinstance(value, str) else "" for name, value in row.items()}
    return {
        "@id": f"#source-{hashlib.sha256(texts['id'].encode()).hexdigest()[:12]}",
        "@type": "CreativeWork",
        "name": texts["title"] or texts["id"],
        "identifier": texts["id"],
        "genre": texts["kind"],
        "sourceOrganization": texts["publisher"],
        "datePublished": texts["date"],
        "url": texts["url"],
        "usageInfo": texts["licence"],
    }


def _software() -> Entity:
    return {
        "@id": SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "zopa",
        "version": version_of_zopa(),
        "description": "A knowledge graph of negotiating positions.",
    }


def _file(path: str, content: bytes, described: Mapping[str, str]) -> Entity:
    suffix = f".{path.rpartition('.')[2]}"
    kind = TYPES.get(suffix) or mimetypes.guess_type(path, strict=True)[0] or "text/plain"
    return {
        "@id": path,
        "name": path.rpartition("/")[2],
        "description": described.get(path, ""),
        "encodingFormat": kind,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
