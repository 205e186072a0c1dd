"""The chat's settings: a TOML file in the user's configuration folder with a theme and keys."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from index.errors import BadInputError

CONFIG_VARIABLE = "KUTIP_CONFIG"
"""Names another settings file."""

THEMES = ("kutip-dark", "kutip-light", "kutip-contrast")
ACTIONS = (
    "cancel",
    "next_citation",
    "previous_citation",
    "toggle_sources",
    "copy_answer",
    "edit_search",
    "help",
    "quit",
)
"""What keys can be given to."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """`keys` are by action, each one key or several with commas, as Textual names them ("ctrl+n,f3")."""

    theme: str = THEMES[0]
    keys: dict[str, str] = field(default_factory=dict)


def settings_path() -> Path:
    """`KUTIP_CONFIG` where it is set, else `chat.toml` in the platform's folder for user configuration."""
    given = os.environ.get(CONFIG_VARIABLE)
    return Path(given).expanduser() if given else Path(platformdirs.user_config_dir("kutip")) / "chat.toml"


def read_settings(path: Path) -> ChatSettings:
    """The settings in the file at `path`, the defaults where there is none; BadInputError for what they cannot be."""
    if not path.is_file():
        return ChatSettings()
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(f"the settings {path} cannot be read ({error})", "mend the file or move it away") from error
    theme, keys = given.get("theme", THEMES[0]), given.get("keys", {})
    if theme not in THEMES:
        raise BadInputError(f"the theme {theme!r} in {path} is none", f"the themes are {', '.join(THEMES)}")
    if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        raise BadInputError(
            f"keys in {path} are not a table of actions and keys", 'write [keys] and next_citation = "f3"'
        )
    unknown = [action for action in keys if action not in ACTIONS]
    if unknown:
        raise BadInputError(f"{unknown[0]!r} in {path} is no action", f"the actions are {', '.join(ACTIONS)}")
    return ChatSettings(theme, dict(keys))
