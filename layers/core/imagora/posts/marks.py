"""What somebody made of posts: liked, reposted, bookmarked. `USER#<uid>` / `MARK#<post>#<l|r|b>`, one item each.

Post ids sort by time, so the marks on a page of posts are one range of the reader's own partition. Every page with
viewer state waits for this; writing is the store's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Literal

import msgspec

from imagora.kernel.ids import AccountId, PostId
from imagora.table.reader import Begun, Key, Reader, Text

if TYPE_CHECKING:
    from imagora.posts.hydration import Pointer

Mark = Literal["l", "r", "b"]
"""A like, a repost, a bookmark."""

LIKE: Mark = "l"
REPOST: Mark = "r"
BOOKMARK: Mark = "b"

AT_ONCE = 200
"""How many marks one Query reads; posts older than the oldest of these are asked for by key."""

_BITS: dict[str, int] = {LIKE: 1, REPOST: 2, BOOKMARK: 4}


class Marks(msgspec.Struct, frozen=True, gc=False):
    """One reader's marks on one post."""

    liked: bool
    reposted: bool
    bookmarked: bool


_MARKS = [Marks(liked, reposted, bookmarked) for bookmarked, reposted, liked in product((False, True), repeat=3)]
"""By the bits that are set: a page makes no new ones."""

UNMARKED = _MARKS[0]


class _Key(msgspec.Struct, gc=False):
    """Of a mark only its key is read."""

    SK: Text


def partition(account: str) -> str:
    return f"USER#{account}"


def mark_key(account: str, post: str, kind: str) -> Key:
    return f"USER#{account}", f"MARK#{post}#{kind}"


def likes_key(post: str) -> str:
    """The partition of GSI1 that lists who likes a post, by account."""
    return f"LIKES#{post}"


def bookmarks_key(account: str) -> str:
    """The partition of GSI1 that lists somebody's bookmarks, by when they were made."""
    return f"BOOKMARKS#{account}"


def repost_key(post: str, account: str) -> Key:
    return f"REPOSTS#{post}", account


def quote_suffix(pointer: Pointer) -> str:
    """What an index key says of a quote, at its end: nothing, or `q<quoted post><its author>`."""
    return f"q{pointer.quote.post}{pointer.quote.author}" if pointer.quote else ""


class MarkLists(msgspec.Struct, frozen=True):
    reader: Reader

    def on(self, viewer: AccountId, posts: Sequence[PostId]) -> dict[PostId, Marks]:
        """The viewer's marks on each of these posts (1 step; 0.5 read units per 4 KB: some 25 marks).

        One Query from the oldest to the newest id reads at most 200 marks. For who marked more in between it ends
        early, and one step more asks for what it didn't reach (1.5 units a post).
        """
        return self.begin(viewer, posts)()

    def begin(self, viewer: AccountId, posts: Sequence[PostId]) -> Begun[dict[PostId, Marks]]:
        """As `on`, without waiting: the posts themselves are asked for meanwhile."""
        if not posts:
            return dict
        between = (f"MARK#{min(posts)}", f"MARK#{max(posts)}~")
        begun = self.reader.begin_query_as(_Key, partition(viewer), limit=AT_ONCE, between=between)
        return lambda: self._marks(viewer, posts, begun())

    def _marks(self, viewer: AccountId, posts: Sequence[PostId], rows: list[_Key]) -> dict[PostId, Marks]:
        bits = dict.fromkeys(posts, 0)
        _note(rows, bits)
        if len(rows) == AT_ONCE:
            reached = rows[-1].SK.S[5:31]
            keys = [mark_key(viewer, post, kind) for post in bits if post <= reached for kind in _BITS]
            _note(self.reader.batch_as(_Key, keys), bits)
        return {post: _MARKS[which] for post, which in bits.items()}


def _note(rows: Sequence[_Key], bits: dict[PostId, int]) -> None:
    for row in rows:
        key = row.SK.S  # MARK#<26 characters>#<kind>
        post: PostId = key[5:31]  # type: ignore[assignment]
        if post in bits:
            bits[post] |= _BITS[key[32]]
