"""Obstacles: what blocks what, those first whose removal would free the most."""

from __future__ import annotations

from reference.dossiers import graph

from zopa.queries import obstacles


def blocked():
    demand = {"stance": "demands", "issue": "seat"}
    return graph(
        parties=[{"id": "a", "name": "Upland"}, {"id": "b", "name": "Lowland"}],
        issues=[
            {"id": "seat", "name": "the seat", "kind": "choice"},
            {"id": "date", "name": "the date", "kind": "choice"},
        ],
        options=[{"issue": "seat", "option": o, "name": o.title()} for o in ("geneva", "oslo")],
        positions=[
            {"id": "1", "party": "a", "option": "geneva", **demand},
            {"id": "2", "party": "b", "option": "oslo", **demand},
        ],
        proposals=[{"id": "plan", "name": "the joint plan"}],
        obstacles=[
            {"id": "law", "name": "The law", "blocks": "seat", "parties": "b"},
            {
                "id": "distrust",
                "name": "Distrust",
                "blocks": "seat|plan|date",
                "parties": "a|b",
                "remedy": "small steps",
                "evidence": "e1",
            },
            {"id": "raids", "name": "Raids", "blocks": "seat/oslo"},
        ],
    )


def test_what_would_free_the_most_comes_first():
    rows = obstacles(blocked())
    assert rows[["obstacle", "frees", "clashes"]].values.tolist() == [
        ["distrust", "plan|date", 1],
        ["raids", "seat/oslo", 1],
        ["law", "", 1],
    ]
    assert rows["why"][0] == (
        "Distrust: in the way of the seat, the joint plan and the date; the only obstacle coded for the joint plan and the date; "
        "1 pair of positions clashes there. What would ease it: small steps."
    )
    assert rows["evidence"].tolist() == ["e1", "", ""]


def test_filters():
    assert obstacles(blocked(), parties="a")["obstacle"].tolist() == ["distrust"]
    assert obstacles(blocked(), issues="seat")["obstacle"].tolist() == ["distrust", "raids", "law"]
    assert obstacles(blocked(), issues="date")["obstacle"].tolist() == ["distrust"]
