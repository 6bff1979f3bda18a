"""Follows, requests to follow and blocks as they are written; both people's counters change with each follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from imagora.accounts import follow_counts
from imagora.accounts.models import Profile
from imagora.graph.errors import RequestNotFound
from imagora.graph.listing import block_key, follow_key, request_key
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key
from imagora.table.transaction import Transaction


class AlreadyThere(Exception):
    """The follow or the request exists."""


class NotThere(Exception):
    """The follow doesn't exist."""


class BothChanged(Unavailable):
    """Something between the two accounts changed meanwhile. Try again shortly; nothing was changed."""


class TargetChanged(Unavailable):
    """The account changed while it was being followed. Try again shortly; nothing was changed."""


class FollowItem(Item):
    """`USER#<follower>` / `FOLLOW#<followee>`; GSI1 `FOLLOWERS#<followee>` / `<follower>`; `~<follower>` resting."""


class RequestItem(Item):
    """`USER#<follower>` / `REQUEST#<target>`; GSI1 `REQUESTS#<target>` / `<follower>`."""


class BlockItem(Item):
    """`USER#<blocker>` / `BLOCK#<blocked>`; GSI1 `BLOCKERS#<blocked>` / `<blocker>`."""


def add_follow(transaction: Transaction, follower: AccountId, target: Profile, *, look_after: datetime) -> None:
    """A follow and both counters (3 items, 6 write units); due until the follower's feed is filled.

    `commit` raises AlreadyThere, TargetChanged when the target isn't as it was read, AccountSuspended for a follower
    that isn't active.
    """
    pk, sk = follow_key(follower, target.id)
    transaction.create(
        FollowItem(
            pk,
            sk,
            GSI1PK=f"FOLLOWERS#{target.id}",
            GSI1SK=follower,
            GSI2PK=due.partition(pk),
            GSI2SK=due.sort_key(look_after, pk),
        ),
        otherwise=AlreadyThere(),
    )
    follow_counts.gain_follower(transaction, target, otherwise=TargetChanged())
    follow_counts.count_following(transaction, follower, +1)


def settle_follow(follower: AccountId, followee: AccountId) -> None:
    """The follower's feed is filled: the follow isn't due any more. Retry-safe."""
    due.done(*follow_key(follower, followee))


def add_request(transaction: Transaction, follower: AccountId, target: Profile) -> None:
    """A request to follow. `commit` raises AlreadyThere, or TargetChanged when the target isn't as it was read."""
    follow_counts.check_unchanged(transaction, target, otherwise=TargetChanged())
    transaction.create(
        RequestItem(*request_key(follower, target.id), GSI1PK=f"REQUESTS#{target.id}", GSI1SK=follower),
        otherwise=AlreadyThere(),
    )


def take_request(transaction: Transaction, follower: AccountId, target_id: AccountId) -> None:
    """Use up a request. `commit` raises RequestNotFound when there is none."""
    item = RequestItem(*request_key(follower, target_id))
    transaction.delete(item, RequestItem.PK.exists(), otherwise=RequestNotFound())


def remove_follow(
    transaction: Transaction, follower: AccountId, followee: AccountId, *, counted: Iterable[AccountId]
) -> None:
    """End a follow, and count down for those of the two who are in `counted`. `commit` raises NotThere."""
    transaction.delete(FollowItem(*follow_key(follower, followee)), FollowItem.PK.exists(), otherwise=NotThere())
    if follower in counted:
        follow_counts.count_following(transaction, follower, -1)
    if followee in counted:
        follow_counts.lose_follower(transaction, followee)


def withdraw_request(follower: str, target: str) -> None:
    """Remove a request (1 write unit); nothing happens without one."""
    RequestItem(*request_key(follower, target)).delete()


def add_block(transaction: Transaction, blocker: AccountId, blocked: AccountId) -> None:
    """A block. `commit` raises AlreadyThere."""
    transaction.create(
        BlockItem(*block_key(blocker, blocked), GSI1PK=f"BLOCKERS#{blocked}", GSI1SK=blocker), otherwise=AlreadyThere()
    )


def remove_block(transaction: Transaction, blocker: AccountId, blocked: AccountId) -> None:
    """End a block. `commit` raises NotThere."""
    transaction.delete(BlockItem(*block_key(blocker, blocked)), BlockItem.PK.exists(), otherwise=NotThere())


def check_not_blocked(
    transaction: Transaction, blocker: AccountId, blocked: AccountId, *, otherwise: Exception
) -> None:
    """Have the transaction fail where the one blocks the other."""
    transaction.check(BlockItem(*block_key(blocker, blocked)), BlockItem.PK.does_not_exist(), otherwise=otherwise)


def end_as_read(transaction: Transaction, key: Key, *, there: bool) -> None:
    """Remove a follow or a request that was read to be there; check that one that wasn't still isn't.

    `commit` raises BothChanged where it is otherwise.
    """
    item = Item(*key)
    if there:
        transaction.delete(item, Item.PK.exists(), otherwise=BothChanged())
    else:
        transaction.check(item, Item.PK.does_not_exist(), otherwise=BothChanged())
