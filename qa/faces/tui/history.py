"""The screen that finds a kept conversation by its words, and goes on with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from rich.cells import set_cell_size
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from index.text.cleaning import clean_line
from qa.faces.tui.keys import first_key
from qa.faces.tui.since import counted, day_written
from qa.past import Exchange, Past
from qa.wording import in_words

MOST = 100
"""The most conversations that are listed at once; more words find the others."""

_QUOTES = 2
_KNOWN = 40
"""Columns beside a title: day, questions and not-founds."""

_LEAST = 12
_KEYS = "Enter goes on   Tab preview   Ctrl+D twice deletes"


class Found(OptionList, can_focus=False):
    """The conversations that are found; the keys stay in the field above."""


class HistoryScreen(ModalScreen[str]):
    """Returns the id of the conversation that is gone on with; closed otherwise, nothing changes.

    `load` reads all of them, in a thread; `delete` deletes one by its id. `words` are looked for at first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Go on", show=False, priority=True),
        Binding("ctrl+d", "delete", "Delete", show=False, priority=True),
    ]
    AUTO_FOCUS = "#find"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - an instance variable of Screen's

    def __init__(self, load: Callable[[], Sequence[Past]], delete: Callable[[str], object], words: str = "") -> None:
        super().__init__()
        self._load, self._delete, self._first_words = load, delete, words
        self._kept: list[Past] | None = None
        self._found: list[Past] = []
        self._doomed: str | None = None

    def compose(self) -> ComposeResult:
        """Yield the field to type in, what is found, and a preview of one."""
        with Container(id="history"):
            with Vertical(id="listed"):
                yield Input(self._first_words, id="find", select_on_focus=False)
                yield Found(markup=False)
            with VerticalScroll(id="preview"):
                yield Static()
        yield Static(id="history-keys")

    def on_mount(self) -> None:
        """Read the conversations."""
        self.query_one("#find").border_title = "Find in titles, questions and quotes"
        self._tell("Loading")
        self._read()

    @work(thread=True, exit_on_error=False)
    def _read(self) -> None:
        try:
            kept = list(self._load())
        except Exception as error:
            self.app.call_from_thread(self._say, in_words(error))
        else:
            self.app.call_from_thread(self._take, kept)

    def _take(self, kept: list[Past]) -> None:
        self._kept = kept
        self._filter()

    def _tell(self, what: str) -> None:
        """Show the keys, and behind them something short."""
        self._say(f"{_KEYS}   {first_key(self.app, 'cancel')} back   {what}")

    def _say(self, line: str) -> None:
        self.query_one("#history-keys", Static).update(Content(line))

    def on_resize(self) -> None:
        """Fit the rows."""
        self.call_after_refresh(self._filter)

    # -- finding --------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what holds all the words that are typed."""
        event.stop()
        self._filter()

    def _filter(self) -> None:
        if self._kept is None:
            return
        words = self.query_one("#find", Input).value.casefold().split()
        self._found = [each for each in self._kept if each.holds(words)]
        now = datetime.now(UTC).astimezone()
        listed = self.query_one(Found)
        width = max(_LEAST, listed.scrollable_content_region.width - _KNOWN)
        rows = [Option(_row(each, now, width)) for each in self._found[:MOST]]
        listed.set_options(rows)
        listed.highlighted = 0 if rows else None
        self._show()

    @property
    def _marked(self) -> Past | None:
        place = self.query_one(Found).highlighted
        return self._found[place] if place is not None and self._found else None

    def _show(self) -> None:
        """Show the marked conversation, and how many are found."""
        self._doomed = None
        marked = self._marked
        self.query_one("#preview Static", Static).update(_preview(marked) if marked else Content(""))
        preview = self.query_one("#preview")
        preview.border_title = Content(clean_line(marked.conversation.title) if marked else "No conversation found")
        preview.scroll_home(animate=False)
        place = (self.query_one(Found).highlighted or 0) + 1 if marked else 0
        self._tell(f"{place:,} of {len(self._found):,}")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what is marked."""
        event.stop()
        self._show()

    # -- keys -----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Move through the list, and give letters to the field, from wherever they are typed."""
        find, listed = self.query_one("#find", Input), self.query_one(Found)
        is_finding = self.focused is find
        if is_finding and event.key in ("up", "down", "pageup", "pagedown"):
            getattr(listed, f"action_{_MOVES[event.key]}")()
        elif not is_finding and event.is_printable and event.character:
            find.focus()
            find.insert_text_at_cursor(event.character)
        else:
            return
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on with what is clicked."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Go on with what is marked."""
        if marked := self._marked:
            self.dismiss(marked.conversation.conversation_id)

    def action_delete(self) -> None:
        """Delete what is marked, at the second time."""
        marked = self._marked
        if marked is None or self._kept is None:
            return
        own = marked.conversation
        if self._doomed != own.conversation_id:
            self._doomed = own.conversation_id
            self._say(f"Ctrl+D again deletes {clean_line(own.title)}")
            return
        self._delete(own.conversation_id)
        self._kept.remove(marked)
        self._filter()
        self._tell("deleted")


_MOVES = {"up": "cursor_up", "down": "cursor_down", "pageup": "page_up", "pagedown": "page_down"}


def _row(past: Past, now: datetime, width: int) -> Content:
    """Return a line of the list: title, day, questions and not-founds."""
    own = past.conversation
    missing = f"{past.not_found} not found" if past.not_found else ""
    return Content.assemble(
        set_cell_size(clean_line(own.title), width),
        (f"  {day_written(own.last_asked.astimezone(), now):12}", "dim"),
        f"{counted(own.turns, 'question'):>13}",
        (f"  {missing}", "$warning"),
    )


def _preview(past: Past) -> Content:
    lines = [line for exchange in past.exchanges for line in _exchange(exchange)]
    return Content("\n").join(lines)


def _exchange(exchange: Exchange) -> list[Content]:
    lines = [Content.styled(f"> {clean_line(exchange.question)}", "bold")]
    for number, (quote, known) in enumerate(exchange.quotes[:_QUOTES], 1):
        lines.append(Content.assemble(f"  [{number}] {clean_line(quote)}", (f"  {clean_line(known)}", "dim")))
    return lines if exchange.quotes else [*lines, Content.styled("  not found", "$warning")]
