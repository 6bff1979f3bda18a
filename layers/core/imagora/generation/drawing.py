"""Having a job's pictures made: by the provider that was asked, or by others where the person allowed that."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from aws_lambda_powertools import Logger

from imagora.credits.ceilings import AtCeiling
from imagora.generation.breaker import THROUGH, Admission
from imagora.generation.breaker_store import Breakers
from imagora.generation.models import MAX_ATTEMPTS, MAX_SEED, Job
from imagora.generation.providers.offered import Offered
from imagora.generation.providers.outcomes import failed, outcome_of
from imagora.generation.providers.port import (
    Demand,
    GeneratedImage,
    ImageProvider,
    ImageRequest,
    ProviderError,
    Reference,
)
from imagora.generation.references import References
from imagora.kernel.clock import Clock

log = Logger(child=True)

Failures = dict[int, ProviderError]
"""What became of those of a job's pictures that weren't made, by their place in it."""

_LEFT_ALONE = "left alone"
_TO_END = 10.0
"""Seconds before a job's deadline at which the last answer has to be there."""


class Hand(Protocol):
    """What becomes of the pictures. All raise StatusChanged when nobody waits for more of them: stop."""

    def begin(self, pictures: Collection[int], by: ImageProvider) -> None:
        """Calls for these are about to be made."""
        ...

    def missed(self, picture: int, microdollars: int) -> None:
        """A call brought nothing, and was perhaps charged for."""
        ...

    def afford(self, microdollars: int) -> None:
        """Calls are about to be made that may cost as much altogether. Raises AtCeiling: they must not be made."""
        ...

    def settle(self) -> None:
        """They are over: what they did cost is known from what was missed and delivered."""
        ...

    def deliver(self, index: int, image: GeneratedImage, by: ImageProvider) -> None: ...


@dataclass(frozen=True, slots=True)
class _Task:
    """A job, who takes its pictures, when the last answer has to be there, and what it begins from."""

    job: Job
    hand: Hand
    deadline: datetime
    reference: Reference | None


