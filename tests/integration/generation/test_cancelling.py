"""Cancelling at every stage where the provider costs money: what it was paid for stays, the rest comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagora import wiring
from imagora.credits.ceilings import account_key
from imagora.generation.providers.offered import Offered
from imagora.generation.providers.port import Capabilities, GeneratedImage, ImageRequest, ProviderError
from imagora.kernel.ids import AccountId, JobId
from tests.integration.painter import draw
from tests.integration.stack import Person, Stack

_BLOCKED = ProviderError("blocked", "The provider won't draw this.", retryable=False)
_MICRODOLLARS = 1_000


class Paid:
    """A provider that costs money, one picture after the other; `plan` says what the next calls do."""

    name, model, source_type = "paid", "paid-1", "trainedAlgorithmicMedia"

    def __init__(self, at_once: int = 1) -> None:
        self.capabilities = Capabilities(
            sizes=((256, 256),), seeds=True, at_once=at_once, microdollars=_MICRODOLLARS, remote=True
        )
        self.plan: list[Callable[[], None] | BaseException] = []
        self.asked = 0

    def generate(self, request: ImageRequest) -> GeneratedImage:
        self.asked += 1
        step = self.plan.pop(0) if self.plan else None
        if isinstance(step, BaseException):
            raise step
        if step is not None:
            step()
        return GeneratedImage(draw(request), "image/png", 256, 256, "A slope", _MICRODOLLARS)


@pytest.fixture
def paid(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Paid:
    made = Paid()
    offer(made, monkeypatch)
    stack.drain()
    return made


def offer(provider: Paid, patch: pytest.MonkeyPatch) -> None:
    asking, worker, offered = wiring.generations(), wiring.worker(), Offered((provider,))  # type: ignore[arg-type]
    patch.setattr(wiring, "offered", lambda: offered)
    patch.setattr(wiring, "generations", lambda: replace(asking, offered=offered))
    patch.setattr(wiring, "worker", lambda: replace(worker, drawing=replace(worker.drawing, offered=offered)))


def ask(person: Person, count: int = 4) -> str:
    made = person("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256", "count": count})
    assert made.status == 202, made
    return str(made["id"])


def cancel(person: Person, job: str) -> Any:
    answer = person("POST", f"/v1/generations/{job}/cancel")
    assert answer.status == 200, answer
    return answer.body


def spent_and_back(person: Person) -> tuple[int, int]:
    """Of the newest job: both as the ledger has them, once each, and together what was reserved."""
    newest = person("GET", "/v1/generations")["items"][0]["id"]
    ledger = person("GET", "/v1/me/credits")["ledger"]["items"]
    about = [(entry["kind"], entry["credits"]) for entry in ledger if entry.get("generation_id") == newest]
    assert len({kind for kind, _ in about}) == len(about)
    its = dict(about)
    assert its["reserve"] == its.get("spend", 0) + its.get("refund", 0)
    return its.get("spend", 0), its.get("refund", 0)


def books(stack: Stack, person: Person) -> tuple[int, int, int]:
    wallet = stack.wallet(person)
    return wallet.used, wallet.reserved, wallet.under_way


def counted(stack: Stack, person: Person) -> int:
    """What providers were paid today for somebody's pictures, as the ceilings have it."""
    item = stack.item(*account_key(AccountId(person.id), stack.clock().astimezone(UTC).date().isoformat())) or {}
    return int(item.get("microdollars", 0))


def test_all_comes_back_while_it_waits(stack: Stack, ann: Person, paid: Paid) -> None:
    done = cancel(ann, ask(ann))
    stack.drain(redeliver=True, deliver_twice=True)
    assert (done["status"], done["cost"], done["media"], paid.asked) == ("cancelled", {"credits": 0}, [], 0)
    assert (spent_and_back(ann), books(stack, ann)) == ((0, 4), (0, 0, 0))


def test_what_is_made_and_what_is_under_way_stays_while_it_is_drawn(stack: Stack, ann: Person, paid: Paid) -> None:
    job, seen = ask(ann), []
    paid.plan = [lambda: None, lambda: seen.append(cancel(ann, job))]
    stack.drain(redeliver=True, deliver_twice=True)
    assert (seen[0]["status"], seen[0]["cost"], len(seen[0]["media"])) == ("cancelled", {"credits": 2}, 1)
    done = ann.generation(job)
    assert (done["status"], done["cost"], paid.asked) == ("cancelled", {"credits": 2}, 2)
    assert [media["status"] for media in done["media"]] == ["ready", "ready"]
    assert (spent_and_back(ann), books(stack, ann), stack.taken(ann)) == ((2, 2), (2, 0, 0), 2)
    item = stack.item(f"JOB#{job}", "JOB") or {}
    assert (item["microdollars"], "GSI2PK" in item) == (2 * _MICRODOLLARS, False)
    assert counted(stack, ann) == 2 * _MICRODOLLARS
    post = ann.post("what is left", done["media"][1]["id"])
    assert post["status"] == "published"


