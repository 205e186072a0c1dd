"""Pages, PDFs, Word documents, books and feeds: their text, and what they say of themselves."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from eval.fuzz_samples import ATOM, PAGE, PARAGRAPH, RSS, SENTENCE, epub, pdf, word, zipped
from index.readers import Problem, Read, read_paths
from index.readers.pdfs import _joined
from index.values import Article


def read(folder: Path, name: str, content: str | bytes) -> list[Read | Problem]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_paths([path], lambda _: "xx"))


def article(folder: Path, name: str, content: str | bytes) -> Article:
    (found,) = read(folder, name, content)
    assert isinstance(found, Read), found
    assert found.origin == str(folder / name)
    return found.article


def reason(folder: Path, name: str, content: str | bytes) -> str:
    (found,) = read(folder, name, content)
    assert isinstance(found, Problem), found
    assert found.path == folder / name
    return found.reason


# HTML


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml"])
def test_a_page(tmp_path: Path, name: str) -> None:
    found = article(tmp_path, name, PAGE)
    assert found.title == "Bridge opens"
    assert PARAGRAPH in found.text
    assert "“Élan,” he said." in found.text
    assert "Sport" not in found.text
    assert (found.source, found.author, found.language) == ("Daily Harbour", "Ann Writer", "en")
    assert found.url == "https://harbour.example/2022/05/03/bridge"
    assert found.published == date(2022, 5, 3)  # as it is written, not as it is in UTC


def test_a_page_that_is_packed(tmp_path: Path) -> None:
    assert article(tmp_path, "a.html.gz", gzip.compress(PAGE.encode())).title == "Bridge opens"


def test_a_page_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "windows-1252")
    assert "“Élan,” he said." in article(tmp_path, "a.html", page.encode("cp1252")).text


def bare(head: str = "", body: str = "") -> str:
    return f"<html><head><title>T</title>{head}</head><body><article>{body}<p>{PARAGRAPH}</p></article></body></html>"


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ("", "", None),
        ('<meta name="date" content="2022-05-03">', "", date(2022, 5, 3)),
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2022-05-03T01:00:00Z"}]}</script>', "",
         date(2022, 5, 3)),
        ('<script type="application/ld+json">{broken</script>', "", None),
        ('<link rel="canonical" href="https://a.example/2022/05/03/x">', "", date(2022, 5, 3)),
        ("", "<time datetime='2022-05-03T10:00'>3 May</time>", date(2022, 5, 3)),
        ("", "<aside><time datetime='2020-01-02'></time></aside>", None),
        ("", "<div class='related-news'><time datetime='2020-01-02'></time></div>", None),
        ("", "<p>The war of 3 May 1999 and 12 June 2005.</p>", None),
        ("", "<footer>© 2021 Daily</footer>", None),
        ("", "<p>JAKARTA, 3 Mei 2022 - Jembatan dibuka.</p>", date(2022, 5, 3)),
        ("", "<p>JAKARTA, 3 Mei - Jembatan dibuka.</p>", None),
        ('<link rel="canonical" href="https://a.example/2022/x">', "<p>JAKARTA, 3 Mei - Jembatan dibuka.</p>",
         date(2022, 5, 3)),
        ('<meta name="date" content="2021-01-01">', "<p>JAKARTA, 3 Mei 2022 - Jembatan dibuka.</p>", date(2021, 1, 1)),
    ],
)  # fmt: skip
def test_the_page_dates_it_before_its_dateline(tmp_path: Path, head: str, body: str, day: date | None) -> None:
    assert article(tmp_path, "a.html", bare(head, body)).published == day


def test_what_is_given_beside_a_page_comes_before_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: Given\npublished: 2020-01-01\n")
    found = article(tmp_path, "a.html", PAGE)
    assert (found.title, found.published, found.author) == ("Given", date(2020, 1, 1), "Ann Writer")
    (tmp_path / "a.yaml").write_text("title: [")
    (problem,) = read(tmp_path, "a.html", PAGE)
    assert isinstance(problem, Problem)
    assert problem.path == tmp_path / "a.yaml"


def test_pages_without_text(tmp_path: Path) -> None:
    for content in ("", "<html></html>", "<script>alert(1)</script>", "<!-- x -->"):
        assert reason(tmp_path, "a.html", content) == "it has no text"
    assert reason(tmp_path, "b.html", b"\x89PNG\0\0\0") == "it is binary, not text"


def test_scripts_and_markup_are_no_text(tmp_path: Path) -> None:
    body = f"<script>evil()</script><style>x{{}}</style><p>{PARAGRAPH}</p><p>[bold]x[/bold] \x1b[31m</p>"
    page = f"<html><body>{body}</body></html>"
    found = article(tmp_path, "a.html", page)
    assert "evil" not in found.text
    assert "\x1b" not in found.text


# PDF


def test_a_pdf_keeps_where_its_pages_start(tmp_path: Path) -> None:
    long = f"{SENTENCE} It"
    content = pdf([[long, "has two towers."], [], ["Second (page)."]], {"Title": "Bridge", "Author": "Ann"})
    found = article(tmp_path, "a.pdf", content)
    assert found.text == f"{long} has two towers.\n\n\n\nSecond (page)."
    start = found.text.index("Second")
    assert found.pages == (0, start - 2, start)
    assert (found.page_at(0), found.page_at(start), found.page_at(len(found.text) - 1)) == (1, 3, 3)
    assert (found.title, found.author, found.published) == ("Bridge", "Ann", None)


@pytest.mark.parametrize("title", ["Microsoft Word - news.doc", "untitled", "layout.indd", ""])
def test_the_title_a_program_gave_a_pdf_is_none(tmp_path: Path, title: str) -> None:
    found = article(
        tmp_path, "a.pdf", pdf([["JAKARTA, 3 Mei 2022 - Jembatan dibuka."]], {"Title": title, "CreationDate": "D:2001"})
    )
    assert (found.title, found.published) == ("JAKARTA, 3 Mei 2022 - Jembatan dibuka.", date(2022, 5, 3))


def test_pdfs_that_cannot_be_read(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.pdf", pdf([[], []])) == "its pages have no text, only pictures"
    assert reason(tmp_path, "b.pdf", b"x").startswith("it is damaged or no PDF")
    assert reason(tmp_path, "c.pdf", b"").startswith("it is damaged or no PDF")


def test_the_lines_of_a_page_are_joined() -> None:
    text = (
        "The bridge was opened on Mon-\nday, and the well-\nknown towers were open-\ned too.\nNew paragraph here\nend"
    )
    known = frozenset({"monday", "opened"})
    assert (
        _joined(text, known)
        == "The bridge was opened on Monday, and the well-known towers were opened too.\nNew paragraph here end"
    )


# Word


def test_a_word_document(tmp_path: Path) -> None:
    found = article(tmp_path, "a.docx", word([PARAGRAPH, "", "Second."], title="Bridge", author="Ann"))
    assert (found.title, found.author, found.text) == ("Bridge", "Ann", f"{PARAGRAPH}\n\nSecond.")
    assert found.published is None


def test_word_documents_that_cannot_be_read(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.docx", b"x") == "it is damaged or no Word document"
    assert reason(tmp_path, "b.docx", zipped({"x": "y"})) == "it is damaged or no Word document"
    assert reason(tmp_path, "c.docx", word([])) == "it has no text"


# EPUB


def test_a_book_is_one_article_in_reading_order(tmp_path: Path) -> None:
    about = (
        "<dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator><dc:language>en-GB</dc:language>"
        "<dc:date>2020-01-02</dc:date><dc:publisher>Press</dc:publisher>"
    )
    found = article(
        tmp_path, "a.epub", epub({"b.xhtml": "<h1>One</h1><p>A&#160;é b.</p>", "a.xhtml": "<p>Two.</p>"}, about)
    )
    assert found.text == "One\nA é b.\n\nTwo."
    assert (found.title, found.author, found.source, found.language) == ("A book", "Ann, Bob", "Press", "en")
    assert found.published == date(2020, 1, 2)


def test_a_long_book_is_an_article_a_chapter(tmp_path: Path) -> None:
    chapters = {f"{n}.xhtml": f"<h1>Chapter {n}</h1><p>{PARAGRAPH * 6_000}</p>" for n in range(2)}
    found = [each for each in read(tmp_path, "a.epub", epub(chapters)) if isinstance(each, Read)]
    assert [each.article.title for each in found] == ["A book: Chapter 0", "A book: Chapter 1"]
    assert [each.origin for each in found] == [f"{tmp_path / 'a.epub'}#OPS/{n}.xhtml" for n in range(2)]


def test_books_that_cannot_be_read(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.epub", b"x") == "it is damaged or no EPUB book"
    assert reason(tmp_path, "b.epub", zipped({"x": "y"})) == "it is damaged: it has no META-INF/container.xml"
    assert reason(tmp_path, "c.epub", epub({"a.xhtml": "<p></p>"})) == "it has no text"


def test_a_book_that_declares_entities_is_refused(tmp_path: Path) -> None:
    container = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><container>&a;</container>'
    content = zipped({"META-INF/container.xml": container})
    assert (
        reason(tmp_path, "a.epub", content)
        == "it declares entities or another document type, which is not safe to read"
    )


# Feeds


@pytest.mark.parametrize("name", ["a.rss", "a.xml"])
def test_rss(tmp_path: Path, name: str) -> None:
    first, second = read(tmp_path, name, RSS)
    assert isinstance(first, Read)
    assert isinstance(second, Read)
    assert (first.article.title, first.article.source, first.article.author) == (
        "Bridge & towers",
        "Daily Harbour",
        "Ann Writer",
    )
    assert first.article.text == f"{PARAGRAPH}\nSecond élan."
    assert (first.article.url, first.article.language) == ("https://harbour.example/1", "en")
    assert first.article.published == date(2022, 5, 3)
    assert first.origin == f"{tmp_path / name}#tag:1"
    assert second.article.text == "Only a summary."
    assert second.origin == f"{tmp_path / name}#https://harbour.example/2"


def test_atom(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "a.atom", ATOM)
    assert isinstance(found, Read)
    assert (found.article.title, found.article.author, found.article.text) == ("Bridge", "Ann", PARAGRAPH)
    assert (found.article.published, found.origin) == (date(2022, 5, 3), f"{tmp_path / 'a.atom'}#urn:1")


def test_feeds_that_cannot_be_read(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.xml", "<note>x</note>") == "it is no RSS or Atom feed"
    assert reason(tmp_path, "b.rss", "<rss version='2.0'><channel></channel></rss>") == "it is a feed without entries"
    empty = "<rss version='2.0'><channel><item><title>x</title></item></channel></rss>"
    assert reason(tmp_path, "c.rss", empty) == "entry 1: it has neither content nor a summary"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused(tmp_path: Path, encoding: str) -> None:
    feed = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RSS.split("?>", 1)[1]
    assert "declares entities" in reason(tmp_path, "a.rss", feed.encode(encoding))
