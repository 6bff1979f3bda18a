"""Whether a picture is there for somebody: its owner's always, whoever else's where a published post shows it."""

from __future__ import annotations

import msgspec

from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, MediaId, is_id
from imagora.media.listing import media_key, media_of
from imagora.media.models import Media, MediaNotFound
from imagora.posts.hydration import Shown
from imagora.posts.showcase import Showcase
from imagora.table.reader import Reader


class Seen(msgspec.Struct, frozen=True):
    """A picture that is there for the viewer. `post` shows it to them; None where only its owner sees it."""

    media: Media
    viewpoint: Viewpoint
    post: Shown | None


class Sight(msgspec.Struct, frozen=True):
    reader: Reader
    showcase: Showcase
    viewpoints: Viewpoints

    def find(self, media_id: str) -> Media:
        """The picture under this id, whoever may see it (1 consistent read).

        Raises MediaNotFound for what isn't there or was taken away.
        """
        row = self.reader.get(media_key(MediaId(media_id)), consistent=True) if is_id(media_id) else None
        if row is None or row["status"] == "removed":
            raise MediaNotFound
        return media_of(row)

    def see(self, media_id: str, viewer: AccountId | None) -> Seen:
        """A picture, if it is there for this viewer: 4 steps, 5 where its owner is private.

        Raises MediaNotFound for any other.
        """
        media = self.find(media_id)
        viewpoint = self.viewpoints.of(viewer)
        post = self.shown(media, viewpoint)
        if post is None and media.owner != viewer:
            raise MediaNotFound
        return Seen(media, viewpoint, post)

    def shown(self, media: Media, viewpoint: Viewpoint) -> Shown | None:
        """The earliest published post that shows it to this viewer (2 steps)."""
        return self.showcase.showing([media.id], viewpoint).get(media.id)
