"""The source beside the conversation: an article whole, with the quoted characters marked and in view."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from index.values import Article, Copy, Span
from qa.described import facts, joined

QUOTE_STYLE = "reverse"
_EMPTY = "Sources appear here: press a citation's number, or Ctrl+N for the next one."


class SourcePane(VerticalScroll):
    """Shows one article; `quoted` is the text that is marked in it."""

    quoted: str = ""

    def on_mount(self) -> None:
        """Say what the pane is for."""
        self.mount(Static(Content(_EMPTY), classes="hint"))

    async def show_article(self, article: Article, quote: Span, copies: Sequence[Copy] = ()) -> None:
        """Show `article` scrolled to `quote`, which are characters of its text; `copies` carry the same story."""
        self.quoted = quote.of(article.text)
        await self.remove_children()
        title = Static(Content.styled(article.title, "bold"), classes="title")
        known = Static(Content.styled(facts(article, "undated"), "dim"), classes="facts")
        also = [
            Static(Content.styled(f"also in {joined(copy.source, copy.published, copy.title)}", "dim"))
            for copy in copies
        ]
        paragraphs, marked = _paragraphs(article.text, quote)
        await self.mount(title, known, *also, *paragraphs)
        if marked is not None:
            self.call_after_refresh(self.scroll_to_widget, marked, animate=False, top=True)


def _paragraphs(text: str, quote: Span) -> tuple[list[Static], Static | None]:
    """The lines of a text, the characters of `quote` marked in each, and the first that has some."""
    found: list[Static] = []
    marked = None
    start = 0
    for line in text.split("\n"):
        first, last = max(quote.start, start), min(quote.end, start + len(line))
        content = Content(line)
        if first < last:
            content = content.stylize(QUOTE_STYLE, first - start, last - start)
        static = Static(content, classes="quoted" if first < last else "")
        if first < last and marked is None:
            marked = static
        found.append(static)
        start += len(line) + 1
    return found, marked
