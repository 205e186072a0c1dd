"""Jump keys: a letter over all that can be clicked does what a click would."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset, Region
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from qa.faces.tui.keys import first_key

LABELS = "asdfghjklqwertyuiopzxcvbnm1234567890"
"""Letters as they lie under the fingers; what is in view beyond so many has none."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place on the screen, and the action of a click there."""

    place: Offset
    action: str


def targets(screen: Screen[object]) -> list[Target]:
    """Return what can be clicked in view, each action once, from the top left on."""
    found: dict[str, Target] = {}
    for widget in screen.query(Static):
        geometry = screen.find_widget(widget) if widget.is_on_screen else None
        if geometry is not None and geometry.visible_region:
            for target in _of_widget(widget, geometry.region, geometry.visible_region):
                known = found.get(target.action)
                if known is None or _order(target) < _order(known):
                    found[target.action] = target
    return sorted(found.values(), key=_order)


def _order(target: Target) -> tuple[int, int]:
    return target.place.y, target.place.x


def _of_widget(widget: Widget, region: Region, seen: Region) -> Iterator[Target]:
    """Yield the places in view of a widget that can be clicked."""
    lines = seen.translate(-region.offset)
    for row, strip in enumerate(widget.render_lines(lines)):
        column = 0
        for segment in strip:
            action = segment.style.meta.get("@click") if segment.style else None
            if isinstance(action, str):
                yield Target(seen.offset + Offset(column, row), action)
            column += segment.cell_length


class JumpScreen(ModalScreen[None]):
    """Labels laid over what can be clicked; Esc takes them away."""

    DEFAULT_CSS: ClassVar[str] = """
    JumpScreen { background: transparent; }
    JumpScreen .label { position: absolute; width: auto; height: 1; text-style: bold reverse; }
    JumpScreen .told { dock: bottom; height: 1; text-style: reverse; padding: 0 1; }
    """

    def __init__(self, found: list[Target], do: Callable[[str], Awaitable[object]]) -> None:
        super().__init__()
        self._found = dict(zip(LABELS, found, strict=False))
        self._do = do

    def compose(self) -> ComposeResult:
        """Yield a label for each target."""
        for label, target in self._found.items():
            shown = Static(Content(label), classes="label")
            shown.styles.offset = target.place
            yield shown
        told = f"Press a letter to open what is under it   {first_key(self.app, 'cancel')} back"
        yield Static(Content(told), classes="told")

    async def on_key(self, event: events.Key) -> None:
        """Do what the label says; another key takes the labels away."""
        event.stop()
        target = self._found.get(event.character or "")
        self.dismiss()
        if target is not None:
            await self._do(target.action)
