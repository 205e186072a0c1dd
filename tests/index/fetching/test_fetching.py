"""Fetching from a server on this machine: what comes, what does not and why, and what the server is asked."""

from __future__ import annotations

import gzip
import ipaddress
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index.errors import BadInputError
from index.fetching import Fetched, FetchProblem, Limits, PublicOnly, fetch
from index.fetching.addresses import Address
from index.fetching.exchange import user_agent

pytestmark = pytest.mark.slow

HTML = b"<!doctype html><title>A</title><p>Text."
Answer = tuple[int, Mapping[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server whose names all end in `.test`: `pages` by path, or by host and path; robots.txt is a 404 if not set."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.headers: list[list[tuple[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        host = request.headers["Host"].partition(":")[0]
        self.asked.append(host + request.path)
        self.headers.append(request.headers.items())
        page = self.pages.get(host + request.path, self.pages.get(request.path, (404, {}, b"")))
        try:
            if callable(page):
                page(request)
                return
            status, headers, content = page
            request.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(content)
        except OSError:  # the other side may hang up on purpose
            request.close_connection = True

    def url(self, path: str, host: str = "news.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, content: bytes = HTML, kind: str = "text/html", status: int = 200, **more: str) -> None:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        self.pages[path] = (status, {"Content-Type": kind, **headers}, content)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.pages[path] = (status, {"Location": to}, b"")

    @property
    def documents(self) -> list[str]:
        """What was asked for, without host and robots.txt."""
        paths = ["/" + line.partition("/")[2] for line in self.asked]
        return [path for path in paths if path != "/robots.txt"]


class TestNames(PublicOnly):
    """As in use, but that names which end in `.test` may be on this machine, at any port."""

    __test__ = False

    def permits_port(self, port: int) -> bool:
        return port != 22

    def permits(self, host: str, address: Address) -> bool:
        return (host.endswith(".test") and address == ipaddress.ip_address("127.0.0.1")) or super().permits(
            host, address
        )


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def at_home(host: str, seconds: float) -> Sequence[str]:
    return {"inside.test": ["10.0.0.7"], "nowhere.test": []}.get(host, ["127.0.0.1"])


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.thread.join()
    site.server.server_close()


def get(urls: Sequence[str], limits: Limits | None = None, **more: object) -> list[Fetched | FetchProblem]:
    limits = limits or Limits(pace=0, connect=2, read=2, total=5)
    settings = {"policy": TestNames(), "resolve": at_home, "sleep": lambda _: None, **more}
    return list(fetch(urls, limits=limits, **settings))  # type: ignore[arg-type]


def reason(site: Site, path: str, limits: Limits | None = None) -> str:
    (problem,) = get([site.url(path)], limits)
    assert isinstance(problem, FetchProblem)
    assert problem.url == site.url(path)
    return problem.reason


def paths(found: Sequence[Fetched | FetchProblem]) -> list[str]:
    """The path of each document, and the reason of each problem."""
    return [
        one.url.partition(".test")[2].partition("/")[2] if isinstance(one, Fetched) else one.reason for one in found
    ]


# What comes


def test_a_page_comes_as_it_was_sent(site: Site) -> None:
    site.page("/a?b=1", b"<html>caf\xe9", "Text/HTML; charset=ISO-8859-1")
    assert get([site.url("/a?b=1#part")]) == [
        Fetched(site.url("/a?b=1"), b"<html>caf\xe9", "text/html", ".html", "iso-8859-1")
    ]


@pytest.mark.parametrize(
    ("kind", "content", "suffix"),
    [
        ("application/xhtml+xml", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", ".html"),
        ("application/pdf", b"%PDF-1.7 ...", ".pdf"),
        ("application/octet-stream", b"%PDF-1.7 ...", ".pdf"),
        ("text/plain", b"Just text.", ".txt"),
        ("text/plain", b"<html>shown as text", ".txt"),
    ],
)
def test_kinds_that_are_read(site: Site, kind: str, content: bytes, suffix: str) -> None:
    site.page("/a", content, kind)
    assert get([site.url("/a")]) == [Fetched(site.url("/a"), content, kind, suffix)]


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("image/png", b"\x89PNG", "it is image/png, which is not read"),
        ("application/json", b"{}", "it is application/json, which is not read"),
        ("application/xml", b"<svg/>", "it is application/xml, which is not read"),
        ("", b"???", "it is of a kind that the server does not name, which is not read"),
        ("application/pdf", b"<html>Please log in", "it is called a PDF, but is not a PDF"),
        ("text/html", b" \n", "it is empty"),
        ("application/gzip", gzip.compress(b"a,b", mtime=0), "it is application/gzip, which is not read"),
        ("text/html", gzip.compress(b"<html>", mtime=0), "it is a gzip file, but neither a sitemap nor a feed"),
    ],
)
def test_kinds_that_are_not_read(site: Site, kind: str, content: bytes, said: str) -> None:
    site.page("/a", content, kind)
    assert reason(site, "/a") == said


def test_what_a_server_says_is_safe_to_print(site: Site) -> None:
    site.page("/a", kind="image/\x1b[31mred\x9b2J" + "\u202e" + "long" * 500)
    said = reason(site, "/a")
    assert said.isprintable()
    assert len(said) <= 500


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "the server answered 404 (Not Found)"),
        (429, "the server answered 429 (Too Many Requests)"),
        (503, "the server answered 503 (Service Unavailable)"),
        (204, "the server answered 204 (No Content)"),
        (599, "the server answered 599"),
    ],
)
def test_other_statuses_are_told(site: Site, status: int, said: str) -> None:
    site.pages["/a"] = (status, {}, b"")
    assert reason(site, "/a") == said


