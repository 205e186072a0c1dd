"""Documents from the web as articles: fetched, kept as a file for a moment, and read as any file is."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from index.fetching import Fetched, FetchProblem, fetch
from index.formats import Read, Reader
from index.values import Problem

Identify = Callable[[str], str]
Found = Fetched | FetchProblem
Tell = Callable[[int, int], None]


def read_web(
    urls: Iterable[str], identify: Identify, tell: Tell, get: Callable[..., Iterator[Found]] = fetch
) -> Iterator[Read | Problem]:
    """The articles at `urls`, and at those that feeds and sitemaps among them list; a problem for each that gives none.

    The origin and the address of an article are where it was found at last. `tell` is told (done, known) before each
    document.
    """
    with TemporaryDirectory(prefix="kutip-") as folder, Reader(identify) as reader:
        for found in get(urls, tell=lambda _, done, known: tell(done, known)):
            if isinstance(found, FetchProblem):
                yield Problem(found.url, found.reason)
                continue
            path = _kept(Path(folder), found)
            for result in reader.read(path):
                if isinstance(result, Problem):
                    yield Problem(found.url, result.reason)
                else:
                    yield replace(result, origin=found.url)


def _kept(folder: Path, found: Fetched) -> Path:
    """A file with what was fetched, and beside it one that says where it is from."""
    path = folder / f"document{found.suffix}"
    path.write_bytes(_content(found))
    path.with_suffix(".yaml").write_text(yaml.safe_dump({"url": found.url}), encoding="utf-8")
    return path


def _content(found: Fetched) -> bytes:
    """The content; text whose encoding the server names is written in UTF-8 with its mark, which no page overrules."""
    if found.charset is None or found.suffix == ".pdf" or found.content.startswith(codecs.BOM_UTF8):
        return found.content
    try:
        return codecs.BOM_UTF8 + found.content.decode(found.charset).encode()
    except (UnicodeError, LookupError):
        return found.content  # the server is wrong, and the page itself may tell
