"""Whether a text is words: a font may give false letters and not say so."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]{3,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWELS = frozenset("aeiouyæøœıəɛɔ")
_TOGETHER = frozenset(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH", "FULLWIDTH", "BOPOMOFO"))

_SAMPLE = 500  # words of a page
_FEWEST = 8  # words that can be judged
_LEAST_VOWELS = 0.6  # of Latin words have a vowel; all but a few have in any language
_MOST_MIXED = 0.3  # of words have letters of several scripts


def is_legible(text: str) -> bool:
    """Whether most words of `text` could be words of some language.

    A text that is too short to be judged is taken to be.
    """
    latin = [found[0] for found in islice(_LATIN.finditer(text), _SAMPLE)]
    if len(latin) >= _FEWEST and sum(map(_has_vowel, latin)) < _LEAST_VOWELS * len(latin):
        return False
    words = [found[0] for found in islice(_WORD.finditer(text), _SAMPLE)]
    return len(words) < _FEWEST or sum(map(_is_mixed, words)) <= _MOST_MIXED * len(words)


def _has_vowel(word: str) -> bool:
    return any(unicodedata.normalize("NFD", letter)[0] in _VOWELS for letter in word.lower())


def _is_mixed(word: str) -> bool:
    """Whether a word has several scripts, which names of letters begin with."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter > "\x7f" or letter.isalpha()}
    return len(scripts) > 1 and not scripts <= _TOGETHER
