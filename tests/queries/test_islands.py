"""Islands of agreement: each cell from what is coded, and nothing where nothing is."""

from __future__ import annotations

from reference.dossiers import graph

from zopa.queries.islands import islands


def case(**more):
    demand = {"stance": "demands"}
    return graph(
        parties=[
            {"id": "a", "name": "A"},
            {"id": "b", "name": "B"},
            {"id": "c", "name": "C"},
            {"id": "a1", "name": "A1", "speaks_for": "a"},
        ],
        issues=[{"id": issue, "name": issue, "kind": "choice"} for issue in ("aid", "seat", "law")],
        options=[
            {"issue": issue, "option": option} for issue in ("aid", "seat", "law") for option in ("yes", "no", "late")
        ],
        positions=[
            {"id": "1", "party": "a1", "issue": "aid", "option": "yes", "evidence": "e1", **demand},
            {"id": "2", "party": "b", "issue": "aid", "option": "yes|late", **demand},
            {"id": "3", "party": "a", "issue": "seat", "option": "yes", **demand},
            {"id": "4", "party": "b", "issue": "seat", "option": "no", **demand},
            {"id": "5", "party": "a", "issue": "law", "option": "yes|no", **demand},
            {"id": "6", "party": "b", "issue": "law", "stance": "rejects", "option": "yes"},
        ],
        **more,
    )


def cells(answer):
    return list(zip(answer["cell"], answer["item"], strict=True))


def test_norms_are_issues_that_are_agreed_or_closed():
    answer = islands(case())
    assert cells(answer) == [("convergent norms", "issue:aid"), ("divergent norms", "issue:seat")]
    assert answer["parties"].tolist() == ["a|b", "a|b"]
    assert answer["evidence"][0] == "e1"
    assert "events" in answer.attrs["note"]
    assert cells(islands(case(), issues="seat")) == [("divergent norms", "issue:seat")]
    assert islands(case(), parties=["a", "c"]).empty
    assert cells(islands(case(), parties="b")) == cells(answer)


def test_a_party_that_says_nothing_counts_neither_way():
    assert cells(islands(case(), parties=["a", "b", "c"])) == cells(islands(case()))


def test_an_instrument_stands_with_the_issue_it_bears_on():
    both = case(
        instruments=[
            {"id": "treaty", "name": "Treaty", "parties": "a|b", "about": "seat/yes", "evidence": "e9"},
            {"id": "alone", "name": "Alone", "parties": "a", "about": "seat"},
        ]
    )
    answer = islands(both)
    assert cells(answer)[-1] == ("divergent norms", "instrument:treaty")
    assert answer["evidence"].iloc[-1] == "e9"
    assert len(answer) == 3


def test_facts_are_figures_that_different_parties_report():
    same = {"unit": "people", "about": "aid", "date": "2024"}
    figures = [
        {"id": "f1", "name": "killed", "value": 100, "precision": "at least", "parties": "a", **same},
        {"id": "f2", "name": "killed", "value": 120, "precision": "exact", "parties": "b", "evidence": "e2", **same},
        {"id": "f3", "name": "killed", "value": 50, "precision": "about", "parties": "c", **same},
        {"id": "f4", "name": "killed", "value": 9, "precision": "exact", "parties": "a1", **same | {"date": "2020"}},
        {"id": "f5", "name": "killed", "value": 9, "precision": "exact", **same},
    ]
    answer = islands(case(figures=figures), as_of="2025")
    facts = answer[answer["cell"].str.contains("facts")]
    assert cells(facts) == [
        ("contested facts", "figure:f1|figure:f3"),
        ("contested facts", "figure:f2|figure:f3"),
        ("agreed facts", "figure:f1|figure:f2"),
    ]
    assert facts["parties"].tolist() == ["a|c", "b|c", "a|b"]
    assert facts["why"].iloc[-1] == "A: at least 100 people (killed); B: 120 people (killed): both can be so."
    assert facts["evidence"].iloc[-1] == "e2"


def test_ends_of_figures():
    def one(amount, precision, second_amount, than):
        same = {"name": "n", "unit": "people", "about": "aid"}
        figures = [
            {"id": "f1", "value": amount, "precision": precision, "parties": "a", **same},
            {"id": "f2", "value": second_amount, "precision": than, "parties": "b", **same},
        ]
        return cells(islands(case(figures=figures), issues="aid"))[0][0]

    assert one(5, "more than", 5, "exact") == "contested facts"
    assert one(5, "at least", 5, "at most") == "agreed facts"
    assert one(100, "about", 104, "exact") == "agreed facts"
    assert one(100, "about", 106, "exact") == "contested facts"
