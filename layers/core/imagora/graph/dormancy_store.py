"""Going to rest and coming back, as they are written: the head, and which follows the fan-out reaches.

A follow stands on GSI1 under `<follower>`; of who rests under `~<follower>`, beyond where the fan-out reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from imagora.graph.dormancy import PATIENCE, Dormancy
from imagora.graph.head import RESTING, Head, head_key
from imagora.graph.head_store import HeadItem
from imagora.graph.listing import OUT_OF_REACH, follow_key
from imagora.graph.store import FollowItem
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId
from imagora.table import due
from imagora.table.transaction import Transaction, guarded

AT_ONCE = 90
"""How many follows one transaction moves; it may have a hundred writes."""


class StateChanged(Exception):
    """The reader was seen meanwhile, or doesn't rest any more."""


class FollowEnded(Unavailable):
    """One of the follows is over. Read them again; nothing was changed."""


def meet(reader: AccountId, *, today: str, look_at: datetime) -> None:
    """A head from before looks were noted: its owner counts as seen today (1 conditional update, 1 index unit).

    Nothing happens where they were seen meanwhile, or are gone. Retry-safe.
    """
    pk, _ = head_key(reader)
    with suppress(StateChanged), guarded(StateChanged()):
        _update(
            reader,
            [
                HeadItem.seen.set(today),
                HeadItem.GSI2PK.set(due.partition(pk)),
                HeadItem.GSI2SK.set(due.sort_key(look_at, pk)),
            ],
            HeadItem.PK.exists() & HeadItem.seen.does_not_exist(),
        )


def rest(reader: AccountId, head: Head, *, due_key: str, now: datetime) -> None:
    """Put somebody to rest (1 conditional update); the stream tells. Raises Settled when anything changed since."""
    pk, _ = head_key(reader)
    with guarded(due.Settled()):
        _update(
            reader,
            [HeadItem.status.set(RESTING), HeadItem.GSI2SK.set(due.sort_key(now + PATIENCE, pk))],
            HeadItem.status.does_not_exist() & (HeadItem.seen == head.seen) & (HeadItem.GSI2SK == due_key),
        )


def move_out(reader: AccountId, followees: Sequence[AccountId], *, seen: str) -> None:
    """Put follows out of the fan-out's reach, all or none (4 write units each, 2 for the head). Retry-safe.

    Raises StateChanged when the reader was seen since, FollowEnded.
    """
    _move(reader, followees, OUT_OF_REACH + reader, _resting() & (HeadItem.seen == seen))


def move_in(reader: AccountId, followees: Sequence[AccountId]) -> None:
    """Put follows back into reach, as `move_out`. Raises StateChanged when the reader doesn't rest, FollowEnded."""
    _move(reader, followees, reader, _resting())


def _move(reader: AccountId, followees: Sequence[AccountId], place: str, when: Condition) -> None:
    transaction = Transaction()
    transaction.check(HeadItem(*head_key(reader)), when, otherwise=StateChanged())
    for followee in followees:
        item = FollowItem(*follow_key(reader, followee))
        transaction.update(item, [FollowItem.GSI1SK.set(place)], FollowItem.PK.exists(), otherwise=FollowEnded())
    transaction.commit()


def out(reader: AccountId, *, seen: str) -> None:
    """All follows are out of reach: nobody has to look any more. Raises StateChanged."""
    with guarded(StateChanged()):
        _update(reader, [HeadItem.GSI2PK.remove(), HeadItem.GSI2SK.remove()], _resting() & (HeadItem.seen == seen))


def back(reader: AccountId, *, seen: str, dormancy: Dormancy) -> None:
    """The feed is whole: the reader rests no longer. Raises StateChanged when they didn't."""
    pk, _ = head_key(reader)
    look_at = dormancy.look_at(reader, seen)
    with guarded(StateChanged()):
        _update(
            reader,
            [
                HeadItem.status.remove(),
                HeadItem.GSI2PK.set(due.partition(pk)),
                HeadItem.GSI2SK.set(due.sort_key(look_at, pk)),
            ],
            _resting(),
        )


def _resting() -> Condition:
    return HeadItem.status == RESTING


def _update(reader: AccountId, actions: list[Action], when: Condition) -> None:
    HeadItem(*head_key(reader)).update(actions=actions, condition=when)
