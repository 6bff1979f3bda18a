"""What an account posted and reposted, newest first, from keys alone: `AUTHOR#<uid>` on GSI1.

`<position>#<traits>`: of a post its own traits, of a repost `p<the post's author>` and, as for posts, what it quotes.
"""

from __future__ import annotations

import msgspec

from imagora.feeds.models import Entry
from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts.hydration import Pointer
from imagora.posts.listing import author_key, quote_in
from imagora.table.reader import Reader, Row

_ID = 26
_LOOKED_THROUGH = 5


class AuthorLists(msgspec.Struct, frozen=True):
    reader: Reader

    def newest(self, author: AccountId, *, limit: int, after: str | None) -> tuple[list[Entry], str | None]:
        """The newest posts and reposts among `limit` items of somebody's, and where the last of them stands.

        1 Query. Replies are passed over: whom they answer isn't known here.
        """
        rows = self.reader.query(author_key(author), index="GSI1", limit=limit, after=after)
        reached = rows[-1]["GSI1SK"][:_ID] if len(rows) == limit else None
        return [_entry(row, author) for row in rows if "r" not in _traits(row)], reached

    def newest_posts(self, author: AccountId, count: int) -> list[Entry]:
        """So many of somebody's newest posts that are neither replies nor reposts (1 Query, at most 5)."""
        found: list[Entry] = []
        after: str | None = None
        for _ in range(_LOOKED_THROUGH):
            entries, after = self.newest(author, limit=2 * count, after=after)
            found += [entry for entry in entries if entry.by is None]
            if after is None or len(found) >= count:
                break
        return found[:count]


def _traits(row: Row) -> str:
    return str(row["GSI1SK"][_ID + 1 :])


def _entry(row: Row, author: AccountId) -> Entry:
    post, position, traits = PostId(row["PK"].partition("#")[2]), Position(row["GSI1SK"][:_ID]), _traits(row)
    if traits.startswith("p"):
        return Entry(position, Pointer(post, AccountId(traits[1 : _ID + 1]), quote_in(traits)), by=author)
    return Entry(position, Pointer(post, author, quote_in(traits)))
