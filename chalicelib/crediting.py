"""Says whose pictures a post's pictures look like. Only where a post is shown by itself: lists show its label alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chalicelib import content, content_views
from imagora import wiring
from imagora.posts.models import LOOKS_LIKE

if TYPE_CHECKING:
    from imagora.kernel.ids import AccountId
    from imagora.posts.attribution import Original
    from imagora.posts.hydration import Shown


def credited(post: content.Post, shown: Shown, viewer: AccountId | None) -> content.Post:
    """This post with the originals that its viewer may see; costs nothing where it has no such label."""
    if not any(label.value == LOOKS_LIKE for label in shown.post.labels):
        return post
    originals = dict[str, "Original"](wiring.attributions().of(shown.post, wiring.viewpoints().of(viewer)))
    media = [
        msgspec.structs.replace(one, looks_like=_original(originals[one.id])) if one.id in originals else one
        for one in post.media
    ]
    return msgspec.structs.replace(post, media=media)


def _original(one: Original) -> content.LooksLike:
    return content.LooksLike(one.media_id, one.post, content_views.author(one.author))
