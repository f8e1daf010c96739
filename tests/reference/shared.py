"""Dossiers for the database: everything that the other random dossiers have, in odd strings, with evidence and rules."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import strategies as st

from .dossiers import dossiers, tables

#: Texts that mean something to Cypher, to Python, to HTML, or to a database that is not careful.
ODD = [
    "'",
    '"',
    "\\",
    "`",
    "}) DETACH DELETE n //",
    "$case",
    "{id: 'x'}",
    "a|b",
    "\u202eabc",
    "\u0645\u0648\u0642\u0641",
    "\U0001f54a",
    "null",
    "NaN",
    "",
    " ",
    "tab\there",
    "line\nbreak",
    "\x01",
    "50 %",
    "<script>",
    "e\u0301",
]


def texts() -> Any:
    return st.one_of(
        st.none(),
        st.sampled_from(ODD[:13] + ODD[14:]),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
    )


@st.composite
def shared_dossiers(draw: Any) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Tables and meta of a case, all of it filled in somewhere."""
    rows: dict[str, Any] = draw(dossiers())
    for table in ("parties", "issues", "options", "regions"):
        for row in rows[table]:
            row["name"] = draw(texts())
    sources = [{"id": "s1", "title": draw(texts())}]
    evidence = [
        {
            "id": f"e{index}",
            "source": "s1",
            "quote": draw(texts()),
            "attribution": draw(st.sampled_from(["stated", "inferred", "reported", None])),
            "status": draw(st.sampled_from([None, "accepted", "accepted", "draft", "rejected"])),
            "coder": draw(st.sampled_from(["A", "B", None])),
        }
        for index in range(draw(st.integers(1, 4)))
    ]
    for row in rows["positions"]:
        cited = draw(st.lists(st.sampled_from([piece["id"] for piece in evidence]), max_size=2, unique=True))
        row |= {
            "evidence": "|".join(cited) or None,
            "note": draw(texts()),
            "satisfaction": draw(st.sampled_from([None, 0.3])),
            "rank": draw(st.sampled_from([None, 1, 2])),
        }
    choices = list(rows["options"])
    option_names = [f"{option['issue']}/{option['option']}" for option in choices]
    parties = [party["id"] for party in rows["parties"]]
    apart = [(a, b) for a in option_names for b in option_names if a.split("/")[0] != b.split("/")[0]]
    if apart:
        a, b = draw(st.sampled_from(apart))
        rows["constraints"] = [
            {"id": "k1", "option": a, "relation": draw(st.sampled_from(["excludes", "implies"])), "other": b}
        ]
        c, d = draw(st.sampled_from(apart))
        relation = draw(st.sampled_from(["only if", "only after", "together with"]))
        party = draw(st.sampled_from([None, *parties]))
        rows["conditions"] = [{"id": "c1", "party": party, "what": c, "relation": relation, "requires": d}]
        rows["conditions"][0] |= {
            "start": draw(st.sampled_from([None, "2023-05"])),
            "end": draw(st.sampled_from([None, "2022"])),
        }
    if option_names:
        rows["obstacles"] = [{"id": "o1", "name": draw(texts()), "blocks": draw(st.sampled_from(option_names))}]
        rows["proposals"] = [{"id": "p1", "name": draw(texts()), "authors": parties[0]}]
        issue, option = draw(st.sampled_from(option_names)).split("/")
        rows["terms"] = [{"id": "t1", "proposal": "p1", "issue": issue, "option": option}]
        rows["reactions"] = [
            {"id": f"r{index}", "party": parties[0], "proposal": "p1", "reaction": "accepted", "note": draw(texts())}
            for index in range(2)
        ]
    rows["saliences"] = [{"id": "w1", "party": parties[0], "issue": rows["issues"][0]["id"], "salience": 2.0}]
    rows["decisions"] = [
        {
            "id": "d1",
            "name": draw(texts()),
            "issues": draw(st.sampled_from([None, rows["issues"][0]["id"]])),
            "rule": draw(st.sampled_from(["all", "majority", "two thirds", "consensus"])),
            "parties": "|".join(draw(st.lists(st.sampled_from(parties), unique=True))) or None,
            "vetoes": draw(st.sampled_from([None, parties[0]])),
        }
    ]
    filled = tables(**rows, sources=sources, evidence=evidence)
    if draw(st.booleans()):
        filled["positions"]["row"] = pd.array([draw(texts()) for _ in rows["positions"]], dtype="str")
        filled["parties"]["own number"] = [float(index) for index in range(len(parties))]
    meta: dict[str, Any] = {
        "id": draw(st.sampled_from(["test", "t'}) //", "\u0442\u0435\u0441\u0442"])),
        "title": "A test case",
    }
    if draw(st.booleans()):
        meta |= {"as_of": "2022", "coders": ["A", "B"]}
    return filled, meta
