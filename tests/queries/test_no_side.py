"""Stances that take no side (abstains, mixed, no answer), and acts that count on their day only."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from reference.dossiers import NO_SIDE, dossiers, graph

import zopa


def case(*rows: dict[str, Any], **more: Any) -> zopa.PositionGraph:
    return zopa.load({"positions": pd.DataFrame([{"issue": "seat", **row} for row in rows]), **more}, quiet=True)


def votes(stance: str, option: str = "") -> zopa.PositionGraph:
    """A demands Oslo, B says what is asked for, C accepts Oslo."""
    return case(
        {"party": "A", "stance": "demands", "option": "Oslo", "firmness": "red line"},
        {"party": "B", "stance": stance, "option": option},
        {"party": "C", "stance": "accepts", "option": "Oslo"},
    )


TOLD = {"abstains": "B abstains", "mixed": "B takes a mixed stance", "no answer": "B gave no answer"}


@pytest.mark.parametrize("option", ["", "Oslo", "Geneva"])
@pytest.mark.parametrize("stance", NO_SIDE)
def test_it_accepts_nothing_and_rules_out_nothing(stance: str, option: str) -> None:
    dossier = votes(stance, option)
    told = TOLD[stance] + (f" on '{option}'" if option else "")
    assert dossier.clashes().empty
    assert dossier.overlaps()["parties"].tolist() == ["A|C"]
    assert dossier.overlap_pairs()[["party_a", "party_b"]].to_numpy().tolist() == [["A", "C"]]
    (zone,) = dossier.zones().to_dict("records")
    assert (zone["status"], zone["certain"], zone["parties"], zone["unknown"]) == ("open", True, "A|B|C", "B")
    assert zone["why"].endswith(f"No part of it is accepted by all. {told}.")
    verdict = dossier.check_deal({"seat": "Oslo"}).set_index("party")
    assert verdict["verdict"].to_dict() == {"A": "meets", "B": "unknown", "C": "meets"}
    assert verdict.at["B", "why"] == f"On seat, the package has 'Oslo': B takes no side there ({told})."
    assert (verdict.at["B", "low"], verdict.at["B", "high"]) == (0, 1)
    history = dossier.history(parties="B")
    assert history[["accepts", "rules_out", "firmness", "no_side"]].to_numpy().tolist() == [["", "", "", stance]]
    assert history["why"].tolist() == [f"On seat, {told}."]


def test_a_party_without_a_position_is_told_apart_from_one_that_abstained() -> None:
    parties = pd.DataFrame({"id": ["A", "B", "C", "D"]})
    dossier = case(
        {"party": "A", "stance": "demands", "option": "Oslo"}, {"party": "B", "stance": "abstains"}, parties=parties
    )
    (zone,) = dossier.zones(["A", "B", "D"]).to_dict("records")
    assert zone["unknown"] == "B|D"
    assert zone["why"].endswith("Nothing is known of D there. B abstains.")


def test_what_a_party_says_elsewhere_stays() -> None:
    dossier = case(
        {"party": "A", "stance": "demands", "option": "Oslo"},
        {"party": "B", "stance": "demands", "option": "Oslo"},
        {"party": "B", "stance": "abstains", "option": "Geneva"},
    )
    (zone,) = dossier.zones().to_dict("records")
    assert (zone["status"], zone["unknown"]) == ("agreed", "")
    assert dossier.history(parties="B")["why"].tolist() == ["On seat, B demands 'Oslo' and abstains on 'Geneva'."]


@pytest.mark.parametrize("before", ["demands", "rejects", "accepts"])
@pytest.mark.parametrize("stance", NO_SIDE)
def test_going_to_no_side_is_a_change_and_coming_back_too(before: str, stance: str) -> None:
    dossier = case(
        {"party": "B", "stance": before, "option": "Oslo", "start": "2020", "end": "2020"},
        {"party": "B", "stance": stance, "start": "2021", "end": "2021"},
        {"party": "B", "stance": "rejects", "option": "Oslo", "start": "2022"},
        {"party": "A", "stance": "accepts", "option": "Geneva"},
    )
    shifts = dossier.shifts(parties="B")
    assert shifts[["date", "kind"]].to_numpy().tolist() == [["2021-01-01", "change"], ["2022-01-01", "change"]]
    assert shifts["why"].iat[0] == f"On seat until 2020, B {before} 'Oslo'; since 2021, {TOLD[stance]}: a change."


def test_places_are_shown() -> None:
    dossier = case(
        {"party": "A", "stance": "demands", "option": "joint", "regions": "north"},
        {"party": "B", "stance": "abstains", "option": "joint", "regions": "north"},
        {"party": "B", "stance": "no answer", "regions": "south"},
    )
    rows = dossier.territory(parties="B")
    assert rows[["region", "accepts", "rules_out", "no_side"]].to_numpy().tolist() == [
        ["north", "", "", "abstains"],
        ["south", "", "", "no answer"],
    ]
    assert zopa.queries.territory_matrix(dossier).loc["north", "B"] == "abstains"


def test_they_are_counted() -> None:
    dossier = case(
        {"party": "A", "stance": "demands", "option": "Oslo", "firmness": "aim"},
        {"party": "B", "stance": "abstains"},
        {"party": "C", "stance": "abstains"},
        {"party": "D", "stance": "mixed"},
    )
    assert "3 positions take no side: 2 abstain and 1 is mixed." in str(dossier.summary())


@pytest.mark.parametrize("stance", NO_SIDE)
def test_on_a_number_issue_nothing_need_be_named(stance: str) -> None:
    dossier = case(
        {"party": "A", "stance": "demands", "low": 10, "high": 20},
        {"party": "B", "stance": stance, "low": None},
        {"party": "C", "stance": stance, "low": 30.0},
        {"party": "D", "stance": "demands", "high": 15},
    )
    (zone,) = dossier.zones(level="aim").to_dict("records")
    assert (zone["status"], zone["settlements"], zone["unknown"]) == ("open", "10 to 15", "B|C")
    assert dossier.overlaps()["parties"].tolist() == ["A|D"]
    assert dossier.history(parties="C")["why"].tolist() == [f"On seat, C{TOLD[stance][1:]} on at least 30."]
    assert dossier.deals()["package"].tolist()


@settings(max_examples=examples(40), deadline=None)
@given(dossiers(), st.data())
def test_more_of_them_change_nothing_that_is_certain(rows: dict[str, Any], data: st.DataObject) -> None:
    """No clash, no common ground and no opening comes or goes with abstentions on options that are there."""
    more = []
    for index in range(3):
        issue = data.draw(st.sampled_from(rows["issues"]))
        options = [row["option"] for row in rows["options"] if row["issue"] == issue["id"]]
        more.append(
            {
                "id": f"y{index}",
                "party": data.draw(st.sampled_from(rows["parties"]))["id"],
                "issue": issue["id"],
                "stance": data.draw(st.sampled_from(NO_SIDE)),
                "option": data.draw(st.sampled_from([None, *options])),
                "firmness": data.draw(st.sampled_from([None, "red line"])),
                "contested": data.draw(st.sampled_from([None, "yes"])),
            }
        )
    fewer, with_more = graph(**rows), graph(**{**rows, "positions": rows["positions"] + more})
    for name in ("clashes", "overlap_pairs", "contradictions"):
        left, right = (getattr(one, name)(as_of="2021").drop(columns="why") for one in (fewer, with_more))
        pd.testing.assert_frame_equal(left, right)
    parties = [row["id"] for row in rows["parties"]]
    zones = [one.zones(parties, as_of="2021") for one in (fewer, with_more)]
    kept = ["issue", "regions", "status", "certain", "settlements", "closed_by"]
    told = [set(frame[kept].itertuples(index=False, name=None)) for frame in zones]
    assert told[0] <= told[1]


def test_they_are_asked_for_and_told() -> None:
    dossier = case(
        {"id": "x", "party": "Ada", "stance": "demands", "option": "Oslo", "firmness": "red line"},
        {"id": "y", "party": "Bea", "stance": "abstains"},
        {"id": "z", "party": "Cid", "stance": "mixed", "option": "Oslo"},
    )
    assert str(dossier.ask("Who abstained on the seat?")) == "On seat, Bea abstains. [y]"
    assert str(dossier.ask("Who is mixed on the seat?")) == "On seat, Cid takes a mixed stance on 'Oslo'. [z]"
    assert str(dossier.ask("Where are red lines?")).startswith("On seat, Ada demands")
    assert "Bea abstains" in str(dossier.ask("What about Oslo?"))


def test_the_walk_away_value_is_kept_and_told() -> None:
    parties = pd.DataFrame({"id": ["ada", "bea"], "name": ["Ada", "Bea"], "walk_away": ["0.4", ""]})
    dossier = case(
        {"party": "ada", "stance": "demands", "option": "Oslo"}, {"party": "bea", "stance": "abstains"}, parties=parties
    )
    assert dossier.tables["parties"]["walk_away"].iat[0] == 0.4
    told = "Ada prefers no agreement to one that gives it less than 0.4 of the most that it could get."
    assert told in str(dossier.ask("What does Ada want?"))
    assert "prefers no agreement" not in str(dossier.ask("What does Bea want?"))


# ------------------------------------------------------------------------------------------------ acts


@pytest.mark.parametrize(
    ("start", "last", "after"),
    [("2020", "2020-12-31", "2021"), ("2020-02", "2020-02-29", "2020-03"), ("2020-02-03", "2020-02-03", "2020-02-04")],
)
def test_an_act_counts_on_its_day_only(start: str, last: str, after: str) -> None:
    dossier = case(
        {"party": "A", "stance": "rejects", "option": "Oslo", "start": start, "once": "yes"},
        {"party": "B", "stance": "demands", "option": "Oslo"},
    )
    history = dossier.history(parties="A")
    assert history["end"].tolist() == [last]
    assert len(dossier.clashes(as_of=start)) == 1
    assert dossier.clashes(as_of=after).empty
    when = f"{'in' if len(start) < 10 else 'on'} {start}"
    assert dossier.clashes(as_of=start)["why"].iat[0].startswith(f"On seat {when}, ")


def test_an_act_that_is_replaced_or_ended_earlier_ends_there() -> None:
    dossier = case(
        {
            "id": "x",
            "party": "A",
            "stance": "rejects",
            "option": "Oslo",
            "start": "2020",
            "end": "2020-05",
            "once": "yes",
        }
    )
    assert dossier.history()["end"].tolist() == ["2020-05-31"]


def test_acts_follow_one_another() -> None:
    dossier = case(
        {"party": "A", "stance": "demands", "option": "Oslo", "start": "2020-03-01", "once": "yes"},
        {"party": "A", "stance": "abstains", "option": "Oslo", "start": "2021-03-01", "once": "yes"},
    )
    assert dossier.shifts()["kind"].tolist() == ["change"]
    assert dossier.history()["why"].tolist() == [
        "On seat on 2020-03-01, A demands 'Oslo'.",
        "On seat on 2021-03-01, A abstains on 'Oslo'.",
    ]


def test_how_satisfied_somebody_is_who_takes_no_side_can_turn_on_a_condition() -> None:
    dossier = case(
        {"id": "yes", "party": "A", "stance": "demands", "option": "Oslo"},
        {"id": "perhaps", "party": "A", "stance": "abstains", "option": "Oslo", "satisfaction": 0.25},
        {"id": "host", "party": "B", "issue": "host", "stance": "accepts", "option": "Norway|UN"},
        conditions=pd.DataFrame(
            {"id": ["c"], "what": ["perhaps"], "relation": ["only if"], "requires": ["host/Norway"]}
        ),
    )
    # The two issues weigh the same, and A says nothing of the second.
    worth = dossier.deals().set_index("package")["low_A"]
    assert worth[worth.index.str.contains("Oslo") & worth.index.str.contains("Norway")].tolist() == [0.25 / 2]
    assert worth[worth.index.str.contains("Oslo") & worth.index.str.contains("UN")].tolist() == [1 / 2]


# ------------------------------------------------------------------------------------------------ pictures


def words_in(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize(
    ("stance", "sign"),
    [("abstains", "— abstains"), ("mixed", "± takes a mixed stance"), ("no answer", "∅ gave no answer")],
)
def test_pictures_say_it_in_marks_and_words(stance: str, sign: str) -> None:
    dossier = case(
        {"party": "A", "stance": "demands", "option": "Oslo", "regions": "north", "firmness": "aim"},
        {"party": "B", "stance": stance, "regions": "south"},
        {"party": "C", "stance": "rejects", "option": "Oslo", "regions": "south"},
    )
    zones = words_in(dossier.zones(issues="seat").draw())
    assert sign in zones
    assert zones.count(sign[0]) == 2
    assert "? nothing known of the party there" not in zones
    legend = "takes no side: abstains, is mixed or gave no answer"
    for answer in (dossier.history(), dossier.territory()):
        told = words_in(answer.draw())
        assert stance in told
        assert legend in told
        assert "accepts, and rules nothing out" not in told
