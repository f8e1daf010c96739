"""Columns of text: whichever form a column has, it says the same as a plain list of its cells."""

import numpy as np
import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.loaders.formats.repeated import MAX_BYTES, Cells
from zopa.loaders.made_ids import ids_made
from zopa.loaders.text import Made, Text, joined, pairs, settles

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


def test_words_that_are_made_late_are_made_once_and_say_the_same():
    looks = []
    column = Made(3, lambda: looks.append(1) or np.array(["a-1", "b-2", "a-3"], dtype=object))
    assert (len(column), column.filled().tolist(), looks) == (3, [True] * 3, [])
    assert column.at(np.array([True, False, True])).cells.tolist() == ["a-1", "a-3"]
    assert column.coded()[1].tolist() == pd.Series(column.strings()).tolist() == ["a-1", "b-2", "a-3"]
    assert column.among(("b-2",)).tolist() == [False, True, False]
    assert len(looks) == 1


@settings(max_examples=examples(150), deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.text("ab ;\u00e9\U0001f600", max_size=20)] * 3), max_size=12),
    times=st.sampled_from([1, 5]),
    in_runs=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    ends=st.booleans(),
)
def test_cells_that_repeat_are_found_by_their_bytes(rows, times, in_runs, newline, ends):
    rows = [row for row in rows for _ in range(9)] if in_runs else rows
    lines = ["one,two,three", *map(",".join, rows * times)]
    cells = Cells.found((newline.join(lines) + newline * ends).encode(), ",", 3)
    assert cells is not None
    for place in range(3):
        column, words = cells.repeated(place), [row[place] for row in rows * times]
        hardly_repeats = len(set(words)) * 4 >= max(len(words), 1)
        is_long = max((len(word.encode()) for word in words), default=0) > MAX_BYTES
        assert (column is None) == (hardly_repeats or is_long)
        if column is not None:
            assert column.cells.tolist() == words
            assert column.coded()[1].tolist() == list(dict.fromkeys(words))


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1\n", b"a,b\n1,2,3\n", b'a,b\n"1",2\n', b"a,b\r1,2\r\n", b"a,b\r\n1,2\n", b"a\n,b\n"]
)
def test_a_text_with_other_rows_is_read_another_way(content):
    assert Cells.found(content, ",", 2) is None


@settings(max_examples=examples(60), deadline=None)
@given(
    words=st.lists(st.text("ab\u00e9\U0001f600\n\0", max_size=4), min_size=1, max_size=4),
    others=st.lists(st.text("xy\u0434", max_size=3), min_size=1, max_size=3),
    begin=st.sampled_from([0, 2, 9_990, 10_000, 99_999_000]),
    count=st.sampled_from([3, 1_200]),
)
def test_ids_that_are_made_at_once_are_those_made_one_by_one(words, others, begin, count):
    first = Text(np.array([words[row % len(words)] for row in range(count)], dtype=object))
    second = Text(np.array([others[row % len(others)] for row in range(count)], dtype=object))
    lines = np.arange(begin, begin + count)
    expected = [
        f"{word}{other}{line}" if word or other else f"row-{line}"
        for word, other, line in zip(first.cells, second.cells, lines, strict=True)
    ]
    assert ids_made("row-", first, second, lines).tolist() == expected


def test_columns_without_a_cell_are_each_their_own():
    case = zopa.load("river-basin", quiet=True)
    positions = case.tables["positions"]
    first, second = [name for name in positions if positions[name].dtype == "str" and positions[name].isna().all()][:2]
    del case
    positions.loc[0, first] = "written"
    assert positions[first].notna().sum() == 1
    assert positions[second].isna().all()
