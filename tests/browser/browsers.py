"""In which browsers a test runs every day."""

from __future__ import annotations

import pytest

#: Firefox does its work in the background, one test after the other.
IN_FIREFOX = pytest.mark.xdist_group("firefox")
#: For a test of what a page works out, and not of how a browser shows it: in Firefox in a thorough run alone.
CHROMIUM_EVERY_DAY = pytest.mark.parametrize(
    "visit_both", ["browser", pytest.param("firefox", marks=[IN_FIREFOX, pytest.mark.thorough])], indirect=True
)
