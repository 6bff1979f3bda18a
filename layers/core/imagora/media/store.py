"""Media in the table: `MEDIA#<id>` / `MEDIA`; an owner's own, by id, on GSI1; what waits for one as `WAIT#<post>`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from imagora.accounts.rows import profile_key, profile_of
from imagora.kernel.clock import rfc3339
from imagora.kernel.errors import Unauthenticated
from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.media.listing import media_key, media_of
from imagora.media.models import TRANSITIONS, Label, Media, Rejection, Status, StatusChanged
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Reader
from imagora.table.transaction import Transaction, guarded


class MediaItem(Item):
    owner = UnicodeAttribute()
    status = UnicodeAttribute()
    origin = UnicodeAttribute()
    key = UnicodeAttribute()
    created_at = UnicodeAttribute()
    content_type = UnicodeAttribute(null=True)
    bytes = NumberAttribute(null=True)
    width = NumberAttribute(null=True)
    height = NumberAttribute(null=True)
    alt = UnicodeAttribute(null=True)
    placeholder = UnicodeAttribute(null=True)
    phash = UnicodeAttribute(null=True)
    declared = UnicodeAttribute(null=True)
    made_by = UnicodeAttribute(null=True)
    job = UnicodeAttribute(null=True)
    prompt = UnicodeAttribute(null=True)
    remix_policy = UnicodeAttribute(null=True)
    rejection = UnicodeAttribute(null=True)
    posts = NumberAttribute(default=0)
    shown_in = UnicodeSetAttribute(null=True)
    withheld_by = UnicodeAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    labels = UnicodeAttribute(null=True)
    opinion = UnicodeAttribute(null=True)
    checked = UnicodeAttribute(null=True)
    again = NumberAttribute(null=True)
    lineage = UnicodeAttribute(null=True)
    shared = BooleanAttribute(null=True)


class WaitItem(Item):
    """`MEDIA#<id>` / `WAIT#<post>`: a pending post that goes out when this medium is ready."""


_UNUSED = MediaItem.posts <= 0
"""No living post shows it."""
_WITHOUT_WORDS: tuple[Action, ...] = (MediaItem.prompt.remove(), MediaItem.alt.remove(), MediaItem.checked.remove())
THERE: tuple[Status, ...] = tuple(sorted(set(TRANSITIONS) - {"removed"}))
"""Statuses of what wasn't taken away."""


def _leaving(to: Status) -> list[Action]:
    """What a change of status always writes: nobody has to look after it any more, no checker is asked again."""
    return [MediaItem.status.set(to), *UNATTENDED, MediaItem.again.remove()]


UNATTENDED: tuple[Action, ...] = (MediaItem.GSI2PK.remove(), MediaItem.GSI2SK.remove())
"""Nobody looks after it any more."""


def _written(labels: Sequence[Label]) -> str:
    return msgspec.json.encode(labels).decode()


def _labelled_as(media: Media) -> Condition:
    """The condition that what stands on it is what was read."""
    condition: Condition = (
        MediaItem.labels == _written(media.labels) if media.labels else MediaItem.labels.does_not_exist()
    )
    return condition


def _offered_as(media: Media) -> Condition:
    """The condition that its owner says of it what was read: a post's card repeats that."""
    shared: Condition = MediaItem.shared.exists() if media.prompt_shared else MediaItem.shared.does_not_exist()
    policy: Condition = MediaItem.remix_policy == media.remix_policy
    if media.remix_policy == "nobody":
        policy |= MediaItem.remix_policy.does_not_exist()
    condition: Condition = shared & policy
    return condition


def _as_read(media: Media) -> Condition:
    """The condition that what a post repeats of it is what was read."""
    both: Condition = _labelled_as(media) & _offered_as(media)
    return both


