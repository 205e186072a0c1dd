"""The names, years and figures in a question: Barack Obama, Iskander-M, 2022."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from index.retrieval.coverage import importance
from index.retrieval.lexicon import rarity, translations
from index.text.analysis import terms
from index.text.exonyms import COMMON, MOST_WORDS, NO_FORMS, Forms, forms_of, is_name_part
from index.text.long_numbers import long_numbers
from index.text.spelling import located
from qa.answer.quantities import Amount, amounts


class Kind(Enum):
    """What is named: a name, common words in capitals, a year, a number."""

    NAME = "name"
    TITLE = "title"
    YEAR = "year"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Named:
    """Something that the question names.

    `written` is how the question writes it, `words` are its distinctive words, `forms` its other names. `importance` is
    in [0, 1]; `amount` is that of a figure, else None.
    """

    kind: Kind
    written: str
    words: tuple[str, ...]
    importance: float
    forms: Forms = NO_FORMS
    amount: Amount | None = None

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is one word in capitals, which another language may abbreviate otherwise."""
        return len(self.words) == 1 and self.words[0].removesuffix("s").isupper()


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str


_FIGURE = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*|\d+)(?:[.,]\d{1,2})?(?![\w/-]|[.,]\d)"
    r"(?: (?:thousand|million|billion|trillion|ribu|juta|miliar|milyar|triliun)\b)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w.,])(?:1\d|20)\d\d(?![\w%]|[.,]\d)")
_LEAST_FIGURE = 32
"""Smaller figures are as likely to be written in words, or are the days of dates."""

_JOINING = frozenset(["de", "von", "van", "der", "den", "bin", "binti", "ibn", "al", "del", "du"])
_IN_RUN = frozenset({" ", "-", ". ", "’ ", "' "})
_CAPITALISED_NOUNS = frozenset({"de", "lb"})
_ROMAN = re.compile(r"[IVXLC]+")
_LEAST_LETTERS = 2
_MOST_OF_TITLE = 3
_SAME = 0.25
_RARE = 0.65
_UNKNOWN = 0.9


def named_in(question: str, language: str) -> tuple[Named, ...]:
    """Return what a question names, once each: names, then years and figures.

    `language` is an ISO 639-1 code.
    """
    numbers = list(_numbers(question, language))
    is_all_capitals = question.isupper()
    words = [
        _Word(start, end, text.casefold() if is_all_capitals else text)
        for start, end, text in located(question)
        if not any(start in figure for figure, _ in numbers)
    ]
    is_cased = any(word.text[0].isupper() for word in words[1:]) and language not in _CAPITALISED_NOUNS
    runs = _Runs(question, words, language, is_cased=is_cased)
    found = {named.written.casefold(): named for named in runs.named()}
    return (*found.values(), *{named.written: named for _, named in numbers}.values())


def is_common(word: str, language: str) -> bool:
    """Whether a capitalised word is a common word rather than a name.

    It is known as one, or translated differently in the other language.
    """
    folded = word.casefold()
    if folded in COMMON or _ROMAN.fullmatch(word):
        return True
    if forms_of(word):
        return False
    rare = rarity((terms(folded, language) or (folded,))[0], language)
    if rare is None or rare >= _UNKNOWN:
        return False
    chances = _translations(folded, language)
    likeliest = max(chances, key=lambda translation: chances[translation], default="")
    return likeliest != folded and likeliest not in terms(folded, _other(language))


