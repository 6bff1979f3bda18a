"""What is told of a job on its way: its place, its stage, its percent, its pictures as they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from imagora import wiring
from imagora.generation.providers.port import ProviderError
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import JobId
from imagora.kernel.messages import Generate
from imagora.kernel.queues import Queue
from tests.integration.faults import swallowing
from tests.integration.stack import Person, Stack

_BUSY = ProviderError("unavailable", "The provider is busy.", retryable=True)


@pytest.fixture(autouse=True)
def _counted_anew(stack: Stack) -> Iterator[None]:
    """Nobody knows how many waited for an earlier test's workers."""
    stack.drain()
    wiring.line()._known.clear()
    yield
    wiring.line()._known.clear()


def ask(person: Person, count: int = 1) -> Any:
    made = person("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256", "count": count})
    assert made.status == 202, made
    wiring.line()._known.clear()
    return made.body


def look(person: Person, job: str) -> Any:
    wiring.line()._known.clear()
    return person.generation(job)


def told(job: Any) -> tuple[str, str | None, int]:
    return job["status"], job.get("stage"), job["progress"]


def relay(job: str) -> None:
    """As the stream's relay does, and before any worker takes it."""
    wiring.queues()["generation"].send([Generate(job_id=JobId(job))])


def test_each_job_that_waits_has_its_place(stack: Stack, ann: Person, bob: Person) -> None:
    jobs = []
    for person in (ann, bob, ann):
        jobs.append((person, ask(person)))
        relay(jobs[-1][1]["id"])
    assert [job["place"] for _, job in jobs] == [1, 2, 3]
    assert [look(person, job["id"])["place"] for person, job in jobs] == [1, 2, 3]
    assert {job["stage"] for _, job in jobs} == {"waiting"}
    assert all("place" not in job for job in ann("GET", "/v1/generations")["items"])
    stack.drain()
    done = look(ann, jobs[0][1]["id"])
    assert ("place" in done, "stage" in done, done["progress"]) == (False, False, 100)


def test_a_job_is_told_of_without_its_place_while_the_queue_can_not_be_asked(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> int:
        raise Unavailable

    monkeypatch.setattr(Queue, "waiting", down)
    asked = ask(ann)
    assert ("place" in asked, asked["stage"]) == (False, "waiting")
    assert "place" not in look(ann, asked["id"])


def test_a_picture_is_there_while_its_siblings_are_drawn(stack: Stack, ann: Person) -> None:
    """The provider takes its time over each of four; meanwhile the rest of the pipeline goes on."""
    job, looks = ask(ann, 4)["id"], []

    def meanwhile() -> None:
        stack.drain()
        looks.append(look(ann, job))

    stack.painter.plan.extend([meanwhile] * 4)
    wiring.worker().run(JobId(job))
    assert [[media["status"] for media in seen["media"]] for seen in looks] == [["ready"] * n for n in range(4)]
    assert [told(seen) for seen in looks] == [("running", "drawing", percent) for percent in (5, 25, 45, 65)]
    assert all(ann.api("GET", media["url"]).body[:4] == b"RIFF" for media in looks[-1]["media"])
    first = ann.post("the first one", looks[1]["media"][0]["id"])
    assert first["status"] == "published"
    drawn = look(ann, job)
    assert told(drawn) == ("moderating", "checking", 96)
    stack.drain()
    assert told(look(ann, job)) == ("succeeded", None, 100)


def test_a_picture_that_is_last_looked_at_is_waited_for_by_nothing_else(stack: Stack, ann: Person) -> None:
    job = ask(ann)["id"]
    wiring.worker().run(JobId(job))
    assert told(look(ann, job)) == ("moderating", "checking", 90)
    with stack.pump.with_faults(swallowing("SettleMedia")):
        stack.drain()
    assert told(look(ann, job)) == ("moderating", "finishing", 99)
    with stack.later(seconds=61):
        stack.sweep()
    assert told(look(ann, job)) == ("succeeded", None, 100)


def test_percent_never_gets_less_when_it_is_tried_again(stack: Stack, ann: Person) -> None:
    job, looks = ask(ann, 2)["id"], []

    def seen() -> None:
        looks.append(told(look(ann, job)))

    stack.painter.plan.extend([seen, KeyError("after the first picture"), seen])
    wiring.worker().run(JobId(job))
    seen()
    stack.drain()
    seen()
    assert [stage for _, stage, _ in looks] == ["drawing", "retrying", "drawing", None]
    percents = [percent for *_, percent in looks]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (5, 100)
    assert percents[1] > 5


def test_one_that_is_asked_again_shortly_says_so(stack: Stack, ann: Person) -> None:
    job = ask(ann)["id"]
    stack.painter.plan.append(_BUSY)
    wiring.worker().run(JobId(job))
    again = look(ann, job)
    assert (*told(again), "place" in again) == ("queued", "retrying", 5, False)
    stack.drain()
    assert look(ann, job)["status"] == "succeeded"
