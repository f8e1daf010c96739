"""Writes ``docs/reference.md`` from the ontology and the docstrings, and the stub of the queries: ``python -m docs``."""

from __future__ import annotations

from pathlib import Path

from docs.reference import reference
from docs.stub import stub
from zopa import queries


def main() -> None:
    """Write the page beside this module, and the stub of the queries beside theirs."""
    (Path(__file__).parent / "reference.md").write_text(reference(), encoding="utf-8")
    (Path(queries.__file__).parent / "__init__.pyi").write_text(stub(), encoding="utf-8")


if __name__ == "__main__":
    main()
