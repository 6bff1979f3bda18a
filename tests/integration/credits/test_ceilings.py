"""Ceilings of what providers are paid: nobody gets a bill, jobs wait, and go on when there is room."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from imagora import wiring
from imagora.credits.ceilings import AtCeiling, Hold, account_key, day_key
from imagora.credits.plans import Plans
from imagora.generation.providers.offered import Offered
from imagora.generation.providers.outcomes import failed
from imagora.generation.providers.port import Capabilities, GeneratedImage, ImageRequest
from imagora.kernel import config
from imagora.kernel.ids import AccountId
from tests.integration.painter import draw
from tests.integration.stack import Person, Reply, Stack

_CENT = 10_000
_WISH = {"prompt": "a calm lake", "size": "256x256"}


class Priced:
    """A provider that says a picture costs five cents, charges four, and keeps count of what it is owed."""

    name, model, source_type = "priced", "priced-1", "trainedAlgorithmicMedia"
    capabilities = Capabilities(sizes=((256, 256),), at_once=4, microdollars=5 * _CENT, remote=True)

    def __init__(self) -> None:
        self.owed = 0
        self.plan: list[BaseException] = []

    def generate(self, request: ImageRequest) -> GeneratedImage:
        if self.plan:
            raise self.plan.pop(0)
        self.owed += 4 * _CENT
        return GeneratedImage(draw(request), "image/png", 256, 256, "", 4 * _CENT)


Bound = Callable[..., None]


@pytest.fixture
def provider(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Priced:
    made = Priced()
    offered = Offered((made, stack.painter))  # type: ignore[arg-type]
    asking, worker = wiring.generations(), wiring.worker()
    free = replace(wiring.credits(), plans=Plans.read("free:100:50:1536:fast", daily=100))
    asking = replace(asking, offered=offered, credits=free)
    worker = replace(worker, drawing=replace(worker.drawing, offered=offered))
    monkeypatch.setattr(wiring, "generations", lambda: asking)
    monkeypatch.setattr(wiring, "worker", lambda: worker)
    return made


@pytest.fixture
def bound(stack: Stack, provider: Priced, monkeypatch: pytest.MonkeyPatch) -> Bound:
    """Set ceilings, in cents; the instance's beyond what earlier tests spent."""
    asking, worker, waits, real = wiring.generations(), wiring.worker(), wiring.ceiling_waits(), wiring.ceilings()

    def configure(*, day: int | None = None, account_day: int | None = None) -> None:
        made = replace(
            real,
            day=None if day is None else spent(stack) + day * _CENT,
            account_day=None if account_day is None else account_day * _CENT,
        )
        monkeypatch.setattr(wiring, "generations", lambda: replace(asking, ceilings=made))
        monkeypatch.setattr(wiring, "worker", lambda: replace(worker, ceilings=made))
        monkeypatch.setattr(wiring, "ceiling_waits", lambda: replace(waits, ceilings=made))

    return configure


def today(stack: Stack) -> str:
    return stack.clock().astimezone(UTC).date().isoformat()


def spent(stack: Stack, person: Person | None = None) -> int:
    day = today(stack)
    found = stack.item(*(account_key(AccountId(person.id), day) if person else day_key(day)))
    return int(found["microdollars"]) if found else 0


def ask(person: Person, count: int = 1, **more: Any) -> Reply:
    made = person("POST", "/v1/generations", {**_WISH, "count": count, **more})
    assert made.status == 202, made
    return made


def dry(person: Person, count: int = 1) -> Any:
    return person("POST", "/v1/generations?dry_run=true", {**_WISH, "count": count}).body


def to_tomorrow(stack: Stack) -> float:
    now = stack.clock()
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC)
    return 86_400 + 400 - (now - midnight).total_seconds()


