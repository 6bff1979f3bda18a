"""What joins posts to each other, as it is written: pointers to replies and quotes, their counts, former versions."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from imagora.kernel.ids import PostId
from imagora.posts.conversation import quotes_key, replies_key, version_key, version_of
from imagora.posts.listing import post_key
from imagora.posts.models import Card, Post, PostNotFound
from imagora.posts.store import PostItem
from imagora.posts.tallies import Change
from imagora.posts.tally_store import count
from imagora.table.item import Item
from imagora.table.reader import Reader
from imagora.table.transaction import Transaction


class ReplyItem(Item):
    """`REPLIES#<parent>` / `<0|1>#<position>`."""

    p = UnicodeAttribute()
    a = UnicodeAttribute()
    q = UnicodeAttribute(null=True)
    qa = UnicodeAttribute(null=True)


class QuoteItem(Item):
    """`QUOTES#<post>` / `<position>`."""

    p = UnicodeAttribute()
    a = UnicodeAttribute()


class VersionItem(Item):
    """`HISTORY#<post>` / `<rev>`: what the post said before it was changed."""

    version = UnicodeAttribute()


def join(
    transaction: Transaction, post: Post, *, now: datetime, fresh: bool, crowded: Container[PostId] = frozenset()
) -> None:
    """Have a post that goes out stand among the replies to one and the quotes of another, and be counted there.

    With `fresh` those posts have to be out still: `commit` raises PostNotFound. One that waited for its pictures goes
    out all the same; its readers see a tombstone. `crowded`: those which many count on.
    """
    card, quote = post.card, post.card.quote
    if card.reply_to is not None:
        transaction.put(_reply_item(card.reply_to, post))
    if quote is not None:
        transaction.put(QuoteItem(*quotes_key(quote.post, post), p=post.id, a=post.author))
    _count(transaction, card, +1, now=now, when=PostItem.status == "published" if fresh else None, crowded=crowded)


def leave(transaction: Transaction, post: Post, *, now: datetime) -> None:
    """Have a post that was out be counted no more. Among the replies it stays: a tombstone marks its place."""
    if post.card.quote is not None:
        transaction.delete(QuoteItem(*quotes_key(post.card.quote.post, post)))
    _count(transaction, post.card, -1, now=now)


def _count(
    transaction: Transaction,
    card: Card,
    change: Change,
    *,
    now: datetime,
    when: Condition | None = None,
    crowded: Container[PostId] = frozenset(),
) -> None:
    gone, quoted = PostNotFound(), card.quote.post if card.quote else None
    if quoted is not None and quoted == card.reply_to:  # a transaction changes an item only once
        both = [PostItem.replies.add(change), PostItem.quotes.add(change)]
        transaction.update(PostItem(*post_key(quoted)), both, when, otherwise=gone)
        return
    if card.reply_to is not None:
        busy = card.reply_to in crowded
        count(transaction, card.reply_to, "replies", change, now=now, crowded=busy, when=when, otherwise=gone)
    if quoted is not None:
        count(transaction, quoted, "quotes", change, now=now, crowded=quoted in crowded, when=when, otherwise=gone)


def _reply_item(parent: PostId, post: Post) -> ReplyItem:
    quote = post.card.quote
    return ReplyItem(
        *replies_key(parent, post),
        p=post.id,
        a=post.author,
        q=quote.post if quote else None,
        qa=quote.author if quote else None,
    )


def keep_version(transaction: Transaction, post: Post) -> None:
    """Keep what a published post says, before it is changed."""
    version = msgspec.json.encode(version_of(post)).decode()
    transaction.put(VersionItem(*version_key(post.id, post.rev), version=version))


def forget_versions(transaction: Transaction, reader: Reader, post: Post) -> None:
    """Delete all that a post ever said (1 Query where it was edited)."""
    if post.edits:
        for row in reader.query(f"HISTORY#{post.id}", limit=post.edits, consistent=True):
            transaction.delete(VersionItem(row["PK"], row["SK"]))
