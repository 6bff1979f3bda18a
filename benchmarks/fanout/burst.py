"""One account posts fifty times a second to ten thousand followers, for a minute, while others post now and then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import accesses, hot_post, shipped
from benchmarks.fanout import limits
from benchmarks.fanout.delivery import ANNOUNCE, GET, QUERY, SEND, Delivery, deliver, page_seconds
from benchmarks.fanout.limits import AS_SHIPPED, PAGE, SETUPS, WARM, Setup
from benchmarks.fanout.throttled import Throttled, throttled
from imagora.feeds.listing import RECENT_SHARDS
from imagora.table.due import SHARDS as DUE_SHARDS
from imagora.table.limits import WINDOW_SECONDS

RATE, SECONDS, FOLLOWERS = 50, 60, 10_000
OTHERS, THEIR_FOLLOWERS = 5, 100
"""Posts a second of everybody else, and their followers."""

PAGES = -(-FOLLOWERS // PAGE)
PAGE_READ_UNITS = 9.5
"""Of a Query of 500 keys of the index: some 150 bytes each."""


@dataclass(frozen=True)
class Way:
    """How the account's posts reach its followers. `held`: within what an account may write a minute."""

    name: str
    setup: Setup
    pushed: bool
    held: bool


def ways() -> list[Way]:
    limit, allowed = shipped.parameter("PushLimit"), shipped.parameter("WritesPerMinute")
    hybrid = f"the hybrid as shipped (`PushLimit` {limit:,}: {'pushed' if limit >= FOLLOWERS else 'pulled'})"
    free = [
        Way(hybrid, AS_SHIPPED, pushed=limit >= FOLLOWERS, held=False),
        Way("pulled", AS_SHIPPED, pushed=False, held=False),
        Way("pushed, a new table", AS_SHIPPED, pushed=True, held=False),
        Way("pushed, a table warmed to its quota", WARM, pushed=True, held=False),
    ]
    return free + [replace(way, name=f"{way.name}, {allowed} posts a minute", held=True) for way in free]


def posts_of(way: Way) -> NDArray[np.float64]:
    """When the account's accepted posts are made: as many as come, or until its minute's allowance is used up."""
    count = shipped.parameter("WritesPerMinute") * SECONDS // WINDOW_SECONDS if way.held else RATE * SECONDS
    return np.arange(count) / RATE


def run(way: Way, failed: float, rng: np.random.Generator) -> dict[str, Any]:
    own = posts_of(way)
    theirs = np.sort(rng.random(OTHERS * SECONDS) * SECONDS)
    posted = np.concatenate([own, theirs])
    mine = np.arange(len(posted)) < len(own)
    followers = np.where(mine, FOLLOWERS if way.pushed else 0, THEIR_FOLLOWERS)
    order = np.argsort(posted, kind="stable")
    setup = replace(way.setup, failed=failed)
    done = deliver(posted[order].tolist(), followers[order].tolist(), setup, rng)
    mine = mine[order]
    return {
        "way": way.name,
        "pushed": way.pushed,
        "posts": len(own),
        "entries": len(own) * FOLLOWERS * way.pushed,
        "seconds": _spread(done.delay[mine]) if way.pushed else None,
        "others": _spread(done.delay[~mine]),
        "queue_age": {"fanout": round(done.split_age, 1), "fanout_page": round(done.page_age, 1)},
        "after_the_burst": round(float(done.done.max() - posted.max()), 1),
        "pages_again": done.again,
        "pages_dead": done.dead,
        "dollars": round(len(own) * way.pushed * _push_dollars(), 2),
        "by_second": _by_second(done, mine) if way.pushed else [],
    }


def _push_dollars() -> float:
    from benchmarks.fanout.simulate import push_dollars

    return float(push_dollars(np.array([FOLLOWERS]))[0])


def _spread(delay: NDArray[np.float64]) -> dict[str, float]:
    return {
        "median": round(float(np.median(delay)), 2),
        "p99": round(float(np.quantile(delay, 0.99)), 2),
        "worst": round(float(delay.max()), 2),
    }


def _by_second(done: Delivery, mine: NDArray[np.bool_]) -> list[float]:
    """Median seconds to the last follower, of the account's posts of each second."""
    second, delay = done.posted[mine].astype(int), done.delay[mine]
    return [round(float(np.median(delay[second == one])), 2) for one in range(int(second.max()) + 1)]


