"""Other writings of a question's terms that the articles of a library have.

Names are typed without their accents and spelled as people know them, telephone numbers without a prefix. Only the
question is widened, by what a vocabulary has, so the index need not know of it. What is written as asked ranks first:
another writing counts for less, and is taken to be no rarer.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from index.retrieval.lexical import LexicalIndex
from index.retrieval.lexical.formula import idf
from index.retrieval.lexicon import PAIRS, Translations, rarity, translate_question, translations
from index.text.analysis import terms
from index.text.long_numbers import LEAST_DIGITS, long_numbers
from index.text.spelling import are_alike, bare, soundings, sounds

NUMBER_MARK = "#"
"""What begins the term of a long number, before its digits from the last to the first."""

_SAME = 0.8
"""The weight of a term that differs only in accents, or of a number in what precedes it."""
_ALIKE = 0.5
"""The weight of another spelling: however often it occurs, what is written as asked counts for more."""

_LEAST_LETTERS = 4
_RARE = 0.6
_ITSELF = 0.25
_MOST_OTHERS = 8
_REMEMBERED = 4096


def number_terms(text: str) -> tuple[str, ...]:
    """Return the terms of the long numbers in a text.

    They are reversed, so that numbers with the same last digits are neighbours in a sorted vocabulary.
    """
    return tuple(NUMBER_MARK + number.digits[::-1] for number in long_numbers(text))


class Writings:
    """The writings in the vocabulary of a lexical index, which is kept sorted."""

    def __init__(self, lexical: LexicalIndex) -> None:
        self._lexical = lexical
        self._others = functools.lru_cache(_REMEMBERED)(self._made_others)

    def translations(self, question: str, language: str, target: str) -> Translations:
        """Return `translate_question` with other writings, and with the question's long numbers."""
        is_known = rarity("", language) is not None
        unaccented = frozenset(terms(" ".join(_possibly_unaccented(question)), target))

        def others(term: str) -> Mapping[str, float]:
            return self._others(term, is_known or term in unaccented, is_known)

        words = translate_question(question, language, target, others=others)
        return (*words, *({**self._number(term), term: 1.0} for term in number_terms(question)))

    def _number(self, term: str) -> Mapping[str, float]:
        return self._weighed(term, dict.fromkeys(self._numbers(term), _SAME))

    def _made_others(self, term: str, accented: bool, alike: bool) -> Mapping[str, float]:
        plain = bare(term)
        found = dict.fromkeys(self._spelled_alike(plain), _ALIKE) if alike and _is_like_name(plain) else {}
        if plain != term:
            found[plain] = _SAME
        elif accented:
            found |= dict.fromkeys(self._accented(plain), _SAME)
        return self._weighed(term, found)

    def _weighed(self, term: str, found: Mapping[str, float]) -> Mapping[str, float]:
        """Return those of `found` that passages hold, none worth more than the rarity of `term`."""
        rare = idf(self._lexical.size, self._lexical.document_frequency(term))
        held = ((other, weight, self._lexical.document_frequency(other)) for other, weight in found.items())
        return {
            other: weight * min(1.0, rare / idf(self._lexical.size, frequency))
            for other, weight, frequency in held
            if frequency and other != term
        }

    def _numbers(self, term: str) -> Iterable[str]:
        """Yield the numbers that end with this one, and those that this one ends with."""
        for length in range(len(NUMBER_MARK) + LEAST_DIGITS, len(term)):
            yield term[:length]
        vocabulary = self._lexical.vocabulary
        first = bisect_left(vocabulary, term)
        for place in range(first, min(first + _MOST_OTHERS, len(vocabulary))):
            if vocabulary[place].startswith(term):
                yield vocabulary[place]

    def _accented(self, plain: str) -> Iterable[str]:
        return self._walk([self._with_accents((letter,)) for letter in plain], repeats=False)

    def _spelled_alike(self, plain: str) -> Iterable[str]:
        sound = sounds(plain)
        if len(sound) < _LEAST_LETTERS:
            return ()
        steps = [self._with_accents(soundings(each)) for each in sound]
        found = (term for term in self._walk(steps, repeats=True) if are_alike(sound, sounds(bare(term))))
        return (term for term in found if _is_like_name(term))

    def _walk(self, steps: Iterable[Iterable[str]], *, repeats: bool) -> Iterable[str]:
        """Return the terms made of a part of each step, perhaps doubled if `repeats`."""
        reached = {""}
        for parts in steps:
            grown = self._begun(before + part for before in reached for part in parts)
            if repeats:
                grown |= self._begun(before + part for before in grown for part in parts)
            reached = grown
        return (term for term in sorted(reached) if self._lexical.document_frequency(term))

    def _begun(self, beginnings: Iterable[str]) -> set[str]:
        """Return those with which a term of the vocabulary begins."""
        vocabulary = self._lexical.vocabulary
        found = set()
        for each in beginnings:
            place = bisect_left(vocabulary, each)
            if place < len(vocabulary) and vocabulary[place].startswith(each):
                found.add(each)
        return found

    def _with_accents(self, parts: Iterable[str]) -> tuple[str, ...]:
        return tuple(chain.from_iterable((part, *self._accents.get(part, ())) for part in parts))

    @functools.cached_property
    def _accents(self) -> Mapping[str, tuple[str, ...]]:
        """The letters with accents that the vocabulary has, by those without."""
        found: dict[str, tuple[str, ...]] = {}
        for letter in sorted(set("".join(term for term in self._lexical.vocabulary if not term.isascii()))):
            plain = bare(letter)
            if plain != letter:
                found[plain] = (*found.get(plain, ()), letter)
        return found


def _possibly_unaccented(question: str) -> Sequence[str]:
    """Return the words whose accents may be left out: names, where others have accents."""
    words = question.split()
    return [word for word in words if not word.islower()] if bare(question) != question else words


@functools.lru_cache(_REMEMBERED)
def _is_like_name(term: str) -> bool:
    """Whether a term may be a name: rare wherever known, or translated by itself."""
    return term.isalpha() and all(
        (rarity(term, one) or 0.0) >= _RARE or translations(term, one, other).get(term, 0.0) >= _ITSELF
        for one, other in PAIRS
    )
