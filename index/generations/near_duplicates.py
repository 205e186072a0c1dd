"""Near-duplicates: articles that are one story, carried by several outlets with small edits.

MinHash (Broder 1997) proposes pairs, by bands of equal rows (Leskovec, Rajaraman and Ullman, Mining of Massive
Datasets, chapter 3); the shingles themselves decide on each. The thresholds were chosen on 21,882 Indonesian news
articles by reading the pairs around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.generations.minhash import PERMUTATIONS, SHORT, Hashes, Signatures
from index.text.shingles import Shingles, shingle_array, words
from index.values import Mask, Rows, Scores

JACCARD = 0.7
"""Least Jaccard similarity of copies; lower are daily reports made from a template."""
CONTAINMENT = 0.95
"""Or the least share of the shorter text in the longer, if either was cut.

At .9 there are already reactions that carry the whole report they react to.
"""
LEAST_CONTAINED = 50
"""The fewest words of a contained text: round-ups hold whole briefs of other stories."""
LEAST_SHARE = 0.4
"""The least share of the longer text in a contained one, for the same reason."""
OWN_FIGURES = 4
"""With so many figures of their own, two texts only share a template."""
LOOSE = 0.65
"""Least estimated containment of any two texts of a story, against drifting chains."""

_BAND_ROWS = 3
_BANDS = PERMUTATIONS // _BAND_ROWS
# More than four standard deviations of an estimate from so many permutations.
_SLACK = 0.15
# Bounds on what thousands of articles from one template can cost.
_NEIGHBOURS = 8
_COMPARED = 32
_BATCH = 4096


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A text as it is compared with another."""

    size: int
    shingles: Shingles
    figures: frozenset[str]


def stories_of(signed: Signatures, text: Callable[[int], str]) -> npt.NDArray[np.int32]:
    """Return the story of each text (n,): the smallest row among its copies and itself.

    `signed` are the signatures of the texts, and `text` returns the one of a row: few are asked for. Two texts are
    copies if they have the same words, or by `JACCARD` or `CONTAINMENT` (`SHORT` ones aside), unless `OWN_FIGURES`
    tells them apart. Time and memory grow with the number of texts. The same texts in another order make the same
    groups.
    """
    # The texts that differ in their words, in an order that depends on nothing but them.
    _, first, of_row = np.unique(signed.words, return_index=True, return_inverse=True)
    story = first.astype(np.int32)
    long = np.flatnonzero(signed.sizes[first] >= SHORT)
    for group in _groups(signed.taken(first[long]), lambda index: text(int(first[long[index]]))):
        story[long[group]] = first[long[group]].min()
    return story[of_row]


def _groups(texts: Signatures, text: Callable[[int], str]) -> list[list[int]]:
    """Return groups of two or more copies: indices into `texts`, the most alike joined first."""
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
    """Return the Jaccard similarity of two copies, or None if they are not copies."""
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


def _candidates(signatures: Hashes) -> tuple[Rows, Rows]:
    """Return pairs of texts that agree in a whole band, the smaller index first."""
    count = np.int64(len(signatures))
    keys = [np.empty(0, np.int64)]
    for band in range(_BANDS):
        rows = signatures[:, band * _BAND_ROWS : (band + 1) * _BAND_ROWS]
        order = np.lexsort(rows.T)
        keys += [order[:-step][same] * count + order[step:][same] for step, same in _same(rows[order])]
    found = np.unique(np.concatenate(keys))
    return found // count, found % count


def _same(ordered: Hashes) -> Iterator[tuple[int, Mask]]:
    """Yield each distance with the rows of a sorted band equal at it."""
    for step in range(1, min(_NEIGHBOURS, len(ordered) - 1) + 1):
        same = (ordered[step:] == ordered[:-step]).all(axis=1)
        if not same.any():
            return
        yield step, same


def _plausible(left: Rows, right: Rows, signatures: Hashes, sizes: Rows) -> tuple[Rows, Rows]:
    """Return the candidates that can be copies if their estimate is off by `_SLACK`."""
    keep = [np.empty(0, np.bool_)]
    for start in range(0, len(left), _BATCH):
        first, second = left[start : start + _BATCH], right[start : start + _BATCH]
        shorter, longer = np.minimum(sizes[first], sizes[second]), np.maximum(sizes[first], sizes[second])
        if_contained = CONTAINMENT * shorter / (longer + (1 - CONTAINMENT) * shorter)
        least = np.where(shorter >= LEAST_SHARE * longer, np.minimum(JACCARD, if_contained), JACCARD)
        keep.append(_estimates(signatures[first], signatures[second]) >= least - _SLACK)
    kept = np.concatenate(keep)
    return left[kept], right[kept]


def _hold_together(large: Sequence[int], small: Sequence[int], signatures: Hashes, sizes: Rows) -> bool:
    """Return whether all texts of two groups, up to `_COMPARED` each, are loosely alike."""
    others = np.array(large[:_COMPARED])
    for index in small[:_COMPARED]:
        jaccard = _estimates(signatures[others], signatures[index])
        common = jaccard / (1 + jaccard) * (sizes[others] + sizes[index])
        if (common < LOOSE * np.minimum(sizes[others], sizes[index])).any():
            return False
    return True


def _estimates(first: Hashes, second: Hashes) -> Scores:
    """Return the estimated Jaccard similarity of each row with its counterpart."""
    return np.asarray((first == second).mean(axis=-1), np.float64)
