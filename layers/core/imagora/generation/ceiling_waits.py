"""Jobs that wait for a day with money left: on a lane of the due index of their own, looked at every five minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from imagora.credits.ceilings import Ceilings
from imagora.generation import ceiling_store
from imagora.generation.models import AT_CEILING, Job, StatusChanged
from imagora.generation.settlement import Settlement
from imagora.generation.store import JobStore
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.ids import JobId
from imagora.table.reader import Reader

LOOK_EVERY = timedelta(minutes=5)
_AT_MOST = 100


@dataclass(frozen=True)
class CeilingWaits:
    """`jobs` wait as long as `ceilings` have no room for them."""

    reader: Reader
    jobs: JobStore
    settlement: Settlement
    ceilings: Ceilings
    now: Clock

    def resume(self) -> Iterator[Job]:
        """Those that may go on now, each back in the queue: its message has to be sent. A bounded number, oldest first.

        Retry-safe: one whose message got lost is due like any queued job. Who waited for too long is ended.
        """
        until = rfc3339(self.now())
        rows = self.reader.query(AT_CEILING, index="GSI2", limit=_AT_MOST, between=("0", until), ascending=True)
        for row in rows:
            job = self.jobs.get(JobId(str(row["PK"]).partition("#")[2]))
            if job is not None and job.waiting:
                yield from self._look_after(job)

    def _look_after(self, job: Job) -> Iterator[Job]:
        now = self.now()
        try:
            if now >= self.jobs.deadline(job):
                self.settlement.close(job)
            elif self.ceilings.room(job.owner, job.expected):
                yield ceiling_store.resume(job, now=now)
            else:
                self.jobs.postpone(job, now + LOOK_EVERY)
        except StatusChanged:
            return  # it was cancelled in between
