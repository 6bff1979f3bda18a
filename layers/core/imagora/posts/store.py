"""Posts in the table: `POST#<id>` / `POST`; an author's published ones on GSI1 by position, pending ones apart."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import msgspec
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from imagora.kernel.ids import Position, PostId
from imagora.media.models import Label
from imagora.posts.listing import PostLists, author_key, pending_key, post_key, traits_of
from imagora.posts.models import TRANSITIONS, Card, Post, PostNotFound, Status, StatusChanged
from imagora.table import due
from imagora.table.item import Item
from imagora.table.transaction import Transaction, guarded


class PostItem(Item):
    author = UnicodeAttribute()
    status = UnicodeAttribute()
    card = UnicodeAttribute()
    declared = UnicodeAttribute(null=True)
    position = UnicodeAttribute(null=True)
    likes = NumberAttribute(null=True)
    reposts = NumberAttribute(null=True)
    replies = NumberAttribute(null=True)
    quotes = NumberAttribute(null=True)
    remixes = NumberAttribute(null=True)
    crowded_until = NumberAttribute(null=True)
    hidden = BooleanAttribute(null=True)
    rev = NumberAttribute(null=True)
    edits = NumberAttribute(null=True)
    path = UnicodeAttribute(null=True)
    labels = UnicodeAttribute(null=True)
    withheld_by = UnicodeAttribute(null=True)
    held_by = UnicodeAttribute(null=True)


class PostStore(PostLists):
    """Posts, to read and to write.

    Every change of status names the one it expects to leave, so a post moves along TRANSITIONS or not at all.
    """

    def add(self, transaction: Transaction, post: Post, *, look_after: datetime) -> None:
        """Put a new post, published (with its position) or pending; due until it is spread, or let out."""
        pk, sk = post_key(post.id)
        transaction.create(
            PostItem(
                pk,
                sk,
                type="post",
                GSI1PK=author_key(post.author) if post.position else pending_key(post.author),
                GSI1SK=_listed(post, post.position) if post.position else post.id,
                GSI2PK=due.partition(pk),
                GSI2SK=due.sort_key(look_after, pk),
                author=post.author,
                status=post.status,
                card=_encode(post.card),
                declared=post.declared,
                position=post.position,
                path="".join(post.path) or None,
                labels=_encode_labels(post.labels),
                held_by=post.held_by,
            )
        )

    def publish(
        self,
        transaction: Transaction,
        post: Post,
        *,
        position: Position,
        card: Card,
        labels: tuple[Label, ...],
        look_after: datetime,
    ) -> None:
        """`pending → published`, at this position, with these labels.

        `commit` raises StatusChanged when it isn't pending any more, or was edited meanwhile.
        """
        pk, _ = post_key(post.id)
        transaction.update(
            PostItem(*post_key(post.id)),
            [
                PostItem.status.set("published"),
                PostItem.position.set(position),
                PostItem.card.set(_encode(card)),
                PostItem.GSI1PK.set(author_key(post.author)),
                PostItem.GSI1SK.set(_listed(post, position)),
                PostItem.GSI2SK.set(due.sort_key(look_after, pk)),
                *_labelled(labels),
                PostItem.held_by.remove(),
            ],
            _as_read(post),
            otherwise=StatusChanged(),
        )

    def let_wait(self, transaction: Transaction, post: Post, *, look_after: datetime) -> None:
        """A pending post isn't held any more; it goes out when its pictures are ready.

        `commit` raises StatusChanged when it isn't any more as it was read.
        """
        pk, _ = post_key(post.id)
        actions = [PostItem.held_by.remove(), PostItem.GSI2SK.set(due.sort_key(look_after, pk))]
        transaction.update(PostItem(*post_key(post.id)), actions, _as_read(post), otherwise=StatusChanged())

    def edit(
        self, transaction: Transaction, post: Post, card: Card, *, worded: bool, labels: tuple[Label, ...]
    ) -> None:
        """Give a post another card; `worded` where its text or descriptions change. `labels`: all that stand on it.

        `commit` raises StatusChanged when it isn't any more as it was read.
        """
        actions: list[Action] = [PostItem.card.set(_encode(card)), PostItem.rev.set(post.rev + 1)]
        if labels != post.labels:
            written = _encode_labels(labels)
            actions.append(PostItem.labels.set(written) if written else PostItem.labels.remove())
        if worded:
            actions.append(PostItem.edits.set(post.edits + 1))
        transaction.update(PostItem(*post_key(post.id)), actions, _as_read(post), otherwise=StatusChanged())

    def fold(self, post_id: PostId, *, hidden: bool) -> None:
        """Fold a reply away, or open it again (1 conditional update). Raises PostNotFound for one that is gone."""
        action = PostItem.hidden.set(True) if hidden else PostItem.hidden.remove()
        with guarded(PostNotFound()):
            PostItem(*post_key(post_id)).update(
                actions=[action], condition=PostItem.PK.exists() & (PostItem.status != "deleted")
            )

    def end(self, transaction: Transaction, post: Post, to: Status, *, look_after: datetime) -> None:
        """`rejected`: among what isn't out. `deleted`: in no list, and it keeps no word of what it said.

        One with pictures keeps their ids and stays due until they are taken away: see `forget`.
        """
        if to not in TRANSITIONS[post.status]:
            raise ValueError(f"posts don't go from {post.status} to {to}")
        actions: list[Action] = [PostItem.status.set(to)]
        if to == "deleted":
            actions += [PostItem.GSI1PK.remove(), PostItem.GSI1SK.remove()]
        else:  # the erasure of its author has to find it
            actions += [PostItem.GSI1PK.set(pending_key(post.author)), PostItem.GSI1SK.set(post.id)]
        if to == "deleted" and post.media_ids:
            pk, _ = post_key(post.id)
            actions += [
                PostItem.card.set(_encode(Card(waiting=post.media_ids))),
                PostItem.GSI2PK.set(due.partition(pk)),
                PostItem.GSI2SK.set(due.sort_key(look_after, pk)),
            ]
        else:
            actions += [PostItem.GSI2PK.remove(), PostItem.GSI2SK.remove()]
            actions += [PostItem.card.remove()] if to == "deleted" else []
        transaction.update(PostItem(*post_key(post.id)), actions, _as_read(post), otherwise=StatusChanged())

    def withhold(self, transaction: Transaction, post: Post, case: str) -> None:
        """`published → rejected`, by a case: among what isn't out; it keeps its position, where it may come back.

        Or `pending → rejected` of one that the case held.

        `commit` raises StatusChanged when it isn't any more as it was read.
        """
        actions = [
            PostItem.status.set("rejected"),
            PostItem.withheld_by.set(case),
            PostItem.held_by.remove(),
            PostItem.GSI1PK.set(pending_key(post.author)),
            PostItem.GSI1SK.set(post.id),
            PostItem.GSI2PK.remove(),
            PostItem.GSI2SK.remove(),
        ]
        transaction.update(PostItem(*post_key(post.id)), actions, _as_read(post), otherwise=StatusChanged())

    def restore(self, transaction: Transaction, post: Post, *, look_after: datetime) -> None:
        """`rejected → published`, at the post's position, to be spread again.

        `commit` raises StatusChanged when it isn't any more as it was read.
        """
        if post.position is None:
            raise ValueError("a post that goes out stands somewhere")
        pk, _ = post_key(post.id)
        actions = [
            PostItem.status.set("published"),
            PostItem.position.set(post.position),
            PostItem.card.set(_encode(post.card)),
            PostItem.withheld_by.remove(),
            PostItem.GSI1PK.set(author_key(post.author)),
            PostItem.GSI1SK.set(_listed(post, post.position)),
            PostItem.GSI2PK.set(due.partition(pk)),
            PostItem.GSI2SK.set(due.sort_key(look_after, pk)),
            *_labelled(post.labels),
        ]
        transaction.update(PostItem(*post_key(post.id)), actions, _as_read(post), otherwise=StatusChanged())

    def label(self, transaction: Transaction, post: Post, labels: tuple[Label, ...]) -> None:
        """Have these stand on it instead. `commit` raises StatusChanged when others did in between."""
        before, after = _encode_labels(post.labels), _encode_labels(labels)
        action = PostItem.labels.set(after) if after else PostItem.labels.remove()
        when = PostItem.labels == before if before else PostItem.labels.does_not_exist()
        transaction.update(
            PostItem(*post_key(post.id)), [action], when & PostItem.PK.exists(), otherwise=StatusChanged()
        )

    def settle(self, post_id: PostId) -> None:
        """All followers' pages of a published post are on their way: it isn't due any more. Retry-safe."""
        self._done(post_id, PostItem.status == "published")

    def forget(self, post_id: PostId) -> None:
        """The pictures of a deleted post are gone: so are their ids, and its due time. Retry-safe."""
        self._done(post_id, PostItem.status == "deleted", PostItem.card.remove())

    def _done(self, post_id: PostId, when: Condition, *actions: Action) -> None:
        with suppress(StatusChanged), guarded(StatusChanged()):
            PostItem(*post_key(post_id)).update(
                actions=[PostItem.GSI2PK.remove(), PostItem.GSI2SK.remove(), *actions], condition=when
            )


def _as_read(post: Post) -> Condition:
    """The condition that a post's status and version are what was read."""
    rev: Condition = PostItem.rev == post.rev if post.rev else PostItem.rev.does_not_exist()
    status: Condition = PostItem.status == post.status
    both: Condition = status & rev
    return both


def _listed(post: Post, position: Position) -> str:
    return f"{position}#{traits_of(post)}"


def _encode(card: Card) -> str:
    return msgspec.json.encode(card).decode()


def _encode_labels(labels: tuple[Label, ...]) -> str | None:
    return msgspec.json.encode(labels).decode() if labels else None


def _labelled(labels: tuple[Label, ...]) -> list[Action]:
    written = _encode_labels(labels)
    return [PostItem.labels.set(written)] if written else []
