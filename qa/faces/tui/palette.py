"""The palette: exactly the commands that are possible now, with their keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from qa.faces.tui.keys import keys_now
from qa.faces.tui.registry import Entry, matching, possible

if TYPE_CHECKING:
    from qa.faces.tui.offering import WithCommands


class Palette(Provider):
    """Offers the chat's commands in the order of their list, or what is typed finds."""

    @property
    def _chat(self) -> WithCommands:
        return cast("WithCommands", self.app)

    async def startup(self) -> None:
        """Note what is possible, and the keys, as the palette opens."""
        self._possible = tuple(possible(self._chat.met()))
        self._keys = keys_now(self.app)

    async def discover(self) -> Hits:
        """Yield all that is possible."""
        for entry in self._possible:
            yield DiscoveryHit(self._shown(entry), partial(self._chat.choose, entry), entry.usage, entry.does)

    async def search(self, query: str) -> Hits:
        """Yield what is possible and found by the words typed, likeliest first."""
        found = [entry for entry in matching(query.strip().removeprefix("/")) if entry in self._possible]
        for place, entry in enumerate(found):
            choose = partial(self._chat.choose, entry)
            yield Hit(1 - place / len(found), self._shown(entry), choose, entry.usage, entry.does)

    def _shown(self, entry: Entry) -> Content:
        keys = ", ".join(self._keys.get(entry.action, ()))
        return Content.assemble(entry.usage, (f"   {keys}", "dim") if keys else "")
