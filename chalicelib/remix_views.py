"""Remixes as answers show them, and credit for what they were made from. Apart, since feeds show neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, UnsetType

from chalicelib import content, content_views
from chalicelib.shapes import Id, Shape

if TYPE_CHECKING:
    from imagora.remixes.credits import Credit, Credited
    from imagora.remixes.tree import Remix as Below


class Remix(Struct, frozen=True, kw_only=True):
    """A published picture that was made from another, `depth` steps below it: 1 is a direct remix. `post` shows it."""

    id: Id
    remix_of: Id
    depth: int
    media: content.Media
    post: content.Post


class RemixList(Shape, kw_only=True):
    """Remixes at whatever remove, newest first."""

    items: list[Remix]
    cursor: str | UnsetType = UNSET


def remix(one: Below) -> Remix:
    shown = content_views.post(one.shown)
    media = next(each for each in shown.media if each.id == one.picture.id)
    return Remix(id=one.picture.id, remix_of=one.parent, depth=one.depth, media=media, post=shown)


def credits_of(found: Credited) -> list[content.RemixCredit] | UnsetType:
    return [_credit(one) for one in found.credits] or UNSET


def _credit(one: Credit) -> content.RemixCredit:
    if one.author is None:
        return content.RemixCredit(media_id=one.media_id, tombstone=one.missing or "unavailable")
    return content.RemixCredit(
        media_id=one.media_id, author=content_views.author(one.author), post_id=one.post or UNSET
    )
