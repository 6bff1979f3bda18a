"""Feeds as they are written: entries, and what is new of all, sharded. How they are laid out is in `listing`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zlib import crc32

from imagora.feeds.listing import RECENT_SHARDS, FeedLists
from imagora.feeds.models import KEEP, Entry
from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId, Position
from imagora.table.reader import Reader
from imagora.table.writer import Writer


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

    def retract(self, position: Position, owners: Iterable[AccountId]) -> None:
        """Take what stands at a position out of these feeds, 25 a request. Retry-safe."""
        self._writer.delete((f"FEED#{owner}", position) for owner in owners)

    def erase(self, owner: AccountId, *, limit: int) -> int:
        """Delete entries and head of a deleted account's feed; answers how many there were. Idempotent."""
        rows = self._reader.query(f"FEED#{owner}", limit=limit)
        self._writer.delete((row["PK"], row["SK"]) for row in rows)
        return len(rows)


def _pointer_item(partition: str, entry: Entry, now: datetime) -> dict[str, dict[str, str]]:
    quote = entry.pointer.quote
    told = {
        "p": entry.pointer.post,
        "a": entry.pointer.author,
        "q": quote.post if quote else None,
        "qa": quote.author if quote else None,
        "by": entry.by,
        "t": entry.answers,
    }
    return {
        "PK": {"S": partition},
        "SK": {"S": entry.position},
        **{name: {"S": value} for name, value in told.items() if value is not None},
        "expires_at": {"N": str(epoch(now + KEEP))},
    }
