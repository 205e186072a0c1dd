"""What every part of the chat has: a library, a conversation, a place for reports."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from textual.app import App
from textual.filter import LineFilter

from index.text.cleaning import clean_line
from qa.chat.session import Session
from qa.faces.tui.commands import Command
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.harmless import Harmless
from qa.faces.tui.prompt import Chips
from qa.faces.tui.settings import ChatSettings
from qa.library import Library
from qa.wording import in_words


class ChatBase(App[None]):
    """One library, one conversation at a time, and reports of what goes wrong."""

    def __init__(self, library: Library, settings: ChatSettings, conversation_id: str | None = None) -> None:
        super().__init__()
        self._library, self._settings = library, settings
        self._harmless = Harmless()
        self._warned: set[str] = set()
        self._pane = ConversationPane(library, Session(library, conversation_id))

    def _opened(self) -> Library:
        """Return the library."""
        return self._library

    @property
    def _session(self) -> Session:
        return self._pane.session

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every line passes on its way to the terminal."""
        return [*super().get_line_filters(), self._harmless]

    def _show_chips(self) -> None:
        self.query_one(Chips).show(self._session.filters)

    async def run_action(self, *given: Any, **named: Any) -> bool:
        """Run the action of a key or link; an error does not end the chat."""
        with self._reporting():
            return await super().run_action(*given, **named)
        return True

    @contextlib.contextmanager
    def _reporting(self) -> Iterator[None]:
        """Report an error, even a bug, in place of raising it."""
        try:
            yield
        except Exception as error:
            self._report(in_words(error))

    def _report(self, problem: str) -> None:
        self.notify(problem, severity="error", markup=False, timeout=8)

    def _warn(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.notify(clean_line(line), severity="warning", markup=False, timeout=8)

    def _do(self, command: Command) -> None:
        """Do what a command says."""
        raise NotImplementedError
