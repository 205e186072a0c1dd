"""What a question rests on, and how much of it passages express or lack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.retrieval.coverage import Concept, Coverage, concepts, expressed, importance
from index.retrieval.lexicon import covers, rarity, same
from index.text.analysis import terms
from index.text.exonyms import forms_of
from index.text.languages import alternatives
from index.text.spelling import words
from index.values import Article, Hit
from qa.answer.mentions import Mentions, mentions_of
from qa.answer.naming import Kind, Named, is_common, named_in

_UNSEEN = 1.0
_LEAST_LETTERS = 5
_AFFIXED = re.compile(alternatives(lambda wording: wording.affixed))
_LEAST_OF_NAME = 3
_HOME = {"id": forms_of("indonesia")}
"""What articles in a language mean without naming it."""


@dataclass(frozen=True, slots=True)
class About:
    """How much of a question a passage is about: shares in [0, 1], by importance.

    `covered` is what passage and title express of the whole question, `named` of its names and figures, 1 where it has
    none; `missing` is what the whole article has of none of its names, years and figures, 0 where nothing is missing.
    """

    covered: float
    named: float
    missing: float = 0.0


class QuestionTerms:
    """The words and names of a question, compared with passages.

    `language` is an ISO 639-1 code.
    """

    def __init__(self, question: str, language: str) -> None:
        self._language = language
        self._coverage = Coverage(concepts(question, language))
        self._named = named_in(question, language)
        is_bare = all(each.kind is not Kind.NAME for each in self._named)
        self._things = tuple(_things(question, language)) if is_bare else ()
        self._names = Coverage(tuple(concept for named in self._named for concept in self._concepts(named.written)))
        names = {concept.term for concept in self._names.concepts}
        self._told = Coverage(
            tuple(each for each in self._coverage.concepts if not each.is_name and each.term not in names)
        )

    def about(self, hit: Hit) -> About:
        """Return how much of the question a hit expresses, and what it lacks."""
        text, article = _text_of(hit), hit.article
        told = expressed(text, article.language, self._language)
        named = self._names.share(self._names.weights(told)) if self._names.concepts else 1.0
        here = self._missing(text, article)
        anywhere = tuple(each for each in here if each in self._missing(_whole(article), article)) if here else ()
        return About(
            covered=self._coverage.share(self._coverage.weights(told)),
            named=named,
            missing=self._weight(anywhere),
        )

    def told_in(self, text: str, language: str) -> float:
        """Return the share of the question's words, names aside, that `text` expresses.

        It is in [0, 1]; `text` is in `language`.
        """
        return self._told.share(self._told.weights(expressed(text, language, self._language)))

    def missing_in_quote(self, quote: str, article: Article) -> float:
        """Return the share of the question's names and figures that `quote` lacks.

        It is in [0, 1].
        """
        return self._weight(self._missing(quote, article))

    def is_named_in(self, hit: Hit) -> bool:
        """Whether a name that the question has occurs in a hit's passage or title."""
        names = [each for each in self._named if each.kind is Kind.NAME]
        return len(names) > sum(each.kind is Kind.NAME for each in self._missing(_text_of(hit), hit.article))

    def absent(self, hits: Sequence[Hit]) -> tuple[str, ...]:
        """Return the names, years and figures of the question that no article has.

        They are as the question writes them.

        Also rare words in the language of all the hits. Nothing is absent that may be there in words of another
        language which are not known.
        """
        articles = tuple({hit.article.article_id: hit.article for hit in hits}.values())
        left = [each for each in self._named if self._can_be_told(each, articles)]
        things = self._things if all(self._is_own(article) for article in articles) else ()
        for article in articles:
            there = mentions_of(_whole(article), article.language)
            left = [each for each in left if not self._has(there, each, article)]
            things = tuple(thing for thing in things if not there.has_thing(thing, self._language))
        return (*(each.written for each in left), *things)

    def share_without(self, absent: Sequence[str]) -> float:
        """Return the share of the question left without the words `absent`, in [0, 1]."""
        gone = {concept.term for written in absent for concept in self._concepts(written)}
        return self._coverage.share([float(concept.term not in gone) for concept in self._coverage.concepts])

    def _concepts(self, written: str) -> Iterator[Concept]:
        for term in dict.fromkeys(terms(written, self._language)):
            yield Concept(term, importance(term, self._language), is_name=True)

    def _missing(self, text: str, article: Article) -> tuple[Named, ...]:
        if not self._named:
            return ()
        there = mentions_of(text, article.language)
        return tuple(each for each in self._named if not self._has(there, each, article))

    def _weight(self, missing: Sequence[Named]) -> float:
        total = sum(each.importance for each in self._named)
        return sum(each.importance for each in missing) / total if missing and total else 0.0

    def _has(self, there: Mentions, named: Named, article: Article) -> bool:
        match named.kind:
            case Kind.YEAR:
                return there.has_year(int(named.written), article.published)
            case Kind.FIGURE:
                return there.has_figure(named.written, named.amount)
            case Kind.TITLE:
                found = sum(there.has_term(word, self._language) for word in named.words)
                return 2 * found >= len(named.words)
            case Kind.NAME:
                return self._has_name(there, named)

    def _has_name(self, there: Mentions, named: Named) -> bool:
        """Whether a name occurs: one of its words, not only beside other names."""
        if named.forms:
            return self._has_known(there, named)
        found = [there.has_word(word, self._language) for word in named.words]
        if all(found):
            return True
        if not any(found):
            return _is_abbreviated(there, named)
        return not all(self._is_anothers(there, named, place) for place, is_there in enumerate(found) if is_there)

    def _has_known(self, there: Mentions, named: Named) -> bool:
        """Whether a known name occurs in one of its forms, or inflected."""
        if there.has_form(named.forms) or named.forms == _HOME.get(there.language):
            return True
        is_inflected = not named.is_abbreviation and same(self._language, there.language)
        return is_inflected and all(there.has_stem(word) for word in named.words)

    def _is_anothers(self, there: Mentions, named: Named, place: int) -> bool:
        """Whether a name's word only occurs in other names: Michelle Obama for Barack."""
        word = named.words[place]
        before = place > 0 and self._are_others(there.neighbours(word, before=True), named)
        return before or (
            place + 1 < len(named.words) and self._are_others(there.neighbours(word, before=False), named)
        )

    def _are_others(self, neighbours: Sequence[str | None], named: Named) -> bool:
        """Whether all neighbours, of which there are some, are other names."""
        return bool(neighbours) and all(
            word and word not in named.words and not is_common(word, self._language) for word in neighbours
        )

    def _can_be_told(self, named: Named, articles: Sequence[Article]) -> bool:
        """Whether the absence of its words would mean that it is absent."""
        if named.kind in (Kind.YEAR, Kind.FIGURE):
            return True
        if named.kind is Kind.TITLE or (not named.forms and sum(map(len, named.words)) < _LEAST_OF_NAME):
            return False
        abroad = [article.language for article in articles if not self._is_own(article)]
        if named.is_abbreviation and not named.forms and abroad:
            return False
        return all(covers(self._language, language) for language in abroad)

    def _is_own(self, article: Article) -> bool:
        return same(self._language, article.language)


def _is_abbreviated(there: Mentions, named: Named) -> bool:
    """Whether a text has a name abbreviated, written out, or in one word."""
    whole = words(named.written)
    if named.is_abbreviation and there.has_initials(whole[0].removesuffix("s").casefold()):
        return True
    initials = "".join(word[0] for word in whole if word[0].isupper())
    return (len(initials) > 2 and there.has_form(frozenset({initials}))) or (
        len(whole) > 1 and there.has_compound(whole)
    )


def _things(question: str, language: str) -> Iterator[str]:
    """Rare words in small letters."""
    for word in dict.fromkeys(words(question)):
        found = terms(word, language)
        rare = rarity(found[0], language) if found else None
        if word.islower() and len(word) >= _LEAST_LETTERS and rare == _UNSEEN and not _AFFIXED.match(word):
            yield word


def _text_of(hit: Hit) -> str:
    return f"{hit.article.title}\n{hit.passage.text}"


def _whole(article: Article) -> str:
    return f"{article.title}\n{article.text}"
