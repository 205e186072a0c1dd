"""The chat: a prompt, a conversation, and the source of whatever is quoted beside it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from index.errors import BadInputError
from index.text.cleaning import clean_line, shown
from index.values import Span
from qa.answer.nearest import nearest
from qa.chat.session import Session
from qa.conversations import Turn, exported
from qa.faces.tui.commands import EXACT, Command, chips, command_of, narrowed, number_in, paths_in
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.harmless import Harmless
from qa.faces.tui.help import HelpScreen
from qa.faces.tui.importing import ImportBar
from qa.faces.tui.problems import in_words
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.saving import citation_of, pasted
from qa.faces.tui.settings import THEMES, ChatSettings
from qa.faces.tui.source import SourcePane
from qa.faces.tui.themes import KUTIP_THEMES
from qa.faces.tui.turns import next_place
from qa.library import Library
from qa.output import pack
from qa.output.files import write_new

NARROW = 100
"""Under how many columns the sources stand below the conversation."""


class ChatApp(App[None]):
    """Chat with one library, in one conversation at a time."""

    CSS_PATH = "chat.tcss"
    TITLE = "Kutip"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 - an instance variable of App's
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel/close", id="cancel", priority=True),
        Binding("ctrl+n", "next_citation(True)", "Next source", id="next_citation", priority=True),
        Binding("ctrl+b", "next_citation(False)", "Previous", id="previous_citation", priority=True),
        Binding("ctrl+o", "toggle_sources", "Sources", id="toggle_sources", priority=True),
        Binding("ctrl+y", "copy_answer", "Copy", id="copy_answer", priority=True),
        Binding("ctrl+r", "edit_search", "Edit search", id="edit_search", priority=True, show=False),
        Binding("f1", "help", "Help", id="help", priority=True),
        Binding("ctrl+q", "quit", "Quit", id="quit", priority=True),
    ]

    def __init__(self, library: Library, settings: ChatSettings, conversation_id: str | None = None) -> None:
        super().__init__()
        self._library = library
        self._settings = settings
        self._open: tuple[int, int] | None = None
        self._warned: set[str] = set()
        self._harmless = Harmless()
        self._pane = ConversationPane(library, Session(library, conversation_id))

    @property
    def _session(self) -> Session:
        return self._pane.session

    # -- drawing --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Conversation, sources, chips, prompt."""
        with Horizontal(id="main"):
            yield self._pane
            yield SourcePane(self._library)
        with Vertical(id="below"):
            yield ImportBar(self._library.root)
            yield Static("", id="chips")
            yield Prompt()
        yield Footer()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line of every widget goes through on its way to the terminal."""
        return [*super().get_line_filters(), self._harmless]

    def on_mount(self) -> None:
        """Put on the theme and the keys."""
        for theme in KUTIP_THEMES:
            self.register_theme(theme)
        self.theme = self._settings.theme
        self.set_keymap(self._settings.keys)
        self._show_chips()
        self.query_one(Prompt).focus()

    def _show_chips(self) -> None:
        parts: list[Content | str] = []
        for name, words in chips(self._session.filters):
            link = Content.from_markup(f"[@click=app.unscope('{name}')]✕[/]")
            parts += [Content.styled(f" {clean_line(words)} ", "reverse"), link, "  "]
        line = self.query_one("#chips", Static)
        line.update(Content.assemble(*parts))
        line.display = bool(parts)

    # -- what is typed --------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do what was typed; a bad command is said and stays in the prompt."""
        line = clean_line(event.value)
        if line:
            self._try(self._submit, line)

    def _submit(self, line: str) -> None:
        prompt, command = self.query_one(Prompt), command_of(line)
        if command is None:
            self._check_free()
        prompt.remember(line)
        prompt.value = ""
        if command is None:
            self._pane.begin(line)
        else:
            self._do(command)

    def _try(self, do: Callable[..., object], *given: object) -> None:
        """Do something; whatever it meets is said, and the chat goes on."""
        try:
            do(*given)
        except Exception as error:  # a person is owed a line, and the chat, even for a bug
            self._say(in_words(error))

    def _say(self, problem: str) -> None:
        self.notify(problem, severity="error", markup=False, timeout=8)

    def _do(self, command: Command) -> None:
        doing: dict[str, Callable[[Command], object]] = {
            "help": lambda _: self.action_help(),
            "new": lambda _: self._go_to(None),
            "history": self._history,
            "resume": lambda c: self._go_to(c.rest),
            "rename": self._rename,
            "delete": self._delete,
            "export": lambda c: self._write(paths_in(c.rest)[0], self._session.export()),
            "edit": lambda _: self.action_edit_search(),
            "open": lambda c: self.action_cite(self._last_number(), number_in(c)),
            "near": lambda c: self.action_near(self._last_number(), number_in(c)),
            "copy": lambda c: self._copy(number_in(c)) if c.rest else self.action_copy_answer(),
            "save": self._save,
            "import": lambda c: self.query_one(ImportBar).start(paths_in(c.rest)),
            "theme": self._set_theme,
            "quit": lambda _: self.exit(),
        }
        doing.get(command.name, self._narrow)(command)

    def _narrow(self, command: Command) -> None:
        self._session.filters = narrowed(self._session.filters, command)
        self._show_chips()

    def action_unscope(self, name: str) -> None:
        """Take one chip away."""
        self._narrow(Command(name, ""))

    def on_conversation_pane_ended(self, event: ConversationPane.Ended) -> None:
        """Free the prompt, and open the first citation beside the answer where there is room."""
        self._show_chips()
        self.query_one(Prompt).focus()
        if event.turn is not None and event.turn.answer.citations and self.query_one(SourcePane).display:
            self.action_cite(event.number, 1)
        if event.problem:
            self._say(clean_line(event.problem))
        for warning in event.warnings:
            if warning not in self._warned:
                self._warned.add(warning)
                self.notify(warning, severity="warning", markup=False, timeout=8)

    def _check_free(self) -> None:
        if self._pane.is_busy:
            raise BadInputError("an answer is being found", "wait for it, or press Esc")

    def action_cancel(self) -> None:
        """Stop finding an answer; else close what is open on top."""
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
        self._try(self._cite, turn, number)

    def _cite(self, turn: int, number: int) -> None:
        found = citation_of(self._turn(turn).answer, number)
        self.query_one(SourcePane).open(found.article_id, Span(found.start, found.end), found.copies)
        self._open = turn, number

    def action_near(self, turn: int, number: int) -> None:
        """Open one of the nearest articles, at its sentence."""
        self._try(self._near, turn, number)

    def _near(self, turn: int, number: int) -> None:
        near = nearest(self._turn(turn).answer)
        if not 0 < number <= len(near):
            raise BadInputError(f"there is no article {number} here", "the numbers stand before the articles")
        found = near[number - 1]
        self.query_one(SourcePane).open(found.hit.article.article_id, found.sentence, found.hit.copies)

    def action_version(self, article_id: str) -> None:
        """Open another version of the open article."""
        self._try(self.query_one(SourcePane).open_version, article_id)

    def on_import_bar_ended(self, event: ImportBar.Ended) -> None:
        """Say what an import came to."""
        if event.error is not None:
            self._say(in_words(event.error))
        if event.report is not None:
            self._pane.welcome_no_more()
            problems = f", {len(event.report.problems)} not read" if event.report.problems else ""
            self.notify(f"{event.report.added} article(s) added{problems}", markup=False)
            unread = [f"not read: {path}: {reason}" for path, reason in event.report.problems[:3]]
            for warning in (*unread, *event.report.warnings):
                self.notify(clean_line(warning), severity="warning", markup=False)

    def action_next_citation(self, forward: bool) -> None:
        """Open the citation after the open one, or before it."""
        places = [(n, c.number) for n, turn in enumerate(self._session.turns) for c in turn.answer.citations]
        place = next_place(places, self._open, forward)
        if place is not None:
            self.action_cite(*place)

    def action_toggle_sources(self) -> None:
        """Show or hide the sources."""
        self.query_one(SourcePane).toggle_class("opened" if self.screen.has_class("-narrow") else "closed")

    # -- the conversation -----------------------------------------------------------------------

    def _last_number(self) -> int:
        return len(self._session.turns) - 1

    def _last(self) -> Turn:
        return self._turn(self._last_number())

    def _turn(self, number: int) -> Turn:
        if not 0 <= number < len(self._session.turns):
            raise BadInputError("nothing was asked yet", "ask something first")
        return self._session.turns[number]

    def _go_to(self, conversation_id: str | None) -> None:
        self._check_free()
        if conversation_id == "":
            raise BadInputError("no conversation was given", "`/history` lists them with their ids")
        self._open = None
        self._pane.show(Session(self._library, conversation_id))
        self._show_chips()

    def _history(self, command: Command) -> None:
        kept = self._library.conversations
        found = kept.search(command.rest) if command.rest else kept.list()
        lines = [f"{one.conversation_id}  {one.last_asked:%Y-%m-%d %H:%M}  {one.turns:3}  {one.title}" for one in found]
        said = "\n".join(lines) or "no conversation"
        self._pane.say(f"{said}\n(/resume ID goes on with one)")

    def _rename(self, command: Command) -> None:
        own = self._session.conversation
        if own is None:
            raise BadInputError("this conversation has no question yet", "ask something first")
        self._library.conversations.rename(own.conversation_id, command.rest)
        self.notify(f"renamed to {clean_line(command.rest)}", markup=False)

    def _delete(self, command: Command) -> None:
        self._check_free()
        gone = self._library.conversations.delete(command.rest)
        self.notify(f"deleted {gone.title}", markup=False)
        if gone.conversation_id == self._session.kept_as:
            self._go_to(None)

    def _save(self, command: Command) -> None:
        path = pack.named(paths_in(command.rest)[0])
        self._write(path, pack.packed(self._last(), self._library.article))

    def _write(self, path: Path, content: str | bytes) -> None:
        write_new(path, content)
        self.notify(f"written to {path}", markup=False)

    def action_copy_answer(self) -> None:
        """Copy the last answer with its citations (by OSC 52, so also over ssh)."""
        if self._session.turns:
            self.copy_to_clipboard(shown(exported(self._last().question, [self._last()])))
            self.notify("copied the answer with its citations")

    def _copy(self, number: int) -> None:
        self.copy_to_clipboard(shown(pasted(citation_of(self._last().answer, number))))
        self.notify("copied the quote")

    def action_edit_search(self) -> None:
        """Put what was searched for last into the prompt, to be changed and searched as it is."""
        if self._session.turns:
            prompt = self.query_one(Prompt)
            prompt.value = f"{EXACT} {self._last().searched}"
            prompt.cursor_position = len(prompt.value)
            prompt.focus()

    def _set_theme(self, command: Command) -> None:
        if command.rest not in THEMES:
            raise BadInputError(f"there is no theme {command.rest!r}", f"the themes are {', '.join(THEMES)}")
        self.theme = command.rest

    def action_help(self) -> None:
        """Show keys and commands."""
        if not isinstance(self.screen, HelpScreen):
            keys = [
                (one.binding.key, one.binding.description) for one in self.active_bindings.values() if one.node is self
            ]
            self.push_screen(HelpScreen(tuple(keys)))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        yield from super().get_system_commands(screen)
        offered: dict[str, tuple[str, Callable[[], object]]] = {
            "New conversation": ("Begin again", lambda: self._go_to(None)),
            "History": ("List the conversations", lambda: self._history(Command("history", ""))),
            "Next source": ("Open the next citation", lambda: self.action_next_citation(True)),
            "Copy answer": ("With its citations", self.action_copy_answer),
            "Ask all articles": ("Take every chip away", lambda: self._narrow(Command("all", ""))),
        }
        for title, (what, do) in offered.items():
            yield SystemCommand(title, what, functools.partial(self._try, do))
