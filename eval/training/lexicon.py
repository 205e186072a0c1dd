"""Training of the bilingual lexicon with IBM Model 1 (Brown et al. 1993)."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import BadInputError
from index.retrieval.lexicon import table_file, words_file
from index.text.analysis import ANALYSIS_VERSION, terms

ITERATIONS = 8
MOST_TERMS = 60
LEAST_PROBABILITY = 0.02
LEAST_COUNT = 0.5
MOST_TRANSLATIONS = 5
LEAST_SENTENCES = 2
"""Terms in fewer sentences are as good as unseen: their counts are not kept."""

_UNSTEMMED = "und"
_NULL = ""  # the empty source term, which takes the target words that translate nothing

Table = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence and its translation."""

    english: str
    indonesian: str


def read_pairs(path: Path) -> tuple[SentencePair, ...]:
    """Read sentence pairs, JSON lines with `en` and `ind`; BadInputError names a bad line."""
    if not path.is_file():
        raise BadInputError(f"{path} is missing", "give a (gzipped) JSON-lines file of sentence pairs")
    pairs = []
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                values = json.loads(line)
                pairs.append(SentencePair(str(values["en"]), str(values["ind"])))
            except (ValueError, KeyError, TypeError) as error:
                raise BadInputError(
                    f"{path} line {number} is not a sentence pair", 'each line is {"en": …, "ind": …}'
                ) from error
    return tuple(pairs)


def train_lexicon(pairs: Sequence[SentencePair], folder: Path) -> tuple[Path, ...]:
    """Train both directions, of terms and of unstemmed words; return the files written."""
    english = [terms(pair.english, "en") for pair in pairs]
    indonesian = [terms(pair.indonesian, "id") for pair in pairs]
    english_words = [terms(pair.english, _UNSTEMMED) for pair in pairs]
    indonesian_words = [terms(pair.indonesian, _UNSTEMMED) for pair in pairs]
    return (
        _write(folder / table_file("en", "id"), translation_table(english, indonesian), _counts(english)),
        _write(folder / table_file("id", "en"), translation_table(indonesian, english), _counts(indonesian)),
        _write(folder / words_file("en", "id"), translation_table(english_words, indonesian), {}),
        _write(folder / words_file("id", "en"), translation_table(indonesian_words, english), {}),
    )


def _counts(sentences: Sequence[Sequence[str]]) -> dict[str, object]:
    counts = Counter(term for sentence in sentences for term in set(sentence))
    kept = {term: count for term, count in counts.items() if count >= LEAST_SENTENCES}
    return {"sentences": len(sentences), "counts": kept}


def _write(path: Path, table: Table, more: dict[str, object]) -> Path:
    values = {"analysis_version": ANALYSIS_VERSION, "table": table, **more}
    content = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    path.write_bytes(gzip.compress(content, 9, mtime=0))
    return path


def translation_table(source: Sequence[Sequence[str]], target: Sequence[Sequence[str]]) -> Table:
    """Return p(target term | source term) of aligned sentences: the likeliest few, rounded.

    Sentences without a term, or with more than `MOST_TERMS` different ones, are left out.
    """
    kept = [(a, b) for a, b in zip(source, target, strict=True) if 0 < len(set(a)) <= MOST_TERMS >= len(set(b)) > 0]
    if not kept:
        return {}
    source_rows, source_terms = _numbered([[_NULL, *a] for a, _ in kept])
    target_rows, target_terms = _numbered([b for _, b in kept])
    pairs, slots, slot_count = _cooccurrences(source_rows, target_rows, len(target_terms))
    keys, pair_of = np.unique(pairs, return_inverse=True)
    probability, count = _expectation_maximisation(keys // len(target_terms), pair_of, slots, slot_count)
    likely = np.flatnonzero((probability >= LEAST_PROBABILITY) & (count >= LEAST_COUNT))
    table: Table = {}
    for index in likely[np.argsort(-probability[likely], kind="stable")]:
        word = source_terms[int(keys[index]) // len(target_terms)]
        row = table.setdefault(word, {})
        if len(row) < MOST_TRANSLATIONS:
            row[target_terms[int(keys[index]) % len(target_terms)]] = round(float(probability[index]), 3)
    table.pop(_NULL, None)
    return table


Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def _numbered(sentences: Iterable[Iterable[str]]) -> tuple[list[Integers], tuple[str, ...]]:
    """Return each sentence's distinct terms as sorted numbers, and the numbered terms."""
    numbers: dict[str, int] = {}
    rows = [np.array(sorted({numbers.setdefault(t, len(numbers)) for t in s}), np.int64) for s in sentences]
    return rows, tuple(numbers)


def _cooccurrences(
    source_rows: Sequence[Integers], target_rows: Sequence[Integers], targets: int
) -> tuple[Integers, Integers, int]:
    """Number every (source, target) pair of every sentence; also return its target slot."""
    pairs, slots, slot = [], [], 0
    for source, target in zip(source_rows, target_rows, strict=True):
        pairs.append((source[:, None] * targets + target[None, :]).ravel())
        slots.append(np.tile(np.arange(slot, slot + len(target)), len(source)))
        slot += len(target)
    return np.concatenate(pairs), np.concatenate(slots), slot


def _expectation_maximisation(
    source_of_key: Integers, pair_of: Integers, slots: Integers, slot_count: int
) -> tuple[Floats, Floats]:
    """Model 1's p(target | source) and expected count of every pair, after `ITERATIONS` rounds."""
    probability: Floats = np.ones(len(source_of_key))
    count: Floats = probability
    for _ in range(ITERATIONS):
        weight = probability[pair_of]
        mass = np.bincount(slots, weight, minlength=slot_count)
        count = np.bincount(pair_of, weight / mass[slots], minlength=len(source_of_key)).astype(np.float64)
        probability = count / np.bincount(source_of_key, count)[source_of_key]
    return probability, count
