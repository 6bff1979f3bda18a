"""What providers were paid in a day: `SPENDING#<day>` / `SPENDING`, for an account `USER#<uid>` / `CREDITDAY#<day>`.

One counter for the whole instance, because a ceiling over shards would be reached in one while others have room. It
bears that: written twice for a job's calls, which cost cents. Ten thousand dollars a day are three calls a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition

from imagora.credits.ceilings import Hold, account_key, day_key
from imagora.kernel.clock import epoch
from imagora.table.item import Item
from imagora.table.reader import Key
from imagora.table.transaction import Transaction

_KEPT = timedelta(days=40)
_TRIES = 10
"""More than elsewhere: all workers meet at the instance's counter."""


class SpendingItem(Item):
    microdollars = NumberAttribute()


@dataclass(frozen=True, slots=True)
class Bound:
    """A counter, what it may hold (None: anything), and the error that more than that means."""

    key: Key
    ceiling: int | None
    otherwise: Exception


def hold(hold: Hold, bounds: Sequence[Bound], *, now: datetime) -> None:
    """Add to the counters, if all of them stay within their ceilings (1 transaction).

    Raises `otherwise` of the first that doesn't; Contended, with nothing counted.
    """
    transaction = Transaction()
    expires = SpendingItem.expires_at.set(epoch(now + _KEPT))
    for bound in bounds:
        if bound.ceiling is not None and hold.microdollars > bound.ceiling:
            raise bound.otherwise
        transaction.update(
            SpendingItem(*bound.key),
            [SpendingItem.microdollars.add(hold.microdollars), expires],
            _room(hold.microdollars, bound.ceiling),
            otherwise=bound.otherwise,
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
