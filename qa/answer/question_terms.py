"""The words, names and figures of a question, and how much of them passages have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

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
"""The rarity of a word that the lexicon's texts do not have."""

_LEAST_LETTERS = 5
_AFFIXED = re.compile(alternatives(lambda wording: wording.affixed))
_LEAST_OF_NAME = 3
_HOME = {"id": forms_of("indonesia")}
"""What articles in a language mean without naming it."""


@dataclass(frozen=True, slots=True)
class About:
    """How much of a question a passage is about: shares in [0, 1], by importance.

    `covered` is the share of the whole question that passage and title express, `named` that of its names and figures,
    1 if it has none. `missing` is the share of its names, years and figures that the whole article lacks.
    """

    covered: float
    named: float
    missing: float = 0.0


class QuestionTerms:
    """The words and names of a question in `language` (ISO 639-1), compared with passages.

    `named` are its names, years and figures.
    """

    def __init__(self, question: str, language: str) -> None:
        self._language = language
        self._coverage = Coverage(concepts(question, language))
        self.named = named_in(question, language)
        has_name = any(each.kind is Kind.NAME for each in self.named)
        self._rare_words = () if has_name else tuple(_rare_words(question, language))
        self._names = Coverage(tuple(concept for named in self.named for concept in self._concepts(named.written)))
        names = {concept.term for concept in self._names.concepts}
        self._words = Coverage(
            tuple(each for each in self._coverage.concepts if not each.is_name and each.term not in names)
        )

    def about(self, hit: Hit) -> About:
        """Return how much of the question a hit expresses, and what it lacks."""
        text, article = _passage_text(hit), hit.article
        found = expressed(text, article.language, self._language)
        missing = self._missing(text, article)
        if missing:
            missing_anywhere = self._missing(_article_text(article), article)
            missing = tuple(each for each in missing if each in missing_anywhere)
        return About(
            covered=self._coverage.share_in(found),
            named=self._names.share_in(found) if self._names.concepts else 1.0,
            missing=self._share_of(missing),
        )

    def share_of_words(self, text: str, language: str) -> float:
        """Return the share of the question's words, names aside, that `text` expresses.

        It is in [0, 1], by importance; `language` is that of `text`.
        """
        return self._words.share_in(expressed(text, language, self._language))

    def words_without(self, names: Iterable[str]) -> Coverage:
        """Return the question's words, names aside, but those that are `names` of something too."""
        terms = {concept.term for name in names for concept in self._concepts(name)}
        return Coverage(tuple(each for each in self._words.concepts if each.term not in terms))

    def missing_in(
        self, text: str, language: str, published: date | None = None, *, whole: bool = False
    ) -> tuple[Named, ...]:
        """Return the names, years and figures of the question that a text in `language` lacks.

        A year may follow from the day it was `published`. Of a name one word may do, unless it must be there `whole`.
        """
        if not self.named:
            return ()
        mentions = mentions_of(text, language)
        return tuple(
            each
            for each in self.named
            if not self._is_mentioned(each, mentions, published) or (whole and not self._is_whole(each, mentions))
        )

    def _is_whole(self, named: Named, mentions: Mentions) -> bool:
        """Whether all of a name occurs, or the name as known or abbreviated."""
        if named.forms or named.kind in (Kind.YEAR, Kind.FIGURE):
            return True
        if named.kind is Kind.TITLE:
            at_home = same(self._language, mentions.language)
            return not at_home or all(mentions.has_term(word, self._language) for word in named.words)
        found = all(mentions.has_word(word, self._language) for word in named.words)
        return found or _is_abbreviated(mentions, named)

    def missing_in_quote(self, quote: str, article: Article) -> float:
        """Return the share of the question's names and figures that `quote` lacks, in [0, 1]."""
        return self._share_of(self._missing(quote, article))

    def is_named_in(self, hit: Hit) -> bool:
        """Whether a name that the question has occurs in a hit's passage or title."""
        names = [each for each in self.named if each.kind is Kind.NAME]
        return len(names) > sum(each.kind is Kind.NAME for each in self._missing(_passage_text(hit), hit.article))

    def absent(self, hits: Sequence[Hit]) -> tuple[str, ...]:
        """Return the question's names, years and figures that no article of the hits has.

        They are written as in the question. If all articles are in its language, its rare words count too. Nothing
        counts as absent that an article in another language may have in words that are not known.
        """
        articles = tuple({hit.article.article_id: hit.article for hit in hits}.values())
        absent = [each for each in self.named if self._would_be_found(each, articles)]
        rare = self._rare_words if all(self._is_in_same_language(article) for article in articles) else ()
        for article in articles:
            mentions = mentions_of(_article_text(article), article.language)
            absent = [each for each in absent if not self._is_mentioned(each, mentions, article.published)]
            rare = tuple(word for word in rare if not mentions.has_common_word(word, self._language))
        return (*(each.written for each in absent), *rare)

    def share_without(self, absent: Sequence[str]) -> float:
        """Return the share of the question left without the words `absent`, in [0, 1]."""
        left_out = {concept.term for written in absent for concept in self._concepts(written)}
        return self._coverage.share([float(concept.term not in left_out) for concept in self._coverage.concepts])

    def _concepts(self, written: str) -> Iterator[Concept]:
        for term in dict.fromkeys(terms(written, self._language)):
            yield Concept(term, importance(term, self._language), is_name=True)

    def _missing(self, text: str, article: Article) -> tuple[Named, ...]:
        """Return the names and figures of the question that a text of `article` lacks."""
        return self.missing_in(text, article.language, article.published)

    def _share_of(self, some: Sequence[Named]) -> float:
        """Return the share of `some` in the importance of all names and figures."""
        total = sum(each.importance for each in self.named)
        return sum(each.importance for each in some) / total if some and total else 0.0

    def _is_mentioned(self, named: Named, mentions: Mentions, published: date | None) -> bool:
        match named.kind:
            case Kind.YEAR:
                return mentions.has_year(int(named.written), published)
            case Kind.FIGURE:
                return mentions.has_figure(named.written, named.amount)
            case Kind.TITLE:
                found = sum(mentions.has_term(word, self._language) for word in named.words)
                return 2 * found >= len(named.words)
            case Kind.NAME:
                return self._is_name_mentioned(mentions, named)

    def _is_name_mentioned(self, mentions: Mentions, named: Named) -> bool:
        """Whether one of a name's words occurs other than in another name."""
        if named.forms:
            return self._is_known_name_mentioned(mentions, named)
        found = [mentions.has_word(word, self._language) for word in named.words]
        if all(found):
            return True
        if not any(found):
            return _is_abbreviated(mentions, named)
        return not all(self._is_in_other_name(mentions, named, place) for place, occurs in enumerate(found) if occurs)

    def _is_known_name_mentioned(self, mentions: Mentions, named: Named) -> bool:
        """Whether a known name occurs in one of its forms, or inflected."""
        if mentions.has_form(named.forms) or named.forms == _HOME.get(mentions.language):
            return True
        is_inflected = not named.is_abbreviation and same(self._language, mentions.language)
        return is_inflected and all(mentions.has_stem(word) for word in named.words)

    def _is_in_other_name(self, mentions: Mentions, named: Named, place: int) -> bool:
        """Whether a name's word only occurs in other names, as Obama in Michelle Obama."""
        word = named.words[place]
        if place > 0 and self._are_other_names(mentions.neighbours(word, before=True), named):
            return True
        has_next = place + 1 < len(named.words)
        return has_next and self._are_other_names(mentions.neighbours(word, before=False), named)

    def _are_other_names(self, neighbours: Sequence[str | None], named: Named) -> bool:
        """Whether there are neighbours, and all are words of other names."""
        return bool(neighbours) and all(
            word and word not in named.words and not is_common(word, self._language) for word in neighbours
        )

    def _would_be_found(self, named: Named, articles: Sequence[Article]) -> bool:
        """Whether an article that named it would be known to, whatever its language."""
        if named.kind in (Kind.YEAR, Kind.FIGURE):
            return True
        if named.kind is Kind.TITLE or (not named.forms and sum(map(len, named.words)) < _LEAST_OF_NAME):
            return False
        abroad = [article.language for article in articles if not self._is_in_same_language(article)]
        if named.is_abbreviation and not named.forms and abroad:
            return False
        return all(covers(self._language, language) for language in abroad)

    def _is_in_same_language(self, article: Article) -> bool:
        return same(self._language, article.language)


def _is_abbreviated(mentions: Mentions, named: Named) -> bool:
    """Whether a text has a name abbreviated, written out, or in one word."""
    whole = words(named.written)
    if named.is_abbreviation and mentions.has_initials(whole[0].removesuffix("s").casefold()):
        return True
    initials = "".join(word[0] for word in whole if word[0].isupper())
    return (len(initials) > 2 and mentions.has_form(frozenset({initials}))) or (
        len(whole) > 1 and mentions.has_compound(whole)
    )


def _rare_words(question: str, language: str) -> Iterator[str]:
    """Yield the question's rare words in small letters."""
    for word in dict.fromkeys(words(question)):
        found = terms(word, language)
        rare = rarity(found[0], language) if found else None
        if word.islower() and len(word) >= _LEAST_LETTERS and rare == _UNSEEN and not _AFFIXED.match(word):
            yield word


def _passage_text(hit: Hit) -> str:
    return f"{hit.article.title}\n{hit.passage.text}"


def _article_text(article: Article) -> str:
    """Return all words of an article, its outlet's name among them."""
    return f"{article.title}\n{article.source or ''}\n{article.text}"
