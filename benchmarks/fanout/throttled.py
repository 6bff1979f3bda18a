"""What a table that has had enough does to pages of a fan-out: tries, back-off, and pages that are given up.

A closed circle of workers whose batches take what the table has left. They try again as `table.writer` and botocore do:
what a BatchWriteItem left over is sent up to eight times; one that got nothing at all is botocore's to repeat, four
times in all, and then fails its page.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from benchmarks import shipped
from benchmarks.fanout.delivery import BATCH, BATCH_CPU, PARALLEL_BATCHES, SPREAD
from benchmarks.fanout.limits import BATCH_WRITE, PAGE, Setup
from imagora.kernel.aws import _ATTEMPTS
from imagora.table.writer import _TRIES

SECONDS = 60.0
"""How long it is watched, once the table's burst is used up."""


@dataclass
class _Batch:
    left: int = BATCH_WRITE
    tries: int = 0
    refused: int = 0

    def wait(self, taken: int, rng: np.random.Generator) -> float | None:
        """Seconds until what the table left is tried again; None where nothing is left, or it isn't tried again."""
        self.left -= taken
        if not self.left:
            return None
        if not taken:
            self.refused += 1
            return None if self.refused == _ATTEMPTS else rng.random() * min(20.0, 2.0 ** (self.refused - 1))
        self.refused, self.tries = 0, self.tries + 1
        return None if self.tries == _TRIES else rng.random() * 0.05 * 2.0 ** (self.tries - 1)


@dataclass(frozen=True)
class Throttled:
    """What came of it. `page_seconds`: how long a page of 500 takes a worker; `failed`: the share that fails."""

    writes: float
    page_seconds: float
    failed: float

    @property
    def batch_seconds(self) -> float:
        """How long one invocation takes: it gets several pages at once, one after another."""
        return self.page_seconds * shipped.batch_size("FanOutPage")


def throttled(setup: Setup, rng: np.random.Generator) -> Throttled:
    """Every worker busy for a minute, against the table's rate."""
    queue = [(rng.random(), number, _Batch()) for number in range(setup.page_workers * PARALLEL_BATCHES)]
    heapq.heapify(queue)
    room, last, written, whole, given_up = 0.0, 0.0, 0, 0, 0
    while queue[0][0] < SECONDS:
        now, number, batch = heapq.heappop(queue)
        room, last = min(setup.writes, room + (now - last) * setup.writes), now
        taken = min(batch.left, int(room))
        room -= taken
        written += taken
        again = batch.wait(taken, rng)
        if again is None:
            whole, given_up = whole + (not batch.left), given_up + bool(batch.left)
            batch, again = _Batch(), BATCH_CPU * PARALLEL_BATCHES
        latency = BATCH * float(np.exp(SPREAD * rng.standard_normal()))
        heapq.heappush(queue, (now + latency + again, number, batch))
    failed = given_up / max(1, given_up + whole)
    pages = (whole + given_up) * BATCH_WRITE / PAGE
    return Throttled(
        writes=written / SECONDS,
        page_seconds=SECONDS * setup.page_workers / max(1.0, pages),
        failed=1 - (1 - failed) ** (PAGE // BATCH_WRITE),
    )
