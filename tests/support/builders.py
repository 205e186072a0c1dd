"""Files, tables and hits made of a few words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.paths import LibraryPaths
from index.storage.database import Database
from index.values import Article, Hit, Passage, Signal
from qa.library import Library


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file below `folder`, and the folders it needs."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines_of(rows: Iterable[object]) -> str:
    """Return the rows as JSON lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def write_lines(path: Path, rows: Iterable[object]) -> Path:
    """Write the rows as JSON lines, packed if the name ends in .gz."""
    content = lines_of(rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def hit(
    article: Article,
    rank: int = 1,
    start: int = 0,
    end: int | None = None,
    score: float | None = None,
    signals: tuple[Signal, ...] = (),
) -> Hit:
    """Return a hit on the characters `[start, end)` of an article, with a score that falls with its rank."""
    text = article.text[start:end]
    passage = Passage(rank, article.article_id, rank, start, start + len(text), text)
    return Hit(passage, article, 1 / rank if score is None else score, rank, signals)


@contextmanager
def database_of(library: Library) -> Iterator[Database]:
    """Open the database of a library once more, as another process would."""
    with closing(Database(LibraryPaths(library.root).database)) as opened:
        yield opened


def texts(library: Library) -> set[str]:
    """Return the texts of all articles."""
    return {library.article(each.article_id).text for each in library.articles()}
