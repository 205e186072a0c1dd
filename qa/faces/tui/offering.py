"""What the chat offers: commands in a list and the palette, help, and a greeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.command import Provider
from textual.widgets import TextArea

from index.values import Filters
from qa.faces.tui.asides import WithAsides
from qa.faces.tui.greeting import Greeting
from qa.faces.tui.help import HelpScreen
from qa.faces.tui.importing import ImportBar
from qa.faces.tui.palette import Palette
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.registry import Entry, Need, completed
from qa.faces.tui.slash_menu import SlashMenu


class WithCommands(WithAsides):
    """A chat that says which commands there are, and which of them are possible."""

    COMMANDS: ClassVar[set[type[Provider]]] = {Palette}  # type: ignore[assignment]

    def met(self) -> frozenset[Need]:
        """Return the needs of commands that are met now."""
        if not self.is_open:
            return frozenset((Need.FREE, Need.QUIET))
        from qa.answer.nearest import nearest  # here, as it brings NumPy, and the screen is drawn before

        turns = self._session.turns
        last = turns[-1].answer if turns else None
        holds = {
            Need.QUESTION: last is not None,
            Need.CITATION: last is not None and bool(last.citations),
            Need.NEAREST: last is not None and bool(nearest(last)),
            Need.SCOPE: bool(self._session.filters),
            Need.KEPT: self._opened().conversations.newest() is not None,
            Need.FREE: not self._pane.is_busy,
            Need.MODEL: self._opened().has_writer,
            Need.QUIET: not self.query_one(ImportBar).is_importing,
            Need.RUNNING: self.query_one(ImportBar).is_importing or self._pane.is_reading_on,
            Need.DAYS: last is not None and last.days is not None,
            Need.FOLLOWED: bool(self._opened().followed()),
        }
        return frozenset(need for need, met in holds.items() if met)

    def choose(self, entry: Entry) -> None:
        """Do a command, or put it into the prompt if it wants an argument."""
        prompt = self.query_one(Prompt)
        if entry.wants_argument:
            prompt.value = completed(entry)
            prompt.focus()
        else:
            with self._reporting():
                self._submit(completed(entry).strip())

    def on_slash_menu_chosen(self, event: SlashMenu.Chosen) -> None:
        """Do what was clicked."""
        self.choose(event.entry)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """List the commands that are being typed."""
        if event.text_area.id == "prompt":
            for menu in self.query(SlashMenu):
                menu.follow(event.text_area.text)

    def on_greeting_chosen(self, event: Greeting.Chosen) -> None:
        """Do what was chosen by the keys."""
        with self._reporting():
            self.action_offer(event.offer.does, event.offer.what)

    def action_offer(self, does: str, what: str) -> None:
        """Ask, go on, or narrow what is asked, as the greeting offers."""
        if does == "ask":
            self._submit(what)
        elif does == "news":
            self._submit("/news")
        elif does == "resume":
            self.go_to(what)
        else:
            self._session.filters = _only(self._session.filters, does, what)
            self._show_chips()

    def action_help(self) -> None:
        """Show how to ask; again, all keys; again, all commands."""
        if isinstance(self.screen, HelpScreen):
            self.screen.turn()
        else:
            self.push_screen(HelpScreen())


def _only(filters: Filters, does: str, what: str) -> Filters:
    """Return the scope narrowed to one outlet, year or language."""
    if does == "source":
        return replace(filters, sources=frozenset({what}))
    if does == "language":
        return replace(filters, languages=frozenset({what}))
    return replace(filters, since=date(int(what), 1, 1), until=date(int(what), 12, 31))
