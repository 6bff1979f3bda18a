"""The generation stage: claims a job, draws its pictures, puts the bytes where the media stage finds them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from aws_lambda_powertools import Logger

from imagora.credits.ceilings import AtCeiling, Ceilings, Hold
from imagora.generation import ceiling_store
from imagora.generation.ceiling_waits import LOOK_EVERY
from imagora.generation.drawing import Drawing, Failures
from imagora.generation.models import DEADLINE, MAX_ATTEMPTS, WAKE_AGAIN, Failure, Job, Status, StatusChanged
from imagora.generation.providers.port import GeneratedImage, ImageProvider
from imagora.generation.stages import drawn
from imagora.generation.store import JobStore
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.ids import JobId, MediaId
from imagora.media.bucket import Bucket
from imagora.media.library import unguessable
from imagora.media.models import MadeBy, Media, descent, incoming_key, narrower
from imagora.media.store import MediaStore

log = Logger(child=True)

_PROCESSING = timedelta(seconds=240)
"""How long the media stage may take, backlog included; a job's own deadline comes first."""
_LAST_TRY = timedelta(seconds=10)
"""What a job has to have left of its time for another try to make sense."""
_INTERNAL = Failure(
    "internal", "Something broke on our side while drawing. The pictures were not charged.", retryable=True
)


@dataclass(frozen=True)
class Worker:
    """One stage of the pipeline: `queued → running → moderating`, or an end with the credits given back."""

    jobs: JobStore
    media: MediaStore
    bucket: Bucket
    drawing: Drawing
    ceilings: Ceilings
    now: Clock

    def run(self, job_id: JobId, begun_at: datetime | None = None) -> None:
        """Work on a job. Retry-safe: who doesn't get the claim drops the message.

        `begun_at`: when its time began, where that wasn't when it was asked for.

        A defect or an outage gives the job back to the queue, at most three times; then it fails and costs nothing.
        """
        lease = secrets.token_hex(8)
        try:
            job = self.jobs.claim(job_id, lease=lease, now=self.now(), begun_at=begun_at)
        except StatusChanged:
            return  # another worker holds it, or it is over
        try:
            self._draw_all(job)
        except StatusChanged:
            log.info("job was cancelled or taken over", job_id=job_id)
        except AtCeiling as reached:
            self._hold_back(job, reached)
        except Exception:
            log.exception("drawing failed", job_id=job_id, attempt=job.attempts)
            self._give_back(job, _INTERNAL)

    def _hold_back(self, job: Job, reached: AtCeiling) -> None:
        log.warning("a ceiling is reached", job_id=job.id, which=reached.notice, until=rfc3339(reached.until))
        try:
            ceiling_store.hold_back(job, until=reached.until, look_at=self.now() + LOOK_EVERY)
        except StatusChanged:
            log.info("job was cancelled or taken over", job_id=job.id)

    def _draw_all(self, job: Job) -> None:
        made = self._made_before(job)
        hand = _Hand(self, job, made)
        wanted = [index for index, media_id in enumerate(job.media) if media_id not in made]
        failures = self.drawing.draw(job, wanted, hand, deadline=self.jobs.deadline(job))
        self._end(job, hand, failures)

    def _made_before(self, job: Job) -> set[MediaId]:
        """What an earlier worker of this job got through: nobody pays a provider for it twice."""
        if job.attempts <= 1:
            return set()
        return {media.id for media in self.media.fresh(job.media) if media.status != "processing"}

    def deliver(
        self, job: Job, media_id: MediaId, image: GeneratedImage, by: ImageProvider, original: Media | None
    ) -> None:
        """The medium first, then its bytes: so the media stage always finds whom an object belongs to.

        `original`: what it began from; None where it began from nothing, or that is gone.
        """
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
            made_by=MadeBy(by.name, image.model or by.model, by.source_type),
            job=job.id,
            prompt=job.prompt,
            checked=job.checked,
            remix_policy=job.remix_policy if original is None else narrower(job.remix_policy, original.remix_policy),
            lineage=() if job.reference is None else descent(original) if original else (job.reference,),
        )
        self.media.add(media, look_after=now + _PROCESSING)
        self.bucket.write(incoming_key(job.owner, media_id), image.data, image.content_type)

    def _end(self, job: Job, hand: _Hand, failures: Failures) -> None:
        """Hand over what was drawn; with nothing drawn, end or try again as the provider's errors say."""
        errors = [failures[index] for index in sorted(failures)]
        failure = Failure(errors[0].code, errors[0].detail, errors[0].retryable) if errors else None
        if len(errors) < job.count:
            self.jobs.hand_over(job, now=self.now(), look_after=WAKE_AGAIN, failure=failure, by=hand.by_another())
        elif failure is not None and failure.retryable:
            self._give_back(job, failure, wait=self.drawing.wait_after(job, failures))
        elif failure is not None:
            outcome: Status = "blocked" if failure.code == "blocked" else "failed"
            self.jobs.finish(job, outcome, now=self.now(), made=0, failure=failure)

    def _give_back(self, job: Job, failure: Failure, *, wait: int = 0) -> None:
        """Have it tried again after so many seconds; not the third time, nor when its time would be over by then."""
        pause = timedelta(seconds=wait)
        late = self.now() + pause > (job.begun_at or job.created_at) + DEADLINE - _LAST_TRY
        try:
            if job.attempts >= MAX_ATTEMPTS or (late and failure is not _INTERNAL):
                self.jobs.finish(job, "failed", now=self.now(), made=0, failure=failure)
            else:
                self.jobs.release(job, now=self.now(), delay=WAKE_AGAIN + pause, wait=wait)
        except StatusChanged:
            log.info("job was cancelled or taken over", job_id=job.id)


