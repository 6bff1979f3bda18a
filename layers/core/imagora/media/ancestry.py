"""What a remix was made from, as its manifest and its mark need it. Needs the imaging layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from imagora.kernel.ids import MediaId
from imagora.media.bucket import Bucket
from imagora.media.models import Media, rendition_keys
from imagora.media.store import MediaStore
from imagora.provenance.manifest import Parent
from imagora.provenance.origins import Origin, Origins

MAX_TAKEN: Final = 5_000_000
"""Bytes of an original that is taken along in the manifest of what was made from it; a larger one is only named."""

DEEPEST: Final = 15
"""A manifest that goes back so far is named and not taken along: else each remix of a remix would be longer, and a
reader follows 16 steps. The lineage in the table goes on."""


@dataclass(frozen=True, slots=True)
class Original:
    """The picture that another was made from; `source_type` is the mark of AI that it carries."""

    parent: Parent
    source_type: str | None


@dataclass(frozen=True)
class Ancestry:
    store: MediaStore
    bucket: Bucket
    origins: Origins

    def of(self, media: Media) -> Original | None:
        """None for what was made from nothing. 1 read, half a read unit a KB, and the original's file.

        An original that was taken away meanwhile is named by its id, and nothing of it is taken along.
        """
        if media.remix_of is None:
            return None
        origin = self.origins.get(media.remix_of)
        data = self._served(media.remix_of) if _may_follow(origin) else None
        return Original(Parent(media.remix_of, data=data), origin.source_type if origin is not None else None)

    def _served(self, media_id: MediaId) -> bytes | None:
        """The file of a picture as everybody gets it, with its manifest; None where it isn't shown or is too large."""
        media = self.store.get(media_id)
        if media is None or media.status != "ready":
            return None
        data = self.bucket.read(rendition_keys(media)["full"][1], version=None, at_most=MAX_TAKEN)
        return data if data and len(data) <= MAX_TAKEN else None


def _may_follow(origin: Origin | None) -> bool:
    return origin is None or max((one.depth for one in origin.ancestors), default=0) < DEEPEST
