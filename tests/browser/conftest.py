"""A real Chromium and a real Firefox with the network cut off: what they ask for is counted, what they complain of is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser.invented import hostile, hundred, valley
from browser.opened import DESKTOP, Opened
from playwright.sync_api import Browser, Playwright, sync_playwright

import zopa

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


#: What a context of Firefox cannot be told one by one: pages are light, and nothing moves.
PREFERENCES: dict[str, str | float | bool] = {
    "ui.prefersReducedMotion": 1,
    "layout.css.prefers-color-scheme.content-override": 1,
}

Visit = Callable[..., Opened]


def _absent(advice: str) -> None:
    if os.environ.get("ZOPA_REQUIRE_BROWSER") == "1":
        pytest.fail(advice)
    pytest.skip(advice)


def _program(*names: str) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = _program("chromium", "chromium-browser", "google-chrome")
    if path is None:
        _absent("no Chromium on PATH: install it (Debian: apt-get install chromium) to test the page in a browser")
    running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The Firefox that is installed, and not one that was changed for tests: playwright speaks WebDriver BiDi to it."""
    path = _program("firefox-esr", "firefox")
    if path is None:
        _absent("no Firefox on PATH: install it (Debian: apt-get install firefox-esr) to test the page in Firefox too")
    home = str(tmp_path_factory.mktemp("firefox"))
    running = playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=PREFERENCES, env={**os.environ, "HOME": home}
    )
    yield running
    running.close()


@contextmanager
def _visits(browser: Browser) -> Iterator[Visit]:
    contexts = []
    is_chromium = browser.browser_type.name == "chromium"

    def open_(
        path: Path, *, size: dict[str, int] = DESKTOP, scheme: str = "light", ready: bool = True, link: str = ""
    ) -> Opened:
        assert is_chromium or scheme == "light"
        look: dict[str, Any] = {"color_scheme": scheme, "reduced_motion": "reduce"} if is_chromium else {}
        context = browser.new_context(viewport=size, **look)  # type: ignore[arg-type]
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


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with _visits(browser) as open_:
        yield open_


@pytest.fixture(params=["browser", pytest.param("firefox", marks=pytest.mark.xdist_group("firefox"))])
def visit_both(request: pytest.FixtureRequest) -> Iterator[Visit]:
    """For a test that has to hold in Chromium and in Firefox."""
    with _visits(request.getfixturevalue(request.param)) as open_:
        yield open_


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
def plans_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return zopa.load("ukraine-plans", quiet=True).page(tmp_path_factory.mktemp("page") / "plans.html", pictures=False)


@pytest.fixture(scope="session")
def river_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return zopa.load("river-basin", quiet=True).page(tmp_path_factory.mktemp("page") / "river.html", pictures=False)


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile().page(tmp_path_factory.mktemp("page") / "hostile.html")
