"""Projects and codebooks of programs for qualitative analysis (NVivo, MAXQDA, ATLAS.ti, QualCoder), in the form REFI-QDA.

Coded passages are evidence, with their words, the source, the place and the coder. They become positions where a mapping
beside the file, or the names of the codes, say which codes mean a party, an issue, an option and a stance.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..brought import Brought
from ..findings import WARNING, DossierError, Findings, Problem, listing, shortened
from .code_mapping import SUFFIX, CodeMapping, as_toml, mapping_in, proposed
from .context import Context, listed, noted
from .refi_project import Coding, Project, Selection, Source, read_project
from .refi_text import Span, Text, Told, dialect_of, words_of

if TYPE_CHECKING:
    from ..formats.glance import Glance

FORM = "Project of qualitative analysis (REFI-QDA)"
#: A mapping beside the file is of its codes, and not of columns.
HAS_MAPPING = True
_PACKED = (".qdpx", ".qdc", ".zip", "")
_NAMESPACES = ("urn:QDA-XML:project", "urn:QDA-XML:codebook")


def recognises(glance: Glance) -> bool:
    """Whether the file is an archive with a project in it, or the XML of a codebook."""
    if any(name in glance.text for name in _NAMESPACES):
        return True
    if not glance.head.startswith(b"PK") or glance.suffix not in _PACKED:
        return False
    try:
        with zipfile.ZipFile(glance.path) as archive:
            return any(name.lower().endswith(".qde") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return False


def bring(path: Path, findings: Findings, mapping: Any = None) -> Brought | None:
    """Read coded passages as evidence, and as positions where their codes are mapped.

    Parameters
    ----------
    path : Path
    findings : Findings
    mapping : path, optional
        Of a ``mapping.toml``; by default the one beside the file.
    """
    project = read_project(path, findings)
    if project is None:
        return None
    if not project.codes and not project.sources:
        findings.add(Problem("The project has neither codes nor sources.", "a project with sources"), path.name)
        return None
    if mapping is not None and not isinstance(mapping, (str, Path)):
        raise DossierError("The codes of a project are read by a mapping.toml: give its path instead of columns.")
    names = [code.path for code in project.codes.values()]
    sources = [source.name for source in project.sources]
    beside = Path(mapping) if mapping is not None else path.with_name(f"{path.stem}{SUFFIX}")
    template = proposed(names, sources)
    if mapping is not None or beside.is_file():
        codes, unknown = mapping_in(beside, names)
        if unknown:
            named = listing((repr(shortened(name)) for name in unknown), "and")
            message = f"The mapping names {named}, which the codebook does not have."
            findings.add(Problem(message, "names of codes", level=WARNING), beside.name)
        template.codes |= {
            name: template.codes[name] | roles for name, roles in codes.codes.items() if name in template.codes
        }
        template.sources |= codes.sources
    else:
        codes = template
    brought = Brought(FORM, meta={"title": project.name or path.stem}, mapping=as_toml(template, path.name))
    brought.is_proposal = codes.is_proposal
    _Passages(brought, project, codes, path.name, findings).read()
    return brought


class _Passages:
    """The passages of a project, and what they make."""

    def __init__(self, brought: Brought, project: Project, mapping: CodeMapping, file: str, findings: Findings) -> None:
        self.brought, self.project, self.mapping, self.file, self.findings = brought, project, mapping, file, findings
        self.context = Context(brought)
        self.uses: Counter[str] = Counter()
        self.without: Counter[str] = Counter()
        self.positions = 0
        self.options: set[tuple[str, str]] = set()

    def read(self) -> None:
        """Make the rows of the case."""
        told = self._dialect()
        self._codebook()
        for source in self.project.sources:
            self._source(source, told)
        for kind, words in self.project.others:
            self.brought.leave(self.file, None, f"{kind}: {words}", "It has no place in a case.")
        self._tell(told)

    def _dialect(self) -> Told:
        texts = []
        for source in self.project.sources:
            if source.content is not None:
                spans = [span for selection in source.selections if (span := _span(selection))]
                texts.append((Text(source.content), spans))
        told = dialect_of(texts)
        if not told.is_sure:
            problem = Problem(
                f"Nothing in the file tells how it counts the letters of its texts: passages were cut by "
                f"{told.dialect.unit}. Compare some of them with the texts.",
                "names of passages that are their first words",
                level=WARNING,
            )
            self.findings.add(problem, self.file)
        return told

    def _codebook(self) -> None:
        described = [code for code in self.project.codes.values() if code.description]
        if described:
            note = " ".join(noted(f"{code.path}: {' '.join(code.description.split())}") for code in described)
            self.context.row("sources", "codebook", title=f"Codebook of {self.file}", kind="document", note=note)

    def _source(self, source: Source, told: Told) -> None:
        id = self.context.slug("sources", f"source {source.name} {source.guid[:8]}")
        note = noted(f"Kind: {source.kind}", source.description, *source.notes)
        self.context.row("sources", id, title=source.name, note=note)
        text = Text(source.content) if source.content is not None else None
        if source.missing:
            problem = Problem(
                f"The text of '{shortened(source.name)}' is not in the file ({shortened(source.missing)}): its passages are "
                "kept with the words that name them.",
                "a project with its texts in it",
                level=WARNING,
            )
            self.findings.add(problem, self.file)
        for selection in source.selections:
            self._selection(source, id, selection, text, told)

    def _selection(self, source: Source, source_id: str, selection: Selection, text: Text | None, told: Told) -> None:
        span = _span(selection)
        words = words_of(text, span, told.dialect) if text is not None and span else None
        if text is not None and selection.is_text and words is None:
            message = f"A passage of '{shortened(source.name)}' lies beyond its text: {_place(selection)}."
            self.findings.add(Problem(message, "positions inside of the text", level=WARNING), self.file)
        name = " ".join(selection.name.split())
        is_start = words is not None and " ".join(words.split()).startswith(
            name.removesuffix("...").removesuffix("…").strip()
        )
        for coding in selection.codings:
            paths = [self.project.codes[code].path for code in coding.codes]
            self.uses.update(paths)
            evidence = self.context.slug("evidence", f"passage {len(self.brought.tables.get('evidence', [])) + 1}")
            self.context.row(
                "evidence",
                evidence,
                source=source_id,
                locator=_place(selection),
                quote=words if words is not None else name if selection.is_text else "",
                coder=coding.coder,
                note=noted(
                    f"Codes: {'; '.join(paths)}" if paths else "No code",
                    selection.description,
                    *coding.notes,
                    f"Named: {name}" if name and not is_start and (words is not None or not selection.is_text) else "",
                ),
            )
            self._positions(source, coding, paths, evidence)

    def _positions(self, source: Source, coding: Coding, paths: list[str], evidence: str) -> None:
        roles = [self.mapping.codes.get(path, {}) for path in paths]
        own = self.mapping.sources.get(source.name, {}).get("party", "")
        parties = list(dict.fromkeys(role["party"] for role in roles if role.get("party"))) or ([own] if own else [])
        issues = list(dict.fromkeys(role["issue"] for role in roles if role.get("issue")))
        settlements: dict[tuple[str, str], dict[str, str]] = {}
        for role in roles:
            issue = role.get("issue") or (issues[0] if len(issues) == 1 else "")
            if issue and role.get("option"):
                settlements[issue, role["option"]] = role
        regions = list(dict.fromkeys(role["region"] for role in roles if role.get("region")))
        # Options of one issue on which a passage takes one stance are one position: it demands one of them.
        held: dict[tuple[str, str, str], list[str]] = {}
        for (issue, option), role in settlements.items():
            stance, firmness = (role.get(key) or self._only(roles, key) for key in ("stance", "firmness"))
            if not parties or not stance:
                self.without["a party" if not parties else "one stance"] += 1
            else:
                held.setdefault((issue, stance, firmness), []).append(option)
        for (issue, stance, firmness), options in held.items():
            for party in parties:
                self._position(party, issue, options, stance, firmness, regions, evidence)
        if issues and not settlements:
            self.without["an option"] += 1
        self.positions += len(held) * len(parties)

    @staticmethod
    def _only(roles: list[dict[str, str]], key: str) -> str:
        """The word that the codes of a passage that are of no issue agree on."""
        words = {role[key] for role in roles if role.get(key) and not role.get("issue")}
        return words.pop() if len(words) == 1 else ""

    def _position(
        self, party: str, issue: str, options: list[str], stance: str, firmness: str, regions: list[str], evidence: str
    ) -> None:
        party_id = self.context.party(party)
        issue_id = self.context.slug("issues", issue)
        self.context.row("issues", issue_id, name=issue, kind="choice", closed="no")
        option_ids = {self.context.slug(f"options of {issue_id}", option): option for option in options}
        for option_id, option in option_ids.items():
            if (issue_id, option_id) not in self.options:
                self.options.add((issue_id, option_id))
                self.brought.add("options", issue=issue_id, option=option_id, name=option)
        region_ids = {self.context.slug("regions", region): region for region in regions}
        for region_id, region in region_ids.items():
            self.context.row("regions", region_id, name=region)
        self.brought.add(
            "positions",
            party=party_id,
            issue=issue_id,
            option=listed(option_ids),
            stance=stance,
            firmness=firmness,
            regions=listed(region_ids),
            evidence=listed([evidence]),
        )

    def _tell(self, told: Told) -> None:
        for code in self.project.codes.values():
            roles = {key: word for key, word in self.mapping.codes.get(code.path, {}).items() if word}
            read_as = ", ".join(f"{key}: {word}" for key, word in roles.items()) or "a note of the evidence"
            uses = self.uses[code.path]
            rest = f"It stands at {uses:,} passage{'' if uses == 1 else 's'}."
            self.brought.understand(self.file, code.path, read_as, [code.description], rest)
        for source in self.project.sources:
            many = len(source.selections)
            rest = (
                f"It has {many:,} passage{'' if many == 1 else 's'}, counted in {told.dialect}."
                if source.content
                else ""
            )
            self.brought.understand(self.file, source.name, "a source", rest=rest)
        if any(source.selections for source in self.project.sources) and not self.positions:
            problem = Problem(
                "No passage became a position: the codes are kept as evidence. To say which codes mean a party, an issue, "
                "an option and a stance, let zopa load --save-mapping write a mapping beside the file, and fill it in.",
                "a mapping of the codes",
                level=WARNING,
            )
            self.findings.add(problem, self.file)
        for missing, many in self.without.items():
            passages = f"{many:,} passage{' names' if many == 1 else 's name'}"
            message = f"{passages} an issue and not {missing}: kept as evidence only."
            self.findings.add(Problem(message, "a party, an issue, an option and a stance", level=WARNING), self.file)


def _span(selection: Selection) -> Span | None:
    """Where a passage of text begins and ends."""
    try:
        start, end = int(selection.places["startPosition"]), int(selection.places["endPosition"])
    except (KeyError, ValueError):
        return None
    return Span(start, end, selection.name) if selection.is_text else None


def _place(selection: Selection) -> str:
    places = selection.places
    if selection.is_text and set(places) == {"startPosition", "endPosition"}:
        return f"characters {places['startPosition']} to {places['endPosition']}"
    return ", ".join(f"{name} {place}" for name, place in places.items()) or "the whole source"
