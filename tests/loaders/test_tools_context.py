"""Data sets of agreements and events are context: events, parties, places and figures, and never positions."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.loaders.findings import DossierError
from zopa.loaders.tools.registry import recognised
from zopa.loaders.tools.signatories import named_in
from zopa.queries.asking.saving import NO_POSITIONS

Rows = list[dict[str, Any]]

#: The header of PA-X as version 4 has it, cut to a few provisions; later versions have other columns between them.
PAX = [
    "Con",
    "Contp",
    "PP",
    "PPName",
    "Reg",
    "AgtId",
    "Ver",
    "Agt",
    "Dat",
    "Status",
    "Lgt",
    "N_characters",
    "Agtp",
    "Stage",
    "StageSub",
    "Part",
    "ThrdPart",
    "OthAgr",
    "Loc1ISO",
    "Loc2ISO",
    "Loc1GWNO",
    "Loc2GWNO",
    "UcdpCon",
    "GCh",
    "GChRhet",
    "GeWom",
    "StDef",
    "Pol",
    "PpsSt",
    "HrGen",
    "SsrDdr",
    "TjAm",
    "ImUN",
]
AGREEMENTS: Rows = [
    {
        "Con": "Afghanistan/Pakistan",
        "Contp": "Government",
        "PP": "2",
        "PPName": "Upland process",
        "Reg": "Asia and Pacific",
        "AgtId": "7",
        "Ver": "1",
        "Agt": "Accord of the Lake",
        "Dat": "2003-07-08",
        "Status": "Multiparty signed/agreed",
        "Agtp": "InterIntra",
        "Stage": "SubPar",
        "Part": "For the Government of Upland: A. Example, Minister\nB. Sample for the Lake Front",
        "ThrdPart": "Qatar; United Nations",
        "OthAgr": "Page 2:\nthe Accord of the Hill",
        "Loc1ISO": "AFG",
        "Loc2ISO": "PAK",
        "Loc1GWNO": "700",
        "Loc2GWNO": "770",
        "UcdpCon": "333",
        "GCh": "0",
        "GChRhet": "1",
        "GeWom": "3",
        "StDef": "0",
        "Pol": "",
        "PpsSt": "0",
        "HrGen": "1",
        "SsrDdr": "2",
        "TjAm": "0",
        "ImUN": "0",
    },
    {
        "Con": "Russia/Chechnya",
        "PP": "3",
        "PPName": "Other process",
        "AgtId": "8",
        "Agt": "Order",
        "Dat": "2004-01-05",
        "Status": "Unilateral document",
        "Pol": "1",
        "Stage": "Cea",
        "Loc1ISO": "RUS",
        "Loc1GWNO": "365",
        "Part": "Not signed, the text mentions those who were present at the meeting that took place on that day.",
    },
    {"AgtId": "7", "Agt": "Accord of the Lake again", "Dat": "2003-07-09", "Con": "Afghanistan"},
    {"Agt": "Without a number", "Dat": "2003", "Con": "Chad"},
]

DYADIC = [
    "dyad_id",
    "conflict_id",
    "location",
    "side_a",
    "side_a_id",
    "side_a_2nd",
    "side_b",
    "side_b_id",
    "side_b_2nd",
    "incompatibility",
    "territory_name",
    "year",
    "intensity_level",
    "type_of_conflict",
    "start_date",
    "start_prec",
    "start_date2",
    "start_prec2",
    "gwno_a",
    "gwno_a_2nd",
    "gwno_b",
    "gwno_b_2nd",
    "gwno_loc",
    "region",
    "version",
]
YEARS: Rows = [
    {
        "dyad_id": "11",
        "conflict_id": "5",
        "location": "DR Congo (Zaire)",
        "side_a": "Government of DR Congo (Zaire)",
        "side_a_id": "89",
        "side_a_2nd": "Government of Angola, Government of Chad",
        "side_b": "PLA",
        "side_b_id": "314",
        "incompatibility": "1",
        "territory_name": "Lakeland",
        "year": str(year),
        "intensity_level": "2",
        "type_of_conflict": "4",
        "start_date": f"{year}-05-20",
        "start_prec": "1",
        "gwno_a": "490",
        "gwno_a_2nd": "483, 540",
        "gwno_loc": "490",
        "region": "4",
        "version": "25.1",
    }
    for year in (1999, 1998)
] + [
    {
        "dyad_id": "12",
        "conflict_id": "6",
        "location": "Iraq, Kuwait",
        "side_a": "Government of Iraq",
        "side_a_id": "116",
        "side_b": "Government of Kuwait",
        "side_b_id": "126",
        "incompatibility": "2",
        "year": "1990",
        "intensity_level": "1",
        "type_of_conflict": "2",
        "gwno_a": "645",
        "gwno_b": "690",
        "gwno_loc": "645, 690",
        "region": "2",
        "version": "25.1",
    },
    {
        "dyad_id": "13",
        "side_a": "Government of Chad",
        "side_b": "PLA",
        "side_b_id": "161",
        "year": "19x0",
        "intensity_level": "1",
    },
]

ACCORDS = [
    "paid",
    "region",
    "gwno",
    "conflict_id",
    "conflict_name",
    "dyad_id",
    "dyad_name",
    "actor_id",
    "actor_name",
    "incompatibility",
    "pa_name",
    "year",
    "pa_date",
    "pa_comment",
    "pa_sign",
    "c_sign",
    "pa_3rd",
    "c_3rd",
    "ended",
    "duration",
    "c_duration",
    "cease",
    "ddr",
    "ref ",
    "co_impl",
    "termdur",
    "txt",
    "linktofulltextagreement",
    "pa_type",
    "version",
]
PEACE: Rows = [
    {
        "paid": "15",
        "region": "4",
        "gwno": "436",
        "conflict_id": "9",
        "conflict_name": "Niger: Government",
        "dyad_id": "3",
        "actor_id": "75, 549, 8",
        "actor_name": "Government of Niger, Junta for Democracy, Peace and Justice, OAU",
        "incompatibility": "2",
        "pa_name": "River accord",
        "year": "1999",
        "pa_date": "1999-07-03",
        "pa_comment": "Full agreement",
        "pa_sign": "A. Example\nB. Sample",
        "pa_3rd": "Sudan and Chad",
        "ended": "True",
        "duration": "2001-02-03",
        "cease": "1",
        "ddr": "0",
        "ref ": "1",
        "co_impl": "",
        "termdur": "2",
        "txt": "1",
        "pa_type": "1",
        "linktofulltextagreement": "https://example.org/a%20b.pdf",
        "version": "22.1",
    },
    {
        "paid": "16",
        "pa_name": "Hill accord",
        "pa_date": "03/04/2005",
        "actor_id": "75",
        "actor_name": "Government of Niger",
        "pa_3rd": "It was brokered by somebody who was there for a long time.",
    },
]

GED = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
DEATHS: Rows = [
    {
        "id": "#event+id",
        "side_a": "#actor+a",
        "side_b": "#actor+b",
        "date_start": "#date+start",
        "best": "#affected+killed",
    },
    {
        "id": "244657",
        "type_of_violence": "1",
        "conflict_new_id": "259",
        "conflict_name": "Iraq: Government",
        "dyad_new_id": "524",
        "dyad_name": "Government of Iraq - Example",
        "side_a": "Government of Iraq",
        "side_a_new_id": "116",
        "side_b": "Example",
        "side_b_new_id": "234",
        "source_article": "Gazette, 2 July",
        "source_headline": "Five killed",
        "where_coordinates": "Hill town",
        "adm_1": "Example province",
        "adm_2": "Example district",
        "latitude": "33.3",
        "longitude": "44.4",
        "country": "Iraq",
        "date_start": "2017-07-31 00:00:00.000",
        "date_end": "2017-08-01 00:00:00.000",
        "deaths_a": "1",
        "best": "5",
        "high": "7",
        "low": "4",
    },
    {
        "id": "9",
        "type_of_violence": "3",
        "side_a": "Example",
        "side_a_new_id": "234",
        "side_b": "Civilians",
        "side_b_new_id": "9999",
        "country": "Iraq",
        "where_coordinates": "Hill town",
        "adm_1": "Example province",
        "adm_2": "Example district",
        "latitude": "95",
        "longitude": "44.4",
        "date_start": "2018-01-02",
        "date_end": "2018-01-02",
        "best": "2",
        "high": "2",
        "low": "2",
    },
]

ACLED = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
INCIDENTS: Rows = [
    {
        "event_id_cnty": "YEM1",
        "event_date": "05 January 2024",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Yemen (2022-)",
        "assoc_actor_1": "Hill Front; Lake Front",
        "actor2": "Example Group",
        "country": "Yemen",
        "admin1": "Example",
        "location": "Port",
        "latitude": "13.1",
        "longitude": "44",
        "source": "Gazette; Post",
        "notes": "Two sides clashed.",
        "fatalities": "3",
    },
    {
        "event_id_cnty": "YEM2",
        "event_date": "2024-01-06",
        "event_type": "Strategic developments",
        "sub_event_type": "Agreement",
        "actor1": "Example Group",
        "actor2": "Civilians (Yemen)",
        "country": "Yemen",
        "location": "Port",
        "fatalities": "about 3",
    },
    {"event_id_cnty": "YEM3", "event_date": "2024-01-07", "event_type": "Protests"},
]

ICEWS = [
    *(
        "Event ID",
        "Event Date",
        "Source Name",
        "Source Sectors",
        "Source Country",
        "Event Text",
        "CAMEO Code",
        "Intensity",
    ),
    *(
        "Target Name",
        "Target Sectors",
        "Target Country",
        "Story ID",
        "Sentence Number",
        "Publisher",
        "City",
        "District",
    ),
    *("Province", "Country", "Latitude", "Longitude"),
]
ACTS: Rows = [
    {
        "Event ID": "71",
        "Event Date": "2014-01-02",
        "Source Name": "Example Group",
        "Source Country": "Yemen",
        "Event Text": "Demand",
        "CAMEO Code": "100",
        "Intensity": "-5.0",
        "Target Name": "Yemen",
        "Story ID": "34",
        "Sentence Number": "2",
        "Publisher": "Gazette",
        "City": "Port",
        "Country": "Yemen",
    },
    {"Event ID": "72", "Event Date": "2014-01-03", "Source Name": "Yemen", "Event Text": "Meet", "CAMEO Code": "040"},
    {"Event ID": "73", "Event Date": "2014-01-03", "Source Name": "Yemen", "CAMEO Code": "010"},
]

KINDS: dict[str, tuple[list[str], Rows]] = {
    "pax": (PAX, AGREEMENTS),
    "ucdp-dyadic": (DYADIC, YEARS),
    "ucdp-agreements": (ACCORDS, PEACE),
    "ged": (GED, DEATHS),
    "acled": (ACLED, INCIDENTS),
    "icews": (ICEWS, ACTS),
}


def text_of(header: list[str], rows: Rows, delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([[row.get(name, "") for name in header] for row in rows])
    return text.getvalue()


def written(tmp_path: Path, kind: str, write: Callable[[str], str] = str) -> Path:
    path = tmp_path / f"{kind}.csv"
    path.write_text(write(text_of(*KINDS[kind])), encoding="utf-8")
    return path


def by_id(case: Any, table: str) -> Any:
    return case.tables[table].astype(object).fillna("").set_index("id")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_each_is_recognised_by_its_columns_in_any_order_and_is_no_position(tmp_path, kind, delimiter):
    header, rows = KINDS[kind]
    path = tmp_path / "file.csv"
    path.write_text("\ufeff" + text_of(header[::-1], rows, delimiter), encoding="utf-8")
    assert recognised(path) == kind
    case = zopa.load(path, quiet=True)
    assert len(case.tables["positions"]) == 0
    assert len(case.tables["events"]) >= 2
    assert set(case.understood["column"]) - {""} != set()


def test_a_workbook_is_read_as_the_text_is(tmp_path):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(io.StringIO(text_of(*KINDS["pax"]))):
        sheet.append(row)
    book.create_sheet("codes").append(["AgtId", "the number of the agreement"])
    book.save(tmp_path / "pax.xlsx")
    assert recognised(tmp_path / "pax.xlsx") == "pax"
    case = zopa.load(tmp_path / "pax.xlsx", quiet=True)
    assert case.tables["proposals"]["name"].tolist() == ["Accord of the Lake", "Order"]


def test_an_agreement_is_an_event_and_a_proposal_with_its_parties_places_process_and_words(tmp_path):
    case = zopa.load(written(tmp_path, "pax"), quiet=True)
    events, proposals, parties = (by_id(case, name) for name in ("events", "proposals", "parties"))
    accord = events.loc["agreement-7"]
    assert (accord["kind"], accord["start"], accord["part_of"]) == ("talks", "2003-07-08", "process-2")
    assert events.loc["process-2", ["name", "kind"]].tolist() == ["Upland process", "phase"]
    names = parties["name"].to_dict()
    assert [names[party] for party in accord["parties"].split("|")] == [
        "Government of Upland",
        "Lake Front",
        "Qatar",
        "United Nations",
    ]
    assert parties["kind"].to_dict()["government-of-upland"] == "state"
    assert proposals["status"].tolist() == ["agreed", "tabled"]
    # Who helped is no author.
    assert proposals.at["agreement-7", "authors"] == "government-of-upland|lake-front"
    regions = by_id(case, "regions")
    assert regions.loc["afghanistan", ["code", "note"]].tolist() == ["AF", "Gleditsch-Ward number 700."]
    assert regions.at["pakistan", "code"] == "PK"
    # The name has one reading, and the check says which.
    assert regions.at["chechnya", "code"] == "RU-CE"
    assert "The codes of regions were told from their names: Chechnya (RU-CE)." in set(case.findings["message"])
    assert "Other process" in set(events["name"])
    quotes = by_id(case, "evidence")["quote"]
    assert quotes["agreement-7-parties"].startswith("For the Government of Upland: A. Example, Minister")
    assert quotes["agreement-8-parties"].startswith("Not signed")
    assert events.at["agreement-8", "parties"] == ""
    assert "1 cells say in sentences" in " ".join(case.findings["message"]).replace("1 cell says", "1 cells say")


def test_coded_provisions_are_kept_with_what_was_not_coded(tmp_path):
    case = zopa.load(written(tmp_path, "pax"), quiet=True)
    note = by_id(case, "proposals").at["agreement-7", "note"]
    assert note == "Provisions as coded: GChRhet 1, GeWom 3, HrGen 1, SsrDdr 2; the others are 0. Not coded: Pol."
    told = case.understood.set_index("column")["read_as"]
    assert told["GCh … GChRhet (2 columns)"] == "provisions on groups: a note of the proposal"
    assert told["GeWom"] == "provisions on gender: a note of the proposal"
    assert case.set_aside[["row", "why"]].values.tolist() == [
        [4, "The agreement stands in a row above."],
        [5, "The row has no number or no name of an agreement."],
    ]


def test_columns_of_another_version_are_notes_and_those_that_went_are_not_missed(tmp_path):
    header = [name for name in PAX if name not in ("ThrdPart", "Loc2ISO", "Status", "PP")] + ["Interim", "DatSigned"]
    rows = [{**row, "Interim": "yes", "DatSigned": "2003-07-10"} for row in AGREEMENTS]
    (tmp_path / "v9.csv").write_text(text_of(header, rows), encoding="utf-8")
    case = zopa.load(tmp_path / "v9.csv", quiet=True)
    note = by_id(case, "events").at["agreement-7", "note"]
    assert "Interim: yes; DatSigned: 2003-07-10" in note
    assert case.tables["proposals"]["status"].isna().all()


def test_years_of_dyads_belong_to_dyads_and_conflicts_and_name_all_who_fought(tmp_path):
    case = zopa.load(written(tmp_path, "ucdp-dyadic"), quiet=True)
    events, parties = by_id(case, "events"), by_id(case, "parties")
    assert events.loc["conflict-5", ["name", "kind", "start"]].tolist() == [
        "DR Congo (Zaire): Lakeland",
        "phase",
        "1998-05-20",
    ]
    year = events.loc["dyad-11-1999"]
    assert (year["part_of"], year["start"], year["kind"]) == ("dyad-11", "1999", "violence")
    assert events.at["dyad-11", "part_of"] == "conflict-5"
    assert [parties.at[party, "name"] for party in year["parties"].split("|")] == [
        "Government of DR Congo (Zaire)",
        "PLA",
        "Government of Angola",
        "Government of Chad",
    ]
    # Names of several states stand in another order than their numbers.
    assert "gwno_a_2nd: 483, 540" in year["note"]
    assert "Gleditsch-Ward" not in parties.at["government-of-angola", "note"]
    congo = parties.loc["government-of-dr-congo-zaire"]
    assert congo["aliases"] == "Government of DR Congo|Government of Zaire"
    assert congo["note"] == "UCDP actor 89. Gleditsch-Ward number 490."
    regions = by_id(case, "regions")
    assert regions.at["congo-kinshasa", "code"] == "CD"
    assert regions.at["lakeland-congo-kinshasa", "part_of"] == "congo-kinshasa"
    assert events.at["dyad-12-1990", "regions"] == "iraq|kuwait"
    assert case.set_aside["row"].tolist() == [5]


def test_two_groups_of_one_name_are_two_parties(tmp_path):
    rows = [dict(YEARS[0]), {**YEARS[0], "dyad_id": "14", "side_b_id": "161"}]
    (tmp_path / "d.csv").write_text(text_of(DYADIC, rows), encoding="utf-8")
    case = zopa.load(tmp_path / "d.csv", quiet=True)
    assert case.tables["parties"]["name"].tolist().count("PLA") == 2


def test_peace_agreements_keep_actors_whose_names_have_commas_and_the_address_of_the_text(tmp_path):
    case = zopa.load(written(tmp_path, "ucdp-agreements"), quiet=True)
    parties, events, proposals = (by_id(case, name) for name in ("parties", "events", "proposals"))
    authors = [parties.at[party, "name"] for party in proposals.at["agreement-15", "authors"].split("|")]
    assert authors == ["Government of Niger", "Junta for Democracy, Peace and Justice", "OAU"]
    helpers = [parties.at[party, "name"] for party in events.at["agreement-15", "parties"].split("|")][3:]
    assert helpers == ["Sudan", "Chad"]
    assert (
        proposals.at["agreement-15", "note"]
        == "It provides for: cease, ref. Not coded: co_impl. Ended: True. Until: 2001-02-03."
    )
    assert by_id(case, "sources").at["agreement-15-text", "url"] == "https://example.org/a%20b.pdf"
    assert by_id(case, "evidence").at["agreement-15-summary", "paraphrase"] == "Full agreement"
    assert events.at["agreement-15", "part_of"] == "conflict-9"
    # A date with two readings is none, and stays where it can be seen.
    assert events.loc["agreement-16", ["start", "note"]].tolist() == [
        "",
        "UCDP agreement 16. Date as written: 03/04/2005.",
    ]
    assert "'03/04/2005' is no date that has one reading" in " ".join(case.findings["message"])


def test_events_have_places_in_places_and_figures_of_deaths(tmp_path):
    case = zopa.load(written(tmp_path, "ged"), quiet=True)
    events, figures, regions = (by_id(case, name) for name in ("events", "figures", "regions"))
    assert case.set_aside[["row", "why"]].values.tolist() == [[2, "The row has the tags of HXL, and no data."]]
    event = events.loc["event-244657"]
    assert (event["start"], event["end"], event["part_of"]) == ("2017-07-31", "2017-08-01", "dyad-524")
    assert "deaths_a: 1" in event["note"]
    town = regions.loc[event["regions"]]
    assert (town["name"], town["lat"], town["lon"]) == ("Hill town", 33.3, 44.4)
    assert regions.at[town["part_of"], "name"] == "Example district"
    assert figures.loc[
        ["event-244657-best", "event-244657-low", "event-244657-high"], ["value", "precision"]
    ].values.tolist() == [[5, "about"], [4, "at least"], [7, "at most"]]
    # One figure where all estimates are the same; a latitude of 95 is nowhere.
    assert figures.loc[["event-9-best"], ["value", "precision"]].values.tolist() == [[2, "exact"]]
    assert "event-9-low" not in figures.index
    assert "Latitude 95, longitude 44.4" in events.at["event-9", "note"]
    assert by_id(case, "parties")["kind"].to_dict()["civilians-9999"] == "people"
    assert by_id(case, "evidence").at["event-244657-source", "quote"] == "Five killed"


def test_a_last_day_before_the_first_is_kept_in_the_note_and_refuses_nothing(tmp_path):
    rows = [{**DEATHS[1], "date_end": "2017-07-01"}]
    (tmp_path / "ged.csv").write_text(text_of(GED, rows), encoding="utf-8")
    case = zopa.load(tmp_path / "ged.csv", quiet=True)
    assert (
        "Last day as written: 2017-07-01, which is before the first."
        in by_id(case, "events").at["event-244657", "note"]
    )


def test_incidents_name_actors_and_those_with_them(tmp_path):
    case = zopa.load(written(tmp_path, "acled"), quiet=True)
    events, parties = by_id(case, "events"), by_id(case, "parties")
    assert events["kind"].tolist() == ["violence", "talks"]
    names = [parties.at[party, "name"] for party in events.at["event-yem1", "parties"].split("|")]
    assert names == ["Military Forces of Yemen (2022-)", "Example Group", "Hill Front", "Lake Front"]
    assert events.at["event-yem1", "start"] == "2024-01-05"
    assert case.tables["figures"][["value", "precision"]].values.tolist() == [[3, "about"]]
    assert "Deaths as written: best: about 3" in events.at["event-yem2", "note"]
    assert by_id(case, "evidence").at["event-yem1-report", "locator"] == "Gazette; Post"
    assert case.set_aside["row"].tolist() == [4]


def test_a_case_without_positions_says_what_it_holds_and_what_no_answer_means(tmp_path):
    path = str(written(tmp_path, "ucdp-dyadic"))
    case = zopa.load(path, quiet=True)
    assert case.summary() == (
        "Conflict dyads: ucdp-dyadic. No position is coded: nothing is known of who demands, accepts or rejects what. The case "
        "holds 6 parties, 7 events and 4 regions, which are context. Its events are of 1990 to 1999."
    )
    run = CliRunner()
    for command in ("clashes", "zones", "deals", "solutions", "frontier", "islands"):
        assert NO_POSITIONS in run.invoke(app, [command, path]).output
    assert "No obstacle is coded." in run.invoke(app, ["obstacles", path]).output
    assert case.solutions().empty
    assert "Nothing has to be settled" in case.frontier().table.attrs["note"]
    assert str(case.ask("What of DR Congo?")) == (
        "Congo - Kinshasa is named in 2 events of 1998 to 1999; they are 'Government of DR Congo (Zaire) and PLA, 1999' and "
        "'Government of DR Congo (Zaire) and PLA, 1998'."
    )
    assert "No position is coded" in case.page(tmp_path / "page.html", pictures=False).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_brought_is_the_same_case_once_it_is_saved(tmp_path, kind):
    case = zopa.load(written(tmp_path, kind), quiet=True)
    again = zopa.load(zopa.save(case, tmp_path / "case"), quiet=True)
    for name, table in case.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name], check_dtype=False)


def test_a_form_that_is_named_for_another_file_is_refused_with_the_columns_it_needs(tmp_path):
    path = written(tmp_path, "acled")
    with pytest.raises(DossierError, match="names the columns AgtId, Agt, Dat and Con"):
        zopa.load(path, form="pax")


MUTATIONS: list[Callable[[random.Random, str], str]] = [
    lambda rng, cell: "",
    lambda rng, cell: cell * 2,
    lambda rng, cell: cell + "|" + cell,
    lambda rng, cell: "NA",
    lambda rng, cell: rng.choice(["0", "-1", "1e400", "9999-12-31", "0001-01-01", "31/02/2020", "١٩٩٩", "#REF!"]),
    lambda rng, cell: rng.choice(["\x00", "\u202e", "\ud83d\ude00", "  ", "/", "||", "'", '"', "\n\n", "a, b; c (d"]),
    lambda rng, cell: cell[::-1],
    lambda rng, cell: cell[: len(cell) // 2],
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(12))
def test_mutated_rows_are_kept_or_set_aside_and_never_break_the_reading(tmp_path, kind, seed):
    rng = random.Random(seed)
    header, rows = KINDS[kind]
    changed = [dict(row) for row in rows for _ in range(3)]
    for _ in range(25):
        row, name = rng.choice(changed), rng.choice(header)
        row[name] = rng.choice(MUTATIONS)(rng, str(row.get(name, "")))
    for number, row in enumerate(changed):
        row[header[-1]] = f"mark{number}"
    path = tmp_path / "file.csv"
    path.write_text(text_of(header, changed), encoding="utf-8", errors="replace")
    try:
        case = zopa.load(path, quiet=True, form=kind)
    except DossierError as error:
        refusal = error
    else:
        refusal = None
    if refusal is not None:
        assert len(refusal.findings)
        return
    kept = " ".join(
        [
            *(str(cell) for table in case.tables.values() for cell in table.to_numpy().ravel()),
            *case.set_aside["content"],
            str(case.meta),
        ]
    )
    assert [number for number in range(len(changed)) if f"mark{number}" not in kept] == []


def test_names_are_read_from_lists_and_never_from_sentences():
    assert named_in("(Signed) A. Example\nFor the Republic of Upland").names == ["Republic of Upland"]
    assert named_in("THE LAKE FRONT, REPRESENTED BY: A. Example").names == ["LAKE FRONT"]
    assert named_in("- Upland\n- 2. Lowland Movement (LM)").names == ["Upland", "Lowland Movement (LM)"]
    assert named_in("\n".join(f"{number}. Member {number}" for number in range(200))).names == []
    assert named_in("All those who were present agreed.").names == []


def test_what_was_said_to_whom_is_an_event_and_no_answer(tmp_path):
    case = zopa.load(written(tmp_path, "icews"), quiet=True)
    events = by_id(case, "events")
    assert events[["name", "kind", "start", "parties"]].values.tolist() == [
        ["Demand: Example Group to Yemen", "other", "2014-01-02", "example-group|yemen"],
        ["Meet: Yemen", "talks", "2014-01-03", "yemen"],
    ]
    assert events.loc["event-71", "note"] == "CAMEO code: 100. Source Country: Yemen; Intensity: -5.0."
    assert by_id(case, "evidence").loc["event-71-report", "locator"] == "Gazette, story 34, sentence 2"
    assert case.set_aside[["row", "why"]].values.tolist() == [
        [4, "The row does not say what happened, or names nobody."]
    ]


@pytest.mark.parametrize(("kind", "number"), [("acled", "event_id_cnty"), ("icews", "Event ID")])
def test_an_event_without_a_number_is_not_the_one_whose_number_its_line_is(tmp_path, kind, number):
    header, (first, second, *_) = KINDS[kind]
    path = tmp_path / "events.csv"
    path.write_text(text_of(header, [first | {number: "3"}, second | {number: ""}]), encoding="utf-8")
    case = zopa.load(path, quiet=True)
    assert case.set_aside.empty
    assert by_id(case, "events").index.tolist() == ["event-3", "event-of-line-3"]
