"""Whose picture a post's picture looks like: the earliest published one of somebody else, for those who may see it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from imagora.accounts.models import Author
from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.ids import MediaId, PostId
from imagora.posts.hydration import Shown
from imagora.posts.models import Post
from imagora.posts.showcase import Showcase
from imagora.provenance.nearest import Near
from imagora.provenance.origins import Origins


class Original(msgspec.Struct, frozen=True):
    """A picture that was here first, the post that shows it, and whose it is. `distance`: 0 is the same."""

    media_id: MediaId
    post: PostId
    author: Author
    distance: float


class Attributions(msgspec.Struct, frozen=True):
    origins: Origins
    showcase: Showcase

    def of(self, post: Post, viewpoint: Viewpoint) -> dict[MediaId, Original]:
        """By the published post's pictures, the originals that this viewer may see.

        1 step, half a read unit a KB; 3 steps where there may be one. One's own pictures are nobody's copies.
        """
        kept = self.origins.batch(post.media_ids)
        near = {media_id: _others(origin.nearest, post) for media_id, origin in kept.items()}
        named = dict.fromkeys(one.media_id for ones in near.values() for one in ones)
        shown = self.showcase.showing(named, viewpoint) if named else {}
        found = {media_id: _earliest(ones, shown, post) for media_id, ones in near.items()}
        return {media_id: original for media_id, original in found.items() if original is not None}


def _others(near: tuple[Near, ...], post: Post) -> list[Near]:
    return [one for one in near if one.owner != post.author]


def _earliest(near: list[Near], shown: Mapping[MediaId, Shown], post: Post) -> Original | None:
    """Of these the one that was published first, if that was before this post."""
    out = [(shown[one.media_id].post.position or "", one) for one in near if one.media_id in shown]
    earlier = [(position, one) for position, one in out if position < (post.position or "")]
    if not earlier:
        return None
    _, one = min(earlier, key=lambda each: (each[0], each[1].media_id))
    original = shown[one.media_id]
    return Original(one.media_id, original.post.id, original.author, one.distance)
