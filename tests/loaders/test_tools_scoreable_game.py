"""Scoreable games: score sheets add up in the tables of a case as they do in the game."""

from __future__ import annotations

import math
import random
from itertools import product
from pathlib import Path

import pytest
from effort import examples

import zopa
from zopa.graph.decision import decision, outcome, read_rule
from zopa.loaders.findings import DossierError
from zopa.loaders.tools.registry import recognised

#: Scores of the harbour game by party, issue by issue, and the minimum: with six parties, and with seven and six issues.
SIX = {
    "Mayor,mayor,player": ([[14, 8, 0], [12, 8, 0], [24, 18, 12, 0], [40, 30, 23, 0], [0, 2, 4, 7, 10]], 30),
    "Other cities,cities,player": ([[0, 4, 10], [0, 0, 0], [12, 8, 6, 0], [0, 8, 13, 18], [60, 45, 30, 15, 0]], 31),
    "Union,union,player": ([[15, 20, 0], [0, 0, 0], [42, 35, 25, 0], [30, 20, 10, 0], [2, 4, 6, 8, 0]], 50),
    "Company,company,p1": ([[14, 8, 0], [11, 7, 0], [0, 5, 10, 17], [35, 29, 20, 0], [0, 5, 10, 15, 23]], 55),
    "Department,department,p2": ([[0, 11, 5], [0, 20, 25], [0, 2, 4, 9], [10, 26, 40, 0], [4, 8, 15, 12, 0]], 65),
    "League,league,player": ([[0, 22, 45], [0, 25, 55], [0] * 4, [0] * 4, [0] * 5], 55),
}
SEVEN = {
    "Mayor,mayor,player": (
        [[12, 7, 0], [10, 6, 0], [19, 14, 7, 0], [36, 23, 15, 0], [0, 2, 4, 5, 8], [7, 10, 15, 0]],
        41,
    ),
    "Other cities,cities,player": (
        [[0, 4, 10], [0, 0, 0], [12, 8, 6, 0], [0, 8, 13, 18], [50, 40, 30, 15, 0], [5, 10, 8, 0]],
        34,
    ),
    "Union,union,player": (
        [[12, 18, 0], [0, 0, 0], [40, 35, 25, 0], [28, 17, 8, 0], [2, 4, 6, 8, 0], [2, 3, 6, 0]],
        48,
    ),
    "Company,company,p1": (
        [[11, 7, 0], [9, 5, 0], [0, 5, 8, 14], [30, 22, 18, 0], [0, 5, 10, 15, 20], [0, 2, 8, 16]],
        54,
    ),
    "Department,department,p2": (
        [[0, 9, 5], [0, 10, 18], [0, 2, 4, 7], [10, 17, 28, 0], [4, 8, 12, 10, 0], [26, 15, 8, 0]],
        56,
    ),
    "League,league,player": ([[0, 17, 30], [0, 20, 45], [0] * 4, [0] * 4, [0] * 5, [25, 14, 8, 0]], 55),
    "Heritage,heritage,player": ([[0, 15, 25], [0, 12, 18], [0] * 4, [17, 12, 8, 0], [0] * 5, [40, 30, 15, 0]], 50),
}


def game(folder: Path, players: dict[str, tuple[list[list[int]], int]]) -> Path:
    """A game as its files: a blank behind a number here and there, and no line break at the end."""
    (folder / "scores_files").mkdir(parents=True)
    lines = [f"{player},greedy,model-1" for player in players]
    (folder / "config.txt").write_text("\n".join(lines), encoding="utf-8")
    for player, (issues, minimum) in players.items():
        rows = [", ".join(map(str, scores)) for scores in issues]
        sheet = "\n".join([*rows[:-1], f"{rows[-1]} ", str(minimum)])
        (folder / "scores_files" / f"{player.split(',')[1]}.txt").write_text(sheet, encoding="utf-8")
    return folder


