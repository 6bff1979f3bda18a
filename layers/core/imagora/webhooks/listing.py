"""Webhooks as they are read: `USER#<uid>` / `WEBHOOK`, and what is delivered, `HOOK#<uid>` / `D#<event>`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from imagora.kernel.clock import parse
from imagora.kernel.ids import AccountId
from imagora.table.reader import Key, Reader, Row
from imagora.webhooks.models import Delivery, Hook, Last
from imagora.webhooks.signatures import Seed


def hook_key(account: str) -> Key:
    return f"USER#{account}", "WEBHOOK"


def deliveries(account: str) -> str:
    """The partition of what is delivered to this account."""
    return f"HOOK#{account}"


def delivery_key(account: str, event_id: str) -> Key:
    return deliveries(account), f"D#{event_id}"


def hook_of(row: Row) -> Hook:
    return Hook(
        account=AccountId(row["PK"].removeprefix("USER#")),
        url=row["url"],
        events=tuple(row["events"]),
        seed=_seed(row["seed"]),
        created_at=parse(row["created_at"]),
        before=_seed(row["before"]) if "before" in row else None,
        before_until=_time(row, "before_until"),
        failing_since=_time(row, "failing_since"),
        disabled_at=_time(row, "disabled_at"),
        last=msgspec.json.decode(row["last"], type=Last) if "last" in row else None,
    )


def delivery_of(row: Row) -> Delivery:
    return Delivery(
        account=AccountId(row["PK"].removeprefix("HOOK#")),
        id=row["SK"].removeprefix("D#"),
        event=row["event"],
        status=row["status"],
        body=row["body"],
        attempts=row["attempts"],
        created_at=parse(row["created_at"]),
        not_before=parse(row["not_before"]),
    )


@dataclass(frozen=True)
class HookLists:
    reader: Reader

    def hook(self, account: AccountId, *, consistent: bool = False) -> Hook | None:
        """1 read: half a unit, or a whole one."""
        row = self.reader.get(hook_key(account), consistent=consistent)
        return hook_of(row) if row else None

    def delivery(self, account: AccountId, event_id: str) -> Delivery | None:
        """1 consistent read: a unit."""
        row = self.reader.get(delivery_key(account, event_id), consistent=True)
        return delivery_of(row) if row else None

    def some_deliveries(self, account: AccountId, *, limit: int) -> list[Key]:
        """Keys of what is remembered of deliveries (1 Query)."""
        return [(row["PK"], row["SK"]) for row in self.reader.query(deliveries(account), limit=limit)]


def _seed(text: str) -> Seed:
    key, _, salt = text.partition(":")
    return Seed(key, salt)


def _time(row: Row, name: str) -> datetime | None:
    return parse(row[name]) if name in row else None
