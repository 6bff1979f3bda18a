"""Who answered and who quoted a post, and what it said before, as the table lists them. Writing is the store's.

`REPLIES#<parent>` / `<0|1>#<position>`: 0 where the parent's author goes on, so that one ascending Query gives the
author's own replies first, then by time. `QUOTES#<post>` / `<position>`. `HISTORY#<post>` / `<rev>`.
"""

from __future__ import annotations

import msgspec

from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.posts.facets import Facet
from imagora.posts.hydration import Pointer
from imagora.posts.models import MAX_EDITS, Post, Quoted
from imagora.table.reader import Key, Reader, Row


class Version(msgspec.Struct, frozen=True, omit_defaults=True, rename={
    "text": "t", "facets": "f", "alts": "a", "at": "c",
}):  # fmt: skip
    """A post's words and its pictures' descriptions as they were from `at` (RFC 3339) on, until the next version."""

    text: str
    facets: tuple[Facet, ...]
    alts: dict[MediaId, str]
    at: str


class Reply(msgspec.Struct, frozen=True):
    """A reply, and where it stands among those to the same post."""

    place: str
    pointer: Pointer


class Quote(msgspec.Struct, frozen=True):
    """A post that quotes another, and where it stands among those."""

    place: str
    post: PostId
    author: AccountId


def replies_key(parent: PostId, reply: Post) -> Key:
    first = reply.author == reply.card.reply_author
    return f"REPLIES#{parent}", f"{0 if first else 1}#{reply.position}"


def quotes_key(quoted: PostId, quote: Post) -> Key:
    return f"QUOTES#{quoted}", str(quote.position)


def version_key(post: PostId, rev: int) -> Key:
    return f"HISTORY#{post}", f"{rev:04d}"


def version_of(post: Post) -> Version:
    """What a published post says now."""
    alts = {picture.id: picture.alt for picture in post.card.pictures if picture.alt}
    return Version(post.card.text, post.card.facets, alts, post.card.edited_at or post.card.created_at)


class ConversationLists(msgspec.Struct, frozen=True):
    reader: Reader

    def replies(self, parent: PostId, *, limit: int, after: str | None) -> list[Reply]:
        """Direct replies, the author's own first, then by time (1 Query)."""
        rows = self.reader.query(f"REPLIES#{parent}", limit=limit, after=after, ascending=True)
        return [Reply(row["SK"], _pointer(row)) for row in rows]

    def quotes(self, quoted: PostId, *, limit: int, after: str | None) -> list[Quote]:
        """Posts that quote this one, newest first (1 Query)."""
        rows = self.reader.query(f"QUOTES#{quoted}", limit=limit, after=after)
        return [Quote(row["SK"], PostId(row["p"]), AccountId(row["a"])) for row in rows]

    def versions(self, post: PostId) -> list[Version]:
        """What a post said before its edits, newest first (1 Query)."""
        rows = self.reader.query(f"HISTORY#{post}", limit=MAX_EDITS)
        return [msgspec.json.decode(row["version"], type=Version) for row in rows]


def _pointer(row: Row) -> Pointer:
    quote = Quoted(PostId(row["q"]), AccountId(row["qa"])) if "q" in row else None
    return Pointer(PostId(row["p"]), AccountId(row["a"]), quote)
