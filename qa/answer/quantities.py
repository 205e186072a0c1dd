"""Numbers and dates in articles, made comparable: 1,5 juta, 1.5 million.

Number words, units and what is counted are known in English and Indonesian; figures in any language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from index.text.dates import MONTH_NAMES, MONTHS
from index.text.languages import alternatives
from index.values import Span
from qa.answer.clocks import placed_clocks
from qa.answer.counted import THINGS, fate_around, thing_after
from qa.answer.numbers import THOUSANDS, Number, numbers
from qa.answer.units import SIZES, Unit, currency_before, dimensions, unit_at

_TO_UNIT = re.compile(r"[\s-]?(?:\s?(?:more|full|additional|consecutive)\s)?", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\s?([^\W\d_]+)")
_RANGES = alternatives(lambda wording: wording.numbers.ranges)
_JOINED = re.compile(rf"\s?(?:[-–—]|\b(?:{_RANGES})\b)\s?", re.IGNORECASE)
_PER = re.compile(
    rf"\s?(?:/|(?P<loose>an?)\s|\b(?:{alternatives(lambda wording: wording.numbers.per)})\s)\s?", re.IGNORECASE
)
_CONTEXT = 80
_REMEMBERED = 256
"""Sentences whose numbers are remembered: several answers are looked at in each."""
_ROUNDED = 0.05


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, its unit, and what it counts; None for what is not known.

    Units are "%", "km", "dollar" and so on.

    `thing` is the kind of thing that is counted ("people"), `fate` what befell it ("dead"), and `per` what it is for
    one of ("kg").
    """

    value: float
    unit: str | None = None
    thing: str | None = None
    fate: str | None = None
    per: str | None = None

    def is_comparable(self, other: Amount) -> bool:
        """Whether two amounts measure or count the same kind of thing."""
        if None not in (self.per, other.per) and self.per != other.per:
            return False
        pairs = ((self.thing, other.thing), (self.fate, other.fate), (self.unit, other.unit))
        return self._is_convertible(other) or all(one == two or None in (one, two) for one, two in pairs)

    def equals(self, other: Amount) -> bool:
        """Whether two amounts are equal, one perhaps rounded: 8.1 million, 8 million.

        Of two units one is converted, and the two may then differ by a twentieth.
        """
        if self.unit != other.unit and self._is_convertible(other):
            low, high = sorted((self.value * SIZES[self.unit or ""], other.value * SIZES[other.unit or ""]))
            return high - low <= _ROUNDED * high
        if self.value == other.value:
            return True
        low, high = sorted((abs(self.value), abs(other.value)))
        rounded = _rounded(high, low) or _rounded(low, high)
        return low >= 1_000 and high - low <= _ROUNDED * high and rounded

    def _is_convertible(self, other: Amount) -> bool:
        both = self.unit in SIZES and other.unit in SIZES
        return both and bool(dimensions(self.unit) & dimensions(other.unit))


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, as far as it is written; at least one part is not None."""

    year: int | None
    month: int | None
    day: int | None

    def agrees(self, other: Moment) -> bool | None:
        """Whether the parts that both have are equal; None where they have none in common."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        both = [mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None]
        return all(both) if both else None


_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_THEN_YEAR = r"(?:,?\s+(?P<year>\d{4})\b)?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?\b",
        rf"\b{_DAY}\W{{1,2}}(?P<month>{MONTH_NAMES})\b\.?{_THEN_YEAR}",
        rf"\b(?P<month>{MONTH_NAMES})\b\.?\s+{_DAY}\b(?!\d){_THEN_YEAR}",
        rf"\b(?P<month>{MONTH_NAMES})\b\.?,?\s+(?P<year>1\d{{3}}|20\d{{2}})\b",
        r"(?<![\w.,$€£¥-])(?<!\brp )(?P<year>1\d{3}|20\d{2})(?![\w%]|[.,]\d)",
    )
)
"""Dates with a day, then those with a month, then bare years; what one pattern has taken, no later one sees."""


@dataclass(frozen=True, slots=True)
class PlacedMoment:
    """A date and the characters of its text that write it."""

    moment: Moment
    span: Span


@dataclass(frozen=True, slots=True)
class PlacedAmount:
    """A number and the characters of its text that write it, with its unit."""

    amount: Amount
    span: Span


def moments(text: str) -> tuple[Moment, ...]:
    """Return the dates in `text`: days first, then months, then years."""
    return tuple(placed.moment for placed in placed_moments(text))


def amounts(text: str, language: str) -> tuple[Amount, ...]:
    """The numbers in `text` in its order, dates and times of the day left out.

    `language` decides what a point or comma in them means. A bare year counts as a number only where there is no other.
    """
    return tuple(placed.amount for placed in amounts_in(Span(0, len(text)), text, language))


