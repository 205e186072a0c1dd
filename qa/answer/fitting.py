"""Check whether words are what is asked for: a number, time, name, clause.

Every check gives 1.0 where they have it, -1.0 where they surely lack it, and 0.0 where that cannot be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from index.values import Span
from qa.answer import answer_wording as wording
from qa.answer.clocks import placed_clocks
from qa.answer.counted import thing_after
from qa.answer.quantities import PlacedAmount, PlacedMoment, amounts_in, overlap, placed_moments
from qa.answer.units import UNITS, Dimension, dimensions

HAS, LACKS, UNTOLD = 1.0, -1.0, 0.0

KNOWN_LANGUAGES = frozenset({"en", "id", "ms"})
"""The languages whose words for numbers, times and so on are known."""

_CLAUSE_WORDS, _OLDEST, _CONTEXT = 4, 130, 30
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHARED = frozenset({Dimension.MONEY, Dimension.WEIGHT, Dimension.AREA, Dimension.VOLUME})
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Words:
    """Some words of a sentence in a language, and the numbers and dates in them."""

    span: Span
    sentence: str
    language: str

    @cached_property
    def text(self) -> str:
        """The words themselves."""
        return self.span.of(self.sentence)

    @cached_property
    def before(self) -> str:
        """What stands right before them."""
        return self.sentence[max(0, self.span.start - _CONTEXT) : self.span.start]

    @cached_property
    def after(self) -> str:
        """What stands right after them."""
        return self.sentence[self.span.end : self.span.end + _CONTEXT]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Their words, without figures."""
        return tuple(_WORD.findall(self.text))

    @cached_property
    def amounts(self) -> tuple[PlacedAmount, ...]:
        """The numbers in them, with the units beside them."""
        return amounts_in(self.span, self.sentence, self.language)

    @cached_property
    def counts(self) -> tuple[PlacedAmount, ...]:
        """The numbers in them that have no unit."""
        return tuple(each for each in self.amounts if not each.amount.unit)

    @cached_property
    def moments(self) -> tuple[PlacedMoment, ...]:
        """The dates in them, and those that they are part of."""
        return tuple(each for each in placed_moments(self.sentence) if overlap(each.span, self.span))

    @cached_property
    def has_clock(self) -> bool:
        """Whether they have a time of the day in figures."""
        return any(overlap(placed.span, self.span) for placed in placed_clocks(self.sentence))

    @cached_property
    def is_dated(self) -> bool:
        """Whether they have a date, a certain year or a time of the day."""
        befores = (self.sentence[max(0, each.span.start - _CONTEXT) : each.span.start] for each in self.moments)
        is_year = any(wording.DATING.search(before) for before in befores)
        return self.has_clock or is_year or any(each.moment.month for each in self.moments)

    @cached_property
    def has_vague_number(self) -> bool:
        """Whether they say how many in vague words or unreadable figures."""
        return bool(wording.VAGUE_NUMBER.search(self.text) or wording.FIGURE.search(self.text))

    @cached_property
    def has_name(self) -> bool:
        """Whether one of them is capitalised, months and days aside."""
        return any(word[0].isupper() and not wording.TIME.fullmatch(word) for word in self.words)

    @cached_property
    def is_clause(self) -> bool:
        """Whether they are several words, or begin as a reason or a way does."""
        return len(self.words) >= _CLAUSE_WORDS or wording.CLAUSE_OPENING.match(self.text) is not None

    @cached_property
    def is_figure(self) -> bool:
        """Whether they are but a number, a date or a time, with a unit perhaps."""
        left = self.sentence
        numbers, dates = [each.span for each in self.amounts], [each.span for each in self.moments]
        for span in (*numbers, *dates, *(each.span for each in placed_clocks(left))):
            left = left[: span.start] + " " * (span.end - span.start) + left[span.end :]
        return _LETTER.search(wording.SMALL_WORDS.sub("", wording.TIME.sub("", self.span.of(left)))) is None

    def has_unit_of(self, asked: frozenset[Dimension]) -> bool:
        """Whether they have a unit of what is asked for without a number: setahun, seconds."""
        written = [word.casefold() for word in self.words if len(word) > 2]
        units = (UNITS.get(form) for word in written for form in (word, word.removeprefix("se")))
        return any(unit.dimension in asked for unit in units if unit)