def test_a_problem_does_not_end_the_run(site: Site) -> None:
    site.page("/b")
    found = get(["ftp://news.test/x", site.url("/a"), site.url("/b"), "http://nowhere.test/", "mailto:a@b.test"])
    assert paths(found) == [
        "it is not an http or https URL",
        "it is not an http or https URL",
        "the server answered 404 (Not Found)",
        "b",
        "no address is found for nowhere.test",
    ]


def test_each_place_is_asked_for_once(site: Site) -> None:
    site.page("/a~b")
    same = ["/a~b", "/a%7Eb#one", "/a%7eb#two", "/c/../a~b"]
    found = get([site.url(path) for path in same] + [site.url("/a~b", "NEWS.test."), " " + site.url("/a~b")])
    assert paths(found) == ["a~b"]
    assert site.documents == ["/a~b"]


def test_keyboard_interrupt_passes(site: Site) -> None:
    def stop(host: str, seconds: float) -> Sequence[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get([site.url("/a")], resolve=stop)


def test_progress_is_told_before_each_document(site: Site) -> None:
    told: list[tuple[str, int, int]] = []
    site.page("/a")
    get([site.url("/a"), site.url("/b")], tell=lambda *now: told.append(now))
    assert told == [(site.url("/a"), 0, 2), (site.url("/b"), 1, 2)]


def test_a_limit_under_zero_is_refused() -> None:
    with pytest.raises(BadInputError, match="the limit size is -1"):
        Limits(size=-1)
    with pytest.raises(BadInputError, match="the limit total is nan"):
        Limits(total=float("nan"))


# What the server is asked


def test_the_request_says_who_asks_and_no_more(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9/")
    site.page("/a", Set_Cookie="who=you; Path=/")
    site.page("/b")
    assert paths(get([site.url("/a"), site.url("/b")])) == ["a", "b"]
    for headers in site.headers:
        assert [name for name, _ in headers] == ["Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"]
        assert dict(headers)["User-Agent"] == user_agent()
        assert dict(headers)["Host"] == f"news.test:{site.port}"
    assert user_agent().startswith("Kutip/")


def test_requests_to_a_host_are_paced(site: Site) -> None:
    now = Time()
    for path in ("/a", "/b"):
        site.page(path)
    urls = [site.url("/a"), site.url("/a", "other.test"), site.url("/b")]
    get(urls, Limits(pace=1.5), clock=now, sleep=now.sleep)
    # robots.txt counts as a request; the hosts do not wait for each other
    assert site.asked == ["news.test/robots.txt", "news.test/a", "other.test/robots.txt", "other.test/a", "news.test/b"]
    assert now.slept == [1.5, 1.5]


@pytest.mark.parametrize(("asked", "slept"), [("7", 7.0), ("0.2", 1.0), ("9999", 30.0), ("-5", 1.0), ("soon", 1.0)])
def test_crawl_delay_is_kept_up_to_a_limit(site: Site, asked: str, slept: float) -> None:
    now = Time()
    site.page("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\n".encode(), "text/plain")
    site.page("/a")
    get([site.url("/a")], Limits(), clock=now, sleep=now.sleep)
    assert now.slept == [slept]


def test_waiting_takes_nothing_of_a_document_s_time(site: Site) -> None:
    now = Time()
    site.redirect("/a", "/b")
    site.page("/b")
    assert paths(get([site.url("/a")], Limits(pace=20, total=5), clock=now, sleep=now.sleep)) == ["b"]
    assert now.slept == [20.0, 20.0]


# robots.txt


def test_what_robots_txt_disallows_is_not_asked_for(site: Site) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: kutip\nDisallow: /closed\nAllow: /closed/but\n"
    site.page("/robots.txt", b"\xef\xbb\xbf" + rules.encode(), "text/plain")
    for path in ("/open", "/closed/but"):
        site.page(path)
    refused = "the site's robots.txt does not allow it"
    ways = ["/open", "/closed/a", "/open/../closed/b", "/%63losed/c", "/closed/but"]
    assert paths(get([site.url(path) for path in ways])) == ["open", refused, refused, refused, "closed/but"]
    assert site.asked == ["news.test/robots.txt", "news.test/open", "news.test/closed/but"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (401, True), (410, True), (500, False), (503, False)])
def test_a_robots_txt_that_is_not_there_allows_and_one_that_fails_does_not(
    site: Site, status: int, allowed: bool
) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /", status=status)
    site.page("/a")
    (found,) = get([site.url("/a")])
    if allowed:
        assert isinstance(found, Fetched)
    else:
        assert isinstance(found, FetchProblem)
        assert found.reason.startswith(
            f"the site's robots.txt cannot be read, so nothing is fetched from there: the server answered {status}"
        )
        assert site.documents == []


def test_a_host_that_hangs_up_is_not_asked_again(site: Site) -> None:
    def hang_up(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True

    site.pages["/robots.txt"] = hang_up
    found = get([site.url("/a"), site.url("/b")])
    assert paths(found) == 2 * [
        "the site's robots.txt cannot be read, so nothing is fetched from there: "
        "the connection failed (Server disconnected without sending a response.)"
    ]
    assert site.asked == ["news.test/robots.txt"]


def test_robots_txt_is_followed_through_redirects_and_holds_where_a_redirect_leads(site: Site) -> None:
    site.redirect("news.test/robots.txt", site.url("/rules", "other.test"))
    site.page("other.test/rules", b"User-agent: *\nDisallow: /private", "text/plain")
    site.page("third.test/robots.txt", b"User-agent: *\nDisallow: /", "text/plain")
    site.redirect("/a", site.url("/b", "third.test"))
    assert reason(site, "/private") == "the site's robots.txt does not allow it"
    assert (
        reason(site, "/a") == f"it redirects to {site.url('/b', 'third.test')}: the site's robots.txt does not allow it"
    )
    assert site.documents == ["/rules", "/rules", "/a"]


def test_only_the_beginning_of_a_huge_robots_txt_is_read(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /early\n" + b"#" * 4000 + b"\nDisallow: /late\n"
    for encoded, encoding in ((rules, "identity"), (gzip.compress(rules), "gzip")):
        site.page("/robots.txt", encoded, "text/plain", Content_Encoding=encoding)
        site.page("/late")
        found = get([site.url("/early"), site.url("/late")], Limits(pace=0, robots_size=1000))
        assert paths(found) == ["the site's robots.txt does not allow it", "late"]


# Redirects


def test_redirects_are_followed_up_to_the_limit(site: Site) -> None:
    for step in range(1, 7):
        site.redirect(f"/{step}", f"{step - 1}", (301, 302, 303, 307, 308)[step % 5])
    site.page("/0")
    assert paths(get([site.url("/5")])) == ["0"]
    assert reason(site, "/6") == "it redirects more than 5 times"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("/a", "it redirects in a circle"),
        ("", "it redirects without saying where"),
        ("file:///etc/passwd", "it redirects to file:///etc/passwd: it is not an http or https URL"),
        (
            "http://me:secret@news.test/",
            "it redirects to http://***@news.test/: it has a user name or password in it",
        ),
        ("http://inside.test/", "it redirects to http://inside.test/: inside.test is at 10.0.0.7, "),
        ("http://127.0.0.1/", "it redirects to http://127.0.0.1/: 127.0.0.1 is at 127.0.0.1, "),
        ("//169.254.169.254/latest/meta-data/", "it redirects to http://169.254.169.254/latest/meta-data/: 169.254"),
        ("http://[::1]/", "it redirects to http://[::1]/: ::1 is at ::1, "),
        ("http://[::ffff:7f00:1]/", "it redirects to http://[::ffff:"),
        ("http://2130706433/", "it redirects to http://2130706433/: its host is a number, "),
        ("http://news.test:22/", "it redirects to http://news.test:22/: port 22 is not a web port"),
        ("http://news.test/\ta", "it redirects to http://news.test/ a: it has control characters in it"),
    ],
)
def test_redirects_that_are_refused(site: Site, to: str, said: str) -> None:
    site.redirect("/a", to)
    assert reason(site, "/a").startswith(said)
    assert site.documents == ["/a"]


def test_a_redirect_to_what_is_known_is_told_and_not_asked_for(site: Site) -> None:
    site.redirect("/a", "/log-in")
    site.redirect("/b", "/log-in")
    site.page("/log-in")
    known = f"it redirects to {site.url('/log-in')}: that page is fetched separately"
    assert paths(get([site.url("/a"), site.url("/b")])) == ["log-in", known]
    assert site.documents == ["/a", "/log-in", "/b"]


# Addresses


@pytest.mark.parametrize("host", ["inside.test", "127.0.0.1", "[::1]", "[64:ff9b::7f00:1]", "[fd00:ec2::254]"])
def test_private_addresses_are_refused_before_anything_is_asked(site: Site, host: str) -> None:
    (found,) = get([site.url("/a", host)])
    assert isinstance(found, FetchProblem)
    assert found.reason.endswith(", which is not an address of the public internet")
    assert site.asked == []


def test_a_name_with_one_private_address_is_refused(site: Site) -> None:
    (found,) = get([site.url("/a")], resolve=lambda host, seconds: ["127.0.0.1", "192.168.1.1"])
    assert isinstance(found, FetchProblem)
    assert found.reason == "news.test is at 192.168.1.1, which is not an address of the public internet"


def test_a_name_that_changes_its_mind_is_not_asked_again(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.7"], ["10.0.0.8"]])
    asked: list[str] = []

    def rebind(host: str, seconds: float) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    site.page("/a")
    site.page("/b")
    assert paths(get([site.url("/a"), site.url("/b")], resolve=rebind)) == ["a", "b"]
    assert asked == ["news.test"]


@pytest.mark.parametrize("answer", [["not an address"], [], [""]])
def test_a_resolver_s_nonsense_is_no_address(site: Site, answer: list[str]) -> None:
    (found,) = get([site.url("/a")], resolve=lambda host, seconds: answer)
    assert isinstance(found, FetchProblem)
    assert found.reason == "no address is found for news.test"


def test_the_port_is_one_of_the_web_s() -> None:
    found = get(["http://news.test:22/", "http://news.test:6379/"], policy=PublicOnly())
    assert paths(found) == ["port 22 is not a web port", "port 6379 is not a web port"]


# Time and size


def drip(begin: bytes, drop: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        request.wfile.write(begin)
        for _ in range(200):
            time.sleep(0.02)
            request.wfile.write(drop)

    return answer


@pytest.mark.parametrize(
    ("begin", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: more\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
)
def test_a_server_that_drips_meets_the_deadline(site: Site, begin: bytes, drop: bytes) -> None:
    site.pages["/a"] = drip(begin, drop)
    started = time.monotonic()
    assert reason(site, "/a", Limits(pace=0, read=1, total=0.3)) == "it took too long"
    assert time.monotonic() - started < 2


def test_redirects_share_one_deadline(site: Site) -> None:
    def late(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
        def answer(request: BaseHTTPRequestHandler) -> None:
            time.sleep(0.15)
            request.send_response(302)
            request.send_header("Location", to)
            request.send_header("Content-Length", "0")
            request.end_headers()

        return answer

    for step in range(5):
        site.pages[f"/{step}"] = late(f"/{step + 1}")
    assert reason(site, "/0", Limits(pace=0, total=0.4)).endswith(": it took too long")


def test_a_server_that_is_silent_meets_the_read_limit(site: Site) -> None:
    site.pages["/a"] = lambda request: time.sleep(0.6)
    assert reason(site, "/a", Limits(pace=0, read=0.2, total=5)) == "the server did not answer in time"


def test_a_slow_resolver_gets_the_time_that_is_left(site: Site) -> None:
    given: list[float] = []

    def slow(host: str, seconds: float) -> Sequence[str]:
        given.append(seconds)
        raise TimeoutError

    (found,) = get([site.url("/a")], Limits(connect=3), resolve=slow)
    assert isinstance(found, FetchProblem)
    assert found.reason == "no address is found for news.test"
    assert given == [3]


def test_a_closed_port_is_told(site: Site) -> None:
    (found,) = get(["http://news.test:9/"])
    assert isinstance(found, FetchProblem)
    assert "the connection failed ([Errno " in found.reason


def test_sizes_are_bounded(site: Site) -> None:
    small = Limits(pace=0, size=1000)
    site.page("/told", b"a" * 1001)
    site.page("/exact", b"a" * 1000)
    site.pages["/untold"] = lambda request: untold(request, 100)
    assert reason(site, "/told", small) == "it is too large (1,001 bytes; the limit is 1,000)"
    assert reason(site, "/untold", small) == "it is too large (the limit is 1,000 bytes)"
    assert paths(get([site.url("/exact")], small)) == ["exact"]


def untold(request: BaseHTTPRequestHandler, pieces: int) -> None:
    """Chunks without a length told beforehand, each of 4,096 bytes."""
    request.close_connection = True
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(pieces):
        request.wfile.write(b"1000\r\n" + b"a" * 4096 + b"\r\n")
    request.wfile.write(b"0\r\n\r\n")


def test_what_is_not_read_is_not_transferred(site: Site) -> None:
    def film(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "video/mp4")
        request.send_header("Content-Length", "1000")
        request.end_headers()
        time.sleep(1)

    site.pages["/a"] = film
    assert reason(site, "/a", Limits(pace=0, read=0.5)) == "it is video/mp4, which is not read"


def test_gzip_is_unpacked_and_its_bombs_are_refused(site: Site) -> None:
    limits = Limits(pace=0, size=100_000)
    site.page("/good", gzip.compress(HTML) + gzip.compress(b"More."), Content_Encoding="gzip")
    site.page("/bomb", gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip")
    site.page("/torn", gzip.compress(os.urandom(5000))[:-9], Content_Encoding="gzip")
    site.page("/false", HTML, Content_Encoding="gzip")
    site.page("/deflate", zlib.compress(HTML), Content_Encoding="deflate")
    site.page("/twice", gzip.compress(gzip.compress(HTML)), Content_Encoding="gzip, gzip")
    (good,) = get([site.url("/good")], limits)
    assert isinstance(good, Fetched)
    assert good.content == HTML + b"More."
    assert reason(site, "/bomb", limits) == "it is too large when decompressed (the limit is 100,000 bytes)"
    assert reason(site, "/torn", limits) == "its compression is damaged"
    assert reason(site, "/false", limits) == "its compression is damaged"
    assert reason(site, "/deflate", limits) == "it is compressed as deflate, which was not asked for"
    assert reason(site, "/twice", limits) == "it is compressed as gzip, gzip, which was not asked for"


def other_protocol(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"SSH-2.0-OpenSSH_9\r\n\r\n")


def test_content_that_breaks_off_is_not_taken(site: Site) -> None:
    site.page("/a", HTML, Content_Length="500", Connection="close")
    site.pages["/b"] = other_protocol
    assert reason(site, "/a").startswith("the connection failed (peer closed connection")
    assert reason(site, "/b").startswith("the connection failed (")


# Feeds and sitemaps


def feed(*links: str) -> bytes:
    items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in links)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()


def sitemap(*links: str, root: str = "urlset", item: str = "url") -> bytes:
    items = "".join(f"<{item}><loc>\n {link} </loc></{item}>" for link in links)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{root}>'.encode()


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml; charset=utf-8", "text/html", "text/plain", ""])
def test_a_feed_s_entries_are_fetched_after_what_was_given(site: Site, kind: str) -> None:
    site.page("/feed", feed("/a", site.url("/b#comments"), "/a?", "/c"), kind)
    for path in ("/a", "/b", "/last"):
        site.page(path)
    found = get([site.url("/feed"), site.url("/last")])
    assert paths(found) == ["last", "a", "b", "the server answered 404 (Not Found)"]
    assert site.documents == ["/feed", "/last", "/a", "/b", "/c"]


def test_links_of_a_feed_are_checked_as_others_are(site: Site) -> None:
    site.page("/feed", feed("http://127.0.0.1/", "file:///etc/passwd", "http://inside.test/", "/a"), "text/xml")
    site.page("/a")
    found = get([site.url("/feed")])
    assert paths(found) == [
        "it is not an http or https URL",
        "127.0.0.1 is at 127.0.0.1, which is not an address of the public internet",
        "inside.test is at 10.0.0.7, which is not an address of the public internet",
        "a",
    ]


def test_a_sitemap_index_is_opened_to_its_pages(site: Site) -> None:
    index = sitemap("/1.xml", site.url("/2.xml.gz"), "/3.xml", root="sitemapindex", item="sitemap")
    site.page("/sitemap.xml", index, "application/xml")
    site.page("/1.xml", sitemap("/a", "/b"), "text/xml")
    site.page("/2.xml.gz", gzip.compress(sitemap("/b", "/c")), "application/x-gzip")
    site.page("/3.xml")
    for path in ("/a", "/b", "/c"):
        site.page(path)
    assert paths(get([site.url("/sitemap.xml")])) == ["it is called a sitemap, but is not a sitemap", "a", "b", "c"]


def test_a_sitemap_in_gzip_twice_over_is_read(site: Site) -> None:
    site.page("/s.xml.gz", gzip.compress(gzip.compress(sitemap("/a"))), "application/xml", Content_Encoding="gzip")
    site.page("/a")
    assert paths(get([site.url("/s.xml.gz")])) == ["a"]


def test_a_sitemap_s_gzip_bomb_is_refused(site: Site) -> None:
    site.page("/s.xml.gz", gzip.compress(b"<urlset>" + b" " * 10_000_000), "application/gzip")
    said = "it is too large when decompressed (the limit is 100,000 bytes)"
    assert reason(site, "/s.xml.gz", Limits(pace=0, size=100_000)) == said


def test_documents_are_bounded(site: Site) -> None:
    site.page("/s.xml", sitemap(*(f"/{n}" for n in range(9))), "text/xml")
    for n in range(9):
        site.page(f"/{n}")
    found = get([site.url("/s.xml")], Limits(pace=0, most=3))
    assert paths(found) == ["6 of its links are left out: the limit is 3 documents", "0", "1", "2"]
    assert found[0].url == site.url("/s.xml")
    given = get([site.url(f"/{n}") for n in range(4)], Limits(pace=0, most=3))
    assert paths(given) == ["the limit of 3 documents is reached", "0", "1", "2"]


def test_bad_links_of_a_list_are_bounded_too(site: Site) -> None:
    site.page("/s.xml", sitemap(*(f"ftp://{n}.test/" for n in range(9))), "text/xml")
    found = get([site.url("/s.xml")], Limits(pace=0, most=2))
    assert paths(found) == 2 * ["it is not an http or https URL"] + [
        "7 of its links are left out: the limit is 2 documents"
    ]


def test_lists_are_bounded_in_number_and_depth(site: Site) -> None:
    """Sitemap indexes that lead on for ever."""
    for n in range(9):
        site.page(f"/{n}", sitemap(f"/{n + 1}", root="sitemapindex", item="sitemap"), "text/xml")
    deep = get([site.url("/0")], Limits(pace=0, depth=3))
    assert paths(deep) == ["feeds and sitemaps are opened only 3 deep, one in another"]
    assert site.documents == ["/0", "/1", "/2", "/3"]
    many = get([site.url("/0")], Limits(pace=0, lists=2, depth=9))
    assert paths(many) == ["1 of its links are left out: the limit is 2 feeds and sitemaps"]


def test_feeds_given_are_bounded_in_number(site: Site) -> None:
    for n in range(3):
        site.page(f"/{n}", feed("/a"), "text/xml")
    site.page("/a")
    found = get([site.url(f"/{n}") for n in range(3)], Limits(pace=0, lists=2))
    assert paths(found) == ["the limit of 2 feeds and sitemaps is reached", "a"]


def test_a_feed_that_is_too_large_is_refused(site: Site) -> None:
    site.page("/feed", feed("/a" * 500), "text/xml")
    said = "it is too large for a feed (the limit is 999 bytes)"
    assert reason(site, "/feed", Limits(pace=0, feed_size=999)) == said
