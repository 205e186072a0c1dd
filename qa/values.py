"""What an answer is made of: frozen, slotted, each citation checked against its article before it is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.values import Copy, Hit


class AnswerStatus(StrEnum):
    """Whether the articles answer; a type, so that no program must read it out of a sentence."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class Shortfall(StrEnum):
    """Why there is no answer."""

    EMPTY_LIBRARY = "empty_library"
    NOTHING_IN_SCOPE = "nothing_in_scope"
    NOTHING_NEAR = "nothing_near"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: `article.text[start:end] == quote`, to the character.

    `number` counts from 1 within the answer and is what `[1]` in its text refers to. `copies` are the
    other articles in which the quote stands too: one source, however many outlets print it.
    """

    number: int
    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    quote: str
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer's text, and the numbers of the citations that prove it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of wall time: finding passages, choosing quotes from them, and all together."""

    retrieval_ms: float
    reading_ms: float
    total_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its proof.

    `hits` are the passages it was sought in, best first: for NOT_FOUND the nearest there are, and
    `shortfall` says why they are no answer (None where there is one). `confidence` is in [0, 1],
    higher is surer. `dropped` counts quotes that failed the check against the stored article and
    are therefore not shown. `generation` names the index that was searched.
    """

    question: str
    status: AnswerStatus
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    confidence: float
    shortfall: Shortfall | None
    dropped: int
    generation: str | None
    timings: Timings
