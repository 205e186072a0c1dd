"""From files to a committed index, in steps that each leave nothing to redo when the process is killed."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import filelock

from index import private
from index.errors import BadInputError, LibraryBusyError, StoreError
from index.formats import Columns, Read, Reader, Show, find_files, show_nobody
from index.generations import generation
from index.importing.syncing import check_folders, gone
from index.paths import LibraryPaths
from index.storage import clashes
from index.storage.store import Kept, Store
from index.storage.vectors import VectorStore
from index.values import Article, Encoder, Problem, TextKind, Vectors

ARTICLES_A_TRANSACTION = 64
PASSAGES_A_TRANSACTION = 64


class Stage(StrEnum):
    """What an import is doing."""

    READING = "reading"
    PREPARING = "preparing"
    EMBEDDING = "embedding"
    INDEXING = "indexing"


Tell = Callable[[Stage, int, int], None]
"""Called with (stage, done, total): files while reading, passages after; preparing the model is (0, 1)."""

Identify = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What became of what was given.

    `added` articles are new to the library, `replaced` took the place of what came from the same origin before,
    `unchanged` were there; `removed` are gone because their files are; `problems` name what could not be read, and why.
    """

    added: int
    replaced: int
    unchanged: int
    problems: tuple[Problem, ...]
    removed: int = 0


@contextlib.contextmanager
def writer(paths: LibraryPaths) -> Iterator[None]:
    """Hold the library's writer lock; LibraryBusyError at once where another process does. Killed, it lets go."""
    lock = filelock.FileLock(paths.lock, mode=private.FILE)
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


def read_articles(
    store: Store,
    given: Iterable[Path],
    identify: Identify,
    tell: Tell,
    mapping: Columns | None = None,
    show: Show = show_nobody,
    *,
    sync: bool = False,
) -> ReadReport:
    """Read files and folders into the store, a transaction every `ARTICLES_A_TRANSACTION` articles.

    `tell` counts files. `mapping` names the columns of tables; `show` is told which were taken. With `sync` all that is
    given are folders, and articles that came from them and are gone are removed: see `index.importing.syncing.gone`.
    """
    paths = tuple(given)
    if sync:
        check_folders(paths)
    found = list(find_files(paths))
    problems = [entry for entry in found if isinstance(entry, Problem)]
    files = [entry for entry in found if isinstance(entry, Path)]
    batches = _Batches(store, remember=sync)
    tell(Stage.READING, 0, len(files))
    with Reader(identify, mapping, show) as reader:
        for done, file in enumerate(files):
            for result in reader.read(file):
                if isinstance(result, Problem):
                    problems.append(result)
                elif batches.add(result, file):
                    tell(Stage.READING, done, len(files))
            if batches.keep_if_full() and done + 1 < len(files):
                tell(Stage.READING, done + 1, len(files))
    batches.keep()
    problems += batches.problems
    tell(Stage.READING, len(files), len(files))
    removed = 0
    if sync:
        left = list(gone([origin for _, _, origin in store.names()], paths, batches.origins, problems))
        removed = store.remove_origins(each for each in left if isinstance(each, str))
        problems += [each for each in left if isinstance(each, Problem)]
    store.problems.forget_missing()
    store.problems.note([*paths, *files], problems)
    return ReadReport(batches.added, batches.replaced, batches.unchanged, tuple(problems), removed)


def read_fetched(store: Store, urls: Sequence[str], identify: Identify, tell: Tell) -> ReadReport:
    """Fetch documents into the store, as `read_articles` reads files; `tell` counts documents."""
    # Here, so that nothing of the web is loaded unless it is asked for.
    from index.fetching.urls import is_fetchable
    from index.importing.web import read_web

    batches, problems = _Batches(store, remember=True), list[Problem]()
    for result in read_web(urls, identify, lambda done, known: tell(Stage.READING, done, known)):
        if isinstance(result, Problem):
            problems.append(result)
        else:
            batches.add(result, result.origin)
    batches.keep()
    problems += batches.problems
    store.problems.note([*urls, *batches.origins], [each for each in problems if is_fetchable(str(each.path))])
    tried = len(batches.origins) + len(problems)
    tell(Stage.READING, tried, tried)
    return ReadReport(batches.added, batches.replaced, batches.unchanged, tuple(problems))


