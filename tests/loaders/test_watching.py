"""Feeds of a case's sources, read from a server on this machine: what becomes a candidate, and what is refused."""

from __future__ import annotations

import csv
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from zopa import PositionGraph
from zopa.__main__ import app
from zopa.graph.provenance import made_on
from zopa.graph.redaction import redacted
from zopa.loaders import DossierError, check, load, save, watch
from zopa.loaders.sizes import FEED_BYTES
from zopa.loaders.watching.fetch import FetchError, _Guard

RSS = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>The Up Times</title>
{items}
</channel></rss>"""
ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Decrees</title><id>urn:decrees</id><updated>2025-03-01T00:00:00Z</updated>
<entry><id>urn:1</id><title type="html">&lt;b&gt;Upland&lt;/b&gt; on the winter flow of the river</title>
<link href="https://news.example/1"/><updated>2025-03-02T23:30:00Z</updated>
<content type="html">&lt;p&gt;It said &lt;i&gt;no&lt;/i&gt;.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</content></entry></feed>"""


def item(key: str, title: str, text: str = "", link: str = "https://news.example/a") -> str:
    return (
        f"<item><guid>{key}</guid><title>{title}</title><link>{link}</link><description>{text}</description>"
        "<pubDate>Sat, 01 Mar 2025 10:00:00 GMT</pubDate></item>"
    )


