"""Fifty posts a second by one account: the simulation against what is known by hand, and what the page says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import results, shipped
from benchmarks.fanout import burst, limits
from benchmarks.fanout.delivery import deliver
from benchmarks.fanout.limits import AS_SHIPPED, TABLE_WRITES, Setup
from benchmarks.fanout.throttled import throttled


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_a_table_that_has_room_refuses_nothing() -> None:
    found = throttled(Setup("a few", page_workers=2, split_workers=1, writes=TABLE_WRITES), rng())
    assert found.failed == 0.0
    assert found.writes < TABLE_WRITES


def test_workers_beyond_what_the_table_takes_write_no_more_and_fail_more() -> None:
    few, many = (throttled(Setup("", workers, 5, 4_000), rng()) for workers in (20, 60))
    assert few.writes == pytest.approx(4_000, rel=0.02)
    assert many.writes == pytest.approx(4_000, rel=0.02)
    assert many.failed > few.failed > 0.0
    assert many.page_seconds > few.page_seconds


def test_a_page_that_fails_comes_again_and_is_dead_after_too_many_receives() -> None:
    posts, followers = [0.0] * 10, [10_000] * 10
    some = deliver(posts, followers, replace(AS_SHIPPED, failed=0.2), rng())
    assert some.again > 0
    assert some.delay.max() > limits.COMES_AGAIN
    never = deliver(posts, followers, replace(AS_SHIPPED, failed=1.0), rng())
    assert never.dead > 0


def test_what_is_pulled_keeps_nobody_waiting() -> None:
    ways = {way.name: way for way in burst.ways()}
    pulled, pushed = (burst.run(ways[name], 0.0, rng()) for name in ("pulled", "pushed, a new table"))
    assert (pulled["seconds"], pulled["entries"], pulled["dollars"]) == (None, 0, 0.0)
    assert pulled["others"]["worst"] < 5
    assert pushed["after_the_burst"] > burst.RATE * burst.SECONDS * burst.FOLLOWERS / limits.NEW_TABLE_WRITES - 60
    assert pushed["others"]["median"] > 100 * pulled["others"]["median"]


def test_an_account_is_held_to_its_writes_a_minute() -> None:
    held = next(way for way in burst.ways() if way.held)
    assert len(burst.posts_of(held)) == shipped.parameter("WritesPerMinute")


def test_what_the_page_says_in_words_is_so() -> None:
    """The section's sentences speak of a hybrid that pulls this account, and of nothing that is lost."""
    found = results.figures("fanout")["burst"]
    assert shipped.parameter("PushLimit") < found["followers"]
    assert not any(way["pages_dead"] for way in found["ways"])
    wide = found["throttled"][-1]
    assert wide["failed_percent"] > 90
    assert wide["batch_seconds"] > found["timeout"]
    assert max(row["wanted"] / row["given"] for row in found["demand"] if not row["pushed_only"]) == 25.0
