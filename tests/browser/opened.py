"""A page that a browser has open, and what a test asks of it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: The rules of axe that ask for colours.
COLOURS = ["color-contrast", "link-in-text-block"]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Opened:
    """A page in the browser, with the requests that it made and the errors that it had."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def js(self, code: str, *arguments: Any) -> Any:
        return self.page.evaluate(code, *arguments)

    @property
    def visible(self) -> set[str]:
        return set(self.js("zopa.visible()"))

    @property
    def links(self) -> list[tuple[str, str, str]]:
        return [tuple(link) for link in self.js("zopa.visibleEdges()")]

    def violations(self, within: str = "html", rules: list[str] | None = None) -> list[str]:
        """Everything that axe finds in a part of the page, by all its rules or by some."""
        if not self.js("'axe' in window"):
            self.js(Axe().axe_script)
        options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        report = self.js(
            "([within, options]) => axe.run(within === 'html' ? document : within, options)", [within, options]
        )
        return [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for rule in report["violations"]
            for node in rule["nodes"]
        ]

    def unfold(self) -> None:
        """Open every group of the legend."""
        self.js("document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })")

    def at(self, name: str) -> tuple[float, float]:
        """Where a node stands in the window."""
        box = self.page.locator("#graph").bounding_box()
        assert box is not None
        point = self.js("(id) => zopa.where(id)", name)
        return box["x"] + point["x"], box["y"] + point["y"]


def as_link(plain: Any) -> str:
    """The end of an address that opens a page in a state."""
    text = plain if isinstance(plain, str) else json.dumps(plain)
    return "#v1=" + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
