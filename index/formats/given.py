"""Metadata in keys and values of any kind, by the names that programs use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from index.formats.cells import day_of_cell
from index.formats.parsed import Metadata
from index.storage.articles import language_code, web_address
from index.text.cleaning import clean_line
from index.text.languages import LANGUAGES

_TITLES = ("title", "headline")
_AUTHORS = ("author", "authors", "byline", "creator", "creators", "writer", "writers", "reporter", "by")
_ADDRESSES = (
    "url", "link", "canonical", "canonicalurl", "canonicallink", "sourceurl", "sourcelink", "originalurl",
    "originallink", "externalurl", "externallink", "articleurl", "uri", "href", "permalink",
)  # fmt: skip
_OUTLETS = (
    "source", "outlet", "publisher", "publication", "newspaper", "sitename", "site", "website", "journal", "provider",
    "containertitle",
)  # fmt: skip
_LANGUAGES = ("language", "lang", "locale", "inlanguage", "contentlanguage")
_PUBLISHED = (
    "published", "publishdate", "datepublished", "publisheddate", "publishedat", "publishedon", "publishedtime",
    "publicationdate", "publishtime", "publishedtime", "pubdate", "firstpublished", "issued", "date", "datetime",
    "postdate", "posted", "postedon",
)  # fmt: skip
_CREATED = ("created", "createdat", "datecreated", "createddate", "creationdate", "createdtime", "createdon")
_OTHERS = (
    "layout", "tags", "tag", "categories", "category", "draft", "slug", "description", "summary", "excerpt", "aliases",
    "alias", "keywords", "cssclass", "cssclasses", "modified", "updated", "lastmod", "weight", "subtitle",
)  # fmt: skip
_KNOWN = frozenset((*_TITLES, *_AUTHORS, *_ADDRESSES, *_OUTLETS, *_LANGUAGES, *_PUBLISHED, *_CREATED, *_OTHERS))
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off"})  # `published: true` says whether, not when
_ABSENT = frozenset({"", "~", "null", "none"})
_NAMES = ("name", "title", "label", "literal", "fullname", "displayname", "text", "rendered", "value")
_SEPARATORS = re.compile(r"[\s_-]+")
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]*[|/])?([^\[\]|/]+)\]\]")
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_SHOWN = 60
_MOST_NESTED = 4


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of an article, and what of that is doubtful, for a person."""

    metadata: Metadata
    warnings: tuple[str, ...] = ()


def is_known(key: str) -> bool:
    """Return whether metadata usually have a key of this name."""
    return _plain(key) in _KNOWN


def given_of(mapping: Mapping[str, object]) -> Given:
    """Return the metadata in keys and values; those not understood are warnings."""
    values = {_plain(key): value for key, value in mapping.items() if not _is_absent(value)}
    warnings: list[str] = []

    def text(keys: tuple[str, ...]) -> str:
        for key in keys:
            if key in values:
                if found := ", ".join(_texts(values[key])):
                    return found
                warnings.append(f"its key {key} is not a plain value")
        return ""

    written = text(_LANGUAGES)
    language = _code(written)
    if written and not language:
        warnings.append(f"its key language is not a language code ({_cut(written)})")
    day, doubt = _day(values, mapping)
    source, url = _origin(values)
    return Given(Metadata(text(_TITLES), source, url, text(_AUTHORS), day, language), (*warnings, *doubt))


def _plain(key: str) -> str:
    return _SEPARATORS.sub("", key.casefold())


def _is_absent(value: object) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and value.strip().casefold() in _ABSENT)


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the texts in a value, of an object its name."""
    if depth > _MOST_NESTED:
        return
    if isinstance(value, dict):
        keys = {_plain(str(key)): each for key, each in value.items()}
        family = [str(keys[key]) for key in ("given", "family") if isinstance(keys.get(key), str)]
        name = next((keys[key] for key in _NAMES if key in keys), " ".join(family))
        yield from _texts(name, depth + 1)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, depth + 1)
    elif value is not None and (found := clean_line(_LINK.sub(r"\1", _WIKILINK.sub(r"\1", str(value))))):
        yield found


def _addresses(value: object) -> Iterator[str]:
    """Yield the web addresses in a value."""
    if isinstance(value, dict):
        value = [value.get(key) for key in ("url", "link", "href")]
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            link = _LINK.fullmatch(each.strip())
            if address := web_address(link[2] if link else each.strip().strip("<>")):
                yield address


def _origin(values: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Return the outlet and the address, which may stand in the outlet's place."""
    url = next((found for key in _ADDRESSES if key in values for found in _addresses(values[key])), None)
    if not url and not isinstance(values.get("source"), dict):
        url = next(_addresses(values.get("source")), None)
    for key in _OUTLETS:
        for name in _texts(values.get(key)):
            if not web_address(name.strip("<>")):
                return name, url
    for key in _OUTLETS:
        for address in _addresses(values.get(key)):
            with suppress(ValueError):
                return (urlsplit(address).hostname or "").removeprefix("www.") or None, url
    return None, url


def _day(values: Mapping[str, object], given: Mapping[str, object]) -> tuple[date | None, tuple[str, ...]]:
    """Return the day of publication, else of creation, but not of clipping."""
    clipped = any(_plain(key) == "published" and _is_absent(value) for key, value in given.items())
    clipped = clipped or "clippings" in _texts(values.get("tags"))
    doubts: list[str] = []
    for key in _PUBLISHED if clipped else (*_PUBLISHED, *_CREATED):
        value = values.get(key)
        if value is None or isinstance(value, bool) or str(value).casefold() in _SWITCHES:
            continue
        if day := day_of_cell(value if isinstance(value, date) else ", ".join(_texts(value))):
            return day, ()
        doubts.append(f"its key {key} is not a day ({_cut(str(value))})")
    return None, tuple(doubts[:1])


def _code(written: str) -> str | None:
    """Return the ISO 639-1 code of a language by its code or name, or None."""
    names = {name: code for wording in LANGUAGES.values() for name, code in wording.chat.languages.items()}
    return language_code(written) or names.get(written.casefold().removeprefix("bahasa ").strip())


def _cut(written: str) -> str:
    return repr(clean_line(written)[:_SHOWN])
