"""Posts as they are read: rows of the table as posts, and an author's lists of them. Writing is the store's."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from imagora.kernel.ids import AccountId, Position, PostId
from imagora.media.models import Label
from imagora.posts.models import Card, Counts, Post, Quoted
from imagora.table.reader import Key, Reader, Row

_COUNTS = ("likes", "reposts", "replies", "quotes", "remixes")
_ID = 26  # characters
_CARD = msgspec.json.Decoder(Card)
_LABELS = msgspec.json.Decoder(tuple[Label, ...])


def post_key(post_id: str) -> Key:
    return f"POST#{post_id}", "POST"


def post_of(row: Row) -> Post:
    """A post from its item."""
    post_id = PostId(row["PK"].removeprefix("POST#"))
    return Post(
        id=post_id,
        author=row["author"],
        status=row["status"],
        card=card_of(row.get("card")),
        declared=row.get("declared"),
        position=row.get("position"),
        counts=Counts.of(*[row.get(name, 0) for name in _COUNTS]),
        hidden=row.get("hidden", False),
        rev=row.get("rev", 0),
        edits=row.get("edits", 0),
        path=path_of(row.get("path", "")),
        labels=labels_of(row.get("labels")),
        withheld_by=row.get("withheld_by"),
        held_by=row.get("held_by"),
    )


def path_of(joined: str) -> tuple[PostId, ...]:
    """The ids in an item's `path`, which joins them without anything between."""
    return tuple(PostId(joined[start : start + _ID]) for start in range(0, len(joined), _ID))


def traits_of(post: Post) -> str:
    """What lists know of a post from its key: `m` it has pictures, `r` it replies, `q<post><author>` it quotes.

    The letters are small and ids are not, so a letter found is a trait.
    """
    quote = post.card.quote
    return (
        ("m" if post.media_ids else "")
        + ("r" if post.card.reply_to else "")
        + (f"q{quote.post}{quote.author}" if quote else "")
    )


def quote_in(traits: str) -> Quoted | None:
    """The quote that traits tell of."""
    _, found, ids = traits.partition("q")
    return Quoted(PostId(ids[:_ID]), AccountId(ids[_ID:])) if found else None


def labels_of(text: str | None) -> tuple[Label, ...]:
    """The labels in an item."""
    return _LABELS.decode(text) if text else ()


def card_of(text: str | None) -> Card:
    """A post's card; that of a deleted one is empty."""
    return _CARD.decode(text) if text else Card()


class PostLists:
    """An author's published posts on GSI1 by position, pending ones apart."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def get(self, post_id: PostId) -> Post | None:
        """One consistent read."""
        row = self.reader.get(post_key(post_id), consistent=True)
        return post_of(row) if row else None

    def of_author(
        self, author: AccountId, *, limit: int, after: str | None = None
    ) -> list[tuple[PostId, Position, str]]:
        """An author's published posts, newest first, as (id, position, traits) (1 Query, keys only).

        Traits are `traits_of` the post; so filters need not read it.
        """
        rows = self.reader.query(author_key(author), index="GSI1", limit=limit, after=after)
        return [
            (PostId(row["PK"].removeprefix("POST#")), Position(row["GSI1SK"][:26]), row["GSI1SK"][27:]) for row in rows
        ]

    def pending_of(self, author: AccountId, *, limit: int) -> Sequence[PostId]:
        """Ids of an author's posts that aren't out: pending or rejected (1 Query)."""
        rows = self.reader.query(pending_key(author), index="GSI1", limit=limit)
        return [PostId(row["GSI1SK"]) for row in rows]


def author_key(author: AccountId) -> str:
    return f"AUTHOR#{author}"


def pending_key(author: AccountId) -> str:
    return f"PENDING#{author}"
