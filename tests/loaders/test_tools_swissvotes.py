"""Recommendations before popular votes, in the columns and codes of Swissvotes."""

from __future__ import annotations

import zopa
from zopa.loaders import read
from zopa.loaders.tools.registry import recognised

VOTES = """\
anr;datum;titel_kurz_d;titel_kurz_e;rechtsform;annahme;br-pos;p-fdp;p-sps;p-gps;p-eco;p-vsa;pdev-fdp_ZH;p-others_yes;nr-wahl;bet
663;18.06.2023;Klimagesetz;Climate Act;2;1;1;1;1;66;2;9999;2;Pro Velo, WWF;2019;42,5
664;08.02.2026;Stichfrage;;5;.;8;8;9;5;.;9999;;;2023;
665;08.02.2026;Rente;;3;0;2;3;4;1;7;9999;;;2023;
"""


def test_recommendations_are_positions_on_the_day_of_the_vote(tmp_path):
    path = tmp_path / "swissvotes_dataset.csv"
    path.write_text(VOTES, encoding="utf-8-sig")
    assert recognised(path) == "swissvotes"
    case = zopa.load(path, quiet=True)
    assert case.tables["issues"]["name"].tolist() == ["Climate Act (663)", "Stichfrage (664)", "Rente (665)"]
    assert "p-others_yes: Pro Velo, WWF" in case.tables["issues"]["note"].iloc[0]
    rows = case.tables["positions"].astype(object).fillna("")
    names = dict(case.tables["parties"][["id", "name"]].values.tolist())
    paroles = {
        (names[row.party], row.issue): (row.stance, row.option, row.start, row.note) for row in rows.itertuples()
    }
    day = "2023-06-18"
    assert {party: parole for (party, issue), parole in paroles.items() if issue == "vote-663"} == {
        "Federal Council": ("demands", "yes", day, ""),
        "FDP": ("demands", "yes", day, ""),
        "SPS": ("demands", "yes", day, ""),
        "GPS": ("abstains", "", day, "Neutral"),
        "ECO": ("demands", "no", day, ""),
        "FDP ZH": ("demands", "no", day, ""),
    }
    assert paroles["FDP", "vote-664"][:2] == ("demands", "counter-proposal")
    assert paroles["SPS", "vote-664"][:2] == ("demands", "initiative")
    assert paroles["GPS", "vote-664"] == ("abstains", "", "2026-02-08", "It left the vote free.")
    assert paroles["ECO", "vote-664"][0] == "no answer"
    assert paroles["FDP", "vote-665"][3] == "It decided to recommend nothing."
    assert paroles["SPS", "vote-665"][3] == "It recommended an empty ballot."
    assert ("ECO", "vote-665") not in paroles, "the codebook has no code 7"
    assert case.tables["parties"].set_index("name").loc["FDP ZH", "part_of"] == "fdp"
    clashes = case.clashes()
    assert {"fdp", "eco"} in [{row.party_a, row.party_b} for row in clashes.itertuples()]


def test_what_is_no_recommendation_is_set_aside_with_its_reason(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text(VOTES, encoding="utf-8")
    reading = read(path)
    assert reading.brought is not None
    aside = [(row.row, row.content, row.why) for row in reading.brought.set_aside]
    assert (2, "p-vsa", "There was no such organisation then (9999).") in aside
    assert (4, "p-eco: 7", "The codebook has no such code.") in aside
    assert (2, "nr-wahl: 2019", "It is about the vote, and no recommendation.") in aside
    assert "has no code 7" in " ".join(reading.findings["message"])
