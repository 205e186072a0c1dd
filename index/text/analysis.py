"""Search terms: the same words become the same terms, however they are written.

Words are Unicode words in compatibility form (NFKC) and folded case, stemmed by Snowball in the text's language where
it has a stemmer. Scripts written without spaces become overlapping pairs of characters. Nothing is dropped as a stop
word: the inverse document frequency already gives such words next to no weight.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Iterator
from itertools import chain, pairwise

import Stemmer

from index.text.figures import in_ascii
from index.text.spelling import APOSTROPHES

ANALYSIS_VERSION = 2
"""Of the terms that words give, in which the lexicons are learned."""

INDEX_VERSION = 3
"""Of all terms of a passage: raised with the former, or if other terms are added to those of its words."""

_STEMMED_AS = {"ms": "id", "nb": "no", "nn": "no"}

# Han, kana, Thai, Lao, Khmer and Myanmar, without their digits and punctuation.
_UNSPACED = (
    "\u3005\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1780-\u17d3\u1000-\u103f\u1050-\u109d"
)
# `\w` leaves out the combining marks, without which words of these scripts fall to pieces.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u0963\u0980-\u0dff"
)
_LETTER = rf"[^\W_{_UNSPACED}]"
_WORD = rf"{_LETTER}(?:{_LETTER}|[{_MARKS}])*"
# What stands before and behind an amount without a space; of one letter only `m`: 5G and 3D are words.
_CURRENCY = "rp|rm|rs|kr|idr|usd|eur|gbp|sgd|myr|aud|jpy|cny|inr|php|thb|chf"
_UNIT = (
    "m|mm|cm|km|m2|m3|km2|ha|mg|kg|ml|kw|mw|gw|kwh|mwh|gwh|kmh|kph|mph|ft|lb|lbs|bn|mn|tn|trn|rb|jt|ribu|juta|miliar|"
    "milyar|triliun|million|billion|trillion"
)
_TOKEN = re.compile(
    rf"[{_UNSPACED}]+"
    r"|(?<!\d[.,])(?:[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d{1,2})?|[1-9]\d{0,2}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{1,2})(?![.,]?\d)"
    rf"|(?:{_CURRENCY})(?=\d)|\d++(?=(?:{_UNIT})(?![^\W_]))"
    rf"|{_WORD}(?:'{_WORD})*"
)
_UNSPACED_TOKEN = re.compile(f"[{_UNSPACED}]")
_CHUNK = re.compile(r"\S+")
_REMEMBERED = 1 << 17
_threads = threading.local()


def terms(text: str, language: str) -> tuple[str, ...]:
    """Return the search terms of `text` in reading order, repeated as often as they occur.

    `language` is an ISO 639-1 code; one without a stemmer (see `stemmer_of`), such as `und`, leaves words whole. A
    number is one term however its digits are grouped and in whatever script: `3.000`, `3,000` and `٣٠٠٠` are all
    `3000`, `9,5` and `9.5` are both `9.5`; so are the numbers in `Rp9,5` and `9.5bn`.
    """
    known = _known(stemmer_of(language))
    return tuple(chain.from_iterable(map(known.__getitem__, _TOKEN.findall(_normalised(text)))))


def located_terms(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield where in `text` each of its terms stands, as half-open offsets, and the term.

    Where compatibility forms change how many characters there are, it is all up to the next space.
    """
    known = _known(stemmer_of(language))
    for chunk in _CHUNK.finditer(text):
        normal = _normalised(chunk[0])
        for token in _TOKEN.finditer(normal):
            for place, term in enumerate(known[token[0]]):
                if len(normal) != len(chunk[0]):
                    yield *chunk.span(), term
                elif _UNSPACED_TOKEN.match(token[0]):
                    start = chunk.start() + token.start() + place
                    yield start, start + len(term), term
                else:
                    yield chunk.start() + token.start(), chunk.start() + token.end(), term


def split_words(text: str) -> tuple[str, ...]:
    """Return the unstemmed words of `text` that `terms` makes terms of, in reading order."""
    return tuple(_TOKEN.findall(_normalised(text)))


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that is written without spaces."""
    return _UNSPACED_TOKEN.match(character) is not None


@functools.lru_cache(maxsize=1024)
def stemmer_of(language: str) -> str | None:
    """Return the ISO 639-1 code by which Snowball knows a language's stemmer, or None."""
    code = _STEMMED_AS.get(language, language)
    if len(code) != 2:
        return None
    try:
        Stemmer.Stemmer(code)
    except KeyError:
        return None
    return code


def fingerprint() -> str:
    """Return the name of this analysis: an index made under another one is outdated."""
    return f"analysis-{INDEX_VERSION}/snowball-{Stemmer.version()}"


def _normalised(text: str) -> str:
    # Folding can undo the composed form, so it goes in between; the dot that folding
    # leaves behind the Turkish capital dotted I would make another word of it.
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", in_ascii(text.translate(APOSTROPHES))).casefold()
    )
    return folded.replace("i\u0307", "i")


class _Known(dict[str, tuple[str, ...]]):
    """The terms of each token, made when it is first looked up."""

    def __init__(self, stemmer: Stemmer.Stemmer | None) -> None:
        super().__init__()
        self._stemmer = stemmer

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        if _UNSPACED_TOKEN.match(token):
            made = tuple(_pairs(token))
        elif "." in token or "," in token:
            made = (_number(token),)
        else:
            made = (_stem(token, self._stemmer),)
        self[token] = made
        return made


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second


def _number(token: str) -> str:
    whole, *groups = re.split("[.,]", token)
    # Groups of three are thousands whichever mark sets them off; a shorter last one is a fraction.
    fraction = f".{groups.pop()}" if len(groups[-1]) < 3 else ""
    return "".join((whole, *groups)) + fraction


def _stem(word: str, stemmer: Stemmer.Stemmer | None) -> str:
    # An English possessive occurs in questions over articles in any language.
    # The stemmer sees the other apostrophes (French and Italian elision), the term has none:
    # Indonesian writes both Jum'at and Jumat.
    bare = word.removesuffix("'s")
    stem: str = stemmer.stemWord(bare) if stemmer else bare
    return stem.replace("'", "")


def _known(stemmer: str | None) -> _Known:
    """Return this thread's terms of tokens: a Stemmer must not be shared between threads."""
    cache: dict[str | None, _Known] = _threads.__dict__.setdefault("known", {})
    if stemmer not in cache:
        cache[stemmer] = _Known(Stemmer.Stemmer(stemmer) if stemmer else None)
    return cache[stemmer]
