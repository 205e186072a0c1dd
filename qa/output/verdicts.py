"""Whether and where a quote from elsewhere stands, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.values import Article
from qa import wording
from qa.answer.quote_check import differences
from qa.values import Verdict

_MOST_DIFFERENCES = 5

Where = tuple[str, int, int]
"""An article's id, and the characters `[start, end)` of it."""


def verdict_lines(quote: str, found: Sequence[tuple[Verdict, Article]]) -> Iterator[tuple[str, Where | None]]:
    """Yield the verdicts on a quote in lines, each with where its words stand."""
    yield headline(found), None
    for verdict, article in found:
        start, end = place(verdict)
        if end:
            yield wording.head(article, None), (article.article_id, start, end)
        if verdict.nearest is not None:
            yield f"  {wording.quoted(verdict.nearest)}", None
            yield from ((f"  {line}", None) for line in differing(quote, verdict.nearest))


def headline(found: Sequence[tuple[Verdict, Article]]) -> str:
    """Return in a sentence whether a quote stands."""
    if not found:
        return "It stands in no article, and nothing like it does."
    verdict, _ = found[0]
    if verdict.stands:
        return "It stands to the letter."
    return "It does not stand to the letter" + ("; the nearest:" if verdict.nearest else ", and nothing like it does.")


def differing(quote: str, nearest: str) -> list[str]:
    """Return a line for each difference, at most a few."""
    differ = differences(quote, nearest)
    lines = []
    for ours, theirs in differ[:_MOST_DIFFERENCES]:
        if not ours:
            lines.append(f"the quote leaves out “{theirs}”")
        elif not theirs:
            lines.append(f"the quote adds “{ours}”")
        else:
            lines.append(f"the quote has “{ours}”, the article “{theirs}”")
    if len(differ) > _MOST_DIFFERENCES:
        lines.append(f"and {len(differ) - _MOST_DIFFERENCES} more")
    return lines or ["only spaces or line ends differ"]


def place(verdict: Verdict) -> tuple[int, int]:
    """Return the characters of the quote or the nearest words, else (0, 0)."""
    if verdict.nearest is not None and verdict.nearest_start is not None:
        return verdict.nearest_start, verdict.nearest_start + len(verdict.nearest)
    return verdict.start or 0, verdict.end or 0
