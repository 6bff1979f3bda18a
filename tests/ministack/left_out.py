"""Tests that don't run on ministack, each with its reason. `tests/ministack/README.md` says the same in sentences."""

from __future__ import annotations

import os
from collections.abc import Collection

import pytest

CHOSEN = os.environ.get("IMAGORA_TEST_SERVICES", "moto")
"""What the integration tests run on: `moto`, or `ministack` as `make test-ministack` says."""

ASK_IT = {"stack", "town", "ministack"}
"""Fixtures that reach the chosen services: what uses none of them is no second opinion."""

_ASKS_NOTHING = "it asks nothing of the services under test, or has others of its own"
_OF_OURS = "it judges our requests as they leave us (their number, size or right), whoever answers them"
_AGAIN = "the other tests' accesses once more, in random orders or for every caller, against rules of our own"
PLACES = {
    "tests/integration/infra/": "tests of the laptop stack itself: its moto, its patches, its snapshots, its processes",
    "tests/integration/network/": _AGAIN,
    "tests/integration/test_access_patterns.py": _OF_OURS,
    "tests/integration/feeds/test_budgets.py": _OF_OURS,
    "tests/integration/security/test_rights.py": _OF_OURS,
    "tests/integration/security/test_authorisation.py": _AGAIN,
    "tests/integration/security/test_sight.py": _AGAIN,
}
_CONFLICTS = "it needs transactions that conflict on demand, and the guard that makes them stands before moto only"
TESTS = {
    f"tests/integration/{name}": _CONFLICTS
    for name in (
        "pipeline/test_reconcile.py::test_what_waits_in_shards_is_no_drift",
        "posts/test_hot_post.py::test_counters_end_exact_when_many_react_at_once",
        "posts/test_hot_post.py::test_counters_end_exact_when_five_hundred_react_at_once",
        "posts/test_reactions.py::test_likes_that_wait_beside_a_post_are_counted_when_the_stream_tells_of_them",
        "posts/test_reactions.py::test_the_sweep_folds_what_nobody_told_of",
        "posts/test_tallies.py::test_a_count_that_keeps_meeting_others_goes_to_a_shard_that_is_due",
        "posts/test_tallies.py::test_a_fold_that_nobody_lets_through_comes_again",
        "posts/test_tallies.py::test_counting_and_folding_at_once_loses_nothing_and_counts_nothing_twice",
    )
}


def reason(node_id: str, fixtures: Collection[str]) -> str | None:
    """Why this test is left out, or None for one that runs."""
    name = node_id.partition("[")[0]
    if name in TESTS:
        return TESTS[name]
    if why := next((why for path, why in PLACES.items() if name.startswith(path)), None):
        return why
    return None if ASK_IT.intersection(fixtures) else _ASKS_NOTHING


def leave_out(items: list[pytest.Item]) -> None:
    """Skip what ministack can't run or needn't, where it was chosen."""
    if CHOSEN != "ministack":
        return
    for item in items:
        why = reason(item.nodeid, getattr(item, "fixturenames", ()))
        if why is not None:
            item.add_marker(pytest.mark.skip(reason=f"ministack: {why}"))
