"""Nothing that is drawn steers the terminal, whatever the library's database holds."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from index.text.cleaning import shown


class Harmless(LineFilter):
    """Takes control characters out of all that widgets draw; they take no room there, so nothing moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - a filter has it
        """The segments without what could steer a terminal."""
        return [_harmless(segment) if shown(segment.text) != segment.text else segment for segment in segments]


def _harmless(segment: Segment) -> Segment:
    """The segment without them: what is drawn instead is as wide, which mostly is nothing."""
    safe = (one if shown(one) == one else shown(one) * cell_len(one) for one in segment.text)
    return Segment("".join(safe), segment.style, segment.control)
