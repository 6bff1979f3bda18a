"""Which place a job has among those that wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from imagora.generation.line import Line
from imagora.generation.models import Job
from imagora.kernel.queues import Queue
from imagora.kernel.wire import Refused, Unanswered
from tests.unit.generation.test_job_stages import NOW, job


@dataclass
class Counting:
    """Stands at SQS's port: says how many messages wait in each queue, and counts who asks."""

    waits: dict[str, tuple[int, int]]
    fails: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> Any:  # noqa: N803 - as AWS has it
        self.asked.append(QueueUrl)
        if self.fails is not None:
            raise self.fails
        visible, delayed = self.waits[QueueUrl]
        told = {"ApproximateNumberOfMessages": visible, "ApproximateNumberOfMessagesDelayed": delayed}
        return {"Attributes": {name: str(told[name]) for name in AttributeNames}}


@dataclass
class Clock:
    at: float = 100.0

    def __call__(self) -> float:
        return self.at


def line(sqs: Counting, clock: Clock | None = None) -> Line:
    return Line({"fast": Queue("fast", sqs), "slow": Queue("slow", sqs)}, clock or Clock())


@pytest.mark.parametrize(
    ("ahead", "waiting", "place"),
    [(0, 0, 1), (0, 1, 1), (0, 9, 1), (5, 9, 6), (5, 4, 4), (5, 1, 1), (5, 0, 1)],
)
def test_place_is_what_stood_before_it_or_stands_beside_it_if_less(ahead: int, waiting: int, place: int) -> None:
    assert line(Counting({"fast": (waiting, 3), "slow": (9, 9)})).place(job(ahead=ahead)) == place


def test_who_is_new_is_not_among_those_that_wait() -> None:
    assert line(Counting({"fast": (3, 0)})).place(job(ahead=3), new=True) == 4


def test_the_slow_lane_stands_behind_the_fast_one() -> None:
    sqs = Counting({"fast": (4, 0), "slow": (1, 2)})
    assert line(sqs).place(job(lane="slow", ahead=1)) == 1 + 4 + 1
    assert line(sqs).place(job(lane="slow", ahead=7)) == 2 + 4 + 1


@pytest.mark.parametrize(
    "one",
    [
        job("running", ahead=1),
        job("succeeded", ahead=1),
        job(ahead=1, attempts=1),
        job(ahead=1, waits_until=NOW),
        job(),
    ],
    ids=["running", "over", "tried before", "at a ceiling", "unknown at first"],
)
def test_who_waits_for_no_worker_has_no_place_and_asks_nobody(one: Job) -> None:
    sqs = Counting({"fast": (1, 0), "slow": (1, 0)})
    assert line(sqs).place(one) is None
    assert sqs.asked == []


def test_a_queue_is_asked_every_two_seconds_at_most() -> None:
    sqs, clock = Counting({"fast": (3, 0)}), Clock()
    made = line(sqs, clock)
    assert [made.waiting("fast") for _ in range(5)] == [3] * 5
    clock.at += 1.9
    assert (made.waiting("fast"), len(sqs.asked)) == (3, 1)
    clock.at += 0.2
    sqs.waits["fast"] = (8, 0)
    assert (made.waiting("fast"), len(sqs.asked)) == (8, 2)


@pytest.mark.parametrize("error", [Unanswered(), Refused("GetQueueAttributes", 403, "AccessDenied", "no")])
def test_nobody_has_a_place_while_the_queue_can_not_be_asked(error: Exception) -> None:
    sqs, clock = Counting({"fast": (3, 0)}, fails=error), Clock()
    made = line(sqs, clock)
    assert [made.place(job(ahead=2)) for _ in range(3)] == [None] * 3
    assert len(sqs.asked) == 1
    sqs.fails = None
    clock.at += 10.1
    assert made.place(job(ahead=2)) == 3


def test_nobody_has_a_place_where_the_queues_are_unknown() -> None:
    assert Line({}).place(job(ahead=2)) is None
