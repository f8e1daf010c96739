"""A case in a notebook, in a real JupyterLab and as a file: it draws where it is trusted, and tells where it is not."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser.invented import valley
from browser.opened import Opened
from playwright.sync_api import Browser, Page

import zopa

# Only the one worker that runs these tests imports what reads notebooks, which takes seconds.
if TYPE_CHECKING:
    from nbformat import NotebookNode

Visit = Callable[..., Opened]

#: One server for all of it, where the one Firefox is.
pytestmark = pytest.mark.xdist_group("firefox")

#: The one kernel that there is: notebooks of another have none.
KERNEL = "talking"
CELLS = (
    "import zopa\ncase = zopa.load('river-basin', quiet=True)\nview = case.explore()\nview",
    "print(view.deal, view.selection, view.case.changes[['position', 'what_if']].values.tolist())",
    "view.deal = {'Filling of the dam': 'Seven years'}\nview.case = case.drop('tor-filling')\n"
    "view.selection = {'parties': 'sellow'}",
)
#: What Python has when the page has sent all that is done on it below.
HAS = "{'filling': 'five-years'} {'positions': ('tor-filling',)} [['tor-filling', 'aim']]"
#: The last thing on a page that can have the focus.
LAST = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
  .filter((one) => one.checkVisibility() && one.tabIndex >= 0).at(-1).focus()"""
#: Somebody else than the widget who offers a channel to the page, and somebody else than the page who asks for one.
STRANGER = """() => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage({ say: "state", by: "", deal: {} });
  postMessage({ zopa: "channel" }, "*", [port2]);
}"""
DRAWN = "(document.getElementById('show-graph').click(), document.querySelector('#graph canvas').width)"


def notebook(*cases: zopa.PositionGraph) -> NotebookNode:
    """A notebook whose cells have shown these cases."""
    import nbformat

    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for count, case in enumerate(cases, 1):
        output = nbformat.v4.new_output("execute_result", data=case._repr_mimebundle_(), execution_count=count)
        book.cells.append(nbformat.v4.new_code_cell("case", outputs=[output], execution_count=count))
    return book


def talking() -> NotebookNode:
    """A notebook that begins to talk to a page, looks at what came of it, and tells the page something."""
    import nbformat

    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": KERNEL, "display_name": KERNEL}})
    book.cells += [nbformat.v4.new_code_cell(source) for source in CELLS]
    return book


