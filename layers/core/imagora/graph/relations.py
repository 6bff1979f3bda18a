"""Blocks, mutes and muted words: what people do not want to see, and who is not to see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from imagora.accounts import follow_counts, rows
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.service import Accounts
from imagora.graph import head_store, listing, store
from imagora.graph.errors import TooMany
from imagora.graph.head import MAX_LABELS, Choice, Head, head_key, head_of
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.graph.words import MutedWord, read, write
from imagora.kernel.clock import Clock
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import AccountId
from imagora.kernel.retry import retrying
from imagora.table.reader import Key, Reader, Row
from imagora.table.transaction import Transaction

MAX_SHUT = 2_000
"""How many accounts one may block and mute together: each takes 30 bytes of a head that every page reads."""

_ERASED_AT_ONCE = 25


@dataclass(frozen=True)
class Relations:
    accounts: Accounts
    reader: Reader
    viewpoints: Viewpoints
    now: Clock

    def block(self, viewer: AccountId, handle: str) -> None:
        """Shut somebody off, both ways; follows and requests between the two end. Idempotent, exact under concurrency.

        Works on who blocks the viewer, too. Raises InvalidInput for oneself, AccountNotFound, TooMany,
        AccountSuspended, Unauthenticated; BothChanged (503) when the two kept changing between read and write.
        """
        other, _ = self.accounts.facing(viewer, handle)
        if other == viewer:
            raise InvalidInput.of("handle", "own_account", "An account can't block itself.")
        retrying(lambda: self._block(viewer, other), on=store.BothChanged)

    def _block(self, viewer: AccountId, other: AccountId) -> None:
        """1 batch, then 1 transaction of 9 items."""
        between = _Between(viewer, other)
        found = self.reader.batch([*between.keys, rows.profile_key(other)])
        target = found.get(rows.profile_key(other))
        if target is None or target["status"] != "active":
            raise AccountNotFound
        mine, theirs = head_of(found.get(head_key(viewer))), head_of(found.get(head_key(other)))
        if listing.block_key(viewer, other) in found:
            return
        self._expect_room(self.viewpoints.behind(viewer, mine), other)
        transaction = Transaction()
        store.add_block(transaction, viewer, other)
        for key in between.ended:
            store.end_as_read(transaction, key, there=key in found)
        self._count(transaction, between, found)
        self._heads(transaction, between, found, theirs)
        try:
            transaction.commit()
        except store.AlreadyThere:
            return

    def _count(self, transaction: Transaction, between: _Between, found: dict[Key, Row]) -> None:
        there, back = between.follows_in(found)
        for account, following, followers in ((between.viewer, there, back), (between.other, back, there)):
            follow_counts.end(
                transaction, account, following=following, followers=followers, otherwise=store.BothChanged()
            )

    def _heads(self, transaction: Transaction, between: _Between, found: dict[Key, Row], theirs: Head) -> None:
        there, back = between.follows_in(found)
        viewer, other, now = between.viewer, between.other, self.now()
        head_store.on_block(transaction, viewer, other, head_store.ended(other, now) if there else [])
        head_store.on_blocked(transaction, other, viewer, theirs, head_store.ended(viewer, now) if back else [])

    def unblock(self, viewer: AccountId, handle: str) -> None:
        """End a block; what it ended stays ended. Idempotent. Works on suspended accounts too.

        Raises AccountNotFound, AccountSuspended, Unauthenticated.
        """
        other, _ = self.accounts.facing(viewer, handle)
        if other != viewer:  # nobody blocks themselves, and one transaction can't change one head twice
            self._unblock(viewer, other, heads=("blocker", "blocked"))

    def _unblock(self, blocker: AccountId, blocked: AccountId, *, heads: Sequence[str]) -> None:
        transaction = Transaction()
        store.remove_block(transaction, blocker, blocked)
        if "blocker" in heads:
            head_store.forget_blocked(transaction, blocker, blocked)
        if "blocked" in heads:
            head_store.forget_blocker(transaction, blocked, blocker)
        try:
            transaction.commit()
        except store.NotThere:
            return

    def mute(self, viewer: AccountId, handle: str, until: datetime | None) -> None:
        """Keep somebody's doings out of one's lists, for ever or until a time to come; they aren't told. Idempotent.

        Raises InvalidInput for oneself or a time that is over, AccountNotFound (also for who blocks the viewer),
        TooMany, AccountSuspended, Unauthenticated.
        """
        now = self.now()
        if until is not None and until <= now:
            raise InvalidInput.of("until", "past", "A mute ends in the future, or never.")
        other, found = self.accounts.facing(viewer, handle, [head_key(viewer)])
        viewpoint = self.viewpoints.behind(viewer, head_of(found.get(head_key(viewer))))
        if not self.accounts.profile(other).visible_to(viewer) or viewpoint.blocked_by(other):
            raise AccountNotFound
        if other == viewer:
            raise InvalidInput.of("handle", "own_account", "An account can't mute itself.")
        self._expect_room(viewpoint, other)
        head_store.mute(viewer, other, until=until, head=viewpoint.head, now=now)

    def unmute(self, viewer: AccountId, handle: str) -> None:
        """Mute somebody no longer. Idempotent. Raises AccountNotFound, AccountSuspended, Unauthenticated."""
        other, _ = self.accounts.facing(viewer, handle)
        head_store.unmute(viewer, other)

    def words(self, viewer: AccountId) -> list[MutedWord]:
        """The muted words that aren't over (1 read)."""
        return read(self.viewpoints.of(viewer).head.words, self.now())

    def mute_words(self, viewer: AccountId, words: Iterable[MutedWord]) -> list[MutedWord]:
        """Put these in place of all muted words, and answer them as they are kept: those that are over are left out.

        Idempotent. Raises AccountSuspended, Unauthenticated.
        """
        self.accounts.acting(viewer)
        now = self.now()
        kept = [word for word in words if not word.over(now)]
        head_store.set_words(viewer, write(kept))
        return kept

    def prefer(
        self,
        viewer: AccountId,
        labels: Mapping[str, Choice] | None,
        *,
        hide_ai: bool | None,
        hide_bots: bool | None,
    ) -> Head:
        """Choose what one wants to see; None stays as it is. The head as it is then. Idempotent.

        Labels are changed one by one, `show` forgets one. Raises InvalidInput beyond a hundred labels,
        AccountSuspended, Unauthenticated.
        """
        self.accounts.acting(viewer)
        head = head_of(self.reader.get(head_key(viewer), consistent=True))
        kept = head.labels if labels is None else {**head.labels, **labels}
        kept = {value: choice for value, choice in sorted(kept.items()) if choice != "show"}
        if len(kept) > MAX_LABELS:
            raise InvalidInput.of("labels", "too_many", f"Choose for at most {MAX_LABELS} labels.")
        written = None if labels is None else msgspec.json.encode(kept).decode() if kept else ""
        head_store.set_wishes(viewer, labels=written, hide_ai=hide_ai, hide_bots=hide_bots)
        return msgspec.structs.replace(
            head,
            labels=kept,
            hide_ai=head.hide_ai if hide_ai is None else hide_ai,
            hide_bots=head.hide_bots if hide_bots is None else hide_bots,
        )

    def _expect_room(self, viewpoint: Viewpoint, other: AccountId) -> None:
        head = viewpoint.head
        shut = head.blocking | set(filter(viewpoint.muting, head.muted))
        if len(shut | {other}) > MAX_SHUT:
            raise TooMany

    def erase(self, account_id: AccountId) -> bool:
        """Remove a deleted account's blocks, both ways: 25 of each a call. Returns whether more is left. Retry-safe."""
        blocked = listing.outgoing(self.reader, account_id, listing.BLOCK, None, _ERASED_AT_ONCE)
        for other in blocked:
            self._unblock(account_id, other, heads=self._living(other, "blocked"))
        blockers = listing.blockers(self.reader, account_id, _ERASED_AT_ONCE)
        for other in blockers:
            self._unblock(other, account_id, heads=self._living(other, "blocker"))
        return any(len(found) == _ERASED_AT_ONCE for found in (blocked, blockers))

    def _living(self, other: AccountId, side: str) -> Sequence[str]:
        """Which head to change: none of an account that is going, too, whose head mustn't come back."""
        profile = self.accounts.profiles([other]).get(other)
        return (side,) if profile is not None and profile.status != "deleted" else ()


@dataclass(frozen=True, slots=True)
class _Between:
    """Who blocks whom, and the items that stand between the two."""

    viewer: AccountId
    other: AccountId

    @property
    def ended(self) -> tuple[Key, ...]:
        """Follows and requests, both ways."""
        return (
            listing.follow_key(self.viewer, self.other),
            listing.follow_key(self.other, self.viewer),
            listing.request_key(self.viewer, self.other),
            listing.request_key(self.other, self.viewer),
        )

    @property
    def keys(self) -> tuple[Key, ...]:
        return (
            *self.ended, listing.block_key(self.viewer, self.other), head_key(self.viewer), head_key(self.other),
        )  # fmt: skip

    def follows_in(self, found: dict[Key, Row]) -> tuple[bool, bool]:
        """Whether the viewer follows the other, and the other way round."""
        there, back = self.ended[:2]
        return there in found, back in found
