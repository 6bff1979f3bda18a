"""Notifications as they are read: `NOTES#<uid>` / `<kind>#<subject>`, newest first on GSI1. Writing is the store's.

The index says `<position>`, or `<position>#<actor>` where one actor alone is told of: so that what is unread can be
counted without the groups themselves. Marker, settings and muted threads stand in the same partition, after all groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.notifications.models import MOST_COUNTED, Group, Kind, Note
from imagora.posts.hydration import Quoted
from imagora.table.reader import Begun, Key, Reader, Row, Text

_ULID = 26


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One line of the index: a group, where it stands, and its only actor, if it has just one."""

    group: str
    place: str

    @property
    def position(self) -> Position:
        return Position(self.place[:_ULID])

    @property
    def actor(self) -> AccountId | None:
        return AccountId(self.place[_ULID + 1 :]) or None


class Settings(msgspec.Struct, frozen=True):
    """What somebody doesn't want to be told of."""

    off: frozenset[Kind] = frozenset()


class _There(msgspec.Struct, gc=False):
    """An item of which only counts that it is there."""

    SK: Text


def partition(owner: str) -> str:
    return f"NOTES#{owner}"


def index_partition(owner: str) -> str:
    return f"NOTED#{owner}"


def group_key(owner: str, name: str) -> Key:
    return partition(owner), name


def settings_key(owner: str) -> Key:
    return partition(owner), "~SETTINGS"


def thread_key(owner: str, root: str) -> Key:
    """There when the owner muted the thread of this root."""
    return partition(owner), f"~THREAD#{root}"


def read_key(owner: str) -> Key:
    return partition(owner), "~READ"


def settings_of(row: Row | None) -> Settings:
    return Settings(frozenset((row or {}).get("off") or ()))


def note_of(row: Row, now: datetime) -> Note | None:
    """A group from its item; None for one that has expired (the table deletes those late)."""
    if row["expires_at"] <= epoch(now):
        return None
    return Note(
        group=Group.named(row["SK"]),
        position=Position(row["GSI1SK"][:_ULID]),
        count=row["n"],
        recent=tuple(row.get("r") or ()),
        inside=frozenset(row.get("w") or ()),
        quote=Quoted(PostId(row["q"]), AccountId(row["qa"])) if "q" in row else None,
    )


class NoteLists(msgspec.Struct, frozen=True):
    reader: Reader

    def newest(self, owner: AccountId, *, limit: int, after: str | None) -> list[Entry]:
        """The index, newest first (1 Query; 0.5 read units per 4 KB: some 25 entries)."""
        rows = self.reader.query(index_partition(owner), index="GSI1", limit=limit, after=after)
        return [_entry(row) for row in rows]

    def unread(self, owner: AccountId, mark: str) -> Sequence[Entry]:
        """What is newer than the mark, the newest hundred (1 Query)."""
        between = (f"{mark}~" if mark else "0", "~")
        rows = self.reader.query(index_partition(owner), index="GSI1", limit=MOST_COUNTED, between=between)
        return [_entry(row) for row in rows]

    def groups(self, owner: AccountId, names: Iterable[str], now: datetime) -> dict[str, Note]:
        """The living groups of these names (1 batch; 0.5 read units each)."""
        rows = self.reader.batch([group_key(owner, name) for name in names]).values()
        notes = {row["SK"]: note_of(row, now) for row in rows}
        return {name: note for name, note in notes.items() if note is not None}

    def begin_muted(self, owner: AccountId, root: PostId) -> Begun[bool]:
        """Whether somebody muted the thread of this root (0.5 read units): asked for, not waited for."""
        found = self.reader.begin_batch_as(_There, [thread_key(owner, root)])
        return lambda: bool(found())

    def read_mark(self, owner: AccountId) -> str:
        """Up to where all is read: a position, or nothing (0.5 read units)."""
        row = self.reader.get(read_key(owner))
        return str(row["p"]) if row else ""

    def settings(self, owner: AccountId) -> Settings:
        """What somebody turned off (0.5 read units)."""
        return settings_of(self.reader.get(settings_key(owner)))


def _entry(row: Row) -> Entry:
    return Entry(row["SK"], row["GSI1SK"])
