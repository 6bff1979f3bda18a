"""From the domain's things to the contract's shapes: pictures, posts, feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from msgspec import UNSET, structs

from chalicelib import content, shapes
from imagora.media import models as media_models
from imagora.posts.hydration import Shown, Tombstone

if TYPE_CHECKING:
    from imagora.accounts.models import Author
    from imagora.feeds.models import FeedItem as DomainFeedItem
    from imagora.feeds.models import ReasonKind
    from imagora.media.models import Label
    from imagora.posts.models import Picture


def author(one: Author) -> shapes.Author:
    avatar = media_models.thumb_url_of(one.avatar) if one.avatar else None
    return shapes.Author(one.id, one.handle, one.name, avatar, one.kind)


def media(one: media_models.Media) -> content.Media:
    """A picture as its owner sees it."""
    ready = one.status == "ready"
    return content.Media(
        id=one.id,
        status="rejected" if one.status == "removed" else one.status,
        url=media_models.url_of(one.key) if ready else UNSET,
        thumb_url=media_models.thumb_url_of(one.key) if ready else UNSET,
        width=one.width,
        height=one.height,
        alt=one.alt,
        placeholder=one.placeholder,
        ai=_made_by(one.made_by, one.prompt),
        remix_of=one.remix_of or UNSET,
        remix_policy=one.remix_policy,
        prompt_shared=one.prompt_shared or UNSET,
        rejection=content.Rejection(one.rejection.code, one.rejection.detail) if one.rejection else UNSET,
    )


def others_media(one: media_models.Media) -> content.Media:
    """A ready picture as others see it: with its prompt only where that is shared."""
    return media(structs.replace(one, prompt=one.shared_prompt, rejection=None))


def picture(one: Picture) -> content.Media:
    """A picture of a published post, as anybody sees it: without its prompt."""
    return content.Media(
        id=one.id,
        status="ready",
        url=media_models.url_of(one.key),
        thumb_url=media_models.thumb_url_of(one.key),
        width=one.width,
        height=one.height,
        alt=one.alt,
        placeholder=one.placeholder,
        ai=one.made_by or UNSET,  # its members are the contract's: it goes out as it is
        remix_of=one.remix_of or UNSET,
        remix_policy=one.remix_policy,
        prompt_shared=one.prompt_shared or UNSET,
    )


def _made_by(made: media_models.MadeBy | None, prompt: str | None) -> content.MadeBy | object:
    if made is None:
        return UNSET
    return content.MadeBy(
        provider=made.provider,
        model=made.model,
        source_type=made.source_type,
        prompt=UNSET if prompt is None else prompt,
    )


def post(shown: Shown, waiting: Mapping[str, media_models.Media] | None = None) -> content.Post:
    """A post; `waiting` are the pictures of one that isn't out yet, by id."""
    its = shown.post
    card = its.card
    quote = shown.quote
    return content.Post(
        id=its.id,
        author=author(shown.author),
        text=card.text,
        facets=card.facets,  # their members are the contract's, as those of counts and marks: they go out as they are
        media=_awaited(card.waiting, waiting) if waiting else list(map(picture, card.pictures)),
        created_at=card.created_at,
        edited_at=card.edited_at or UNSET,
        reply_to=card.reply_to or UNSET,
        root=card.root or UNSET,
        quote=UNSET if quote is None else post_or_tombstone(quote),
        ai=card.ai,
        labels=_labels(its.labels) if its.labels else [],
        counts=its.counts,
        viewer=shown.marks or UNSET,
        status="rejected" if its.status == "deleted" else its.status,
        gates=UNSET if card.gates is None else content.Gates(card.gates.reply, card.gates.quote),
    )


def _awaited(ids: Sequence[str], waiting: Mapping[str, media_models.Media]) -> list[content.Media]:
    return [media(waiting[one]) for one in ids if one in waiting]


def _labels(found: Sequence[Label]) -> list[content.Label]:
    """What stands on a post, each value once; who put it there is told, not by which case."""
    told = {one.value: one for one in reversed(found)}
    return [
        content.Label(value=one.value, source=one.source, confidence=one.confidence or UNSET) for one in told.values()
    ]


def post_or_tombstone(shown: Shown | Tombstone) -> content.Post | content.Tombstone:
    return post(shown) if type(shown) is Shown else content.Tombstone(shown.id, shown.kind)


def feed_item(item: DomainFeedItem) -> content.FeedItem:
    reason = _reason(item.reason) if item.by is None else content.Reason(kind=item.reason, by=author(item.by))
    return content.FeedItem(post(item.shown), reason)


@cache
def _reason(kind: ReasonKind) -> content.Reason:
    return content.Reason(kind=kind)
