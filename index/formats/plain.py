"""Text and Markdown files, with metadata in front matter or in a sidecar file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from index.formats.encodings import decoded
from index.formats.kinds import ARCHIVES, TABLES, FileKind, Format
from index.formats.metadata import read_metadata
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.storage.articles import headline
from index.text.cleaning import clean_text

NO_TEXT = "it has no text"
SIDECARS = (".yaml", ".yml")

_NO_SIDECAR = TABLES | ARCHIVES | {FileKind.MARKDOWN, FileKind.FEED}  # these hold the metadata of each article
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# Keys of front matter: those that are read, and others that static site generators use.
_KEYS = "title|source|url|author|published|language|date|layout|tags|categories|draft|slug|description"
_KEY = re.compile(rf"^\{{?[\"']?(?:{_KEYS})[\"']?[ \t]*:", re.MULTILINE)
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_HEADING = re.compile(r"^#[ \t]+(.*)$", re.MULTILINE)


def read_plain(raw: bytes, kind: FileKind, path: Path) -> Draft:
    """Return the draft of the text or Markdown file `path`, whose content is `raw`.

    Raises UnreadableError if it has no text, is not text, or has invalid front matter.
    """
    text = clean_text(decoded(raw))
    given = Metadata()
    if kind is FileKind.MARKDOWN:
        given, text = _markdown(path, text)
    if not text.strip():
        raise UnreadableError(NO_TEXT)
    return Draft(text, given)


def sidecars(path: Path, form: Format) -> tuple[Path, ...]:
    """Return the metadata files that `path` may have beside it; none if its format has metadata."""
    if form.kind in _NO_SIDECAR:
        return ()
    stem = path.with_suffix("") if form.gzipped else path
    return tuple(stem.with_suffix(suffix) for suffix in SIDECARS)


def read_sidecar(raw: bytes) -> Metadata:
    """Return the metadata in a sidecar file; raise UnreadableError if they are invalid."""
    return read_metadata(clean_text(decoded(raw)))


def _markdown(path: Path, text: str) -> tuple[Metadata, str]:
    """Return metadata and body; without a title there, the first heading or the file's name is it."""
    given, body = Metadata(), text
    opening = _FENCE.match(body)
    closing = _FENCE.search(body, opening.end() + 1) if opening else None
    front = _front_matter(body[opening.end() : closing.start()]) if opening and closing else None
    if closing and front:
        given = front
        body = _BLANK_LINES.sub("", body[closing.end() :], count=1)
    if given.title:
        return given, body
    heading = _HEADING.search(body)
    title = headline(heading[1].strip().rstrip("#")) if heading else ""
    return replace(given, title=title or path.stem), body


def _front_matter(between: str) -> Metadata | None:
    """Return the metadata between two rules, or None if that is text.

    It is text if it begins with a blank line or has no known key.
    """
    if not between.strip():
        return Metadata()
    if _BLANK_LINES.match(between.removeprefix("\n")):
        return None
    given = read_metadata(between)
    return given if _KEY.search(between) else None