def passes(case: zopa.Case) -> list[set[str]]:
    """For each package of a case the parties that reach their minimum in it, from its tables alone."""
    tables = case.tables
    weights = {(row.party, row.issue): row.salience for row in tables["saliences"].itertuples()}
    worth = {}
    for row in tables["positions"].itertuples():
        for option in row.option.split("|"):
            satisfaction = 0.0 if math.isnan(row.satisfaction) else row.satisfaction
            worth[row.party, row.issue, option] = weights[row.party, row.issue] * satisfaction
    options = tables["options"].groupby("issue", sort=False)["option"].apply(list)
    parties = tables["parties"].set_index("id")
    most = {party: sum(weights[party, issue] for issue in options.index) for party in parties.index}
    packages = []
    for package in product(*options):
        total = {
            party: sum(worth[party, issue, option] for issue, option in zip(options.index, package, strict=True))
            for party in parties.index
        }
        packages.append(
            {party for party in parties.index if total[party] >= parties["walk_away"][party] * most[party] - 1e-9}
        )
    return packages


@pytest.mark.parametrize(("players", "count", "most_agree", "all_agree"), [(SIX, 720, 55, 12), (SEVEN, 2880, 204, 52)])
def test_as_many_packages_pass_as_were_published(tmp_path, players, count, most_agree, all_agree):
    case = zopa.load(game(tmp_path / "harbour", players), quiet=True)
    packages = passes(case)
    assert len(packages) == count
    vetoes = set(case.tables["parties"].loc[case.tables["parties"]["note"].str.contains("nothing is decided"), "id"])
    assert vetoes == {"company", "department"}
    assert sum(len(package) == len(players) for package in packages) == all_agree
    assert sum(len(package) >= len(players) - 1 and vetoes <= package for package in packages) == most_agree
    ids = case.tables["parties"]["id"].tolist()
    taken = decision(read_rule(f"at least {len(ids) - 1}"), [True] * len(ids), None, mask(ids, vetoes))
    verdicts = [outcome(taken, mask(ids, package), 0, mask(ids, set(ids) - package)) for package in packages]
    assert verdicts.count("passes") == most_agree


def mask(ids: list[str], chosen: set[str]) -> int:
    return sum(1 << bit for bit, party in enumerate(ids) if party in chosen)


def test_scores_are_saliences_and_satisfactions_and_a_minimum_is_a_share_of_the_most(tmp_path):
    folder = game(tmp_path / "harbour", SIX)
    case = zopa.load(folder, quiet=True)
    assert case.title == "Scoreable game 'harbour'"
    assert case.tables["issues"]["id"].tolist() == ["A", "B", "C", "D", "E"]
    assert case.tables["options"]["option"].tolist()[:4] == ["A1", "A2", "A3", "B1"]
    parties = case.tables["parties"].set_index("name")
    assert parties.loc["Department", "walk_away"] == 0.65
    assert parties.loc["Department", "note"].startswith("minimum 65 of 100 points; role in the game: p2")
    saliences = case.tables["saliences"].query("party == 'league'")["salience"].tolist()
    assert saliences == [45, 55, 0, 0, 0]
    mayor = case.tables["positions"].query("party == 'mayor' and issue == 'C'")
    assert mayor[["option", "satisfaction"]].values.tolist() == [["C1", 1.0], ["C2", 0.75], ["C3", 0.5], ["C4", 0.0]]
    # An issue that brings a party nothing is one on which it takes everything.
    indifferent = case.tables["positions"].query("party == 'league' and issue == 'C'")
    assert indifferent["option"].tolist() == ["C1|C2|C3|C4"]
    for file in ("config.txt", "scores_files/mayor.txt"):
        assert zopa.load(folder / file, quiet=True).tables["parties"]["id"].tolist() == parties["id"].tolist()
    assert len(case.set_aside) == 0


