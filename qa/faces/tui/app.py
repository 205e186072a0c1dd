"""The chat: a prompt, a conversation, and the source of whatever is quoted beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Footer, Input

from index.errors import BadInputError
from index.text.cleaning import clean_line, shown
from index.values import Span
from qa.answer.nearest import nearest
from qa.chat.session import Session
from qa.conversations import exported
from qa.faces.tui.commands import EXACT, Command, command_of, narrowed, number_in, paths_in
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.harmless import Harmless
from qa.faces.tui.help import HelpScreen
from qa.faces.tui.importing import ImportBar
from qa.faces.tui.prompt import Chips, Prompt
from qa.faces.tui.settings import BINDINGS, THEMES, ChatSettings
from qa.faces.tui.source import SourcePane
from qa.faces.tui.themes import KUTIP_THEMES
from qa.faces.tui.turns import citation_of, next_place, pasted
from qa.library import Library
from qa.output import pack
from qa.output.files import write_new
from qa.told import summary, told
from qa.wording import in_words

NARROW = 100
"""With fewer columns, the sources stand below the conversation."""


class ChatApp(App[None]):
    """Chat with one library, in one conversation at a time."""

    CSS_PATH = "chat.tcss"
    TITLE = "Kutip"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 - an instance variable of App's
    BINDINGS: ClassVar[list[BindingType]] = list(BINDINGS)

    def __init__(self, library: Library, settings: ChatSettings, conversation_id: str | None = None) -> None:
        super().__init__()
        self._library, self._settings = library, settings
        self._open: tuple[int, int] | None = None
        self._warned: set[str] = set()
        self._harmless = Harmless()
        self._pane = ConversationPane(library, Session(library, conversation_id))

    @property
    def _session(self) -> Session:
        return self._pane.session

    # -- drawing --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Yield conversation, sources, import bar, filters and prompt."""
        with Horizontal(id="main"):
            yield self._pane
            yield SourcePane(self._library)
        with Vertical(id="below"):
            yield ImportBar(self._library.root)
            yield Chips()
            yield Prompt()
        yield Footer()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every line passes on its way to the terminal."""
        return [*super().get_line_filters(), self._harmless]

    def on_mount(self) -> None:
        """Set theme and keys."""
        for theme in KUTIP_THEMES:
            self.register_theme(theme)
        self.theme = self._settings.theme
        self.set_keymap(self._settings.keys)
        self._show_chips()
        self.query_one(Prompt).focus()

    def _show_chips(self) -> None:
        self.query_one(Chips).show(self._session.filters)

    # -- what is typed --------------------------------------------------------------------------

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
        doing: dict[str, Callable[[Command], object]] = {
            "help": lambda _: self.action_help(),
            "new": lambda _: self.go_to(None),
            "history": self._history,
            "resume": lambda c: self.go_to(c.rest),
            "rename": self._rename,
            "delete": self._delete,
            "export": self._export,
            "edit": lambda _: self.action_edit_search(),
            "open": lambda c: self.action_cite(len(self._session.turns) - 1, number_in(c)),
            "near": lambda c: self.action_near(len(self._session.turns) - 1, number_in(c)),
            "copy": lambda c: self._copy(number_in(c)) if c.rest else self.action_copy_answer(),
            "save": self._save,
            "import": lambda c: self.query_one(ImportBar).start(paths_in(c.rest)),
            "write": lambda c: self.action_toggle_model(c.name),
            "translate": lambda c: self.action_toggle_model(c.name),
            "theme": self._set_theme,
            "quit": lambda _: self.exit(),
        }
        doing.get(command.name, self._narrow)(command)

    def _narrow(self, command: Command) -> None:
        self._session.filters = narrowed(self._session.filters, command)
        self._show_chips()

    def action_unscope(self, name: str) -> None:
        """Remove one filter."""
        self._narrow(Command(name, ""))

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
        elif self.screen.has_class("-narrow") and self.query_one("#source").has_class("opened"):
            self.action_toggle_sources()
        self.query_one(Prompt).focus()

    # -- sources --------------------------------------------------------------------------------

    def action_cite(self, turn: int, number: int) -> None:
        """Open a citation: its article, at the quote."""
        found = citation_of(self._session.turn(turn).answer, number)
        self.query_one(SourcePane).open(found.article_id, Span(found.start, found.end), found.copies)
        self._open = turn, number

    def action_near(self, turn: int, number: int) -> None:
        """Open one of the nearest articles, at its sentence."""
        near = nearest(self._session.turn(turn).answer)
        if not 0 < number <= len(near):
            raise BadInputError(f"there is no article {number} here", "the numbers precede the articles")
        found = near[number - 1]
        self.query_one(SourcePane).open(found.hit.article.article_id, found.sentence, found.hit.copies)

    def action_version(self, article_id: str) -> None:
        """Open another version of the open article."""
        self.query_one(SourcePane).open_version(article_id)

    def on_import_bar_ended(self, event: ImportBar.Ended) -> None:
        """Report how an import ended."""
        if event.error is not None:
            self._report(in_words(event.error))
        if event.report is not None:
            self._pane.remove_welcome()
            self.notify("\n".join(map(clean_line, (*told(event.report), summary(event.report)))), markup=False)
            self._warn(event.report.warnings)

    def action_next_citation(self, forward: bool) -> None:
        """Open the citation after the open one, or before it."""
        places = [(n, c.number) for n, turn in enumerate(self._session.turns) for c in turn.answer.citations]
        if place := next_place(places, self._open, forward):
            self.action_cite(*place)

    def action_toggle_model(self, what: str) -> None:
        """Have the language model `write` or `translate`, or no longer."""
        self.notify(self._pane.toggle_model(what))

    def action_toggle_sources(self) -> None:
        """Show or hide the sources."""
        self.query_one(SourcePane).toggle_class("opened" if self.screen.has_class("-narrow") else "closed")

    # -- the conversation -----------------------------------------------------------------------

    def go_to(self, conversation_id: str | None) -> None:
        """Show another conversation, or a new one for None; raise BadInputError for ""."""
        self._pane.check_free()
        if conversation_id == "":
            raise BadInputError("no conversation was given", "`/history` lists them with their ids")
        self._open = None
        self._pane.show(Session(self._library, conversation_id))
        self._show_chips()

    def _history(self, command: Command) -> None:
        kept = self._library.conversations
        self._pane.show_history(kept.search(command.rest) if command.rest else kept.list())

    def _rename(self, command: Command) -> None:
        if (own := self._session.conversation) is None:
            raise BadInputError("this conversation has no question yet", "ask something first")
        self._library.conversations.rename(own.conversation_id, command.rest)
        self.notify(f"renamed to {clean_line(command.rest)}", markup=False)

    def _delete(self, command: Command) -> None:
        self._pane.check_free()
        gone = self._library.conversations.delete(command.rest)
        self.notify(f"deleted {gone.title}", markup=False)
        if gone.conversation_id == self._session.kept_as:
            self.go_to(None)

    def _save(self, command: Command) -> None:
        path = pack.write(paths_in(command.rest)[0], self._session.turn(), self._library.article)
        self.notify(f"written to {path}", markup=False)

    def _export(self, command: Command) -> None:
        write_new(path := paths_in(command.rest)[0], self._session.export())
        self.notify(f"written to {path}", markup=False)

    def action_copy_answer(self) -> None:
        """Copy the last answer with its citations (by OSC 52, so also over ssh)."""
        if self._session.turns:
            self.copy_to_clipboard(shown(exported(self._session.turn().question, [self._session.turn()])))
            self.notify("copied the answer with its citations")

    def _copy(self, number: int) -> None:
        self.copy_to_clipboard(shown(pasted(citation_of(self._session.turn().answer, number))))
        self.notify("copied the quote")

    def action_edit_search(self) -> None:
        """Put the last search into the prompt, to be changed and searched as it is."""
        if self._session.turns:
            prompt = self.query_one(Prompt)
            prompt.value = f"{EXACT} {self._session.turn().searched}"
            prompt.cursor_position = len(prompt.value)
            prompt.focus()

    def _set_theme(self, command: Command) -> None:
        if command.rest not in THEMES:
            raise BadInputError(f"invalid theme {command.rest!r}", f"the themes are {', '.join(THEMES)}")
        self.theme = command.rest

    def action_help(self) -> None:
        """Show keys and commands."""
        if not isinstance(self.screen, HelpScreen):
            own = [active.binding for active in self.active_bindings.values() if active.node is self]
            self.push_screen(HelpScreen([(binding.key, binding.description) for binding in own]))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield the commands of the palette."""
        yield from super().get_system_commands(screen)
        offered: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("New conversation", "Begin again", lambda: self.go_to(None)),
            ("History", "List the conversations", lambda: self._history(Command("history", ""))),
            ("Next source", "Open the next citation", lambda: self.action_next_citation(True)),
            ("Copy answer", "With its citations", self.action_copy_answer),
            ("Ask all articles", "Remove all filters", lambda: self._narrow(Command("all", ""))),
        )
        for title, what, do in offered:
            yield SystemCommand(title, what, self._reporting()(do))
