"""Snapshots: everything comes back, whatever ended the process, and nothing is lost in silence."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError

from tests.integration.infra.laptop import Laptop

TABLE = "things-test"


@pytest.fixture
def open_laptop(tmp_path: Path) -> Iterator[Callable[[], Laptop]]:
    """Opens the laptop on the same data folder, as often as it is called."""
    opened: list[Laptop] = []

    def open_it() -> Laptop:
        opened.append(Laptop(tmp_path / "data"))
        return opened[-1]

    yield open_it
    for laptop in opened:
        if laptop.process.poll() is None:
            laptop.kill()


def _put(laptop: Laptop, key: str, **attrs: Any) -> None:
    item = {"PK": {"S": "A"}, "SK": {"S": key}, "G": {"S": "g"}, **attrs}
    laptop.client("dynamodb").put_item(TableName=TABLE, Item=item)


def _items(laptop: Laptop) -> list[dict[str, Any]]:
    page = laptop.client("dynamodb").query(
        TableName=TABLE, KeyConditionExpression="PK = :p", ExpressionAttributeValues={":p": {"S": "A"}}
    )
    items: list[dict[str, Any]] = page["Items"]
    return items


def _stream(laptop: Laptop) -> list[dict[str, Any]]:
    streams = laptop.client("dynamodbstreams")
    arn = streams.list_streams(TableName=TABLE)["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    records: list[dict[str, Any]] = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    return records


def _sign_up(laptop: Laptop, name: str) -> dict[str, Any]:
    people = laptop.client("cognito-idp")
    pool, client = laptop.outputs["PoolId"], laptop.outputs["ClientId"]
    people.admin_create_user(
        UserPoolId=pool, Username=name, UserAttributes=[{"Name": "email", "Value": f"{name}@example.org"}]
    )
    people.admin_set_user_password(UserPoolId=pool, Username=name, Password="correct horse", Permanent=True)
    people.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName="moderator")
    signed_in: dict[str, Any] = people.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": "correct horse"},
    )["AuthenticationResult"]
    return signed_in


@pytest.mark.slow
def test_everything_is_there_again_when_the_laptop_was_stopped_and_started(
    open_laptop: Callable[[], Laptop],
) -> None:
    first = open_laptop()
    _put(
        first, "1", text={"S": "Grüße"}, blob={"B": b"\0\1"}, nested={"M": {"l": {"L": [{"B": b"\2"}, {"N": "1.50"}]}}}
    )
    first.client("s3").put_object(Bucket=first.outputs["Bucket"], Key="incoming/a.png", Body=b"x" * 100_000)
    first.client("sqs").send_message(QueueUrl=first.outputs["QueueUrl"], MessageBody="later")
    first.client("ssm").put_parameter(Name="/imagora/test/keys", Value="secret", Type="SecureString")
    tokens = _sign_up(first, "MIA")
    stored, records = _items(first), _stream(first)
    first.tell("save", checkpoints={"shard": "7"})
    first.stop()

    second = open_laptop()

    assert second.started["loaded"]
    assert second.started["checkpoints"] == {"shard": "7"}
    assert second.outputs == first.outputs
    assert second.started["changes"] == 0, "applying the template again changes nothing"
    assert _items(second) == stored
    assert _stream(second) == records
    body = second.client("s3").get_object(Bucket=second.outputs["Bucket"], Key="incoming/a.png")["Body"].read()
    assert body == b"x" * 100_000
    received = second.client("sqs").receive_message(QueueUrl=second.outputs["QueueUrl"], MaxNumberOfMessages=10)
    assert "later" in [message["Body"] for message in received["Messages"]]
    found = second.client("ssm").get_parameter(Name="/imagora/test/keys", WithDecryption=True)
    assert found["Parameter"]["Value"] == "secret"
    _assert_tokens_live_on(second, tokens)


def _assert_tokens_live_on(laptop: Laptop, tokens: dict[str, Any]) -> None:
    """The signing key, the refresh token and the session behind the access token are the same as before."""
    pool, client = laptop.outputs["PoolId"], laptop.outputs["ClientId"]
    keys = jwt.PyJWKClient(f"{laptop.endpoint}/{pool}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(tokens["AccessToken"])
    claims = jwt.decode(tokens["AccessToken"], key, algorithms=["RS256"])
    assert claims["iss"] == f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"
    assert claims["username"] == "MIA"
    assert claims["cognito:groups"] == ["moderator"]
    people = laptop.client("cognito-idp")
    fresh = people.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
    )
    jwt.decode(fresh["AuthenticationResult"]["AccessToken"], key, algorithms=["RS256"])
    assert people.get_user(AccessToken=tokens["AccessToken"])["Username"] == "MIA"


@pytest.mark.slow
def test_the_last_whole_snapshot_is_loaded_when_the_process_was_killed(open_laptop: Callable[[], Laptop]) -> None:
    first = open_laptop()
    _put(first, "saved")
    first.client("sqs").send_message(QueueUrl=first.outputs["QueueUrl"], MessageBody="work")
    held = first.client("sqs").receive_message(QueueUrl=first.outputs["QueueUrl"], MaxNumberOfMessages=10)
    first.tell("save")
    _put(first, "lost")
    first.kill()

    second = open_laptop()

    assert [item["SK"]["S"] for item in _items(second)] == ["saved"]
    again = second.client("sqs").receive_message(
        QueueUrl=second.outputs["QueueUrl"], MaxNumberOfMessages=10, AttributeNames=["All"]
    )
    assert len(again["Messages"]) == len(held["Messages"]), "what was in flight is there for the next worker"
    counts = {message["Attributes"]["ApproximateReceiveCount"] for message in again["Messages"]}
    assert counts == {"1"}, "and the power cut does not count as its failure"


@pytest.mark.slow
def test_one_whole_snapshot_is_left_when_the_process_is_killed_while_saving(
    open_laptop: Callable[[], Laptop], tmp_path: Path
) -> None:
    first = open_laptop()
    first.tell("autosave", every=0.0)
    for number in range(40):
        _put(first, f"{number:04}", text={"S": "y" * 2_000})
    deadline = time.monotonic() + 10
    while not (tmp_path / "data" / "snapshot").exists() and time.monotonic() < deadline:
        _put(first, "more")
    _put(first, "last")
    first.kill()

    second = open_laptop()

    assert second.started["loaded"]
    assert len(_items(second)) >= 1
    _put(second, "goes on")


@pytest.mark.slow
def test_background_saving_writes_a_change_without_being_asked(
    open_laptop: Callable[[], Laptop], tmp_path: Path
) -> None:
    first = open_laptop()
    first.tell("autosave", every=0.05)
    _put(first, "1", text={"S": "a remarkable change"})
    file = tmp_path / "data" / "snapshot"
    deadline = time.monotonic() + 10
    while not (file.exists() and b"a remarkable change" in file.read_bytes()):
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
    first.kill()

    assert [item["SK"]["S"] for item in _items(open_laptop())] == ["1"]


@pytest.mark.slow
def test_a_damaged_snapshot_is_moved_aside_with_its_pictures(open_laptop: Callable[[], Laptop], tmp_path: Path) -> None:
    first = open_laptop()
    first.client("s3").put_object(Bucket=first.outputs["Bucket"], Key="media/a", Body=b"picture")
    first.stop()
    file = tmp_path / "data" / "snapshot"
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    file.write_bytes(damaged)

    second = open_laptop()

    assert not second.started["loaded"]
    assert _items(second) == []
    kept = next((tmp_path / "data").glob("damaged-*"))
    assert (kept / "snapshot").read_bytes() == damaged
    assert [path.read_bytes() for path in (kept / "objects").iterdir()] == [b"picture"]
    second.kill()


@pytest.mark.slow
def test_a_snapshot_of_another_version_is_refused_and_left_alone(
    open_laptop: Callable[[], Laptop], tmp_path: Path
) -> None:
    open_laptop().stop()
    file = tmp_path / "data" / "snapshot"
    other = file.read_bytes().replace(b'"moto": "5.2.5"', b'"moto": "4.0.0"', 1)
    file.write_bytes(other)

    second = open_laptop()

    assert "4.0.0" in second.started["refused"]
    assert "move" in second.started["refused"]
    assert file.read_bytes() == other


@pytest.mark.slow
def test_bodies_are_written_once_and_go_with_their_objects(open_laptop: Callable[[], Laptop], tmp_path: Path) -> None:
    laptop = open_laptop()
    bucket, s3 = laptop.outputs["Bucket"], laptop.client("s3")
    objects = tmp_path / "data" / "objects"
    version = s3.put_object(Bucket=bucket, Key="media/a", Body=b"one")["VersionId"]
    laptop.tell("save")
    file = tmp_path / "data" / "snapshot"
    saved = file.stat().st_mtime_ns
    s3.list_objects_v2(Bucket=bucket)
    laptop.tell("save")
    assert file.stat().st_mtime_ns == saved, "nothing is written when nothing changed"
    (first,) = objects.iterdir()
    written = first.stat().st_mtime_ns
    s3.put_object(Bucket=bucket, Key="media/b", Body=b"two")
    laptop.tell("save")
    assert first.stat().st_mtime_ns == written
    assert s3.get_object(Bucket=bucket, Key="media/a")["Body"].read() == b"one"

    s3.delete_object(Bucket=bucket, Key="media/a", VersionId=version)
    laptop.tell("save")

    assert [path.read_bytes() for path in objects.iterdir()] == [b"two"]
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket=bucket, Key="media/a")


@pytest.mark.slow
def test_an_object_whose_bytes_vanished_does_not_take_the_rest_with_it(
    open_laptop: Callable[[], Laptop], tmp_path: Path
) -> None:
    first = open_laptop()
    bucket, s3 = first.outputs["Bucket"], first.client("s3")
    marked = s3.put_object(Bucket=bucket, Key="media/marked", Body=b"m")["VersionId"]
    s3.delete_object(Bucket=bucket, Key="media/marked")
    s3.delete_object(Bucket=bucket, Key="media/marked", VersionId=marked)  # leaves a marker of nothing
    s3.put_object(Bucket=bucket, Key="media/gone", Body=b"gone")
    s3.put_object(Bucket=bucket, Key="media/kept", Body=b"kept")
    first.stop()
    for path in (tmp_path / "data" / "objects").iterdir():
        if path.read_bytes() == b"gone":
            path.unlink()

    second = open_laptop()

    assert second.started["loaded"]
    listed = second.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert [entry["Key"] for entry in listed] == ["media/kept"]
    assert second.client("s3").get_object(Bucket=bucket, Key="media/kept")["Body"].read() == b"kept"


@pytest.mark.slow
def test_requests_hardly_wait_while_five_thousand_items_are_saved(
    open_laptop: Callable[[], Laptop],
) -> None:
    laptop = open_laptop()
    client = laptop.client("dynamodb")
    for start in range(0, 5_000, 25):
        puts = [
            {"PutRequest": {"Item": {"PK": {"S": f"P{n % 50}"}, "SK": {"S": f"{n:06}"}, "text": {"S": "y" * 600}}}}
            for n in range(start, start + 25)
        ]
        client.batch_write_item(RequestItems={TABLE: puts})
    waits: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            at = time.perf_counter()
            client.get_item(TableName=TABLE, Key={"PK": {"S": "P1"}, "SK": {"S": "000001"}})
            waits.append(time.perf_counter() - at)

    asking = threading.Thread(target=ask)
    asking.start()
    first = laptop.tell("save")
    _put(laptop, "one more")
    second = laptop.tell("save")
    done.set()
    asking.join()
    report = f"first save {first:.2f} s, the next {second:.2f} s, longest wait {max(waits) * 1000:.0f} ms"
    sys.stdout.write(f"\n5,000 items: {report}\n")
    assert max(waits) < float(os.environ.get("IMAGORA_TEST_WAIT", "0.4"))
