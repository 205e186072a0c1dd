"""What requests and responses look like, for the schema; the values are those of `qa.output.as_json`."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from index.search import MOST_CHARACTERS
from index.values import Filters
from qa.faces.server.desk import Question
from qa.values import AnswerStatus, Shortfall

ARTICLE_ID = "^[0-9a-f]{12}$"
_LONGEST_NAME = 40
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

QUESTION = "what did Putin promise Belarus"


def _day(written: object) -> object:
    """Only a date in ISO form: a number is none, though it could be taken for seconds since 1970."""
    if written is not None and not (isinstance(written, str) and _ISO.fullmatch(written)):
        raise ValueError("write it as 2022-06-25")
    return written


Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=50)]
_Text = Annotated[str, Field(min_length=1, max_length=5_000_000)]
_Line = Annotated[str, Field(max_length=2_000)]
_Offset = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Input(BaseModel):
    """What a client sends: unknown names are refused, so that a slip is no silence."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: object) -> object:
        """Refuse unknown names with one error for all: one for each would take long to make for a million."""
        if isinstance(given, dict) and not given.keys() <= cls.model_fields.keys():
            name = next(name for name in given if name not in cls.model_fields)
            raise ValueError(f"there is no {str(name)[:_LONGEST_NAME]!r} here; known are {', '.join(cls.model_fields)}")
        return given


class ScopeIn(Input):
    """Which articles are asked; what is left out does not restrict."""

    since: Day | None = Field(None, description="The first day.")
    until: Day | None = Field(None, description="The last day.")
    sources: Names = Field([], description="Outlets.")
    languages: Names = Field([], description="ISO 639-1 codes.")

    def filters(self) -> Filters:
        """The same as the library has it; BadInputError where the time ends before it begins."""
        return Filters(self.since, self.until, frozenset(self.sources), frozenset(self.languages))


class AskIn(ScopeIn):
    """A question."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": QUESTION, "since": "2022-06-01", "k": 3}]}
    )

    question: Words
    k: int = Field(5, ge=1, le=50, description="How many of the nearest passages to give with it.")
    budget_ms: float = Field(300.0, ge=1, le=10_000, description="How long to read what was found, in milliseconds.")

    def asked(self) -> Question:
        """The question as the library is asked it."""
        return Question(self.question, self.k, self.filters(), self.budget_ms)


class ArticleIn(Input):
    """An article to keep. What comes again with the same `origin` takes the place of what came before."""

    text: _Text
    title: _Line = ""
    source: _Line | None = None
    url: _Line | None = None
    author: _Line | None = None
    published: Day | None = None
    language: Annotated[str, Field(max_length=20)] | None = None
    origin: _Line = ""


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
    """A quote that an article is said to hold: at `start`, or anywhere."""

    article_id: str = Field(pattern=ARTICLE_ID)
    quote: _Text
    start: _Offset | None = None


class VerifyIn(Input):
    """Quotes to check."""

    quotes: list[QuoteIn] = Field(min_length=1, max_length=200)


class CopyOut(BaseModel):
    """Another article that carries the same words."""

    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None


class PassageOut(BaseModel):
    """A run of whole sentences of an article: `text[start:end]` of it."""

    passage_id: int
    ordinal: int
    start: int
    end: int
    text: str


class SignalOut(BaseModel):
    """What one retriever said."""

    rank: int
    score: float


class HitOut(BaseModel):
    """A passage that was found."""

    rank: int
    score: float
    signals: dict[str, SignalOut]
    article_id: str
    title: str
    source: str | None
    published: date | None
    language: str
    url: str | None
    copies: list[CopyOut]
    passage: PassageOut


class CitationOut(BaseModel):
    """A quote and where it stands, to the character."""

    number: int
    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    quote: str
    copies: list[CopyOut]
    answer_start: int | None
    answer_end: int | None
    page: int | None
    sha256: str | None
    language: str | None
    context: str | None
    context_start: int | None
    answer: str | None


class SentenceOut(BaseModel):
    """A sentence of the answer and the citations that prove it."""

    text: str
    citations: list[int]


class ClaimOut(BaseModel):
    """One thing that quotes say, and how many independent sources say it."""

    text: str
    citations: list[int]
    sources: int


class TimingsOut(BaseModel):
    """Milliseconds."""

    retrieval_ms: float
    reading_ms: float
    total_ms: float


class AnswerOut(BaseModel):
    """An answer with its proof, or why there is none."""

    question: str
    language: str | None
    status: AnswerStatus
    short: str
    text: str
    sentences: list[SentenceOut]
    citations: list[CitationOut]
    claims: list[ClaimOut]
    disagreement: bool
    confidence: float = Field(ge=0, le=1)
    shortfall: Shortfall | None
    absent: list[str]
    dropped: int
    hits: list[HitOut]
    generation: str | None
    reader: str | None
    timings: TimingsOut


class HitsOut(BaseModel):
    """What was found, the best first."""

    hits: list[HitOut]


class SummaryOut(BaseModel):
    """An article without its text."""

    article_id: str
    title: str
    language: str
    source: str | None
    published: date | None
    passages: int


class SummariesOut(BaseModel):
    """A page of articles, the newest first; `next` is the cursor of the page after it."""

    articles: list[SummaryOut]
    next: str | None


class ArticleOut(BaseModel):
    """An article, text and all."""

    article_id: str
    title: str
    text: str
    language: str
    source: str | None
    url: str | None
    author: str | None
    published: date | None
    sha256: str
    pages: list[int]


class KeptOut(BaseModel):
    """What became of the articles that were sent; until they are `indexed` they are safe, and answer nothing yet."""

    article_ids: list[str]
    added: int
    replaced: int
    unchanged: int
    indexed: bool


class RemovedOut(BaseModel):
    """An article that is gone: it answers nothing any more, also before the index is made anew."""

    article_id: str
    indexed: bool


class QuoteOut(BaseModel):
    """Characters of an article."""

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


class VerdictOut(BaseModel):
    """Whether a quote stands in its article."""

    article_id: str
    stands: bool
    start: int | None
    end: int | None
    problem: str | None
    sha256: str | None


class VerifyOut(BaseModel):
    """What became of each quote, in their order."""

    all_stand: bool
    verdicts: list[VerdictOut]


class SourceOut(BaseModel):
    """An outlet."""

    name: str
    articles: int
    first: date | None
    last: date | None


class SourcesOut(BaseModel):
    """The outlets, those with most articles first."""

    sources: list[SourceOut]


class StatusOut(BaseModel):
    """The state of the library."""

    articles: int
    passages: int
    languages: dict[str, int]
    model: str
    generation: str | None
    up_to_date: bool
    bytes_on_disk: int
    problems: int
    warnings: list[str]


class HealthOut(BaseModel):
    """The server runs."""

    status: Literal["ok"]


class ErrorOut(BaseModel):
    """For clients of OpenAI's API."""

    message: str
    type: str
    param: str | None
    code: str | None


class ProblemOut(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    error: ErrorOut
