"""What the user can choose: the colours and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from index.errors import BadInputError
from qa.faces.tui.base import ChatBase, Opening
from qa.faces.tui.commands import Command
from qa.faces.tui.keys import first_key
from qa.faces.tui.settings import ChatSettings, read_settings
from qa.faces.tui.themes import KUTIP_THEMES, THEMES

if TYPE_CHECKING:
    from qa.library import Library


class WithChoices(ChatBase):
    """A chat with the colours and keys of its settings."""

    def __init__(self, library: Library | Opening, settings: ChatSettings, conversation_id: str | None = None) -> None:
        super().__init__(library, settings, conversation_id)
        for theme in KUTIP_THEMES:  # before anything is drawn, or all of it would be styled twice
            self.register_theme(theme)
        self.theme = settings.theme

    def _apply_settings(self) -> None:
        """Set keys, and say in one note what is wrong with the settings."""
        self.animation_level = "none"  # what moves by itself delays, and its end may not be known yet
        self.set_keymap(self._settings.keys)
        if self._settings.note:
            self._warn([self._settings.note])

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: DOMNode) -> None:
        """Say nothing: clashes were told when the settings were read."""

    def _set_theme(self, command: Command) -> None:
        """Take a theme by its name, or let one be chosen."""
        if not command.rest:
            self.push_screen(ThemeScreen(self.theme))
        elif command.rest in THEMES:
            self.theme = command.rest
        else:
            raise BadInputError(f"invalid theme {command.rest!r}", f"the themes are {', '.join(THEMES)}")

    def _show_settings(self) -> None:
        """Show the settings file as it is now."""
        path = self._settings.path
        settings = read_settings(path) if path else self._settings
        self._pane.show_lines(settings.lines())


class ThemeScreen(ModalScreen[None]):
    """The themes in a list; the one under the cursor is shown."""

    AUTO_FOCUS = "#themes"

    def __init__(self, before: str) -> None:
        super().__init__()
        self._before = before
        self._is_taken = False

    def compose(self) -> ComposeResult:
        """Yield the list."""
        themes = OptionList(*(Option(name, id=name) for name in THEMES), id="themes")
        themes.border_title = "Theme"
        themes.border_subtitle = f"Enter takes it   {first_key(self.app, 'cancel')} back"
        themes.highlighted = THEMES.index(self._before) if self._before in THEMES else 0
        yield themes

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the theme."""
        self.app.theme = str(event.option_id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the theme."""
        self._is_taken = True
        self.app.theme = str(event.option_id)
        self.dismiss()
        self.notify(f'to keep it, write theme = "{event.option_id}" in the settings (/settings)', markup=False)

    def on_unmount(self) -> None:
        """Take back the theme that was only looked at, however the list was closed."""
        if not self._is_taken:
            self.app.theme = self._before
