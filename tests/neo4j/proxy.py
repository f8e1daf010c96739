"""A way to a server that can be stopped: it stays open, and nothing comes through any more."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Proxy:
    """Takes what comes to a port of its own to a server, and its answers back, until it is stopped.

    Parameters
    ----------
    uri : str
        The server.
    """

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 7687)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.uri = f"bolt://127.0.0.1:{self._listening.getsockname()[1]}"
        #: Bytes of answers after which nothing comes through; None for no end.
        self.most: int | None = None
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
            except OSError:
                return
            self._sockets += [client, server]
            for source, target, answers in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._carry, args=(source, target, answers), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        try:
            while received := source.recv(4096):
                if self.most is not None:
                    if self.most <= 0:
                        continue
                    self.most -= len(received) if answers else 0
                target.sendall(received)
        except OSError:
            pass
        finally:
            for end in (source, target):
                end.close()

    def close(self) -> None:
        for connection in (self._listening, *self._sockets):
            connection.close()


@contextmanager
def proxy(uri: str) -> Iterator[Proxy]:
    between = Proxy(uri)
    yield between
    between.close()
