"""300 jobs at a provider that fails now and then, or always, every message twice: nothing is lost or paid twice.

`python -m pytest -m slow tests/integration/image_providers/test_many_jobs.py` prints the figures as a row each of the
table in docs/image-providers.md, and writes them there with IMAGORA_WRITE_DOCS=1 (`make test-slow` runs it, too). The
clock is set ahead by hand, so that pauses cost no time; it goes on meanwhile, so a slower machine's figures differ.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.generation.models import MAX_ATTEMPTS
from imagora.generation.providers.outcomes import failed
from imagora.generation.providers.port import Capabilities, GeneratedImage, ImageRequest
from imagora.kernel.ids import JobId
from infra.local.pump import Faults
from infra.local.pump.delivery import Delivery
from infra.local.stack import ROOT
from tests.integration.image_providers.test_jobs import Studio, studio
from tests.integration.painter import draw
from tests.integration.stack import Person, Stack

__all__ = ["studio"]

_JOBS = 300
_EACH = 6
"""Jobs a person."""
_ROUND = timedelta(seconds=20)
"""Between two tries of a job: longer than any pause between them, and than an open breaker's."""
_WINDOW = timedelta(seconds=15)
_MOST_PROBES = 4
_RECOVERED_WITHIN = timedelta(seconds=240)


_PAGE = ROOT / "docs" / "image-providers.md"
_BEGIN, _END = "<!-- many jobs -->\n", "<!-- /many jobs -->\n"
_COLUMNS = (
    "calls that fail", "jobs: succeeded / failed", "credits: reserved = spent + given back", "calls",
    "pictures made twice", "breaker: opened / closed", "most calls in 15 s while open", "closed after recovery",
)  # fmt: skip
_HEAD = f"| {' | '.join(_COLUMNS)} |\n{'|---' * len(_COLUMNS)}|\n"

_CAN = Capabilities(sizes=((256, 256),), at_once=4, microdollars=1_000, remote=True)


