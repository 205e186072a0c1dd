"""The links of feeds and sitemaps, and what is refused in these."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import FetchError
from index.fetching.documents import Links, feed_links, read, sitemap_links
from index.fetching.exchange import Reply, gunzip
from index.fetching.fetched import Fetched, Limits
from index.fetching.urls import parse

HERE = parse("http://news.test/feeds/all")

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><link href="/"/><link rel="self" href="/feeds/all"/>
<entry><title>A</title><link rel="alternate" href="../a"/><link rel="enclosure" href="/a.mp3"/></entry>
<entry xml:base="http://other.test/x/"><title>B</title><link href="b"/></entry>
<entry><title>No link</title></entry></feed>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="/"><title>F</title><link>http://news.test/</link></channel>
<item rdf:about="/a"><title>A</title><link>http://news.test/a</link></item></rdf:RDF>"""

BOMB = b"""<?xml version="1.0"?><!DOCTYPE ROOT [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""


def test_links_of_atom_are_absolute_by_their_base() -> None:
    assert feed_links(ATOM, HERE) == Links(("http://news.test/a", "http://other.test/x/b"))


def test_links_of_rdf() -> None:
    assert feed_links(RDF, HERE) == Links(("http://news.test/a",))


def test_a_permanent_guid_is_a_link() -> None:
    item = b"<rss version='2.0'><channel><item><guid>http://news.test/a</guid></item></channel></rss>"
    assert feed_links(item, HERE) == Links(("http://news.test/a",))


def test_a_broken_feed_gives_what_it_has() -> None:
    broken = (
        b"<rss version='2.0'><channel><item><title>A & B</title><link>/a?b=1&c=2</link></item><item><link>/b</link>"
    )
    assert feed_links(broken, HERE) == Links(("http://news.test/a?b=1&c=2", "http://news.test/b"))


@pytest.mark.parametrize(
    "content", [b"<rss/>", b"<rss version='2.0'><channel><title>F</title></channel></rss>", b"<rss"]
)
def test_a_feed_without_links_is_refused(content: bytes) -> None:
    with pytest.raises(FetchError, match="it is a feed without links"):
        feed_links(content, HERE)


def test_a_feed_s_content_is_never_taken_for_a_file_s_name(tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(ATOM)
    with pytest.raises(FetchError, match="it is a feed without links"):
        feed_links(str(tmp_path / "feed").encode(), HERE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_feed_are_refused(encoding: str) -> None:
    bomb = BOMB.replace(b"ROOT", b"rss") + b"<rss><channel><item><link>/&c;</link></item></channel></rss>"
    with pytest.raises(FetchError, match="it is a feed that declares entities, which is not read"):
        feed_links(bomb.decode().replace('<?xml version="1.0"?>', "").encode(encoding), HERE)


@pytest.mark.parametrize(
    "declared",
    [
        BOMB.replace(b"ROOT", b"urlset"),
        b'<!DOCTYPE urlset [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE urlset [<!ENTITY % c SYSTEM "http://127.0.0.1/"> %c;]>',
        b'<!DOCTYPE urlset SYSTEM "http://127.0.0.1/urlset.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_in_a_sitemap_are_refused(declared: bytes, encoding: str) -> None:
    content = (declared + b"<urlset><url><loc>/&c;</loc></url></urlset>").decode().encode(encoding)
    said = "it is a sitemap with a document type or entities, which is not read"
    with pytest.raises(FetchError, match=said):
        sitemap_links(content)
    with pytest.raises(FetchError, match=said):
        read(HERE, Reply(200, {"content-type": "application/xml"}, content), Limits())


def test_only_a_page_s_own_location_counts() -> None:
    image = b'<i:image xmlns:i="http://i.test"><i:loc>/i.png</i:loc></i:image>'
    page = b"<url><lastmod>2024-01-01</lastmod><loc>\n /a?b=1&amp;c=<![CDATA[2&d]]> </loc>" + image + b"</url>"
    assert sitemap_links(b"<urlset>" + page + b"<url><loc/></url></urlset>") == Links(("/a?b=1&c=2&d",))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<urlset></urlset>", "it is a sitemap without links"),
        (b"<urlset><url><loc>/a</loc></url>", "it is a sitemap that is not well-formed"),
        (b"<urlset><url><loc>&nope;</loc></url></urlset>", "it is a sitemap that is not well-formed"),
        (b"<?xml version='1.0' encoding='nope'?><urlset/>", "it is a sitemap that is not well-formed"),
    ],
)
def test_sitemaps_that_cannot_be_read(content: bytes, said: str) -> None:
    with pytest.raises(FetchError) as caught:
        sitemap_links(content)
    assert caught.value.message == said


def test_deep_nesting_is_no_trouble() -> None:
    deep = b"<urlset>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"<url><loc>/a</loc></url></urlset>"
    assert sitemap_links(deep) == Links(("/a",))


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\n<?xml version='1.0'?>\n<?xml-stylesheet href='a.xsl'?><!-- <rss> --><!doctype urlset>\n"[:-1],
        b"<!-- a > b -- c -->",
    ],
)
@pytest.mark.parametrize("kind", ["text/xml", "text/html", "text/plain", "application/octet-stream", ""])
def test_a_list_is_known_by_its_root(before: bytes, kind: str) -> None:
    feed = before + b"<rss version='2.0'><channel><item><link>/a</link></item></channel></rss>"
    assert read(HERE, Reply(200, {"content-type": kind}, feed), Limits()) == Links(("http://news.test/a",))


def test_a_page_that_speaks_of_feeds_is_a_page() -> None:
    page = b"<!doctype html><html><p>&lt;rss> <rss><urlset></html>"
    assert read(HERE, Reply(200, {"content-type": "text/html"}, page), Limits()) == Fetched(
        str(HERE), page, "text/html", ".html"
    )


@pytest.mark.parametrize(
    ("told", "charset"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html;version=1; Charset = "windows-1252"', "windows-1252"),
        ("text/html; charset=nonsense", None),
        ("text/html; charset=hex", None),
        ("text/html; charset=", None),
        ("text/html", None),
    ],
)
def test_a_charset_is_taken_where_it_is_known(told: str, charset: str | None) -> None:
    page = read(HERE, Reply(200, {"content-type": told}, b"<p>a"), Limits())
    assert isinstance(page, Fetched)
    assert page.charset == charset


_FRAGMENTS = [
    *(b"<?xml version='1.0'?>", b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE", b"[", b"]>", b"<!--", b"-->"),
    *(
        b"<rss>",
        b"<rss version='2.0'><channel>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<urlset>",
        b"</urlset>",
    ),
    *(b"<entry>", b"<item>", b"<link>/a</link>", b"<link href='/b'/>", b"<url><loc>/a</loc></url>", b"<loc>", b"&amp;"),
    *(b"<sitemapindex>", b"%PDF-", b"\x1f\x8b\x08", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<html>", b"<![CDATA[", b" "),
]
_KINDS = ["", "text/html", "text/xml", "application/atom+xml", "text/plain", "application/pdf", "application/gzip"]


@given(
    st.sampled_from(_KINDS), st.lists(st.sampled_from(_FRAGMENTS) | st.binary(max_size=6), max_size=12).map(b"".join)
)
def test_any_content_is_read_or_refused(kind: str, content: bytes) -> None:
    try:
        found = read(HERE, Reply(200, {"content-type": kind}, content), Limits())
    except FetchError:
        return
    assert (found.content == content) if isinstance(found, Fetched) else found.found


def test_gzip_in_any_pieces() -> None:
    packed = gzip.compress(b"a" * 100_000) + gzip.compress(b"b") + b"\0" * 9
    for size in (1, 7, 1000, len(packed)):
        pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
        assert b"".join(gunzip(pieces, 100_001)) == b"a" * 100_000 + b"b"
    with pytest.raises(FetchError, match="too large when decompressed"):
        list(gunzip([packed], 100_000))
    assert b"".join(gunzip([packed], 10, cut=True)) == b"a" * 10


def test_a_bomb_is_left_before_it_is_unpacked() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        bomb = gzip.compress(b"\0" * 50_000_000)
        for start in range(0, len(bomb), 1000):
            taken += 1
            yield bomb[start : start + 1000]

    with pytest.raises(FetchError, match="too large when decompressed"):
        list(gunzip(pieces(), 1_000_000))
    assert taken <= 2
