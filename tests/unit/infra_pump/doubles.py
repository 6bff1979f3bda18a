"""In-memory stand-ins for the services that the pump reads."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from infra.local.pump.filters import RecordFilter
from infra.local.pump.mappings import FunctionSpec, StreamMapping

FUNCTION = FunctionSpec("Relay", "relay", "handler.handle", timeout=3, memory=128, environment={})


def stream_mapping(**changes: Any) -> StreamMapping:
    settings: dict[str, Any] = {
        "id": "Mapping",
        "function": FUNCTION,
        "table": "posts",
        "batch_size": 4,
        "window": 0.0,
        "partial": True,
        "filter": RecordFilter(None),
        "bisect": False,
        "retries": -1,
        "max_age": -1,
        "on_failure": "arn:aws:s3:::kept",
    }
    return StreamMapping(**{**settings, **changes})


class Streams:
    """DynamoDB, its streams and S3: one shard whose records are numbered from 100, and a list of objects put."""

    def __init__(self, count: int) -> None:
        self.records = [_record(100 + number) for number in range(count)]
        self.objects: list[dict[str, Any]] = []
        self.horizon = 0
        self.break_next: str | None = None
        self.iterators_given = 0

    def client(self, service: str) -> Streams:
        assert service in ("dynamodb", "dynamodbstreams", "s3")
        return self

    def describe_table(self, **request: str) -> dict[str, Any]:
        return {"Table": {"LatestStreamArn": f"arn:{request['TableName']}/stream/1"}}

    def describe_stream(self, **_: str) -> dict[str, Any]:
        return {"StreamDescription": {"Shards": [{"ShardId": "shard-1"}]}}

    def get_shard_iterator(self, **request: str) -> dict[str, str]:
        self.iterators_given += 1
        if request["ShardIteratorType"] == "AFTER_SEQUENCE_NUMBER":
            return {"ShardIterator": str(int(request["SequenceNumber"]) - 100 + 1)}
        return {"ShardIterator": str(self.horizon)}

    def get_records(self, **request: Any) -> dict[str, Any]:
        if self.break_next:
            code, self.break_next = self.break_next, None
            raise ClientError({"Error": {"Code": code, "Message": ""}}, "GetRecords")
        start = int(request["ShardIterator"])
        found = self.records[start : start + request["Limit"]]
        return {"Records": found, "NextShardIterator": str(start + len(found))}

    def put_object(self, **request: Any) -> None:
        self.objects.append(request)


def _record(number: int) -> dict[str, Any]:
    return {
        "eventID": str(number),
        "eventName": "INSERT",
        "dynamodb": {"Keys": {"PK": {"S": f"POST#{number}"}}, "SequenceNumber": str(number)},
    }
