"""Problems of the sets that are read, collected until all are read."""

from __future__ import annotations

from pathlib import Path
from reprlib import Repr

from eval.values import BadSetError, QuestionSet, SetProblem
from index.errors import BadQuestionError
from index.search import check_question

_LONGEST_SHOWN = 80

_repr = Repr()
_repr.maxstring = _repr.maxother = _LONGEST_SHOWN


def shown(value: object) -> str:
    """Quote and escape `value` for a message; a long one is cut in the middle."""
    return _repr.repr(value)


class Problems:
    """The problems found so far, in order."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[SetProblem] = []

    def __len__(self) -> int:
        return len(self._found)

    def note(self, path: Path, line: int, reason: str) -> None:
        """Keep one problem; `line` counts from 1, 0 stands for the whole file."""
        self._found.append(SetProblem(path, line, reason))

    def question(self, path: Path, line: int, text: str, where: str = "") -> str:
        """Strip `text`, and note it if it cannot be searched for."""
        try:
            return check_question(text)
        except BadQuestionError as error:
            self.note(path, line, f"{where}{error.message}")
            return text

    def raise_any(self, readable: tuple[QuestionSet, ...] = ()) -> None:
        """Raise BadSetError with all that was noted, and the `readable` sets, if anything was."""
        if self._found:
            raise BadSetError(tuple(self._found), readable)
