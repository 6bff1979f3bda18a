"""Several waits at once. Threads are imported where they are needed: most requests of a cold start need none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

AT_ONCE = 8


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each of these gives, in their order; at most eight run at a time.

    Raises what the first one that failed raised.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(AT_ONCE, len(calls))) as pool:
        return list(pool.map(lambda call: call(), calls))