def test_instructions_give_names_and_are_set_aside_with_sheets_of_nobody(tmp_path):
    folder = game(tmp_path / "harbour", SIX)
    text = 'The harbour.\n\nIssue A: "Buildings"\nWhere to build.\nA1 "on water": freely.\nA2 "mixed"\nIssue D: "Loan"\nD1: $3 billion. \n'
    (folder / "global_instructions.txt").write_text(text, encoding="utf-8")
    (folder / "scores_files" / "old.txt").write_text("1, 2\n1", encoding="utf-8")
    (folder / "individual_instructions").mkdir()
    case = zopa.load(folder, quiet=True)
    assert case.tables["issues"]["name"].tolist() == ["Buildings", "Issue B", "Issue C", "Loan", "Issue E"]
    names = case.tables["options"].set_index("option")["name"]
    assert names[["A1", "A2", "A3", "D1"]].tolist() == ["A1: on water", "A2: mixed", "A3", "D1: $3 billion"]
    assert case.tables["options"].set_index("option").loc["A1", "meaning"] == "freely."
    assert set(case.set_aside["file"]) == {"global_instructions.txt", "scores_files/old.txt", "individual_instructions"}


def test_scores_below_nothing_and_a_minimum_out_of_reach(tmp_path):
    players = {"A,a,player": ([[-5, 5], [0, 10]], 5), "B,b,player": ([[3, 0], [1, 1]], 9)}
    with pytest.warns(zopa.DossierWarning, match="The minimum of 'B' is 9, and it can get 4 at most"):
        case = zopa.load(game(tmp_path / "small", players))
    # Counted from its worst, party A gets 0 to 20 points, and its minimum of 5 is 10 of these.
    parties = case.tables["parties"].set_index("id")
    assert parties.loc["a", "walk_away"] == 0.5
    assert math.isnan(parties.loc["b", "walk_away"])
    saliences = case.tables["saliences"].set_index(["party", "issue"])["salience"]
    assert saliences["a"].tolist() == [10, 10]
    assert {frozenset(package) for package in passes(case)} == {frozenset(), frozenset({"a"})}


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("scores_files/mayor.txt", "14, 8, x\n1, 2\n30", "mayor.txt:1:score 3: 'x' is no score"),
        ("scores_files/mayor.txt", "14, , 8\n1, 2\n30", "mayor.txt:1:score 2: '' is no score"),
        ("scores_files/mayor.txt", "14, 1e999999999\n30", "mayor.txt:1:score 2: '1e999999999' is no score"),
        ("scores_files/mayor.txt", "14, 8, 0\n12, 8, 0", "The last line is not one number, the minimum"),
        (
            "scores_files/mayor.txt",
            "14, 8\n30",
            "has \\[3, 3, 4, 4, 5\\] options, issue by issue, and 'mayor' has \\[2\\]",
        ),
        ("scores_files/mayor.txt", "", "The sheet has no issue and minimum"),
        ("config.txt", "Mayor,../secret,player", "There is no score sheet '../secret'"),
        ("config.txt", "Mayor,mayor\nChief,mayor", "config.txt:2:file: Two parties have the score sheet 'mayor'"),
        ("config.txt", "Mayor", "config.txt:1: The line has no name and file of a party"),
        ("config.txt", "", "The list of parties is empty"),
    ],
)
def test_what_does_not_add_up_is_refused_with_its_place(tmp_path, file, content, message):
    folder = game(tmp_path / "harbour", SIX)
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(DossierError, match=message):
        zopa.load(folder, quiet=True)


def test_changed_files_are_read_or_refused_and_never_break(tmp_path):
    draw = random.Random(7)
    for index in range(examples(60)):
        folder = game(tmp_path / f"game-{index}", SIX)
        for _ in range(draw.randint(1, 4)):
            path = draw.choice([folder / "config.txt", *sorted((folder / "scores_files").iterdir())])
            text = path.read_bytes()
            at = draw.randrange(len(text) + 1)
            junk = draw.choice(
                [b"", b",", b"\n", b"\x00", b"-", b"1e5", b"\xff", b'"', b",,,", "é".encode(), b"9" * 50]
            )
            path.write_bytes(text[:at] + junk + text[at + draw.randint(0, 3) :])
        assert recognised(folder) == "scoreable-game"
        try:
            case = zopa.load(folder, quiet=True)
        except DossierError:
            continue
        else:
            assert len(case.tables["parties"]) == 6
