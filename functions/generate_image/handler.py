"""Generation queue → a worker: claim the job, draw its pictures. Retry-safe: who doesn't get the claim drops it."""

from imagora import wiring
from imagora.kernel.clock import parse
from imagora.kernel.messages import Generate
from imagora.pipeline.consume import consume


def draw(message: Generate) -> None:
    """A job of the slow lane gets its time from its first worker on, and none while the fast lane is busy."""
    if wiring.lanes().stands_back(message):
        return
    since = parse(message.since) if message.since else wiring.now() if message.slow else None
    wiring.worker().run(message.job_id, begun_at=since)


handle = consume(Generate, draw)
