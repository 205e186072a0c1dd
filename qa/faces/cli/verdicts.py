"""Prints whether and where a quote stands, else what differs."""

from __future__ import annotations

from collections.abc import Sequence

from index.storage.shown import Spot
from index.values import Article
from qa import wording
from qa.answer.quote_check import differences
from qa.faces.cli.show import Page
from qa.values import Verdict

_MOST_DIFFERENCES = 5


def spots(found: Sequence[Verdict]) -> tuple[Spot, ...]:
    """Return where a quote stands, or where the nearest words do."""
    return tuple(
        Spot(number, each.article_id, *_place(each)) for number, each in enumerate(found, 1) if any(_place(each))
    )


def show_verdicts(page: Page, quote: str, found: Sequence[tuple[Verdict, Article]]) -> None:
    """Print a quote's verdicts, each with its article."""
    page.line(_headline(found), "bold")
    for number, (verdict, article) in enumerate(found, 1):
        start, end = _place(verdict)
        if end:
            page.line(f"{number}. {wording.head(article, None)}")
            page.line(f"article {article.article_id}, characters {start}-{end}", "dim", indent=3)
        if verdict.nearest is not None:
            page.line(wording.quoted(verdict.nearest), indent=3)
            _show_differences(page, differences(quote, verdict.nearest))


def _headline(found: Sequence[tuple[Verdict, Article]]) -> str:
    if not found:
        return "It stands in no article, and nothing like it does."
    verdict, _ = found[0]
    if verdict.stands:
        return "It stands to the letter."
    return "It does not stand to the letter" + ("; the nearest:" if verdict.nearest else ", and nothing like it does.")


def _show_differences(page: Page, differ: Sequence[tuple[str, str]]) -> None:
    for ours, theirs in differ[:_MOST_DIFFERENCES]:
        if not ours:
            page.line(f"the quote leaves out “{theirs}”", indent=3)
        elif not theirs:
            page.line(f"the quote adds “{ours}”", indent=3)
        else:
            page.line(f"the quote has “{ours}”, the article “{theirs}”", indent=3)
    if len(differ) > _MOST_DIFFERENCES:
        page.line(f"and {len(differ) - _MOST_DIFFERENCES} more", indent=3)
    if not differ:
        page.line("only spaces or line ends differ", indent=3)


def _place(verdict: Verdict) -> tuple[int, int]:
    """Return the characters of the quote or the nearest words, else (0, 0)."""
    if verdict.nearest is not None and verdict.nearest_start is not None:
        return verdict.nearest_start, verdict.nearest_start + len(verdict.nearest)
    return verdict.start or 0, verdict.end or 0
