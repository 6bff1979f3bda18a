"""How many jobs wait for a worker, and so which place one has among them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aws_lambda_powertools import Logger

from imagora.credits.plans import Lane
from imagora.generation.models import Job
from imagora.kernel.errors import Unavailable
from imagora.kernel.queues import Queue
from imagora.kernel.wire import Refused

log = Logger(child=True)

_KEPT = 2.0
"""Seconds for which a count is good enough."""
_LEFT_ALONE = 10.0
"""Seconds for which a queue that couldn't be asked isn't asked again: nobody waits for what is only nice to know."""


@dataclass
class Line:
    """The lanes' queues, asked at most every two seconds a process. SQS's counts are approximate, and so are places.

    `queues`: by lane; where one is missing nobody has a place. `seconds`: a clock that only goes forward.
    """

    queues: Mapping[Lane, Queue]
    seconds: Callable[[], float] = time.monotonic
    _known: dict[Lane, tuple[float, int | None]] = field(default_factory=dict)

    def waiting(self, lane: Lane) -> int | None:
        """How many jobs wait in a lane, about (1 request, if any); None where that can't be told."""
        until, count = self._known.get(lane, (0.0, None))
        if self.seconds() < until or lane not in self.queues:
            return count
        try:
            count = self.queues[lane].waiting(delayed=lane == "slow")
        except (Unavailable, Refused):
            log.warning("how many jobs wait is unknown", lane=lane, exc_info=True)
            count = None
        self._known[lane] = self.seconds() + (_LEFT_ALONE if count is None else _KEPT), count
        return count

    def place(self, job: Job, *, new: bool = False) -> int | None:
        """Which place a job has that waits for its first worker, about: 1 is next. None where that can't be told.

        Before it stand as many as when it was accepted, or as wait besides it by now, if those are fewer; before one of
        the slow lane all that wait in the fast one, too. One that waits at a ceiling, or for another try, has none.
        `new`: it was accepted just now, so that it isn't among those that are counted.
        """
        if job.status != "queued" or job.waiting or job.attempts or job.ahead is None:
            return None
        here = self.waiting("slow" if job.patient else "fast")
        first = self.waiting("fast") if job.patient else 0
        if here is None or first is None:
            return None
        return min(job.ahead, here if new else max(0, here - 1)) + first + 1
