"""What was found out about each picture's origin when it came: `MEDIA#<id>` / `ORIGIN`. Its copies: `COPY#<post>`.

Who was told of a copy: `COPY#<post>` / `<owner>`.

Kept, so that it can be shown by functions that can't read manifests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.provenance.models import Ancestor, Credential
from imagora.provenance.nearest import Near
from imagora.table.reader import Key, Reader
from imagora.table.writer import Writer

MOST_COPIES: Final = 200
"""Posts with copies of one picture that are looked after when it goes or comes back; the label of later ones stays."""


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """`served`: what the manifest says that the full rendition carries, as c2pa's own reader judged it after signing;
    None where the instance signs nothing. `incoming`: what the file that came said of itself; None where it said
    nothing. `source_type`: the mark of AI that the renditions carry. `nearest`: published works that it is near to,
    its owner's own included: as of when it came, and of when it was published.
    """

    served: Credential | None = None
    source_type: str | None = None
    incoming: Credential | None = None
    nearest: tuple[Near, ...] = ()

    @property
    def ancestors(self) -> tuple[Ancestor, ...]:
        """What it was made from, nearest first, as its own manifest says, or else the one that came with the file."""
        told = self.served or self.incoming
        return told.ancestors if told is not None else ()


class Origins(msgspec.Struct, frozen=True):
    """Keeps and reads them. All of it may be repeated."""

    reader: Reader
    writer: Writer

    def put(self, media_id: MediaId, origin: Origin) -> None:
        """Keep it, in place of what was kept (1 write unit a KB: one, mostly)."""
        pk, sk = _key(media_id)
        text = {"PK": pk, "SK": sk, "origin": msgspec.json.encode(origin).decode()}
        self.writer.put([{name: {"S": value} for name, value in text.items()}])

    def get(self, media_id: MediaId) -> Origin | None:
        """0.5 read units. None for pictures from before there were manifests, and for those that nobody processed."""
        row = self.reader.get(_key(media_id))
        return msgspec.json.decode(row["origin"], type=Origin) if row else None

    def batch(self, media_ids: Sequence[MediaId]) -> dict[MediaId, Origin]:
        """Of these what was kept (1 step, 0.5 read units each)."""
        keys = {_key(media_id): media_id for media_id in media_ids}
        rows = self.reader.batch(keys)
        return {keys[key]: msgspec.json.decode(row["origin"], type=Origin) for key, row in rows.items()}

    def delete(self, media_id: MediaId) -> None:
        """Keep nothing of it, nor of who copied it (2 write units and one a copy)."""
        pk, sk = _key(media_id)
        self.writer.delete([(pk, sk), *((pk, _COPY + post) for post in self.copies(media_id))])

    def note_copy(self, original: MediaId, owner: AccountId, post: PostId) -> None:
        """Note that a post shows what looks like this picture, whose owner is told of it (2 write units)."""
        keys = (_key(original)[0], _COPY + post), (_COPY + post, owner)
        self.writer.put({"PK": {"S": pk}, "SK": {"S": sk}} for pk, sk in keys)

    def told_of(self, post: PostId) -> list[AccountId]:
        """Whose pictures this post's looked like (1 Query)."""
        return [AccountId(row["SK"]) for row in self.reader.query(_COPY + post, limit=MOST_COPIES)]

    def forget_told(self, post: PostId, owners: Iterable[AccountId]) -> None:
        self.writer.delete((_COPY + post, owner) for owner in owners)

    def copies(self, original: MediaId) -> list[PostId]:
        """Posts that show what looks like it, the earliest first (1 Query)."""
        rows = self.reader.query(_key(original)[0], prefix=_COPY, limit=MOST_COPIES, ascending=True)
        return [PostId(row["SK"].removeprefix(_COPY)) for row in rows]


_COPY: Final = "COPY#"


def _key(media_id: MediaId) -> Key:
    return f"MEDIA#{media_id}", "ORIGIN"
