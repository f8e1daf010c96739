"""Every notebook runs from top to bottom."""

from __future__ import annotations

from pathlib import Path

import pytest
from effort import first_of

import zopa

#: The one on Neo4j runs where a server is: see tests/neo4j.
NOTEBOOKS = sorted(
    path for path in (Path(zopa.__file__).parent / "notebooks").glob("*.ipynb") if "neo4j" not in path.name
)


@pytest.mark.parametrize("path", first_of(NOTEBOOKS), ids=lambda path: path.stem)
def test_runs_and_stays_without_output_in_the_repository(path, tmp_path):
    # Both take seconds to import, for the one worker that needs them.
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    html = [output["data"].get("text/html", "") for output in shown]
    assert any("srcdoc" in one or "data:image/svg+xml" in one for one in html), "something shows itself as a picture"


def test_there_are_notebooks():
    assert NOTEBOOKS