class _Runs:
    """The known names, and runs of words in capitals, in a question."""

    def __init__(self, question: str, words: Sequence[_Word], language: str, *, is_cased: bool) -> None:
        self._question = question
        self._words = words
        self._language = language
        self._is_cased = is_cased

    def named(self) -> Iterator[Named]:
        """Yield each of them, in the question's order."""
        run: list[_Word] = []
        place = 0
        while place < len(self._words):
            forms, length = self._known_at(place)
            goes_on = bool(run) and self._joins(place - 1, place)
            if length and not (length == 1 and goes_on and not self._is_common(run[-1])):
                yield from self._close(run)
                run = []
                yield self._of(self._words[place : place + length], Kind.NAME, forms)
                place += length
                continue
            if not goes_on:
                yield from self._close(run)
                run = []
            if self._is_capital(place) or (goes_on and self._binds(place)):
                run.append(self._words[place])
            else:
                yield from self._close(run)
                run = []
            place += 1
        yield from self._close(run)

    def _known_at(self, place: int) -> tuple[Forms, int]:
        """Return the forms of the longest known name here, and its number of words."""
        for length in range(min(MOST_WORDS, len(self._words) - place), 0, -1):
            end = place + length
            if not all(self._joins(at - 1, at) for at in range(place + 1, end)):
                continue
            phrase = " ".join(word.text for word in self._words[place:end])
            if self._is_cased and phrase.islower():
                continue
            forms = forms_of(phrase)
            if forms and (length > 1 or not is_name_part(phrase)):
                return forms, length
        return NO_FORMS, 0

    def _joins(self, first: int, second: int) -> bool:
        gap = self._question[self._words[first].end : self._words[second].start]
        return gap in _IN_RUN and not (gap == ". " and len(self._words[first].text) > _MOST_OF_TITLE)

    def _binds(self, place: int) -> bool:
        """Whether a word continues a name: a particle, or what a hyphen joins."""
        word = self._words[place]
        if self._question[word.start - 1] == "-":
            return True
        return self._is_cased and word.text in _JOINING and place + 1 < len(self._words) and self._is_capital(place + 1)

    def _is_capital(self, place: int) -> bool:
        word = self._words[place]
        if not self._is_cased:
            return _is_itself(word.text, self._language) or is_name_part(word.text)
        if not word.text[0].isupper():
            return False
        if place or word.text[1:] != word.text[1:].casefold():
            return True
        return not self._is_common(word) and (
            _is_itself(word.text, self._language)
            or (len(self._words) > 1 and self._joins(0, 1) and self._is_capital(1) and self._is_name(self._words[1]))
        )

    def _is_common(self, word: _Word) -> bool:
        return is_common(word.text, self._language)

    def _is_name(self, word: _Word) -> bool:
        return not self._is_common(word) and (not forms_of(word.text) or is_name_part(word.text))

    def _close(self, run: Sequence[_Word]) -> Iterator[Named]:
        """Yield the name in a run of words, without the common words around it.

        President Barack Obama becomes Barack Obama.
        """
        distinctive = [place for place, word in enumerate(run) if self._is_distinctive(word)]
        if distinctive:
            yield self._of(run[distinctive[0] : self._end(run, distinctive[-1])], Kind.NAME)
        elif run:
            yield self._of(run, Kind.TITLE)

    def _end(self, run: Sequence[_Word], last: int) -> int:
        """Return where a run's name ends, with what a hyphen joins, as in Iskander-M."""
        end = last + 1
        while end < len(run) and self._question[run[end].start - 1] == "-":
            end += 1
        return end

    def _is_distinctive(self, word: _Word) -> bool:
        return len(word.text) >= _LEAST_LETTERS and not word.text.isdigit() and not self._is_common(word)

    def _of(self, run: Sequence[_Word], kind: Kind, forms: Forms = NO_FORMS) -> Named:
        written = self._question[run[0].start : run[-1].end]
        distinctive = tuple(word.text for word in run if forms or kind is Kind.TITLE or self._is_distinctive(word))
        weight = max(importance(term, self._language) for term in terms(written, self._language))
        return Named(kind, written, distinctive, weight, forms)


def _is_itself(word: str, language: str) -> bool:
    """Whether the lexicon translates a word by itself, as it does names."""
    folded = word.casefold()
    rare = rarity((terms(folded, language) or (folded,))[0], language) or 0.0
    return rare >= _RARE and folded not in COMMON and _translations(folded, language).get(folded, 0.0) >= _SAME


def _translations(folded: str, language: str) -> Mapping[str, float]:
    found = terms(folded, language)
    return translations(found[0], language, _other(language)) if found else {}


def _other(language: str) -> str:
    return "id" if language == "en" else "en"


def _numbers(question: str, language: str) -> Iterator[tuple[range, Named]]:
    """Yield the years and figures with their places: long ones whole, however they are grouped."""
    long = [range(number.start, number.end) for number in long_numbers(question)]
    for place in long:
        written = question[place.start : place.stop]
        weight = max(importance(term, language) for term in terms(written, language))
        amount = next(iter(amounts(written, language)), None) if written.isdigit() else None
        yield place, Named(Kind.FIGURE, written, (written,), weight, amount=amount)
    for match in _FIGURE.finditer(question):
        if any(match.start() in place for place in long):
            continue
        written, place = match[0], range(*match.span())
        weight = max(importance(term, language) for term in terms(written, language))
        if _YEAR.fullmatch(written):
            yield place, Named(Kind.YEAR, written, (written,), weight)
            continue
        values = amounts(written, language)
        if values and values[0].value >= _LEAST_FIGURE:
            yield place, Named(Kind.FIGURE, written, (written,), weight, amount=values[0])
