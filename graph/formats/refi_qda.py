"""A case as a project of qualitative analysis in the form REFI-QDA, for NVivo, MAXQDA, ATLAS.ti, QualCoder and others.

Parties, issues with their options, places, stances and firmnesses are codes; the quotes from one source are a document;
and each quote is coded with who wants what where. Positions in a text count characters (code points), as the standard does.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..edges import label_by_id, listed, position_labels, row_ids
from ..files import write_bytes, write_text, zip_of
from ..ontology import OPTION_SEPARATOR, ontology
from .drawn import KINDS, about
from .passages import NO_QUOTE, Passage, clean, distinct, passages, text_of
from .xml import quoted, text

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store

_PROJECT, _CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_NO_SOURCE = "No source is coded"
#: Groups of codes by the kind of what is in them, and the colour of those.
_GROUPS = {"party": "Parties", "issue": "Issues", "region": "Places", "stance": "Stance", "firmness": "Firmness"}
_COLOURS = {
    "party": KINDS["Party"],
    "issue": KINDS["Issue"],
    "option": KINDS["Option"],
    "region": KINDS["Region"],
    "stance": KINDS["Position"],
}
#: What stands in a name for signs that have a meaning between names.
_APART, _SLASH = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ", "\N{FRACTION SLASH}"
#: A selection is named by the first of its words.
_NAMED = 60


class _Code(NamedTuple):
    kind: str
    key: str
    name: str
    description: str
    codes: tuple[_Code, ...] = ()


def write(case: Store, path: Path) -> list[str]:
    """Write a project: a document for each source, and in it each piece of evidence of each position, coded."""
    project = _Project(case)
    parts = {"project.qde": "\n".join([_HEAD, *project.lines(), ""]).encode()}
    parts |= {f"sources/{guid}.txt": content.encode() for guid, content in project.texts.items()}
    write_bytes(path, zip_of(parts))
    return project.told()


def write_codebook(case: Store, path: Path) -> list[str]:
    """Write the codes alone."""
    codes = _Codes(case)
    lines = [_HEAD, f'<CodeBook xmlns="{_CODEBOOK}" origin="zopa">', *codes.lines(), "</CodeBook>", ""]
    write_text(path, "\n".join(lines))
    return [
        "A codebook holds parties, issues, options, places, stances and firmnesses, and nothing that is coded with them."
    ]


def _inline(words: Any) -> str:
    return " ".join(clean(words).split())


class _Codes:
    """The codes of a case. No two have the same name, as some programs demand."""

    def __init__(self, case: Store) -> None:
        self.case = case
        tables = case.tables
        options = tables["options"]
        keys = row_ids(ontology().tables["options"], options)
        labels = dict(zip(keys, options["name"].fillna(options["option"]), strict=True))
        for issue, cell in tables["positions"][["issue", "option"]].itertuples(index=False):
            for word in listed(cell):
                # A position may name what nobody listed.
                labels.setdefault(f"{issue}{OPTION_SEPARATOR}{word}", word)
        self.options: dict[str, list[str]] = {}
        for key in labels:
            self.options.setdefault(key.split(OPTION_SEPARATOR, 1)[0], []).append(key)
        self.meanings = dict(zip(keys, options["meaning"], strict=True))
        issues = label_by_id(tables["issues"])
        columns = ontology().tables["positions"].columns
        names = {
            **{(kind, word): word for kind in ("stance", "firmness") for word in columns[kind].values},
            **{("party", id): _inline(label) for id, label in label_by_id(tables["parties"]).items()},
            **{("issue", id): _inline(label) for id, label in issues.items()},
            **{("region", id): _inline(label) for id, label in label_by_id(tables["regions"]).items()},
        }
        of_options = {("option", key): _inline(label) for key, label in labels.items()}
        uses = Counter(name.casefold() for name in (*names.values(), *of_options.values()))
        for key, name in of_options.items():
            # Many issues have an option that is called yes, or none.
            issue = _inline(issues[key[1].split(OPTION_SEPARATOR, 1)[0]])
            names[key] = f"{name} ({issue})" if uses[name.casefold()] > 1 else name
        # Names of codes that stand in one another are told apart by what stands between them.
        self.names = {key: name.replace(" > ", _APART) for key, name in distinct(names).items()}

    def guid(self, kind: str, key: str) -> str:
        """The id of a thing of the case: the same whenever the case is written."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:zopa:case:{self.case.id}/{kind}/{key}"))

    def codes(self) -> Iterator[_Code]:
        """The groups with the codes in them."""
        tables = self.case.tables
        columns = ontology().tables["positions"].columns
        of_kind: dict[str, list[_Code]] = {
            "party": [
                self._code("party", id, [kind, aliases])
                for id, kind, aliases in tables["parties"][["id", "kind", "aliases"]].itertuples(index=False)
            ],
            "issue": [self._issue(row) for row in tables["issues"].to_dict("records")],
            "region": [self._code("region", id, []) for id in tables["regions"]["id"]],
        }
        of_kind |= {
            kind: [self._code(kind, word, [meaning]) for word, meaning in columns[kind].values.items()]
            for kind in ("stance", "firmness")
        }
        for kind, codes in of_kind.items():
            if codes:
                yield _Code("group", kind, _GROUPS[kind], "", tuple(codes))

    def _code(self, kind: str, key: str, described: list[Any], codes: tuple[_Code, ...] = ()) -> _Code:
        return _Code(kind, key, self.names[kind, key], "; ".join(filter(None, map(_inline, described))), codes)

    def _issue(self, row: dict[str, Any]) -> _Code:
        inner = [self._code("option", key, [self.meanings.get(key)]) for key in self.options.get(row["id"], ())]
        code = self._code("issue", row["id"], [row["question"], row["unit"]], tuple(inner))
        # Without options, a slash would be read as one between an issue and an option.
        return code if inner else code._replace(name=code.name.replace(OPTION_SEPARATOR, _SLASH))

    def lines(self) -> Iterator[str]:
        """The codes in XML."""
        yield "<Codes>"
        for code in self.codes():
            yield from self._lines(code)
        yield "</Codes>"

    def _lines(self, code: _Code) -> Iterator[str]:
        colour = f" color={quoted(_COLOURS[code.kind])}" if code.kind in _COLOURS else ""
        is_codable = "false" if code.kind == "group" else "true"
        head = f"<Code guid={quoted(self.guid(code.kind, code.key))} name={quoted(code.name)} isCodable={quoted(is_codable)}"
        if not code.description and not code.codes:
            yield f"{head}{colour}/>"
            return
        yield f"{head}{colour}>"
        if code.description:
            yield f"<Description>{text(code.description)}</Description>"
        for inner in code.codes:
            yield from self._lines(inner)
        yield "</Code>"


