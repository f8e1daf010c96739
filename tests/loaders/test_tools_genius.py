"""Utility spaces of negotiation platforms: what a package is worth comes out of the tables of a case as it is in the files."""

from __future__ import annotations

import json
import random
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import examples

import zopa
from zopa.loaders.findings import DossierError
from zopa.loaders.tools.registry import recognised

DOMAIN = """<?xml version="1.0" encoding="UTF-8"?>
<negotiation_template><utility_space number_of_issues="3">
  <objective description="" etype="objective" index="0" name="root" type="objective">
    <issue etype="discrete" index="1" name="Camera" type="discrete" vtype="discrete">
      <item index="1" value="Reflex" description="with a mirror" cost="900"/><item index="2" value="Compact"/></issue>
    <issue etype="discrete" index="2" name="Bag" type="discrete" vtype="discrete">
      <item index="1" value="Leather"/><item index="2" value="Cloth"/><item index="3" value="none"/></issue>
    <issue etype="integer" index="3" name="Price" type="integer" vtype="integer" lowerbound="100" upperbound="300"/>
  </objective></utility_space></negotiation_template>
"""
SPACE = """<utility_space number_of_issues="3" type="any">
  <objective index="0" name="any" type="objective">
    <weight index="1" value="{camera}"></weight><weight index="2" value="0.2"/><weight index="3" value="{price}"/>
    <issue index="1" name="Camera" type="discrete" vtype="discrete">
      <item index="1" value="Reflex" evaluation="{reflex}"/><item index="2" value="Compact" evaluation="4"/></issue>
    <issue index="2" name="Bag" type="discrete" vtype="discrete"><item index="1" value="Leather" evaluation="2"/>
      <item index="2" value="Cloth" evaluation="1"/><item index="3" value="none" evaluation="0"/></issue>
    <issue index="3" name="Price" type="integer" lowerbound="100" upperbound="300">
      <evaluator ftype="linear" offset="{offset}" slope="{slope}"/></issue>
  </objective><discount_factor value="0.9"/><reservation value="{reservation}"/></utility_space>
"""
BUYER = {"camera": "0.5", "price": "0.3", "reflex": "5", "offset": "1.0", "slope": "-0.005", "reservation": "0.35"}
SELLER = {"camera": "0.1", "price": "0.7", "reflex": "2", "offset": "0.2", "slope": "0.004", "reservation": "0.44"}


def shop(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "shop.xml").write_text(DOMAIN, encoding="utf-8")
    (folder / "shop_buyer_utility.xml").write_text(SPACE.format(**BUYER), encoding="utf-8")
    (folder / "shop_seller_utility.xml").write_text(SPACE.format(**SELLER), encoding="utf-8")
    return folder


def utility(case: zopa.Case, party: str, package: dict[str, Any]) -> float:
    """What a package is worth to a party, as a share of the most that it can get, from the tables of the case alone."""
    tables = case.tables
    kinds = tables["issues"].set_index("id")
    total = most = 0.0
    for weight in tables["saliences"].query("party == @party").itertuples():
        most += weight.salience
        rows = tables["positions"].query("party == @party and issue == @weight.issue")
        if kinds.loc[weight.issue, "kind"] == "number":
            ideal = rows["ideal"].iloc[0]
            ends = kinds.loc[weight.issue, ["scale_low", "scale_high"]]
            share = 1 - abs(package[weight.issue] - ideal) / max(abs(end - ideal) for end in ends)
        else:
            share = rows.set_index("option").loc[package[weight.issue], "satisfaction"]
        total += weight.salience * share
    return total / most


