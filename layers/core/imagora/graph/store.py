"""Follows and requests to follow in the table; both people's counters change with each follow.

A follow hangs on who follows (`USER#<follower>`), and stands on GSI1 under who is followed, by the follower's id.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from imagora.accounts import follow_counts
from imagora.accounts.models import Profile
from imagora.graph.errors import RequestNotFound
from imagora.graph.models import Following, Relation
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key, Reader, Row
from imagora.table.transaction import Transaction

FOLLOW, REQUEST = "FOLLOW#", "REQUEST#"


class AlreadyThere(Exception):
    """The follow or the request exists."""


class NotThere(Exception):
    """The follow doesn't exist."""


class TargetChanged(Unavailable):
    """The account changed while it was being followed. Try again shortly; nothing was changed."""


class FollowItem(Item):
    """`USER#<follower>` / `FOLLOW#<followee>`; GSI1 `FOLLOWERS#<followee>` / `<follower>`."""


class RequestItem(Item):
    """`USER#<follower>` / `REQUEST#<target>`; GSI1 `REQUESTS#<target>` / `<follower>`."""


def follow_key(follower: str, followee: str) -> Key:
    return f"USER#{follower}", f"{FOLLOW}{followee}"


def request_key(follower: str, target: str) -> Key:
    return f"USER#{follower}", f"{REQUEST}{target}"


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


def relation_keys(viewer: str, other: str) -> tuple[Key, Key, Key]:
    return follow_key(viewer, other), request_key(viewer, other), follow_key(other, viewer)


def relation_of(viewer: str, other: str, found: dict[Key, Row]) -> Relation:
    """The relation in what a batch of `relation_keys` found."""
    follows, requested, followed_by = (key in found for key in relation_keys(viewer, other))
    following: Following = "yes" if follows else "requested" if requested else "no"
    return Relation(following=following, followed_by=followed_by)


def followers(reader: Reader, followee: str, after: str | None, limit: int, *, ascending: bool) -> list[AccountId]:
    """Ids of followers by id: one Query on GSI1."""
    rows = reader.query(f"FOLLOWERS#{followee}", index="GSI1", limit=limit, after=after, ascending=ascending)
    return [AccountId(row["GSI1SK"]) for row in rows]


def requesters(reader: Reader, target: str, after: str | None, limit: int) -> list[AccountId]:
    """Ids of who asks to follow, by id, newest account first: one Query on GSI1."""
    rows = reader.query(f"REQUESTS#{target}", index="GSI1", limit=limit, after=after)
    return [AccountId(row["GSI1SK"]) for row in rows]


def outgoing(reader: Reader, follower: str, prefix: str, after: str | None, limit: int) -> list[AccountId]:
    """Whom somebody follows (prefix FOLLOW) or asks to follow (REQUEST), by id, newest account first: one Query."""
    position = None if after is None else prefix + after
    rows = reader.query(f"USER#{follower}", prefix=prefix, limit=limit, after=position)
    return [AccountId(row["SK"].removeprefix(prefix)) for row in rows]
