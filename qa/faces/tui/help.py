"""The screen with keys and commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from qa.faces.tui.registry import COMMANDS

_TALK = """Ask in any language. A follow-up may say "he", "it" or "and NATO?": what is searched instead is shown.
Say "only Kompas, since September" to ask fewer articles, and "everything" to ask all again.
A line that begins with = is searched for as it is."""


class HelpScreen(ModalScreen[None]):
    """Keys, commands and how to ask; each of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f1", "app.pop_screen", "Close")]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Yield a page that scrolls."""
        with VerticalScroll(id="help"):
            yield Static(Content.styled("Kutip: every answer is a quote, and every quote can be opened", "bold"))
            yield Static(Content(f"\n{_TALK}\n"))
            yield Static(Content.styled("Keys", "bold"))
            yield Static(Content("\n".join(f"  {key:12} {what}" for key, what in self._keys)))
            yield Static(Content.styled("\nCommands", "bold"))
            yield Static(Content("\n".join(f"  {each.usage:18} {each.does}" for each in COMMANDS.values())))
            yield Static(Content("\nEsc closes this page."))
