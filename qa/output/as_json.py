"""Values as JSON for programs: flat, stable names, ISO dates, Unicode text unescaped.

The classes here are the only definition of a JSON form that differs from its value; any other value is written with the
fields that it has. The HTTP schema and the schemas of the MCP tools are generated from the same classes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from index.values import Copy, Hit
from qa.days import AskedDays, AsOf
from qa.extent import Extent
from qa.news import News, Reason
from qa.people import People, Voice
from qa.state import LibraryStatus
from qa.timeline import Timeline, TimelineEntry
from qa.values import Answer, AnswerStatus, Citation, Claim, Sentence, Shortfall, Timings
from qa.written import Translated, Written

_ONLY_IF_ANY = frozenset({"written", "translated", "days", "as_of", "extent", "in_scope"})
"""Fields that are not in the JSON where they are None."""

_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_Form = TypeVar("_Form")


@dataclass(frozen=True)
class PassageOut:
    """A run of whole sentences of an article, its characters `[start, end)`."""

    passage_id: int
    ordinal: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class SignalOut:
    """The rank (from 1) and raw score that one retriever or the reader gave."""

    rank: int
    score: float


@dataclass(frozen=True)
class HitOut:
    """A passage that was found, and its article without the text."""

    rank: int
    score: float
    signals: dict[str, SignalOut]
    article_id: str
    title: str
    source: str | None
    published: date | None
    language: str
    url: str | None
    copies: tuple[Copy, ...]
    passage: PassageOut


@dataclass(frozen=True)
class CitationOut:
    """A quote, its characters `[start, end)` of the article, and its words that answer."""

    number: int
    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    quote: str
    copies: tuple[Copy, ...]
    answer_start: int | None
    answer_end: int | None
    page: int | None
    sha256: str | None
    language: str | None
    context: str | None
    context_start: int | None
    speaker: str | None
    speaker_start: int | None
    answer: str | None
    address: str


@dataclass(frozen=True)
class VoiceOut:
    """One speaker, and what they say."""

    name: str
    citations: tuple[CitationOut, ...]


@dataclass(frozen=True)
class PeopleOut:
    """Who says what about a question, those with most quotes first."""

    question: str
    language: str | None
    voices: tuple[VoiceOut, ...]


@dataclass(frozen=True)
class AnswerOut:
    """An answer with its proof, or why there is none; `confidence` is in [0, 1]."""

    question: str
    language: str | None
    status: AnswerStatus
    short: str
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[CitationOut, ...]
    claims: tuple[Claim, ...]
    disagreement: bool
    updated: bool
    confidence: float
    shortfall: Shortfall | None
    absent: tuple[str, ...]
    dropped: int
    hits: tuple[HitOut, ...]
    generation: str | None
    reader: str | None
    timings: Timings
    written: Written | None = None
    translated: Translated | None = None
    days: AskedDays | None = None
    as_of: AsOf | None = None
    extent: Extent | None = None
    undated: int = 0


@dataclass(frozen=True)
class TimelineEntryOut:
    """A line of a timeline; `told` are the words that tell its days."""

    when: str
    since: date
    until: date
    told: str | None
    told_start: int | None
    told_end: int | None
    articles: int
    sources: int
    citations: tuple[CitationOut, ...]


@dataclass(frozen=True)
class TimelineOut:
    """What articles say by date, the oldest first, or why there is nothing."""

    question: str
    language: str | None
    entries: tuple[TimelineEntryOut, ...]
    untold: int
    undated: int
    shortfall: Shortfall | None
    absent: tuple[str, ...]
    days: AskedDays | None = None
    extent: Extent | None = None


@dataclass(frozen=True)
class NewsOut:
    """A new answer to a followed question, its reason, and the known answer beside it."""

    number: int
    question: str
    asked: str
    reason: Reason
    citation: CitationOut
    known: CitationOut | None
    found: datetime


def dumps(value: object, indent: int | None = 2) -> str:
    """Return `value` as JSON; characters that could move a terminal's cursor are escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def plain(value: object) -> Any:
    """Return `value` as the dicts, lists, strings and numbers that its JSON has."""
    return json.loads(json.dumps(value, default=_plain))


def formed(form: type[_Form], value: object, **other: object) -> _Form:
    """Return a `form` (a dataclass) with the fields given in `other`, the rest from `value`."""
    names = [field.name for field in fields(form)]  # type: ignore[arg-type]
    return form(**{name: other[name] if name in other else getattr(value, name) for name in names})


def hit(found: Hit) -> HitOut:
    """Return the JSON form of a hit."""
    return formed(
        HitOut,
        found.article,
        rank=found.rank,
        score=found.score,
        signals={signal.retriever: SignalOut(signal.rank, signal.score) for signal in found.signals},
        copies=found.copies,
        passage=formed(PassageOut, found.passage),
    )


def citation(given: Citation) -> CitationOut:
    """Return the JSON form of a citation."""
    return formed(CitationOut, given)


def news(given: News) -> NewsOut:
    """Return the JSON form of news."""
    return formed(NewsOut, given, citation=citation(given.citation), known=given.known and citation(given.known))


def answer(given: Answer) -> AnswerOut:
    """Return the JSON form of an answer."""
    return formed(AnswerOut, given, citations=tuple(map(citation, given.citations)), hits=tuple(map(hit, given.hits)))


def voice(given: Voice) -> VoiceOut:
    """Return the JSON form of a speaker's quotes."""
    return formed(VoiceOut, given, citations=tuple(map(citation, given.citations)))


def timeline_entry(given: TimelineEntry) -> TimelineEntryOut:
    """Return the JSON form of a line of a timeline."""
    return formed(TimelineEntryOut, given, citations=tuple(map(citation, given.citations)))


def timeline(given: Timeline) -> TimelineOut:
    """Return the JSON form of a timeline."""
    return formed(TimelineOut, given, entries=tuple(map(timeline_entry, given.entries)))


def people(given: People) -> PeopleOut:
    """Return the JSON form of who says what."""
    return formed(PeopleOut, given, voices=tuple(map(voice, given.voices)))


def form(value: object) -> object:
    """Return the JSON form of a value, which is itself if it has no other."""
    kinds: tuple[tuple[type, Callable[[Any], object]], ...] = (
        (Answer, answer),
        (Citation, citation),
        (Hit, hit),
        (People, people),
        (Voice, voice),
        (Timeline, timeline),
        (TimelineEntry, timeline_entry),
        (LibraryStatus, status),
        (News, news),
    )
    return next((make(value) for kind, make in kinds if isinstance(value, kind)), value)


def fields_of(value: Any) -> dict[str, Any]:
    """Return the fields of a value as its JSON has them, by name."""
    known = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: each for name, each in known.items() if each is not None or name not in _ONLY_IF_ANY}


def status(state: LibraryStatus) -> dict[str, object]:
    """Return the JSON form of a library's state."""
    return {**_plain(state), "languages": dict(state.languages)}


def _plain(value: object) -> Any:
    if is_dataclass(value):
        return fields_of(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
