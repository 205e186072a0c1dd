"""Which articles are one story: copies of a text under several outlets, with small edits.

MinHash (Broder 1997) proposes pairs, by bands of equal rows (Leskovec, Rajaraman and Ullman, Mining of Massive
Datasets, chapter 3); the shingles themselves decide on each. The thresholds were chosen on 21,882 Indonesian news
articles by reading the pairs around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.generations.minhash import PERMUTATIONS, SHORT, Hashes, Signatures, sign
from index.text.shingles import Shingles, shingle_array, words

JACCARD = 0.7
"""Least Jaccard similarity of copies: below begin daily reports from a template, and matches told again at the end."""
CONTAINMENT = 0.95
"""Or the least share of the shorter text that the longer one has: copies that were cut, or had paragraphs added.
At .9 there are already reactions that carry the whole report they react to."""
LEAST_CONTAINED = 50
"""Shorter texts, in words, are not found by containment: whole briefs are in a round-up, which is another story."""
LEAST_SHARE = 0.4
"""Nor are those with a smaller share of the longer text's shingles, for the same reason."""
OWN_FIGURES = 4
"""Where each of two texts has this many figures that the other lacks, one template tells of two days or places."""
LOOSE = 0.65
"""Least containment, by estimate, of any two texts of a story, so that a chain of copies does not drift from one
story into another."""

_BAND_ROWS = 3
_BANDS = PERMUTATIONS // _BAND_ROWS
# More than four standard deviations of an estimate from so many permutations.
_SLACK = 0.15
# Bounds on what thousands of articles from one template can cost.
_NEIGHBOURS = 8
_COMPARED = 32
_BATCH = 4096

_Rows = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A text as it is held against another."""

    size: int
    shingles: Shingles
    figures: frozenset[str]


def stories(texts: Sequence[str]) -> npt.NDArray[np.int32]:
    """The story of each text: see `stories_of`."""
    return stories_of(sign(texts), texts.__getitem__)


def stories_of(signed: Signatures, text: Callable[[int], str]) -> npt.NDArray[np.int32]:
    """The story of each text: the smallest row among its copies, which is its own row where it has none.

    `signed` are the signatures of the texts, and `text` gives the one of a row: few are asked for. The shape is that of
    `signed.texts`. Two texts are copies where they have the same words, or `JACCARD` or `CONTAINMENT` says so (`SHORT`
    ones aside) and `OWN_FIGURES` does not speak against it. Time and memory grow with the number of texts. The same
    texts in another order make the same groups.
    """
    # The texts that differ in their words, in an order that depends on nothing but them.
    _, first, of_row = np.unique(signed.words, return_index=True, return_inverse=True)
    story = first.astype(np.int32)
    long = np.flatnonzero(signed.sizes[first] >= SHORT)
    for group in _groups(signed.taken(first[long]), lambda index: text(int(first[long[index]]))):
        story[long[group]] = first[long[group]].min()
    return story[of_row]


def _groups(texts: Signatures, text: Callable[[int], str]) -> list[list[int]]:
    """Groups of two or more copies: indices into `texts`, the most alike joined first."""
    if len(texts.texts) < 2:
        return []
    signatures, sizes = texts.hashes, texts.shingles.astype(np.int64)
    left, right = _plausible(*_candidates(signatures), signatures, sizes)
    read = {index: _read(text(index)) for index in np.union1d(left, right).tolist()}
    copies = sorted(
        (-jaccard, first, second)
        for first, second in zip(left.tolist(), right.tolist(), strict=True)
        if (jaccard := _copied(read[first], read[second])) is not None
    )
    group_of = {index: index for index in read}
    members = {index: [index] for index in read}
    for _, first, second in copies:
        large, small = sorted((group_of[first], group_of[second]), key=lambda group: (-len(members[group]), group))
        if large == small or not _hold_together(members[large], members[small], signatures, sizes):
            continue
        joining = members.pop(small)
        members[large] += joining
        for index in joining:
            group_of[index] = large
    return [group for group in members.values() if len(group) > 1]


def _read(text: str) -> _Text:
    sequence = words(text)
    figures = frozenset(word for word in set(sequence) if not word.isalpha() and any(map(str.isdigit, word)))
    return _Text(len(sequence), shingle_array(sequence), figures)


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


def _candidates(signatures: Hashes) -> tuple[_Rows, _Rows]:
    """Pairs of texts that agree in all rows of a band, each once, the smaller index first."""
    count = np.int64(len(signatures))
    keys = [np.empty(0, np.int64)]
    for band in range(_BANDS):
        rows = signatures[:, band * _BAND_ROWS : (band + 1) * _BAND_ROWS]
        order = np.lexsort(rows.T)
        keys += [order[:-step][same] * count + order[step:][same] for step, same in _same(rows[order])]
    found = np.unique(np.concatenate(keys))
    return found // count, found % count


def _same(ordered: Hashes) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """For each distance, which rows of a sorted band equal the row so far behind them."""
    for step in range(1, min(_NEIGHBOURS, len(ordered) - 1) + 1):
        same = (ordered[step:] == ordered[:-step]).all(axis=1)
        if not same.any():
            return
        yield step, same


def _plausible(left: _Rows, right: _Rows, signatures: Hashes, sizes: _Rows) -> tuple[_Rows, _Rows]:
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


def _hold_together(large: Sequence[int], small: Sequence[int], signatures: Hashes, sizes: _Rows) -> bool:
    """Whether all texts of two groups, or the first `_COMPARED` of each, are at least loosely alike."""
    others = np.array(large[:_COMPARED])
    for index in small[:_COMPARED]:
        jaccard = _estimates(signatures[others], signatures[index])
        common = jaccard / (1 + jaccard) * (sizes[others] + sizes[index])
        if (common < LOOSE * np.minimum(sizes[others], sizes[index])).any():
            return False
    return True


def _estimates(first: Hashes, second: Hashes) -> _Floats:
    """The estimated Jaccard similarity of each row with its counterpart."""
    return np.asarray((first == second).mean(axis=-1), np.float64)
