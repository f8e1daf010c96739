"""The address of a server, or of a case on one; it never has a password in it."""

from __future__ import annotations

from urllib.parse import urlsplit

from .connection import DatabaseError

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def is_address(case: str) -> bool:
    """Whether the name of a case is the address of a server, or of a case on one.

    >>> from zopa.graph.neo4j.address import is_address
    >>> is_address("neo4j:river-basin"), is_address("bolt://localhost#river-basin"), is_address("river-basin")
    (True, True, False)
    """
    return case.partition(":")[0] in SCHEMES and ":" in case


def parted(address: str | None) -> tuple[str | None, str | None]:
    """The server and the case of an address; what it does not say is None.

    >>> from zopa.graph.neo4j.address import parted
    >>> parted("bolt://localhost:7687#river-basin")
    ('bolt://localhost:7687', 'river-basin')
    >>> parted("neo4j:river-basin")
    (None, 'river-basin')
    """
    scheme, _, after_scheme = (address or "").partition(":")
    if scheme in SCHEMES and not after_scheme.startswith("//"):
        _expect_no_password(after_scheme)
        return None, after_scheme or None
    uri, _, case = (address or "").partition("#")
    _expect_no_password(case)
    return uri or None, case or None


def checked_uri(uri: str) -> str:
    """The address of a server, sound and without a password in it."""
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        # Raised below, where what the parser repeats of the address does not come along.
        parts = None
    if parts is None:
        raise DatabaseError("The address of the server cannot be read: write neo4j://host:7687.")
    begins = ", ".join(f"{scheme}://" for scheme in SCHEMES)
    # What else stands in an address that is none may be a password.
    if parts.scheme not in SCHEMES:
        raise DatabaseError(f"That is no address of a Neo4j server: one begins with one of {begins}.")
    if not parts.hostname or parts.query or parts.fragment or parts.path.strip("/"):
        raise DatabaseError(
            f"The address of a Neo4j server has a host, a port and nothing more: {parts.scheme}://host:7687."
        )
    if parts.username is not None or parts.password is not None:
        raise DatabaseError(_KEEP_OUT)
    return uri


#: Addresses are shown in lists of processes, logs and messages.
_KEEP_OUT = "Keep the password out of the address: set NEO4J_USERNAME and NEO4J_PASSWORD instead."


def _expect_no_password(case: str) -> None:
    """Refuse the name of a case in an address that is rather the end of one: ``neo4j:secret@host``, ``bolt://me:1#2@host``."""
    if "@" in case:
        raise DatabaseError(f"{_KEEP_OUT} A case whose name has an @ is named with case=...")
