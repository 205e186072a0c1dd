"""The source beside the conversation: an article with the quote marked and in view."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from index.storage.versions import Version
from index.values import Article, Copy, Span
from qa.library import Library
from qa.wording import facts, joined

QUOTE_STYLE = "reverse"
_EMPTY = "Sources appear here: press a citation's number, or Ctrl+N for the next one."

_LINE = 2_000
"""The most characters of a line that are drawn together: wrapping millions would delay typing."""

_BLOCK = 30
"""The most lines of one widget: between two widgets, what was typed meanwhile is drawn."""

_MOST = 500_000
"""The most characters of an article that are drawn, around the quote."""


class SourcePane(VerticalScroll):
    """Shows one article of the library that is given when asked for; `quoted` is the text marked in it, or empty."""

    quoted: str = ""

    def __init__(self, library: Callable[[], Library]) -> None:
        super().__init__(id="source")
        self._library = library
        self._sought = ""

    def on_mount(self) -> None:
        """Show what the pane is for."""
        self.mount(Static(Content(_EMPTY), classes="hint"))

    def open(self, article_id: str, quote: Span, copies: Sequence[Copy]) -> None:
        """Show the article at `quote`; `copies` are articles with the same story."""
        article = self._library().article(article_id)
        self._sought = quote.of(article.text)
        self._begin(article, quote, copies)

    def open_version(self, article_id: str) -> None:
        """Show another version of the article, at the same quote if it has it."""
        article = self._library().article(article_id)
        start = article.text.find(self._sought)
        self._begin(article, Span(start, start + len(self._sought)) if start >= 0 else Span(0, 0), ())

    def _begin(self, article: Article, quote: Span, copies: Sequence[Copy]) -> None:
        self.add_class("opened")
        versions = self._library().versions(article.article_id)
        self.run_worker(self._show(article, quote, copies, versions), group="source", exclusive=True)

    async def _show(self, article: Article, quote: Span, copies: Sequence[Copy], versions: Sequence[Version]) -> None:
        """Draw the article, its text in blocks, so that a long one delays nothing."""
        self.quoted = quote.of(article.text)
        await self.remove_children()
        title = Static(Content.styled(article.title, "bold"), classes="title")
        known = Static(Content.styled(facts(article, "undated"), "dim"), classes="facts")
        also = [f"also in {joined(copy.source, copy.published, copy.title)}" for copy in copies]
        said_before = list(_version_lines(article.article_id, self._sought, versions))
        await self.mount(
            title, known, *(Static(Content.styled(line, "dim")) for line in also), *map(Static, said_before)
        )
        drawn = around(article.text, quote)
        for block in blocks(article.text, quote, drawn):
            marked = Span(max(block.start, quote.start) - block.start, min(block.end, quote.end) - block.start)
            content, is_quote = Content(block.of(article.text)), marked.start < marked.end
            if is_quote:
                content = content.stylize(QUOTE_STYLE, marked.start, marked.end)
            static = Static(content, classes="quoted" if is_quote else "")
            await self.mount(static)
            if block.start <= quote.start < block.end:
                self.call_after_refresh(self.scroll_to_widget, static, animate=False, top=True)
        left = len(article.text) - (drawn.end - drawn.start)
        if left:
            said = f"{left:,} characters far from the quote are not drawn: `qa show {article.article_id}` has them"
            await self.mount(Static(Content.styled(said, "bold")))


def around(text: str, quote: Span) -> Span:
    """Return what is drawn: all of a text, or `_MOST` characters around the quote."""
    if len(text) <= _MOST:
        return Span(0, len(text))
    start = min(max(0, quote.start - _MOST // 2), len(text) - _MOST)
    end = start + _MOST
    return Span(text.find(" ", start) + 1 if start else 0, text.rfind(" ", 0, end) + 1 if end < len(text) else end)


def blocks(text: str, quote: Span, drawn: Span | None = None) -> Iterator[Span]:
    """Yield what is drawn together: up to `_BLOCK` lines, those with the quote separately."""
    block: Span | None = None
    lines = 0
    for line in _lines(text, drawn or Span(0, len(text))):
        whole = block is not None and line.start > block.end and lines < _BLOCK  # a cut line has no line end
        if block is not None and whole and _overlap(block, quote) == _overlap(line, quote):
            block, lines = Span(block.start, line.end), lines + 1
        else:
            if block is not None:
                yield block
            block, lines = line, 1
    if block is not None:
        yield block


def _lines(text: str, drawn: Span) -> Iterator[Span]:
    """Yield the lines of a text's span without their ends, long ones in parts."""
    start = drawn.start
    for line in drawn.of(text).split("\n"):
        end = start + len(line)
        while end - start > _LINE:
            cut = text.rfind(" ", start, start + _LINE) + 1
            cut = cut if cut > start else start + _LINE
            yield Span(start, cut)
            start = cut
        yield Span(start, end)
        start = end + 1


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _version_lines(article_id: str, sought: str, versions: Sequence[Version]) -> Iterator[Content]:
    """Yield a line for each version, and for others whether they have the quote."""
    own = next((version for version in versions if version.article.article_id == article_id), None)
    if own is not None:
        now = _link(own.now, "what it says now")
        yield Content.assemble((f"⚠ Replaced on {own.replaced:%Y-%m-%d}: see ", "bold"), now)
    for version in versions:
        if version is not own:
            link = _link(version.article.article_id, "another version")
            has = "has the quote too" if sought in version.article.text else "does not have the quote"
            yield Content.assemble(link, (f" stood until {version.replaced:%Y-%m-%d} and {has}", "dim"))


def _link(article_id: str, words: str) -> Content:
    """Return words that open an article, but plain ones if the id could be markup."""
    return Content.from_markup(f"[@click=app.version('{article_id}')]{words}[/]" if article_id.isalnum() else words)
