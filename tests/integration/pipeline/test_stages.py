"""The relay, the consumers and the sweep, where no use case shows them."""

from __future__ import annotations

from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.errors import Unavailable
from imagora.kernel.messages import Generate
from imagora.kernel.queues import NotSent, Queue
from imagora.table import due
from imagora.table.reader import Reader, Row
from tests.integration.stack import Person, Stack


def stream_record(stack: Stack, pk: str, sk: str, number: int) -> dict[str, Any]:
    image = stack.look(stack.environment["IMAGORA_TABLE"], {"PK": {"S": pk}, "SK": {"S": sk}})
    assert image
    keys = {"PK": {"S": pk}, "SK": {"S": sk}}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": str(number)}}


def test_the_relay_names_the_first_record_that_it_could_not_read(stack: Stack, ann: Person) -> None:
    job = ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})["id"]
    good = stream_record(stack, f"JOB#{job}", "JOB", 1)
    bad = {**good, "dynamodb": {**good["dynamodb"], "NewImage": {"status": {"X": "?"}}, "SequenceNumber": "2"}}
    late = {**good, "dynamodb": {**good["dynamodb"], "SequenceNumber": "3"}}
    answer = wiring.relay().carry([good, bad, late])
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert any(job in body for body in stack.messages("IMAGORA_GENERATION_QUEUE"))


def test_the_relay_asks_for_all_again_when_a_queue_refuses(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})["id"]
    record = stream_record(stack, f"JOB#{job}", "JOB", 7)

    def send(self: Queue, messages: Any, *, delay_seconds: int = 0) -> None:
        raise NotSent

    with monkeypatch.context() as broken:
        broken.setattr(Queue, "send", send)
        assert wiring.relay().carry([record]) == {"batchItemFailures": [{"itemIdentifier": "7"}]}


def test_what_can_not_be_worked_on_ends_in_the_dead_letter_queue(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("a defect")

    monkeypatch.setattr(type(wiring.worker()), "run", broken)
    wiring.queue(stack.environment["IMAGORA_GENERATION_QUEUE"]).send([Generate(job_id=ann.id)])  # type: ignore[arg-type]
    stack.drain(redeliver=True)
    sqs = stack.clients("sqs")
    source = stack.environment["IMAGORA_GENERATION_QUEUE"]
    policy = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    name = policy.split("deadLetterTargetArn")[1].split('"')[2].rpartition(":")[2]
    dead = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    bodies = [
        message["Body"]
        for message in sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages", [])
    ]
    assert any(ann.id in body for body in bodies)


def test_messages_go_ten_a_request_and_a_refused_one_is_told(stack: Stack) -> None:
    sent: list[int] = []

    class Sqs:
        def send_message_batch(self, *, QueueUrl: str, Entries: list[Any]) -> dict[str, Any]:  # noqa: N803
            sent.append(len(Entries))
            return {"Failed": [{"Id": "0"}]} if len(sent) == 3 else {}

    queue = Queue("url", Sqs())
    with pytest.raises(NotSent):
        queue.send([Generate(job_id="x")] * 25)  # type: ignore[list-item]
    assert sent == [10, 10, 5]


def test_the_sweep_goes_on_when_one_can_not_be_mended(
    stack: Stack, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = {who.id: who("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})["id"] for who in (ann, bob)}
    stack.pump.step()
    stack.messages("IMAGORA_GENERATION_QUEUE")
    settlement = type(wiring.job_settlement())
    original = settlement.sweep

    def sweep(self: Any, job_id: str) -> bool:
        if job_id == jobs[ann.id]:
            raise KeyError("a defect")
        return original(self, job_id)  # type: ignore[arg-type]

    monkeypatch.setattr(settlement, "sweep", sweep)
    with stack.later(seconds=301):
        stack.sweep()
        assert bob.generation(jobs[bob.id])["error"]["code"] == "timed_out"
        assert ann.generation(jobs[ann.id])["status"] == "queued"


def test_a_shard_that_cannot_be_read_keeps_no_other_waiting(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})["id"]
    stack.pump.step()
    stack.messages("IMAGORA_GENERATION_QUEUE")
    shards = {due.partition(f"OTHER#{number}") for number in range(100)}
    read = Reader.query

    def query(self: Reader, partition: str, **how: Any) -> list[Row]:
        if partition in shards - {due.partition(f"JOB#{job}")}:
            raise Unavailable
        return read(self, partition, **how)

    monkeypatch.setattr(Reader, "query", query)
    with stack.later(seconds=301):
        with pytest.raises(Unavailable):  # the alarm `sweep-stalled-errors` rings
            wiring.sweep().run()
        assert ann.generation(job)["error"]["code"] == "timed_out"
    assert len(shards) == due.SHARDS


def test_an_idle_sweep_reads_eight_shards(stack: Stack) -> None:
    with stack.metered() as meter:
        wiring.sweep().run()
    assert [call.operation for call in meter.calls][:8] == ["Query"] * 8
    assert meter.write == 0
