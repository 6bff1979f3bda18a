"""Credits: what a month's wallet holds, the entries that explain it, and what a wish leads to. Pure data and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from imagora.credits.plans import Lane, Plan
from imagora.kernel.clock import rfc3339
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import JobId, derived_id

Kind = Literal["grant", "reserve", "spend", "refund"]
Account = Literal["issued", "available", "reserved", "spent"]

SIDES: Final[Mapping[Kind, tuple[Account, Account]]] = {
    "grant": ("issued", "available"),
    "reserve": ("available", "reserved"),
    "spend": ("reserved", "spent"),
    "refund": ("reserved", "available"),
}
"""From which account to which one an entry moves credits: what one side loses, the other has."""

WHY_SLOW = Literal["credits_exhausted", "parallel_jobs", "plan"]


class CreditsExhausted(DomainError):
    """Credits, or a day's pictures, are used up."""

    code = "credits_exhausted"

    def __init__(self, renews_at: datetime, now: datetime, *, daily: bool) -> None:
        used_up = "Today's pictures" if daily else "This month's credits"
        super().__init__(f"{used_up} are used up. New ones come at {rfc3339(renews_at)}.")
        self.why: Literal["daily_pictures_exhausted", "credits_exhausted"] = (
            "daily_pictures_exhausted" if daily else "credits_exhausted"
        )
        self.renews_at = renews_at
        self._seconds = max(1, int((renews_at - now).total_seconds()))

    def members(self) -> dict[str, object]:
        return {"renews_at": rfc3339(self.renews_at)}

    def retry_after(self) -> int | None:
        return self._seconds


def period_of(now: datetime) -> str:
    """The month to which a moment's credits belong, in UTC: `2026-11`."""
    return now.astimezone(UTC).strftime("%Y-%m")


def ends_at(period: str) -> datetime:
    """When a period is over: the first moment of the next one."""
    year, month = (int(part) for part in period.split("-"))
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def day_of(now: datetime) -> int:
    """The day of the month, in UTC: whose pictures a job's are."""
    return now.astimezone(UTC).day


def next_day(now: datetime) -> datetime:
    """The next midnight in UTC."""
    return (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of credits, never changed. Its id follows from what it is about and when that was."""

    kind: Kind
    credits: int
    period: str
    created_at: datetime
    about: str
    """The job, or for a grant the plan and what the wallet was granted with it."""

    @property
    def id(self) -> str:
        """A ULID that sorts by time. Whoever writes the same entry again writes it to the same place."""
        return derived_id(self.created_at, f"{self.kind} {self.about}")

    @property
    def job(self) -> JobId | None:
        return None if self.kind == "grant" else JobId(self.about)

    def sides(self) -> dict[Account, int]:
        """What the two accounts gain: their sum is zero."""
        gives, takes = SIDES[self.kind]
        return {gives: -self.credits, takes: self.credits}


def balances(entries: Iterable[Entry]) -> dict[Account, int]:
    """What all accounts hold after these entries; over all of them that is zero."""
    held: dict[Account, int] = {"issued": 0, "available": 0, "reserved": 0, "spent": 0}
    for entry in entries:
        for account, change in entry.sides().items():
            held[account] += change
    return held


@dataclass(frozen=True, slots=True)
class Wallet:
    """A month's credits: `left` of those `granted`, those `reserved` by jobs under way, those `used`.

    `under_way`: jobs in the fast lane; `pictures`: how many were asked for on each day, less those that didn't come.
    `opened`: whether it is in the table; one that isn't yet is opened by whatever uses it first.
    """

    period: str
    plan: str
    granted: int
    left: int
    reserved: int = 0
    used: int = 0
    under_way: int = 0
    pictures: Mapping[int, int] = field(default_factory=dict)
    opened: bool = True


@dataclass(frozen=True, slots=True)
class Want:
    """What a wish wants: `price` in credits, how many pictures, the longest `side` of one in pixels."""

    price: int
    pictures: int
    side: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job stands, and how many credits it reserves. `why`: what put it into the slow lane."""

    lane: Lane
    credits: int
    why: WHY_SLOW | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job that stood at `place`: credits `spent` in the end, pictures `missing` of those asked for."""

    job_id: JobId
    period: str
    place: Place
    asked_at: datetime
    spent: int
    missing: int


def place(wallet: Wallet, plan: Plan, want: Want, *, now: datetime, slow_lane: bool) -> Place:
    """Where a wish comes to stand now.

    Without enough credits it costs nothing and is served when nobody else waits, where the instance has a slow lane.
    Raises CreditsExhausted otherwise, and beyond the day's pictures; InvalidInput for pictures too large for the plan.
    """
    price = want.price
    plan.admit(want.side)
    if wallet.pictures.get(day_of(now), 0) + want.pictures > plan.daily:
        raise CreditsExhausted(next_day(now), now, daily=True)
    if wallet.left < price:
        if not slow_lane:
            raise CreditsExhausted(ends_at(wallet.period), now, daily=False)
        return Place("slow", 0, "credits_exhausted")
    if slow_lane and plan.lane == "slow":
        return Place("slow", price, "plan")
    if slow_lane and wallet.under_way >= plan.parallel:
        return Place("slow", price, "parallel_jobs")
    return Place("fast", price)
