"""Values of the parsers: what they find, what they cannot read, and articles."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from index.formats.columns import Columns
from index.values import Article, ProblemKind


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says about its article; `title` is empty where it gives none."""

    title: str = ""
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None

    def or_else(self, other: Metadata) -> Metadata:
        """Return these values, and those of `other` where one is missing."""
        return Metadata(*(getattr(self, each.name) or getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article and its origin.

    The origin is an absolute path, then `!member` in an archive, then `#id` or `#row` of a record. Reading a changed
    file gives the same origins again, so that its articles can replace the earlier ones. `kind` is the format of the
    file, or of the `member` of an archive.
    """

    article: Article
    origin: str
    kind: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Text that a parser found, not yet cleaned, and what the file says about it.

    `pages` are offsets into `text`, which is then already clean. `member` is the name within an archive, `record`
    the id or row within a table or feed. `year` is given by a page that has no complete date. `warnings` say what is
    missing or doubtful in it. `files` are the paths of those that an entry of references is about. `language_supposed`
    says that a program gave its language, which a theme or template may have by default, so that a text clearly in
    another is believed.
    """

    text: str
    metadata: Metadata = field(default_factory=Metadata)
    pages: tuple[int, ...] = ()
    member: str = ""
    record: str = ""
    year: int | None = None
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    language_supposed: bool = False


@dataclass(frozen=True, slots=True)
class ParseProblem:
    """What a parser did not read, or found doubtful, and why.

    `member` is the name within an archive.
    """

    reason: str
    member: str = ""
    kind: ProblemKind = ProblemKind.UNREAD


@dataclass(frozen=True, slots=True)
class TakenColumns:
    """Which columns of a table were taken for which field, and which were not used.

    `path` is the file, or `archive!member`; it is empty until the file's reader fills it in.
    """

    path: Path
    kind: str
    columns: Columns
    unused: tuple[str, ...]
    member: str = ""


@dataclass(frozen=True, slots=True)
class MemberStarted:
    """The member of an archive with this number, counted from 0, is now being read."""

    number: int
    member: str


@dataclass(frozen=True, slots=True)
class Working:
    """A sign that a long document is still read; silent workers are ended."""

    member: str = ""


Parsed = Draft | ParseProblem | TakenColumns | Working


class UnreadableError(Exception):
    """A whole document cannot be read; the message is the reason, for a person."""
