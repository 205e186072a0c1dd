"""Files to articles: text and Markdown, with metadata in front matter or a sidecar file."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.articles import headline, make_article
from index.errors import UnreadableFileError
from index.metadata import MAX_METADATA_BYTES, Metadata, read_metadata
from index.text import clean_text
from index.values import Article

SUFFIXES = (".txt", ".md")
MAX_BYTES = 20_000_000

_MOST_CONTROL = 0.1
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_HEADING = re.compile(r"^#[ \t]+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """A path that was not taken, and why."""

    path: Path
    reason: str


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
            yield Problem(path, f"it is not one of {', '.join(SUFFIXES)}")


def read_file(path: Path, identify: Callable[[str], str]) -> Article:
    """Read one `.txt` or `.md` file; `identify` tells the language where the file does not.

    The text is UTF-8, or UTF-16 with a byte order mark. The metadata keys are
    title, source, url, author (one or a list), published (ISO date or time) and
    language: of a text file in `<stem>.yaml` or `<stem>.yml` beside it, of a
    Markdown file between `---` lines at its very start. Raises
    UnreadableFileError, naming the file and the reason.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableFileError(path, f"it is not one of {', '.join(SUFFIXES)}", "save it as plain text or Markdown")
    text = clean_text(_text_of(path, MAX_BYTES))
    if path.suffix.lower() == ".md":
        given, text = _markdown(path, text)
    else:
        given = _sidecar(path)
    if not text.strip():
        raise UnreadableFileError(path, "it has no text", "give a file that has some, or leave it out")
    return make_article(text=text, identify=identify, **asdict(given))


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
            raise UnreadableFileError(path, "it is not a regular file", "give a file or a folder")
        raw = b""
        if status.st_size <= limit:
            with path.open("rb") as stream:
                raw = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, _why(error), "check the path and its permissions") from error
    size = max(status.st_size, len(raw))
    if size > limit:
        raise UnreadableFileError(path, f"it is too large ({size:,} bytes; the limit is {limit:,})", "split it")
    return _decoded(path, raw)


def _decoded(path: Path, raw: bytes) -> str:
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    binary = UnreadableFileError(path, "it is binary, not text", "export it as plain text")
    if not wide and b"\0" in raw:
        raise binary
    try:
        text = raw.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        encoding = "UTF-16" if wide else "UTF-8"
        raise UnreadableFileError(path, f"it is not {encoding} (at byte {error.start})", "save it as UTF-8") from error
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise binary
    return text


def _sidecar(path: Path) -> Metadata:
    for suffix in (".yaml", ".yml"):
        beside = path.with_suffix(suffix)
        if beside.exists():
            return read_metadata(beside, clean_text(_text_of(beside, MAX_METADATA_BYTES)))
    return Metadata()


def _markdown(path: Path, text: str) -> tuple[Metadata, str]:
    """The metadata and the body of a Markdown file; at last a heading or the file's name is the title."""
    given, body = Metadata(), text
    opening = _FENCE.match(body)
    closing = _FENCE.search(body, opening.end() + 1) if opening else None
    if opening and closing:
        given = read_metadata(path, body[opening.end() : closing.start()])
        body = _BLANK_LINES.sub("", body[closing.end() :], count=1)
    if given.title:
        return given, body
    heading = _HEADING.search(body)
    title = headline(heading[1].strip().rstrip("#")) if heading else ""
    return replace(given, title=title or path.stem), body


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, PermissionError):
        return "permission is denied"
    return f"it cannot be opened ({getattr(error, 'strerror', None) or error})"
