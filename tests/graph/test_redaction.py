"""What a level of redaction leaves out is nowhere in the file, and what it leaves in still says the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from browser.invented import hostile, valley
from browser.written import data

import zopa
from zopa.graph.ontology import ontology
from zopa.graph.redaction import LEVELS

Page = Callable[[str, str], str]
CASES = ("ukraine-2025", "ukraine-plans", "river-basin")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """The file of a case at a level, made once."""
    folder = tmp_path_factory.mktemp("redacted")

    @cache
    def made(name: str, level: str) -> str:
        return case_called(name).page(folder / "page.html", redact=level).read_text(encoding="utf-8")

    return made


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


@pytest.mark.parametrize("name", [*CASES, "leaky"])
def test_no_name_of_a_party_is_left(name: str, page: Page) -> None:
    case, text = case_called(name), everything(page(name, "names"))
    for word in words_of(case):
        # A short one, such as US, is looked for as a word: its letters are in many others.
        found = re.search(re.escape(word), text, re.I) if len(word) > 3 else re.search(rf"\b{re.escape(word)}\b", text)
        assert found is None, (word, text[max(0, found.start() - 60) : found.end() + 60])
    letters = {node["label"] for node in data(page(name, "names"))["nodes"] if node["kind"] == "Party"}
    assert len(letters) == len(case.tables["parties"])
    assert all(re.fullmatch("Party [A-Z]+", letter) for letter in letters)


def test_letters_are_the_same_in_sentences_and_names(page: Page) -> None:
    text = page("leaky", "names")
    made = data(text)
    letter = {node["own"]: node["label"] for node in made["nodes"] if node["kind"] == "Party"}
    for edge in made["edges"]:
        if edge["kind"] == "CLASHES_WITH":
            for end in ("party_a", "party_b"):
                assert letter[edge["cells"][end]] in edge["cells"]["why"]
    assert made["head"]["title"] == "Party A against Party B"
    assert "Party A against Party B" in text.split("<h1")[1].split("</h1>")[0]
    assert "Left out of this page: who the parties are" in text


@pytest.mark.parametrize("name", [*CASES, "leaky"])
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


@pytest.mark.parametrize("level", LEVELS)
def test_the_graph_stays_the_same(level: str, page: Page, tmp_path: Path) -> None:
    made = data(page("ukraine-2025", level))
    plain = data(zopa.load("ukraine-2025").page(tmp_path / "plain.html", pictures=False).read_text(encoding="utf-8"))
    without = {"Source"} if level in ("sources", "names") else set()
    assert [n["kind"] for n in made["nodes"]] == [n["kind"] for n in plain["nodes"] if n["kind"] not in without]
    kinds = [[e["kind"] for e in one["edges"] if e["kind"] not in ("CITED_IN", "BEARS_ON")] for one in (made, plain)]
    assert sorted(kinds[0]) == sorted(kinds[1])
    severities = [
        [e["cells"]["severity"] for e in one["edges"] if e["kind"] == "CLASHES_WITH"] for one in (made, plain)
    ]
    assert severities[0] == severities[1]


def test_hostile_text_in_every_level(tmp_path: Path) -> None:
    case = hostile()
    for level in LEVELS:
        text = case.page(tmp_path / f"{level}.html", redact=level).read_text(encoding="utf-8")
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
