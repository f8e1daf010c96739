"""The script of the page as it is shipped: shortened, so that a page is a tenth smaller. ``python -m docs`` writes it."""

from __future__ import annotations

from pathlib import Path

import minify

from zopa.graph.page import html

PLACE = Path(html.__file__).parent / html.SHIPPED


def shipped() -> str:
    """The scripts of the page, shortened, below the digest of what they were made from."""
    source = html._source()
    return f"// {html._digest(source)}\n{minify.string('application/javascript', source)}\n"
