"""The wheel holds all that is needed: installed outside the clone, in an environment of its own, it runs the demo."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import zopa

ROOT = Path(zopa.__file__).parent


pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    clone = folder / "clone"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, clone],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.mark.thorough
def test_the_demo_runs_from_the_wheel_alone(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=False)
    python = next((tmp_path / "env").glob("bin/python"))
    pip = [
        str(Path(sys.base_prefix) / "bin" / "python3"),
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "-q",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    # The dependencies are borrowed; a plain path leaves the editable install of the clone behind.
    site = next((tmp_path / "env").glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    where = subprocess.run(
        [python, "-c", "import zopa; print(zopa.__file__)"], cwd=outside, capture_output=True, text=True, check=True
    )
    assert Path(where.stdout.strip()).is_relative_to(site)
    done = subprocess.run(
        [tmp_path / "env" / "bin" / "zopa", "demo"], cwd=outside, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Deadlocks" in done.stdout
    assert [path.name for path in outside.iterdir()] == ["ukraine-2025.html"]


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in names} == {"zopa"}
    assert {name.split("/")[1] for name in names} == {
        "__init__.py",
        "__main__.py",
        "py.typed",
        "graph",
        "loaders",
        "queries",
    }
    for kind in ("graph/ontology.toml", "graph/page/template/page.html.j2", "loaders/cases/ukraine-2025/positions.csv"):
        assert f"zopa/{kind}" in names
