"""Takes pictures of every view of the page, in light and dark, on a desk, on a phone and on paper: ``make picture``.

All of them go into the folder ``all``, which is not kept; those that the README shows are copied beside this file. Needs
Chromium on the PATH.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import zopa
from benchmarks.page import case

HERE = Path(__file__).parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
#: Pictures that the README shows, by the name that they have there.
KEPT = {
    "page.png": "ukraine-2025-desk-light-matrix.png",
    "clash.png": "ukraine-2025-desk-light-chosen.png",
    "regions.png": "river-basin-desk-light-regions.png",
    "paper.png": "ukraine-2025-paper-matrix-1.png",
}
MAX_BYTES = 400_000


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium without a window."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((path for name in names if (path := shutil.which(name))), None)
    if browser is None:
        raise SystemExit("no Chromium on the PATH: install it, for instance with apt install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
        yield running
        running.close()


def opened(browser: Any, file: Path, size: str, scheme: str) -> Any:
    """The page, drawn."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce")
    # Pictures show the page as whoever knows it sees it, without the guided minute of a first visit.
    context.add_init_script("localStorage.setItem('zopa.guide', '1')")
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_function("() => window.zopa && window.zopa.ready")
    return page


def views(page: Any) -> list[str]:
    """The views that the page offers."""
    return page.locator("#views button").evaluate_all("(all) => all.map((one) => one.id.replace('show-', ''))")


def take(browser: Any, name: str, file: Path, folder: Path) -> None:
    """Photograph every view of one page."""
    for size in SIZES:
        for scheme in ("light", "dark"):
            page = opened(browser, file, size, scheme)
            for view in views(page):
                page.locator(f"#show-{view}").click()
                page.wait_for_timeout(300)
                page.screenshot(path=folder / f"{name}-{size}-{scheme}-{view}.png", full_page=size == "phone")
            page.locator("#show-graph").click()
            page.locator("#clashes .clash").first.click()
            page.wait_for_timeout(600)
            page.screenshot(path=folder / f"{name}-{size}-{scheme}-chosen.png")
            page.context.close()
    page = opened(browser, file, "desk", "light")
    for view in views(page):
        page.locator(f"#show-{view}").click()
        page.wait_for_timeout(300)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        for page_number, sheet in enumerate(page.locator("#paper .sheet").all(), 1):
            sheet.screenshot(path=folder / f"{name}-paper-{view}-{page_number}.png")
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.context.close()


def main() -> None:
    """Take all pictures, and keep those that the README shows."""
    folder = HERE / "all"
    folder.mkdir(exist_ok=True)
    cases = {name: zopa.load(name) for name in ("ukraine-2025", "river-basin")} | {"invented-2000": case(2_000)}
    with tempfile.TemporaryDirectory() as where, chromium() as browser:
        for name, graph in cases.items():
            take(browser, name, graph.page(Path(where) / f"{name}.html"), folder)
    for stored, picture in KEPT.items():
        if (size := (folder / picture).stat().st_size) > MAX_BYTES:
            raise SystemExit(f"{picture} has {size:,} bytes, more than {MAX_BYTES:,}: take a calmer one")
        shutil.copyfile(folder / picture, HERE / stored)


if __name__ == "__main__":
    main()
