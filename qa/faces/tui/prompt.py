"""The line to type questions in, with history and completion, and the filters above it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from index.text.cleaning import clean_line
from index.values import Filters
from qa.faces.tui.commands import chips
from qa.faces.tui.registry import COMMANDS


class Prompt(Input):
    """An input with a history (up and down) and completion of commands (right)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", "Older", show=False),
        Binding("down", "newer", "Newer", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(
            placeholder="Ask in any language, or type / for commands",
            suggester=SuggestFromList([f"/{name}" for name in COMMANDS]),
            id="prompt",
        )
        self._sent: list[str] = []
        self._place = 0
        self._draft = ""

    def remember(self, line: str) -> None:
        """Put a sent line at the end of the history."""
        if not self._sent or self._sent[-1] != line:
            self._sent.append(line)
        self._place = len(self._sent)

    def action_older(self) -> None:
        """Show the line sent before the one shown; a draft comes back after the last."""
        if self._place == len(self._sent):
            self._draft = self.value
        self._show(self._place - 1)

    def action_newer(self) -> None:
        """Show the line sent after the one shown."""
        self._show(self._place + 1)

    def _show(self, place: int) -> None:
        if 0 <= place <= len(self._sent):
            self._place = place
            self.value = self._sent[place] if place < len(self._sent) else self._draft
            self.cursor_position = len(self.value)


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
