"""Streams: order, retries, bisecting, partial answers, giving up, and iterators that get lost."""

from __future__ import annotations

import json
import time
from typing import Any

from infra.local.pump.delivery import Deliverer
from infra.local.pump.filters import RecordFilter
from infra.local.pump.peek import AlwaysLook
from infra.local.pump.stream_source import StreamSource
from tests.unit.infra_pump.doubles import Streams, stream_mapping


class Function:
    """A handler that fails for some records, by raising or by naming them, and keeps what it was shown."""

    def __init__(self, poison: set[int], *, raises: bool = False) -> None:
        self.poison = poison
        self.raises = raises
        self.batches: list[list[int]] = []

    def __call__(self, name: str, event: dict[str, Any]) -> dict[str, Any]:
        numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in event["Records"]]
        self.batches.append(numbers)
        bad = [number for number in numbers if number in self.poison]
        if bad and self.raises:
            raise ValueError("poison")
        return {"batchItemFailures": [{"itemIdentifier": str(number)} for number in reversed(bad)]}


def run(
    streams: Streams,
    function: Function,
    *,
    rounds: int = 100,
    checkpoints: dict[str, str] | None = None,
    trimmed: list[str] | None = None,
    **settings: Any,
) -> dict[str, str]:
    """Deliver until nothing is left or `rounds` is used up; the checkpoints afterwards."""
    kept = {} if checkpoints is None else checkpoints
    source = StreamSource(
        stream_mapping(**settings),
        streams.client,
        kept,
        trim=None if trimmed is None else lambda table, number: trimmed.append(number),
        peek=AlwaysLook(),
    )
    deliverer = Deliverer(function)
    for _ in range(rounds):
        if not source.deliver_one(deliverer):
            break
    return kept


KEY = "Mapping|arn:posts/stream/1|shard-1"


def test_records_arrive_in_order_in_batches_and_the_checkpoint_follows() -> None:
    function = Function(set())
    trimmed: list[str] = []
    checkpoints = run(Streams(6), function, trimmed=trimmed)
    assert function.batches == [[100, 101, 102, 103], [104, 105]]
    assert checkpoints == {KEY: "105"}
    assert trimmed == ["103", "105"]
    assert json.loads(json.dumps(checkpoints)) == checkpoints


def test_reading_goes_on_at_the_checkpoint() -> None:
    function = Function(set())
    run(Streams(6), function, checkpoints={KEY: "103"})
    assert function.batches == [[104, 105]]


def test_records_that_do_not_match_are_passed_over_but_checkpointed() -> None:
    function = Function(set())
    only = RecordFilter({"Filters": [{"Pattern": '{"dynamodb": {"Keys": {"PK": {"S": ["POST#101"]}}}}'}]})
    assert run(Streams(6), function, filter=only) == {KEY: "105"}
    assert function.batches == [[101]]


def test_a_write_that_changed_nothing_is_not_delivered() -> None:
    streams = Streams(2)
    streams.records[0]["eventName"] = "MODIFY"
    streams.records[0]["dynamodb"] |= {"OldImage": {"a": {"S": "1"}}, "NewImage": {"a": {"S": "1"}}}
    function = Function(set())
    run(streams, function)
    assert function.batches == [[101]]


def test_a_failed_batch_is_tried_again_before_anything_after_it() -> None:
    function = Function({101}, raises=True)
    checkpoints = run(Streams(6), function, rounds=3)
    assert function.batches == [[100, 101, 102, 103]] * 3
    assert checkpoints == {}


def test_a_partial_answer_moves_the_checkpoint_to_its_first_failed_record() -> None:
    function = Function({101, 103})
    checkpoints = run(Streams(4), function, rounds=2)
    assert function.batches == [[100, 101, 102, 103], [101, 102, 103]]
    assert checkpoints == {KEY: "100"}


