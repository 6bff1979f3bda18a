"""Published remixes as they are read. Writing is the store's.

`REMIXES#<ancestor>` / `<position>#<media>`: a published picture that was made from this one, at whatever remove.
`LINEAGE#<post>` / `<media>`: where a post's picture is listed, so that it can be taken out again.
"""

from __future__ import annotations

from typing import Final

import msgspec

from imagora.kernel.ids import AccountId, MediaId, Position, PostId
from imagora.media.listing import lineage_of
from imagora.posts.hydration import Pointer
from imagora.table.reader import Key, Reader, Row

MOST_PICTURES: Final = 4
"""Pictures of a post."""

_ID = 26  # characters


class Entry(msgspec.Struct, frozen=True):
    """A published picture in the tree below one of its ancestors, `depth` steps up; a remix is 1 step down.

    `parent` is what it was made from. `counted` is the post whose counter has it, where it is a direct remix.
    """

    place: str
    media: MediaId
    post: PostId
    author: AccountId
    depth: int
    parent: MediaId
    counted: PostId | None = None

    @property
    def pointer(self) -> Pointer:
        return Pointer(self.post, self.author)


class Listed(msgspec.Struct, frozen=True):
    """Where a post's picture is listed: below each of its `lineage`, at this position; `counted` as an entry's."""

    post: PostId
    media: MediaId
    position: Position
    lineage: tuple[MediaId, ...]
    counted: PostId | None = None


def entry_key(ancestor: MediaId, position: str, media: MediaId) -> Key:
    return f"REMIXES#{ancestor}", f"{position}#{media}"


def listed_key(post: PostId, media: MediaId) -> Key:
    return f"LINEAGE#{post}", media


def entry_of(row: Row) -> Entry:
    return Entry(
        place=row["SK"],
        media=MediaId(row["SK"][_ID + 1 :]),
        post=PostId(row["p"]),
        author=AccountId(row["a"]),
        depth=row["d"],
        parent=MediaId(row["o"]),
        counted=row.get("c"),
    )


class RemixLists(msgspec.Struct, frozen=True):
    reader: Reader

    def below(self, media_id: MediaId, *, limit: int, after: str | None) -> list[Entry]:
        """What was made from a picture and is out, newest first (1 Query)."""
        return list(map(entry_of, self.reader.query(f"REMIXES#{media_id}", limit=limit, after=after)))

    def of_post(self, post: PostId) -> list[Listed]:
        """Where a post's pictures are listed (1 consistent Query)."""
        rows = self.reader.query(f"LINEAGE#{post}", limit=MOST_PICTURES, consistent=True)
        return [
            Listed(post, MediaId(row["SK"]), Position(row["position"]), lineage_of(row), row.get("c")) for row in rows
        ]
