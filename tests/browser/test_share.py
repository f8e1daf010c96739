"""A reader takes away the same that the page says: link, picture, drawing, table, two pages on paper."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from browser.invented import HOSTILE, hostile, valley
from browser.opened import PHONE, Opened, as_link
from effort import first_of, one_in
from PIL import Image, ImageChops
from pypdf import PdfReader

import zopa
from zopa.graph.page.html import frame

Visit = Callable[..., Opened]

VIEWS = ("graph", "matrix", "parties", "regions", "timeline", "table", "pictures")
PAPER = {"light": (0xFF, 0xFF, 0xFF), "dark": (0x14, 0x19, 0x1F)}


def taken(opened: Opened, button: str, folder: Path) -> Path:
    """A file that the page saves when its button is pressed."""
    if not opened.page.locator("#share-menu").is_visible():
        opened.page.locator("#share").click()
    with opened.page.expect_download() as waiting:
        opened.page.locator(f"#share-{button}").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def words(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------ link


def test_a_link_opens_the_page_as_it_was(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    page = opened.page
    page.locator('.chip[data-group="party"][data-value="party:upland"]').click()
    opened.unfold()
    page.locator("#filters input[data-name=Option]").check()
    page.locator("#theme").click()
    page.locator("#search").fill("bank é")
    page.locator("#show-table").click()
    page.locator("#search").fill("")
    page.locator("#clashes .clash").first.click()
    page.wait_for_timeout(300)
    state = opened.js("zopa.toPlain()")
    assert page.url.rpartition("/")[2] == opened.js("zopa.link()")
    again = visit(Path(valley_page), link=page.url.split("#")[1])
    assert again.js("zopa.toPlain()") == state
    assert again.visible == opened.visible
    assert again.page.locator("#table").is_visible()
    assert again.page.locator("#why").inner_text() == page.locator("#why").inner_text()
    assert again.js("document.documentElement.dataset.theme") == "dark"
    again.js("(link) => { location.hash = link; }", as_link({"view": "parties"}))
    again.page.locator("#parties").wait_for()
    assert again.js("zopa.toPlain()") == {"view": "parties"}
    assert (again.requests, again.errors) == ([], [])


BROKEN = [
    "v1=",
    "v1=!!!!",
    "v1=%00",
    "v2=e30",
    "v1=e30%",
    as_link("[1, 2")[1:],
    as_link("null")[1:],
    as_link("[]")[1:],
    as_link("7")[1:],
    "v1=" + base64.urlsafe_b64encode(b"\xff\xfe{").decode(),
    "v1=" + "A" * 70000,
    as_link({"selected": {"edge": [{}, [], None, "constructor"]}})[1:],
    as_link('{"__proto__": {"view": "table"}, "constructor": {"prototype": 1}}')[1:],
    as_link(
        {"view": ["table"], "pick": [1], "kinds": {"a": 1}, "query": {}, "asOf": "2025-99-99", "focus": "x", "set": {}}
    )[1:],
]


@pytest.mark.parametrize("link", one_in(3, BROKEN), ids=[str(number) for number in range(len(BROKEN))])
def test_a_link_that_says_nothing_is_passed_over(visit: Visit, valley_page: Path, link: str) -> None:
    opened = visit(valley_page, link=link)
    assert opened.js("zopa.toPlain()") == {}
    assert opened.js("({}).view") is None
    assert opened.errors == []


def test_hostile_text_in_a_link_stays_text(visit: Visit, hostile_page: Path) -> None:
    payload = {
        "query": HOSTILE,
        "view": HOSTILE,
        "pick": {"party": [HOSTILE]},
        "selected": {"node": HOSTILE},
        "set": HOSTILE,
    }
    opened = visit(hostile_page, link=as_link(payload)[1:])
    assert opened.page.locator("#search").input_value() == HOSTILE.replace("\n", "").replace("\r", "")[:200]
    opened.page.wait_for_timeout(100)
    assert opened.js("window.hacked") is None
    assert opened.js("document.querySelectorAll('img, b, iframe').length") == 0
    assert opened.errors == []


def test_the_link_can_be_copied(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.locator("#show-parties").click()
    opened.page.locator("#share").click()
    opened.page.locator("#share-copy").click()
    opened.page.wait_for_function("() => document.getElementById('share-told').textContent")
    copied = opened.js("navigator.clipboard.readText()")
    assert copied == opened.page.locator("#share-link").input_value() == opened.js("zopa.link()")
    # The folders of a file are nobody else's business.
    assert copied.startswith("valley.html#v1=")
    assert "opens it" in opened.page.locator("#share-told").inner_text()
    opened.page.keyboard.press("Escape")
    assert not opened.page.locator("#share-menu").is_visible()
    assert opened.js("document.activeElement.id") == "share"


# ------------------------------------------------------------------ pictures and tables


@pytest.mark.parametrize("view", first_of(VIEWS))
def test_each_view_as_a_picture_a_drawing_and_a_table(
    visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph, tmp_path: Path, view: str
) -> None:
    opened = visit(valley_page)
    opened.page.locator(f"#show-{view}").click()
    for scheme in ("light", "dark"):
        image = Image.open(taken(opened, "png", tmp_path)).convert("RGB")
        colours = image.getcolors(1 << 24) or []
        assert image.getpixel((1, image.height - 2)) == PAPER[scheme]
        assert len(colours) > 30
        opened.page.locator("#theme").click()
    drawing = ElementTree.parse(taken(opened, "svg", tmp_path)).getroot()
    text = words(" ".join(drawing.itertext()))
    assert "Upland" in text
    assert not [name for element in drawing.iter() for name in element.attrib if name.lower().startswith("on")]
    assert not [element for element in drawing.iter() if element.tag.endswith("script")]
    raw = taken(opened, "csv", tmp_path).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    shown = opened.js("zopa.rows()") if view not in ("graph", "pictures") else None
    if shown is not None:
        assert rows == [[str(cell) for cell in row] for row in [shown["columns"], *shown["rows"]]]
    else:
        assert {row[1] for row in rows[1:]} == {valley_case.nx.nodes[name]["label"] for name in opened.visible}
        assert len(rows) == 1 + len(opened.visible)
    assert opened.errors == []


def test_the_open_list_as_a_table_and_the_key_of_a_graph_in_its_drawing(
    visit: Visit, ukraine_page: Path, tmp_path: Path
) -> None:
    case = zopa.load("ukraine-2025", quiet=True)
    opened = visit(ukraine_page, view="graph")
    answers = {
        "clash": case.clashes(),
        "common": case.overlap_pairs(),
        "contradiction": case.contradictions(possible=True),
        "opening": case.openings(),
    }
    names = case.tables["parties"].set_index("id")["name"]
    for list_, answer in answers.items():
        opened.page.locator(f"#list-{list_}").click()
        path = taken(opened, "list", tmp_path)
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        assert [row["Why"] for row in rows] == answer["why"].tolist()
        if "party_a" in answer:
            assert [row["Party"] for row in rows] == names[answer["party_a"]].tolist()
            assert [row["Other party"] for row in rows] == names[answer["party_b"]].tolist()
    drawing = ElementTree.parse(taken(opened, "svg", tmp_path)).getroot()
    texts = [text for text in (words(text) for text in drawing.itertext()) if text]
    for sign in ("party", "issue", "demands", "red line", "firmness not known", "clash: deadlock", "shares ground"):
        assert sign in texts
    assert opened.errors == []


# The stage alone in the window, so that a view begins at its corner; and the words of a view that can be seen.
STAGE_ALONE = """() => {
  document.getElementById('stage').style.cssText = 'position: fixed; inset: 0; height: 100vh; z-index: 50; border: 0';
  for (const id of ['views', 'above', 'time', 'zoom']) document.getElementById(id).style.display = 'none';
}"""
VISIBLE_WORDS = """(view) => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.getElementById(view), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, around = node.parentElement;
    if (around.closest('.unseen, .choice, title')) continue;
    const cut = around.closest('.line > span');
    const below = cut && cut.scrollHeight > cut.clientHeight + 2 ? cut.getBoundingClientRect().bottom - 18 : Infinity;
    for (const word of node.data.matchAll(/\\S+/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const box = range.getBoundingClientRect();
      if (box.width && box.top < below) found.push(word[0]);
    }
  }
  return found;
}"""
# Where a view stands; without what a drawing leaves out, and without dots, which may begin a little higher or lower.
BOX = """(view) => {
  const box = document.getElementById(view);
  box.querySelectorAll('.choice').forEach((one) => { one.hidden = true; });
  box.querySelectorAll('.cell.unknown').forEach((one) => { one.style.borderInlineStartStyle = 'solid'; });
  return { x: 0, y: 0, width: box.clientWidth, height: box.clientHeight };
}"""
SHOW = """(text) => {
  const image = new Image();
  image.id = 'drawn';
  image.style.cssText = 'position: fixed; inset: 0 auto auto 0; z-index: 60';
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  document.body.append(image);
  return image.decode();
}"""
SVG = "{http://www.w3.org/2000/svg}"
#: Side of the squares in which two pictures are compared, in dots.
SQUARE = 24
#: Of the 576 dots of a square: less than a missing word, mark, border or bar makes.
MAX_DIFFERING = 20


def drawing_of(opened: Opened) -> tuple[str, ElementTree.Element]:
    """The drawing of the view that is open, which says all by itself and in words that every reader of SVG knows."""
    text = opened.js("zopa.svg()")
    root = ElementTree.fromstring(text)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in ("foreignObject", "style", "script")
        for name, attribute in element.attrib.items():
            assert not re.match(r"class$|style$|role$|tabindex$|on|aria-|data-", name), (name, attribute)
            assert not re.search(r"NaN|Infinity|undefined|var\(|currentColor", attribute), (name, attribute)
    return text, root


def texts_of(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [element for element in root.iter(f"{SVG}text") if element.get("fill") != "none"]


def extreme(image: Image.Image, among: np.ufunc) -> Image.Image:
    """The least or the greatest of each dot and of those around it."""
    wide = np.pad(np.asarray(image), ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows = among(among(wide[:-2], wide[1:-1]), wide[2:])
    return Image.fromarray(among(among(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]))


def differing(first: Image.Image, second: Image.Image) -> int:
    """How many dots of two pictures differ, in the square where most do, by more than letters a hair's breadth aside."""
    differences = Image.new("L", first.size)
    for a, b in ((first, second), (second, first)):
        low, high = extreme(b, np.minimum), extreme(b, np.maximum)
        beyond = ImageChops.lighter(ImageChops.subtract(low, a), ImageChops.subtract(a, high))
        differences = ImageChops.lighter(differences, beyond.convert("L").point(lambda by: 255 if by > 8 else 0))
    return round(float(np.asarray(differences.reduce(SQUARE)).max()) * SQUARE**2 / 255)


