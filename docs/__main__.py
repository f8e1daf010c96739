"""Writes ``docs/reference.md`` from the ontology and the queries, and their stub: ``python -m docs``."""

from __future__ import annotations

import inspect
from pathlib import Path

from docs import gallery
from docs.stub import stub
from zopa import queries
from zopa.graph.ontology import Column, ontology
from zopa.queries.asking.registry import QUERIES

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


def reference() -> str:
    """The reference page."""
    parts = ["# Reference", "", "Made from `graph/ontology.toml` and the queries by `python -m docs`.", ""]
    parts += ["- [The dossier](#the-dossier)", "- [The graph](#the-graph)", "- [The queries](#the-queries)", ""]
    return "\n".join([*parts, *_dossier(), *_graph(), *_queries()])


def _dossier() -> list[str]:
    lines = [
        "## The dossier",
        "",
        "A folder of CSV files, a workbook with a sheet a table, or a dict of DataFrames. Only `positions` must be there. "
        "Bold columns must be filled. An option is written `issue/option` outside its issue.",
        "",
    ]
    for table in ontology().tables.values():
        lines += [f"### {table.name}", "", f"{table.meaning[0].upper()}{table.meaning[1:]}.", ""]
        lines += ["| column | holds | meaning | example |", "|---|---|---|---|"]
        lines += [_column(column) for column in table.columns.values()]
        lines.append("")
    return lines


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


def _queries() -> list[str]:
    lines = [
        "## The queries",
        "",
        "Free functions over a graph, and methods of it; `zopa NAME CASE` asks the same.",
        "",
        "Every query is asked of the case's own date, which is the `as_of` of its `dossier.toml`, or else the last day on "
        "which a position begins; of all dates where no position begins on a date. `as_of` names another date, "
        'and `attrs["as_of"]` of the answer says which was meant. `history` and `shifts`, which are about time, are asked '
        "over all dates.",
        "",
    ]
    for name in QUERIES:
        query = getattr(queries, name)
        if inspect.isfunction(query):
            takes = ", ".join(parameter for parameter in inspect.signature(query).parameters if parameter != "graph")
            question, _, explanation = (inspect.getdoc(query) or "").partition("\n\n")
            lines += [f"### {name}", "", question, "", f"`case.{name}({takes})`", "", "```text", explanation, "```", ""]
    return lines


def main() -> None:
    """Write the page beside this module, the stub of the queries beside theirs, and the gallery among the tests."""
    (Path(__file__).parent / "reference.md").write_text(reference(), encoding="utf-8")
    (Path(queries.__file__).parent / "__init__.pyi").write_text(stub(), encoding="utf-8")
    gallery.write()


if __name__ == "__main__":
    main()
