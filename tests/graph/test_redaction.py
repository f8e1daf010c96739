"""A level of redaction leaves nothing in the file of what it leaves out, and the rest still says the same."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from browser.invented import hostile, valley
from browser.written import data
from effort import THOROUGH
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.graph.ontology import ontology
from zopa.graph.redaction import LEVELS, redacted, texts_that_stay
from zopa.graph.traces import traces_of

Page = Callable[[str, str], str]
CASES = ("ukraine-2025", "ukraine-plans", "river-basin")
#: The tests of one case run in one process, which makes each page once.
EACH_CASE = [pytest.param(name, marks=pytest.mark.xdist_group(f"redacted {name}")) for name in (*CASES, "leaky")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """The file of a case at a level, made once.

    Pictures take as long as all the rest. They name parties, and are in each page without names; the leaky case has its
    quotes and sources in every text that a picture could show, and its pictures in every page.
    """
    folder = tmp_path_factory.mktemp("redacted")

    @cache
    def made(name: str, level: str) -> str:
        pictures = level == "names" or (level != "none" and (name == "leaky" or THOROUGH))
        path = case_called(name).page(folder / "page.html", redact=level, pictures=pictures)
        return path.read_text(encoding="utf-8")

    return made


@pytest.fixture(scope="module")
def plain_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("plain") / "page.html"
    return zopa.load("ukraine-2025").page(path, pictures=False).read_text(encoding="utf-8")


def case_called(name: str) -> zopa.PositionGraph:
    return leaky() if name == "leaky" else zopa.load(name, quiet=True)


def everything(text: str) -> str:
    """Everything that the file of a page says of its case."""
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
    return markup + json.dumps(data(text), ensure_ascii=False)


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


def words_of(case: zopa.PositionGraph) -> set[str]:
    parties = case.tables["parties"]
    cells = [*parties["id"], *parties["name"].dropna(), *"|".join(parties["aliases"].dropna()).split("|")]
    return {cell for cell in cells if cell}


@pytest.mark.parametrize("name", EACH_CASE)
def test_no_name_of_a_party_is_left(name: str, page: Page) -> None:
    case, text = case_called(name), everything(page(name, "names"))
    for word in words_of(case):
        # A short one, such as US, is looked for as a word: its letters are in many others.
        match = re.search(re.escape(word), text, re.I) if len(word) > 3 else re.search(rf"\b{re.escape(word)}\b", text)
        assert match is None, (word, text[max(0, match.start() - 60) : match.end() + 60])
    letters = {node["label"] for node in data(page(name, "names"))["nodes"] if node["kind"] == "Party"}
    assert len(letters) == len(case.tables["parties"])
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


@pytest.mark.parametrize("name", EACH_CASE)
@pytest.mark.parametrize("level", ["quotes", "sources", "names"])
def test_quotes_and_sources(name: str, level: str, page: Page) -> None:
    case, text = case_called(name), everything(page(name, level))
    evidence, sources = case.tables["evidence"], case.tables["sources"]
    gone = [*evidence["quote"].dropna(), *evidence["paraphrase"].dropna()]
    if level != "quotes":
        gone += [
            *sources["title"].dropna(),
            *sources["url"].dropna(),
            *evidence["locator"].dropna(),
            *evidence["coder"].dropna(),
        ]
        gone += [word for column in ("id",) for word in [*evidence[column], *sources[column]] if len(word) > 4]
    # What is also the name or title of something else is no quote.
    labels = " ".join(
        str(cell)
        for kind, table in case.tables.items()
        if kind != "sources" or level == "quotes"
        for name in ("name", "title", "question")
        if name in table
        for cell in table[name]
    )
    meanings = json.dumps({name: table.model_dump() for name, table in ontology().tables.items()})
    for words in gone:
        if len(words) > 4 and words not in labels and words not in meanings:
            assert words not in text
            assert json.dumps(words, ensure_ascii=False)[1:-1] not in text
    assert "a column of one's own" not in text


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


# ruff: noqa: RUF001
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


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        (
            "United States",
            ["US-led force", "U.S. command", "U S troops", "American troops", "The Washington accord", "USA"],
        ),
        ("Sudan People's Liberation Movement", ["SPLM barracks", "S.P.L.M. stays", "SPLM-N", "Sudanese border"]),
        ("Poland", ["The Polish border", "Polska wieś", "Warsaw talks", "die Grenze zu Polen", "граница Польши"]),
        ("Recep Erdogan", ["Erdoğan plan", "Erdog\u0306an's plan", "Erdogan-led talks", "ERDOĞAN", "Erdo\u00adgan"]),
        ("Türkiye", ["Tu\u0308rkiye corridor", "Turkish guards", "Türkiye’nin teklifi", "Ankara format"]),
        (
            "Zelenskyy",
            ["Zelens\u00adkyy signs", "Zelens\u200bkyy refuses", "Zelens-\nkyy", "Зеленський підписує", "Zelenskiy"],
        ),
        ("Côtaval", ["Envoy of Co\u0302taval", "Cota\u2011val leaves", "Co\u0302ta\u2060val", "Cotavalian land"]),
        ("Ukraine", ["пропозиція України", "украинские земли", "pro-ukrainian", "proukrainian", "Ukrаine's", "Kyiv"]),
        (
            "Russian Federation",
            ["Russia's plan", "Россия", "российские войска", "antirussian", "RF forces", "Rusya'nın"],
        ),
        ("中国", ["中国提案", "北京与中国的会谈"]),
        ("대한민국", ["대한민국의 제안"]),
        ("روسيا", ["الروسية", "اقتراح روسيا"]),
        ("Niger", ["Nigerien troops", "Troops of Niger", "Niamey"]),
        ("China", ["Chinese guarantees", "Beijing format", "PRC-brokered"]),
        ("Xi", ["Xi plan", "The plan of XI"]),
    ],
)
def test_every_trace_of_a_name_takes_its_label_away(name: str, labels: list[str]) -> None:
    tables, meta = redacted(case_of({"p1": name, "other": "Qwxland"}, labels), "names")
    assert tables["issues"]["name"].tolist() == [f"Issue {n}" for n in range(1, len(labels) + 1)]
    assert texts_that_stay(tables, meta) == ["A case without names"]


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
    # A part of a word is no name, and neither are words that many names share.
    assert {"Reaching a deal on machinery", "Talks in the capital", "Romances and roaming"} <= {
        *tables["issues"]["name"]
    }
    assert {"Republican guard", "Democratic elections", "Let us talk", "Digital rights"} <= {*tables["issues"]["name"]}
    assert "Nigerien troops" not in {*tables["issues"]["name"]}


@pytest.mark.parametrize("name", [*CASES, "leaky"])
@pytest.mark.parametrize("level", ["quotes", "sources", "names"])
def test_a_text_stays_as_it_was_or_goes_whole(name: str, level: str) -> None:
    case = case_called(name)
    tables, _ = redacted(case, level)
    neutral = re.compile(r"Party [A-Z]+|[A-Z][a-z]+ \d+(, option \d+)?")
    for table in ontology().tables.values():
        for column in table.columns.values():
            if column.type == "text":
                before = {*case.tables[table.name][column.name].dropna()} | {*case.tables[table.name].get("option", ())}
                after = {*tables[table.name][column.name].dropna()} - before - {*case.tables[table.name].get("id", ())}
                assert all(neutral.fullmatch(cell) for cell in after), after


WORDS = ("Zelenskyy", "Erdoğan", "Wagadou", "Ostrovia", "Ñandú", "Løkken")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_disguised_name_is_a_trace(data: st.DataObject) -> None:
    """However invisible characters, accents, capitals, hyphens and endings dress it up."""
    name = data.draw(st.sampled_from(WORDS))
    dressed = unicodedata.normalize(data.draw(st.sampled_from(("NFC", "NFD", "NFKD"))), name)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(1, len(dressed) - 1))
        dressed = dressed[:place] + data.draw(st.sampled_from("\u00ad\u200b\u2060\u200e\u2011")) + dressed[place:]
    dressed = getattr(dressed, data.draw(st.sampled_from(("swapcase", "upper", "lower"))))()
    text = data.draw(st.sampled_from(("{}", "the {}ian army", "pro-{}", "{}’s plan", "«{}»", "x ({})"))).format(dressed)
    is_trace = traces_of(pd.DataFrame({"id": ["p1"], "name": [name]}))
    assert is_trace(text), text
    assert not is_trace("Sharing of water data")


def test_near_quotes_go_with_the_quotes() -> None:
    case = case_of(
        {"p1": "Upland", "p2": "Lowland"},
        ["The bridge"],
        sources=[
            {
                "id": "s1",
                "title": "Confidential interview 12",
                "publisher": "Desk of the archive",
                "url": "https://example.org/s",
            },
            {"id": "s2", "title": "Press: “As I told the president in private, never ever shall we close the bridge”"},
        ],
        evidence=[
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
        obstacles=[
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
    )
    quotes, _ = redacted(case, "quotes")
    assert quotes["obstacles"]["note"].dropna().tolist() == ["see www.example.org"]
    assert quotes["obstacles"]["remedy"].dropna().tolist() == [
        "a law",
        "ask Ann Example",
        "read the confidential interview 12",
    ]
    assert quotes["obstacles"]["name"].tolist() == ["Distrust", "Money", "Law", "Obstacle 4", "Time", "Place"]
    assert quotes["sources"]["title"].tolist() == ["Confidential interview 12", "Source 2"]
    sources, meta = redacted(case, "sources")
    assert sources["obstacles"]["remedy"].dropna().tolist() == ["a law"]
    assert "Ann Example" not in texts_that_stay(sources, meta)


def test_a_region_that_is_a_party_leaves_the_map() -> None:
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
    assert regions["lat"].isna().tolist() == [True, False]
    assert regions["code"].isna().all()


def test_a_question_is_free_text() -> None:
    tables, _ = redacted(zopa.load("ukraine-2025"), "names")
    assert tables["questions"]["question"].str.fullmatch(r"Question \d+").all()
