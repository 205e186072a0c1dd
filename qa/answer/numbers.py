"""Numbers in figures and words: 1.500, seribu lima ratus, 1,5 ribu."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.text.figures import NARROW, RAISED, in_ascii
from index.text.languages import LANGUAGES
from index.values import Span
from qa.answer.counted import THINGS
from qa.answer.units import CURRENCIES, currency_before, unit_at

_NUMBERS = tuple(wording.numbers for wording in LANGUAGES.values())
_WORDS = {word: value for each in _NUMBERS for word, value in each.values.items()}
THOUSANDS = {word: value for each in _NUMBERS for word, value in each.thousands.items()}
"""What multiplies the number before it."""

_THOUSANDS_BY_LETTER = {"k": 1e3, "m": 1e6, "b": 1e9}
_ONE_OF = {word: value for each in _NUMBERS for word, value in each.one_of.items()}
_TIMES = {word: value for each in _NUMBERS for word, value in each.hundreds.items()}
_JOINERS = frozenset({"and"})
_POINT_LANGUAGES = frozenset({"en", "zh", "ja", "ko", "th", "he", "und"})


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_THOUSANDS_MARK = "\u066c"  # the Arabic one
_FIGURE = rf"\d+(?:[.,\u066b{_THOUSANDS_MARK}\uff0c\uff0e]\d+|[{NARROW}]\d{{3}}(?!\d))*"
_AFTER_CURRENCY = "|".join(rf"(?<=\b{word})" for word in CURRENCIES if word.isalpha())
_TOKEN = re.compile(
    rf"(?P<figure>(?:(?<![^\W\d_]-)(?<![^\W_])|{_AFTER_CURRENCY}){_FIGURE}(?!\d))"
    rf"|(?P<word>\ban?(?=\s(?:{any_of((*THOUSANDS, *_TIMES))})\b)|(?!an?\b)[^\W\d_]+)",
    re.IGNORECASE,
)
_GLUED = re.compile(rf"(?![{RAISED}])\w+")
_MULTIPLIERS = THOUSANDS.keys() | _THOUSANDS_BY_LETTER.keys()
_OF_THINGS = re.compile(rf"{_FIGURE}[mk]\s(?:{any_of(THINGS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, its characters, and what its last word multiplies by, or 1."""

    value: float
    span: Span
    scale: float = 1.0


def numbers(text: str, language: str) -> Iterator[Number]:
    """Yield the numbers in `text`.

    `language` decides what a point or comma in them means.
    """
    tokens = [token for token in _TOKEN.finditer(text) if token["word"] or _ends(text, token.end())]
    at = 0
    while at < len(tokens):
        first, start = at, tokens[at].start()
        by_letter = currency_before(text, start) is not None or _OF_THINGS.match(text, start) is not None
        count = _Count(by_letter)
        while at < len(tokens) and count.takes(tokens[at]["figure"], tokens[at]["word"], language):
            at += 1
        while at > first and tokens[at - 1][0].casefold() in _JOINERS:
            at -= 1
        if at > first:
            yield Number(count.value, Span(start, tokens[at - 1].end()), count.scale)
        else:
            at += 1


def _ends(text: str, end: int) -> bool:
    """Whether figures end there or before a unit: 5km, 5bn, not 5th."""
    behind = _GLUED.match(text, end)
    return behind is None or behind[0].casefold() in _MULTIPLIERS or unit_at(text, end) is not None


class _Count:
    """A number under construction: each word adds to or multiplies what came before."""

    def __init__(self, by_letter: bool) -> None:
        self._total = self._group = self._last = 0.0
        self._begun = self._figure = False
        self._thousands = THOUSANDS | (_THOUSANDS_BY_LETTER if by_letter else {})
        self.scale = 1.0

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
        if word in self._thousands and self._begun:
            self.scale = self._thousands[word]
            self._total += (self._group + self._last) * self.scale
            self._group = self._last = 0.0
        elif word in ("a", "an") and not self._begun:
            self._last = 1.0
        elif word in _ONE_OF and not self._begun:
            self._total = _ONE_OF[word]
        elif word in ("puluh", "belas") and self._last and not self._figure:
            self._last = 10 * self._last if word == "puluh" else 10 + self._last
        elif word in _TIMES and self._begun:
            self._last *= _TIMES[word]
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
    """Return the value of figures: 1.500 is 1500 in Indonesian, 1.5 in English."""
    figure = unicodedata.normalize("NFKC", in_ascii(figure.replace(_THOUSANDS_MARK, "")))
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
