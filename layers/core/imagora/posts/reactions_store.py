"""Marks and reposts as they are written. How marks are laid out is in `marks`.

A repost is a mark and a pointer, `REPOSTS#<post>` / `<who>`: it stands among its reposter's posts (GSI1 `AUTHOR#<who>`
/ `<position>#p<author>[q<quoted post><its author>]`), and is due until it is carried to their followers. One that is
taken back stays, `undone` and in no list, until it is taken out of their feeds.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts import tally_store
from imagora.posts.hydration import Pointer
from imagora.posts.listing import author_key
from imagora.posts.marks import (
    BOOKMARK,
    LIKE,
    REPOST,
    Mark,
    bookmarks_key,
    likes_key,
    mark_key,
    quote_suffix,
    repost_key,
)
from imagora.posts.store import PostItem
from imagora.posts.tallies import Counter
from imagora.table import due
from imagora.table.item import Item
from imagora.table.transaction import Transaction, guarded

SPREAD_WITHIN = timedelta(minutes=5)
"""When a repost, or its end, that isn't carried to the followers by then is told to the fan-out again."""

_COUNTERS: dict[str, Counter] = {LIKE: "likes", REPOST: "reposts"}


class AlreadyMarked(Exception):
    """The mark is there already."""


class NotMarked(Exception):
    """There is no such mark."""


class MarkItem(Item):
    """`USER#<who>` / `MARK#<post>#<kind>`: a post's author and what it quotes, so that lists hydrate in one step.

    GSI1 for a like `LIKES#<post>` / `<who>`, for a bookmark `BOOKMARKS#<who>` / `<when>#<author>[q…]`.
    """

    a = UnicodeAttribute()
    q = UnicodeAttribute(null=True)
    qa = UnicodeAttribute(null=True)
    position = UnicodeAttribute(null=True)


class RepostItem(Item):
    """Who reposted a post, and where that stands in feeds. `a`, `q`, `qa` as in a mark."""

    a = UnicodeAttribute()
    q = UnicodeAttribute(null=True)
    qa = UnicodeAttribute(null=True)
    position = UnicodeAttribute()
    undone = BooleanAttribute(null=True)


def like(transaction: Transaction, who: AccountId, pointer: Pointer, *, now: datetime, crowded: bool) -> None:
    """The mark and the count (5 write units for a post of up to 1 KB, 2 for each further one).

    `commit` raises AlreadyMarked, or PostNotFound where it isn't published any more.
    """
    mark = MarkItem(*mark_key(who, pointer.post, LIKE), GSI1PK=likes_key(pointer.post), GSI1SK=who, **_about(pointer))
    transaction.create(mark, otherwise=AlreadyMarked())
    _count_up(transaction, pointer.post, "likes", now=now, crowded=crowded)


def repost(
    transaction: Transaction, who: AccountId, pointer: Pointer, position: Position, *, now: datetime, crowded: bool
) -> None:
    """The mark, the pointer and the count (8 write units). `commit` raises as `like` does."""
    mark = MarkItem(*mark_key(who, pointer.post, REPOST), position=position, **_about(pointer))
    transaction.create(mark, otherwise=AlreadyMarked())
    pk, sk = repost_key(pointer.post, who)
    transaction.put(
        RepostItem(
            pk,
            sk,
            GSI1PK=author_key(who),
            GSI1SK=f"{position}#p{pointer.author}{quote_suffix(pointer)}",
            GSI2PK=due.partition(pk),
            GSI2SK=due.sort_key(now + SPREAD_WITHIN, pk),
            position=position,
            **_about(pointer),
        )
    )
    _count_up(transaction, pointer.post, "reposts", now=now, crowded=crowded)


def _count_up(transaction: Transaction, post: PostId, counter: Counter, *, now: datetime, crowded: bool) -> None:
    tally_store.count(transaction, post, counter, 1, now=now, crowded=crowded, when=PostItem.status == "published")


def take_back(
    transaction: Transaction, who: AccountId, post: PostId, kind: Mark, *, now: datetime, crowded: bool = False
) -> None:
    """Remove a like or a repost and count it down. `commit` raises NotMarked where there is none."""
    transaction.delete(MarkItem(*mark_key(who, post, kind)), MarkItem.PK.exists(), otherwise=NotMarked())
    if kind == REPOST:
        pk, sk = repost_key(post, who)
        transaction.update(
            RepostItem(pk, sk),
            [
                RepostItem.undone.set(True),
                RepostItem.GSI1PK.remove(),
                RepostItem.GSI1SK.remove(),
                RepostItem.GSI2PK.set(due.partition(pk)),
                RepostItem.GSI2SK.set(due.sort_key(now + SPREAD_WITHIN, pk)),
            ],
            RepostItem.PK.exists(),
            otherwise=NotMarked(),
        )
    tally_store.count(transaction, post, _COUNTERS[kind], -1, now=now, crowded=crowded)


def bookmark(who: AccountId, pointer: Pointer, when: str) -> None:
    """Mark a post to be found again (2 write units); `when` is a ULID. Idempotent: it keeps its first place."""
    item = MarkItem(
        *mark_key(who, pointer.post, BOOKMARK),
        GSI1PK=bookmarks_key(who),
        GSI1SK=f"{when}#{pointer.author}{quote_suffix(pointer)}",
        **_about(pointer),
    )
    with suppress(AlreadyMarked), guarded(AlreadyMarked()):
        item.save(condition=MarkItem.PK.does_not_exist())


def forget(who: AccountId, post: PostId, kind: Mark) -> None:
    """Remove a mark and nothing else (2 write units). Raises NotMarked."""
    with guarded(NotMarked()):
        MarkItem(*mark_key(who, post, kind)).delete(condition=MarkItem.PK.exists())


def settle_repost(post: PostId, who: AccountId, position: Position) -> None:
    """This repost is carried to all followers, or this undone one taken from them: nobody has to look after it.

    Retry-safe: one that was made anew in between, at another position, stays due.
    """
    item, same = RepostItem(*repost_key(post, who)), RepostItem.position == position
    with suppress(NotMarked), guarded(NotMarked()):
        item.update(
            actions=[RepostItem.GSI2PK.remove(), RepostItem.GSI2SK.remove()],
            condition=same & RepostItem.undone.does_not_exist(),
        )
    with suppress(NotMarked), guarded(NotMarked()):
        item.delete(condition=same & RepostItem.undone.exists())


def _about(pointer: Pointer) -> dict[str, Any]:
    quote = pointer.quote
    return {"a": pointer.author, "q": quote.post if quote else None, "qa": quote.author if quote else None}
