"""Files to articles: text and Markdown, with metadata in front matter or a sidecar file."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from index.errors import BadInputError, UnreadableFileError
from index.language import UNDETERMINED
from index.text import clean_line, clean_text
from index.values import Article

SUFFIXES = (".txt", ".md")
MAX_BYTES = 20_000_000
MAX_METADATA_BYTES = 65_536
TITLE_CHARS = 100

_MOST_CONTROL = 0.1
_MAX_DEPTH = 16
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_HEADING = re.compile(r"^#[ \t]+(.*)$", re.MULTILINE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9_-]+)?", re.IGNORECASE)
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d*)?)?\s*(?:Z|[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)

# Every scalar is read as the text that is written: `title: 1984` and `language: no` are words.
_YAML: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ABSENT = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Problem:
    """A path that was not taken, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Metadata:
    """What a file says of its article; an empty `title` where it says none."""

    title: str = ""
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None


def find_files(paths: Iterable[Path]) -> Iterator[Path | Problem]:
    """The files to read for `paths`: themselves, and what their folders hold at any depth, in sorted order.

    Folders give `.txt` and `.md` files (in any case), without hidden files and
    folders, a `README.md`, which is about its folder, and what lies behind
    links to folders. A named path that does not exist or has another suffix,
    and a folder that cannot be listed, come as a `Problem`; nothing is raised.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield Problem(path, _why(error))
            continue
        if stat.S_ISDIR(mode):
            yield from _walk(path)
        elif path.suffix.lower() in SUFFIXES:
            yield path
        else:
            yield Problem(path, f"not one of {', '.join(SUFFIXES)}")


def read_file(path: Path, identify: Callable[[str], str]) -> Article:
    """Read one `.txt` or `.md` file; `identify` tells the language where the file does not.

    The text is UTF-8, or UTF-16 with a byte order mark. The metadata keys are
    title, source, url, author (one or a list), published (ISO date or time) and
    language: of a text file in `<stem>.yaml` or `<stem>.yml` beside it, of a
    Markdown file between `---` lines at its very start. Raises
    UnreadableFileError, naming the file and the reason.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise _unreadable(
            path, f"it is not one of {', '.join(SUFFIXES)}", "save it as plain text or Markdown"
        )
    text = _text_of(path, MAX_BYTES)
    if path.suffix.lower() == ".md":
        given, text = _markdown(path, text)
    else:
        given = _sidecar(path)
    if not text.strip():
        raise _unreadable(path, "it has no text", "give a file that has some, or leave it out")
    return make_article(text=text, identify=identify, **asdict(given))


