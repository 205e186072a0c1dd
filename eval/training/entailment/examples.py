"""Sentences with quotes that say the same or do not, to train on.

They are judged pairs, translations, and those with faults put in.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.measures.faults import Fault, injected, names_in
from eval.training.lexicon import SentencePair, read_pairs

PAIRS, JUDGED = "parallel_id_en/pairs.jsonl.gz", "nli_indonli/{}.jsonl.gz"

_BLOCK, _OF_BLOCKS = 50, 20
_MEASURED, _FITTED = 0, 10
"""Neighbouring pairs are of one text: of each twenty blocks of fifty one is for measuring, one for the threshold."""

_TRAINED = [block for block in range(_OF_BLOCKS) if block not in (_MEASURED, _FITTED)]
_MOST_FITTED = 400

_FEWEST, _MOST = 6, 24  # words of a sentence
_MOST_APART = 2.2  # letters of a sentence, in those of its translation
_FEWEST_OF_PART = 5
_WITH_NEIGHBOUR, _WITH_FAULT, _WITH_OTHER_SOURCE, _WHOLE = 0.4, 0.35, 0.15, 0.2
_PART_ENDS = re.compile(r", | and | dan | while | sementara ")
_TURNS = re.compile(
    r"\b(?:if|unless|al?though|because|could|may|might|but|not?|or|jika|kalau|bila|apabila|meski(?:pun)?|walaupun|karena"
    r"|mungkin|tetapi|namun|tidak|bukan|belum|atau)\b",
    re.IGNORECASE,
)
"""Words after or before which a part of a sentence says something else than the whole."""


Both = dict[str, str]
"""A sentence in two languages, by their codes."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in `language`, a quote, and whether the quote says it.

    `quoted` is the quote's language; `kind` tells examples of a sort apart.
    """

    sentence: str
    language: str
    quote: str
    quoted: str
    entailed: bool
    kind: str


def examples_of(data: Path, count: int, seed: int) -> list[Example]:
    """Return examples to train on, in any order.

    They are of about `count` sentence pairs, and all judged ones.
    """
    examples = _made(data, _TRAINED, count, seed) + list(_judged(data / JUDGED.format("train")))
    random.Random(seed).shuffle(examples)
    return examples


def fitted_on(data: Path, seed: int) -> list[Example]:
    """Return examples of sentence pairs to fit the threshold on."""
    return _made(data, [_FITTED], _MOST_FITTED, seed)


def held_out_pairs(data: Path) -> list[Both]:
    """Return the sentence pairs that no example is made of."""
    pairs = [_both(pair) for pair in read_pairs(data / PAIRS)]
    return [pairs[place] for place in _places(pairs, [_MEASURED])]


def held_out_examples(data: Path) -> list[Example]:
    """Return the judged examples that none is trained on."""
    return list(_judged(data / JUDGED.format("val")))


class _Maker:
    def __init__(self, pairs: Sequence[Both], drawn: random.Random) -> None:
        self._pairs = pairs
        self._drawn = drawn
        self._names = {
            language: sorted({name for pair in pairs for name in names_in(pair[language])}) for language in ("en", "id")
        }

    def of(self, place: int) -> Iterator[Example]:
        """Yield a sentence in each language over quotes in both, right and wrong."""
        for language, other in (("en", "id"), ("id", "en")):
            sentence = self._pairs[place][language]
            yield from self._over(place, sentence, language, other, "across")
            part = self._part(sentence) or (sentence if self._chance(_WHOLE) else None)
            if part:
                yield from self._over(place, part, language, language, "same")

    def _over(self, place: int, sentence: str, language: str, other: str, kind: str) -> Iterator[Example]:
        quote = self._quote(place, other)
        yield Example(sentence, language, quote, other, True, kind)
        faults = [Fault.NEGATION]
        if self._chance(_WITH_FAULT):
            faults.append(self._drawn.choice((Fault.NUMBER, Fault.NAME, Fault.DATE)))
        for fault in faults:
            if wrong := injected(sentence, language, fault, self._names[language], self._drawn):
                yield Example(wrong, language, quote, other, False, f"{kind}-{fault}")
        near = self._neighbour(place, (-3, -2, 2, 3))
        if near is not None and self._chance(_WITH_OTHER_SOURCE):
            yield Example(sentence, language, near[other], other, False, f"{kind}-{Fault.SOURCE}")

    def _quote(self, place: int, language: str) -> str:
        """Return a sentence, often with one beside it."""
        quote = self._pairs[place][language]
        near = self._neighbour(place, (-1, 1))
        if near is None or len(near[language].split()) > _MOST or not self._chance(_WITH_NEIGHBOUR):
            return quote
        return " ".join((near[language], quote) if self._chance(0.5) else (quote, near[language]))

    def _neighbour(self, place: int, steps: Sequence[int]) -> Both | None:
        other = place + self._drawn.choice(steps)
        return self._pairs[other] if 0 <= other < len(self._pairs) else None

    def _part(self, sentence: str) -> str | None:
        """Return a sentence's beginning, if it says something that nothing turns round."""
        if _TURNS.search(sentence):
            return None
        starts = [found.start() for found in _PART_ENDS.finditer(sentence)]
        parts = [sentence[:end] for end in starts if len(sentence[:end].split()) >= _FEWEST_OF_PART]
        return f"{self._drawn.choice(parts).rstrip(' ,')}." if parts else None

    def _chance(self, share: float) -> bool:
        return self._drawn.random() < share


def _both(pair: SentencePair) -> Both:
    return {"en": pair.english, "id": pair.indonesian}


def _made(data: Path, blocks: Sequence[int], count: int, seed: int) -> list[Example]:
    pairs = [_both(pair) for pair in read_pairs(data / PAIRS)]
    drawn = random.Random(seed)
    places = _places(pairs, blocks)
    maker = _Maker(pairs, drawn)
    return [each for place in drawn.sample(places, min(count, len(places))) for each in maker.of(place)]


def _places(pairs: Sequence[Both], blocks: Sequence[int]) -> list[int]:
    return [at for at, pair in enumerate(pairs) if at // _BLOCK % _OF_BLOCKS in blocks and _is_usable(pair)]


def _is_usable(pair: Both) -> bool:
    short, long = sorted(map(len, pair.values()))
    return long <= _MOST_APART * short and all(_FEWEST <= len(text.split()) <= _MOST for text in pair.values())


def _judged(path: Path) -> Iterator[Example]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            entailed = row["label"] == "entailment"
            yield Example(row["hypothesis"], "id", row["premise"], "id", entailed, f"judged-{row['label']}")
