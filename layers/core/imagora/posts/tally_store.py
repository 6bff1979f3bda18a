"""Counting on posts, exactly, however many do it at once: see `tallies` for how."""

from __future__ import annotations

import random
from collections.abc import Sequence
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
from imagora.posts.tallies import CROWDED_SECONDS, SHARDS, Change, Counter, Shard, TallyLists, shard_key, sums
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Reader
from imagora.table.transaction import Contended, Transaction

_FOLD_WITHIN = timedelta(minutes=2)
_ROUNDS = 48


class TallyItem(Item):
    """`TALLY#<post>` / `<counter>#<shard>`; due (GSI2) until it is folded, and gone then."""

    tally = NumberAttribute()


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


class Tallies(TallyLists):
    """Shards, to read and to fold."""

    def __init__(self, reader: Reader, now: Clock) -> None:
        super().__init__(reader)
        self._now = now

    def fold(self, post: PostId) -> None:
        """Move what waits beside a post into its counters (1 Query; 1 transaction, where nobody comes in between).

        Retry-safe, also beside another fold: a shard is moved only as it was read, and goes with that. Where people
        keep counting, fewer shards are moved at a time; those that are made anew behind it wake the next fold. Raises
        Contended when they never let it through.
        """
        at_once, waiting = 2 * SHARDS, self.of(post)
        for attempt in range(_ROUNDS):
            if not waiting:
                return
            # Gains first: a counter never shows less than nothing because a loss was quicker.
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
        changes = sums(shards)
        transaction.update(
            PostItem(*post_key(post)),
            [
                PostItem.crowded_until.set(epoch(self._now()) + CROWDED_SECONDS),
                *[_attribute(counter).add(change) for counter, change in changes.items()],
            ],
            PostItem.PK.exists(),
            otherwise=PostNotFound(),
        )
        transaction.commit(tries=1)


def _attribute(counter: Counter) -> NumberAttribute:
    attribute: NumberAttribute = getattr(PostItem, counter)
    return attribute
