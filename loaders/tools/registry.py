"""Files of other tools, each read by a module of its own and recognised by what is in it.

A module has ``FORM``, its name for people; ``recognises``, whether a first look shows this form; and ``bring``, which reads
it. What is recognised is never a dossier: a table with parties and issues in zopa's own words is read as it is.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..findings import DossierError, Problem, listing
from ..formats.glance import Glance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..brought import Brought
    from ..findings import Findings

#: Names by which ``zopa import`` knows the forms, and the module that reads each; the surer sign first.
TOOLS = {
    "ktab": "ktab",
    "deu": "deu",
    "dna": "dna",
    "dna-table": "dna_table",
    "voting-advice": "voting_advice",
    "scoreable-game": "scoreable_game",
    "genius": "genius",
    "gmcr": "gmcr",
    "vetoes": "vetoes",
    "swissvotes": "swissvotes",
    "manifesto": "manifesto",
    "votes": "votes",
    "support": "support_table",
    "clauses": "clauses",
    "pax": "pax",
    "ucdp-agreements": "ucdp_agreements",
    "ucdp-dyadic": "ucdp_dyadic",
    "ged": "ged",
    "acled": "acled",
    "icews": "icews",
    "refi-qda": "refi_qda",
    "followthemoney": "followthemoney",
    "kumu": "kumu",
    "graph": "graph_file",
}


def reader(name: str) -> Any:
    """The module that reads a form.

    Raises
    ------
    DossierError
        When there is no such form.
    """
    if name not in TOOLS:
        raise DossierError(
            f"'{name}' is no form that zopa reads: {listing([*TOOLS, 'table'], 'or', most=len(TOOLS) + 1)}."
        )
    return importlib.import_module(f".{TOOLS[name]}", __package__)


def recognised(path: Path) -> str | None:
    """The name of the form of a file or folder; None where no tool is known that writes it."""
    glance = Glance(path)
    return next((name for name in TOOLS if reader(name).recognises(glance)), None)


#: Forms of data sets that also come in files of statistics programs, and are known by the names of their columns.
_DATA_SETS = ("deu", "swissvotes", "manifesto", "votes")


def recognised_by_header(header: Sequence[str]) -> str | None:
    """The name of the data set that has these columns; None where none is known to."""
    return next((name for name in _DATA_SETS if reader(name).is_header(header)), None)


def has_own_mapping(name: str | None) -> bool:
    """Whether a mapping beside a file of this form is read by the form itself, and not as that of any table."""
    return name is not None and getattr(reader(name), "HAS_MAPPING", False)


def bring(path: Path, name: str, findings: Findings, mapping: Any = None) -> Brought | None:
    """Read a file or folder in one of the forms; None where it cannot be read, which the findings say."""
    module, errors = reader(name), findings.errors
    problem = Problem(f"It cannot be read as this form: {module.FORM}.", f"a file or folder of the form '{name}'")
    brought: Brought | None = None
    extra = {"mapping": mapping} if has_own_mapping(name) else {}
    try:
        brought = module.bring(path, findings, **extra)
    except OSError as error:
        place = f" ('{Path(error.filename).name}')" if error.filename else ""
        problem = problem._replace(message=f"{problem.message[:-1]}: {error.strerror}{place}.")
    if brought is None and findings.errors == errors:
        findings.add(problem, path.name)
    return brought
