"""An account's webhook and what is delivered to it. Pure data and rules."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta
from typing import Literal, get_args

import msgspec

from imagora.kernel.errors import DomainError
from imagora.kernel.ids import AccountId, JobId
from imagora.webhooks.signatures import Seed

Event = Literal["generation.succeeded", "generation.blocked", "generation.failed", "generation.cancelled"]
EVENTS: tuple[Event, ...] = get_args(Event)

Status = Literal["pending", "delivered", "given_up"]
TRANSITIONS: dict[Status, frozenset[Status]] = {
    "pending": frozenset({"pending", "delivered", "given_up"}),
    "delivered": frozenset(),
    "given_up": frozenset(),
}
"""From → to. `pending → pending` is a try that failed."""

WAITS = (5, 60, 300, 900, 3_600, 10_800, 21_600, 43_200)
"""Seconds before the second try, the third, …: nine tries within 21 to 26 hours."""
JITTER = 0.2
LONGEST_ASKED = 3_600
"""Seconds up to which a receiver's `Retry-After` counts."""
LONGEST_DELAY = 900
"""Seconds that the queue can hold a message back; what waits longer is sent by the sweep."""
PATIENCE = timedelta(hours=30)
"""Nothing is tried later than this, whatever was lost in between."""
SWEPT_AFTER = timedelta(seconds=60)
"""A delivery that wasn't tried so long after it should have been is sent again by the sweep."""
KEEP = timedelta(days=30)
"""How long a delivery is remembered, so that what is told twice is delivered under one id."""
DISABLED_AFTER = timedelta(days=5)
"""A webhook that has failed for so long, when a delivery is given up, is turned off."""
BOTH_SIGN = timedelta(hours=24)
"""How long the secret before signs beside a new one."""


class WebhookNotFound(DomainError):
    """This account has no webhook."""

    code = "webhook_not_found"


class DeliveryChanged(Exception):
    """The delivery isn't as it was read: somebody else delivered it, or tried."""


class Last(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest try: of which event, when, what came of it. `code`: the receiver's HTTP status, where it said one."""

    id: str
    event: Event
    status: Status
    attempts: int
    at: str
    code: int | None = None
    reason: str = ""
    next_at: str = ""


class Hook(msgspec.Struct, frozen=True):
    """An account's webhook. `before`: what the secret before was derived from, good until `before_until`."""

    account: AccountId
    url: str
    events: tuple[Event, ...]
    seed: Seed
    created_at: datetime
    before: Seed | None = None
    before_until: datetime | None = None
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    last: Last | None = None

    @property
    def active(self) -> bool:
        return self.disabled_at is None

    def seeds(self, now: datetime) -> list[Seed]:
        """What the secrets that sign now are derived from, the newest first."""
        if self.before is None or self.before_until is None or now >= self.before_until:
            return [self.seed]
        return [self.seed, self.before]


class Delivery(msgspec.Struct, frozen=True):
    """One event on its way. `attempts`: tries so far; `not_before`: when the next one may be made."""

    account: AccountId
    id: str
    event: Event
    status: Status
    body: str
    attempts: int
    created_at: datetime
    not_before: datetime


def event_of(status: str) -> Event | None:
    """What a job that ended in this status is told as; None for one that goes on."""
    name = f"generation.{status}"
    return next((event for event in EVENTS if event == name), None)


def event_id(job: JobId, event: Event) -> str:
    """The same however often this is told: a job ends once. Without a dot, which separates what is signed."""
    return f"{job}-{event.partition('.')[2]}"


def next_wait(attempts: int, *, asked_for: float = 0.0) -> int | None:
    """Seconds until the next try after so many, with jitter; None when there is none.

    `asked_for`: the receiver's `Retry-After` in seconds.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)
    return math.ceil(max(wait, min(asked_for, LONGEST_ASKED)))
