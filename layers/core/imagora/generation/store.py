"""Generation jobs in the table: one item each, `JOB#<id>` / `JOB`; a user's own, newest first, on GSI1."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from imagora.credits import store as wallets
from imagora.credits.models import Outcome, Place
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
    Size,
    Status,
    StatusChanged,
)
from imagora.kernel.clock import parse, rfc3339
from imagora.kernel.ids import AccountId, JobId, time_of
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key, Reader, Row, plain
from imagora.table.transaction import Transaction, guarded


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
    progress = NumberAttribute(default=0)
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
    )


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
        pk, sk = job_key(job.id)
        transaction.create(
            JobItem(
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
            )
        )

    def erase(self, ids: list[JobId]) -> None:
        """Delete a deleted account's jobs for good. Idempotent."""
        for job_id in ids:
            JobItem(*job_key(job_id)).delete()

    def claim(self, job_id: JobId, *, lease: str, now: datetime, begun_at: datetime | None = None) -> Job:
        """Take a queued job for this worker until its lease ends (1 conditional update).

        `begun_at`: when its time began, where that wasn't when it was asked for.
        Raises StatusChanged when another worker holds it, it waits or it is final: the message may be dropped.
        """
        actions: list[Action] = [JobItem.lease.set(lease), JobItem.attempts.add(1), JobItem.progress.set(5)]
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

    def advance(self, job: Job, *, progress: int, now: datetime, microdollars: int = 0) -> None:
        """Say how far the work is, and what a provider charged for it, which renews the lease that `job` was read with.

        Raises StatusChanged when the job was cancelled, or belongs to another worker by now: stop.
        """
        until = self._due(job.id, "running", now + LEASE + self._longer, job.begun_at)
        actions: list[Action] = [JobItem.progress.set(progress), JobItem.GSI2SK.set(until)]
        if microdollars:
            actions.append(JobItem.microdollars.add(microdollars))
        with guarded(StatusChanged()):
            JobItem(*job_key(job.id)).update(
                actions=actions,
                condition=(JobItem.status == "running") & (JobItem.lease == job.lease),
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
            [JobItem.lease.remove(), JobItem.progress.set(0), JobItem.wait.set(wait)],
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
        actions: list[Action] = [JobItem.progress.set(90), JobItem.lease.remove()]
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
    ) -> None:
        """End a job and settle its credits (1 transaction, so both happen exactly once), `along` with other writes.

        `made`: how many of its pictures its owner has; the others cost nothing.
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
        transaction = along or Transaction()
        transaction.update(JobItem(*job_key(job.id)), actions, JobItem.status == job.status, otherwise=StatusChanged())
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
