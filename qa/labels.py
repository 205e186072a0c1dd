"""Tags of an open library's articles, and what it showed last."""

from __future__ import annotations

from index.storage.shown import LastShown
from index.storage.tags import Tag
from qa import given
from qa.given import OneOrMany
from qa.shelf import Shelf


class Labels(Shelf):
    """An open library, with the tags that a person puts on its articles."""

    def tag(self, article_id: str, tags: OneOrMany[str]) -> tuple[str, ...]:
        """Put one or many tags on an article; return all that it has.

        Upper and lower case are one. They stay when the article is edited or its file has changed, and go when it is
        removed. Raises BadInputError, and puts none, for one without a letter or digit, with a comma, or too long.

        >>> library.tag("2cbb", ["Belarus", "to read"])
        ('Belarus', 'to read')
        >>> library.ask("apa janji Putin?", filters=Filters(tags=frozenset({"belarus"}))).hits[0].article.article_id
        '2cbb514572d7'
        """
        current = self._current(article_id)
        self._store.tags.add(current, given.many(tags, str))
        return self._store.tags.of(current)

    def untag(self, article_id: str, tags: OneOrMany[str]) -> tuple[str, ...]:
        """Take one or many tags off an article; return those that are left.

        Raises BadInputError, and takes none, for one that it has not.

        >>> library.tag("2cbb", "Belarus"), library.untag("2cbb", "belarus")
        (('Belarus',), ())
        """
        current = self._current(article_id)
        self._store.tags.remove(current, given.many(tags, str))
        return self._store.tags.of(current)

    def tags(self) -> tuple[Tag, ...]:
        """Return all tags with their counts, those of most articles first.

        >>> library.tags()
        ()
        """
        return self._store.tags.counts()

    def tagged(self, tags: OneOrMany[str]) -> frozenset[str]:
        """Return the ids of the articles with any of these tags.

        Raises BadInputError for one that no article has.

        >>> library.tag("2cbb", "Belarus"), library.tagged("belarus")
        (('Belarus',), frozenset({'2cbb514572d7'}))
        """
        return self._store.tags.article_ids(given.many(tags, str))

    def tags_of(self, article_id: str) -> tuple[str, ...]:
        """Return the tags of an article.

        >>> library.tags_of("2cbb")
        ()
        """
        return self._store.tags.of(self._current(article_id))

    def origins_of(self, article_id: str) -> tuple[str, ...]:
        """Return the paths and addresses that an article was read from.

        >>> [Path(origin).name for origin in library.origins_of("2cbb")]
        ['001-putin-lukashenko-iskander.txt']
        """
        return self._store.origins_of(self.article(article_id).article_id)

    @property
    def last_shown(self) -> LastShown:
        """The places of the last answer or search that the command line showed.

        >>> library.last_shown.keep([])
        >>> library.last_shown.load().spots
        ()
        """
        return LastShown(self._database)

    def _current(self, article_id: str) -> str:
        """Return the id of an article, or of what took a version's place."""
        found = self.article(article_id).article_id
        return found if self._store.known([found]) else self._versions.of(found)[0].now
