"""EPUB books: what is there is read, and what is not is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from eval.benchmarks.fuzz_samples import PARAGRAPH, zipped
from index.formats.books import read_epub
from index.formats.parsed import Draft, UnreadableError

XHTML = "application/xhtml+xml"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"


def item(name: str, href: str, kind: str = XHTML, rest: str = "") -> str:
    return f'<item id="{name}" href="{href}" media-type="{kind}" {rest}/>'


def opf(items: str, spine: str, about: str = "<dc:title>Tales</dc:title>") -> str:
    order = "".join(f'<itemref idref="{name}"/>' for name in spine.split())
    return (
        f'<package xmlns="{OPF}" xmlns:opf="{OPF}" xmlns:dc="{DC}"><metadata>{about}</metadata>'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )


def chapter(body: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'


def book(package: str, parts: Mapping[str, str | bytes], place: str = "OPS/book.opf", named: str = "") -> bytes:
    container = f'<container><rootfiles><rootfile full-path="{named or place}"/></rootfiles></container>'
    return zipped({"META-INF/container.xml": container, place: package, **parts})


def read(items: str, spine: str, parts: Mapping[str, str | bytes], about: str = "") -> Draft:
    (found,) = read_epub(book(opf(items, spine, about), parts))
    return found


ONE, TWO = chapter("<p>One.</p>"), chapter("<p>Two.</p>")
BOTH = item("a", "a.xhtml") + item("b", "b.xhtml")


# Parts


def test_a_missing_chapter_is_named() -> None:
    found = read(BOTH + item("c", "gone.xhtml"), "a c b", {"OPS/a.xhtml": ONE, "OPS/b.xhtml": TWO})
    assert (found.text, found.warnings) == ("One.\n\nTwo.", ("its part gone.xhtml is missing",))
    unknown = read(BOTH, "a x b", {"OPS/a.xhtml": ONE, "OPS/b.xhtml": TWO})
    assert (unknown.text, unknown.warnings) == (
        "One.\n\nTwo.", ("its part x is missing: its list does not have it",)
    )  # fmt: skip


def test_a_damaged_chapter_is_named() -> None:
    found = read(BOTH, "a b", {"OPS/a.xhtml": ONE, "OPS/b.xhtml": b"\0\1\2\3" * 9})
    assert (found.text, found.warnings) == ("One.", ("its part b.xhtml is not read: it is binary, not text",))


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("Text/a.xhtml", "OPS\\Text\\a.xhtml"),
        ("Text\\a.xhtml", "OPS/Text/a.xhtml"),
        ("Text/A%20b.xhtml", "OPS/Text/A b.xhtml"),
        ("Text/A b.xhtml", "OPS/Text/A%20b.xhtml"),
        ("text/a.XHTML", "OPS/Text/a.xhtml"),
        ("Text/a.xhtml", "a.xhtml"),
        ("../Text/a.xhtml", "OPS/a.xhtml"),
        ("/OPS/a.xhtml", "OPS/a.xhtml"),
        ("a.xhtml#start", "OPS/a.xhtml"),
        ("caf%C3%A9.xhtml", "OPS/café.xhtml"),
    ],
)
def test_a_part_is_found_by_its_name(href: str, name: str) -> None:
    found = read(item("a", href), "a", {name: ONE})
    assert (found.text, found.warnings) == ("One.", ())


def test_a_part_is_not_guessed() -> None:
    found = read(
        item("a", "x/a.xhtml") + item("b", "b.xhtml"), "a b", {"1/a.xhtml": ONE, "2/a.xhtml": TWO, "b.xhtml": TWO}
    )
    assert (found.text, found.warnings) == ("Two.", ("its part x/a.xhtml is missing",))


@pytest.mark.parametrize(
    "kind", ["text/x-oeb1-document", "text/html", "application/xml", "text/xml", "application/x-dtbook+xml", "", "x/y"]
)
def test_old_media_types(kind: str) -> None:
    found = read(item("a", "a.html", kind) + item("b", "b.xhtml"), "a b", {"OPS/a.html": ONE, "OPS/b.xhtml": TWO})
    assert (found.text, found.warnings) == ("One.\n\nTwo.", ())


def test_pictures_and_contents_in_the_order_are_no_chapters() -> None:
    items = item("p", "p.jpg", "image/jpeg") + item("n", "n.xhtml", rest='properties="nav"') + BOTH
    parts: dict[str, str | bytes] = {
        "OPS/p.jpg": b"\xff\xd8",
        "OPS/n.xhtml": ONE,
        "OPS/a.xhtml": ONE,
        "OPS/b.xhtml": TWO,
    }
    found = read(items, "p n a b a", parts)
    assert (found.text, found.warnings) == ("One.\n\nTwo.", ())


def test_a_book_without_a_reading_order() -> None:
    found = read(BOTH + item("t", "toc.ncx", "application/x-dtbncx+xml"), "", {"OPS/a.xhtml": ONE, "OPS/b.xhtml": TWO})
    assert found.text == "One.\n\nTwo."
    assert found.warnings == ("it has no reading order: its parts are in the order of its list",)


@pytest.mark.parametrize("named", ["OPS/other.opf", "ops\\book.opf", "/OPS/book.opf", "book.opf"])
def test_the_package_document_is_found(named: str) -> None:
    parts = {"OPS/a.xhtml": ONE}
    (found,) = read_epub(book(opf(item("a", "a.xhtml"), "a"), parts, named=named))
    assert found.text == "One."
    (bare,) = read_epub(zipped({"OPS/book.opf": opf(item("a", "a.xhtml"), "a"), **parts}))
    assert bare.text == "One."


# What cannot be read


def encryption(algorithm: str, target: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
        ' xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData><e:CipherReference URI="{target}"/></e:CipherData>'
        "</e:EncryptedData></encryption>"
    )


def test_a_protected_book_says_so_and_hidden_fonts_do_not_matter() -> None:
    package = opf(item("a", "a.xhtml"), "a")
    protected = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/a.xhtml")
    with pytest.raises(UnreadableError, match="it is protected against copying"):
        list(read_epub(book(package, {"OPS/a.xhtml": b"\x80\x81", "META-INF/encryption.xml": protected})))
    fonts = encryption("http://www.idpf.org/2008/embedding", "OPS/font.otf")
    (found,) = read_epub(book(package, {"OPS/a.xhtml": ONE, "META-INF/encryption.xml": fonts}))
    assert found.text == "One."


def test_a_book_of_pictures_says_so() -> None:
    parts: dict[str, str | bytes] = {"OPS/a.xhtml": chapter('<img src="p.jpg"/>'), "OPS/p.jpg": b"\xff\xd8"}
    with pytest.raises(UnreadableError, match="it has no text, only pictures"):
        read(item("a", "a.xhtml"), "a", parts)


def test_a_book_without_any_of_its_parts_names_them() -> None:
    with pytest.raises(UnreadableError, match=r"its part a\.xhtml is missing; its part b\.xhtml is missing"):
        read(BOTH, "a b", {"OPS/p.jpg": b"\xff\xd8"})


def test_marks_of_notes_are_left_out() -> None:
    body = (
        '<p>There were 41<a epub:type="noteref" href="#n">2</a> ships and 5<a role="doc-noteref" href="#m">3</a>.</p>'
    )
    notes = '<aside epub:type="footnote" id="n"><p><a epub:type="backlink" href="#x">↩</a> A note.</p></aside>'
    found = read(item("a", "a.xhtml"), "a", {"OPS/a.xhtml": chapter(body + notes)})
    assert found.text == "There were 41 ships and 5.\nA note."


# Metadata


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ('<dc:date opf:event="modification">2024-01-01</dc:date><dc:date opf:event="publication">2020-01-02</dc:date>',
         date(2020, 1, 2)),
        ('<dc:date opf:event="creation">2024-01-01</dc:date>', None),
        ('<dc:date opf:event="original-publication">1999-12-31</dc:date><dc:date>2020-01-02</dc:date>',
         date(1999, 12, 31)),
        ('<dc:date>2020-01-02T00:00:00+00:00</dc:date><meta property="dcterms:modified">2024-01-01T00:00:00Z</meta>',
         date(2020, 1, 2)),
        ("<dc:date>2020</dc:date>", None),
    ],
)  # fmt: skip
def test_the_day_is_that_of_publication(dates: str, day: date | None) -> None:
    assert read(item("a", "a.xhtml"), "a", {"OPS/a.xhtml": ONE}, dates).metadata.published == day


@pytest.mark.parametrize(
    ("creators", "author"),
    [
        ('<dc:creator opf:role="aut">Ann</dc:creator><dc:creator opf:role="trl">Bob</dc:creator>', "Ann"),
        ('<dc:creator id="c">Ann</dc:creator><meta refines="#c" property="role">aut</meta>'
         '<dc:creator id="d">Bob</dc:creator><meta refines="#d" property="role">ill</meta>', "Ann"),
        ('<dc:creator opf:role="edt">Bob</dc:creator>', "Bob"),
        ("<dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator><dc:creator>Ann</dc:creator>", "Ann, Bob"),
    ],
)  # fmt: skip
def test_authors_are_those_who_wrote_it(creators: str, author: str) -> None:
    assert read(item("a", "a.xhtml"), "a", {"OPS/a.xhtml": ONE}, creators).metadata.author == author


def test_the_title_is_the_main_one() -> None:
    titles = (
        '<dc:title id="s">The series</dc:title><meta refines="#s" property="title-type">collection</meta>'
        '<dc:title id="t">Harbour</dc:title><meta refines="#t" property="title-type">main</meta>'
    )
    assert read(item("a", "a.xhtml"), "a", {"OPS/a.xhtml": ONE}, titles).metadata.title == "Harbour"
    plain = "<dc:title>Harbour</dc:title><dc:title>A subtitle</dc:title>"
    assert read(item("a", "a.xhtml"), "a", {"OPS/a.xhtml": ONE}, plain).metadata.title == "Harbour"


NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text> First part </text></navLabel>'
    '<content src="a.xhtml#top"/><navPoint><navLabel><text>Inner</text></navLabel><content src="a.xhtml#x"/></navPoint>'
    "</navPoint></navMap></ncx>"
)
NAV = chapter('<nav epub:type="toc"><ol><li><a href="../a.xhtml">First <i>part</i></a></li></ol></nav>').replace(
    "<html ", '<html xmlns:epub="http://www.idpf.org/2007/ops" '
)


@pytest.mark.parametrize(
    ("contents", "name", "part"),
    [
        (item("t", "toc.ncx", "application/x-dtbncx+xml"), "OPS/toc.ncx", NCX),
        (item("t", "nav/n.xhtml", rest='properties="nav"'), "OPS/nav/n.xhtml", NAV),
    ],
)
def test_chapters_have_the_titles_of_the_contents(contents: str, name: str, part: str) -> None:
    long = chapter(f"<p>{PARAGRAPH * 6_000}</p>")
    raw = book(opf(BOTH + contents, "a b"), {"OPS/a.xhtml": long, "OPS/b.xhtml": long, name: part})
    first, second = read_epub(raw)
    assert (first.metadata.title, first.record) == ("Tales: First part", "OPS/a.xhtml")
    assert second.metadata.title.startswith("Tales: The harbour bridge was opened")
    assert (first.warnings, second.warnings) == ((), ())
