"""The generation stage: claims a job, draws its pictures, puts the bytes where the media stage finds them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from aws_lambda_powertools import Logger

from imagora.generation.models import MAX_ATTEMPTS, MAX_SEED, WAKE_AGAIN, Failure, Job, Status, StatusChanged
from imagora.generation.providers.port import GeneratedImage, ImageProvider, ImageRequest, ProviderError
from imagora.generation.store import JobStore
from imagora.kernel.clock import Clock
from imagora.kernel.ids import JobId, MediaId
from imagora.media.bucket import Bucket
from imagora.media.library import unguessable
from imagora.media.models import MadeBy, Media, incoming_key
from imagora.media.store import MediaStore

log = Logger(child=True)

_PROCESSING = timedelta(seconds=240)
"""How long the media stage may take, backlog included; a job's own deadline comes first."""
_INTERNAL = Failure(
    "internal", "Something broke on our side while drawing. The pictures were not charged.", retryable=True
)


@dataclass(frozen=True)
class Worker:
    """One stage of the pipeline: `queued → running → moderating`, or an end with the allowance given back."""

    jobs: JobStore
    media: MediaStore
    bucket: Bucket
    provider: ImageProvider
    now: Clock

    def run(self, job_id: JobId) -> None:
        """Work on a job. Retry-safe: who doesn't get the claim drops the message.

        A defect or an outage gives the job back to the queue, at most three times; then it fails and costs nothing.
        """
        lease = secrets.token_hex(8)
        try:
            job = self.jobs.claim(job_id, lease=lease, now=self.now())
        except StatusChanged:
            return  # another worker holds it, or it is over
        try:
            self._draw_all(job)
        except StatusChanged:
            log.info("job was cancelled or taken over", job_id=job_id)
        except Exception:
            log.exception("drawing failed", job_id=job_id, attempt=job.attempts)
            self._give_back(job, _INTERNAL)

    def _draw_all(self, job: Job) -> None:
        failures: list[ProviderError] = []
        for index, media_id in enumerate(job.media):
            self.jobs.advance(job.id, lease=job.lease or "", progress=5 + 80 * index // job.count, now=self.now())
            try:
                image = self.provider.generate(_request(job, index))
            except ProviderError as error:
                failures.append(error)
                continue
            done = 5 + 80 * (index + 1) // job.count
            self.jobs.advance(job.id, lease=job.lease or "", progress=done, now=self.now())
            self._deliver(job, media_id, image)
        self._end(job, failures)

    def _deliver(self, job: Job, media_id: MediaId, image: GeneratedImage) -> None:
        """The medium first, then its bytes: so the media stage always finds whom an object belongs to."""
        now = self.now()
        media = Media(
            id=media_id,
            owner=job.owner,
            status="processing",
            origin="generated",
            key=unguessable(),
            created_at=now,
            content_type=image.content_type,
            bytes=len(image.data),
            alt=image.description[:1_000],
            made_by=MadeBy(self.provider.name, self.provider.model, self.provider.source_type),
            job=job.id,
            prompt=job.prompt,
            checked=job.checked,
            remix_policy="everyone",
        )
        self.media.add(media, look_after=now + _PROCESSING)
        self.bucket.write(incoming_key(job.owner, media_id), image.data, image.content_type)

    def _end(self, job: Job, failures: list[ProviderError]) -> None:
        """Hand over what was drawn; with nothing drawn, end or try again as the provider's errors say."""
        failure = Failure(failures[0].code, failures[0].detail, failures[0].retryable) if failures else None
        if len(failures) < job.count:
            self.jobs.hand_over(job, now=self.now(), look_after=WAKE_AGAIN, failure=failure)
        elif failure is not None and failure.retryable:
            self._give_back(job, failure)
        elif failure is not None:
            outcome: Status = "blocked" if failure.code == "blocked" else "failed"
            self.jobs.finish(job, outcome, now=self.now(), spent=0, failure=failure)

    def _give_back(self, job: Job, failure: Failure) -> None:
        try:
            if job.attempts >= MAX_ATTEMPTS:
                self.jobs.finish(job, "failed", now=self.now(), spent=0, failure=failure)
            else:
                self.jobs.release(job, now=self.now(), delay=WAKE_AGAIN)
        except StatusChanged:
            log.info("job was cancelled or taken over", job_id=job.id)


def _request(job: Job, index: int) -> ImageRequest:
    return ImageRequest(job.prompt, job.style, job.size.width, job.size.height, (job.seed + index) % (MAX_SEED + 1))
