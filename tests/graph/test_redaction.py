"""A level of redaction leaves nothing in the file of what it leaves out, and the rest still says the same."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from browser.decoded import code_of, forms, strings_in
from browser.invented import hostile, valley
from browser.written import data
from effort import THOROUGH

import zopa
from zopa.graph.ontology import Column, Redaction, ontology
from zopa.graph.page.html import page_html
from zopa.graph.redaction import LEVELS, ids_that_stay, redacted, texts_that_stay

Page = Callable[[str, str], str]
CASES = ("ukraine-2025", "ukraine-plans", "river-basin")
#: The tests of one case run in one process, which makes each page once.
EACH_CASE = [pytest.param(name, marks=pytest.mark.xdist_group(f"redacted {name}")) for name in (*CASES, "leaky")]
#: A large case takes as long as all others.
EACH_CASE_BY_DAY = [
    pytest.param(
        *case.values, marks=[*case.marks, *([pytest.mark.thorough] if case.values == ("ukraine-plans",) else [])]
    )
    for case in EACH_CASE
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """The file of a case at a level, made once.

    Pictures take as long as all the rest. They name parties, and are in a page without names; the leaky case has its
    quotes and sources in every text that a picture could show, and its pictures in every page. In a thorough run they are
    in every page that leaves something out.
    """
    folder = tmp_path_factory.mktemp("redacted")

    @cache
    def made(name: str, level: str) -> str:
        pictures = level != "none" and (THOROUGH or name == "leaky")
        path = case_called(name).page(folder / "page.html", redact=level, pictures=pictures)
        return path.read_text(encoding="utf-8")

    return made


@pytest.fixture(scope="module")
def plain_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("plain") / "page.html"
    return zopa.load("ukraine-2025").page(path, pictures=False).read_text(encoding="utf-8")


def case_called(name: str) -> zopa.PositionGraph:
    return leaky() if name == "leaky" else zopa.load(name, quiet=True)


def leaky() -> zopa.PositionGraph:
    """The valley with its parties, their quotes and their sources named in every text and every id that there is."""
    case = valley()
    tables = dict(case.tables)
    for name, table in ontology().tables.items():
        frame = tables[name]
        for column in table.columns.values():
            if column.type == "text" and column.name not in ("unit", "aliases"):
                words = " of the UPLANDERS, pro-lowland Gharb, Île-du-Nord and ile-du-nord's"
                frame[column.name] = frame[column.name].fillna("x").astype("str") + words
        frame["a column of one's own"] = "Upland said so"
    tables["parties"]["aliases"] = [f"Alias{n}|Moun Tain{n}" for n in range(len(tables["parties"]))]
    tables["issues"]["name"] += " as Alias0 and the moun-tain3 see it"
    meta = {
        "title": "Upland against Lowland",
        "id": "upland-lowland",
        "description": "By Upland",
        "coders": ["U. Coder"],
    }
    return zopa.PositionGraph(tables, case.meta | meta)


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The scripts and styles of the page of another case."""
    path = tmp_path_factory.mktemp("any") / "page.html"
    case = case_of({"p1": "Qwxland", "p2": "Qwyland"}, ["Control"])
    plain = case.page(path, pictures=False).read_text(encoding="utf-8")
    packed = page_html(case, case.clashes(), case.overlap_pairs(), compress=True)
    return code_of(plain) | code_of(packed)


def withheld_from(case: zopa.PositionGraph, level: str) -> list[str]:
    """What somebody wrote in a case and what does not stay at a level."""
    hidden = case.redacted(level)
    gone: list[str] = []
    for name, table in ontology().tables.items():
        columns = [column.name for column in table.columns.values() if column.type in ("text", "url", "shape")]
        columns += ["id"] if name in ("sources", "evidence", "parties") else []
        for column in columns:
            cells = {word for cell in case.tables[name][column].dropna() for word in (cell, *cell.split("|"))}
            gone += cells - {*hidden.tables[name][column].dropna()}
    gone += [str(case.meta[name]) for name in ("id", "title", "description") if name in case.meta]
    kept = [*texts_that_stay(hidden.tables, hidden.meta), *ids_that_stay(hidden.tables, hidden.meta)]
    # Words that stay elsewhere are no leak; neither are those with which zopa itself explains a table.
    kept += [hidden.title, json.dumps({name: table.model_dump() for name, table in ontology().tables.items()})]
    words = " ".join(kept).casefold()
    return [word for word in dict.fromkeys(gone) if word and word.casefold() not in words]


