"""The libraries that question sets are asked over, existing or made in the cache."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.runs.corpus import Entry, by_name, digest_of, entries_of, read_corpus
from eval.values import BadSetError, QuestionSet, SetProblem
from index.encoders import make_encoder
from index.errors import BadInputError
from index.importing import pipeline
from index.importing.pipeline import Tell
from index.paths import LibraryPaths, cache_folder
from index.storage.database import Database
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.text.language import LanguageIdentifier
from index.values import Article
from qa.library import Library


@dataclass(frozen=True, slots=True)
class CorpusSource:
    """A library, or a corpus (its first `limit` articles) beside the sets' own documents."""

    library: Path | None = None
    corpus: Path | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.library and self.corpus:
            raise BadInputError("both --library and --corpus are given", "give one of them")
        if self.limit is not None and not self.corpus:
            raise BadInputError("--limit is given without --corpus", "it limits the articles of the corpus")


@dataclass(frozen=True, slots=True)
class AskedLibrary:
    """An open library, and what one question set calls its articles.

    `ids` maps each name to an article id, `called` each article id to its names in the set; `digest` is a
    SHA-256 of the articles.
    """

    library: Library
    digest: str
    ids: Mapping[str, str]
    called: Mapping[str, tuple[str, ...]]

    def names_of(self, article_id: str) -> tuple[str, ...]:
        """Return the set's names of an article; its id if the set has none."""
        return self.called.get(article_id, (article_id,))

    def article(self, name: str) -> Article | None:
        """Return the article that the set calls `name`, or None."""
        return self.library.searcher().store.article(self.ids.get(name, name))

    def text_of(self, name: str) -> str:
        """Return the text of the article that the set calls `name`, or nothing."""
        article = self.article(name)
        return article.text if article else ""


@contextlib.contextmanager
def open_libraries(sets: Sequence[QuestionSet], source: CorpusSource, tell: Tell) -> Iterator[tuple[AskedLibrary, ...]]:
    """Yield the library of each set, in which every gold was found; close them after.

    With a corpus there is one library, of it and all the sets' documents; without one each set has its own. Raises
    BadSetError with every gold article and quote that is missing, before any library is made.
    """
    identify = LanguageIdentifier(cache_folder()).detect
    own = [entries_of(each, identify) for each in sets]
    with contextlib.ExitStack() as opened:
        if source.library:
            library = opened.enter_context(Library.open(source.library))
            found = tuple(_over_library(library, each, entries) for each, entries in zip(sets, own, strict=True))
            _check(sets, [over.article for over in found])
            yield found
            return
        common = read_corpus(source.corpus, identify, source.limit) if source.corpus else ()
        _check(sets, [_finder((*entries, *common)) for entries in own])
        everything = [entry for entries in (common, *own) for entry in entries]
        yield tuple(
            _over_entries(opened, everything if source.corpus else entries, entries, common, tell) for entries in own
        )


def missing_golds(sets: Sequence[QuestionSet], source: CorpusSource) -> tuple[SetProblem, ...]:
    """Return the missing golds of sets that bring no documents."""
    asked = [each for each in sets if not each.documents]
    if source.library:
        with Library.open(source.library) as library:
            return tuple(p for each in asked for p in _missing(each, _over_library(library, each, ()).article))
    if not source.corpus or not asked:
        return ()
    try:
        find = _finder(read_corpus(source.corpus, LanguageIdentifier(cache_folder()).detect, source.limit))
    except BadSetError as error:
        return error.problems
    return tuple(problem for each in asked for problem in _missing(each, find))


def _over_entries(
    opened: contextlib.ExitStack, asked: Sequence[Entry], own: Sequence[Entry], common: Sequence[Entry], tell: Tell
) -> AskedLibrary:
    taken = {entry.name for entry in own}  # what a set calls its own documents, it calls no article of the corpus
    called = (*own, *(entry for entry in common if entry.name not in taken))
    articles = {entry.article.article_id: entry.article for entry in asked}
    digest = digest_of(articles)
    library = opened.enter_context(_cached(digest, articles.values(), tell))
    return AskedLibrary(library, digest, by_name(called), _inverted(called))


def _over_library(library: Library, question_set: QuestionSet, own: Sequence[Entry]) -> AskedLibrary:
    """Name a library's articles by id, address or file name, own documents by content."""
    ids: dict[str, str] = {}
    everything = list(library.searcher().store.names())
    for article_id, url, origin in everything:
        for name in (article_id, url, Path(origin).name):
            if name:
                ids.setdefault(name, article_id)
    there = {article_id for article_id, _, _ in everything}
    ids |= {entry.name: entry.article.article_id for entry in own if entry.article.article_id in there}
    called: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(gold.document_id for question in question_set.questions for gold in question.gold):
        if name in ids:
            called[ids[name]] = (*called.get(ids[name], ()), name)
    return AskedLibrary(library, digest_of(there), ids, called)


def _cached(digest: str, articles: Iterable[Article], tell: Tell) -> Library:
    """Open the cached library of these articles, made or completed if need be."""
    folder = cache_folder() / "eval" / digest[:16]
    library = Library.create(folder)
    try:
        if not library.is_up_to_date() or not library.articles():
            _fill(folder, articles)
            library.add(tell=tell)
    except BaseException:
        library.close()
        raise
    return library


def _fill(folder: Path, articles: Iterable[Article]) -> None:
    encoder = make_encoder(None, passages=0)
    paths = LibraryPaths(folder)
    with contextlib.closing(Database(paths.database)) as database, pipeline.writer(paths):
        pipeline.add_articles(Store(database), tuple(articles))
        vectors = VectorStore(database, encoder.fingerprint, encoder.dim)
        for neighbour in sorted(folder.parent.iterdir()):
            if neighbour != folder and LibraryPaths(neighbour).database.is_file() and vectors.missing():
                with contextlib.closing(Database(LibraryPaths(neighbour).database)) as other:
                    vectors.take_from(VectorStore(other, encoder.fingerprint, encoder.dim))


def _inverted(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        names = found.get(entry.article.article_id, ())
        if entry.name not in names:
            found[entry.article.article_id] = (*names, entry.name)
    return found


def _finder(entries: Sequence[Entry]) -> Callable[[str], Article | None]:
    articles: dict[str, Article] = {}
    for entry in entries:
        articles.setdefault(entry.name, entry.article)
    return articles.get


def _check(sets: Sequence[QuestionSet], find: Sequence[Callable[[str], Article | None]]) -> None:
    """Raise BadSetError where a gold is not in what its set is asked over."""
    problems = [p for each, finder in zip(sets, find, strict=True) for p in _missing(each, finder)]
    if problems:
        raise BadSetError(tuple(problems))


def _missing(question_set: QuestionSet, find: Callable[[str], Article | None]) -> Iterator[SetProblem]:
    for question in question_set.questions:
        for gold in question.gold:
            article = find(gold.document_id)
            if article is None:
                reason = f"question {question.question_id}: there is no article {gold.document_id!r} to ask over"
                yield SetProblem(question_set.path, question.line, reason)
            elif gold.quote and gold.quote not in article.text:
                reason = f"question {question.question_id}: article {gold.document_id!r} does not have its quote"
                yield SetProblem(question_set.path, question.line, reason)
