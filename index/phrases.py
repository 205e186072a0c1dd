"""Phrases in the whole library: proposed by the lexical index, checked on texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.generations.generation import Generation
from index.storage.store import Store
from index.text.analysis import is_unspaced, split_words, stemmer_of, terms
from index.text.folding import fold, places
from index.values import Rows, Span

_FEW = 64
"""So few articles are read sooner than more postings are."""

_AT_ONCE = 500
"""How many texts are in memory at once."""

_IN_WORDS = "'’‘ʼ′`.,"
"""Marks at which two passages may touch within a word or number."""


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """Which article each passage row is of, as of one revision of the store.

    `article_of` (rows,) are places in `ids`, or -1 where the passage is gone. The articles at `always` have text that
    the postings do not tell: it was added after the index, or a word of it is cut between two passages.
    """

    revision: int
    ids: tuple[str, ...]
    article_of: npt.NDArray[np.int32]
    always: Rows


class Phrases:
    """Finds phrases in the texts of all articles, by the postings of an index.

    A phrase that stands in an article, as `index.text.folding.places` says, is never missed, and nothing else is found.
    Words of letters are looked up; articles that the index cannot tell of are read, and all are for a phrase without
    such words.
    """

    def __init__(self, store: Store, generation: Generation) -> None:
        self._store = store
        self._generation = generation
        self._kept: _Held | None = None

    def find(
        self, phrase: str, *, whole: bool = True, among: Collection[str] | None = None
    ) -> Mapping[str, tuple[Span, ...]]:
        """Return where a phrase stands: its places by the article's id.

        They come in the order of the ids. With `whole` only whole words count. Only articles `among` these ids are
        read, if they are given.
        """
        wanted = self.candidates(phrase, whole=whole)
        return self.places(phrase, wanted if among is None else [each for each in wanted if each in among], whole=whole)

    def places(
        self, phrase: str, article_ids: Collection[str], *, whole: bool = True
    ) -> Mapping[str, tuple[Span, ...]]:
        """Return where a phrase stands in the articles with these ids, as `find` does."""
        found = ((each, places(text, phrase, whole=whole)) for each, text in self._texts(article_ids))
        return {article_id: spans for article_id, spans in found if spans}

    def verbatim(self, quote: str) -> tuple[str, ...]:
        """Return the ids of the articles that have a quote to the letter, in order."""
        return tuple(each for each, text in self._texts(self.candidates(quote, whole=False)) if quote in text)

    def _texts(self, article_ids: Collection[str]) -> Iterator[tuple[str, str]]:
        ids = sorted(article_ids)
        for start in range(0, len(ids), _AT_ONCE):
            yield from sorted(self._store.texts_of(ids[start : start + _AT_ONCE]).items())

    def candidates(self, phrase: str, *, whole: bool = True) -> tuple[str, ...]:
        """Return the ids of all articles that may hold a phrase, in order."""
        held = self._held()
        words = sorted(_words(phrase, whole=whole))
        if not words:
            return held.ids
        found = [held.always, *(self._holding(held, words, codes, language) for language, codes in self._stemmed())]
        return tuple(held.ids[place] for place in np.unique(np.concatenate(found)).tolist())

    def _stemmed(self) -> Iterator[tuple[str, list[int]]]:
        """Yield a language of each stemmer, and the codes of all that are stemmed so."""
        alike: dict[str | None, list[int]] = {}
        languages = self._generation.manifest.languages
        for code, language in enumerate(languages):
            alike.setdefault(stemmer_of(language), []).append(code)
        for codes in alike.values():
            yield languages[codes[0]], codes

    def _holding(self, held: _Held, words: list[str], codes: list[int], language: str) -> Rows:
        """Return the places of the articles in some languages that have all words."""
        lexical = self._generation.lexical
        wanted = sorted({term for word in words for term in terms(word, language)}, key=lexical.document_frequency)
        found: Rows | None = None
        for term in wanted:
            rows = lexical.holders(term)
            rows = rows[np.isin(self._generation.language_codes[rows], codes)]
            articles = np.unique(held.article_of[rows]).astype(np.int64)
            found = articles[articles >= 0] if found is None else np.intersect1d(found, articles, assume_unique=True)
            if len(found) <= _FEW:
                break
        return np.empty(0, np.int64) if found is None else found

    def _held(self) -> _Held:
        revision = self._store.revision()
        if self._kept is None or self._kept.revision != revision:
            self._kept = self._read(revision)
        return self._kept

    def _read(self, revision: int) -> _Held:
        of_passage = self._store.article_ids()
        ids = tuple(sorted(set(of_passage.values())))
        place_of = {article_id: place for place, article_id in enumerate(ids)}
        indexed = self._generation.passage_ids.tolist()
        article_of = np.array([place_of.get(of_passage.get(each, ""), -1) for each in indexed], np.int32)
        untold = {of_passage[each] for each in of_passage.keys() - set(indexed)}
        untold |= {article_id for article_id, around in self._store.borders() if not _is_between_words(around)}
        return _Held(revision, ids, article_of, np.array(sorted(place_of[each] for each in untold), np.int64))


def _is_between_words(around: str) -> bool:
    """Whether the border between two characters surely cuts no word."""
    return any(unicodedata.category(each)[0] in "PSZ" and each not in _IN_WORDS for each in around)


def _words(phrase: str, *, whole: bool) -> set[str]:
    """Return words that the index has of every text with the phrase.

    They are of letters and written in one way only. Unless they are `whole`, those at its ends may be parts of others.
    """
    chunks = fold(phrase).split()
    return {
        word
        for chunk in (chunks if whole else chunks[1:-1])
        if unicodedata.is_normalized("NFKC", chunk)
        for word in split_words(chunk)
        if word.isalpha() and not (len(word) == 1 and is_unspaced(word))
    }