def test_a_domain_and_its_utility_spaces_are_issues_and_parties(tmp_path):
    folder = shop(tmp_path / "shop")
    case = zopa.load(folder, quiet=True)
    assert case.title == "shop"
    assert case.tables["parties"]["name"].tolist() == ["buyer", "seller"]
    issues = case.tables["issues"].set_index("name")
    assert issues["kind"].tolist() == ["choice", "choice", "number"]
    assert issues.loc["Price", ["scale_low", "scale_high"]].tolist() == [100, 300]
    options = case.tables["options"]
    assert options["name"].tolist() == ["Reflex", "Compact", "Leather", "Cloth", "none"]
    assert options["meaning"].iloc[0] == "with a mirror; cost 900"
    # Evaluations count as shares of the best one of their issue.
    positions = case.tables["positions"].set_index(["party", "option"])["satisfaction"]
    assert positions["buyer", "compact"] == 0.8
    assert positions["seller", "reflex"] == 0.5
    assert "discount factor: 0.9" in case.tables["parties"]["note"].iloc[0]
    assert len(case.set_aside) == 0
    for name in ("shop.xml", "shop_buyer_utility.xml"):
        assert zopa.load(folder / name, quiet=True).tables["positions"].equals(case.tables["positions"])


def test_packages_are_worth_in_the_case_what_they_are_worth_on_the_platform(tmp_path):
    case = zopa.load(shop(tmp_path / "shop"), quiet=True)
    walk_away = case.tables["parties"].set_index("id")["walk_away"]
    bags = {"leather": 1.0, "cloth": 0.5, "none": 0.0}
    cameras = {"buyer": {"reflex": 1.0, "compact": 0.8}, "seller": {"reflex": 0.5, "compact": 1.0}}
    for party, cells in (("buyer", BUYER), ("seller", SELLER)):
        numbers = {name: float(cell) for name, cell in cells.items()}
        for camera, bag, price in product(("reflex", "compact"), bags, (100, 180, 300)):
            line = numbers["offset"] + numbers["slope"] * (price - 100)
            worth = numbers["camera"] * cameras[party][camera] + 0.2 * bags[bag] + numbers["price"] * line
            share = utility(case, party, {"camera": camera, "bag": bag, "price": price})
            # The seller gets 0.14 of utility at the worst price: that is counted as nothing, of both sides of the comparison.
            least = numbers["price"] * min(numbers["offset"], numbers["offset"] + 200 * numbers["slope"])
            assert share == pytest.approx((worth - least) / (1 - least))
            assert (share >= walk_away[party] - 1e-9) == (worth >= numbers["reservation"] - 1e-9)


