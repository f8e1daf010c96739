"""Questions answered from the graph: at most five sentences, each cited, and an honest word where nothing is coded."""

from __future__ import annotations

import pandas as pd
import pytest
from reference.dossiers import graph

import zopa
from zopa.queries import ask, summary


@pytest.fixture
def case():
    demand = {"stance": "demands", "firmness": "red line"}
    return graph(
        parties=[
            {"id": "up", "name": "Republic of Upland", "aliases": "Upland"},
            {"id": "low", "name": "Lowland"},
            {"id": "head", "name": "Ana Érdő", "speaks_for": "up"},
            {"id": "league", "name": "River League"},
        ],
        issues=[
            {"id": "seat", "name": "the seat of the talks", "kind": "choice"},
            {"id": "league-membership", "name": "River League membership", "kind": "choice"},
        ],
        options=[{"issue": "seat", "option": o, "name": o.title()} for o in ("geneva", "oslo")]
        + [{"issue": "league-membership", "option": o, "name": o} for o in ("join", "stay out")],
        positions=[
            {"id": "p1", "party": "head", "issue": "seat", "option": "geneva", "evidence": "e1", **demand},
            {"id": "p2", "party": "low", "issue": "seat", "option": "oslo", "evidence": "e2", **demand},
            {
                "id": "p3",
                "party": "low",
                "issue": "league-membership",
                "option": "join",
                "stance": "accepts",
                "evidence": "e2",
            },
        ],
        figures=[
            {
                "id": "fled",
                "name": "People displaced by the floods",
                "value": 12000.0,
                "unit": "people",
                "precision": "about",
                "date": "2024",
                "evidence": "e3",
            }
        ],
        obstacles=[{"id": "law", "name": "The water law", "blocks": "seat", "evidence": "e3"}],
        questions=[{"id": "q", "question": "Where could they meet?", "about": "seat|low", "evidence": "e2|e4"}],
        sources=[{"id": "s", "title": "Gazette"}],
        evidence=[
            {"id": "e1", "source": "s", "paraphrase": "Érdő will only come to Geneva"},
            {"id": "e2", "source": "s", "paraphrase": "Lowland insists on Oslo", "attribution": "inferred"},
            {"id": "e3", "source": "s", "paraphrase": "The floods drove twelve thousand out"},
            {"id": "e4", "source": "s", "paraphrase": "The ferry captains offer their boat"},
        ],
    )


def test_a_question_of_the_case_is_answered_from_what_it_is_about_and_what_it_cites(case):
    answer = ask(case, "Where could they meet")
    assert answer.known
    assert answer.table["about"].tolist() == ["issue:seat", "evidence:e4"]
    assert str(answer) == (
        "On the seat of the talks, Lowland demands 'Oslo' (red line, inferred). [e2] The ferry captains offer their boat. [e4]"
    )


def test_a_party_and_an_issue_give_that_partys_position(case):
    answer = ask(case, "What does Upland want on the seat of the talks?")
    assert (
        str(answer)
        == "On the seat of the talks, Republic of Upland, through Ana Érdő, demands 'Geneva' (red line). [e1]"
    )


def test_names_are_found_without_their_accents_and_by_alias(case):
    assert ask(case, "ana erdo").table["positions"].tolist() == ["p1"]
    assert ask(case, "UPLAND").known


def test_a_name_inside_a_longer_one_is_not_meant(case):
    assert ask(case, "Who is for River League membership?").table["about"].tolist() == ["issue:league-membership"]


def test_what_a_party_has_not_said_is_said(case):
    answer = ask(case, "What does the River League say about the seat?")
    assert answer.table["sentence"][0] == "Nothing is coded of River League on the seat of the talks."


def test_a_figure_is_found_by_its_telling_words(case):
    assert (
        str(ask(case, "How many people were displaced?"))
        == "People displaced by the floods: about 12,000 people (2024). [e3]"
    )


def test_what_stands_in_the_way_is_told_with_the_issue(case):
    assert "obstacle" not in " ".join(ask(case, "the seat of the talks").table["about"])
    assert any(
        sentence.startswith("The water law: in the way of")
        for sentence in ask(case, "What about the seat of the talks?").table["sentence"]
    )


