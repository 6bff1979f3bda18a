"""What was found out about each picture's origin when it came: `MEDIA#<id>` / `ORIGIN`.

Kept, so that it can be shown by functions that can't read manifests.
"""

from __future__ import annotations

import msgspec

from imagora.kernel.ids import MediaId
from imagora.provenance.models import Ancestor, Credential
from imagora.provenance.nearest import Near
from imagora.table.reader import Key, Reader
from imagora.table.writer import Writer


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

    def delete(self, media_id: MediaId) -> None:
        self.writer.delete([_key(media_id)])


def _key(media_id: MediaId) -> Key:
    return f"MEDIA#{media_id}", "ORIGIN"
