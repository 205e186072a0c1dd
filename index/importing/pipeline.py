"""The steps of an import; a killed process leaves no finished step to redo."""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from index import private
from index.errors import BadInputError, GenerationError, LibraryBusyError, StoreError
from index.formats import Columns, FileReader, ReadArticle, Show, find_files, show_nothing
from index.formats.columns import Record
from index.formats.parsed import UnreadableError
from index.formats.rows import RECORDS
from index.generations import generation
from index.generations.folders import sweep
from index.importing.report import ImportReport
from index.importing.stages import Stage as Stage
from index.importing.stages import Tell as Tell
from index.importing.syncing import check_folders, find_gone
from index.optional import require
from index.paths import LibraryPaths
from index.storage import changes, clashes
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.text.language import IdentifyLanguage
from index.values import Article, Encoder, Problem, TextKind, Vectors

ARTICLES_A_TRANSACTION = 64
PASSAGES_A_TRANSACTION = 64


@contextlib.contextmanager
def writer(paths: LibraryPaths) -> Iterator[None]:
    """Hold the library's writer lock; raise LibraryBusyError if another process does.

    A process that is killed releases it.
    """
    import filelock  # here, since it brings asyncio, which no question needs

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
    identify: IdentifyLanguage,
    tell: Tell,
    columns: Columns | None = None,
    show: Show = show_nothing,
    *,
    sync: bool = False,
) -> ImportReport:
    """Read files and folders into the store, a transaction every `ARTICLES_A_TRANSACTION` articles.

    `tell` counts files. `columns` names the columns of tables; `show` is called with those taken. With `sync` all
    `given` are folders, and articles whose files in them are gone are removed: see `index.importing.syncing.find_gone`.
    """
    paths = tuple(given)
    if sync:
        check_folders(paths)
    found = list(find_files(paths))
    files = [entry for entry in found if isinstance(entry, Path)]
    batch = _Batch(store, remember=sync)
    batch.problems += [entry for entry in found if isinstance(entry, Problem)]
    tell(Stage.READING, 0, len(files))
    with FileReader(identify, columns, show) as reader:
        for done, file in enumerate(files):
            for result in reader.read(file):
                if batch.add(result, file):
                    tell(Stage.READING, done, len(files))
            if batch.keep_if_full() and done + 1 < len(files):
                tell(Stage.READING, done + 1, len(files))
    batch.keep()
    tell(Stage.READING, len(files), len(files))
    removed = batch.remove_gone(paths) if sync else 0
    store.problems.forget_missing()
    told = store.problems.note(paths, batch.problems)
    return batch.finish(told, removed)


def read_records(
    store: Store,
    records: Iterable[Record],
    origin: str,
    identify: IdentifyLanguage,
    columns: Columns | None,
    show: Show,
) -> ImportReport:
    """Read a program's own records into the store, as `read_articles` reads those of a file.

    With an `origin`, a record takes the place of the one from there. Raises BadInputError if none has a text.
    """
    batch = _Batch(store, remember=False)
    with FileReader(identify, columns, show) as reader:
        try:
            for result in reader.read_records(records):
                if isinstance(result, ReadArticle):
                    result = replace(result, origin=f"{origin}{result.origin}" if origin else "")
                batch.add(result, RECORDS)
        except UnreadableError as error:
            raise BadInputError(
                f"the records have no articles: {error}", "in Python: columns=Columns(text=...)"
            ) from error
    batch.keep()
    return batch.finish(batch.problems)


def read_fetched(
    store: Store, urls: Sequence[str], identify: IdentifyLanguage, tell: Tell, within: Path
) -> ImportReport:
    """Fetch documents into the store, as `read_articles` reads files; `tell` counts documents.

    They lie `within` a folder while they are read, where the next commit sweeps away what a killed process leaves.
    """
    # Here, so that nothing of the web is loaded unless it is needed.
    require("index.fetching", "web")
    from index.fetching.urls import is_fetchable
    from index.importing.web import read_web

    batch = _Batch(store, remember=True)
    private.make_folder(within)
    for result in read_web(urls, identify, lambda done, known: tell(Stage.READING, done, known), within=within):
        batch.add(result, result.path if isinstance(result, Problem) else result.origin)
    batch.keep()
    told = store.problems.note([*urls, *batch.origins], batch.problems, lambda each: is_fetchable(str(each.path)))
    tried = len(batch.origins) + len(batch.problems)
    tell(Stage.READING, tried, tried)
    return batch.finish(told)


