"""RSS and Atom files to drafts: one an entry that has content or a summary."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime

import feedparser

from index.articles import language_code
from index.metadata import Metadata
from index.readers.cells import day_of_cell, text_of_cell
from index.readers.encodings import decoded
from index.readers.markup import text_of_markup
from index.readers.packages import DECLARES
from index.readers.values import Draft, Fault, UnreadableError
from index.text import clean_line

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)


def read_feed(raw: bytes) -> Iterator[Draft | Fault]:
    """A draft for each entry, its record its id, else its link, else its place; UnreadableError for other XML."""
    text = _DECLARATION.sub("", decoded(raw, declares=True))
    if _ENTITY.search(text):
        raise UnreadableError(DECLARES)
    # A stream, never a string: that might be taken for the name of a file or an address.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")), response_headers={"content-type": "application/xml; charset=utf-8"}
    )
    if not parsed.get("version"):
        raise UnreadableError("it is no RSS or Atom feed")
    if not parsed.entries:
        raise UnreadableError("it is a feed without entries")
    feed = parsed.feed
    named: set[str] = set()
    for number, entry in enumerate(parsed.entries, 1):
        body = _body(entry)
        if not body.strip():
            yield Fault(f"entry {number}: it has neither content nor a summary")
            continue
        record = clean_line(text_of_cell(entry.get("id") or entry.get("link")))
        record = str(number) if not record or record in named else record
        named.add(record)
        yield Draft(body, _metadata(entry, feed), record=record)


def _body(entry: Mapping[str, object]) -> str:
    """The longest of what the entry has as content, else its summary."""
    contents = entry.get("content")
    values = [each.get("value") for each in contents] if isinstance(contents, list) else []
    texts = [text_of_markup(value) for value in values if isinstance(value, str)]
    return max(texts, key=len, default="") or text_of_markup(text_of_cell(entry.get("summary")))


def _metadata(entry: Mapping[str, object], feed: Mapping[str, object]) -> Metadata:
    origin = entry.get("source")
    own = origin.get("title") if isinstance(origin, Mapping) else None
    return Metadata(
        title=text_of_markup(text_of_cell(entry.get("title"))),
        source=clean_line(text_of_markup(text_of_cell(own or feed.get("title")))) or None,
        url=text_of_cell(entry.get("link")) or None,
        author=text_of_cell(entry.get("author") or feed.get("author")) or None,
        published=_day(entry),
        language=language_code(text_of_cell(entry.get("language") or feed.get("language"))),
    )


def _day(entry: Mapping[str, object]) -> date | None:
    """The day as it is written, else what the parser makes of it, in UTC; that of an update where there is no other."""
    for key in ("published", "created", "updated"):
        if key not in entry:
            continue
        if day := day_of_cell(entry.get(key)):
            return day
        parsed = entry.get(f"{key}_parsed")
        if isinstance(parsed, tuple):
            with suppress(ValueError, OverflowError, OSError):
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC).date()
    return None
