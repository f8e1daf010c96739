"""Sources and evidence of a table: a row of evidence for each statement that cites or quotes."""

from __future__ import annotations

import re

from ..brought import Brought

_ADDRESS = re.compile(r"https?://\S+")
#: What a statement cites, by role.
CITING = frozenset(["source", "url", "quote", "locator", "coder"])


class Cited:
    """Adds sources and evidence to a case.

    Parameters
    ----------
    brought : Brought
    file : str
        The table itself, in which a quote is found that names no source.
    """

    def __init__(self, brought: Brought, file: str) -> None:
        self._brought, self._file = brought, file
        self._sources: dict[tuple[str, str], str] = {}
        self._count = 0

    def evidence(self, cells: dict[str, str]) -> str:
        """The id of the evidence that a statement cites; empty where it cites nothing."""
        if not CITING & cells.keys():
            return ""
        self._count += 1
        name = f"e{self._count}"
        self._brought.add(
            "evidence",
            id=name,
            source=self._source(cells.get("source", ""), cells.get("url", "")),
            locator=cells.get("locator", ""),
            quote=cells.get("quote", ""),
            coder=cells.get("coder", ""),
        )
        return name

    def _source(self, title: str, url: str) -> str:
        if not url and _ADDRESS.fullmatch(title):
            title, url = "", title
        if (title, url) not in self._sources:
            name = f"s{len(self._sources) + 1}"
            is_again = any(known == title for known, _ in self._sources) and title and url
            self._sources[title, url] = name
            is_address = _ADDRESS.fullmatch(url) is not None
            self._brought.add(
                "sources",
                id=name,
                title=f"{title} ({url})" if is_again else title or url or self._file,
                url=url if is_address else "",
                note=f"url: {url}" if url and not is_address else "",
            )
        return self._sources[title, url]