#: Every level of the case that was made to leak every day; of one other every day that in which most is withheld.
EACH_LEVEL = [
    pytest.param(
        name,
        level,
        marks=[
            pytest.mark.xdist_group(f"redacted {name}"),
            *([pytest.mark.thorough] if (name, level) != ("river-basin", "names") and name != "leaky" else []),
        ],
    )
    for name in (*CASES, "leaky")
    for level in ("quotes", "sources", "names")
]


@pytest.mark.parametrize(("name", "level"), EACH_LEVEL)
def test_nothing_that_is_withheld_is_in_the_file(name: str, level: str, page: Page, code: set[str]) -> None:
    """However it is packed, encoded or escaped, and in whatever form its letters are."""
    withheld = withheld_from(case_called(name), level)
    assert len(withheld) > 20
    text = "\n".join(strings_in(page(name, level), code))
    written = dict.fromkeys(forms(text))
    for word in withheld:
        # A short one, such as US, is looked for as a word: its letters are in many others.
        for form in forms(word):
            pattern = re.compile(rf"(?<![^\W_]){re.escape(form)}(?![^\W_])") if len(word) <= 4 else None
            for letters in written:
                place = letters.find(form)
                if place >= 0 and (pattern is None or pattern.search(letters)):
                    raise AssertionError((word, letters[max(0, place - 60) : place + len(form) + 60]))


@pytest.mark.xdist_group("redacted ukraine-2025")
def test_the_reading_of_a_file_finds_what_is_hidden_in_it(plain_page: str, code: set[str]) -> None:
    """What the file of a whole case says is found, also where it is packed and encoded once more."""
    hidden = base64.b64encode(gzip.compress(b"The secret of Torvia")).decode()
    disguised = f'<p title="data:x;base64,{hidden}">Sel<b>low</b> &#77;edara <i>\\u0049rva</i></p></body>'
    strings = strings_in(plain_page.replace("</body>", disguised), code)
    for word in ("The secret of Torvia", "Sellow", "Medara", "Irva", "Ten-point peace proposal", "Volodymyr Zelenskyy"):
        assert any(word in text for text in strings), word


@pytest.mark.parametrize("name", EACH_CASE_BY_DAY)
def test_every_party_is_a_letter(name: str, page: Page) -> None:
    letters = {node["label"] for node in data(page(name, "names"))["nodes"] if node["kind"] == "Party"}
    assert len(letters) == len(case_called(name).tables["parties"])
    assert all(re.fullmatch("Party [A-Z]+", letter) for letter in letters)


@pytest.mark.xdist_group("redacted leaky")
def test_letters_are_the_same_in_sentences_and_names(page: Page) -> None:
    text = page("leaky", "names")
    payload = data(text)
    letter = {node["own"]: node["label"] for node in payload["nodes"] if node["kind"] == "Party"}
    for edge in payload["edges"]:
        if edge["kind"] == "CLASHES_WITH":
            for end in ("party_a", "party_b"):
                assert letter[edge["cells"][end]] in edge["cells"]["why"]
    assert payload["head"]["title"] == "A case without names"
    assert "A case without names" in text.split("<h1")[1].split("</h1>")[0]
    assert "Left out of this page: who the parties are" in text


@pytest.mark.xdist_group("redacted ukraine-2025")
@pytest.mark.parametrize("level", LEVELS)
def test_the_graph_stays_the_same(level: str, page: Page, plain_page: str) -> None:
    redacted_page, plain = data(page("ukraine-2025", level)), data(plain_page)
    without = {"Source"} if level in ("sources", "names") else set()
    assert [n["kind"] for n in redacted_page["nodes"]] == [
        n["kind"] for n in plain["nodes"] if n["kind"] not in without
    ]
    kinds = [
        [e["kind"] for e in shown["edges"] if e["kind"] not in ("CITED_IN", "BEARS_ON")]
        for shown in (redacted_page, plain)
    ]
    assert sorted(kinds[0]) == sorted(kinds[1])
    severities = [
        [e["cells"]["severity"] for e in shown["edges"] if e["kind"] == "CLASHES_WITH"]
        for shown in (redacted_page, plain)
    ]
    assert severities[0] == severities[1]


