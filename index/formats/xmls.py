"""XML files, told by their first element: feeds, news, pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from index.formats.encodings import decoded
from index.formats.packages import DECLARES
from index.formats.parsed import Draft, ParseProblem, UnreadableError, Working
from index.values import ProblemKind

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# Only space, comments and instructions before the first element: then there is no declaration anywhere.
_UNDECLARED = re.compile(r"(?>\s|<!--.*?-->|<\?.*?\?>)*+<\w", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE(?:[^<>\[]|<(?!!DOCTYPE))*+\[", re.IGNORECASE)
_ROOT = re.compile(
    r"(?>\s|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^<>]*>)*+<((?:[\w.-]+:)?([\w.-]+))", re.DOTALL | re.IGNORECASE
)
_FEEDS = ("rss", "feed", "RDF")
_KNOWN = {"urlset": "a sitemap", "sitemapindex": "a list of sitemaps", "opml": "a list of feeds"}
_END = 2_000  # characters in which the last element ends
_NAMED = re.compile(r"&([A-Za-z][A-Za-z\d]{1,30});")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")


def read_xml(raw: bytes) -> Iterator[Draft | ParseProblem | Working]:
    """Yield the articles of a feed, of news, or of a page so called.

    Raises UnreadableError for XML of any other kind, and if it declares entities.
    """
    found = decoded(raw, declares=True)
    text = _DECLARATION.sub("", found.text)
    root = _ROOT.match(text)
    name = root[2] if root else ""
    if name.lower() == "html":
        from index.formats.pages import read_page

        yield read_page(raw)
        return
    if not _UNDECLARED.match(text) and _ENTITY.search(text):
        raise UnreadableError(DECLARES)
    yield from (ParseProblem(warning, kind=ProblemKind.WARNING) for warning in found.warnings)
    if name in _KNOWN:
        raise UnreadableError(f"it is {_KNOWN[name]}, not a feed or an article")
    if name in _FEEDS or not root:
        from index.formats.feeds import read_feed

        yield from read_feed(text)
    else:
        from index.formats.newsxml import read_news

        yield from read_news(_NAMED.sub(_character, text))
    if root and f"</{root[1]}" not in text[-_END:]:
        yield ParseProblem("it is cut off, so its last article may be too", kind=ProblemKind.WARNING)


def _character(entity: re.Match[str]) -> str:
    """Return the character of an entity of HTML, which XML does not know by itself."""
    return entity[0] if entity[1] in _OF_XML else html.unescape(entity[0])
