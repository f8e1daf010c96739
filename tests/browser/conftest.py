"""A real Chromium and a real Firefox with the network cut off: what they ask for is counted, what they complain of is kept."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser.browsers import IN_FIREFOX
from browser.invented import hostile, hundred, valley
from browser.opened import DESKTOP, Opened
from playwright.sync_api import Browser, ConsoleMessage, Error, Playwright, Route, sync_playwright

import zopa

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


#: What a context of Firefox cannot be told one by one: pages are light, and nothing moves.
PREFERENCES: dict[str, str | float | bool] = {
    "ui.prefersReducedMotion": 1,
    "layout.css.prefers-color-scheme.content-override": 1,
}

#: An address that is not of this machine.
OUTSIDE = re.compile("^(?!file:|about:|blob:|data:)")

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


class Tab:
    """A tab of a browser that is used again: the next page opens in it three times as fast as in a new one."""

    def __init__(self, browser: Browser) -> None:
        self.is_chromium = browser.browser_type.name == "chromium"
        look: dict[str, Any] = {"reduced_motion": "reduce"} if self.is_chromium else {}
        self.context = browser.new_context(viewport=DESKTOP, **look)
        # Whoever has been guided once is not guided again, and most tests are about the page itself.
        self.context.add_init_script("try { localStorage.setItem('zopa.guide', '1'); } catch {}")
        self.page = self.context.new_page()
        self.opened = Opened(self.page)
        self.context.route(OUTSIDE, self._refuse)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.opened.errors.append(str(error)))

    def _refuse(self, route: Route) -> None:
        self.opened.requests.append(route.request.url)
        route.abort()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.opened.errors.append(message.text)

    def open(self, address: str, size: dict[str, int], scheme: str) -> Opened:
        assert self.is_chromium or scheme == "light"
        self.opened = Opened(self.page)
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        if self.is_chromium:
            # A test before may have asked for the look on paper or on a screen: a page that is printed would keep it.
            self.page.emulate_media(media="null", color_scheme=scheme)  # type: ignore[arg-type]
        self.page.goto(address)
        return self.opened

    def clear(self) -> bool:
        """Whether it is as good as new: an empty page, with no way back, no file kept and nothing under the mouse."""
        if not self.is_chromium:
            return False
        try:
            self.page.mouse.move(0, 0)
            self.page.goto("about:blank")
            self.context.clear_permissions()
            session = self.context.new_cdp_session(self.page)
            session.send("Page.resetNavigationHistory")
            session.detach()
        except Error:
            return False
        return len(self.context.pages) == 1

    def close(self) -> None:
        self.context.close()


@contextmanager
def _visits(browser: Browser, idle: list[Tab]) -> Iterator[Visit]:
    tabs: list[Tab] = []

    def open_(
        path: Path,
        *,
        size: dict[str, int] = DESKTOP,
        scheme: str = "light",
        ready: bool = True,
        link: str = "",
        view: str = "",
    ) -> Opened:
        """The page, in the view that it opens with or in another one."""
        tabs.append(idle.pop() if idle else Tab(browser))
        opened = tabs[-1].open(path.as_uri() + (f"#{link}" if link else ""), size, scheme)
        if ready:
            opened.page.wait_for_function("() => window.zopa && window.zopa.ready")
        if view:
            opened.page.locator(f"#show-{view}").click()
        return opened

    yield open_
    for tab in tabs:
        if tab.clear():
            idle.append(tab)
        else:
            tab.close()


@pytest.fixture(scope="session")
def idle() -> dict[str, list[Tab]]:
    """The tabs of each browser that wait for their next page."""
    return {}


@pytest.fixture
def visit(browser: Browser, idle: dict[str, list[Tab]]) -> Iterator[Visit]:
    with _visits(browser, idle.setdefault("browser", [])) as open_:
        yield open_


@pytest.fixture(scope="module")
def visit_once(browser: Browser, idle: dict[str, list[Tab]]) -> Iterator[Visit]:
    """For a page that several tests of a file ask, one after the other, and that each of them begins anew."""
    with _visits(browser, idle.setdefault("browser", [])) as open_:
        yield open_


@pytest.fixture(params=["browser", pytest.param("firefox", marks=IN_FIREFOX)])
def visit_both(request: pytest.FixtureRequest, idle: dict[str, list[Tab]]) -> Iterator[Visit]:
    """For a test that has to hold in Chromium and in Firefox."""
    with _visits(request.getfixturevalue(request.param), idle.setdefault(request.param, [])) as open_:
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
