"""Servers behind people's webhooks while it storms, and what must have come to them in the end."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from imagora import wiring
from imagora.kernel.ids import JobId
from imagora.webhooks.models import EVENTS, event_id, event_of
from imagora.webhooks.sending import Outcome
from tests.faults.books import Books
from tests.faults.lab import Item
from tests.integration.stack import Person

_URL = "https://hooks.example.org/imagora"
_FAILURES = (
    Outcome("timeout"),
    Outcome("unreachable"),
    Outcome("tls"),
    Outcome("refused", 500),
    Outcome("refused", 503, retry_after=30.0),
)
_MOST_FAILURES = 3
"""Tries of one event that fail at most, so that the calm is long enough for the next one."""


@dataclass
class Hooks:
    """`tries` of each event, and how often each `came`: an answer may be lost, so more than once, too."""

    pick: random.Random
    calm: bool = False
    tries: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)

    def post(self, _url: str, headers: Mapping[str, str], _body: bytes) -> Outcome:
        """What stands for `Sender.post`."""
        event = headers["webhook-id"]
        self.tries[event] += 1
        if not self.calm and self.tries[event] <= _MOST_FAILURES and self.pick.random() < 0.25:
            return self.pick.choice(_FAILURES)
        self.came[event] += 1
        return Outcome("", 204)

    @contextmanager
    def answering(self) -> Iterator[None]:
        before = wiring.delivering
        wiring.delivering = lambda: replace(before(), post=self.post)  # type: ignore[assignment]
        try:
            yield
        finally:
            wiring.delivering = before

    def breaches(self, books: Books) -> Iterator[str]:
        """Each event that was announced came, tells how its job ended, and is no other's.

        One whose stream record was lost was never announced: so much may be lost by design (docs/durability.md).
        """
        for owner, sk, delivery in books.under("HOOK#"):
            event = sk.removeprefix("D#")
            job = books.jobs.get(event.partition("-")[0], {})
            if delivery["status"] != "delivered" or not self.came[event]:
                yield f"event {event} is {delivery['status']} and came {self.came[event]} times"
            if job.get("owner") != owner or _event_of(event, job) != event:
                yield f"event {event} tells of a job that is {job.get('status')}"


def set_webhook(person: Person) -> None:
    made = person("PUT", "/v1/me/webhook", {"url": _URL, "events": list(EVENTS)})
    assert made.status == 200, made


def by_status(books: Books) -> dict[str, int]:
    return dict(Counter(delivery["status"] for _, _, delivery in books.under("HOOK#")))


def _event_of(event: str, job: Item) -> str | None:
    told: Any = event_of(job.get("status", ""))
    return event_id(JobId(event.partition("-")[0]), told) if told else None
