"""What waits to be judged (again): `JUDGE#<kind>#<id>` / `JUDGE`, due on a lane of its own of the sparse index.

A lane of its own (`DUE#judge`), so that what piles up while a checker is down for hours keeps nothing else waiting: the
sweep takes a bounded number of it at each tick.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from pynamodb.attributes import NumberAttribute

from imagora.kernel.clock import Clock, rfc3339
from imagora.moderation.events import Kind, Subject
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key, Reader
from imagora.table.transaction import guarded

LANE = "DUE#judge"
A_TICK = 200
"""So many a minute are judged again at most."""

SOONEST = timedelta(seconds=60)
LATEST = timedelta(minutes=10)
_UNDER_WAY = timedelta(minutes=10)


class WaitingItem(Item):
    """`tries`: how often it was tried while a checker was down."""

    tries = NumberAttribute(null=True)


class Noted(msgspec.Struct, frozen=True):
    """That something waits: since which look (its due key), and how often it was tried."""

    seen: str
    tries: int


@dataclass(frozen=True)
class Waiting:
    """Every write names what it is about, so each is retry-safe, in any order."""

    reader: Reader
    now: Clock

    def add(self, subject: Subject, after: float | None = None) -> None:
        """Have this judged, not before so many seconds and a minute at least (1 update)."""
        self._due(subject, max(SOONEST, timedelta(seconds=after or 0)))

    def noted(self, subject: Subject) -> Noted | None:
        """Whether this waits (1 consistent read)."""
        row = self.reader.get(_key(subject), consistent=True)
        return Noted(row["GSI2SK"], row.get("tries", 0)) if row else None

    def later(self, subject: Subject, noted: Noted | None, after: float | None = None) -> None:
        """It couldn't be judged: wait twice as long each time, ten minutes at most (1 update)."""
        doubled = SOONEST * 2 ** min(noted.tries if noted else 0, 8)
        self._due(subject, min(LATEST, max(doubled, timedelta(seconds=after or 0))))

    def _due(self, subject: Subject, wait: timedelta) -> None:
        pk, sk = _key(subject)
        WaitingItem(pk, sk).update(
            actions=[
                WaitingItem.type.set("judge"),
                WaitingItem.GSI2PK.set(LANE),
                WaitingItem.GSI2SK.set(due.sort_key(self.now() + wait, pk)),
                WaitingItem.tries.add(1),
            ]
        )

    def done(self, subject: Subject, noted: Noted | None) -> None:
        """It was judged, or isn't there any more (1 delete where it waited); unless it was changed meanwhile."""
        if noted is None:
            return
        with suppress(due.Settled), guarded(due.Settled()):
            WaitingItem(*_key(subject)).delete(WaitingItem.GSI2SK == noted.seen)

    def backlog(self) -> int:
        """How much waits, counted up to what one tick takes (1 Query)."""
        return len(self.reader.query(LANE, index="GSI2", limit=A_TICK, ascending=True))

    def take(self) -> Sequence[Subject]:
        """What is due, oldest first, and isn't for the next ten minutes (1 Query, 1 update each)."""
        rows = self.reader.query(LANE, index="GSI2", limit=A_TICK, between=("0", rfc3339(self.now())), ascending=True)
        taken: list[Subject] = []
        for row in rows:
            with suppress(due.Settled):
                self._postpone(str(row["PK"]), str(row["SK"]), str(row["GSI2SK"]))
                taken.append(_subject(str(row["PK"])))
        return taken

    def _postpone(self, pk: str, sk: str, seen: str) -> None:
        due.postpone(pk, sk, seen=seen, until=self.now() + _UNDER_WAY)


def _key(subject: Subject) -> Key:
    return f"JUDGE#{subject.kind}#{subject.id}", "JUDGE"


def _subject(pk: str) -> Subject:
    _, kind, named = pk.split("#")
    known: dict[str, Kind] = {"post": "post", "media": "media", "account": "account"}
    return Subject(known[kind], named)
