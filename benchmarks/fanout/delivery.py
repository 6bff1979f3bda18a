"""A discrete-event simulation of split_fanout and fan_out_page: queues, workers that ramp up, a table that has a rate.

An event is a run of split_fanout or one page of 500 followers. Waiting, workers and the table's rate are exact;
latencies are log-normal. Work waits for its units; what fails for want of them comes again (`throttled` says how much).
Not simulated: other failures, and partitions that are hotter than others (feed entries spread over as many partitions
as there are followers).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import shipped
from benchmarks.fanout.limits import (
    BATCH_WRITE,
    COMES_AGAIN,
    FIRST_POLLERS,
    PAGE,
    PAGES_A_RUN,
    POLLERS_A_SECOND,
    RECEIVES,
    Setup,
)

RELAY_WINDOW = shipped.stream_window()
"""Seconds that the stream gathers records."""

COLD_START = 0.5
HANDOVER = 0.05
"""Seconds from a message sent to the handler that has it."""

QUERY, SEND, GET, BATCH = 0.008, 0.008, 0.005, 0.012
"""Median seconds of a Query of 500 keys, an SQS send, a GetItem, a BatchWriteItem of 25. σ of the logarithm: 0.4."""

SPREAD = 0.4
ANNOUNCE = 6
"""Waits of a post's first run besides its pages, each as a GetItem: post, author, activity, two lists, settling."""

PARALLEL_BATCHES = 4
MESSAGE_CPU, BATCH_CPU = 0.005, 0.009
"""Seconds for a message's and a batch's own CPU at 512 MB, which is 0.29 of a virtual CPU.

Measured by the pipeline's benchmark: some 53 ms of a full one for a page of twenty batches.
"""


@dataclass(frozen=True)
class Delivery:
    """When each post was announced, and when its last follower had it (seconds).

    `split_age`, `page_age`: the longest that a message waited in either queue. `again`: pages that failed and came
    again; `dead`: those that did so too often.
    """

    posted: NDArray[np.float64]
    done: NDArray[np.float64]
    split_age: float = 0.0
    page_age: float = 0.0
    again: int = 0
    dead: int = 0

    @property
    def delay(self) -> NDArray[np.float64]:
        return self.done - self.posted


class _Workers:
    """A pool that is warm, or ramps up from the first message on as an SQS event source does, each worker cold."""

    def __init__(self, most: int, *, warm: bool) -> None:
        self._most = most
        self._free: list[tuple[float, bool]] = [(0.0, False)] * most if warm else []

    def start(self, arrival: float) -> float:
        if not self._free:
            ramp = (max(0, n + 1 - FIRST_POLLERS) / POLLERS_A_SECOND for n in range(self._most))
            self._free = [(arrival + after, True) for after in ramp]
        free, cold = heapq.heappop(self._free)
        return max(arrival, free) + (COLD_START if cold else 0.0)

    def end(self, moment: float) -> None:
        heapq.heappush(self._free, (moment, False))


@dataclass(frozen=True)
class _Pages:
    """When each page of followers is queued, of which post, with how many followers."""

    at: NDArray[np.float64]
    of: NDArray[np.int64]
    sizes: NDArray[np.int64]
    split_age: float


def deliver(posted: Sequence[float], followers: Sequence[int], setup: Setup, rng: np.random.Generator) -> Delivery:
    """Push these posts, first come first served, to all their followers; who has none here is announced only."""
    pages = _split(posted, followers, setup, rng)
    service = page_seconds(pages.sizes, rng)
    done = np.array(posted, dtype=float)
    workers, table_free, age, again, dead = _Workers(setup.page_workers, warm=setup.warm), 0.0, 0.0, 0, 0
    queue = [(at, index, 1) for index, at in enumerate(pages.at.tolist())]
    heapq.heapify(queue)
    while queue:
        at, index, receives = heapq.heappop(queue)
        start = workers.start(at)
        age = max(age, start - at)
        table_free = max(table_free, start) + pages.sizes[index] / setup.writes
        end = max(start + service[index], table_free)
        workers.end(end)
        if table_free > start + service[index] and setup.failed and rng.random() < setup.failed:
            again, dead = again + (receives < RECEIVES), dead + (receives == RECEIVES)
            if receives < RECEIVES:
                heapq.heappush(queue, (start + COMES_AGAIN, index, receives + 1))
            continue
        done[pages.of[index]] = max(done[pages.of[index]], end)
    return Delivery(np.array(posted, dtype=float), done, pages.split_age, float(age), again, dead)


def _split(posted: Sequence[float], followers: Sequence[int], setup: Setup, rng: np.random.Generator) -> _Pages:
    """Runs of at most PAGES_A_RUN pages; what is left comes again, behind what came meanwhile."""
    workers = _Workers(setup.split_workers, warm=setup.warm)
    wake = rng.random(len(posted)) * RELAY_WINDOW + 2 * HANDOVER
    announced = _lognormal(GET, (len(posted), ANNOUNCE), rng).sum(axis=1)
    runs = [(posted[post] + wake[post], post, 0) for post in range(len(posted))]
    heapq.heapify(runs)
    at, of, sizes, age = [], [], [], 0.0
    while runs:
        arrival, post, done = heapq.heappop(runs)
        pages = min(PAGES_A_RUN, -(-(followers[post] - done) // PAGE))
        moment = workers.start(arrival)
        age = max(age, moment - arrival)
        moment += announced[post] if done == 0 else 0.0
        for seconds in _lognormal(QUERY + SEND, pages, rng):
            moment += seconds
            at.append(moment + HANDOVER)
            of.append(post)
            sizes.append(min(PAGE, followers[post] - done))
            done += PAGE
        workers.end(moment)
        if done < followers[post]:
            heapq.heappush(runs, (moment + HANDOVER, post, done))
    return _Pages(np.array(at), np.array(of, dtype=np.int64), np.array(sizes, dtype=np.int64), float(age))


def page_seconds(sizes: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    """How long pages of so many followers take where the table has room: four threads share the batches."""
    most = PAGE // BATCH_WRITE // PARALLEL_BATCHES
    batches = -(-sizes // BATCH_WRITE)
    rounds = -(-batches // PARALLEL_BATCHES)
    drawn = _lognormal(BATCH, (len(sizes), PARALLEL_BATCHES, most), rng)
    waits = (drawn * (np.arange(most) < rounds[:, None])[:, None, :]).sum(axis=2).max(axis=1)
    return np.asarray(_lognormal(GET, len(sizes), rng) + MESSAGE_CPU + np.maximum(waits, BATCH_CPU * batches))


def _lognormal(median: float, size: int | tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    return np.asarray(median * np.exp(SPREAD * rng.standard_normal(size)))
