"""People for cases: somebody who posts, somebody who reports, two moderators."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagora import wiring
from tests.integration.moderation.court import Court
from tests.integration.moderation.reader import TextReader, reading
from tests.integration.security.cast import moderator
from tests.integration.stack import Person, Stack


@pytest.fixture(scope="session")
def judges(stack: Stack) -> tuple[Person, Person]:
    return moderator(stack), moderator(stack)


@pytest.fixture
def court(stack: Stack, judges: tuple[Person, Person], ann: Person, bob: Person) -> Court:
    return Court(stack, ann, bob, *judges)


@pytest.fixture
def openai(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[TextReader]:
    """Texts are read by a checker that the test scripts."""
    stack.drain()
    with reading(monkeypatch) as reader:
        yield reader
        with stack.later(hours=1):
            for subject in wiring.waiting().take():  # nothing of it is asked about in another test
                wiring.waiting().done(subject, wiring.waiting().noted(subject))
        stack.drain(redeliver=True)
