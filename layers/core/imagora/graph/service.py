"""Who follows whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from imagora.accounts import store as account_store
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.models import Author, Profile
from imagora.accounts.rows import profile_key
from imagora.accounts.service import Accounts, acting_of
from imagora.graph import head_store, listing, store
from imagora.graph.dormancy import Dormancy, day_of
from imagora.graph.errors import Blocking, RequestNotFound
from imagora.graph.head import Head, head_key, head_of
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.clock import Clock
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import AccountId
from imagora.kernel.retry import retrying
from imagora.table.reader import Reader
from imagora.table.transaction import Transaction

FILL_WITHIN = timedelta(minutes=5)
"""When a follow whose back-fill isn't done by then is told to the fan-out again."""

ADMITTED_AT_ONCE = 100
_ERASED_AT_ONCE = 25


@dataclass(frozen=True)
class Graph:
    accounts: Accounts
    reader: Reader
    viewpoints: Viewpoints
    dormancy: Dormancy
    now: Clock

    def follow(self, viewer: AccountId, handle: str) -> None:
        """Follow, or ask a private account to be let in. Idempotent; counters are exact under concurrency.

        Raises InvalidInput for oneself, AccountNotFound (also for who blocks the viewer), Blocking for whom the viewer
        blocks, AccountSuspended, Unauthenticated; TargetChanged (503) when the target kept changing between read and
        write.
        """
        retrying(lambda: self._follow(viewer, handle), on=store.TargetChanged)

    def _follow(self, viewer: AccountId, handle: str) -> None:
        """1 batch, the target, 1 transaction; one read more for a private one."""
        target_id, viewpoint = self._facing(viewer, handle)
        target = self.accounts.profile(target_id)
        if not target.visible_to(viewer):
            raise AccountNotFound
        if target.id == viewer:
            raise InvalidInput.of("handle", "own_account", "An account can't follow itself.")
        if viewpoint.blocked_by(target.id):
            raise AccountNotFound
        if viewpoint.blocking(target.id):
            raise Blocking
        if target.private and self.follows(viewer, target.id):
            return
        transaction = Transaction()
        if viewpoint.head.crowded:
            store.check_not_blocked(transaction, target.id, viewer, otherwise=store.TargetChanged())
        unblocked = head_store.no_block(target.id, crowded=viewpoint.head.crowded)
        if target.private:
            store.add_request(transaction, viewer, target)
            head_store.check(transaction, viewer, unblocked, otherwise=store.TargetChanged())
        else:
            self._add(transaction, viewer, target, unblocked)
        _commit_once(transaction)

    def _facing(self, viewer: AccountId, handle: str) -> tuple[AccountId, Viewpoint]:
        """Whose handle this is, for who may act, and from where they look (1 consistent batch)."""
        target_id, rows = self.accounts.facing(viewer, handle, [head_key(viewer)])
        return target_id, self.viewpoints.behind(viewer, head_of(rows.get(head_key(viewer))))

    def _add(self, transaction: Transaction, follower: AccountId, target: Profile, when: Any) -> None:
        now = self.now()
        store.add_follow(transaction, follower, target, look_after=now + FILL_WITHIN)
        head_store.on_follow(
            transaction,
            follower,
            target.id,
            pull=target.feed_mode == "pull",
            today=day_of(now),
            look_at=self.dormancy.look_at(follower, day_of(now)),
            when=when,
            otherwise=store.TargetChanged(),
        )

    def unfollow(self, viewer: AccountId, handle: str) -> None:
        """End a follow, or withdraw the request for one. Idempotent. Works on suspended accounts too.

        Raises AccountNotFound, AccountSuspended, Unauthenticated.
        """
        target_id, viewpoint = self._facing(viewer, handle)
        if target_id == viewer:
            return  # nobody follows themselves, and one transaction can't count one profile twice
        store.withdraw_request(viewer, target_id)
        self._end(viewer, target_id, counted=(viewer, target_id), head=viewpoint.head)

    def _end(
        self, follower: AccountId, followee: AccountId, *, counted: Sequence[AccountId], head: Head | None = None
    ) -> None:
        """`head` is the follower's, where it was read already."""
        transaction = Transaction()
        store.remove_follow(transaction, follower, followee, counted=counted)
        if follower in counted:
            head = head or self.viewpoints.of(follower).head
            head_store.on_unfollow(transaction, follower, followee, head, self.now())
        try:
            transaction.commit()
        except store.NotThere:
            return

    def remove_follower(self, viewer: AccountId, handle: str) -> None:
        """Have somebody follow no longer; they aren't told. Idempotent.

        Raises AccountNotFound, AccountSuspended, Unauthenticated.
        """
        follower, _ = self.accounts.facing(viewer, handle)
        if follower != viewer:
            self._end(follower, viewer, counted=(follower, viewer))

    def follows(self, viewer: AccountId, target_id: AccountId) -> bool:
        """Whether the viewer follows the target, asked consistently (1 read unit)."""
        return listing.follows(self.reader, viewer, target_id)

    def following_among(self, followers: Sequence[AccountId], followee: AccountId) -> set[AccountId]:
        """Those of these who follow an account (half a read unit each, a hundred a request)."""
        found = self.reader.batch([listing.follow_key(follower, followee) for follower in followers])
        return {follower for follower in followers if listing.follow_key(follower, followee) in found}

    def settle_follow(self, follower: AccountId, followee: AccountId) -> None:
        """The follower's feed is filled: nobody has to look after this follow any more. Retry-safe."""
        store.settle_follow(follower, followee)

    def may_see(self, viewer: AccountId | None, target: Author) -> bool:
        """Whether this viewer may see what a private account shows to its followers only (at most 1 read unit)."""
        return listing.may_see(self.reader, viewer, target)

    def follower_ids(
        self, followee: AccountId, after: str | None, limit: int, *, resting: bool = True
    ) -> list[AccountId]:
        """Followers' ids, ascending, beyond `after`; on demand without those who rest.

        Two Queries at once, or one; 0.5 read units per started 4 KB (some 30 ids).
        """
        if not resting:
            return listing.within_reach(self.reader, followee, after, limit)
        return listing.followers(self.reader, followee, after, limit, ascending=True)

    def accept(self, account_id: AccountId, handle: str) -> None:
        """Let somebody follow who asked to. Idempotent.

        Raises RequestNotFound when they neither asked nor follow, AccountNotFound, AccountSuspended, Unauthenticated.
        """
        retrying(lambda: self._accept_by_handle(account_id, handle), on=store.TargetChanged)

    def _accept_by_handle(self, account_id: AccountId, handle: str) -> None:
        follower, rows = self.accounts.facing(account_id, handle)
        if follower == account_id:
            raise RequestNotFound  # nobody follows themselves
        self._accept(acting_of(rows.get(profile_key(account_id))), follower)

    def _accept(self, target: Profile, follower: AccountId) -> None:
        transaction = Transaction()
        store.take_request(transaction, follower, target.id)  # which no block outlives
        self._add(transaction, follower, target, None)
        try:
            transaction.commit()
        except store.AlreadyThere:
            store.withdraw_request(follower, target.id)
        except RequestNotFound:
            if not self.follows(follower, target.id):
                raise

    def decline(self, account_id: AccountId, handle: str) -> None:
        """Refuse a request to follow; the one who asked isn't told. Idempotent.

        Raises AccountNotFound, AccountSuspended, Unauthenticated.
        """
        follower, _ = self.accounts.facing(account_id, handle)
        store.withdraw_request(follower, account_id)

    def admit(self, account_id: AccountId) -> bool:
        """Accept what was requested of an account that went public: up to 100 a call. Returns whether more may wait.

        Retry-safe.
        """
        target = self.accounts.profile(account_id, consistent=True)
        if target.status != "active" or target.private:
            return False
        waiting = listing.requesters(self.reader, account_id, None, ADMITTED_AT_ONCE)
        for follower in waiting:
            self._admit(target.id, follower)
        return len(waiting) == ADMITTED_AT_ONCE

    def admit_waiting(self, account_id: AccountId) -> None:
        """Accept what the edit that opened the account did not: for the sweep, when `USER#<uid>` / `ADMIT` is due.

        The note goes when nobody waits any more. That is a minute after the edit at the earliest: the index which
        lists the requests lags behind the table, so the edit itself can't tell.
        """
        if not self.admit(account_id):
            account_store.admitted(account_id)

    def _admit(self, target_id: AccountId, follower: AccountId) -> None:
        profile = self.accounts.profiles([follower]).get(follower)
        if profile is None or profile.status != "active":
            store.withdraw_request(follower, target_id)
            return
        try:
            retrying(lambda: self._accept(self.accounts.acting(target_id), follower), on=store.TargetChanged)
        except RequestNotFound:
            return  # withdrawn in between

    def erase(self, account_id: AccountId) -> bool:
        """Remove a deleted account's follows and requests, both ways: 25 of each a call. Returns whether more is left.

        Retry-safe: the other side's counter changes in the transaction that removes a follow.
        """
        followees = listing.outgoing(self.reader, account_id, listing.FOLLOW, None, _ERASED_AT_ONCE)
        for followee in followees:
            self._end_for_good(account_id, followee, other=followee)
        followers = listing.followers(self.reader, account_id, None, _ERASED_AT_ONCE, ascending=True)
        for follower in followers:
            self._end_for_good(follower, account_id, other=follower)
        asked = listing.outgoing(self.reader, account_id, listing.REQUEST, None, _ERASED_AT_ONCE)
        for target in asked:
            store.withdraw_request(account_id, target)
        asking = listing.requesters(self.reader, account_id, None, _ERASED_AT_ONCE)
        for requester in asking:
            store.withdraw_request(requester, account_id)
        return any(len(found) == _ERASED_AT_ONCE for found in (followees, followers, asked, asking))

    def _end_for_good(self, follower: AccountId, followee: AccountId, *, other: AccountId) -> None:
        try:
            self._end(follower, followee, counted=(other,))
        except AccountNotFound:
            self._end(follower, followee, counted=())  # the other is gone too


def _commit_once(transaction: Transaction) -> None:
    try:
        transaction.commit()
    except store.AlreadyThere:
        return
