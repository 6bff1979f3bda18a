"""Parts of moderation, media and generation: pictures, from wish or upload to the bucket."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.credits.plans import Lane
    from imagora.generation.ceiling_waits import CeilingWaits
    from imagora.generation.lanes import Lanes
    from imagora.generation.line import Line
    from imagora.generation.service import Generations
    from imagora.generation.settlement import Settlement
    from imagora.generation.store import JobStore
    from imagora.generation.worker import Worker
    from imagora.media.bucket import Bucket
    from imagora.media.edge import Edge
    from imagora.media.inspecting import Inspecting
    from imagora.media.inspection_store import InspectionStore
    from imagora.media.inspections import InspectionLists
    from imagora.media.inspector import Inspector
    from imagora.media.judging import Judging
    from imagora.media.library import Library
    from imagora.media.processing import Processor
    from imagora.media.store import MediaStore
    from imagora.media.tracing import Tracing
    from imagora.moderation.policy import Policy


@cache
def policy() -> Policy:
    from imagora.moderation.policy import Policy

    return Policy()


@cache
def bucket() -> Bucket:
    from imagora.media.bucket import Bucket

    return Bucket(aws.client("s3"), config.current().bucket)


@cache
def media_store() -> MediaStore:
    from imagora.media.store import MediaStore

    wiring.connected()
    return MediaStore(wiring.reader())


@cache
def library() -> Library:
    from imagora.media.library import Library

    return Library(wiring.media_store(), wiring.bucket(), wiring.screening(), wiring.now)


@cache
def processor() -> Processor:
    from imagora.media.processing import Processor

    return Processor(wiring.media_store(), wiring.bucket(), wiring.marking(), wiring.judging(), wiring.now)


@cache
def tracing() -> Tracing:
    from imagora.media.tracing import Tracing
    from imagora.moderation.listing import CaseLists

    return Tracing(
        wiring.media_store(),
        wiring.bucket(),
        wiring.works(),
        CaseLists(wiring.reader()),
        wiring.queues()["media"],
        wiring.now,
    )


@cache
def judging() -> Judging:
    from imagora.media.judging import Judging

    return Judging(
        wiring.image_judge(),
        config.current().uploads == "hold",
        wiring.now,
        wiring.metrics(),
        lambda prompt: wiring.screening().prompt_again(prompt, wiring.now()),
    )


@cache
def inspections() -> InspectionLists:
    from imagora.media.inspections import InspectionLists

    return InspectionLists(wiring.reader(), wiring.now)


@cache
def _inspection_store() -> InspectionStore:
    from imagora.media.inspection_store import InspectionStore

    wiring.connected()
    return InspectionStore()


@cache
def inspecting() -> Inspecting:
    from imagora.media.inspecting import Inspecting

    return Inspecting(_inspection_store(), wiring.bucket(), wiring.now)


@cache
def inspector() -> Inspector:
    from imagora.media.inspector import Inspector

    return Inspector(wiring.inspections(), _inspection_store(), wiring.bucket(), wiring.detector())


@cache
def job_store() -> JobStore:
    from imagora.generation.store import JobStore

    wiring.connected()
    return JobStore(wiring.reader(), wiring.provider_patience())


@cache
def generations() -> Generations:
    from imagora.generation.service import Generations

    return Generations(
        wiring.job_store(),
        wiring.media_store(),
        wiring.screening(),
        wiring.offered(),
        wiring.credits(),
        wiring.ceilings(),
        wiring.line(),
        wiring.now,
        lambda account: wiring.key_ring().pseudonym("image provider", account),
        wiring.consent(),
    )


@cache
def ceiling_waits() -> CeilingWaits:
    from imagora.generation.ceiling_waits import CeilingWaits

    return CeilingWaits(wiring.reader(), wiring.job_store(), wiring.job_settlement(), wiring.ceilings(), wiring.now)


@cache
def lanes() -> Lanes:
    from imagora.generation.lanes import Lanes

    queues = wiring.queues()
    return Lanes(queues["generation"], queues["slow"])


@cache
def line() -> Line:
    from imagora.generation.line import Line
    from imagora.kernel.queues import Queue

    settings, sqs = config.current(), aws.sqs_at_a_glance()
    urls: dict[Lane, str] = {"fast": settings.generation_queue, "slow": settings.slow_queue}
    return Line({lane: Queue(url, sqs) for lane, url in urls.items() if url})


@cache
def worker() -> Worker:
    from imagora.generation.worker import Worker

    return Worker(
        wiring.job_store(), wiring.media_store(), wiring.bucket(), wiring.drawing(), wiring.ceilings(), wiring.now
    )


@cache
def job_settlement() -> Settlement:
    from imagora.generation.settlement import Settlement

    return Settlement(wiring.job_store(), wiring.media_store(), wiring.now)


@cache
def edge() -> Edge:
    from imagora.media.edge import Edge

    return Edge(lambda: aws.client("cloudfront"), config.current().distribution_id)
