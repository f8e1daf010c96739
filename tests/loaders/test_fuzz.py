"""No traceback for any input, and nothing read is lost in silence."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from zopa.graph.ontology import ontology
from zopa.graph.store import Store
from zopa.loaders import DossierError, check, load, read
from zopa.loaders.findings import FINDING_COLUMNS
from zopa.loaders.formats.values import as_text
from zopa.loaders.template import example

NASTY = [
    "",
    " ",
    "|",
    "||",
    "a|",
    "|a",
    "/",
    "a/b",
    "control",
    "control/",
    "/upland",
    "upland",
    "upland|upland",
    "other",
    "NA",
    "nan",
    "inf",
    "1e400",
    "-0",
    "12,5",
    "1_000",
    "٣",
    "2025",
    "2025-13",
    "0000",
    "0000-00-00",
    "9999-12-31",
    "45519",
    "15.08.2025",
    "99999999999999999999",
    "#REF!",
    "=A1",
    "yes",
    "YES ",
    "red line",
    "demands",
    "choice",
    "number",
    "\x00",
    "\ufeff",
    "\u202e",
    "x" * 3000,
    "\ud800",
    "\n",
    "a\r\nb",
    '"',
    "north",
    "e1",
    "joint-plan",
    "upland-control",
    "lowland-control",
]
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=5))
scalars = st.one_of(
    texts,
    st.none(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
    st.complex_numbers(),
    st.binary(max_size=3),
    st.just(pd.NaT),
    st.just(pd.NA),
    st.just(np.datetime64("NaT")),
    st.integers(-100, 100).map(np.int8),
    st.floats(width=32).map(np.float32),
    st.just(pd.Timestamp("2025-01-01", tz="UTC")),
    st.just(np.bool_(True)),
    st.just(object),
    st.just(pd.Series([1])),
    st.just(np.zeros((2, 2))),
)
values = st.one_of(
    scalars, st.lists(scalars, max_size=3), st.dictionaries(texts, scalars, max_size=2), st.tuples(scalars)
)


def survives(case: Any) -> None:
    """Check gives a table of findings; load gives a case, or refuses it where there are errors."""
    findings = check(case)
    assert tuple(findings.columns) == FINDING_COLUMNS
    assert set(findings["level"]) <= {"error", "warning"}
    findings.to_json()
    findings.to_csv().encode()
    try:
        graph: Store = load(case, quiet=True)
    except DossierError:
        assert (findings["level"] == "error").any()
        return
    assert isinstance(graph, Store)
    assert not (findings["level"] == "error").any()
    assert len(graph.nx) >= len(graph.tables["positions"])
    assert len(graph.columns) == len(graph.tables["positions"])


@settings(max_examples=examples(60), deadline=None)
@given(
    st.one_of(st.binary(max_size=60), st.text(st.sampled_from('party,isue\n";\t|\r\x00é'), max_size=60).map(str.encode))
)
def test_any_bytes(content):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("case.csv", "case.xlsx"):
            path = Path(folder, name)
            path.write_bytes(content)
            survives(path)


SMALL = {name: pd.DataFrame(rows) for name, rows in example().items()}


def small() -> dict[str, pd.DataFrame]:
    return {name: frame.copy() for name, frame in SMALL.items()}


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_damaged_files(data):
    with tempfile.TemporaryDirectory() as folder:
        for name, frame in small().items():
            content = frame.to_csv(index=False).encode()
            if data.draw(st.integers(0, 5)) == 0:
                start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
                content = content[:start] + data.draw(st.binary(max_size=6)) + content[end:]
            Path(folder, f"{name}.csv").write_bytes(content)
        Path(folder, "dossier.toml").write_bytes(
            data.draw(st.sampled_from([b"", b"id = 1", b"id", b"\xff", b"a.b = [[]]"]))
        )
        survives(folder)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_garbage_in_any_cell_of_any_table(data):
    tables = small()
    for _ in range(data.draw(st.integers(1, 5))):
        frame = tables[data.draw(st.sampled_from(sorted(tables)))]
        column = data.draw(st.sampled_from(list(frame.columns)))
        frame.loc[data.draw(st.integers(0, len(frame) - 1)), column] = data.draw(texts)
    survives(tables)


@settings(max_examples=examples(100), deadline=None)
@given(
    st.dictionaries(
        st.one_of(st.sampled_from([*ontology().tables, "dossier"]), texts, st.integers(), st.none(), st.dates()),
        st.one_of(
            values,
            st.dictionaries(
                st.one_of(st.sampled_from(["id", "party", "issue", "option", "low", "regions", "note"]), texts),
                st.lists(values, min_size=2, max_size=2),
                max_size=4,
            ),
            st.lists(
                st.dictionaries(st.sampled_from(["id", "party", "issue", "option", "low", "start"]), values), max_size=3
            ),
        ),
        max_size=4,
    )
)
def test_any_values_in_dataframes(case):
    survives(case)


def test_every_column_survives_every_nasty_cell():
    for name, table in ontology().tables.items():
        tables = small()
        first = tables[name].iloc[[0]]
        tables[name] = pd.concat([first] * len(NASTY), ignore_index=True)
        for shift, column in enumerate(table.columns):
            tables[name][column] = NASTY[shift:] + NASTY[:shift]
        findings = check(tables)
        for column in table.columns.values():
            if column.type not in ("text", "url"):
                assert (findings["column"] == column.name).any(), (name, column.name)


# ------------------------------------------------------------------------------------------------ nothing is lost


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_nothing_that_was_read_is_dropped_without_a_finding(data):
    tables = small()
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(tables)))
        column = data.draw(st.sampled_from([*tables[name].columns, "own", "nam", " Note"]))
        frame = tables[name].astype(object)
        frame[column] = frame.get(column, pd.Series("", index=frame.index, dtype=object)).astype(object)
        frame.at[data.draw(st.integers(0, len(frame) - 1)), column] = data.draw(scalars)
        tables[name] = frame
    reading = read(tables)
    texts_read = {
        str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        for frame in reading.tables.values()
        for column in frame
        for cell in frame[column].dropna()
    }
    amounts = {float(text) for text in texts_read if is_number(text)}
    places = set(zip(reading.findings["file"], reading.findings["row"], strict=True))
    for name, frame in tables.items():
        for column in frame:
            known = ontology().tables[name].columns.get(column)
            for row, content in enumerate(frame[column]):
                text, _ = as_text(content, known)
                # Of a number fifteen digits are kept: the sixteenth is what arithmetic leaves behind.
                same_number = (
                    known is not None
                    and known.type == "number"
                    and is_number(text)
                    and any(math.isclose(float(text), amount, rel_tol=1e-14) for amount in amounts)
                )
                assert not text or text in texts_read or same_number or (name, row + 2) in places, (
                    name,
                    column,
                    row,
                    content,
                )


@pytest.mark.parametrize("column", ["start", "end"])
@pytest.mark.parametrize("table", ["parties", "options"])
def test_days_of_parties_and_options_that_are_none_are_findings(table, column):
    tables = small()
    tables[table] = tables[table].astype(object).assign(**{column: "soon"})
    findings = check(tables)
    assert (table, column) in set(zip(findings["file"], findings["column"], strict=True))


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_dates_of_python_are_read():
    rows = [{"party": "A", "issue": "seat", "option": "x", "start": dt.date(2025, 8, 15)}]
    assert load({"positions": rows}, quiet=True).tables["positions"]["start"].tolist() == ["2025-08-15"]