ITEMS = [
    item("k1", "Upland rejects the talks", "The republic says no."),
    item("k2", "Floods", "The flow in winter, on the river: Lowland asks for more."),
    item("k3", "Football", "Nothing of this."),
]

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A server on this machine: by path what it answers, and which requests it got."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                self.close_connection = True
                server.answers.get(self.path, lambda request: send(request, b"", 404))(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.httpd.daemon_threads = True
        self.root = f"http://127.0.0.1:{self.httpd.server_address[1]}"
        threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def serve(self, path: str, content: bytes | str, status: int = 200, **headers: str) -> str:
        content = content.encode() if isinstance(content, str) else content
        self.answers[path] = lambda request: send(request, content, status, **headers)
        return self.root + path


def send(request: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    for name, value in {"Content-Length": str(len(content)), "Content-Type": "application/xml", **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(content)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.httpd.shutdown()
    server.httpd.server_close()


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Path]:
    """A case whose sources have these feeds."""

    def made(*feeds: str) -> Path:
        folder = tmp_path / "case"
        folder.mkdir()
        tables = {
            "parties": ["id,name,aliases", "upland,Republic of Upland,Upland|UP", "lowland,Lowland,"],
            "issues": ["id,name,kind", "flow,Winter flow of the river,number"],
            "positions": ["party,issue,stance,low,firmness", "upland,flow,demands,5,aim"],
            "sources": ["id,title,feed", *(f"s{place},Source {place},{feed}" for place, feed in enumerate(feeds))],
        }
        for name, lines in tables.items():
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

    return made


def rows_of(inbox: Path) -> list[dict[str, str]]:
    with inbox.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def message(folder: Path, **options: Any) -> str:
    """What is told of the only feed, which fails."""
    watched = watch(folder, **{"local": True, "timeout": 5.0, **options})
    assert watched.feeds["status"].tolist() == ["failed"]
    assert watched.candidates.empty
    assert not (folder / "inbox.csv").exists()
    return str(watched.feeds["message"].iat[0])


def test_items_that_name_a_party_or_an_issue_become_candidates(server, case):
    folder = case(server.serve("/rss", RSS.format(items="".join(ITEMS))), server.serve("/atom", ATOM))
    watched = watch(folder, local=True)
    assert watched.inbox == folder / "inbox.csv"
    rows = rows_of(watched.inbox)
    assert [(row["source"], row["item"], row["parties"], row["issues"]) for row in rows] == [
        # Of each feed, those that name both come first.
        ("s0", "k2", "lowland", "flow"),
        ("s0", "k1", "upland", ""),
        ("s1", "urn:1", "upland", "flow"),
    ]
    assert rows[0]["published"] == "2025-03-01"
    assert rows[2] | {} == rows[2] | {
        "title": "Upland on the winter flow of the river",
        "link": "https://news.example/1",
        "excerpt": "It said no.",
        "published": "2025-03-02",
    }
    assert watched.feeds[["status", "items", "new", "listed"]].values.tolist() == [["read", 3, 3, 2], ["read", 1, 1, 1]]
    # The inbox is no part of the case: nothing is said of it, and it stays when the case is saved.
    assert check(folder).empty or not check(folder)["message"].str.contains("inbox").any()
    save(load(folder, quiet=True), folder)
    assert rows_of(watched.inbox) == rows


def test_a_feed_is_fetched_again_only_if_it_has_changed(server, case):
    folder = case(
        server.serve("/rss", RSS.format(items=ITEMS[0]), ETag='"v1"', Last_Modified="Sat, 01 Mar 2025 10:00:00 GMT")
    )
    assert not load(folder, quiet=True).feeds_looked_at
    for day, status in (("2025-08-01", "read"), ("2025-08-02", "not changed")):
        with made_on(day):
            assert watch(folder, local=True).feeds["status"].tolist() == [status]
        assert list(load(folder, quiet=True).feeds_looked_at.values()) == [day]
        server.serve("/rss", b"", 304)
    asked = server.requests[-1][1]
    assert asked["if-none-match"] == '"v1"'
    assert asked["if-modified-since"] == "Sat, 01 Mar 2025 10:00:00 GMT"
    assert not {"cookie", "authorization", "referer"} & set(asked)
    server.serve("/rss", RSS.format(items="".join(ITEMS)), ETag='"v2"')
    assert watch(folder, local=True).candidates["item"].tolist() == ["k2"]
    assert [row["item"] for row in rows_of(folder / "inbox.csv")] == ["k1", "k2"]


def test_what_a_reader_made_of_the_inbox_stays_and_nothing_is_listed_twice(server, case):
    folder = case(server.serve("/rss", RSS.format(items=ITEMS[0])))
    inbox = watch(folder, local=True).inbox
    header, row = inbox.read_text(encoding="utf-8").splitlines()
    # As a spreadsheet of another country saves it, with a column that the reader added.
    kept = "\ufeff" + header.replace(",", ";") + ";coded by\r\n" + ";".join(next(csv.reader([row]))) + ";Müller\r\n"
    inbox.write_bytes(kept.encode())
    (folder / "inbox.state").unlink()
    server.serve("/rss", RSS.format(items="".join(ITEMS)))
    assert watch(folder, local=True).candidates["item"].tolist() == ["k2"]
    text = inbox.read_bytes().decode()
    assert text.startswith(kept)
    assert text.removeprefix(kept).startswith("s0;2025-03-01;Floods;")
    assert not check(folder)["message"].str.contains("inbox").any()


def test_items_of_two_feeds_with_the_same_key_are_two(server, case):
    folder = case(*(server.serve(f"/{name}", RSS.format(items=item("1", f"Upland {name}"))) for name in "ab"))
    assert watch(folder, local=True).candidates["title"].tolist() == ["Upland a", "Upland b"]


def test_nothing_in_an_item_is_a_formula_or_a_link_that_runs(server, case):
    hostile = item("=1+1", "=HYPERLINK(1) Upland", "@SUM(A1) Upland", link="javascript:alert(1)")
    folder = case(server.serve("/rss", RSS.format(items=hostile)))
    [row] = rows_of(watch(folder, local=True).inbox)
    assert (row["title"], row["excerpt"], row["item"], row["link"]) == (
        "'=HYPERLINK(1) Upland",
        "'@SUM(A1) Upland",
        "'=1+1",
        "",
    )
    (folder / "inbox.state").unlink()
    assert watch(folder, local=True).candidates.empty


@pytest.mark.parametrize("status", [404, 410, 500])
def test_an_error_of_a_server_is_told_and_keeps_no_other_feed_from_being_read(server, case, status):
    folder = case(server.serve("/gone", b"", status), server.serve("/rss", RSS.format(items=ITEMS[0])))
    watched = watch(folder, local=True)
    assert watched.feeds["status"].tolist() == ["failed", "read"]
    assert f"The server answers {status}" in watched.feeds["message"].iat[0]
    assert len(watched.candidates) == 1


def test_a_server_that_does_not_answer_is_left(server, case):
    released = threading.Event()
    server.answers["/slow"] = lambda request: released.wait(20) and None
    assert message(case(server.root + "/slow"), timeout=0.3) == "The server did not answer within 0.3 seconds."
    released.set()


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_never_ends_is_left(server, case, part):
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if part == "head" else b"Content-Type: text/xml\r\n\r\n"))
        try:
            for number in range(200):
                request.wfile.write(b"X-%d: 1\r\n" % number)
                request.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    server.answers["/drip"] = drip
    # On a machine that has much else to do, the next drop can be late as well.
    assert message(case(server.root + "/drip"), timeout=0.3) in (
        "The answer was not whole after 0.9 seconds.",
        "The server did not answer within 0.3 seconds.",
    )


