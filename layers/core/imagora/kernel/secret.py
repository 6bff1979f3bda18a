"""A secret that somebody may change while we run: read when first needed, kept for five minutes."""

from __future__ import annotations

import time
from collections.abc import Callable

KEEP_SECONDS = 300.0


class Secret:
    """Keeps what `fetch` gave. Threads may share one: two that fetch at once do no harm."""

    def __init__(self, fetch: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept = ""
        self._until = float("-inf")

    def __repr__(self) -> str:
        return "Secret(…)"

    def current(self) -> str:
        """The secret; empty where there is none."""
        if self._clock() >= self._until:
            self._kept = self._fetch().strip()
            self._until = self._clock() + KEEP_SECONDS
        return self._kept

    def renewed(self, refused: str) -> str | None:
        """Another one than this, which was refused: fetched anew. None where it is still the same."""
        if self._kept == refused:
            self._until = float("-inf")
        fresh = self.current()
        return fresh if fresh and fresh != refused else None