@pytest.mark.parametrize(
    ("case", "scheme", "size", "views"),
    [
        ("ukraine", "light", {"width": 900, "height": 1200}, VIEWS[1:]),
        ("valley", "dark", PHONE, VIEWS[1:]),
        ("hundred", "light", {"width": 900, "height": 500}, ("matrix",)),
    ],
    ids=["light", "dark-phone", "crowded"],
)
def test_the_drawing_of_a_view_looks_like_the_view(
    visit: Visit, request: pytest.FixtureRequest, case: str, scheme: str, size: dict[str, int], views: tuple[str, ...]
) -> None:
    opened = visit(request.getfixturevalue(f"{case}_page"), size=size, scheme=scheme)
    page = opened.page
    opened.js(STAGE_ALONE)
    for view in views:
        opened.js("(view) => zopa.apply({ view })", view)
        page.wait_for_timeout(60)
        if case == "ukraine":
            opened.js("zopa.select(zopa.visible().find((id) => id.startsWith('party:')))")
        elif view in ("matrix", "regions"):
            page.locator(f"#{view} td .cell").first.evaluate("(cell) => cell.click()")
        elif view == "table":
            page.locator("#table th button").nth(1).evaluate("(head) => head.click()")
        dotted = [
            element for element in drawing_of(opened)[1].iter(f"{SVG}path") if element.get("stroke-dasharray") == "0 8"
        ]
        assert len(dotted) == page.locator(f"#{view} .cell.unknown").count()
        clip = opened.js(BOX, view)
        text, root = drawing_of(opened)
        drawn_text = "".join("".join(element.itertext()) for element in texts_of(root))
        squeezed = re.sub(r"\s", "", drawn_text)
        visible = opened.js(VISIBLE_WORDS, view)
        assert len(visible) > 8
        assert [word for word in visible if word not in squeezed] == []
        assert view != "table" or ("Name \u2191" in drawn_text) == (scheme == "dark")
        live = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
        opened.js(SHOW, text)
        drawn = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
        opened.js("document.getElementById('drawn').remove()")
        assert differing(live, drawn) < MAX_DIFFERING, view
    assert (opened.requests, opened.errors) == ([], [])


