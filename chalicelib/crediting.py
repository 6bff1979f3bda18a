"""Says to whom a post's pictures owe what: what they were made from, and whose they look like.

Only where a post is shown by itself: lists show `remix_of` and the label `looks_like` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from chalicelib import content, content_views, remix_views
from imagora import wiring
from imagora.kernel.ids import MediaId
from imagora.posts.models import LOOKS_LIKE

if TYPE_CHECKING:
    from imagora.kernel.ids import AccountId
    from imagora.posts.attribution import Original
    from imagora.posts.hydration import Shown
    from imagora.remixes.credits import Credited


def credited(post: content.Post, shown: Shown, viewer: AccountId | None) -> content.Post:
    """This post with its pictures' ancestors, shared prompts, and the originals that its viewer may see.

    Costs nothing where there is none of these.
    """
    alike = any(label.value == LOOKS_LIKE for label in shown.post.labels)
    owing = [one.id for one in shown.post.card.pictures if one.remix_of or one.prompt_shared]
    if not (alike or owing):
        return post
    viewpoint, media = wiring.viewpoints().of(viewer), post.media
    if owing:
        known = dict[str, "Credited"](wiring.remix_credits().of(owing, viewpoint))
        media = [_owing(one, known[one.id]) if one.id in known else one for one in media]
    if alike:
        originals = dict[str, "Original"](wiring.attributions().of(shown.post, viewpoint))
        media = [
            msgspec.structs.replace(one, looks_like=_original(originals[one.id])) if one.id in originals else one
            for one in media
        ]
    return msgspec.structs.replace(post, media=media)


def credited_media(one: content.Media, viewer: AccountId | None) -> content.Media:
    """This picture with its ancestors; costs nothing where it has none."""
    if one.remix_of is UNSET:
        return one
    media_id = MediaId(one.id)
    found = wiring.remix_credits().of([media_id], wiring.viewpoints().of(viewer)).get(media_id)
    return one if found is None else msgspec.structs.replace(one, credits=remix_views.credits_of(found))


def _owing(one: content.Media, found: Credited) -> content.Media:
    ai = one.ai
    if found.prompt is not None and ai is not UNSET:
        ai = content.MadeBy(provider=ai.provider, model=ai.model, source_type=ai.source_type, prompt=found.prompt)
    return msgspec.structs.replace(one, ai=ai, credits=remix_views.credits_of(found))


def _original(one: Original) -> content.LooksLike:
    return content.LooksLike(one.media_id, one.post, content_views.author(one.author))