def test_evidence_answers_what_no_table_names(case):
    assert str(ask(case, "Is there a ferry or a boat?")) == "The ferry captains offer their boat. [e4]"


@pytest.mark.parametrize("question", ["Who is the king of the sea?", "", "???", "what of it"])
def test_what_is_not_coded_is_not_known(case, question):
    answer = ask(case, question)
    assert not answer.known
    assert str(answer) == f"The case does not say: nothing is coded that answers '{question}'."


def test_never_more_than_five_sentences_and_each_cited(case):
    for question in (
        "Lowland",
        "Upland and Lowland on the seat of the talks",
        "the law, the seat, people displaced, Oslo",
    ):
        answer = ask(case, question)
        assert 1 <= len(answer.table) <= 5
        coded_sentences = answer.table[~answer.table["sentence"].str.startswith("Nothing is coded")]
        assert ((coded_sentences["positions"] != "") | (coded_sentences["evidence"] != "")).all()


def test_the_summary_tells_where_it_is_stuck_and_what_is_not_known(case):
    assert summary(case) == (
        "A test case. On the seat of the talks, the red lines rule out every settlement. "
        "1 pair of positions clashes, with a red line on both sides. "
        "No two parties accept the same settlement. 2 positions rest on inference alone. "
        "The case holds 3 positions of 2 parties on 2 issues, coded from 4 pieces of evidence, all from one source."
    )


def test_a_summary_of_clashes_that_are_all_alike_counts_them_once():
    sentence = str(summary(zopa.load("ukraine-plans", quiet=True)))
    assert "20 pairs of positions clash: the severity of each depends on a firmness that is not known" in sentence


def test_a_summary_names_some_issues_and_counts_the_rest():
    issues = [{"id": f"i{n}", "name": f"Question {n}", "kind": "choice"} for n in range(11)]
    options = [{"issue": issue["id"], "option": option} for issue in issues for option in ("x", "y")]
    positions = [
        {
            "id": f"{party}-{issue['id']}",
            "party": party,
            "issue": issue["id"],
            "stance": "demands",
            "option": option,
            "firmness": "red line",
        }
        for issue in issues
        for party, option in (("a", "x"), ("b", "y"))
    ]
    case = graph(parties=[{"id": "a"}, {"id": "b"}], issues=issues, options=options, positions=positions)
    text = summary(case)
    assert "Question 0, Question 1" in text
    assert "Question 7 and 3 more, the red lines" in text
    assert "Question 8" not in text


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What does Sweden want on the seat of the talks?", "Sweden"),
        ("Do Upland and Sweden clash on the seat?", "Sweden"),
        ("what does sweden want on the seat of the talks?", "sweden"),
    ],
)
def test_of_a_party_that_is_not_in_the_case_nothing_is_told(case, question, who):
    answer = ask(case, question)
    assert not answer.known
    assert str(answer) == f"The case does not say: nothing is coded of {who}."


def test_a_party_of_one_letter_is_found():
    rows = [{"party": "A", "issue": "seat", "option": "x"}, {"party": "B", "issue": "seat", "option": "y"}]
    case = zopa.load({"positions": pd.DataFrame(rows)}, quiet=True)
    assert str(ask(case, "What does A want?")) == "On seat, A demands 'x'. [A-seat-2]"


def test_who_decides_is_told_with_the_rule_the_weight_and_the_vetoes():
    river = zopa.load("river-basin", quiet=True)
    assert str(river.ask("Who decides on the agenda of the round?")) == (
        "On Monitoring and Sharing of river data, Agenda of the round decides by the rule 'two thirds'; Torvia, Medara and "
        "Sellow have a say. [e-min-signing]"
    )
    house = zopa.load(
        {
            "parties": [{"id": "Upland", "seats": 3}, {"id": "Lowland", "seats": 2}],
            "positions": [{"party": "Upland", "issue": "seat", "option": "Geneva"}],
            "decisions": [{"id": "parliament", "rule": "majority", "weight": "seats", "vetoes": "Lowland"}],
        },
        quiet=True,
    )
    assert str(house.ask("How does the parliament decide?")) == (
        "On the whole package, parliament decides by the rule 'majority'; everybody with a number in 'seats' has a say, "
        "counted by seats; alone it can be stopped by Lowland."
    )
