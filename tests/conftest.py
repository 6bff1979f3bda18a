"""For all tests: no network beyond this machine, none at all in unit tests; the shared stack is used last."""

from __future__ import annotations

from pathlib import Path

import pytest

_UNIT = Path(__file__).parent / "unit"
_LOOPBACK = ["127.0.0.1", "localhost", "::1"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests open no socket, all others reach loopback only (pytest-socket).

    Tests on the session's stack come last: only one set of local services may run in a process at a time.
    """
    for item in items:
        unit = _UNIT in item.path.parents
        item.add_marker(pytest.mark.disable_socket if unit else pytest.mark.allow_hosts(_LOOPBACK))
    items.sort(key=lambda item: "stack" in getattr(item, "fixturenames", ()))
