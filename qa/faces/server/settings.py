"""What a server is allowed and bound to."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from index.errors import BadInputError

HOST, PORT = "127.0.0.1", 8764
TOKEN_VARIABLE = "KUTIP_TOKEN"

_LEAST_TOKEN = 16
_READ = "read:"


class Scope(IntEnum):
    """What a token allows; the greater allows what the lesser does."""

    READ = 1
    WRITE = 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """The secrets that are accepted, each with its scope; none of them lets everybody read and write."""

    known: tuple[tuple[str, Scope], ...] = ()

    def __bool__(self) -> bool:
        """Whether a token is asked for."""
        return bool(self.known)

    def scope_of(self, given: str | None) -> Scope | None:
        """What `given` allows, None where it is not known; the time this takes says nothing of how much was right."""
        found: Scope | None = None
        for token, scope in self.known:
            if hmac.compare_digest(token.encode(), (given or "").encode("utf-8", "replace")):
                found = scope
        return found if self.known else Scope.WRITE


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what one client, and all together, may take; sizes are in bytes, times in seconds.

    `body` holds for a request, `upload` for one that brings articles or texts, `held` for all bodies at once that are
    larger than `body`, and `held_each` for those of one client. `rate` is requests a second for one client on average,
    `burst` how many may come at once. `waiting` questions may queue, and as many changes. Of `connections` one address
    may have `connections_each`.
    """

    body: int = 1_000_000
    upload: int = 20_000_000
    held: int = 200_000_000
    held_each: int = 60_000_000
    receive: float = 30.0
    answer: float = 60.0
    send: float = 30.0
    head: float = 10.0
    keep_alive: int = 15
    connections: int = 1_000
    connections_each: int = 250
    rate: float = 50.0
    burst: int = 200
    waiting: int = 256


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where a server listens, whom it answers, and within which limits; pages of the sites `origins` may ask too."""

    host: str = HOST
    port: int = PORT
    tokens: Tokens = Tokens()
    origins: tuple[str, ...] = ()
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and not self.tokens:
            raise BadInputError(
                f"{self.host} can be reached from other machines, and no token is set",
                f"set {TOKEN_VARIABLE} or give --token-file, or listen on {HOST}",
            )


def is_loopback(host: str) -> bool:
    """Whether `host` is an address, or the usual name, of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_tokens(file: Path | None, environment: Mapping[str, str] = os.environ) -> Tokens:
    """The tokens of a file (one a line, `#` begins a comment), else of the variable KUTIP_TOKEN (commas between).

    `read:TOKEN` may only read, any other may write too. Raises BadInputError for a file that cannot be read or holds no
    token, and for a token that is too short to keep anybody out.
    """
    if file is None:
        return _tokens(environment.get(TOKEN_VARIABLE, "").split(","), TOKEN_VARIABLE)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BadInputError(f"the token file {file} cannot be read", "check the path and its permissions") from error
    found = _tokens([line for line in lines if not line.lstrip().startswith("#")], str(file))
    if not found:
        raise BadInputError(f"the token file {file} holds no token", "write one a line")
    return found


def is_open(file: Path) -> bool:
    """Whether others than its user may read or change a file; False on Windows, and where there is none."""
    try:
        return os.name != "nt" and bool(file.stat().st_mode & 0o066)
    except OSError:
        return False


def _tokens(written: Sequence[str], place: str) -> Tokens:
    known = []
    for each in filter(None, map(str.strip, written)):
        scope = Scope.READ if each.startswith(_READ) else Scope.WRITE
        token = each.removeprefix(_READ)
        if len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
            raise BadInputError(
                f"a token in {place} is shorter than {_LEAST_TOKEN} characters or has others than letters, digits "
                "and signs",
                'make one with `python -c "import secrets; print(secrets.token_urlsafe())"`',
            )
        known.append((token, scope))
    return Tokens(tuple(known))