class MediaStore:
    """Every change of status names the one it expects to leave, so a medium moves along TRANSITIONS or not at all."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def get(self, media_id: MediaId) -> Media | None:
        """One consistent read."""
        row = self._reader.get(media_key(media_id), consistent=True)
        return media_of(row) if row else None

    def batch(self, ids: Sequence[MediaId]) -> dict[MediaId, Media]:
        rows = self._reader.batch([media_key(media_id) for media_id in ids])
        return {media.id: media for media in map(media_of, rows.values())}

    def fresh(self, ids: Sequence[MediaId]) -> list[Media]:
        """Those of these that exist, as they are at this moment (1 consistent read each): for what can't be undone."""
        return [media for media in map(self.get, dict.fromkeys(ids)) if media is not None]

    def batch_of(self, owner: AccountId, ids: Sequence[MediaId]) -> dict[MediaId, Media]:
        """As `batch`, for their owner to see; the account comes along in the same request (0.5 read units).

        Raises Unauthenticated once it is deleted: a token that is still out shows no picture any more.
        """
        account = profile_key(owner)
        rows = self._reader.batch([account, *(media_key(media_id) for media_id in ids)])
        profile = rows.pop(account, None)
        if profile is not None and profile_of(profile).status == "deleted":
            raise Unauthenticated
        return {media.id: media for media in map(media_of, rows.values())}

    def of_owner(self, owner: AccountId, *, limit: int, after: str | None = None) -> list[MediaId]:
        """Ids of an owner's media, newest first (1 Query)."""
        rows = self._reader.query(f"MEDIA_OF#{owner}", index="GSI1", limit=limit, after=after)
        return [MediaId(row["GSI1SK"]) for row in rows]

    def add(self, media: Media, *, look_after: datetime, into: Transaction | None = None) -> bool:
        """Put a new medium; False where it is there already (a second delivery of the same work)."""
        pk, sk = media_key(media.id)
        item = MediaItem(
            pk,
            sk,
            type="media",
            GSI1PK=f"MEDIA_OF#{media.owner}",
            GSI1SK=media.id,
            GSI2PK=due.partition(pk),
            GSI2SK=due.sort_key(look_after, pk),
            owner=media.owner,
            status=media.status,
            origin=media.origin,
            key=media.key,
            created_at=rfc3339(media.created_at),
            content_type=media.content_type or None,
            bytes=media.bytes or None,
            alt=media.alt or None,
            declared=media.declared,
            made_by=msgspec.json.encode(media.made_by).decode() if media.made_by else None,
            job=media.job,
            prompt=media.prompt,
            checked=media.checked or None,
            remix_policy=media.remix_policy,
            lineage="".join(media.lineage) or None,
            posts=0,
        )
        if into is not None:
            into.create(item)
            return True
        try:
            with guarded(StatusChanged()):
                item.save(Item.PK.does_not_exist())
        except StatusChanged:
            return False
        return True

    def label(self, transaction: Transaction, media: Media, labels: Sequence[Label]) -> None:
        """Have these stand on it instead. `commit` raises StatusChanged when others did in between."""
        action = MediaItem.labels.set(_written(labels)) if labels else MediaItem.labels.remove()
        transaction.update(
            MediaItem(*media_key(media.id)), [action], _labelled_as(media) & Item.PK.exists(), otherwise=StatusChanged()
        )

    def move(self, media_id: MediaId, frm: Status, to: Status, **changes: Any) -> None:
        """Change the status, and with it attributes of `MediaItem` by name (1 conditional update).

        Leaving `processing` ends the due time. Raises StatusChanged when the medium isn't in `frm` any more.
        """
        if to not in TRANSITIONS[frm]:
            raise ValueError(f"media don't go from {frm} to {to}")
        actions = _leaving(to)
        actions += [getattr(MediaItem, name).set(value) for name, value in changes.items()]
        condition = MediaItem.status == frm
        if to == "removed":
            condition &= _UNUSED
            actions += _WITHOUT_WORDS
        with guarded(StatusChanged()):
            MediaItem(*media_key(media_id)).update(actions=actions, condition=condition)

    def withhold(self, transaction: Transaction, media: Media, rejection: Rejection, case: str) -> None:
        """`held | ready → rejected`, by a case. `commit` raises StatusChanged when it isn't as it was read any more."""
        actions = _leaving("rejected")
        actions += [
            MediaItem.rejection.set(msgspec.json.encode(rejection).decode()),
            MediaItem.withheld_by.set(case),
        ]
        when = MediaItem.status == media.status
        transaction.update(MediaItem(*media_key(media.id)), actions, when, otherwise=StatusChanged())

    def release(self, transaction: Transaction, media: Media) -> None:
        """`held | rejected → ready`. `commit` raises StatusChanged when it isn't as it was read any more."""
        actions = [*_leaving("ready"), MediaItem.rejection.remove(), MediaItem.withheld_by.remove()]
        when = MediaItem.status == media.status
        if media.withheld_by is not None:
            when &= MediaItem.withheld_by == media.withheld_by
        transaction.update(MediaItem(*media_key(media.id)), actions, when, otherwise=StatusChanged())

    def take_back(self, transaction: Transaction, media: Media, *, otherwise: Exception) -> bool:
        """In the transaction that ends its job: remove the picture, unless a living post shows it. True where it stays.

        `commit` raises `otherwise` when that isn't as it was read any more.
        """
        item = MediaItem(*media_key(media.id))
        if media.posts > 0:
            transaction.check(item, MediaItem.posts > 0, otherwise=otherwise)
            return True
        if media.status != "removed":
            removal = [*_leaving("removed"), *_WITHOUT_WORDS]
            transaction.update(item, removal, (MediaItem.status == media.status) & _UNUSED, otherwise=otherwise)
        return False

    def give_up(self, media_id: MediaId, rejection: Rejection) -> None:
        """`processing → rejected`. Raises StatusChanged when it isn't processing any more."""
        self.move(media_id, "processing", "rejected", rejection=msgspec.json.encode(rejection).decode())

    def describe(self, media_id: MediaId, alt: str, *, into: Transaction | None = None) -> None:
        """Set or remove the description (1 conditional update). Raises StatusChanged for one that was removed."""
        actions: list[Action] = [MediaItem.alt.set(alt) if alt else MediaItem.alt.remove()]
        there = MediaItem.status.is_in(*THERE)
        if into is not None:
            into.update(MediaItem(*media_key(media_id)), actions, there, otherwise=StatusChanged())
            return
        with guarded(StatusChanged()):
            MediaItem(*media_key(media_id)).update(actions=actions, condition=there)

    def delete(self, media_id: MediaId) -> None:
        """Delete the item. Idempotent."""
        MediaItem(*media_key(media_id)).delete()

    def postpone(self, media_id: MediaId, until: datetime) -> None:
        """Somebody looks after it again at `until`, if it is still processing then."""
        pk, sk = media_key(media_id)
        with guarded(StatusChanged()):
            MediaItem(pk, sk).update(
                actions=[MediaItem.GSI2SK.set(due.sort_key(until, pk))], condition=MediaItem.status == "processing"
            )

    def use(self, transaction: Transaction, media: Media, post: PostId, *, waits: bool) -> None:
        """Count one more living post that shows it, if it still has the status that was read.

        With `waits`, that (pending) post is told when the medium is ready. `commit` raises StatusChanged.
        """
        transaction.update(
            MediaItem(*media_key(media.id)),
            [MediaItem.posts.add(1), MediaItem.shown_in.add({post})],
            (MediaItem.status == media.status) & (MediaItem.owner == media.owner) & _as_read(media),
            otherwise=StatusChanged(),
        )
        if waits and media.status != "ready":
            transaction.put(WaitItem(media_key(media.id)[0], f"WAIT#{post}", type="wait"))

    def unuse(self, transaction: Transaction, media_id: MediaId, post: PostId) -> None:
        """Count one living post less (inside the transaction that ends the post, so exactly once)."""
        transaction.update(
            MediaItem(*media_key(media_id)), [MediaItem.posts.add(-1), MediaItem.shown_in.delete({post})]
        )

    def waiting(self, media_id: MediaId, *, limit: int = 25) -> list[PostId]:
        """Pending posts that wait for it (1 Query)."""
        rows = self._reader.query(media_key(media_id)[0], prefix="WAIT#", limit=limit, ascending=True)
        return [PostId(row["SK"].removeprefix("WAIT#")) for row in rows]

    def stop_waiting(self, media_id: MediaId, post: PostId, *, into: Transaction | None = None) -> None:
        item = WaitItem(media_key(media_id)[0], f"WAIT#{post}")
        if into is not None:
            into.delete(item)
        else:
            item.delete()
