"""One lab for the quick runs. It stops before the session's stack may start: only one can run in a process."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.faults.lab import Lab, opened
from tests.faults.storm import PUSHED


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with opened() as lab:
        logging.disable(logging.ERROR)
        yield lab
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def crowded_lab() -> Iterator[Lab]:
    """Where ten fans are few enough to be pushed to."""
    with opened(PUSHED) as lab:
        logging.disable(logging.ERROR)
        yield lab
    logging.disable(logging.NOTSET)
