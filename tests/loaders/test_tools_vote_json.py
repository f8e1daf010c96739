"""Votes of persons in JSON, as the interfaces of parliaments give them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

import zopa
from zopa.loaders.tools.registry import recognised

SEJM = {
    "date": "2023-11-13T12:30:00",
    "kind": "ELECTRONIC",
    "majorityType": "SIMPLE_MAJORITY",
    "majorityVotes": 2,
    "yes": 2,
    "no": 1,
    "sitting": 1,
    "term": 10,
    "title": "Pkt. 4 Energy law",
    "topic": "motion to reject it",
    "votingNumber": 2,
    "votes": [
        {"MP": 1, "club": "Blue", "firstName": "Ann", "lastName": "Able", "vote": "YES"},
        {"MP": 2, "club": "Blue", "firstName": "Ann", "lastName": "Bold", "vote": "YES"},
        {"MP": 3, "club": "Red", "firstName": "Cy", "secondName": "Di", "lastName": "Calm", "vote": "NO"},
        {"MP": 4, "club": "niez.", "firstName": "Ed", "lastName": "Dunn", "vote": "ABSTAIN"},
        {"MP": 5, "club": "Red", "firstName": "Flo", "lastName": "Eden", "vote": "ABSENT"},
    ],
}


def loaded(tmp_path: Path, content: Any, name: str = "votes.json") -> zopa.PositionGraph:
    path = tmp_path / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    assert recognised(path) == "votes"
    return zopa.load(path, quiet=True)


def votes_of(case: zopa.PositionGraph) -> list[list[str]]:
    """Who voted how on what: names, stances and days."""
    names = {table: dict(case.tables[table][["id", "name"]].values.tolist()) for table in ("parties", "issues")}
    return [
        [
            names["parties"][row.party],
            names["issues"][row.issue],
            row.stance,
            "" if row.start != row.start else row.start,
        ]
        for row in case.tables["positions"].itertuples()
    ]


def test_a_voting_of_the_sejm_is_read_by_member_with_its_majority(tmp_path):
    case = loaded(tmp_path, SEJM)
    motion = "Pkt. 4 Energy law: motion to reject it (10 / 1 / 2)"
    assert votes_of(case) == [
        ["Ann Able", motion, "demands", "2023-11-13"],
        ["Ann Bold", motion, "demands", "2023-11-13"],
        ["Cy Calm", motion, "rejects", "2023-11-13"],
        ["Ed Dunn", motion, "abstains", "2023-11-13"],
        ["Flo Eden", motion, "no answer", "2023-11-13"],
    ]
    parties = case.tables["parties"].astype(object).fillna("").set_index("name")
    assert parties["part_of"].to_dict() == {
        "Ann Able": "blue",
        "Ann Bold": "blue",
        "Cy Calm": "red",
        "Ed Dunn": "",
        "Flo Eden": "red",
        "Blue": "",
        "Red": "",
    }
    assert parties.loc["Cy Calm", "note"] == "MP: 3; secondName: Di"
    decision = case.tables["decisions"].iloc[0]
    assert (decision["issues"], decision["rule"]) == ("10-1-2", "at least 2")
    support = case.support(decision=decision["id"]).set_index("settlement")
    assert support.loc["yes", ["in_favour", "against", "verdict"]].tolist() == [2, 1, "passes"]


def test_votes_on_a_list_are_one_on_each_of_its_names_and_a_valid_vote_says_no_side(tmp_path):
    voting = SEJM | {
        "kind": "ON_LIST",
        "title": "Election of the Marshal",
        "topic": "",
        "votingOptions": [
            {"option": "Ann Able", "optionIndex": 1, "votes": 1},
            {"option": "Cy Calm", "optionIndex": 2, "votes": 0},
        ],
        "votes": [
            {
                "MP": 1,
                "firstName": "Ann",
                "lastName": "Able",
                "listVotes": {"1": "YES", "2": "NO"},
                "vote": "VOTE_VALID",
            },
            {"MP": 4, "firstName": "Ed", "lastName": "Dunn", "vote": "ABSENT"},
        ],
    }
    case = loaded(tmp_path, voting)
    assert [row[:3] for row in votes_of(case)] == [
        ["Ann Able", "Election of the Marshal: Ann Able (10 / 1 / 2 / 1)", "demands"],
        ["Ann Able", "Election of the Marshal: Cy Calm (10 / 1 / 2 / 2)", "rejects"],
        ["Ed Dunn", "Election of the Marshal: Ann Able (10 / 1 / 2 / 1)", "no answer"],
        ["Ed Dunn", "Election of the Marshal: Cy Calm (10 / 1 / 2 / 2)", "no answer"],
    ]
    without = voting | {"votes": [{k: v for k, v in vote.items() if k != "listVotes"} for vote in voting["votes"]]}
    bare = loaded(tmp_path, without, "bare.json")
    assert [row[2] for row in votes_of(bare)] == ["no answer"]
    assert bare.set_aside["why"].tolist() == ["A valid vote was cast, and the file does not say for what."]


def test_several_votings_in_one_file_are_an_issue_each(tmp_path):
    second = SEJM | {"votingNumber": 3, "topic": "the whole", "date": "2023-11-14T09:00:00"}
    case = loaded(tmp_path, [SEJM, second])
    assert case.tables["issues"]["id"].tolist() == ["10-1-2", "10-1-3"]
    assert len(votes_of(case)) == 10
    assert {row[3] for row in votes_of(case)} == {"2023-11-13", "2023-11-14"}


def test_ballots_of_openparliament_are_read_by_the_addresses_of_members_and_votes(tmp_path):
    ballots = {
        "objects": [
            {"ballot": ballot, "politician_url": f"/politicians/{who}/", "vote_url": "/votes/44-1/450/"}
            for ballot, who in [
                ("Yes", "ann-able"),
                ("No", "bo-bold"),
                ("Paired", "cy-calm"),
                ("Didn't vote", "di-dunn"),
            ]
        ],
        "pagination": {"offset": 0, "limit": 20, "next_url": "/votes/ballots/?offset=20"},
    }
    case = loaded(tmp_path, ballots)
    assert [row[:3] for row in votes_of(case)] == [
        ["ann-able", "44-1/450", "demands"],
        ["bo-bold", "44-1/450", "rejects"],
        ["cy-calm", "44-1/450", "no answer"],
        ["di-dunn", "44-1/450", "no answer"],
    ]
    assert "/politicians/ann-able/" in case.tables["parties"]["note"].iloc[0]
    assert case.set_aside["why"].tolist() == ["It is about the file, and about no vote."]
    assert "next_url: /votes/ballots/?offset=20" in case.set_aside["content"].iloc[0]


def _person(name: str) -> dict[str, str]:
    first, last = name.split()
    return {"first_name": first, "last_name": last}


HOW_THEY_VOTE = {
    "id": 166051,
    "timestamp": "2024-04-24T12:00:00",
    "display_title": "Platform work",
    "member_votes": [
        {
            "member": {
                "id": number,
                **_person(name),
                "country": {"code": "FRA", "label": "France"},
                "group": {"code": "SD", "label": "Socialists"},
            },
            "position": position,
        }
        for number, name, position in [(1, "Ann Able", "FOR"), (2, "Bo Bold", "AGAINST")]
    ],
}
RIKSDAG = {
    "voteringlista": {
        "votering": [
            {
                "rm": "2022/23",
                "beteckning": "AU10",
                "votering_id": "ABC-1",
                "namn": name,
                "fornamn": name.split()[0],
                "efternamn": name.split()[1],
                "parti": "S",
                "rost": word,
                "systemdatum": "2023-04-26 16:30:00",
            }
            for name, word in [("Ann Able", "Ja"), ("Bo Bold", "Nej")]
        ]
    }
}
CAMARA = {
    "dados": [
        {
            "tipoVoto": word,
            "dataRegistroVoto": "2023-07-06T20:12:01",
            "deputado_": {"id": number, "nome": name, "siglaPartido": "PL"},
        }
        for number, name, word in [(1, "Ann Able", "Sim"), (2, "Bo Bold", "Não")]
    ]
}
PROPUBLICA = {
    "status": "OK",
    "results": {
        "votes": {
            "vote": {
                "congress": 115,
                "chamber": "Senate",
                "roll_call": 17,
                "description": "A motion to waive",
                "date": "2017-01-12",
                "positions": [
                    {"member_id": name[:1], "name": name, "party": "R", "vote_position": word}
                    for name, word in [("Ann Able", "Yes"), ("Bo Bold", "No")]
                ],
            }
        }
    },
}
GOVTRACK = {
    "objects": [
        {
            "option": {"key": key, "value": word},
            "person": {"id": 4, "name": name, "firstname": name.split()[0], "lastname": name.split()[1]},
            "person_role": {"party": "Democrat"},
            "vote": {"id": 99, "question": "Impeachment", "number": 33},
        }
        for name, key, word in [("Ann Able", "+", "Guilty"), ("Bo Bold", "-", "Nay")]
    ]
}
ASSEMBLEE = {
    "scrutin": {
        "uid": "V1",
        "dateScrutin": "2022-07-11",
        "titre": "the motion of no confidence",
        "ventilationVotes": {
            "organe": {
                "groupes": {
                    "groupe": [
                        {
                            "organeRef": "PO8",
                            "vote": {
                                "positionMajoritaire": "contre",
                                "decompteNominatif": {
                                    "nonVotants": None,
                                    "pours": {"votant": {"acteurRef": "PA1"}},
                                    "contres": {"votant": [{"acteurRef": "PA2"}]},
                                    "abstentions": {"votant": [{"acteurRef": "PA3"}, {"acteurRef": "PA4"}]},
                                },
                            },
                        }
                    ]
                }
            }
        },
    }
}


@pytest.mark.parametrize(
    ("content", "issue", "day", "bloc"),
    [
        (HOW_THEY_VOTE, "Platform work (166051)", "2024-04-24", "socialists"),
        (RIKSDAG, "AU10 (ABC-1)", "2023-04-26", "s"),
        (CAMARA, "votes", "2023-07-06", "pl"),
        (PROPUBLICA, "A motion to waive (115 / Senate / 17)", "2017-01-12", "r"),
        (GOVTRACK, "Impeachment (99)", "", "democrat"),
    ],
    ids=["howtheyvote", "riksdag", "camara", "propublica", "govtrack"],
)
def test_other_interfaces_say_the_same_in_other_words(tmp_path, content, issue, day, bloc):
    case = loaded(tmp_path, content)
    assert votes_of(case) == [["Ann Able", issue, "demands", day], ["Bo Bold", issue, "rejects", day]]
    assert set(case.tables["parties"]["part_of"].dropna()) == {bloc}


def test_lists_of_who_was_for_and_against_are_votes_of_those_in_them(tmp_path):
    case = loaded(tmp_path, ASSEMBLEE)
    sides = {row[0]: row[2] for row in votes_of(case)}
    assert sides == {"PA1": "demands", "PA2": "rejects", "PA3": "abstains", "PA4": "abstains"}
    assert {row[1] for row in votes_of(case)} == {"the motion of no confidence (V1)"}
    assert "positionMajoritaire: contre" in " ".join(case.tables["parties"]["note"].dropna()) + " ".join(
        case.tables["issues"]["note"].dropna()
    )


@pytest.mark.parametrize(
    "content",
    [
        {"votes": []},
        {"votes": [{"vote": "YES"}]},
        {"votes": [{"vote": 7, "name": "Ann"}]},
        {"votes": {"yes": 3, "no": 4}},
        {"vote": {"vote": {"vote": None}}},
        [{"position": "yes"}, 3, None],
        {"members": [{"name": "Ann", "position": "chair"}]},
    ],
)
def test_other_json_is_no_list_of_votes(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert recognised(path) != "votes"


def test_one_vote_alone_is_a_vote_and_a_large_file_is_looked_at_once(tmp_path):
    case = loaded(tmp_path, {"title": "Dam", "ballot": {"name": "Ann Able", "vote": "yes"}})
    assert votes_of(case) == [["Ann Able", "Dam", "demands", ""]]
    deep: Any = {"votes": [{"name": f"Member {number}", "vote": "yes"} for number in range(2000)]}
    for level in range(200):
        deep = {"level": level, "beside": {"text": "x" * 100}, "inner": deep}
    start = time.process_time()
    assert len(votes_of(loaded(tmp_path, deep, "deep.json"))) == 2000
    assert time.process_time() - start < 20