class _Batch:
    """Articles on their way to the store, kept a transaction at a time, and counted."""

    def __init__(self, store: Store, *, remember: bool) -> None:
        self._store = store
        self._remember = remember
        self.origins: set[str] = set()
        self.problems: list[Problem] = []
        self._waiting: list[tuple[Article, str, None]] = []
        self._files: dict[str, Path | str] = {}  # of what waits, by origin
        self._taken: dict[tuple[Path | str, str], str] = {}  # the formats of files and members that gave articles
        self._added = self._replaced = self._unchanged = 0

    def add(self, result: ReadArticle | Problem, file: Path | str) -> bool:
        """Take one more result from `file`; return whether what waited had to be kept first."""
        if isinstance(result, Problem):
            self.problems.append(result)
            return False
        full = self.keep_if_full()
        self._waiting.append((result.article, result.origin, None))
        self._files[result.origin] = file
        self._taken[file, result.member] = result.kind
        if self._remember:
            self.origins.add(result.origin)
        return full

    def keep_if_full(self) -> bool:
        """Keep what waits if it fills a transaction; return whether it did."""
        full = len(self._waiting) >= ARTICLES_A_TRANSACTION
        if full:
            self.keep()
        return full

    def keep(self) -> None:
        """Keep what waits, except articles whose id belongs to another."""
        if not self._waiting:
            return
        before = len(self.problems)
        kept = self._store.add(self._waiting, self._refuse)
        refused = len(self.problems) - before
        self._added += kept.added
        self._replaced += kept.replaced
        self._unchanged += len(self._waiting) - refused - kept.added - kept.replaced
        self._waiting = []
        self._files = {}

    def remove_gone(self, folders: Sequence[Path]) -> int:
        """Remove articles whose files in `folders` are gone; return how many."""
        gone = list(find_gone([origin for *_, origin in self._store.names()], folders, self.origins, self.problems))
        self.problems += [each for each in gone if isinstance(each, Problem)]
        return self._store.remove_origins(each for each in gone if isinstance(each, str))

    def finish(self, told: Sequence[Problem], removed: int = 0) -> ImportReport:
        """Forget embeddings of what was replaced; return the counts and what is `told`."""
        if self._replaced:
            self._store.forget_unused_embeddings()
        return ImportReport(
            self._added,
            self._replaced,
            self._unchanged,
            problems=tuple(told),
            removed=removed,
            taken=dict(Counter(self._taken.values()).most_common()),
        )

    def _refuse(self, article: Article, origin: str) -> None:
        self.problems.append(Problem(self._files[origin], clashes.reason(article)))


def add_articles(store: Store, articles: Sequence[Article], origins: Sequence[str] | None = None) -> changes.Kept:
    """Keep articles that a program made, each from its origin, or by default from none.

    Raises BadInputError, and keeps nothing, if there are not as many origins as articles, and if an article has the id
    of another.
    """
    named = ("",) * len(articles) if origins is None else origins
    if len(named) != len(articles):
        raise BadInputError(f"there are {len(articles)} articles and {len(named)} origins", "give one for each")
    kept = store.add((article, origin, None) for article, origin in zip(articles, named, strict=True))
    if kept.replaced:
        store.forget_unused_embeddings()
    return kept


def embed_missing(store: Store, vectors: VectorStore, encoder: Encoder, tell: Tell, at_once: int = 1) -> int:
    """Embed what `vectors` lacks, a transaction every `PASSAGES_A_TRANSACTION`; return how many passages.

    While passages are embedded, `at_once` calls of the encoder at a time, the next are read and the last are written.
    A killed process loses only those that are being embedded; passages not yet due are not in memory.
    """
    missing = vectors.missing(longest_first=True)
    done = 0
    running: deque[tuple[list[bytes], Future[Vectors]]] = deque()
    workers = ThreadPoolExecutor(at_once, thread_name_prefix="kutip-import")
    try:
        for start in range(0, len(missing), PASSAGES_A_TRANSACTION):
            batch = missing[start : start + PASSAGES_A_TRANSACTION]
            contents = store.contents([passage_id for passage_id, _ in batch])
            stored = [(contents[passage_id], text_hash) for passage_id, text_hash in batch if passage_id in contents]
            texts, hashes = [text for text, _ in stored], [text_hash for _, text_hash in stored]
            running.append((hashes, workers.submit(encoder.encode, texts, TextKind.PASSAGE)))
            if len(running) > at_once:
                tell(Stage.EMBEDDING, done, len(missing))
                done += _keep_first(running, vectors)
        while running:
            tell(Stage.EMBEDDING, done, len(missing))
            done += _keep_first(running, vectors)
    finally:
        # If it was stopped, do not wait for what the engines still do.
        workers.shutdown(wait=False, cancel_futures=True)
    tell(Stage.EMBEDDING, done, len(missing))
    return done


def _keep_first(running: deque[tuple[list[bytes], Future[Vectors]]], vectors: VectorStore) -> int:
    """Wait for the first of `running`, remove it and keep its vectors; return how many."""
    hashes, embedded = running.popleft()
    vectors.add(hashes, embedded.result())
    return len(hashes)


def live_index(paths: LibraryPaths, model: str) -> generation.Generation | None:
    """Return the live index, or None if it is missing, damaged or of another model."""
    try:
        return generation.open_current(paths, model)
    except GenerationError:
        return None


def commit(paths: LibraryPaths, store: Store, vectors: VectorStore, tell: Tell) -> str:
    """Make an index of everything in the store live, unless one is; return its name.

    Parts of the live index are reused.
    """
    live, revision = live_index(paths, vectors.model), store.revision()
    if live is not None and live.manifest.revision == revision:
        sweep(paths, keep=live.name)  # whoever made it live may have been killed before
        return live.name
    _, passages = store.counts()
    tell(Stage.INDEXING, 0, passages)
    matrix = vectors.of_passages(passages)
    try:
        name = generation.commit(
            paths, store.rows(), matrix, store.texts(), model=vectors.model, revision=revision, before=live
        )
    except (OSError, RuntimeError) as error:  # FAISS raises RuntimeError if it cannot write
        raise StoreError(
            f"the index cannot be written ({error})", "make room, check permissions, and run `qa add` again"
        ) from error
    tell(Stage.INDEXING, passages, passages)
    return name
