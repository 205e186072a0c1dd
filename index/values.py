"""The values that cross borders: frozen, slotted, compared by content.

Offsets are half-open character offsets (not bytes) into `Article.text`.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.errors import BadInputError

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is kept: cleaned text, and where it came from.

    `article_id` is derived from the text and its metadata, so the same article
    added twice is the same article; `sha256` is the digest of `text` in UTF-8.
    `language` is an ISO 639-1 code, or `und` where none could be told. `pages` are
    the characters of `text` at which each page of a paged document starts.

    >>> article = library.article("2cbb")
    >>> article.source, article.language
    ('Intisari-Online', 'id')
    """

    article_id: str
    title: str
    text: str
    language: str
    source: str | None
    url: str | None
    author: str | None
    published: date | None
    sha256: str
    pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, that the character at `offset` stands on; None of an article without pages."""
        return bisect.bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character offsets `[start, end)` into a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `article.text[start:end] == text`.

    `passage_id` grows in the order of import and is never used again;
    `ordinal` counts from 0 within the article.

    >>> passage = library.search("Iskander-M", 1)[0].passage
    >>> library.article(passage.article_id).text[passage.start : passage.end] == passage.text
    True
    """

    passage_id: int
    article_id: str
    ordinal: int
    start: int
    end: int
    text: str


class Retriever(StrEnum):
    """Who spoke for a passage: the two that find passages, and the reader, which ranks what they found."""

    BM25 = "bm25"
    DENSE = "dense"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Signal:
    """What one of them said of one passage: rank from 1, and its raw score (higher is better).

    The reader's is how likely the passage answers the question, in (0, 1).
    """

    retriever: Retriever
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that carries the same passage, to the word or nearly: the same story in another outlet.

    >>> [copy.source for hit in library.search("Iskander-M", 3) for copy in hit.copies]
    []
    """

    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage: `rank` from 1, fused `score` in [0, 1] (higher is better).

    `copies` are the other articles that carry it, the earliest first: they are not hits of their own.

    >>> hits = library.search("tanggapan cermin", 3)
    >>> [hit.rank for hit in hits]
    [1, 2, 3]
    """

    passage: Passage
    article: Article
    score: float
    rank: int
    signals: tuple[Signal, ...]
    copies: tuple[Copy, ...] = ()

    def signal(self, retriever: Retriever) -> Signal | None:
        """What `retriever` said, or None where it did not find this passage."""
        return next((s for s in self.signals if s.retriever is retriever), None)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a question is asked of; what is not given does not restrict.

    `since` and `until` are days, both included: an article without a date is then left out. `sources` are
    outlets, their letters in either case; `languages` are ISO 639-1 codes. Raises BadInputError where
    `since` is after `until`.

    >>> narrow = Filters(since=date(2022, 6, 1), sources=frozenset({"Intisari-Online"}))
    >>> {hit.article.source for hit in library.search("Putin", 5, narrow)}
    {'Intisari-Online'}
    """

    since: date | None = None
    until: date | None = None
    sources: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise BadInputError(
                f"the time asked for begins on {self.since} and ends on {self.until}", "give the earlier day first"
            )

    def __bool__(self) -> bool:
        """Whether anything is restricted."""
        return bool(self.since or self.until or self.sources or self.languages)


class TextKind(StrEnum):
    """What is being embedded: E5 and its kin embed the two sides differently."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """Turns texts into unit vectors; `fingerprint` names the weights, not the engine that runs them."""

    @property
    def fingerprint(self) -> str:
        """Equal for two encoders exactly when their vectors may be mixed in one index."""
        ...

    @property
    def dim(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 of shape (len(texts), dim), each row of unit length."""
        ...


class Searcher(Protocol):
    """Finds passages."""

    def search(self, query: str, k: int, filters: Filters) -> tuple[Hit, ...]:
        """The best `k` passages for `query` of the articles that `filters` leave, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """A path or URL that was not taken, or a record in it, and why; `archive!member` is the path of a member."""

    path: Path | str
    reason: str
