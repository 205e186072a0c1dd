"""What a question takes for granted: the names, figures and rare words that the passages must have to be about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.analysis import terms
from index.lexicon import rarity, same, translations
from index.question import Concept, Coverage, concepts, expressed, importance
from index.values import Hit

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
"""A word as a person sees one: with what hyphens and apostrophes join."""

_RARE = 0.9
_NAME = 0.4
_SPELLED_ALIKE = 0.82
_LEAST_LETTERS = 5
_CAPITALISED_NOUNS = frozenset({"de", "lb"})


@dataclass(frozen=True, slots=True)
class Key:
    """A word that the question rests on, as it is written there, and its terms; `is_name` for names and figures."""

    written: str
    concepts: tuple[Concept, ...]
    is_name: bool


@dataclass(frozen=True, slots=True)
class About:
    """How much of a question a passage is about: shares of it in [0, 1], by importance.

    `covered` is what passage and title express of the whole question, `named` of its names and figures, 1 where it has
    none.
    """

    covered: float
    named: float


class Premise:
    """The words of one question, held against passages."""

    def __init__(self, question: str, language: str) -> None:
        self._language = language
        self._coverage = Coverage(concepts(question, language))
        self._keys = _keys(question, language)
        self._names = Coverage(tuple(c for key in self._keys if key.is_name for c in key.concepts))

    def about(self, hit: Hit) -> About:
        """How much of the question a hit's passage and title express."""
        told = expressed(_text_of(hit), hit.article.language, self._language)
        named = self._names.share(self._names.weights(told)) if self._names.concepts else 1.0
        return About(self._coverage.share(self._coverage.weights(told)), named)

    def share_in(self, text: str, language: str) -> float:
        """The share of the question, by importance and in [0, 1], that a text in `language` expresses."""
        return self._coverage.share(self._coverage.weights(expressed(text, language, self._language)))

    def absent(self, hits: Sequence[Hit]) -> tuple[str, ...]:
        """The key words that no hit has, as the question writes them, in its order.

        A word counts as there in another spelling, and in another language where the lexicon knows one for it; a word
        that is no name and that the lexicon does not know in a hit's language may be there, so it is not absent.
        """
        told = [expressed(_text_of(hit), hit.article.language, self._language) for hit in hits]
        languages = {hit.article.language for hit in hits}
        words = {word.casefold() for hit in hits for word in WORD.findall(_text_of(hit))}
        return tuple(
            dict.fromkeys(
                key.written
                for key in self._keys
                if (key.is_name or all(self._is_known(key, language) for language in languages))
                and not any(concept.weight_in(one) > 0 for one in told for concept in key.concepts)
                and not _is_spelled_alike(key.written.casefold(), words)
            )
        )

    def share_without(self, absent: Collection[str]) -> float:
        """The share of the question, by importance and in [0, 1], that is left without the words `absent`."""
        gone = {concept.term for key in self._keys if key.written in absent for concept in key.concepts}
        return self._coverage.share([float(concept.term not in gone) for concept in self._coverage.concepts])

    def _is_known(self, key: Key, language: str) -> bool:
        return same(self._language, language) or all(
            translations(concept.term, self._language, language) for concept in key.concepts
        )


def _keys(question: str, language: str) -> tuple[Key, ...]:
    found = []
    for place, match in enumerate(WORD.finditer(question)):
        word = match[0]
        weighed = tuple(Concept(t, importance(t, language), is_name=True) for t in dict.fromkeys(terms(word, language)))
        if not weighed:
            continue
        greatest = max(concept.importance for concept in weighed)
        capital = place > 0 and word[0].isupper() and language not in _CAPITALISED_NOUNS
        is_name = (capital and greatest >= _NAME) or any(character.isdigit() for character in word)
        if is_name or (rarity(weighed[0].term, language) is not None and greatest >= _RARE):
            found.append(Key(word, weighed, is_name))
    return tuple(found)


def _text_of(hit: Hit) -> str:
    return f"{hit.article.title}\n{hit.passage.text}"


def _is_spelled_alike(word: str, words: Collection[str]) -> bool:
    """Whether a long word stands among `words` in another spelling: Lukashenka and Lukashenko."""
    if len(word) < _LEAST_LETTERS or any(character.isdigit() for character in word):
        return word in words
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word)
    for other in words:
        matcher.set_seq1(other)
        bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
        if all(bound() >= _SPELLED_ALIKE for bound in bounds):
            return True
    return False
