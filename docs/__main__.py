"""Writes ``docs/reference.md``, the stub of the queries, and the gallery among the tests: ``python -m docs``."""

from __future__ import annotations

from pathlib import Path

from docs import gallery
from docs.reference import reference
from docs.stub import stub
from zopa import queries


def main() -> None:
    """Write the page beside this module, the stub of the queries beside theirs, and the gallery among the tests."""
    (Path(__file__).parent / "reference.md").write_text(reference(), encoding="utf-8")
    (Path(queries.__file__).parent / "__init__.pyi").write_text(stub(), encoding="utf-8")
    gallery.write()


if __name__ == "__main__":
    main()
