"""What tests of remixes need besides the stack."""

from __future__ import annotations

import pytest

from tests.integration.provenance.conftest import signed
from tests.integration.stack import Person, Stack

__all__ = ["signed"]


@pytest.fixture
def cyd(stack: Stack) -> Person:
    return stack.person()
