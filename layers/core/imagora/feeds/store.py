"""Feeds in the table: `FEED#<uid>` / `<position>` with a head, and what is new of all, sharded.

The head sorts after every position (`~` is greater than any ULID character), so the first page's Query brings it along
for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zlib import crc32

from pynamodb.attributes import UnicodeSetAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from imagora.feeds.models import KEEP, Entry, Head
from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts.hydration import Pointer
from imagora.table.item import Item
from imagora.table.paging import Page
from imagora.table.reader import Key, Reader, Row
from imagora.table.transaction import Transaction, guarded
from imagora.table.writer import Writer

HEAD = "~HEAD"
_HIDDEN = "h#"
RECENT_SHARDS = 4
"""Writes to what is new of all spread over these partitions (1,000 units a second each); a page reads all of them."""


class HeadItem(Item):
    """`FEED#<uid>` / `~HEAD`. Besides `pulled`, an attribute `h#<author>` a hidden author: until when (epoch).

    (Attributes, not a map: an attribute can be set and removed whether or not another is there.)
    """

    pulled = UnicodeSetAttribute(null=True)


class _Unfollowed(Exception):
    """The reader doesn't follow this author any more."""


def _hidden(author: AccountId) -> Path:
    return Path([f"{_HIDDEN}{author}"])


def head_key(reader: AccountId) -> Key:
    return f"FEED#{reader}", HEAD


def head_of(row: Row | None) -> Head:
    if row is None:
        return Head()
    return Head(
        frozenset(AccountId(uid) for uid in row.get("pulled") or ()),
        {AccountId(name.removeprefix(_HIDDEN)): until for name, until in row.items() if name.startswith(_HIDDEN)},
    )


class FeedStore:
    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def newest(self, owner: AccountId, *, limit: int, now: datetime) -> tuple[Head, list[Entry]]:
        """The head and the first entries of a home feed, newest first (1 Query)."""
        rows = self._reader.query(f"FEED#{owner}", limit=limit + 1)
        if rows and rows[0]["SK"] == HEAD:
            return head_of(rows[0]), _entries(rows[1:], now)
        return Head(), _entries(rows[:limit], now)

    def older(self, owner: AccountId, *, limit: int, after: str, now: datetime) -> list[Entry]:
        """Entries beyond a position (1 Query)."""
        return _entries(self._reader.query(f"FEED#{owner}", limit=limit, after=after), now)

    def head(self, owner: AccountId) -> Head:
        return head_of(self._reader.get(head_key(owner)))

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

    def recent(self, *, limit: int, after: str | None, now: datetime) -> Page[Entry]:
        """What is new of all, newest first (1 step: one Query a shard, in parallel).

        Each shard is asked for somewhat more than its share. Where one gave all that it was asked for, what the others
        have beyond its oldest may not be next, so the page ends there.
        """
        asked = min(limit, limit // RECENT_SHARDS + 16) + 1
        with ThreadPoolExecutor(RECENT_SHARDS) as pool:
            shards = list(
                pool.map(
                    lambda shard: self._reader.query(f"RECENT#{shard}", limit=asked, after=after),
                    range(RECENT_SHARDS),
                )
            )
        bounds = [rows[-1]["SK"] for rows in shards if len(rows) == asked]
        bound = max(bounds, default="")
        known = [row for rows in shards for row in rows if row["SK"] >= bound]
        known.sort(key=lambda row: str(row["SK"]), reverse=True)
        page = known[:limit]
        more = bool(bounds) or len(known) > limit
        return Page(_entries(page, now), page[-1]["SK"] if more else None)

    def erase(self, owner: AccountId, *, limit: int) -> int:
        """Delete entries and head of a deleted account's feed; answers how many there were. Idempotent."""
        rows = self._reader.query(f"FEED#{owner}", limit=limit)
        self._writer.delete((row["PK"], row["SK"]) for row in rows)
        return len(rows)

    def mark(self, owners: Sequence[AccountId], author: AccountId) -> None:
        """Note an author as one to pull in these heads (1 write each). Retry-safe; passes over who unfollowed by now."""
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


def _entries(rows: Sequence[Row], now: datetime) -> list[Entry]:
    living = epoch(now)
    return [
        Entry(Position(row["SK"]), Pointer(PostId(row["p"]), AccountId(row["a"])))
        for row in rows
        if row.get("expires_at", living + 1) > living
    ]


def _pointer_item(partition: str, entry: Entry, now: datetime) -> dict[str, dict[str, str]]:
    return {
        "PK": {"S": partition},
        "SK": {"S": entry.position},
        "p": {"S": entry.pointer.post},
        "a": {"S": entry.pointer.author},
        "expires_at": {"N": str(epoch(now + KEEP))},
    }
