"""Columns of text: whichever form a column has, it says the same as a plain list of its cells."""

import numpy as np
import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.loaders.text import Text, joined, pairs, settles

WORDS = ["", "a", "b", "A", " a", "\u0430", "yes", "a-1", "a-", "1"]


def in_cells(cells):
    return Text(np.array(cells, dtype=object))


def in_codes(cells):
    """Words that come twice in the list of words, and one that stands in no row."""
    words = [*WORDS[::-1], "in no row", *WORDS]
    codes = np.array(
        [words.index(cell) if row % 2 else 11 + WORDS.index(cell) for row, cell in enumerate(cells)], dtype=int
    )
    return Text.of_codes(codes, words)


def in_categories(cells):
    return Text.of(
        pd.Categorical([cell or None for cell in cells], categories=sorted(filter(None, WORDS), reverse=True))
    )


FORMS = st.sampled_from([in_cells, in_codes, in_categories])
CELLS = st.lists(st.sampled_from(WORDS), max_size=12)


@settings(max_examples=examples(80), deadline=None)
@given(cells=CELLS, form=FORMS, is_coded=st.booleans(), data=st.data())
def test_a_column_says_the_same_in_each_form(cells, form, is_coded, data):
    column = form(cells)
    if is_coded:
        column.coded()
    assert len(column) == len(cells)
    assert set(column.known) == set(cells)
    mask = np.array([data.draw(st.booleans()) for _ in cells], dtype=bool)
    assert column.at(mask).cells.tolist() == [cell for cell, kept in zip(cells, mask, strict=True) if kept]
    assert column.filled().tolist() == [cell != "" for cell in cells]
    among = data.draw(st.lists(st.sampled_from(WORDS), min_size=1))
    assert column.among(among).tolist() == [cell in among for cell in cells]
    strings = pd.Series(column.strings())
    assert strings.dtype == "str"
    assert strings.fillna("").tolist() == cells
    assert strings.isna().tolist() == [cell == "" for cell in cells]
    assert pd.Series(column.categories()).astype("str").fillna("").tolist() == cells
    assert column.cells.tolist() == cells
    codes, words = column.coded()
    # Words are numbered in the order of the rows: findings are told in it.
    assert words.tolist() == list(dict.fromkeys(cells))
    assert words[codes].tolist() == cells
    assert column.mapped(str.lower).coded()[1].tolist() == list(dict.fromkeys(cell.lower() for cell in cells))


@settings(max_examples=examples(80), deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=12), forms=st.tuples(FORMS, FORMS)
)
def test_two_columns_are_joined_row_by_row(rows, forms):
    first, second = (form([row[place] for row in rows]) for place, form in enumerate(forms))
    assert joined(first, second, lambda word, other: f"{word}+{other}").cells.tolist() == [f"{a}+{b}" for a, b in rows]
    numbers, at, at_other = pairs(first, second)
    words, others = first.coded()[1], second.coded()[1]
    assert [(words[at[number]], others[at_other[number]]) for number in numbers] == rows
    assert settles(first, second) == all(b == dict(rows)[a] for a, b in rows)


@pytest.mark.parametrize("text_type", ["category", "object"])
def test_categories_of_a_dataframe_are_read_as_their_texts(text_type):
    positions = pd.DataFrame(
        {
            "party": ["Upland", "Lowland", "Upland"],
            "issue": ["dam", "dam", "toll"],
            "stance": "demands",
            "option": ["yes", "no", "\ud800"],
            "firmness": ["aim", None, "aim"],
        }
    )
    findings = zopa.check({"positions": positions.astype(text_type)})
    wrong = findings[findings["level"] == "error"]
    assert wrong[["row", "column"]].values.tolist() == [[4, "option"]]
    case = zopa.load({"positions": positions.iloc[:2].astype(text_type)}, quiet=True)
    assert case.tables["positions"]["firmness"].fillna("").tolist() == ["aim", ""]
    assert str(case.tables["positions"]["party"].dtype) == "str"