def make_article(
    *,
    text: str,
    title: str = "",
    source: str | None = None,
    url: str | None = None,
    author: str | None = None,
    published: date | None = None,
    language: str | None = None,
    identify: Callable[[str], str] | None = None,
) -> Article:
    """An article from a program's own values, cleaned and given its id.

    Without a title the text's first line stands in, cut at about `TITLE_CHARS`;
    the text itself stays whole. `url` is kept only where it is http or https.
    `language` is an ISO 639-1 code; without one `identify` tells it from the
    text, and without that it is `und`. The id is the first 12 hexadecimal
    digits of a SHA-256 over everything given, so that the same article always
    has the same id. Raises BadInputError where the text is empty.
    """
    cleaned = clean_text(text)
    if not cleaned.strip():
        raise BadInputError("the article has no text", "give it some")
    code = _language_code(language) if language else None
    if language and not code:
        raise BadInputError(f"{language!r} is no language code", "give an ISO 639-1 code such as id or en")
    heading = clean_line(title) or _headline(cleaned)
    address = _web_address(url)
    origin, writer = (clean_line(value or "") or None for value in (source, author))
    day = published.date() if isinstance(published, datetime) else published
    identity = {
        "text": cleaned,
        "title": heading,
        "source": origin,
        "url": address,
        "author": writer,
        "published": day.isoformat() if day else None,
        "language": code,
    }
    canonical = json.dumps(identity, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Article(
        article_id=_sha256(canonical)[:12],
        title=heading,
        text=cleaned,
        language=code or (identify(cleaned) if identify else UNDETERMINED),
        source=origin,
        url=address,
        author=writer,
        published=day,
        sha256=_sha256(cleaned),
    )


def _walk(folder: Path) -> Iterator[Path | Problem]:
    failed: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            taken = name.lower().endswith(SUFFIXES) and name.lower() != "readme.md"
            if taken and not name.startswith("."):
                yield Path(root, name)
    for error in failed:
        yield Problem(Path(error.filename), _why(error))


def _text_of(path: Path, limit: int) -> str:
    """The decoded content of a regular file, whose size is checked before it is read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(path, "it is not a regular file", "give a file or a folder")
        raw = b""
        if status.st_size <= limit:
            with path.open("rb") as stream:
                raw = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, _why(error), "check the path and its permissions") from error
    size = max(status.st_size, len(raw))
    if size > limit:
        raise _unreadable(path, f"it is too large ({size:,} bytes; the limit is {limit:,})", "split it")
    return _decoded(path, raw)


def _decoded(path: Path, raw: bytes) -> str:
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    binary = _unreadable(path, "it is binary, not text", "export it as plain text")
    if not wide and b"\0" in raw:
        raise binary
    try:
        text = raw.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        encoding = "UTF-16" if wide else "UTF-8"
        raise _unreadable(
            path, f"it is not {encoding} (at byte {error.start})", "save it as UTF-8"
        ) from error
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise binary
    return text


def _sidecar(path: Path) -> _Metadata:
    for suffix in (".yaml", ".yml"):
        beside = path.with_suffix(suffix)
        if beside.exists():
            return _metadata(beside, clean_text(_text_of(beside, MAX_METADATA_BYTES)))
    return _Metadata()


def _markdown(path: Path, text: str) -> tuple[_Metadata, str]:
    """The metadata and the body of a Markdown file; at last a heading or the file's name is the title."""
    body = clean_text(text)
    given = _Metadata()
    opening = _FENCE.match(body)
    closing = _FENCE.search(body, opening.end() + 1) if opening else None
    if opening and closing:
        given = _metadata(path, body[opening.end() : closing.start()])
        body = _BLANK_LINES.sub("", body[closing.end() :], count=1)
    if given.title:
        return given, body
    heading = _HEADING.search(body)
    title = _headline(heading[1].strip().rstrip("#")) if heading else ""
    return replace(given, title=title or path.stem), body


def _metadata(path: Path, text: str) -> _Metadata:
    mapping = _mapping(path, text)
    values = {key: _value(path, mapping, key) for key in ("title", "source", "url", "author")}
    published, language = (_value(path, mapping, key) for key in ("published", "language"))
    day = _day(published) if published else None
    if published and day is None:
        raise _unreadable(path, f"its key published is no date ({published!r})", "write it as 2022-06-25")
    code = _language_code(language) if language else None
    if language and code is None:
        raise _unreadable(path, f"its key language is no code ({language!r})", "write it as id or en")
    return _Metadata(**values, published=day, language=code)


def _mapping(path: Path, text: str) -> dict[object, object]:
    """Parse YAML that is small, flat and without aliases, so that it cannot blow up."""
    if len(text.encode()) > MAX_METADATA_BYTES:
        raise _unreadable(path, f"its metadata have more than {MAX_METADATA_BYTES:,} bytes", "shorten them")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_YAML):
            if getattr(event, "anchor", None):
                raise _unreadable(path, "its metadata use anchors or aliases", "write the values out")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise _unreadable(path, "its metadata are nested too deeply", "use plain keys and values")
        found = yaml.load(text, Loader=_YAML)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1} of them)" if mark else ""
        raise _unreadable(path, f"its metadata are not YAML{where}", "check quotes and colons") from error
    if found is None or found in _ABSENT:
        return {}
    if not isinstance(found, dict):
        raise _unreadable(path, "its metadata are not keys with values", "write them as `title: ...`")
    return found


def _value(path: Path, mapping: dict[object, object], key: str) -> str:
    value = mapping.get(key)
    if key == "author" and isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = ", ".join(value)
    if value is None or value in _ABSENT:
        return ""
    if not isinstance(value, str):
        raise _unreadable(path, f"its key {key} is not a plain value", f"write it as `{key}: ...`")
    return clean_line(value)


def _day(written: str) -> date | None:
    """The calendar day of an ISO 8601 date or time, as written (no change of time zone)."""
    moment = _MOMENT.fullmatch(written)
    with suppress(ValueError):
        return date(*map(int, moment.groups())) if moment else None
    return None


def _language_code(written: str) -> str | None:
    code = _LANGUAGE.fullmatch(written.strip())
    return code[1].lower() if code else None


def _web_address(written: str | None) -> str | None:
    address = clean_line(written or "")
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname and " " not in address:
            return address
    return None


def _headline(text: str) -> str:
    """The first line that has something on it, cut at a word."""
    lines = (clean_line(line[: 4 * TITLE_CHARS]) for line in text.split("\n"))
    line = next(filter(None, lines), "")
    if len(line) <= TITLE_CHARS:
        return line
    kept, space, _ = line[: TITLE_CHARS + 1].rpartition(" ")
    return f"{kept if space else line[:TITLE_CHARS]}…"


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, PermissionError):
        return "permission is denied"
    return f"it cannot be opened ({getattr(error, 'strerror', None) or error})"


def _unreadable(path: Path, reason: str, hint: str) -> UnreadableFileError:
    return UnreadableFileError(f"{path} cannot be read: {reason}", hint)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
