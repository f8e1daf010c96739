"""A case as a project of REFI-QDA: read by a library that is made from the schema of the standard, and by zopa."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from browser.invented import valley
from effort import examples
from hypothesis import HealthCheck, given, settings
from pyrefiqda import RefiCodebook, RefiProject
from pyrefiqda.models import Project
from reference.dossiers import dossiers, graph

import zopa
from zopa.graph.formats.registry import write
from zopa.graph.redaction import redacted


def bridge() -> zopa.PositionGraph:
    """Two lands on a bridge: quotes with letters of several bytes, names that clash, a range, and no side taken."""
    return graph(
        parties=[
            {"id": "up", "name": "Upland", "kind": "state"},
            {"id": "low", "name": "Lowland", "kind": "state"},
            {"id": "open", "name": "Open", "kind": "people"},
        ],
        issues=[
            {"id": "bridge", "name": "Bridge > river", "kind": "choice", "question": "Is it open?"},
            {"id": "road", "name": "Road", "kind": "choice", "closed": "no"},
            {"id": "cars", "name": "Cars/day", "kind": "number", "unit": "cars"},
        ],
        options=[
            {"issue": "bridge", "option": "open", "name": "Open", "meaning": "Everybody may cross"},
            {"issue": "bridge", "option": "toll", "name": "With a toll"},
            {"issue": "road", "option": "open", "name": "Open"},
        ],
        regions=[{"id": "north", "name": "North"}],
        sources=[{"id": "gazette", "title": "Gazette", "date": "2024-03", "publisher": "Press & Sons"}],
        evidence=[
            {"id": "e1", "source": "gazette", "quote": "\N{FIRE} Die Brücke\r\nbleibt <offen>", "coder": "A. Coder"},
            {"id": "e2", "source": "gazette", "quote": "Nie ohne Zoll", "speaker": "The queen", "locator": "p. 2"},
            {"id": "e3", "source": "gazette", "paraphrase": "They waver"},
        ],
        positions=[
            position("1", "up", "bridge", "demands", "open|toll", firmness="red line", evidence="e1", start="2024"),
            position("2", "low", "bridge", "rejects", "open", evidence="e2|e1", regions="north"),
            position("3", "open", "road", "accepts", "other", evidence="e3"),
            position("4", "up", "cars", "demands", None, low=30.0),
            position("5", "low", "road", "abstains", None),
        ],
    )


def position(id: str, party: str, issue: str, stance: str, option: str | None, **more: Any) -> dict[str, Any]:
    return {"id": id, "party": party, "issue": issue, "stance": stance, "option": option, **more}


def project_of(case: zopa.PositionGraph, folder: Path) -> tuple[Project, dict[str, str]]:
    """A project as the library reads it, and its texts by their paths."""
    write(case, folder / "a.qdpx")
    project = RefiProject.load(folder / "a.qdpx", str(folder / "a"))
    sources = project.sources.text_source if project.sources else []
    texts = {source.guid: str(source.plain_text_path) for source in sources}
    return project, {
        guid: RefiProject.resolve_source_path(path, folder / "a").read_bytes().decode() for guid, path in texts.items()
    }


def codes_of(codes: list[Any], above: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """The names of codes with those that they stand in, by their ids."""
    found = {}
    for code in codes:
        found[code.guid] = (*above, code.name)
        found |= codes_of(code.code, (*above, code.name))
    return found


def coded(project: Project, texts: dict[str, str]) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Each selected text with the codes that it has."""
    names = codes_of(project.code_book.codes.code)
    return [
        (
            texts[source.guid][selection.start_position : selection.end_position],
            [names[coding.code_ref.target_guid] for coding in selection.coding],
        )
        for source in (project.sources.text_source if project.sources else [])
        for selection in source.plain_text_selection
    ]


def test_a_project_has_each_quote_coded_with_who_wants_what_where(tmp_path: Path) -> None:
    project, texts = project_of(bridge(), tmp_path)
    crossing = ("Issues", "Bridge \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} river")
    quote = "\N{FIRE} Die Brücke\nbleibt <offen>"
    up, low, people = (("Parties", name) for name in ("Upland", "Lowland", "Open"))
    opened, toll = (*crossing, "Open (Bridge > river)".replace(" > ", crossing[1][6:9])), (*crossing, "With a toll")
    rejects = ("Stance", "rejects")
    assert coded(project, texts) == [
        (quote, [up, opened, toll, ("Stance", "demands"), ("Firmness", "red line")]),
        ("Nie ohne Zoll", [low, opened, ("Places", "North"), rejects]),
        (quote, [low, opened, ("Places", "North"), rejects]),
        ("[They waver]", [people, ("Issues", "Road", "other"), ("Stance", "accepts")]),
        ("[Upland demands at least 30 cars]", [up, ("Issues", "Cars\N{FRACTION SLASH}day"), ("Stance", "demands")]),
        ("[Lowland abstains]", [low, ("Issues", "Road"), ("Stance", "abstains")]),
    ]
    assert [user.name for user in project.users.user] == ["A. Coder"]
    gazette, none = project.sources.text_source
    assert (gazette.name, none.name) == ("Gazette", "No source is coded")
    assert gazette.description == "Press & Sons; 2024-03; A text in square brackets is no quote."
    first, second, *_ = gazette.plain_text_selection
    assert first.creating_user == project.users.user[0].guid
    assert first.description == "Upland demands: Open or With a toll; from 2024; dated 2024-03"
    assert second.description == "Lowland rejects: Open; said by The queen; dated 2024-03; p. 2"


