"""The values that the packages exchange: frozen, slotted, compared by content.

Offsets are half-open character offsets (not bytes) into `Article.text`.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from index.errors import BadInputError

if TYPE_CHECKING:  # so that who only needs values need not wait for NumPy
    import numpy as np
    import numpy.typing as npt

Vectors: TypeAlias = "npt.NDArray[np.float32]"
Scores: TypeAlias = "npt.NDArray[np.float64]"
Rows: TypeAlias = "npt.NDArray[np.int64]"
Mask: TypeAlias = "npt.NDArray[np.bool_]"
Codes: TypeAlias = "npt.NDArray[np.int16]"

UNDETERMINED = "und"
"""The language of a text whose language is unknown."""

Stories = Mapping[str, tuple[str, ...]]
"""The ids of articles that tell one story in nearly the same words: to each, the others."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited field of an article: what it was as it came, and is now.

    >>> library.edit("2cbb", author="A. Writer").edits
    (Edit(field='author', before=None, after='A. Writer'),)
    """

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is kept: cleaned text, and where it came from.

    `article_id` is derived from the text and its metadata, so the same article added twice is the same article;
    `sha256` is the digest of `text` in UTF-8. `language` is an ISO 639-1 code, or `und` if it is unknown. `pages` are
    the characters of `text` at which each page of a paged document starts. `edits` say what a person has changed in the
    library, against what the article came with.

    >>> article = library.article("2cbb")
    >>> article.source, article.language
    ('Intisari-Online', 'id')
    """

    article_id: str
    title: str
    text: str = field(repr=False)
    language: str
    source: str | None
    url: str | None
    author: str | None
    published: date | None
    sha256: str
    pages: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()

    _repr_html_: ClassVar[Callable[[Article], str]]
    """What a notebook shows; the package `qa` says how."""

    def page_at(self, offset: int) -> int | None:
        """Return the page, from 1, of the character at `offset`; None without pages."""
        return bisect.bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character offsets `[start, end)` into a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `article.text[start:end] == text`.

    `passage_id` grows in the order of import and is never used again; `ordinal` counts from 0 within the article.

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
    """What scored a passage: one of the two retrievers, or the reader."""

    BM25 = "bm25"
    DENSE = "dense"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Signal:
    """The rank, from 1, and the raw score of a passage; higher is better.

    The reader's score is how likely the passage answers the question, in (0, 1).
    """

    retriever: Retriever
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with nearly the same passage: the same story in another outlet.

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

    _repr_html_: ClassVar[Callable[[Hit], str]]
    """What a notebook shows; the package `qa` says how."""

    def signal(self, retriever: Retriever) -> Signal | None:
        """Return the signal of `retriever`, or None if it did not find this passage."""
        return next((s for s in self.signals if s.retriever is retriever), None)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a question is asked of; fields left out do not restrict.

    `since` and `until` are days, both included: an article without a date is then left out. `sources` are outlets, in
    upper or lower case; `languages` are ISO 639-1 codes; `tags` are those that a person put on articles. Raises
    BadInputError if `since` is after `until`, and for a day that is no date and names that are one text.

    >>> narrow = Filters(since=date(2022, 6, 1), sources=frozenset({"Intisari-Online"}))
    >>> {hit.article.source for hit in library.search("Putin", 5, narrow)}
    {'Intisari-Online'}
    """

    since: date | None = None
    until: date | None = None
    sources: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            if not isinstance(getattr(self, name), date | None):
                raise BadInputError(f"{name} is no datetime.date", "give one, or the words of `Library.ask`")
        for name in ("sources", "languages", "tags"):
            if isinstance(getattr(self, name), str):
                raise BadInputError(f"{name} is one text, not a set of them", f"give frozenset({{...}}) as {name}")
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        if self.since and self.until and self.since > self.until:
            raise BadInputError(
                f"the period begins on {self.since} but ends on {self.until}", "give the earlier day first"
            )

    def __bool__(self) -> bool:
        """Return whether anything is restricted."""
        return bool(self.since or self.until or self.sources or self.languages or self.tags)


EVERYTHING = Filters()
"""The filters that leave all articles."""


class TextKind(StrEnum):
    """What is embedded: models such as E5 embed questions and passages differently."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """Turns texts into unit vectors; `fingerprint` identifies the weights, not the engine."""

    @property
    def fingerprint(self) -> str:
        """A name that two encoders share if their vectors may be mixed."""

    @property
    def dim(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 of shape (len(texts), dim), each row of unit length."""


class ProblemKind(StrEnum):
    """What became of the file or record of a problem.

    >>> ProblemKind("left out").name
    'LEFT_OUT'
    """

    UNREAD = "not read"
    LEFT_OUT = "left out"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a file, URL or record that a person should know.

    A member is `archive!member`. UNREAD should have given an article and did not; LEFT_OUT is no article, and was not
    meant to be taken; a WARNING is about an article that was taken, with something missing or doubtful in it.

    >>> library.add("nowhere.txt").problems[0].reason
    'it does not exist'
    """

    path: Path | str
    reason: str
    kind: ProblemKind = ProblemKind.UNREAD
