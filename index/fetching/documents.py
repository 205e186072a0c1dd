"""What a reply contains: a document, or the links of a feed or sitemap."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import feedparser
import httpx
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from index.errors import FetchError
from index.fetching.exchange import Reply, described, gunzip
from index.fetching.fetched import Fetched, Limits

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_XML = frozenset({"application/xml", "text/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_UNNAMED = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
_PACKED = frozenset({"application/gzip", "application/x-gzip"})
_PDF = "application/pdf"
_TEXT = "text/plain"

_GZIP_START = b"\x1f\x8b"
_PDF_START = b"%PDF-"
_LOOKED_AT = 4_096
_STEP = 65_536
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# What may stand before the first element. Each alternative begins differently, so that matching stays linear.
_PROLOGUE = re.compile(rb"\s+|<\?[^>]*>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\][^>]*)?>", re.DOTALL | re.I)
_ELEMENT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)

_FEED, _SITEMAP = "feed", "sitemap"
_ROOTS = {
    b"html": ".html",
    b"rss": _FEED,
    b"feed": _FEED,
    b"rdf": _FEED,
    b"urlset": _SITEMAP,
    b"sitemapindex": _SITEMAP,
}


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a feed or sitemap as written there; `lists` if they are sitemaps."""

    found: tuple[str, ...]
    lists: bool = False


def check_kind(headers: Mapping[str, str]) -> None:
    """Raise FetchError if the server names a media type that Kutip does not read."""
    media_type = _media_type(headers)
    if media_type not in _HTML | _XML | _UNNAMED | _PACKED | {_PDF, _TEXT}:
        raise FetchError(f"it is {media_type}, which is not read")


def read(address: httpx.URL, reply: Reply, limits: Limits) -> Fetched | Links:
    """Return the document in `reply`, or the links of a feed or sitemap.

    A feed or sitemap may be in gzip. Raises FetchError for a status other than 200, no content, a kind that Kutip does
    not read, and a list over `limits`.
    """
    if reply.status != 200:
        raise FetchError(described(reply.status))
    media_type = _media_type(reply.headers)
    content = reply.content
    packed = content.startswith(_GZIP_START)
    if packed:
        pieces = (content[start : start + _STEP] for start in range(0, len(content), _STEP))
        content = b"".join(gunzip(pieces, limits.size))
    if not content.strip():
        raise FetchError("it is empty")
    kind = _kind(media_type, content)
    if kind == _SITEMAP:
        return sitemap_links(content)
    if kind == _FEED:
        if len(content) > limits.feed_size:
            raise FetchError(f"it is too large for a feed (the limit is {limits.feed_size:,} bytes)")
        return feed_links(content, address)
    if packed:
        raise FetchError("it is a gzip file, but neither a sitemap nor a feed")
    return Fetched(str(address), content, media_type, kind, _charset(reply.headers))


def feed_links(content: bytes, address: httpx.URL) -> Links:
    """Return the absolute links of an RSS or Atom feed from `address`.

    A broken feed gives what can be read. Raises FetchError if that is nothing, or if the feed declares entities.
    """
    # Without zero bytes, UTF-16 is recognised too.
    if b"<!entity" in content.replace(b"\0", b"").lower():
        raise FetchError("it is a feed that declares entities, which is not read")
    try:
        # As a stream, since feedparser opens bytes that name a file.
        parsed = feedparser.parse(
            io.BytesIO(content),
            response_headers={"content-location": str(address)},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
        found = tuple(str(entry["link"]).strip() for entry in parsed.entries if entry.get("link"))
    except Exception as error:  # feedparser does not document what it raises
        raise FetchError("it is a feed that cannot be read") from error
    if not found:
        raise FetchError("it is a feed without links")
    return Links(found)


def sitemap_links(content: bytes) -> Links:
    """Return the locations in a sitemap or sitemap index.

    Raises FetchError if there are none, if it is not well-formed, or if it has a document type, which could hold
    entity bombs.
    """
    found: list[str] = []
    lists = False
    above: list[Element] = []
    try:
        for event, element in iterparse(io.BytesIO(content), ("start", "end"), forbid_dtd=True):
            if event == "start":
                lists = lists or (not above and _local(element) == "sitemapindex")
                above.append(element)
                continue
            above.pop()
            if len(above) == 2 and _local(element) == "loc":  # an image's <loc> is deeper
                found.append((element.text or "").strip())
            if above:
                above[-1].remove(element)  # so that no tree of a large sitemap is built
    except DefusedXmlException as error:
        raise FetchError("it is a sitemap with a document type or entities, which is not read") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FetchError("it is a sitemap that is not well-formed") from error
    links = tuple(text for text in found if text)
    if not links:
        raise FetchError("it is a sitemap without links")
    return Links(links, lists)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _kind(media_type: str, content: bytes) -> str:
    """Return the file suffix to read `content` as, or `_FEED` or `_SITEMAP`.

    Feeds and sitemaps are served under many names, and PDFs as plain bytes; a page or text needs the server's word, or
    its silence. Raises FetchError if the kind stays unclear.
    """
    if content.startswith(_PDF_START):
        return ".pdf"
    if media_type == _PDF:
        raise FetchError("it is called a PDF, but is not a PDF")
    root = _root(content)
    shown = _ROOTS.get(root.rpartition(b":")[2]) if root != b"html" or media_type != _TEXT else None
    named = ".txt" if media_type == _TEXT else ".html" if media_type in _HTML else None
    kind = shown or named
    if kind is None:
        raise FetchError(f"it is {media_type or 'of a kind that the server does not name'}, which is not read")
    return kind


def _root(content: bytes) -> bytes:
    """Return the name of the first element in lower case, empty if none is near."""
    head = content[:_LOOKED_AT]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    head = head.replace(b"\0", b"")  # UTF-16
    at = 0
    while found := _PROLOGUE.match(head, at):
        at = found.end()
    element = _ELEMENT.match(head, at)
    return element[1].lower() if element else b""


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _charset(headers: Mapping[str, str]) -> str | None:
    """Return the encoding in a Content-Type, in lower case, if Python can decode it."""
    found = _CHARSET.search(headers.get("content-type", ""))
    if found is None:
        return None
    try:
        bytes(4).decode(found[1])  # zeros are text in every encoding, and empty bytes would not be decoded
    except (LookupError, UnicodeError):
        return None
    return found[1].lower()
