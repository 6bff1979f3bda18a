"""People's pictures: starting an upload, looking at one's own, deciding about what is held, taking things away."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from imagora.kernel.clock import Clock
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId, MediaId, is_id, new_id
from imagora.media import terms_store
from imagora.media.bucket import Bucket, Form
from imagora.media.models import (
    Declared,
    Edit,
    Label,
    Media,
    MediaNotFound,
    Rejection,
    StatusChanged,
    incoming_key,
    relabelled,
    rendition_keys,
    unwanted_keys,
    withheld_keys,
)
from imagora.media.store import MediaStore
from imagora.moderation.events import Subject
from imagora.moderation.screening import Screening
from imagora.table.once import Once
from imagora.table.transaction import Transaction

if TYPE_CHECKING:
    from imagora.accounts.models import Profile

Expect = Callable[[Transaction], object]
"""Adds to a transaction what has to be so for it to be written."""

FORM_SECONDS = 600
_TRIES = 4
_UPLOAD_GRACE = timedelta(seconds=FORM_SECONDS + 300)


def unguessable() -> str:
    """128 random bits: the only thing that protects a public picture's address before it is published."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Library:
    """Use cases of media. Every one of them asks whose the medium is; a stranger's doesn't exist."""

    store: MediaStore
    bucket: Bucket
    screening: Screening
    now: Clock

    def begin_upload(
        self,
        owner: Profile,
        *,
        content_type: str,
        size: int,
        alt: str,
        declared: Declared | None,
        once: Once | None,
    ) -> Media:
        """Promise a picture: the medium exists, `processing`, and waits for its file (1 transaction).

        One that never comes is rejected with `not_uploaded` after a quarter of an hour.
        Raises TextBlocked for a description that the rules don't allow.
        """
        now = self.now()
        media_id = MediaId(new_id(now))
        if alt:
            self.screening.words(alt, Subject("media", media_id), owner.id)
        media = Media(
            id=media_id,
            owner=owner.id,
            status="processing",
            origin="upload",
            key=unguessable(),
            created_at=now,
            content_type=content_type,
            bytes=size,
            alt=alt,
            declared=declared,
        )
        transaction = Transaction()
        self.store.add(media, look_after=now + _UPLOAD_GRACE, into=transaction)
        if once is not None:
            once.join(transaction, media.id, now)
        transaction.commit()
        return media

    def form(self, media: Media) -> tuple[Form, datetime]:
        """The form that takes the file, and until when. It may be asked for again; each opens for ten minutes."""
        form = self.bucket.form(
            incoming_key(media.owner, media.id),
            content_type=media.content_type,
            at_most=media.bytes,
            seconds=FORM_SECONDS,
        )
        return form, self.now() + timedelta(seconds=FORM_SECONDS)

    def own(self, owner: AccountId, media_id: str) -> Media:
        """One of the owner's own.

        Raises MediaNotFound for what isn't there, isn't theirs, or was taken away.
        """
        media = self.store.get(MediaId(media_id)) if is_id(media_id) else None
        if media is None or media.owner != owner or media.status == "removed":
            raise MediaNotFound
        return media

    def edit(self, owner: AccountId, media_id: str, edit: Edit) -> Media:
        """Say what one's own picture shows, who may remix it, whether its prompt is shared. Retry-safe.

        Raises MediaNotFound; TextBlocked for a description, or a prompt that is to be shared, that the rules don't
        allow.
        """
        media = self.own(owner, media_id)
        shown = [edit.alt or "", (media.prompt or "") if edit.share_prompt and not media.prompt_shared else ""]
        for told in filter(None, shown):
            self.screening.words(told, Subject("media", media.id), owner)
        after = edit.applied(media)
        if after != media:
            try:
                terms_store.set_terms(media.id, alt=edit.alt, remix_policy=edit.remix_policy, shared=edit.share_prompt)
            except StatusChanged as error:
                raise MediaNotFound from error
        return after

    def approve(self, media_id: MediaId) -> None:
        """Let a held picture out: copy first, then `held → ready`; what waits for it follows by itself.

        Raises StatusChanged when it isn't held (any more). Retry-safe.
        """
        media = self._held(media_id)
        for held, ready in rendition_keys(media).values():
            self.bucket.copy(held, ready)
        try:
            self.store.move(media_id, "held", "ready")
        except StatusChanged:
            current = self.store.get(media_id)
            if current is None or current.status != "ready":  # taken away in between: no copy of it may stay
                self.bucket.delete(ready for _, ready in rendition_keys(media).values())
            raise
        self.bucket.delete(held for held, _ in rendition_keys(media).values())

    def reject(self, media_id: MediaId, rejection: Rejection) -> None:
        """Refuse a held picture; its owner sees why.

        Raises StatusChanged when it isn't held (any more). Retry-safe.
        """
        media = self._held(media_id)
        self.store.move(media_id, "held", "rejected", rejection=msgspec.json.encode(rejection).decode())
        self.bucket.delete(held for held, _ in rendition_keys(media).values())

    def withhold(self, media_id: MediaId, rejection: Rejection, case: str, expect: Expect) -> Media | None:
        """Take a picture away because of a case, so that it can come back: its bytes are kept where nobody is served.

        Copies first, then `held | ready → rejected`, then deletes. Retry-safe: a second call deletes what a first one
        left. The picture that is away now; None where there was none to take away. Raises Unavailable where it keeps
        changing under us, and what `expect` adds.
        """
        for _ in range(_TRIES):
            media = self.store.get(media_id)
            if media is None or media.status in ("removed", "processing"):
                return None
            if media.status != "rejected":
                place = 0 if media.status == "held" else 1
                for name, keys in rendition_keys(media).items():
                    self.bucket.copy(keys[place], withheld_keys(media)[name])
                transaction = Transaction()
                expect(transaction)
                self.store.withhold(transaction, media, rejection, case)
                try:
                    transaction.commit()
                except StatusChanged:
                    continue
            self.bucket.delete(key for pair in rendition_keys(media).values() for key in pair)
            return media
        raise Unavailable

    def release(self, media_id: MediaId, case: str, expect: Expect) -> None:
        """Let a picture out: one that is held, or that this case took away. Nothing happens to any other.

        Retry-safe: a second call deletes what a first one left.
        Raises Unavailable where it keeps changing under us, and what `expect` adds.
        """
        for _ in range(_TRIES):
            media = self.store.get(media_id)
            if media is None:
                return
            kept = withheld_keys(media)
            if media.status == "ready":
                self.bucket.delete(kept.values())
            if not (media.status == "held" or (media.status, media.withheld_by) == ("rejected", case)):
                return
            for name, (held, ready) in rendition_keys(media).items():
                self.bucket.copy(held if media.status == "held" else kept[name], ready)
            transaction = Transaction()
            expect(transaction)
            self.store.release(transaction, media)
            try:
                transaction.commit()
            except StatusChanged:
                continue
            self.bucket.delete([*(held for held, _ in rendition_keys(media).values()), *kept.values()])
            return
        raise Unavailable

    def label(self, media_id: MediaId, case: str, labels: tuple[Label, ...], expect: Expect) -> None:
        """Have these labels of a case stand on a picture, and so on every post made of it from now on. Retry-safe.

        Raises Unavailable where it keeps changing under us, and what `expect` adds.
        """
        for _ in range(_TRIES):
            media = self.store.get(media_id)
            if media is None or media.status == "removed":
                return
            wanted = relabelled(media.labels, case, labels)
            if wanted == media.labels:
                return
            transaction = Transaction()
            expect(transaction)
            self.store.label(transaction, media, wanted)
            try:
                transaction.commit()
            except StatusChanged:
                continue
            return
        raise Unavailable

    def remove_unused(self, media_id: MediaId) -> bool:
        """Take away a picture that no living post shows: status first, then its objects. True when it is gone.

        Retry-safe: a second call deletes what a first one left. Raises Unavailable where it keeps changing under us.
        """
        for _ in range(_TRIES):
            media = self.store.get(media_id)
            if media is None:
                return True
            if media.status != "removed":
                if media.posts > 0:
                    return False
                try:
                    self.store.move(media_id, media.status, "removed")
                except StatusChanged:
                    continue  # it got ready, or into a post, between our read and our write
            self.delete_objects(media)
            return True
        raise Unavailable

    def give_up(self, media: Media, rejection: Rejection) -> None:
        """End one whose bytes never came, or never got through.

        Raises StatusChanged when it isn't processing any more.
        """
        self.store.give_up(media.id, rejection)

    def erase(self, media_id: MediaId) -> None:
        """Delete a deleted account's picture for good: its objects, then its item. Retry-safe."""
        media = self.store.get(media_id)
        if media is not None:
            self.delete_objects(media)
            self.store.delete(media_id)

    def tidy(self, media: Media) -> None:
        """Delete what a process that died half-way may have left of a settled picture. Idempotent."""
        self.bucket.delete(unwanted_keys(media))

    def delete_objects(self, media: Media) -> None:
        """Delete everything that the bucket has of it, wherever it stood."""
        self.bucket.delete(
            [
                incoming_key(media.owner, media.id),
                *(key for pair in rendition_keys(media).values() for key in pair),
                *withheld_keys(media).values(),
            ]
        )

    def _held(self, media_id: MediaId) -> Media:
        media = self.store.get(media_id)
        if media is None:
            raise MediaNotFound
        if media.status != "held":
            raise StatusChanged
        return media
