"""Fetching an address that somebody else may have written: what is asked for, from whom, how long, and how much is taken."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from ..findings import shortened
from ..sizes import FEED_BYTES, MIB

SCHEMES = ("http", "https")
MAX_REDIRECTS = 5
#: So many times the seconds that one answer of a server may take, all of it may take.
WHOLE = 3
MOVED, MOVED_FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
NOT_MODIFIED = 304
#: Longer marks of a version are not kept.
MAX_MARK = 1_000
HEADERS = {
    "User-Agent": "zopa (reads feeds)",
    "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1",
    "Accept-Encoding": "gzip",
}


class FetchError(Exception):
    """An address that cannot be read, or is not; the message is a sentence."""


@dataclass
class Fetched:
    """The answer of a server.

    Attributes
    ----------
    content : bytes or None
        None where nothing has changed since the marks were given.
    address : str
        Where it was found in the end.
    kind : str
        The content type, as the server says it.
    etag, modified : str
        Marks of this version, to be given the next time.
    moved_to : str
        The address that the server says is the right one from now on; empty where it has not moved.
    """

    content: bytes | None
    address: str
    kind: str = ""
    etag: str = ""
    modified: str = ""
    moved_to: str = ""


@contextmanager
def connected(timeout: float) -> Iterator[httpx.Client]:
    """A client that sends nothing that the machine knows, neither cookies nor passwords, and connects each time anew."""
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(timeout=timeout, trust_env=False, limits=limits, headers=HEADERS) as client:
        yield client


def fetch(
    client: httpx.Client, address: str, timeout: float, etag: str = "", modified: str = "", local: bool = False
) -> Fetched:
    """Fetch an address, unless nothing has changed there.

    Parameters
    ----------
    client : httpx.Client
        From :func:`connected`.
    address : str
    timeout : float
        Seconds that each answer of the server may take; all of it may take three times as long.
    etag, modified : str
        Marks of the version that was read before.
    local : bool
        An address of a private network, or of this machine, may be read as well, if no public one led to it.

    Returns
    -------
    Fetched

    Raises
    ------
    FetchError
        When the address is no web address or a private one, or the server does not answer, answers with an error, or sends
        too much.
    """
    marks = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {name: mark for name, mark in marks.items() if mark}
    guard = _Guard(local, timeout * WHOLE)
    moved_to, is_for_good = "", True
    try:
        for _ in range(MAX_REDIRECTS + 1):
            guard.check(address)
            client.cookies.clear()
            with client.stream("GET", address, headers=headers, extensions={"trace": guard}) as response:
                if response.status_code not in MOVED or "location" not in response.headers:
                    fetched = _answer(response, address, guard)
                    fetched.moved_to = moved_to
                    return fetched
                address = urljoin(address, response.headers["location"])
                is_for_good = is_for_good and response.status_code in MOVED_FOR_GOOD
                moved_to = address if is_for_good else moved_to
    except httpx.TimeoutException:
        raise FetchError(f"The server did not answer within {timeout:g} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        if guard.is_over:
            raise FetchError(f"The answer was not whole after {guard.seconds:g} seconds.") from None
        raise FetchError(f"The server cannot be reached ({shortened(str(error) or type(error).__name__)}).") from None
    finally:
        guard.stop()
    raise FetchError(f"The server leads from one address to the next more than {MAX_REDIRECTS} times.")


def _answer(response: httpx.Response, address: str, guard: _Guard) -> Fetched:
    etag, modified = (response.headers.get(name, "")[:MAX_MARK] for name in ("etag", "last-modified"))
    if response.status_code == NOT_MODIFIED:
        return Fetched(None, address, etag=etag, modified=modified)
    if response.status_code != httpx.codes.OK:
        raise FetchError(f"The server answers {response.status_code} ({response.reason_phrase or 'no reason'}).")
    content = b"".join(_within(_unpacked(response), guard))
    return Fetched(content, address, response.headers.get("content-type", ""), etag, modified)


def _within(chunks: Iterator[bytes], guard: _Guard) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > FEED_BYTES:
            raise FetchError(f"The feed has more than {FEED_BYTES // MIB:,} MiB, the most that is read.")
        if guard.is_over:
            break
        yield chunk
    if guard.is_over:
        # A connection that was ended can look like a text that came to its end.
        raise FetchError(f"The answer was not whole after {guard.seconds:g} seconds.")


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """The content as it comes, a little at a time however much a packed part of it would be."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity"):
        yield from response.iter_raw()
        return
    if packing not in ("gzip", "x-gzip"):
        raise FetchError(f"The server packs the feed as '{shortened(packing)}', which is not read.")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for chunk in response.iter_raw():
            while chunk:
                yield unpacker.decompress(chunk, MIB)
                chunk = unpacker.unconsumed_tail
    except zlib.error:
        raise FetchError("The server says that the feed is packed, and it is not.") from None


class _Guard:
    """Sees to whom a connection is made before anything is sent over it, and ends it when the time is over."""

    def __init__(self, local: bool, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._may_be_private = local
        self._timer: threading.Timer | None = None

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def check(self, address: str) -> None:
        """Refuse an address that is no web address, holds a password, or leads into a private network."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise FetchError(f"'{shortened(address)}' is no web address.") from None
        if parts.scheme.lower() not in SCHEMES:
            raise FetchError(f"'{shortened(address)}' is not read: only addresses of {' and '.join(SCHEMES)} are.")
        if parts.username is not None or parts.password is not None:
            raise FetchError("The address holds a user name or a password, and is not read.")
        if not host:
            raise FetchError(f"'{shortened(address)}' is no web address.")
        found = socket.getaddrinfo(host, port or parts.scheme, type=socket.SOCK_STREAM)
        self._see([str(entry[4][0]) for entry in found], host)

    def __call__(self, event: str, info: Any) -> None:
        """Called by httpx: the name may lead elsewhere now than a moment ago, so the one who answers is seen as well."""
        if event not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        stream = info["return_value"]
        if event == "connection.connect_tcp.complete":
            peer = str(stream.get_extra_info("server_addr")[0])
            self._see([peer], peer)
        self._end_in_time(stream.get_extra_info("socket"))

    def _see(self, hosts: list[str], name: str) -> None:
        private = [host for host in hosts if is_private(host)]
        if private and not self._may_be_private:
            raise FetchError(
                f"'{shortened(name)}' is not read: it is an address of a private network or of this machine."
            )
        if not private:
            # From here on nobody may lead back into a private network.
            self._may_be_private = False

    def _end_in_time(self, connection: Any) -> None:
        self.stop()

        def end() -> None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

        self._timer = threading.Timer(max(self._end - time.monotonic(), 0), end)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """The connection needs no end any more."""
        if self._timer is not None:
            self._timer.cancel()


def is_private(host: str) -> bool:
    """Whether an address of the internet protocol is one that not everybody can reach.

    >>> from zopa.loaders.watching.fetch import is_private
    >>> is_private("127.0.0.1"), is_private("::ffff:10.0.0.1"), is_private("169.254.169.254"), is_private("8.8.8.8")
    (True, True, True, False)
    """
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global
