"""Feeds and sitemaps: the links in them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

import feedparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from index.errors import FetchError
from index.fetching.urls import WebAddress

_STEP = 65_536
_DEPTH_OF_LOC = 3  # <urlset><url><loc>: an image's <loc> is deeper


@dataclass(frozen=True, slots=True)
class Links:
    """What a feed or sitemap leads to, in its order, as it is written there; `lists` where that is sitemaps again."""

    found: tuple[str, ...]
    lists: bool = False


def feed_links(content: bytes, address: WebAddress) -> Links:
    """The link of each entry of an RSS or Atom feed that was found at `address`, made absolute.

    A feed that is not well-formed gives what can be read of it. Raises
    FetchError where that is nothing, and for one that declares entities.
    """
    # With the zero bytes left out, UTF-16 is seen through too.
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
    except Exception as error:  # it is a lenient parser of anyone's bytes, and says of no error which it raises
        raise FetchError("it is a feed that cannot be read") from error
    if not found:
        raise FetchError("it is a feed without links")
    return Links(found)


def sitemap_links(content: bytes) -> Links:
    """Each <loc> of a sitemap or sitemap index (sitemaps.org, version 0.9).

    Raises FetchError for one that has none, is not well-formed, or has a
    document type, where bombs of entities would be.
    """
    collector = _Locations()
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    try:
        for start in range(0, len(content), _STEP):
            parser.feed(content[start : start + _STEP])
        parser.close()
    except DefusedXmlException as error:
        raise FetchError("it is a sitemap with a document type or entities, which is not read") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FetchError("it is a sitemap that is not well-formed") from error
    found = tuple(text for text in collector.found if text)
    if not found:
        raise FetchError("it is a sitemap without links")
    return Links(found, lists=collector.root == "sitemapindex")


class _Locations:
    """Takes a parser's events and keeps the locations alone, so that no tree of a large sitemap is built."""

    def __init__(self) -> None:
        self.root = ""
        self.found: list[str] = []
        self._depth = 0
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        self._depth += 1
        if self._depth == 1:
            self.root = _local(tag)
        if self._depth == _DEPTH_OF_LOC and _local(tag) == "loc":
            self._text = []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:  # noqa: ARG002
        if self._depth == _DEPTH_OF_LOC and self._text is not None:
            self.found.append("".join(self._text).strip())
            self._text = None
        self._depth -= 1

    def close(self) -> None:
        pass


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