def test_profiles_of_geniusweb_with_a_package_as_good_as_no_agreement(tmp_path):
    domain = {
        "name": "jobs",
        "issuesValues": {"car": {"values": ["yes", "no"]}, "pay": {"range": ["1000", "3000", "100"]}},
    }
    space = {
        "issueUtilities": {
            "car": {"DiscreteValueSetUtilities": {"valueUtilities": {"no": 0, "yes": 1}}},
            "pay": {
                "NumberValueSetUtilities": {"lowValue": 1000, "lowUtility": 0.4, "highValue": 3000, "highUtility": 0.9}
            },
        },
        "issueWeights": {"car": 0.25, "pay": 0.75},
        "domain": domain,
        "name": "Worker",
        "reservationBid": {"issuevalues": {"car": "no", "pay": 2000}},
    }
    firm = json.loads(json.dumps(space)) | {"name": "Firm", "reservationBid": None}
    for name, content in (
        ("jobs", domain),
        ("jobs1", {"LinearAdditiveUtilitySpace": space}),
        ("jobs2", {"LinearAdditive": firm}),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    case = zopa.load(tmp_path / "jobs1.json", quiet=True)
    parties = case.tables["parties"].set_index("name")
    assert parties.index.tolist() == ["Worker", "Firm"]
    # The package is worth 0.75 times 0.65, of which 0.3 are had at the least pay.
    assert parties.loc["Worker", "walk_away"] == pytest.approx((0.4875 - 0.3) / 0.625)
    assert pd.isna(parties.loc["Firm", "walk_away"])
    assert "as good as no agreement: car no and pay 2000" in parties.loc["Worker", "note"]
    assert case.tables["positions"]["ideal"].dropna().tolist() == [3000, 3000]


def test_forms_of_utility_that_are_no_straight_lines_are_told(tmp_path):
    folder = shop(tmp_path / "shop")
    path = folder / "shop_buyer_utility.xml"
    text = path.read_text(encoding="utf-8")
    line = '<evaluator ftype="linear" offset="1.0" slope="-0.005"/>'
    triangle = '<evaluator ftype="triangular" parameter0="100" parameter1="300" parameter2="150"/>'
    path.write_text(text.replace(line, triangle), encoding="utf-8")
    case = zopa.load(folder, quiet=True)
    assert case.tables["positions"].query("party == 'buyer'")["ideal"].dropna().tolist() == [150]
    assert case.set_aside["why"].tolist() == ["The utility falls to 0 at both ends; only the best value is kept."]
    path.write_text(
        text.replace("</objective>", "<ufun type='PlainUfun'><hyperRectangle/></ufun></objective>"), encoding="utf-8"
    )
    case = zopa.load(folder, quiet=True)
    assert case.tables["parties"]["name"].tolist() == ["seller"]
    assert case.set_aside["why"].tolist() == ["The utility is no sum over the issues."]


def test_a_folder_with_two_domains_asks_for_a_file_and_one_without_parties_is_refused(tmp_path):
    folder = shop(tmp_path / "shop")
    (folder / "other.xml").write_text(DOMAIN.replace("Camera", "Lens"), encoding="utf-8")
    with pytest.raises(DossierError, match="utility spaces over 2 domains"):
        zopa.load(folder, quiet=True)
    case = zopa.load(folder / "shop.xml", quiet=True)
    assert case.set_aside["why"].tolist() == ["The file beside it is over other issues."]
    with pytest.raises(DossierError, match="No utility space is there, only other.xml"):
        zopa.load(folder / "other.xml", quiet=True)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<utility_space", f"{BOMB}<utility_space", "declares a document type or entities of its own"),
        ("<utility_space", '<!DOCTYPE x SYSTEM "file:///etc/hostname"><utility_space', "declares a document type"),
        ("</utility_space>", "", "The file is not XML"),
        ('evaluation="4"', 'evaluation="much"', "'much' is no evaluation of 'Compact'"),
        ('evaluation="4"', 'evaluation="1e999999999"', "'1e999999999' is no evaluation"),
        ('lowerbound="100"', 'lowerbound="150"', "The range of 'Price' is another one than in shop.xml"),
        ('reservation value="0.35"', 'reservation value="some"', "'some' is no number: utility without an agreement"),
        ('value="0.5"', 'value="-0.5"', "A weight is below 0"),
    ],
)
def test_bombs_and_wrong_cells_are_refused_with_their_place(tmp_path, old, new, message):
    path = shop(tmp_path / "shop") / "shop_buyer_utility.xml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DossierError, match=message):
        zopa.load(path.parent, quiet=True)


def test_changed_files_are_read_or_refused_and_never_break(tmp_path):
    draw = random.Random(5)
    pieces = [
        b"",
        b"<issue/>",
        b'"',
        b"0",
        b"-1",
        b"1e400",
        b"\xff",
        b"<!--",
        b"&amp;",
        b"index='1'",
        b"</objective>",
        b"name=''",
    ]
    for index in range(examples(60)):
        folder = shop(tmp_path / f"shop-{index}")
        for _ in range(draw.randint(1, 3)):
            path = draw.choice(sorted(folder.iterdir()))
            text = path.read_bytes()
            at = draw.randrange(200, len(text))
            path.write_bytes(text[:at] + draw.choice(pieces) + text[at + draw.randint(0, 20) :])
        assert recognised(folder) == "genius"
        try:
            case = zopa.load(folder, quiet=True)
        except DossierError:
            continue
        else:
            assert len(case.tables["parties"]) + len(case.set_aside) >= 2
