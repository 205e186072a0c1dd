"""Lines that only name a scope: "only Kompas, since September"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from index.errors import BadInputError
from index.text.dates import MONTHS, parse_period
from index.text.languages import LANGUAGES, alternatives, words_of
from index.values import Filters
from qa.library import Library

_JOINING = "|".join(rf"\b{wording.chat.joining}\b" for wording in LANGUAGES.values())
_PARTS = re.compile(rf"(?:(?<!\s)\s++)?(?:,|;|{_JOINING})\s*+", re.IGNORECASE)
_ONLY_WORDS, _OF_WORDS = (alternatives(lambda w: w.chat.only), alternatives(lambda w: w.chat.of))
_SINCE_WORDS, _UNTIL_WORDS = (alternatives(lambda w: w.chat.since), alternatives(lambda w: w.chat.until))
_WITHIN_WORDS = alternatives(lambda w: w.chat.within)
_ONLY = re.compile(rf"(?:{_ONLY_WORDS})\s++(?:(?:{_OF_WORDS})\s++)?(.+)", re.IGNORECASE)
_SINCE = re.compile(rf"(?:{_SINCE_WORDS})\s++(.+)", re.IGNORECASE)
_UNTIL = re.compile(rf"(?:{_UNTIL_WORDS})\s++(.+)", re.IGNORECASE)
_WITHIN = re.compile(rf"(?:{_WITHIN_WORDS})\s++", re.IGNORECASE)
_TIMED = re.compile(rf"(?<=\s)(?:{_SINCE_WORDS}|{_UNTIL_WORDS}|{_WITHIN_WORDS})\s++", re.IGNORECASE)
_BEGINS = re.compile(rf"(?:{_ONLY_WORDS}|{_SINCE_WORDS}|{_UNTIL_WORDS})\s", re.IGNORECASE)
_BARE = re.compile(_ONLY_WORDS, re.IGNORECASE)
_EVERYTHING = re.compile(rf"(?:{alternatives(lambda w: w.chat.everything)})[.!]?", re.IGNORECASE)
_COURTESY = re.compile(rf"(?:{alternatives(lambda w: w.chat.courtesies)})[\s.!]*", re.IGNORECASE)
_AGAIN = re.compile(rf"/?(?:{alternatives(lambda w: w.chat.again)})[.!]?", re.IGNORECASE)
_ASKING = words_of(lambda w: w.chat.asking) - words_of(lambda w: w.chat.scoping)

_MOST_WORDS = 12
"""The most words of a line that may be meant as a scope though it cannot be understood."""

_NAME_WORDS = 4
"""The most words in the name of an outlet: a longer one is a sentence."""

_LANGUAGES = {name: code for wording in LANGUAGES.values() for name, code in wording.chat.languages.items()}
_POSSIBLE = "write such as: only OUTLET, since 2019-09"


@dataclass(frozen=True, slots=True)
class Known:
    """What a scope may name: a library's outlets, and its last day."""

    outlets: Callable[[Sequence[str]], tuple[str, ...]]
    last: date

    @classmethod
    def of(cls, library: Library) -> Known:
        """Return what is known of a library."""
        return cls(library.outlets, library.overview().last or datetime.now(UTC).date())


def asks_again(line: str) -> bool:
    """Return whether a line asks the last question again."""
    return bool(_AGAIN.fullmatch(line.strip()))


def asks_nothing(line: str) -> bool:
    """Return whether a line only thanks, greets or agrees.

    >>> asks_nothing("Terima kasih!")
    True
    """
    return bool(_COURTESY.fullmatch(line.strip()))


