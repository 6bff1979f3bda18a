"""What people do with generation: ask for pictures, look, cancel."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from imagora.credits.ceilings import Ceilings
from imagora.credits.models import Place, Wallet, Want
from imagora.credits.service import Credits, Forecast
from imagora.generation.cancelling import Cancelling
from imagora.generation.line import Line
from imagora.generation.models import (
    LOOK_AT_SLOW,
    MAX_SEED,
    WAKE_AGAIN,
    GenerationNotFound,
    Job,
    NotCancellable,
    NotRetryable,
    Size,
    StatusChanged,
)
from imagora.generation.providers.offered import Offered
from imagora.generation.providers.port import Demand
from imagora.generation.stages import Stage, percent_of, stage_of
from imagora.generation.store import JobStore
from imagora.kernel.clock import Clock
from imagora.kernel.errors import InvalidInput, Unavailable
from imagora.kernel.ids import AccountId, JobId, MediaId, is_id, new_id
from imagora.media.models import Media
from imagora.media.store import MediaStore
from imagora.moderation.screening import Screening
from imagora.table.once import Once
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.transaction import Transaction

if TYPE_CHECKING:
    from imagora.accounts.models import Profile

_CANCEL_TRIES = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. `prompt` is cleaned text; `seed` None lets us choose, as does `provider`.

    `fallback`: another provider may make it, if that one can't. `reference`: a picture to begin from, which its owner
    may use (whoever makes the wish checked that); `mask` and `strength` as in `Job`.
    """

    prompt: str
    style: str | None
    size: Size
    count: int
    seed: int | None
    provider: str | None = None
    fallback: bool = False
    reference: MediaId | None = None
    mask: MediaId | None = None
    strength: float | None = None

    @property
    def judged(self) -> str:
        """Its words, as those who judge prompts read them."""
        return f"{self.prompt}\n{self.style}" if self.style else self.prompt

    @property
    def demand(self) -> Demand:
        """What it asks of a provider."""
        return Demand(
            self.size.width,
            self.size.height,
            self.count,
            seed=self.seed is not None,
            reference=self.reference is not None,
            mask=self.mask is not None,
            strength=self.strength is not None,
        )

    def at(self, price: int) -> Want:
        """What it wants of its owner's credits, if it costs so many."""
        return Want(price, self.count, max(self.size.width, self.size.height))


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with those of its pictures that exist. `place`: its place in the queue, where that was asked for."""

    job: Job
    media: Sequence[Media]
    place: int | None = None

    @property
    def stage(self) -> Stage | None:
        return stage_of(self.job, self.media)

    @property
    def progress(self) -> int:
        """Percent."""
        return percent_of(self.job, self.media)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Credits: its `price`, and what would become of it now. `waits`: it would wait at a ceiling."""

    price: int
    forecast: Forecast
    waits: bool = False

    @property
    def cost(self) -> int:
        """What would be paid now: nothing where it would wait because credits are used up; its price if refused."""
        return self.price if self.forecast.place is None else self.forecast.place.credits

    @property
    def would(self) -> Literal["run", "slow_lane", "refuse"]:
        return "slow_lane" if self.waits and self.forecast.would == "run" else self.forecast.would

    @property
    def why(self) -> str | None:
        return "ceiling_reached" if self.waits and self.forecast.would != "refuse" else self.forecast.why


