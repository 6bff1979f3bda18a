"""(e) Fan-out beyond one machine: time to the last follower, dollars, hot keys, for push, pull and the hybrid."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import prices, results
from benchmarks.fanout import burst, limits
from benchmarks.fanout.delivery import ANNOUNCE, GET, QUERY, SEND, deliver, page_seconds
from benchmarks.fanout.limits import AS_SHIPPED, SETUPS, Setup
from benchmarks.fanout.population import EXPONENTS, MEAN_FOLLOWS, Population, populate, pulled_of_readers
from benchmarks.results import SEED
from imagora.feeds.listing import RECENT_SHARDS
from imagora.feeds.models import MAX_PULLED

ONE_POST = (100, 1_000, 5_000, 10_000, 50_000, 100_000, 1_000_000, 10_000_000)
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LIMITS = (0, 1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000, 10_000_000)
"""Push limits: 0 pulls everybody, the last pushes everybody."""

POSTS_A_DAY = 0.5
HOMES_A_DAY = 10.0
PEAK = 3.0
MINUTES = 2
ENTRY_BYTES = 240
"""A feed entry with what DynamoDB adds for storage (100 bytes an item)."""

PULL_GB_SECONDS = 0.0004 * 1.0
"""Lambda time at 1 GB that one pulled account adds to a home read: about 0.4 ms of CPU for a Query of ten keys."""

HURRY = 5.0
"""Seconds within which 99 of 100 posts of people who are pushed should have reached all."""


def one_post(rng: np.random.Generator) -> list[dict[str, Any]]:
    """A single post into an idle instance, pushed."""
    rows = []
    for followers in ONE_POST:
        seconds = {}
        for setup in SETUPS:
            repeats = 9 if followers <= 100_000 else 1
            runs = [float(deliver([0.0], [followers], setup, rng).delay[0]) for _ in range(repeats)]
            seconds[setup.name] = round(float(np.median(runs)), 2)
        rows.append(
            {
                "followers": followers,
                "seconds": seconds,
                "dollars": float(f"{push_dollars(np.array([followers]))[0]:.3g}"),
            }
        )
    return rows


def push_dollars(followers: NDArray[np.int64]) -> NDArray[np.float64]:
    """What pushing a post to so many costs: entries, their storage for 30 days, messages, Lambda time, keys read."""
    pages = -(-followers // limits.PAGE)
    writes = followers * prices.WRITE_UNIT
    storage = followers * ENTRY_BYTES / 1e9 * prices.TABLE_GB_MONTH
    messages = pages * 3 * prices.SQS_REQUEST
    seconds = 0.03 * pages + followers * (0.19 / limits.PAGE)
    compute = seconds * 0.5 * prices.LAMBDA_GB_SECOND + pages * prices.LAMBDA_REQUEST
    reads = (pages + followers * (9.5 / limits.PAGE)) * prices.READ_UNIT
    return np.asarray(writes + storage + messages + compute + reads)


def pull_dollars(pulled_a_home: float) -> float:
    """What merging so many accounts adds to one home read."""
    return pulled_a_home * (0.5 * prices.READ_UNIT + PULL_GB_SECONDS * prices.LAMBDA_GB_SECOND)


def under_load(population: Population, push_limit: int, rng: np.random.Generator) -> dict[str, Any]:
    """Two minutes at the day's peak, first come first served, in which the largest account that is pushed posts too."""
    rate = population.size * POSTS_A_DAY * PEAK / 86_400
    count = int(rng.poisson(rate * 60 * MINUTES))
    posted = np.sort(rng.random(count) * 60 * MINUTES)
    authors = population.draw(count, rng)
    posted, authors = np.append(posted, 10.0), np.append(authors, population.largest_within(push_limit))
    order = np.argsort(posted)
    posted, authors = posted[order], authors[order]
    pushed = np.where(authors <= push_limit, authors, 0).astype(np.int64)
    demand = float(pushed.sum() / (60 * MINUTES))
    writes = min(limits.TABLE_WRITES, max(limits.NEW_TABLE_WRITES, 2 * demand))
    pages = -(-pushed // limits.PAGE)
    busy = page_seconds(np.minimum(pushed, limits.PAGE), rng).mean() * pages.sum() / (60 * MINUTES)
    splitting = ((QUERY + SEND) * pages.sum() + ANNOUNCE * GET * count) / (60 * MINUTES)
    setup = Setup(
        "load", max(AS_SHIPPED.page_workers, int(2 * busy)), max(AS_SHIPPED.split_workers, int(3 * splitting)), writes,
        warm=True,
    )  # fmt: skip
    delay = deliver(posted.tolist(), pushed.tolist(), setup, rng).delay[pushed > 0]
    if not len(delay):
        return {"median": None, "p99": None, "last": None, "writes_a_second": 0}
    return {
        "median": round(float(np.median(delay)), 2),
        "p99": round(float(np.quantile(delay, 0.99)), 2),
        "last": round(float(delay.max()), 2),
        "writes_a_second": round(demand),
        "page_workers": setup.page_workers,
        "split_workers": setup.split_workers,
    }


def of_limit(population: Population, push_limit: int, rng: np.random.Generator) -> dict[str, Any]:
    """All that one push limit means for one population."""
    share = population.share_of_follows_above(push_limit)
    pulled = pulled_of_readers(share, rng)
    pushed = population.followers <= push_limit
    costs = push_dollars(np.rint(population.followers[pushed]).astype(np.int64))
    push = POSTS_A_DAY * float((costs * population.accounts[pushed]).sum())
    pull = population.size * HOMES_A_DAY * pull_dollars(float(np.minimum(pulled, MAX_PULLED).mean()))
    return {
        "push_limit": push_limit,
        "accounts_pulled": population.accounts_above(push_limit),
        "follows_pulled": round(share, 4),
        "pulled_a_reader": {
            "mean": round(float(pulled.mean()), 1),
            "p99": int(np.quantile(pulled, 0.99)),
            "readers_beyond": round(float((pulled > MAX_PULLED).mean()), 4),
        },
        "home_read_units_p99": 51 + 0.5 * min(MAX_PULLED, int(np.quantile(pulled, 0.99))),
        "dollars_a_day": {"push": round(push, 2), "pull": round(pull, 2), "both": round(push + pull, 2)},
        "seconds": under_load(population, push_limit, rng),
    }


def hot_keys(population: Population) -> list[dict[str, Any]]:
    """Units a second at the day's peak on the hottest partition of each kind, against what a partition gives."""
    homes = population.largest * HOMES_A_DAY * PEAK / 86_400
    posts = population.size * POSTS_A_DAY * PEAK / 86_400
    explore, recent = population.size * 1.0 * PEAK / 86_400, f"RECENT#<0..{RECENT_SHARDS - 1}>"
    rows = [
        ("`POST#<the largest account's newest>`, read by every home that shows it", homes * 0.5, "read"),
        ("`USER#<the largest account>`, read with it", homes * 0.5, "read"),
        ("GSI1 `AUTHOR#<the largest account>`, if it is pulled", homes * 0.5, "read"),
        ("GSI1 `FOLLOWERS#<the largest account>`, if it is pushed", limits.PAGES_A_RUN * 9.5 / 0.37, "read"),
        ("`FEED#<a reader>`, pushed entries of 100 follows", MEAN_FOLLOWS * POSTS_A_DAY * PEAK / 86_400, "write"),
        (f"`{recent}`, a post each into one of them", posts / RECENT_SHARDS, "write"),
        (f"`{recent}`, every explore page reads all (one a day and person)", explore, "read"),
    ]
    limit = {"read": limits.PARTITION_READS, "write": limits.PARTITION_WRITES}
    return [
        {"key": key, "kind": kind, "units_a_second": float(f"{units:.3g}"), "of_limit": round(units / limit[kind], 4)}
        for key, units, kind in rows
    ]


def in_time(rows: list[dict[str, Any]]) -> int:
    """The highest limit up to which posts are quick: 99 of 100 within HURRY, the last within twice that."""
    highest = 0
    for row in rows:
        p99, last = row["seconds"]["p99"] or 0.0, row["seconds"]["last"] or 0.0
        if p99 > HURRY or last > 2 * HURRY:
            break
        highest = row["push_limit"]
    return highest


def all_merged(rows: list[dict[str, Any]]) -> int:
    """The lowest limit from which on at most one reader in a thousand has more to pull than a home read merges."""
    return int(next(row["push_limit"] for row in rows if row["pulled_a_reader"]["readers_beyond"] <= 0.001))


def main() -> None:
    rng = np.random.default_rng(SEED)
    figures: dict[str, Any] = {"one_post": one_post(rng), "populations": []}
    for exponent in EXPONENTS:
        for size in SIZES if exponent == EXPONENTS[1] else SIZES[-1:]:
            population = populate(size, exponent)
            rows = [of_limit(population, limit, rng) for limit in LIMITS]
            known = {"accounts": size, "exponent": exponent, "largest": population.largest}
            figures["populations"].append(
                {**known, "limits": rows, "in_time": in_time(rows), "all_merged": all_merged(rows)}
            )
            if size == SIZES[-1] and exponent == EXPONENTS[1]:
                figures["hot_keys"] = hot_keys(population)
    figures["burst"] = burst.figures(rng)
    figures["chosen"] = min(population["in_time"] for population in figures["populations"])
    figures["assumed"] = {
        "posts_a_day": POSTS_A_DAY, "homes_a_day": HOMES_A_DAY, "peak": PEAK, "mean_follows": MEAN_FOLLOWS,
        "max_pulled": MAX_PULLED, "hurry": HURRY,
    }  # fmt: skip
    results.write("fanout", "make bench-fanout", figures)


if __name__ == "__main__":
    main()
