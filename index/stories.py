"""Which articles are one story: copies of a text under several outlets, with small edits.

MinHash (Broder 1997) proposes pairs, by bands of equal rows (Leskovec, Rajaraman and Ullman, Mining of Massive
Datasets, chapter 3); the shingles themselves decide on each. The thresholds were chosen on 21,882 Indonesian news
articles by reading the pairs around them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from index.shingles import Shingles, shingle_array, words

JACCARD = 0.7
"""Least Jaccard similarity of copies: below begin daily reports from a template, and matches told again at the end."""
CONTAINMENT = 0.95
"""Or the least share of the shorter text that the longer one has: copies that were cut, or had paragraphs added.
At .9 there are already reactions that carry the whole report they react to."""
LEAST_CONTAINED = 50
"""Shorter texts, in words, are not found by containment: whole briefs are in a round-up, which is another story."""
LEAST_SHARE = 0.4
"""Nor are those with a smaller share of the longer text's shingles, for the same reason."""
SHORT = 20
"""Texts of fewer words are copies only where all their words are equal."""
OWN_FIGURES = 4
"""Where each of two texts has this many figures that the other lacks, one template tells of two days or places."""
LOOSE = 0.65
"""Least containment, by estimate, of any two texts of a story, so that a chain of copies does not drift from one
story into another."""

_BANDS = 64
_BAND_ROWS = 3
_PERMUTATIONS = _BANDS * _BAND_ROWS
_SEED = 42
# More than four standard deviations of an estimate from so many permutations.
_SLACK = 0.15
# Bounds on what thousands of articles from one template can cost.
_NEIGHBOURS = 8
_COMPARED = 32
_BATCH = 4096

_Signatures = npt.NDArray[np.uint32]
_Rows = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """One text and the rows, ascending, that have it word for word."""

    rows: tuple[int, ...]
    size: int
    shingles: Shingles
    figures: frozenset[str]


def stories(texts: Sequence[str]) -> npt.NDArray[np.int32]:
    """The story of each text: the smallest row among its copies, which is its own row where it has none.

    Shape (len(texts),). Two texts are copies where they have the same words, or `JACCARD` or `CONTAINMENT` says so
    (`SHORT` ones aside) and `OWN_FIGURES` does not speak against it. Time and memory grow with the length of the
    texts together. The same texts in another order make the same groups.
    """
    distinct = _distinct(texts)
    story = np.arange(len(texts), dtype=np.int32)
    for text in distinct:
        story[list(text.rows)] = text.rows[0]
    long = [text for text in distinct if text.size >= SHORT]
    for group in _groups(long):
        rows = [row for member in group for row in long[member].rows]
        story[rows] = min(rows)
    return story


