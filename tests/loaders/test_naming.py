"""One thing, one name: spellings, aliases and lists in cells, rows that repeat, issues of several places."""

from __future__ import annotations

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, tables
from reference.rule import Reference, decided

from zopa.graph.names import folded, look
from zopa.loaders import check, load


def one_table(*rows: tuple[str | None, ...], columns: str = "party option") -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(rows, columns=columns.split())
    fixed = {"issue": "seat", "stance": "demands", "firmness": "red line"}
    return {"positions": frame.assign(**{name: cell for name, cell in fixed.items() if name not in frame})}


def told(case: dict[str, pd.DataFrame], word: str) -> pd.DataFrame:
    findings = check(case)
    return findings[findings["message"].str.contains(word, regex=False)]


# ------------------------------------------------------------------------------------------------ spellings

SPELLINGS = [
    ("cease-fire", "cease\u2013fire", "EN DASH (U+2013)"),
    ("cease-fire", "cease\u2011fire", "NON-BREAKING HYPHEN (U+2011)"),
    ("cease-fire", "cease-fire\u200b", "ZERO WIDTH SPACE (U+200B)"),
    ("cease-fire", "cease\u00ad-fire", "SOFT HYPHEN (U+00AD)"),
    ("cease fire", "cease\u00a0fire", "blanks"),
    ("cease fire", "Cease Fire", "letter case"),
    ("C\u00f4te", "Co\u0302te", "COMBINING CIRCUMFLEX ACCENT (U+0302)"),
    ("no 'wall'", "no \u201cwall\u201d", "LEFT DOUBLE QUOTATION MARK (U+201C)"),
    ("\u041d\u0410\u0422\u041e", "HATO", "CYRILLIC CAPITAL LETTER EN (U+041D)"),
    ("\u03a1\u0391X", "PAX", "GREEK CAPITAL LETTER RHO (U+03A1)"),
    ("\u0627\u0644\u0642\u062f\u0633", "\u0627\u0644\u0642\u0640\u0640\u062f\u0633", "ARABIC TATWEEL (U+0640)"),
    ("\u0639\u0644\u064a", "\u0639\u0644\u06cc", "ARABIC LETTER FARSI YEH (U+06CC)"),
    ("\u0643\u0631\u0643\u0648\u0643", "\u06a9\u0631\u06a9\u0648\u06a9", "ARABIC LETTER KEHEH (U+06A9)"),
    ("\u0642\u062f\u0633", "\u0642\u064f\u062f\u0633", "ARABIC DAMMA (U+064F)"),
    ("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05c1\u05dc\u05d5\u05b9\u05dd", "HEBREW POINT SHIN DOT (U+05C1)"),
    (
        "\u05ea\u05dc-\u05d0\u05d1\u05d9\u05d1",
        "\u05ea\u05dc\u05be\u05d0\u05d1\u05d9\u05d1",
        "HEBREW PUNCTUATION MAQAF (U+05BE)",
    ),
    ("\u05e6\u05d4\u05f4\u05dc", '\u05e6\u05d4"\u05dc', "HEBREW PUNCTUATION GERSHAYIM (U+05F4)"),
    ("cease-fire", "cease\u02d7fire", "MODIFIER LETTER MINUS SIGN (U+02D7)"),
    ("10\u301c20", "10~20", "WAVE DASH (U+301C)"),
    ("O'ahu", "O\u02bbahu", "MODIFIER LETTER TURNED COMMA (U+02BB)"),
    ('"now"', "''now''", "APOSTROPHE (U+0027)"),
    ("now", "\u300cnow\u300d", "LEFT CORNER BRACKET (U+300C)"),
    ("now", "\u201cnow.\u201d", "FULL STOP (U+002E)"),
    ("yes", "yes.", "FULL STOP (U+002E)"),
    ("50%", "50 %", "blanks"),
    ("Kyiv (city)", "Kyiv\uff08city\uff09", "FULLWIDTH LEFT PARENTHESIS (U+FF08)"),
    ("ceasefire", "cease\u3164fire", "HANGUL FILLER (U+3164)"),
    ("ceasefire", "cease\U000e0101fire", "VARIATION SELECTOR-18 (U+E0101)"),
    ("ceasefire", "cease\x00fire", "a character (U+0000)"),
    ("cease fire", "cease\u2800fire", "BRAILLE PATTERN BLANK (U+2800)"),
    ("\u5f17\u00b7\u666e\u4eac", "\u5f17\u30fb\u666e\u4eac", "KATAKANA MIDDLE DOT (U+30FB)"),
    ("5 \u0646\u0642\u0627\u0637", "\u0665 \u0646\u0642\u0627\u0637", "ARABIC-INDIC DIGIT FIVE (U+0665)"),
    ("istanbul", "\u0130STANBUL", "LATIN CAPITAL LETTER I WITH DOT ABOVE (U+0130)"),
    ("d\u0131\u015f g\u00fc\u00e7", "DI\u015e G\u00dc\u00c7", "LATIN CAPITAL LETTER I (U+0049)"),
    (
        "\u041a\u043e\u0440\u043e\u043b\u0451\u0432",
        "\u041a\u043e\u0440\u043e\u043b\u0435\u0432",
        "CYRILLIC SMALL LETTER IE (U+0435)",
    ),
    ("\u0623\u0645\u0646", "\u0627\u0645\u0646", "ARABIC LETTER ALEF (U+0627)"),
    ("\u0647\u062f\u0646\u0629", "\u0647\u062f\u0646\u0647", "ARABIC LETTER HEH (U+0647)"),
    ("\u0639\u0644\u0649", "\u0639\u0644\u064a", "ARABIC LETTER YEH (U+064A)"),
]


