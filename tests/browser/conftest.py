"""A real Chromium with the network cut off: what it asks for is counted, what it complains of is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.invented import hostile, hundred, valley
from browser.opened import DESKTOP, Opened
from playwright.sync_api import Browser, sync_playwright

import zopa

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        advice = "no Chromium on PATH: install it (Debian: apt-get install chromium) to test the page in a browser"
        if os.environ.get("ZOPA_REQUIRE_BROWSER") == "1":
            pytest.fail(advice)
        pytest.skip(advice)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def open_(
        path: Path, *, size: dict[str, int] = DESKTOP, scheme: str = "light", ready: bool = True, link: str = ""
    ) -> Opened:
        context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        opened = Opened(page)

        def gate(route: Any) -> None:
            if route.request.url.startswith(("file:", "about:", "blob:", "data:")):
                route.continue_()
            else:
                opened.requests.append(route.request.url)
                route.abort()

        context.route("**/*", gate)
        page.on("console", lambda message: opened.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.goto(path.as_uri() + (f"#{link}" if link else ""))
        if ready:
            page.wait_for_function("window.zopa && window.zopa.ready")
        return opened

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def valley_case() -> zopa.PositionGraph:
    return valley()


@pytest.fixture(scope="session")
def valley_page(valley_case: zopa.PositionGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valley_case.page(tmp_path_factory.mktemp("page") / "valley.html")


@pytest.fixture(scope="session")
def hundred_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hundred().page(tmp_path_factory.mktemp("page") / "hundred.html", pictures=False)


@pytest.fixture(scope="session")
def ukraine_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return zopa.load("ukraine-2025", quiet=True).page(tmp_path_factory.mktemp("page") / "ukraine.html")


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile().page(tmp_path_factory.mktemp("page") / "hostile.html")