def test_what_was_paid_is_counted_for_all_and_for_one(stack: Stack, ann: Person, provider: Priced) -> None:
    before = spent(stack)
    stack.painter.plan.append(b"unused")
    provider.plan.append(failed("unavailable", "503"))
    ask(ann, 3)
    stack.drain()
    assert provider.owed == 8 * _CENT
    assert (spent(stack) - before, spent(stack, ann)) == (8 * _CENT, 8 * _CENT)


def test_what_costs_nothing_is_not_counted(stack: Stack, ann: Person, provider: Priced, bound: Bound) -> None:
    bound(day=0, account_day=0)
    job = ask(ann, provider="painter")["id"]
    stack.drain()
    assert ann.generation(job)["status"] == "succeeded"
    assert stack.item(*account_key(AccountId(ann.id), today(stack))) is None


def test_at_an_accounts_ceiling_its_jobs_wait_and_go_on_the_next_day(
    stack: Stack, ann: Person, bob: Person, provider: Priced, bound: Bound
) -> None:
    bound(account_day=10)
    assert dry(ann, 2)["would"] == "run"
    jobs = [ask(ann, 1)["id"] for _ in range(4)]
    stack.drain()
    # 5 + 5 cents are held for two at most; what the first ones charged less makes no room for a third
    states = [ann.generation(job) for job in jobs]
    assert [one["status"] for one in states] == ["succeeded", "succeeded", "queued", "queued"]
    assert provider.owed == 8 * _CENT
    waiting = states[2]["waiting"]
    assert waiting["reason"] == "ceiling_reached"
    assert waiting["until"] > states[2]["created_at"]
    assert waiting["until"].endswith("T00:00:00.000Z")
    told = dry(ann)
    assert (told["would"], told["reason"]) == ("slow_lane", "ceiling_reached")
    assert stack.wallet(ann).reserved == 2
    assert dry(bob)["would"] == "run"
    stack.sweep()
    assert [ann.generation(job)["status"] for job in jobs[2:]] == ["queued", "queued"]
    with stack.later(seconds=to_tomorrow(stack)):
        stack.sweep()
        done = [ann.generation(job) for job in jobs[2:]]
        assert [(one["status"], "waiting" in one) for one in done] == [("succeeded", False)] * 2
    assert provider.owed == 16 * _CENT


def test_at_the_instances_ceiling_everybody_waits_until_it_is_raised(
    stack: Stack, ann: Person, bob: Person, provider: Priced, bound: Bound
) -> None:
    bound(day=9)
    first, second = ask(ann)["id"], ask(bob)["id"]
    stack.drain()
    third = ask(bob)["id"]
    stack.drain()
    assert [ann.generation(first)["status"], bob.generation(second)["status"]] == ["succeeded", "succeeded"]
    assert bob.generation(third)["status"] == "queued"
    bound(day=20)
    with stack.later(seconds=301):
        stack.sweep()
        assert bob.generation(third)["status"] == "succeeded"
    assert provider.owed == 12 * _CENT


