"""Text and Markdown files, and metadata in front matter or sidecar files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from index.formats.encodings import decoded
from index.formats.front_matter import front_matter, metadata_of
from index.formats.given import Given
from index.formats.kinds import ARCHIVES, REFERENCES, SERIES, TABLES, FileKind, Format
from index.formats.parsed import Draft, Metadata
from index.storage.articles import headline
from index.text.cleaning import clean_text
from index.text.markdown import plain_of_markdown
from index.text.unwrapping import unwrapped

SIDECARS = (".yaml", ".yml")

# These hold the metadata of each article.
_NO_SIDECAR = TABLES | ARCHIVES | REFERENCES | SERIES | {FileKind.MARKDOWN, FileKind.FEED}
_HEADING = re.compile(r"^#[ \t]+(.*)$", re.MULTILINE)


def read_plain(raw: bytes, kind: FileKind, path: Path) -> Draft:
    """Return the draft of the text or Markdown file `path`, whose content is `raw`.

    The lines of a text are left as they are. Raises UnreadableError if it is not text.
    """
    found = decoded(raw)
    text = clean_text(found.text)
    given = Given(Metadata())
    if kind is FileKind.MARKDOWN:
        given, text = _markdown(path, text)
    return Draft(text, given.metadata, warnings=(*found.warnings, *given.warnings))


def sidecars(path: Path, form: Format) -> tuple[Path, ...]:
    """Return the metadata files of `path`; none if its own format has metadata."""
    if form.kind in _NO_SIDECAR:
        return ()
    stem = path.with_suffix("") if form.gzipped else path
    return tuple(stem.with_suffix(suffix) for suffix in SIDECARS)


def read_sidecar(raw: bytes) -> Given:
    """Return the metadata in a sidecar file; raise UnreadableError if it is not text."""
    return metadata_of(clean_text(decoded(raw).text))


def _markdown(path: Path, text: str) -> tuple[Given, str]:
    """Return metadata and body; the default title is the first heading or file name."""
    given, body = front_matter(text) or (Given(Metadata()), text)
    body = plain_of_markdown(unwrapped(body))
    if given.metadata.title:
        return given, body
    heading = _HEADING.search(body)
    title = headline(heading[1].strip().rstrip("#")) if heading else ""
    return replace(given, metadata=replace(given.metadata, title=title or path.stem)), body
