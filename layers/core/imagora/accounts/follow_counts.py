"""Counters of follows, changed in the transactions that follow and unfollow."""

from __future__ import annotations

from typing import Any

from imagora.accounts.models import Profile
from imagora.accounts.rows import profile_key
from imagora.accounts.store import ProfileItem, count
from imagora.table.transaction import Transaction


def count_following(transaction: Transaction, account_id: str, change: int) -> None:
    """One more (+1) or one less (-1) whom this account follows.

    `commit` raises AccountSuspended when one that isn't active would follow, AccountNotFound when it is gone.
    """
    count(transaction, account_id, ProfileItem.following_count.add(change), active=change > 0)


def lose_follower(transaction: Transaction, account_id: str) -> None:
    """One follower less. `commit` raises AccountNotFound when the account is gone."""
    count(transaction, account_id, ProfileItem.followers_count.add(-1), active=False)


def end(transaction: Transaction, account_id: str, *, following: int, followers: int, otherwise: Exception) -> None:
    """So many less whom this active account follows, and by whom it is followed: several follows end at once.

    `commit` raises `otherwise` when it isn't active (any more).
    """
    ended = ((ProfileItem.following_count, following), (ProfileItem.followers_count, followers))
    actions = [counter.add(-number) for counter, number in ended if number]
    item, active = ProfileItem(*profile_key(account_id)), ProfileItem.status == "active"
    if actions:
        transaction.update(item, actions, active, otherwise=otherwise)
    else:
        transaction.check(item, active, otherwise=otherwise)


def gain_follower(transaction: Transaction, target: Profile, *, otherwise: Exception) -> None:
    """One follower more, if the account still is as it was read: active, as open, and with the same feed mode."""
    transaction.update(
        ProfileItem(*profile_key(target.id)),
        [ProfileItem.followers_count.add(1)],
        _unchanged(target),
        otherwise=otherwise,
    )


def check_unchanged(transaction: Transaction, target: Profile, *, otherwise: Exception) -> None:
    """Have the transaction fail where the account isn't as it was read: active, as open, with the same feed mode."""
    transaction.check(ProfileItem(*profile_key(target.id)), _unchanged(target), otherwise=otherwise)


def _unchanged(target: Profile) -> Any:
    return (
        (ProfileItem.status == "active")
        & (ProfileItem.private == target.private)
        & (ProfileItem.feed_mode == target.feed_mode)
    )
