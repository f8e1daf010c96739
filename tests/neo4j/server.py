"""A real Neo4j server for the tests: one that is there already, or one started here from its published jars."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
#: The long-term version, and the Java that it needs. ZOPA_NEO4J_VERSION names another.
LONG_TERM = "5.26.30"
NEWEST = "2026.08.1"
#: Megabytes of the jars, about, and the file that says that all of them are there.
SIZE, WHOLE = 130, ".complete"
OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.util.concurrent")
#: A server that lives for a few minutes starts sooner with these.
FAST = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-BytecodeVerificationRemote",
)
HOW = (
    "no Neo4j server: set NEO4J_URI (and NEO4J_PASSWORD), or install a JDK of 17 or newer and Maven (Debian: apt-get install "
    "default-jdk-headless maven), from which the tests start one, or Docker"
)
#: The variable in which workers are told why there is no server, where that is known.
REASON = "ZOPA_NEO4J_REASON"


def version() -> str:
    return os.environ.get("ZOPA_NEO4J_VERSION", LONG_TERM)


def java_for(wanted: str) -> str | None:
    """A Java that can run this version: 17 for the long-term version, 25 for the calendar releases."""
    least = 17 if wanted.startswith("5.") else 25
    homes = [Path(home) for home in (os.environ.get("JAVA_HOME"),) if home]
    homes += sorted(Path("/usr/lib/jvm").glob("*")) if Path("/usr/lib/jvm").is_dir() else []
    candidates = [str(home / "bin" / "java") for home in homes if (home / "bin" / "java").is_file()]
    candidates += [path for path in (shutil.which("java"),) if path]
    fit = []
    for path in dict.fromkeys(candidates):
        output = subprocess.run([path, "-version"], capture_output=True, text=True).stderr
        version = re.search(r'version "(\d+)', output)
        if version and int(version[1]) >= least:
            fit.append((int(version[1]), path))
    return min(fit)[1] if fit else None


def place(wanted: str) -> Path:
    """Where the jars of a version lie: whole, or not there."""
    return CACHE / f"neo4j-{wanted}"


def jars(wanted: str) -> Path | None:
    """The folder with the jars of this version, where they have been fetched."""
    lib = place(wanted) / "lib"
    return lib if (lib / WHOLE).is_file() else None


class FetchError(Exception):
    """The jars cannot be had; the message is one sentence."""


def fetch(tell: Callable[[str], None] = lambda line: None) -> None:
    """Have Maven fetch the jars of the server, once for all who ask: before the tests start, or what waits for it times out.

    Raises
    ------
    FetchError
        When Maven cannot fetch them.
    """
    wanted = version()
    maven = shutil.which("mvn")
    if jars(wanted) or maven is None or java_for(wanted) is None:
        return
    CACHE.mkdir(exist_ok=True)
    with FileLock(CACHE / f"neo4j-{wanted}.lock"):
        if jars(wanted):
            return
        tell(f"Neo4j {wanted} for the tests: about {SIZE} MB are fetched by Maven, once.")
        draft = Path(tempfile.mkdtemp(dir=CACHE, prefix=f"neo4j-{wanted}-"))
        try:
            _copy(maven, wanted, draft / "lib", tell)
            broken = [jar.name for jar in sorted((draft / "lib").glob("*.jar")) if not zipfile.is_zipfile(jar)]
            if broken:
                raise FetchError(
                    f"Maven's local repository holds a broken {broken[0]} of Neo4j {wanted}: delete it there and start again."
                )
            (draft / "lib" / WHOLE).touch()
            shutil.rmtree(place(wanted), ignore_errors=True)
            draft.rename(place(wanted))
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        size = sum(jar.stat().st_size for jar in (place(wanted) / "lib").iterdir()) / 1e6
        tell(f"Neo4j {wanted} is there: {size:.0f} MB.")


def _copy(maven: str, wanted: str, lib: Path, tell: Callable[[str], None]) -> None:
    """Run Maven, which tells the size of each file that it has downloaded."""
    command = [
        maven,
        "-B",
        "-f",
        str(HERE / "pom.xml"),
        "dependency:copy-dependencies",
        f"-Dneo4j.version={wanted}",
        f"-DoutputDirectory={lib}",
    ]
    came, last_shown, errors = 0.0, 0.0, list[str]()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            if size := re.search(r"^.*Downloaded from .*\((\d+(?:\.\d+)?) (B|kB|MB)", line):
                came += float(size[1]) * {"B": 1e-6, "kB": 1e-3, "MB": 1.0}[size[2]]
            elif line.startswith("[ERROR]"):
                errors.append(line.removeprefix("[ERROR]").strip())
            if came >= last_shown + SIZE / 10:
                last_shown = came
                tell(f"Neo4j {wanted}: {came:.0f} MB of about {SIZE} MB.")
    if process.returncode:
        reason = errors[0].split(" -> ")[0].rstrip(".") if errors else f"it ended with status {process.returncode}"
        raise FetchError(f"Maven cannot fetch Neo4j {wanted} for the tests: {reason}.")


class Server:
    """A server on this machine, on files of its own; it can be killed and started again."""

    def __init__(self, folder: Path, java: str, lib: Path, auth: bool = False) -> None:
        self.folder, self.java, self.lib, self.auth = folder, java, lib, auth
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def start(self, read_only: bool = False) -> None:
        opens = [word for package in OPENS for word in ("--add-opens", f"{package}=ALL-UNNAMED")]
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder.parent / f"{self.folder.name}.log").open("wb")
        # Anew for each start: while no server listens on it, a browser or a kernel of other tests may get the same.
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                self.java,
                "-Xmx1g",
                *FAST,
                *opens,
                "-cp",
                f"{self.lib}/*",
                str(HERE / "Starter.java"),
                str(self.folder),
                str(self.port),
                str(self.auth).lower(),
                str(read_only).lower(),
            ],
            # This process alone holds the other end: the server ends with it, however it ends.
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
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
            self.process.communicate()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self.process.communicate()
            self.process = None


def own_server(folder: Path, auth: bool = False) -> Server | None:
    """A server to start, where Java and the jars are to be had."""
    java = java_for(version())
    lib = jars(version()) if java else None
    return Server(folder, java, lib, auth) if java and lib else None


def bulk_import(server: Server, folder: Path) -> None:
    """Fill the files of a server that is not running by neo4j-admin, with the command that stands in the folder."""
    words = (folder / "import.txt").read_text(encoding="utf-8").replace("\\\n", " ").split()
    assert words[0] == "neo4j-admin"
    (server.folder / "conf").mkdir(parents=True)
    opens = [word for package in OPENS for word in ("--add-opens", f"{package}=ALL-UNNAMED")]
    subprocess.run(
        [server.java, *opens, "-cp", f"{server.lib}/*", "org.neo4j.cli.AdminTool", *words[1:]],
        cwd=folder,
        check=True,
        capture_output=True,
        env=os.environ | {"NEO4J_HOME": str(server.folder), "NEO4J_CONF": str(server.folder / "conf")},
    )


@contextmanager
def in_docker(port: int) -> Iterator[str]:
    """The official image, for those who have Docker and no Java."""
    name = f"zopa-tests-{port}"
    subprocess.run(
        [
            "docker",
            "run",
            "-d",
            "--rm",
            "--name",
            name,
            "-p",
            f"127.0.0.1:{port}:7687",
            "-e",
            "NEO4J_AUTH=none",
            f"neo4j:{version()}",
        ],
        check=True,
        capture_output=True,
    )
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
