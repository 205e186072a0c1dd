"""Quotes and drafts from elsewhere, held against all articles of a library."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from index.errors import BadInputError, NoArticlesError
from index.paths import LibraryPaths
from index.questions import MOST_CHARACTERS, has_words
from index.storage.database import Database
from qa.answer.quote_check import check_quote, nearest_verdict
from qa.drafted import DraftReport
from qa.found import best_by_article
from qa.reading_on import ReadingOn
from qa.values import Verdict

if TYPE_CHECKING:
    from qa.answer.drafts.checking import DraftChecker

_NEAR_ARTICLES = 10
"""In how many articles the words nearest to a quote are looked for."""


class Checking(ReadingOn):
    """An open library, with what checks quotes from elsewhere."""

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        super().__init__(paths, database)
        self._checker: tuple[object, DraftChecker] | None = None

    def find_quote(self, quote: str) -> tuple[Verdict, ...]:
        """Look in all articles for `quote`, to the letter.

        Returns a verdict for each in which it stands, the newest first; else one for the article that has the nearest
        words, if any. Raises BadInputError for a quote without words.

        >>> found = library.find_quote("Amerika memiliki 300 amunisi taktis nuklir")
        >>> [(verdict.stands, verdict.nearest) for verdict in found]
        [(False, 'Amerika memiliki 200 amunisi taktis nuklir')]
        """
        if not has_words(quote):
            raise BadInputError("the quote has no letter or digit in it", "give the words of the quote")
        if self.is_empty:
            return ()
        articles = self._store.articles(self.searcher().phrases.verbatim(quote)).values()
        newest = sorted(articles, key=lambda each: (-(each.published or date.min).toordinal(), each.article_id))
        standing = tuple(check_quote(article, quote) for article in newest)
        if standing:
            return standing
        hits = best_by_article(self.searcher(), quote[:MOST_CHARACTERS], _NEAR_ARTICLES)
        return nearest_verdict(quote, [hit.article for hit in hits])

    def check_draft(self, draft: str) -> DraftReport:
        """Hold a draft against all articles: its quotations, and what it says of one.

        Quotations stand in quotation marks of any kind, or in block quotes (`> `); see `DraftReport`. Raises
        NoArticlesError for an empty library.

        >>> draft = 'Laporan itu menulis: "Amerika memiliki 300 amunisi taktis nuklir".'
        >>> [(quote.status.value, quote.differences) for quote in library.check_draft(draft).quotations]
        [('differs', (Difference(draft='300', article='200'),))]
        """
        if self.is_empty:
            raise NoArticlesError("the library has no articles yet", "add some with `qa add PATH`")
        return self._draft_checker().check(draft, self.language_of_text(draft))

    def _draft_checker(self) -> DraftChecker:
        """Return what checks drafts, made anew after each change of the articles."""
        from qa.answer.drafts.checking import DraftChecker  # here, as most libraries check no draft

        searcher, state = self.searcher(), self.state()
        known = self._checker
        if known is None or known[0] != state:
            known = self._checker = state, DraftChecker(searcher)
        return known[1]
