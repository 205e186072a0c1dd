"""The embedded model under OpenVINO: the quickest on x86 processors.

Weights are int8. Where the processor has the instructions (VNNI), so is what they are multiplied with: it is cut to
eight bits as it runs, every `_GROUP` numbers of a token by themselves. So a vector depends on no other text of its
batch, and nothing has to be learned beforehand about how large the numbers get.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from queue import SimpleQueue
from typing import Any

import numpy as np

from index.encoders.cores import core_count
from index.encoders.embedded import DIM, E5_PREFIXES, WINDOW, EmbeddedModel, fit_text, reason_of, weight_file
from index.encoders.tokens import Ints, Tokeniser
from index.encoders.weights import Weights, read_vocabulary, read_weights
from index.errors import ModelError
from index.values import TextKind, Vectors

_TEXTS = 256
"""Texts cut into tokens at a time."""

_GROUP = 128
_BUDGET = 2_048
"""Tokens in a batch, padding included: more do not fit the caches, fewer do not fill the processor's registers."""

_STEP = 8
"""Batches are padded to a multiple of so many tokens: OpenVINO keeps what it prepares for each width."""


@dataclass(frozen=True, slots=True)
class Window:
    """What one pass reads of a text.

    `tokens` include `<s>` and `</s>`; `weight` counts the others.
    """

    text: int
    tokens: Ints
    weight: int