@dataclass(frozen=True)
class Generations:
    """Use cases of generation; a stranger's job doesn't exist.

    `pseudonym`: an account as a keyed hash. `consent`: the picture, if that account may make something of it; raises
    MediaNotFound, RemixNotAllowed, InvalidInput.
    """

    jobs: JobStore
    media: MediaStore
    screening: Screening
    offered: Offered
    credits: Credits
    ceilings: Ceilings
    line: Line
    now: Clock
    pseudonym: Callable[[AccountId], str]
    consent: Callable[[AccountId, str], Media]

    def ask(self, owner: Profile, wish: Wish, *, once: Once | None) -> JobView:
        """Accept a wish: policy, then one transaction of credits, job and key. The table's stream wakes the worker.

        Raises InvalidInput for what the provider can't do, PromptBlocked (both cost nothing), CreditsExhausted, and
        what `consent` raises. Where a remix has no prompt of its own it is that of the original, if they may see it.
        """
        wish = self._agreed(owner.id, wish)
        provider = self.offered.chosen(wish.provider, wish.demand)
        now = self.now()
        checked = self.screening.prompt(wish.judged, owner.id, now)
        job = Job(
            id=JobId(new_id(now)),
            owner=owner.id,
            status="queued",
            prompt=wish.prompt,
            style=wish.style,
            size=wish.size,
            count=wish.count,
            seed=wish.seed if wish.seed is not None else secrets.randbelow(MAX_SEED + 1),
            provider=provider.name,
            model=provider.model,
            credits=wish.count * provider.capabilities.credits,
            period="",
            media=tuple(MediaId(new_id(now + timedelta(milliseconds=i))) for i in range(wish.count)),
            progress=0,
            attempts=0,
            created_at=now,
            checked=msgspec.json.encode(checked).decode() if checked is not None else "",
            fallback=wish.fallback,
            person=self.pseudonym(owner.id) if provider.capabilities.remote or wish.fallback else "",
            expected=provider.capabilities.expected(wish.demand),
            reference=wish.reference,
            mask=wish.mask,
            strength=wish.strength,
            remix_policy=owner.remix_policy,
        )

        def along(transaction: Transaction, wallet: Wallet, place: Place) -> Job:
            ahead = self.line.waiting(place.lane)
            accepted = replace(job, lane=place.lane, credits=place.credits, period=wallet.period, ahead=ahead)
            self.jobs.add(transaction, accepted, look_after=now + (LOOK_AT_SLOW if accepted.patient else WAKE_AGAIN))
            if once is not None:
                once.join(transaction, job.id, now)
            return accepted

        accepted = self.credits.reserve(owner.id, job.id, wish.at(job.credits), along=along)
        return JobView(accepted, (), self.line.place(accepted, new=True))

    def retry(self, owner: Profile, job_id: str, *, once: Once | None) -> JobView:
        """Ask again for what failed and may succeed by now: a new job with the same wish, accepted as any other.

        Of a provider that is no longer offered the instance's own choice takes the place.
        Raises GenerationNotFound, NotRetryable, and what `ask` does.
        """
        job = self._own(owner.id, job_id, consistent=True)
        if job.status != "failed" or job.failure is None or not job.failure.retryable:
            raise NotRetryable
        return self.ask(owner, self._wish_of(job), once=once)

    def _wish_of(self, job: Job) -> Wish:
        provider = self.offered.named(job.provider)
        return Wish(
            job.prompt,
            job.style,
            job.size,
            job.count,
            job.seed if (provider or self.offered.default).capabilities.seeds else None,
            provider.name if provider else None,
            job.fallback,
            job.reference,
            job.mask,
            job.strength,
        )

    def estimate(self, owner: AccountId, wish: Wish) -> Estimate:
        """What a wish would cost and whether it would be accepted now; nothing is stored or spent (1 read).

        Raises InvalidInput as `ask` does. Of what judges prompts the built-in words alone are asked: models may cost
        money.
        """
        wish = self._agreed(owner, wish)
        can = self.offered.chosen(wish.provider, wish.demand).capabilities
        cost = wish.count * can.credits
        waits = not self.ceilings.room(owner, can.expected(wish.demand))
        forecast = self.credits.forecast(owner, wish.at(cost))
        if not self.screening.policy.check_prompt(wish.judged).allowed:
            forecast = replace(forecast, place=None, why="prompt_blocked")
        return Estimate(cost, forecast, waits)

    def _agreed(self, owner: AccountId, wish: Wish) -> Wish:
        """A wish that may be made of the pictures that it names, with its prompt."""
        original = None if wish.reference is None else self.consent(owner, wish.reference)
        if wish.mask is not None:
            self.consent(owner, wish.mask)
        if original is None or wish.prompt:
            return wish
        prompt = original.prompt if original.owner == owner else original.shared_prompt
        if not prompt:
            raise InvalidInput.of("prompt", "required", "This picture's prompt isn't known: say what to draw.")
        return replace(wish, prompt=prompt)

    def own(self, owner: AccountId, job_id: str) -> JobView:
        """One of the owner's own, as it was within the last second (2 steps: half a unit for it and each picture).

        While it waits its queue is asked how many do, unless that is known from the last two seconds.
        Raises GenerationNotFound for what isn't there or isn't theirs; Unauthenticated where pictures would be shown to
        an account that was deleted meanwhile.
        """
        view = self._views([self._own(owner, job_id, consistent=False)])[0]
        return replace(view, place=self.line.place(view.job))

    def _own(self, owner: AccountId, job_id: str, *, consistent: bool) -> Job:
        """An inconsistent read that finds nothing is repeated: the job may be quite new."""
        if not is_id(job_id):
            raise GenerationNotFound
        job = self.jobs.get(JobId(job_id), consistent=consistent)
        if job is None and not consistent:
            job = self.jobs.get(JobId(job_id), consistent=True)
        if job is None or job.owner != owner:
            raise GenerationNotFound
        return job

    def browse(self, owner: AccountId, page: PageRequest) -> Page[JobView]:
        """The owner's own, newest first (1 Query, then 2 batches)."""
        ids = self.jobs.of_owner(owner, limit=page.limit + 1, after=page.after)
        shown = cut(ids, page.limit, str)
        found = self.jobs.batch(list(shown.items))
        return Page(self._views([found[i] for i in shown.items if i in found]), shown.next)

    def cancel(self, owner: AccountId, job_id: str) -> JobView:
        """End a job that isn't over. What a provider was paid for stays, and what is in a post; the rest comes back.

        Raises GenerationNotFound, NotCancellable, Unavailable where it moves on again and again.
        """
        for _ in range(_CANCEL_TRIES):
            job = self._own(owner, job_id, consistent=True)
            if job.final:
                raise NotCancellable
            try:
                Cancelling(self.jobs, self.media, self.now).cancel(job)
            except StatusChanged:
                continue  # the worker moved it on, or a picture went into a post, between our read and our write
            return self._views([self._own(owner, job_id, consistent=True)])[0]
        raise Unavailable

    def _views(self, jobs: Sequence[Job]) -> list[JobView]:
        begun = [job for job in jobs if job.status != "queued"]
        drawn = [media_id for job in begun for media_id in job.media]
        media = self.media.batch_of(begun[0].owner, drawn) if drawn else {}
        return [
            JobView(job, [media[i] for i in job.media if i in media and media[i].status != "removed"]) for job in jobs
        ]
