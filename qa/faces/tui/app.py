"""The chat: a prompt, a conversation, and the source of whatever is quoted beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer

from index.values import Filters
from qa.faces.tui.commands import Command, narrowed, number_in
from qa.faces.tui.importing import ImportBar
from qa.faces.tui.offering import WithCommands
from qa.faces.tui.prompt import Chips, Prompt
from qa.faces.tui.settings import BINDINGS
from qa.faces.tui.slash_menu import SlashMenu
from qa.faces.tui.source import SourcePane

NARROW = 100
"""With fewer columns, the sources stand below the conversation."""


class ChatApp(WithCommands):
    """Chat with one library, in one conversation at a time."""

    CSS_PATH = "chat.tcss"
    TITLE = "Kutip"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 - an instance variable of App's
    BINDINGS: ClassVar[list[BindingType]] = list(BINDINGS)

    def compose(self) -> ComposeResult:
        """Yield conversation, sources, import bar, filters and prompt."""
        with Horizontal(id="main"):
            yield self._pane
            yield SourcePane(self._opened)
        with Vertical(id="below"):
            yield ImportBar()
            yield Chips()
            yield self._notes
            yield SlashMenu(self.met)
            yield Prompt()
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Set theme and keys."""
        self._apply_settings()
        self.query_one(Chips).show(Filters())
        self._begin()

    def _do(self, command: Command) -> None:
        doing: dict[str, Callable[[Command], object]] = {
            "help": lambda _: self.action_help(),
            "new": lambda _: self.go_to(None),
            "history": lambda c: self.action_history(c.rest),
            "resume": lambda c: self.go_to(c.rest),
            "rename": self._rename,
            "delete": lambda c: self._forget(c.rest),
            "export": self._export,
            "edit": lambda _: self.action_edit_search(),
            "open": lambda c: self.action_cite(len(self._session.turns) - 1, number_in(c)),
            "near": lambda c: self.action_near(len(self._session.turns) - 1, number_in(c)),
            "copy": lambda c: self._copy(number_in(c)) if c.rest else self.action_copy_answer(),
            "save": self._save,
            "import": self._import,
            "anytime": lambda _: self._pane.begin("", any_time=True),
            "all": lambda c: self._pane.begin(c.rest, is_all=True),
            "people": self._people,
            "timeline": self._timeline,
            "check": self._check,
            "follow": self._follow,
            "unfollow": self._unfollow,
            "news": lambda _: self._news(),
            "stop": self._stop,
            "write": lambda c: self.action_toggle_model(c.name),
            "translate": lambda c: self.action_toggle_model(c.name),
            "theme": self._set_theme,
            "settings": lambda _: self._show_settings(),
            "quit": lambda _: self.exit(),
        }
        doing.get(command.name, self._narrow)(command)

    def _narrow(self, command: Command) -> None:
        self._session.filters = narrowed(self._session.filters, command, self._opened().outlets, self._opened().tagged)
        self._show_chips()

    def action_unscope(self, name: str) -> None:
        """Remove one filter."""
        self._narrow(Command(name, ""))

    def action_toggle_model(self, what: str) -> None:
        """Have the language model `write` or `translate`, or no longer."""
        self.notify(self._pane.toggle_model(what))