class _Project:
    """A project in XML, and the texts of its documents by their ids."""

    def __init__(self, case: Store) -> None:
        self.case, self.codes = case, _Codes(case)
        self.positions = case.tables["positions"].to_dict("records")
        self.labels = position_labels(case.tables).tolist()
        self.passages = passages(case)
        self.coders = list(dict.fromkeys(passage.coder for passage in self.passages if passage.coder))
        self.texts: dict[str, str] = {}

    def told(self) -> list[str]:
        """What of the case the file does not hold."""
        sentences = [
            "The file holds who wants what, with quotes, sources and coders. Dates and ranges of numbers stand in the notes "
            "of the passages, and conditions and other tables are not in it."
        ]
        if bare := len({passage.place for passage in self.passages if not passage.is_quote}):
            noun = "passage has" if bare == 1 else "passages have"
            sentences.append(f"{bare:,} {noun} no quote in the case. {NO_QUOTE}")
        return sentences

    def lines(self) -> Iterator[str]:
        """The project in XML; the texts of the documents are there once it is read to its end."""
        yield f'<Project xmlns="{_PROJECT}" name={quoted(_inline(self.case.title))} origin="zopa">'
        if self.coders:
            yield "<Users>"
            for coder in self.coders:
                yield f"<User guid={quoted(self._guid('coder', coder))} name={quoted(_inline(coder))}/>"
            yield "</Users>"
        yield "<CodeBook>"
        yield from self.codes.lines()
        yield "</CodeBook>"
        of_source: dict[str, list[Passage]] = {}
        for passage in self.passages:
            of_source.setdefault(passage.source, []).append(passage)
        if of_source:
            yield "<Sources>"
            sources = self.case.tables["sources"].set_index("id").to_dict("index")
            titles = {id: _inline(sources.get(id, {}).get("title")) or id or _NO_SOURCE for id in of_source}
            for id, title in distinct(titles).items():
                yield from self._source(id, title, sources.get(id, {}), of_source[id])
            yield "</Sources>"
        described = "\n".join(f"{name}: {words}" for name, words in about(self.case).items() if name != "title")
        if described:
            yield f"<Description>{text(clean(described))}</Description>"
        yield "</Project>"

    def _guid(self, kind: str, key: str) -> str:
        return self.codes.guid(kind, key)

    def _source(self, id: str, title: str, cells: dict[str, Any], rows: list[Passage]) -> Iterator[str]:
        guid = self._guid("source", id)
        document = text_of(rows)
        self.texts[guid] = document.content
        path = quoted(f"internal://{guid}.txt")
        yield f"<TextSource guid={quoted(guid)} name={quoted(title)} plainTextPath={path}>"
        described = [_inline(cells.get(name)) for name in ("kind", "publisher", "date", "url", "licence", "note")]
        described.append("" if all(row.is_quote for row in rows) else NO_QUOTE)
        yield f"<Description>{text('; '.join(filter(None, described)))}</Description>"
        for passage in rows:
            yield from self._selection(passage, document.spans[passage.place])
        yield "</TextSource>"

    def _selection(self, passage: Passage, span: tuple[int, int]) -> Iterator[str]:
        position = self.positions[passage.row]
        key = f"{position['id']}/{passage.evidence}"
        words = " ".join(passage.text.split())
        name = words if len(words) <= _NAMED else f"{words[:_NAMED].rstrip()}..."
        user = f" creatingUser={quoted(self._guid('coder', passage.coder))}" if passage.coder else ""
        yield (
            f"<PlainTextSelection guid={quoted(self._guid('selection', key))} name={quoted(name)} "
            f'startPosition="{span[0]}" endPosition="{span[1]}"{user}>'
        )
        yield f"<Description>{text(self._described(passage, position))}</Description>"
        for kind, of in self._coded(position):
            guid = self._guid("coding", f"{key}/{kind}/{of}")
            code = self._guid(kind, of)
            yield f"<Coding guid={quoted(guid)}{user}><CodeRef targetGUID={quoted(code)}/></Coding>"
        yield "</PlainTextSelection>"

    def _coded(self, position: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The codes of a position: its party, its options or else its issue, its places, its stance and its firmness."""
        yield "party", position["party"]
        options = [f"{position['issue']}{OPTION_SEPARATOR}{option}" for option in listed(position["option"])]
        yield from (("option", key) for key in options)
        if not options:
            yield "issue", position["issue"]
        yield from (("region", region) for region in listed(position["regions"]))
        yield "stance", position["stance"]
        if clean(position["firmness"]):
            yield "firmness", position["firmness"]

    def _described(self, passage: Passage, position: dict[str, Any]) -> str:
        """A position with its days, and who said it where and when."""
        start, end = clean(position["start"]), clean(position["end"])
        parts = [
            _inline(self.labels[passage.row]),
            start and f"from {start}",
            end and f"until {end}",
            passage.speaker and f"said by {_inline(passage.speaker)}",
            passage.date and f"dated {passage.date}",
            _inline(passage.locator),
        ]
        return "; ".join(filter(None, parts))