def test_hostile_text_in_every_level(tmp_path: Path) -> None:
    case = hostile()
    for level in LEVELS:
        path = case.page(tmp_path / f"{level}.html", redact=level, pictures=level == "names")
        text = path.read_text(encoding="utf-8")
        assert "<img" not in re.sub(r"<script\b.*?</script>", "", text, flags=re.S)
        assert len(data(text)["nodes"]) > 50


def test_the_case_itself_is_left_as_it_was_and_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    case = valley()
    before = {name: table.copy() for name, table in case.tables.items()}
    case.page(tmp_path / "page.html", redact="names")
    assert all(before[name].equals(table) for name, table in case.tables.items())
    with pytest.raises(
        ValueError, match="'source' is no level of redaction: none, quotes, sources or names. Did you mean 'sources'"
    ):
        case.page(tmp_path / "other.html", redact="source")
    assert not (tmp_path / "other.html").exists()


# ------------------------------------------------------------------------------------------------ what is a trace, what stays


def case_of(parties: dict[str, str], labels: list[str], **more: list[dict[str, str]]) -> zopa.PositionGraph:
    """Two sides that differ on one issue for each label."""
    first, second, *_ = parties
    return zopa.load(
        {
            "parties": pd.DataFrame([{"id": id, "name": name} for id, name in parties.items()]),
            "issues": pd.DataFrame(
                [{"id": f"i{n}", "name": label, "kind": "choice"} for n, label in enumerate(labels)]
            ),
            "options": pd.DataFrame(
                [
                    {"issue": f"i{n}", "option": o, "name": f"{word}: {label}"}
                    for n, label in enumerate(labels)
                    for o, word in (("a", "yes"), ("b", "no"))
                ]
            ),
            "positions": pd.DataFrame(
                [
                    {"party": party, "issue": f"i{n}", "stance": "demands", "option": option, "firmness": "red line"}
                    for n in range(len(labels))
                    for party, option in ((first, "a"), (second, "b"))
                ]
            ),
        }
        | {name: pd.DataFrame(rows) for name, rows in more.items()},
        quiet=True,
    )


def test_ordinary_words_are_never_made_parties() -> None:
    """A text is as it was, or gone: none says what nobody coded."""
    names = ("China", "Italy", "India", "Chile", "Mali", "Oman", "Democratic Republic of the Congo", "Niger", "Nigeria")
    labels = [
        "Reaching a deal on machinery",
        "Talks in the capital",
        "Children in hospital in Somalia",
        "Romances and roaming",
        "Republican guard",
        "Democratic elections",
        "Let us talk",
        "Nigerien troops",
        "Digital rights",
    ]
    case = case_of({f"p{n}": name for n, name in enumerate(names)}, labels)
    tables, _ = redacted(case, "names")
    for n, (label, shown) in enumerate(zip(labels, tables["issues"]["name"], strict=True), 1):
        assert shown in (label, f"Issue {n}")
    # A part of a short name is no name, and neither is what begins like a word that many names share.
    stay = {*tables["issues"]["name"]}
    assert {"Reaching a deal on machinery", "Talks in the capital", "Let us talk", "Digital rights"} <= stay
    assert "Republican guard" in stay
    assert not {"Nigerien troops", "Democratic elections"} & stay


@pytest.mark.parametrize("name", [*CASES, "leaky"])
@pytest.mark.parametrize("level", ["quotes", "sources", "names"])
def test_a_text_stays_as_it_was_or_goes_whole(name: str, level: str) -> None:
    case = case_called(name)
    tables, _ = redacted(case, level)
    neutral = re.compile(r"Party [A-Z]+|[A-Z][a-z]+ \d+(, option \d+)?")
    for table in ontology().tables.values():
        for column in table.columns.values():
            if column.type == "text" and (table.name, column.name) not in (
                ("decisions", "rule"),
                ("decisions", "weight"),
            ):
                before = {*case.tables[table.name][column.name].dropna()} | {*case.tables[table.name].get("option", ())}
                after = {*tables[table.name][column.name].dropna()} - before - {*case.tables[table.name].get("id", ())}
                assert all(neutral.fullmatch(cell) for cell in after), after


