"""What a function's answer means for each record, and the faults that tests may inject."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from infra.local.pump.delivery import Deliverer, Delivery, Faults, every_other, failed_items, half_broken
from infra.local.pump.mappings import FunctionSpec

FUNCTION = FunctionSpec("Eat", "eat", "handler.handle", timeout=3, memory=128, environment={})
IDS = ("a", "b", "c")


def delivery(*, partial: bool = True) -> Delivery:
    event = {"Records": [{"messageId": each, "body": "{}"} for each in IDS]}
    return Delivery(FUNCTION, "queue", event, IDS, partial)


def failures(*identifiers: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in identifiers]}


@pytest.mark.parametrize("response", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_an_empty_answer_is_success(response: Any) -> None:
    assert failed_items(response, IDS) == ()


def test_named_records_fail_in_the_order_of_the_batch() -> None:
    assert failed_items(failures("c", "a", "c"), IDS) == ("a", "c")


@pytest.mark.parametrize(
    "response",
    [
        failures("unknown"),
        failures("a", "unknown"),
        failures(""),
        failures(None),
        {"batchItemFailures": [{"itemId": "a"}]},
        {"batchItemFailures": ["a"]},
        {"batchItemFailures": "a"},
        {"other": 1},
        "done",
        [],
    ],
)
def test_a_malformed_answer_fails_the_whole_batch(response: Any) -> None:
    assert failed_items(response, IDS) == IDS


def test_without_partial_responses_the_answer_is_ignored() -> None:
    outcome = Deliverer(lambda name, event: failures("a")).deliver(delivery(partial=False))
    assert outcome.failed == ()


def test_a_handler_that_raises_fails_the_whole_batch_and_shows_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def explode(name: str, event: dict[str, Any]) -> None:
        raise ValueError("no such picture")

    with caplog.at_level(logging.ERROR, "imagora.pump"):
        outcome = Deliverer(explode).deliver(delivery())
    assert outcome.failed == IDS
    assert outcome.error == "ValueError: no such picture"
    assert "Eat ← queue, 3 record(s)" in caplog.text
    assert "ValueError: no such picture" in caplog.text


def test_delivering_twice_shows_the_function_the_same_event_again() -> None:
    seen: list[dict[str, Any]] = []
    deliverer = Deliverer(lambda name, event: seen.append(event))
    deliverer.faults = Faults(deliver_twice=True)
    assert deliverer.deliver(delivery()).failed == ()
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_the_answer_for_half_of_a_batch_can_get_lost() -> None:
    seen: list[int] = []
    deliverer = Deliverer(lambda name, event: seen.append(len(event["Records"])))
    deliverer.faults = Faults(fail=every_other)
    assert deliverer.deliver(delivery()).failed == ("b",)
    assert seen == [3]


def test_half_of_a_batch_can_arrive_broken() -> None:
    seen: list[str] = []
    deliverer = Deliverer(lambda name, event: seen.extend(r["body"] for r in event["Records"]))
    deliverer.faults = Faults(change=half_broken)
    deliverer.deliver(delivery())
    assert seen == ["{}", "{not json", "{}"]
