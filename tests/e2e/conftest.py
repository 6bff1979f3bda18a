"""Stacks in processes of their own, as a person starts them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.running import RunningStack


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A fresh stack for all tests that need no other."""
    stack = RunningStack(tmp_path_factory.mktemp("imagora"))
    try:
        stack.start()
        yield stack
        assert stack.terminate() < 10
    finally:
        stack.end()


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack that holds uploads for a moderator; its tests restart it."""
    stack = RunningStack(tmp_path_factory.mktemp("imagora"), {"IMAGORA_UPLOADS": "hold"})
    try:
        stack.start()
        yield stack
    finally:
        stack.end()
