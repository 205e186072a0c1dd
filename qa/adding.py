"""What is added to an open library and removed from it."""

from __future__ import annotations

from dataclasses import replace

from index.errors import BadInputError
from index.formats import Columns, Dates, Show, show_nothing
from index.importing.pipeline import Tell
from index.importing.report import ImportReport
from index.storage.changes import Kept
from index.values import Article
from qa import given
from qa.corrections import silent
from qa.following import Following
from qa.given import Addable, OneOrMany


class Adding(Following):
    """An open library, with what adds to it and removes from it."""

    def add(
        self,
        what: Addable = (),
        *,
        model: str | None = None,
        columns: Columns | str | None = None,
        dates: Dates | None = None,
        origin: str = "",
        tell: Tell = silent,
        show: Show = show_nothing,
        sync: bool = False,
    ) -> ImportReport:
        """Import files and folders, articles, or records, and commit the index.

        Each may be one or many; a text is a path. Records are dictionaries or a data frame, read as a table's rows.
        With an `origin`, a record takes the place of the one with its id, address or row that came from there. Without
        anything, finish what was interrupted.

        `model` names another embedding model for the whole library from now on ("embedded" is the one that ships).
        `columns` names columns of tables, also as "text=body,title=headline"; others are guessed, and `show` is called
        with those taken. `dates` is how tables write days, or which come before those given. With `sync` the paths are
        folders, and articles whose files in them are gone are removed. What cannot be read is in the report.

        >>> library.add({"title": "A pier", "text": "The pier is 410 metres long.", "date": "2022-06-25"}).added
        1
        """
        found = given.to_add(what)
        read = Columns.parse(columns) if isinstance(columns, str) else columns
        read = replace(read or Columns(), dates=dates) if dates else read
        if found.records is not None:
            _check_unused(sync=sync)
            report = self._importer.add_records(found.records, origin, model, read, tell, show)
            return self._with_news(report, tell)
        if found.articles:
            _check_unused(model=model, columns=read, origin=origin, sync=sync)
            return self.add_articles(found.articles, tell=tell)
        _check_unused(origin=origin)
        return self._with_news(self._importer.add(found.paths, model, read, tell, show, sync), tell)

    def fetch(self, urls: OneOrMany[str], *, tell: Tell = silent) -> ImportReport:
        """Fetch pages, PDFs, feeds and sitemaps at URLs, and commit the index.

        Robots.txt is respected, only public addresses are contacted, and time and size are bounded (`index.fetching`).
        Problems with single URLs are in the report; the rest is imported.

        >>> library.fetch("http://127.0.0.1/").problems[0].path
        'http://127.0.0.1/'
        """
        return self._with_news(self._importer.fetch(given.many(urls, str), tell), tell)

    def add_articles(
        self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None, *, tell: Tell = silent
    ) -> ImportReport:
        """Keep articles that a program made, one or many (`index.storage.articles.make_article`), and commit the index.

        `origins` names, for each of them, where it came from: an article takes the place of what came from
        there before. Without them, and for an empty one, every article stays beside the others. The language
        of one that is `und` is identified from its text. Raises BadInputError, and keeps none, for one that
        `make_article` cannot have made, and for one with the id of another.

        >>> bridge = make_article(text="The bridge opened in 1951.")
        >>> library.add_articles(bridge).added
        1
        >>> library.article(bridge.article_id).language
        'en'
        """
        return self._with_news(self._importer.add_articles(*given.with_origins(articles, origins), tell), tell)

    def keep_articles(self, articles: OneOrMany[Article], origins: OneOrMany[str] | None = None) -> Kept:
        """Keep articles as `add_articles` does, without an index of them.

        The next `add` makes that: nothing is lost meanwhile, but they do not answer yet. A running import does not
        block it.

        >>> library.keep_articles([make_article(text="The ferry sails at noon.", language="en")]).added
        1
        >>> library.is_up_to_date()
        False
        """
        return self._importer.keep(*given.with_origins(articles, origins))

    def forget_articles(self, article_ids: OneOrMany[str]) -> int:
        """Forget articles by their whole ids; return how many there were.

        They answer nothing from now on, though only the next `add` makes an index, and a file, without them.

        >>> library.forget_articles([library.articles(limit=1)[0].article_id])
        1
        """
        return self._store.remove(given.many(article_ids, str))

    def remove(self, article_ids: OneOrMany[str], *, tell: Tell = silent) -> tuple[Article, ...]:
        """Forget articles and commit an index without them.

        Raises UnknownArticleError, and removes nothing, for an unknown id.

        >>> library.remove("2cbb")[0].source
        'Intisari-Online'
        """
        return self._importer.remove(given.many(article_ids, str), self.article, tell)

    def verify(self, *, repair: bool = False, tell: Tell = silent) -> tuple[str, ...]:
        """Check everything that is stored; return what is wrong, a line each.

        With `repair`, mend what can be and return what is still wrong. Repairing makes passages, embeddings and the
        index again; the articles themselves are never changed, and a database that SQLite cannot read is not touched.

        >>> library.verify()
        ()
        """
        return self._importer.verify(repair=repair, tell=tell)


def _check_unused(**options: object) -> None:
    """Raise BadInputError for an option that is given, and means nothing for what is added."""
    for name, given_to_it in options.items():
        if given_to_it:
            raise BadInputError(f"`{name}` means nothing for what is added", "leave it out; see `help(Library.add)`")
