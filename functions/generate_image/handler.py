"""Generation queue → a worker: claim the job, draw its pictures. Retry-safe: who doesn't get the claim drops it."""

from imagora import wiring
from imagora.kernel.messages import Generate
from imagora.pipeline.consume import consume


def draw(message: Generate) -> None:
    wiring.worker().run(message.job_id)


handle = consume(Generate, draw)
