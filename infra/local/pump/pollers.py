"""The pump's threads: one a source, asleep until something changed, plus one a delivery that is under way."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from infra.local.pump.delivery import Deliverer
from infra.local.pump.schedule import Schedule
from infra.local.pump.sqs_source import QueueSource
from infra.local.pump.stream_source import StreamSource

log = logging.getLogger("imagora.pump")

_SOON = 1.0
"""Seconds to the next look while messages are in flight or delayed."""
_SELDOM = 15.0
"""Seconds to the next look when nothing is known to come: the cost of idling."""
_LONGEST_WINDOW = 0.1
"""Batching windows are cut to this many seconds: a laptop should feel quick."""
_LONGEST_PAUSE = 5.0


class Poller(threading.Thread, ABC):
    """Looks for work whenever it is woken, and now and then by itself. An error of a service only delays it."""

    kinds: tuple[str, ...] = ()

    def __init__(self, name: str, window: float) -> None:
        super().__init__(name=f"pump-{name}", daemon=True)
        self._window = min(window, _LONGEST_WINDOW)
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def run(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            woken = self._woken.wait(pause)
            if self._stopping.is_set():
                return
            if woken and self._window:
                self._stopping.wait(self._window)
            self._woken.clear()
            pause = self._look_safely(woken=woken)

    def wake(self, source: str | None = None) -> None:
        if source is None or source in self.kinds:
            self._woken.set()

    def ask_to_stop(self) -> None:
        self._stopping.set()
        self._woken.set()

    def finish(self, timeout: float) -> None:
        """Wait for the thread and what it started, `timeout` seconds at most."""
        self.join(timeout)

    def _look_safely(self, *, woken: bool) -> float:
        try:
            return self._look(woken=woken)
        except Exception as error:
            if not self._stopping.is_set():
                log.warning("%s: cannot look for events: %s: %s", self.name, type(error).__name__, error)
            return _SOON

    @abstractmethod
    def _look(self, *, woken: bool) -> float:
        """Deliver what there is; seconds until the next look by itself."""


class StreamPoller(Poller):
    """In order, so one batch at a time; a failed batch is tried again after a growing pause."""

    kinds = ("dynamodb",)

    def __init__(self, source: StreamSource, deliverer: Deliverer) -> None:
        super().__init__(source.id, source.mapping.window)
        self._source = source
        self._deliverer = deliverer

    def _look(self, *, woken: bool) -> float:
        while self._may_go_on() and self._source.deliver_one(self._deliverer):
            failed = self._source.failed_tries()
            if failed:
                self._stopping.wait(min(_LONGEST_PAUSE, 0.1 * 2**failed))
        return _SELDOM

    def _may_go_on(self) -> bool:
        return not self._stopping.is_set() and self._source.may_have_work()


class QueuePoller(Poller):
    """Up to `concurrency` batches at once (fewer where the mapping's MaximumConcurrency says so)."""

    def __init__(self, source: QueueSource, deliverer: Deliverer, concurrency: int) -> None:
        super().__init__(source.id, source.mapping.window)
        self.kinds = ("sqs", "s3", source.mapping.queue)
        self._source = source
        self._deliverer = deliverer
        self._limit = min(concurrency, source.mapping.concurrency or concurrency)
        self._running = 0
        self._changed = threading.Condition()

    def finish(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        self.join(timeout)
        with self._changed:
            self._changed.wait_for(lambda: self._running == 0, max(0.0, end - time.monotonic()))

    def _look(self, *, woken: bool) -> float:
        if not self._source.may_have_work():
            return _SOON
        if not woken:
            ready, later = self._source.waiting()
            if not ready:
                return _SOON if later else _SELDOM
        while self._take_slot():
            messages = self._receive()
            if not messages:
                return _SOON
            worker = threading.Thread(target=self._work, args=(messages,), name=f"{self.name}-work", daemon=True)
            worker.start()
        return _SOON

    def _take_slot(self) -> bool:
        """Wait for a free consumer; False when stopping."""
        with self._changed:
            self._changed.wait_for(lambda: self._running < self._limit or self._stopping.is_set())
            if self._stopping.is_set():
                return False
            self._running += 1
            return True

    def ask_to_stop(self) -> None:
        super().ask_to_stop()
        with self._changed:
            self._changed.notify_all()

    def _receive(self) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []
        try:
            messages = self._source.receive()
        finally:
            if not messages:
                self._free_slot()
        return messages

    def _work(self, messages: Sequence[Mapping[str, Any]]) -> None:
        try:
            self._source.deliver(messages, self._deliverer)
        except Exception as error:
            log.warning("%s: cannot settle a batch: %s: %s", self.name, type(error).__name__, error)
        finally:
            self._free_slot()

    def _free_slot(self) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()


class ScheduleClock(threading.Thread):
    """Fires schedules: first soon after the start (what waited meanwhile goes on), then at their rate."""

    def __init__(
        self, schedules: Sequence[Schedule], fire: Callable[[Schedule], None], first_after: float = 10.0
    ) -> None:
        super().__init__(name="pump-schedules", daemon=True)
        start = time.monotonic()
        self._due = [(start + min(first_after, schedule.interval), schedule) for schedule in schedules]
        self._fire = fire
        self._stopping = threading.Event()

    def run(self) -> None:
        while self._due:
            self._due.sort(key=lambda entry: entry[0])
            due, schedule = self._due[0]
            if self._stopping.wait(max(0.0, due - time.monotonic())):
                return
            self._due[0] = (time.monotonic() + schedule.interval, schedule)
            self._fire(schedule)

    def ask_to_stop(self) -> None:
        self._stopping.set()