NEAR: dict[str, list[dict[str, str]]] = {
    "sources": [
        {
            "id": "s1",
            "title": "Confidential interview 12",
            "publisher": "Desk of the archive",
            "url": "https://example.org/s",
        },
        {"id": "s2", "title": "Press: “As I told the president in private, never ever shall we close the bridge”"},
    ],
    "evidence": [
        {
            "id": "e1",
            "quote": "As I told the president in private, “never, ever shall we close the bridge”.",
            "source": "s1",
            "coder": "Ann Example",
        },
        {
            "id": "e2",
            "paraphrase": "The envoy admitted over dinner that the general had already been paid.",
            "source": "s1",
        },
    ],
    "obstacles": [
        {
            "id": "o1",
            "name": "Distrust",
            "blocks": "i0",
            "note": 'the minister said: never,  ever shall we "close" the bridge',
        },
        {"id": "o2", "name": "Money", "blocks": "i0", "remedy": "the general had al-\nready been paid, he said"},
        {"id": "o3", "name": "Law", "blocks": "i0", "remedy": "a law", "note": "see www.example.org"},
        {"id": "o4", "name": "As I told the president in private, never, ever shall we close", "blocks": "i0"},
        {"id": "o5", "name": "Time", "blocks": "i0", "remedy": "ask Ann Example"},
        {"id": "o6", "name": "Place", "blocks": "i0", "remedy": "read the confidential interview 12"},
    ],
}


def test_near_quotes_go_with_the_quotes() -> None:
    case = case_of({"p1": "Upland", "p2": "Lowland"}, ["The bridge"], **NEAR)
    asked = {**case.tables, "issues": case.tables["issues"].assign(question="Who closes the bridge?")}
    case = zopa.load(asked, quiet=True)
    quotes, _ = redacted(case, "quotes")
    # A quote may stand in a note or a remedy, also one that is coded nowhere else.
    assert quotes["obstacles"]["note"].isna().all()
    assert quotes["obstacles"]["remedy"].isna().all()
    assert quotes["obstacles"]["name"].tolist() == ["Distrust", "Money", "Law", "Obstacle 4", "Time", "Place"]
    assert quotes["issues"]["question"].tolist() == ["Who closes the bridge?"]
    assert quotes["sources"]["title"].tolist() == ["Confidential interview 12", "Source 2"]
    sources, meta = redacted(case, "sources")
    assert len(sources["sources"]) == 0
    assert sources["evidence"]["id"].tolist() == ["evidence-1", "evidence-2"]
    assert "Ann Example" not in texts_that_stay(sources, meta)


def test_no_place_stays_on_the_map_without_names() -> None:
    case = case_of(
        {"p1": "Upland", "p2": "Lowland"},
        ["Control"],
        regions=[
            {"id": "up", "name": "Upland proper", "lat": "1", "lon": "2", "code": "UP-1"},
            {"id": "sea", "name": "The sea", "lat": "3", "lon": "4", "code": "SE-1"},
        ],
    )
    regions = redacted(case, "names")[0]["regions"]
    assert regions["name"].tolist() == ["Region 1", "The sea"]
    assert regions[["lat", "lon", "shape", "code", "aliases"]].isna().all(axis=None)
    assert redacted(case, "sources")[0]["regions"]["lat"].tolist() == [1.0, 3.0]


def test_a_question_is_free_text() -> None:
    tables, _ = redacted(zopa.load("ukraine-2025"), "names")
    assert tables["questions"]["question"].str.fullmatch(r"Question \d+").all()
    assert tables["issues"]["question"].isna().all()


# ------------------------------------------------------------------------------------------------ what may stay

FREE_TEXT = ("note", "summary", "remedy", "quote", "paraphrase")
WITH_A_NAME = ("aliases", "code", "meaning", "question", "speaker", "coder", "locator", "source", "publisher", "title")


def test_every_column_says_at_which_level_it_stays_or_is_withheld_at_each() -> None:
    assert Column(name="new", type="text", meaning="", example="").stays == "none"
    for table in ontology().tables.values():
        for column in table.columns.values():
            where = f"{table.name}.{column.name}"
            if column.name in FREE_TEXT:
                assert column.stays == "none", where
            if column.name in WITH_A_NAME or column.type in ("id", "shape", "url"):
                assert not column.stays_at("names"), where
            if table.name == "sources":
                assert not column.stays_at("sources"), where
            if column.type in ("choice", "choices", "yesno") and table.name != "sources":
                assert column.stays_at("names"), where


