"""Feeds as they are written: entries, heads, and what is new of all, sharded. How they are laid out is in `listing`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zlib import crc32

from pynamodb.attributes import UnicodeSetAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from imagora.feeds.listing import HIDDEN, RECENT_SHARDS, FeedLists, head_key
from imagora.feeds.models import KEEP, Entry
from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId
from imagora.table.item import Item
from imagora.table.reader import Reader
from imagora.table.transaction import Transaction, guarded
from imagora.table.writer import Writer


class HeadItem(Item):
    """`FEED#<uid>` / `~HEAD`. Besides `pulled`, an attribute `h#<author>` a hidden author: until when (epoch).

    (Attributes, not a map: an attribute can be set and removed whether or not another is there.)
    """

    pulled = UnicodeSetAttribute(null=True)


class _Unfollowed(Exception):
    """The reader doesn't follow this author any more."""


def _hidden(author: AccountId) -> Path:
    return Path([f"{HIDDEN}{author}"])


class FeedStore(FeedLists):
    """Feeds, to read and to write."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        super().__init__(reader)
        self._writer = writer

    def push(self, entry: Entry, owners: Iterable[AccountId], *, now: datetime) -> None:
        """Put a pointer into these feeds, 25 a request. Retry-safe: the key is (feed, position)."""
        self._writer.put(_pointer_item(f"FEED#{owner}", entry, now) for owner in owners)

    def fill(self, owner: AccountId, entries: Iterable[Entry], *, now: datetime) -> None:
        """Put several pointers into one feed. Retry-safe."""
        self._writer.put(_pointer_item(f"FEED#{owner}", entry, now) for entry in entries)

    def announce(self, entry: Entry, *, now: datetime) -> None:
        """Add a post to what is new of all. Retry-safe."""
        shard = crc32(entry.pointer.post.encode()) % RECENT_SHARDS
        self._writer.put([_pointer_item(f"RECENT#{shard}", entry, now)])

    def erase(self, owner: AccountId, *, limit: int) -> int:
        """Delete entries and head of a deleted account's feed; answers how many there were. Idempotent."""
        rows = self._reader.query(f"FEED#{owner}", limit=limit)
        self._writer.delete((row["PK"], row["SK"]) for row in rows)
        return len(rows)

    def mark(self, owners: Sequence[AccountId], author: AccountId) -> None:
        """Note an author as one to pull in these heads (1 write each). Retry-safe; passes over who unfollowed."""
        for owner in owners:
            try:
                with guarded(_Unfollowed()):
                    HeadItem(*head_key(owner)).update(
                        actions=[HeadItem.pulled.add({author})], condition=_hidden(author).does_not_exist()
                    )
            except _Unfollowed:
                continue

    def on_follow(self, transaction: Transaction, reader: AccountId, author: AccountId, *, pull: bool) -> None:
        """In the transaction of a follow: show the author's pointers again, and pull them if they aren't pushed."""
        actions: list[Action] = [_hidden(author).remove()]
        if pull:
            actions.append(HeadItem.pulled.add({author}))
        transaction.update(HeadItem(*head_key(reader)), actions)

    def on_unfollow(self, transaction: Transaction, reader: AccountId, author: AccountId, now: datetime) -> None:
        """In the transaction of an unfollow: pass over the author's pointers for as long as they live."""
        transaction.update(
            HeadItem(*head_key(reader)),
            [_hidden(author).set(epoch(now + KEEP)), HeadItem.pulled.delete({author})],
        )


def _pointer_item(partition: str, entry: Entry, now: datetime) -> dict[str, dict[str, str]]:
    return {
        "PK": {"S": partition},
        "SK": {"S": entry.position},
        "p": {"S": entry.pointer.post},
        "a": {"S": entry.pointer.author},
        "expires_at": {"N": str(epoch(now + KEEP))},
    }
