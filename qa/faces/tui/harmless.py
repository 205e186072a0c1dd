"""A filter that keeps control characters from the terminal, whatever the library's database holds."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from index.text.cleaning import shown


class Harmless(LineFilter):
    """Removes control characters from all that widgets draw, without changing its width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - a filter has it
        """Return the segments without what could control a terminal."""
        return [_harmless(segment) if shown(segment.text) != segment.text else segment for segment in segments]


def _harmless(segment: Segment) -> Segment:
    """Return the segment without control characters, as wide as before."""
    safe = (one if shown(one) == one else shown(one) * cell_len(one) for one in segment.text)
    return Segment("".join(safe), segment.style, segment.control)