class _Batches:
    """Articles on their way to the store, held until a transaction is full."""

    def __init__(self, store: Store, *, remember: bool) -> None:
        self._store = store
        self._remember = remember
        self.origins: set[str] = set()
        self.problems: list[Problem] = []
        self._waiting: list[tuple[Article, str]] = []
        self._files: dict[str, Path | str] = {}  # of what waits, by origin
        self._read = 0
        self.added = 0
        self.replaced = 0

    @property
    def unchanged(self) -> int:
        """How many of those that were kept were there already."""
        return self._read - self.added - self.replaced

    def add(self, read: Read, file: Path | str) -> bool:
        """Take one more, which is from `file`; whether what waited had to be kept first."""
        full = self.keep_if_full()
        self._waiting.append((read.article, read.origin))
        self._files[read.origin] = file
        if self._remember:
            self.origins.add(read.origin)
        return full

    def keep_if_full(self) -> bool:
        """Keep what waits if a transaction is full; whether it was."""
        full = len(self._waiting) >= ARTICLES_A_TRANSACTION
        if full:
            self.keep()
        return full

    def keep(self) -> None:
        """Keep what waits."""
        if not self._waiting:
            return
        before = len(self.problems)
        kept = _keep(self._store, self._waiting, self._refused)
        self.added, self.replaced = self.added + kept.added, self.replaced + kept.replaced
        self._read += len(self._waiting) - (len(self.problems) - before)
        self._waiting = []
        self._files = {}

    def _refused(self, article: Article, origin: str) -> None:
        self.problems.append(Problem(self._files[origin], clashes.reason(article)))


def add_articles(store: Store, articles: Sequence[Article], origins: Sequence[str] | None = None) -> Kept:
    """Keep articles that a program made itself, each from its origin; an empty one, as all are by default, is nobody's.

    Raises BadInputError, and keeps none, where there are more of the one than of the other, and where the id of one is
    that of another.
    """
    named = ("",) * len(articles) if origins is None else origins
    if len(named) != len(articles):
        raise BadInputError(f"there are {len(articles)} articles and {len(named)} origins", "give one for each")
    return _keep(store, list(zip(articles, named, strict=True)), clashes.refuse)


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
        for batch in _runs(missing):
            contents = store.contents([passage_id for passage_id, _ in batch])
            there = [(contents[passage_id], text_hash) for passage_id, text_hash in batch if passage_id in contents]
            texts, hashes = [text for text, _ in there], [text_hash for _, text_hash in there]
            running.append((hashes, workers.submit(encoder.encode, texts, TextKind.PASSAGE)))
            if len(running) > at_once:
                tell(Stage.EMBEDDING, done, len(missing))
                done += _keep_first(running, vectors)
        while running:
            tell(Stage.EMBEDDING, done, len(missing))
            done += _keep_first(running, vectors)
    finally:
        # Where it was stopped, nothing that an engine still does is waited for.
        workers.shutdown(wait=False, cancel_futures=True)
    tell(Stage.EMBEDDING, done, len(missing))
    return done


def commit(
    paths: LibraryPaths, store: Store, vectors: VectorStore, tell: Tell, before: generation.Generation | None = None
) -> str:
    """Build the index of everything in the store and make it live; the generation's name.

    What `before`, the live one, has is taken over.
    """
    revision = store.revision()
    _, passages = store.counts()
    tell(Stage.INDEXING, 0, passages)
    matrix = vectors.of_passages(passages)
    try:
        name = generation.commit(
            paths, store.rows(), matrix, store.texts(), model=vectors.model, revision=revision, before=before
        )
    except (OSError, RuntimeError) as error:  # FAISS raises RuntimeError where it cannot write
        raise StoreError(
            f"the index cannot be written ({error})", "make room, check permissions, and run `qa add` again"
        ) from error
    tell(Stage.INDEXING, passages, passages)
    return name


def _keep(store: Store, batch: Sequence[tuple[Article, str]], clash: clashes.Clash) -> Kept:
    return store.add(((article, origin, None) for article, origin in batch), clash)


def _runs(missing: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    for start in range(0, len(missing), PASSAGES_A_TRANSACTION):
        yield missing[start : start + PASSAGES_A_TRANSACTION]


def _keep_first(running: deque[tuple[list[bytes], Future[Vectors]]], vectors: VectorStore) -> int:
    """Wait for the first of `running`, take it out and keep its vectors; how many they are."""
    hashes, embedded = running.popleft()
    vectors.add(hashes, embedded.result())
    return len(hashes)
