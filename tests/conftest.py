"""For all tests: no network beyond this machine, none at all in unit tests; the shared stack is used last."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.ministack.left_out import leave_out

settings.register_profile("imagora", deadline=None)  # a busy machine is no failure
settings.load_profile("imagora")

_UNIT = Path(__file__).parent / "unit"
_LOOPBACK = ["127.0.0.1", "localhost", "::1"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests open no socket, all others reach loopback only (pytest-socket).

    Tests on the shared stack come last, so that it is made once where the order allows it.
    """
    for item in items:
        unit = _UNIT in item.path.parents
        item.add_marker(pytest.mark.disable_socket if unit else pytest.mark.allow_hosts(_LOOPBACK))
    leave_out(items)
    items.sort(key=_uses_stack)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop the shared stack before a test that doesn't use it: only one set of local services may run in a process.

    A worker of a distributed run takes tests in an order of its own.
    """
    if _uses_stack(item) and nextitem is not None and not _uses_stack(nextitem):
        for fixture in item._fixtureinfo.name2fixturedefs["stack"]:  # type: ignore[attr-defined]
            fixture.finish(item._request)  # type: ignore[attr-defined]


def _uses_stack(item: pytest.Item | None) -> bool:
    return "stack" in getattr(item, "fixturenames", ())
