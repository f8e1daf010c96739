"""Writes what is made from the code: the reference, the stub, the script of the page, the gallery: ``python -m docs``."""

from __future__ import annotations

from pathlib import Path

from docs import gallery, shipped
from docs.reference import reference
from docs.stub import stub
from zopa import queries


def main() -> None:
    """Write each where it belongs: beside this module, the queries, the scripts of the page, and among the tests."""
    shipped.PLACE.write_text(shipped.shipped(), encoding="utf-8")
    (Path(__file__).parent / "reference.md").write_text(reference(), encoding="utf-8")
    (Path(queries.__file__).parent / "__init__.pyi").write_text(stub(), encoding="utf-8")
    gallery.write()


if __name__ == "__main__":
    main()
