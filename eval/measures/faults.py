"""Faults put by rule into right sentences, which a check of written sentences must catch.

The rules are words and patterns of their own: what checks sentences must not say where a fault may be.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum


class Fault(StrEnum):
    """What is made wrong: part of a sentence, or the quote that it names."""

    NUMBER = "number"
    NAME = "name"
    DATE = "date"
    NEGATION = "negation"
    SOURCE = "source"


def _words(**by_language: str) -> dict[str, tuple[str, ...]]:
    return {language: tuple(words.split()) for language, words in by_language.items()}


MONTHS = _words(
    en="January February March April May June July August September October November December",
    id="Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
)
WEEKDAYS = _words(
    en="Monday Tuesday Wednesday Thursday Friday Saturday Sunday", id="Senin Selasa Rabu Kamis Jumat Sabtu Minggu"
)
_COUNTS = _words(
    en="two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty",
    id="dua tiga empat lima enam tujuh delapan sembilan sepuluh",
)


def _compiled(by_language: dict[str, tuple[str, ...]], form: str = "{}") -> dict[str, re.Pattern[str]]:
    """Return a pattern for each language: `form` with "any of these words" put in."""
    forms = {language: form.replace("{}", rf"\b(?:{'|'.join(words)})\b") for language, words in by_language.items()}
    return {language: re.compile(each) for language, each in forms.items()}


_MONTH, _WEEKDAY, _COUNT = _compiled(MONTHS), _compiled(WEEKDAYS), _compiled(_COUNTS)
_DATE = _compiled(MONTHS, r"\b\d{1,2} {}(?: \d{4}\b)?|{} \d{1,2}\b(?:, \d{4}\b)?|{} \d{4}\b")
_DAY = re.compile(r"\b\d{1,2}\b")
_PAST = {
    "said": "say", "told": "tell", "made": "make", "took": "take", "gave": "give", "went": "go", "came": "come",
    "found": "find", "won": "win", "held": "hold", "left": "leave", "became": "become", "began": "begin",
    "received": "receive", "announced": "announce", "called": "call", "wanted": "want", "asked": "ask",
    "killed": "kill", "agreed": "agree", "confirmed": "confirm", "provided": "provide", "increased": "increase",
    "supported": "support", "helped": "help", "visited": "visit", "died": "die", "added": "add", "started": "start",
}  # fmt: skip
_NO_VERBS = (
    "tersebut terhadap terutama termasuk terlalu tertentu terakhir berikut beberapa berbagai menurut melalui merupakan"
    " mengenai meskipun memang menteri mereka mengapa merah bersama besar benar berupa berdasarkan berapa disebut dini"
)
"""Indonesian words that begin as verbs do."""

_NO_PLACE = "jarang yang untuk dan atau dengan oleh dari para kata"
"""Indonesian words that no denial follows."""

_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*+(?![\w/-])")
_YEAR = re.compile(r"(?<![\w.,/-])(?:1[89]|20)\d\d(?![\w/-]|[.,]\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*+")
_NEGATED = {
    "en": (
        (re.compile(r"\b(?:not|never) (?!only\b)"), ""),
        (re.compile(r"\bcannot\b"), "can"),
        (re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should)n['’]t\b"), r"\1"),
    ),
    "id": ((re.compile(r"\b(?:tidak|bukan|belum|tak|tidaklah|bukanlah) (?!hanya|saja)"), ""),),
}
_ENGLISH_PAST = rf"(?<= )({'|'.join(_PAST)})\b(?= (?:the|an?|in|on|that|to|his|her|their|its|at|of|him|them)\b)"
_INDONESIAN_VERB = (
    rf"(?<=[a-z] )(?!(?:{'|'.join(_NO_VERBS.split())})\b){''.join(f'(?<!{word} )' for word in _NO_PLACE.split())}"
    r"(akan|telah|sudah|bisa|dapat|harus|boleh|ingin|pernah|(?:me(?:m|n|ng|ny)?|ber|di|ter)[a-z]{4,})(?= )"
)
_STATED = {
    "en": (
        (re.compile(r"\b(is|are|was|were|will|would|can|could|has|have|had|must|should|may|might)\b"), r"\1 not"),
        (re.compile(_ENGLISH_PAST), "did not"),
    ),
    "id": (
        (re.compile(r"\b(adalah|merupakan)\b"), r"\1 bukan"),
        (re.compile(_INDONESIAN_VERB), r"tidak \1"),
    ),
}


def injected(sentence: str, language: str, fault: Fault, names: Sequence[str], drawn: random.Random) -> str | None:
    """Return a sentence in "en" or "id" with a fault put in.

    It is None where the sentence has no place for one. `names` are those that another may be exchanged for. A wrong
    source is not in the sentence: ValueError.
    """
    match fault:
        case Fault.NUMBER:
            made: Iterable[str] = _numbers(sentence, language, drawn)
        case Fault.DATE:
            made = _dates(sentence, language, drawn)
        case Fault.NAME:
            made = _names(sentence, language, names, drawn)
        case Fault.NEGATION:
            made = _negations(sentence, language)
        case Fault.SOURCE:
            raise ValueError("a wrong source is not in the sentence")
    found = [each for each in made if each != sentence]
    return drawn.choice(found) if found else None


def names_in(text: str) -> list[str]:
    """Return the names in a text, except those that begin a sentence."""
    return _NAME.findall(text)


def _put(sentence: str, found: re.Match[str], words: str) -> str:
    return sentence[: found.start()] + words + sentence[found.end() :]


def _numbers(sentence: str, language: str, drawn: random.Random) -> Iterator[str]:
    dates = [found.span() for found in _dated(sentence, language)]
    for found in _NUMBER.finditer(sentence):
        if not any(start <= found.start() < end for start, end in dates):
            yield _put(sentence, found, _other_digit(found[0], drawn))
    for found in _COUNT[language].finditer(sentence):
        yield _put(sentence, found, _other(found[0], _COUNTS[language], drawn))


def _other_digit(number: str, drawn: random.Random) -> str:
    at = drawn.choice([place for place, sign in enumerate(number) if sign.isdigit()])
    return number[:at] + _other(number[at], "123456789", drawn) + number[at + 1 :]


def _dated(sentence: str, language: str) -> list[re.Match[str]]:
    return [*_DATE[language].finditer(sentence), *_YEAR.finditer(sentence)]


def _dates(sentence: str, language: str, drawn: random.Random) -> Iterator[str]:
    for found in _YEAR.finditer(sentence):
        yield _put(sentence, found, str(int(found[0]) + drawn.choice([-9, -3, -2, -1, 1, 2, 4, 10])))
    for found in _dated(sentence, language):
        if month := _MONTH[language].search(found[0]):
            yield _put(sentence, found, _put(found[0], month, _other(month[0], MONTHS[language], drawn)))
        if day := _DAY.search(found[0]):
            yield _put(sentence, found, _put(found[0], day, _other(day[0], [*map(str, range(1, 29))], drawn)))
    for found in _WEEKDAY[language].finditer(sentence):
        yield _put(sentence, found, _other(found[0], WEEKDAYS[language], drawn))


def _names(sentence: str, language: str, names: Sequence[str], drawn: random.Random) -> Iterator[str]:
    others = [name for name in names if name not in sentence]
    for found in _NAME.finditer(sentence):
        if others and not {*found[0].split()} & {*MONTHS[language], *WEEKDAYS[language]}:
            yield _put(sentence, found, drawn.choice(others))


def _negations(sentence: str, language: str) -> list[str]:
    """Return the sentence without one of its negations; where it has none, with one."""
    for rules in (_NEGATED, _STATED):
        made = [
            _put(sentence, found, f"did not {_PAST[found[1]]}" if into == "did not" else found.expand(into))
            for pattern, into in rules[language]
            for found in pattern.finditer(sentence)
        ]
        if made:
            return made
    return []


def _other(word: str, among: Sequence[str], drawn: random.Random) -> str:
    return drawn.choice([each for each in among if each != word])
