"""Random tables in the shapes of the field: no traceback, and every cell is in a table, in a note, set aside, or in a finding."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zopa
from zopa.graph.names import folded
from zopa.loaders.findings import DossierError

PARTIES = ["Alpha", "Béta", "Гамма", "دلتا", "中国", "A-B", "A–B", "North/South"]  # noqa: RUF001
ISSUES = ["Tax", "Free trade?", "Мир", "停火", "Seats (0-10)", "a/b", "other"]
ANSWERS = [
    "yes",
    "No",
    "abstain",
    "против",
    "弃权",
    "n/a",
    "Geneva",
    "Vienna",
    "1",
    "0",
    "-1",
    "7",
    "12,5",
    "45%",
    "",
    " ",
    "x|y",
    "?",
]
DATES = ["2024-03-04", "4.3.2024", "13/04/2024", "2024", "soon", ""]
NOTES = ["", "said so", "a; b", 'a "quoted" word', "two\nlines", "=1+1"]
PARTY_HEADERS = ["Country", "actor_name", "Страна", "الدولة", "国家", "Organisation (full)"]
ISSUE_HEADERS = ["Issue", "motion", "Вопрос", "Thema", "议题"]
ANSWER_HEADERS = ["Position", "vote", "Позиция", "Antwort", "立场"]


@st.composite
def tables(draw):
    shape = draw(st.sampled_from(["long", "issues", "parties"]))
    cell = st.sampled_from(ANSWERS)
    count = draw(st.integers(0, 7))
    if shape == "long":
        header = [draw(st.sampled_from(names)) for names in (PARTY_HEADERS, ISSUE_HEADERS, ANSWER_HEADERS)]
        extra = draw(
            st.lists(st.sampled_from(["date", "Comment", "quote", "salience", "power", "weather"]), unique=True)
        )
        kinds = {
            "date": DATES,
            "Comment": NOTES,
            "quote": NOTES,
            "salience": ["3", "", "much"],
            "power": ["1", "-2", "x", ""],
        }
        rows = [
            [draw(st.sampled_from([*PARTIES, "", "Alpha|Béta"])), draw(st.sampled_from([*ISSUES, ""])), draw(cell)]
            + [draw(st.sampled_from(kinds.get(name, NOTES))) for name in extra]
            for _ in range(count)
        ]
        header += extra
    else:
        names, across = (PARTIES, ISSUES) if shape == "issues" else (ISSUES, PARTIES)
        columns = draw(st.lists(st.sampled_from(across), min_size=1, unique=True))
        header = [draw(st.sampled_from(PARTY_HEADERS if shape == "issues" else ISSUE_HEADERS)), *columns]
        rows = [[draw(st.sampled_from([*names, ""])), *(draw(cell) for _ in columns)] for _ in range(count)]
    above = draw(
        st.sampled_from(
            [[], ["# A title, with a comma"], ["Round two", ""], ["# 1 = agree", "# 0 = disagree", "# 7 = no data"]]
        )
    )
    return above, header, rows, draw(st.sampled_from([",", ";", "\t"]))


def told(case: zopa.PositionGraph) -> str:
    """Everything that a reader of the case can see, without the examples of each column."""
    assert case.set_aside is not None
    assert case.understood is not None
    assert case.findings is not None
    frames = [*case.tables.values(), case.set_aside, case.understood[["column"]], case.findings[["value", "message"]]]
    texts = [str(cell) for frame in frames for name in frame.columns for cell in frame[name] if cell == cell]
    texts += [str(part) for part in case.meta.values()]
    return " ".join(folded(text) for text in texts)


def is_told(cell: str, text: str) -> bool:
    """Whether a cell is there: as it stands, in its parts, or as the side, the number or the date that it says."""
    pieces = [folded(piece) for piece in re.split(r"[|;]", cell) if piece.strip()]
    if all(piece in text or piece.replace("/", "-") in text for piece in pieces):
        return True
    from zopa.loaders.checks.guesses import date_readings, probable_date
    from zopa.loaders.mapping.codes import number
    from zopa.loaders.mapping.words import answer

    if answer(cell) in ("yes", "no", "accepts") or cell in ("1", "0", "-1"):
        return "demands" in text or "accepts" in text
    if answer(cell) in ("abstains", "mixed", "no answer"):
        return str(answer(cell)) in text
    readings = [probable_date(cell), *date_readings(cell)]
    value = number(cell)
    return any(reading and reading in text for reading in readings) or bool(value and f"{float(value)!r}" in text)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_no_table_breaks_it_and_no_cell_is_lost(drawn):
    above, header, rows, separator = drawn
    written = io.StringIO()
    written.write("".join(f"{line}\n" for line in above))
    csv.writer(written, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(written.getvalue(), encoding="utf-8")
        try:
            case = zopa.load(path, form="table", quiet=True)
        except DossierError as error:
            refusal: DossierError | None = error
        else:
            refusal = None
    if refusal is not None:
        # A table that is not understood is refused with what to say; one without rows has none to lose.
        messages = " ".join(refusal.findings["message"])
        assert "--column" in messages or not any(any(row) for row in rows), messages
        return
    text = told(case)
    for row in [header, *rows]:
        for cell in row:
            cell = " ".join(cell.split())
            assert not cell or is_told(cell, text), (cell, text)
