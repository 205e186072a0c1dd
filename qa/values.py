"""What a library is asked and gives: cited answers, and its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.errors import BadInputError
from index.questions import check_k, check_question
from index.values import EVERYTHING, Filters, Hit
from qa.citation import Citation as Citation
from qa.days import AskedDays, AsOf
from qa.defaults import BUDGET_MS as BUDGET_MS
from qa.defaults import NEAREST as NEAREST
from qa.extent import Extent
from qa.extent import Timings as Timings
from qa.shown import ShownAnswer
from qa.written import Translated, Translation, Written, Wrote


def check_budget(budget_ms: float) -> None:
    """Raise BadInputError if `budget_ms` is under a millisecond."""
    if not budget_ms >= 1:
        raise BadInputError(f"the budget is {budget_ms:g} ms", "give a number of milliseconds from 1 on")


def check_seconds(seconds: float) -> None:
    """Raise BadInputError if `seconds` are no time to read in."""
    if not seconds > 0:
        raise BadInputError(f"the limit is {seconds:g} seconds", "give a number above 0")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it is put to a library.

    `k` hits come with the answer, only articles that `filters` leave are asked, and the reader takes about `budget_ms`
    milliseconds, longer while no passage surely answers (`math.inf` reads all). With `write` a language model writes
    from the quotes, with `translate` it translates those in other languages than the question's. With `any_time` the
    days that the question says narrow nothing. Raises BadInputError.
    """

    question: str
    k: int = NEAREST
    filters: Filters = EVERYTHING
    budget_ms: float = BUDGET_MS
    write: bool = False
    translate: bool = False
    any_time: bool = False

    @property
    def given(self) -> tuple[str, int, Filters, float, bool, bool, bool]:
        """What `Library.ask` and `stream` take, in their order."""
        return self.question, self.k, self.filters, self.budget_ms, self.write, self.translate, self.any_time

    @property
    def needs_model(self) -> bool:
        """Whether a language model has a part in the answer."""
        return self.write or self.translate

    def __post_init__(self) -> None:
        check_k(self.k)
        check_budget(self.budget_ms)
        object.__setattr__(self, "question", check_question(self.question))


class AnswerStatus(StrEnum):
    """Whether the articles answer.

    >>> AnswerStatus("not_found").value
    'not_found'
    """

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class Shortfall(StrEnum):
    """Why there is no answer.

    Of an answer that was sought and not found: NOTHING_NEAR, no passage is about it; PREMISE_ABSENT, there are near
    passages, but names, years or figures of the question occur in none of their articles (`Answer.absent`);
    NOT_ANSWERED, there are near passages that do not answer it; COUNTS_ARTICLES, it asks for a number of articles that
    no article tells. NOT_READ: the reader is missing, damaged or failed, so nobody knows. UNVERIFIED: what was found
    did not pass the check against its article. REMOVED: it was answered, in a kept conversation, but an article that
    was quoted has been removed since.

    >>> library.ask("Who won the cup of Ruritania?").shortfall in set(Shortfall)
    True
    """

    EMPTY_LIBRARY = "empty_library"
    NOTHING_IN_SCOPE = "nothing_in_scope"
    NOTHING_NEAR = "nothing_near"
    PREMISE_ABSENT = "premise_absent"
    NOT_ANSWERED = "not_answered"
    COUNTS_ARTICLES = "counts_articles"
    NOT_READ = "not_read"
    UNVERIFIED = "unverified"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that quotes say, in the words of the likeliest of them.

    Quotes in the question's language come first where there are any. `citations` are their numbers. `sources` counts
    the independent sources among them: articles of one outlet, and copies of one story, are one.

    >>> claim = Claim("3 March 2021", citations=(1, 2), sources=2)
    >>> claim.sources
    2
    """

    text: str
    citations: tuple[int, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer's text, and the numbers of the citations that prove it.

    >>> library.ask("Apa itu Iskander-M?").sentences[0].citations
    (1,)
    """

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Answer(ShownAnswer):
    """An answer with its proof.

    `hits` are the passages it was sought in, best first: for NOT_FOUND the nearest there are, and `shortfall` says why
    they are no answer (None where there is one). `confidence` is in [0, 1], higher is surer. `dropped` counts quotes
    that failed the check against the stored article, or whose article was removed, and are not shown. `generation`
    names the index that was searched.

    `reader` is the fingerprint of the reader that read the hits, None where none did: `hits` are ranked by what it and
    retrieval say together, and `claims` has the quotes that say the same together. `disagreement` says that sources
    give different answers to a question that has one: citations and claims are then the newest first, undated ones
    last; `updated` says that each is of another day, so that the newer may update the older. `absent` are the names,
    years and figures of the question that occur in no near article, for PREMISE_ABSENT.

    `short` has the words that answer in one line: what the claims say, and in a disagreement who says it and when. It
    is empty where nothing is found. `language` is the question's (ISO 639-1), None where it was not told. `written` is
    what a language model wrote from the citations, None unless that was asked for and there are any. `translated` has
    its translations of those in other languages, None unless that was asked for and there are any. `days` are those
    that the question said, whose articles were asked first; None if it said none. `undated` is how many articles these,
    or the days of a filter, left out because they have no day. `as_of` says how old the answer is, None unless the
    question asks for the present and there is one. `extent` says what was read and how much of it answers, None if
    nothing could be.

    >>> answer = library.ask("Apa itu Iskander-M?")
    >>> answer.status, len(answer.hits), answer.citations[0].number
    (<AnswerStatus.ANSWERED: 'answered'>, 5, 1)
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
    short: str = ""
    language: str | None = None
    written: Written | None = None
    translated: Translated | None = None
    days: AskedDays | None = None
    extent: Extent | None = None
    updated: bool = False
    as_of: AsOf | None = None
    undated: int = 0

    def translation_of(self, number: int) -> Translation | None:
        """Return the translation of the quote with this number, None if there is none.

        >>> library.ask("Apa itu Iskander-M?").translation_of(1)
        """
        found = self.translated.translations if self.translated else ()
        return next((each for each in found if each.citation == number), None)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The first event: the passages in which the answer is sought, nearest first.

    >>> next(library.stream("Apa itu Iskander-M?", k=3)).hits[0].rank
    1
    """

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The second event: the same passages in the order that reading gives them.

    >>> [len(event.hits) for event in library.stream("Apa itu Iskander-M?", k=3) if isinstance(event, Read)]
    [3]
    """

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """An event for each quote of the answer, checked against its article.

    >>> quoted = [event.citation.number for event in library.stream("Apa itu Iskander-M?") if isinstance(event, Quoted)]
    >>> quoted[0]
    1
    """

    citation: Citation


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the whole answer.

    >>> *_, done = library.stream("Apa itu Iskander-M?")
    >>> done.answer.question
    'Apa itu Iskander-M?'
    """

    answer: Answer


Event = Retrieved | Read | Quoted | Wrote | Done
"""What `Library.stream` gives, in this order."""


@dataclass(frozen=True)  # no slots: the MCP SDK makes no schema of a class that has them
class Verdict:
    """Whether a quote stands in an article to the letter, at `[start, end)`.

    `problem` says why not, None if it does. `sha256` is the digest of the article's text, None where there is no such
    article. `address` is that of a quote that stands. `nearest` are the words from `nearest_start` on that come nearest
    to a quote that does not stand, None if none are near.

    >>> library.check_quote("2cbb", "Nobody said this.").stands
    False
    """

    article_id: str
    stands: bool
    start: int | None
    end: int | None
    problem: str | None
    sha256: str | None
    nearest: str | None = None
    nearest_start: int | None = None
    address: str | None = None
