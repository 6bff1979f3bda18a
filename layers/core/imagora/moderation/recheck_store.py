"""How far a re-check of everything earlier came: one item, due until it is through, so the sweep carries it on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from imagora.kernel.clock import rfc3339
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key, Reader
from imagora.table.transaction import guarded

PLACE: Key = ("RECHECK", "RECHECK")
_NEXT_STEP = timedelta(seconds=30)


class RecheckRuns(Exception):
    """A re-check is under way: wait until it is through, or stop it."""


class RecheckItem(Item):
    """`RECHECK` / `RECHECK`. `place`: where the next step goes on."""

    place = UnicodeAttribute()
    rulebook = UnicodeAttribute()
    accounts = NumberAttribute()
    posts = NumberAttribute()
    pictures = NumberAttribute(default=0)
    started_at = UnicodeAttribute()
    finished_at = UnicodeAttribute(null=True)


class Progress(msgspec.Struct, frozen=True):
    """A re-check: since when, under which version of the rules, how many were handed to the judge so far."""

    rulebook: str
    started_at: str
    place: str = ""
    accounts: int = 0
    posts: int = 0
    finished_at: str | None = None
    seen: str = ""
    pictures: int = 0


class Handed(msgspec.Struct):
    """How many were handed over."""

    accounts: int = 0
    posts: int = 0
    pictures: int = 0

    @property
    def total(self) -> int:
        return self.accounts + self.posts + self.pictures


@dataclass(frozen=True)
class RecheckStore:
    reader: Reader

    def progress(self) -> Progress | None:
        """The last re-check, under way or through (1 consistent read)."""
        row = self.reader.get(PLACE, consistent=True)
        if row is None:
            return None
        return Progress(
            row["rulebook"],
            row["started_at"],
            row["place"],
            row["accounts"],
            row["posts"],
            row.get("finished_at"),
            row.get("GSI2SK", ""),
            row.get("pictures", 0),
        )

    def begin(self, rulebook: str, now: datetime) -> None:
        """Begin at the beginning. Raises RecheckRuns while one is under way."""
        item = RecheckItem(
            *PLACE, place="", rulebook=rulebook, accounts=0, posts=0, pictures=0, started_at=rfc3339(now),
            GSI2PK=due.partition(PLACE[0]), GSI2SK=due.sort_key(now, PLACE[0]),
        )  # fmt: skip
        with guarded(RecheckRuns()):
            item.save(Item.PK.does_not_exist() | RecheckItem.finished_at.exists())

    def stop(self) -> None:
        """Forget about it. What was handed to the judge is judged."""
        RecheckItem(*PLACE).delete()

    def keep(self, before: Progress, place: str | None, *, handed: Handed, now: datetime) -> None:
        """Go on there next time; `place` None: it is through. Nothing where another sweep was faster."""
        actions: list[Action] = [
            RecheckItem.accounts.add(handed.accounts),
            RecheckItem.posts.add(handed.posts),
            RecheckItem.pictures.add(handed.pictures),
        ]
        actions.append(RecheckItem.place.set(place or ""))
        if place is None:
            actions += [RecheckItem.finished_at.set(rfc3339(now)), Item.GSI2PK.remove(), Item.GSI2SK.remove()]
        else:
            actions.append(Item.GSI2SK.set(due.sort_key(now + _NEXT_STEP, PLACE[0])))
        with suppress(due.Settled), guarded(due.Settled()):
            RecheckItem(*PLACE).update(actions=actions, condition=Item.GSI2SK == before.seen)
