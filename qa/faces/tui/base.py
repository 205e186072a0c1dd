"""What every part of the chat has."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual import events, work
from textual.app import App
from textual.filter import LineFilter
from textual.notifications import SeverityLevel

from index.errors import BadInputError
from qa.faces.tui.commands import Command
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.harmless import Harmless
from qa.faces.tui.keys import ChatScreen
from qa.faces.tui.notes import NoteRow
from qa.faces.tui.prompt import Chips, Prompt
from qa.faces.tui.settings import ChatSettings

if TYPE_CHECKING:
    from qa.chat.session import Session
    from qa.library import Library

Opening = Callable[[], "tuple[Library, str | None]"]
"""Opens the library, and says which conversation is gone on with."""


class ChatBase(App[None]):
    """One library, one conversation at a time, and notes of what goes wrong.

    A library that is to be opened is opened in a thread once the chat is drawn; `failure` is what prevented it, and the
    chat ends then.
    """

    AUTO_FOCUS = "#prompt"

    def __init__(self, library: Library | Opening, settings: ChatSettings, conversation_id: str | None = None) -> None:
        super().__init__()
        self.failure: Exception | None = None
        self._given, self._settings, self._conversation_id = library, settings, conversation_id
        self._library: Library | None = None
        self._harmless = Harmless()
        self._notes = NoteRow()
        self._warned: set[str] = set()
        self._pane = ConversationPane(self._opened)

    def get_default_screen(self) -> ChatScreen:
        """Return the screen below all others."""
        return ChatScreen(id="_default")

    # -- the library ----------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Return whether the library is open."""
        return self._library is not None

    def _opened(self) -> Library:
        """Return the library; BadInputError while it is being opened."""
        if self._library is None:
            raise BadInputError("the library is being opened", "try again in a moment")
        return self._library

    @property
    def _session(self) -> Session:
        return self._pane.session

    def _begin(self) -> None:
        """Open the library, in a thread unless it is open already."""
        if callable(self._given):
            self._notes.go_on_with("Opening the library…")
            self.call_after_refresh(self._open_library, self._given)  # the first frame comes first
        else:
            self._take_in(self._given, start_session(self._given, self._conversation_id))

    @work(thread=True, group="opening", exit_on_error=False)
    def _open_library(self, opening: Opening) -> None:
        try:
            library, conversation_id = opening()
            session = start_session(library, conversation_id)
        except Exception as error:
            self.call_from_thread(self._fail, error)
        else:
            self.call_from_thread(self._take_in, library, session)

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self.exit()

    def _take_in(self, library: Library, session: Session) -> None:
        """Show the conversation, and answer what was asked meanwhile."""
        self._library = library
        self._notes.go_on_with("")
        self._pane.open(session)
        self._show_chips()

    # -- what is said ---------------------------------------------------------------------------

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
            from qa.wording import in_words  # here, as it is seldom needed

            self._report(in_words(error))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message as a note; an error stays until the next key."""
        del title, timeout, markup  # which a row of notes does not have
        self._notes.say(message, severity)

    def _report(self, problem: str) -> None:
        self.notify(problem, severity="error")

    def _warn(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.notify(line, severity="warning")

    # -- keys -----------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Take an error away at the next key."""
        if isinstance(event, events.Key):
            self._notes.key_pressed()
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Give what is typed elsewhere to the prompt."""
        if event.key in self.active_bindings:  # [ and ] in the source
            return
        if event.is_printable and event.character and (prompt := self._idle_prompt()):
            event.stop()
            prompt.insert(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Give what is pasted elsewhere to the prompt."""
        if prompt := self._idle_prompt():
            event.stop()
            prompt.paste(event.text)

    def _idle_prompt(self) -> Prompt | None:
        """Return the prompt, now with the focus, unless it had it or is covered."""
        if len(self.screen_stack) > 1 or isinstance(self.focused, Prompt):
            return None
        prompt = self.query_one(Prompt)
        prompt.focus()
        return prompt

    def _do(self, command: Command) -> None:
        """Do what a command says."""
        raise NotImplementedError


def start_session(library: Library, conversation_id: str | None) -> Session:
    """Return a conversation that is gone on with, or a new one for None."""
    from qa.chat.session import Session  # here, as it brings all that answers

    return Session(library, conversation_id)
