"""The likeliest answers of windows, from the start and end logits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from index.values import Vectors
from qa.answer.reader.readings import AnswerSpan
from qa.answer.reader.windows import Window

MOST_SPANS = 5
"""How many answers are looked for in a text."""

LONGEST = 40
"""The most tokens of an answer."""

_LOOKED_AT = 256


def spans_of(window: Window, start: Vectors, end: Vectors, text: str) -> tuple[AnswerSpan, ...]:
    """Return the likeliest answers in one window, best first, without overlaps.

    There are at most `MOST_SPANS`.

    `start` and `end` (n,) are logits; position 0 is no answer at all, and a span's score is how far the sum of its two
    is above that one's (Devlin et al. 2019). Spans end with letters or signs of `text`, never with white space.
    """
    inside = np.flatnonzero(window.offsets[:, 0] >= 0)
    if not len(inside):
        return ()
    scores = _scores(start[inside], end[inside]) - (start[0] + end[0])
    found = _best_first(scores, window.offsets[inside], text)
    return without_overlaps(found)


def _scores(start: Vectors, end: Vectors) -> npt.NDArray[np.float64]:
    """Return in row i, column d the score of d + 1 tokens from i.

    Where there is no such span it is below all others.
    """
    width = min(LONGEST, len(start))
    ends = np.concatenate([end.astype(np.float64), np.full(width - 1, -np.inf)])
    scores: npt.NDArray[np.float64] = start.astype(np.float64)[:, None] + np.lib.stride_tricks.sliding_window_view(
        ends, width
    )
    return scores


def _best_first(scores: npt.NDArray[np.float64], offsets: npt.NDArray[np.int32], text: str) -> Iterator[AnswerSpan]:
    width = scores.shape[1]
    flat = scores.ravel()
    # All of the best: cut off within a tie, the order would depend on how the partition fell.
    least = np.partition(flat, -min(_LOOKED_AT, len(flat)))[-min(_LOOKED_AT, len(flat))]
    cells = np.flatnonzero((flat >= least) & np.isfinite(flat))
    for cell in cells[np.lexsort((cells, -flat[cells]))].tolist():
        first, extent = divmod(cell, width)
        start, end = int(offsets[first, 0]), int(offsets[first + extent, 1])
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        if words.strip():
            yield AnswerSpan(start, start + len(words.strip()), float(flat[cell]))


def without_overlaps(spans: Iterable[AnswerSpan]) -> tuple[AnswerSpan, ...]:
    """The first of `spans`, at most `MOST_SPANS`, each of which overlaps none before it."""
    kept: list[AnswerSpan] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
            if len(kept) == MOST_SPANS:
                break
    return tuple(kept)


def merged(windows: Iterable[Iterable[AnswerSpan]]) -> tuple[AnswerSpan, ...]:
    """Merge the likeliest answers of all windows, best first, without overlaps."""
    spans = (span for window in windows for span in window)
    return without_overlaps(sorted(spans, key=lambda span: (-span.score, span.start, span.end)))
