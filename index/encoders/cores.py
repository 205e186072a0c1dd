"""How many cores there are to compute with."""

from __future__ import annotations

import os


def core_count() -> int:
    """`OMP_NUM_THREADS`, which the embedded model's engine heeds, or how many cores this process may run on."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    if given.isdecimal() and int(given):
        return int(given)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
