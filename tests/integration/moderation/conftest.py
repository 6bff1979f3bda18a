"""People for cases: somebody who posts, somebody who reports, two moderators."""

from __future__ import annotations

import pytest

from tests.integration.moderation.court import Court
from tests.integration.security.cast import moderator
from tests.integration.stack import Person, Stack


@pytest.fixture(scope="session")
def judges(stack: Stack) -> tuple[Person, Person]:
    return moderator(stack), moderator(stack)


@pytest.fixture
def court(stack: Stack, judges: tuple[Person, Person], ann: Person, bob: Person) -> Court:
    return Court(stack, ann, bob, *judges)
