"""Feeds as they are read: `FEED#<uid>` / `<position>` with a head, and what is new of all. Writing is the store's.

The head (`graph.head`) sorts after every position, so the first page's Query brings it along for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import msgspec

from imagora.feeds.models import Entry
from imagora.graph.head import HEAD, NO_HEAD, Head, head_key, head_of
from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.kernel.parallel import together
from imagora.posts.hydration import Pointer, Quoted
from imagora.table.paging import Page
from imagora.table.reader import Number, Reader, Row, Text, plain

RECENT_SHARDS = 3
"""Writes to what is new of all spread over these partitions (1,000 units a second each); a page reads all of them."""


class FeedLists:
    """Home feeds, and what is new of all."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def newest(self, owner: AccountId, *, limit: int, now: datetime) -> tuple[Head, list[Entry]]:
        """The head and the first entries of a home feed, newest first (1 Query)."""
        return _split(self._reader.query_raw(f"FEED#{owner}", limit=limit + 1), limit, now)

    def newer(self, owner: AccountId, *, limit: int, beyond: str, now: datetime) -> tuple[Head, list[Entry]]:
        """The head and the first entries of a home feed, newest first, but none at this position or older (1 Query)."""
        found = self._reader.query_raw(f"FEED#{owner}", limit=limit + 1, between=(f"{beyond}!", HEAD))
        return _split(found, limit, now)

    def older(self, owner: AccountId, *, limit: int, after: str, now: datetime) -> list[Entry]:
        """Entries beyond a position (1 Query)."""
        return _read(self._reader.query_raw(f"FEED#{owner}", limit=limit, after=after), now)

    def head(self, owner: AccountId) -> Head:
        return head_of(self._reader.get(head_key(owner)))

    def recent(self, *, limit: int, after: str | None, now: datetime) -> Page[Entry]:
        """What is new of all, newest first (1 step: one Query a shard, in parallel).

        Each shard is asked for somewhat more than its share. Where one gave all that it was asked for, what the others
        have beyond its oldest may not be next, so the page ends there.
        """
        asked = min(limit, limit // RECENT_SHARDS + 16) + 1
        shards: list[list[Row]] = together(
            [partial(self._reader.query, f"RECENT#{shard}", limit=asked, after=after) for shard in range(RECENT_SHARDS)]
        )
        bounds = [rows[-1]["SK"] for rows in shards if len(rows) == asked]
        bound = max(bounds, default="")
        known = [row for rows in shards for row in rows if row["SK"] >= bound]
        known.sort(key=lambda row: str(row["SK"]), reverse=True)
        page = known[:limit]
        more = bool(bounds) or len(known) > limit
        return Page(_entries(page, now), page[-1]["SK"] if more else None)


class _Row(msgspec.Struct, gc=False):
    """An entry of a home feed; of a head only its key is read."""

    SK: Text
    p: Text = Text("")
    a: Text = Text("")
    q: Text | None = None
    qa: Text | None = None
    by: Text | None = None
    t: Text | None = None
    expires_at: Number | None = None


_ENTRY = msgspec.json.Decoder(_Row, strict=False)


def _split(found: Sequence[msgspec.Raw], limit: int, now: datetime) -> tuple[Head, list[Entry]]:
    """The head, which stands before all entries where there is one, and the entries."""
    if found and _ENTRY.decode(found[0]).SK.S == HEAD:
        return head_of(plain(msgspec.json.decode(found[0]))), _read(found[1:], now)
    return NO_HEAD, _read(found[:limit], now)


def _read(found: Sequence[msgspec.Raw], now: datetime) -> list[Entry]:
    living = epoch(now)
    return [_entry(row) for row in map(_ENTRY.decode, found) if row.expires_at is None or row.expires_at.N > living]


def _entry(row: _Row) -> Entry:
    quote = Quoted(row.q.S, row.qa.S) if row.q and row.qa else None  # type: ignore[arg-type]
    return Entry(
        row.SK.S,  # type: ignore[arg-type]
        Pointer(row.p.S, row.a.S, quote),  # type: ignore[arg-type]
        row.by.S if row.by else None,  # type: ignore[arg-type]
        row.t.S if row.t else None,  # type: ignore[arg-type]
    )


def _entries(rows: Sequence[Row], now: datetime) -> list[Entry]:
    living = epoch(now)
    return [
        Entry(Position(row["SK"]), Pointer(PostId(row["p"]), AccountId(row["a"]), _quoted(row)))
        for row in rows
        if row.get("expires_at", living + 1) > living
    ]


def _quoted(row: Row) -> Quoted | None:
    return Quoted(PostId(row["q"]), AccountId(row["qa"])) if "q" in row else None
