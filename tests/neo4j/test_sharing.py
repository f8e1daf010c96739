"""The instructions for sharing a graph are right: the notebook runs, the server of compose.yaml is the one that is looked for."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import zopa
from zopa.graph.neo4j.connection import HERE
from zopa.graph.neo4j.cookbook import recipes

ROOT = Path(zopa.__file__).parent


@pytest.mark.thorough
def test_the_notebook_runs(shared, uri, tmp_path, monkeypatch):
    # Both take seconds to import, for the one worker that needs them.
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("NEO4J_URI", uri)
    notebook = nbformat.read(ROOT / "notebooks" / "03-sharing-a-graph-in-neo4j.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output["data"] for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    assert any("srcdoc" in shown_data.get("text/html", "") for shown_data in shown)


def test_the_server_of_compose_is_the_one_that_is_looked_for():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    ports = re.findall(r'- "(.+?)"', text)
    assert f"127.0.0.1:{urlsplit(HERE).port}:7687" in ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "NEO4J_AUTH: none" in text


def test_every_recipe_is_in_the_docs():
    page = (ROOT / "docs" / "neo4j.md").read_text(encoding="utf-8")
    for row in recipes().itertuples():
        assert f"| `{row.recipe}` | {row.asks} |" in page
