"""From chosen quotes to an Answer: each checked against the stored article, numbered, and set out as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.shingles import overlap, shingles
from index.values import Article, Copy, Hit, Span
from qa.values import Answer, AnswerStatus, Citation, Sentence, Shortfall, Timings

Fetch = Callable[[str], Article | None]
"""An article's id to the article as it is stored now."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as it was chosen: `span` of the article's text, which read `text` then; `copies` carry it too."""

    article_id: str
    span: Span
    text: str
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What reading the hits came to: quotes, best first, or none and why; `confidence` in [0, 1]."""

    quotes: tuple[Quote, ...]
    confidence: float
    shortfall: Shortfall | None


def verify(citation: Citation, article: Article | None) -> bool:
    """Whether the article, as it is stored, holds the citation's quote at its offsets to the character."""
    return (
        article is not None
        and citation.article_id == article.article_id
        and 0 <= citation.start < citation.end <= len(article.text)
        and article.text[citation.start : citation.end] == citation.quote
    )


def cite(quotes: Sequence[Quote], fetch: Fetch) -> tuple[Citation, ...]:
    """Number the quotes that verify, in their order, and leave out those that do not."""
    citations: list[Citation] = []
    for quote in quotes:
        article = fetch(quote.article_id)
        if article is None:
            continue
        citation = Citation(
            number=len(citations) + 1,
            article_id=article.article_id,
            title=article.title,
            source=article.source,
            published=article.published,
            url=article.url,
            start=quote.span.start,
            end=quote.span.end,
            quote=quote.text,
            copies=tuple(copy for copy in quote.copies if _carries(fetch(copy.article_id), quote.text)),
        )
        if verify(citation, article):
            citations.append(citation)
    return tuple(citations)


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
) -> Answer:
    """The answer that the selected quotes make; NOT_FOUND where there are none, or none that verifies."""
    citations = cite(selection.quotes, fetch)
    shortfall = selection.shortfall if selection.shortfall or citations else Shortfall.UNVERIFIED
    sentences = tuple(Sentence(c.quote.replace("\n", " "), (c.number,)) for c in citations)
    return Answer(
        question=question,
        status=AnswerStatus.NOT_FOUND if shortfall else AnswerStatus.ANSWERED,
        text=" ".join(f"“{sentence.text}” [{sentence.citations[0]}]" for sentence in sentences),
        sentences=sentences,
        citations=citations,
        hits=hits,
        confidence=0.0 if shortfall is Shortfall.UNVERIFIED else selection.confidence,
        shortfall=shortfall,
        dropped=len(selection.quotes) - len(citations),
        generation=generation,
        timings=timings,
    )
