"""The chat's keys, and its settings: a theme and other keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from textual.binding import Binding

from index.errors import BadInputError
from qa.config import check_known, read_config
from qa.faces.tui.themes import KUTIP_THEMES

THEMES = tuple(theme.name for theme in KUTIP_THEMES)
BINDINGS = (
    Binding("f1", "help", "Help", id="help", priority=True),
    Binding("escape", "cancel", "Stop", id="cancel", priority=True),
    Binding("f3,ctrl+n", "next_citation(True)", "Next", id="next_citation", priority=True),
    Binding("f4,ctrl+b", "next_citation(False)", "Prev", id="previous_citation", priority=True),
    Binding("f8,ctrl+o", "toggle_sources", "Pane", id="toggle_sources", priority=True),
    Binding("f9,ctrl+y", "copy_answer", "Copy", id="copy_answer", priority=True),
    Binding("left_square_bracket,alt+left", "source_back", "Back", id="source_back", show=False),
    Binding("right_square_bracket,alt+right", "source_on", "On", id="source_on", show=False),
    Binding("ctrl+r", "edit_search", "Edit search", id="edit_search", priority=True, show=False),
    Binding("ctrl+t", "toggle_model('translate')", "Translate quotes", id="translate", priority=True, show=False),
    Binding("ctrl+q", "quit", "Quit", id="quit", priority=True, show=False),
)
"""The chat's keys."""

ACTIONS = tuple(str(binding.id) for binding in BINDINGS)
"""What the settings can give other keys to."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Theme, and keys by action: one or several with commas, as Textual names them ("ctrl+n,f3")."""

    theme: str = THEMES[0]
    keys: dict[str, str] = field(default_factory=dict)


def read_settings(path: Path) -> ChatSettings:
    """Return the chat's settings in a file, else the defaults; BadInputError for invalid ones."""
    given = read_config(path)
    theme, keys = given.get("theme", THEMES[0]), given.get("keys", {})
    if theme not in THEMES:
        raise BadInputError(f"invalid theme {theme!r} in {path}", f"the themes are {', '.join(THEMES)}")
    if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        raise BadInputError(
            f"keys in {path} are not a table of actions and keys", 'write [keys] and next_citation = "f3"'
        )
    check_known(keys, ACTIONS, f"in [keys] of {path}")
    return ChatSettings(theme, dict(keys))