def test_the_operator_is_told_when_the_days_money_is_nearly_spent_and_when_it_is(
    stack: Stack, ann: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    room = 4 * spent(stack) + 10 * _CENT
    ceilings = replace(wiring.ceilings(), day=spent(stack) + room, account_day=None)
    ceilings.hold(AccountId(ann.id), room // 2)
    assert "Ceiling" not in capsys.readouterr().out
    ceilings.hold(AccountId(ann.id), room // 2 - 1)
    assert told(capsys) == ["CeilingNear"]
    with pytest.raises(AtCeiling):
        ceilings.hold(AccountId(ann.id), room)
    assert told(capsys) == ["CeilingReached"]
    with pytest.raises(AtCeiling):
        replace(ceilings, day=None, account_day=room).hold(AccountId(ann.id), 5)
    assert told(capsys) == ["AccountCeilingReached"]


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Which metrics were written, with the dimensions that the alarms ask for."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
    metrics = [(line["_aws"]["CloudWatchMetrics"][0], line) for line in lines]
    for metric, line in metrics:
        assert (metric["Namespace"], set(metric["Dimensions"][0])) == ("Imagora", {"stage", "service"})
        assert line["service"] == "imagora"
    return [one["Name"] for metric, _ in metrics for one in metric["Metrics"]]


def test_a_job_that_waits_is_not_ended_and_not_drawn_by_a_message_that_comes_again(
    stack: Stack, ann: Person, provider: Priced, bound: Bound
) -> None:
    bound(account_day=1)
    job = ask(ann)["id"]
    stack.drain(deliver_twice=True)
    with stack.later(hours=2):
        stack.sweep()
        wiring.worker().run(job)
        assert ann.generation(job)["status"] == "queued"
    with stack.later(hours=73):
        stack.sweep()
        ended = ann.generation(job)
        assert (ended["status"], ended["error"]["code"], ended["cost"]) == ("failed", "timed_out", {"credits": 0})
    assert provider.owed == 0
    assert stack.item(*account_key(AccountId(ann.id), today(stack))) is None


def test_a_job_that_waits_can_be_cancelled(stack: Stack, ann: Person, provider: Priced, bound: Bound) -> None:
    bound(account_day=1)
    job = ask(ann, 2)["id"]
    stack.drain()
    assert ann("POST", f"/v1/generations/{job}/cancel")["status"] == "cancelled"
    assert (stack.wallet(ann).reserved, stack.wallet(ann).left) == (0, 100)
    with stack.later(days=1, minutes=10):
        stack.sweep()
    assert provider.owed == 0
    assert "GSI2PK" not in (stack.item(f"JOB#{job}", "JOB") or {})


def test_no_more_than_the_ceiling_is_held_when_many_workers_ask_at_once(stack: Stack, ann: Person) -> None:
    ceilings = replace(wiring.ceilings(), account_day=50 * _CENT)

    def one(_: int) -> Hold | None:
        try:
            return ceilings.hold(AccountId(ann.id), 5 * _CENT)
        except AtCeiling:
            return None

    with ThreadPoolExecutor(4) as pool:
        held = [hold for hold in pool.map(one, range(16)) if hold]
    assert len(held) == 10
    assert spent(stack, ann) == 50 * _CENT
    assert not ceilings.room(AccountId(ann.id), 1)
    ceilings.correct(held[0], 2 * _CENT)
    assert spent(stack, ann) == 47 * _CENT
    assert ceilings.room(AccountId(ann.id), 3 * _CENT)


def test_what_a_dead_worker_held_stays_counted(stack: Stack, ann: Person, provider: Priced) -> None:
    class Killed(BaseException):
        pass

    provider.plan.append(Killed())
    job = ask(ann)["id"]
    with pytest.raises(Killed):
        wiring.worker().run(job)
    assert spent(stack, ann) == 5 * _CENT
    with stack.later(seconds=400):
        stack.sweep()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 20_000_000), ("none", None), ("off", None), ("5", 5_000_000), ("0.5", 500_000), ("0", 0)],
)
def test_ceilings_are_dollars_and_there_are_some_unless_somebody_says_none(text: str, expected: int | None) -> None:
    made = config.read({"IMAGORA_STAGE": "prod", "IMAGORA_TABLE": "t", "IMAGORA_CEILING_DAY_USD": text})
    assert (made.ceiling_day, made.ceiling_account_day) == (expected, 2_000_000)


@pytest.mark.parametrize("text", ["five", "-1", "1.2345678", "1,5", "."])
def test_what_is_no_sum_of_dollars_is_refused(text: str) -> None:
    with pytest.raises(config.Misconfigured, match="IMAGORA_CEILING_ACCOUNT_DAY_USD"):
        config.read({"IMAGORA_STAGE": "local", "IMAGORA_TABLE": "t", "IMAGORA_CEILING_ACCOUNT_DAY_USD": text})