def test_after_its_last_retry_a_batch_goes_to_the_bucket_and_the_stream_goes_on() -> None:
    streams = Streams(6)
    function = Function({101}, raises=True)
    checkpoints = run(streams, function, retries=2)
    assert function.batches == [[100, 101, 102, 103]] * 3 + [[104, 105]]
    assert checkpoints == {KEY: "105"}
    [kept] = streams.objects
    assert kept["Bucket"] == "kept"
    assert kept["Key"].startswith("aws/lambda/Mapping/shard-1/")
    note = json.loads(kept["Body"])
    assert note["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert note["requestContext"]["approximateInvokeCount"] == 3
    where = note["DDBStreamBatchInfo"]
    assert (where["startSequenceNumber"], where["endSequenceNumber"], where["batchSize"]) == ("100", "103", 4)
    payload = json.loads(note["payload"])
    assert [record["dynamodb"]["SequenceNumber"] for record in payload["Records"]] == ["100", "101", "102", "103"]


def test_bisecting_isolates_the_poison_and_a_split_is_no_retry() -> None:
    streams = Streams(4)
    function = Function({102}, raises=True)
    checkpoints = run(streams, function, retries=1, bisect=True)
    assert function.batches == [[100, 101, 102, 103], [100, 101], [102, 103], [102], [102], [103]]
    assert checkpoints == {KEY: "103"}
    assert [json.loads(each["Body"])["DDBStreamBatchInfo"]["batchSize"] for each in streams.objects] == [1]


def test_bisecting_with_partial_answers_keeps_what_succeeded() -> None:
    streams = Streams(4)
    function = Function({101})
    run(streams, function, retries=0, bisect=True)
    assert function.batches == [[100, 101, 102, 103], [101, 102], [101], [102], [103]]
    assert len(streams.objects) == 1


def test_a_record_that_grew_too_old_is_given_up() -> None:
    streams = Streams(1)
    streams.records[0]["dynamodb"]["ApproximateCreationDateTime"] = time.time() - 100
    run(streams, Function({100}), max_age=60)
    assert json.loads(streams.objects[0]["Body"])["requestContext"]["condition"] == "RecordAgeExceeded"


def test_without_a_destination_a_given_up_batch_is_dropped() -> None:
    streams = Streams(1)
    assert run(streams, Function({100}), retries=0, on_failure=None) == {KEY: "100"}
    assert streams.objects == []


def test_a_lost_iterator_is_replaced_at_the_place_where_reading_stopped() -> None:
    streams = Streams(3)
    function = Function(set())
    source = StreamSource(stream_mapping(), streams.client, {}, trim=None, peek=AlwaysLook())
    deliverer = Deliverer(function)
    assert source.deliver_one(deliverer)
    streams.records += Streams(5).records[3:]
    streams.break_next = "ExpiredIteratorException"
    assert source.deliver_one(deliverer)
    assert function.batches == [[100, 101, 102], [103, 104]]
    assert streams.iterators_given == 2


def test_a_checkpoint_that_was_trimmed_away_goes_on_at_the_horizon() -> None:
    streams = Streams(6)
    streams.horizon = 4
    streams.break_next = "TrimmedDataAccessException"
    function = Function(set())
    run(streams, function, checkpoints={KEY: "101"})
    assert function.batches == [[104, 105]]


def test_binary_values_and_times_become_json() -> None:
    streams = Streams(1)
    streams.records[0]["dynamodb"]["NewImage"] = {"hash": {"B": b"\x00\xff"}, "tags": {"SS": {"b"}}}
    seen: list[dict[str, Any]] = []
    source = StreamSource(stream_mapping(), streams.client, {}, trim=None, peek=AlwaysLook())
    source.deliver_one(Deliverer(lambda name, event: seen.append(event)))
    [record] = json.loads(json.dumps(seen[0]))["Records"]
    assert record["dynamodb"]["NewImage"] == {"hash": {"B": "AP8="}, "tags": {"SS": ["b"]}}
    assert record["eventSourceARN"] == "arn:posts/stream/1"
