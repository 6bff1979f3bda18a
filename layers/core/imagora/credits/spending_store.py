"""What providers were paid in a day: `SPENDING#<day>` / `SPENDING`, for an account `USER#<uid>` / `CREDITDAY#<day>`.

One counter for the whole instance, because a ceiling over shards would be reached in one while others have room. It
bears that: written twice for a job's calls, which cost cents. Ten thousand dollars a day are three calls a second.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition

from imagora.credits.ceilings import Hold, account_key, day_key
from imagora.kernel.clock import epoch
from imagora.table.item import Item
from imagora.table.transaction import Transaction

_KEPT = timedelta(days=40)
_TRIES = 10
"""More than elsewhere: all workers meet at the instance's counter."""


class SpendingItem(Item):
    microdollars = NumberAttribute()


def hold(hold: Hold, day: int | None, account_day: int | None, *, otherwise: Exception, now: datetime) -> None:
    """Add to both counters, if both stay within their ceilings (1 transaction).

    Raises `otherwise` where one doesn't; Contended, with nothing counted.
    """
    transaction = Transaction()
    expires = SpendingItem.expires_at.set(epoch(now + _KEPT))
    for key, ceiling in ((day_key(hold.day), day), (account_key(hold.owner, hold.day), account_day)):
        if ceiling is not None and hold.microdollars > ceiling:
            raise otherwise
        transaction.update(
            SpendingItem(*key),
            [SpendingItem.microdollars.add(hold.microdollars), expires],
            _room(hold.microdollars, ceiling),
            otherwise=otherwise,
        )
    transaction.commit(tries=_TRIES)


def _room(microdollars: int, ceiling: int | None) -> Condition | None:
    if ceiling is None:
        return None
    room: Condition = SpendingItem.microdollars.does_not_exist() | (SpendingItem.microdollars <= ceiling - microdollars)
    return room


def add(hold: Hold, change: int) -> None:
    """Correct both counters (1 transaction, which the SDK may send twice without harm). Raises Contended."""
    transaction = Transaction()
    for key in (day_key(hold.day), account_key(hold.owner, hold.day)):
        transaction.update(SpendingItem(*key), [SpendingItem.microdollars.add(change)])
    transaction.commit(tries=_TRIES)