def river() -> zopa.PositionGraph:
    return zopa.load("river-basin", quiet=True)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab of its own: its address, and the folder that it serves."""
    import nbformat
    from nbformat.sign import NotebookNotary

    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("lab")
    for name in ("trusted.ipynb", "untrusted.ipynb"):
        nbformat.write(notebook(valley(), river()), folder / name)
    nbformat.write(talking(), folder / "talking.ipynb")
    kernel = home / "DATA" / "kernels" / KERNEL
    kernel.mkdir(parents=True)
    NotebookNotary(data_dir=str(home / "DATA")).sign(nbformat.read(folder / "trusted.ipynb", as_version=4))
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": KERNEL, "language": "python"}))
    folders = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = os.environ | folders | {"HOME": str(home), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--IdentityProvider.token=",
        "--ServerApp.port_retries=0",
        "--allow-root",
        # What runs in a thread keeps the server from ending until it is done, and nothing here is about it: extensions that
        # are looked for on the net, servers for languages, terminals, the usual kernel.
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--ServerApp.jpserver_extensions={'jupyter_lsp': False, 'jupyter_server_terminals': False}",
        f"--KernelSpecManager.allowed_kernelspecs={KERNEL}",
        "--KernelSpecManager.ensure_native_kernel=False",
    ]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/api", timeout=5)
                break
            except OSError:
                assert server.poll() is None, (home / "log").read_text(encoding="utf-8")
                time.sleep(0.25)
        yield address, folder
    finally:
        # How it ends is not what is tested: whatever it is at, it and its children are gone at once.
        if hasattr(os, "killpg"):
            os.killpg(server.pid, signal.SIGKILL)
        server.kill()
        server.wait()


def opened(browser: Browser, address: str, name: str) -> tuple[Any, list[str]]:
    """A notebook open in JupyterLab, and what was asked of any other server."""
    context = browser.new_context(viewport={"width": 1440, "height": 1600})
    urls: list[str] = []

    def gate(route: Any) -> None:
        if route.request.url.startswith((address, address.replace("http", "ws"), "data:", "blob:", "about:")):
            route.continue_()
        else:
            urls.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    page = context.new_page()
    page.goto(f"{address}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-OutputArea-output summary", timeout=60_000)
    return page, urls


def test_a_trusted_notebook_draws_both_graphs(browser: Browser, lab: tuple[str, Path]) -> None:
    page, urls = opened(browser, lab[0], "trusted.ipynb")
    page.locator(".jp-OutputArea-output iframe").nth(1).wait_for()
    frames = [frame for frame in page.frames if frame.parent_frame is not None]
    assert len(frames) == 2
    assert [warning.is_visible() for warning in page.locator(".zopa-untrusted").all()] == [False, False]
    for frame in frames:
        frame.wait_for_function("() => window.zopa && window.zopa.ready")
        assert frame.evaluate(DRAWN) > 100
        # It talks to nobody.
        assert frame.locator("#kernel, #kernel-told").count() == 0
    assert {frame.evaluate("document.title") for frame in frames} == {valley().title, river().title}
    assert [url for url in urls if "zopa" in url or "jsdelivr" in url] == []
    page.context.close()


@pytest.mark.thorough
def test_an_untrusted_notebook_tells_what_the_graph_would(browser: Browser, lab: tuple[str, Path]) -> None:
    page, _ = opened(browser, lab[0], "untrusted.ipynb")
    assert page.locator(".jp-OutputArea-output iframe").count() == 0
    cell = page.locator(".jp-OutputArea-output").first
    case = valley()
    assert case.title in cell.locator("summary").inner_text()
    # It is told why, and what the case is about, without a press.
    assert cell.get_by_text("has not been trusted yet").is_visible()
    assert cell.get_by_text("16 positions of 6 parties on 4 issues").first.is_visible()
    # JupyterLab asks for a kernel first; there is none.
    page.locator(".jp-Dialog").wait_for()
    while page.locator(".jp-Dialog").count():
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
    cell.locator("summary").click()
    assert "16 positions of 6 parties on 4 issues" in cell.locator("details > p").first.inner_text()
    assert case.clashes()["why"].iloc[0] in cell.locator("table").inner_text()
    image = cell.locator("img")
    assert image.evaluate("(one) => one.complete && one.naturalWidth") > 400
    page.context.close()


def test_a_notebook_as_a_file_draws_wherever_it_is_moved(visit: Visit, tmp_path: Path) -> None:
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter(embed_images=True).from_notebook_node(notebook(valley(), river()))
    moved = tmp_path / "elsewhere" / "kept.html"
    moved.parent.mkdir()
    moved.write_text(html, encoding="utf-8")
    page = visit(moved, ready=False).page
    frames = [frame for frame in page.frames if frame.parent_frame is not None]
    assert len(frames) == 2
    for frame in frames:
        frame.wait_for_function("() => window.zopa && window.zopa.ready")
        assert frame.evaluate(DRAWN) > 100


def run_cell(page: Page, number: int) -> str:
    """Run a cell of the notebook that talks: what it writes."""
    cell = page.locator(".jp-CodeCell").nth(number)
    before = cell.locator(".jp-InputPrompt").inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    done = "([cell, before]) => /\\d/.test(cell.innerText.split(']')[0]) && cell.querySelector('.jp-InputPrompt').innerText !== before"
    page.wait_for_function(done, arg=[cell.element_handle(), before])
    written = cell.locator(".jp-OutputArea-output")
    return written.first.inner_text().strip() if number and written.count() else ""


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["browser", "firefox"])
def test_a_page_in_a_notebook_talks_to_python(request: pytest.FixtureRequest, lab: tuple[str, Path], name: str) -> None:
    page = request.getfixturevalue(name).new_context(viewport={"width": 1440, "height": 1600}).new_page()
    page.goto(f"{lab[0]}/lab/tree/talking.ipynb?reset")
    page.get_by_text(f"{KERNEL} | Idle").wait_for(timeout=60_000)
    run_cell(page, 0)
    page.locator(".jp-OutputArea-output iframe").wait_for()
    assert page.locator("iframe").evaluate_all("(all) => all.map((one) => one.title)") == [river().title]
    (frame,) = [frame for frame in page.frames if frame.parent_frame is not None]
    frame.wait_for_selector("#kernel-told", state="hidden")

    # From the page to Python: what is selected, softened and settled there.
    frame.evaluate("zopa.select('position:tor-filling')")
    frame.locator("#suppose-aim").click()
    frame.locator("#show-deal").click()
    frame.evaluate("zopa.apply({ ...zopa.toPlain(), deal: { filling: 'five-years' } })")
    for _ in range(40):
        if (written := run_cell(page, 1)) == HAS:
            break
        page.wait_for_timeout(250)
    assert written == HAS

    # And from Python to the page.
    run_cell(page, 2)
    frame.wait_for_function("() => zopa.selected() === 'party:sellow'")
    assert frame.evaluate("[zopa.state().deal, zopa.state().whatIf]") == [
        {"filling": "seven-years"},
        [["position:tor-filling", "dropped"]],
    ]

    # Nobody else is heard on either side: the page goes on to ask Python, and has its answer.
    page.evaluate("postMessage({ zopa: 'ready' }, '*')")
    frame.evaluate(STRANGER)
    frame.locator("#kernel summary").click()
    frame.locator("#kernel-deals").press("Enter")
    frame.locator("#kernel-rows li").nth(4).wait_for()
    assert frame.locator("#kernel").get_attribute("aria-busy") == "false"
    assert frame.evaluate("zopa.state().deal") == {"filling": "seven-years"}
    assert Opened(frame).violations() == []
    frame.locator("#kernel-rows button").first.press("Enter")
    assert len(frame.evaluate("zopa.state().deal")) == 8
    # Whoever has no mouse gets out of the frame again.
    frame.evaluate(LAST)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") != "iframe"

    if name == "firefox":
        # A kernel that is gone is said to be gone, and what is on the page stays.
        page.get_by_role("menuitem", name="Kernel", exact=True).click()
        page.get_by_text("Restart Kernel\u2026", exact=True).click()
        page.locator(".jp-Dialog").get_by_role("button", name="Confirm").click()
        frame.locator("#kernel-told", has_text="Python is gone").wait_for()
        assert len(frame.evaluate("zopa.state().deal")) == 8
    page.context.close()
