"""Numbers and dates as articles write them, so that answers can be compared by what they say: 1,5 juta, 1.5 million.

Number words and units are known in English and Indonesian; figures in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.dates import MONTH_NAMES, MONTHS

_UNITS = {
    "%": "% percent per cent persen pct",
    "dollar": "$ dollar dollars dolar usd",
    "euro": "€ euro euros eur",
    "rupiah": "rp rupiah idr",
    "km": "km kilometre kilometres kilometer kilometers",
    "m": "m metre metres meter meters",
    "mile": "mile miles mil",
    "kg": "kg kilogram kilograms kilo",
    "ton": "ton tons tonne tonnes",
    "year": "year years tahun",
    "month": "month months bulan",
    "week": "week weeks minggu pekan",
    "day": "day days hari",
    "hour": "hour hours jam",
    "minute": "minute minutes menit",
    "second": "second seconds detik",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_UNIT_OF.pop("per")
_CURRENCIES = frozenset({"dollar", "euro", "rupiah"})
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_SATUAN = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"
_WORDS = {word: value for value, word in enumerate(_SMALL.split())}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS.split(), 1)}
_WORDS |= {word: value for value, word in enumerate(_SATUAN.split())}
_WORDS |= {"seratus": 100, "dozen": 12, "selusin": 12}
_THOUSANDS = {"thousand": 1e3, "ribu": 1e3, "rb": 1e3, "million": 1e6, "juta": 1e6, "jt": 1e6, "billion": 1e9}
_THOUSANDS |= {"bn": 1e9, "miliar": 1e9, "milyar": 1e9, "trillion": 1e12, "triliun": 1e12}
_ONE_OF = {"seribu": 1e3, "sejuta": 1e6, "semiliar": 1e9}
_JOINERS = frozenset({"and"})
_POINT_LANGUAGES = frozenset({"en", "zh", "ja", "ko", "th", "he", "und"})
_UNIT_REACH = 3
_ROUNDED = 0.05

_FIGURE = r"\d+(?:[.,]\d+)*"
_TOKEN = re.compile(
    rf"(?P<figure>(?<![^\W\d_]-)(?<![^\W_]){_FIGURE}(?=$|[\W_]|(?:km|kg|m|jt|rb|bn)\b)"
    rf"|(?<=\brp){_FIGURE}(?=$|[\W_]))|(?P<word>(?<!\w)rp(?=\d)|[^\W\d_]+|[%$€])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and what it counts as far as that is a known unit: `unit` is "%", "km", "dollar" and so on, or None."""

    value: float
    unit: str | None = None

    def is_comparable(self, other: Amount) -> bool:
        """Whether the two can be held against each other: not kilometres against years."""
        return self.unit == other.unit or None in (self.unit, other.unit)

    def equals(self, other: Amount) -> bool:
        """Whether the two say the same number, one of them perhaps rounded: 8.1 million is about 8 million."""
        if self.value == other.value:
            return True
        low, high = sorted((abs(self.value), abs(other.value)))
        rounded = _rounded(high, low) or _rounded(low, high)
        return low >= 1_000 and high - low <= _ROUNDED * high and rounded


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, as much of it as is written; at least one part is not None."""

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
        rf"\b(?P<month>{MONTH_NAMES})\b\.?,?\s+(?P<year>\d{{4}})\b",
        r"(?<![\w.,-])(?P<year>1\d{3}|20\d{2})(?![\w%]|[.,]\d)",
    )
)
"""Dates with a day, then those with a month, then bare years; what one pattern has taken, no later one sees."""


def moments(text: str) -> tuple[Moment, ...]:
    """The dates in `text`: those with a day first, then those with a month, then years alone."""
    return tuple(moment for moment, _ in _dates(text))


def amounts(text: str, language: str) -> tuple[Amount, ...]:
    """The numbers in `text` in its order, dates left out; `language` decides what a point or comma in them means.

    A bare year counts as a number only where there is no other.
    """
    undated = text
    years = []
    for moment, found in _dates(text):
        if moment.month is None and moment.year is not None:
            years.append(Amount(float(moment.year)))
        undated = undated[: found.start()] + " " * (found.end() - found.start()) + undated[found.end() :]
    return tuple(_amounts(undated, language)) or tuple(years)


def _dates(text: str) -> Iterator[tuple[Moment, re.Match[str]]]:
    left = text
    for pattern in _DATES:
        for found in list(pattern.finditer(left)):
            moment = _moment(found)
            if moment is not None:
                yield moment, found
                left = left[: found.start()] + " " * (found.end() - found.start()) + left[found.end() :]


def _moment(found: re.Match[str]) -> Moment | None:
    parts = found.groupdict()
    year, day = (int(parts[name]) if parts.get(name) else None for name in ("year", "day"))
    month = MONTHS.get(parts["month"].casefold(), 0) if parts.get("month") else None
    if month == 0 or (day is not None and not 1 <= day <= 31):
        return None
    return Moment(year, month, day)


def _amounts(text: str, language: str) -> Iterator[Amount]:
    tokens = [(found["figure"], found["word"], found.start(), found.end()) for found in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        count = _Count()
        first = at
        while at < len(tokens) and count.takes(*tokens[at][:2], language):
            at += 1
        while at > first and tokens[at - 1][1] and tokens[at - 1][1].casefold() in _JOINERS:
            at -= 1
        if at > first:
            yield Amount(count.value, _unit(tokens, first, at))
        else:
            at += 1


def _unit(tokens: list[tuple[str | None, str | None, int, int]], first: int, end: int) -> str | None:
    before = (tokens[first - 1][1] or "").casefold() if first else ""
    if _UNIT_OF.get(before) in _CURRENCIES and tokens[first][2] - tokens[first - 1][3] <= 1:
        return _UNIT_OF[before]
    for figure, word, _, _ in tokens[end : end + _UNIT_REACH]:
        if figure:
            return None
        if word and word.casefold() in _UNIT_OF:
            return _UNIT_OF[word.casefold()]
    return None


class _Count:
    """A number as its figures and words come in: each word adds to, or multiplies, what stands before it."""

    def __init__(self) -> None:
        self._total = self._group = self._last = 0.0
        self._begun = self._figure = False

    @property
    def value(self) -> float:
        return self._total + self._group + self._last

    def takes(self, figure: str | None, word: str | None, language: str) -> bool:
        """Take the next token if the number goes on with it."""
        if figure is not None:
            if self._begun:
                return False
            self._last, self._begun, self._figure = figure_value(figure, language), True, True
            return True
        return self._takes_word((word or "").casefold())

    def _takes_word(self, word: str) -> bool:
        if word in _THOUSANDS and self._begun:
            self._total += (self._group + self._last) * _THOUSANDS[word]
            self._group = self._last = 0.0
        elif word in _ONE_OF and not self._begun:
            self._total = _ONE_OF[word]
        elif word in ("puluh", "belas") and self._last and not self._figure:
            self._last = 10 * self._last if word == "puluh" else 10 + self._last
        elif word in ("ratus", "hundred") and self._begun:
            self._last *= 100
        elif word in _JOINERS and self._begun and not self._figure:
            pass
        elif word in _WORDS and not self._figure and (not self._begun or self._fits(_WORDS[word])):
            self._group, self._last = self._group + self._last, float(_WORDS[word])
        else:
            return False
        self._begun = True
        return True

    def _fits(self, value: float) -> bool:
        """Whether a smaller number may follow: five after twenty, but not five after six."""
        return self._last == 0.0 or (self._last >= 20 and value < 10) or (self._last >= 100 and value < 100)


def figure_value(figure: str, language: str) -> float:
    """The number that figures with points and commas stand for: 1.500 is 1500 in Indonesian and 1.5 in English."""
    point, comma = figure.count("."), figure.count(",")
    if point and comma:
        decimal = max(".", ",", key=figure.rfind)
    elif point + comma == 1:
        mark = "." if point else ","
        groups = figure.split(mark)
        grouped = len(groups[1]) == 3 and len(groups[0]) <= 3 and groups[0] != "0"
        usual = "." if language in _POINT_LANGUAGES else ","
        decimal = "" if grouped and (mark != usual or language == "und") else mark
    else:
        decimal = ""
    whole, _, part = figure.rpartition(decimal) if decimal else (figure, "", "")
    return float(f"{re.sub('[.,]', '', whole) or 0}.{re.sub('[.,]', '', part) or 0}")


def _rounded(value: float, to: float) -> bool:
    """Whether `value`, rounded to as many figures as `to` has, is `to`."""
    digits = len(f"{to:.15g}".replace(".", "").strip("0").split("e")[0]) or 1
    return float(f"{value:.{digits}g}") == to
