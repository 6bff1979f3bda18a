"""The moves of generation jobs in the table: from one status to the next, each one conditional write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from imagora.credits import store as wallets
from imagora.credits.models import Outcome, Place
from imagora.generation.job_item import JobItem, item_of, job_key, job_of
from imagora.generation.models import (
    DEADLINE,
    FINAL,
    LEASE,
    LONGEST_WAIT,
    PATIENCE,
    TRANSITIONS,
    WAKE_AGAIN,
    Failure,
    Job,
    Status,
    StatusChanged,
)
from imagora.generation.stages import CLAIMED, DRAWN
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId, JobId, time_of
from imagora.table import due
from imagora.table.reader import Reader, plain
from imagora.table.transaction import Transaction, guarded


def _bound_to(pictures: Sequence[int]) -> Action:
    return JobItem.bound.set(sorted(pictures)) if pictures else JobItem.bound.remove()


class JobStore:
    """Every write names the status it expects to leave, so a job moves along `models.TRANSITIONS` or not at all."""

    def __init__(self, reader: Reader, longer: timedelta = timedelta(0)) -> None:
        """`longer`: by how much a provider's answer may take longer than `LEASE` has it."""
        self._reader = reader
        self._longer = longer

    def deadline(self, job: Job) -> datetime:
        """When a job ends, finished or not. One that a worker took has the time of a provider that hangs besides."""
        if job.waiting:
            return job.created_at + LONGEST_WAIT
        if job.patient:
            return job.created_at + PATIENCE
        return (job.begun_at or job.created_at) + self._patience(job.status)

    def _patience(self, status: Status) -> timedelta:
        return DEADLINE if status == "queued" else DEADLINE + self._longer

    def _due(self, job_id: JobId, status: Status, look_after: datetime, begun_at: datetime | None) -> str:
        """The due key of a living job: never later than its deadline, which its id tells, or when it was begun."""
        ends = (begun_at or time_of(job_id)) + self._patience(status)
        return due.sort_key(min(look_after, ends), job_key(job_id)[0])

    def get(self, job_id: JobId, *, consistent: bool = True) -> Job | None:
        row = self._reader.get(job_key(job_id), consistent=consistent)
        return job_of(row) if row else None

    def batch(self, ids: list[JobId]) -> dict[JobId, Job]:
        rows = self._reader.batch([job_key(job_id) for job_id in ids])
        return {job.id: job for job in map(job_of, rows.values())}

    def of_owner(self, owner: AccountId, *, limit: int, after: str | None) -> list[JobId]:
        """Ids of an owner's jobs, newest first (1 Query)."""
        rows = self._reader.query(f"JOBS#{owner}", index="GSI1", limit=limit, after=after)
        return [JobId(row["GSI1SK"]) for row in rows]

    def add(self, transaction: Transaction, job: Job, *, look_after: datetime) -> None:
        transaction.create(item_of(job, look_after=look_after))

    def erase(self, ids: list[JobId]) -> None:
        """Delete a deleted account's jobs for good. Idempotent."""
        for job_id in ids:
            JobItem(*job_key(job_id)).delete()

    def claim(self, job_id: JobId, *, lease: str, now: datetime, begun_at: datetime | None = None) -> Job:
        """Take a queued job for this worker until its lease ends (1 conditional update).

        `begun_at`: when its time began, where that wasn't when it was asked for.
        Raises StatusChanged when another worker holds it, it waits or it is final: the message may be dropped.
        """
        actions: list[Action] = [
            JobItem.lease.set(lease),
            JobItem.attempts.add(1),
            JobItem.progress.set(JobItem.progress | CLAIMED),  # one that is tried again is as far as it was
        ]
        if begun_at is not None:
            actions.append(JobItem.begun_at.set(rfc3339(begun_at)))
        until = now + LEASE + self._longer
        free = JobItem.waits_until.does_not_exist()
        try:
            item = self._move(job_id, "queued", "running", actions, look_after=until, begun_at=begun_at, when=free)
        except StatusChanged:
            job = self.get(job_id)
            if job is not None and job.status == "running" and job.lease == lease:
                return job  # ours: the answer to the first try was lost, and the SDK tried again
            raise
        return job_of(plain(item.to_dynamodb_dict()))

    def advance(
        self, job: Job, *, progress: int, now: datetime, microdollars: int = 0, bound: Sequence[int] | None = None
    ) -> None:
        """Say how far the work is, and what a provider charged for it, which renews the lease that `job` was read with.

        `bound`: as `Job` has it; None where that didn't change.
        Raises StatusChanged when the job was cancelled, or belongs to another worker by now: stop.
        """
        until = self._due(job.id, "running", now + LEASE + self._longer, job.begun_at)
        actions: list[Action] = [JobItem.progress.set(progress), JobItem.GSI2SK.set(until)]
        if microdollars:
            actions.append(JobItem.microdollars.add(microdollars))
        if bound is not None:
            actions.append(_bound_to(bound))
        with guarded(StatusChanged()):
            JobItem(*job_key(job.id)).update(
                actions=actions,
                condition=(JobItem.status == "running") & (JobItem.lease == job.lease),
            )

    def note_late(self, job: Job, index: int, *, microdollars: int) -> None:
        """An answer came for a picture that its owner keeps, though the job was cancelled meanwhile: note its cost.

        Raises StatusChanged where nobody waits for it any more.
        """
        with guarded(StatusChanged()):
            JobItem(*job_key(job.id)).update(
                actions=[JobItem.microdollars.add(microdollars)],
                condition=(JobItem.status == "cancelled") & JobItem.bound.contains(index),
            )

    def release(self, job: Job, *, now: datetime, delay: timedelta, expired: bool = False, wait: int = 0) -> None:
        """Give a running job back to the queue; the sweep looks after it if nobody takes it within `delay`.

        `wait`: seconds for which the queue keeps it from all workers.
        `expired`: only if its lease has run out, not if its worker renewed it meanwhile. Raises StatusChanged.
        """
        held = JobItem.lease == job.lease
        if expired:
            held &= JobItem.GSI2SK <= due.sort_key(now, job_key(job.id)[0])
        self._move(
            job.id,
            "running",
            "queued",
            [JobItem.lease.remove(), JobItem.wait.set(wait)],
            look_after=now + delay,
            begun_at=job.begun_at,
            when=held,
        )

    def hand_over(
        self,
        job: Job,
        *,
        now: datetime,
        look_after: timedelta,
        failure: Failure | None,
        by: tuple[str, str] | None = None,
    ) -> None:
        """All is drawn: `running → moderating`. `failure` says why some pictures are missing.

        `by`: name and model of the provider that drew it, where that isn't the one that was asked.
        """
        actions: list[Action] = [JobItem.progress.set(DRAWN), JobItem.lease.remove()]
        if failure is not None:
            actions.append(JobItem.failure.set(msgspec.json.encode(failure).decode()))
        if by is not None:
            actions += [JobItem.provider.set(by[0]), JobItem.model.set(by[1])]
        ours = JobItem.lease == job.lease
        self._move(
            job.id, "running", "moderating", actions, look_after=now + look_after, begun_at=job.begun_at, when=ours
        )

    def postpone(self, job: Job, until: datetime) -> None:
        """The sweep looks after it again at `until`, if it is still where it was."""
        pk, sk = job_key(job.id)
        with guarded(StatusChanged()):
            JobItem(pk, sk).update(
                actions=[JobItem.GSI2SK.set(due.sort_key(min(until, self.deadline(job)), pk))],
                condition=JobItem.status == job.status,
            )

    def finish(
        self,
        job: Job,
        to: Status,
        *,
        now: datetime,
        made: int,
        failure: Failure | None = None,
        along: Transaction | None = None,
        keeping: Sequence[int] | None = None,
    ) -> None:
        """End a job and settle its credits (1 transaction, so both happen exactly once), `along` with other writes.

        `made`: how many of its pictures its owner has, or is sure to pay for; the others cost nothing.
        `keeping`: of one that is cancelled, what is `bound` from now on; raises StatusChanged where that isn't as read.
        One that ends without pictures stays due until what was drawn of it is taken away: see `forget`.
        Raises StatusChanged when it isn't in the status that was read.
        """
        if to not in TRANSITIONS[job.status] or to not in FINAL:
            raise ValueError(f"jobs don't end from {job.status} as {to}")
        spent = job.costs(made)
        actions: list[Action] = [
            JobItem.status.set(to),
            JobItem.progress.set(100),
            JobItem.credits.set(spent),
            JobItem.finished_at.set(rfc3339(now)),
            JobItem.lease.remove(),
        ]
        if to == "succeeded" or not job.attempts:
            actions += [JobItem.GSI2PK.remove(), JobItem.GSI2SK.remove()]
        else:
            pk = job_key(job.id)[0]
            actions += [JobItem.GSI2PK.set(due.partition(pk)), JobItem.GSI2SK.set(due.sort_key(now + WAKE_AGAIN, pk))]
        if failure is not None:
            actions.append(JobItem.failure.set(msgspec.json.encode(failure).decode()))
        as_read = JobItem.status == job.status
        if keeping is not None:
            actions.append(_bound_to(keeping))
            as_read &= (JobItem.bound == list(job.bound)) if job.bound else JobItem.bound.does_not_exist()
        transaction = along or Transaction()
        transaction.update(JobItem(*job_key(job.id)), actions, as_read, otherwise=StatusChanged())
        place = Place(job.lane, job.credits)
        outcome = Outcome(job.id, job.period, place, job.created_at, spent, missing=job.count - made)
        wallets.settle(transaction, job.owner, outcome, now=now, otherwise=StatusChanged())
        transaction.commit()

    def forget(self, job_id: JobId) -> None:
        """A job that ended without pictures left nothing behind: nobody has to look after it any more. Retry-safe."""
        due.done(*job_key(job_id))

    def _move(
        self,
        job_id: JobId,
        frm: Status,
        to: Status,
        actions: list[Action],
        *,
        look_after: datetime,
        begun_at: datetime | None,
        when: Condition | None = None,
    ) -> JobItem:
        if to not in TRANSITIONS[frm]:
            raise ValueError(f"jobs don't go from {frm} to {to}")
        pk, sk = job_key(job_id)
        item = JobItem(pk, sk)
        condition = JobItem.status == frm
        with guarded(StatusChanged()):
            item.update(
                actions=[
                    JobItem.status.set(to),
                    JobItem.GSI2SK.set(self._due(job_id, to, look_after, begun_at)),
                    *actions,
                ],
                condition=condition if when is None else condition & when,
            )
        return item
