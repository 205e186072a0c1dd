"""Text and Markdown files, and metadata in front matter or sidecar files."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import yaml

from index.formats import limits
from index.formats.encodings import decoded
from index.formats.kinds import ARCHIVES, REFERENCES, TABLES, FileKind, Format
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.storage.articles import headline, language_code
from index.text.cleaning import clean_line, clean_text
from index.text.dates import parse_day

SIDECARS = (".yaml", ".yml")

_MAX_DEPTH = 16
# Every scalar is read as the text that is written: `title: 1984` and `language: no` are words.
_YAML: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ABSENT = ("", "~", "null")
_NO_SIDECAR = (
    TABLES | ARCHIVES | REFERENCES | {FileKind.MARKDOWN, FileKind.FEED}
)  # these hold the metadata of each article
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# Keys of front matter: those that are read, and others that static site generators use.
_KEYS = "title|source|url|author|published|language|date|layout|tags|categories|draft|slug|description"
_KEY = re.compile(rf"^\{{?[\"']?(?:{_KEYS})[\"']?[ \t]*:", re.MULTILINE)
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_HEADING = re.compile(r"^#[ \t]+(.*)$", re.MULTILINE)


def read_plain(raw: bytes, kind: FileKind, path: Path) -> Draft:
    """Return the draft of the text or Markdown file `path`, whose content is `raw`.

    Raises UnreadableError if it is not text or has invalid front matter.
    """
    text = clean_text(decoded(raw))
    given = Metadata()
    if kind is FileKind.MARKDOWN:
        given, text = _markdown(path, text)
    return Draft(text, given)


def sidecars(path: Path, form: Format) -> tuple[Path, ...]:
    """Return the metadata files of `path`; none if its own format has metadata."""
    if form.kind in _NO_SIDECAR:
        return ()
    stem = path.with_suffix("") if form.gzipped else path
    return tuple(stem.with_suffix(suffix) for suffix in SIDECARS)


def read_sidecar(raw: bytes) -> Metadata:
    """Return the metadata in a sidecar file; raise UnreadableError if they are invalid."""
    return _metadata(clean_text(decoded(raw)))


def _markdown(path: Path, text: str) -> tuple[Metadata, str]:
    """Return metadata and body; the default title is the first heading or file name."""
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
    given = _metadata(between)
    return given if _KEY.search(between) else None


def _metadata(text: str) -> Metadata:
    """Return the values in the YAML `text`.

    Raises UnreadableError, which names the key that is wrong.
    """
    mapping = _mapping(text)
    title, source, url, author, published, language = (_value(mapping, each.name) for each in fields(Metadata))
    day = parse_day(published) if published else None
    if published and day is None:
        raise UnreadableError(f"its key published is not a date ({published!r})")
    code = language_code(language) if language else None
    if language and code is None:
        raise UnreadableError(f"its key language is not a language code ({language!r})")
    return Metadata(title, source, url, author, day, code)


def _mapping(text: str) -> dict[object, object]:
    """Parse YAML that is small, flat and without aliases, so that it cannot blow up."""
    if len(text.encode()) > limits.METADATA_BYTES:
        raise UnreadableError(f"its metadata have more than {limits.METADATA_BYTES:,} bytes")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_YAML):
            if getattr(event, "anchor", None):
                raise UnreadableError("its metadata use anchors or aliases")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise UnreadableError("its metadata are nested too deeply")
        found = yaml.load(text, Loader=_YAML)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1} of them)" if mark else ""
        raise UnreadableError(f"its metadata are not YAML{where}") from error
    if found is None or found in _ABSENT:
        return {}
    if not isinstance(found, dict):
        raise UnreadableError("its metadata are not keys with values")
    return found


def _value(mapping: dict[object, object], key: str) -> str:
    value = mapping.get(key)
    if key == "author" and isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = ", ".join(value)
    if value is None or value in _ABSENT:
        return ""
    if not isinstance(value, str):
        raise UnreadableError(f"its key {key} is not a plain value")
    return clean_line(value)
