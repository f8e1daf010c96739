"""Any table becomes a case: by what the user says of its columns, by a mapping that was kept, or by a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shlex import quote

import pandas as pd

from ...graph.names import folded
from ..brought import Brought
from ..findings import DossierError, Findings, Problem, listing, shortened
from ..formats.encodings import decoded
from .across import with_a_row_for_each_column
from .build import Builder
from .codebook_case import codebook_alone
from .codes import Codebook, codebook_in_header, codebook_in_lines, codebook_in_table
from .containers import grid_of_frame, grid_of_text, grids_of
from .flags import events_in, flags_of_events
from .grids import Grid, Table, table_of
from .labelled import tell_names, with_names
from .mapping_toml import as_toml, mapping_beside, names_in, path_beside, plan_in
from .matrices import is_square, refusal
from .paired import with_saliences
from .plan import REST, Plan, planned, spread
from .said import Columns, Said, fitted, put_in
from .shapes import proposed
from .sided import with_a_row_for_each
from .signs import ranked, totals
from .words import part, plain

#: Bytes of a file beside a table that is read as its codebook.
_CODEBOOK_BYTES = 5_000_000


def bring_file(path: Path, findings: Findings, columns: Columns | Said | None = None) -> Brought | None:
    """A case from a file of any table; None where it cannot be read, which the findings say.

    Parameters
    ----------
    path : Path
    findings : Findings
        Where to report.
    columns : mapping, path of a ``mapping.toml``, or Said, optional
        As what columns are read; by default as a mapping beside the file says, or else as zopa proposes;
        and what codes mean.

    Raises
    ------
    DossierError
        When what is said of the columns does not fit the table.
    """
    said = columns if isinstance(columns, Said) else Said(columns, {})
    if said.columns is None:
        said = replace(said, columns=mapping_beside(path))
    before = findings.errors
    grids, labels = grids_of(path, findings)
    if not grids:
        if findings.errors == before:
            findings.add(Problem("The file holds no table.", "a table with a header"), path.name)
        return None
    return _bring(grids, path.stem, findings, said, path, labels)


def bring_frame(
    frame: pd.DataFrame, name: str, findings: Findings, columns: Columns | Said | None = None
) -> Brought | None:
    """A case from a DataFrame of any table, as :func:`bring_file` makes one of a file."""
    said = columns if isinstance(columns, Said) else Said(columns, {})
    return _bring([grid_of_frame(frame, name)], name, findings, said, None, Codebook())


def _bring(
    grids: list[Grid], name: str, findings: Findings, said: Said, path: Path | None, labels: Codebook
) -> Brought | None:
    columns = said.columns
    tables, scales, rearranged = _tables_of(grids, _names(columns))
    books = [codebook_in_table(table) for table in tables]
    codebook = labels
    for table, book in zip(tables, books, strict=True):
        if book is not None and len(tables) > 1:
            codebook.take(book)
        codebook.take(codebook_in_lines([*table.above, *table.below]))
        codebook.take(codebook_in_header(table.header))
    readable = [table for table, book in zip(tables, books, strict=True) if book is None or len(tables) == 1]
    if path is not None and not codebook.files:
        codebook.take(_codebook_beside(path))
    with_labels = [with_names(table, codebook) for table in readable or tables]
    put_in(codebook, said.codes)
    if (
        columns is None
        and (square := next(filter(is_square, readable or tables), None))
        and len(readable or tables) == 1
    ):
        findings.add(Problem(refusal(square), "a table of positions or statements"), square.file)
        return None
    alone = books[0] if len(tables) == 1 and columns is None else None
    if alone is not None:
        return codebook_alone(alone, tables[0], name)
    if said.columns is None and not said.codes:
        largest = max(readable or tables, key=lambda table: len(table.rows))
        if flags := flags_of_events(largest, codebook):
            brought = events_in(largest, flags, name)
            named = listing(map(repr, flags), "and")
            message = (
                f"Each row was read as an event, and {named} as what happened in it: "
                "no position is made of them. Where they are answers, say it: --column NAME=party --column '*=issue'."
            )
            findings.add(Problem(message, level="warning"), largest.file)
            _set_aside_others(tables, books, largest, brought, findings)
            return brought
    planned_table = _planned([table for table, _ in with_labels], codebook, columns, findings, path)
    if planned_table is None:
        return None
    table, plan = planned_table
    names_read = next(read for candidate, read in with_labels if candidate is table)
    plan.codes, problems = fitted({**plan.codes, **said.codes}, said.codes, table, plan)
    for problem in problems:
        findings.add(problem, table.file)
    put_in(codebook, plan.codes)
    title = next(
        (line.strip("#/%; ") for line in table.above if len(line) < 120 and ":" not in line and "=" not in line), name
    )
    brought = Builder(table, plan, codebook, title, findings).build()
    tell_names(brought, names_read)
    if scale := scales.get(table.file):
        brought.understand(table.file, scale, "whether a row says what a party wants, or how much it matters to it")
    for column, meaning in rearranged.get(table.file, {}).items():
        brought.understand(table.file, column, meaning)
    brought.mapping = as_toml(replace(plan, is_proposal=False), table.file)
    for file in codebook.files:
        brought.understand(file, "", "a codebook: what the codes in the table mean")
    for line in [*table.above, *table.below]:
        brought.understand(table.file, "", "kept as the description of the case", [line])
    if table.is_numbered:
        brought.understand(table.file, "", "without a header: the columns are called by their numbers")
    others = [table if other.file == table.file else other for other in tables]
    _set_aside_others(others, books, table, brought, findings)
    if plan.is_proposal:
        findings.add(_unconfirmed(path), table.file)
    return brought


def _tables_of(grids: list[Grid], names: list[str]) -> tuple[list[Table], dict[str, str], dict[str, dict[str, str]]]:
    """The tables of grids; by file the column that told positions from saliences, and those that became rows."""
    tables = [table_of(grid, names) for grid in grids]
    scales: dict[str, str] = {}
    rearranged: dict[str, dict[str, str]] = {}
    for place, table in enumerate(tables):
        # Who names columns as they stand in the file means the rows as they stand there.
        if names and all(table.named(name) is not None for name in names):
            continue
        tables[place], scales[table.file] = with_saliences(table)
        tables[place], sides = with_a_row_for_each(tables[place])
        tables[place], columns = with_a_row_for_each_column(tables[place])
        meanings = dict.fromkeys(sides, "what it lists has a row each: who, on which issue, on which side")
        meanings |= dict.fromkeys(
            columns, "its answers have a row each, with the name of the column as their day or coder"
        )
        rearranged[table.file] = meanings
    return tables, scales, rearranged


def _names(columns: Columns | None) -> list[str]:
    if columns is None:
        return []
    if isinstance(columns, Mapping):
        return [name for name in spread(columns) if name != REST]
    return names_in(Path(columns))


def _planned(
    tables: list[Table], codebook: Codebook, columns: Columns | None, findings: Findings, path: Path | None
) -> tuple[Table, Plan] | None:
    """The table that is read, and how; None, and a finding, where nothing tells."""
    if isinstance(columns, Mapping):
        roles = spread(columns)
        wanted = [name for name in roles if name != REST]
        table = max(
            tables,
            key=lambda candidate: (sum(candidate.named(name) is not None for name in wanted), len(candidate.rows)),
        )
        missing = [name for name in wanted if table.named(name) is None]
        if missing:
            raise DossierError(
                f"{table.file} has no column '{shortened(missing[0])}': it has "
                f"{listing((repr(name) for name in table.header), 'and')}."
            )
        return table, planned({table.named(name) or name: role for name, role in roles.items()}, table.header)
    if columns is not None:
        names = _names(columns)
        table = max(tables, key=lambda candidate: sum(candidate.named(name) is not None for name in names))
        return table, plan_in(Path(columns), table)
    plans = [(table, plan) for table in tables if (plan := proposed(table, codebook)) is not None]
    if plans:
        return max(plans, key=lambda pair: len(pair[0].rows) * len(pair[0].header))
    largest = max(tables, key=lambda candidate: len(candidate.rows))
    header = listing((repr(name) for name in largest.header), "and")
    source = quote(path.name) if path is not None else "FILE"
    first = largest.header[0] if largest.header else "NAME"
    if counted := totals(largest):
        message = (
            f"The columns {listing((repr(name) for name in counted), 'and')} count votes, and say of nobody how it voted: "
            "no position can be made of them."
        )
    elif ranks := ranked(largest):
        message = (
            f"The columns {listing((repr(name) for name in ranks), 'and')} are ranks: they say what matters more to "
            "whom, and not what anybody wants. Load a table of positions, with columns of saliences (the higher, the more)."
        )
    else:
        message = (
            f"Nothing tells which columns are the party, the issue and the answer: the columns are {header}. Say it. If "
            f"each row is an answer: zopa load {source} --column NAME=party --column NAME=issue --column NAME=stance. If "
            f"each other column is a party: zopa load {source} --column '{first}=issue' --column '*=party'. If each is an "
            f"issue: zopa load {source} --column '{first}=party' --column '*=issue'."
        )
    problem = Problem(message, "columns of parties, issues and answers")
    findings.add(problem, largest.file)
    return None


def _codebook_beside(path: Path) -> Codebook:
    """The codebook in a file beside a table whose name says that it is one."""
    codebook = Codebook()
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return codebook
    for place in beside:
        tokens = plain(place.stem).split()
        is_called = any(token in part("codebooks") for token in tokens)
        if (
            place == path
            or not is_called
            or place.suffix.lower() not in (".csv", ".tsv", ".txt")
            or not place.is_file()
        ):
            continue
        if place.stat().st_size > _CODEBOOK_BYTES:
            continue
        grid = grid_of_text(decoded(place.read_bytes(), place.name, Findings()), place.name, Findings())
        if (book := codebook_in_table(table_of(grid))) is not None:
            codebook.take(book)
    return codebook


def _set_aside_others(
    tables: list[Table], books: list[Codebook | None], read: Table, brought: Brought, findings: Findings
) -> None:
    for table, book in zip(tables, books, strict=True):
        if table is read or book is not None:
            continue
        brought.understand(
            table.file, "", "not read: another table of the file was", table.header, "Its rows are set aside."
        )
        if set(map(folded, table.header)) == set(map(folded, read.header)):
            message = (
                f"The table has the same columns as {read.file}, and was not read: its {len(table.rows)} rows are "
                "set aside. Where it is of another day or round, load it as a case of its own, or put all rows into one "
                "sheet with a column for the date."
            )
            findings.add(Problem(message, "one table", level="warning"), table.file)
        for line, row in zip(table.lines, table.rows, strict=True):
            brought.leave(table.file, line, dict(zip(table.header, row, strict=True)), "The table was not read.")


def _unconfirmed(path: Path | None) -> Problem:
    how = (
        f"look at it with zopa load {quote(path.name)}, and confirm it with zopa load {quote(path.name)} --save-mapping, "
        "which writes "
        f"{path_beside(path).name}"
        if path is not None
        else "say in 'columns' as what each column is read"
    )
    return Problem(f"How the table is read is a proposal that nobody has confirmed: {how}.", level="warning")