def test_the_drawing_has_the_whole_view_wherever_it_is_scrolled_to(visit: Visit, ukraine_page: Path) -> None:
    opened = visit(ukraine_page, size=PHONE)
    for view in ("matrix", "table", "timeline"):
        opened.js("(view) => zopa.apply({ view })", view)
        opened.page.wait_for_timeout(60)
        text, root = drawing_of(opened)
        size = opened.js(
            "(view) => { const box = document.getElementById(view); return [box.scrollWidth, box.scrollHeight]; }", view
        )
        assert float(root.get("width", "0")) == size[0] > PHONE["width"]
        assert float(root.get("height", "0")) > PHONE["height"]
        opened.js("(view) => document.getElementById(view).scrollTo(150, 220)", view)
        assert opened.js("zopa.svg()") == text
        assert opened.js(
            "(view) => [document.getElementById(view).scrollLeft, document.getElementById(view).scrollTop]", view
        ) == [150, 220]


def test_words_that_are_broken_cut_off_or_written_from_the_right_stand_in_lines(visit: Visit, tmp_path: Path) -> None:
    tables = dict(valley().tables)
    long = "Demilita\u00adrisation supervisory sub\u00adcommission of neigh\u00adbours"
    tables["issues"].loc[0, "name"] = long
    tables["options"].loc[0, "name"] = " ".join(f"word{index}" for index in range(60))
    case = zopa.PositionGraph(tables, valley().meta)
    opened = visit(case.page(tmp_path / "page.html", pictures=False), size=PHONE)
    opened.page.locator("#show-matrix").click()
    _, root = drawing_of(opened)
    lines = [(element.text or "", element) for element in texts_of(root)]
    start = next(index for index, (line, _) in enumerate(lines) if line.startswith("Demilita"))
    name, at = "", start
    while len(name) < len(long.replace("\u00ad", "").replace(" ", "")):
        name += re.sub(r"-$|\s|\u00ad", "", lines[at][0])
        at += 1
    assert name == long.replace("\u00ad", "").replace(" ", "")
    assert at - start > 2
    assert any(line.endswith("-") for line, _ in lines[start:at])
    assert len({element.get("x") for _, element in lines[start:at]}) == 1
    tops = [float(element.get("y", "0")) for _, element in lines[start:at]]
    assert tops == sorted(set(tops))
    cut = [index for index, (line, _) in enumerate(lines) if line.startswith("word") and line.endswith("\u2026")]
    assert cut
    for index in cut:
        assert [line.startswith("word") for line, _ in lines[index - 3 : index + 2]] == [False, True, True, True, False]
    arabic = [element for line, element in lines if line.startswith("\u0645\u0645\u0644\u0643\u0629")]
    assert arabic
    assert {(element.get("direction"), element.get("text-anchor")) for element in arabic} == {("rtl", "middle")}


