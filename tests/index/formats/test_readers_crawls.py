"""Saved pages and crawls: the pages with their addresses, and what was left out."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest

from eval.benchmarks.fuzz_samples import PAGE, PARAGRAPH, SENTENCE, crawl, pdf, zipped
from index.formats import FileReader, ReadArticle
from index.values import Problem, ProblemKind
from tests.support.builders import write

pytestmark = pytest.mark.slow

HOST = "https://courier.example"
HTML = "text/html; charset=utf-8"
PLAIN = "Server: test"


@cache
def reader() -> FileReader:
    return FileReader(lambda _: "xx")


@pytest.fixture(scope="module", autouse=True)
def _reader_is_closed() -> Iterator[None]:
    with reader():
        yield
    reader.cache_clear()


def read(folder: Path, name: str, content: str | bytes) -> tuple[list[ReadArticle], list[Problem]]:
    found = list(reader().read(write(folder, name, content)))
    return [each for each in found if isinstance(each, ReadArticle)], [
        each for each in found if isinstance(each, Problem)
    ]


def page(title: str) -> str:
    paragraphs = f"<p>{PARAGRAPH}</p><p>{SENTENCE}</p>"
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def answers(*given: tuple[str, bytes, str, str, str], packed: bool = False) -> bytes:
    """A WARC file of (path, content, type, status, other header)."""
    records = [b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"]
    for path, content, kind, status, other in given:
        header = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{other}\r\n\r\n".encode()
        for what, block in (("request", b"GET / HTTP/1.1\r\n\r\n"), ("response", header + content)):
            about = f"WARC-Type: {what}\r\nWARC-Target-URI: {HOST}{path}\r\nWARC-Date: 2023-04-15T02:00:00Z\r\n"
            length = f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
            records.append(f"WARC/1.0\r\n{about}{length}".encode() + block + b"\r\n\r\n")
    return b"".join(map(gzip.compress, records) if packed else records)


LATIN = page("Größe").encode("cp1252")
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(LATIN), LATIN)
GIVEN = (
    ("/a", page("Old").encode(), HTML, "200 OK", PLAIN),
    ("/b", gzip.compress(page("Packed").encode()), HTML, "200 OK", "Content-Encoding: gzip"),
    ("/c", CHUNKED, "text/html; charset=iso-8859-1", "200 OK", "Transfer-Encoding: chunked"),
    ("/d.pdf", pdf([[SENTENCE]], {"Title": "Paper"}), "application/pdf", "200 OK", PLAIN),
    ("/e.txt", b"A plain text.", "text/plain", "200 OK", PLAIN),
    ("/robots.txt", b"User-agent: *", "text/plain", "200 OK", PLAIN),
    ("/f.png", b"png", "image/png", "200 OK", PLAIN),
    ("/g.css", b"p {}", "text/css", "200 OK", PLAIN),
    ("/h", b"", HTML, "301 Moved", "Location: /a"),
    ("/i", page("Gone").encode(), HTML, "404 Not Found", PLAIN),
    ("/j", b"<html><body></body></html>", HTML, "200 OK", PLAIN),
    ("/a#top", page("New").encode(), HTML, "200 OK", PLAIN),
)  # fmt: skip
WARC = answers(*GIVEN)
PACKED = answers(*GIVEN, packed=True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc", WARC),
        ("a.warc.gz", PACKED),
        ("b.warc.gz", gzip.compress(WARC)),
        ("a.wacz", zipped({"archive/data.warc.gz": PACKED, "pages/pages.jsonl": "{}"})),
        ("a.zip", zipped({"in/data.warc.gz": PACKED})),
    ],
)
def test_a_crawl(tmp_path: Path, name: str, content: bytes) -> None:
    articles, (problem,) = read(tmp_path, name, content)
    assert [
        (each.article.title, each.article.url, each.article.source, each.article.published) for each in articles
    ] == [
        ("Packed", f"{HOST}/b", "courier.example", None),
        ("Größe", f"{HOST}/c", "courier.example", None),
        ("Paper", f"{HOST}/d.pdf", "courier.example", None),
        ("A plain text.", f"{HOST}/e.txt", "courier.example", None),
        ("New", f"{HOST}/a", "courier.example", None),
    ]
    assert articles[0].origin.endswith(f"{'!in/data.warc.gz' if name == 'a.zip' else name}#{HOST}/b")
    assert SENTENCE in articles[0].article.text
    assert problem.kind is ProblemKind.LEFT_OUT
    assert problem.reason == (
        "what is no article in it is left out: 1 earlier answers of the same address, 1 errors, 1 files for programs,"
        " 1 images, 1 pages without text, 1 redirects, 1 styles"
    )


def test_a_crawl_that_is_cut_off(tmp_path: Path) -> None:
    whole = answers(*GIVEN[:2], GIVEN[-1])
    articles, problems = read(tmp_path, "a.warc", whole[:-60])
    assert [each.article.title for each in articles] == ["Packed", "New"]
    assert [(each.reason, each.kind) for each in problems[:2]] == [
        (f"{HOST}/a: the file ends within it: its end is missing", ProblemKind.WARNING),
        ("it is cut off: it ends within record 7", ProblemKind.UNREAD),
    ]
    articles, problems = read(tmp_path, "b.warc.gz", PACKED[: len(PACKED) // 2])
    assert "Packed" in [each.article.title for each in articles]
    assert any("it is cut off" in each.reason for each in problems)


def test_a_crawl_that_is_damaged(tmp_path: Path) -> None:
    one, two = answers(GIVEN[0], packed=True), answers(GIVEN[1], packed=True)
    articles, (problem,) = read(tmp_path, "a.warc.gz", one + two[:40] + b"\0" * 60 + two[100:])
    assert [each.article.title for each in articles] == ["Old"]
    assert "it is damaged after 3 records" in problem.reason


@pytest.mark.parametrize("content", [b"", b"x", b"a text\nof two lines", gzip.compress(b"a text", mtime=0)])
def test_what_is_no_crawl(tmp_path: Path, content: bytes) -> None:
    for name in ("a.warc", "a.warc.gz"):
        articles, (problem,) = read(tmp_path, name, content)
        assert (articles, problem.reason) == ([], "it is damaged or not WARC")
    articles, (problem,) = read(tmp_path, "a.wacz", zipped({"a.txt": "x"}))
    assert (articles, problem.reason) == ([], "it is damaged or not WACZ: it has no WARC file")


def test_a_crawl_without_pages(tmp_path: Path) -> None:
    articles, (problem,) = read(tmp_path, "a.warc", answers(GIVEN[6]))
    assert (articles, problem.reason) == ([], "what is no article in it is left out: 1 images")


def test_an_encoding_that_is_not_read(tmp_path: Path) -> None:
    unread = ("/z", b"packed", HTML, "200 OK", "Content-Encoding: zz")
    articles, (problem,) = read(tmp_path, "a.warc", answers(unread, GIVEN[0]))
    assert [each.article.title for each in articles] == ["Old"]
    assert problem.reason == f"{HOST}/z: it is packed with zz, which is not read"


def test_many_pages(tmp_path: Path) -> None:
    articles, problems = read(tmp_path, "a.warc", crawl(*(page(f"Page {number}") for number in range(250))))
    assert [each.article.title for each in articles] == [f"Page {number}" for number in range(250)]
    assert problems == []


def saved(
    location: str, content: str, charset: str = "utf-8", *others: tuple[str, str], subject: str = "Saved"
) -> bytes:
    made = EmailMessage()
    made["Subject"], made["Date"] = subject, "Sat, 15 Apr 2023 02:00:00 -0000"
    made.make_related()
    for place, text in ((location, content), *others):
        part = EmailMessage()
        part.set_content(text, subtype="html", charset=charset, cte="quoted-printable")
        part["Content-Location"] = place
        made.attach(part)
    return made.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_saved_page(tmp_path: Path, charset: str) -> None:
    (found,), problems = read(tmp_path, "a.mhtml", saved(f"{HOST}/2023/a", page("Größe"), charset))
    article = found.article
    assert (article.title, article.url, article.source) == ("Größe", f"{HOST}/2023/a", "courier.example")
    assert article.published is None  # it was saved on a day, not published
    assert SENTENCE in article.text
    assert problems == []


def test_a_page_that_word_saved(tmp_path: Path) -> None:
    raw = saved("file:///C:/d41/a.htm", f"<html><body><p>{SENTENCE}</p></body></html>", subject="Größe")
    (found,), _ = read(tmp_path, "a.mht", raw)
    assert (found.article.title, found.article.url, found.article.text) == ("Größe", None, SENTENCE)


def test_a_page_of_frames(tmp_path: Path) -> None:
    frames = '<html><frameset cols="20%,*"><frame src="menu.html"><frame src="main.html"></frameset></html>'
    main = (f"{HOST}/main.html", page("Main"))
    articles, _ = read(tmp_path, "a.mht", saved(f"{HOST}/", frames, "utf-8", main))
    assert [(each.article.title, each.article.url) for each in articles] == [("Main", f"{HOST}/main.html")]
    assert articles[0].origin.endswith(f"a.mht!{HOST}/main.html")


def test_a_saved_page_without_a_page(tmp_path: Path) -> None:
    articles, (problem,) = read(tmp_path, "a.mht", "Subject: x\nContent-Type: image/png\n\nx")
    assert (articles, problem.reason) == ([], "it is damaged or not MHTML: it has no page")


def test_an_answer_without_an_address_leaves_those_before_it(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(crawl(PAGE, PAGE).replace(b"WARC-Target-URI: https://harbour.example/2\r\n", b""))
    with FileReader(lambda _: "en") as reader:
        article, problem = reader.read(path)
    assert isinstance(article, ReadArticle)
    assert isinstance(problem, Problem)
    assert problem.reason == "it is damaged after 1 records; what comes later is not read"
