"""The lines of a written document: its paragraphs and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.raised import raised

NUMBERS_OF_PAGES = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
"""The beginnings of fields' codes whose results are about the pages, not in the text."""

_PROSE = 80
_PIECES_LOOKED_AT = 8


class Flow:
    """Collects lines: a paragraph, then the text boxes that hang on it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._raised = ""
        self._boxes: list[str] = []

    @property
    def size(self) -> int:
        """How much has been added, to see whether something was."""
        return len(self.lines) + len(self._pieces) + len(self._raised) + len(self._boxes)

    def add(self, text: str, *, raised: bool = False) -> None:
        """Add text to the paragraph, perhaps `raised` above the line."""
        if raised:
            self._raised += text
        elif text:
            self._lower(text)
            self._pieces.append(text)

    def box(self, lines: Sequence[str]) -> None:
        """Put lines after the paragraph."""
        self._boxes += filter(str.strip, lines)

    def end(self) -> str:
        """End the paragraph, and return it."""
        self._lower("")
        line = "".join(self._pieces)
        if line.strip() or not self._boxes:
            self.lines.append(line)
        self.lines += self._boxes
        self._pieces, self._boxes = [], []
        return line

    def drop(self) -> None:
        """Leave out the paragraph that is begun."""
        self._pieces, self._boxes, self._raised = [], [], ""

    def finish(self) -> list[str]:
        """End a paragraph that is begun, and return all lines."""
        if self._pieces or self._raised or self._boxes:
            self.end()
        return self.lines

    def _lower(self, after: str) -> None:
        if self._raised:
            before = "".join(self._pieces[-_PIECES_LOOKED_AT:])[-_PROSE:]
            mark = self._raised.strip()
            self._pieces.append(self._raised.replace(mark, raised(mark, before, after), 1) if mark else self._raised)
            self._raised = ""


class Story:
    """Lines, and the cells of a row that is not ended yet."""

    def __init__(self, kind: str = "", depth: int = 0) -> None:
        self.kind = kind
        self.depth = depth
        self.flow = Flow()
        self._cells: list[list[str]] = []
        self._begun: int | None = None

    def begin_row(self) -> None:
        """Take what follows for the cells of a table's row."""
        if self._begun is None:
            self.flow.finish()
            self._begun = len(self.flow.lines)

    def end_cell(self) -> None:
        """Take the lines since the row or the last cell began for a cell."""
        self.begin_row()
        self.flow.finish()
        self._cells.append(self.flow.lines[self._begun :])
        del self.flow.lines[self._begun :]

    def end_row(self) -> None:
        """Add the row's cells as lines."""
        self.flow.finish()
        self.flow.lines += row_lines(self._cells)
        self._cells, self._begun = [], None


def row_lines(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a row of a table as one line, its cells between tabs.

    A row with a single filled cell, or with paragraphs in a cell, is layout: each of its paragraphs is a line.
    """
    filled = [[line for line in cell if line.strip()] for cell in cells]
    written = [cell for cell in filled if cell]
    if len(written) == 1 or any(len(cell) > 1 and max(map(len, cell)) >= _PROSE for cell in written):
        for cell in written:
            yield from cell
    elif written:
        yield "\t".join(" ".join(cell).replace("\n", " ") for cell in filled)


def text_of_equation(code: str) -> str:
    r"""Return the words under ruby, or the fraction, that a field's code shows.

    >>> text_of_equation(r"EQ \o\ad(\s\up 9(kana),kanji)"), text_of_equation(r"EQ \f(1;2)")
    ('kanji', '1/2')
    """
    if not code.lstrip().upper().startswith("EQ"):
        return ""
    _, over, rest = code.partition("\\up")
    if over:
        _, comma, words = rest.partition("),")
        return (words if comma else rest.partition(");")[2]).rstrip(") ")
    parts = code.partition("\\f(")[2].rpartition(")")[0]
    return parts.replace(";" if ";" in parts else ",", "/")
