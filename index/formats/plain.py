"""Text and Markdown, with metadata in front matter or in a sidecar file: what is given of an article."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from index.formats.encodings import decoded
from index.formats.kinds import ARCHIVES, TABLES, Format, Kind
from index.formats.metadata import Metadata, read_metadata
from index.formats.parsed import Draft, UnreadableError
from index.storage.articles import headline
from index.text.cleaning import clean_text

NO_TEXT = "it has no text"
SIDECARS = (".yaml", ".yml")

_NO_SIDECAR = TABLES | ARCHIVES | {Kind.MARKDOWN, Kind.FEED}  # they say for each article what is to be said
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# Keys of front matter: those that are read, and what else programs that make web sites write there.
_KEYS = "title|source|url|author|published|language|date|layout|tags|categories|draft|slug|description"
_KEY = re.compile(rf"^\{{?[\"']?(?:{_KEYS})[\"']?[ \t]*:", re.MULTILINE)
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_HEADING = re.compile(r"^#[ \t]+(.*)$", re.MULTILINE)


def read_plain(raw: bytes, kind: Kind, path: Path) -> Draft:
    """The draft of the text or Markdown file `path`, which is `raw`.

    Raises UnreadableError where it has no text or is none, and UnreadableFileError for bad front matter.
    """
    text = clean_text(decoded(raw))
    given = Metadata()
    if kind is Kind.MARKDOWN:
        given, text = _markdown(path, text)
    if not text.strip():
        raise UnreadableError(NO_TEXT)
    return Draft(text, given)


def sidecars(path: Path, form: Format) -> tuple[Path, ...]:
    """The files beside `path` that may say what is to be said of it; none of a format that says so itself."""
    if form.kind in _NO_SIDECAR:
        return ()
    stem = path.with_suffix("") if form.gzipped else path
    return tuple(stem.with_suffix(suffix) for suffix in SIDECARS)


def read_sidecar(path: Path, raw: bytes) -> Metadata:
    """What the sidecar `path`, which is `raw`, says; UnreadableFileError or UnreadableError where it is not right."""
    return read_metadata(path, clean_text(decoded(raw)))


def merged(over: Metadata, under: Metadata) -> Metadata:
    """What `over` says, and `under` where that says nothing."""
    return Metadata(
        title=over.title or under.title,
        source=over.source or under.source,
        url=over.url or under.url,
        author=over.author or under.author,
        published=over.published or under.published,
        language=over.language or under.language,
    )


def _markdown(path: Path, text: str) -> tuple[Metadata, str]:
    """The metadata and the body of a Markdown file; at last a heading or the file's name is the title."""
    given, body = Metadata(), text
    opening = _FENCE.match(body)
    closing = _FENCE.search(body, opening.end() + 1) if opening else None
    front = _front_matter(path, body[opening.end() : closing.start()]) if opening and closing else None
    if closing and front:
        given = front
        body = _BLANK_LINES.sub("", body[closing.end() :], count=1)
    if given.title:
        return given, body
    heading = _HEADING.search(body)
    title = headline(heading[1].strip().rstrip("#")) if heading else ""
    return replace(given, title=title or path.stem), body


def _front_matter(path: Path, between: str) -> Metadata | None:
    """What stands `between` two rules says; None where it is text: it begins with a blank line, or has no known key."""
    if not between.strip():
        return Metadata()
    if _BLANK_LINES.match(between.removeprefix("\n")):
        return None
    given = read_metadata(path, between)
    return given if _KEY.search(between) else None
