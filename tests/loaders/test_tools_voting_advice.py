"""Answers of voting-advice applications: in files that belong together, in one file, and in tables."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import examples

import zopa
from zopa.loaders.findings import DossierError
from zopa.loaders.tools.answers import Scale, stated
from zopa.loaders.tools.registry import recognised

A, B, C = "5f2c-a", "5f2c-b", "5f2c-c"
FILES: dict[str, Any] = {
    "organizations.json": [
        {"id": "o-1", "name": "Lista e Gjelbër", "shortName": "LGJ", "sortName": "LGJ", "type": "candidate-list"},
        {"id": "o-2", "name": "Лига за мир", "shortName": "ЛМ"},
    ],
    "candidates.json": [
        {"id": A, "reference": {"id": "o-1", "type": "organization"}, "images": [{"type": "avatar"}]},
        {"id": B, "reference": {"id": "o-2", "type": "organization"}, "displayName": "Ana Petrović"},
        {"id": C, "references": [{"id": "o-2", "type": "organization"}], "displayName": "Ivo Lukić", "motto": "Peace"},
    ],
    "questions.json": [
        {
            "id": "q-1",
            "title": "Ura e re",
            "statement": "A duhet të ndërtohet ura?",
            "detail": "Mbi lumë.",
            "tags": ["Ura", "Para"],
        },
        {"id": "q-2", "title": "Taksat", "statement": "A duhet të ulen taksat?", "tags": []},
    ],
    "candidates-answers.json": {
        A: [
            {"questionId": "q-1", "answer": True, "respondent": "expert", "comment": "Po, sa më shpejt."},
            {"questionId": "q-2", "answer": None, "respondent": "expert"},
        ],
        B: [{"questionId": "q-1", "answer": False}, {"questionId": "q-2", "answer": True}],
        C: [{"questionId": "q-1", "answer": False}, {"questionId": "q-9", "answer": True}],
    },
}


def written(folder: Path, files: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def held(case: zopa.Case) -> list[list[str]]:
    """Party, issue, stance and option of each position, things by their names."""
    name = {table: case.tables[table].set_index("id")["name"] for table in ("parties", "issues")}
    return [
        [name["parties"][row.party], name["issues"][row.issue], row.stance, row.option]
        for row in case.tables["positions"].fillna({"option": ""}).itertuples()
    ]


def test_files_that_belong_together_are_one_case_whichever_is_named(tmp_path):
    folder = written(tmp_path / "vaa", FILES)
    case = zopa.load(folder, quiet=True)
    parties = case.tables["parties"].set_index("name")
    assert parties["aliases"].fillna("").to_dict() == {
        "Lista e Gjelbër": "LGJ",
        "Лига за мир": "ЛМ",
        "Ana Petrović": "",
        "Ivo Lukić": "",
    }
    assert parties["part_of"].to_dict()["Ivo Lukić"] == parties.loc["Лига за мир", "id"]
    # A list that answers for itself is no member of itself.
    assert pd.isna(parties.loc["Lista e Gjelbër", "part_of"])
    assert f"id as a candidate: {A}" in parties.loc["Lista e Gjelbër", "note"]
    assert "motto: Peace" in parties.loc["Ivo Lukić", "note"]
    assert held(case) == [
        ["Lista e Gjelbër", "Ura e re", "demands", "yes"],
        ["Lista e Gjelbër", "Taksat", "no answer", ""],
        ["Ana Petrović", "Ura e re", "demands", "no"],
        ["Ana Petrović", "Taksat", "demands", "yes"],
        ["Ivo Lukić", "Ura e re", "demands", "no"],
    ]
    issues = case.tables["issues"].set_index("name")
    assert issues.loc["Ura e re", "question"] == "A duhet të ndërtohet ura?"
    assert issues.loc["Ura e re", "note"] == "detail: Mbi lumë.; tags: Ura, Para; id in the file: q-1"
    assert "Po, sa më shpejt." in case.tables["evidence"]["quote"].tolist()
    assert case.set_aside["content"].tolist() == [
        'images: [{"type": "avatar"}]',
        f"party: {C}; statement: q-9; answer: True",
    ]
    assert case.set_aside["why"].tolist()[1] == "There is no statement 'q-9'."
    for name in FILES:
        assert held(zopa.load(folder / name, quiet=True)) == held(case)


def test_files_with_numbers_for_ids_and_a_list_of_the_answers(tmp_path):
    files = {
        "overview.json": {
            "title": "Council of Saltmarsh",
            "date": "2021-05-02",
            "info": "https://example.org/saltmarsh",
        },
        "party.json": [{"id": 0, "name": "Reeds", "longname": "Friends of the Reeds"}, {"id": 1, "name": "Dykes"}],
        "statement.json": [
            {"id": 0, "category": None, "label": "Ferry", "text": "The ferry shall be free."},
            {"id": 1, "category": 0, "label": "Harbour", "text": "The harbour shall be dredged."},
        ],
        "category.json": [{"id": 0, "label": "Water"}],
        "answer.json": [
            {"id": 0, "message": "Stimme zu"},
            {"id": 1, "message": "Stimme nicht zu"},
            {"id": 2, "message": "Neutral"},
        ],
        "opinion.json": [
            {"id": 0, "party": 0, "statement": 0, "answer": 0, "comment": 0},
            {"id": 1, "party": 0, "statement": 1, "answer": 2, "comment": None},
            {"id": 2, "party": 1, "statement": 0, "answer": 1, "comment": 1},
        ],
        "comment.json": [{"id": 0, "text": "Free for all."}, {"id": 1, "text": "Who pays?"}],
        "colours.json": {"Reeds": "green"},
    }
    case = zopa.load(written(tmp_path / "saltmarsh", files), quiet=True)
    assert case.title == "Council of Saltmarsh"
    assert held(case) == [
        ["Reeds", "Ferry", "demands", "yes"],
        ["Reeds", "Harbour", "abstains", ""],
        ["Dykes", "Ferry", "demands", "no"],
    ]
    assert case.tables["evidence"]["quote"].fillna("").tolist() == ["Free for all.", "", "Who pays?"]
    assert case.tables["sources"]["url"].tolist() == ["https://example.org/saltmarsh"]
    assert "category: Water" in case.tables["issues"]["note"].tolist()[1]
    assert case.set_aside["file"].tolist() == ["colours.json"]
    # Codes without the words that belong to them are not guessed.
    del files["answer.json"]
    with pytest.raises(
        DossierError, match=r"The answers are numbers \(0, 1 and 2\), and the file does not say which of"
    ):
        zopa.load(written(tmp_path / "bare", files), quiet=True)


def test_ids_that_stand_twice(tmp_path):
    """Numbers count in each list from 0, and two entries of one list with one id are told apart by nobody."""
    content = {
        "parties": [{"id": 0, "name": "Reeds"}, {"id": 1, "name": "Dykes"}, {"id": 1, "name": "Sluices"}],
        "candidates": [{"id": 0, "name": "Ada", "party": 1}, {"id": 1, "name": "Ben", "party": 1}],
        "statements": [{"id": 0, "title": {"en": "Ferry", "de": "Fähre"}}, {"id": 0, "title": "Harbour"}],
        "answers": [
            {"candidate": 0, "statement": 0, "answer": True},
            {"candidate": 1, "statement": 0, "answer": False},
        ],
    }
    case = zopa.load(written(tmp_path, {"saltmarsh.json": content}) / "saltmarsh.json", quiet=True)
    assert held(case) == [["Ada", "Ferry", "demands", "yes"], ["Ben", "Ferry", "demands", "no"]]
    parties = case.tables["parties"].set_index("name")
    assert parties.loc["Ada", "part_of"] == parties.loc["Dykes", "id"]
    assert "in de: Fähre" in case.tables["issues"]["note"].iloc[0]
    assert case.set_aside["content"].tolist() == ['{"id": 0, "title": "Harbour"}', '{"id": 1, "name": "Sluices"}']
    assert case.set_aside["why"].tolist()[0] == "Another entry of the statements has the id '0'."


PARTIES = [{"id": "r", "name": "Reeds"}, {"id": "d", "name": "Dykes"}]
STATEMENTS = [{"id": "s1", "text": "The ferry shall be free."}, {"id": "s2", "text": "Dredge the harbour."}]
FERRY, HARBOUR = (row["text"] for row in STATEMENTS)


@pytest.mark.parametrize(
    "content",
    [
        {
            "answers": [
                {"party": "r", "statement": "s1", "answer": "agree", "comment": "Free!"},
                {"party": "d", "statement": "s1", "answer": "Disagree"},
                {"party": "r", "statement": "s2", "answer": "neutral"},
            ]
        },
        {"answers": {"r": {"s1": {"answer": 1, "comment": "Free!"}, "s2": 0}, "d": {"s1": -1}}},
        {"answers": {"s1": {"r": {"answer": "yes", "comment": "Free!"}, "d": "no"}, "s2": {"Reeds": "neutral"}}},
        {
            "answers": {
                "Reeds": [
                    {"statement": "s1", "answer": True, "comment": "Free!"},
                    {"statement": "s2", "answer": "Neutral"},
                ],
                "d": [False],
            }
        },
        {
            "scale": {"1": "strongly disagree", "5": "strongly agree"},
            "answers": {"r": {"s1": {"answer": 5, "comment": "Free!"}, "s2": 3}, "d": {"s1": 1}},
        },
        {
            "scale": "1 = no, 2 = neutral, 3 = yes",
            "answers": {"r": {"s1": {"answer": 3, "comment": "Free!"}, "s2": 2}, "d": [1]},
        },
    ],
)
def test_one_file_with_parties_statements_and_answers_in_any_nesting(tmp_path, content):
    content = {"name": "Saltmarsh", "parties": PARTIES, "statements": STATEMENTS} | content
    path = written(tmp_path, {"saltmarsh.json": content}) / "saltmarsh.json"
    case = zopa.load(path, quiet=True)
    assert case.title == "Saltmarsh"
    assert sorted(held(case)) == [
        ["Dykes", FERRY, "demands", "no"],
        ["Reeds", HARBOUR, "abstains", ""],
        ["Reeds", FERRY, "demands", "yes"],
    ]
    assert "Free!" in case.tables["evidence"]["quote"].tolist()
    assert len(case.set_aside) == 0


@pytest.mark.parametrize("inside", ["parties", "statements"])
def test_answers_inside_of_parties_or_statements(tmp_path, inside):
    content: dict[str, Any] = {"parties": copy.deepcopy(PARTIES), "questions": copy.deepcopy(STATEMENTS)}
    if inside == "parties":
        content["parties"][0]["answers"] = [{"question": "s1", "answer": "ja"}, {"question": "s2", "answer": "blue"}]
        content["parties"][1]["answers"] = {"s1": "nein"}
    else:
        content["questions"][0]["positions"] = {"r": "ja", "d": "nein"}
        content["questions"][1]["positions"] = [{"party": "r", "answer": "blue"}]
    case = zopa.load(written(tmp_path, {"saltmarsh.json": content}) / "saltmarsh.json", quiet=True)
    assert sorted(held(case)) == [["Dykes", FERRY, "demands", "no"], ["Reeds", FERRY, "demands", "yes"]]
    assert case.set_aside["why"].tolist() == ["'blue' is no answer that is known."]


def test_a_list_of_answers_alone_names_its_parties_and_statements(tmp_path):
    rows = [
        {"party": "Reeds", "question": FERRY, "answer": "agree"},
        {"party": "Dykes", "question": FERRY, "answer": "n/a"},
    ]
    case = zopa.load(written(tmp_path, {"answers.json": rows}) / "answers.json", quiet=True)
    assert held(case) == [["Reeds", FERRY, "demands", "yes"], ["Dykes", FERRY, "no answer", ""]]


TABLES = {
    "a row an answer": (
        "Saltmarsh council\nparty;question;answer;comment;coder\nReeds;Ferry;Strongly agree;Free!;MM\n"
        "Dykes;Ferry;Somewhat disagree;;MM\nReeds;Harbour;Neither agree nor disagree;;MM\nDykes;Harbour;No opinion;;\n;Harbour;Agree;;\n"
    ),
    "a row a respondent": (
        "ID_candidate,firstname,lastname,party,answer_1,answer_2,comment_1\n"
        "7,Ada,Moor,Reeds,100,50,Free!\n8,Ben,Fen,Dykes,25,-9,\n"
    ),
    "a row a respondent, a column a question": (
        "Last name;First name;Party;Shall the ferry be free?;Shall the ferry be free? comment;Dredge the harbour\n"
        "Moor;Ada;Reeds;täysin samaa mieltä;Free!;ei samaa eikä eri mieltä\nFen;Ben;Dykes;Jokseenkin eri mieltä;;\n"
    ),
    "a row a statement": "Topic,Statement,Reeds,Dykes\nWater,Ferry,Ja,Eher nein\nWater,Harbour,neutral,keine Angabe\n",
}


@pytest.mark.parametrize("layout", TABLES)
def test_tables_of_answers(tmp_path, layout):
    path = written(tmp_path, {"saltmarsh.csv": TABLES[layout]}) / "saltmarsh.csv"
    case = zopa.load(path, quiet=True)
    stances = case.tables["positions"][["stance", "option", "satisfaction"]].astype(object).fillna("").values.tolist()
    assert sorted(map(str, stances)) == [
        "['abstains', '', '']",
        "['accepts', 'no', 0.75]",
        "['demands', 'yes', '']",
        "['no answer', '', '']",
    ]
    assert ("Free!" in case.tables["evidence"]["quote"].tolist()) == (layout != "a row a statement")
    if layout == "a row a respondent, a column a question":
        assert case.tables["issues"]["name"].tolist() == ["Shall the ferry be free?", "Dredge the harbour"]
    if layout == "a row a respondent":
        parties = case.tables["parties"].set_index("name")
        assert parties.loc["Ada Moor", "part_of"] == parties.loc["Reeds", "id"]
        assert parties.loc["Ada Moor", "note"] == "ID_candidate: 7"
    if layout == "a row an answer":
        assert case.set_aside["row"].tolist() == [7]
        assert "coder: MM" in case.tables["positions"]["note"].tolist()


def test_a_scale_is_read_as_it_is_stated_and_never_guessed():
    assert Scale([1, 2, 3, 4, 5]).trouble == (
        "The answers are numbers (1, 2, 3, 4 and 5), and the file does not say which of them is yes"
    )
    up, down = (Scale([1, 2, 3, 4, 5], stated(text)) for text in ("1 = no, 5 = yes", "1: agree; 5: disagree"))
    assert [up.of(answer) for answer in (1, 2, 3)] == [down.of(answer) for answer in (5, 4, 3)]
    assert up.of(4) == ("accepts", "yes", "0.75")
    assert up.of(3) == ("abstains", "", "")
    assert up.of(7) is None
    # A plain answer is a whole one where there is no stronger, and beside a stronger one it is not.
    assert Scale(["Agree", "Disagree"]).of("Agree") == ("demands", "yes", "")
    assert Scale(["Agree", "Strongly agree"]).of("Agree") == ("accepts", "yes", "0.75")
    assert Scale([-2, -1, 0, 2]).of(-1) == ("accepts", "no", "0.75")
    assert Scale(["it depends"]).of("it depends") == ("mixed", "", "")
    assert Scale([0, 1]).trouble
    assert not Scale([0, 1, -1]).trouble


def test_other_files_with_words_of_surveys_are_not_taken_for_one(tmp_path):
    others = {
        "faq.json": {"questions": [{"title": "How?", "answer": "So."}]},
        "case.json": {"positions": [{"party": "A", "issue": "x", "stance": "demands", "option": "y"}], "questions": []},
        "quiz.csv": "party,question,answer\nA,Where?,In the north of the land\n",
        "positions.csv": "party,issue,stance,option\nA,x,demands,y\n",
        "votes.csv": "member,party,Motion 1,Motion 2\nAda,Reeds,yes,no\nBen,Dykes,abstain,yes\n",
        "people.csv": "name,party,married,employed\nAda,Reeds,yes,no\nBen,Dykes,no,yes\n",
    }
    folder = written(tmp_path, others)
    assert "voting-advice" not in {recognised(folder / name) for name in others}


def test_changed_files_are_read_or_refused_and_nothing_is_lost(tmp_path):
    draw = random.Random(11)
    junk = [None, "", 0, -1, 1e300, True, [], {}, "x" * 500, ["a", 1], {"id": "o-1"}, "\u202e", "yes", "q-1"]

    def mutate(value: Any) -> Any:
        if draw.random() < 0.06:
            return copy.deepcopy(draw.choice(junk))
        if isinstance(value, dict):
            kept = {key: mutate(cell) for key, cell in value.items() if draw.random() > 0.04}
            return kept | (
                {draw.choice(["id", "name", "x", "answers"]): draw.choice(junk)} if draw.random() < 0.05 else {}
            )
        if isinstance(value, list):
            return [mutate(cell) for cell in value for _ in range(draw.choice([1, 1, 1, 1, 1, 2, 0]))]
        return value

    for index in range(examples(120)):
        files = {name: mutate(content) for name, content in FILES.items()}
        folder = written(tmp_path / f"vaa-{index}", files)
        try:
            case = zopa.load(folder, quiet=True)
        except DossierError:
            continue
        answers = files["candidates-answers.json"]
        cells = json.dumps(answers, ensure_ascii=False).count('"answer"')
        read = case.tables["positions"]["support"].fillna(1).sum() if len(case.tables["positions"]) else 0
        assert read + len(case.set_aside) >= cells, index


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 100_000, "[" + "9" * 6_000 + "]", "{", "", "\x00"])
def test_what_is_no_json_is_refused_by_name(tmp_path, content):
    folder = written(tmp_path / "vaa", FILES | {"questions.json": content})
    with pytest.raises(DossierError, match="questions.json"):
        zopa.load(folder, quiet=True)
