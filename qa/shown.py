"""What values show of themselves: JSON, text, tables, and in notebooks."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from index.optional import require
from index.values import Article, Hit


def _output(name: str) -> Any:
    """Return a module of `qa.output`, which is above the values, so only looked up."""
    return import_module(f"qa.output.{name}")


def _as_html(value: object) -> str:
    shown: str = _output("as_html").shown(value)
    return shown


Article._repr_html_ = _as_html
Hit._repr_html_ = _as_html


class Shown:
    """A value that programs can write as JSON, and notebooks show."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return what its JSON has, as dictionaries, lists, texts and numbers."""
        found: dict[str, Any] = _output("as_json").plain(_output("as_json").form(self))
        return found

    def to_json(self, indent: int | None = 2) -> str:
        """Return its JSON, as `--json` prints it."""
        written: str = _output("as_json").dumps(_output("as_json").form(self), indent)
        return written

    def _repr_html_(self) -> str:
        return _as_html(self)


class ShownAnswer(Shown):
    """An answer, which also is text and a table."""

    __slots__ = ()

    def records(self) -> list[dict[str, Any]]:
        """Return a row for each citation, with question, status and confidence in each.

        Where nothing was found there is one row without a citation.
        """
        rows: list[dict[str, Any]] = _output("as_rows").answer(self)
        return rows

    def to_frame(self) -> Any:
        """Return `records` as a pandas data frame, the days as its own.

        Raises MissingExtraError without Kutip's extra `tables`.
        """
        pandas = require("pandas", "tables")
        frame = pandas.DataFrame(self.records())
        frame["published"] = pandas.to_datetime(frame["published"])
        return frame

    def __str__(self) -> str:
        text: str = _output("as_text").answer(self)
        return text

    def __repr__(self) -> str:
        line: str = _output("as_text").line(self)
        return line