def _distinct(texts: Sequence[str]) -> list[_Text]:
    """The texts that differ in their words, in an order that depends on nothing but them."""
    rows: dict[bytes, list[int]] = defaultdict(list)
    contents: dict[bytes, _Text] = {}
    for row, text in enumerate(texts):
        sequence = words(text)
        key = hashlib.blake2b((" ".join(sequence) or text).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        rows[key].append(row)
        if key not in contents:
            figures = frozenset(word for word in set(sequence) if not word.isalpha() and any(map(str.isdigit, word)))
            contents[key] = _Text((), len(sequence), shingle_array(sequence), figures)
    return [
        _Text(tuple(rows[key]), content.size, content.shingles, content.figures)
        for key, content in sorted(contents.items(), key=lambda item: item[0])
    ]


def _groups(texts: Sequence[_Text]) -> list[list[int]]:
    """Groups of two or more copies: indices into `texts`, the most alike joined first."""
    if len(texts) < 2:
        return []
    signatures = _signatures(texts)
    sizes = np.array([len(text.shingles) for text in texts], np.int64)
    left, right = _plausible(*_candidates(signatures), signatures, sizes)
    copies = sorted(
        (-jaccard, first, second)
        for first, second in zip(left.tolist(), right.tolist(), strict=True)
        if (jaccard := _copied(texts[first], texts[second])) is not None
    )
    group_of = list(range(len(texts)))
    members = {index: [index] for index in group_of}
    for _, first, second in copies:
        large, small = sorted((group_of[first], group_of[second]), key=lambda group: (-len(members[group]), group))
        if large == small or not _hold_together(members[large], members[small], signatures, sizes):
            continue
        joining = members.pop(small)
        members[large] += joining
        for index in joining:
            group_of[index] = large
    return [group for group in members.values() if len(group) > 1]


def _copied(first: _Text, second: _Text) -> float | None:
    """The Jaccard similarity of two texts that are copies, None where they are not."""
    shorter, longer = sorted((first, second), key=lambda text: len(text.shingles))
    common = len(np.intersect1d(shorter.shingles, longer.shingles, assume_unique=True))
    jaccard = common / (len(shorter.shingles) + len(longer.shingles) - common)
    contained = (
        common >= CONTAINMENT * len(shorter.shingles)
        and len(shorter.shingles) >= LEAST_SHARE * len(longer.shingles)
        and shorter.size >= LEAST_CONTAINED
    )
    if jaccard < JACCARD and not contained:
        return None
    own_figures = min(len(first.figures - second.figures), len(second.figures - first.figures))
    return jaccard if own_figures < OWN_FIGURES else None


def _signatures(texts: Sequence[_Text]) -> _Signatures:
    """MinHash signatures, shape (len(texts), _PERMUTATIONS)."""
    return np.concatenate([_signed(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)])


def _signed(texts: Sequence[_Text]) -> _Signatures:
    offsets = np.cumsum([0, *(len(text.shingles) for text in texts)], dtype=np.uint64)
    flat = np.concatenate([text.shingles for text in texts])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, _PERMUTATIONS, _SEED)
    return np.array(matrix.to_rows(), np.uint32)


def _candidates(signatures: _Signatures) -> tuple[_Rows, _Rows]:
    """Pairs of texts that agree in all rows of a band, each once, the smaller index first."""
    count = np.int64(len(signatures))
    keys = [np.empty(0, np.int64)]
    for band in range(_BANDS):
        rows = signatures[:, band * _BAND_ROWS : (band + 1) * _BAND_ROWS]
        order = np.lexsort(rows.T)
        keys += [order[:-step][same] * count + order[step:][same] for step, same in _same(rows[order])]
    found = np.unique(np.concatenate(keys))
    return found // count, found % count


def _same(ordered: _Signatures) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """For each distance, which rows of a sorted band equal the row so far behind them."""
    for step in range(1, min(_NEIGHBOURS, len(ordered) - 1) + 1):
        same = (ordered[step:] == ordered[:-step]).all(axis=1)
        if not same.any():
            return
        yield step, same


def _plausible(left: _Rows, right: _Rows, signatures: _Signatures, sizes: _Rows) -> tuple[_Rows, _Rows]:
    """The candidates that could be copies if their estimate is off by `_SLACK`."""
    keep = [np.empty(0, np.bool_)]
    for start in range(0, len(left), _BATCH):
        first, second = left[start : start + _BATCH], right[start : start + _BATCH]
        shorter, longer = np.minimum(sizes[first], sizes[second]), np.maximum(sizes[first], sizes[second])
        if_contained = CONTAINMENT * shorter / (longer + (1 - CONTAINMENT) * shorter)
        least = np.where(shorter >= LEAST_SHARE * longer, np.minimum(JACCARD, if_contained), JACCARD)
        keep.append(_estimates(signatures[first], signatures[second]) >= least - _SLACK)
    kept = np.concatenate(keep)
    return left[kept], right[kept]


def _hold_together(large: Sequence[int], small: Sequence[int], signatures: _Signatures, sizes: _Rows) -> bool:
    """Whether all texts of two groups, or the first `_COMPARED` of each, are at least loosely alike."""
    others = np.array(large[:_COMPARED])
    for index in small[:_COMPARED]:
        jaccard = _estimates(signatures[others], signatures[index])
        common = jaccard / (1 + jaccard) * (sizes[others] + sizes[index])
        if (common < LOOSE * np.minimum(sizes[others], sizes[index])).any():
            return False
    return True


def _estimates(first: _Signatures, second: _Signatures) -> _Floats:
    """The estimated Jaccard similarity of each row with its counterpart."""
    return np.asarray((first == second).mean(axis=-1), np.float64)
