"""From the domain's things to the contract's shapes: pictures, generations, posts, feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType, structs

from chalicelib import content, shapes
from imagora.kernel.clock import rfc3339
from imagora.media import models as media_models
from imagora.posts.hydration import Shown, Tombstone

if TYPE_CHECKING:
    from imagora.accounts.models import Author
    from imagora.feeds.models import FeedItem as DomainFeedItem
    from imagora.feeds.models import ReasonKind
    from imagora.generation.models import Job
    from imagora.generation.providers.offered import Offered
    from imagora.generation.providers.port import ImageProvider
    from imagora.generation.service import Estimate, JobView
    from imagora.media.models import Label
    from imagora.posts.conversation import Version
    from imagora.posts.models import Picture
    from imagora.posts.threads import Answer


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


def generation(view: JobView) -> content.Generation:
    job = view.job
    return content.Generation(
        id=job.id,
        status=job.status,
        prompt=job.prompt,
        style=job.style or UNSET,
        size=str(job.size),
        count=job.count,
        seed=job.seed,
        remix_of=job.reference or UNSET,
        strength=UNSET if job.strength is None else float(job.strength),
        provider=job.provider,
        model=job.model,
        cost=content.Cost(job.credits),
        progress=job.progress,
        media=[media(one) for one in view.media],
        lane=job.lane,
        waiting=_waiting(job),
        error=content.Failure(job.failure.code, job.failure.detail, job.failure.retryable) if job.failure else UNSET,
        created_at=rfc3339(job.created_at),
        finished_at=rfc3339(job.finished_at) if job.finished_at else UNSET,
    )


def _waiting(job: Job) -> content.Waiting | UnsetType:
    if job.waiting and job.waits_until is not None:
        return content.Waiting(reason="ceiling_reached", until=rfc3339(job.waits_until))
    return content.Waiting(reason="slow_lane") if job.patient else UNSET


def estimate(its: Estimate) -> content.Estimate:
    return content.Estimate(
        cost=content.Cost(its.cost),
        balance=its.forecast.balance,
        would=its.would,
        reason=its.why or UNSET,
    )


def options(offered: Offered) -> content.GenerationOptions:
    return content.GenerationOptions(default=offered.default.name, providers=[_option(one) for one in offered])


def _option(provider: ImageProvider) -> content.ProviderOption:
    can = provider.capabilities
    return content.ProviderOption(
        name=provider.name,
        model=provider.model,
        source_type=provider.source_type,
        sizes=[f"{width}x{height}" for width, height in can.sizes],
        multiple=can.multiple or UNSET,
        styles=list(can.styles),
        count=can.count,
        credits=can.credits,
        seeds=can.seeds,
        edits=can.edits,
        masks=can.masks,
        strengths=can.strengths,
        transparency=can.transparency,
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


def reply(answer: Answer) -> content.ThreadReply:
    return content.ThreadReply(
        post=post_or_tombstone(answer.shown),
        replies_count=answer.replies,
        hidden=answer.folded or UNSET,
        hidden_by_you=answer.by_viewer or UNSET,
    )


def version(one: Version) -> content.Version:
    return content.Version(text=one.text, facets=one.facets, alt=one.alts or UNSET, at=one.at)


def feed_item(item: DomainFeedItem) -> content.FeedItem:
    reason = _reason(item.reason) if item.by is None else content.Reason(kind=item.reason, by=author(item.by))
    return content.FeedItem(post(item.shown), reason)


@cache
def _reason(kind: ReasonKind) -> content.Reason:
    return content.Reason(kind=kind)
