"""Generation jobs and the way that they may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from imagora.accounts.models import RemixPolicy
from imagora.credits.plans import Lane
from imagora.kernel.errors import DomainError, InvalidInput
from imagora.kernel.ids import AccountId, JobId, MediaId

Status = Literal["queued", "running", "moderating", "succeeded", "blocked", "failed", "cancelled"]

TRANSITIONS: dict[Status, frozenset[Status]] = {
    "queued": frozenset({"running", "cancelled", "failed"}),
    "running": frozenset({"queued", "moderating", "blocked", "failed", "cancelled"}),
    "moderating": frozenset({"succeeded", "blocked", "failed", "cancelled"}),
    "succeeded": frozenset(),
    "blocked": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}
"""From → to. `running → queued` is a worker that gave up, or whose lease ran out."""

FINAL = frozenset(status for status, onward in TRANSITIONS.items() if not onward)

MAX_PROMPT = 2_000
MAX_STYLE = 100
MIN_SIDE, MAX_SIDE, MAX_RATIO = 256, 1_536, 3
MAX_SEED = 2**32 - 1
MAX_ATTEMPTS = 3

WAKE_AGAIN = timedelta(seconds=60)
"""How long a queued job waits before the sweep sends it again."""

LEASE = timedelta(seconds=75)
"""A worker's claim on a job, renewed with each picture: longer than drawing one takes.

One that outlives it loses the job to the next worker; its pictures have the same ids, so nothing is doubled.
"""

DEADLINE = timedelta(seconds=170)
"""When a job ends, finished or not: what it promised is on its way by then, or is paid back.

The sweep that ends it runs once a minute, on a machine whose clock may be seconds off, and may die at one of its ticks:
170 + 60 + 60 leaves ten seconds, so a job is final within 300 s of being accepted. A worker that dies at once is
replaced at the first tick after its lease, so before 135 s: its successor has time to draw.
"""


PATIENCE = timedelta(hours=24)
"""How long a job waits in the slow lane before it ends. Its time as a job (`DEADLINE`) begins with its first worker."""

LOOK_AT_SLOW = timedelta(hours=1)
"""When a job that waits in the slow lane is sent again, in case its message was lost."""


AT_CEILING = "DUE#ceiling"
"""The lane of the due index for jobs that wait for a day with money left."""

LONGEST_WAIT = timedelta(hours=72)
"""How long a job waits at a ceiling before it ends."""


class GenerationNotFound(DomainError):
    """There is no such generation among yours."""

    code = "generation_not_found"


class NotCancellable(DomainError):
    """This generation is over already."""

    code = "not_cancellable"


class NotRetryable(DomainError):
    """Only a generation that failed, and may succeed when tried again, can be retried."""

    code = "not_retryable"


class StatusChanged(Exception):
    """The job is not in the status that this write expected to leave, or another worker holds it."""


class Failure(msgspec.Struct, frozen=True):
    """Why a job ended without what was asked: a stable code, a sentence, and whether trying again may help."""

    code: str
    detail: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read `1024x1024`.

        Raises InvalidInput for what isn't a size, has a side outside 256..1536, or is longer than 3:1.
        """
        parts = text.split("x")
        if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
            raise InvalidInput.of("size", "invalid", "A size is written as width x height, such as 1024x1024.")
        width, height = int(parts[0]), int(parts[1])
        if not all(MIN_SIDE <= side <= MAX_SIDE for side in (width, height)):
            raise InvalidInput.of("size", "out_of_range", f"Each side has {MIN_SIDE} to {MAX_SIDE} pixels.")
        if max(width, height) > MAX_RATIO * min(width, height):
            raise InvalidInput.of("size", "extreme_ratio", f"The long side is at most {MAX_RATIO} times the short one.")
        return cls(width, height)


@dataclass(frozen=True, slots=True)
class Job:
    """One request for pictures. `media` are the ids promised; which of them exist shows how far it is.

    `checked`: what a checker found in the prompt, where its pictures have to answer for that (`Checked` as JSON).
    `fallback`: whether its owner lets others make it where `provider` can't. `microdollars`: what providers charged.
    `expected`: what they were expected to charge when it was accepted, about; both are millionths of a dollar.
    `credits`: reserved while it isn't over, spent in the end. `lane`: where it waits for a worker.
    `waits_until`: when the day ends whose ceiling it waits at.
    `begun_at`: when its time began to run, where that wasn't when it was asked for.
    `person`: its owner as a keyed hash, for providers that are told who asks; empty where none of them is.
    `ahead`: how many jobs waited in its lane when it was accepted, about; None where nobody could tell.
    `bound`: which of its pictures (by their place in `media`) a provider that costs money made, or is making; of one
    that was cancelled those that its owner keeps.
    `reference`: the picture that its pictures begin from, `mask`: the one that says which part of that is drawn anew,
    `strength`: how much of it, 0 to 1. `remix_policy`: what its pictures begin with.
    """

    id: JobId
    owner: AccountId
    status: Status
    prompt: str
    style: str | None
    size: Size
    count: int
    seed: int
    provider: str
    model: str
    credits: int
    period: str
    media: tuple[MediaId, ...]
    progress: int
    attempts: int
    created_at: datetime
    finished_at: datetime | None = None
    failure: Failure | None = None
    lease: str | None = None
    checked: str = ""
    fallback: bool = False
    microdollars: int = 0
    person: str = ""
    expected: int = 0
    reference: MediaId | None = None
    mask: MediaId | None = None
    strength: float | None = None
    lane: Lane = "fast"
    remix_policy: RemixPolicy = "everyone"
    begun_at: datetime | None = None
    waits_until: datetime | None = None
    ahead: int | None = None
    bound: tuple[int, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether it waits at a ceiling: its time stands still."""
        return self.status == "queued" and self.waits_until is not None

    @property
    def patient(self) -> bool:
        """Whether it waits in the slow lane for its first worker: its time hasn't begun."""
        return self.status == "queued" and self.lane == "slow" and self.begun_at is None

    def costs(self, pictures: int) -> int:
        """Credits for so many of its pictures, while it isn't over."""
        return self.credits // self.count * pictures

    @property
    def unrewarded(self) -> bool:
        """Whether it is over without what was asked: what was drawn of it has to go, but for what is `kept`."""
        return self.final and self.status != "succeeded"

    @property
    def kept(self) -> frozenset[MediaId]:
        """Pictures that are their owner's though the job was cancelled, some of them still on their way."""
        return frozenset(self.media[index] for index in self.bound) if self.status == "cancelled" else frozenset()

    @property
    def final(self) -> bool:
        return self.status in FINAL
