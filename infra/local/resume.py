"""What a stack that starts again owes to the work that its last run left unfinished."""

from __future__ import annotations

from datetime import datetime

from imagora import wiring
from imagora.generation.models import WAKE_AGAIN, StatusChanged
from imagora.kernel.ids import JobId
from imagora.table.due import SHARDS

_A_PAGE = 500


def resume_jobs() -> int:
    """Put every unfinished job back on its way; answers how many there were.

    All workers of the last run are gone, so no lease is worth waiting for; and the time for which the stack was off is
    not held against a job. For the start, before anything is delivered. Retry-safe.
    """
    now = wiring.now()
    return sum(_resume(job_id, now) for shard in range(SHARDS) for job_id in _unfinished(shard))


def _unfinished(shard: int) -> list[JobId]:
    """The jobs of one shard of the due index: what is final has left it."""
    found: list[JobId] = []
    after: str | None = None
    while rows := wiring.reader().query(f"DUE#{shard}", index="GSI2", limit=_A_PAGE, after=after, ascending=True):
        found += [JobId(row["PK"].removeprefix("JOB#")) for row in rows if row["PK"].startswith("JOB#")]
        after = str(rows[-1]["GSI2SK"])
    return found


def _resume(job_id: JobId, now: datetime) -> bool:
    job = wiring.job_store().get(job_id)
    if job is None or job.final:
        return False
    try:
        if job.status == "running":
            wiring.job_store().release(job, now=now, delay=WAKE_AGAIN)  # that write wakes the next worker
        else:
            wiring.job_store().postpone(job, now + WAKE_AGAIN)
    except StatusChanged:
        return False
    return True
