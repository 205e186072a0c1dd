"""Benchmark: which faults put into right sentences are caught, and which right sentences are lost."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from eval.measures.faults import Fault, injected, names_in
from eval.runs.columns import aligned
from eval.training.entailment.examples import held_out_examples, held_out_pairs
from qa.answer.writing.checks import Evidence
from qa.answer.writing.proving import Prover

_LANGUAGES = ("en", "id")
_SEED = 2022


@dataclass(frozen=True, slots=True)
class Proofs:
    """How many sentences over quotes were tried, and how many found wanting.

    `sentences` and `quotes` are languages; `fault` is what was made wrong, None for right sentences, of which none
    should be.
    """

    sentences: str
    quotes: str
    fault: Fault | None
    tried: int
    wanting: int


def bench_writing(data: Path, prover: Prover, count: int) -> Iterator[Proofs]:
    """Yield the figures for each pair of languages and each kind of fault.

    A sentence is one of a pair of translations that no training saw, its quote the same sentence in the language of the
    quotes. The last figure is of sentences that people wrote from an Indonesian quote, and judged to follow from it.
    `count` sentences are tried of each language over each, at most.
    """
    pairs = held_out_pairs(data)
    drawn = random.Random(_SEED)
    pairs = drawn.sample(pairs, min(count, len(pairs)))
    for language, other in product(_LANGUAGES, repeat=2):
        found: dict[Fault | None, list[bool]] = defaultdict(list)
        texts = [pair[language] for pair in pairs]
        names = sorted({name for text in texts for name in names_in(text)})
        for place, (sentence, pair) in enumerate(zip(texts, pairs, strict=True)):
            quote = pair[other]
            for fault, tried in _tried(sentence, language, names, drawn):
                found[fault].append(_is_wanting(prover, tried, language, quote, other))
            wrong = pairs[place - 1][other]
            found[Fault.SOURCE].append(_is_wanting(prover, sentence, language, wrong, other))
        for each, wanting in found.items():
            yield Proofs(language, other, each, len(wanting), sum(wanting))
    judged = [each for each in held_out_examples(data) if each.entailed][:count]
    wanting = [_is_wanting(prover, each.sentence, each.language, each.quote, each.language) for each in judged]
    yield Proofs("id", "id, judged", None, len(wanting), sum(wanting))


def table(rows: Sequence[Proofs]) -> Iterator[str]:
    """Yield the rows as aligned lines, the head first."""
    cells = (
        (row.sentences, row.quotes, row.fault or "none", str(row.tried), f"{row.wanting / row.tried:.3f}")
        for row in rows
        if row.tried
    )
    return aligned([("sentences", "quotes", "fault", "tried", "wanting"), *cells], texts=3)


def _tried(
    sentence: str, language: str, names: Sequence[str], drawn: random.Random
) -> Iterator[tuple[Fault | None, str]]:
    yield None, sentence
    for fault in Fault:
        if fault is not Fault.SOURCE and (wrong := injected(sentence, language, fault, names, drawn)):
            yield fault, wrong


def _is_wanting(prover: Prover, sentence: str, language: str, quote: str, other: str) -> bool:
    return bool(prover.prove(sentence, language, [Evidence(quote, other)]))
