"""What readers give: articles with where they came from, and problems with why; and what parsers give to readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from index.formats.columns import Columns
from index.formats.metadata import Metadata
from index.values import Article


@dataclass(frozen=True, slots=True)
class Read:
    """An article and its origin: an absolute path, then `!member` in an archive, then `#id` or `#row` of a record.

    Reading what has changed gives the same origins again, so that articles can take the place of what they were.
    """

    article: Article
    origin: str


@dataclass(frozen=True, slots=True)
class TakenColumns:
    """Which columns of the table at `path` (or `archive!member`) were taken for what, and which for nothing."""

    path: Path
    kind: str
    columns: Columns
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a parser found: text that is not cleaned yet, and what the file or page itself says of it.

    `pages` are offsets into `text`, which is then clean already. `member` is the name within an archive, `record`
    the id or row within a table or feed. `year` is the one the page gives where it gives no whole date.
    """

    text: str
    metadata: Metadata = field(default_factory=Metadata)
    pages: tuple[int, ...] = ()
    member: str = ""
    record: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a parser could not take, and why."""

    reason: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The columns that a parser takes of a table."""

    kind: str
    columns: Columns
    unused: tuple[str, ...]
    member: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """The member of an archive with this number, from 0, is being read now."""

    number: int
    member: str


Event = Draft | Fault | Taken


class UnreadableError(Exception):
    """A whole document cannot be read; the message is the reason, for a person."""
