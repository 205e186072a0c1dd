"""What a library gives: answers, each citation checked against its article before it is here, imports, its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from index.readers import Problem
from index.values import Copy, Hit


class AnswerStatus(StrEnum):
    """Whether the articles answer; a type, so that no program must read it out of a sentence."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class Shortfall(StrEnum):
    """Why there is no answer.

    Of an answer that was sought and not found: NOTHING_NEAR, no passage is about it; PREMISE_ABSENT, there are near
    passages, but words that the question rests on stand in none of them (`Answer.absent`); NOT_ANSWERED, there are
    near passages that do not answer it. UNVERIFIED: what was found did not pass the check against its article.
    """

    EMPTY_LIBRARY = "empty_library"
    NOTHING_IN_SCOPE = "nothing_in_scope"
    NOTHING_NEAR = "nothing_near"
    PREMISE_ABSENT = "premise_absent"
    NOT_ANSWERED = "not_answered"
    UNVERIFIED = "unverified"


class Step(StrEnum):
    """What is done for a question, in this order: passages found, read, and quotes checked against their articles."""

    RETRIEVING = "retrieving"
    READING = "reading"
    QUOTING = "quoting"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: `article.text[start:end] == quote`, to the character.

    `number` counts from 1 within the answer and is what `[1]` in its text refers to. `copies` are the
    other articles in which the quote stands too: one source, however many outlets print it.
    `quote[answer_start:answer_end]` are the words that the reader found to answer; None where no reader did.
    `page` counts from 1 in documents that have pages. `sha256` is the digest of the article's text in UTF-8 when it
    was quoted; None in a citation that was kept before digests were.
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
    answer_start: int | None = None
    answer_end: int | None = None
    page: int | None = None
    sha256: str | None = None

    @property
    def answer(self) -> str | None:
        """The words of the quote that answer, or None where no reader found them."""
        return None if self.answer_start is None else self.quote[self.answer_start : self.answer_end]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that quotes say, in the words of the likeliest of them: `citations` are their numbers.

    `sources` counts the independent sources among them: articles of one outlet, and copies of one story, are one.
    """

    text: str
    citations: tuple[int, ...]
    sources: int


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

    Where a reader read the hits, `reader` is its fingerprint, `hits` are ranked by what it and retrieval say together,
    and `claims` has the quotes that say the same together. `disagreement` says that sources give different answers
    to a question that has one: citations and claims are then the newest first, undated ones last. `absent` are the
    words of the question that stand in no near passage, for PREMISE_ABSENT.
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
    claims: tuple[Claim, ...] = ()
    disagreement: bool = False
    absent: tuple[str, ...] = ()
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: articles `added`, `replaced` by what came from the same place, and `unchanged`.

    `embedded` counts passages newly embedded, `generation` is the index now live. `warnings` say, a line each, what
    took longer than it should have, and why: an embedding engine that failed, so that another took its place.
    """

    added: int
    replaced: int
    unchanged: int
    embedded: int
    problems: tuple[Problem, ...]
    generation: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """The state of a library; the index is not up to date while articles are kept that it does not hold."""

    root: Path
    articles: int
    passages: int
    languages: tuple[tuple[str, int], ...]
    model: str
    generation: str | None
    up_to_date: bool
    bytes_on_disk: int
