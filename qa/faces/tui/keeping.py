"""The chat's conversations: begun, resumed, renamed, deleted; and answers copied and saved."""

from __future__ import annotations

from textual import work

from index.errors import BadInputError
from index.text.cleaning import clean_line, shown
from qa.conversations import exported
from qa.faces.tui.base import start_session
from qa.faces.tui.commands import EXACT, Command, paths_in
from qa.faces.tui.copying import UNKNOWN, copied
from qa.faces.tui.history import HistoryScreen
from qa.faces.tui.places import citation_of, pasted
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.reading import WithSources
from qa.past import past


class WithConversations(WithSources):
    """A chat that keeps conversations, and hands out their answers."""

    def go_to(self, conversation_id: str | None) -> None:
        """Show another conversation, or a new one for None; raise BadInputError for ""."""
        self._pane.check_free()
        if conversation_id == "":
            raise BadInputError("no conversation was given", "`/history` lists them with their ids")
        self._open = None
        self._pane.show(start_session(self._opened(), conversation_id))
        self._show_chips()

    def action_history(self, words: str = "") -> None:
        """Find a kept conversation, and go on with it."""
        if not isinstance(self.screen, HistoryScreen):
            kept = self._opened().conversations
            self.push_screen(HistoryScreen(lambda: past(kept), self._forget, words), self._go_on)

    def _go_on(self, conversation_id: str | None) -> None:
        if conversation_id is not None:
            with self._reporting():
                self.go_to(conversation_id)

    def _rename(self, command: Command) -> None:
        if (own := self._session.conversation) is None:
            raise BadInputError("this conversation has no question yet", "ask something first")
        self._opened().conversations.rename(own.conversation_id, command.rest)
        self.notify(f"renamed to {clean_line(command.rest)}")

    def _forget(self, conversation_id: str) -> None:
        """Delete a conversation, by the beginning of its id."""
        self._pane.check_free()
        gone = self._opened().conversations.delete(conversation_id)
        self.notify(f"deleted {gone.title}")
        if gone.conversation_id == self._session.kept_as:
            self.go_to(None)

    def _save(self, command: Command) -> None:
        from qa.output import pack  # here, as it is seldom needed

        path = pack.write(paths_in(command.rest)[0], self._session.turn(), self._opened().article)
        self.notify(f"written to {path}")

    def _export(self, command: Command) -> None:
        from qa.faces.tui.exporting import export  # here, as it brings what writes files

        self.notify(f"written to {export(self._session, command.rest, self._opened().article)}")

    def action_copy_answer(self) -> None:
        """Copy the last answer with its citations."""
        if self._session.turns:
            turn = self._session.turn()
            self._give(exported(turn.question, [turn], self._session.changed))

    def _copy(self, number: int) -> None:
        self._give(pasted(citation_of(self._session.turn().answer, number)))

    def _give(self, text: str) -> None:
        """Copy a text by OSC 52 (over ssh too), and by what tells of it."""
        self.copy_to_clipboard(shown(text))
        self._tell_copied(shown(text))

    @work(thread=True, group="copying", exit_on_error=False)
    def _tell_copied(self, text: str) -> None:
        self.call_from_thread(self.notify, copied(text) or UNKNOWN)

    def action_edit_search(self) -> None:
        """Put the last search into the prompt, to be changed and searched as it is."""
        if self._session.turns:
            prompt = self.query_one(Prompt)
            prompt.value = f"{EXACT} {self._session.turn().searched}"
            prompt.focus()
