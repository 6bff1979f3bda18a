"""Rate limits: how often somebody may do something a minute, counted in fixed windows. One write unit a request."""

from __future__ import annotations

import time
from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute

from imagora.table.item import Item

WINDOW_SECONDS = 60
_KEEP_WINDOWS = 3


class RateItem(Item):
    """`RATE#<who>#<window>` / `RATE`: how many requests fell into this window."""

    hits = NumberAttribute(default=0)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit: `reset` is in seconds from now."""

    limit: int
    remaining: int
    reset: int

    @property
    def exceeded(self) -> bool:
        return self.remaining < 0


def count(who: str, limit: int, window_seconds: int = WINDOW_SECONDS) -> Allowance:
    """Count one request of `who` (such as `writes:<account>`) against `limit` a minute, or another window.

    Not idempotent by intent: each request counts.
    """
    now = time.time()
    window = int(now // window_seconds)
    item = RateItem(f"RATE#{who}#{window}", "RATE")
    item.update(
        actions=[RateItem.hits.add(1), RateItem.expires_at.set((window + _KEEP_WINDOWS) * window_seconds)],
    )
    return Allowance(limit, limit - int(item.hits), max(1, round((window + 1) * window_seconds - now)))