def demand(conflicts: dict[str, Any], rng: np.random.Generator) -> list[dict[str, Any]]:
    """What fifty posts a second ask for, against what there is, where everything kept pace."""
    pages = RATE * PAGES
    page = float(page_seconds(np.full(1_000, PAGE), rng).mean())
    split = ANNOUNCE * GET + PAGES * (QUERY + SEND)
    consequence = accesses.of("index a post of 12 words, 2 of them tags").steps * GET
    wake = f"DUE#<0..{DUE_SHARDS - 1}>"
    rows = [
        ("the account's own limit, posts a second", RATE, shipped.parameter("WritesPerMinute") / WINDOW_SECONDS, False),
        ("the table's writes a second, new", RATE * FOLLOWERS, limits.NEW_TABLE_WRITES, True),
        ("the table's writes a second, by its quota", RATE * FOLLOWERS, limits.TABLE_WRITES, True),
        ("`FanOutPage`, invocations at once", pages * page, AS_SHIPPED.page_workers, True),
        ("`SplitFanout`, invocations at once, with pages", RATE * split, AS_SHIPPED.split_workers, True),
        ("`SplitFanout`, invocations at once, without", RATE * ANNOUNCE * GET, AS_SHIPPED.split_workers, False),
        ("GSI1 `FOLLOWERS#<account>`, read units a second", pages * PAGE_READ_UNITS, limits.PARTITION_READS, True),
        ("`USER#<account>`, write units a second (its post counter)", 2 * RATE * conflicts["tries"],
         limits.PARTITION_WRITES, False),
        ("`RATE#<account>`, write units a second", RATE, limits.PARTITION_WRITES, False),
        ("GSI1 `AUTHOR#<account>`, write units a second", RATE, limits.PARTITION_WRITES, False),
        ("`FEED#<a follower>`, write units a second", RATE, limits.PARTITION_WRITES, True),
        ("`WORD#<a word in every post>`, write units a second", RATE, limits.PARTITION_WRITES, False),
        (f"`RECENT#<0..{RECENT_SHARDS - 1}>`, write units a second each", RATE / RECENT_SHARDS,
         limits.PARTITION_WRITES, False),
        (f"GSI2 `{wake}`, write units a second each", 2 * RATE / DUE_SHARDS, limits.PARTITION_WRITES, False),
        ("`RecordActivity`, invocations at once", RATE * consequence, shipped.concurrency("RecordActivity"), False),
        ("Lambda's quota, invocations at once of all", pages * page + RATE * (split + consequence),
         limits.LAMBDA_CONCURRENCY, True),
        ("SQS's quota, messages of `fanout-page` in flight", AS_SHIPPED.page_workers * shipped.batch_size("FanOutPage"),
         limits.IN_FLIGHT, True),
    ]  # fmt: skip
    return [
        {"what": what, "wanted": float(f"{wanted:.3g}"), "given": given, "pushed_only": pushed}
        for what, wanted, given, pushed in rows
    ]


def figures(rng: np.random.Generator) -> dict[str, Any]:
    full = {setup.name: throttled(setup, rng) for setup in SETUPS}
    conflicts = hot_post.figures(RATE, hot_post.run(RATE, sharded=False))
    return {
        "rate": RATE, "seconds": SECONDS, "followers": FOLLOWERS, "others": OTHERS, "their_followers": THEIR_FOLLOWERS,
        "publishing": {name: conflicts[name] for name in ("tries", "refused_percent", "median_ms", "p99_ms")},
        "demand": demand(conflicts, rng),
        "throttled": [_told(setup, full[setup.name]) for setup in SETUPS],
        "splitters": {
            "count": AS_SHIPPED.split_workers,
            "read_units": round(AS_SHIPPED.split_workers * PAGE_READ_UNITS / (QUERY + SEND)),
        },
        "timeout": shipped.timeout("FanOutPage"),
        "comes_again": limits.COMES_AGAIN, "receives": limits.RECEIVES,
        "ways": [run(way, full[way.setup.name].failed if way.pushed else 0.0, rng) for way in ways()],
    }  # fmt: skip


def _told(setup: Setup, one: Throttled) -> dict[str, Any]:
    return {
        "setup": setup.name,
        "workers": setup.page_workers,
        "writes": round(one.writes),
        "page_seconds": round(one.page_seconds, 2),
        "batch_seconds": round(one.batch_seconds, 1),
        "failed_percent": round(100 * one.failed, 1),
    }
