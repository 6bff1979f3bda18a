"""Tests that ministack can't run, each with its reason. `tests/ministack/README.md` says the same in sentences."""

from __future__ import annotations

import os

import pytest

CHOSEN = os.environ.get("IMAGORA_TEST_SERVICES", "moto")
"""What the integration tests run on: `moto`, or `ministack` as `make test-ministack` says."""

FOLDERS = {
    "tests/integration/infra/": "tests of the laptop stack itself: its moto, its patches, its snapshots, its processes",
}
_CONFLICTS = "it needs transactions that conflict on demand, and the guard that makes them stands before moto only"
TESTS: dict[str, str] = {
    "tests/integration/posts/test_hot_post.py::test_counters_end_exact_when_many_react_at_once": _CONFLICTS,
    "tests/integration/posts/test_hot_post.py::test_counters_end_exact_when_five_hundred_react_at_once": _CONFLICTS,
}


def reason(node_id: str) -> str | None:
    """Why this test is left out, or None for one that runs."""
    name = node_id.partition("[")[0]
    return TESTS.get(name) or next((why for folder, why in FOLDERS.items() if name.startswith(folder)), None)


def leave_out(items: list[pytest.Item]) -> None:
    """Skip what ministack can't run, where it was chosen."""
    if CHOSEN != "ministack":
        return
    for item in items:
        why = reason(item.nodeid)
        if why is not None:
            item.add_marker(pytest.mark.skip(reason=f"ministack: {why}"))
