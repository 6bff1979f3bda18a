"""Random faults over a small town: people ask, upload, post, report and judge while everything that can break does."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from imagora.generation.providers.port import ProviderError
from imagora.kernel.clock import parse
from infra.local.pump import Faults
from infra.local.pump.delivery import Delivery
from tests.faults import court, hooks
from tests.faults.audit import FINAL, breaches
from tests.faults.books import Books
from tests.faults.cases import _png
from tests.faults.court import Court
from tests.faults.hooks import Hooks
from tests.faults.lab import Client, Gone, Item, Lab
from tests.faults.plan import Storm
from tests.faults.report import StormFigures, by_kind
from tests.integration.stack import send_form

RATES = {"table": 0.025, "queue": 0.05, "bucket": 0.05}
FANS = 10
PUSHED = {"IMAGORA_PUSH_LIMIT": "100"}
"""The settings of a lab in which ten fans are few."""
_SKEW = 3.0
_SWEEP_EVERY = 60
_CALM = 1_500

_PROVIDER = (
    ProviderError("unavailable", "Try later.", retryable=True),
    ProviderError("rate_limited", "Too many.", retryable=True),
    ProviderError("blocked", "Not this.", retryable=False),
    ProviderError("garbage", "No picture came.", retryable=False),
    RuntimeError("a defect of an adapter"),
    b"bytes that are no picture",
)


@dataclass
class Mischief:
    """What befalls deliveries: a batch twice, in another order, half of its answer or of its records lost."""

    pick: random.Random
    calm: bool = False
    done: Counter[str] = field(default_factory=Counter)
    poisoned: int = 0

    def faults(self) -> Faults:
        return Faults(change=self._change, fail=self._fail)

    def _change(self, delivery: Delivery, event: dict[str, Any]) -> dict[str, Any]:
        if self.calm or not delivery.ids:
            return event
        records = list(event["Records"])
        if delivery.function.id == "RelayStream":
            kept = [record for record in records if self.pick.random() >= 0.04]
            self.done["delivery: stream record lost"] += len(records) - len(kept)
            return {**event, "Records": kept}
        if len(records) > 1 and self.pick.random() < 0.2:
            self.pick.shuffle(records)
            self.done["delivery: reordered"] += 1
        if self.pick.random() < 0.1:
            records += records  # SQS may hand out a message twice, S3 may send an event twice
            self.done["delivery: twice"] += 1
        if delivery.function.id == "ProcessMedia" and self.pick.random() < 0.03:
            self.done["delivery: S3 event lost"] += len(records)
            return {**event, "Records": []}
        return {**event, "Records": records}

    def _fail(self, delivery: Delivery) -> list[str]:
        if self.calm or self.pick.random() >= 0.08:
            return []
        self.done["delivery: half of the answer lost"] += 1
        return list(delivery.ids[::2])


@dataclass
class Town:
    """Authors with fans, and what they do, a step at a time."""

    lab: Lab
    seed: int
    jobs: int
    posts: int
    fans: int = FANS

    def __post_init__(self) -> None:
        self.pick = random.Random(self.seed)
        self.mischief = Mischief(random.Random(self.seed + 1))
        self.storm = Storm(self.seed + 2, RATES)
        self.hooks = Hooks(random.Random(self.seed + 3))
        self.redelivered = 0
        self.final_at: dict[str, float] = {}
        self.asked_at: dict[str, float] = {}
        self._published: list[str] = []

    def run(self) -> StormFigures:
        """Storm, calm, audit."""
        lab = self.lab
        self._found()
        lab.counts.clear()
        lab.on_invoke = self._another_worker
        with (
            lab.injector.planning(self.storm),
            lab.stack.pump.with_faults(self.mischief.faults()),
            self.hooks.answering(),
        ):
            for number, act in enumerate(self._acts()):
                self._try(act)
                self._deliver(self.pick.randrange(6))
                if number % 4 == 0:
                    self._pass(self.pick.uniform(1, 20))
            last = lab.clock.seconds
            while lab.clock.seconds - last < 400:  # it storms on while the sweep is at work
                self._pass(_SWEEP_EVERY / 2)
            self.storm.calm = self.mischief.calm = self.hooks.calm = self.court.calm = True
            whole = self._settle(last)
        lab.on_invoke = None
        return self._figures(whole - last)

    def _found(self) -> None:
        lab = self.lab
        self.authors = [lab.stack.person() for _ in range(10)]
        for author in self.authors:
            hooks.set_webhook(author)
        self.court = Court(lab, random.Random(self.seed + 4))
        crowd = [lab.stack.author() for _ in range(self.fans)]
        for author in self.authors:
            for fan in crowd:
                lab.stack.follow(fan, author)
        lab.drain()
        self._swept = lab.clock.seconds
        self.mischief.poisoned = lab.poison()

    def _another_worker(self, _name: str) -> None:
        """Each worker has a clock of its own."""
        self.lab.clock.skew = timedelta(seconds=0 if self.storm.calm else self.pick.uniform(-_SKEW, _SKEW))
        if self.storm.calm:
            self.lab.painter.plan.clear()

    def _acts(self) -> list[Callable[[Client], None]]:
        acts: list[Callable[[Client], None]] = [self._ask] * self.jobs + [self._post] * self.posts
        acts += (
            [self._report] * (self.posts // 5) + [self._judge] * (self.posts // 3) + [self._appeal] * (self.posts // 8)
        )
        self.pick.shuffle(acts)
        return acts

    def _try(self, act: Callable[[Client], None]) -> None:
        self._client = self.lab.client(self.pick.choice(self.authors))
        try:
            act(self._client)
        except Gone:
            self.lab.counts["requests given up"] += 1
            raise

    def _ask(self, client: Client) -> None:
        if self.pick.random() < 0.25:
            self.lab.painter.plan.append(self.pick.choice(_PROVIDER))
        wish = {"prompt": "a calm lake", "size": "256x256", "count": self.pick.choice((1, 1, 2))}
        reply = client("POST", "/v1/generations", wish)
        assert reply.status == 202, reply
        self.asked_at[reply["id"]] = self.lab.clock.seconds
        if self.pick.random() < 0.06:
            client("POST", f"/v1/generations/{reply['id']}/cancel")

    def _post(self, client: Client) -> None:
        assert client.person is not None
        media = []
        if self.pick.random() < 0.5:
            data = self._picture() if self.pick.random() < 0.9 else b"no picture"
            made = client("POST", "/v1/uploads", {"content_type": "image/png", "bytes": len(data)})
            assert made.status == 201, made
            media.append(made["media"]["id"])
            if self.pick.random() < 0.95:
                assert send_form(made["upload"], data, "image/png").is_success
            self._deliver(self.pick.randrange(4))
        reply = client("POST", "/v1/posts", {"text": "something to say", "media_ids": media})
        assert reply.status == 201 or reply.code == "media_rejected", reply
        if reply.status == 201 and self.pick.random() < 0.05:
            deleted = client("DELETE", f"/v1/posts/{reply['id']}")
            assert deleted.status == 204, deleted
        elif reply.status == 201:
            self._published.append(reply["id"])

    def _picture(self) -> bytes:
        """Mostly one in which the checker sees nothing."""
        seed = self.pick.randrange(256)
        return self.court.picture(self.pick.choice(court.SIDES), seed) if self.pick.random() < 0.3 else _png(seed)

    def _report(self, _client: Client) -> None:
        if self._published:
            self.court.report(self.pick.choice(self._published))

    def _judge(self, _client: Client) -> None:
        self.court.judge()

    def _appeal(self, client: Client) -> None:
        assert client.person is not None
        self.court.appeal(client.person)

    def _deliver(self, times: int) -> None:
        for _ in range(times):
            if not self.lab.stack.pump.step():
                return

    def _pass(self, seconds: float) -> None:
        """Time passes; the sweep is fired on the minute, as its schedule does."""
        lab = self.lab
        until = lab.clock.seconds + seconds
        if self.pick.random() < 0.7:
            self.redelivered += lab.release()
        while self._swept + _SWEEP_EVERY <= until:
            self._swept += _SWEEP_EVERY
            lab.clock.ahead = timedelta(seconds=self._swept)
            lab.stack.pump.tick("SweepStalled")
            self._deliver(60)
            self._note_final()
        lab.clock.ahead = timedelta(seconds=until)
        self._deliver(60)
        self._note_final()

    def _note_final(self) -> None:
        for key, item in self.lab.stored("JOB"):
            job_id = key[0].removeprefix("JOB#")
            if item["status"]["S"] in FINAL and job_id not in self.final_at:
                self.final_at[job_id] = self.lab.clock.seconds

    def _settle(self, last: float) -> float:
        whole = 0.0
        self.lab.pass_time()
        self.redriven = self.lab.redrive()
        for _ in range(_CALM // _SWEEP_EVERY):
            self.lab.pass_time()
            self._note_final()
            if not whole and not breaches(self.lab, records_lost=True):
                whole = self.lab.clock.seconds
        return whole or self.lab.clock.seconds

    def _figures(self, whole_after: float) -> StormFigures:
        lab = self.lab
        books = Books(lab.items(), lab.objects())
        wrong = [
            *breaches(lab, records_lost=True),
            *self._lost(books),
            *court.breaches(books),
            *self.hooks.breaches(books),
        ]
        for line in wrong:
            print("breach:", line)  # noqa: T201 - the run's figures
        return StormFigures(
            seed=self.seed,
            jobs=dict(Counter(job["status"] for job in books.jobs.values())),
            posts=dict(Counter(post["status"] for post in books.posts.values())),
            pictures=sum(one["status"] == "ready" for one in books.media.values()),
            feed_entries=sum(map(len, books.feeds.values())),
            faults=by_kind(self.storm.injected),
            mischief=by_kind(self.mischief.done),
            deliveries=lab.counts["deliveries"],
            redeliveries=self.redelivered,
            retried_requests=lab.counts["requests tried again"],
            slowest_job=max((self._took(job, books.jobs.get(job, {})) for job in self.asked_at), default=0.0),
            whole_after=whole_after,
            redriven=self.redriven,
            dead_letters=sum(map(len, lab.dead_letters().values())),
            poisoned=self.mischief.poisoned,
            breaches=len(wrong),
            cases=dict(Counter(case.status for case in court.cases(books))),
            events=hooks.by_status(books),
            tries=sum(self.hooks.tries.values()),
        )

    def _took(self, job_id: str, job: Item) -> float:
        """Simulated seconds that a job had: from being accepted, in the slow lane from its first worker."""
        since = self.lab.clock.at(parse(job["begun_at"])) if "begun_at" in job else self.asked_at[job_id]
        return self.final_at.get(job_id, 9e9) - since

    def _lost(self, books: Books) -> list[str]:
        """What was promised to a client has to be there."""
        return [f"job {job} was accepted and is gone" for job in self.asked_at if job not in books.jobs]
