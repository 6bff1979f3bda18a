"""The slow lane: what comes to stand in it, who goes first, how long it waits, what it costs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from imagora import wiring
from imagora.credits.plans import Plans
from imagora.generation.lanes import Lanes
from imagora.kernel.messages import Generate
from tests.integration.stack import Person, Reply, Stack

_WISH = {"prompt": "a calm lake", "size": "256x256"}

Instance = Callable[..., None]


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> Instance:
    """Give the instance other plans."""

    def configure(plans: str = "free:2:2:1536:fast", *, slow_lane: bool = True) -> None:
        made = dataclasses.replace(wiring.credits(), plans=Plans.read(plans, daily=50), slow_lane=slow_lane)
        asking = dataclasses.replace(wiring.generations(), credits=made)
        monkeypatch.setattr(wiring, "credits", lambda: made)
        monkeypatch.setattr(wiring, "generations", lambda: asking)

    return configure


def ask(person: Person, count: int = 1, **more: Any) -> Reply:
    made = person("POST", "/v1/generations", {**_WISH, "count": count, **more})
    assert made.status == 202, made
    return made


def dry(person: Person, count: int = 1) -> Any:
    return person("POST", "/v1/generations?dry_run=true", {**_WISH, "count": count}).body


def test_without_credits_a_job_waits_in_the_slow_lane_and_costs_nothing(
    stack: Stack, ann: Person, instance: Instance
) -> None:
    instance()
    assert dry(ann, 2) == {"cost": {"credits": 2}, "balance": 2, "would": "run"}
    assert ask(ann, 2)["lane"] == "fast"
    assert dry(ann) == {"cost": {"credits": 0}, "balance": 0, "would": "slow_lane", "reason": "credits_exhausted"}
    slow = ask(ann, 2)
    assert (slow["lane"], slow["status"], slow["cost"]) == ("slow", "queued", {"credits": 0})
    stack.drain()
    done = ann.generation(slow["id"])
    assert (done["status"], len(done["media"]), done["cost"], done["lane"]) == ("succeeded", 2, {"credits": 0}, "slow")
    statement = ann("GET", "/v1/me/credits").body
    assert (statement["used"], statement["reserved"]) == (2, 0)
    assert {item.get("generation_id") for item in statement["ledger"]["items"]} & {slow["id"]} == set()
    assert stack.taken(ann) == 4


def test_without_a_slow_lane_who_has_no_credits_is_refused(ann: Person, instance: Instance) -> None:
    instance(slow_lane=False)
    assert dry(ann, 3) == {"cost": {"credits": 3}, "balance": 2, "would": "refuse", "reason": "credits_exhausted"}
    refused = ann("POST", "/v1/generations", {**_WISH, "count": 3})
    assert (refused.status, refused.code) == (429, "credits_exhausted")
    assert refused["renews_at"] == ann("GET", "/v1/me/credits")["period_ends_at"]


def test_one_job_too_many_waits_and_is_paid_for(stack: Stack, ann: Person, instance: Instance) -> None:
    instance("free:9:2:1536:fast")
    lanes = [ask(ann)["lane"] for _ in range(3)]
    assert lanes == ["fast", "fast", "slow"]
    assert dry(ann)["reason"] == "parallel_jobs"
    stack.drain()
    assert (stack.wallet(ann).used, stack.wallet(ann).under_way) == (3, 0)
    assert ask(ann)["lane"] == "fast"
    stack.drain()


def test_the_fast_lane_is_served_first(stack: Stack, ann: Person, bob: Person, instance: Instance) -> None:
    instance("free:1:9:1536:fast")
    ask(ann, prompt="paid by ann")
    slow = [ask(ann, prompt=f"slow {number}")["id"] for number in range(2)]
    ask(bob, prompt="paid by bob")
    stack.drain()
    drawn = [request.prompt for request in stack.painter.requests]
    assert set(drawn[:2]) == {"paid by ann", "paid by bob"}
    assert sorted(drawn[2:]) == ["slow 0", "slow 1"]
    assert {ann.generation(job)["status"] for job in slow} == {"succeeded"}


def test_a_worker_puts_a_slow_job_back_while_others_wait(stack: Stack, ann: Person) -> None:
    fast, slow = wiring.queues()["generation"], wiring.queues()["slow"]
    fast.send([Generate(job_id=ann.id)])  # type: ignore[arg-type]
    lanes = Lanes(fast, slow)
    message = Generate(job_id=ann.id, slow=True)  # type: ignore[arg-type]
    with mock.patch.object(type(slow), "send") as sent:
        assert lanes.stands_back(message)
    ((again,),), options = sent.call_args.args, sent.call_args.kwargs
    assert again == message
    assert 20 <= options["delay_seconds"] <= 60
    assert not lanes.stands_back(Generate(job_id=ann.id))  # type: ignore[arg-type]
    stack.messages("IMAGORA_GENERATION_QUEUE")
    assert not lanes.stands_back(message)


def test_a_slow_job_has_its_time_from_its_first_worker_on(stack: Stack, ann: Person, instance: Instance) -> None:
    instance("free:0:9:1536:fast")
    job = ask(ann)["id"]
    stack.pump.step()
    assert stack.messages("IMAGORA_SLOW_QUEUE") != []  # it is lost, or waits: nobody serves the lane for hours
    with stack.later(hours=2):
        stack.sweep()
        done = ann.generation(job)
    assert done["status"] == "succeeded"
    assert json.loads(json.dumps(stack.item(f"JOB#{job}", "JOB"), default=str))["begun_at"] > done["created_at"]


def test_a_slow_job_whose_worker_dies_is_finished_in_the_fast_lane(
    stack: Stack, ann: Person, instance: Instance
) -> None:
    instance("free:0:9:1536:fast")
    stack.painter.plan.append(KeyError("a defect"))
    job = ask(ann)["id"]
    with stack.later(hours=3):
        stack.drain()
        assert ann.generation(job)["status"] == "succeeded"
    assert len(stack.painter.requests) == 2


def test_a_slow_job_ends_when_nobody_came_for_a_day(stack: Stack, ann: Person, instance: Instance) -> None:
    instance("free:9:1:1536:slow")
    job = ask(ann, 2)["id"]
    assert stack.wallet(ann).reserved == 2
    stack.pump.step()
    stack.messages("IMAGORA_SLOW_QUEUE")
    with stack.later(hours=24, minutes=1):
        stack.sweep()
        ended = ann.generation(job)
        assert (ended["status"], ended["error"]["code"], ended["cost"]) == ("failed", "timed_out", {"credits": 0})
    assert (stack.wallet(ann).reserved, stack.wallet(ann).left) == (0, 9)


def test_a_slow_job_is_cancelled_while_it_waits(stack: Stack, ann: Person, instance: Instance) -> None:
    instance("free:9:1:1536:slow")
    job = ask(ann, 2)["id"]
    assert ann("POST", f"/v1/generations/{job}/cancel")["status"] == "cancelled"
    stack.drain()
    assert stack.painter.requests == []
    assert (stack.wallet(ann).left, stack.taken(ann)) == (9, 0)
