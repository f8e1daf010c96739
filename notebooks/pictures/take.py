"""Takes the pictures of the page that the README shows: ``make picture``. Needs Chromium on the PATH."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import zopa

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def take(folder: Path) -> None:
    """Draw the built-in case and photograph it, light: its views, and the graph with a deadlock selected."""
    browser = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if browser is None:
        raise SystemExit("no Chromium on the PATH: install it, for instance with apt install chromium")
    with tempfile.TemporaryDirectory() as where, sync_playwright() as playwright:
        page_file = zopa.load("ukraine-2025").page(Path(where) / "page.html")
        page = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS).new_page(
            viewport={"width": 1440, "height": 900}
        )
        page.goto(page_file.as_uri())
        page.wait_for_function("window.zopa && window.zopa.ready")
        for view, name in (("matrix", "who-wants-what"), ("regions", "regions")):
            page.locator(f"#show-{view}").click()
            page.wait_for_timeout(300)
            page.screenshot(path=folder / f"{name}.png")
        page.locator("#show-graph").click()
        page.locator("#clashes .clash").first.click()
        page.wait_for_timeout(800)
        page.screenshot(path=folder / "page.png")


if __name__ == "__main__":
    take(Path(__file__).parent)
