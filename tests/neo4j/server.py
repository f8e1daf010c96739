"""A real Neo4j server for the tests: one that is there already, or one started here from its published jars."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
#: The long-term version, and the Java that it needs. ZOPA_NEO4J_VERSION names another.
LONG_TERM = "5.26.30"
NEWEST = "2026.08.1"
OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.util.concurrent")
#: A server that lives for a few minutes starts sooner with these.
FAST = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
HOW = (
    "no Neo4j server: set NEO4J_URI (and NEO4J_PASSWORD), or install a JDK of 17 or newer and Maven (Debian: apt-get install "
    "openjdk-17-jdk-headless maven), from which the tests start one, or Docker"
)


def version() -> str:
    return os.environ.get("ZOPA_NEO4J_VERSION", LONG_TERM)


def java_for(wanted: str) -> str | None:
    """A Java that can run this version: 17 for the long-term version, 25 for the calendar releases."""
    least = 17 if wanted.startswith("5.") else 25
    homes = [Path(home) for home in (os.environ.get("JAVA_HOME"),) if home]
    homes += sorted(Path("/usr/lib/jvm").glob("*")) if Path("/usr/lib/jvm").is_dir() else []
    found = [str(home / "bin" / "java") for home in homes if (home / "bin" / "java").is_file()]
    found += [path for path in (shutil.which("java"),) if path]
    fit = []
    for path in dict.fromkeys(found):
        told = subprocess.run([path, "-version"], capture_output=True, text=True).stderr
        number = re.search(r'version "(\d+)', told)
        if number and int(number[1]) >= least:
            fit.append((int(number[1]), path))
    return min(fit)[1] if fit else None


def jars(wanted: str) -> Path | None:
    """The folder with the jars of this version, fetched by Maven where they are not there yet."""
    lib = CACHE / f"neo4j-{wanted}" / "lib"
    done = lib / ".complete"
    if done.is_file():
        return lib
    if shutil.which("mvn") is None:
        return None
    command = [
        "mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies", f"-Dneo4j.version={wanted}",
        f"-DoutputDirectory={lib}",
    ]  # fmt: skip
    subprocess.run(command, check=True)
    done.touch()
    return lib


class Server:
    """A server on this machine, on files of its own; it can be killed and started again."""

    def __init__(self, folder: Path, java: str, lib: Path, auth: bool = False) -> None:
        self.folder, self.java, self.lib, self.auth = folder, java, lib, auth
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def start(self, read_only: bool = False) -> None:
        opens = [word for one in OPENS for word in ("--add-opens", f"{one}=ALL-UNNAMED")]
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder.parent / f"{self.folder.name}.log").open("wb")
        self.process = subprocess.Popen(
            [
                self.java, "-Xmx1g", *FAST, *opens, "-cp", f"{self.lib}/*", str(HERE / "Starter.java"), str(self.folder),
                str(self.port), str(self.auth).lower(), str(read_only).lower(),
            ],
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as bolt:
                    bolt.sendall(bytes.fromhex("6060b01700000404000000000000000000000000"))
                    if len(bolt.recv(4)) == 4:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start: see {self.folder.parent / f'{self.folder.name}.log'}")

    def kill(self) -> None:
        """Gone at once, as when the power fails."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self.process = None


def own_server(folder: Path, auth: bool = False) -> Server | None:
    """A server to start, where Java and the jars are to be had."""
    java = java_for(version())
    lib = jars(version()) if java else None
    return Server(folder, java, lib, auth) if java and lib else None


def bulk_import(own: Server, folder: Path) -> None:
    """Fill the files of a server that is not running by neo4j-admin, with the command that stands in the folder."""
    words = (folder / "import.txt").read_text(encoding="utf-8").replace("\\\n", " ").split()
    assert words[0] == "neo4j-admin"
    (own.folder / "conf").mkdir(parents=True)
    opens = [word for one in OPENS for word in ("--add-opens", f"{one}=ALL-UNNAMED")]
    subprocess.run(
        [own.java, *opens, "-cp", f"{own.lib}/*", "org.neo4j.cli.AdminTool", *words[1:]], cwd=folder, check=True,
        capture_output=True, env=os.environ | {"NEO4J_HOME": str(own.folder), "NEO4J_CONF": str(own.folder / "conf")},
    )  # fmt: skip


@contextmanager
def in_docker(port: int) -> Iterator[str]:
    """The official image, for those who have Docker and no Java."""
    name = f"zopa-tests-{port}"
    subprocess.run(
        ["docker", "run", "-d", "--rm", "--name", name, "-p", f"127.0.0.1:{port}:7687", "-e", "NEO4J_AUTH=none",
         f"neo4j:{version()}"], check=True, capture_output=True,
    )  # fmt: skip
    try:
        yield f"bolt://127.0.0.1:{port}"
    finally:
        subprocess.run(["docker", "stop", name], check=False, capture_output=True)


def docker_runs() -> bool:
    return bool(shutil.which("docker")) and subprocess.run(["docker", "info"], capture_output=True).returncode == 0


if __name__ == "__main__":
    if java_for(NEWEST) is None:
        raise SystemExit(f"no Java that runs Neo4j {NEWEST}")
    print(NEWEST)
