"""The line that questions are typed in: with a history, and completion of commands."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import SuggestFromList
from textual.widgets import Input

from qa.faces.tui.commands import COMMANDS


class Prompt(Input):
    """An input whose up and down keys go through what was sent before, and whose right key completes a command."""

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
        """Show the line sent before the one shown; what is being typed comes back after the last."""
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
