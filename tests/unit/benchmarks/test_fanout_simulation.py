"""The simulation of fan-out against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.fanout.delivery import COLD_START, deliver, page_seconds
from benchmarks.fanout.limits import AS_SHIPPED, WARM, Setup
from benchmarks.fanout.population import MEAN_FOLLOWS, populate, pulled_of_readers
from benchmarks.fanout.simulate import all_merged, in_time, push_dollars


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_a_post_takes_at_least_as_long_as_the_table_needs_for_its_entries() -> None:
    delay = deliver([0.0], [100_000], AS_SHIPPED, rng()).delay[0]
    assert 100_000 / AS_SHIPPED.writes < delay < 100_000 / AS_SHIPPED.writes + 3


def test_a_warm_worker_spares_the_cold_start() -> None:
    warm = Setup("warm", 20, 5, 40_000, warm=True)
    assert deliver([0.0], [10], warm, rng()).delay[0] < deliver([0.0], [10], WARM, rng()).delay[0] - COLD_START / 2


def test_a_post_waits_behind_a_larger_one() -> None:
    alone = deliver([5.0], [10], AS_SHIPPED, rng()).delay[0]
    behind = deliver([0.0, 5.0], [200_000, 10], AS_SHIPPED, rng()).delay[1]
    assert behind > alone + 5


def test_nobody_to_push_to_takes_no_time() -> None:
    assert deliver([1.0, 2.0], [0, 10], AS_SHIPPED, rng()).delay[0] == 0.0


def test_a_short_page_takes_less_than_a_full_one() -> None:
    short, full = (page_seconds(np.full(500, size), rng()).mean() for size in (25, 500))
    assert short < full / 2


@pytest.mark.parametrize("exponent", [2.1, 2.276, 2.5])
def test_a_population_has_the_mean_and_the_tail_that_were_asked_for(exponent: float) -> None:
    people = populate(1_000_000, exponent)
    assert people.follows / people.size == pytest.approx(MEAN_FOLLOWS, rel=0.02)
    assert people.largest == 999_999
    tail = np.log10(people.accounts_above(10_000) / people.accounts_above(1_000))
    assert tail == pytest.approx(1 - exponent, abs=0.05)
    assert people.share_of_follows_above(0) == 1.0
    assert people.largest_within(5_000) <= 5_000


def test_who_follows_more_pulls_more() -> None:
    few, many = (pulled_of_readers(share, rng()).mean() for share in (0.1, 0.2))
    assert many == pytest.approx(2 * few, rel=0.05)


def test_pushing_costs_at_least_its_writes() -> None:
    cost = push_dollars(np.array([500, 5_000]))
    assert (cost > np.array([500, 5_000]) * 0.625e-6).all()
    assert (cost < np.array([500, 5_000]) * 0.9e-6).all()


def test_the_rules_for_the_limit() -> None:
    def row(limit: int, p99: float, beyond: float) -> dict[str, object]:
        return {
            "push_limit": limit,
            "seconds": {"p99": p99, "last": p99},
            "pulled_a_reader": {"readers_beyond": beyond},
        }

    rows = [row(1_000, 1, 0.1), row(5_000, 2, 0.0005), row(10_000, 6, 0.0), row(50_000, 4, 0.0)]
    assert in_time(rows) == 5_000
    assert all_merged(rows) == 5_000
