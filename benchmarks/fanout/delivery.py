"""A discrete-event simulation of split_fanout and fan_out_page: queues, workers that ramp up, a table that has a rate.

An event is a run of split_fanout or one page of 500 followers. Waiting, workers and the table's rate are exact;
latencies are log-normal. Not simulated: retries after throttling (work waits for its units instead), failures, and
partitions that are hotter than others (feed entries spread over as many partitions as there are followers).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.fanout.limits import BATCH_WRITE, FIRST_POLLERS, PAGE, PAGES_A_RUN, POLLERS_A_SECOND, Setup

RELAY_WINDOW = 1.0
"""Seconds that the stream gathers records (the template's StreamWindow)."""

COLD_START = 0.5
HANDOVER = 0.05
"""Seconds from a message sent to the handler that has it."""

QUERY, SEND, GET, BATCH = 0.008, 0.008, 0.005, 0.012
"""Median seconds of a Query of 500 keys, an SQS send, a GetItem, a BatchWriteItem of 25. σ of the logarithm: 0.4."""

SPREAD = 0.4
PARALLEL_BATCHES = 4
MESSAGE_CPU, BATCH_CPU = 0.005, 0.009
"""Seconds for a message's and a batch's own CPU at 512 MB, which is 0.29 of a virtual CPU.

Measured by the pipeline's benchmark: some 53 ms of a full one for a page of twenty batches.
"""


@dataclass(frozen=True)
class Delivery:
    """When each post was announced, and when its last follower had it (seconds)."""

    posted: NDArray[np.float64]
    done: NDArray[np.float64]

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


def deliver(posted: Sequence[float], followers: Sequence[int], setup: Setup, rng: np.random.Generator) -> Delivery:
    """Push these posts, first come first served, to all their followers."""
    pages_at, pages_of, sizes = _split(posted, followers, setup, rng)
    order = np.argsort(pages_at, kind="stable")
    service = page_seconds(sizes[order], rng)
    done = np.array(posted, dtype=float)
    workers, table_free = _Workers(setup.page_workers, warm=setup.warm), 0.0
    for number, index in enumerate(order):
        start = workers.start(pages_at[index])
        table_free = max(table_free, start) + sizes[index] / setup.writes
        end = max(start + service[number], table_free)
        workers.end(end)
        post = pages_of[index]
        done[post] = max(done[post], end)
    return Delivery(np.array(posted, dtype=float), done)


def _split(
    posted: Sequence[float], followers: Sequence[int], setup: Setup, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """When each page of followers is queued, of which post, with how many followers."""
    workers = _Workers(setup.split_workers, warm=setup.warm)
    wake = rng.random(len(posted)) * RELAY_WINDOW + 2 * HANDOVER
    runs = [(posted[post] + wake[post], post, 0) for post in range(len(posted)) if followers[post]]
    heapq.heapify(runs)
    at, of, sizes = [], [], []
    while runs:
        arrival, post, done = heapq.heappop(runs)
        left = followers[post] - done
        pages = min(PAGES_A_RUN, -(-left // PAGE))
        moment = workers.start(arrival)
        for seconds in _lognormal(QUERY + SEND, pages, rng):
            moment += seconds
            at.append(moment + HANDOVER)
            of.append(post)
            sizes.append(min(PAGE, followers[post] - done))
            done += PAGE
        workers.end(moment)
        if done < followers[post]:
            heapq.heappush(runs, (moment + HANDOVER, post, done))
    return np.array(at), np.array(of, dtype=np.int64), np.array(sizes, dtype=np.int64)


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
