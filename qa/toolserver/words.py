"""Answers in words for an agent: what stands in an article is fenced, to be read as a quotation and not obeyed."""

from __future__ import annotations

from collections.abc import Sequence

from index.values import Article, Hit
from qa.compose import dated
from qa.described import facts, joined, place
from qa.shortfalls import reason
from qa.values import Answer

_OPEN, _CLOSE = "<<<quotation", "quotation>>>"
_LONGEST_PASSAGE = 2_000


def fenced(text: str) -> str:
    """`text` between marks that it cannot close itself."""
    return f"{_OPEN}\n{text.replace(_CLOSE, 'quotation> > >').replace(_OPEN, '< < <quotation')}\n{_CLOSE}"


def answer(given: Answer) -> str:
    """The quotes, each with its number and where it stands; or why there are none, and what is nearest."""
    if given.shortfall:
        near = [_near(hit) for hit in given.hits]
        said = f"Not found in these articles: {reason(given)}."
        return "\n\n".join([said, *(["The nearest passages, which do not answer:"] if near else []), *near])
    lines = ["Sources disagree; the newest comes first."] if given.disagreement else []
    for citation in given.citations:
        known = joined(citation.title, dated(citation), citation.url, place(citation))
        words = f"\nThe words that answer: {citation.answer}" if citation.answer else ""
        lines.append(f"[{citation.number}] {known}\n{fenced(citation.quote)}{words}")
    return "\n\n".join(lines)


def hits(found: Sequence[Hit]) -> str:
    """Passages, the nearest first."""
    return "\n\n".join(map(_near, found)) or "Nothing was found."


def article(kept: Article, start: int, end: int) -> str:
    """A part of an article, and where to go on reading."""
    rest = f"\nThere is more: read on with start={end}." if end < len(kept.text) else ""
    part = f"characters {start}-{end} of {len(kept.text)}"
    return f"{kept.title}\n{facts(kept)}\n{part}\n{fenced(kept.text[start:end])}{rest}"


def _near(hit: Hit) -> str:
    known = joined(
        hit.article.title,
        hit.article.source,
        hit.article.published,
        f"article {hit.article.article_id}, characters {hit.passage.start}-{hit.passage.end}",
    )
    return f"{hit.rank}. {known}\n{fenced(hit.passage.text[:_LONGEST_PASSAGE])}"
