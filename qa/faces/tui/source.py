"""The source beside the conversation: an article at its quote, and what was open before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from index.text.cleaning import clean_line
from index.values import Article, Copy, Span
from qa.addresses import address_of
from qa.faces.tui.article import NOTHING, ArticleText, Marks
from qa.wording import joined

if TYPE_CHECKING:
    from index.storage.versions import Version
    from qa.library import Library

_EMPTY = "Sources appear here: press a citation's number, or F3 for the next one."
_MOST_PLACES = 256
_SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Place:
    """A span of an article to be looked at.

    `words` are the characters in it that answer, `copies` the articles with the same story, and `label` tells which
    place it is, as in "1 of 2".
    """

    article_id: str
    span: Span
    words: Span = NOTHING
    copies: tuple[Copy, ...] = ()
    label: str = ""


class Trail:
    """The places that were open; opening another cuts what lay ahead."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._tops: list[int | None] = []  # the first character in view when each was left
        self._now = -1

    @property
    def has_before(self) -> bool:
        """Return whether a place was open before this one."""
        return self._now > 0

    @property
    def has_ahead(self) -> bool:
        """Return whether one can go on again."""
        return self._now + 1 < len(self._places)

    def open(self, place: Place, top: int | None) -> None:
        """Add a place after the one that is left with `top` in view."""
        if self._places:
            self._tops[self._now] = top
            if self._places[self._now] == place:
                return
        ahead = self._now + 1
        first = max(0, ahead - _MOST_PLACES + 1)
        self._places = [*self._places[first:ahead], place]
        self._tops = [*self._tops[first:ahead], None]
        self._now = len(self._places) - 1

    def go(self, step: int, top: int | None) -> tuple[Place, int | None] | None:
        """Return the place one `step` (1 or -1) away and what was in view there; None if there is none."""
        if not 0 <= self._now + step < len(self._places):
            return None
        self._tops[self._now] = top
        self._now += step
        return self._places[self._now], self._tops[self._now]


class SourcePane(Vertical):
    """Shows one article of the library; `quoted` is the text marked in it, or empty.

    The library is asked for when an article is opened.
    """

    quoted: str = ""

    def __init__(self, library: Callable[[], Library]) -> None:
        super().__init__(id="source")
        self._library = library
        self._sought = ""
        self._trail = Trail()
        self._text = ArticleText()

    def compose(self) -> ComposeResult:
        """Yield the head, what is to be noted, and the text."""
        yield Static(Content(_EMPTY), classes="title hint")
        with Horizontal(classes="second"):
            yield Static("", classes="facts")
            yield Static("", classes="ways")
        with VerticalScroll(classes="notes", can_focus=False):
            yield Static("")
        yield self._text

    # -- opening --------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Show a place, and remember the one before it."""
        article = self._library().article(place.article_id)
        self._trail.open(place, self._text.top)
        self._sought = place.span.of(article.text)
        self._show(article, place, None)

    def open_version(self, article_id: str) -> None:
        """Show another version of the article, at the same quote if it has it."""
        start = self._library().article(article_id).text.find(self._sought)
        found = Span(start, start + len(self._sought)) if start >= 0 else NOTHING
        sought = self._sought
        self.open(Place(article_id, found))
        self._sought = sought

    def go(self, step: int) -> None:
        """Go back (-1) or on (1) through the places that were open."""
        found = self._trail.go(step, self._text.top)
        if found is not None:
            place, top = found
            article = self._library().article(place.article_id)
            self._sought = place.span.of(article.text) or self._sought
            self._show(article, place, top)

    def _show(self, article: Article, place: Place, top: int | None) -> None:
        self.add_class("opened")
        self.remove_class("closed")
        self.quoted = place.span.of(article.text)
        label = f"[{place.label}]  " if place.label else ""
        title = Content.assemble((label, "$text-secondary"), (clean_line(article.title), "bold"))
        self.query_one(".title", Static).remove_class("hint").update(title)
        known = joined(article.source, article.published or "undated", article.language)
        self.query_one(".facts", Static).update(Content(clean_line(known)))
        self._show_ways()
        versions = self._library().versions(article.article_id)
        notes = [*_version_lines(article.article_id, self._sought, versions), *_known(article, place)]
        self.query_one(".notes Static", Static).update(Content("\n").join(notes))
        self.query_one(".notes").set_class(len(notes) == 1, "brief").scroll_home(animate=False)
        self._text.show(article.text, Marks(place.span, place.words), top)

    def _show_ways(self) -> None:
        """Show which ways one can go from here; the others are plain."""
        back, ahead = self._trail.has_before, self._trail.has_ahead
        ways = Content("  ").join([_way("[ back", "back", is_open=back), _way("on ]", "on", is_open=ahead)])
        self.query_one(".ways", Static).update(ways)

    # -- how much of it is seen -----------------------------------------------------------------

    @property
    def is_large(self) -> bool:
        """Return whether the source has every row, and the conversation none."""
        return self.has_class("large")

    def grow(self) -> None:
        """Show the source, then give it every row, then hide it."""
        if not self.display:
            self.add_class("opened").remove_class("closed")
        elif not self.is_large:
            self._set_large(True)
            self._text.focus()
        else:
            self.hide()

    def make_room(self) -> bool:
        """Give the conversation its place again; return whether there was something to give."""
        is_over = self.is_large or (self.screen.has_class("-narrow") and self.display)
        if self.is_large:
            self._set_large(False)
        elif is_over:
            self.hide()
        return is_over

    def hide(self) -> None:
        """Hide the source."""
        self._set_large(False)
        if self.screen.has_class("-narrow"):
            self.remove_class("opened")
        else:
            self.add_class("closed")

    def _set_large(self, is_large: bool) -> None:
        self.set_class(is_large, "large")
        self.screen.set_class(is_large, "-source-large")


def _way(words: str, where: str, *, is_open: bool) -> Content:
    style = Style.from_meta({"@click": f"app.source_{where}"}) if is_open else "dim"
    return Content.styled(words, style)


def _known(article: Article, place: Place) -> Iterator[Content]:
    """Yield the articles with the same story, then what the head leaves out."""
    for copy in place.copies:
        yield Content.styled(clean_line(f"also in {joined(copy.source, copy.published, copy.title)}"), "dim")
    span = place.span
    named = address_of(article.article_id, span.start, span.end) if span.end else article.article_id
    known = joined(article.author, f"article {named}")
    url = clean_line(article.url or "")
    link = Style(link=url) if url.startswith(_SCHEMES) else Style()
    yield Content.assemble((clean_line(known), "dim"), *((" · ", (url, link)) if url else ()))


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
