"""The field to type questions in, with history and completion, and the filters above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from index.text.cleaning import clean_line, clean_text
from index.values import Filters
from qa.faces.tui.greeting import Greeting
from qa.faces.tui.registry import awaited
from qa.faces.tui.slash_menu import SlashMenu
from qa.reach import chips

HINT = "Enter sends, Ctrl+J new line"

_TOGETHER_S = 0.03
"""Keys that come closer together than this were not typed by a person, but pasted."""

_HELD_S = 0.1
"""How long an Enter among such keys waits for more of them, before it sends."""

_MOST = 20_000
"""The most characters that are pasted at once: wrapping millions would hold up typing."""


class Prompt(TextArea):
    """Text of one to eight rows, which Enter sends.

    An Enter in the midst of a fast stream of keys, which is how some terminals paste, is the end of a line.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", "Older", show=False),
        Binding("down", "newer", "Newer", show=False),
        Binding("ctrl+j,shift+enter,alt+enter", "break_line", "New line", show=False),
    ]

    @dataclass
    class Submitted(Message):
        """Enter was pressed on `value`."""

        value: str

    def __init__(self) -> None:
        super().__init__(
            placeholder="Ask in any language, or type / for commands",
            id="prompt",
            tab_behavior="focus",
            show_line_numbers=False,
            soft_wrap=True,
            highlight_cursor_line=False,
        )
        self.border_title = HINT
        self._sent: list[str] = []
        self._place = 0
        self._draft = ""
        self._last_key = 0.0
        self._held: Timer | None = None
        self._is_pasting = False

    @property
    def value(self) -> str:
        """What is typed; setting it puts the cursor behind it."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self._stop_holding()
        self._last_key, self._is_pasting = 0.0, False
        if text != self.text:
            self.text = text
        self.move_cursor(self.document.end)

    # -- keys -----------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """Send at Enter, unless it stands among keys that come as a paste does."""
        is_fast = event.time - self._last_key < _TOGETHER_S
        self._last_key = event.time
        if self._held is not None:
            self._stop_holding()
            self._is_pasting = True
            self.insert("\n")
        elif not is_fast:
            self._is_pasting = False
        if event.key != "enter":
            if self._is_for_lists(event.key):
                event.stop()
                event.prevent_default()
            else:
                await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        if is_fast:
            self._held = self.set_timer(_HELD_S, self._end_of_stream)
        else:
            self.action_submit()

    def _end_of_stream(self) -> None:
        """Send one line that came with its Enter; end the last of several."""
        self._stop_holding()
        if self._is_pasting:
            self.insert("\n")
        else:
            self.action_submit()

    def _stop_holding(self) -> None:
        if self._held is not None:
            self._held.stop()
            self._held = None

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a paste as text, however many lines it has."""
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def paste(self, text: str) -> None:
        """Insert the beginning of a text, without what controls a terminal."""
        if len(text) > _MOST:
            self.notify(f"only the first {_MOST:,} characters were pasted", severity="warning")
        self.replace(clean_text(text[:_MOST]), *self.selection, maintain_selection_offset=False)
        self.scroll_cursor_visible()

    def action_submit(self) -> None:
        """Send what is typed, or take what is marked in a list."""
        if not self._is_for_lists("enter"):
            self.post_message(self.Submitted(self.value))

    def action_break_line(self) -> None:
        """Begin a new line."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)

    # -- lists that have no focus ---------------------------------------------------------------

    def _is_for_lists(self, key: str) -> bool:
        """Give a key to the commands or the greeting; return whether it was theirs."""
        menus = self.screen.query(SlashMenu)  # none yet, if this was typed before the first frame
        taken = next(filter(None, (menu.pressed(key, self.value) for menu in menus)), None)
        if taken is None:
            return not self.value and any(each.pressed(key) for each in self.screen.query(Greeting))
        self.value = taken.text
        if taken.is_sent:
            self.post_message(self.Submitted(taken.text))
        return True

    def close_lists(self) -> bool:
        """Close the commands, or unmark the greeting; return whether there was something."""
        lists = (*self.screen.query(SlashMenu), *self.screen.query(Greeting))
        return any(each.close() for each in lists)

    def update_suggestion(self) -> None:
        """Show, in grey, what the command that is typed waits for."""
        self.suggestion = awaited(self.text)

    def action_cursor_right(self, select: bool = False) -> None:
        """Move on, but not into what a command waits for: it is no text."""
        if not self.suggestion or self.cursor_location != self.document.end:
            super().action_cursor_right(select)

    # -- history --------------------------------------------------------------------------------

    def remember(self, line: str) -> None:
        """Put a sent text at the end of the history."""
        if not self._sent or self._sent[-1] != line:
            self._sent.append(line)
        self._place = len(self._sent)

    def action_older(self) -> None:
        """Go up a row; on the first one, show what was sent before."""
        if not self.navigator.is_first_wrapped_line(self.cursor_location):
            self.action_cursor_up()
            return
        if self._place == len(self._sent):
            self._draft = self.value
        self._show(self._place - 1)

    def action_newer(self) -> None:
        """Go down a row; on the last one, show what was sent after it."""
        if self.navigator.is_last_wrapped_line(self.cursor_location):
            self._show(self._place + 1)
        else:
            self.action_cursor_down()

    def _show(self, place: int) -> None:
        if 0 <= place <= len(self._sent):
            self._place = place
            self.value = self._sent[place] if place < len(self._sent) else self._draft
            for menu in self.screen.query(SlashMenu):
                menu.leave(self.value)


class Chips(Static):
    """The filters of the next question, each with a cross that removes it."""

    def __init__(self) -> None:
        super().__init__("", id="chips")

    def show(self, filters: Filters) -> None:
        """Show the filters."""
        parts: list[Content | str] = []
        for name, words in chips(filters):
            link = Content.from_markup(f"[@click=app.unscope('{name}')]✕[/]")
            parts += [Content.styled(f" {clean_line(words)} ", "reverse"), link, "  "]
        self.update(Content.assemble(*parts))
        self.display = bool(parts)
