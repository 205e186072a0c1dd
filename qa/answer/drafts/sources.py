"""Which articles a sentence names: by title, outlet and day, address or id."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from index.text.date_names import folded
from index.text.dates import days_in
from index.values import Span

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)
_ID = re.compile(r"(?<![\w-])(?=[a-f]*\d)[0-9a-f]{8,64}(?![\w-])")
_TITLE_WORDS, _PLAIN_TITLE_WORDS = 3, 4
"""The fewest words of a title that is known in quotation marks, and without them."""

_BETWEEN = re.compile(r"[\s,;:(/·|–—-]*(?:[^\W\d_]+[\s,;:(/·|–—-]+){0,3}")
_SUFFIXES = frozenset({"com", "co", "id", "net", "org", "online", "news", "go", "or", "ac", "uk"})
_LEAST_LETTERS = 3

_Forms = dict[str, list[tuple[tuple[str, ...], str]]]
"""Names as their words, each with what it means, by the first word in small letters."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Words of a draft that name articles, and which of the library's."""

    span: Span
    article_ids: tuple[str, ...]
    issue: tuple[str, date] | None = None
    """The outlet and day, where these name it."""


class Catalogue:
    """The articles of a library by what a draft may call them."""

    def __init__(self, described: Iterable[tuple[str, str, str | None, str | None, str | None]]) -> None:
        """Take the id, title, outlet, day (ISO 8601) and address of each article."""
        self._titles: _Forms = {}
        self._issues: dict[tuple[str, str], list[str]] = {}
        self._urls: list[tuple[str, str]] = []
        self._ids: list[str] = []
        self._days: dict[str, str] = {}
        outlets: set[str] = set()
        for article_id, title, outlet, day, url in described:
            self._ids.append(article_id)
            self._days[article_id] = day or ""
            words = tuple(_WORD.findall(title))
            if len(words) >= _TITLE_WORDS:
                self._titles.setdefault(words[0].casefold(), []).append((words, article_id))
            if outlet:
                outlets.add(outlet)
                self._issues.setdefault((outlet, day or ""), []).append(article_id)
            if url:
                self._urls.append((url, article_id))
        self._ids.sort()
        self._outlets: _Forms = {}
        for outlet in sorted(outlets):
            for form in _forms(outlet):
                self._outlets.setdefault(form[0], []).append((form, outlet))

    @functools.cached_property
    def _addresses(self) -> dict[str, dict[str, list[str]]]:
        """The ids by address, by the page that an address is without its query."""
        known: dict[str, dict[str, list[str]]] = {}
        for url, article_id in self._urls:
            page, address = _address(url)
            known.setdefault(page, {}).setdefault(address, []).append(article_id)
        return known

    def titled(self, text: str) -> tuple[str, ...]:
        """Return the ids of the articles whose title `text` is, capitals included."""
        words = tuple(_WORD.findall(text))
        known = self._titles.get(words[0].casefold(), ()) if words else ()
        return tuple(each for title, each in known if title == words)

    def issue(self, outlet: str, day: date) -> tuple[str, ...]:
        """Return the ids of an outlet's articles of a day."""
        return tuple(self._issues.get((outlet, day.isoformat()), ()))

    def newest_first(self, article_id: str) -> tuple[int, str]:
        """Return what articles are sorted by: the newest first, undated ones last."""
        day = self._days.get(article_id, "")
        return -int(day.replace("-", "") or 0), article_id

    def named(self, text: str) -> tuple[Naming, ...]:
        """Return what names articles in a sentence."""
        return (*self._by_address(text), *self._by_id(text), *self._by_title(text), *self._by_issue(text))

    def _by_address(self, text: str) -> Iterator[Naming]:
        for found in _ADDRESS.finditer(text):
            page, address = _address(found[0])
            known = self._addresses.get(page, {})
            ids = known.get(address) or (next(iter(known.values())) if len(known) == 1 else ())
            if ids:
                yield Naming(Span(*found.span()), tuple(ids))

    def _by_id(self, text: str) -> Iterator[Naming]:
        for found in _ID.finditer(text):
            at = bisect.bisect_left(self._ids, found[0])
            ids = tuple(each for each in self._ids[at : at + 2] if each.startswith(found[0]))
            if len(ids) == 1:
                yield Naming(Span(*found.span()), ids)

    def _by_title(self, text: str) -> Iterator[Naming]:
        for span, ids in _spelled(text, self._titles, exactly=True):
            if len(_WORD.findall(span.of(text))) >= _PLAIN_TITLE_WORDS:
                yield Naming(span, tuple(ids))

    def _by_issue(self, text: str) -> Iterator[Naming]:
        days = list(_days(text))
        for span, outlets in _spelled(text, self._outlets) if days else ():
            if not (text[span.start].isupper() or "." in span.of(text)):
                continue
            for day, start, end in days:
                between = text[span.end : start] if start >= span.end else text[end : span.start]
                if _BETWEEN.fullmatch(between):
                    for outlet in outlets:
                        whole = Span(min(span.start, start), max(span.end, end))
                        yield Naming(whole, self.issue(outlet, day), (outlet, day))


def _days(text: str) -> Iterator[tuple[date, int, int]]:
    """Yield the days in a sentence at their offsets, whatever signs it has."""
    pieces = [folded(letter) for letter in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    for day, start, end in days_in("".join(pieces)):
        yield day, places[start], places[end - 1] + 1


def _spelled(text: str, known: _Forms, *, exactly: bool = False) -> Iterator[tuple[Span, list[str]]]:
    """Yield where known names stand in `text`, and what each means; the longest."""
    found = list(_WORD.finditer(text))
    words = [each[0] if exactly else each[0].casefold() for each in found]
    at = 0
    while at < len(words):
        fits = [
            (form, meant)
            for form, meant in known.get(words[at].casefold(), ())
            if tuple(words[at : at + len(form)]) == form
        ]
        most = max((len(form) for form, _ in fits), default=0)
        if most:
            meant = [each for form, each in fits if len(form) == most]
            yield Span(found[at].start(), found[at + most - 1].end()), meant
        at += most or 1


def _forms(outlet: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of an outlet's name, whole and without what makes it an address."""
    words = _words(outlet)
    if words:
        yield words
    bare = words
    while len(bare) > 1 and bare[-1] in _SUFFIXES:
        bare = bare[:-1]
    if bare[:1] == ("www",):
        bare = bare[1:]
    if bare and bare != words and sum(map(len, bare)) >= _LEAST_LETTERS:
        yield bare


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


def _address(url: str) -> tuple[str, str]:
    """Return what addresses are compared by: without a query, and with it."""
    bare = url.strip().rstrip(".,;:!?)]}'’\"").casefold().split("#")[0]
    bare = bare.removeprefix("https://").removeprefix("http://").removeprefix("www.").removeprefix("m.")
    page, _, query = bare.partition("?")
    page = page.rstrip("/")
    return page, f"{page}?{query}"