def amounts_in(words: Span, sentence: str, language: str) -> tuple[PlacedAmount, ...]:
    """Return the numbers in some words of a sentence, with their units."""
    dated = [placed for placed in placed_moments(sentence) if overlap(placed.span, words)]
    found = tuple(each for each in placed_amounts(sentence, language) if overlap(each.span, words))
    years = (one for one in dated if one.moment.month is None and one.moment.year is not None)
    return found or tuple(PlacedAmount(Amount(float(one.moment.year or 0)), one.span) for one in years)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end


@lru_cache(maxsize=_REMEMBERED)
def placed_moments(text: str) -> tuple[PlacedMoment, ...]:
    """Return the dates in `text` with their places: days, then months, then years."""
    found, left = [], text
    for pattern in _DATES:
        for match in list(pattern.finditer(left)):
            moment = _moment(match)
            if moment is not None and not (moment.month is None and _counts(text, match.end())):
                found.append(PlacedMoment(moment, Span(*match.span())))
                left = _blanked(left, *match.span())
    return tuple(found)


def _moment(found: re.Match[str]) -> Moment | None:
    parts = found.groupdict()
    year, day = (int(parts[name]) if parts.get(name) else None for name in ("year", "day"))
    month = MONTHS.get(parts["month"].casefold(), 0) if parts.get("month") else None
    if month == 0 or (day is not None and not 1 <= day <= 31):
        return None
    return Moment(year, month, day)


def _counts(text: str, end: int) -> bool:
    """Whether figures that could be a year count what follows them: 2000 km, 1500 people."""
    word = _NEXT_WORD.match(text, end)
    is_thing = word is not None and (word[1].casefold() in THOUSANDS or word[1].casefold() in THINGS)
    return is_thing or _unit_after(text, end) is not None


def _unit_after(text: str, end: int) -> tuple[Unit, int] | None:
    between = _TO_UNIT.match(text, end)
    return unit_at(text, between.end() if between else end)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


@lru_cache(maxsize=_REMEMBERED)
def placed_amounts(text: str, language: str) -> tuple[PlacedAmount, ...]:
    """The numbers in `text` in its order, dates and times of the day left out."""
    left = text
    for span in (*(one.span for one in placed_moments(text)), *(one.span for one in placed_clocks(text))):
        left = _blanked(left, span.start, span.end)
    found: list[PlacedAmount] = []
    for number, following in pairwise((*numbers(left, language), None)):
        if number is not None:
            amount, span = _measured(number, left)
            if amount.unit is None:
                amount = _with_joined(amount, number, following, found[-1] if found else None, left)
            amount = replace(_counted(amount, span, left, language), per=_per(amount, left, span.end))
            found.append(PlacedAmount(amount, span))
    return tuple(found)


def _measured(number: Number, text: str) -> tuple[Amount, Span]:
    """A number with the unit beside it, and the characters of both."""
    start, end = number.span.start, number.span.end
    if before := currency_before(text, start):
        return Amount(number.value, before[0].name), Span(before[1], end)
    if after := _unit_after(text, end):
        return Amount(number.value, after[0].name), Span(start, after[1])
    return Amount(number.value), number.span


def _with_joined(
    amount: Amount, number: Number, following: Number | None, before: PlacedAmount | None, text: str
) -> Amount:
    """Return a number of a range with the unit at its other end.

    10 to 20 million dollars, $10 to 20.
    """
    if following and _JOINED.fullmatch(text, number.span.end, following.span.start):
        scale = following.scale if number.scale == 1.0 else 1.0
        return Amount(amount.value * scale, _measured(following, text)[0].unit)
    if before and before.amount.unit and _JOINED.fullmatch(text, before.span.end, number.span.start):
        return Amount(amount.value, before.amount.unit)
    return amount


def _counted(amount: Amount, span: Span, text: str, language: str) -> Amount:
    """A number without a unit with what it counts."""
    if amount.unit is not None:
        return amount
    before, after = text[max(0, span.start - _CONTEXT) : span.start], text[span.end : span.end + _CONTEXT]
    return replace(amount, thing=thing_after(after, language), fate=fate_around(before, after))


def _per(amount: Amount, text: str, end: int) -> str | None:
    """Return the unit, kind of thing or word that an amount is for one of."""
    found = _PER.match(text, end)
    if found is None or (found["loose"] and amount.unit is None):
        return None
    if unit := unit_at(text, found.end()):
        return unit[0].name
    word = _NEXT_WORD.match(text, found.end())
    if word is None or found["loose"] or word[1].casefold() in MONTHS:
        return None
    return THINGS.get(word[1].casefold(), word[1].casefold())


def _rounded(value: float, to: float) -> bool:
    """Whether `value`, rounded to as many figures as `to` has, is `to`."""
    digits = len(f"{to:.15g}".replace(".", "").strip("0").split("e")[0]) or 1
    return float(f"{value:.{digits}g}") == to
