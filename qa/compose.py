"""From chosen quotes to an Answer: each checked against the stored article, numbered, and set out as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.shingles import overlap, shingles
from index.values import Article, Copy, Hit, Span
from qa.values import Answer, AnswerStatus, Citation, Claim, Sentence, Shortfall, Timings, Verdict

Fetch = Callable[[str], Article | None]
"""An article's id to the article as it is stored now."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as it was chosen: `span` of the article's text, which read `text` then; `copies` carry it too.

    `answer` are the characters of `text` that a reader found to answer, which read `answer_text`. Quotes of one
    `origin` do not count as independent; None is an origin of its own.
    """

    article_id: str
    span: Span
    text: str
    copies: tuple[Copy, ...] = ()
    answer: Span | None = None
    answer_text: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What reading the hits came to: quotes, best first, or none and why; `confidence` in [0, 1].

    `groups` are the places in `quotes` of those that say the same, the likeliest first; each quote is in one of them,
    or there are none. With `disagreement` quotes and groups are in the order of their dates.
    """

    quotes: tuple[Quote, ...]
    confidence: float
    shortfall: Shortfall | None
    groups: tuple[tuple[int, ...], ...] = ()
    disagreement: bool = False
    absent: tuple[str, ...] = ()


def stands(quote: str, start: int, end: int, text: str) -> bool:
    """Whether `quote`, which is not empty, is the characters `[start, end)` of `text`."""
    return 0 <= start < end <= len(text) and text[start:end] == quote


def verify(citation: Citation, article: Article | None) -> bool:
    """Whether the article, as it is stored, holds the citation's quote at its offsets to the character."""
    return (
        article is not None
        and citation.article_id == article.article_id
        and stands(citation.quote, citation.start, citation.end, article.text)
    )


def check(article: Article, quote: str, start: int | None = None) -> Verdict:
    """Whether `quote` stands in `article` at the character `start`, or anywhere where that is None."""
    at = article.text.find(quote) if start is None else start
    if stands(quote, at, at + len(quote), article.text):
        return Verdict(article.article_id, True, at, at + len(quote), None, article.sha256)
    problem = "the quote does not stand in the article" + ("" if start is None else " at this character")
    return Verdict(article.article_id, False, None, None, problem, article.sha256)


def cite(quotes: Sequence[Quote], fetch: Fetch) -> tuple[Citation, ...]:
    """Number the quotes that verify, in their order, and leave out those that do not."""
    return tuple(citation for citation in _cited(quotes, fetch) if citation is not None)


def _cited(quotes: Sequence[Quote], fetch: Fetch) -> list[Citation | None]:
    """For each quote its citation, None where it does not verify."""
    cited: list[Citation | None] = []
    number = 0
    for quote in quotes:
        article = fetch(quote.article_id)
        citation = _citation(number + 1, quote, article, fetch) if article is not None else None
        number += citation is not None
        cited.append(citation)
    return cited


def _citation(number: int, quote: Quote, article: Article, fetch: Fetch) -> Citation | None:
    citation = Citation(
        number=number,
        article_id=article.article_id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        start=quote.span.start,
        end=quote.span.end,
        quote=quote.text,
        copies=tuple(copy for copy in quote.copies if _carries(fetch(copy.article_id), quote.text)),
        answer_start=quote.answer.start if quote.answer else None,
        answer_end=quote.answer.end if quote.answer else None,
        page=article.page_at(quote.span.start),
        sha256=article.sha256,
    )
    return citation if verify(citation, article) and _answers(citation, quote) else None


def _answers(citation: Citation, quote: Quote) -> bool:
    """Whether the words that the reader found are where it found them."""
    if quote.answer is None:
        return True
    inside = 0 <= quote.answer.start < quote.answer.end <= len(quote.text)
    return inside and citation.answer == quote.answer_text


def _carries(article: Article | None, quote: str) -> bool:
    """Whether every word of a quote stands in another article too, in its order."""
    return article is not None and overlap(shingles(quote), shingles(article.text)) == 1.0


def compose(
    question: str,
    hits: tuple[Hit, ...],
    selection: Selection,
    fetch: Fetch,
    *,
    generation: str | None,
    timings: Timings,
    reader: str | None = None,
) -> Answer:
    """The answer that the selected quotes make; NOT_FOUND where there are none, or none that verifies."""
    cited = _cited(selection.quotes, fetch)
    citations = tuple(citation for citation in cited if citation is not None)
    claims = tuple(_claims(selection, cited))
    disagreement = selection.disagreement and len(claims) > 1
    shortfall = selection.shortfall if selection.shortfall or citations else Shortfall.UNVERIFIED
    sentences = tuple(Sentence(c.quote.replace("\n", " "), (c.number,)) for c in citations)
    quoted = [f"“{sentence.text}” [{sentence.citations[0]}]" for sentence in sentences]
    if disagreement:
        quoted = [f"{dated(citation)}: {line}" for citation, line in zip(citations, quoted, strict=True)]
    return Answer(
        question=question,
        status=AnswerStatus.NOT_FOUND if shortfall else AnswerStatus.ANSWERED,
        text=("\n" if disagreement else " ").join(quoted),
        sentences=sentences,
        citations=citations,
        hits=hits,
        confidence=0.0 if shortfall is Shortfall.UNVERIFIED else selection.confidence,
        shortfall=shortfall,
        dropped=len(selection.quotes) - len(citations),
        generation=generation,
        timings=timings,
        claims=claims,
        disagreement=disagreement,
        absent=selection.absent,
        reader=reader,
    )


def dated(citation: Citation) -> str:
    """When and where a quote was printed, as it stands before one that others contradict: "2022-06-25, Outlet"."""
    published = citation.published.isoformat() if citation.published else "undated"
    return f"{published}, {citation.source or citation.title}"


def _claims(selection: Selection, cited: Sequence[Citation | None]) -> Iterator[Claim]:
    """The groups as far as their quotes verify, each in the words of the first of them that has some."""
    for group in selection.groups:
        proved = [(selection.quotes[place], citation) for place in group if (citation := cited[place]) is not None]
        text = next((citation.answer for _, citation in proved if citation.answer), None)
        if text is not None:
            origins = {quote.origin or f"quote {citation.number}" for quote, citation in proved}
            numbers = tuple(sorted(citation.number for _, citation in proved))
            yield Claim(" ".join(text.split()), numbers, len(origins))