def test_a_huge_feed_is_not_taken_whole(server, case):
    sent = []

    def huge(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>")
        try:
            for _ in range(4 * FEED_BYTES // 65_536):
                sent.append(request.wfile.write(b"x" * 65_536))
        except OSError:
            pass

    server.answers["/huge"] = huge
    assert message(case(server.root + "/huge")) == "The feed has more than 8 MiB, the most that is read."
    assert sum(sent) < 4 * FEED_BYTES


def test_a_packed_feed_is_read_and_one_that_grows_without_end_is_not(server, case):
    packed = gzip.compress(RSS.format(items=ITEMS[0]).encode())
    bomb = gzip.compress(b" " * (16 * FEED_BYTES))
    folder = case(
        server.serve("/packed", packed, Content_Encoding="gzip"),
        server.serve("/bomb", bomb, Content_Encoding="gzip"),
        server.serve("/false", b"no", Content_Encoding="gzip"),
        server.serve("/other", b"no", Content_Encoding="br"),
    )
    watched = watch(folder, local=True)
    assert watched.candidates["item"].tolist() == ["k1"]
    assert watched.feeds["message"].tolist() == [
        "",
        "The feed has more than 8 MiB, the most that is read.",
        "The server says that the feed is packed, and it is not.",
        "The server packs the feed as 'br', which is not read.",
    ]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + RSS.format(items=item("k", "Upland &b;"))


@pytest.mark.parametrize(
    "content",
    [LAUGHS.replace('<?xml version="1.0"?>', ""), LAUGHS.replace('<?xml version="1.0"?>', "").encode("utf-16")],
    ids=["utf-8", "utf-16"],
)
def test_entities_are_refused(server, case, content):
    assert "defines entities" in message(case(server.serve("/rss", content)))


@pytest.mark.parametrize(
    "content", ["<html><body>Upland</body></html>", "", "Upland", "http://127.0.0.1:1/x", "/etc/passwd"]
)
def test_what_is_no_feed_is_told_and_is_no_address_or_path_either(server, case, content):
    assert message(case(server.serve("/page", content))) == "The address has no feed in RSS or Atom."


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_can_be(server, case):
    broken = RSS.format(items="".join(ITEMS)).replace("</channel></rss>", "<item><title>Upland & more")
    watched = watch(case(server.serve("/rss", broken)), local=True)
    assert {"k1", "k2"} <= set(watched.candidates["item"])
    assert "is not well formed" in watched.feeds["message"].iat[0]


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/feed", "feed", "javascript:alert(1)", "http://", "http://[::1"]
)
def test_other_addresses_than_those_of_the_web_are_not_read(case, address):
    assert "is not read" in (told := message(case(address))) or "is no web address" in told


def test_an_address_with_a_password_is_not_read_and_the_password_not_sent(server, case):
    address = server.serve("/rss", RSS.format(items=ITEMS[0])).replace("//", "//me:secret@")
    assert message(case(address)) == "The address holds a user name or a password, and is not read."
    assert not server.requests


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_this_machine_and_private_networks_are_read_only_if_it_is_asked_for(server, case, host):
    address = server.serve("/rss", RSS.format(items=ITEMS[0])).replace("127.0.0.1", host)
    assert "a private network or of this machine" in message(case(address), local=False)
    assert not server.requests


def test_redirects_are_followed_some_way_and_to_the_web_only(server, case):
    server.serve("/new", RSS.format(items=ITEMS[0]))
    for name in range(8):
        server.serve(f"/hop{name}", b"", 302, Location=f"/hop{name + 1}")
    folder = case(
        server.serve("/moved", b"", 301, Location="/new"),
        server.serve("/file", b"", 302, Location="file:///etc/passwd"),
        server.root + "/hop0",
    )
    watched = watch(folder, local=True)
    assert watched.feeds["status"].tolist() == ["read", "failed", "failed"]
    moved, file, hops = watched.feeds["message"]
    assert moved == f"The feed has moved to {server.root}/new."
    assert file == "'file:///etc/passwd' is not read: only addresses of http and https are."
    assert hops == "The server leads from one address to the next more than 5 times."


def test_a_public_address_never_leads_into_a_private_network():
    guard = _Guard(local=True, seconds=5)
    guard.check("http://127.0.0.1/feed")
    guard.check("http://8.8.8.8/feed")
    for address in ("http://127.0.0.1/feed", "http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/"):
        with pytest.raises(FetchError, match="private network"):
            guard.check(address)


class Stream:
    """The end of a connection, as httpx shows it."""

    def get_extra_info(self, name: str) -> Any:
        return ("127.0.0.1", 80) if name == "server_addr" else None


def test_a_name_that_leads_elsewhere_after_it_was_checked_gets_no_request():
    with pytest.raises(FetchError, match="private network"):
        _Guard(local=False, seconds=5)("connection.connect_tcp.complete", {"return_value": Stream()})


def test_a_state_or_an_inbox_that_is_something_else_is_left_alone(server, case):
    folder = case(server.serve("/rss", RSS.format(items=ITEMS[0])))
    (folder / "inbox.csv").write_text("mine,alone\n1,2\n")
    with pytest.raises(DossierError, match="is no inbox and was left alone"):
        watch(folder, local=True)
    (folder / "inbox.csv").unlink()
    (folder / "inbox.state").write_text("{}")
    with pytest.raises(DossierError, match="take it away"):
        watch(folder, local=True)
    assert not server.requests
    assert (folder / "inbox.state").read_text() == "{}"


def test_the_inbox_of_a_workbook_lies_beside_it_and_one_process_adds_to_it_at_a_time(server, case, tmp_path):
    book = save(load(case(server.serve("/rss", RSS.format(items=ITEMS[0]))), quiet=True), tmp_path / "talks.xlsx")
    with FileLock(tmp_path / "talks.inbox.lock"), pytest.raises(DossierError, match="by another process"):
        watch(book, local=True)
    assert watch(book, local=True).inbox == tmp_path / "talks.inbox.csv"
    beside = sorted(path.name for path in tmp_path.iterdir())
    assert beside == ["case", "talks.inbox.csv", "talks.inbox.state", "talks.xlsx"]


def test_a_case_without_feeds_or_without_a_folder_says_so(case, tmp_path):
    with pytest.raises(DossierError, match="No source of the case has a feed"):
        watch(case())
    with pytest.raises(DossierError, match="is in no folder of yours"):
        watch("river-basin")
    with pytest.raises(DossierError, match="No source of the case has a feed"):
        watch("river-basin", tmp_path / "inbox.csv")
    assert not (tmp_path / "inbox.csv").exists()


def test_the_command_tells_new_candidates_and_feeds_that_failed(server, case, tmp_path):
    folder = case(server.serve("/rss", RSS.format(items="".join(ITEMS))), server.root + "/gone")
    done = CliRunner().invoke(app, ["watch", str(folder), "--local", "-o", str(tmp_path / "mine.csv")])
    assert done.exit_code == 1
    assert "Upland rejects the talks" in done.stdout
    assert "2 feeds, 1 of them failed; 3 new items, 2 of them listed in" in done.stdout.replace("\n", " ")
    assert f"s1 ({server.root}/gone): The server answers 404 (Not Found)." in done.stderr
    assert [row["item"] for row in rows_of(tmp_path / "mine.csv")] == ["k2", "k1"]
    assert (tmp_path / "mine.state").exists()
    assert not (folder / "inbox.csv").exists()


def test_the_address_of_a_feed_is_left_out_with_the_sources(server, case):
    graph = load(case("https://news.example/feed"), PositionGraph, quiet=True)
    tables, _ = redacted(graph, "sources")
    assert "news.example" not in "".join(map(str, tables["sources"].to_numpy().ravel()))