def test_all_that_is_asked_for_at_once_stays(stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Paid(at_once=2)
    offer(provider, monkeypatch)
    job = ask(ann)
    provider.plan = [lambda: cancel(ann, job) and None]
    stack.drain(deliver_twice=True)
    done = ann.generation(job)
    assert (done["cost"], provider.asked, len(done["media"])) == ({"credits": 2}, 2, 2)
    assert (spent_and_back(ann), books(stack, ann)) == ((2, 2), (2, 0, 0))


def test_all_that_was_drawn_stays_while_it_is_looked_at(stack: Stack, ann: Person, paid: Paid) -> None:
    job = ask(ann, 2)
    wiring.worker().run(JobId(job))
    assert cancel(ann, job)["cost"] == {"credits": 2}
    stack.drain(redeliver=True, deliver_twice=True)
    done = ann.generation(job)
    assert (done["status"], [media["status"] for media in done["media"]]) == ("cancelled", ["ready", "ready"])
    assert (spent_and_back(ann), books(stack, ann)) == ((2, 0), (2, 0, 0))


def test_a_call_that_failed_before_comes_back_and_one_that_fails_afterwards_does_not(
    stack: Stack, ann: Person, paid: Paid
) -> None:
    job = ask(ann, 3)

    def cancelled_and_failed() -> None:
        cancel(ann, job)
        raise _BLOCKED

    paid.plan = [_BLOCKED, cancelled_and_failed]
    stack.drain(deliver_twice=True)
    done = ann.generation(job)
    assert (done["status"], done["cost"], done["media"], paid.asked) == ("cancelled", {"credits": 1}, [], 2)
    assert (spent_and_back(ann), books(stack, ann)) == ((1, 2), (1, 0, 0))


def test_what_the_rules_refused_comes_back(stack: Stack, ann: Person, paid: Paid) -> None:
    job = ask(ann, 2)

    def refuse_the_first() -> None:
        first = (stack.item(f"JOB#{job}", "JOB") or {})["media"][0]
        wiring.media_store().move(first, "processing", "rejected")
        cancel(ann, job)

    paid.plan = [lambda: None, refuse_the_first]
    stack.drain(deliver_twice=True)
    assert (spent_and_back(ann), books(stack, ann)) == ((1, 1), (1, 0, 0))


class Killed(BaseException):
    """As a timeout of the function: nothing of ours runs any more."""


def test_what_a_dead_worker_asked_for_comes_back_once_it_waits_again(stack: Stack, ann: Person, paid: Paid) -> None:
    job = ask(ann, 2)
    paid.plan = [Killed()]
    with pytest.raises(Killed):
        wiring.worker().run(JobId(job))
    with stack.later(minutes=4):
        wiring.job_settlement().sweep(JobId(job))
        assert ann.generation(job)["status"] in ("queued", "failed")
        if ann.generation(job)["status"] == "queued":
            cancel(ann, job)
        stack.drain()
    assert (spent_and_back(ann), books(stack, ann)) == ((0, 2), (0, 0, 0))


def test_a_retry_of_the_same_cancel_changes_nothing(stack: Stack, ann: Person, paid: Paid) -> None:
    job, codes = ask(ann), []

    def twice() -> None:
        cancel(ann, job)
        codes.append(ann("POST", f"/v1/generations/{job}/cancel").code)

    paid.plan = [twice]
    stack.drain(deliver_twice=True)
    assert codes == ["not_cancellable"]
    assert (spent_and_back(ann), books(stack, ann)) == ((1, 3), (1, 0, 0))


moment = st.tuples(st.integers(1, 4), st.integers(0, 5), st.lists(st.booleans(), min_size=4, max_size=4), st.booleans())


@given(moment)
@settings(
    max_examples=8, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_the_ledger_is_exact_whenever_it_is_cancelled(
    stack: Stack, paid: Paid, moment: tuple[int, int, list[bool], bool]
) -> None:
    """`moment`: how many pictures, at which call it is cancelled (after the last: not), which calls fail, all twice?"""
    count, at, fails, twice = moment
    ann = stack.person()
    job = ask(ann, count)

    def call(number: int) -> Callable[[], None]:
        def step() -> None:
            if number == at:
                cancel(ann, job)
            if fails[number]:
                raise _BLOCKED

        return step

    paid.plan = [call(number) for number in range(count)]
    stack.drain(redeliver=True, deliver_twice=twice)
    done = ann.generation(job)
    made = sum(not fails[number] for number in range(min(at, count)))
    spent = made + (1 if at < count else 0)
    assert (done["status"] == "cancelled") == (at < count)
    assert (done["cost"]["credits"], spent_and_back(ann)) == (spent, (spent, count - spent))
    assert (books(stack, ann), stack.taken(ann)) == ((spent, 0, 0), spent)
    assert len(done["media"]) == spent - (1 if at < count and fails[at] else 0)
