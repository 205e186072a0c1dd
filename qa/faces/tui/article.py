"""The text of an article, of any length, drawn row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from index.values import Span
from qa.faces.tui.wrapping import TAB, Wrapped, clusters, is_odd

BAR = "┃ "
"""Stands before each row of the quote."""

_ABOVE = 4
"""The quote begins below the first of so many parts of the height."""

_NO_BAR = " " * len(BAR)


NOTHING = Span(0, 0)
"""No character of a text."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The quote in a text, and the words in it that answer."""

    quote: Span = NOTHING
    words: Span = NOTHING


class ArticleText(ScrollView):
    """An article's text with a quote marked.

    What is selected is the text itself, without the ends of rows.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"article--bar", "article--quote", "article--words"}
    FOCUS_ON_CLICK = False

    def __init__(self) -> None:
        super().__init__(id="article")
        self.text = ""
        self.marks = Marks()
        self._wrapped = Wrapped("", 1)
        self._top: int | None = None  # the first character in view; None while the quote is

    # -- what is shown --------------------------------------------------------------------------

    def show(self, text: str, marks: Marks, top: int | None = None) -> None:
        """Show a text with the quote in view, or else character `top`."""
        if self.screen.selections.get(self):
            self.screen.clear_selection()
        self.text, self.marks, self._top = text, marks, top
        self._wrap()

    @property
    def top(self) -> int:
        """The first character of the first row in view."""
        return self._wrapped.row(min(round(self.scroll_y), self._wrapped.height - 1)).start

    def _wrap(self) -> None:
        """Wrap the text anew, with the quote in view or else what was."""
        width = self.scrollable_content_region.width - len(BAR)
        if width <= 0:
            return
        self._wrapped = Wrapped(self.text, width)
        quote, height = self.marks.quote, self.size.height
        row = self._wrapped.row_of(quote.start if self._top is None else self._top)
        if self._top is None:
            rows = self._wrapped.row_of(max(quote.start, quote.end - 1)) - row + 1
            row = max(0, row - min(height // _ABOVE, max(0, height - rows)))
        self._settle(row)
        self.refresh()

    def _settle(self, row: int) -> None:
        """Scroll to a row, and wrap what is in view from there on."""
        is_end = row > 0 and row >= self._wrapped.height - self.size.height
        row = self._wrapped.settle(row, self.size.height)
        self.virtual_size = Size(self.size.width, self._wrapped.height)
        row = min(self.max_scroll_y, self.max_scroll_y if is_end else row)
        if row != self.scroll_y:  # without its watchers: this may be one
            self.set_scroll(None, row)
            self.scroll_target_y = self.vertical_scrollbar.position = row
            self.refresh()
        is_seen = 0 <= self._wrapped.row_of(self.marks.quote.start) - row < self.size.height
        self._top = None if is_seen else self.top

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Wrap what comes into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._settle(round(new_value))

    def on_resize(self, _: events.Resize) -> None:
        """Wrap anew, with the quote or else the first row still in view."""
        self._wrap()

    # -- drawing --------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return the strip of one row in view."""
        number, style = round(self.scroll_y) + y, self.rich_style
        width = self.scrollable_content_region.width
        if number >= self._wrapped.height or not self.text:
            return Strip.blank(width, style)
        row, quote = self._wrapped.row(number), self.marks.quote
        is_quoted = row.start < quote.end and quote.start < row.end
        bar = Segment(BAR, self.get_component_rich_style("article--bar")) if is_quoted else Segment(_NO_BAR, style)
        drawn = [bar, *self._segments(row)]
        return Strip(drawn).adjust_cell_length(width, style)

    def _segments(self, row: Span) -> Iterator[Segment]:
        """Yield the pieces of a row, each with the place of its first character."""
        end = row.start + len(row.of(self.text).rstrip(" \n"))
        chosen, marks = self._chosen(), self.marks
        cuts = {cut for span in (chosen, marks.quote, marks.words) for cut in (span.start, span.end)}
        places = [row.start, *sorted(cut for cut in cuts if row.start < cut < end), end]
        column = 0
        for start, stop in pairwise(places):
            style = self._style_at(start, chosen)
            for place, drawn in _pieces(self.text[start:stop], column):
                yield Segment(drawn, style + Style.from_meta({"offset": (start + place, 0)}))
                column += cell_len(drawn)

    def _style_at(self, place: int, chosen: Span) -> Style:
        """Return how a character is drawn: a quote reversed, what is selected turned round."""
        style = self.rich_style
        is_quote = self.marks.quote.start <= place < self.marks.quote.end
        if is_quote:
            style += self.get_component_rich_style("article--quote", partial=True)
        if self.marks.words.start <= place < self.marks.words.end:
            style += self.get_component_rich_style("article--words", partial=True)
        is_chosen = chosen.start <= place < chosen.end
        return style + Style(reverse=is_quote != is_chosen, underline=is_chosen or None)

    # -- selecting ------------------------------------------------------------------------------

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected characters of the article, as they stand in it."""
        return self._span_of(selection).of(self.text), "\n"

    def _chosen(self) -> Span:
        selection = self.text_selection
        return NOTHING if selection is None else self._span_of(selection)

    def _span_of(self, selection: Selection) -> Span:
        """Return what is selected, with letters and their marks whole."""
        start = selection.start.x if selection.start else 0
        end = selection.end.x if selection.end else len(self.text)
        return Span(self._whole(min(start, len(self.text)), -1), self._whole(min(end, len(self.text)), 1))

    def _whole(self, place: int, step: int) -> int:
        """Return the nearest place that parts no letter from its marks."""
        while 0 < place < len(self.text) and _is_joined(self.text[place - 1 : place + 1]):
            place += step
        return place


def _is_joined(pair: str) -> bool:
    return is_odd(pair) and len(list(clusters(pair))) < len(pair)


def _pieces(text: str, column: int) -> Iterator[tuple[int, str]]:
    """Yield what is drawn from `column` on, each piece with its place."""
    if not is_odd(text):
        yield 0, text
        return
    for each, _ in clusters(text):
        drawn = each.of(text)
        if drawn[0] == "\t":  # each cell of it is the tab
            wide = TAB - column % TAB
            yield from ((each.start, " ") for _ in range(wide))
            column += wide
        else:
            yield each.start, drawn
            column += cell_len(drawn)
