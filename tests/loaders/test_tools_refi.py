"""Projects of qualitative analysis: passages are evidence with their words, whatever a program counts positions in."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.loaders.findings import DossierError
from zopa.loaders.tools.refi_text import Dialect, Span, Text, dialect_of
from zopa.loaders.tools.registry import recognised

NAMESPACE = "urn:QDA-XML:project:1.0"
#: A text with letters of one, two and four bytes, and line ends of two characters.
TEXT = "Präsidentin \U0001f642:\r\nWir fordern die Öffnung der Brücke.\r\nNie ohne Zoll, sagt das Tal.\r\n"
PASSAGES = {
    "Wir fordern die Öffnung der Brücke.": ("upland", "bridge-open", "demands"),
    "Nie ohne Zoll": ("lowland", "bridge-open", "rejects"),
    "sagt das Tal": ("note",),
}
CODES = """
<Code guid="A" name="Party"><Code guid="upland" name="Upland"/><Code guid="lowland" name="Lowland"/></Code>
<Code guid="I" name="Issues"><Code guid="bridge" name="Bridge"><Code guid="bridge-open" name="open">
<Description>Whether the bridge is opened.</Description></Code></Code></Code>
<Code guid="demands" name="demands"/><Code guid="rejects" name="rejects"/><Code guid="note" name="Fear"/>"""
PLAIN_CODES = (
    CODES.replace('"Party"', '"Wer"')
    .replace('"Issues"', '"Was"')
    .replace('"demands"/', '"ja"/')
    .replace('name="demands"', 'name="ja"')
    .replace('name="rejects"', 'name="nein"')
)


def positions(words: str, unit: str, line_end: str, mark: bool) -> tuple[int, int]:
    """Where words stand in the text, as one of the programs counts."""
    text = ("\ufeff" if mark else "") + TEXT.replace("\r\n", line_end)
    encoding, width = {"characters": ("utf-32-le", 4), "UTF-16 units": ("utf-16-le", 2), "bytes": ("utf-8", 1)}[unit]
    before = text[: text.index(words)]
    start = len(before.encode(encoding)) // width
    return start, start + len(words.encode(encoding)) // width


def project(
    unit: str = "characters",
    line_end: str = "\r\n",
    mark: bool = False,
    codes: str = CODES,
    named: bool = True,
    extra: str = "",
) -> str:
    selections = ""
    for words, coded in PASSAGES.items():
        start, end = positions(words, unit, line_end, mark)
        name = f"{words[:14]}..." if named else f"({start},{end})"
        codings = "".join(
            f'<Coding guid="c-{words[:3]}-{code}" creatingUser="u1"><CodeRef targetGUID="{code}"/></Coding>'
            for code in coded
        )
        selections += (
            f'<PlainTextSelection guid="s-{words[:3]}" name={quoteattr(name)} startPosition="{start}" endPosition="{end}" '
            f'creatingUser="u1"><Description>seen twice</Description>{codings}</PlainTextSelection>'
        )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="{NAMESPACE}" name="Bridge talks" origin="Example 1"><Users><User guid="u1" name="A. Coder"/></Users>
<CodeBook><Codes>{codes}</Codes></CodeBook>
<Variables><Variable guid="v1" name="Year" typeOfVariable="Integer"/></Variables>
<Cases><Case guid="k1" name="Round 1"><VariableValue><VariableRef targetGUID="v1"/><IntegerValue>2024</IntegerValue></VariableValue>
<SourceRef targetGUID="t1"/></Case></Cases>
<Sources><TextSource guid="t1" name="Interview 1" plainTextPath="internal://T1.txt" richTextPath="internal://T1.docx">{selections}
</TextSource><VideoSource guid="t2" name="Film" path="relative:///film.mp4"><VideoSelection guid="w" begin="115" end="1100" name="x">
<Coding guid="q" creatingUser="u1"><CodeRef targetGUID="note"/></Coding></VideoSelection></VideoSource></Sources>
<Notes><Note guid="n1" name="Memo"><PlainTextContent>ask again</PlainTextContent></Note></Notes>
<Sets><Set guid="z" name="Round"><MemberCode targetGUID="note"/></Set></Sets>{extra}</Project>"""


