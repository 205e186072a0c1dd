"""Corrections of an open library: articles edited, and problems dismissed."""

from __future__ import annotations

import functools

from index.errors import BadInputError
from index.importing.importer import Importer
from index.importing.pipeline import Tell
from index.paths import cache_folder
from index.storage.problems import KeptProblem
from index.text.language import LanguageIdentifier
from index.values import Article
from qa import given
from qa.labels import Labels


def silent(*_: object) -> None:
    """Ignore the progress."""


class Corrections(Labels):
    """An open library, with what a person corrects in it."""

    def edit(self, article_id: str, /, *, tell: Tell = silent, **changes: object) -> Article:
        """Change what an article says of itself, and commit an index of it.

        `changes` are of title, source, url, author, published (a day or text) and language; an empty value or None
        clears. They stay when the file that the article came from is added again, even if it has changed. The edited
        article has an id of its own, and what it was becomes a version of it. Raises BadInputError for a value that its
        field cannot have.

        >>> edited = library.edit("2cbb", title="The answer of a mirror", published="26 June 2022")
        >>> edited.published
        datetime.date(2022, 6, 26)
        >>> library.article(edited.article_id).edits[1].before
        '2022-06-25'
        """
        return self._importer.edit(self.article(article_id).article_id, changes, tell)

    def undo_edits(self, article_id: str, *, tell: Tell = silent) -> Article:
        """Make an article again what it was when it came, and commit an index.

        >>> edited = library.edit("2cbb", author="A. Writer")
        >>> library.undo_edits(edited.article_id).article_id
        '2cbb514572d7'
        """
        return self._importer.edit(self.article(article_id).article_id, None, tell)

    def keep_edits(self, article_id: str, /, **changes: object) -> Article:
        """Change an article as `edit` does, without an index of it.

        The next `add` makes that.

        >>> library.keep_edits("2cbb", language="en").language
        'en'
        """
        return self._importer.keep_edit(self.article(article_id).article_id, changes)

    def problems(self) -> tuple[KeptProblem, ...]:
        """Return what was not read, left out or doubtful, and why.

        >>> [problem.reason for problem in library.problems()]
        ['it is a file about its folder']
        """
        return self._store.problems.list()

    def dismiss(self, what: str) -> int:
        """Tell no more of a path, or of a kind of problem; return how many.

        The kinds are those of `ProblemKind`. With a folder or archive goes what is in it. A file whose reason changes
        is told of again. Raises BadInputError where there is nothing to dismiss.

        >>> library.dismiss("left out")
        1
        """
        given.paths(what)
        dismissed = self._store.problems.dismiss(what)
        if not dismissed:
            raise BadInputError(f"there is no problem with {what}", "`qa status --problems` lists them")
        return dismissed

    @property
    def _importer(self) -> Importer:
        return Importer(self._paths, self._database, self._identifier.detect)

    @functools.cached_property  # made twice if two threads come first, which does no harm
    def _identifier(self) -> LanguageIdentifier:
        return LanguageIdentifier(cache_folder())

    def language_of_text(self, text: str) -> str:
        """Return the language of an article's text: an ISO 639-1 code, or `und`.

        >>> library.language_of_text("Menara itu dibangun pada tahun 1951 oleh para insinyur dari Bandung.")
        'id'
        """
        return self._identifier.detect(text)
