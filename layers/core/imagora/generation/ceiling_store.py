"""Jobs that wait at a ceiling, in the table: `queued` with `waits_until`, on a lane of the due index of their own."""

from __future__ import annotations

from datetime import datetime

from imagora.generation.job_item import JobItem, job_key, job_of
from imagora.generation.models import AT_CEILING, WAKE_AGAIN, Job, StatusChanged
from imagora.kernel.clock import rfc3339
from imagora.table import due
from imagora.table.reader import plain
from imagora.table.transaction import guarded


def hold_back(job: Job, *, until: datetime, look_at: datetime) -> None:
    """Have a running job wait: as if nobody had taken it. It isn't sent to anybody before `resume`.

    Raises StatusChanged where it was cancelled, or belongs to another worker by now.
    """
    pk, sk = job_key(job.id)
    with guarded(StatusChanged()):
        JobItem(pk, sk).update(
            actions=[
                JobItem.status.set("queued"),
                JobItem.waits_until.set(rfc3339(until)),
                JobItem.lease.remove(),
                JobItem.attempts.add(-1),
                JobItem.GSI2PK.set(AT_CEILING),
                JobItem.GSI2SK.set(due.sort_key(look_at, pk)),
            ],
            condition=(JobItem.status == "running") & (JobItem.lease == job.lease),
        )


def resume(job: Job, *, now: datetime) -> Job:
    """A job that waited goes on: all of its time begins now, and its message has to be sent.

    Raises StatusChanged where it doesn't wait any more.
    """
    pk, sk = job_key(job.id)
    item = JobItem(pk, sk)
    with guarded(StatusChanged()):
        item.update(
            actions=[
                JobItem.waits_until.remove(),
                JobItem.begun_at.set(rfc3339(now)),
                JobItem.GSI2PK.set(due.partition(pk)),
                JobItem.GSI2SK.set(due.sort_key(now + WAKE_AGAIN, pk)),
            ],
            condition=(JobItem.status == "queued") & JobItem.waits_until.exists(),
        )
    return job_of(plain(item.to_dynamodb_dict()))
