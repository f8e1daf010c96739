"""The file that the page is: the same bytes every time, whole or not at all, safe whatever the text."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser.invented import HOSTILE, hostile, hundred, valley
from browser.written import data, unpacked
from reference.dossiers import graph

import zopa
from docs.shipped import shipped
from zopa.graph.page import html as module
from zopa.graph.page import notebook as picture
from zopa.graph.page.data import view
from zopa.graph.page.described import described
from zopa.graph.page.html import PositionsNetwork, frame, page_html, vis_network, write_page
from zopa.queries.summary import sentences


class Elements(HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found:
            self.texts.append((self.found[-1][0], data))

    def text(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag and text.strip()]


def html(case: zopa.PositionGraph, **options: Any) -> str:
    findings = case._findings
    return page_html(
        case,
        case.clashes(as_of="all"),
        case.overlap_pairs(as_of="all"),
        summary=sentences(case),
        findings=findings,
        **options,
    )


@pytest.mark.parametrize("compress", [True, False])
def test_two_exports_are_the_same_bytes(compress: bool) -> None:
    assert html(valley(), compress=compress) == html(valley(), compress=compress)


def test_it_is_one_sound_document() -> None:
    text = html(valley())
    elements = Elements(text)
    names = [name for name, _ in elements.found]
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    for once in ("title", "h1", "main", "style"):
        assert names.count(once) == 1
    assert elements.text("title") == ["The valley talks"]
    addresses = [
        attribute
        for _, attributes in elements.found
        for name, attribute in attributes.items()
        if name in ("src", "href")
    ]
    assert addresses == ["#story"]
    assert not any(name.startswith("on") or name == "style" for _, attributes in elements.found for name in attributes)
    assert "no settlement honours both" in text.split('<div id="fallback">')[1].split("</div>")[0]


@pytest.mark.parametrize("compress", [True, False])
def test_the_policy_names_every_script_and_nothing_else(compress: bool) -> None:
    text = html(hostile(), compress=compress)
    elements = Elements(text)
    policy = next(attributes["content"] for _, attributes in elements.found if attributes.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
    if compress:
        scripts += unpacked(text, "code").values()  # the style as well
    styles = re.findall(r"<style>(.*?)</style>", text, re.S)
    named = re.findall(r"'(sha256-[^']+)'", policy)
    hashes = [
        "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() for source in scripts + styles
    ]
    assert sorted(hashes) == sorted(named)
    assert len(named) == 3 + 2 * compress


def test_data_cannot_leave_its_element_and_comes_out_as_it_went_in() -> None:
    case = hostile()
    text = html(case, compress=False)
    raw = text.split('id="data">')[1].split("</script>")[0]
    assert not set(raw) & set("<>&\u2028\u2029")
    names = [node["label"] for node in data(text)["nodes"] if node["kind"] == "Party"]
    assert names == case.tables["parties"]["name"].tolist()
    assert HOSTILE in data(text)["head"]["title"]
    assert len(re.findall(r"<script", text.split("<body>")[1].split('id="data"')[0])) == 1
    assert "<img" not in text.split('<script type="application/json"')[0]


def test_half_a_surrogate_pair_does_not_stop_the_export(tmp_path: Path) -> None:
    case = graph(parties=[{"id": "p", "name": "broken \ud83d here"}])
    case.meta["title"] = "also \udc00 here"
    path = case.page(tmp_path / "page.html")
    assert "broken \ufffd here" in path.read_text(encoding="utf-8")


def test_compress_is_smaller_and_automatic_from_a_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, packed = html(hundred(), compress=False), html(hundred(), compress=True)
    assert len(packed) < 0.5 * len(plain)
    assert html(hundred()) == plain
    # All of the page counts, in bytes: its own script and style, the pictures, the letters that take several.
    monkeypatch.setattr(module, "COMPRESS_FROM", len(plain.encode()) - 1)
    assert html(hundred()) == packed
    monkeypatch.setattr(module, "COMPRESS_FROM", len(plain.encode()))
    assert html(hundred()) == plain


def test_a_case_too_large_for_a_page_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = valley()
    monkeypatch.setattr("zopa.queries.page.MAX_ON_A_PAGE", len(case.tables["positions"]) - 1)
    with pytest.raises(ValueError, match=r"positions, and a page shows at most .*select\(issues=\.\.\.\).*--issue"):
        case.page(tmp_path / "page.html")
    assert not list(tmp_path.iterdir())


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = valley()
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "page.html"
    assert case.page(path, pictures=False) == path
    assert os.listdir(tmp_path) == ["page.html"]
    before = path.read_bytes()
    assert before.decode("utf-8") == html(case)
    assert b"\r" not in before.split(b"<script>")[0]

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_page(case, path, case.clashes(as_of="all"), case.overlap_pairs(as_of="all"), title="Another")
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["page.html"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no folder '.*nowhere'"):
        valley().page(tmp_path / "nowhere" / "page.html", pictures=False)


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("x", encoding="utf-8")
    path = valley().page(tmp_path / "page.html", pictures=False)
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode
    path.chmod(0o600)
    assert valley().page(path, pictures=False).stat().st_mode & 0o777 == 0o600


def test_a_title_of_ones_own() -> None:
    assert Elements(html(valley(), title="<b>Mine</b>")).text("title") == ["<b>Mine</b>"]


def test_the_case_is_left_as_it_was() -> None:
    case = valley()
    before = {name: table.copy() for name, table in case.tables.items()}
    html(case)
    assert all(before[name].equals(table) for name, table in case.tables.items())


def test_the_network_is_a_pyvis_network_that_keeps_parallel_links(tmp_path: Path) -> None:
    case = valley()
    network = PositionsNetwork.from_view(
        view(
            case,
            case.clashes(as_of="all"),
            case.overlap_pairs(as_of="all"),
            summary=sentences(case),
            findings=case._findings,
        )
    )
    assert (network.num_nodes(), network.num_edges()) == (case.nx.number_of_nodes(), case.nx.number_of_edges())
    assert network.directed
    network.linked = described(case)
    assert network.generate_html() == html(case)
    network.add_node("party:upland", label="again")
    assert network.num_nodes() == case.nx.number_of_nodes()
    for _ in range(2):
        network.add_edge("party:upland", "party:lowland", kind="PART_OF")
    assert network.num_edges() == case.nx.number_of_edges() + 2
    with pytest.raises(ValueError, match="No such node: 'nobody'"):
        network.add_edge("party:upland", "nobody", kind="PART_OF")
    network.save_graph(tmp_path / "saved.html")
    assert len(data((tmp_path / "saved.html").read_text(encoding="utf-8"))["edges"]) == network.num_edges()
    assert PositionsNetwork().num_nodes() == 0


def test_the_drawing_library_is_pyvis_own() -> None:
    code = vis_network()
    assert "vis-network" in code[:400]
    assert "</script" not in code.lower()
    assert "\r" not in code


def test_every_file_of_the_template_is_used() -> None:
    folder = Path(module.__file__).parent / "template"
    files = {path.name for path in folder.iterdir() if path.is_file()}
    assert files == {*module.SCRIPTS, *module.UNPACK, *module.STYLES, module.TEXTS, module.WIDGET, "page.html.j2"}
    for name in files:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        if not name.endswith(".json"):
            assert len(lines) < 400, name
            assert max(map(len, lines)) <= 140, name


def test_the_script_that_is_shipped_is_made_from_the_one_that_is_read() -> None:
    assert (Path(module.__file__).parent / module.SHIPPED).read_text(encoding="utf-8") == shipped(), (
        "run python -m docs"
    )
    assert len(module._app()) < 0.7 * len(module._source()) + len(module._json(module._text()))
    assert module._app().count(module._json(module._text())) == 1
    assert "</" not in module._app()


def test_a_script_that_was_changed_since_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    module._app.cache_clear()
    monkeypatch.setattr(module, "_source", lambda: f"changed({module.STRINGS})")
    assert module._app() == f"changed({module._json(module._text())})"
    module._app.cache_clear()


def test_every_name_that_the_script_of_the_page_uses_is_declared_and_every_declared_one_is_used(tmp_path: Path) -> None:
    # The linter reads one file at a time, and the script is all of them, one after the other.
    script = tmp_path / "page.js"
    source = module._source().replace(module.STRINGS, "{}")
    script.write_text(source, encoding="utf-8")
    rules = ("no-undef", "no-unused-vars", "no-redeclare", "no-const-assign", "no-func-assign")
    settings = {
        "env": {"browser": True, "es2024": True},
        "globals": {"vis": "readonly"},
        "categories": {"correctness": "off"},
    }
    (tmp_path / ".oxlintrc.json").write_text(json.dumps({**settings, "rules": dict.fromkeys(rules, "error")}))
    linter = Path(sys.executable).with_name("oxlint")

    def complaints() -> list[str]:
        run = subprocess.run([linter, "-f", "unix", script.name], cwd=tmp_path, capture_output=True, text=True)
        return re.findall(r"\[Error/eslint\((.+)\)\]", run.stdout)

    assert complaints() == []
    script.write_text(source.replace("function drawLists(", "function drawList("), encoding="utf-8")
    assert {*complaints()} == {"no-undef", "no-unused-vars"}


def test_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    case = valley()
    bundle = case._repr_mimebundle_()
    assert bundle["text/plain"].startswith("The valley talks. On ")
    assert "\n" not in bundle["text/plain"]
    elements = Elements(bundle["text/html"])
    frame = dict(elements.found)["iframe"]
    assert "allow-same-origin" not in str(frame["sandbox"])
    # Nobody looks for a frame of a notebook in a catalogue.
    assert frame["srcdoc"] == re.sub(
        r'<script type="application/ld\+json">.*</script>\n', "", html(case, compress=True)
    )
    outside = bundle["text/html"].split("</iframe>")[1]
    assert outside.count("16 positions of 6 parties on 4 issues, coded from 4 pieces of evidence") == 2
    assert (
        outside.index("has not been trusted") < outside.index("16 positions of 6 parties") < outside.index("<details>")
    )
    assert outside.count("<tr>") == 1 + len(case.clashes())
    assert case.clashes()["why"].iloc[0].replace("'", "&#39;") in outside
    monkeypatch.setattr(picture, "MAX_BYTES", 1000)
    small = case._repr_mimebundle_()["text/html"]
    assert "<iframe" not in small
    assert "too large" in small
    assert 'src="data:image/svg+xml;base64,' in small


def test_a_hostile_case_in_a_notebook() -> None:
    elements = Elements(hostile()._repr_mimebundle_()["text/html"])
    assert {name for name, _ in elements.found} <= {
        "iframe",
        "details",
        "summary",
        "p",
        "img",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "style",
        "div",
        "em",
        "code",
        "strong",
    }


def test_every_text_of_the_interface_stands_in_one_table_and_is_used() -> None:
    folder = Path(module.__file__).parent / "template"
    texts = json.loads((folder / module.TEXTS).read_text(encoding="utf-8"))
    code = "".join((folder / name).read_text(encoding="utf-8") for name in module.SCRIPTS)
    used = set(re.findall(r'say(?:With)?\(\s*"([^"]+)"', code)) | set(
        re.findall(r'text\["([^"]+)"\]', (folder / "page.html.j2").read_text(encoding="utf-8"))
    )
    # Keys that are put together, such as `clashes.${severity}`, and those chosen between two.
    built = re.findall(r"say(?:With)?\(\s*`([^`$]+)\$\{", code)
    chosen = {key for pair in re.findall(r'say\([^"`]*\?\s+"([^"]+)"\s+:\s+"([^"]+)"', code) for key in pair}
    assert used | chosen <= set(texts)
    assert {key for key in texts if key not in used | chosen and not key.startswith(tuple(built))} == set()
    # No sentence is left in the scripts: a string with a blank in it between two words, outside of names of things.
    assert not re.findall(r'(?:text: |aria-label": |title: )"[A-Za-z]', code)


@pytest.mark.thorough
def test_two_processes_write_the_same_bytes_whatever_the_locale_and_leave_nothing_else(tmp_path: Path) -> None:
    pages = {
        "plain": {},
        "redacted": {"redact": "names", "pictures": False},
        "embedded": {"embed": True, "pictures": False},
    }
    code = f"""
import zopa
case = zopa.load('ukraine-2025', quiet=True)
for name, options in {pages!r}.items():
    case.page(f'{{name}}.html', **options)
"""
    written = []
    for index, locale in enumerate(("C", "C.UTF-8")):
        folder = tmp_path / str(index)
        folder.mkdir()
        environment = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": locale, "PYTHONHASHSEED": str(index)}
        subprocess.run([sys.executable, "-c", code], cwd=folder, env=os.environ | environment, check=True)
        assert sorted(os.listdir(folder)) == sorted(f"{name}.html" for name in pages)
        written.append({name: (folder / f"{name}.html").read_bytes() for name in pages})
    for name in pages:
        assert written[0][name] == written[1][name], name
        assert written[0][name].decode("utf-8").startswith("<!DOCTYPE html>"), name
        assert not written[0][name].isascii(), name


def test_the_frame_for_another_page_holds_no_markup_of_its_title() -> None:
    elements = Elements(frame("a b/\"c'.html", '"><script>x</script>'))
    ((tag, attributes),) = elements.found
    assert tag == "iframe"
    assert attributes["title"] == '"><script>x</script>'
    assert attributes["src"] == "a%20b/%22c%27.html"
    assert "allow-same-origin" not in str(attributes["sandbox"])
