from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.accounts.town import Town, founded


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with founded() as town:
        yield town
