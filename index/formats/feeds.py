"""RSS and Atom feeds: a draft for each entry that has content or a summary."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date

import feedparser

from index.formats.cells import day_of_cell, text_of_cell
from index.formats.encodings import decoded
from index.formats.markup import text_of_markup
from index.formats.packages import DECLARES
from index.formats.parsed import Draft, Metadata, ParseProblem, UnreadableError
from index.storage.articles import language_code
from index.text.cleaning import clean_line

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# Only space, comments and instructions before the first element: then there is no declaration anywhere.
_UNDECLARED = re.compile(r"(?>\s|<!--.*?-->|<\?.*?\?>)*+<\w", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE(?:[^<>\[]|<(?!!DOCTYPE))*+\[", re.IGNORECASE)


def read_feed(raw: bytes) -> Iterator[Draft | ParseProblem]:
    """Yield a draft per entry; its record is its id, else link, else number.

    Raises UnreadableError for XML that is not a feed.
    """
    text = _DECLARATION.sub("", decoded(raw, declares=True))
    if not _UNDECLARED.match(text) and _ENTITY.search(text):
        raise UnreadableError(DECLARES)
    # A stream, never a string, which might be taken for the name of a file or an address.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")), response_headers={"content-type": "application/xml; charset=utf-8"}
    )
    if not parsed.get("version"):
        raise UnreadableError("it is not an RSS or Atom feed")
    if not parsed.entries:
        raise UnreadableError("it is a feed without entries")
    feed, atom = parsed.feed, parsed.version.startswith("atom")
    names = {_name(entry) for entry in parsed.entries}
    named: set[str] = set()
    for number, entry in enumerate(parsed.entries, 1):
        body = _body(entry, atom)
        if not body.strip():
            yield ParseProblem(f"entry {number}: it has neither content nor a summary")
            continue
        record = _name(entry)
        if not record or record in named:
            record = str(number)
            while record in names:
                record = f"entry {record}"
        named.add(record)
        yield Draft(body, _metadata(entry, feed, atom), record=record, language_supposed=True)


def _name(entry: Mapping[str, object]) -> str:
    return clean_line(text_of_cell(entry.get("id") or entry.get("link")))


def _body(entry: Mapping[str, object], atom: bool) -> str:
    """Return the longest content of the entry, else its summary."""
    contents = entry.get("content")
    texts = [_shown(each, atom) for each in contents] if isinstance(contents, list) else []
    return max(texts, key=len, default="") or _shown(entry.get("summary_detail"), atom)


def _shown(construct: object, atom: bool) -> str:
    """Return the text of a title or content.

    Atom says which text is plain; in RSS any text may be HTML.
    """
    if not isinstance(construct, Mapping):
        return ""
    value = text_of_cell(construct.get("value"))
    return value if atom and construct.get("type") == "text/plain" else text_of_markup(value)


def _metadata(entry: Mapping[str, object], feed: Mapping[str, object], atom: bool) -> Metadata:
    authors = entry.get("authors")
    several = isinstance(authors, list) and len(authors) > 1
    origin = entry.get("source")
    own = origin.get("title") if isinstance(origin, Mapping) else None
    return Metadata(
        title=_shown(entry.get("title_detail"), atom),
        source=clean_line(text_of_markup(text_of_cell(own or feed.get("title")))),
        url=text_of_cell(entry.get("link")),
        author=text_of_cell(authors if several else entry.get("author") or feed.get("author")),
        published=_day(entry),
        language=language_code(text_of_cell(entry.get("language") or feed.get("language"))),
    )


def _day(entry: Mapping[str, object]) -> date | None:
    """Return the day as it is written, else as feedparser reads it, in UTC.

    The day of publication comes before those of creation and of a change.
    """
    for key in ("published", "created", "updated"):
        if key in entry:
            if day := day_of_cell(entry.get(key)):
                return day
            moment = entry.get(f"{key}_parsed")
            if isinstance(moment, tuple):
                with suppress(ValueError):
                    if day := day_of_cell(date(*moment[:3])):
                        return day
    return None