@pytest.mark.parametrize("level", ["quotes", "sources", "names"])
def test_only_columns_that_may_stay_have_cells(level: Redaction) -> None:
    tables, meta = redacted(leaky(), level)
    for name, table in ontology().tables.items():
        assert list(tables[name].columns) == list(table.columns)
        for column in table.columns.values():
            if column.type != "id" and not column.stays_at(level) and column.name not in ("name", "title", "question"):
                assert tables[name][column.name].isna().all(), (name, column.name)
    assert meta.pop("redacted") == level
    assert set(meta) <= {"id", "title", "as_of", *(("licence", "coders", "description") if level == "quotes" else ())}


def test_a_redacted_case_says_what_was_left_out_wherever_it_goes(tmp_path: Path) -> None:
    hidden = valley().redacted("names")
    cases = {
        "itself": hidden,
        "a part": hidden.select(issues=hidden.tables["issues"]["id"].iat[0]),
        "redacted again": hidden.redacted("quotes"),
        "read again": zopa.load(zopa.save(hidden, tmp_path / "hidden"), quiet=True),
        "a what-if": hidden.drop(hidden.tables["positions"]["id"].iat[0]),
    }
    for name, case in cases.items():
        text = case.page(tmp_path / "page.html", pictures=False).read_text(encoding="utf-8")
        assert '<p id="redacted" class="note">Left out of this page: who the parties are' in text, name
        assert "application/ld+json" not in text, name
    findings = zopa.check({**valley().tables, "dossier": {"redacted": "all"}})
    assert "'redacted' is no level of redaction." in findings["message"].tolist()


@pytest.mark.parametrize("level", LEVELS[1:])
def test_a_redacted_case_is_read_again_and_says_the_same(level: str, tmp_path: Path) -> None:
    hidden = leaky().redacted(level)
    again = zopa.load(zopa.save(hidden, tmp_path / "hidden"), quiet=True)
    pd.testing.assert_frame_equal(again.clashes(), hidden.clashes())
    assert (again.summary(), again.meta) == (hidden.summary(), hidden.meta)
    # What may not be missing where nothing was left out is missed as before.
    meta = {name: said for name, said in hidden.meta.items() if name != "redacted"}
    assert zopa.check({**hidden.tables, "dossier": meta})["message"].str.contains("'source' is empty").any() == (
        level != "quotes"
    )


def test_the_feeds_on_the_page_stay_as_far_as_sources_do(tmp_path: Path) -> None:
    tables = dict(valley().tables)
    feeds = ["https://example.org/feed", "https://example.org/other?a=1&b=2"]
    tables["sources"] = tables["sources"].assign(feed=pd.Series(feeds).reindex(tables["sources"].index))
    case = zopa.PositionGraph(tables, valley().meta)
    case.feeds_looked_at = {feeds[0]: "2025-08-01"}
    names = tables["sources"]["title"].tolist()
    for level in ("none", "quotes"):
        text = case.page(tmp_path / "page.html", redact=level, pictures=False).read_text(encoding="utf-8")
        assert f'<li dir="auto"><a href="{feeds[0]}" target="_blank" rel="noopener noreferrer">{names[0]}</a>' in text
        assert "last looked at on 2025-08-01</li>" in text
        assert 'href="https://example.org/other?a=1&amp;b=2"' in text
        assert "never looked at</li>" in text
    for level in ("sources", "names"):
        assert not case.redacted(level).feeds_looked_at
        text = case.page(tmp_path / "page.html", redact=level, pictures=False).read_text(encoding="utf-8")
        assert not re.search(r"example\.org|2025-08-01|<p>These feeds", text)


def test_a_cell_that_is_not_what_its_column_is_made_for_goes() -> None:
    """A case that nobody checked may have anything in a column of closed words, dates or numbers."""
    tables = dict(case_of({"p1": "Upland", "p2": "Lowland"}, ["Control"]).tables)
    tables["parties"] = tables["parties"].assign(kind="the Uplanders", roles="disputant|Upland", start="Upland Day")
    tables["positions"] = tables["positions"].assign(start="2024-03", low=pd.Series(["Upland", 4.0], dtype="object"))
    kept, meta = redacted(zopa.PositionGraph(tables, {"as_of": "the day of Upland"}), "names")
    assert kept["parties"][["kind", "roles", "start"]].isna().all(axis=None)
    assert kept["positions"]["start"].tolist() == ["2024-03", "2024-03"]
    assert kept["positions"]["low"].isna().tolist() == [True, False]
    assert "as_of" not in meta


