"""(f) One post that many like at once: tries a like, refusals and waiting, with the shards and without.

Simulated, not measured: likes come at random (Poisson), a transaction holds its items from its arrival to its answer
(longer than AWS does), and one that finds an item held is cancelled at once. Tries, waits, shards and the fold are the
product's own figures.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from benchmarks import results
from imagora.posts.tallies import AGAIN_SECONDS, CROWD, CROWDED_SECONDS, FOLD_SECONDS, SHARDS
from imagora.table.transaction import PATIENCE, TRIES

RATES = (1, 5, 10, 20, 50, 100, 200, 500, 1_000)
SECONDS = 60.0
HELD = 0.010
"""Seconds for which a transaction holds its items (a median; log-normal): two round trips inside DynamoDB and more."""
SPREAD = 0.4
ASKED = 0.004
"""Seconds from a request to the answer that it met another."""
WAKE = 0.6
"""Seconds from a shard's making to the fold that it wakes: the stream, a batch of a second at most, a queue."""
UNITS = 1_000
"""Write units a second that DynamoDB gives one partition key."""

Process = Generator[float, None, None]


@dataclass
class World:
    """What is held until when; what each shard holds and how often it changed; when the post may be tried again."""

    dice: random.Random
    sharded: bool
    held: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    waiting: dict[int, int] = field(default_factory=dict)
    changes: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    crowded_until: float = 0.0
    leased_until: float = 0.0
    likes: int = 0
    folded: int = 0
    now: float = 0.0
    tries: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    units: int = 0
    counted: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    """Write units of the post's own partition, and of the shards' (True)."""
    folds: int = 0
    start: Callable[[Process], None] = lambda _: None

    def take(self, items: list[int]) -> float | None:
        """Hold these items, and say for how long; None where one of them is held."""
        if any(self.held[item] > self.now for item in items):
            return None
        seconds = self.dice.lognormvariate(0, SPREAD) * HELD
        for item in items:
            self.held[item] = self.now + seconds
        return seconds


POST = -1


def like(world: World) -> Process:
    """One like, as `Transaction.commit` makes it: post first, then shards; six tries in all."""
    begun, conflicts = world.now, 0
    crowded = world.sharded and world.crowded_until > begun
    while conflicts < TRIES:
        shard = world.sharded and (crowded or conflicts >= PATIENCE)
        item = world.dice.randrange(SHARDS) if shard else POST
        taken = world.take([item])
        world.counted[shard] += 2
        world.units += 4  # the mark and the counter; what is cancelled is billed too
        if taken is not None:
            yield taken
            world.units += 1  # the mark's entry in the index
            _count(world, item)
            world.tries.append(conflicts + 1)
            world.seconds.append(world.now - begun)
            return
        conflicts += 1
        yield ASKED + world.dice.uniform(0, 0.02 * 2 ** (conflicts - 1))
    world.refused += 1


def _count(world: World, item: int) -> None:
    world.likes += 1
    if item == POST:
        world.folded += 1
        return
    world.changes[item] += 1
    if item not in world.waiting:
        world.waiting[item] = 0
        world.units += 1  # it is due
        world.start(fold(world))
    world.waiting[item] += 1


def fold(world: World, after: float = WAKE) -> Process:
    """What a new shard wakes, as `Tallies.fold` does it: all at once, fewer where people keep counting."""
    yield after
    left, at_once = set(world.waiting), 2 * SHARDS
    if not left or world.leased_until > world.now:
        return
    world.leased_until = world.now + FOLD_SECONDS
    world.units += 1
    world.start(fold(world, AGAIN_SECONDS))
    while left:
        chosen = sorted(left & world.waiting.keys(), key=lambda shard: -world.waiting[shard])[:at_once]
        if not chosen:
            return
        seen = {shard: world.changes[shard] for shard in chosen}
        yield ASKED
        world.units += 2 + 2 * len(chosen)
        if (
            any(world.changes[shard] != seen[shard] for shard in chosen)
            or (taken := world.take([POST, *chosen])) is None
        ):
            at_once = max(1, len(chosen) // 2)
            yield ASKED + world.dice.uniform(0, 0.04)
            continue
        yield taken
        world.folds += 1
        if sum(world.waiting[shard] for shard in chosen) >= CROWD:
            world.crowded_until = world.now + CROWDED_SECONDS
        left -= set(chosen)
        for shard in chosen:
            world.folded += world.waiting.pop(shard, 0)
            world.changes[shard] += 1


def run(rate: float, *, sharded: bool) -> World:
    """A minute of likes at so many a second, and what is left of it afterwards."""
    world = World(random.Random(results.SEED), sharded)
    order = itertools.count()
    queue: list[tuple[float, int, Process]] = []

    def start(process: Process, at: float | None = None) -> None:
        heapq.heappush(queue, (world.now if at is None else at, next(order), process))

    world.start = start
    moment = 0.0
    while (moment := moment + world.dice.expovariate(rate)) < SECONDS:
        start(like(world), moment)
    while queue:
        world.now, _, process = heapq.heappop(queue)
        try:
            start(process, world.now + next(process))
        except StopIteration:
            continue
    assert world.likes == world.folded  # nothing lost, nothing twice
    return world


def figures(rate: int, world: World) -> dict[str, Any]:
    asked = world.likes + world.refused
    percentiles = quantiles(world.seconds, n=100)
    return {
        "rate": rate,
        "tries": round(sum(world.tries) / max(1, world.likes), 2),
        "refused_percent": round(100 * world.refused / asked, 2),
        "median_ms": round(1000 * percentiles[49]),
        "p99_ms": round(1000 * percentiles[98]),
        "units_a_like": round(world.units / max(1, world.likes), 1),
        "hottest_partition": round(max(world.counted.values()) / SECONDS),
        "folds_a_second": round(world.folds / SECONDS, 1),
    }


def main() -> None:
    rows = []
    for rate in RATES:
        plain, sharded = (figures(rate, run(rate, sharded=way)) for way in (False, True))
        rows.append({"rate": rate, "post": plain, "shards": sharded})
    assumed = {"held_ms": 1000 * HELD, "answer_ms": 1000 * ASKED, "wake_ms": 1000 * WAKE, "shards": SHARDS,
               "tries": TRIES, "patience": PATIENCE, "partition_units": UNITS}  # fmt: skip
    results.write("hot_post", "make bench-hot-post", {"assumed": assumed, "rows": rows})


if __name__ == "__main__":
    main()
