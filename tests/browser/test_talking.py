"""A page and Python talk through the widget's own script: only the wires of Jupyter are left out."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
from browser.browsers import CHROMIUM_EVERY_DAY
from browser.invented import HOSTILE, hostile, valley
from browser.opened import Opened
from playwright.sync_api import Error, Frame

import zopa
from zopa.graph.page.html import widget_script

Visit = Callable[..., Opened]

#: A notebook in which the widget is shown as often as it is told, with a model that keeps what is sent.
NOTEBOOK = """<!DOCTYPE html><html lang="en"><title>Notebook</title><main></main><script type="module">
const listeners = {};
window.sent = [];
window.model = {
  get: (name) => window.traits[name],
  send: (message) => { if (window.isBroken) throw new Error("disposed"); window.sent.push(message); },
  on: (name, listener) => (listeners[name] ||= new Set()).add(listener),
  off: (name, listener) => listeners[name].delete(listener),
  emit: (name, message) => [...(listeners[name] || [])].forEach((listener) => listener(message)),
  listeners: () => Object.values(listeners).reduce((sum, set) => sum + set.size, 0),
};
const { default: widget } = await import("data:text/javascript;base64,SCRIPT");
window.show = () => widget.render({ model, el: document.querySelector("main") });
window.shown = true;
</script></html>"""


class Notebook:
    """The widget of a case in a browser, and the view in Python that it belongs to."""

    def __init__(self, visit: Visit, folder: Path, case: zopa.PositionGraph, views: int = 1) -> None:
        script = base64.b64encode(widget_script().encode()).decode()
        path = folder / "notebook.html"
        path.write_text(NOTEBOOK.replace("SCRIPT", script), encoding="utf-8")
        self.view, self.opened = case.explore(), visit(path, ready=False)
        self.page = self.opened.page
        self.page.wait_for_function("() => window.shown")
        self.view.send = lambda content: self.page.evaluate("(it) => model.emit('msg:custom', it)", content)
        self.page.evaluate(
            "(traits) => { window.traits = traits; }", {"page": self.view.page, "title": self.view.title}
        )
        for _ in range(views):
            self.page.evaluate("() => { window.close_ = show(); }")
        self.frames: list[Frame] = []
        self.until(lambda: self._frames_that_hear() == views)

    def _frames_that_hear(self) -> int:
        self.frames = [frame for frame in self.page.frames if frame.parent_frame is not None]
        return sum(map(self._hears, self.frames))

    @staticmethod
    def _hears(frame: Frame) -> bool:
        try:
            return bool(frame.evaluate("!window.isOld && document.getElementById('kernel-told')?.hidden"))
        except Error:
            return False  # It is loaded anew just now.

    def until(self, holds: Callable[[], object]) -> None:
        """Carry what the page sends to Python until something holds."""
        for _ in range(200):
            for message in self.page.evaluate("window.sent.splice(0)"):
                self.view._handle_custom_msg(message, [])
            if holds():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("The page and Python have come to no end.")

    def told(self) -> str:
        return str(self.frames[0].locator("#kernel-told").text_content())


def chain() -> zopa.PositionGraph:
    """Ten issues in a row, of which no two neighbours can both be settled well: a page cannot go through all that is left."""
    issues, options = [f"issue-{n}" for n in range(10)], ["well", "so", "so-so"]
    return zopa.load(
        {
            "dossier": {"id": "chain"},
            "options": pd.DataFrame(
                [(issue, option) for issue in issues for option in options], columns=["issue", "option"]
            ),
            "constraints": pd.DataFrame(
                [(f"{a}/well", "excludes", f"{b}/well") for a, b in pairwise(issues)],
                columns=["option", "relation", "other"],
            ),
            "positions": pd.DataFrame(
                {"id": issues, "party": "A", "issue": issues, "stance": "demands", "option": "well", "firmness": "aim"}
            ),
        },
        quiet=True,
    )


@CHROMIUM_EVERY_DAY
def test_two_views_of_a_page_and_python_show_the_same(visit_both: Visit, tmp_path: Path) -> None:
    notebook = Notebook(visit_both, tmp_path, valley(), views=2)
    view, (first, second) = notebook.view, notebook.frames
    clash = valley().clashes().iloc[0]
    first.evaluate("zopa.apply({ ...zopa.toPlain(), whatIf: [['position:u-control', 'aim']] })")
    first.locator("#clashes .clash").first.click()
    notebook.until(lambda: view.selection and len(view.case.changes))
    assert set(view.selection["positions"]) == {clash["position_a"], clash["position_b"]}
    assert view.case.changes["position"].tolist() == ["u-control"]
    notebook.until(lambda: second.evaluate("zopa.selected()") == "CLASHES_WITH")
    assert second.evaluate("zopa.state().whatIf") == [["position:u-control", "aim"]]
    # Set in Python, both follow; and Python is told nothing that it said itself.
    seen: list[str] = []
    view.selection = {"positions": [clash["position_b"], clash["position_a"]]}
    view.deal = {"control": "shared"}
    view.observe(lambda change: seen.append(change["name"]))
    notebook.until(lambda: all(frame.evaluate("zopa.state().view") == "deal" for frame in notebook.frames))
    assert [frame.evaluate("[zopa.selected(), zopa.state().deal.control]") for frame in notebook.frames] == [
        ["CLASHES_WITH", "shared"]
    ] * 2
    notebook.page.wait_for_timeout(400)
    notebook.until(lambda: True)
    assert seen == []
    # A frame that is loaded anew, as when its cell is moved, is told all of it once more.
    first.evaluate("window.isOld = true")
    notebook.page.evaluate("document.querySelector('iframe').srcdoc += ' '")
    notebook.until(lambda: notebook._frames_that_hear() == 2)
    for frame in notebook.frames:
        assert frame.evaluate("[zopa.state().whatIf.length, zopa.selected()]") == [1, "CLASHES_WITH"]
    # What is closed is not listened to any more.
    before = notebook.page.evaluate("model.listeners()")
    notebook.page.evaluate("close_()")
    assert notebook.page.evaluate("model.listeners()") == before - 2
    assert notebook.opened.errors == []


def test_the_page_asks_python_where_it_cannot_search_itself(visit: Visit, tmp_path: Path) -> None:
    notebook = Notebook(visit, tmp_path, chain())
    (frame,) = notebook.frames
    frame.locator("#show-deal").click()
    frame.locator("#deal-best").click()
    assert "Python looks for the best deals" in frame.locator("#deal-note").inner_text()
    assert notebook.told() == "Best deals: Python is looking."
    assert frame.locator("#kernel").get_attribute("aria-busy") == "true"
    notebook.until(lambda: frame.locator("#kernel").get_attribute("aria-busy") == "false")
    assert frame.locator("#kernel-rows li").count() == 5
    assert notebook.told().startswith("The best 5; there are more.")
    frame.evaluate("zopa.apply({ ...zopa.toPlain(), whatIf: [['position:issue-0', 'red line']] })")
    assert "Python does, if you ask it" in frame.locator("#what-if").inner_text()
    frame.locator("#kernel-count").click()
    notebook.until(lambda: frame.locator("#kernel-rows li").count())
    assert frame.locator("#kernel-rows li").first.inner_text() == "59,049 packages can be put together."
    # What Python does not take, it says on the page; what it never answers, the page says.
    frame.evaluate("zopa.apply({ ...zopa.toPlain(), deal: { 'issue-0': 'so' } })")
    notebook.page.wait_for_function("() => window.sent.length")
    notebook.page.evaluate("() => { window.sent[0].deal = { 'issue-0': 'Atlantis' }; }")
    notebook.until(lambda: "Python did not take this" in notebook.told())
    assert "'Atlantis'" in notebook.told()
    assert notebook.view.deal == {}
    frame.evaluate(
        "(() => { const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, Math.min(ms, 300)); })()"
    )
    frame.locator("#kernel-openings").click()
    notebook.page.evaluate("() => { window.isBroken = true; window.sent.length = 0; }")
    frame.locator("#kernel-told", has_text="has not answered for 10 seconds").wait_for()
    frame.evaluate("zopa.apply({ ...zopa.toPlain(), deal: {} })")
    frame.locator("#kernel-told", has_text="Python is gone").wait_for()
    assert notebook.opened.errors == []


def test_names_that_want_to_be_code_stay_text(visit: Visit, tmp_path: Path) -> None:
    case = hostile()
    notebook = Notebook(visit, tmp_path, case)
    (frame,) = notebook.frames
    position = case.tables["positions"]["id"].iat[0]
    frame.evaluate("(id) => zopa.select(`position:${id}`)", position)
    notebook.until(lambda: notebook.view.selection == {"positions": (position,)})
    # An answer that nobody asked for is not shown.
    notebook.view.send({"say": "answer", "n": "", "rows": [{"why": HOSTILE}]})
    assert frame.locator("#kernel-rows li").count() == 0
    frame.locator("#kernel summary").click()
    for question in ("contradictions", "deals"):
        frame.locator(f"#kernel-{question}").click()
        notebook.until(lambda: frame.locator("#kernel").get_attribute("aria-busy") == "false")
    assert not frame.evaluate("'hacked' in window")
    assert not notebook.opened.js("'hacked' in window")
    assert notebook.opened.errors == []
    assert notebook.opened.requests == []
