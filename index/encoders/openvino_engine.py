"""The embedded model under OpenVINO: the quickest on x86 processors.

Weights are int8, and so is what they are multiplied with where the processor has the instructions: it is cut to
eight bits while it runs, every `_GROUP` numbers of a token by themselves. So a vector depends on no other text of
its batch, and nothing has to be learned beforehand about how large the numbers get.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from index.encoders.batching import Tokens
from index.encoders.converted import GRAPH, convert
from index.encoders.cores import core_count
from index.encoders.embedded import DIM
from index.encoders.graph import EMBEDDINGS, MASK
from index.encoders.quiet import forbid_telemetry
from index.encoders.windowed import WindowedEncoder, reason_of
from index.errors import ModelError
from index.values import Vectors

_GROUP = 128
_BUDGET = 2_048
"""Tokens in a batch, padding included: more do not fit the caches, fewer do not fill the processor's registers."""

_STEP = 8
"""Batches are padded to a multiple of so many tokens: OpenVINO keeps what it makes ready for each width it meets."""

_SHORTEST: Tokens = np.array([0, 2], dtype=np.int64)
"""A text of nothing: `<s>` and `</s>`."""


class OpenVinoEncoder(WindowedEncoder):
    """An `Encoder` whose passes run one to a core; any number of threads may encode at once, and share the cores.

    Loading it imports openvino and tokenizers, not torch; ModelError where that, or the model in `cache`, fails.
    """

    def __init__(self, cache: Path, say: Callable[[str], None] | None = None) -> None:
        cores = core_count()
        try:
            # One more than run at once, so that a batch is put together while the cores are busy with others.
            super().__init__(cache, say, _BUDGET, cores + 1)
            compiled = _compile(convert(cache, say) / GRAPH, cores)
            self._requests: SimpleQueue[Any] = SimpleQueue()
            for _ in range(cores + 1):
                self._requests.put(compiled.create_infer_request())
            # The first pass makes statics of OpenVINO, which holds on to them while it waits for the interpreter's
            # lock: where several threads come first, each may wait for the other for ever.
            self._pass([_SHORTEST])
        except ModelError:
            raise
        except Exception as error:  # those of OpenVINO and tokenizers are RuntimeError, ImportError or bare
            raise self._unusable(error) from error

    def _pass(self, batch: Sequence[Tokens]) -> Vectors:
        request = self._requests.get()
        try:
            inputs = self._inputs(batch)
            # In OpenVINO's own threads, one to a core. `infer` computes in the thread that calls it, of which there are
            # more than cores; an import that did so was once seen to stop for good.
            request.start_async(inputs, share_inputs=True)
            request.wait()
            means = np.array(request.get_output_tensor(0).data, dtype=np.float32)
        except Exception as error:
            raise self._unusable(error) from error
        finally:
            self._requests.put(request)
        return means

    def _inputs(self, batch: Sequence[Tokens]) -> dict[str, Vectors]:
        """What the graph takes: each token's embedding, padded with zeros, and which of them are tokens."""
        lengths = [len(tokens) for tokens in batch]
        width = -(-max(lengths) // _STEP) * _STEP
        mask = np.arange(width) < np.array(lengths)[:, None]
        embeddings = np.zeros((*mask.shape, DIM), dtype=np.float32)
        embeddings[mask] = self._embeddings(batch)
        return {EMBEDDINGS: embeddings, MASK: mask.astype(np.float32)}

    def _unusable(self, error: Exception) -> ModelError:
        return ModelError(
            f"OpenVINO cannot be used ({reason_of(error)})",
            "reinstall it with: pip install --force-reinstall openvino tokenizers",
        )


def _compile(graph: Path, cores: int) -> Any:
    """The graph for the CPU, one pass a core; without OpenVINO's fused attention, which is slower at these lengths."""
    forbid_telemetry()
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
