"""docs/durability.md says what was measured, and that nothing was lost."""

from __future__ import annotations

from tests.faults.cases import CASES
from tests.faults.plan import SINGLE, Call, may_strike
from tests.faults.report import PAGE, load, page

IN_TIME = 300
"""Seconds from accepting a job to its end, also where the sweep died at the tick that ends it."""


def test_the_page_is_written_from_its_figures() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load()), "make faults writes it"


def test_every_use_case_was_struck_at_every_write_by_every_fault() -> None:
    figures = load()
    assert set(figures.singles) == {case.name for case in CASES}
    wanted = {kind.value for kind in SINGLE if may_strike(kind, Call("", "table", "PutItem", "", write=True))}
    missing = [
        (case, one.write) for case, writes in figures.singles.items() for one in writes if set(one.seconds) != wanted
    ]
    assert missing == []


def test_no_single_fault_lost_anything() -> None:
    lost = [
        (case, one.write, kind)
        for case, writes in load().singles.items()
        for one in writes
        for kind, seconds in one.seconds.items()
        if seconds < 0
    ]
    assert lost == []


def test_the_random_runs_were_whole_in_time() -> None:
    storms = load().storms
    assert len(storms) >= 3
    for storm in storms:
        assert (sum(storm.jobs.values()), sum(storm.faults.values()) > 100) == (200, True)
        assert storm.breaches == 0
        assert storm.slowest_job <= IN_TIME
        assert storm.dead_letters == storm.poisoned
