"""The chat's keys, and its settings: a TOML file with a theme and other keys."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs
from textual.binding import Binding

from index.errors import BadInputError
from qa.faces.tui.themes import KUTIP_THEMES

CONFIG_VARIABLE = "KUTIP_CONFIG"
"""The environment variable that names another settings file."""

THEMES = tuple(theme.name for theme in KUTIP_THEMES)
BINDINGS = (
    Binding("escape", "cancel", "Cancel/close", id="cancel", priority=True),
    Binding("ctrl+n", "next_citation(True)", "Next source", id="next_citation", priority=True),
    Binding("ctrl+b", "next_citation(False)", "Previous", id="previous_citation", priority=True),
    Binding("ctrl+o", "toggle_sources", "Sources", id="toggle_sources", priority=True),
    Binding("ctrl+y", "copy_answer", "Copy", id="copy_answer", priority=True),
    Binding("ctrl+r", "edit_search", "Edit search", id="edit_search", priority=True, show=False),
    Binding("f1", "help", "Help", id="help", priority=True),
    Binding("ctrl+q", "quit", "Quit", id="quit", priority=True),
)
"""The chat's keys."""

ACTIONS = tuple(str(binding.id) for binding in BINDINGS)
"""What the settings can give other keys to."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Theme, and keys by action: one or several with commas, as Textual names them ("ctrl+n,f3")."""

    theme: str = THEMES[0]
    keys: dict[str, str] = field(default_factory=dict)


def settings_path() -> Path:
    """Return `KUTIP_CONFIG` if set, else `chat.toml` in the platform's folder for user configuration."""
    given = os.environ.get(CONFIG_VARIABLE)
    return Path(given).expanduser() if given else Path(platformdirs.user_config_dir("kutip")) / "chat.toml"


def read_settings(path: Path) -> ChatSettings:
    """Return the settings in the file at `path`, else the defaults; BadInputError for invalid ones."""
    if not path.is_file():
        return ChatSettings()
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(f"the settings {path} cannot be read ({error})", "correct or move the file") from error
    theme, keys = given.get("theme", THEMES[0]), given.get("keys", {})
    if theme not in THEMES:
        raise BadInputError(f"invalid theme {theme!r} in {path}", f"the themes are {', '.join(THEMES)}")
    if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        raise BadInputError(
            f"keys in {path} are not a table of actions and keys", 'write [keys] and next_citation = "f3"'
        )
    unknown = [action for action in keys if action not in ACTIONS]
    if unknown:
        raise BadInputError(f"{unknown[0]!r} in {path} is not an action", f"the actions are {', '.join(ACTIONS)}")
    return ChatSettings(theme, dict(keys))
