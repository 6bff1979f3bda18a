"""How work grows with its input: a ratio in one run, so that a busy machine changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

WIDER = 16
LINEAR = 5 * WIDER
"""Linear work takes 16 times as long for 16 times the input, quadratic work 256 times; noise lies between."""


def growth(work: Callable[[int], object], size: int) -> float:
    """Return how many times longer `work` runs on 16 times the size, in CPU time, each the best of three."""
    work(size)
    return _seconds(work, WIDER * size) / max(_seconds(work, size), 1e-4)


def _seconds(work: Callable[[int], object], size: int) -> float:
    taken = []
    for _ in range(3):
        started = time.process_time()
        work(size)
        taken.append(time.process_time() - started)
    return min(taken)
