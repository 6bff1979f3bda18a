"""Counts of a post that many change at once: what doesn't fit into its item waits beside it, in shards.

`TALLY#<post>` / `<l|r|p|q|m>#<0..15>`: what is to be added to one counter of the post. A transaction that keeps meeting
others on the post's item adds to a random shard instead, and the fold moves shards into the post. Nothing is counted
twice or lost: each step is a transaction that leaves post and shards with the same sum.
"""

from __future__ import annotations

from collections import Counter as Sums
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from imagora.kernel.clock import epoch
from imagora.kernel.ids import PostId
from imagora.table.reader import Key, Reader, Row

Counter = Literal["likes", "reposts", "replies", "quotes", "remixes"]
Change = Literal[1, -1]

SHARDS = 16
CROWD, CROWDED_SECONDS = 16, 30
"""A fold that finds so much makes whoever counts within so many seconds go to the shards at once."""

FOLD_SECONDS, AGAIN_SECONDS = 1, 2
"""A post is folded once in so many seconds; what is made meanwhile is looked for after so many, by one message."""

_LETTERS: dict[Counter, str] = {"likes": "l", "reposts": "r", "replies": "p", "quotes": "q", "remixes": "m"}
_COUNTERS = {letter: counter for counter, letter in _LETTERS.items()}
_ALL = SHARDS * len(_LETTERS)


class Shard(msgspec.Struct, frozen=True):
    """What one shard holds for one counter; it may be less than nothing."""

    key: Key
    counter: Counter
    tally: int


def partition(post: str) -> str:
    return f"TALLY#{post}"


def shard_key(post: str, counter: Counter, number: int) -> Key:
    return partition(post), f"{_LETTERS[counter]}#{number}"


def lease_key(post: str) -> Key:
    """Who folds a post, until when: beside the shards' partition, so that it wakes nobody."""
    return f"FOLD#{post}", "FOLD"


def shard_of(row: Row) -> Shard:
    return Shard((row["PK"], row["SK"]), _COUNTERS[row["SK"][0]], row["tally"])


def sums(shards: Iterable[Shard]) -> dict[Counter, int]:
    """What these add to each counter; counters to which they add nothing are left out."""
    added: Sums[Counter] = Sums()
    for shard in shards:
        added[shard.counter] += shard.tally
    return {counter: change for counter, change in added.items() if change}


def is_crowded(post: Row, now: datetime) -> bool:
    """Whether so many count on this post (its item) that it is better left alone."""
    return int(post.get("crowded_until", 0)) > epoch(now)


class TallyLists:
    """Shards as they are read."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def of(self, post: PostId) -> list[Shard]:
        """The shards of a post that aren't folded, as they are now (1 consistent Query, 2 read units at most)."""
        rows = self._reader.query(partition(post), limit=_ALL, ascending=True, consistent=True)
        return [shard_of(row) for row in rows]
