"""How the threads of the engines wait for each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_SET_BY_USER = frozenset({"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"})


@contextmanager
def spinning(rounds: int) -> Iterator[None]:
    """Have an OpenMP runtime that is loaded within (each engine brings its own) put threads to sleep that have waited
    for so many rounds of a busy loop, some tens of nanoseconds each.

    By default they spin for milliseconds at each of the hundred-odd barriers of a pass. On a machine busy with
    other work, the thread that they wait for does not run meanwhile: a question took 1.7 s instead of 13 ms, and
    torch embedded 8 passages a second instead of 12.5. Without any spinning, each barrier costs a sleep and a waking.
    """
    if not os.environ.keys().isdisjoint(_SET_BY_USER):
        yield
        return
    os.environ["GOMP_SPINCOUNT"] = str(rounds)
    try:
        yield
    finally:
        del os.environ["GOMP_SPINCOUNT"]
