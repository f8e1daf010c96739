"""The text of ``docs/reference.md``: the tables of a case, its graph, and everything public in Python."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from docs.docstrings import Anchor, as_markdown
from docs.public import Entry, groups
from zopa.graph.lists import join
from zopa.graph.ontology import REDACTIONS, Column, Table, ontology
from zopa.loaders.dossier_toml import ENTRY, FILE, KEYS, LIST_KEY

WHAT = {
    "id": "short name",
    "ref": "one id",
    "refs": "ids, separated by `|`",
    "choice": "one of",
    "choices": "some of, separated by `|`",
    "text": "text",
    "url": "web address",
    "number": "number",
    "date": "date: 2025, 2025-08 or 2025-08-15",
    "yesno": "yes or no",
    "shape": "outline: `POLYGON ((…))` or `MULTIPOLYGON (((…)))`",
}


#: An example of what a case says of itself.
EXAMPLES = {
    "id": "river-basin",
    "title": "The river Irva",
    "as_of": "2024-06",
    "coders": '["A. Coder", "B. Coder"]',
    "licence": "CC-BY-4.0",
    "description": "Who wants what of the river.",
    "statements": "all",
}


def reference() -> str:
    """The reference page."""
    tables, described = [*_dossier(), *_graph()], groups()
    titles = [group.title for group in described]
    names = [entry.name for group in described for entry in group.entries]
    lines = ["# Reference", "", "Made from `graph/ontology.toml` and the docstrings by `python -m docs`.", ""]
    headings = [_heading(line) for line in tables if line.startswith("#")]
    # The names of public things stand behind the tables, of which one may have the same name.
    known = dict(zip([*headings, *titles, *names], anchors([*headings, *titles, *names]), strict=True))
    anchor = _finder({name: known[name] for name in names})
    lines += [f"- [{title}](#{known[title]})" for title in ("The dossier", "The graph", *titles)]
    lines += ["", *tables]
    for group in described:
        lines += [f"## {group.title}", "", group.meaning, ""]
        lines += [
            f"[{entry.name}](#{known[entry.name]})" + " ·" * (entry is not group.entries[-1]) for entry in group.entries
        ]
        lines.append("")
        for entry in group.entries:
            lines += _entry(entry, anchor)
    return "\n".join(lines)


def anchors(headings: Iterable[str]) -> list[str]:
    """The anchors of headings in their order, as forges make them: a second one of a name gets a number.

    >>> anchors(["The graph", "Answer.png", "obstacles", "obstacles"])
    ['the-graph', 'answerpng', 'obstacles', 'obstacles-1']
    """
    counts: Counter[str] = Counter()
    slugs = []
    for heading in headings:
        slug = re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")
        slugs.append(f"{slug}-{counts[slug]}" if counts[slug] else slug)
        counts[slug] += 1
    return slugs


def _heading(line: str) -> str:
    return line.lstrip("#").strip()


def _finder(known: dict[str, str]) -> Anchor:
    """Finds the entry that a docstring means: by the whole name, or by the end of a dotted one."""

    def anchor(name: str) -> str | None:
        parts = name.split(".")
        ends = (".".join(parts[at:]) for at in range(len(parts)))
        return next((known[end] for end in ends if end in known), None)

    return anchor


def _entry(entry: Entry, anchor: Anchor) -> list[str]:
    """How it is written, and what its docstring says."""
    owner = entry.name.partition(".")[0]

    def near(name: str) -> str | None:
        """A member of the same class is meant before anything else of that name."""
        return anchor(name if "." in name else f"{owner}.{name}")

    question, _, details = as_markdown(entry.doc, near).partition("\n\n")
    level = "####" if "." in entry.name else "###"
    return [f"{level} {entry.name}", "", question, "", f"`{entry.call}`", "", *([details, ""] if details else [])]


def _dossier() -> list[str]:
    lines = [
        "## The dossier",
        "",
        "A folder of CSV files, a workbook with a sheet a table, or a dict of DataFrames. Only `positions` must be there, "
        "or `statements`. Bold columns must be filled. An option is written `issue/option` outside its issue.",
        "",
    ]
    for table in ontology().tables.values():
        lines += [f"### {table.name}", "", f"{table.meaning[0].upper()}{table.meaning[1:]}.", ""]
        lines += ["| column | holds | meaning | example |", "|---|---|---|---|"]
        lines += [_column(column) for column in table.columns.values()]
        lines += ["", _passed_on(table), ""]
    lines += [
        f"### {FILE}",
        "",
        f"A case tells about itself in a file `{FILE}` in its folder, in a sheet `{ENTRY}` of its workbook with one row for "
        f"each key, or in a dict under the key `{ENTRY}` of a dict of DataFrames, as [load](#load) shows. All keys are "
        "optional. Any other key is kept, and a warning says that nothing reads it.",
        "",
        "| key | holds | meaning | example |",
        "|---|---|---|---|",
    ]
    holds = {LIST_KEY: "list of texts", "as_of": "date"}
    lines += [f"| {key} | {holds.get(key, 'text')} | {meaning} | `{EXAMPLES[key]}` |" for key, meaning in KEYS.items()]
    return [*lines, ""]


def _passed_on(table: Table) -> str:
    """Which columns do not stay as they are in a case that is passed on, and from which level on."""
    parts = []
    for strictest, level in pairwise(REDACTIONS):
        gone = [f"`{name}`" for name, column in table.columns.items() if column.stays == strictest]
        if gone:
            parts.append(f"from the level `{level}` on {join(gone, 'and')}")
    return f"Left out or replaced in a case that is [passed on](#positiongraphredacted): {'; '.join(parts)}."


def _column(column: Column) -> str:
    holds = WHAT[column.type]
    if column.of:
        kinds = " or ".join(kind.lower() for kind in column.of)
        holds = f"{holds} of {kinds}" + (f" within `{column.within}`" if column.within else "")
    if column.values:
        holds += ": " + "; ".join(f"`{word}` ({meaning})" for word, meaning in column.values.items())
    name = f"**{column.name}**" if column.required else column.name
    example = f"`{column.example}`" if column.example else ""
    return f"| {name} | {_cell(holds)} | {_cell(column.meaning)} | {_cell(example)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _graph() -> list[str]:
    lines = ["## The graph", "", "`case.nx` names its nodes `kind:id`, as in `party:ukraine`.", ""]
    lines += ["| node | meaning |", "|---|---|"]
    lines += [f"| {kind.name} | {kind.meaning} |" for kind in ontology().nodes.values()]
    lines += ["", "| edge | from | to | meaning |", "|---|---|---|---|"]
    for edge in ontology().edges.values():
        meaning = edge.meaning + (" (derived)" if edge.derived else "")
        lines.append(f"| {edge.name} | {', '.join(edge.source)} | {', '.join(edge.target)} | {meaning} |")
    return [*lines, ""]
