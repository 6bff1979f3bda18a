"""How a pending post goes out: when its pictures are ready, or a moderator let it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from imagora.accounts.store import count_posts
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import Position, new_id
from imagora.media.models import Media
from imagora.media.store import MediaStore
from imagora.posts import conversation_store
from imagora.posts.models import Ai, Card, Post, ai_of, labels_with, picture_of
from imagora.posts.store import PostStore
from imagora.table.transaction import Transaction

SPREAD_WITHIN = timedelta(minutes=5)
"""When a published post whose fan-out isn't under way by then is announced to the fan-out again."""

LOOK_AFTER = timedelta(minutes=10)
"""How often somebody looks after a post that waits for its pictures."""

HELD_LOOKED_AFTER = timedelta(hours=6)
"""… and after one that waits for a moderator: only in case a decision's message got lost."""


def release(
    transaction: Transaction, posts: PostStore, media_store: MediaStore, post: Post, media: list[Media], now: datetime
) -> None:
    """Let a pending post out, as of now. `commit` raises StatusChanged, AccountSuspended, AccountNotFound."""
    card = complete(post.card, media, post.declared, rfc3339(now))
    position = Position(new_id(now))
    labels = labels_with(post.labels, media)
    posts.publish(transaction, post, position=position, card=card, labels=labels, look_after=now + SPREAD_WITHIN)
    count_posts(transaction, post.author, 1)
    out = msgspec.structs.replace(post, card=card, position=position)
    conversation_store.join(transaction, out, now=now, fresh=False)
    stop_waiting(transaction, media_store, post)


def stop_waiting(transaction: Transaction, media_store: MediaStore, post: Post) -> None:
    for media_id in dict.fromkeys(post.media_ids):
        media_store.stop_waiting(media_id, post.id, into=transaction)


def complete(card: Card, media: list[Media], declared: Ai | None, created_at: str) -> Card:
    """The card of a pending post as it goes out: with its pictures, and the time at which it did."""
    return msgspec.structs.replace(
        card,
        pictures=tuple(map(picture_of, media)),
        waiting=(),
        ai=ai_of(media, declared),
        created_at=created_at,
        edited_at=None,  # nobody saw what it said before
    )