@pytest.mark.parametrize(("first", "other", "character"), SPELLINGS)
def test_two_spellings_of_an_option_are_one_and_no_deadlock(first, other, character):
    case = one_table(("A", first), ("B", other))
    graph = load(case, quiet=True)
    assert graph.tables["options"]["option"].tolist() == [first]
    assert (graph.columns.named[0] & graph.columns.named[1]) != 0
    assert character in told(case, "was read as")["message"].iloc[0]


@pytest.mark.parametrize(("first", "other", "character"), SPELLINGS)
def test_two_spellings_of_a_party_are_one(first, other, character):
    assert load(one_table((first, "x"), (other, "x|y")), quiet=True).tables["parties"]["id"].tolist() == [first]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("\u0395\u03bb\u03bb\u03ac\u03b4\u03b1", "\u0395\u039b\u039b\u0391\u0394\u0391"),
        ("\u00e9tat", "ETAT"),
        ("law and order", "law &amp; order"),
        ("No. 1", "no 1"),
        ("now", "2) now"),
        ("now", "<b>now</b>"),
        ("now", "(now)"),
        ("now", "now!"),
    ],
)
def test_options_that_may_be_one_are_pointed_out(first, other):
    case = one_table(("A", first), ("B", other))
    assert len(load(case, quiet=True).tables["options"]) == 2
    assert f"'seat/{first}' and 'seat/{other}'" in told(case, "as two different options")["message"].iloc[0]


def test_a_header_with_what_nobody_sees_is_read():
    positions = one_table(("A", "x"), ("B", "y"))["positions"].rename(columns={"party": "\ufeffparty\u200b"})
    assert load({"positions": positions}, quiet=True).tables["parties"]["id"].tolist() == ["A", "B"]


def test_ids_that_differ_by_a_dash_or_an_accent_are_two():
    graph = load(one_table(("re-sign", "x"), ("resign", "x"), ("r\u00e9sign", "x")), quiet=True)
    assert len(graph.tables["parties"]) == 3


def test_a_listed_name_twice_is_an_error_and_a_look_alike_a_warning():
    parties = pd.DataFrame({"id": ["C\u00f4te", "Co\u0302te", "A", "\u0410"]})
    findings = check({**one_table(("A", "x")), "parties": parties})
    findings = findings[findings["file"] == "parties"]
    assert findings[["level", "row"]].values.tolist() == [["error", 3], ["warning", 5]]


