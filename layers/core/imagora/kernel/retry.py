"""Trying again with exponential back-off and full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter")."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def back_off(longest: float) -> None:
    """Wait up to so many seconds."""
    import random  # few requests ever wait

    time.sleep(random.uniform(0, longest))


def retrying(
    call: Callable[[], T],
    *,
    on: type[Exception] | tuple[type[Exception], ...],
    tries: int = 6,
    base: float = 0.02,
) -> T:
    """Call until it works, at most `tries` times; sleeps up to `base * 2**n` seconds between (1.3 s in all by default).

    Raises what the last try raised. `call` must be safe to repeat.
    """
    for attempt in range(tries - 1):
        try:
            return call()
        except on:
            back_off(base * 2**attempt)
    return call()