def archive(parts: dict[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return content.getvalue()


def qdpx(tmp_path: Path, mark: bool = False, text: bytes | None = None, **asked: Any) -> Path:
    path = tmp_path / "talks.qdpx"
    content = text if text is not None else (b"\xef\xbb\xbf" if mark else b"") + TEXT.encode()
    path.write_bytes(
        archive({"project.qde": project(mark=mark, **asked), "Sources/T1.txt": content, "Sources/T1.docx": b"x"})
    )
    return path


def quotes(case: Any) -> list[str]:
    return case.tables["evidence"]["quote"].dropna().tolist()


@pytest.mark.parametrize("mark", [False, True])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("unit", ["characters", "UTF-16 units", "bytes"])
def test_passages_are_the_words_that_a_program_selected_whatever_it_counts(tmp_path, unit, line_end, mark):
    case = zopa.load(qdpx(tmp_path, mark=mark, unit=unit, line_end=line_end), quiet=True)
    assert quotes(case) == list(PASSAGES)


def test_where_names_say_nothing_whole_words_tell_how_positions_are_counted(tmp_path):
    case = zopa.load(qdpx(tmp_path, unit="bytes", named=False), quiet=True)
    assert quotes(case) == list(PASSAGES)


def test_it_is_told_where_nothing_says_how_positions_are_counted():
    text = Text("é abcdef".encode())
    assert not dialect_of([(text, [Span(3, 5, "")])]).is_sure
    assert dialect_of([(Text(b"plain"), [Span(0, 2, "")])]) == (Dialect(), True)


def test_codes_whose_names_say_it_are_proposed_and_make_positions_with_evidence(tmp_path):
    path = qdpx(tmp_path)
    assert recognised(path) == "refi-qda"
    case = zopa.load(path, quiet=True)
    held = case.tables["positions"][["party", "issue", "option", "stance"]].values.tolist()
    assert held == [["upland", "bridge", "open", "demands"], ["lowland", "bridge", "open", "rejects"]]
    assert case.tables["positions"]["firmness"].isna().all()
    evidence = case.tables["evidence"].astype(object).fillna("")
    assert evidence["coder"].tolist() == ["A. Coder"] * 4
    assert evidence["locator"].tolist()[2:] == [
        f"characters {' to '.join(map(str, positions('sagt das Tal', 'characters', chr(13) + chr(10), False)))}",
        "begin 115, end 1100",
    ]
    assert evidence["note"].tolist()[2].startswith("Codes: Fear. seen twice.")
    assert "Round 1; Year: 2024" in case.tables["sources"].set_index("title")["note"]["Interview 1"]
    assert case.tables["sources"]["note"].str.contains("Whether the bridge is opened", regex=False).any()
    assert case.understood.attrs["is_proposal"]
    kept = " ".join(case.set_aside["content"])
    assert "Memo: ask again" in kept
    assert "Round" in kept


def test_options_of_one_stance_are_one_position_and_places_say_where_it_holds(tmp_path):
    codes = CODES.replace(
        '<Code guid="bridge-open"', '<Code guid="bridge-toll" name="with a toll"/><Code guid="bridge-open"'
    )
    codes += '<Code guid="P" name="Places"><Code guid="north" name="North bank"/></Code>'
    more = "".join(
        f'<Coding guid="c-{code}" creatingUser="u1"><CodeRef targetGUID="{code}"/></Coding>'
        for code in ("bridge-toll", "north")
    )
    path = tmp_path / "talks.qdpx"
    xml = project(codes=codes).replace("</Description><Coding", f"</Description>{more}<Coding", 1)
    path.write_bytes(archive({"project.qde": xml, "Sources/T1.txt": TEXT.encode()}))
    case = zopa.load(path, quiet=True)
    assert case.tables["positions"][["party", "option", "stance", "regions"]].fillna("").values.tolist() == [
        ["upland", "with-a-toll|open", "demands", "north-bank"],
        ["lowland", "open", "rejects", ""],
    ]
    assert case.tables["regions"]["name"].tolist() == ["North bank"]


def test_without_a_mapping_codes_are_evidence_and_the_command_writes_the_template_to_fill_in(tmp_path):
    path = qdpx(tmp_path, codes=PLAIN_CODES)
    case = zopa.load(path, quiet=True)
    assert len(case.tables["positions"]) == 0
    assert quotes(case) == list(PASSAGES)
    assert "--save-mapping" in " ".join(case.findings["message"])
    done = CliRunner().invoke(app, ["load", str(path), "--save-mapping"])
    assert done.exit_code == 0, done.output
    template = tmp_path / "talks.mapping.toml"
    text = template.read_text(encoding="utf-8")
    assert '[codes."Wer > Upland"]\nparty = ""\nissue = ""\noption = ""\nstance = ""\nfirmness = ""' in text
    assert '[sources."Interview 1"]\nparty = ""' in text
    text = text.replace('[codes."Wer > Upland"]\nparty = ""', '[codes."Wer > Upland"]\nparty = "Upland"')
    text = text.replace(
        '[codes."Was > Bridge > open"]\nparty = ""\nissue = ""\noption = ""',
        '[codes."Was > Bridge > open"]\nparty = ""\nissue = "Bridge"\noption = "open"',
    )
    text = text.replace("[codes.ja]", '[codes."ja"]').replace(
        '[codes."ja"]\nparty = ""\nissue = ""\noption = ""\nstance = ""',
        '[codes."ja"]\nparty = ""\nissue = ""\noption = ""\nstance = "accepts"',
    )
    template.write_text(text, encoding="utf-8")
    case = zopa.load(path, quiet=True)
    assert case.tables["positions"][["party", "issue", "option", "stance"]].values.tolist() == [
        ["upland", "bridge", "open", "accepts"]
    ]
    assert not case.understood.attrs["is_proposal"]
    # The other passage has a settlement, and nobody said whose.
    assert "1 passage names an issue and not a party" in " ".join(case.findings["message"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('[codes.note]\nstance = "demnds"', "Did you mean 'demands'"),
        ('[codes.note]\nfirmnes = "aim"', "it can be party, issue"),
        ("[columns]\nA = 1", "has a key 'columns'"),
        ("codes = 3", "has no tables under codes"),
        ("[codes", "is no mapping"),
    ],
)
def test_a_mapping_that_says_nothing_readable_is_refused_by_name(tmp_path, line, message):
    path = qdpx(tmp_path)
    (tmp_path / "talks.mapping.toml").write_text(line, encoding="utf-8")
    with pytest.raises(DossierError, match=message):
        zopa.load(path, quiet=True)


def test_a_codebook_alone_gives_its_codes_and_the_template(tmp_path):
    path = tmp_path / "codes.qdc"
    path.write_text(
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes>{CODES}</Codes></CodeBook>', encoding="utf-8"
    )
    case = zopa.load(path, quiet=True)
    assert case.understood["column"].tolist()[:3] == ["Party", "Party > Upland", "Party > Lowland"]
    assert 'party = "Upland"' in case.understood.attrs["mapping"]


def test_texts_outside_of_the_file_are_not_looked_for_and_their_passages_are_kept(tmp_path):
    path = tmp_path / "talks.qdpx"
    (tmp_path / "T1.txt").write_text("secret", encoding="utf-8")
    xml = project().replace("internal://T1.txt", f"absolute://{tmp_path}/T1.txt")
    path.write_bytes(archive({"project.qde": xml}))
    case = zopa.load(path, quiet=True)
    assert quotes(case)[0].startswith("Wir fordern")
    assert "secret" not in str(case.tables["evidence"].to_dict())
    assert "is not in the file" in " ".join(case.findings["message"])


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"project.qde": "<!DOCTYPE x [<!ENTITY a 'b'>]>" + project().partition("?>")[2]}, "declares a document type"),
        ({"../project.qde": project()}, "would lie outside of the file"),
        ({"project.qde": project(), "C:/x.txt": "x"}, "would lie outside of the file"),
        ({"project.qde": project(), "Sources/T1.txt": b"\0" * (20 << 20)}, "as no text does"),
        ({"Sources/T1.txt": "x"}, "holds no project"),
        ({"project.qde": "<Project"}, "is not XML"),
        ({"project.qde": "<Other/>"}, "begins with 'Other'"),
    ],
)
def test_bombs_traversal_and_document_types_are_refused(tmp_path, parts, message):
    path = tmp_path / "x.qdpx"
    path.write_bytes(archive(parts))
    with pytest.raises(DossierError, match=message):
        zopa.load(path, quiet=True, form="refi-qda")


