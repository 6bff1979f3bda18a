"""A receiver a test, and the stack as on a laptop where webhooks may lead anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from imagora import wiring
from imagora.webhooks.sending import Sender
from tests.integration.stack import Stack
from tests.integration.webhooks.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def anywhere(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """The stack, as `IMAGORA_WEBHOOK_RECEIVERS=anywhere` makes it."""
    hooks, delivering = replace(wiring.webhooks(), anywhere=True), wiring.delivering()
    monkeypatch.setattr(wiring, "webhooks", lambda: hooks)
    monkeypatch.setattr(wiring, "delivering", lambda: replace(delivering, post=Sender(anywhere=True).post))
    return stack
