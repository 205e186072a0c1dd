"""The article beside the conversation: its quote in view, its head, what was open before, and what is selected."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from index.storage.articles import make_article
from index.values import Article, Span
from qa.faces.tui import source
from qa.faces.tui.app import ChatApp
from qa.faces.tui.article import BAR, ArticleText
from qa.faces.tui.source import Place, SourcePane, Trail

WIDE, NARROW = (140, 45), (80, 24)
QUOTE = "The ferry to Gotland sails on Mondays."


class Shelf:
    """Hands out articles as a library does."""

    def __init__(self, *articles: Article) -> None:
        self._articles = {each.article_id: each for each in articles}

    def article(self, article_id: str) -> Article:
        return self._articles[article_id]

    def versions(self, _: str) -> tuple[()]:
        return ()


class PaneApp(App[None]):
    """Only the pane, beside an empty conversation."""

    AUTO_FOCUS = None
    CSS_PATH = Path(source.__file__).with_name("chat.tcss")
    HORIZONTAL_BREAKPOINTS = ChatApp.HORIZONTAL_BREAKPOINTS

    def __init__(self, *articles: Article) -> None:
        super().__init__()
        self.animation_level = "none"  # as in the chat
        self.shelf = Shelf(*articles)

    def compose(self) -> ComposeResult:
        with Horizontal(id="main"):
            yield VerticalScroll(id="conversation")
            yield SourcePane(lambda: self.shelf)  # type: ignore[arg-type, return-value]

    @property
    def pane(self) -> SourcePane:
        return self.query_one(SourcePane)

    @property
    def text(self) -> ArticleText:
        return self.query_one(ArticleText)

    def action_source_back(self) -> None:
        self.pane.go(-1)

    def action_source_on(self) -> None:
        self.pane.go(1)

    def rows(self) -> list[str]:
        """Return the rows of the article that are in view."""
        return [self.text.render_line(y).text.rstrip() for y in range(self.text.size.height)]

    def head(self) -> str:
        return "\n".join(str(each.content) for each in self.query("#source .title, #source .facts").results(Static))

    def place(self, article: Article, quote: str = QUOTE, words: str = "", label: str = "") -> Place:
        start = article.text.index(quote)
        at = article.text.index(words, start)
        span = Span(at, at + len(words)) if words else Span(0, 0)
        return Place(article.article_id, Span(start, start + len(quote)), span, label=label)


def article(text: str, title: str = "Protocol") -> Article:
    return make_article(text=text, title=title, language="en", source="Sample Courier")


def long(size: int, title: str = "Protocol") -> Article:
    line = "Item {} of the protocol was read and taken without a vote by all who were there, and then the next.\n"
    lines = "".join(line.format(number) for number in range(size // 100))
    return article(f"{lines}{QUOTE}\n{lines}", title)


def run(
    talk: Callable[[PaneApp, Pilot[None]], Awaitable[None]], *articles: Article, size: tuple[int, int] = WIDE
) -> None:
    async def main() -> None:
        app = PaneApp(*articles)
        async with app.run_test(size=size) as pilot:
            await talk(app, pilot)

    asyncio.run(main())


def test_the_quote_is_in_view_marked_with_a_bar_and_the_words_in_it() -> None:
    given = article(f"Before it.\n{QUOTE} More of it.\nAfter it.")

    async def talk(app: PaneApp, pilot: Pilot[None]) -> None:
        app.pane.open(app.place(given, words="Mondays", label="1 of 2"))
        await pilot.pause()
        assert app.rows()[:3] == ["  Before it.", f"{BAR}{QUOTE} More of it.", "  After it."]
        styles = {segment.text: segment.style for segment in app.text.render_line(1) if segment.style}
        assert {text for text, style in styles.items() if style.reverse} == {
            "The ferry to Gotland sails on ",
            "Mondays",
            ".",
        }
        assert {text for text, style in styles.items() if style.bold} == {"Mondays"}
        assert app.head() == "[1 of 2]  Protocol\nSample Courier · undated · en"

    run(talk, given)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_quote_of_a_book_is_in_view_also_after_resizing_and_the_head_never_scrolls(size: tuple[int, int]) -> None:
    given = long(200_000)

    async def talk(app: PaneApp, pilot: Pilot[None]) -> None:
        app.pane.open(app.place(given))
        for columns, rows in (size, (80, 24), (140, 45), (61, 30), (100, 12), size):
            await pilot.resize_terminal(columns, rows)
            await pilot.pause()
            assert any(BAR in row for row in app.rows()), (columns, rows)
        app.text.scroll_relative(y=-500, animate=False)
        await pilot.pause()
        assert not any(BAR in row for row in app.rows())
        first = app.text.top
        for columns in (80, 140):
            await pilot.resize_terminal(columns, 24)
            await pilot.pause()
            assert given.text[app.text.top :][:200].count("\n") >= given.text[first:][:200].count("\n") - 3
            assert abs(app.text.top - first) < 200, "what was in view still is"
        assert app.head().startswith("Protocol\n")

    run(talk, given, size=size)


def test_all_of_a_book_can_be_scrolled_through() -> None:
    given = long(30_000)

    async def talk(app: PaneApp, pilot: Pilot[None]) -> None:
        app.pane.open(app.place(given))
        await pilot.pause()
        app.text.focus()
        await pilot.press("end")
        await pilot.pause()
        last = [row for row in app.rows() if row][-1]
        assert given.text.rstrip().endswith(last.strip())
        await pilot.press("home")
        await pilot.pause()
        assert app.rows()[0].startswith("  Item 0 of the protocol")
        read = ""
        while app.text.scroll_y < app.text.max_scroll_y:
            await pilot.press("pagedown")
            page = [row.strip() for row in app.rows()]
            read += "".join(row for row in page if not read.endswith(row))
        assert all(f"Item {number} of" in read for number in range(300))
        assert app.text.scroll_y == app.text.max_scroll_y

    run(talk, given)


@pytest.mark.slow
def test_a_quote_in_five_megabytes_is_shown_as_quickly_as_one_in_fifty_kilobytes() -> None:
    short, book = long(25_000, "Short"), long(2_500_000, "Book")

    async def talk(app: PaneApp, pilot: Pilot[None]) -> None:
        async def seconds(given: Article) -> float:
            place = app.place(given)
            begin = time.perf_counter()
            app.pane.open(place)
            assert any(BAR in row for row in app.rows())
            return time.perf_counter() - begin

        await pilot.pause()
        quick = min([await seconds(short) for _ in range(5)])
        assert min([await seconds(book) for _ in range(5)]) < 8 * quick

    run(talk, short, book)


def test_one_goes_back_and_on_and_a_new_place_cuts_what_lay_ahead() -> None:
    first, second, third = long(20_000, "First"), article(f"{QUOTE} Yes.", "Second"), article(f"{QUOTE} No.", "Third")

    async def talk(app: PaneApp, pilot: Pilot[None]) -> None:
        app.pane.open(app.place(first))
        await pilot.pause()
        app.text.scroll_to(y=11, animate=False)
        await pilot.pause()
        left = app.text.top
        app.pane.open(app.place(second))
        app.pane.open(app.place(second))
        await pilot.pause()
        await pilot.click("#source .ways", offset=(2, 0))
        await pilot.pause()
        assert (app.head().split("\n")[0], app.text.top) == ("First", left)
        await pilot.click("#source .ways", offset=(10, 0))
        await pilot.pause()
        assert app.head().startswith("Second")
        app.pane.go(1)
        assert app.head().startswith("Second"), "there is nothing after it"
        app.pane.go(-1)
        app.pane.open(app.place(third))
        app.pane.go(1)
        assert app.head().startswith("Third")
        app.pane.go(-1)
        assert app.head().startswith("First")
        app.pane.go(-1)
        assert app.head().startswith("First")

    run(talk, first, second, third)


def test_a_trail_keeps_the_newest_places() -> None:
    trail = Trail()
    for number in range(300):
        trail.open(Place(str(number), Span(0, 1)), number)
    steps = 0
    while found := trail.go(-1, None):
        steps += 1
        oldest = found
    assert steps == 255
    assert oldest == (Place("44", Span(0, 1)), 45)


@pytest.mark.parametrize(
    ("text", "begin", "end", "expected"),
    [
        ("one two three four five six seven eight nine ten eleven twelve " * 2, (5, 0), (9, 1), None),
        ("first\tline\n\nthird line", (2, 0), (3, 2), "first\tline\n\nth"),
        ("first\tline\n\nthird line", (8, 0), (6, 2), "\tline\n\nthird"),
        ("cafe\u0301 au lait", (5, 0), (6, 0), "e\u0301 "),
        ("東京は高い", (2, 0), (6, 0), "東京は"),
        ("👨\u200d👩\u200d👧 et al", (2, 0), (5, 0), "👨\u200d👩\u200d👧 e"),
    ],
)
def test_what_is_selected_is_the_text_itself(
    text: str, begin: tuple[int, int], end: tuple[int, int], expected: str | None
) -> None:
    given = article(f"{text}\n{QUOTE}")

    async def talk(app: PaneApp, pilot: Pilot[None]) -> None:
        app.pane.open(app.place(given))
        await pilot.pause()
        await pilot.mouse_down(ArticleText, offset=begin)
        await pilot.hover(ArticleText, offset=end)
        await pilot.mouse_up(ArticleText, offset=end)
        selected = app.screen.get_selected_text()
        assert selected
        assert selected in given.text
        if expected is not None:
            assert selected == expected
        drawn = [segment for y in range(4) for segment in app.text.render_line(y) if segment.style]
        assert "".join(each.text for each in drawn if each.style and each.style.underline).replace(" ", "") in (
            "".join(selected.split())
        )
        app.pane.open(app.place(given, "ferry"))
        assert app.screen.get_selected_text() is None
        assert app.focused is None, "no click takes the focus"

    run(talk, given)


def test_the_pane_is_shown_given_every_row_and_hidden() -> None:
    given = article(QUOTE)

    async def talk(app: PaneApp, pilot: Pilot[None]) -> None:
        conversation = app.query_one("#conversation")
        assert not app.pane.display
        app.pane.open(app.place(given))
        await pilot.pause()
        assert app.pane.region.y > conversation.region.y
        app.pane.grow()
        await pilot.pause()
        assert not conversation.display
        assert app.pane.size.height >= 23
        assert app.focused is app.text
        assert app.pane.make_room()
        await pilot.pause()
        assert conversation.display
        app.pane.grow()
        app.pane.grow()
        await pilot.pause()
        assert not app.pane.display
        assert conversation.display
        assert not app.pane.make_room()
        app.pane.grow()
        await pilot.pause()
        assert app.pane.display

    run(talk, given, size=NARROW)
