"""A generation job as the table has it: `JOB#<id>` / `JOB`; a user's own, newest first, on GSI1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from imagora.generation.models import Failure, Job, Size
from imagora.kernel.clock import parse, rfc3339
from imagora.kernel.ids import JobId
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key, Row


class JobItem(Item):
    owner = UnicodeAttribute()
    status = UnicodeAttribute()
    prompt = UnicodeAttribute()
    style = UnicodeAttribute(null=True)
    size = UnicodeAttribute()
    pictures = NumberAttribute()
    seed = NumberAttribute()
    provider = UnicodeAttribute()
    model = UnicodeAttribute()
    credits = NumberAttribute()
    period = UnicodeAttribute()
    media = ListAttribute[Any]()
    progress = NumberAttribute(null=True)
    attempts = NumberAttribute(default=0)
    created_at = UnicodeAttribute()
    finished_at = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    lease = UnicodeAttribute(null=True)
    checked = UnicodeAttribute(null=True)
    fallback = BooleanAttribute(null=True)
    microdollars = NumberAttribute(null=True)
    wait = NumberAttribute(null=True)
    person = UnicodeAttribute(null=True)
    expected = NumberAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    mask = UnicodeAttribute(null=True)
    strength = NumberAttribute(null=True)
    lane = UnicodeAttribute(null=True)
    begun_at = UnicodeAttribute(null=True)
    remix_policy = UnicodeAttribute(null=True)
    waits_until = UnicodeAttribute(null=True)
    ahead = NumberAttribute(null=True)
    bound = ListAttribute[Any](null=True)


def job_key(job_id: JobId) -> Key:
    return f"JOB#{job_id}", "JOB"


def job_of(row: Row) -> Job:
    """A job from its item."""
    return Job(
        id=JobId(row["PK"].removeprefix("JOB#")),
        owner=row["owner"],
        status=row["status"],
        prompt=row["prompt"],
        style=row.get("style"),
        size=Size(*(int(side) for side in row["size"].split("x"))),
        count=row["pictures"],
        seed=row["seed"],
        provider=row["provider"],
        model=row["model"],
        credits=row["credits"],
        period=row["period"],
        media=tuple(row["media"]),
        progress=row.get("progress", 0),
        attempts=row.get("attempts", 0),
        created_at=parse(row["created_at"]),
        finished_at=parse(row["finished_at"]) if row.get("finished_at") else None,
        failure=msgspec.json.decode(row["failure"], type=Failure) if row.get("failure") else None,
        lease=row.get("lease"),
        checked=row.get("checked", ""),
        fallback=row.get("fallback", False),
        microdollars=row.get("microdollars", 0),
        person=row.get("person", ""),
        expected=row.get("expected", 0),
        reference=row.get("reference"),
        mask=row.get("mask"),
        strength=row.get("strength"),
        lane=row.get("lane", "fast"),
        begun_at=parse(row["begun_at"]) if row.get("begun_at") else None,
        remix_policy=row.get("remix_policy", "everyone"),
        waits_until=parse(row["waits_until"]) if row.get("waits_until") else None,
        ahead=row.get("ahead"),
        bound=tuple(row.get("bound", ())),
    )


def item_of(job: Job, *, look_after: datetime) -> JobItem:
    """The item of a new job, which somebody looks after at that time."""
    pk, sk = job_key(job.id)
    return JobItem(
        pk,
        sk,
        type="job",
        GSI1PK=f"JOBS#{job.owner}",
        GSI1SK=job.id,
        GSI2PK=due.partition(pk),
        GSI2SK=due.sort_key(look_after, pk),
        owner=job.owner,
        status=job.status,
        prompt=job.prompt,
        checked=job.checked or None,
        style=job.style,
        size=str(job.size),
        pictures=job.count,
        seed=job.seed,
        provider=job.provider,
        model=job.model,
        credits=job.credits,
        period=job.period,
        media=list(job.media),
        created_at=rfc3339(job.created_at),
        fallback=job.fallback or None,
        person=job.person or None,
        expected=job.expected or None,
        reference=job.reference,
        mask=job.mask,
        strength=job.strength,
        lane=job.lane if job.lane != "fast" else None,
        remix_policy=job.remix_policy,
        ahead=job.ahead,
    )