def test_a_passage_beyond_its_text_is_told_and_kept(tmp_path):
    case = zopa.load(qdpx(tmp_path, text="Präs".encode()), quiet=True)
    assert "lies beyond its text" in " ".join(case.findings["message"])
    assert len(quotes(case)) == 3


@pytest.mark.parametrize("seed", range(25))
def test_mutated_projects_never_break_the_reading(tmp_path, seed):
    rng = random.Random(seed)
    xml = project(unit=rng.choice(["characters", "bytes"]))
    pieces = xml.split("<")
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(1, len(pieces))
        change = rng.randrange(5)
        if change == 0:
            del pieces[at]
        elif change == 1:
            pieces.insert(at, pieces[at])
        elif change == 2:
            pieces[at] = pieces[at].replace('="', '="|', 1)
        elif change == 3:
            pieces[at] = pieces[at].replace("Position", "Pos").replace("guid=", "x=").replace("name=", "y=")
        else:
            pieces[at] = pieces[at].replace("1", rng.choice(["-1", "9" * 30, "", "x"]))
    path = tmp_path / "x.qdpx"
    content = archive({"project.qde": "<".join(pieces), "Sources/T1.txt": TEXT.encode()})
    if seed % 5 == 0:
        content = content[: rng.randrange(len(content))]
    path.write_bytes(content)
    refusal = None
    try:
        case = zopa.load(path, quiet=True, form="refi-qda")
    except DossierError as error:
        refusal = error
    if refusal is None:
        assert len(case.understood)
    else:
        assert len(refusal.findings)
