"""RSS and Atom feeds: a draft for each entry that has content or a summary."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

import feedparser
from lxml import etree

from index.formats import blogs
from index.formats.blogs import Entry
from index.formats.cells import day_of_cell, text_of_cell
from index.formats.fragments import text_of_fragment
from index.formats.markup import text_of_markup
from index.formats.parsed import Draft, Metadata, ParseProblem, UnreadableError, Working
from index.storage.articles import language_code
from index.text.cleaning import clean_line
from index.values import ProblemKind

_AT_ONCE = 1_000  # entries, which take about half a second


def read_feed(text: str) -> Iterator[Draft | ParseProblem | Working]:
    """Yield a draft per entry; its record is its id, else link, else number.

    `text` declares no encoding and no entities. Raises UnreadableError for XML that is not a feed.
    """
    entries: list[Entry] = []
    namespaces: dict[str, str] = {}
    feed = None
    for part in _parts(text.encode("utf-8", "replace")):
        # A stream, never a string, which might be taken for the name of a file or an address.
        parsed = feedparser.parse(io.BytesIO(part), response_headers={"content-type": "application/xml; charset=utf-8"})
        if not parsed.get("version"):
            raise UnreadableError("it is not an RSS or Atom feed")
        entries += parsed.entries
        namespaces |= parsed.namespaces
        feed = feed or _Feed(parsed.feed, parsed.version.startswith("atom"), blogs.is_wordpress(namespaces))
        yield Working()
    if not entries or not feed:
        raise UnreadableError("it is a feed without entries")
    sort = blogs.sort_of(namespaces)
    sorts = [sort(entry) for entry in entries]
    if left := blogs.left_out(sorts, text.count("<wp:comment>") if feed.wordpress else 0):
        yield left
    yield from _drafts([(number, entry) for number, entry in enumerate(entries, 1) if not sorts[number - 1]], feed)


def _parts(raw: bytes) -> Iterator[bytes]:
    """Yield feeds with some entries each; the whole if few, or damaged."""
    if raw.count(b"<item") + raw.count(b"<entry") <= _AT_ONCE:
        yield raw
        return
    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        yield raw
        return
    homes = (root, *root.findall("{*}channel"))
    places = [(home, item) for home in homes for item in home.iterchildren("{*}item", "{*}entry")]
    for place, item in places:
        place.remove(item)
    for start in range(0, max(len(places), 1), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        for place, item in some:
            place.append(item)
        yield etree.tostring(root, encoding="utf-8")
        for place, item in some:
            place.remove(item)


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed says of all entries, and which texts in it are HTML."""

    about: Mapping[str, object]
    atom: bool
    wordpress: bool


def _drafts(entries: Sequence[tuple[int, Entry]], feed: _Feed) -> Iterator[Draft | ParseProblem]:
    names = {_name(entry) for _, entry in entries}
    older = _older(entries, text_of_cell(feed.about.get("link")))
    named: set[str] = set()
    for number, entry in entries:
        if number in older:
            yield ParseProblem(
                f"entry {number}: an older text of {_name(entry)[:200]}, which is in it again, was left out",
                kind=ProblemKind.LEFT_OUT,
            )
            continue
        body = _body(entry, feed)
        if not body.strip():
            yield ParseProblem(f"entry {number}: it has neither content nor a summary")
            continue
        record = _name(entry)
        if not record or record in named:
            record = str(number)
            while record in names:
                record = f"entry {record}"
        named.add(record)
        yield Draft(body, _metadata(entry, feed), record=record, language_supposed=True)


def _older(entries: Sequence[tuple[int, Entry]], home: str) -> frozenset[int]:
    """Return the numbers of entries that are older texts of others.

    Such have one id, and one title or link that is not `home`: some feeds give all their entries the same id. Of equal
    days the first entry is the newest.
    """
    newest: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}
    older: set[int] = set()
    for number, entry in entries:
        moment = _moment(entry)
        told = {clean_line(text_of_cell(entry.get(key))) for key in ("link", "title")} - {"", home}
        same = [(name, each) for each in told if (name := _name(entry))]
        before = next((newest[each] for each in same if each in newest), None)
        if before and moment <= before[1]:
            older.add(number)
            continue
        if before:
            older.add(before[0])
        newest |= dict.fromkeys(same, (number, moment))
    return frozenset(older)


def _moment(entry: Entry) -> tuple[int, ...]:
    found = entry.get("updated_parsed") or entry.get("published_parsed")
    return tuple(found) if isinstance(found, tuple) else ()


def _name(entry: Entry) -> str:
    return clean_line(text_of_cell(entry.get("id") or entry.get("link")))


def _body(entry: Entry, feed: _Feed) -> str:
    """Return the longest of the contents and the summary."""
    contents = entry.get("content")
    texts = [*(contents if isinstance(contents, list) else []), entry.get("summary_detail")]
    return max((_shown(each, feed) for each in texts), key=len)


def _shown(construct: object, feed: _Feed) -> str:
    """Return the text of a title or content.

    Atom says which text is plain; in RSS any text may be HTML.
    """
    if not isinstance(construct, Mapping):
        return ""
    value = text_of_cell(construct.get("value"))
    if feed.wordpress:
        return text_of_fragment(blogs.without_shortcodes(value), is_html=True)
    return value if feed.atom and construct.get("type") == "text/plain" else text_of_markup(value)


def _metadata(entry: Entry, feed: _Feed) -> Metadata:
    authors = entry.get("authors")
    several = isinstance(authors, list) and len(authors) > 1
    origin = entry.get("source")
    own = origin.get("title") if isinstance(origin, Mapping) else None
    return Metadata(
        title=_shown(entry.get("title_detail"), feed),
        source=clean_line(text_of_markup(text_of_cell(own or feed.about.get("title")))),
        url=_address(entry, feed),
        author=text_of_cell(authors if several else entry.get("author") or feed.about.get("author")),
        published=_day(entry),
        language=language_code(text_of_cell(entry.get("language") or feed.about.get("language"))),
    )


def _address(entry: Entry, feed: _Feed) -> str:
    """Return the link of an entry, resolved against the feed's."""
    link, links = text_of_cell(entry.get("link")), entry.get("links")
    hrefs = [each.get("href") for each in links if isinstance(each, Mapping)] if isinstance(links, list) else []
    if link not in hrefs:  # it is the id
        return link
    with suppress(ValueError):
        return urljoin(text_of_cell(feed.about.get("link")), link)
    return link


def _day(entry: Entry) -> date | None:
    """Return the day as it is written, else as feedparser reads it, in UTC.

    The day of publication comes before those of creation and of a change, and that of WordPress, which is the blog's
    own, before one in UTC.
    """
    for key in ("wp_post_date", "published", "created", "updated"):
        if key in entry:
            if day := day_of_cell(entry.get(key)):
                return day
            moment = entry.get(f"{key}_parsed")
            if isinstance(moment, tuple):
                with suppress(ValueError):
                    if day := day_of_cell(date(*moment[:3])):
                        return day
    return None
