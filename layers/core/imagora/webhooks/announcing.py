"""From what happened to what is delivered: a job that ended, where its owner wants to know."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.generation.store import JobStore
from imagora.kernel.clock import Clock
from imagora.kernel.ids import JobId
from imagora.media.store import MediaStore
from imagora.webhooks.listing import HookLists
from imagora.webhooks.models import event_id, event_of
from imagora.webhooks.payload import body_of
from imagora.webhooks.store import HookStore


@dataclass(frozen=True)
class Announcing:
    """What `pipeline.activity` calls."""

    lists: HookLists
    store: HookStore
    jobs: JobStore
    media: MediaStore
    now: Clock

    def job_finished(self, job_id: JobId) -> None:
        """Have it delivered that a job ended. Retry-safe: one event a job, whose body is what was true the first time.

        2 reads where there is no webhook; with one, its pictures and 1 write besides.
        """
        job = self.jobs.get(job_id)
        event = event_of(job.status) if job is not None else None
        if job is None or event is None:
            return
        hook = self.lists.hook(job.owner)
        if hook is None or not hook.active or event not in hook.events:
            return
        media = self.media.fresh(job.media) if event == "generation.succeeded" else []
        self.store.announce(job.owner, event_id(job.id, event), event, body_of(event, job, media), now=self.now())
