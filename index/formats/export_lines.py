"""Lines of an export of a press database, and the articles in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.formats.cells import day_of_cell
from index.formats.parsed import Metadata

_BY = re.compile(r"(?:by|von|par|por|oleh|di|door) ", re.IGNORECASE)
_LONGEST_DAY = 6  # words


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the space around it, and its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Exported:
    """An article in an export: its id, metadata, and the lines of its body."""

    record: str
    metadata: Metadata
    body: Sequence[Line]
    warnings: tuple[str, ...] = ()


def not_understood(record: str, lines: Sequence[Line]) -> Exported:
    """Return an article whose fields are not where they should be, with all its lines."""
    title = lines[0].text if lines else ""
    return Exported(record, Metadata(title), lines, ("its outlet and day are not found in the export",))


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text."""
    found: list[Line] = []
    start = 0
    for raw in text.split("\n"):
        bare = raw.strip()
        left = start + len(raw) - len(raw.lstrip())
        found.append(Line(bare, left, left + len(bare)))
        start += len(raw) + 1
    return found


def parts_ending(lines: Sequence[Line], end: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Sequence[Line]]]:
    """Yield the lines before each one that matches `end`, and its match."""
    start = 0
    for at, line in enumerate(lines):
        if found := end.fullmatch(line.text):
            yield found, lines[start:at]
            start = at + 1


def day_at_start(text: str) -> date | None:
    """Return the day that a line begins with, whatever follows it."""
    words = text.split(maxsplit=_LONGEST_DAY)[:_LONGEST_DAY]
    if not any(any(map(str.isdigit, word)) for word in words):
        return None
    days = (day_of_cell(" ".join(words[:count]).rstrip(",;")) for count in range(len(words), 0, -1))
    return next(filter(None, days), None)


def author_of(byline: str) -> str | None:
    """Return the name in a byline, without the word before it."""
    return _BY.sub("", byline.strip(), count=1).strip(" ;,") or None