def test_on_paper_heads_stand_where_they_stand_in_the_table(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.page.locator("#show-matrix").click()
    opened.js("dispatchEvent(new Event('beforeprint'))")
    texts = opened.js(
        "[...document.querySelectorAll('#paper figure svg text')].map((one) => [one.textContent, one.getBBox().x, one.getBBox().y, getComputedStyle(one).fontSize])"
    )
    places = {text: (x, y, size) for text, x, y, size in texts}
    assert places["Talks"][0] < 60 < places["Talks are held"][0]
    assert places["Upland"][1] < places["Talks"][1]
    # Six parties stand closer together, in letters that are a little smaller.
    assert {places["demands"][2], places["Talks are held"][2]} <= {"12px", "11.5px"}
    assert opened.js("document.querySelectorAll('#paper foreignObject').length") == 0
    opened.js("dispatchEvent(new Event('afterprint'))")


def test_a_table_holds_only_what_passes_the_filters_and_no_formula(visit: Visit, tmp_path: Path) -> None:
    case = valley()
    formulas = ["=1+1", "+2", "-3", "@SUM(A1)", "\t=4", "\uff1d5", 'plain, "quoted"\nline', "minus - inside"]
    case = zopa.PositionGraph(case.tables | {"parties": case.tables["parties"].assign(name=formulas)}, case.meta)
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    opened.page.locator("#show-table").click()
    opened.page.locator("#clashes-only").check()
    rows = list(csv.reader(io.StringIO(taken(opened, "csv", tmp_path).read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == 1 + len(opened.visible)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@\uff1d") and cell]
    assert "'=1+1" in cells
    assert "'+2" in cells


@pytest.mark.parametrize("view", first_of(["graph", "matrix", "timeline"]))
def test_a_hostile_drawing_runs_nothing_when_it_is_opened(
    visit: Visit, hostile_page: Path, tmp_path: Path, view: str
) -> None:
    opened = visit(hostile_page)
    opened.page.locator(f"#show-{view}").click()
    path = taken(opened, "svg", tmp_path)
    ElementTree.parse(path)
    drawn = visit(path, ready=False)
    drawn.page.wait_for_timeout(200)
    assert drawn.js("window.hacked") is None
    assert (drawn.requests, drawn.errors) == ([], [])
    assert (opened.requests, opened.errors) == ([], [])


# ------------------------------------------------------------------ paper


@pytest.mark.parametrize(("view", "paper"), first_of([("graph", "Letter"), *((view, "A4") for view in VIEWS)]))
def test_two_pages_on_paper(
    visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph, tmp_path: Path, view: str, paper: str
) -> None:
    opened = visit(valley_page, scheme="dark")
    opened.page.locator(f"#show-{view}").click()
    before = opened.js("[zopa.toPlain(), document.documentElement.dataset.theme]")
    size: dict[str, Any] = {"prefer_css_page_size": True} if paper == "A4" else {"format": "Letter"}
    opened.page.pdf(path=tmp_path / "page.pdf", print_background=True, **size)
    first, second = [words(sheet.extract_text()) for sheet in PdfReader(tmp_path / "page.pdf").pages]
    case = valley_case
    for text in ("The valley talks", "16 positions of 6 parties on 4 issues", "red line", "demands"):
        assert text in first
    ends = ["position_a", "position_b"]
    then = set(case.clashes(as_of=case.as_of)[ends].itertuples(index=False, name=None))
    clashes = case.clashes()
    whys = [why for why, *pair in clashes[["why", *ends]].itertuples(index=False) if tuple(pair) in then]
    assert whys
    for why in whys:
        assert words(why) in second
    for text in ("Common ground", "Gazette", "What the coding leaves open", "no verdict"):
        assert text in second
    assert opened.js("[zopa.toPlain(), document.documentElement.dataset.theme]") == before
    assert not opened.page.locator("#paper").is_visible()
    assert opened.page.locator(f"#{view}").is_visible()
    assert (opened.requests, opened.errors) == ([], [])


def test_letters_on_paper_are_large_enough_and_a_view_is_cut_under_a_whole_row(
    visit: Visit, ukraine_page: Path
) -> None:
    opened = visit(ukraine_page)
    for view in ("matrix", "pictures"):
        opened.page.locator(f"#show-{view}").click()
        opened.js("dispatchEvent(new Event('beforeprint'))")
        opened.page.emulate_media(media="print")
        drawn, cut, rows = opened.js("""() => {
          const image = document.querySelector("#paper figure > svg"), box = image.getBoundingClientRect();
          const [, , width, height] = image.getAttribute("viewBox").split(" ").map(Number);
          const scale = box.width / width;
          const letters = [...image.querySelectorAll("text")].filter((one) => one.getBoundingClientRect().top < box.bottom);
          return [Math.min(...letters.map((one) => parseFloat(getComputedStyle(one).fontSize) * scale * 0.75)),
            Math.abs(box.height - height * scale), letters.filter((one) => one.getBoundingClientRect().bottom > box.bottom + 2).length];
        }""")
        # Pictures of answers are scaled once more, each by itself.
        assert drawn >= 6.5 or view == "pictures", view
        assert (cut < 2, rows) == (True, 0), view
        opened.page.emulate_media(media="screen")
        opened.js("dispatchEvent(new Event('afterprint'))")
    assert opened.errors == []


def test_a_large_case_and_a_hostile_one_fit_on_two_pages_too(
    visit: Visit, hostile_page: Path, ukraine_page: Path, tmp_path: Path
) -> None:
    for path in (hostile_page, ukraine_page):
        opened = visit(path)
        for view in ("graph", "matrix"):
            opened.page.locator(f"#show-{view}").click()
            opened.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
            assert len(PdfReader(tmp_path / "page.pdf").pages) == 2
        assert opened.js("window.hacked") is None
        assert opened.errors == []


# ------------------------------------------------------------------ inside another page


def test_embedded_in_another_page_it_draws_and_reaches_nothing_around_it(visit: Visit, tmp_path: Path) -> None:
    path = valley().page(tmp_path / "a valley & more.html", embed=True)
    around = tmp_path / "blog.html"
    around.write_text(f"<!DOCTYPE html><title>Blog</title>{frame(path.name, '<b>The</b> valley')}", encoding="utf-8")
    opened = visit(around, ready=False)
    assert opened.page.locator("iframe").get_attribute("title") == "<b>The</b> valley"
    inside = next(inner_frame for inner_frame in opened.page.frames if inner_frame.parent_frame is not None)
    inside.wait_for_function("() => window.zopa && window.zopa.ready")
    assert inside.locator("#matrix").is_visible()
    assert "stuck on" in inside.locator("#lead .is-stuck").inner_text()
    assert not inside.locator("#guide-open").is_visible()
    inside.locator("#show-graph").click()
    assert inside.evaluate("document.querySelector('#graph canvas').width") > 300
    for hidden in ("#story", "#filters", ".search"):
        assert not inside.locator(hidden).is_visible()
    # What can be pressed and what the signs mean is told beside the picture; the lists are one button away.
    assert "Press a sign" in inside.locator("#embed-key").inner_text()
    inside.locator("#embed-key summary").click()
    assert "clash: deadlock" in inside.locator("#embed-key details").inner_text()
    inside.locator("#embed-key summary").click()
    inside.locator("#toggle-lists").click()
    assert inside.locator("#clashes .clash").first.is_visible()
    inside.locator("#toggle-lists").click()
    assert not inside.locator("#story").is_visible()
    inside.locator("#show-matrix").click()
    inside.locator("#matrix button.cell").first.click()
    assert inside.locator("#detail h2").is_visible()
    inside.locator("#detail .back").click()
    assert not inside.locator("#story").is_visible()
    reached = inside.evaluate(
        "(() => { try { return window.parent.document.title; } catch (error) { return error.name; } })()"
    )
    assert reached == "SecurityError"
    assert (opened.requests, opened.errors) == ([], [])


def test_what_was_left_out_is_said_on_the_page(visit: Visit, tmp_path: Path) -> None:
    opened = visit(hostile().page(tmp_path / "page.html", redact="names", pictures=False))
    assert "who the parties are" in opened.page.locator("#redacted").inner_text()
    opened.page.locator("#clashes .clash").first.click()
    assert "Party " in opened.page.locator("#why").inner_text()
    assert opened.js("window.hacked") is None
    assert opened.errors == []
