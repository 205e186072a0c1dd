"""Metadata that people and programs write before a text: YAML, TOML, JSON or plain headers."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping

from index.formats import limits
from index.formats.given import Given, given_of, is_known
from index.formats.parsed import Metadata

_MAX_DEPTH = 16
_FENCE = re.compile(r"(---|\+\+\+|;;;)[ \t]*+(?:yaml|toml|json)?[ \t]*+(?:\n|$)")
_ENDS = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
    ";;;": re.compile(r"^;;;[ \t]*$", re.MULTILINE),
}
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_KEY = re.compile(r"""[ \t]{0,3}["']?([^\W\d_][\w .-]{0,40}?)["']?[ \t]*[:=](?:[ \t](.*))?$""")
_ITEM = re.compile(r"[ \t]*-[ \t](.*)$")
_PLAIN_KEY = re.compile(r"[a-z][\w-]*")
_PERCENT = re.compile(r"%(.*)$")
_HEADER = re.compile(r"([^\W\d_][\w -]{0,40}):(?:[ \t](.*))?$")
_LEAST_HEADERS = 2
_CONTINUED = ("#", "-", " ", "\t", "]", "}", "[", "?", ":")  # how lines begin that go on with a value, and comments
_LEAST_KEYS = 1.5  # lines for a key, of those that begin otherwise
_NONE: Mapping[str, object] = {}


class _NotReadError(Exception):
    """Front matter is in no form that is read; the message says why."""


def front_matter(text: str) -> tuple[Given, str] | None:
    """Return what stands before a cleaned text in Markdown, and that text.

    None if nothing does. What is not understood is a warning.
    """
    if fence := _FENCE.match(text):
        closing = _ENDS[fence[1]].search(text, fence.end())
        between = text[fence.end() : closing.start()] if closing else None
        if closing is None or between is None or not _is_front_matter(between):
            return None
        return metadata_of(between), _BLANK_LINES.sub("", text[closing.end() :], count=1)
    found = _json(text) or _percent_block(text) or _headers(text)
    if found is None:
        return None
    mapping, end = found
    return given_of(mapping), _BLANK_LINES.sub("", text[end:], count=1)


def metadata_of(text: str) -> Given:
    """Return what YAML, TOML or JSON says of an article.

    What is not read is a warning.
    """
    if len(text.encode()) > limits.METADATA_BYTES:
        return Given(Metadata(), (f"its metadata have more than {limits.METADATA_BYTES:,} bytes, and are not used",))
    try:
        return given_of(_parsed(text))
    except _NotReadError as error:
        return Given(Metadata(), (f"{error}, and are not used",))
    except ValueError as error:
        given = given_of(dict(_by_lines(text)))
        return Given(given.metadata, (f"{error}; they were read line by line", *given.warnings))


def _is_front_matter(between: str) -> bool:
    """Return whether the lines between two rules are metadata, and no text."""
    if not between.strip():
        return True
    lines = [line for line in between.split("\n") if line.strip() and not line.startswith(_CONTINUED)]
    keys = [found[1] for line in lines if (found := _KEY.match(line.lstrip("{")))]
    if _BLANK_LINES.match(between) or len(keys) * _LEAST_KEYS < len(lines) or not keys:
        return False
    return any(map(is_known, keys)) or all(map(_PLAIN_KEY.fullmatch, keys))


def _parsed(text: str) -> Mapping[str, object]:
    """Return the keys of TOML or YAML, of which JSON is a part.

    Raises ValueError if it is neither.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _yaml(text)


def _yaml(text: str) -> Mapping[str, object]:
    """Parse YAML that is flat and without aliases, so that it cannot blow up.

    Every scalar is read as the text that is written: `title: 1984` and `language: no` are words.
    """
    import yaml  # here, since no question needs it

    loader: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            if getattr(event, "anchor", None):
                raise ValueError("its metadata use anchors or aliases")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise _NotReadError("its metadata are nested too deeply")
        found = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, TypeError) as error:  # a TypeError for a key that is a list
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1} of them)" if mark else ""
        raise ValueError(f"its metadata are not YAML{where}") from error
    if found in (None, ""):
        return _NONE
    if not isinstance(found, dict):
        raise ValueError("its metadata are not keys with values")
    return {str(key): value for key, value in found.items()}


def _by_lines(text: str) -> Iterator[tuple[str, object]]:
    """Yield each key at a line's start, with its value or the items below."""
    key, items = "", list[str]()
    for line in text.split("\n"):
        item, found = _ITEM.match(line), _KEY.match(line)
        if item and key:
            items.append(item[1].strip().strip("\"'"))
            yield key, list(items)
        elif found and not line[:1].isspace():
            key, items = found[1], []
            value = (found[2] or "").strip().strip("\"'")
            if any(map(str.isalnum, value)):
                yield key, value


def _json(text: str) -> tuple[Mapping[str, object], int] | None:
    """Return the object that a text begins with, with a known key, and its end."""
    if not text.startswith("{"):
        return None
    try:
        found, end = json.JSONDecoder().raw_decode(text[: limits.METADATA_BYTES])
    except (ValueError, RecursionError):
        return None
    return (found, end) if isinstance(found, dict) and any(map(is_known, found)) else None


def _percent_block(text: str) -> tuple[Mapping[str, object], int] | None:
    """Return pandoc's title block (`% title`, `% authors`, `% date`), and its end."""
    values: list[str] = []
    at = 0
    while at < len(text):
        end = text.find("\n", at) % (len(text) + 1)
        line = text[at:end]
        if (found := _PERCENT.match(line)) and len(values) < 3:
            values.append(found[1].strip())
        elif values and line[:1] in (" ", "\t") and line.strip():
            values[-1] = f"{values[-1]}{'; ' if len(values) == 2 else ' '}{line.strip()}"
        else:
            break
        at = end + 1
    if not any(values):
        return None
    title, authors, day = (*values, "", "")[:3]
    return {"title": title, "author": [each for each in authors.split(";") if each.strip()], "date": day}, at


def _headers(text: str) -> tuple[Mapping[str, object], int] | None:
    """Return the headers of MultiMarkdown, down to an empty line, and their end."""
    head = text[: limits.METADATA_BYTES].partition("\n\n")[0]
    found: dict[str, object] = {}
    key = ""
    for line in head.split("\n"):
        if header := _HEADER.match(line):
            key = header[1]
            found[key] = (header[2] or "").strip()
        elif key and line[:1] in (" ", "\t"):
            found[key] = f"{found[key]} {line.strip()}".strip()
        else:
            return None
    known = sum(map(is_known, found))
    return (found, len(head)) if known >= _LEAST_HEADERS and 2 * known >= len(found) else None
