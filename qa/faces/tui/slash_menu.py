"""The commands that a line beginning with a slash may mean, laid over the conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from qa.faces.tui.registry import Entry, Need, completed, matching

ROWS = 12
"""The most commands that are seen at once."""

_USAGE = 17


@dataclass(frozen=True, slots=True)
class Taken:
    """What a key did to the line: its text now, and whether it is sent."""

    text: str
    is_sent: bool = False


class SlashMenu(OptionList, can_focus=False):
    """Lists commands, likeliest first; the prompt keeps the keys and hands some on.

    `met` returns the needs of commands that are met now.
    """

    @dataclass
    class Chosen(Message):
        """A command was clicked."""

        entry: Entry

    def __init__(self, met: Callable[[], frozenset[Need]]) -> None:
        super().__init__(id="slash", markup=False)
        self._met = met
        self._typed = ""
        self._entries: tuple[Entry, ...] = ()

    def on_mount(self) -> None:
        """Hide until a slash is typed."""
        self.display = False

    def follow(self, typed: str) -> None:
        """List what `typed` may mean; a space or another line ends the list."""
        if typed == self._typed:
            return
        self._typed = typed
        is_name = typed.startswith("/") and not any(map(str.isspace, typed))
        self._list(matching(typed[1:]) if is_name else ())

    def pressed(self, key: str, typed: str) -> Taken | None:
        """Return what a key does to the line, None if not for the list.

        It is the list of this very line, even if that has not been drawn yet.
        """
        self.follow(typed)
        if not self._entries or key not in _KEYS:
            return None
        if key in ("up", "down"):
            self.highlighted = ((self.highlighted or 0) + (1 if key == "down" else -1)) % len(self._entries)
            return Taken(typed)
        entry = self._entries[self.highlighted or 0]
        self.close()
        text = completed(entry)
        return Taken(text, key == "enter" and not entry.wants_argument)

    def leave(self, typed: str) -> None:
        """List nothing for a line that was sent before and is brought back."""
        self._typed = typed
        self._list(())

    def close(self) -> bool:
        """Close the list until something else is typed; return whether it was open."""
        was_open = bool(self._entries)
        self._list(())
        return was_open

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tell which command was clicked."""
        event.stop()
        entry = self._entries[event.option_index]
        self.close()
        self.post_message(self.Chosen(entry))

    def _list(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self.display = bool(entries)
        met = self._met() if entries else frozenset()
        self.set_options(Option(_row(entry, entry.why_not(met))) for entry in entries)
        self.highlighted = 0 if entries else None
        self.styles.offset = 0, -min(len(entries), ROWS)


_KEYS = ("up", "down", "tab", "enter")


def _row(entry: Entry, why_not: str | None) -> Content:
    """Return a line of the list: a command, and what it does or why not."""
    name = f"/{entry.name}"
    argument = f" {entry.argument}" if entry.argument else ""
    parts = (name, "bold" if why_not is None else ""), (argument.ljust(_USAGE - len(name)), "dim")
    if why_not is not None:
        return Content.assemble(*parts, " ", (f"({why_not})", "dim italic"))
    return Content.assemble(*parts, f" {entry.does}")
