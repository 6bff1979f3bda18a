"""Counting on posts, exactly, however many do it at once: see `tallies` for how."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from imagora.kernel.clock import Clock, epoch
from imagora.kernel.ids import PostId
from imagora.kernel.retry import back_off
from imagora.posts.listing import post_key
from imagora.posts.models import PostNotFound
from imagora.posts.store import PostItem
from imagora.posts.tallies import (
    CROWD,
    CROWDED_SECONDS,
    FOLD_SECONDS,
    SHARDS,
    Change,
    Counter,
    Shard,
    TallyLists,
    lease_key,
    shard_key,
    sums,
)
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Reader
from imagora.table.transaction import Contended, Transaction, guarded

_FOLD_WITHIN = timedelta(minutes=2)
_ROUNDS = 48


class TallyItem(Item):
    """`TALLY#<post>` / `<counter>#<shard>`; due (GSI2) until it is folded, and gone then."""

    tally = NumberAttribute()


class LeaseItem(Item):
    """`FOLD#<post>` / `FOLD`: until when (epoch, with its fraction) nobody else folds this post."""

    until = NumberAttribute()


class Leased(Exception):
    """The post was folded just now, or is being folded."""


class ShardChanged(Exception):
    """The shard doesn't hold any more what was read of it."""


def count(
    transaction: Transaction,
    post: PostId,
    counter: Counter,
    change: Change,
    *,
    now: datetime,
    crowded: bool = False,
    when: Condition | None = None,
    otherwise: Exception | None = None,
) -> None:
    """One more (+1) or one less (-1) on a counter of a post, in somebody's transaction (2 write units a KB of post).

    `when` is a condition on the post's item, which has to be there in any case; `commit` raises `otherwise`
    (PostNotFound unless said) where it doesn't hold. After two conflicts over the post, or at once where `crowded`
    says so (`tallies.is_crowded`), a shard is counted on instead, without the condition: so it may only repeat what
    was read and found right before.
    """

    def shard() -> tuple[Item, Sequence[Action]]:
        pk, sk = shard_key(post, counter, random.randrange(SHARDS))
        look_after = due.sort_key(now + _FOLD_WITHIN, pk)
        return TallyItem(pk, sk), [
            TallyItem.tally.add(change),
            TallyItem.GSI2PK.set(due.partition(pk)),
            TallyItem.GSI2SK.set(TallyItem.GSI2SK | look_after),  # the first one's stays: moving it would cost 2 units
        ]

    if crowded:
        transaction.update(*shard(), elsewhere=shard)
        return
    transaction.update(
        PostItem(*post_key(post)),
        [_attribute(counter).add(change)],
        PostItem.PK.exists() if when is None else PostItem.PK.exists() & when,
        otherwise=otherwise or PostNotFound(),
        elsewhere=shard,
    )


def repair(post: PostId, counter: str, *, seen: int, right: int) -> None:
    """Set a post's counter right (1 conditional update). Raises ShardChanged when it isn't what was seen."""
    attribute: NumberAttribute = getattr(PostItem, counter)
    unchanged = attribute == seen
    with guarded(ShardChanged()):
        PostItem(*post_key(post)).update(
            actions=[attribute.set(right)],
            condition=PostItem.PK.exists() & (unchanged if seen else unchanged | attribute.does_not_exist()),
        )


class Tallies(TallyLists):
    """Shards, to read and to fold."""

    def __init__(self, reader: Reader, now: Clock, again: Callable[[PostId], None]) -> None:
        """`again` has this post folded once more, AGAIN_SECONDS from now."""
        super().__init__(reader)
        self._now = now
        self._again = again

    def fold(self, post: PostId) -> None:
        """Move what waits beside a post into its counters (1 Query; 1 transaction, where nobody comes in between).

        Each shard that is made calls for this, so on a hot post most calls end here: it was folded within the last
        second, and who did so comes back for what was made since. Retry-safe, also beside another fold: a shard is
        moved only as it was read, and goes with that. Where people keep counting, fewer shards are moved at a time.
        Raises Contended when they never let it through.
        """
        waiting = self.of(post)
        if not waiting:
            return
        with suppress(Leased):
            self._lease(post)
            self._again(post)  # first: whoever finds the lease taken relies on it
            self._fold(post, waiting)

    def _lease(self, post: PostId) -> None:
        now = self._now().timestamp()
        with guarded(Leased()):
            LeaseItem(*lease_key(post)).update(
                actions=[LeaseItem.until.set(now + FOLD_SECONDS), LeaseItem.expires_at.set(int(now) + 86_400)],
                condition=LeaseItem.until.does_not_exist() | (LeaseItem.until <= now),
            )

    def _fold(self, post: PostId, waiting: list[Shard]) -> None:
        at_once = 2 * SHARDS
        for attempt in range(_ROUNDS):
            if not waiting:
                return
            # Gains first: so a fold lets no counter fall below nothing on its way.
            chosen = sorted(waiting, key=lambda shard: -shard.tally)[:at_once]
            left = {shard.key for shard in waiting}
            try:
                self._move(post, chosen)
                left -= {shard.key for shard in chosen}
            except (ShardChanged, Contended):
                at_once = max(1, len(chosen) // 2)
                back_off(0.02 * min(attempt, 4))
            waiting = [shard for shard in self.of(post) if shard.key in left] if left else []
        raise Contended

    def _move(self, post: PostId, shards: Sequence[Shard]) -> None:
        transaction = Transaction()
        for shard in shards:
            transaction.delete(TallyItem(*shard.key), TallyItem.tally == shard.tally, otherwise=ShardChanged())
        actions: list[Action] = [_attribute(counter).add(change) for counter, change in sums(shards).items()]
        if sum(abs(shard.tally) for shard in shards) >= CROWD:
            actions.append(PostItem.crowded_until.set(epoch(self._now()) + CROWDED_SECONDS))
        if actions:
            transaction.update(PostItem(*post_key(post)), actions, PostItem.PK.exists(), otherwise=PostNotFound())
        transaction.commit(tries=1)


def _attribute(counter: Counter) -> NumberAttribute:
    attribute: NumberAttribute = getattr(PostItem, counter)
    return attribute
