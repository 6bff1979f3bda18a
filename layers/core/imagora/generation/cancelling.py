"""Cancelling: what comes back, what stays spent, and whose the pictures are then."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.generation.models import Job, StatusChanged
from imagora.generation.store import JobStore
from imagora.kernel.clock import Clock
from imagora.media.models import Media
from imagora.media.store import MediaStore
from imagora.table.transaction import Transaction

_ALIVE = ("processing", "ready", "held")


def stays(job: Job, index: int, media: Media | None) -> bool:
    """Whether a picture is spent, and its owner's, when its job is cancelled: a provider that costs money made it.

    `media`: None for one that isn't there; its provider may be making it right now. What the rules refused comes back.
    """
    if index not in job.bound:
        return False
    return job.status == "running" if media is None else media.status in _ALIVE


@dataclass(frozen=True)
class Cancelling:
    jobs: JobStore
    media: MediaStore
    now: Clock

    def cancel(self, job: Job) -> None:
        """End a job that isn't over, in one transaction: no picture gets into a post between being counted and taken.

        What `stays`, and what a living post shows, is spent; all else comes back, and is taken away.
        Raises StatusChanged where the job, or one of its pictures, moved on in between.
        """
        together = Transaction()
        drawn = {media.id: media for media in self.media.fresh(job.media)} if job.attempts else {}
        keeping = [index for index, one in enumerate(job.media) if stays(job, index, drawn.get(one))]
        others = [media for index, one in enumerate(job.media) if index not in keeping and (media := drawn.get(one))]
        shown = sum(self.media.take_back(together, media, otherwise=StatusChanged()) for media in others)
        made = len(keeping) + shown
        self.jobs.finish(job, "cancelled", now=self.now(), made=made, along=together, keeping=keeping)
