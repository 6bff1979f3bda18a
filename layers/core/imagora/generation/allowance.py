"""The daily allowance: so many pictures a day for each account, reserved before the work and settled after it.

One item a day, `USER#<uid>` / `CREDITS#<yyyy-mm-dd>`, with one number `taken` (reserved and spent together), because a
condition can compare one attribute with a limit, but can't add two.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pynamodb.attributes import NumberAttribute

from imagora.generation.models import CreditsExhausted
from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId
from imagora.table.item import Item
from imagora.table.transaction import Transaction

_KEEP = timedelta(days=3)


class AllowanceItem(Item):
    taken = NumberAttribute(default=0)
    spent = NumberAttribute(default=0)


def period_of(now: datetime) -> str:
    """The day to which a moment's pictures belong, in UTC."""
    return now.astimezone(UTC).date().isoformat()


def renews_at(now: datetime) -> datetime:
    """The next midnight in UTC."""
    return (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def reserve(transaction: Transaction, owner: AccountId, pictures: int, *, daily: int, now: datetime) -> None:
    """Take `pictures` of today's allowance inside this transaction.

    `commit` raises CreditsExhausted when fewer are left; more than a whole day's is refused here.
    """
    exhausted = CreditsExhausted(renews_at(now), now)
    if pictures > daily:
        raise exhausted
    transaction.update(
        AllowanceItem(f"USER#{owner}", f"CREDITS#{period_of(now)}"),
        [AllowanceItem.taken.add(pictures), AllowanceItem.expires_at.set(epoch(now + _KEEP))],
        AllowanceItem.taken.does_not_exist() | (AllowanceItem.taken <= daily - pictures),
        otherwise=exhausted,
    )


def settle(transaction: Transaction, owner: AccountId, period: str, *, reserved: int, spent: int) -> None:
    """Turn a reservation into what was really spent; the rest is free again. Exactly once: with the job's last move."""
    transaction.update(
        AllowanceItem(f"USER#{owner}", f"CREDITS#{period}"),
        [AllowanceItem.taken.add(spent - reserved), AllowanceItem.spent.add(spent)],
    )


def taken(owner: AccountId, now: datetime) -> int:
    """Pictures of today's allowance that are reserved or spent (1 read)."""
    try:
        return int(AllowanceItem.get(f"USER#{owner}", f"CREDITS#{period_of(now)}").taken)
    except AllowanceItem.DoesNotExist:
        return 0
