"""From files to a committed index, in steps that each leave nothing to redo when the process is killed."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import filelock

from index import generation
from index.chunking import chunk
from index.errors import BadInputError, LibraryBusyError, StoreError, UnreadableFileError
from index.paths import LibraryPaths
from index.readers import Problem, find_files, read_file
from index.store import Kept, Store
from index.values import Article, Encoder, TextKind, Vectors
from index.vectors import VectorStore

ARTICLES_A_TRANSACTION = 64
PASSAGES_A_TRANSACTION = 64


class Stage(StrEnum):
    """What an import is doing."""

    READING = "reading"
    PREPARING = "preparing"
    EMBEDDING = "embedding"
    INDEXING = "indexing"


Tell = Callable[[Stage, int, int], None]
"""Called with (stage, done, total): articles while reading, passages after; preparing the model is (0, 1)."""

Identify = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What became of the paths given: articles new to the library, articles that took the place of what came from
    the same file before, articles it had, files not read and why."""

    added: int
    replaced: int
    unchanged: int
    problems: tuple[Problem, ...]


@contextlib.contextmanager
def writer(paths: LibraryPaths) -> Iterator[None]:
    """Hold the library's writer lock; LibraryBusyError at once where another process does. Killed, it lets go."""
    lock = filelock.FileLock(paths.lock)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise LibraryBusyError(
            "another process is adding to or removing from this library", "wait for it to end, then try again"
        ) from error
    except OSError as error:
        raise StoreError(f"the library {paths.root} cannot be written to", "check its permissions") from error
    try:
        yield
    finally:
        lock.release()


def read_articles(store: Store, given: Iterable[Path], identify: Identify, tell: Tell) -> ReadReport:
    """Read files and folders into the store, a transaction every `ARTICLES_A_TRANSACTION` articles."""
    found = list(find_files(given))
    problems = [entry for entry in found if isinstance(entry, Problem)]
    files = [entry for entry in found if isinstance(entry, Path)]
    added = replaced = read = 0
    for start in range(0, len(files), ARTICLES_A_TRANSACTION):
        tell(Stage.READING, start, len(files))
        batch: list[tuple[Article, str]] = []
        for file in files[start : start + ARTICLES_A_TRANSACTION]:
            try:
                article = read_file(file, identify)
            except UnreadableFileError as error:
                problems.append(Problem(error.path, error.reason))
                continue
            batch.append((article, os.fsencode(file.absolute()).decode("utf-8", "replace")))
        kept = _keep(store, batch)
        added, replaced, read = added + kept.added, replaced + kept.replaced, read + len(batch)
    tell(Stage.READING, len(files), len(files))
    return ReadReport(added, replaced, read - added - replaced, tuple(problems))


def add_articles(store: Store, articles: Sequence[Article], origins: Sequence[str] | None = None) -> Kept:
    """Keep articles that a program made itself, each from its origin; an empty one, as all are by default, is nobody's.

    Raises BadInputError where there are more of the one than of the other.
    """
    named = ("",) * len(articles) if origins is None else origins
    if len(named) != len(articles):
        raise BadInputError(f"there are {len(articles)} articles and {len(named)} origins", "give one for each")
    return _keep(store, list(zip(articles, named, strict=True)))


def embed_missing(store: Store, vectors: VectorStore, encoder: Encoder, tell: Tell, at_once: int = 1) -> int:
    """Embed what `vectors` lacks, a transaction every `PASSAGES_A_TRANSACTION`; how many passages that were.

    While passages are embedded, `at_once` calls of the encoder at a time, the next are read and the last are
    written. A process that is killed loses those that are being embedded, and what is not yet read is not in memory.
    """
    missing = vectors.missing_by_length()
    done = 0
    running: deque[tuple[list[bytes], Future[Vectors]]] = deque()
    workers = ThreadPoolExecutor(at_once, thread_name_prefix="kutip-import")
    try:
        for batch in _batches(missing):
            contents = store.contents([passage_id for passage_id, _ in batch])
            texts = [contents[passage_id] for passage_id, _ in batch]
            hashes = [text_hash for _, text_hash in batch]
            running.append((hashes, workers.submit(encoder.encode, texts, TextKind.PASSAGE)))
            if len(running) > at_once:
                tell(Stage.EMBEDDING, done, len(missing))
                done += _keep_first(running, vectors)
        while running:
            tell(Stage.EMBEDDING, done, len(missing))
            done += _keep_first(running, vectors)
    finally:
        workers.shutdown(cancel_futures=True)
    tell(Stage.EMBEDDING, done, len(missing))
    return done


def commit(paths: LibraryPaths, store: Store, vectors: VectorStore, tell: Tell) -> str:
    """Build the index of everything in the store and make it live; the generation's name."""
    revision = store.revision()
    passages = tuple(store.rows())
    tell(Stage.INDEXING, 0, len(passages))
    matrix = vectors.of_passages(len(passages))
    try:
        name = generation.commit(paths, passages, matrix, store.texts(), model=vectors.model, revision=revision)
    except (OSError, RuntimeError) as error:  # FAISS raises RuntimeError where it cannot write
        raise StoreError(
            f"the index cannot be written ({error})", "make room, check permissions, and run `qa add` again"
        ) from error
    tell(Stage.INDEXING, len(passages), len(passages))
    return name


def _keep(store: Store, batch: Sequence[tuple[Article, str]]) -> Kept:
    known = store.known([article.article_id for article, _ in batch])
    return store.add(
        (article, origin, () if article.article_id in known else chunk(article.text, article.language))
        for article, origin in batch
    )


def _batches(missing: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    for start in range(0, len(missing), PASSAGES_A_TRANSACTION):
        yield missing[start : start + PASSAGES_A_TRANSACTION]


def _keep_first(running: deque[tuple[list[bytes], Future[Vectors]]], vectors: VectorStore) -> int:
    """Wait for the first of `running`, take it out and keep its vectors; how many they are."""
    hashes, embedded = running.popleft()
    vectors.add(hashes, embedded.result())
    return len(hashes)
