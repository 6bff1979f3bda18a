"""A scripted provider a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.checkers.provider import Provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()
