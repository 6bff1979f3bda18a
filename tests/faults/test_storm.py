"""A short random run: `make faults` makes the long ones."""

from __future__ import annotations

import pytest

from tests.faults.lab import Lab
from tests.faults.storm import Town
from tests.faults.test_report import IN_TIME


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_in_a_small_storm(crowded_lab: Lab) -> None:
    figures = Town(crowded_lab, seed=7, jobs=12, posts=12, fans=4).run()
    assert figures.breaches == 0
    assert figures.events
    assert set(figures.events) == {"delivered"}
    assert sum(figures.faults.values()) > 0
    assert sum(figures.mischief.values()) > 0
    assert figures.slowest_job <= IN_TIME
    assert figures.dead_letters == figures.poisoned > 0
