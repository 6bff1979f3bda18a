"""Ending jobs: when all pictures of one are settled, and when its time is over."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from imagora.generation.models import LOOK_AT_SLOW, WAKE_AGAIN, Failure, Job, StatusChanged
from imagora.generation.store import JobStore
from imagora.kernel.clock import Clock
from imagora.kernel.ids import JobId, MediaId
from imagora.media.models import LOST, Media
from imagora.media.models import StatusChanged as MediaChanged
from imagora.media.store import MediaStore

Verdict = Literal["wake", "over", "nothing"]

_TIMED_OUT = Failure(
    "timed_out", "This took too long and was ended. It was not charged; please try again.", retryable=True
)
_NOTHING_READY = Failure(
    "media_rejected", "None of the pictures could be shown. They were not charged.", retryable=True
)

_BLOCKED = Failure(
    "media_blocked", "Our rules don't allow what was drawn. It was not charged; you can appeal.", retryable=False
)


@dataclass(frozen=True)
class Settlement:
    """The last stage of a job, and the sweep's view of it."""

    jobs: JobStore
    media: MediaStore
    now: Clock

    def settle(self, job_id: JobId, picture: MediaId | None = None) -> bool:
        """End a job whose pictures are all settled. Retry-safe; before that it does nothing.

        `succeeded` when at least one can be shown now or after a moderator's look; only those are charged. True where
        it is over without this picture of it: that is nobody's.
        """
        job = self.jobs.get(job_id)
        if job is None or job.unrewarded:
            return job is None or picture not in job.kept
        if job.status != "moderating":
            return False  # the worker isn't done (it asks again when it is), or it is over
        made = self.media.fresh(job.media)
        if all(media.settled for media in made):
            self._end(job, made)
        return False

    def sweep(self, job_id: JobId) -> Verdict:
        """Look after a job whose due time has come: end it after its deadline, or say what the sweep has to do.

        `wake`: its stage again. `over`: it ended, and what was drawn of it was not taken away yet.
        """
        job = self.jobs.get(job_id)
        if job is None or job.final:
            return "over" if job is not None and job.unrewarded else "nothing"
        now = self.now()
        try:
            if now >= self.jobs.deadline(job):
                self.close(job)
                return "nothing"
            if job.status == "running":  # its lease is over: the worker died
                self.jobs.release(job, now=now, delay=WAKE_AGAIN, expired=True)
                return "nothing"  # that write wakes the next worker
            self.jobs.postpone(job, now + (LOOK_AT_SLOW if job.patient else WAKE_AGAIN))
        except StatusChanged:
            return "nothing"
        return "wake"

    def close(self, job: Job) -> None:
        """End a job whose time is over. What is still processing is given up first: nothing gets ready uncharged."""
        for media in self.media.fresh(job.media):
            if not media.settled:
                with suppress(MediaChanged):  # it got through after all
                    self.media.give_up(media.id, LOST)
        self._end(job, self.media.fresh(job.media))

    def _end(self, job: Job, made: list[Media]) -> None:
        good = sum(media.status in ("ready", "held") for media in made)
        try:
            if job.status == "moderating" and good:
                self.jobs.finish(job, "succeeded", now=self.now(), made=good, failure=job.failure)
            elif job.status == "moderating" and made and all(media.withheld_by for media in made):
                self.jobs.finish(job, "blocked", now=self.now(), made=0, failure=_BLOCKED)
            elif job.status == "moderating" and all(media.settled for media in made):
                self.jobs.finish(job, "failed", now=self.now(), made=0, failure=job.failure or _NOTHING_READY)
            else:
                self.jobs.finish(job, "failed", now=self.now(), made=0, failure=_TIMED_OUT)
        except StatusChanged:
            return  # another delivery was faster