class _Hand:
    """Takes a job's pictures as they come: says how far it is, renews the lease, keeps what each cost."""

    def __init__(self, worker: Worker, job: Job, made: Collection[MediaId]) -> None:
        """`made`: those that an earlier worker got through."""
        self._worker = worker
        self._job = job
        self._done = len(made)
        self._earlier = bool(made)
        self._bound = {index for index in job.bound if job.media[index] in made}
        self._costs = bool(job.bound)
        self._makers: set[tuple[str, str]] = set()
        self._hold: Hold | None = None
        self._paid = 0

    @cached_property
    def _original(self) -> Media | None:
        """What the job begins from, read once for all of its pictures."""
        return self._worker.media.get(self._job.reference) if self._job.reference else None

    def begin(self, pictures: Collection[int], by: ImageProvider) -> None:
        """From now on what costs money is bound: it isn't given back when the job is cancelled."""
        if by.capabilities.microdollars:
            self._costs = True
            self._bound |= set(pictures)
        try:
            self._advance(0)
        except StatusChanged:
            self.settle()  # nothing is under way: what was held for these wasn't spent
            raise

    def afford(self, microdollars: int) -> None:
        self._hold, self._paid = self._worker.ceilings.hold(self._job.owner, microdollars), 0

    def settle(self) -> None:
        if self._hold is not None:
            self._worker.ceilings.correct(self._hold, self._paid)

    def missed(self, picture: int, microdollars: int) -> None:
        bound = picture in self._bound
        if bound or microdollars:
            self._bound.discard(picture)
            self._answered(picture, microdollars, bound=bound)

    def deliver(self, index: int, image: GeneratedImage, by: ImageProvider) -> None:
        self._done += 1
        self._makers.add((by.name, image.model or by.model))
        self._answered(index, image.microdollars, bound=index in self._bound)
        self._worker.deliver(self._job, self._job.media[index], image, by, self._original)

    def by_another(self) -> tuple[str, str] | None:
        """Name and model of the provider that made all of it, where that isn't the one that was asked."""
        made = next(iter(self._makers), None)
        asked = (self._job.provider, self._job.model)
        return made if len(self._makers) == 1 and made != asked and not self._earlier else None

    def _answered(self, picture: int, microdollars: int, *, bound: bool) -> None:
        """Of a job that was cancelled meanwhile, what its owner keeps still comes."""
        try:
            self._advance(microdollars)
        except StatusChanged:
            if not bound:
                raise
            self._worker.jobs.note_late(self._job, picture, microdollars=microdollars)

    def _advance(self, microdollars: int) -> None:
        self._paid += microdollars
        self._worker.jobs.advance(
            self._job,
            progress=max(self._job.progress, drawn(self._done, self._job.count)),
            now=self._worker.now(),
            microdollars=microdollars,
            bound=sorted(self._bound) if self._costs else None,
        )
