"""What a reply's content is, by what the server calls it and by how it begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto

from index.errors import FetchError
from index.fetching.exchange import Reply, gunzip
from index.fetching.fetched import Fetched, Limits
from index.fetching.lists import Links, feed_links, sitemap_links
from index.fetching.urls import WebAddress
from index.fetching.visiting import answered

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_XML = frozenset({"application/xml", "text/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
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


class _Kind(Enum):
    PAGE = auto()
    PDF = auto()
    TEXT = auto()
    FEED = auto()
    SITEMAP = auto()


_SUFFIXES = {_Kind.PAGE: ".html", _Kind.PDF: ".pdf", _Kind.TEXT: ".txt"}
_ROOTS = {
    b"html": _Kind.PAGE,
    b"rss": _Kind.FEED,
    b"feed": _Kind.FEED,
    b"rdf": _Kind.FEED,
    b"urlset": _Kind.SITEMAP,
    b"sitemapindex": _Kind.SITEMAP,
}


def check_kind(headers: Mapping[str, str]) -> None:
    """Raise FetchError where a server calls a document what Kutip does not read, whatever is in it."""
    media_type = _media_type(headers)
    if media_type not in _HTML | _XML | _UNTOLD | _PACKED | {_PDF, _TEXT}:
        raise FetchError(f"it is {media_type}, which is not read")


def read(address: WebAddress, reply: Reply, limits: Limits) -> Fetched | Links:
    """The document that `reply` from `address` is, or the links where it is a feed or sitemap (also one in gzip).

    Raises FetchError for another status than 200, nothing in it, a kind that
    Kutip does not read, a PDF that is none, and a list over its limits.
    """
    if reply.status != 200:
        raise FetchError(answered(reply.status))
    check_kind(reply.headers)
    media_type = _media_type(reply.headers)
    content = reply.content
    packed = content.startswith(_GZIP_START)
    if packed:
        pieces = (content[start : start + _STEP] for start in range(0, len(content), _STEP))
        content = b"".join(gunzip(pieces, limits.size))
    if not content.strip():
        raise FetchError("it is empty")
    kind = _kind(media_type, content)
    if kind is _Kind.SITEMAP:
        return sitemap_links(content)
    if kind is _Kind.FEED:
        if len(content) > limits.feed_size:
            raise FetchError(f"it is too large for a feed (the limit is {limits.feed_size:,} bytes)")
        return feed_links(content, address)
    if packed:
        raise FetchError("it is a gzip file, but neither a sitemap nor a feed")
    return Fetched(str(address), content, media_type, _SUFFIXES[kind], _charset(reply.headers))


def _kind(media_type: str, content: bytes) -> _Kind:
    """What is in it, where it shows that, else what it is called; FetchError where neither tells.

    Feeds and sitemaps are served under many names, and PDFs as just bytes; a
    page or a text is taken for one only where the server says so, or nothing.
    """
    if content.startswith(_PDF_START):
        return _Kind.PDF
    if media_type == _PDF:
        raise FetchError("it is called a PDF, but is none")
    root = _root(content)
    shown = _ROOTS.get(root.rpartition(b":")[2]) if root != b"html" or media_type != _TEXT else None
    if media_type == _TEXT:
        return shown or _Kind.TEXT
    if media_type in _HTML:
        return shown or _Kind.PAGE
    if shown:
        return shown
    raise FetchError(f"it is {media_type or 'of a kind that the server does not tell'}, which is not read")


def _root(content: bytes) -> bytes:
    """The name of the first element in lower case, empty where none is near; seen through UTF-16 and a BOM too."""
    head = content[:_LOOKED_AT]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    head = head.replace(b"\0", b"")
    at = 0
    while found := _PROLOGUE.match(head, at):
        at = found.end()
    element = _ELEMENT.match(head, at)
    return element[1].lower() if element else b""


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _charset(headers: Mapping[str, str]) -> str | None:
    """The encoding in a Content-Type, in lower case, where Python can decode it."""
    found = _CHARSET.search(headers.get("content-type", ""))
    if found is None:
        return None
    try:
        bytes(4).decode(found[1])  # zeros are text in every encoding, and nothing at all would not be decoded
    except (LookupError, UnicodeError):
        return None
    return found[1].lower()
