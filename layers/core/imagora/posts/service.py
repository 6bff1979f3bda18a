"""What people do with posts: publish, look, delete. And what the pipeline does: let pending ones out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import msgspec

from imagora.accounts.models import Profile
from imagora.accounts.rows import profile_key
from imagora.accounts.service import acting_of
from imagora.accounts.store import count_posts
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import AccountSuspended, Unavailable
from imagora.kernel.ids import AccountId, MediaId, Position, PostId, is_id, new_id
from imagora.media import models as media_models
from imagora.media.library import Library
from imagora.media.listing import media_key, media_of
from imagora.media.models import Label, Media, MediaNotFound, MediaRejected
from imagora.media.store import MediaStore
from imagora.moderation.events import Subject
from imagora.moderation.findings import Findings
from imagora.moderation.screening import CLEAR, Clearance, Screening
from imagora.posts import conversation_store
from imagora.posts.answering import Answered, Answering
from imagora.posts.authorship import Authorship
from imagora.posts.context import texts_above
from imagora.posts.facets import Facet
from imagora.posts.hydration import Shown
from imagora.posts.listing import post_key, post_of
from imagora.posts.marks import UNMARKED
from imagora.posts.mentions import Written
from imagora.posts.models import (
    Ai,
    AltMissing,
    Card,
    Gates,
    Post,
    PostNotFound,
    StatusChanged,
    ai_of,
    labels_with,
    picture_of,
)
from imagora.posts.pending import HELD_LOOKED_AFTER, LOOK_AFTER, SPREAD_WITHIN, release, stop_waiting
from imagora.posts.store import PostStore
from imagora.table.once import Once
from imagora.table.transaction import Transaction

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to post: cleaned text, pictures of their own, what they say of AI, what it is about."""

    text: str
    media_ids: tuple[MediaId, ...]
    declared: Ai | None
    reply_to: str | None = None
    quote_of: str | None = None
    gates: Gates | None = None
    labels: tuple[str, ...] = ()


class _Answer(msgspec.Struct, frozen=True):
    """What of a post is settled before its pictures are looked at."""

    id: PostId
    draft: Draft
    to: Answered
    facets: tuple[Facet, ...]
    cleared: Clearance


