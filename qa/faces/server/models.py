"""What requests and responses look like; the JSON form of answers is in `qa.output.as_json`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from index.search import MOST_CHARACTERS
from index.storage.overview import Source
from index.storage.store import ArticleSummary
from index.text.dates import parse_period
from index.values import Edit, Filters
from qa.news import Followed
from qa.output.as_json import HitOut, NewsOut
from qa.values import Verdict

ARTICLE_ID = "^[0-9a-f]{4,12}$"
"""An article's id, or its beginning."""

QUESTION = "what did Putin promise Belarus"

LONGEST_NAME = 40
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PERIOD = re.compile(r"\d{4}(?:-\d{2}){0,2}", re.ASCII)


def _day(written: object) -> object:
    """Return `written` if it is an ISO date; pydantic would take numbers too."""
    if written is not None and not (isinstance(written, str) and _ISO.fullmatch(written)):
        raise ValueError("write it as 2022-06-25")
    return written


def _end(written: object, *, last: bool) -> object:
    """Return the first or last day of an ISO date, month or year."""
    period = parse_period(written) if isinstance(written, str) and _PERIOD.fullmatch(written) else None
    if written is not None and period is None:
        raise ValueError("write it as 2022-06-25, 2022-06 or 2022")
    return period and period[last]


Day = Annotated[date, BeforeValidator(_day)]
Since = Annotated[date, BeforeValidator(partial(_end, last=False))]
Until = Annotated[date, BeforeValidator(partial(_end, last=True))]
"""The ends of a scope; of a month or year they are its first and last day."""

Words = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[list[_Name], Field(max_length=50)]
OneOrMany = Annotated[
    Names,
    BeforeValidator(lambda given: [given] if isinstance(given, str) else given, json_schema_input_type=_Name | Names),
]
_Text = Annotated[str, Field(min_length=1, max_length=5_000_000)]
_Line = Annotated[str, Field(max_length=2_000)]
_Offset = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]


class Input(BaseModel):
    """What a client sends; unknown names are refused, so that no typo is ignored."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: object) -> object:
        """Refuse unknown names with one error for all, as a million errors take long."""
        if isinstance(given, dict) and not given.keys() <= cls.model_fields.keys():
            name = next(name for name in given if name not in cls.model_fields)
            raise ValueError(f"there is no {str(name)[:LONGEST_NAME]!r} here; known are {', '.join(cls.model_fields)}")
        return given


class ScopedIn(Input):
    """A question within filters; a filter that is left out does not restrict."""

    since: Since | None = Field(None, description="The first day, also of a month or year (2022-06).")
    until: Until | None = Field(None, description="The last day, also of a month or year.")
    sources: OneOrMany = Field([], description="Outlets, or one.")
    source: OneOrMany = Field([], description="The same as `sources`.")
    languages: OneOrMany = Field([], description="ISO 639-1 codes, or one.")
    language: OneOrMany = Field([], description="The same as `languages`.")
    tags: OneOrMany = Field([], description="Tags that were put on articles, or one.")
    question: Words

    def filters(self) -> Filters:
        """Return the filters; raise BadInputError if `since` is after `until`."""
        sources, languages = frozenset(self.sources + self.source), frozenset(self.languages + self.language)
        return Filters(self.since, self.until, sources, languages, frozenset(self.tags))


class ArticleIn(Input):
    """An article to keep; it replaces the article sent earlier with the same `origin`."""

    text: _Text
    title: _Line = ""
    source: _Line | None = None
    url: _Line | None = None
    author: _Line | None = None
    published: Day | None = None
    language: Annotated[str, Field(max_length=20)] | None = None
    origin: _Line = ""


class EditIn(Input):
    """What to correct of an article; an empty value or null clears."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"title": "The bridge", "author": None}]})

    title: _Line | None = None
    source: _Line | None = None
    url: _Line | None = None
    author: _Line | None = None
    published: Day | None = None
    language: Annotated[str, Field(max_length=20)] | None = None


class ArticlesIn(Input):
    """Articles to keep."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"articles": [{"text": "The bridge opened in 1951.", "title": "The bridge", "origin": "wire/1"}]}
            ]
        },
    )

    articles: list[ArticleIn] = Field(min_length=1, max_length=1_000)


class QuoteIn(Input):
    """A quote to check: at `start` of an article, or anywhere in it."""

    article_id: str = Field(pattern=ARTICLE_ID)
    quote: _Text
    start: _Offset | None = None


class VerifyIn(Input):
    """Quotes to check."""

    quotes: list[QuoteIn] = Field(min_length=1, max_length=200)


@dataclass(frozen=True)
class HitsOut:
    """The passages found, best first; `undated` articles were left out by days."""

    hits: tuple[HitOut, ...]
    undated: int = 0


@dataclass(frozen=True)
class SummariesOut:
    """A page of articles, newest first; `next` is the cursor of the next page."""

    articles: tuple[ArticleSummary, ...]
    next: str | None


@dataclass(frozen=True)
class KeptOut:
    """The articles that were kept; they answer questions once they are `indexed`."""

    article_ids: list[str]
    added: int
    replaced: int
    unchanged: int
    indexed: bool


@dataclass(frozen=True)
class EditedOut:
    """An article that was edited: its new id, and all that is edited."""

    article_id: str
    edits: tuple[Edit, ...]
    indexed: bool


@dataclass(frozen=True)
class RemovedOut:
    """An article that was removed; it answers nothing any more, even before it is `indexed`."""

    article_id: str
    indexed: bool


@dataclass(frozen=True)
class QuoteOut:
    """The characters `[start, end)` of an article; `sha256` is of the whole text."""

    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    quote: str
    page: int | None
    sha256: str
    address: str


@dataclass(frozen=True)
class VerifyOut:
    """The verdicts on quotes, in the order of the request."""

    all_stand: bool
    verdicts: list[Verdict]


class FollowIn(ScopedIn):
    """A question to follow, in the articles that its filters leave."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": QUESTION}]})

    any_time: bool = Field(False, description="Whether days that the question says narrow nothing.")


class SeenIn(Input):
    """The numbers of news that were seen."""

    numbers: Annotated[list[Annotated[int, Field(ge=1, le=2**53, strict=True)]], Field(max_length=10_000)]


@dataclass(frozen=True)
class FollowedOut:
    """The questions that are followed, the first first."""

    followed: tuple[Followed, ...]


@dataclass(frozen=True)
class NewsListOut:
    """News of followed questions, as they were found."""

    news: tuple[NewsOut, ...]


@dataclass(frozen=True)
class SourcesOut:
    """The outlets, those with most articles first."""

    sources: tuple[Source, ...]


@dataclass(frozen=True)
class HealthOut:
    """The server runs."""

    status: Literal["ok"]


@dataclass(frozen=True)
class StatusOut:
    """The state of the library."""

    articles: int
    passages: int
    languages: dict[str, int]
    model: str
    generation: str | None
    up_to_date: bool
    bytes_on_disk: int
    problems: int
    left_out: int
    doubtful: int
    edited: int
    warnings: list[str]
