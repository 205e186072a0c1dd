"""The one row of notes above the prompt: nothing moves when one comes."""

from __future__ import annotations

from collections import deque

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from index.text.cleaning import clean_line

SHOWN_S = 3.0
"""How long a note is seen; an error stays until the next key."""

_STYLES = {"error": "bold $text-error", "warning": "$text-warning", "information": ""}


class NoteRow(Static):
    """Shows one note at a time, and between notes what goes on in the background."""

    def __init__(self) -> None:
        super().__init__("", id="notes", markup=False)
        self._waiting: deque[tuple[str, str]] = deque()
        self._going_on: dict[str, str] = {}
        self._timer: Timer | None = None
        self._is_error = False

    def say(self, message: str, severity: str = "information") -> None:
        """Show a message, after a warning or an error was seen."""
        note = clean_line(message), severity
        is_behind = bool(self._waiting) and severity != "error"
        if self._is_error or is_behind or (severity == "warning" and self._timer is not None):
            self._waiting.append(note)
        else:
            self._draw(*note)

    def go_on_with(self, background: str, task: str = "") -> None:
        """Show what goes on between notes, of several tasks the newest."""
        self._going_on.pop(task, None)
        if background:
            self._going_on[task] = background
        if self._timer is None and not self._is_error:
            self.update(Content(self._background))

    @property
    def _background(self) -> str:
        return next(reversed(self._going_on.values()), "")

    def key_pressed(self) -> None:
        """Take an error away."""
        if self._is_error:
            self._next()

    def _draw(self, message: str, severity: str) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._is_error = severity == "error"
        self.update(Content.styled(message, _STYLES[severity]))
        if not self._is_error:
            self._timer = self.set_timer(SHOWN_S, self._next)

    def _next(self) -> None:
        self._timer, self._is_error = None, False
        if self._waiting:
            self._draw(*self._waiting.popleft())
        else:
            self.update(Content(self._background))
