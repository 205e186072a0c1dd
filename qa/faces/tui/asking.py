"""What is typed into the chat, what answers bring, and what stops them."""

from __future__ import annotations

from textual.widgets import Input

from index.text.cleaning import clean_line
from qa.faces.tui.commands import command_of
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.importing import ImportBar
from qa.faces.tui.keeping import WithConversations
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.source import SourcePane
from qa.told import summary, told
from qa.wording import in_words


class WithQuestions(WithConversations):
    """A chat that does what is typed into its prompt."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do what was typed; a bad command is reported and stays in the prompt."""
        if line := clean_line(event.value):
            with self._reporting():
                self._submit(line)

    def _submit(self, line: str) -> None:
        prompt, command = self.query_one(Prompt), command_of(line)
        if command is None:
            self._pane.begin(line)
        prompt.remember(line)
        prompt.value = ""
        if command is not None:
            self._do(command)

    def on_conversation_pane_ended(self, event: ConversationPane.Ended) -> None:
        """Free the prompt, and open the first citation if the sources are shown."""
        self._show_chips()
        self.query_one(Prompt).focus()
        if event.turn is not None and event.turn.answer.citations and self.query_one(SourcePane).display:
            with self._reporting():
                self.action_cite(event.number, 1)
        if event.problem:
            self._report(clean_line(event.problem))
        self._warn(warning for warning in event.warnings if warning not in self._warned)
        self._warned.update(event.warnings)

    def action_cancel(self) -> None:
        """Stop finding an answer, else close what is on top."""
        if self._pane.is_busy:
            self._pane.cancel()
        elif len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.query_one(SourcePane).shrink()
        self.query_one(Prompt).focus()

    def on_import_bar_ended(self, event: ImportBar.Ended) -> None:
        """Report how an import ended."""
        if event.error is not None:
            self._report(in_words(event.error))
        if event.report is not None:
            self._pane.remove_welcome()
            self.notify("\n".join(map(clean_line, (*told(event.report), summary(event.report)))), markup=False)
            self._warn(event.report.warnings)