def test_a_label_that_could_be_taken_for_a_neutral_one_goes() -> None:
    """Or a reader would take one row for another."""
    labels = ["Upland", "Retreat from Issue 1", "Party A leads", "Resolution 2202", "The party leads"]
    tables, meta = redacted(case_of({"p1": "Upland", "p2": "Lowland"}, labels), "names")
    assert tables["issues"]["name"].tolist() == ["Issue 1", "Issue 2", "Issue 3", *labels[3:]]
    assert {"Resolution 2202", "The party leads"} <= {*texts_that_stay(tables, meta)}


def test_what_a_case_says_of_itself_goes_where_it_gives_something_away() -> None:
    case = case_of({"p1": "Upland", "p2": "Lowland"}, ["Control"], **NEAR)
    named = zopa.PositionGraph(
        dict(case.tables), {"id": "ann-example", "title": "Coded by Ann Example", "coders": ["Ann Example"]}
    )
    assert named.redacted("quotes").title == "Coded by Ann Example"
    assert (named.redacted("sources").id, named.redacted("sources").title) == ("case", "case")
    assert (named.redacted("names").id, named.redacted("names").title) == ("case", "A case without names")


# ------------------------------------------------------------------------------------------------ the same answers


@cache
def council(rule: str, votes: int = 3, vetoes: int = 0, **weight: str) -> zopa.PositionGraph:
    names = [f"Land{chr(ord('a') + n)}" for n in range(votes)]
    case = case_of({name.lower(): name for name in names}, ["Control"])
    tables = dict(case.tables)
    tables["parties"] = tables["parties"].assign(seats_in_landa=[str(n + 1.5) for n in range(votes)])
    row = {"id": "house", "name": "The house", "rule": rule, "parties": "|".join(tables["parties"]["id"])}
    row |= {"vetoes": "|".join(tables["parties"]["id"][:vetoes])} if vetoes else {}
    return zopa.load({**tables, "decisions": pd.DataFrame([row | weight])}, quiet=True)


@pytest.mark.parametrize(
    ("rule", "votes", "vetoes", "weight"),
    [
        ("majority", 3, 0, {}),
        ("majority", 3, 0, {"weight": "seats_in_landa"}),
        ("consensus", 3, 0, {}),
        ("at least 5", 3, 0, {"weight": "seats_in_landa"}),
        ("UN Security Council", 15, 5, {}),
    ],
)
@pytest.mark.parametrize("level", ["quotes", "sources", "names"])
def test_a_decision_is_the_same_one_with_its_weights(
    rule: str, votes: int, vetoes: int, weight: dict[str, str], level: str
) -> None:
    case = council(rule, votes, vetoes, **weight)
    numbers = ["weight", "veto", "shapley_shubik", "banzhaf"]
    hidden = case.redacted(level)
    assert hidden.voting_power()[numbers].values.tolist() == case.voting_power()[numbers].values.tolist()
    if level == "names":
        left = texts_that_stay(hidden.tables, hidden.meta)
        assert left[:2] == ["A case without names", "Control"]
        assert not {"UN Security Council", "seats_in_landa"} & {*left, *hidden.tables["parties"].columns}


def test_a_decision_that_cannot_be_told_without_a_name_is_left_out() -> None:
    case = council("EU Council qualified majority", 16, weight="seats_in_landa")
    assert len(case.redacted("sources").tables["decisions"]) == 1
    assert len(case.redacted("names").tables["decisions"]) == 0


@pytest.mark.parametrize("name", CASES)
def test_a_case_without_names_gives_the_same_answers(name: str) -> None:
    case = case_called(name)
    hidden = case.redacted("names")
    letter = dict(zip(case.tables["parties"]["id"], hidden.tables["parties"]["id"], strict=True))
    before, after = case.clashes(as_of="all"), hidden.clashes(as_of="all")
    assert after["severity"].tolist() == before["severity"].tolist()
    assert after["party_a"].tolist() == before["party_a"].map(letter).tolist()
    sets = [answer.contradictions()["positions"].str.count(r"\|").tolist() for answer in (hidden, case)]
    assert sorted(sets[0]) == sorted(sets[1])
    assert case.redacted("none") is case


def test_a_part_of_a_case_names_nobody_who_is_only_in_the_whole() -> None:
    part = zopa.load("ukraine-2025", quiet=True).select(parties=["united-states"])
    assert "NATO" not in {*part.tables["parties"]["name"]}
    hidden = part.redacted("names")
    left = texts_that_stay(hidden.tables, hidden.meta)
    assert left
    assert not [text for text in left if "NATO" in text or "EU" in text]
