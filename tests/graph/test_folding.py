"""Records that are folded come out as they went in."""

from __future__ import annotations

import json
from typing import Any

from browser.written import unfolded
from hypothesis import given
from hypothesis import strategies as st

from zopa.graph.page.packing import fold

VALUES = st.one_of(
    st.integers(-3, 3),
    st.booleans(),
    st.sampled_from([0.5, 1.5]),
    st.text("ab|:", max_size=3),
    st.lists(st.integers(0, 1), max_size=2),
)
NAMES = st.sampled_from(["id", "own", "label", "x"])
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["A", "B"])},
        optional={
            "cells": st.dictionaries(NAMES, VALUES, max_size=3),
            **dict.fromkeys(("id", "own", "label", "x"), VALUES),
        },
    ),
    max_size=8,
)


@given(RECORDS)
def test_nothing_is_lost(records: list[dict[str, Any]]) -> None:
    back = unfolded(json.loads(json.dumps(fold(records))))
    expected = [{"cells": {}} | record for record in records]
    assert json.dumps(back, sort_keys=True) == json.dumps(expected, sort_keys=True)


def test_what_repeats_is_written_once() -> None:
    records = [
        {"kind": "Party", "own": f"p{n}", "id": f"party:p{n}", "cells": {"kind": "state", "name": f"p{n}"}}
        for n in range(9)
    ]
    columns = fold(records)["sets"][0]["columns"]
    assert columns[0] == {"one": "state"}
    assert {"before": {"one": "party:"}, "of": 1} in columns
    assert sum(isinstance(column, list) for column in columns) == 1


def test_what_runs_on_or_is_made_of_other_texts_is_not_written_again() -> None:
    records = [
        {"kind": "Position", "number": n, "label": f"{who} demands {n}", "short": f"demands {n}", "cells": {}}
        for n, who in enumerate(["Upland", "Lowland"] * 3, 4)
    ]
    folded = fold(records)
    assert unfolded(folded) == records
    columns = dict(zip(folded["sets"][0]["keys"], folded["sets"][0]["columns"], strict=True))
    assert columns["number"] == {"first": 4}
    assert columns["label"]["before"] == {"words": ["Upland ", "Lowland "], "at": [0, 1] * 3}