def test_letters_of_two_alphabets_in_a_word_are_pointed_out():
    assert "CYRILLIC SMALL LETTER O" in told(one_table(("L\u043endon", "x")), "mixes two alphabets")["message"].iloc[0]


@settings(max_examples=examples(60), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
def test_the_form_of_a_name_is_its_own_form(text):
    assert folded(folded(text)) == folded(text)
    assert look(look(text)) == look(text)


# ------------------------------------------------------------------------------------------------ names, aliases, codes


def test_names_aliases_and_codes_are_read_as_the_id():
    case = {
        "parties": pd.DataFrame(
            {"id": ["upland", "lowland"], "name": ["Republic of Upland", ""], "aliases": ["UP|Oberland", ""]}
        ),
        "regions": pd.DataFrame(
            {"id": ["north"], "name": ["Northern Province"], "code": ["XX-01"], "aliases": ["the North"]}
        ),
        **one_table(
            ("UP", "x", "XX-01"),
            ("Oberland", "x", "northern province"),
            ("Republic of Upland", "x", "the North"),
            columns="party option regions",
        ),
    }
    positions = load(case, quiet=True).tables["positions"]
    assert positions[["party", "regions"]].drop_duplicates().values.tolist() == [["upland", "north"]]
    assert len(told(case, "was read as 'upland'")) == 3


def test_an_option_that_names_its_issue_too_is_read():
    case = one_table(("A", "seat/Geneva"), ("B", "Seat of the council/geneva"))
    case |= {
        "issues": pd.DataFrame({"id": ["seat"], "name": ["Seat of the council"], "kind": ["choice"]}),
        "options": pd.DataFrame({"issue": "seat", "option": ["Geneva", "Vienna"]}),
    }
    assert load(case, quiet=True).tables["positions"]["option"].tolist() == ["Geneva", "Geneva"]
    assert len(told(case, "it names the issue too")) == 2


def test_a_name_of_two_things_is_read_as_neither():
    parties = pd.DataFrame({"id": ["a", "b"], "aliases": ["The North", "The North"]})
    findings = check({**one_table(("The North", "x")), "parties": parties})
    assert findings.loc[findings["level"] == "error", "message"].tolist() == ["'The North' is no party."]


@pytest.mark.parametrize(
    ("word", "near"), [("Iran", None), ("Slovenia", None), ("Slovkia", "Slovakia"), ("Niger", None)]
)
def test_another_thing_that_is_near_in_letters_is_not_offered(word, near):
    parties = pd.DataFrame({"id": ["Iraq", "Slovakia", "Nigeria"]})
    findings = check({**one_table((word, "x")), "parties": parties})
    nearest = findings.loc[findings["level"] == "error", "nearest"].iloc[0]
    assert (None if pd.isna(nearest) else nearest) == near


# ------------------------------------------------------------------------------------------------ lists


def test_a_dash_between_two_known_options_is_pointed_out():
    case = one_table(("A", "Geneva \u2013 Vienna"), ("B", "Geneva"), ("C", "Vienna"), ("D", "Plan A - phase 1"))
    assert told(case, "other than those that it names")["value"].tolist() == ["Geneva \u2013 Vienna"]


@pytest.mark.parametrize(
    ("one", "other", "read"),
    [
        ("Geneva; Vienna", "Vienna; Oslo", ["Geneva|Vienna", "Vienna|Oslo"]),
        ("Geneva; Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("Geneva\nVienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("\u2022 Geneva\n\u2022 Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("1. Geneva\n2. Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("['Geneva', 'Vienna']", "Vienna|Geneva", ["Geneva|Vienna", "Vienna|Geneva"]),
        ('{"Geneva","Vienna"}', "Vienna|Geneva", ["Geneva|Vienna", "Vienna|Geneva"]),
        ("1;#Geneva;#2;#Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("Geneva<br/>Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("Geneva \u2502 Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("Geneva veya Vienna", "Vienna|Geneva", ["Geneva|Vienna", "Vienna|Geneva"]),
        ("law &amp; order", "order", ["law &amp; order", "order"]),
        ("- Geneva\n- Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("Geneva \u00b7 Vienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("Geneva\uff5cVienna", "Vienna", ["Geneva|Vienna", "Vienna"]),
        ("Geneva; Vienna", "Oslo", ["Geneva; Vienna", "Oslo"]),
        ("Geneva, Switzerland", "Lausanne, Switzerland", ["Geneva, Switzerland", "Lausanne, Switzerland"]),
    ],
)
def test_a_list_is_read_where_its_parts_are_known(one, other, read):
    case = one_table(("A", one), ("B", other))
    assert load(case, quiet=True).tables["positions"]["option"].tolist() == read
    assert len(told(case, "separate")) >= 1


def test_a_comma_that_may_divide_or_not_is_an_error():
    findings = check(one_table(("A", "north, south"), ("B", "north")))
    assert findings.loc[findings["level"] == "error", "nearest"].tolist() == ["north|south"]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Geneva / Vienna", "Vienna / Oslo", {"Geneva|Vienna", "Vienna|Oslo"}),
        ("Geneva/Vienna", "Geneva", {"Geneva|Vienna"}),
        ("Geneva or Vienna", "Vienna", {"Geneva|Vienna"}),
        ("Женева или Вена", "Вена", {"Женева|Вена"}),
    ],
)
def test_a_stroke_or_an_or_that_may_divide_is_an_error_and_no_deadlock(one, other, near):
    findings = check(one_table(("A", one), ("B", other)))
    assert set(findings.loc[findings["level"] == "error", "nearest"]) == near


@pytest.mark.parametrize("option", ["24/7", "UN/2024", "status quo/none of it", "for ever"])
def test_a_stroke_that_divides_nothing_known_stays_in_the_name(option):
    case = one_table(("A", option), ("B", "elsewhere"))
    assert load(case, quiet=True).tables["positions"]["option"].tolist() == [option, "elsewhere"]


def test_options_that_an_and_joins_are_one_more_option_and_places_are_a_list():
    case = one_table(("A", "ceasefire and withdrawal"), ("B", "ceasefire"))
    assert load(case, quiet=True).tables["positions"]["option"].tolist() == ["ceasefire and withdrawal", "ceasefire"]
    assert told(case, "other than those that it names")["nearest"].tolist() == ["ceasefire|withdrawal"]
    assert len(told(one_table(("A", "Geneva and Vienna"), ("B", "Vienna & Oslo")), "other than those")) == 2
    places = one_table(
        ("A", "x", "Donetsk and Luhansk"),
        ("B", "x", "Donetsk"),
        ("C", "x", "Luhansk"),
        ("D", "x", "Bosnia & Herzegovina"),
        columns="party option regions",
    )
    read = load(places, quiet=True).tables["positions"]["regions"].tolist()
    assert read == ["Donetsk|Luhansk", "Donetsk", "Luhansk", "Bosnia & Herzegovina"]


def test_a_list_of_listed_things_is_read_and_one_with_an_unknown_part_offered_whole():
    options = pd.DataFrame({"issue": "seat", "option": ["x", "y"]})
    case = {**one_table(("A", "x, y"), ("B", "y;x")), "options": options}
    assert load(case, quiet=True).tables["positions"]["option"].tolist() == ["x|y", "y|x"]
    findings = check({**one_table(("A", "x,q")), "options": options})
    assert findings.loc[findings["level"] == "error", "nearest"].tolist() == ["x|q"]


def test_two_parties_in_one_cell_are_pointed_out():
    assert told(one_table(("A; B", "x")), "looks like several party names")["level"].tolist() == ["warning"]


# ------------------------------------------------------------------------------------------------ regions


def test_red_lines_about_two_places_are_no_deadlock_unless_the_issue_says_so():
    case = one_table(("A", "a", "north"), ("B", "b", "south"), columns="party option regions")
    assert load(case, quiet=True).columns.per_region.tolist() == [True]
    assert len(told(case, "settled separately for each region")) == 1
    case["issues"] = pd.DataFrame({"id": ["seat"], "kind": ["choice"], "per_region": ["no"]})
    assert load(case, quiet=True).columns.per_region.tolist() == [False]
    assert len(told(case, "their regions are not read")) == 1
    same = one_table(("A", "a", "north"), ("B", "b", "north"), columns="party option regions")
    assert load(same, quiet=True).columns.per_region.tolist() == [False]
    assert len(told(same, "their regions are not read")) == 1
    assert told(one_table(("A", "a"), ("B", "b")), "regions").empty


@settings(max_examples=examples(40), deadline=None)
@given(dossiers(most=6))
def test_what_is_settled_per_region_is_what_the_positions_say(dossier):
    case = tables(**dossier)
    loaded = load(case, quiet=True) if not (check(case)["level"] == "error").any() else None
    if loaded is not None:
        reference = Reference(decided(dossier))
        expected = {issue: row.get("per_region") == "yes" for issue, row in reference.issues.items()}
        assert dict(zip(loaded.columns.issues, loaded.columns.per_region.tolist(), strict=True)) == expected


# ------------------------------------------------------------------------------------------------ rows that repeat


def test_rows_that_repeat_are_one_position_with_all_their_evidence():
    case = one_table(
        ("A", "x|y", "paper 1", "p. 1"),
        ("A", "y|x", "paper 2", "p. 2"),
        ("A", "x|y", "paper 3", "p. 1"),
        ("B", "z", "paper 1", ""),
        columns="party option source page",
    )
    graph = load(case, quiet=True)
    positions = graph.tables["positions"]
    assert positions["id"].tolist() == ["A-seat-2", "B-seat-5"]
    assert positions["evidence"].iloc[0].split("|") == [f"A-seat-{row}-evidence" for row in (2, 3, 4)]
    assert positions["support"].fillna(1).tolist() == [3, 1]
    assert positions["page"].iloc[0] == "p. 1 | p. 2"
    assert "rows 3 and 4 repeat row 2" in told(case, "repeat a position")["message"].iloc[0]


def test_what_names_a_repeated_position_names_the_one_that_stays():
    case = one_table(
        ("a", "A", "x", "2020", None),
        ("b", "A", "x", "2020", None),
        ("c", "A", "y", "2021", "b"),
        columns="id party option start replaces",
    )
    graph = load(case, quiet=True)
    assert graph.tables["positions"][["id", "replaces"]].fillna("").values.tolist() == [["a", ""], ["c", "a"]]
    assert graph.findings["message"].str.contains("contradicts").sum() == 0


def test_rows_of_other_dates_or_firmness_are_other_positions():
    case = one_table(
        ("A", "x", "2020", "aim"),
        ("A", "x", "2021", "aim"),
        ("A", "x", "2020", ""),
        columns="party option start firmness",
    )
    assert len(load(case, quiet=True).tables["positions"]) == 3


# ------------------------------------------------------------------------------------------------ one pass


def test_contradictions_are_told_beside_other_errors():
    case = one_table(("A", "x", "demands"), ("A", "y", "demands"), ("B", "x", ""), columns="party option stance")
    findings = check(case)
    assert findings.loc[findings["level"] == "error", "column"].tolist() == ["stance"]
    assert findings["message"].str.contains("'A' contradicts itself").sum() == 1
    assert (check(case, strict=True)["level"] == "error").sum() == 2


def test_one_missing_column_is_one_finding():
    rows = pd.DataFrame({"party": list("ABCD"), "issue": "seat", "position": list("xyxy")})
    findings = check({"positions": rows})
    assert findings.loc[findings["level"] == "error", "message"].tolist() == [
        "There is no column 'option', nor 'low', 'ideal' or 'high': no position says what it wants. Should 'position' be "
        "called so?"
    ]


def test_columns_are_offered_by_what_their_names_mean():
    rows = pd.DataFrame(
        {"Actor": ["A"], "concept": ["seat"], "agreement": ["1"], "date": ["2019"], "Dissolved": ["1980"]}
    )
    offered = check({"positions": rows}).set_index("column")["nearest"].dropna().to_dict()
    assert offered == {"Actor": "party", "concept": "issue", "agreement": "stance", "date": "start"}