def test_what_a_project_does_not_hold_is_told(tmp_path: Path) -> None:
    assert write(bridge(), tmp_path / "a.qdpx")[1:] == [
        "3 passages have no quote in the case. A text in square brackets is no quote."
    ]
    (sentence,) = write(bridge(), tmp_path / "a.qdc")
    assert sentence.startswith("A codebook holds parties, issues, options, places")


def test_two_positions_on_evidence_without_words_have_words_of_their_own(tmp_path: Path) -> None:
    case = zopa.PositionGraph(*redacted(bridge(), "quotes"))
    assert [words for words, _ in coded(*project_of(case, tmp_path))][:3] == [
        "[Upland demands: Open or With a toll]",
        "[Lowland rejects: Open]",
        "[Lowland rejects: Open]",
    ]


def test_no_two_codes_have_the_same_name(tmp_path: Path) -> None:
    names = [path[-1].casefold() for path in codes_of(project_of(bridge(), tmp_path)[0].code_book.codes.code).values()]
    assert len(set(names)) == len(names)
    assert {"open", "open (road)"} <= set(names)


def test_a_codebook_has_the_codes_of_the_project(tmp_path: Path) -> None:
    project, _ = project_of(bridge(), tmp_path)
    write(bridge(), tmp_path / "a.qdc")
    book = RefiCodebook.load(tmp_path / "a.qdc")
    assert codes_of(book.codes.code) == codes_of(project.code_book.codes.code)
    assert zopa.load(tmp_path / "a.qdc", quiet=True).understood is not None


def test_a_project_is_read_back_with_the_positions_that_it_holds(tmp_path: Path) -> None:
    write(bridge(), tmp_path / "a.qdpx")
    again: Any = zopa.load(tmp_path / "a.qdpx", quiet=True)
    columns = ["party", "stance", "option", "firmness", "regions"]
    assert again.tables["positions"][columns].astype(object).fillna("").values.tolist() == [
        ["upland", "demands", "open-bridge-river|with-a-toll", "red line", ""],
        ["lowland", "rejects", "open-bridge-river", "", "north"],
        ["open", "accepts", "other", "", ""],
    ]
    evidence = again.tables["evidence"].astype(object).fillna("")
    assert evidence["quote"].tolist()[:2] == ["\N{FIRE} Die Brücke\nbleibt <offen>", "Nie ohne Zoll"]
    assert evidence["coder"].tolist()[:2] == ["A. Coder", ""]


@settings(max_examples=examples(24), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=dossiers(wide=True))
def test_every_position_is_coded_whole(tmp_path: Path, rows: dict[str, Any]) -> None:
    case = graph(**rows)
    project, texts = project_of(case, tmp_path)
    held = coded(project, texts)
    assert len(held) == len(rows["positions"])
    for row, (words, paths) in zip(rows["positions"], held, strict=True):
        assert words.startswith(f"[{row['party']} ")
        inner: dict[str, list[str]] = {}
        for group, *path in paths:
            inner.setdefault(group, []).append(path[-1].partition(" (")[0])
        assert inner.pop("Parties") == [row["party"]]
        assert inner.pop("Stance") == [row["stance"]]
        assert inner.pop("Firmness", None) == ([row["firmness"]] if row.get("firmness") else None)
        assert inner.pop("Places", None) == (row["regions"].split("|") if row.get("regions") else None)
        assert inner.pop("Issues") == (row["option"].split("|") if row.get("option") else [row["issue"]])
        assert not inner


def test_texts_lie_where_the_standard_has_them(tmp_path: Path) -> None:
    write(valley(), tmp_path / "a.qdpx")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        first, *others = archive.namelist()
        assert first == "project.qde"
        assert all(name.startswith("sources/") and name.endswith(".txt") for name in others)
        assert all(not archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())
    empty, _ = project_of(graph(), tmp_path)
    assert empty.sources is None
