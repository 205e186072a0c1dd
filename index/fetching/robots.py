"""What a site's robots.txt asks of Kutip (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from index.errors import FetchError
from index.fetching.exchange import AGENT, Intake
from index.fetching.urls import WebAddress
from index.fetching.visiting import Visitor, answered

_SUCCESS = range(200, 300)
_UNAVAILABLE = range(400, 500)


@dataclass(frozen=True, slots=True)
class Rules:
    """One origin's wishes: `closed` says why nothing may be fetched, `parsed` has rules, `delay` is in seconds."""

    closed: str = ""
    parsed: Protego | None = None
    delay: float = 0.0

    def check(self, address: WebAddress) -> None:
        """Raise FetchError where `address` is not to be fetched."""
        if self.closed:
            raise FetchError(self.closed)
        if self.parsed is not None and not self.parsed.can_fetch(str(address), AGENT):
            raise FetchError("the site's robots.txt does not allow it")


class Robots:
    """The rules of each origin, asked for once a run."""

    def __init__(self, visitor: Visitor, size: int) -> None:
        """`size` is how many bytes of a robots.txt are read."""
        self._visitor = visitor
        self._intake = Intake(size, cut=True)
        self._known: dict[str, Rules] = {}

    def of(self, address: WebAddress) -> Rules:
        """The rules for `address`'s origin.

        As RFC 9309, section 2.3.1 has it: redirects are followed, a status of
        400 to 499 allows everything, and where nothing can be read nothing is
        allowed. The same holds, on the careful side, for endless redirects.
        """
        if address.origin not in self._known:
            self._known[address.origin] = self._read(address)
        return self._known[address.origin]

    def _read(self, address: WebAddress) -> Rules:
        try:
            _, reply = self._visitor.visit(address.join("/robots.txt"), lambda _: None, self._intake)
        except FetchError as error:
            return _closed(error.message)
        if reply.status in _UNAVAILABLE:
            return Rules()
        if reply.status not in _SUCCESS:
            return _closed(answered(reply.status))
        parsed = Protego.parse(reply.content.decode("utf-8", "replace").lstrip("\ufeff"))
        return Rules(parsed=parsed, delay=parsed.crawl_delay(AGENT) or 0.0)


def _closed(reason: str) -> Rules:
    return Rules(closed=f"the site's robots.txt cannot be read, so nothing is fetched from there: {reason}")