@dataclass(frozen=True)
class Posts:
    """Use cases of posts. Each asks whose things they are; what isn't for somebody doesn't exist for them."""

    posts: PostStore
    media: MediaStore
    library: Library
    screening: Screening
    findings: Callable[[], Findings]
    answering: Answering
    authorship: Authorship
    alt_required: bool
    now: Clock

    def publish(self, author: AccountId, draft: Draft, *, once: Once | None) -> Shown:
        """Publish, now or as soon as all pictures are ready, and show it to its author: 1 batch, 1 transaction.

        A reply or a quote takes one step more where this process doesn't know yet who wrote what it is about. A picture
        that gets ready between the read and the write makes the write start again, so none is stranded. What a checker
        holds waits for a moderator; its case is opened with it. Raises
        Unauthenticated, AccountSuspended, AccountMuted, TextBlocked, PostNotFound, PrivatePost, ReplyGated, QuoteGated,
        MediaNotFound, MediaRejected, AltMissing, Unavailable when pictures keep changing under us.
        """
        written = Written.of(draft.text)
        also = [*written.keys, *map(media_key, filter(is_id, draft.media_ids))]
        ground = self.answering.look(author, draft.reply_to, draft.quote_of, also)
        post_id = PostId(new_id(self.now()))
        cleared = self._read(post_id, author, draft, ground.about)
        answer = _Answer(post_id, draft, ground.about, written.named(ground.rows), cleared)
        found = {one: media_of(row) for one in draft.media_ids if (row := ground.rows.get(media_key(one)))}
        post = self._try(author, answer, found, once)
        self.authorship.note({post.id: author})
        return _shown(post, ground.author, ground.about)

    def _read(self, post_id: PostId, author: AccountId, draft: Draft, to: Answered) -> Clearance:
        """Have its text read, together with what it answers and quotes."""
        if not draft.text:
            return CLEAR
        given = [post for post in (to.parent, to.quoted) if post is not None]
        above = partial(texts_above, self.posts.reader, to.path, given)
        return self.screening.text(draft.text, Subject("post", post_id), author, above)

    def _try(self, author: AccountId, answer: _Answer, found: Mapping[MediaId, Media], once: Once | None) -> Post:
        for _ in range(_TRIES):
            media = self._own_media(author, answer.draft.media_ids, found)
            try:
                return self._write(author, answer, media, once)
            except media_models.StatusChanged:
                found = self.media.batch(answer.draft.media_ids)
        raise Unavailable

    def _own_media(self, owner: AccountId, ids: Sequence[MediaId], found: Mapping[MediaId, Media]) -> list[Media]:
        media = [found[i] for i in ids if i in found]
        if len(media) < len(ids) or any(one.owner != owner or one.status == "removed" for one in media):
            raise MediaNotFound
        if any(one.status == "rejected" for one in media):
            raise MediaRejected
        if self.alt_required and not all(one.alt for one in media):
            raise AltMissing(*[f"media_ids.{place}" for place, one in enumerate(media) if not one.alt])
        return media

    def _write(self, author: AccountId, answer: _Answer, media: list[Media], once: Once | None) -> Post:
        now = self.now()
        post = _post(author, answer, media, now)
        ready, held = post.status == "published", answer.cleared.held
        transaction = Transaction()
        if held is not None:
            case = self.findings().hold(transaction, Subject("post", post.id), author, held)
            post = msgspec.structs.replace(post, held_by=case)
        wait = SPREAD_WITHIN if ready else HELD_LOOKED_AFTER if held else LOOK_AFTER
        self.posts.add(transaction, post, look_after=now + wait)
        for one in media:
            self.media.use(transaction, one, post.id, waits=not ready)
        if ready:
            count_posts(transaction, author, 1)
            conversation_store.join(transaction, post, now=now, fresh=True, crowded=answer.to.crowded)
        if once is not None:
            once.join(transaction, post.id, now)
        transaction.commit()
        return post

    def publish_pending(self, post_id: PostId) -> bool:
        """Let a pending post out if all its pictures are ready; reject it if one was rejected (its author sees why).

        Retry-safe: a second delivery finds it published. True while it still waits: for pictures, for a moderator, or
        for its author to be active again.
        """
        for _ in range(_TRIES):
            post = self.posts.get(post_id)
            if post is None or post.status != "pending":
                return False
            media = self.media.fresh(post.media_ids)
            ended = len(media) < len(post.media_ids) or any(one.status in ("rejected", "removed") for one in media)
            if not ended and (post.held_by or not all(one.status == "ready" for one in media)):
                return True
            try:
                (self._rejection(post) if ended else self._release(post, media)).commit()
            except AccountSuspended:
                return True
            except StatusChanged:
                continue  # another delivery or the author's deletion was faster, or it was edited
            return False
        raise Unavailable

    def _release(self, post: Post, media: list[Media]) -> Transaction:
        transaction = Transaction()
        release(transaction, self.posts, self.media, post, media, self.now())
        return transaction

    def _rejection(self, post: Post) -> Transaction:
        transaction = Transaction()
        self.posts.end(transaction, post, "rejected", look_after=self.now() + LOOK_AFTER)
        stop_waiting(transaction, self.media, post)
        return transaction

    def delete(self, author: AccountId, post_id: str) -> None:
        """Delete one's own post: gone from every answer with this write; its pictures from the bucket right after.

        Idempotent. The stream repeats the removal of the pictures, should this process die before it.
        Raises Unauthenticated, AccountSuspended, PostNotFound for what isn't there or isn't theirs.
        """
        for _ in range(_TRIES):
            post = self._own(author, post_id)
            if post.status == "deleted":
                return
            try:
                self._ending(post, counted=True).commit()
            except StatusChanged:
                continue  # it went out, or was rejected, between our read and our write
            self.remove_pictures(post.media_ids)
            return
        raise Unavailable

    def _own(self, author: AccountId, post_id: str) -> Post:
        """The author and their post, whatever its status, in one consistent batch."""
        keys = [profile_key(author), *([post_key(post_id)] if is_id(post_id) else [])]
        rows = self.posts.reader.batch(keys, consistent=True)
        acting_of(rows.get(keys[0]))
        row = rows.get(keys[-1]) if len(keys) > 1 else None
        if row is None or row["author"] != author:
            raise PostNotFound
        return post_of(row)

    def _ending(self, post: Post, *, counted: bool) -> Transaction:
        transaction = Transaction()
        self.posts.end(transaction, post, "deleted", look_after=self.now() + LOOK_AFTER)
        for media_id in dict.fromkeys(post.media_ids):
            self.media.unuse(transaction, media_id, post.id)
            if post.status == "pending":
                self.media.stop_waiting(media_id, post.id, into=transaction)
        conversation_store.forget_versions(transaction, self.posts.reader, post)
        if post.status == "published":
            conversation_store.leave(transaction, post, now=self.now())
            if counted:
                count_posts(transaction, post.author, -1)
        return transaction

    def erase(self, post_id: PostId) -> None:
        """End a post of an account that was deleted. Retry-safe."""
        post = self.posts.get(post_id)
        if post is not None and post.status != "deleted":
            _commit(self._ending(post, counted=False))
            self.remove_pictures(post.media_ids)

    def remove_pictures(self, media_ids: Sequence[MediaId]) -> None:
        """Take away those of these pictures that no living post shows. Retry-safe."""
        for media_id in dict.fromkeys(media_ids):
            self.library.remove_unused(media_id)


