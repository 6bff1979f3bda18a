"""The local services over HTTP: what AWS does and stock moto does not."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from tests.integration.infra.laptop import Laptop

TABLE = "things-test"
ORIGIN = "http://127.0.0.1:8000"
PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 500


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    opened = Laptop(tmp_path_factory.mktemp("laptop") / "data")
    yield opened
    opened.stop()


@pytest.fixture
def form(laptop: Laptop) -> dict[str, Any]:
    """A signed upload form for one key, PNG, 10 to 1,000 bytes."""
    key = f"incoming/{time.time_ns()}/up.png"
    made: dict[str, Any] = laptop.client("s3").generate_presigned_post(
        laptop.outputs["Bucket"],
        key,
        Fields={"Content-Type": "image/png", "success_action_status": "201"},
        Conditions=[
            {"Content-Type": "image/png"},
            {"success_action_status": "201"},
            ["content-length-range", 10, 1000],
        ],
        ExpiresIn=600,
    )
    return made


def _send(form: dict[str, Any], data: bytes = PNG, **fields: str) -> httpx.Response:
    return httpx.post(
        form["url"],
        data=form["fields"] | fields,
        files={"file": ("up.png", data, "image/png")},
        headers={"Origin": ORIGIN},
    )


def _messages(laptop: Laptop, *, wait: int = 0) -> list[dict[str, Any]]:
    """Take everything out of the queue."""
    queue, url = laptop.client("sqs"), laptop.outputs["QueueUrl"]
    taken: list[dict[str, Any]] = []
    while found := queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=wait).get("Messages"):
        for message in found:
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        taken += found
    return taken


def test_the_template_is_applied_whole(laptop: Laptop) -> None:
    table = laptop.client("dynamodb").describe_table(TableName=TABLE)["Table"]
    assert table["GlobalSecondaryIndexes"][0]["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    ttl = laptop.client("dynamodb").describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires_at")
    attributes = laptop.client("sqs").get_queue_attributes(QueueUrl=laptop.outputs["QueueUrl"], AttributeNames=["All"])[
        "Attributes"
    ]
    assert attributes["VisibilityTimeout"] == "300"
    assert json.loads(attributes["RedrivePolicy"])["maxReceiveCount"] in {2, "2"}
    s3, bucket = laptop.client("s3"), laptop.outputs["Bucket"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert [rule["Expiration"] for rule in rules] == [{"Days": 1}, {"ExpiredObjectDeleteMarker": True}]
    pool = laptop.client("cognito-idp").describe_user_pool(UserPoolId=laptop.outputs["PoolId"])["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    assert laptop.started["variables"] == {
        "IMAGORA_TABLE": TABLE,
        "IMAGORA_QUEUE": laptop.outputs["QueueUrl"],
        "IMAGORA_USER_POOL_ID": laptop.outputs["PoolId"],
    }


def test_an_upload_form_stores_the_picture_and_tells_the_queue(laptop: Laptop, form: dict[str, Any]) -> None:
    _messages(laptop)
    answer = _send(form)

    assert answer.status_code == 201
    assert f"<Key>{form['fields']['key']}</Key>" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    (message,) = _messages(laptop)
    (record,) = json.loads(message["Body"])["Records"]
    assert record["eventName"] == "ObjectCreated:Post"
    assert record["s3"]["object"]["key"] == form["fields"]["key"]
    assert record["s3"]["object"]["size"] == len(PNG)
    stored = laptop.client("s3").get_object(
        Bucket=record["s3"]["bucket"]["name"],
        Key=record["s3"]["object"]["key"],
        VersionId=record["s3"]["object"]["versionId"],
    )
    assert (stored["Body"].read(), stored["ContentType"]) == (PNG, "image/png")


@pytest.mark.parametrize(
    ("data", "fields", "status", "code"),
    [
        (b"p" * 1_001, {}, 400, "EntityTooLarge"),
        (b"p" * 9, {}, 400, "EntityTooSmall"),
        (PNG, {"Content-Type": "text/html"}, 403, "AccessDenied"),
        (PNG, {"key": "media/elsewhere.png"}, 403, "AccessDenied"),
        (PNG, {"acl": "public-read"}, 403, "AccessDenied"),
        (PNG, {"x-amz-signature": "0" * 64}, 403, "SignatureDoesNotMatch"),
    ],
)
def test_an_upload_form_is_refused_when_it_breaks_its_policy(
    laptop: Laptop, form: dict[str, Any], data: bytes, fields: dict[str, str], status: int, code: str
) -> None:
    answer = _send(form, data, **fields)

    assert answer.status_code == status
    assert f"<Code>{code}</Code>" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN, "a browser may read why"
    listed = laptop.client("s3").list_objects_v2(Bucket=laptop.outputs["Bucket"], Prefix=form["fields"]["key"])
    assert listed["KeyCount"] == 0


def test_an_upload_form_is_refused_when_its_policy_was_rewritten(form: dict[str, Any]) -> None:
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    policy["expiration"] = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    rewritten = base64.b64encode(json.dumps(policy).encode()).decode()

    assert _send(form, policy=rewritten).status_code == 403


def test_an_upload_form_is_refused_when_it_expired(laptop: Laptop) -> None:
    form = laptop.client("s3").generate_presigned_post(laptop.outputs["Bucket"], "incoming/late", ExpiresIn=-1)

    answer = _send(form)

    assert (answer.status_code, "Policy expired" in answer.text) == (403, True)


def test_a_link_opens_the_object_until_it_expires_or_is_altered(laptop: Laptop) -> None:
    s3, where = laptop.client("s3"), {"Bucket": laptop.outputs["Bucket"], "Key": "quarantine/ä b.png"}
    s3.put_object(**where, Body=PNG)
    link = s3.generate_presigned_url("get_object", where, ExpiresIn=60)
    expired = s3.generate_presigned_url("get_object", where, ExpiresIn=-1)

    assert httpx.get(link).content == PNG
    assert httpx.get(expired).status_code == 403
    assert httpx.get(link.replace("X-Amz-Expires=60", "X-Amz-Expires=600")).status_code == 403
    assert httpx.get(link.partition("?")[0]).status_code == 403
    assert httpx.delete(link).status_code == 403


def test_a_browser_is_let_in_by_the_buckets_rules_only(laptop: Laptop, form: dict[str, Any]) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = httpx.options(form["url"], headers=asked | {"Origin": ORIGIN})
    refused = httpx.options(form["url"], headers=asked | {"Origin": "http://evil.example"})
    other_method = httpx.options(form["url"], headers={"Access-Control-Request-Method": "DELETE", "Origin": ORIGIN})

    assert (allowed.status_code, allowed.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    assert [refused.status_code, other_method.status_code] == [403, 403]
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_web_pages_and_foreign_names_reach_nothing_else(laptop: Laptop) -> None:
    call = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}

    assert httpx.post(laptop.endpoint, content=b"{}", headers=call | {"Origin": ORIGIN}).status_code == 403
    assert httpx.post(laptop.endpoint, content=b"{}", headers=call | {"Host": "evil.example"}).status_code == 403
    assert httpx.post(f"{laptop.endpoint}/moto-api/reset").status_code == 403
    assert laptop.client("dynamodb").list_tables()["TableNames"] == [TABLE]


def test_an_unknown_service_says_so(laptop: Laptop) -> None:
    with pytest.raises(ClientError, match="no lambda"):
        laptop.client("lambda").list_functions()


def test_a_long_poll_returns_as_soon_as_a_message_comes(laptop: Laptop) -> None:
    _messages(laptop)
    url = laptop.outputs["QueueUrl"]
    laptop.client("sqs")
    received: list[tuple[float, int]] = []

    def wait() -> None:
        found = laptop.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=10).get("Messages", [])
        received.append((time.perf_counter(), len(found)))

    waiting = threading.Thread(target=wait)
    waiting.start()
    laptop.client("dynamodb").list_tables()  # other requests go on meanwhile
    sent = time.perf_counter()
    laptop.client("sqs").send_message(QueueUrl=url, MessageBody="wake up")
    waiting.join()

    ((at, count),) = received
    assert count == 1
    assert at - sent < 8  # not the ten that it may wait
    _messages(laptop)


def test_concurrent_increments_are_all_counted(laptop: Laptop) -> None:
    client, key = laptop.client("dynamodb"), {"PK": {"S": "COUNT"}, "SK": {"S": "1"}}

    def add() -> None:
        for _ in range(20):
            client.update_item(
                TableName=TABLE, Key=key, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": {"N": "1"}}
            )

    adding = [threading.Thread(target=add) for _ in range(4)]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()

    assert client.get_item(TableName=TABLE, Key=key)["Item"]["n"] == {"N": "80"}


def test_changes_are_announced_and_reads_are_not(laptop: Laptop) -> None:
    client, queue = laptop.client("dynamodb"), laptop.client("sqs")
    before = laptop.tell("announcements")
    client.scan(TableName=TABLE)
    queue.receive_message(QueueUrl=laptop.outputs["DeadUrl"])
    laptop.client("s3").list_objects_v2(Bucket=laptop.outputs["Bucket"])
    assert laptop.tell("announcements") == before

    client.put_item(TableName=TABLE, Item={"PK": {"S": "a"}, "SK": {"S": "announced"}})
    laptop.client("s3").put_object(Bucket=laptop.outputs["Bucket"], Key="media/announced", Body=b"x")
    queue.send_message(QueueUrl=laptop.outputs["DeadUrl"], MessageBody="x")

    assert laptop.tell("announcements") == before + 3


def _records(laptop: Laptop, partition: str) -> list[dict[str, Any]]:
    streams = laptop.client("dynamodbstreams")
    arn = streams.list_streams(TableName=TABLE)["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    found = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    return [record for record in found if record["dynamodb"]["Keys"]["PK"] == {"S": partition}]


def test_the_stream_has_one_record_a_change_and_forgets_what_was_read(laptop: Laptop) -> None:
    client, key = laptop.client("dynamodb"), {"PK": {"S": "STREAM"}, "SK": {"S": "1"}}
    for _ in range(2):  # the second changes nothing
        client.put_item(TableName=TABLE, Item={**key, "a": {"S": "x"}})
    update = {"UpdateExpression": "SET a = :a", "ExpressionAttributeValues": {":a": {"S": "y"}}}
    client.update_item(TableName=TABLE, Key=key, **update)
    client.update_item(TableName=TABLE, Key={**key, "SK": {"S": "2"}}, **update)  # makes its item
    client.delete_item(TableName=TABLE, Key=key)

    records = _records(laptop, "STREAM")
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "INSERT", "REMOVE"]
    assert records[1]["dynamodb"]["OldImage"]["a"] == {"S": "x"}
    assert records[2]["dynamodb"]["NewImage"]["a"] == {"S": "y"}
    assert isinstance(records[0]["dynamodb"]["ApproximateCreationDateTime"], datetime)

    laptop.tell("trim", table=TABLE, sequence_number=records[1]["dynamodb"]["SequenceNumber"])
    left = _records(laptop, "STREAM")
    assert left == records[2:]
    client.put_item(TableName=TABLE, Item={**key, "a": {"S": "z"}})
    numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in _records(laptop, "STREAM")]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.put_item(TableName=TABLE, Item={"PK": {"S": "a"}, "SK": {"S": "b"}, "G": {"N": "1"}}),
        lambda c: c.put_item(TableName=TABLE, Item={"PK": {"S": "a"}, "SK": {"S": "b"}, "G": {"S": ""}}),
        lambda c: c.query(
            TableName=TABLE,
            KeyConditionExpression="PK = :p",
            ExpressionAttributeValues={":p": {"S": "a"}},
            ExclusiveStartKey={"PK": {"S": "other"}, "SK": {"S": "1"}},
        ),
    ],
    ids=["index key of another type", "empty index key", "start key of another partition"],
)
def test_dynamodb_refuses_what_it_would_in_the_cloud(laptop: Laptop, call: Callable[[Any], Any]) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        call(laptop.client("dynamodb"))


def test_an_item_does_not_outgrow_its_limit_by_an_update(laptop: Laptop) -> None:
    client, key = laptop.client("dynamodb"), {"PK": {"S": "BIG"}, "SK": {"S": "1"}}
    client.put_item(TableName=TABLE, Item={**key, "a": {"S": "x" * 300_000}})

    with pytest.raises(ClientError, match="size"):
        client.update_item(
            TableName=TABLE,
            Key=key,
            UpdateExpression="SET b = :b",
            ExpressionAttributeValues={":b": {"S": "y" * 200_000}},
        )

    assert "b" not in client.get_item(TableName=TABLE, Key=key)["Item"]


def test_a_cancelled_transaction_leaves_nothing_behind(laptop: Laptop) -> None:
    client = laptop.client("dynamodb")
    there = {"PK": {"S": "TXN"}, "SK": {"S": "there"}}
    client.put_item(TableName=TABLE, Item={**there, "n": {"N": "1"}})
    before = _records(laptop, "TXN")
    update = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}

    with pytest.raises(client.exceptions.TransactionCanceledException) as refused:
        client.transact_write_items(
            TransactItems=[
                {"Update": {"TableName": TABLE, "Key": there, **update}},
                {"Put": {"TableName": TABLE, "Item": {"PK": {"S": "TXN"}, "SK": {"S": "new"}, "G": {"S": "txn"}}}},
                {
                    "ConditionCheck": {
                        "TableName": TABLE,
                        "Key": {"PK": {"S": "TXN"}, "SK": {"S": "absent"}},
                        "ConditionExpression": "attribute_exists(PK)",
                    }
                },
            ]
        )

    assert [reason["Code"] for reason in refused.value.response["CancellationReasons"]] == [
        "None",
        "None",
        "ConditionalCheckFailed",
    ]
    assert client.get_item(TableName=TABLE, Key=there)["Item"]["n"] == {"N": "1"}
    found = client.query(
        TableName=TABLE,
        IndexName="ByG",
        KeyConditionExpression="G = :g",
        ExpressionAttributeValues={":g": {"S": "txn"}},
    )
    assert found["Items"] == []
    assert _records(laptop, "TXN") == before


def test_items_and_objects_go_when_their_time_is_over(laptop: Laptop) -> None:
    client, s3, bucket = laptop.client("dynamodb"), laptop.client("s3"), laptop.outputs["Bucket"]
    half_a_day = str(int(time.time()) + 43_200)
    key = {"PK": {"S": "TTL"}, "SK": {"S": "1"}}
    client.put_item(TableName=TABLE, Item={**key, "expires_at": {"N": half_a_day}})
    client.put_item(TableName=TABLE, Item={**key, "SK": {"S": "2"}})
    for name in ("incoming/old", "media/kept"):
        s3.put_object(Bucket=bucket, Key=name, Body=name.encode())
    assert laptop.tell("expire", days=0) == 0

    laptop.tell("expire", days=1.01)
    assert "Item" not in client.get_item(TableName=TABLE, Key=key)
    assert "Item" in client.get_item(TableName=TABLE, Key={**key, "SK": {"S": "2"}})
    removal = _records(laptop, "TTL")[-1]
    assert (removal["eventName"], removal["userIdentity"]["Type"]) == ("REMOVE", "Service")
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket=bucket, Key="incoming/old")
    assert s3.get_object(Bucket=bucket, Key="media/kept")["Body"].read() == b"media/kept"

    laptop.tell("expire", days=2.02)
    laptop.tell("expire", days=2.02)
    versions = s3.list_object_versions(Bucket=bucket, Prefix="incoming/old")
    assert (versions.get("Versions"), versions.get("DeleteMarkers")) == (None, None)


def test_a_body_of_unknown_length_arrives_whole(laptop: Laptop) -> None:
    class Unseekable:
        def __init__(self) -> None:
            self.left = [b"a" * 70_000, b"b" * 70_000]

        def read(self, _size: int = -1) -> bytes:
            return self.left.pop(0) if self.left else b""

    s3, bucket = laptop.client("s3"), laptop.outputs["Bucket"]
    link = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "media/chunked"}, ExpiresIn=60)
    with httpx.Client() as browser:
        stream = Unseekable()
        assert browser.put(link, content=iter(stream.read, b"")).status_code == 200
        assert browser.put(link, content=b"after").status_code == 200, "on the same connection"
    versions = s3.list_object_versions(Bucket=bucket, Prefix="media/chunked")["Versions"]
    assert sorted(version["Size"] for version in versions) == [5, 140_000]
