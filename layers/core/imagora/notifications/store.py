"""Notifications as they are written. How they are laid out is in `listing`.

A group holds its actors itself up to a hundred; the next one moves them beside it (`A#<group>`), and from then on each
actor has an item there (`A#<group>#<actor>`). Either way an actor is counted once, however often and in whatever order
the deed is told, and the group stays under 4 KB.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action

from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId, Position, PostId, new_id
from imagora.kernel.retry import retrying
from imagora.notifications.listing import (
    group_key,
    index_partition,
    note_of,
    partition,
    read_key,
    settings_key,
    thread_key,
)
from imagora.notifications.models import (
    COUNTED_INSIDE,
    KEEP,
    KEEP_MEMBER,
    MOST_MUTED_THREADS,
    Group,
    Kind,
    Note,
    TooManyMutedThreads,
    joined,
)
from imagora.posts.hydration import Quoted
from imagora.table.item import Item
from imagora.table.reader import Key, Reader
from imagora.table.transaction import Transaction, guarded
from imagora.table.writer import Writer

_TRIES = 8


class NoteItem(Item):
    """A group: `n` actors, `r` the newest by name, `w` all of them up to a hundred; `q`, `qa`: what its post quotes."""

    n = NumberAttribute()
    r = ListAttribute[Any]()
    w = UnicodeSetAttribute(null=True)
    q = UnicodeAttribute(null=True)
    qa = UnicodeAttribute(null=True)


class MembersItem(Item):
    """The first hundred of a group (`w`), or one more of its actors (nothing but its key)."""

    w = UnicodeSetAttribute(null=True)


class ReadItem(Item):
    """Up to where everything is read."""

    p = UnicodeAttribute()


class SettingsItem(Item):
    """Kinds that are off, and how many threads are muted."""

    off = UnicodeSetAttribute(null=True)
    threads = NumberAttribute(null=True)


class _Changed(Exception):
    """Somebody else joined the group between our read and our write."""


class _Known(Exception):
    """This was done before."""


class NoteStore:
    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def tell(
        self, owner: AccountId, group: Group, actor: AccountId | None, *, now: datetime, quote: Quoted | None = None
    ) -> None:
        """Have an actor join a group of this owner's: it moves to the top, unread. Nothing for one who is in it.

        Idempotent, and exact whoever else joins at the same time. 1 consistent read; 2 to 3 write units for the first
        few, 6 at most with a hundred, 6 beyond. `actor` None is for what nobody did. Raises Contended (the message
        comes again) when others kept being faster.
        """
        retrying(lambda: self._join(owner, group, actor, now, quote), on=_Changed, tries=_TRIES)

    def knows(self, owner: AccountId, group: Group, actor: AccountId, *, now: datetime) -> bool:
        """Whether this actor is in a living group (1 to 3 consistent reads)."""
        row = self._reader.get(group_key(owner, group.name), consistent=True)
        note = note_of(row, now) if row else None
        if note is None or note.inside:
            return note is not None and actor in note.inside
        beside = self._reader.get(_members_key(owner, group, actor), consistent=True)
        return beside is not None or self._among_first(owner, group, actor)

    def _join(
        self, owner: AccountId, group: Group, actor: AccountId | None, now: datetime, quote: Quoted | None
    ) -> None:
        row = self._reader.get(group_key(owner, group.name), consistent=True)
        note = note_of(row, now) if row else None
        if row is None or note is None:
            self._begin(owner, group, actor, now, quote)
        elif actor is None or actor in note.inside:
            return
        elif note.count < COUNTED_INSIDE:
            self._let_in(owner, note, actor, seen=row["GSI1SK"], now=now)
        elif note.inside:
            self._move_out(owner, note, actor, seen=row["GSI1SK"], now=now)
        elif not self._among_first(owner, group, actor):
            self._stand_beside(owner, note, actor, now=now)

    def _begin(
        self, owner: AccountId, group: Group, actor: AccountId | None, now: datetime, quote: Quoted | None
    ) -> None:
        place = Position(new_id(now))
        item = NoteItem(
            *group_key(owner, group.name),
            GSI1PK=index_partition(owner),
            GSI1SK=place if actor is None else f"{place}#{actor}",
            expires_at=epoch(now + KEEP),
            n=0 if actor is None else 1,
            r=[] if actor is None else [actor],
            w=None if actor is None else {actor},
            q=quote.post if quote else None,
            qa=quote.author if quote else None,
        )
        with guarded(_Changed()):
            item.save(NoteItem.PK.does_not_exist() | (NoteItem.expires_at <= epoch(now)))

    def _let_in(self, owner: AccountId, note: Note, actor: AccountId, *, seen: str, now: datetime) -> None:
        with guarded(_Changed()):
            NoteItem(*group_key(owner, note.group.name)).update(
                actions=[NoteItem.w.add({actor}), *_raised(note, actor, now)], condition=NoteItem.GSI1SK == seen
            )

    def _move_out(self, owner: AccountId, note: Note, actor: AccountId, *, seen: str, now: datetime) -> None:
        """The hundred and first: the set goes beside the group."""
        transaction = Transaction()
        transaction.put(_members(owner, note.group, now, inside=note.inside))
        transaction.put(_members(owner, note.group, now, actor=actor))
        transaction.update(
            NoteItem(*group_key(owner, note.group.name)),
            [NoteItem.w.remove(), *_raised(note, actor, now)],
            NoteItem.GSI1SK == seen,
            otherwise=_Changed(),
        )
        transaction.commit()

    def _among_first(self, owner: AccountId, group: Group, actor: AccountId) -> bool:
        row = self._reader.get(_members_key(owner, group), consistent=True)
        return row is not None and actor in (row.get("w") or ())

    def _stand_beside(self, owner: AccountId, note: Note, actor: AccountId, *, now: datetime) -> None:
        """One more beyond a hundred. Others may join meanwhile: the count is added to, not set."""
        transaction = Transaction()
        transaction.create(_members(owner, note.group, now, actor=actor), otherwise=_Known())
        transaction.update(
            NoteItem(*group_key(owner, note.group.name)),
            _raised(note, actor, now),
            NoteItem.n > COUNTED_INSIDE,
            otherwise=_Changed(),
        )
        with suppress(_Known):
            transaction.commit()

    def withdraw(self, groups: Iterable[tuple[AccountId, Group]]) -> None:
        """Take these groups away from these owners, where they are there (1 to 2 write units each). Idempotent."""
        self._writer.delete(group_key(owner, group.name) for owner, group in groups)

    def mark_read(self, owner: AccountId, up_to: Position) -> None:
        """Everything up to this position is read; the mark never moves back. Idempotent (1 write unit)."""
        with suppress(_Known), guarded(_Known()):
            ReadItem(*read_key(owner)).update(
                actions=[ReadItem.p.set(up_to)], condition=ReadItem.p.does_not_exist() | (ReadItem.p < up_to)
            )

    def turn_off(self, owner: AccountId, kinds: frozenset[Kind]) -> None:
        """These kinds are off, all others on. Idempotent (1 write unit)."""
        change: Action = SettingsItem.off.set(set(kinds)) if kinds else SettingsItem.off.remove()
        SettingsItem(*settings_key(owner)).update(actions=[change])

    def mute_thread(self, owner: AccountId, root: PostId) -> None:
        """Note a thread as muted. Idempotent (4 write units). Raises TooManyMutedThreads at a thousand."""
        transaction = Transaction()
        transaction.create(Item(*thread_key(owner, root)), otherwise=_Known())
        transaction.update(
            SettingsItem(*settings_key(owner)),
            [SettingsItem.threads.add(1)],
            SettingsItem.threads.does_not_exist() | (SettingsItem.threads < MOST_MUTED_THREADS),
            otherwise=TooManyMutedThreads(),
        )
        with suppress(_Known):
            transaction.commit()

    def unmute_thread(self, owner: AccountId, root: PostId) -> None:
        """Let a thread be heard again. Idempotent (4 write units)."""
        transaction = Transaction()
        transaction.delete(Item(*thread_key(owner, root)), Item.PK.exists(), otherwise=_Known())
        transaction.update(SettingsItem(*settings_key(owner)), [SettingsItem.threads.add(-1)])
        with suppress(_Known):
            transaction.commit()

    def erase(self, owner: AccountId, *, limit: int) -> int:
        """Delete notes, settings and marks of a deleted account; answers how many there were. Idempotent."""
        rows = self._reader.query(partition(owner), limit=limit)
        self._writer.delete((row["PK"], row["SK"]) for row in rows)
        return len(rows)


def _raised(note: Note, actor: AccountId, now: datetime) -> list[Action]:
    """What changes of a group when somebody joins it."""
    return [
        NoteItem.n.add(1),
        NoteItem.r.set(list(joined(note.recent, actor))),
        NoteItem.GSI1SK.set(new_id(now)),
        NoteItem.expires_at.set(epoch(now + KEEP)),
    ]


def _members_key(owner: AccountId, group: Group, actor: AccountId | None = None) -> Key:
    name = f"A#{group.name}"
    return partition(owner), name if actor is None else f"{name}#{actor}"


def _members(
    owner: AccountId,
    group: Group,
    now: datetime,
    *,
    actor: AccountId | None = None,
    inside: frozenset[AccountId] | None = None,
) -> MembersItem:
    keep: timedelta = KEEP_MEMBER
    return MembersItem(
        *_members_key(owner, group, actor), w=set(inside) if inside else None, expires_at=epoch(now + keep)
    )