@dataclass(frozen=True)
class Drawing:
    """`alarm`: tells the operator. `seconds`: how long one answer may take."""

    offered: Offered
    breakers: Breakers
    references: References
    alarm: Callable[[], None]
    seconds: float
    now: Clock

    def draw(self, job: Job, wanted: Sequence[int], hand: Hand, *, deadline: datetime) -> Failures:
        """Have these made, side by side where the provider can. What a provider blocked goes to no other.

        Each call may cost money, so none is repeated here. Raises AtCeiling, with none made.
        """
        asked = self.offered.named(job.provider)
        if asked is None:
            return dict.fromkeys(wanted, failed("unavailable", "no longer offered"))
        if not wanted:
            return {}
        try:
            task = _Task(job, hand, deadline, self.references.of(job))
        except ProviderError as gone:
            return dict.fromkeys(wanted, gone)
        failures = self._afforded(asked, wanted, task)
        return self._elsewhere(failures, task) if job.fallback else failures

    def _elsewhere(self, failures: Failures, task: _Task) -> Failures:
        """The instance's other providers, one after another, make what may move on to them."""
        job = task.job
        for other in self.offered.instead_of(job.provider, _demand(job)):
            moving = [index for index, error in failures.items() if _moves_on(error, job)]
            if not moving:
                break
            log.info("falling back", job_id=job.id, provider=job.provider, to=other.name, pictures=len(moving))
            stayed = {index: error for index, error in failures.items() if index not in moving}
            try:
                failures = stayed | self._afforded(other, moving, task)
            except AtCeiling:
                break  # what the one that was asked said stands
        return failures

    def _afforded(self, provider: ImageProvider, wanted: Sequence[int], task: _Task) -> Failures:
        """As `_with`, for money that was there before. A worker that breaks off leaves it counted."""
        task.hand.afford(provider.capabilities.expected(replace(_demand(task.job), count=len(wanted))))
        failures = self._with(provider, wanted, task)
        task.hand.settle()
        return failures

    def wait_after(self, job: Job, failures: Failures) -> int:
        """Seconds until a job whose pictures all failed is tried again: what was asked for, and some jitter.

        2 to 4 s after the first try, 4 to 8 after the second. Who isn't asked over the network needs no pause.
        """
        provider = self.offered.named(job.provider)
        if provider is None or not provider.capabilities.remote:
            return 0
        asked_for = max((error.retry_after or 0.0 for error in failures.values()), default=0.0)
        base = 2.0**job.attempts
        return int(max(base, asked_for) + random.uniform(0, base)) + 1

    def _with(self, provider: ImageProvider, wanted: Sequence[int], task: _Task) -> Failures:
        admission = self.breakers.admit(provider.name) if provider.capabilities.remote else THROUGH
        if not admission.admitted:
            return dict.fromkeys(wanted, failed("unavailable", _LEFT_ALONE, retry_after=admission.wait))
        if not admission.probe:
            return self._in_turns(provider, wanted, task, admission)
        failures = self._in_turns(provider, wanted[:1], task, admission)
        bad = next((error for error in failures.values() if outcome_of(error).trips), None)
        if bad is not None:
            return failures | dict.fromkeys(wanted[1:], bad)
        return failures | (self._with(provider, wanted[1:], task) if wanted[1:] else {})

    def _in_turns(self, provider: ImageProvider, wanted: Sequence[int], task: _Task, admission: Admission) -> Failures:
        failures: Failures = {}
        answered = False
        side_by_side = provider.capabilities.at_once
        for start in range(0, len(wanted), side_by_side):
            requests = {i: self._request(i, task) for i in wanted[start : start + side_by_side]}
            task.hand.begin(requests, provider)
            for index, made in _answers(provider, requests):
                if isinstance(made, GeneratedImage):
                    task.hand.deliver(index, made, provider)
                else:
                    failures[index] = made
                    self._note(provider, task, index, made, admission)
                answered |= isinstance(made, GeneratedImage) or made.code == "blocked"
        if answered and provider.capabilities.remote and (failures or not admission.clean):
            self.breakers.succeeded(provider.name, probe=admission.probe)
        return failures

    def _request(self, index: int, task: _Task) -> ImageRequest:
        job = task.job
        return ImageRequest(
            job.prompt,
            job.style,
            job.size.width,
            job.size.height,
            (job.seed + index) % (MAX_SEED + 1),
            job.person,
            max(1.0, min(self.seconds, (task.deadline - self.now()).total_seconds() - _TO_END)),
            task.reference,
        )

    def _note(
        self, provider: ImageProvider, task: _Task, index: int, error: ProviderError, admission: Admission
    ) -> None:
        """One line in the log a failure, a count for the breaker, the operator's alarm: as the table has it.

        What may have been charged for all the same is kept with the job, by what such a picture costs about.
        """
        outcome, job = outcome_of(error), task.job
        say = {"info": log.info, "warning": log.warning, "error": log.error}[outcome.level]
        say(
            "the provider made no picture",
            job_id=job.id,
            provider=provider.name,
            model=provider.model,
            outcome=error.code,
            reason=error.reason,
            attempt=job.attempts,
        )
        if outcome.trips and provider.capabilities.remote:
            self.breakers.failed(provider.name, probe=admission.probe, retry_after=error.retry_after)
        if outcome.alarm:
            self.alarm()
        charged = provider.capabilities.expected(replace(_demand(job), count=1)) if outcome.paid else 0
        task.hand.missed(index, charged)


def _answers(
    provider: ImageProvider, requests: dict[int, ImageRequest]
) -> Iterator[tuple[int, GeneratedImage | ProviderError]]:
    """Each picture or its failure, as they come. A defect is raised after the others were given."""
    if len(requests) == 1:
        for index, request in requests.items():
            yield index, _asked(provider, request)
        return
    defect: Exception | None = None
    with ThreadPoolExecutor(len(requests)) as pool:
        under_way = {pool.submit(_asked, provider, request): index for index, request in requests.items()}
        for future in as_completed(under_way):
            try:
                yield under_way[future], future.result()
            except Exception as error:  # the pictures that others were paid for are delivered first
                defect = error
    if defect is not None:
        raise defect


def _asked(provider: ImageProvider, request: ImageRequest) -> GeneratedImage | ProviderError:
    try:
        return provider.generate(request)
    except ProviderError as error:
        return error


def _demand(job: Job) -> Demand:
    """What others have to be able to do for it. Its seed was chosen for it, or for the one that was asked."""
    size = job.size
    return Demand(
        size.width,
        size.height,
        job.count,
        reference=job.reference is not None,
        mask=job.mask is not None,
        strength=job.strength is not None,
    )


def _moves_on(error: ProviderError, job: Job) -> bool:
    """Whether another provider makes this picture now: not what was blocked, nor what the same one may yet make."""
    if error.code == "blocked":
        return False
    soon = error.retryable and error.code != "timed_out" and error.reason != _LEFT_ALONE
    return not soon or job.attempts >= MAX_ATTEMPTS
