"""The chat's keys, and its settings: a theme, the mouse and other keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.binding import Binding

from index.errors import BadInputError
from qa.config import SETTINGS, read_table, unknown
from qa.faces.tui.keymap import resolved
from qa.faces.tui.themes import THEMES

BINDINGS = (
    Binding(
        "f1", "help", "Help", id="help", tooltip="show how to ask, then all keys, then all commands", priority=True
    ),
    Binding(
        "escape",
        "cancel",
        "Stop",
        id="cancel",
        tooltip="close what is open on top, else stop finding an answer",
        priority=True,
    ),
    Binding(
        "f2", "history", "History", id="history", tooltip="find a kept conversation and go on with it", priority=True
    ),
    Binding(
        "f3,ctrl+n", "next_citation(True)", "Next", id="next_citation", tooltip="open the next source", priority=True
    ),
    Binding(
        "f4", "next_citation(False)", "Prev", id="previous_citation", tooltip="open the previous source", priority=True
    ),
    Binding(
        "f5", "jump", "Jump", id="jump", tooltip="label what can be clicked, and open it by a letter", priority=True
    ),
    Binding(
        "f8,ctrl+o",
        "toggle_sources",
        "Pane",
        id="toggle_sources",
        tooltip="show the source, give it every row, hide it",
        priority=True,
    ),
    Binding(
        "f9,ctrl+y",
        "copy_answer",
        "Copy",
        id="copy_answer",
        tooltip="copy the answer with its citations",
        priority=True,
    ),
    Binding(
        "left_square_bracket,alt+left",
        "source_back",
        "Back",
        id="source_back",
        tooltip="show the place that was open before",
        show=False,
    ),
    Binding(
        "right_square_bracket,alt+right",
        "source_on",
        "On",
        id="source_on",
        tooltip="go on again after going back",
        show=False,
    ),
    Binding(
        "ctrl+r",
        "edit_search",
        "Edit search",
        id="edit_search",
        tooltip="edit what was searched",
        priority=True,
        show=False,
    ),
    Binding(
        "ctrl+t",
        "toggle_model('translate')",
        "Translate quotes",
        id="translate",
        tooltip="have quotes in other languages translated, or no longer",
        priority=True,
        show=False,
    ),
    Binding("ctrl+q", "quit", "Quit", id="quit", tooltip="leave; the conversation is kept", priority=True, show=False),
)
"""The chat's keys."""

ACTIONS = tuple(str(binding.id) for binding in BINDINGS)
"""What the settings can give other keys to."""

_SENTENCES = {
    "theme": f"the colours: {', '.join(THEMES)}",
    "mouse": "whether the chat takes the mouse; if not, the terminal selects",
}


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Theme, keys by action, and whether the mouse is taken.

    Keys are one or several with commas, as Textual names them ("ctrl+n,f3"). `problems` say what of the file at `path`
    was wrong, and so is as it is by default.
    """

    theme: str = THEMES[0]
    keys: dict[str, str] = field(default_factory=dict)
    mouse: bool = True
    path: Path | None = None
    problems: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The first that is wrong with the file, and how much is; or empty."""
        many = len(self.problems)
        first = self.problems[0] if many else ""
        return f"{many} wrong, see /settings: {first}" if many > 1 else first

    def lines(self) -> Iterator[str]:
        """Yield the path, what is wrong, then each setting and what it does."""
        has_file = self.path is not None and self.path.is_file()
        yield f"{self.path}" if has_file else f"{self.path} (there is no such file yet)"
        yield from (f"! {problem}" for problem in self.problems)
        plain = ChatSettings()
        for name, sentence in _SENTENCES.items():
            yield _line(name, sentence, getattr(plain, name), getattr(self, name))
        for binding in BINDINGS:
            value = self.keys.get(str(binding.id), binding.key)
            yield _line(f"keys.{binding.id}", binding.tooltip, binding.key, value)


def read_settings(path: Path) -> ChatSettings:
    """Return the chat's settings in a file; what is wrong is as by default."""
    try:
        given = read_table(path)
    except BadInputError as error:
        return ChatSettings(path=path, problems=(str(error),))
    problems = [str(error) for error in unknown(given, SETTINGS, f"in {path.name}")]
    theme, mouse = given.get("theme", THEMES[0]), given.get("mouse", True)
    if theme not in THEMES:
        problems.append(f"theme is {theme!r}; the themes are {', '.join(THEMES)}")
        theme = THEMES[0]
    if not isinstance(mouse, bool):
        problems.append(f"mouse is {mouse!r}; write true or false")
        mouse = True
    keys, of_keys = _keys(given.get("keys", {}))
    return ChatSettings(theme, keys, mouse, path, (*problems, *of_keys))


def _keys(given: Any) -> tuple[dict[str, str], list[str]]:
    """Return the keys by action, and what is wrong with them."""
    if not isinstance(given, Mapping):
        return {}, ['keys is no table; write [keys] and next_citation = "f3"']
    problems = [str(error) for error in unknown(given, ACTIONS, "in [keys]")]
    known = {name: keys for name, keys in given.items() if name in ACTIONS}
    problems += [
        f'{name} in [keys] is no text; write {name} = "f6"' for name in known if not isinstance(known[name], str)
    ]
    keys, of_keys = resolved(BINDINGS, {name: keys for name, keys in known.items() if isinstance(keys, str)})
    return keys, problems + of_keys


def _line(name: str, sentence: str, default: object, value: object) -> str:
    default, value = (str(each).lower() if isinstance(each, bool) else str(each) for each in (default, value))
    return f"{name} = {value}{f' (by default {default})' if value != default else ''}: {sentence}"
