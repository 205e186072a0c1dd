"""Prints whether and where a quote stands, else what differs."""

from __future__ import annotations

from collections.abc import Sequence

from index.storage.shown import Spot
from index.values import Article
from qa import wording
from qa.faces.cli.show import Page
from qa.output.verdicts import differing, headline, place
from qa.values import Verdict


def spots(found: Sequence[Verdict]) -> tuple[Spot, ...]:
    """Return where a quote stands, or where the nearest words do."""
    return tuple(
        Spot(number, each.article_id, *place(each)) for number, each in enumerate(found, 1) if any(place(each))
    )


def show_verdicts(page: Page, quote: str, found: Sequence[tuple[Verdict, Article]]) -> None:
    """Print a quote's verdicts, each with its article."""
    page.line(headline(found), "bold")
    for number, (verdict, article) in enumerate(found, 1):
        start, end = place(verdict)
        if end:
            page.line(f"{number}. {wording.head(article, None)}")
            page.line(f"article {article.article_id}, characters {start}-{end}", "dim", indent=3)
        if verdict.nearest is not None:
            page.line(wording.quoted(verdict.nearest), indent=3)
            for line in differing(quote, verdict.nearest):
                page.line(line, indent=3)