def fits_amount(words: Words, asked: frozenset[Dimension]) -> float:
    """Whether they have a number in a unit of `asked`, any if empty."""
    units = [dimensions(each.amount.unit) for each in words.amounts]
    if any(unit & asked if asked else True for unit in units) or words.has_unit_of(asked):
        return HAS
    if Dimension.SHARE in asked and wording.FRACTION.search(words.text):
        return HAS
    if units:
        bare = any(each.amount.thing is None for each in words.counts)
        shares = bool(asked & _SHARED) and any(Dimension.SHARE in unit for unit in units)
        sides = Dimension.AREA in asked and sum(Dimension.LENGTH in unit for unit in units) > 1
        is_date = words.is_dated and Dimension.DURATION not in asked
        return UNTOLD if shares or sides or (bare and not is_date) else LACKS
    if Dimension.DURATION in asked and fits_time(words) != LACKS:
        return UNTOLD
    if words.is_dated:
        return LACKS
    is_extent = (not asked or Dimension.AREA in asked) and len(words.words) > _CLAUSE_WORDS
    return UNTOLD if words.has_vague_number or is_extent or (not asked and len(words.words) <= 1) else LACKS


def fits_count(words: Words, things: frozenset[str], fate: str | None, measured: frozenset[Dimension]) -> float:
    """Whether they have a number without a unit that counts the right things.

    Of a share of them, or of an amount of what is perhaps `measured` instead, it cannot be told.
    """
    counts = [each.amount for each in words.counts if not any(overlap(each.span, one.span) for one in words.moments)]
    if counts:
        fates = frozenset({fate}) if fate else frozenset()
        others = [one for one in counts if _is_other(one.thing, things) or _is_other(one.fate, fates)]
        return LACKS if len(others) == len(counts) else HAS
    if words.is_dated:
        return LACKS
    if words.amounts:
        possible = measured | {Dimension.SHARE}
        return UNTOLD if all(dimensions(one.amount.unit) <= possible for one in words.amounts) else LACKS
    if not words.has_vague_number:
        return LACKS
    vague = wording.VAGUE_NUMBER.search(words.text)
    thing = thing_after(words.text[vague.end() :] + words.after, words.language) if vague else None
    return LACKS if _is_other(thing, things) else UNTOLD


def _is_other(said: str | None, asked: frozenset[str]) -> bool:
    return bool(said and asked) and said not in asked


def fits_age(words: Words) -> float:
    """Whether they have a number of years, perhaps without the word."""
    if not words.is_dated and any(each.amount.value <= _OLDEST for each in words.counts):
        return HAS
    return LACKS if words.has_clock else fits_amount(words, frozenset({Dimension.DURATION}))


def fits_time(words: Words) -> float:
    """Whether they say when something was or is."""
    if words.moments or words.has_clock or wording.TIME.search(words.text) or wording.YEAR.search(words.text):
        return HAS
    if wording.THEN_ERA.match(words.after):
        return HAS
    if words.counts or wording.TIME_CLAUSE.search(words.text) or wording.AFTER_TIME.search(words.before):
        return UNTOLD
    return LACKS


def fits_year(words: Words) -> float:
    """Whether they have a year."""
    if any(each.moment.year is not None for each in words.moments) or wording.YEAR.search(words.text):
        return HAS
    return UNTOLD if wording.THEN_ERA.search(words.text + words.after) or words.has_vague_number else LACKS


def fits_day(words: Words) -> float:
    """Whether they have a day: of a month, or of the week."""
    if any(each.moment.day is not None for each in words.moments) or wording.WEEKDAY.search(words.text):
        return HAS
    return UNTOLD if fits_time(words) != LACKS else LACKS


def fits_clock(words: Words) -> float:
    """Whether they have a time of the day."""
    if words.has_clock or wording.CLOCK.search(words.text):
        return HAS
    return UNTOLD if fits_time(words) != LACKS else LACKS


def fits_person(words: Words) -> float:
    """Whether they name somebody, or say who by a word for people."""
    if words.is_figure:
        return LACKS
    if words.has_name or wording.PERSON.search(words.text):
        return HAS
    return LACKS if words.amounts or wording.NO_PERSON_OPENING.match(words.text) else UNTOLD


def fits_place(words: Words) -> float:
    """Whether they name something, or say where."""
    if words.is_figure:
        return LACKS
    return HAS if words.has_name or wording.PLACE.search(words.text) else UNTOLD


def fits_name(words: Words) -> float:
    """Whether they name something."""
    if words.is_figure:
        return LACKS
    return HAS if words.has_name else UNTOLD


def fits_reason(words: Words) -> float:
    """Whether they are a clause or begin as a reason does, not a lone name."""
    return LACKS if len(words.words) <= 1 and words.has_name else fits_words(words)


def fits_words(words: Words) -> float:
    """Whether they are a clause, and not but a number or a date."""
    if words.is_figure:
        return LACKS
    return HAS if words.is_clause else UNTOLD
