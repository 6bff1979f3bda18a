"""The event pump: what AWS does between an event source and a function, on the laptop and in tests."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from infra.local.pump.delivery import Deliverer, Delivery, Faults, Invoker
from infra.local.pump.mappings import Resources, read_mappings
from infra.local.pump.peek import AlwaysLook, Peek
from infra.local.pump.pollers import Poller, QueuePoller, ScheduleClock, StreamPoller
from infra.local.pump.schedule import Schedule, read_schedules
from infra.local.pump.sqs_source import QueueSource
from infra.local.pump.stream_source import StreamSource, Trim

log = logging.getLogger("imagora.pump")

Clients = Callable[[str], Any]


class PumpUnsettled(RuntimeError):
    """There was still something to deliver after `max_rounds` deliveries: something feeds itself."""


class EventPump:
    """Delivers events from queues, streams and schedules of a template to its functions.

    resources: the translated template's `Resources`.
    clients: service name → boto3 client (sqs, dynamodb, dynamodbstreams, s3); each is asked for once.
    invoke: runs a function; raises when its handler does.
    checkpoints: stream positions of an earlier run, as `checkpoints` gave them.
    trim: called after a checkpoint moved, see `Trim`.
    peek: tells without a request whether a source has anything; `MotoPeek` where moto runs in this process.
    concurrency: batches of one queue at a time, at most, when started.

    Either `start()` it (threads, for a running stack) or `drain()`/`step()` it (no threads, for tests).
    """

    def __init__(
        self,
        resources: Resources,
        clients: Clients,
        invoke: Invoker,
        *,
        checkpoints: MutableMapping[str, str] | None = None,
        trim: Trim | None = None,
        peek: Peek | None = None,
        concurrency: int = 4,
    ) -> None:
        streams, queues = read_mappings(resources)
        once = _asked_once(clients)
        look = peek or AlwaysLook()
        self._checkpoints: dict[str, str] = dict(checkpoints or {})
        self._deliverer = Deliverer(invoke)
        self._schedules = read_schedules(resources)
        self._streams = [StreamSource(mapping, once, self._checkpoints, trim=trim, peek=look) for mapping in streams]
        by_queue: dict[str, QueueSource] = {}
        self._queues = [QueueSource(mapping, once("sqs"), look, by_queue) for mapping in queues]
        by_queue.update({source.mapping.queue: source for source in self._queues})
        self._sources: list[StreamSource | QueueSource] = [*self._streams, *self._queues]
        self._concurrency = concurrency
        self._next = 0
        self._pollers: list[Poller] = []
        self._clock: ScheduleClock | None = None

    @property
    def checkpoints(self) -> dict[str, str]:
        """Stream positions, plain JSON: (mapping, stream and shard) → sequence number of the last record done."""
        return dict(self._checkpoints)

    @property
    def faults(self) -> Faults:
        return self._deliverer.faults

    @contextmanager
    def with_faults(self, faults: Faults) -> Iterator[None]:
        """Deliver with faults for a while: `with pump.with_faults(Faults(deliver_twice=True)): pump.drain()`."""
        before, self._deliverer.faults = self._deliverer.faults, faults
        try:
            yield
        finally:
            self._deliverer.faults = before

    def step(self, *, redeliver: bool = False) -> bool:
        """One delivery at most; False when nothing is left. Sources take their turns, streams first."""
        for _ in range(len(self._sources)):
            source = self._sources[self._next]
            if source.may_have_work() and source.deliver_one(self._deliverer, redeliver=redeliver):
                return True
            self._next = (self._next + 1) % len(self._sources)
        return False

    def drain(self, *, max_rounds: int = 1000, redeliver: bool = False, deliver_twice: bool | None = None) -> int:
        """Deliver until nothing is left to deliver, in this thread, and say how many deliveries that took.

        redeliver: failed messages come back at once until their queue gives them up to its dead-letter
        queue, where otherwise they stay in flight. A stream's failed batch is always tried again at once.
        deliver_twice: every batch is delivered twice (see Faults).
        Raises PumpUnsettled after `max_rounds` deliveries.
        """
        self._next = 0
        faults = self.faults
        if deliver_twice is not None:
            faults = Faults(deliver_twice=deliver_twice, change=faults.change, fail=faults.fail)
        with self.with_faults(faults):
            for delivered in range(max_rounds):
                if not self.step(redeliver=redeliver):
                    return delivered
            if not self.step(redeliver=redeliver):
                return max_rounds
        raise PumpUnsettled(f"still delivering after {max_rounds} deliveries")

    def tick(self, schedule_name: str | None = None) -> None:
        """Fire the schedules now, or the one with that logical id (of itself or of its function).

        Raises KeyError for a schedule that is not there. A handler's failure is logged, as in the cloud.
        """
        chosen = [s for s in self._schedules if schedule_name in (None, s.id, s.function.id)]
        if schedule_name is not None and not chosen:
            raise KeyError(schedule_name)
        for schedule in chosen:
            self._fire(schedule)

    def _fire(self, schedule: Schedule) -> None:
        self._deliverer.deliver(
            Delivery(
                function=schedule.function,
                source=schedule.id,
                event=schedule.event(),
                ids=(),
                partial=False,
            )
        )

    def start(self) -> None:
        """Deliver in the background until `stop`."""
        if self._pollers:
            return
        self._pollers = [StreamPoller(source, self._deliverer) for source in self._streams]
        self._pollers += [QueuePoller(source, self._deliverer, self._concurrency) for source in self._queues]
        self._clock = ScheduleClock(self._schedules, self._fire)
        for poller in self._pollers:
            poller.start()
        self._clock.start()

    def stop(self, timeout: float = 3.0) -> None:
        """Stop taking new work and wait up to `timeout` seconds for deliveries that are under way.

        What is cut off counts as not delivered: it comes again after its visibility timeout, or from the
        checkpoint.
        """
        deadline = _Deadline(timeout)
        for poller in self._pollers:
            poller.ask_to_stop()
        if self._clock is not None:
            self._clock.ask_to_stop()
            self._clock.join(deadline.left())
        for poller in self._pollers:
            poller.finish(deadline.left())
        self._pollers = []
        self._clock = None

    def wake(self, source: str | None = None) -> None:
        """Something changed: look now. `source` narrows it to "dynamodb", "sqs", "s3" or one queue's name."""
        for poller in self._pollers:
            poller.wake(source)


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        return max(0.0, self._end - time.monotonic())


def _asked_once(clients: Clients) -> Clients:
    made: dict[str, Any] = {}
    lock = threading.Lock()

    def client(service: str) -> Any:
        with lock:
            if service not in made:
                made[service] = clients(service)
            return made[service]

    return client
