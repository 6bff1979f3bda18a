"""Many jobs at a provider that fails now and then, or always, every message twice: nothing is lost or paid twice."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from imagora import wiring
from imagora.generation.providers.outcomes import failed
from imagora.generation.providers.port import Capabilities, GeneratedImage, ImageRequest
from imagora.kernel.ids import JobId
from tests.integration.image_providers.test_jobs import Studio, studio
from tests.integration.painter import draw
from tests.integration.stack import Stack

__all__ = ["studio"]

_JOBS = 24
_AT_ONCE = 4


class Moody:
    """A remote provider that fails as often as `rate` says, and counts what it was asked and what it made."""

    name, model, source_type = "moody", "moody-1", "trainedAlgorithmicMedia"
    capabilities = Capabilities(sizes=((256, 256),), at_once=_AT_ONCE, microdollars=1_000, remote=True)

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.asked = 0
        self.made: Counter[int] = Counter()
        self._dice = random.Random(8)

    def generate(self, request: ImageRequest) -> GeneratedImage:
        self.asked += 1
        if self._dice.random() < self.rate:
            raise failed("unavailable", "503")
        self.made[request.seed] += 1
        return GeneratedImage(draw(request), "image/png", 256, 256, "", 1_000)


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.slow
def test_every_job_ends_once_and_nothing_is_paid_twice(stack: Stack, studio: Studio, rate: float) -> None:
    provider = Moody(rate)
    studio.offers(provider)
    people = [stack.person() for _ in range(_JOBS // 8)]
    jobs = {studio.ask(person, size="256x256")["id"]: person for person in people for _ in range(8)}
    for _ in range(3):
        for job in jobs:
            for _twice in range(2):
                wiring.worker().run(JobId(job))
    stack.drain(redeliver=True)
    done = {job: person.generation(job) for job, person in jobs.items()}
    ends = Counter(one["status"] for one in done.values())
    assert set(ends) <= {"succeeded", "failed"}
    assert sum(provider.made.values()) == ends["succeeded"]
    assert set(provider.made.values()) <= {1}
    for person in people:
        mine = [one for job, one in done.items() if jobs[job] is person]
        assert stack.taken(person) == sum(one["cost"]["credits"] for one in mine)
    if rate == 0:
        assert (ends["succeeded"], provider.asked) == (_JOBS, _JOBS)
    if rate == 1:
        assert (ends["failed"], provider.asked) == (_JOBS, 5)  # then the breaker is open
        assert wiring.breakers().state("moody").state == "open"
    studio._forget("moody")
