"""Whether a text is words: a font may give false letters and not say so."""

from __future__ import annotations

import re
import unicodedata

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]{3,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWELS = frozenset("aeiouyæøœıəɛɔ")
_TOGETHER = frozenset(
    ("LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH", "FULLWIDTH", "BOPOMOFO")
)

_SAMPLE = 10_000  # letters of a page
_FEWEST = 8  # words that can be judged, by their scripts
_FEWEST_LATIN = 15  # different ones, by their vowels
_LEAST_VOWELS = 0.22  # of the letters of Latin words; they are a third or more in any language
_MOST_MIXED = 0.3  # of words have letters of several scripts


def is_legible(text: str) -> bool:
    """Whether most words of `text` could be words of some language.

    A text that is too short to be judged is taken to be.
    """
    sample = unicodedata.normalize("NFKC", text[:_SAMPLE])
    latin = _LATIN.findall(sample.lower())
    letters = "".join(different := set(latin))
    is_latin = 2 * sum(map(len, latin)) > sum(map(str.isalpha, sample)) and len(different) >= _FEWEST_LATIN
    if is_latin and sum(map(_is_vowel, letters)) < _LEAST_VOWELS * len(letters):
        return False
    words = _WORD.findall(sample)
    return len(words) < _FEWEST or sum(map(_is_mixed, words)) <= _MOST_MIXED * len(words)


def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0] in _VOWELS


def _is_mixed(word: str) -> bool:
    """Whether a word has several scripts, which names of letters begin with."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return len(scripts) > 1 and not scripts <= _TOGETHER
