"""Pages, PDFs, Word documents, books and feeds: their text, and what they say of themselves."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from eval.benchmarks.fuzz_samples import ATOM, PAGE, PARAGRAPH, RSS, SENTENCE, epub, pdf, word, zipped
from index.formats import FileReader, ReadArticle
from index.formats.markup import parse_markup
from index.values import Article, Problem, ProblemKind
from tests.support.builders import write


@cache
def reader() -> FileReader:
    """One for all tests: its process takes a while to start."""
    return FileReader(lambda text: "en" if " the " in text else "xx")


@pytest.fixture(scope="module", autouse=True)
def _reader_is_closed() -> Iterator[None]:
    with reader():
        yield
    reader.cache_clear()


def read(folder: Path, name: str, content: str | bytes) -> list[ReadArticle | Problem]:
    return list(reader().read(write(folder, name, content)))


def article(folder: Path, name: str, content: str | bytes) -> Article:
    (found,) = read(folder, name, content)
    assert isinstance(found, ReadArticle), found
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
        ('<meta name="publishdate" content="2022/05/03 10:00:00">', "", date(2022, 5, 3)),
        ("", "<span itemprop='datePublished'>3 Mei 2022</span>", date(2022, 5, 3)),
    ],
)  # fmt: skip
def test_the_page_dates_it_before_its_dateline(tmp_path: Path, head: str, body: str, day: date | None) -> None:
    assert article(tmp_path, "a.html", bare(head, body)).published == day


@pytest.mark.parametrize("day", ["2022-02-31", "0001-01-01", "1899-12-30", "2122-05-03"])
def test_a_day_that_cannot_be_does_not_date_a_page(tmp_path: Path, day: str) -> None:
    for head in (
        f'<meta property="article:published_time" content="{day}">',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{day}"}}</script>',
    ):
        assert article(tmp_path, "a.html", bare(head)).published is None
        dated = bare(head, "<p>JAKARTA, 3 Mei 2022 - Jembatan dibuka.</p>")
        assert article(tmp_path, "b.html", dated).published == date(2022, 5, 3)
    timed = bare("", f"<time itemprop='datePublished' datetime='{day}'></time>")
    assert article(tmp_path, "c.html", timed).published is None


def test_a_day_that_is_to_come_does_not_date_a_page(tmp_path: Path) -> None:
    head = f'<meta property="article:published_time" content="{date.today() + timedelta(days=2)}">'
    assert article(tmp_path, "a.html", bare(head)).published is None


@pytest.mark.parametrize(
    "changed",
    [
        '<meta property="article:modified_time" content="2023-05-03">',
        '<meta property="og:updated_time" content="2023-05-03T10:00:00Z">',
        '<meta name="last-modified" content="2023-05-03">',
        '<meta itemprop="dateModified" content="2023-05-03">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2023-05-03"}</script>',
    ],
)
def test_the_day_of_a_change_is_not_that_of_publication(tmp_path: Path, changed: str) -> None:
    assert article(tmp_path, "a.html", bare(changed)).published is None
    timed = bare("", "<time itemprop='dateModified' datetime='2023-05-03'></time>")
    assert article(tmp_path, "b.html", timed).published is None


OTHER = '{"@type": "Comment", "datePublished": "2023-01-01"}'
NEWS = '{"@type": ["Thing", "ReportageNewsArticle"], "datePublished": "2022-06-25"}'


@pytest.mark.parametrize(
    ("data", "day"),
    [
        (f"[{OTHER}, {NEWS}]", date(2022, 6, 25)),
        (f'{{"@graph": [{OTHER.replace("Comment", "VideoObject")}, {NEWS}]}}', date(2022, 6, 25)),
        (f"[{OTHER.replace('Comment', 'WebPage')}, {NEWS}]", date(2022, 6, 25)),
        ('{"@type": "WebPage", "datePublished": "2023-01-01", "mainEntity": ' + NEWS + "}", date(2022, 6, 25)),
        ('{"@type": "BlogPosting", "datePublished": "2022-06-25"}', date(2022, 6, 25)),
        ('{"@type": "WebPage", "datePublished": "2022-06-25"}', date(2022, 6, 25)),
        (OTHER, None),
    ],
)
@pytest.mark.parametrize("kind", ["application/ld+json", "Application/LD+JSON; charset=utf-8"])
def test_linked_data_date_a_page_by_its_article(tmp_path: Path, kind: str, data: str, day: date | None) -> None:
    assert article(tmp_path, "a.html", bare(f'<script type="{kind}">{data}</script>')).published == day


def test_a_time_within_the_article_comes_before_others(tmp_path: Path) -> None:
    other, own = (f"<time itemprop='datePublished' datetime='{day}'></time>" for day in ("2023-01-01", "2022-06-25"))
    page = bare("", own).replace("<article>", f"{other}<article>")
    assert article(tmp_path, "a.html", page).published == date(2022, 6, 25)
    assert article(tmp_path, "b.html", page.replace(own, "")).published == date(2023, 1, 1)


def test_a_deep_page_is_read_whole_or_refused(tmp_path: Path) -> None:
    paragraphs = [f"Paragraph {number} says that the bridge was opened to traffic." for number in range(600)]
    page = "<html><body>" + "".join(f"<div><p>{each}</p>" for each in paragraphs)
    text = article(tmp_path, "a.html", page).text
    assert [each for each in paragraphs if each not in text] == []
    assert reason(tmp_path, "b.html", "<div>" * 100_000 + PARAGRAPH) == "it is nested too deeply"


def test_a_long_text_in_one_piece_is_kept() -> None:
    tree = parse_markup(f"<p>{'word ' * 2_100_000}</p><p>end</p>")
    assert tree is not None
    assert [len(each.text or "") for each in tree.iter("p")] == [10_500_000, 3]


def test_what_is_given_beside_a_page_comes_before_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: Given\npublished: 2020-01-01\n")
    found = article(tmp_path, "a.html", PAGE)
    assert (found.title, found.published, found.author) == ("Given", date(2020, 1, 1), "Ann Writer")
    (tmp_path / "a.yaml").write_text("title: [")
    problem, page = read(tmp_path, "a.html", PAGE)
    assert isinstance(problem, Problem)
    assert (problem.path, problem.kind) == (tmp_path / "a.yaml", ProblemKind.WARNING)
    assert isinstance(page, ReadArticle)
    assert page.article.author == "Ann Writer"


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
    assert found.text == f"{long} has two towers.\n\nSecond (page)."
    start = found.text.index("Second")
    assert found.pages == (0, start, start)
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
    assert reason(tmp_path, "b.pdf", b"x").startswith("it is damaged or not a PDF")
    assert reason(tmp_path, "c.pdf", b"").startswith("it is damaged or not a PDF")


# Word


def changed_word(body: str, notes: str = "") -> bytes:
    """A Word document with the XML `body`, and `notes` as its footnotes."""
    document = docx.Document()
    for block in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
        document.element.body.append(block)
    if notes:
        blob = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode()
        name = PackURI("/word/footnotes.xml")
        part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def block(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def controlled(content: str) -> str:
    return f'<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def test_a_word_document(tmp_path: Path) -> None:
    found = article(tmp_path, "a.docx", word([PARAGRAPH, "", "Second."], title="Bridge", author="Ann"))
    assert (found.title, found.author, found.text) == ("Bridge", "Ann", f"{PARAGRAPH}\n\nSecond.")
    assert found.published is None


def test_the_cells_of_a_word_table_are_kept(tmp_path: Path) -> None:
    merged = f'<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{block("Both")}'
    rows = row(*map(block, ("Persija", "5", "5", "3"))) + row(block("Bali"), merged, block("3"))
    columns = "<w:tblGrid>" + "<w:gridCol/>" * 4 + "</w:tblGrid>"
    content = changed_word(f"<w:tbl><w:tblPr/>{columns}{rows}</w:tbl>")
    assert article(tmp_path, "a.docx", content).text == "Persija\t5\t5\t3\nBali\tBoth\t3"


def test_nested_tables_are_kept_in_their_place(tmp_path: Path) -> None:
    grid = "<w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
    inner = f"<w:tbl>{grid}{row(block('in'), block('side'))}</w:tbl>"
    outer = f"<w:tbl>{grid}{row(block('before') + inner + '<w:p/>', controlled(block('after')))}</w:tbl>"
    assert article(tmp_path, "a.docx", changed_word(outer + block("End."))).text == "before in\tside\tafter\nEnd."


def test_insertions_and_content_controls_are_kept_and_deletions_are_not(tmp_path: Path) -> None:
    inserted = f'<w:ins w:id="1" w:author="a">{run("new ")}</w:ins>'
    deleted = f'<w:del w:id="2" w:author="a">{run("old ")}</w:del>'
    first = f"<w:p>{run('The ')}{deleted}{inserted}{controlled(run('bridge '))}{run('opened.')}</w:p>"
    content = changed_word(first + controlled(block("Second.")) + block("Third."))
    assert article(tmp_path, "a.docx", content).text == "The new bridge opened.\nSecond.\nThird."


def test_footnotes_come_after_the_text(tmp_path: Path) -> None:
    drawn = f'<w:footnote w:type="separator" w:id="0">{block("drawn")}</w:footnote>'
    noted = f'<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>{run(" A note.")}</w:p></w:footnote>'
    text = f'<w:p>{run("Text.")}<w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    assert article(tmp_path, "a.docx", changed_word(text + block("End."), drawn + noted)).text == "Text.\nEnd.\nA note."


def test_word_documents_that_cannot_be_read(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.docx", b"x") == "it is damaged or not a Word document"
    assert reason(tmp_path, "b.docx", zipped({"x": "y"})) == "it is damaged or not a Word document"
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
    found = [each for each in read(tmp_path, "a.epub", epub(chapters)) if isinstance(each, ReadArticle)]
    assert [each.article.title for each in found] == ["A book: Chapter 0", "A book: Chapter 1"]
    assert [each.origin for each in found] == [f"{tmp_path / 'a.epub'}#OPS/{n}.xhtml" for n in range(2)]


def test_books_that_cannot_be_read(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.epub", b"x") == "it is damaged or not an EPUB book"
    assert reason(tmp_path, "b.epub", zipped({"x": "y"})) == "it is damaged: it has no package document (.opf)"
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
    assert isinstance(first, ReadArticle)
    assert isinstance(second, ReadArticle)
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
    assert isinstance(found, ReadArticle)
    assert (found.article.title, found.article.author, found.article.text) == ("Bridge", "Ann", PARAGRAPH)
    assert (found.article.published, found.origin) == (date(2022, 5, 3), f"{tmp_path / 'a.atom'}#urn:1")


def test_feeds_that_cannot_be_read(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.xml", "<note>x</note>") == (
        "it is XML of a kind that is not read (note), neither a feed nor an article"
    )
    assert reason(tmp_path, "b.rss", "<rss version='2.0'><channel></channel></rss>") == "it is a feed without entries"
    empty = "<rss version='2.0'><channel><item><title>x</title></item></channel></rss>"
    assert reason(tmp_path, "c.rss", empty) == "entry 1: it has neither content nor a summary"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused(tmp_path: Path, encoding: str) -> None:
    feed = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RSS.split("?>", 1)[1]
    assert "declares entities" in reason(tmp_path, "a.rss", feed.encode(encoding))


# Feeds, in small


def entries(*items: str) -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>T</title>{inner}</channel></rss>'


def test_an_entry_may_speak_of_entities(tmp_path: Path) -> None:
    feed = entries("<description><![CDATA[<p>Write <code>&lt;!ENTITY x&gt;</code> <!ENTITY y></p>]]></description>")
    assert "Write <!ENTITY x>" in article_of_feed(tmp_path, feed).text
    hidden = '<!-- a --><!DOCTYPE rss [<!ENTITY a "b">]><!-- --><rss>'
    assert "declares entities" in reason(tmp_path, "b.rss", hidden + feed)


def article_of_feed(folder: Path, feed: str) -> Article:
    (found,) = read(folder, "a.xml", feed)
    assert isinstance(found, ReadArticle), found
    return found.article


def test_authors_and_plain_text_of_atom(tmp_path: Path) -> None:
    title, content = "A &lt;b&gt; tag", "Use &lt;tag&gt; &amp;amp; more"
    feed = ATOM.replace("</author>", "</author><author><name>Bob</name></author>")
    feed = feed.replace("<title>Bridge</title>", f'<title type="text">{title}</title>')
    feed = f'{feed.partition("<content")[0]}<content type="text">{content}</content></entry></feed>'
    found = article_of_feed(tmp_path, feed)
    assert (found.author, found.title, found.text) == ("Ann, Bob", "A <b> tag", "Use <tag> &amp; more")


def test_no_entry_takes_the_name_of_another(tmp_path: Path) -> None:
    feed = entries(
        "<description>a</description>", "<guid>1</guid><description>b</description>", "<description>c</description>"
    )
    origins = [each.origin for each in read(tmp_path, "a.rss", feed) if isinstance(each, ReadArticle)]
    assert origins == [f"{tmp_path / 'a.rss'}#{name}" for name in ("entry 1", "1", "3")]


def test_the_day_of_an_entry_is_one_that_can_be(tmp_path: Path) -> None:
    feed = entries("<description>a</description><pubDate>Fri, 01 Jan 2999 10:00:00 GMT</pubDate>")
    assert article_of_feed(tmp_path, feed).published is None
