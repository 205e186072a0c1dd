"""What is typed into the chat, what answers bring, and what stops them."""

from __future__ import annotations

from index.text.cleaning import clean_line
from qa.faces.tui.commands import Command, command_of, paths_in
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.importing import ImportBar
from qa.faces.tui.keeping import WithConversations
from qa.faces.tui.keys import first_key
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.source import SourcePane


class WithQuestions(WithConversations):
    """A chat that does what is typed into its prompt."""

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Do what was typed; a bad command is reported and stays in the prompt."""
        if line := clean_line(event.value):
            with self._reporting():
                self._submit(line)

    def _submit(self, line: str) -> None:
        prompt, command = self.query_one(Prompt), command_of(line)
        if command is None:
            self._pane.begin(line)
        elif command.name not in ("help", "theme", "quit"):
            self._opened()
        prompt.remember(line)
        prompt.value = ""
        if command is None:
            return
        try:
            self._do(command)
        except Exception:
            prompt.value = line
            raise

    def on_conversation_pane_ended(self, event: ConversationPane.Ended) -> None:
        """Open the first citation if the sources are shown, and tell what went wrong."""
        if not self.query(SourcePane):
            return  # the chat is being left
        self._show_chips()
        if event.turn is not None and event.turn.answer.citations and self.query_one(SourcePane).display:
            with self._reporting():
                self.action_cite(event.number, 1)
        if event.problem:
            self._report(event.problem)
        if self.query_one(ImportBar).is_importing:
            return  # the index is behind until it ends
        self._warn(warning for warning in event.warnings if warning not in self._warned)
        self._warned.update(event.warnings)

    def action_cancel(self) -> None:
        """Close what is on top, else stop finding an answer."""
        if len(self.screen_stack) > 1:
            self.pop_screen()  # which gives the focus back
            return
        if self.query_one(Prompt).close_lists():
            return
        if self._pane.is_busy:
            self._stop_answer()
        else:
            self.query_one(SourcePane).make_room()
        self.query_one(Prompt).focus()

    # -- imports --------------------------------------------------------------------------------

    def _import(self, command: Command) -> None:
        self.query_one(ImportBar).start(self._opened(), paths_in(command.rest))

    def _stop(self, _: Command) -> None:
        if self._pane.is_reading_on:
            self._stop_answer()
        else:
            self.query_one(ImportBar).stop()

    def _stop_answer(self) -> None:
        reads_on = self._pane.is_reading_on
        self._pane.cancel()
        self.notify("stopping; what was found is kept" if reads_on else "stopped; the question is not kept")

    def on_conversation_pane_read_on(self, event: ConversationPane.ReadOn) -> None:
        """Show how far is read for all answers."""
        line = f"{event.line}   {first_key(self, 'cancel')} stops it" if event.line else ""
        self._notes.go_on_with(line, "reading")

    def on_import_bar_told(self, event: ImportBar.Told) -> None:
        """Show how far the import is."""
        self._notes.go_on_with(event.line)

    def on_import_bar_ended(self, event: ImportBar.Ended) -> None:
        """Report how an import ended, in short and its problems one by one."""
        from qa.told import summary, told  # here, as they bring all formats
        from qa.wording import in_words

        self._notes.go_on_with("")
        if event.error is not None:
            self._report(in_words(event.error))
        if event.stopped_after is not None:
            added = f"{event.stopped_after:,} article(s) are in and stay"
            self.notify(f"the import is stopped; {added}; /import goes on", severity="warning")
        if event.report is not None:
            self._pane.renew_greeting()
            if problems := [*map(clean_line, told(event.report))]:
                self._pane.show_lines(problems)
            self.notify(summary(event.report, "/news"))
            self._warn(event.report.warnings)
