"""Settings of a server: address, tokens, origins, limits."""

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


class Access(IntEnum):
    """What a token allows; the greater includes the lesser."""

    READ = 1
    WRITE = 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """The accepted tokens with what they allow; without any, everybody may read and write."""

    known: tuple[tuple[str, Access], ...] = ()

    def __bool__(self) -> bool:
        """Return whether a token is required."""
        return bool(self.known)

    def access_of(self, given: str | None) -> Access | None:
        """Return what `given` allows, None if it is unknown; compares in constant time."""
        found: Access | None = None
        for token, access in self.known:
            if hmac.compare_digest(token.encode(), (given or "").encode("utf-8", "replace")):
                found = access
        return found if self.known else Access.WRITE


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one client and for all together; sizes in bytes, times in seconds.

    `body` limits a request, `upload` one with articles or texts, `held` all bodies at once that are larger than `body`,
    and `held_each` those of one client. `rate` is the average of requests a second for one client, `burst` how many may
    come at once. `waiting` questions may queue, and as many changes. Of `connections` one address may have
    `connections_each`.
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
    """The address, tokens, allowed sites (`origins`) and limits of a server."""

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
    """Return whether `host` is a loopback address or `localhost`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_tokens(file: Path | None, environment: Mapping[str, str] = os.environ) -> Tokens:
    """Return the tokens of a file, else of the variable KUTIP_TOKEN.

    A file has one token a line and comments that begin with `#`; the variable has commas between tokens. `read:TOKEN`
    may only read, any other may write too. Raises BadInputError for a file that cannot be read or has no token, and for
    a token that is too short.
    """
    if file is None:
        return _tokens(environment.get(TOKEN_VARIABLE, "").split(","), TOKEN_VARIABLE)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BadInputError(f"the token file {file} cannot be read", "check the path and its permissions") from error
    found = _tokens([line for line in lines if not line.lstrip().startswith("#")], str(file))
    if not found:
        raise BadInputError(f"the token file {file} holds no token", "write one token a line")
    return found


def is_open(file: Path) -> bool:
    """Return whether other users may read or change a file; False on Windows."""
    try:
        return os.name != "nt" and bool(file.stat().st_mode & 0o066)
    except OSError:
        return False


def _tokens(written: Sequence[str], place: str) -> Tokens:
    known = []
    for each in filter(None, map(str.strip, written)):
        access = Access.READ if each.startswith(_READ) else Access.WRITE
        token = each.removeprefix(_READ)
        if len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
            raise BadInputError(
                f"a token in {place} is shorter than {_LEAST_TOKEN} characters or has others than letters, digits "
                "and signs",
                'make one with `python -c "import secrets; print(secrets.token_urlsafe())"`',
            )
        known.append((token, access))
    return Tokens(tuple(known))
