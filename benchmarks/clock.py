"""CPU that handlers take on the laptop stack: their own threads and their pools', not the services beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from tests.integration.stack import Stack

Spent = dict[str, dict[str, float]]
"""By function: `invocations`, `messages` (of a queue, or records of the stream), `cpu_ms`."""


@dataclass
class Taken:
    """What one function did."""

    seconds: list[float] = field(default_factory=list)
    messages: int = 0


class Clock:
    """CPU seconds of handlers by function. Times all invocations of a stack from when it is made."""

    def __init__(self, stack: Stack) -> None:
        self._taken: dict[str, Taken] = {}
        self._in_pools = 0.0
        deliverer = stack.pump._deliverer  # noqa: SLF001 - the only place where all invocations pass
        self._invoke: Callable[[str, dict[str, Any]], Any] = deliverer._invoke  # noqa: SLF001
        deliverer._invoke = self  # noqa: SLF001

    def __call__(self, function: str, event: dict[str, Any]) -> Any:
        with self.timing(function, messages=len(event.get("Records", ()))):
            return self._invoke(function, event)

    @contextmanager
    def timing(self, name: str, *, messages: int = 0) -> Iterator[None]:
        stock = ThreadPoolExecutor.submit

        def submit(pool: ThreadPoolExecutor, task: Callable[..., Any], *args: Any, **named: Any) -> Future[Any]:
            def timed() -> Any:
                before = time.thread_time()
                try:
                    return task(*args, **named)
                finally:
                    self._in_pools += time.thread_time() - before

            return stock(pool, timed)

        self._in_pools = 0.0
        before = time.thread_time()
        with mock.patch.object(ThreadPoolExecutor, "submit", submit):
            yield
        taken = self._taken.setdefault(name, Taken())
        taken.seconds.append(time.thread_time() - before + self._in_pools)
        taken.messages += messages

    def taken(self) -> Spent:
        """What each function did since the last call."""
        found, self._taken = self._taken, {}
        return {
            name: {
                "invocations": len(one.seconds),
                "messages": one.messages,
                "cpu_ms": round(sum(one.seconds) * 1000, 1),
            }
            for name, one in found.items()
        }
