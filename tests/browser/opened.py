"""A page that a browser has open, and what a test asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

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

    def at(self, name: str) -> tuple[float, float]:
        """Where a node stands in the window."""
        box = self.page.locator("#graph").bounding_box()
        assert box is not None
        point = self.js("(id) => zopa.where(id)", name)
        return box["x"] + point["x"], box["y"] + point["y"]
