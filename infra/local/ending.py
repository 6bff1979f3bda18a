"""The end of the stack: its parts stop in their turn, the last one first, and what they wait for has one limit.

Who stops a service gives it a time, mostly ten seconds, and kills it then (`docker stop`, for one). A machine under
load makes every part take all that it may, so it is their sum that has to stay below that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Self

_log = logging.getLogger("imagora.local.run")


class Ending:
    """Stops parts in reverse order when the block ends. One that fails to stop keeps no other from it."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`seconds`: for all that is waited for together, from the first part's stop on."""
        self._seconds = seconds
        self._clock = clock
        self._parts: list[Callable[[], None]] = []
        self._deadline: float | None = None

    def call(self, name: str, stop: Callable[[], object]) -> None:
        """A part that is stopped however long that takes: it waits for nobody, or must come to its end."""

        def end() -> None:
            started = self._clock()
            try:
                stop()
            except Exception:
                _log.exception("the %s did not stop", name)
            _log.info("%s: stopped in %.1f s", name, self._clock() - started)

        self._parts.append(end)

    def wait(self, name: str, stop: Callable[[float], object], at_most: float) -> None:
        """A part with work under way: `stop` gets seconds to wait for it, less where the others took them already."""
        self.call(name, lambda: stop(min(at_most, self._left())))

    def _left(self) -> float:
        now = self._clock()
        if self._deadline is None:
            self._deadline = now + self._seconds
        return max(0.0, self._deadline - now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        while self._parts:
            self._parts.pop()()
