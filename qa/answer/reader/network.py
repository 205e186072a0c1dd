"""The reader's network under onnxruntime, which is imported with the first network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.encoders.cores import core_count
from index.errors import ModelError
from index.values import Vectors

MOST_THREADS = 8


@dataclass(frozen=True, slots=True)
class Logits:
    """The network's output for a window of n tokens.

    Where an answer starts and ends (n,), and whether there is one.

    Position 0 of `start` and `end` is no answer.
    """

    start: Vectors
    end: Vectors
    answerable: float


class Network:
    """Runs one window at a time, in the calling thread; threads may share it.

    Windows read together in a batch are no quicker (two cores, 20 windows of 130 tokens: within a tenth), and with
    8-bit arithmetic, whose unit is set by the largest number in a batch, a window's logits would depend on its
    neighbours. So it is the windows that go to different threads.
    """

    def __init__(self, content: bytes) -> None:
        """Load the ONNX graph `content`; ModelError where onnxruntime is missing or refuses it."""
        self._session = load_session(content)

    def read(self, embeddings: Vectors) -> Logits:
        """Return the logits of a window, given its word embeddings (n, hidden).

        Raises ModelError if it fails.
        """
        inputs = {"embeddings": embeddings[None]}
        start, end, answerable = outputs_of(self._session, ["start", "end", "answerable"], inputs)
        return Logits(start[0], end[0], float(answerable[0]))


def load_session(content: bytes) -> Any:
    """Return onnxruntime's session of an ONNX graph, of one thread.

    Raises ModelError where onnxruntime is missing or refuses the graph.
    """
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # those of onnxruntime have no base of their own
        raise _unusable(error) from error


def outputs_of(session: Any, names: Sequence[str], inputs: Mapping[str, Vectors]) -> list[Vectors]:
    """Return outputs of a session for inputs (1, n, hidden) without padding.

    Raises ModelError if it fails, or they are no numbers.
    """
    mask = np.ones(next(iter(inputs.values())).shape[:2], np.int64)
    try:
        found: list[Vectors] = session.run(names, {**inputs, "mask": mask})
    except Exception as error:
        raise _unusable(error) from error
    if not all(np.isfinite(each).all() for each in found):
        raise _unusable(ValueError("it answers with no numbers"))
    return found


def _unusable(error: Exception) -> ModelError:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return ModelError(
        f"The reader cannot be used ({reason})", "reinstall it with: pip install --force-reinstall kutip onnxruntime"
    )


def thread_count() -> int:
    """Return how many windows are read at a time: the cores, up to `MOST_THREADS`."""
    return min(MOST_THREADS, core_count())
