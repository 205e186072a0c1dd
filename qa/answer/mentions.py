"""Whether names and figures occur in a text, across spellings and languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from index.retrieval.lexicon import translations
from index.text.analysis import terms
from index.text.exonyms import Forms, forms_of
from index.text.languages import alternatives, words_of
from index.text.long_numbers import are_one, long_numbers
from index.text.spelling import are_alike, located, sounds, words
from qa.answer.quantities import Amount, amounts

_REMEMBERED = 96
_LIKELY = 0.1
_LONG = 7
_YEARS_APART = (
    (-1, re.compile(rf"\b({alternatives(lambda wording: wording.last_year)})\b", re.IGNORECASE)),
    (1, re.compile(rf"\b({alternatives(lambda wording: wording.next_year)})\b", re.IGNORECASE)),
)
_SMALL_WORDS = words_of(lambda wording: wording.small_words)


class Mentions:
    """The words of one text in `language`, made ready to be looked up."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self.language = language
        self._written = words(text)
        self._folded = tuple(map(str.casefold, self._written))
        self._words = frozenset(self._folded) | frozenset(self._written)

    def has_form(self, forms: Forms) -> bool:
        """Whether one of a name's forms stands in the text."""
        return any(self._phrases_have(form) if " " in form else form in self._words for form in forms)

    def has_word(self, word: str, language: str) -> bool:
        """Whether a name's word in `language` occurs, also inflected or spelled otherwise."""
        folded, forms = word.casefold(), forms_of(word)
        if folded in self._words or self.has_form(forms) or self.has_stem(word) or self._has_kin(word, language):
            return True
        return not forms and self._has_alike(folded)

    def has_common_word(self, word: str, language: str) -> bool:
        """Whether a common word in `language` occurs, perhaps misspelt."""
        if word in self._words or self.has_term(word, language):
            return True
        sound = sounds(word)
        return any(are_alike(sound, sounds(other)) for other in self._words if other[0] == word[0])

    def has_term(self, word: str, language: str) -> bool:
        """Whether a word of the same stem, or its translation, occurs."""
        return self.has_stem(word) or any(term in self._stems for term in self._translated(word, language))

    def has_stem(self, word: str) -> bool:
        """Whether a word stands in the text with whatever ending its language may give it."""
        return any(term in self._stems for term in terms(word, self.language))

    def _has_kin(self, word: str, language: str) -> bool:
        """Whether a translation that sounds like the name's word occurs.

        The lexicon also has chance translations.
        """
        sound = sounds(word.casefold())
        return any(term in self._stems and are_alike(sound, sounds(term)) for term in self._translated(word, language))

    def _translated(self, word: str, language: str) -> Iterator[str]:
        """Yield the terms of a word in `language`, and their likely translations."""
        for term in terms(word, language):
            yield term
            for other, chance in translations(term, language, self.language).items():
                if chance >= _LIKELY:
                    yield other

    def has_initials(self, capitals: str) -> bool:
        """Whether neighbouring names begin with the letters of an abbreviation, given in small ones."""
        return capitals in self._initials

    def has_compound(self, parts: Iterable[str]) -> bool:
        """Whether these words occur joined, spaced or hyphenated."""
        return "".join(part.casefold() for part in parts) in self._joined

    def has_figure(self, digits: str, amount: Amount | None) -> bool:
        """Whether a figure occurs as digits, as an equal number, or grouped otherwise if long."""
        if digits in self._words or (amount is not None and any(amount.equals(other) for other in self._amounts)):
            return True
        return any(are_one(number.digits, other) for number in long_numbers(digits) for other in self._long_numbers)

    def has_year(self, year: int, published: date | None) -> bool:
        """Whether a year occurs, or follows from the day of publication."""
        if str(year) in self._words or any(f"{year}{ending}" in self._words for ending in ("s", "an")):
            return True
        if published is None:
            return False
        apart = year - published.year
        return apart == 0 or any(apart == years and pattern.search(self._text) for years, pattern in _YEARS_APART)

    def neighbours(self, word: str, *, before: bool) -> tuple[str | None, ...]:
        """Return the capitalised word beside each occurrence of a word, None without one."""
        folded, step = word.casefold(), -1 if before else 1
        places = [place for place, (_, _, other) in enumerate(self._located) if other.casefold() == folded]
        return tuple(self._beside(place, place + step) for place in places)

    def _beside(self, place: int, other: int) -> str | None:
        if not 0 <= other < len(self._located):
            return None
        (_, end, _), (start, _, _) = sorted((self._located[place], self._located[other]))
        word = self._located[other][2]
        return word if self._text[end:start] == " " and word[0].isupper() else None

    def _phrases_have(self, form: str) -> bool:
        return f" {form} " in (self._small if form.islower() else self._large)

    def _has_alike(self, folded: str) -> bool:
        sound = sounds(folded)
        return any(are_alike(sound, other) for other in self._sounds.get(sound[0], ()))

    @functools.cached_property
    def _located(self) -> tuple[tuple[int, int, str], ...]:
        return tuple(located(self._text))

    @functools.cached_property
    def _small(self) -> str:
        return f" {' '.join(self._folded)} "

    @functools.cached_property
    def _large(self) -> str:
        return f" {' '.join(self._written)} "

    @functools.cached_property
    def _joined(self) -> str:
        return "".join(self._folded)

    @functools.cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(terms(" ".join(frozenset(self._folded)), self.language))

    @functools.cached_property
    def _sounds(self) -> Mapping[str, list[str]]:
        """The sounds of capitalised and long words, by their first letter."""
        found: dict[str, list[str]] = {}
        for word in frozenset(self._written):
            if word[0].isupper() or len(word) >= _LONG:
                sound = sounds(word.casefold())
                found.setdefault(sound[0], []).append(sound)
        return found

    @functools.cached_property
    def _initials(self) -> str:
        kept = (word for word in self._written if word.casefold() not in _SMALL_WORDS)
        return "".join(word[0].casefold() if word[0].isupper() else " " for word in kept)

    @functools.cached_property
    def _long_numbers(self) -> tuple[str, ...]:
        return tuple(number.digits for number in long_numbers(self._text))

    @functools.cached_property
    def _amounts(self) -> tuple[Amount, ...]:
        return amounts(self._text, self.language)


@functools.lru_cache(maxsize=_REMEMBERED)
def mentions_of(text: str, language: str) -> Mentions:
    """Return the words of a text; those of the latest texts are remembered."""
    return Mentions(text, language)
