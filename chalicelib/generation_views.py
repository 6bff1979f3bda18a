"""From the domain's generations to the contract's shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from chalicelib import content_views
from chalicelib import generation_shapes as shapes
from imagora.kernel.clock import rfc3339

if TYPE_CHECKING:
    from imagora.generation.models import Job
    from imagora.generation.providers.offered import Offered
    from imagora.generation.providers.port import ImageProvider
    from imagora.generation.service import Estimate, JobView


def generation(view: JobView) -> shapes.Generation:
    job = view.job
    return shapes.Generation(
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
        cost=shapes.Cost(job.credits),
        progress=view.progress,
        stage=view.stage or UNSET,
        place=view.place or UNSET,
        media=[content_views.media(one) for one in view.media],
        lane=job.lane,
        waiting=_waiting(job),
        error=shapes.Failure(job.failure.code, job.failure.detail, job.failure.retryable) if job.failure else UNSET,
        created_at=rfc3339(job.created_at),
        finished_at=rfc3339(job.finished_at) if job.finished_at else UNSET,
    )


def _waiting(job: Job) -> shapes.Waiting | UnsetType:
    if job.waiting and job.waits_until is not None:
        return shapes.Waiting(reason="ceiling_reached", until=rfc3339(job.waits_until))
    return shapes.Waiting(reason="slow_lane") if job.patient else UNSET


def estimate(its: Estimate) -> shapes.Estimate:
    return shapes.Estimate(
        cost=shapes.Cost(its.cost),
        balance=its.forecast.balance,
        would=its.would,
        reason=its.why or UNSET,
    )


def options(offered: Offered) -> shapes.GenerationOptions:
    return shapes.GenerationOptions(default=offered.default.name, providers=[_option(one) for one in offered])


def _option(provider: ImageProvider) -> shapes.ProviderOption:
    can = provider.capabilities
    return shapes.ProviderOption(
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
