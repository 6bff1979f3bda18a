"""What SQS and S3 refuse."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.strict.conftest import Aws

_MIB = 1_048_576


def _entries(count: int, body: str = "{}", **more: Any) -> list[dict[str, Any]]:
    return [{"Id": str(number), "MessageBody": body, **more} for number in range(count)]


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a batch of 11": ("send_message_batch", {"Entries": _entries(11)}, "TooManyEntriesInBatchRequest"),
    "a batch of none": ("send_message_batch", {"Entries": []}, "EmptyBatchRequest"),
    "a batch over 1 MiB": (
        "send_message_batch",
        {"Entries": _entries(2, "x" * (_MIB // 2 + 1))},
        "BatchRequestTooLong",
    ),
    "one id twice": ("send_message_batch", {"Entries": _entries(1) * 2}, "BatchEntryIdsNotDistinct"),
    "an id with a dot": (
        "send_message_batch",
        {"Entries": [{"Id": "a.b", "MessageBody": "{}"}]},
        "InvalidBatchEntryId",
    ),
    "an empty body in a batch": ("send_message_batch", {"Entries": _entries(1, "")}, "MissingParameter"),
    "an empty body": ("send_message", {"MessageBody": ""}, "MissingParameter"),
    "a body with a control character": ("send_message", {"MessageBody": "a\x01"}, "InvalidMessageContents"),
    "a body over 1 MiB": ("send_message", {"MessageBody": "x" * (_MIB + 1)}, "InvalidParameterValue"),
    "a delay over 900 s": ("send_message", {"MessageBody": "{}", "DelaySeconds": 901}, "InvalidParameterValue"),
    "11 messages asked for": ("receive_message", {"MaxNumberOfMessages": 11}, "InvalidParameterValue"),
    "a wait over 20 s": ("receive_message", {"WaitTimeSeconds": 21}, "InvalidParameterValue"),
    "11 deleted": (
        "delete_message_batch",
        {"Entries": [{"Id": str(n), "ReceiptHandle": "x"} for n in range(11)]},
        "TooManyEntriesInBatchRequest",
    ),
}

ACCEPTED: dict[str, tuple[str, dict[str, Any]]] = {
    "a batch of 10": ("send_message_batch", {"Entries": _entries(10)}),
    "a batch of 1 MiB": ("send_message_batch", {"Entries": _entries(2, "x" * (_MIB // 2))}),
    "a delay of 900 s": ("send_message", {"MessageBody": "{}", "DelaySeconds": 900}),
    "a body with emoji and a tab": ("send_message", {"MessageBody": "\t🌄"}),
    "10 messages asked for": ("receive_message", {"MaxNumberOfMessages": 10, "WaitTimeSeconds": 0}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_queue_refuses_when_the_request_is_bad(aws: Aws, name: str) -> None:
    operation, arguments, code = REFUSED[name]

    with pytest.raises(ClientError) as refused:
        getattr(aws.sqs, operation)(QueueUrl=aws.queue_url, **arguments)

    assert refused.value.response["Error"]["Code"].removeprefix("AWS.SimpleQueueService.") == code


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_queue_accepts_when_the_request_is_good(aws: Aws, name: str) -> None:
    operation, arguments = ACCEPTED[name]

    answer = getattr(aws.sqs, operation)(QueueUrl=aws.queue_url, **arguments)

    assert not answer.get("Failed")
    assert aws.services.strict.refusals == []


def test_only_the_entry_with_a_bad_delay_fails_when_it_is_in_a_batch(aws: Aws) -> None:
    entries = [*_entries(1, DelaySeconds=0), {"Id": "late", "MessageBody": "{}", "DelaySeconds": 901}]

    answer = aws.sqs.send_message_batch(QueueUrl=aws.queue_url, Entries=entries)

    assert [entry["Id"] for entry in answer["Failed"]] == ["late"]
    assert [entry["Id"] for entry in answer["Successful"]] == ["0"]


def test_the_bucket_refuses_when_a_key_is_too_long(aws: Aws) -> None:
    with pytest.raises(ClientError) as refused:
        aws.s3.put_object(Bucket=aws.bucket, Key="ä" * 513, Body=b"x")
    assert refused.value.response["Error"]["Code"] == "KeyTooLongError"

    aws.s3.put_object(Bucket=aws.bucket, Key="ä" * 512, Body=b"x")

    assert aws.s3.get_object(Bucket=aws.bucket, Key="ä" * 512)["Body"].read() == b"x"


def test_the_bucket_refuses_when_metadata_are_too_large(aws: Aws) -> None:
    with pytest.raises(ClientError) as refused:
        aws.s3.put_object(Bucket=aws.bucket, Key="a", Body=b"x", Metadata={"note": "x" * 2_048})
    assert refused.value.response["Error"]["Code"] == "MetadataTooLarge"

    aws.s3.put_object(Bucket=aws.bucket, Key="a", Body=b"x", Metadata={"note": "x" * 2_044})

    assert len(aws.s3.head_object(Bucket=aws.bucket, Key="a")["Metadata"]["note"]) == 2_044


def test_the_bucket_refuses_when_more_than_a_thousand_are_deleted(aws: Aws) -> None:
    objects = [{"Key": str(number)} for number in range(1_001)]

    with pytest.raises(ClientError) as refused:
        aws.s3.delete_objects(Bucket=aws.bucket, Delete={"Objects": objects})

    assert refused.value.response["Error"]["Code"] == "MalformedXML"
    assert len(aws.s3.delete_objects(Bucket=aws.bucket, Delete={"Objects": objects[:1_000]})["Deleted"]) == 1_000
