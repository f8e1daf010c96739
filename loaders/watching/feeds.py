"""Feeds in RSS and Atom as a list of items: what each is called, where it is, when it was published, and its text."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import feedparser

from ..findings import shortened
from ..formats.container import digest
from .fetch import SCHEMES, Fetched, FetchError

#: Items of a feed that are looked at, and characters of each text.
MAX_ITEMS, MAX_CHARACTERS = 1_000, 20_000
#: Characters of the key of an item.
MAX_KEY = 300
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


class Item(NamedTuple):
    """One item of a feed; ``key`` is another one for each item, ``published`` is a day or empty."""

    key: str
    title: str
    link: str
    published: str
    text: str


class Feed(NamedTuple):
    """The items of a feed, and what is odd about it; empty where nothing is."""

    items: list[Item]
    oddity: str


def read_feed(fetched: Fetched) -> Feed:
    """The items of a feed.

    Parameters
    ----------
    fetched : Fetched
        With content.

    Returns
    -------
    Feed
        What can be read of it; a feed that is not well formed says so.

    Raises
    ------
    FetchError
        When it is no feed, or defines entities, as no feed needs to.
    """
    content = fetched.content or b""
    # Without zeros, also a text of two bytes a letter shows what it defines.
    if _ENTITY.search(content.replace(b"\0", b"")):
        raise FetchError("The feed defines entities, which can grow without end, and is not read.")
    # Without the address: with it, the library would make other keys of the same items once the feed has moved.
    headers = {"content-type": fetched.kind}
    try:
        # As an open file: a text would be taken for an address or a path.
        parsed = feedparser.parse(io.BytesIO(content), response_headers=headers)
    except Exception as error:  # What the library raises for a damaged feed is of many kinds.
        raise FetchError(f"The feed cannot be read ({shortened(f'{type(error).__name__}: {error}')}).") from None
    entries = parsed.get("entries") or []
    if not parsed.get("version") and not entries:
        raise FetchError("The address has no feed in RSS or Atom.")
    items = [_item(entry, fetched.address) for entry in entries[:MAX_ITEMS]]
    oddity = "The feed is not well formed; what can be read of it was read." if _is_damaged(parsed) else ""
    if len(entries) > MAX_ITEMS:
        oddity = f"The feed has {len(entries):,} items; the first {MAX_ITEMS:,} were read. {oddity}".strip()
    return Feed([item for item in items if item.key], oddity)


def _is_damaged(parsed: Any) -> bool:
    """Whether the text is broken; another encoding than the server says is nothing to tell of."""
    return bool(parsed.get("bozo")) and not isinstance(parsed.bozo_exception, feedparser.CharacterEncodingOverride)


def _item(entry: Any, address: str) -> Item:
    title, link = plain_text(str(entry.get("title") or "")), str(entry.get("link") or "").strip()
    texts = [str(entry.get("summary") or ""), *(str(part.get("value") or "") for part in entry.get("content") or ())]
    key = _short_key(str(entry.get("id") or "").strip() or link or title)
    text = plain_text(" ".join(dict.fromkeys(texts)))
    return Item(key, shortened(title), _web_address(link, address), _day(entry), text)


def _short_key(key: str) -> str:
    """A key in one line; of a long one the digest, as its first part can be that of another item as well."""
    key = " ".join(key.split())
    return key if len(key) <= MAX_KEY else digest(key.encode("utf-8", "replace"))


def _web_address(link: str, base: str) -> str:
    """A link of a feed as a whole address; empty where it is no address of the web."""
    try:
        address = urljoin(base, link) if link else ""
        return address if urlsplit(address).scheme.lower() in SCHEMES else ""
    except ValueError:
        return ""


def _day(entry: Any) -> str:
    """The day on which an item was published, or changed where nothing else is said; empty where neither is a day."""
    for name in ("published_parsed", "updated_parsed"):
        moment = entry.get(name)
        try:
            if moment:
                return date(*moment[:3]).isoformat()
        except (TypeError, ValueError):
            continue
    return ""


class _Text(HTMLParser):
    """The text between the marks of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.parts.append(" ")


def plain_text(html: str) -> str:
    """A text without the marks of HTML, in one line.

    >>> from zopa.loaders.watching.feeds import plain_text
    >>> plain_text("<p>A &amp; B<br>said <b>no</b></p>")
    'A & B said no'
    """
    reader = _Text()
    reader.feed(html[:MAX_CHARACTERS])
    reader.close()
    return " ".join("".join(reader.parts).split())
