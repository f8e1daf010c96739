"""Programs that open what zopa writes, and are no packages of Python: fetched once, for a thorough run."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
#: The library of Gephi as Maven has it, and the packages of npm that Gephi Lite and Cytoscape are made of.
GEPHI = "org.gephi:gephi-toolkit:0.10.1:jar:all"
PACKAGES = ("graphology@0.26.0", "cytoscape@3.33.1")
MAVEN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"


def opened_by_gephi(paths: list[Path], *, merged: bool = True) -> list[dict[str, Any]]:
    """What Gephi has of these files: numbers of nodes and edges, columns, and the cells of every node."""
    java, maven = shutil.which("java"), shutil.which("mvn")
    if java is None or maven is None:
        pytest.skip("no Gephi: its library needs a JDK and Maven (Debian: apt-get install default-jdk-headless maven)")
    folder = CACHE / "gephi-toolkit-0.10.1"
    with FileLock(_lock("gephi")):
        if not list(folder.glob("*.jar")):
            _fetch([maven, "-q", "-B", MAVEN, f"-Dartifact={GEPHI}", f"-DoutputDirectory={folder}"], CACHE)
    command = [java, "-Djava.awt.headless=true", "-cp", f"{folder}/*", str(HERE / "Opener.java"), str(merged).lower()]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def opened_by_node(script: str, path: Path) -> Any:
    """What a script of Node prints of a file, with the packages at hand."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("no Node: install it with npm (Debian: apt-get install nodejs npm)")
    folder = CACHE / "node-formats"
    with FileLock(_lock("node")):
        if not (folder / "node_modules").is_dir():
            folder.mkdir(exist_ok=True)
            (folder / "package.json").write_text("{}", encoding="utf-8")
            _fetch([npm, "install", "--silent", "--no-fund", "--no-audit", *PACKAGES], folder)
    command = [node, "-e", script, str(path)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def _lock(name: str) -> Path:
    CACHE.mkdir(exist_ok=True)
    return CACHE / f"{name}-formats.lock"


def _fetch(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    if done.returncode:
        pytest.skip(f"no program to open it with: {(done.stdout + done.stderr).strip()[-300:]}")
