"""What a file says of its article in YAML: small, flat, without aliases, each value as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from index.errors import UnreadableFileError
from index.storage.articles import language_code
from index.text.cleaning import clean_line
from index.text.dates import parse_day

MAX_METADATA_BYTES = 65_536

_MAX_DEPTH = 16
# Every scalar is read as the text that is written: `title: 1984` and `language: no` are words.
_YAML: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ABSENT = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of its article; an empty `title` where it says none."""

    title: str = ""
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None


def read_metadata(path: Path, text: str) -> Metadata:
    """The values that the YAML `text` of the file `path` gives; UnreadableFileError names what is wrong."""
    mapping = _mapping(path, text)
    values = {key: _value(path, mapping, key) for key in ("title", "source", "url", "author")}
    published, language = (_value(path, mapping, key) for key in ("published", "language"))
    day = parse_day(published) if published else None
    if published and day is None:
        raise UnreadableFileError(
            path, f"its key published is no date ({published!r})", "write it as 2022-06-25, 25 June 2022 or 25/06/2022"
        )
    code = language_code(language) if language else None
    if language and code is None:
        raise UnreadableFileError(path, f"its key language is no code ({language!r})", "write it as id or en")
    return Metadata(**values, published=day, language=code)


def _mapping(path: Path, text: str) -> dict[object, object]:
    """Parse YAML that is small, flat and without aliases, so that it cannot blow up."""
    if len(text.encode()) > MAX_METADATA_BYTES:
        raise UnreadableFileError(path, f"its metadata have more than {MAX_METADATA_BYTES:,} bytes", "shorten them")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_YAML):
            if getattr(event, "anchor", None):
                raise UnreadableFileError(path, "its metadata use anchors or aliases", "write the values out")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise UnreadableFileError(path, "its metadata are nested too deeply", "use plain keys and values")
        found = yaml.load(text, Loader=_YAML)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1} of them)" if mark else ""
        raise UnreadableFileError(path, f"its metadata are not YAML{where}", "check quotes and colons") from error
    if found is None or found in _ABSENT:
        return {}
    if not isinstance(found, dict):
        raise UnreadableFileError(path, "its metadata are not keys with values", "write them as `title: ...`")
    return found


def _value(path: Path, mapping: dict[object, object], key: str) -> str:
    value = mapping.get(key)
    if key == "author" and isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = ", ".join(value)
    if value is None or value in _ABSENT:
        return ""
    if not isinstance(value, str):
        raise UnreadableFileError(path, f"its key {key} is not a plain value", f"write it as `{key}: ...`")
    return clean_line(value)