def _post(author: AccountId, answer: _Answer, media: list[Media], now: datetime) -> Post:
    draft, to = answer.draft, answer.to
    ready = answer.cleared.held is None and all(one.status == "ready" for one in media)
    card = Card(
        text=draft.text,
        facets=answer.facets,
        pictures=tuple(map(picture_of, media)) if ready else (),
        waiting=() if ready else tuple(one.id for one in media),
        ai=ai_of(media, draft.declared),
        created_at=rfc3339(now),
        reply_to=to.parent.id if to.parent else None,
        root=to.root,
        reply_author=to.parent.author if to.parent else None,
        quote=to.quote,
        gates=draft.gates,
    )
    return Post(
        id=answer.id,
        author=author,
        status="published" if ready else "pending",
        card=card,
        declared=draft.declared,
        position=Position(new_id(now)) if ready else None,
        path=to.path,
        labels=labels_with(
            (*(Label(value, "author") for value in draft.labels), *labels_by_ai(answer.cleared)),
            media if ready else [],
        ),
    )


def labels_by_ai(cleared: Clearance) -> tuple[Label, ...]:
    return tuple(Label(value, "ai", confidence=confidence) for value, confidence in cleared.labels)


def _shown(post: Post, author: Profile, to: Answered) -> Shown:
    """A new post as its author sees it: with what it quotes, itself among those counted there."""
    quote = None
    if to.quoted is not None and to.quoted_author is not None:
        counts = msgspec.structs.replace(to.quoted.counts, quotes=to.quoted.counts.quotes + (post.position is not None))
        quote = Shown(msgspec.structs.replace(to.quoted, counts=counts), to.quoted_author)
    return Shown(post, author, quote, UNMARKED)


def _commit(transaction: Transaction) -> None:
    """Write, unless another delivery or the author's deletion was faster."""
    try:
        transaction.commit()
    except StatusChanged:
        return