def scope_in(line: str, filters: Filters, known: Callable[[], Known]) -> Filters | None:
    """Return the scope after a line like "only Kompas, since September", None for a question.

    Raises BadInputError for a scope that cannot be understood; then nothing has changed.
    """
    line = line.strip().rstrip(".!")
    if _EVERYTHING.fullmatch(line):
        return Filters()
    if not _BEGINS.match(line) or "?" in line or _is_sentence(line):
        return None
    there = known()
    changed: dict[str, date] = {}
    named: list[str] = []
    spans: list[tuple[date, date]] = []
    for part in _pieces(line):
        if said := _SINCE.fullmatch(part):
            changed["since"] = _period(said[1], there.last)[0]
        elif said := _UNTIL.fullmatch(part):
            changed["until"] = _period(said[1], there.last)[1]
        elif _says_when(when := _WITHIN.sub("", _ONLY.sub(r"\1", part), count=1)):
            spans.append(_period(when, there.last))
        elif said := _ONLY.fullmatch(part):
            named.append(said[1])
        elif named:
            named.append(part)
        else:
            raise BadInputError(f"{part!r} is no scope", _POSSIBLE)
    if spans:
        firsts, lasts = zip(*spans, strict=True)
        changed = {"since": min(firsts), "until": max(lasts)} | changed
    return replace(_narrowed(filters, named, there), **changed)  # type: ignore[arg-type]


def in_words(filters: Filters) -> str:
    """Return a scope as one line."""
    parts = (
        ", ".join(sorted(filters.sources)),
        f"in {', '.join(sorted(filters.languages))}" if filters.languages else "",
        f"since {filters.since}" if filters.since else "",
        f"until {filters.until}" if filters.until else "",
    )
    return f"Asking only: {', '.join(filter(None, parts))}." if filters else "Asking all articles."


def _is_sentence(line: str) -> bool:
    """Return whether a line says too much for a scope, or asks something."""
    words = re.findall(r"[^\W_]+", line.casefold())
    named = [len(said[1].split()) for part in _pieces(line) if (said := _ONLY.fullmatch(part))]
    return len(line.split()) > _MOST_WORDS or max(named, default=0) > _NAME_WORDS or not _ASKING.isdisjoint(words)


def _pieces(line: str) -> Iterator[str]:
    """Yield the parts of a scope, each with one name or time."""
    for part in filter(None, _PARTS.split(line)):
        begins = [match.start() for match in _TIMED.finditer(part)]
        ends = [*begins[1:], len(part)]
        cuts = [
            start
            for start, end in zip(begins, ends, strict=False)
            if _says_when(_TIMED.sub("", part[start - 1 : end]).strip()) and not _BARE.fullmatch(part[:start].strip())
        ]
        for start, end in zip([0, *cuts], [*cuts, len(part)], strict=True):
            yield _without_only(part[start:end].strip())


def _without_only(part: str) -> str:
    """Return "since 2020" for "only since 2020", other parts as they are."""
    inner = _ONLY.sub(r"\1", part)
    said = _SINCE.fullmatch(inner) or _UNTIL.fullmatch(inner)
    return inner if said and _says_when(said[1]) else part


def _narrowed(filters: Filters, names: Sequence[str], known: Known) -> Filters:
    """Return the scope with the outlets and languages in `names`, if any, replacing its own."""
    languages = frozenset(_LANGUAGES[name.casefold()] for name in names if name.casefold() in _LANGUAGES)
    sources = frozenset(known.outlets([name for name in names if name.casefold() not in _LANGUAGES]))
    return replace(filters, languages=languages or filters.languages, sources=sources or filters.sources)


def _says_when(written: str) -> bool:
    """Return whether this is a day, month or year."""
    return _month(written) is not None or parse_period(written) is not None


def _month(written: str) -> int | None:
    """Return the month that is written without a year."""
    return None if written.isdigit() else MONTHS.get(written.casefold())


def _period(written: str, last: date) -> tuple[date, date]:
    """Return a period; a month without a year is the newest until `last`."""
    month = _month(written.strip())
    year = last.year if month is not None and month <= last.month else last.year - 1
    found = parse_period(written if month is None else f"{year}-{month:02}")
    if found is None:
        raise BadInputError(
            f"{written!r} is not a date, and the scope is as it was", "write 2022-06-25, 25 June 2022, 2022-06 or 2022"
        )
    return found
