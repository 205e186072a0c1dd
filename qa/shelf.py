"""The articles of an open library: listed, counted, looked up, and quotes checked against them."""

from __future__ import annotations

import re
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import BadInputError, GenerationError, NoLibraryError, StoreError, UnknownArticleError
from index.generations.generation import current_manifest, current_name
from index.importing.importer import EMBEDDED, model_of, query_encoder
from index.importing.upkeep import is_intact
from index.outlets import outlets_named
from index.paths import LibraryPaths
from index.private import make_folder
from index.storage.database import Database
from index.storage.overview import Overview, Source
from index.storage.store import ArticleSummary, Place, Store
from index.storage.versions import Version, Versions
from index.values import EVERYTHING, Article, Filters, ProblemKind
from qa import given
from qa.answer.quote_check import check_quote
from qa.conversations import Conversations
from qa.given import OneOrMany
from qa.state import LibraryStatus
from qa.suggestions import Suggestions
from qa.values import Verdict

_ID = re.compile("[0-9a-f]{4,}")


class Shelf:
    """An open library, with everything that only reads its articles."""

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        self._paths = paths
        self._database = database
        self._store = Store(database)
        self._versions = Versions(database)

    @classmethod
    def open(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path`.

        Without it, `KUTIP_LIBRARY` or else the user's data folder is taken. Raises NoLibraryError if there is none.

        >>> with Library.open(path) as library:
        ...     print(library.is_empty)
        False
        """
        paths = LibraryPaths.of(path)
        if not paths.hold_library():
            raise NoLibraryError(f"there is no library at {paths.root}", "make one with `qa add PATH`")
        return cls(paths, Database(paths.database))

    @classmethod
    def create(cls, path: Path | str | None = None) -> Self:
        """Open the library at `path`; make an empty one if there is none.

        >>> with Library.create(path.with_name("another")) as library:
        ...     print(library.is_empty)
        True
        """
        paths = LibraryPaths.of(path)
        try:
            make_folder(paths.root)
        except OSError as error:
            raise StoreError(
                f"the library {paths.root} cannot be made", "check the path and its permissions"
            ) from error
        paths.hold_library()
        return cls(paths, Database(paths.database, create=True))

    def close(self) -> None:
        """Close the database; the library cannot be used after.

        >>> library = Library.open(path)
        >>> library.close()
        """
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    @property
    def root(self) -> Path:
        """The library's directory.

        >>> library.root == path
        True
        """
        return self._paths.root

    @property
    def model(self) -> str:
        """The name of the embedding model; `embedded` is the one that ships with Kutip.

        >>> library.model
        'embedded'
        """
        return model_of(self._store) or EMBEDDED

    @property
    def is_empty(self) -> bool:
        """Whether there is no article.

        >>> library.is_empty
        False
        """
        return not self.counts()[0]

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are.

        >>> library.counts()[0]
        25
        """
        return self._store.counts()

    def overview(self) -> Overview:
        """Return how many articles there are, by language, outlet, year and day.

        >>> str(library.overview().first), len(library.overview().sources)
        ('2019-10-02', 7)
        """
        return self._store.overview()

    def languages(self) -> tuple[tuple[str, int], ...]:
        """Return the articles' languages with their counts, most frequent first.

        >>> library.languages()
        (('id', 13), ('en', 12))
        """
        return self.overview().languages

    def sources(self) -> tuple[Source, ...]:
        """Return the outlets, largest first, with their counts and first days.

        >>> [(source.articles, str(source.first)) for source in library.sources() if source.name == "Intisari-Online"]
        [(1, '2022-06-25')]
        """
        return self.overview().sources

    def outlets(self, names: OneOrMany[str]) -> tuple[str, ...]:
        """Return the outlets that names, or parts of names, mean.

        They are for `Filters.sources`, the largest first. Raises UnknownOutletError, with the nearest names as hint,
        for one that means none.

        >>> library.outlets("intisari")
        ('Intisari-Online',)
        """
        return outlets_named(given.many(names, str), [source.name for source in self.sources()])

    def articles(
        self, after: Place | None = None, limit: int | None = None, filters: Filters = EVERYTHING, undated: bool = False
    ) -> tuple[ArticleSummary, ...]:
        """Return articles without their texts, newest first, undated last.

        At most `limit` are returned, those after the place (day, id) `after` that `filters` leave; if `undated`, only
        those without a day.

        >>> first = library.articles(limit=2)
        >>> library.articles((first[-1].published, first[-1].article_id), 2) == library.articles()[2:4]
        True
        >>> {each.language for each in library.articles(filters=Filters(languages=frozenset({"id"})))}
        {'id'}
        """
        return self._store.summaries(after, limit, filters, undated)

    def ids_as_added(self) -> tuple[str, ...]:
        """Return the ids of all articles, those that were added or edited last first.

        >>> len(library.ids_as_added())
        25
        """
        return self._store.ids_as_added()

    def article(self, article_id: str) -> Article:
        """Return the article with this id, or the only one whose id begins with it.

        A version that another has replaced is found too. Raises UnknownArticleError if there is none, BadInputError if
        there are several.

        >>> library.article("2cbb").published
        datetime.date(2022, 6, 25)
        """
        matching = self._store.matching(article_id) if _ID.fullmatch(article_id) else ()
        if len(matching) > 1:
            raise BadInputError(
                f"{len(matching)} articles have ids that begin with {article_id}", "give more of the id"
            )
        article = self._store.article(matching[0]) if matching else None
        if article is None:
            raise UnknownArticleError(f"there is no article {article_id}", "`qa list` shows the ids")
        return article

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return earlier versions of an article, newest first.

        >>> library.versions("2cbb")
        ()
        """
        return self._versions.of(article_id)

    def check_quote(self, article_id: str, quote: str, start: int | None = None) -> Verdict:
        """Check whether `quote` stands in an article or version to the letter.

        If `start` is given, it must begin at that character.

        >>> article = library.article("2cbb")
        >>> library.check_quote("2cbb", article.text[100:150]).start
        100
        >>> library.check_quote("2cbb", "Nobody said this.").problem
        'the quote does not stand in the article'
        """
        try:
            article = self.article(article_id)
        except UnknownArticleError as unknown:
            return Verdict(article_id, False, None, None, unknown.message, None)
        return check_quote(article, quote, start)

    @property
    def conversations(self) -> Conversations:
        """The chat conversations that are kept in this library.

        >>> library.conversations.list()
        ()
        """
        return Conversations(self._database)

    @property
    def suggestions(self) -> Suggestions:
        """The suggested questions that are kept in this library.

        >>> library.suggestions.of((None, 0)) is None
        True
        """
        return Suggestions(self._store)

    def state(self) -> tuple[str | None, int]:
        """Return the live generation and how often articles and tags have changed.

        While both stay the same, so do answers.

        >>> library.state() == library.state()
        True
        """
        return current_name(self._paths), self._store.revision() + self._store.tags.changes()

    def is_up_to_date(self) -> bool:
        """Whether the live index can be searched and holds every article, by the library's model.

        >>> library.is_up_to_date()
        True
        """
        try:
            manifest = current_manifest(self._paths, query_encoder(model_of(self._store)).fingerprint)
        except GenerationError:
            return False
        return manifest.revision == self._store.revision()

    def status(self) -> LibraryStatus:
        """Return counts, model, and whether the index holds all articles; it finds no damage.

        >>> library.status().languages
        (('id', 13), ('en', 12))
        """
        articles, passages = self._store.counts()
        name = current_name(self._paths)
        problems = self._store.problems.counts()
        return LibraryStatus(
            root=self._paths.root,
            articles=articles,
            passages=passages,
            languages=self.languages(),
            model=self.model,
            generation=name,
            up_to_date=self.is_up_to_date(),
            bytes_on_disk=self._paths.size(),
            problems=problems.get(ProblemKind.UNREAD, 0),
            left_out=problems.get(ProblemKind.LEFT_OUT, 0),
            doubtful=problems.get(ProblemKind.WARNING, 0),
            edited=self._store.edits.count(),
        )

    def _intact_article(self, article_id: str) -> Article | None:
        """Return the article if its text still has its digest, else None."""
        article = self._store.article(article_id)
        return article if article is not None and is_intact(article) else None
