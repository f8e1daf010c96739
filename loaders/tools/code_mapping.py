"""As what codes are read: a mapping beside the file says it, and where there is none, the names of the codes propose it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.ontology import ontology
from ..dossier_toml import toml_value
from ..findings import DossierError, listing, nearest, shortened

if TYPE_CHECKING:
    from pathlib import Path

#: What stands behind the name of a project in that of its mapping.
SUFFIX = ".mapping.toml"
KEYS = ("party", "issue", "option", "stance", "firmness", "region")
_TABLES = ("codes", "sources")
#: Names of codes, or what stands before a colon in them, that say what the codes in them are.
_WORDS = {
    "party": "party parties actor actors speaker speakers stakeholder stakeholders organisation organisations organization "
    "organizations country countries partei parteien akteur akteure acteur acteurs partie parties actores parte partes",
    "issue": "issue issues topic topics question questions theme themes thema themen enjeu enjeux tema temas",
    "option": "option options settlement settlements opción opciones",
    "stance": "stance stances position positions haltung",
    "firmness": "firmness",
    "region": "region regions place places location locations ort orte lieu lieux lugar lugares región regiones",
}
_ROLE_OF = {word: role for role, words in reversed(_WORDS.items()) for word in words.split()}
SEPARATOR = " > "


@dataclass
class CodeMapping:
    """As what codes and sources are read.

    Attributes
    ----------
    codes, sources : dict of dict
        By their names: what each says of a party, an issue, an option, a stance, a firmness or a region.
    is_proposal : bool
        Whether it was proposed by names only.
    """

    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    is_proposal: bool = False


def proposed(codes: Iterable[str], sources: Iterable[str]) -> CodeMapping:
    """What the names of codes say.

    >>> from zopa.loaders.tools.code_mapping import proposed
    >>> read = proposed(["Party: Upland", "Issues > Border > open", "Stance > demands", "fear"], []).codes
    >>> [{key: word for key, word in roles.items() if word} for roles in read.values()]
    [{'party': 'Upland'}, {'issue': 'Border', 'option': 'open'}, {'stance': 'demands'}, {}]
    """
    empty = dict.fromkeys(KEYS, "")
    read = {path: empty | _roles(path) for path in codes}
    return CodeMapping(read, {name: {"party": ""} for name in sources}, True)


def _roles(path: str) -> dict[str, str]:
    *above, name = path.split(SEPARATOR)
    prefix, colon, rest = name.partition(":")
    role = _ROLE_OF.get(prefix.strip().casefold(), "") if colon else ""
    if role and rest.strip():
        return _of(role, rest.strip())
    at = next((place for place, word in enumerate(above) if word.strip().casefold() in _ROLE_OF), None)
    if at is not None:
        role, inner = _ROLE_OF[above[at].strip().casefold()], [*above[at + 1 :], name]
        if role == "issue" and len(inner) > 1:
            return {"issue": inner[0], "option": SEPARATOR.join(inner[1:])}
        return _of(role, inner[-1])
    issue, slash, option = name.partition("/")
    if slash and issue.strip() and option.strip() and "/" not in option:
        return {"issue": issue.strip(), "option": option.strip()}
    return next((_of(key, name) for key in ("stance", "firmness") if name.casefold() in _choices(key)), {})


def _of(role: str, word: str) -> dict[str, str]:
    if role in ("stance", "firmness"):
        return {role: word.casefold()} if word.casefold() in _choices(role) else {}
    issue, slash, option = word.partition("/")
    if role in ("issue", "option") and slash and issue.strip() and option.strip():
        return {"issue": issue.strip(), "option": option.strip()}
    return {role: word}


def _choices(key: str) -> list[str]:
    return list(ontology().tables["positions"].columns[key].values)


def as_toml(mapping: CodeMapping, file: str) -> str:
    """A mapping as the text of a file, to be filled in."""
    lines = [
        f"# How the codes of {file} are read. A passage is a position where its codes, together, name a party, an issue,",
        f"# an option and a stance ({', '.join(_choices('stance'))}).",
        f"# The firmness can be {', '.join(_choices('firmness'))}, or empty: not known.",
        "# Without a region, a position holds everywhere.",
        "# A source can name the party that speaks in all of it. What is empty says nothing.",
        "",
        "confirmed = true",
    ]
    for table in _TABLES:
        for name, roles in getattr(mapping, table).items():
            lines += [
                "",
                f"[{table}.{toml_value(name)}]",
                *(f"{key} = {toml_value(word)}" for key, word in roles.items()),
            ]
    return "\n".join(lines) + "\n"


def mapping_in(path: Path, codes: Iterable[str]) -> tuple[CodeMapping, list[str]]:
    """The mapping that a file holds, and the codes that it names and the codebook does not have.

    Raises
    ------
    DossierError
        When the file is no mapping of codes; the message names the code, the word and what was expected.
    """
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise DossierError(f"{path.name} is no mapping: {shortened(str(error))}.") from None
    for key in content:
        if key not in (*_TABLES, "confirmed"):
            raise DossierError(f"{path.name} has a key '{shortened(key)}': a mapping of codes has {listing(_TABLES)}.")
    for table in _TABLES:
        section = content.get(table, {})
        if not isinstance(section, dict) or not all(isinstance(roles, dict) for roles in section.values()):
            raise DossierError(
                f'{path.name} has no tables under {table}: write [{table}."its name"] and lines below it.'
            )
        for name, roles in section.items():
            _check(path.name, name, roles)
    known = set(codes)
    mapping = CodeMapping(content.get("codes", {}), content.get("sources", {}), not content.get("confirmed", True))
    return mapping, [name for name in mapping.codes if name not in known]


def _check(file: str, name: str, roles: dict[str, Any]) -> None:
    for key, word in roles.items():
        if key not in KEYS:
            raise DossierError(f"{file} says '{shortened(key)}' of '{shortened(name)}': it can be {listing(KEYS)}.")
        if not isinstance(word, str):
            raise DossierError(f"{file} says {key} = {word!r} of '{shortened(name)}': a text is expected.")
        if key in ("stance", "firmness") and word and word not in _choices(key):
            near = nearest([word], _choices(key)).get(word, "")
            hint = f" Did you mean '{near}'?" if near else ""
            raise DossierError(
                f"{file} says {key} = '{shortened(word)}' of '{shortened(name)}': it can be {listing(_choices(key))}.{hint}"
            )
