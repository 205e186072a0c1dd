"""The user's settings: one TOML file, and for the writer environment variables over it."""

from __future__ import annotations

import difflib
import math
import os
import shlex
import subprocess
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from index.errors import BadInputError

CONFIG_VARIABLE = "KUTIP_CONFIG"
"""The environment variable that names another settings file."""

SETTINGS = ("theme", "mouse", "keys", "writer")
"""What the settings file can have: the first three are the chat's."""

TIMEOUT = 60.0
MOST_TOKENS = 600

FROM_ENVIRONMENT = {
    "url": "KUTIP_WRITER_URL",
    "model": "KUTIP_WRITER_MODEL",
    "timeout": "KUTIP_WRITER_TIMEOUT",
    "most_tokens": "KUTIP_WRITER_MOST_TOKENS",
    "key_env": "KUTIP_WRITER_KEY_ENV",
    "key_command": "KUTIP_WRITER_KEY_COMMAND",
}
"""The keys of [writer], and the variables that come before them."""

_KEY_VARIABLE = "KUTIP_WRITER_KEY"
_KEY_SECONDS = 30.0
_MOST_SECONDS = 3_600.0
_TOKENS_EVER = 100_000
_SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """An OpenAI-compatible server at `url`, its `model`, and what one answer may take.

    `timeout` is the most seconds for all that is asked of it, `most_tokens` what it may write at a time. Raises
    BadInputError for what cannot be.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    most_tokens: int = MOST_TOKENS

    def __post_init__(self) -> None:
        _check_url(self.url)
        if not self.model.strip():
            raise BadInputError("the writer has no model", 'name one: model = "NAME", or --writer NAME@URL')
        if not 0 < self.timeout <= _MOST_SECONDS:
            raise BadInputError(f"timeout of the writer is {self.timeout:g}", "give seconds, up to 3600")
        if not 0 < self.most_tokens <= _TOKENS_EVER:
            raise BadInputError(f"most_tokens of the writer is {self.most_tokens}", "give a number from 1 to 100000")
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and self.key.strip()):
            raise BadInputError("the key of the writer is empty or no key", "give printable ASCII characters")

    @property
    def host(self) -> str:
        """Where the quotes go: the server's host and port."""
        return urlsplit(self.url).netloc


def config_path() -> Path:
    """Return `KUTIP_CONFIG` if set, else `config.toml` in the platform's folder for user configuration.

    Where there is none, it is the `chat.toml` of earlier versions if there is that.
    """
    given = os.environ.get(CONFIG_VARIABLE)
    if given:
        return Path(given).expanduser()
    folder = Path(platformdirs.user_config_dir("kutip"))
    path, old = folder / "config.toml", folder / "chat.toml"
    return old if old.is_file() and not path.exists() else path


def read_config(path: Path) -> Mapping[str, Any]:
    """Return what the settings file has, if there is one; BadInputError for an unknown key."""
    given = read_table(path)
    check_known(given, SETTINGS, f"in {path}")
    return given


def read_table(path: Path) -> Mapping[str, Any]:
    """Return what the settings file has, right or wrong; BadInputError if it cannot be read."""
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInputError(f"the settings {path} cannot be read ({error})", "correct or move the file") from error


def check_known(given: Collection[str], known: Collection[str], where: str) -> None:
    """Raise BadInputError for a key that is not known, with the nearest that is."""
    for error in unknown(given, known, where):
        raise error


def unknown(given: Collection[str], known: Collection[str], where: str) -> Iterator[BadInputError]:
    """Yield an error for each key that is not known, with the nearest that is."""
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            yield BadInputError(
                f"{name!r} {where} is no setting",
                f"write {near[0]!r}" if near else f"there are {', '.join(known)}",
            )


def is_writer_configured() -> bool:
    """Whether the user's settings name a language model's server, right or wrong."""
    if os.environ.get(FROM_ENVIRONMENT["url"]):
        return True
    try:
        table = read_table(config_path()).get("writer", {})
    except BadInputError:
        return False
    return isinstance(table, dict) and "url" in table


def writer_settings(choice: str | None = None) -> WriterSettings | None:
    """Return the writer that the user has configured, None if there is none.

    `choice` is a MODEL, a URL, or MODEL@URL over what is configured; environment variables come before the file.
    Raises BadInputError for wrong settings.
    """
    path = config_path()
    table = read_config(path).get("writer", {})
    if not isinstance(table, dict):
        raise BadInputError(f"writer in {path} is no table", 'write [writer], and url = "http://localhost:8080/v1"')
    check_known(table, FROM_ENVIRONMENT, f"in [writer] of {path}")
    given: dict[str, object] = table | {
        key: os.environ[name] for key, name in FROM_ENVIRONMENT.items() if os.environ.get(name)
    }
    given |= _chosen(choice) if choice else {}
    if "url" not in given:
        if given:
            raise BadInputError("the writer has no url", 'name it: url = "http://localhost:8080/v1"')
        return None
    return WriterSettings(
        _text(given, "url").rstrip("/"),
        _text(given, "model"),
        _key(given),
        _number(given, "timeout", TIMEOUT),
        int(_number(given, "most_tokens", MOST_TOKENS)),
    )


def _chosen(choice: str) -> dict[str, object]:
    start = min((place for scheme in _SCHEMES if (place := choice.find(scheme)) >= 0), default=len(choice))
    model, url = choice[:start].removesuffix("@"), choice[start:]
    return {key: value for key, value in (("model", model), ("url", url)) if value}


def _text(given: Mapping[str, object], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise BadInputError(f"{name} of the writer is no text", f'write {name} = "..."')
    return value.strip()


def _number(given: Mapping[str, object], name: str, default: float) -> float:
    value = given.get(name, default)
    try:
        number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise BadInputError(f"{name} of the writer is no number", f"write {name} = {default:g}")
    return number


def _key(given: Mapping[str, object]) -> str | None:
    """Return the key: of a variable, or what a command prints."""
    key, variable, command = os.environ.get(_KEY_VARIABLE), _text(given, "key_env"), _text(given, "key_command")
    if key is None and variable:
        key = os.environ.get(variable)
        if key is None:
            raise BadInputError(f"key_env of the writer names {variable}, which is not set", f"set {variable}")
    if key is None and command:
        key = _printed(command)
    return key


def _printed(command: str) -> str:
    """Return the first line that a command prints."""
    try:
        done = subprocess.run(
            shlex.split(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=_KEY_SECONDS, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise BadInputError(
            "key_command of the writer failed", "run it in a terminal; it must print the key"
        ) from error
    return done.stdout.decode(errors="replace").strip().partition("\n")[0]


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or not url.isascii() or not url.isprintable() or " " in url:
        raise BadInputError("the url of the writer is no address", "give one such as http://localhost:8080/v1")
    if parts.username is not None or parts.query or parts.fragment:
        raise BadInputError(
            "the url of the writer has a password, a ? or a # in it", "leave these out; key_env names the key"
        )
