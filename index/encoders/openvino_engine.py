"""The embedded model under OpenVINO: the quickest on x86 processors.

Weights are int8, and so is what they are multiplied with where the processor has the instructions: it is cut to
eight bits while it runs, every `_GROUP` numbers of a token by themselves. So a vector depends on no other text of
its batch, and nothing has to be learned beforehand about how large the numbers get.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from index.encoders.batching import Tokens, Window, cut_windows, plan_batches
from index.encoders.converted import GRAPH, POSITIONS, TOKENIZER, convert
from index.encoders.cores import core_count
from index.encoders.embedded import DIM, E5_PREFIXES, WINDOW, embedded_fingerprint, fit_text, weight_file
from index.encoders.graph import EMBEDDINGS, MASK
from index.encoders.weights import read_vocabulary
from index.errors import ModelError
from index.values import TextKind, Vectors

_GROUP = 128
_BUDGET = 2_048
"""Tokens in a batch, padding included: more do not fit the caches, fewer do not fill the processor's registers."""

_STEP = 8
"""Batches are padded to a multiple of so many tokens: OpenVINO keeps what it makes ready for each width it meets."""

_PATIENCE_MS = 600_000
"""How long a batch, which takes a second, may take before the engine is given up."""

_TEXTS = 256
"""How many texts are cut into tokens at a time."""


class OpenVinoEncoder:
    """An `Encoder` whose passes run one to a core; any number of threads may encode at once, and share the cores.

    Loading it imports openvino and tokenizers, not torch; ModelError where that, or the model in `cache`, fails.
    """

    def __init__(self, cache: Path, say: Callable[[str], None] | None = None) -> None:
        try:
            folder = convert(cache, say)
            self._load(folder)
        except ModelError:
            raise
        except Exception as error:  # those of OpenVINO and tokenizers are RuntimeError, ImportError or bare
            raise _unusable(error) from error

    def _load(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._words = read_vocabulary(weight_file())
        self._positions: Vectors = np.load(folder / POSITIONS, allow_pickle=False)
        cores = core_count()
        compiled = _compile(folder / GRAPH, cores)
        # One more than run at once, so that a batch is put together while the cores are busy with others.
        self._requests: SimpleQueue[Any] = SimpleQueue()
        for _ in range(cores + 1):
            self._requests.put(compiled.create_infer_request())
        self._pool = ThreadPoolExecutor(cores + 1, thread_name_prefix="kutip-embedding")

    @property
    def fingerprint(self) -> str:
        """That of `EmbeddedEncoder`: the vectors may be mixed."""
        return embedded_fingerprint()

    @property
    def dim(self) -> int:
        """The length of a vector: 384."""
        return DIM

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 (len(texts), 384), unit rows; ModelError where OpenVINO fails.

        A text over 512 tokens is read in windows, whose vectors are averaged by length.
        """
        vectors = np.zeros((len(texts), DIM), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS):
            windows = self._windows(texts[start : start + _TEXTS], kind)
            for window, mean in zip(windows, self._means(windows), strict=True):
                vectors[start + window.text] += window.weight * mean
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise _unusable(ValueError("it answers with no numbers"))
        vectors /= lengths
        return vectors

    def _windows(self, texts: Sequence[str], kind: TextKind) -> list[Window]:
        cut = self._tokenizer.encode_batch([E5_PREFIXES[kind] + fit_text(text) for text in texts])
        return [window for text, tokens in enumerate(cut) for window in cut_windows(text, tokens.ids, WINDOW)]

    def _means(self, windows: Sequence[Window]) -> Vectors:
        """The mean vector of each window, in their order."""
        batches = tuple(plan_batches([len(window.tokens) for window in windows], _BUDGET))
        means = np.empty((len(windows), DIM), dtype=np.float32)
        computed = self._pool.map(self._pass, ([windows[at].tokens for at in batch] for batch in batches))
        for batch, found in zip(batches, computed, strict=True):
            means[list(batch)] = found
        return means

    def _pass(self, batch: Sequence[Tokens]) -> Vectors:
        """The means of a batch (n, 384)."""
        inputs = self._inputs(batch)
        request = self._requests.get()
        try:
            # In OpenVINO's own threads, one to a core. `infer` computes in the thread that calls it, of which there are
            # more than cores; an import that did so was once seen to stop for good.
            request.start_async(inputs, share_inputs=True)
            if not request.wait_for(_PATIENCE_MS):
                raise _unusable(TimeoutError("a batch never came to its end"))
            means = np.array(request.get_output_tensor(0).data, dtype=np.float32)
        except ModelError:
            raise
        except Exception as error:
            self._requests.put(request)
            raise _unusable(error) from error
        self._requests.put(request)
        return means

    def _inputs(self, batch: Sequence[Tokens]) -> dict[str, Vectors]:
        """What the graph takes: each token's embedding, padded with zeros, and which of them are tokens."""
        lengths = [len(tokens) for tokens in batch]
        width = -(-max(lengths) // _STEP) * _STEP
        mask = (np.arange(width) < np.array(lengths)[:, None]).astype(np.float32)
        embeddings = np.zeros((*mask.shape, DIM), dtype=np.float32)
        words = self._words.vectors(np.concatenate(batch))
        for row, (length, end) in enumerate(zip(lengths, accumulate(lengths), strict=True)):
            np.add(words[end - length : end], self._positions[:length], out=embeddings[row, :length])
        return {EMBEDDINGS: embeddings, MASK: mask}


def _compile(graph: Path, cores: int) -> Any:
    """The graph for the CPU, one pass a core; without OpenVINO's fused attention, which is slower at these lengths."""
    from openvino import Core

    core = Core()
    settings = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "NUM_STREAMS": str(cores),
        "INFERENCE_NUM_THREADS": str(cores),
        "ENABLE_CPU_PINNING": "NO",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(_GROUP),
    }
    try:
        return core.compile_model(graph, "CPU", settings | {"SNIPPETS_MODE": "DISABLE"})
    except RuntimeError:  # that setting is not among those which OpenVINO promises to know
        return core.compile_model(graph, "CPU", settings)


def _unusable(error: Exception) -> ModelError:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[-1][:120]
    return ModelError(
        f"OpenVINO cannot be used ({reason})", "reinstall it with: pip install --force-reinstall openvino tokenizers"
    )
