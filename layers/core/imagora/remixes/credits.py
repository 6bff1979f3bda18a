"""Credit: to whom a picture owes what it was made from, as somebody may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from imagora.accounts.models import Author
from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.ids import MediaId, PostId
from imagora.media.listing import media_key, media_of
from imagora.media.models import Media
from imagora.posts.hydration import Shown
from imagora.posts.showcase import Showcase
from imagora.table.reader import Reader


class Credit(msgspec.Struct, frozen=True):
    """An ancestor: whose it is and which post shows it; or why neither is told (it is gone, or not for the viewer)."""

    media_id: MediaId
    author: Author | None = None
    post: PostId | None = None
    missing: Literal["deleted", "unavailable"] | None = None


class Credited(msgspec.Struct, frozen=True):
    """A post's picture with its credits, its parent's first, and its prompt where that is shared."""

    credits: tuple[Credit, ...] = ()
    prompt: str | None = None


class Credits(msgspec.Struct, frozen=True):
    reader: Reader
    showcase: Showcase

    def of(self, media_ids: Iterable[MediaId], viewpoint: Viewpoint) -> dict[MediaId, Credited]:
        """For pictures that the viewer may see: to whom each owes what, and the prompts that are shared.

        1 step for the pictures, and where they are remixes 3 more for their ancestors (MAX_LINEAGE a picture at most)
        and the posts that show these; half a read unit each.
        """
        rows = self.reader.batch(map(media_key, media_ids))
        media = [media_of(row) for row in rows.values()]
        return self.of_media(media, viewpoint)

    def of_media(self, media: Iterable[Media], viewpoint: Viewpoint) -> dict[MediaId, Credited]:
        """As `of`, of pictures that were read already."""
        found = list(media)
        ancestors = dict.fromkeys(one for each in found for one in each.lineage)
        rows = self.reader.batch(map(media_key, ancestors)) if ancestors else {}
        living = {one.id: one for one in map(media_of, rows.values()) if one.status != "removed"}
        shown = self.showcase.showing(living, viewpoint) if living else {}
        return {
            each.id: Credited(tuple(_credit(one, living, shown) for one in each.lineage), each.shared_prompt)
            for each in found
        }


def _credit(media_id: MediaId, living: Mapping[MediaId, Media], shown: Mapping[MediaId, Shown]) -> Credit:
    if media_id in shown:
        one = shown[media_id]
        return Credit(media_id, one.author, one.post.id)
    return Credit(media_id, missing="unavailable" if media_id in living else "deleted")
