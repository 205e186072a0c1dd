"""What engines share that are given tokens instead of texts: texts cut into windows, windows' vectors into texts'."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path

import numpy as np

from index.encoders.batching import Tokens, Window, cut_windows, plan_batches
from index.encoders.embedded import DIM, E5_PREFIXES, WINDOW, EmbeddedModel, fit_text, weight_file
from index.encoders.prepared import POSITIONS, TOKENIZER, prepare
from index.encoders.weights import read_vocabulary
from index.errors import ModelError
from index.values import TextKind, Vectors

_TEXTS = 256
"""How many texts are cut into tokens at a time."""


class WindowedEncoder(EmbeddedModel, ABC):
    """An `Encoder` of the embedded model whose engine takes token embeddings and gives mean vectors."""

    def __init__(self, cache: Path, say: Callable[[str], None] | None, budget: int, threads: int) -> None:
        """Passes over `budget` tokens at most, padding included, run in so many `threads`.

        Imports tokenizers; ModelError, or whatever that raises, where what is prepared in `cache` cannot be had.
        """
        folder = prepare(cache, say)
        from tokenizers import Tokenizer

        self._budget = budget
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="kutip-embedding")
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._words = read_vocabulary(weight_file())
        self._positions: Vectors = np.load(folder / POSITIONS, allow_pickle=False)

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows; ModelError where the engine fails.

        A text over 512 tokens is read in windows, whose vectors are averaged by length.
        """
        vectors = np.zeros((len(texts), DIM), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS):
            try:
                windows = self._windows(texts[start : start + _TEXTS], kind)
            except Exception as error:  # those of tokenizers are bare
                raise self._unusable(error) from error
            for window, mean in zip(windows, self._means(windows), strict=True):
                vectors[start + window.text] += window.weight * mean
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise self._unusable(ValueError("it answers with no numbers"))
        vectors /= lengths
        return vectors

    @abstractmethod
    def _pass(self, batch: Sequence[Tokens]) -> Vectors:
        """The mean vectors (len(batch), 384) of a batch within the budget; several run at once."""

    @abstractmethod
    def _unusable(self, error: Exception) -> ModelError:
        """What to tell a person where the engine fails with `error`."""

    def _means(self, windows: Sequence[Window]) -> Vectors:
        """The mean vector of each window, in their order."""
        batches = tuple(plan_batches([len(window.tokens) for window in windows], self._budget))
        means = np.empty((len(windows), DIM), dtype=np.float32)
        computed = self._pool.map(self._pass, ([windows[at].tokens for at in batch] for batch in batches))
        for batch, found in zip(batches, computed, strict=True):
            means[list(batch)] = found
        return means

    def _embeddings(self, batch: Sequence[Tokens]) -> Vectors:
        """What the first layer is given of each token (tokens, 384), one window after the other."""
        rows = self._words.vectors(np.concatenate(batch))
        lengths = [len(tokens) for tokens in batch]
        for length, end in zip(lengths, accumulate(lengths), strict=True):
            rows[end - length : end] += self._positions[:length]
        return rows

    def _windows(self, texts: Sequence[str], kind: TextKind) -> list[Window]:
        cut = self._tokenizer.encode_batch([E5_PREFIXES[kind] + fit_text(text) for text in texts])
        return [window for text, tokens in enumerate(cut) for window in cut_windows(text, tokens.ids, WINDOW)]


def reason_of(error: Exception) -> str:
    """The last line of what `error` says, short enough for a person's line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1][:120]
