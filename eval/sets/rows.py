"""JSON objects taken apart: bad values are noted, and a stand-in is returned."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from eval.sets.files import read_lines, read_text
from eval.sets.problems import Problems, shown
from index.storage.articles import language_code

HIGHEST_GRADE = 1_000
"""The highest grade: two to the power of a grade must stay a number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON object, its place in a file, and where its problems are noted.

    A null value counts as missing. `where` begins every message.
    """

    path: Path
    line: int
    values: Mapping[str, object]
    problems: Problems
    where: str = ""

    def fault(self, reason: str) -> None:
        """Note that something is wrong with this object."""
        self.problems.note(self.path, self.line, f"{self.where}{reason}")

    def check_keys(self, known: Sequence[str]) -> None:
        """Note every unknown key, with the nearest of `known`."""
        for key in self.values:
            if key not in known:
                nearest = get_close_matches(key[:100], known, 1, cutoff=0.0)[0]
                self.fault(f"the key {shown(key)} is unknown; the nearest known one is {nearest!r}")

    def text(self, key: str) -> str:
        """A text that must be there, and may be empty."""
        value = self._required(key)
        return "" if value is None else self._text(key, value) or ""

    def optional(self, key: str) -> str | None:
        """A text that need not be there, and is not blank where it is."""
        value = self.values.get(key)
        text = None if value is None else self._text(key, value)
        if text is not None and not text.strip():
            self.fault(f"the field {key!r} is empty")
            return None
        return text

    def filled(self, key: str, *, numbers: bool = False) -> str:
        """Return a required text that is not blank; with `numbers`, whole numbers count as text."""
        value = self._required(key)
        text = None if value is None else self._text(key, value, numbers=numbers)
        if text is not None and not text.strip():
            self.fault(f"the field {key!r} is empty")
            return ""
        return text or ""

    def identifier(self, key: str, taken: Container[str], *, numbers: bool = False) -> str | None:
        """Return a required id that is not in `taken`, else None."""
        text = self.filled(key, numbers=numbers)
        if text in taken:
            self.fault(f"the id {shown(text)} occurs twice")
            return None
        return text or None

    def question(self, key: str) -> str:
        """A text that must be there and be fit to be searched for."""
        text = self.text(key)
        if not isinstance(self.values.get(key), str):
            return text
        return self.problems.question(self.path, self.line, text, self.where)

    def texts(self, key: str, *, numbers: bool = False) -> tuple[str, ...]:
        """Return a list of distinct texts in order, none of them blank; empty if missing."""
        found: dict[str, None] = {}
        for value in self._list(key):
            text = self._text(key, value, numbers=numbers)
            if text is not None and not text.strip():
                self.fault(f"the field {key!r} has an empty text in it")
            elif text is not None:
                found[text] = None
        return tuple(found)

    def flag(self, key: str) -> bool:
        """True or false; false where it is not there."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(f"the field {key!r} is neither true nor false")
        return value is True

    def whole(self, key: str, default: int | None = None) -> int | None:
        """A whole number from 0; it must be there where there is no `default`."""
        value = self._required(key) if default is None else self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fault(f"the field {key!r} is not a whole number from 0")
            return default
        return value

    def grade(self, key: str) -> int:
        """A grade of relevance; 1 where it is not there."""
        grade = self.whole(key, 1) or 0
        if grade > HIGHEST_GRADE:
            self.fault(f"the field {key!r} is above {HIGHEST_GRADE:,}")
        return grade

    def language(self, key: str) -> str | None:
        """An ISO 639 code, or None where it is not there; `en-GB` is `en`."""
        written = self.optional(key)
        code = language_code(written) if written else None
        if written and code is None:
            self.fault(f"the field {key!r} is not a language code ({shown(written)}): write it as id or en")
        return code

    def day(self, key: str) -> date | None:
        """A date, or None where it is not there."""
        written = self.optional(key)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self.fault(f"the field {key!r} is not a date ({shown(written)}): write it as 2022-06-25")
            return None

    def inner(self, key: str) -> Row:
        """Return the object under `key`; an empty one if it is missing."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(f"the field {key!r} is not an object")
        values = value if isinstance(value, dict) else {}
        return Row(self.path, self.line, values, self.problems, f"{self.where}{key}: ")

    def rows(self, key: str, *, required: bool = False) -> Iterator[Row]:
        """Yield the objects in the list under `key`; their messages begin with their number."""
        if required:
            self._required(key)
        for number, value in enumerate(self._list(key), 1):
            if isinstance(value, dict):
                yield Row(self.path, self.line, value, self.problems, f"{self.where}{key} {number}: ")
            else:
                self.fault(f"{key} {number} is not an object")

    def _required(self, key: str) -> object:
        value = self.values.get(key)
        if value is None:
            self.fault(f"the field {key!r} is missing")
        return value

    def _list(self, key: str) -> list[object]:
        value = self.values.get(key)
        if value is not None and not isinstance(value, list):
            self.fault(f"the field {key!r} is not a list")
        return value if isinstance(value, list) else []

    def _text(self, key: str, value: object, *, numbers: bool = False) -> str | None:
        if numbers and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            self.fault(f"the field {key!r} is {type(value).__name__}, not text")
            return None
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            self.fault(f"the field {key!r} has half a character in it (a lone surrogate)")
        return value


def read_rows(path: Path, problems: Problems) -> Iterator[Row]:
    """Yield every JSON object of a file with one a line; note every other line."""
    for number, line in read_lines(path, problems):
        row = _parsed(path, number, line, problems)
        if row is not None:
            yield row


def read_object(path: Path, problems: Problems) -> Row | None:
    """Read a file that is one JSON object, else note that and return None."""
    text = read_text(path, problems)
    return None if text is None else _parsed(path, 0, text, problems)


def _parsed(path: Path, number: int, text: str, problems: Problems) -> Row | None:
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        problems.note(path, number, f"is not JSON ({error.msg} at character {error.pos + 1:,})")
        return None
    except (RecursionError, ValueError):
        problems.note(path, number, "is not JSON that can be read (nested too deeply, or a number too long)")
        return None
    if not isinstance(values, dict):
        problems.note(path, number, "is not a JSON object")
        return None
    return Row(path, number, values, problems)
