"""What a delivery says: a job as it ended, in the words of the HTTP contract, without what its owner wrote.

The prompt stays out: the receiver may be somebody else's service, and whoever has the account's token can ask for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from imagora.generation.models import Job
from imagora.kernel.clock import rfc3339
from imagora.media.models import Media, thumb_url_of, url_of
from imagora.webhooks.models import Event


def body_of(event: Event, job: Job, media: Sequence[Media]) -> str:
    """`{"type", "timestamp", "data"}` as JSON: 1 to 2 KB. Addresses are relative to the instance's origin."""
    data: dict[str, Any] = {
        "id": job.id,
        "status": job.status,
        "count": job.count,
        "size": str(job.size),
        "provider": job.provider,
        "model": job.model,
        "cost": {"credits": job.credits},
        "media": [_picture(one) for one in media if one.status != "removed"],
        "created_at": rfc3339(job.created_at),
        "finished_at": rfc3339(job.finished_at) if job.finished_at else None,
    }
    if job.failure is not None:
        data["error"] = job.failure
    ended = job.finished_at or job.created_at
    return msgspec.json.encode({"type": event, "timestamp": rfc3339(ended), "data": data}).decode()


def _picture(one: Media) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one.id, "status": one.status, "width": one.width, "height": one.height}
    if one.status == "ready":
        told |= {"url": url_of(one.key), "thumb_url": thumb_url_of(one.key)}
    return told
