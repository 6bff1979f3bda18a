"""Published remixes as they are written: listed below each ancestor and counted once, taken out again once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from imagora.kernel.ids import AccountId, MediaId
from imagora.posts.listing import post_key
from imagora.posts.models import PostNotFound
from imagora.posts.store import PostItem
from imagora.posts.tally_store import count
from imagora.remixes.listing import Listed, RemixLists, entry_key, listed_key
from imagora.table.item import Item
from imagora.table.transaction import Transaction


class EntryItem(Item):
    """`REMIXES#<ancestor>` / `<position>#<media>`."""

    p = UnicodeAttribute()
    a = UnicodeAttribute()
    d = NumberAttribute()
    o = UnicodeAttribute()
    c = UnicodeAttribute(null=True)


class ListedItem(Item):
    """`LINEAGE#<post>` / `<media>`."""

    position = UnicodeAttribute()
    lineage = UnicodeAttribute()
    c = UnicodeAttribute(null=True)


class _Settled(Exception):
    """It is listed already, or isn't any more; or its post isn't out."""


class RemixStore(RemixLists, frozen=True):
    """Each step is one transaction that names what it expects, so a message may come twice and in any order."""

    def enlist(self, listed: Listed, author: AccountId, *, now: datetime) -> None:
        """List a published post's picture below its ancestors, and count it at the original's post.

        Nothing happens where it is listed, or where the post isn't out any more. 2 write units an ancestor (MAX_LINEAGE
        at most), 2 for the note of it, 2 for the post's state, 2 a KB of the original's post. Raises Contended.
        """
        transaction = Transaction()
        if listed.counted != listed.post:  # a transaction names an item once; a post isn't a remix of itself
            out = PostItem.status == "published"
            transaction.check(PostItem(*post_key(listed.post)), out, otherwise=_Settled())
        note = ListedItem(
            *listed_key(listed.post, listed.media),
            position=listed.position,
            lineage="".join(listed.lineage),
            c=listed.counted,
        )
        transaction.create(note, otherwise=_Settled())
        for depth, ancestor in enumerate(listed.lineage, 1):
            transaction.put(_entry(listed, ancestor, author, depth))
        if listed.counted is not None:
            count(transaction, listed.counted, "remixes", +1, now=now)
        with suppress(_Settled, PostNotFound):
            transaction.commit()

    def strike(self, listed: Listed, *, now: datetime) -> None:
        """Take a picture out of every list below its ancestors, and count it no more. Costs what listing it did."""
        for counted in dict.fromkeys([listed.counted, None]):
            transaction = Transaction()
            transaction.delete(
                ListedItem(*listed_key(listed.post, listed.media)), ListedItem.PK.exists(), otherwise=_Settled()
            )
            for ancestor in listed.lineage:
                transaction.delete(EntryItem(*entry_key(ancestor, listed.position, listed.media)))
            if counted is not None:
                count(transaction, counted, "remixes", -1, now=now)
            with suppress(PostNotFound):  # the original's post was erased: nothing is left to count at
                with suppress(_Settled):
                    transaction.commit()
                return


def _entry(listed: Listed, ancestor: MediaId, author: AccountId, depth: int) -> EntryItem:
    return EntryItem(
        *entry_key(ancestor, listed.position, listed.media),
        p=listed.post,
        a=author,
        d=depth,
        o=listed.lineage[0],
        c=listed.counted if depth == 1 else None,
    )
