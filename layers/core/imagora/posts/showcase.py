"""Which pictures somebody may see, though they ask for the pictures themselves: those that a post shows them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.media.listing import media_key
from imagora.posts.hydration import Hydration, Pointer, Shown
from imagora.table.reader import Reader, Row

MOST_POSTS = 10
"""Posts of one picture that are asked whether they show it, the earliest first."""


class Showcase(msgspec.Struct, frozen=True):
    reader: Reader
    hydration: Hydration

    def showing(self, media_ids: Iterable[MediaId], viewpoint: Viewpoint) -> dict[MediaId, Shown]:
        """Those of these pictures that a published post shows to this viewer, each with the earliest one.

        What the viewer chose not to see in lists is there nevertheless: they ask for it. 2 steps, 3 where a private
        author or a quote has to be asked about; half a read unit a picture, and one a post.
        """
        rows = self.reader.batch([media_key(media_id) for media_id in dict.fromkeys(media_ids)])
        pointers = [pointer for row in rows.values() for pointer in _posts(row)]
        if not pointers:
            return {}
        shown, _ = self.hydration.hydrate(pointers, _open_eyed(viewpoint))
        found: dict[MediaId, Shown] = {}
        for one in sorted(shown.values(), key=_age):
            for media_id in one.post.media_ids:
                found.setdefault(media_id, one)
        return {media_id: found[media_id] for media_id in media_ids if media_id in found}


def _posts(row: Row) -> list[Pointer]:
    """Posts that may show a picture: only its owner's can."""
    posts = sorted(row.get("shown_in") or ())[:MOST_POSTS]
    return [Pointer(PostId(post), AccountId(row["owner"])) for post in posts if row["status"] == "ready"]


def _age(shown: Shown) -> tuple[str, str]:
    return shown.post.position or "", shown.post.id


def _open_eyed(viewpoint: Viewpoint) -> Viewpoint:
    """The same viewer without their wishes for lists."""
    head = msgspec.structs.replace(viewpoint.head, hide_ai=False, hide_bots=False, labels={})
    return msgspec.structs.replace(viewpoint, head=head)
