"""Who stays away: the rule alone. Nothing is pushed to readers who weren't seen for so many days, until they look.

The day of somebody's last look stands in their head, `seen`; so does that they rest. A head that rests and was seen
since is on its way back: its feed is read by pull until it is whole again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zlib import crc32

import msgspec

from imagora.graph.head import Head
from imagora.kernel.ids import AccountId

PATIENCE = timedelta(minutes=10)
"""When a way to rest or back that isn't done by then is begun again."""

_DAY = timedelta(days=1)


def day_of(now: datetime) -> str:
    return now.date().isoformat()


class Dormancy(msgspec.Struct, frozen=True):
    days: int

    def is_away(self, head: Head, now: datetime) -> bool:
        """Whether so many days are over since the end of the day when its owner was seen. Never seen isn't away."""
        return bool(head.seen) and now >= self._since(head.seen)

    def look_at(self, account: AccountId, seen: str) -> datetime:
        """When to look whether somebody who was seen on this day is away: on the first day that they may be.

        At a time of that day which is the account's own, so that not everybody is looked after at midnight.
        """
        return self._since(seen) + _DAY * (crc32(account.encode()) / 2**32)

    def _since(self, seen: str) -> datetime:
        return datetime.fromisoformat(seen).replace(tzinfo=UTC) + timedelta(days=self.days + 1)
