"""Files that are written whole or not at all."""

from __future__ import annotations

import io
import os
import re
import stat
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

#: How the name of a draft ends.
DRAFT = ".zopa-part"
#: A draft that is older than this many seconds belongs to a process that was killed.
FORGOTTEN = 3600.0
#: Characters that some system has no file names with, and names that Windows keeps for devices.
_UNFIT = re.compile(r"""[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028-\u202e\u2066-\u2069]""")
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
#: What stands for an open stream of the process, wherever that leads.
_STREAMS = ("/dev/", "/dev/fd/", "/proc/self/fd/")


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write a text file, whole or not at all: UTF-8 and line feeds on every machine.

    Parameters
    ----------
    path : str or Path
        A link is followed; a device or a pipe is written into.
    text : str

    Returns
    -------
    Path
        The path as it was given.

    Raises
    ------
    OSError
        When the file cannot be written, in one sentence; one that stood there before is left as it was.

    Examples
    --------
    >>> import tempfile
    >>> from zopa.graph.files import write_text
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(folder + "/a.txt", "one line").read_text()
    'one line'
    """
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a file, whole or not at all; parameters, result and errors are those of :func:`write_text`.

    Examples
    --------
    >>> import tempfile
    >>> from zopa.graph.files import write_bytes
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(folder + "/a.bin", b"1").stat().st_size
    1
    """
    # The draft is empty; a stream that leads to a file keeps what was written to it before.
    with whole_file(path) as draft, draft.open("ab", buffering=0) as file:
        remaining = memoryview(content)
        while remaining:
            remaining = remaining[file.write(remaining) :]
    return Path(path)


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A draft to write to; it takes the place of the file when the block ends, and is gone when the block fails.

    Parameters
    ----------
    path : str or Path
        A link is followed; of a device or a pipe, the draft is the path itself.

    Yields
    ------
    Path
        An empty file in the same folder. In the end it gets the rights of the file that it replaces.

    Raises
    ------
    OSError
        When the file cannot be written, in one sentence.

    Examples
    --------
    >>> import tempfile
    >>> from zopa.graph.files import whole_file
    >>> with tempfile.TemporaryDirectory() as folder, whole_file(folder + "/a.txt") as draft:
    ...     draft.write_text("one line")
    8
    """
    path = Path(path)
    try:
        with _draft(path) as draft:
            yield draft
    except OSError as error:
        if error.errno is None:
            raise
        # A sentence of its own, of the same kind: the system's words name the draft.
        reason = error.strerror or str(error)
        if isinstance(error, PermissionError) and os.name == "nt" and path.is_file():
            reason = "another program may have it open"
        raise type(error)(f"'{path}' cannot be written: {reason}.") from error


def check_place(path: str | os.PathLike[str]) -> None:
    """Refuse a place that cannot be written to, before work is done that takes long.

    Raises
    ------
    OSError
        When it is a folder, lies in none, or is read-only.

    Examples
    --------
    >>> from zopa.graph.files import check_place
    >>> check_place("page.html")
    """
    path = Path(path)
    before = _stat(path)
    if before is not None and stat.S_ISDIR(before.st_mode):
        raise IsADirectoryError(f"'{path}' is a folder: name a file to write to.")
    if before is not None and not _is_replaced(path, before):
        return
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise FileNotFoundError(f"There is no folder '{target.parent if path.is_symlink() else path.parent}'.")
    if before is not None and not (before.st_mode & 0o222 and os.access(target, os.W_OK)):
        raise PermissionError(f"'{path}' is read-only: name another file, or allow it to be written.")


def _is_replaced(path: Path, before: os.stat_result) -> bool:
    """Whether a draft takes the place of what stands there; a device, a pipe and an open stream are written into."""
    return stat.S_ISREG(before.st_mode) and f"{path.parent}/" not in _STREAMS


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    check_place(path)
    before = _stat(path)
    if before is not None and not _is_replaced(path, before):
        yield path
        return
    target = Path(os.path.realpath(path))
    # The name of a draft is cut where the name of the file is nearly as long as a name can be.
    prefix = f".{target.name.encode('utf-8', 'surrogateescape')[:80].decode('utf-8', 'ignore')}."
    _remove_forgotten(target.parent, prefix)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=prefix, suffix=DRAFT)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        # A draft is made for its owner alone; the file gets the rights of the one before it, or those of any new file.
        if before is not None and hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(draft, before.st_uid, before.st_gid)
        draft.chmod(0o666 & ~umask() if before is None else before.st_mode & 0o777)
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def tame_name(text: str, suffix: str) -> str:
    """A file name from a text that somebody else wrote: one that stays in its folder, on every system.

    >>> from zopa.graph.files import tame_name
    >>> tame_name("../../etc/passwd", ".html"), tame_name("con", ".html"), tame_name("Fluß: 3", ".html")
    ('passwd.html', '_con.html', 'Fluß- 3.html')
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", text.rstrip("/\\ "))[-1])
    name = _UNFIT.sub("-", last).lstrip(".- ").rstrip(". ")
    name = name.encode("utf-8", "ignore")[:150].decode("utf-8", "ignore") or "case"
    return f"{'_' * (name.partition('.')[0].rstrip().upper() in _RESERVED)}{name}{suffix}"


def zip_of(content: bytes | Mapping[str, bytes]) -> bytes:
    """A ZIP archive that holds no time and no rights: the same files give the same bytes, on every system.

    Parameters
    ----------
    content : bytes or dict of bytes
        The files by name, or an archive that is packed anew; they stay in their order.

    Examples
    --------
    >>> from zopa.graph.files import zip_of
    >>> zip_of({"a.txt": b"1"}) == zip_of(zip_of({"a.txt": b"1"}))
    True
    """
    if isinstance(content, bytes):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, file in content.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            packed.writestr(entry, file)
    return buffer.getvalue()


def umask() -> int:
    """The permissions that a new file of this process does not get.

    >>> from zopa.graph.files import umask
    >>> 0 <= umask() <= 0o777
    True
    """
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _remove_forgotten(folder: Path, prefix: str) -> None:
    with suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(prefix) and entry.name.endswith(DRAFT):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > FORGOTTEN:
                        os.unlink(entry.path)
