"""Metadata of an article in YAML: small, flat, without aliases, each value as it is written."""

from __future__ import annotations

from dataclasses import fields

import yaml

from index.formats import limits
from index.formats.parsed import Metadata, UnreadableError
from index.storage.articles import language_code
from index.text.cleaning import clean_line
from index.text.dates import parse_day

_MAX_DEPTH = 16
# Every scalar is read as the text that is written: `title: 1984` and `language: no` are words.
_YAML: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ABSENT = ("", "~", "null")


def read_metadata(text: str) -> Metadata:
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
