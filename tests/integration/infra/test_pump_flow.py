"""The pump on moto over HTTP: queues, redrive, streams into queues, schedules, and the threaded run."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from infra.local.pump import (
    EventPump,
    Faults,
    MotoPeek,
    PumpUnsettled,
    every_other,
    half_broken,
    release_in_flight,
)

pytestmark = pytest.mark.slow

ARN = "arn:aws:{}:us-east-1:123456789012:{}"
Clients = Callable[[str], Any]


class Functions:
    """Handlers by logical id, and every event that each was given."""

    def __init__(self) -> None:
        self.handlers: dict[str, Callable[[dict[str, Any]], Any]] = {}
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.arrived = threading.Condition()

    def __call__(self, name: str, event: dict[str, Any]) -> Any:
        with self.arrived:
            self.events.append((name, event))
            self.arrived.notify_all()
        return self.handlers.get(name, lambda event: None)(event)

    def bodies(self, name: str) -> list[list[str]]:
        return [[r["body"] for r in event["Records"]] for each, event in self.events if each == name]

    def wait_for(self, count: int) -> bool:
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.events) >= count, 10)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def clients(endpoint: str) -> Clients:
    session = boto3.Session("test", "test", region_name="us-east-1")
    made: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in made:
            made[service] = session.client(
                service, endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1})
            )
        return made[service]

    return client


@pytest.fixture
def sqs(clients: Clients) -> Any:
    return clients("sqs")


@pytest.fixture
def resources(clients: Clients, sqs: Any) -> Iterator[dict[str, Any]]:
    """A table whose stream feeds Relay, a queue in front of Work (with a dead-letter queue), a schedule for Sweep."""
    dead = sqs.create_queue(QueueName="work-dead")["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": ARN.format("sqs", "work-dead"), "maxReceiveCount": 3})
    work = sqs.create_queue(QueueName="work", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "360"})
    dynamodb = clients("dynamodb")
    dynamodb.create_table(
        TableName="posts",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    clients("s3").create_bucket(Bucket="kept")
    yield {
        "Relay": function(),
        "Work": function(),
        "Sweep": function(),
        "RelayChanges": mapping(
            "Relay",
            ARN.format("dynamodb", "table/posts/stream/label"),
            BisectBatchOnFunctionError=True,
            MaximumRetryAttempts=2,
            DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::kept"}},
            FilterCriteria=pattern({"dynamodb": {"Keys": {"PK": {"S": [{"prefix": "POST#"}]}}}}),
        ),
        "WorkMessages": mapping("Work", ARN.format("sqs", "work"), BatchSize=5),
        "SweepMinutely": {
            "Type": "AWS::Events::Rule",
            "Properties": {"ScheduleExpression": "rate(1 minute)", "Targets": [{"Id": "1", "Arn": "Sweep"}]},
        },
    }
    for url in (work["QueueUrl"], dead):
        sqs.delete_queue(QueueUrl=url)
    dynamodb.delete_table(TableName="posts")
    for entry in clients("s3").list_objects_v2(Bucket="kept").get("Contents", []):
        clients("s3").delete_object(Bucket="kept", Key=entry["Key"])
    clients("s3").delete_bucket(Bucket="kept")


def function() -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "handler.handle", "Timeout": 30}}


def mapping(name: str, source: str, **properties: Any) -> dict[str, Any]:
    partial = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {"FunctionName": {"Ref": name}, "EventSourceArn": source, **partial, **properties},
    }


def pattern(*patterns: dict[str, Any]) -> dict[str, Any]:
    return {"Filters": [{"Pattern": json.dumps(each)} for each in patterns]}


def send(sqs: Any, *bodies: str) -> None:
    url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
    for body in bodies:
        sqs.send_message(
            QueueUrl=url,
            MessageBody=body,
            MessageAttributes={"trace": {"DataType": "String", "StringValue": "t-1"}},
        )


def put(clients: Clients, *keys: str) -> None:
    for key in keys:
        clients("dynamodb").put_item(TableName="posts", Item={"PK": {"S": key}})


def counts(sqs: Any, queue: str) -> tuple[int, int]:
    """(visible, in flight)."""
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(found["ApproximateNumberOfMessages"]), int(found["ApproximateNumberOfMessagesNotVisible"])


def failing(word: str) -> Callable[[dict[str, Any]], Any]:
    """A handler that reports the records with a word in their body or key; a random receipt handle may spell it too."""

    def handle(event: dict[str, Any]) -> dict[str, Any]:
        named = [
            r.get("messageId") or r["dynamodb"]["SequenceNumber"]
            for r in event["Records"]
            if word in (r.get("body") or str(r["dynamodb"]["Keys"]))
        ]
        return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in named]}

    return handle


@pytest.fixture
def functions() -> Functions:
    return Functions()


@pytest.fixture
def pump(resources: dict[str, Any], clients: Clients, functions: Functions) -> EventPump:
    return EventPump(resources, clients, functions)


def test_messages_arrive_in_batches_and_are_deleted_when_done(pump: EventPump, functions: Functions, sqs: Any) -> None:
    send(sqs, *"abcdefg")
    assert pump.drain() == 2
    assert functions.bodies("Work") == [list("abcde"), list("fg")]
    record = functions.events[0][1]["Records"][0]
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == ARN.format("sqs", "work")
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageAttributes"]["trace"]["stringValue"] == "t-1"
    assert counts(sqs, "work") == (0, 0)


def test_a_batch_over_ten_is_received_in_several_requests(
    resources: dict[str, Any], clients: Clients, functions: Functions, sqs: Any
) -> None:
    resources["WorkMessages"]["Properties"]["BatchSize"] = 25
    send(sqs, *(str(number) for number in range(30)))
    assert EventPump(resources, clients, functions).drain() == 2
    assert [len(batch) for batch in functions.bodies("Work")] == [25, 5]
    assert counts(sqs, "work") == (0, 0)


def test_only_failed_messages_stay_in_flight(pump: EventPump, functions: Functions, sqs: Any) -> None:
    functions.handlers["Work"] = failing("bad")
    send(sqs, "good", "bad", "fine")
    assert pump.drain() == 1
    assert counts(sqs, "work") == (0, 1)


def test_a_handler_that_raises_keeps_its_whole_batch(pump: EventPump, functions: Functions, sqs: Any) -> None:
    functions.handlers["Work"] = lambda event: 1 / 0
    send(sqs, "a", "b")
    assert pump.drain() == 1
    assert counts(sqs, "work") == (0, 2)


def test_redelivery_ends_in_the_dead_letter_queue(pump: EventPump, functions: Functions, sqs: Any) -> None:
    functions.handlers["Work"] = failing("bad")
    send(sqs, "good", "bad")
    assert pump.drain(redeliver=True) == 3
    assert functions.bodies("Work") == [["good", "bad"], ["bad"], ["bad"]]
    received = [e["Records"][-1]["attributes"]["ApproximateReceiveCount"] for _, e in functions.events]
    assert received == ["1", "2", "3"]
    assert counts(sqs, "work") == (0, 0)
    assert counts(sqs, "work-dead") == (1, 0)


def test_messages_that_do_not_match_are_deleted_unseen(
    resources: dict[str, Any], clients: Clients, functions: Functions, sqs: Any
) -> None:
    resources["WorkMessages"]["Properties"]["FilterCriteria"] = pattern({"body": {"kind": ["job"]}})
    send(sqs, '{"kind": "job"}', '{"kind": "other"}', "text")
    EventPump(resources, clients, functions).drain()
    assert functions.bodies("Work") == [['{"kind": "job"}']]
    assert counts(sqs, "work") == (0, 0)


def test_a_change_in_the_table_becomes_work_by_way_of_the_relay(
    pump: EventPump, functions: Functions, clients: Clients, sqs: Any
) -> None:
    functions.handlers["Relay"] = lambda event: send(
        sqs, *(record["dynamodb"]["Keys"]["PK"]["S"] for record in event["Records"])
    )
    put(clients, "POST#1", "FEED#1", "POST#2")
    assert pump.drain() == 2
    assert functions.bodies("Work") == [["POST#1", "POST#2"]]
    record = functions.events[0][1]["Records"][0]
    assert (record["eventName"], record["eventSource"]) == ("INSERT", "aws:dynamodb")
    assert pump.drain() == 0


def test_a_new_pump_goes_on_from_saved_checkpoints(
    pump: EventPump, resources: dict[str, Any], functions: Functions, clients: Clients
) -> None:
    put(clients, "POST#1")
    pump.drain()
    saved = json.loads(json.dumps(pump.checkpoints))
    put(clients, "POST#2")
    EventPump(resources, clients, functions, checkpoints=saved).drain()
    keys = [[r["dynamodb"]["Keys"]["PK"]["S"] for r in event["Records"]] for _, event in functions.events]
    assert keys == [["POST#1"], ["POST#2"]]


def test_a_poisoned_record_ends_in_the_bucket_and_the_stream_goes_on(
    pump: EventPump, functions: Functions, clients: Clients
) -> None:
    functions.handlers["Relay"] = failing("POST#2")
    put(clients, "POST#1", "POST#2", "POST#3")
    pump.drain()
    [entry] = clients("s3").list_objects_v2(Bucket="kept")["Contents"]
    note = json.loads(clients("s3").get_object(Bucket="kept", Key=entry["Key"])["Body"].read())
    [record] = json.loads(note["payload"])["Records"]
    assert record["dynamodb"]["Keys"] == {"PK": {"S": "POST#2"}}
    seen = [r["dynamodb"]["Keys"]["PK"]["S"] for _, event in functions.events for r in event["Records"]]
    assert seen[0] == "POST#1"
    assert seen[-1] == "POST#3"
    assert seen.count("POST#1") == 1


def test_every_batch_can_be_delivered_twice(pump: EventPump, functions: Functions, sqs: Any) -> None:
    send(sqs, "a")
    assert pump.drain(deliver_twice=True) == 1
    assert functions.bodies("Work") == [["a"], ["a"]]
    assert counts(sqs, "work") == (0, 0)


def test_half_of_a_batch_can_be_lost_or_broken(pump: EventPump, functions: Functions, sqs: Any) -> None:
    send(sqs, "a", "b", "c", "d")
    with pump.with_faults(Faults(fail=every_other)):
        pump.step(redeliver=True)
    assert counts(sqs, "work") == (2, 0)
    with pump.with_faults(Faults(change=half_broken)):
        pump.drain()
    assert functions.bodies("Work") == [["a", "b", "c", "d"], ["b", "{not json"]]


def test_a_flow_that_feeds_itself_never_settles(pump: EventPump, functions: Functions, sqs: Any) -> None:
    functions.handlers["Work"] = lambda event: send(sqs, "again")
    send(sqs, "first")
    with pytest.raises(PumpUnsettled, match="20"):
        pump.drain(max_rounds=20)


@pytest.mark.parametrize("name", [None, "Sweep", "SweepMinutely"])
def test_a_schedule_fires_when_ticked(pump: EventPump, functions: Functions, name: str | None) -> None:
    pump.tick(name)
    assert [each for each, _ in functions.events] == ["Sweep"]
    assert functions.events[0][1]["detail-type"] == "Scheduled Event"
    with pytest.raises(KeyError):
        pump.tick("Nobody")


@pytest.mark.parametrize("peek", [None, MotoPeek()])
def test_started_it_delivers_what_it_is_woken_for(
    resources: dict[str, Any], clients: Clients, functions: Functions, sqs: Any, peek: MotoPeek | None
) -> None:
    functions.handlers["Relay"] = lambda event: send(sqs, "relayed")
    pump = EventPump(resources, clients, functions, peek=peek)
    pump.start()
    try:
        put(clients, "POST#1")
        pump.wake()
        assert functions.wait_for(1)
        pump.wake("work")
        assert functions.wait_for(2)
    finally:
        pump.stop()
    assert [name for name, _ in functions.events] == ["Relay", "Work"]
    assert counts(sqs, "work") == (0, 0)


def test_consumers_run_side_by_side_up_to_the_maximum(
    resources: dict[str, Any], clients: Clients, functions: Functions, sqs: Any
) -> None:
    resources["WorkMessages"]["Properties"] |= {"BatchSize": 1, "ScalingConfig": {"MaximumConcurrency": 2}}
    together = threading.Barrier(2)
    running: list[int] = []
    most: list[int] = []

    def handle(event: dict[str, Any]) -> None:
        running.append(1)
        most.append(len(running))
        together.wait(10)
        running.pop()

    functions.handlers["Work"] = handle
    send(sqs, *"abcdef")
    pump = EventPump(resources, clients, functions)
    pump.start()
    assert functions.wait_for(6)
    pump.stop()
    assert max(most) == 2
    assert counts(sqs, "work") == (0, 0)


def test_stopping_does_not_wait_for_a_handler_that_hangs(
    resources: dict[str, Any], clients: Clients, functions: Functions, sqs: Any
) -> None:
    let_go = threading.Event()
    functions.handlers["Work"] = lambda event: let_go.wait(10)
    send(sqs, "a")
    pump = EventPump(resources, clients, functions)
    pump.start()
    assert functions.wait_for(1)
    started = time.monotonic()
    pump.stop(timeout=0.2)
    assert time.monotonic() - started < 8  # the handler hangs for ten
    assert counts(sqs, "work") == (0, 1)
    let_go.set()


def test_services_that_are_away_are_asked_again(
    resources: dict[str, Any], clients: Clients, functions: Functions, sqs: Any
) -> None:
    away = threading.Event()

    class Flaky:
        def __init__(self, client: Any) -> None:
            self._client = client

        def __getattr__(self, name: str) -> Any:
            if not away.is_set():
                away.set()
                raise ConnectionError("refused")
            return getattr(self._client, name)

    send(sqs, "a")
    pump = EventPump(resources, lambda service: Flaky(clients(service)), functions)
    pump.start()
    assert functions.wait_for(1)
    pump.stop()
    assert away.is_set()


def test_after_a_restart_messages_in_flight_are_delivered_at_once(
    pump: EventPump, functions: Functions, sqs: Any
) -> None:
    functions.handlers["Work"] = lambda event: 1 / 0
    send(sqs, "a", "b")
    pump.drain()
    assert counts(sqs, "work") == (0, 2)
    assert release_in_flight() == 2
    functions.handlers.clear()
    assert pump.drain() == 1
    assert functions.bodies("Work") == [["a", "b"], ["a", "b"]]
    assert functions.events[-1][1]["Records"][0]["attributes"]["ApproximateReceiveCount"] == "2"
