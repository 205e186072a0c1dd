"""What is wrong with the sets that are being read, gathered until all are read."""

from __future__ import annotations

from pathlib import Path
from reprlib import Repr

from eval.values import BadSetError, Problem, QuestionSet
from index.errors import BadQuestionError
from index.search import check_question

_LONGEST_SHOWN = 80

_repr = Repr()
_repr.maxstring = _repr.maxother = _LONGEST_SHOWN


def shown(value: object) -> str:
    """`value` as a reason shows it: quoted, escaped, and cut in the middle where it is long."""
    return _repr.repr(value)


class Problems:
    """Every problem found so far, in the order of finding; reading goes on after each."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __len__(self) -> int:
        return len(self._found)

    def note(self, path: Path, line: int, reason: str) -> None:
        """Keep one problem; `line` counts from 1, 0 stands for the whole file."""
        self._found.append(Problem(path, line, reason))

    def question(self, path: Path, line: int, text: str, where: str = "") -> str:
        """`text` without surrounding space, noted where it is no question that can be searched for."""
        try:
            return check_question(text)
        except BadQuestionError as error:
            self.note(path, line, f"{where}{error.message}")
            return text

    def raise_any(self, readable: tuple[QuestionSet, ...] = ()) -> None:
        """Raise BadSetError with all that was noted, and the `readable` sets, if anything was."""
        if self._found:
            raise BadSetError(tuple(self._found), readable)
