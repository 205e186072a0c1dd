"""Spelling: the words of a text, and whether two words are spellings of one name."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

APOSTROPHES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u2032\u00b4\uff07`", "'")
)
"""What people write for an apostrophe within a word, each a character, and the one of ASCII."""

_ACCENT = "[\u0300-\u036f]"
_WORD = re.compile(rf"(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W_](?:[^\W_]|{_ACCENT})*(?:'(?:[^\W_]|{_ACCENT})+)*")
_OWNING = re.compile("'s$", re.IGNORECASE)
_MARKS = re.compile("['.]")
_ACCENTS = re.compile(f"{_ACCENT}+")
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae"})
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("(?<=[aeiou])[ck]h(?=[^aeiou])", "h"),
        ("tsch|tch|tj|ch|kh|ck|[cq]", "k"),
        ("dj", "j"),
        ("sch|sh|sj|sy|zh|z", "s"),
        ("ph|[wf]", "v"),
        ("([bdgrt])h", r"\1"),
        ("oe|ou|oo", "u"),
        ("ee|[yj]", "i"),
        (r"(.)\1+", r"\1"),
    )
)
"""Older and foreign spellings of a sound, longest first: Soekarno, Tjokro, Schewtschenko."""

_SPELLED = {
    "a": ("a", "e", "ae"),
    "b": ("b", "bh"),
    "d": ("d", "dh"),
    "e": ("e", "a", "i"),
    "g": ("g", "gh"),
    "h": ("h", "ch", "kh"),
    "i": ("i", "y", "j", "dj", "ee", "e"),
    "k": ("k", "c", "q", "ch", "kh", "ck", "tj", "tch", "tsch"),
    "o": ("o", "u", "oe", "oo", "ou"),
    "r": ("r", "rh"),
    "s": ("s", "z", "sh", "sy", "sj", "sch", "zh"),
    "t": ("t", "th"),
    "u": ("u", "o", "oe", "oo", "ou", "ue"),
    "v": ("v", "w", "f", "ph"),
}
_VOWELS = frozenset("aeiou")
_VOWEL_COST = 0.5
_KIN_LETTERS = 5
_KIN_ENDING = 3
_LEAST_LETTERS = 4


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, without accents, dots and apostrophes.

    `U.S.` is `US`, `Putin's` is `Putin`. Words joined by hyphens are several words.
    """
    return tuple(word if word.isalnum() else _unmarked(word) for word in _WORD.findall(bare(text)))


def located(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words of a text with their half-open offsets, without an 's."""
    for match in _WORD.finditer(text.translate(APOSTROPHES)):
        owning = _OWNING.search(match[0])
        end = match.end() - len(owning[0]) if owning else match.end()
        yield match.start(), end, bare(_unmarked(match[0]))


def _unmarked(word: str) -> str:
    return _MARKS.sub("", _OWNING.sub("", word))


def bare(text: str) -> str:
    """Return `text` without accents, and with apostrophes as in ASCII."""
    text = text.translate(APOSTROPHES)
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def are_alike(one: str, other: str) -> bool:
    """Return whether two names, by their sounds, can be spellings of one."""
    if one == other:
        return True
    if min(len(one), len(other)) < _LEAST_LETTERS or one[0] != other[0]:
        return False
    return _is_with_ending(one, other) or _is_near(one, other)


@functools.lru_cache(maxsize=1 << 15)
def sounds(word: str) -> str:
    """Return roughly how a word in lower case sounds, in letters."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def soundings(sound: str) -> tuple[str, ...]:
    """Return how a letter of `sounds` may be spelled; vowels also as their neighbours."""
    return _SPELLED.get(sound, (sound,))


def _is_with_ending(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    ending = len(long) - len(short)
    return len(short) >= _KIN_LETTERS and ending <= min(_KIN_ENDING, len(short) - 3) and long.startswith(short)


def _is_near(first: str, second: str) -> bool:
    """Return whether few letters differ: one consonant in six, or two vowels."""
    allowed = min(len(first), len(second)) / 6
    allowed = _VOWEL_COST if allowed < 1 else min(allowed, 1.5)
    if abs(len(first) - len(second)) > 2 * allowed or len(set(first) ^ set(second)) > 4 * allowed:
        return False
    return _distance(first, second) <= allowed


def _distance(first: str, second: str) -> float:
    """Return the Levenshtein distance, in which vowels cost half."""
    row = [0.0]
    for letter in second:
        row.append(row[-1] + _cost(letter))
    for letter in first:
        before, row = row, [row[0] + _cost(letter)]
        for place, other in enumerate(second, 1):
            changed = before[place - 1] + (0.0 if letter == other else max(_cost(letter), _cost(other)))
            row.append(min(changed, before[place] + _cost(letter), row[-1] + _cost(other)))
    return row[-1]


def _cost(letter: str) -> float:
    return _VOWEL_COST if letter in _VOWELS else 1.0
