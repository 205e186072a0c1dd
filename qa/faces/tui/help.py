"""The help: ten lines for a newcomer, all keys as they now are, all commands."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from qa.faces.tui.keys import bindings_now, first_key, written
from qa.faces.tui.registry import COMMANDS

_TITLES = ("How to ask", "All keys", "All commands")
_FIRST = (
    "Ask in any language. Every answer is a quote, and every quote can be opened.",
    "Enter asks, Ctrl+J begins a new line, Up brings back what you asked.",
    "[1] stands behind a quote: click it, or {next_citation}, and its article opens there.",
    'Ask on: "and NATO?", "who said that?". What is searched is shown.',
    '"only Kompas, since September" asks fewer articles, "everything" all.',
    '"Not found" means that no article says it; the nearest articles are listed.',
    "/ lists the commands, {command_palette} those that are possible now.",
    "{history} finds an earlier conversation and goes on with it.",
    "/import PATHS adds articles, /save FILE keeps an answer with its proof.",
    "{cancel} closes what is open or stops an answer; {quit} leaves, all is kept.",
)
"""What a newcomer needs, with the ids of actions for their keys."""

_FIXED = (
    ("Enter", "send what is typed; in a list, take what is marked"),
    ("Ctrl+J", "begin a new line"),
    ("Up, Down", "bring back what was sent; in a list, go through it"),
    ("Tab", "complete a command"),
)
"""Keys that no setting changes."""

_WIDTH = 17


class HelpScreen(ModalScreen[None]):
    """Three pages, one after the other by the key that opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "app.pop_screen", "Close", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._page = 0

    def compose(self) -> ComposeResult:
        """Yield a page that scrolls where it must."""
        with VerticalScroll(id="help"):
            yield Static()

    def on_mount(self) -> None:
        """Show the first page."""
        self._show()

    def turn(self) -> None:
        """Show the next page; after the last, close."""
        self._page += 1
        if self._page == len(_TITLES):
            self.dismiss()
        else:
            self._show()

    def _show(self) -> None:
        page = self.query_one("#help")
        page.border_title = f"{_TITLES[self._page]} ({self._page + 1} of {len(_TITLES)})"
        following = [*_TITLES[1:], "closes"][self._page].lower()
        page.border_subtitle = f"{first_key(self.app, 'help')} {following}   {first_key(self.app, 'cancel')} closes"
        lines = (self._newcomer, self._keys, self._commands)[self._page]()
        self.query_one(Static).update(Content("\n").join(lines))
        page.scroll_home(animate=False)

    def _newcomer(self) -> list[Content]:
        names = {name: first_key(self.app, name) for name in ("cancel", "next_citation", "history", "quit")}
        names["command_palette"] = written(self.app.COMMAND_PALETTE_BINDING)
        return [Content(line.format_map(names)) for line in _FIRST]

    def _keys(self) -> list[Content]:
        own = [(", ".join(keys), binding.tooltip or binding.description) for binding, keys in bindings_now(self.app)]
        return [_row(*each) for each in (*_FIXED, *own)]

    def _commands(self) -> list[Content]:
        return [_row(entry.usage, entry.does) for entry in COMMANDS.values()]


def _row(name: str, does: str) -> Content:
    return Content.assemble((name.ljust(_WIDTH), "bold"), f" {does}")
