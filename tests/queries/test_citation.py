"""Every answer of every query is cited alike, in three forms, in Python and on the command line."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.graph.provenance import made_on
from zopa.graph.state import short_state
from zopa.queries import clashes
from zopa.queries.asking.registry import CITATIONS, QUERIES

#: What a query cannot be asked without; ``panels`` are pictures for a page, and no answer.
NEEDED: dict[str, dict[str, Any]] = {
    "check_deal": {"deal": {"seat": "Geneva"}},
    "ask": {"question": "What does Lowland want on the seat?"},
    "picture": {"query": "clashes"},
}


@pytest.fixture(scope="module")
def talks() -> zopa.PositionGraph:
    rows = [
        {
            "id": "p1",
            "party": "Upland",
            "issue": "seat",
            "stance": "demands",
            "option": "Geneva",
            "firmness": "red line",
        },
        {"id": "p2", "party": "Lowland", "issue": "seat", "stance": "demands", "option": "Oslo", "start": "2024"},
    ]
    dossier = {
        "id": "talks",
        "title": "The talks.",
        "as_of": "2024-05",
        "coders": ["J. Carberry (0000-0002-1825-0097)", "B. Coder"],
        "licence": "CC BY 4.0",
    }
    return zopa.load({"positions": rows, "dossier": dossier}, quiet=True)


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "panels"])
def test_every_answer_is_cited_with_its_case_and_its_query(talks: zopa.PositionGraph, name: str) -> None:
    answer = getattr(talks, name)(**NEEDED.get(name, {}))
    with made_on("2025-08-15"):
        sentence = answer.citation()
    assert sentence.startswith(
        f"J. Carberry (0000-0002-1825-0097); B. Coder. The talks (case talks, state {short_state(talks)}). Answer of "
        f"{'clashes' if name == 'picture' else name}("
    )
    assert re.search(r"\. zopa \d+\.\d+\.\d+, 2025-08-15\.$", sentence)
    if name in ("summary", "clashes", "zones", "deals", "what_next", "picture"):
        assert "As of 2024-05." in sentence
    assert answer.citation("bibtex").startswith("@misc{talks-")
    assert json.loads(answer.citation("csl"))[0]["version"] == short_state(talks)


def test_a_count_and_a_text_are_what_they_were(talks: zopa.PositionGraph) -> None:
    count: Any = talks.clashes(count_only=True, as_of="2024")
    text: Any = talks.summary(as_of="2024")
    assert (count, repr(count), count + 1, json.dumps([count])) == (1, "1", 2, "[1]")
    assert json.loads(json.dumps(text)) == text == str(text)
    for answer, asked in ((count, "clashes(as_of='2024', count_only=True)"), (text, "summary(as_of='2024')")):
        assert f"Answer of {asked}. As of 2024." in answer.citation()
        again = pickle.loads(pickle.dumps(answer))
        assert (again, type(again)) == (answer, type(answer))
        with pytest.raises(ValueError, match="does not know which case"):
            again.citation()
        assert again.citation(graph=talks) == answer.citation()


def test_what_an_answer_was_asked_with_is_written_in_python(talks: zopa.PositionGraph) -> None:
    softer = talks.change("p1", firmness="aim")
    compared: Any = talks.compare(softer, what=iter(["position"]))
    assert f"compare(other=<case talks, state {short_state(softer)}>, what=['position'])" in compared.citation()
    firm: Any = talks.robustness(clashes, parties=("Upland",), drop={"source"})
    assert "robustness(query=clashes, drop=['source'], parties=('Upland',))" in firm.citation()
    deal: Any = talks.check_deal({"seat": "Geneva"}, as_of="2024-06")
    assert "check_deal(deal={'seat': 'Geneva'}, as_of='2024-06'). As of 2024-06." in deal.citation()
    shared: Any = talks.overlap_pairs(parties=iter(["Upland"]))
    assert "overlap_pairs(parties=['Upland'])" in shared.citation()
    of_what_if: Any = softer.summary()
    assert "This is a what-if and not what was coded." in of_what_if.citation()


def test_the_forms_name_the_coders_the_date_and_the_licence(talks: zopa.PositionGraph) -> None:
    answer: Any = talks.clashes(why=False)
    with made_on("2025-08-15"):
        entry, (record,) = answer.citation("bibtex"), json.loads(answer.citation("csl"))
    for line in (
        "  author = {{J. Carberry} and {B. Coder}},",
        "  title = {{The talks.: clashes(why=False)}},",
        "  date = {2025-08-15},",
        f"  version = {{{short_state(talks)}}},",
        "  copyright = {CC-BY-4.0},",
    ):
        assert line in entry.splitlines()
    assert "As of 2024-05. zopa" in entry
    assert record["author"] == [{"literal": "J. Carberry"}, {"literal": "B. Coder"}]
    assert record["issued"] == {"date-parts": [[2025, 8, 15]]}
    assert record["id"] == entry[6 : entry.index(",")]
    # Two questions are two entries of one list, and the same question on another day is the same.
    other: Any = talks.clashes(severity="hard")
    assert json.loads(other.citation("csl"))[0]["id"] != record["id"]
    assert json.loads(answer.citation("csl"))[0]["id"] == record["id"]
    with pytest.raises(ValueError, match="'cff' is no form of a citation: use sentence, bibtex or csl"):
        answer.citation("cff")


def test_what_is_no_answer_any_more_is_not_cited(talks: zopa.PositionGraph) -> None:
    answer: Any = talks.clashes()
    assert "Answer of clashes()" in answer[["issue", "why"]].head(1).citation()
    with pytest.raises(ValueError, match="no answer to a query any more"):
        answer.groupby("issue", as_index=False).first().citation()


def test_a_citation_gives_away_nothing_of_a_redacted_case(talks: zopa.PositionGraph) -> None:
    answer: Any = talks.redacted("names").clashes(parties="party-1")
    sentence = answer.citation()
    assert sentence.startswith("A case without names (case case, state ")
    assert not re.search("Upland|Carberry|talks", sentence + answer.citation("bibtex") + answer.citation("csl"))
    assert short_state(talks) not in sentence


def test_a_command_says_how_its_answer_is_cited(talks: zopa.PositionGraph, tmp_path: Path) -> None:
    run = CliRunner().invoke
    case = str(zopa.save(talks, tmp_path / "talks"))
    for asked in (["clashes", case], ["check-deal", case, '{"seat": "Geneva"}'], ["show", case]):
        given = run(app, [*asked, "--cite", "sentence"])
        assert given.exit_code == 0, given.output
        assert given.stdout.count("\n") == 1
        assert "(case talks, state " in given.stdout
    asked = ["ask", case, "What does Upland want?"]
    assert "ask(question='What does Upland want?')" in run(app, [*asked, "--cite", "sentence"]).stdout
    path = tmp_path / "answer.csv"
    both = run(app, [*asked, "--cite", "bibtex", "-o", str(path)])
    assert both.stdout.startswith("@misc{talks-ask-")
    assert path.read_text(encoding="utf-8-sig").startswith("sentence,")
    refused = run(app, ["clashes", "no-such-case", "--cite", "apa"])
    assert refused.exit_code == 2
    assert "sentence, bibtex or csl" in " ".join(refused.output.replace("\u2502", " ").split())
    beside = run(app, ["clashes", case, "--cite", "csl", "--format", "csv"])
    assert isinstance(beside.exception, ValueError)
    assert "name one with -o" in str(beside.exception)
    assert CITATIONS == ("sentence", "bibtex", "csl")