@dataclass
class Moody:
    """A remote provider that fails as often as `rate` says; it remembers what it made, and when it was asked."""

    rate: float
    stack: Stack
    name: str = "moody"
    model: str = "moody-1"
    source_type: Any = "trainedAlgorithmicMedia"
    capabilities: Capabilities = _CAN
    asked: int = 0
    made: Counter[int] = field(default_factory=Counter)
    probes: list[datetime] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(8))

    def generate(self, request: ImageRequest) -> GeneratedImage:
        self.asked += 1
        if wiring.breakers().state(self.name).state != "closed":
            self.probes.append(self.stack.clock())
        if self.dice.random() < self.rate:
            raise failed("unavailable", "503")
        self.made[request.seed] += 1
        return GeneratedImage(draw(request), "image/png", 256, 256, "", 1_000)

    def most_probes(self) -> int:
        """Calls within 15 s while the breaker wasn't closed, where there were most."""
        return max((sum(since <= at < since + _WINDOW for at in self.probes) for since in self.probes), default=0)


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 1.0], ids=["none", "tenth", "half", "all"])
def test_every_job_ends_once_and_nothing_is_paid_twice(
    stack: Stack, studio: Studio, rate: float, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    provider = Moody(rate, stack)
    studio.offers(provider)
    caplog.set_level("WARNING")
    people = [stack.person() for _ in range(_JOBS // _EACH)]
    owners = {studio.ask(person, size="256x256")["id"]: person for person in people for _ in range(_EACH)}
    passed = _try_all(stack, list(owners))
    done = {job: person.generation(job) for job, person in owners.items()}
    ends = Counter(one["status"] for one in done.values())
    asked = provider.asked
    closed_after = _recovers(stack, studio, provider, passed)
    states = [record.__dict__["now_is"] for record in caplog.records if record.message == "breaker"]
    ledger = _ledger(people)
    recovered = f"{closed_after} s" if "open" in states else "–"
    row = (
        f"| {rate * 100:.0f} % | {ends['succeeded']} / {ends['failed']} "
        f"| {ledger['reserve']} = {ledger['spend']} + {ledger['refund']} | {asked} "
        f"| {sum(number - 1 for number in provider.made.values())} | {states.count('open')} / {states.count('closed')} "
        f"| {provider.most_probes()} | {recovered} |\n"
    )
    with capsys.disabled():
        print(f"\n{_HEAD}{row}", end="")  # noqa: T201 - what this test is for
    if os.environ.get("IMAGORA_WRITE_DOCS"):
        _write(row)
    _nothing_is_lost_or_paid_twice(stack, provider, owners, done, ends)
    assert ledger["reserve"] == ledger["spend"] + ledger["refund"] == _JOBS
    assert provider.most_probes() <= _MOST_PROBES
    assert closed_after < _RECOVERED_WITHIN.total_seconds()
    assert wiring.breakers().state("moody").state == "closed"
    if rate == 0:
        assert (ends["succeeded"], states) == (_JOBS, [])
    if rate == 1:
        assert ends["failed"] == _JOBS
        assert (states[0], states[-1]) == ("open", "closed")


def _try_all(stack: Stack, jobs: list[str]) -> timedelta:
    """Every job by every try that it has, each message twice; the rest of the pipeline. How far the clock is on."""
    passed = timedelta()
    for _ in range(MAX_ATTEMPTS):
        with stack.later(seconds=passed.total_seconds()):
            for job in _not_over(jobs):
                for _twice in range(2):
                    wiring.worker().run(JobId(job))
            with stack.pump.with_faults(Faults(change=_each_message_twice)):
                stack.drain(redeliver=True, max_rounds=20_000)
        passed += _ROUND
    return passed


def _not_over(jobs: Sequence[str]) -> list[str]:
    """In the same order. Those that are over had both of their calls when they ended."""
    found = [wiring.job_store().batch([JobId(job) for job in jobs[at : at + 100]]) for at in range(0, len(jobs), 100)]
    over = {job_id for some in found for job_id, job in some.items() if job.final}
    return [job for job in jobs if job not in over]


def _each_message_twice(_delivery: Delivery, event: dict[str, Any]) -> dict[str, Any]:
    """Of queues: what reads a stream twice sends each message twice, which would come four times then."""
    return {**event, "Records": [*event["Records"], *event["Records"]]} if "body" in event["Records"][0] else event


def _nothing_is_lost_or_paid_twice(
    stack: Stack, provider: Moody, owners: dict[str, Person], done: dict[str, Any], ends: Counter[str]
) -> None:
    assert set(ends) <= {"succeeded", "failed"}
    assert sum(ends.values()) == _JOBS
    assert set(provider.made.values()) <= {1}
    for job, one in done.items():
        paid = int(one["status"] == "succeeded")
        assert one["cost"] == {"credits": paid}, job
        assert (one["status"] == "succeeded") == (provider.made[one["seed"]] == 1), job
    for person in {one.id: one for one in owners.values()}.values():
        mine = [one["cost"]["credits"] for job, one in done.items() if owners[job] is person]
        wallet = stack.wallet(person)
        assert (wallet.used, wallet.reserved) == (sum(mine), 0)
        assert stack.taken(person) == sum(mine)


def _ledger(people: Iterable[Person]) -> Counter[str]:
    """Credits by kind of entry, of all these people."""
    found: Counter[str] = Counter()
    for person in people:
        for entry in person("GET", "/v1/me/credits?limit=50")["ledger"]["items"]:
            found[entry["kind"]] += entry["credits"]
    return found


def _write(row: str) -> None:
    """Into the page's table, in the place of the row with the same rate."""
    before, _, rest = _PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    table, found, after = rest.partition(_END)
    assert found
    rows = [line for line in table.removeprefix(_HEAD).splitlines(keepends=True) if _rate(line) != _rate(row)]
    told = "".join(sorted([*rows, row], key=_rate))
    _PAGE.write_text(f"{before}{_BEGIN}{_HEAD}{told}{_END}{after}", encoding="utf-8")


def _rate(row: str) -> int:
    return int(row.split("|")[1].strip(" %"))


def _recovers(stack: Stack, studio: Studio, provider: Moody, passed: timedelta) -> int:
    """Seconds after which the breaker is closed, once the provider is well again and somebody asks now and then."""
    provider.rate = 0.0
    breakers = wiring.breakers()
    waited = timedelta()
    while breakers.state(provider.name).state != "closed" and waited < _RECOVERED_WITHIN:
        with stack.later(seconds=(passed + waited).total_seconds()):
            job = studio.ask(stack.person(), size="256x256")["id"]
            wiring.worker().run(JobId(job))
            stack.drain()
        waited += timedelta(seconds=5)
    return int(waited.total_seconds())
