"""A case in a notebook, in a real JupyterLab and as a file: it draws where it is trusted, and tells where it is not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser.invented import valley
from browser.opened import Opened
from nbconvert import HTMLExporter
from playwright.sync_api import Browser

import zopa

Visit = Callable[..., Opened]

DRAWN = "(document.getElementById('show-graph').click(), document.querySelector('#graph canvas').width)"


def notebook(*cases: zopa.PositionGraph) -> nbformat.NotebookNode:
    """A notebook whose cells have shown these cases."""
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for count, case in enumerate(cases, 1):
        output = nbformat.v4.new_output("execute_result", data=case._repr_mimebundle_(), execution_count=count)
        book.cells.append(nbformat.v4.new_code_cell("case", outputs=[output], execution_count=count))
    return book


def river() -> zopa.PositionGraph:
    return zopa.load("river-basin", quiet=True)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab of its own: its address, and the folder that it serves."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("lab")
    for name in ("trusted.ipynb", "untrusted.ipynb"):
        nbformat.write(notebook(valley(), river()), folder / name)
    folders = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = os.environ | folders | {"HOME": str(home), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    jupyter = [sys.executable, "-m", "jupyter"]
    subprocess.run([*jupyter, "trust", folder / "trusted.ipynb"], check=True, capture_output=True, env=environment)
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
        # are looked for on the net, servers for languages, terminals, kernels.
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--ServerApp.jpserver_extensions={'jupyter_lsp': False, 'jupyter_server_terminals': False}",
        "--KernelSpecManager.allowed_kernelspecs=none",
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
    assert {frame.evaluate("document.title") for frame in frames} == {valley().title, river().title}
    assert [url for url in urls if "zopa" in url or "jsdelivr" in url] == []
    page.context.close()


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