class OpenVinoEncoder(EmbeddedModel):
    """An `Encoder` that runs one pass per core, whichever thread it is for.

    Any number of threads may encode. Loading it imports openvino, not torch; ModelError if that, the weights or the
    model fail.
    """

    def __init__(self) -> None:
        cores = core_count()
        try:
            self._words = read_vocabulary(weight_file())
            weights = read_weights(weight_file(), words=False)
            self._tokeniser = Tokeniser(self._words, special=True)
            self._positions = _position_vectors(weights)
            network = compiled(weights, cores)
            # One more than run at once, so that a batch is put together while the cores are busy with others.
            self._pool = ThreadPoolExecutor(cores + 1, thread_name_prefix="kutip-embedding")
            self._requests: SimpleQueue[Any] = SimpleQueue()
            for _ in range(cores + 1):
                self._requests.put(network.create_infer_request())
            # The first pass makes statics of OpenVINO, which holds on to them while it waits for the interpreter's
            # lock: if several threads come first, they may wait for each other for ever.
            self.run_batch([np.array([self._tokeniser.begin, self._tokeniser.end], dtype=np.int32)])
        except ModelError:
            raise
        except Exception as error:  # OpenVINO raises RuntimeError, ImportError or bare ones
            raise _unusable(error) from error

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows; ModelError if the engine fails.

        A text over 512 tokens is read in windows, whose vectors are averaged by length.
        """
        vectors = np.zeros((len(texts), DIM), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS):
            windows = list(self._windows(texts[start : start + _TEXTS], kind))
            for window, mean in zip(windows, self._means(windows), strict=True):
                vectors[start + window.text] += window.weight * mean
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise _unusable(ValueError("its vectors are not finite"))
        vectors /= lengths
        return vectors

    def _windows(self, texts: Sequence[str], kind: TextKind) -> Iterator[Window]:
        begin, end = self._tokeniser.begin, self._tokeniser.end
        for at, text in enumerate(texts):
            tokens = self._tokeniser(E5_PREFIXES[kind] + fit_text(text)).numbers
            yield from cut_windows(at, [begin, *tokens.tolist(), end], WINDOW)

    def _means(self, windows: Sequence[Window]) -> Vectors:
        """Return the mean vector of each window (windows, 384)."""
        batches = tuple(plan_batches([len(window.tokens) for window in windows], _BUDGET))
        means = np.empty((len(windows), DIM), dtype=np.float32)
        computed = self._pool.map(self.run_batch, ([windows[at].tokens for at in batch] for batch in batches))
        for batch, found in zip(batches, computed, strict=True):
            means[list(batch)] = found
        return means

    def run_batch(self, batch: Sequence[Ints]) -> Vectors:
        """Return the mean vectors (len(batch), 384) of a batch; several run at once."""
        request = self._requests.get()
        try:
            # In OpenVINO's own threads, one per core. `infer` computes in the thread that calls it, of which there
            # are more than cores; an import that did so was once seen to stop for good.
            request.start_async(self.inputs_of(batch), share_inputs=True)
            request.wait()
            return np.array(request.get_output_tensor(0).data, dtype=np.float32)
        except Exception as error:
            raise _unusable(error) from error
        finally:
            self._requests.put(request)

    def inputs_of(self, batch: Sequence[Ints]) -> list[Vectors]:
        """Return the graph's inputs: each token's embedding padded with zeros, and the mask of tokens."""
        lengths = [len(tokens) for tokens in batch]
        rows = self._words.vectors(np.concatenate(batch))
        for length, end in zip(lengths, accumulate(lengths), strict=True):
            rows[end - length : end] += self._positions[:length]
        width = -(-max(lengths) // _STEP) * _STEP
        mask = np.arange(width) < np.array(lengths)[:, None]
        embeddings = np.zeros((*mask.shape, DIM), dtype=np.float32)
        embeddings[mask] = rows
        return [embeddings, mask.astype(np.float32)]


def cut_windows(text: int, tokens: Sequence[int], longest: int) -> Iterator[Window]:
    """Cut `tokens` into windows of `longest` at most.

    `tokens` begin with `<s>` and end with `</s>`, and so does each window. The runs between are as long as possible and
    do not overlap.
    """
    first, *content, last = tokens
    for start in range(0, len(content) or 1, longest - 2):
        run = content[start : start + longest - 2]
        yield Window(text, np.array([first, *run, last], dtype=np.int32), max(1, len(run)))


def plan_batches(lengths: Sequence[int], budget: int) -> Iterator[tuple[int, ...]]:
    """Yield positions in `lengths` a batch at a time, the longest first.

    A batch fills `budget` tokens at most, padding included; what is longer than the budget is alone.
    """
    batch: list[int] = []
    widest = 0
    for position in sorted(range(len(lengths)), key=lambda at: (-lengths[at], at)):
        if batch and (len(batch) + 1) * widest > budget:
            yield tuple(batch)
            batch = []
        if not batch:
            widest = lengths[position]
        batch.append(position)
    if batch:
        yield tuple(batch)


def _position_vectors(weights: Weights) -> Vectors:
    """Return what is added to the word embedding at each position: (positions, hidden)."""
    hidden = weights.shape.hidden
    positions, types = (weights.tensors[name].reshape(-1, hidden) for name in ("emb.pos", "emb.type"))
    summed: Vectors = positions + types[0]
    return summed


def compiled(weights: Weights, cores: int) -> Any:
    """Compile the graph for the CPU, one pass per core."""
    # Without this module OpenVINO cannot tell Google Analytics, in a fork of this process, that it was imported.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    from openvino import Core

    from index.encoders.graph import build_graph

    graph, core = build_graph(weights), Core()
    settings = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "NUM_STREAMS": str(cores),
        "INFERENCE_NUM_THREADS": str(cores),
        "ENABLE_CPU_PINNING": "NO",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(_GROUP),
    }
    try:  # without the fused attention, which is slower at these lengths
        return core.compile_model(graph, "CPU", settings | {"SNIPPETS_MODE": "DISABLE"})
    except RuntimeError:  # OpenVINO does not promise to know that setting
        return core.compile_model(graph, "CPU", settings)


def _unusable(error: Exception) -> ModelError:
    return ModelError(
        f"OpenVINO cannot be used ({reason_of(error)})",
        "reinstall it with: pip install --force-reinstall openvino",
    )
