"""How many threads an engine computes with, and how they wait for each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_SET_BY_USER = frozenset({"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"})


def core_count() -> int:
    """Return `OMP_NUM_THREADS`, or how many cores this process may run on."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    if given.isdecimal() and int(given):
        return int(given)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def spinning(rounds: int) -> Iterator[None]:
    """Limit how long the threads of an OpenMP runtime loaded within spin before they sleep.

    A round of the busy loop takes some tens of nanoseconds. By default threads spin for milliseconds at each of the
    hundred-odd barriers of a pass. On a machine busy with other work, the thread that they wait for does not run
    meanwhile: a question took 1.7 s instead of 13 ms, and torch embedded 8 passages a second instead of 12.5. Without
    any spinning, each barrier costs a sleep and a wake-up. What the user has set for OpenMP is left alone.
    """
    if not os.environ.keys().isdisjoint(_SET_BY_USER):
        yield
        return
    os.environ["GOMP_SPINCOUNT"] = str(rounds)
    try:
        yield
    finally:
        del os.environ["GOMP_SPINCOUNT"]
