"""Which queue a job waits in: the fast one, or the slow one that is served when the fast one is empty."""

from __future__ import annotations

import random
from dataclasses import dataclass

from imagora.credits.plans import Lane
from imagora.kernel.ids import JobId
from imagora.kernel.messages import Generate
from imagora.kernel.queues import Queue

_STAND_BACK = 20, 60
"""Seconds for which a job of the slow lane is put back while the fast one is busy."""


def call_for(job_id: JobId, lane: Lane, begun_at: str | None) -> tuple[str, Generate]:
    """The queue, by name, and the message that bring a queued job to a worker.

    One of the slow lane that had a worker before is finished in the fast one: its time runs.
    """
    if lane == "slow" and begun_at is None:
        return "slow", Generate(job_id=job_id, slow=True)
    return "generation", Generate(job_id=job_id, since=begun_at)


@dataclass(frozen=True)
class Lanes:
    """The slow lane's consumer asks here first, since its queue is served beside the fast one."""

    fast: Queue
    slow: Queue

    def stands_back(self, message: Generate) -> bool:
        """Whether a job of the slow lane has to wait on: then it was put back. Retry-safe."""
        if not message.slow or not self.fast.busy():
            return False
        self.slow.send([message], delay_seconds=random.randint(*_STAND_BACK))
        return True
