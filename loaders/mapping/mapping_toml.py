"""``mapping.toml``: how a table is read, kept beside it, so that the next file of its kind makes the same case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from ..dossier_toml import toml_value
from ..findings import DossierError, listing, shortened
from ..formats.entries import table_called
from .codes import scale_in
from .grids import Table
from .plan import ISSUES, OF, PARTIES, REST, ROLES, SHAPES, Plan, planned, spread
from .said import labels_of

#: Behind the name of a table, of the mapping of this table alone; and alone, of all tables of a folder.
SUFFIX, FILE = ".mapping.toml", "mapping.toml"
_KINDS = ("answers", "options", "numbers")
_SIDES = ("yes", "no", "accepts", "abstains", "mixed", "no answer", "conditional")
_KEYS = ("confirmed", "shape", "every_row", "columns", "answers", "cells", "scales", "codes")


def path_beside(path: Path) -> Path:
    """Where the mapping of a table is written."""
    return path.with_name(f"{path.stem}{SUFFIX}")


def mapping_beside(path: Path) -> Path | None:
    """The mapping that lies beside a table: its own, or that of its folder; None where there is none."""
    places = [path_beside(path), *([path.with_name(FILE)] if table_called(path.stem) is None else [])]
    return next((place for place in places if place.is_file()), None)


def as_toml(plan: Plan, file: str) -> str:
    """A plan as the text of a ``mapping.toml``."""
    lines = [
        f"# How {file} is read. Each column can be one of: {', '.join(ROLES)};",
        f"# or {', '.join(OF)} with the column that it belongs to, such as: salience of Tax.",
        "",
        f"confirmed = {'false' if plan.is_proposal else 'true'}",
        f"shape = {toml_value(plan.shape)}  # {'; '.join(f'{name}: {meaning}' for name, meaning in SHAPES.items())}",
    ]
    if plan.constant:
        lines.append(f"every_row = {toml_value(plan.constant)}")
    across = {ISSUES: "issue", PARTIES: "party"}.get(plan.shape, "")
    is_rest = across != "" and not any(" of " in role for role in plan.roles.values())
    columns = {name: role for name, role in plan.roles.items() if not is_rest or role != across}
    if is_rest:
        # The next file of the kind has other issues, or parties, in its columns.
        columns[REST] = across
    lines += ["", "[columns]", *(f"{toml_value(name)} = {toml_value(role)}" for name, role in columns.items())]
    lines += [
        "",
        "# Which side a word in a cell takes, where zopa does not know it: yes, no, accepts, abstains, ...",
        "[answers]",
    ]
    lines += [f"{toml_value(word)} = {toml_value(side)}" for word, side in plan.answers.items()]
    lines += [
        "",
        "# What the cells of an issue are, where it is not to be told from them: answers, options or numbers",
        "[cells]",
    ]
    lines += [f"{toml_value(issue)} = {toml_value(kind)}" for issue, kind in plan.cells.items()]
    lines += [
        "",
        '# The ends of a scale that the header does not say, by issue or for all of them: "*" = "0 to 100"',
        "[scales]",
    ]
    lines += [f"{toml_value(issue)} = {toml_value(ends)}" for issue, ends in plan.scales.items()]
    for name, labels in plan.codes.items():
        lines += ["", "# What the codes in a column mean, or in all of them: a side, or the name of an option"]
        lines.append(f"[codes.{toml_value(name)}]")
        lines += [f"{toml_value(code)} = {toml_value(label)}" for code, label in labels.items()]
    return "\n".join(lines) + "\n"


def plan_in(path: Path, table: Table) -> Plan:
    """The plan that a ``mapping.toml`` holds, for a table.

    Raises
    ------
    DossierError
        When the file is no mapping, or does not fit the table; the message names the file, the column and what was expected.
    """
    content = _content(path)
    columns = content["columns"]
    fitting: dict[str, str] = {}
    missing = []
    for name, role in spread(columns).items():
        column = name if name == REST else table.named(name)
        if column is None:
            if role != "note":
                missing.append((name, role))
        else:
            fitting[column] = role
    if missing:
        name, role = missing[0]
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise DossierError(
            f"{path.name} does not fit {table.file}: it reads a column '{shortened(name)}'{more} as '{role}', and the table "
            f"has {listing((repr(header) for header in table.header), 'and')}."
        )
    fitting = {name: _belonging(role, table) for name, role in fitting.items()}
    try:
        plan = planned(fitting, table.header, content.get("shape", ""))
    except DossierError as error:
        raise DossierError(f"{path.name} does not fit {table.file}: {error}") from None
    plan.answers, plan.cells = dict(content.get("answers", {})), dict(content.get("cells", {}))
    plan.scales = dict(content.get("scales", {}))
    plan.codes = {name: labels_of(name, labels) for name, labels in content.get("codes", {}).items()}
    plan.constant = content.get("every_row", "")
    plan.is_proposal = not content.get("confirmed", True)
    plan.written_in = path.name
    return plan


def _belonging(role: str, table: Table) -> str:
    base, _, owner = role.partition(" of ")
    return f"{base} of {table.named(owner) or owner}" if owner else role


def names_in(path: Path) -> list[str]:
    """The columns that a mapping names, by which the header of a table is found."""
    return [name for name in _content(path)["columns"] if name != REST]


def _content(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise DossierError(f"{path.name} is no mapping: {shortened(str(error))}.") from None
    unknown = [key for key in content if key not in _KEYS]
    if unknown:
        raise DossierError(f"{path.name} has a key '{shortened(unknown[0])}': a mapping has {listing(_KEYS)}.")
    if not isinstance(content.get("columns"), dict) or not content["columns"]:
        raise DossierError(f'{path.name} has no [columns]: write a line such as "Country" = "party" under it.')
    allowed = {"shape": tuple(SHAPES), "every_row": _SIDES}
    for key, choices in allowed.items():
        if key in content and content[key] not in choices:
            raise DossierError(f"{path.name} says {key} = {content[key]!r}: it can be {listing(choices)}.")
    for key, choices in {"answers": _SIDES, "cells": _KINDS}.items():
        section = content.get(key, {})
        wrong = [name for name, word in section.items() if word not in choices] if isinstance(section, dict) else [key]
        if wrong:
            raise DossierError(
                f"{path.name} cannot read '{shortened(wrong[0])}' in [{key}] so: it can be {listing(choices)}."
            )
    scales = content.get("scales", {})
    wrong = (
        [name for name, ends in scales.items() if scale_in(str(ends)) is None]
        if isinstance(scales, dict)
        else ["scales"]
    )
    if wrong:
        raise DossierError(f"{path.name} cannot read '{shortened(wrong[0])}' in [scales] so: write \"0 to 100\".")
    codes = content.get("codes", {})
    if not isinstance(codes, dict) or not all(isinstance(labels, dict) for labels in codes.values()):
        raise DossierError(f'{path.name} cannot read [codes] so: write "1" = "yes" under [codes."Vote"].')
    return content
