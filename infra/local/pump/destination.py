"""Where stream records go that no retry could deliver: an object in a bucket, or a note in a queue."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from infra.local.pump.mappings import StreamMapping, TemplateError
from infra.local.pump.shards import Batch

log = logging.getLogger("imagora.pump")


class Reason(StrEnum):
    """Why Lambda gave a batch up, in its own words."""

    RETRIES = "RetryAttemptsExhausted"
    AGE = "RecordAgeExceeded"


class FailureDestination:
    """OnFailure of a stream mapping. A bucket gets the records themselves, a queue only where they were.

    Object keys and bodies are Lambda's:
    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """

    def __init__(self, mapping: StreamMapping, clients: Callable[[str], Any]) -> None:
        self._mapping = mapping
        self._clients = clients
        service = (mapping.on_failure or "arn:aws:s3").split(":")[2]
        if service not in ("s3", "sqs"):
            raise TemplateError(f"{mapping.id}: failed records go to S3 or SQS here, not to {mapping.on_failure}")
        self._service = service

    def keep(self, batch: Batch, *, shard_id: str, stream_arn: str, reason: Reason) -> None:
        log.error("%s: gave up on %d record(s): %s", self._mapping.function.id, len(batch.records), reason)
        if self._mapping.on_failure is None:
            return
        note = self._note(batch, shard_id=shard_id, stream_arn=stream_arn, reason=reason)
        if self._service == "s3":
            note["payload"] = json.dumps({"Records": list(batch.records)})
            self._put(note, shard_id)
        else:
            self._send(note)

    def _note(self, batch: Batch, *, shard_id: str, stream_arn: str, reason: Reason) -> dict[str, Any]:
        return {
            "requestContext": {
                "requestId": str(uuid.uuid4()),
                "functionArn": self._mapping.function.arn,
                "condition": str(reason),
                "approximateInvokeCount": batch.tries,
            },
            "responseContext": {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                "functionError": "Unhandled",
            },
            "version": "1.0",
            "timestamp": _stamp(datetime.now(UTC)),
            "DDBStreamBatchInfo": {
                "shardId": shard_id,
                "startSequenceNumber": batch.ids[0],
                "endSequenceNumber": batch.ids[-1],
                "approximateArrivalOfFirstRecord": _arrival(batch, 0),
                "approximateArrivalOfLastRecord": _arrival(batch, -1),
                "batchSize": len(batch.records),
                "streamArn": stream_arn,
            },
        }

    def _put(self, note: dict[str, Any], shard_id: str) -> None:
        now = datetime.now(UTC)
        key = f"aws/lambda/{self._mapping.id}/{shard_id}/{now:%Y/%m/%d}/{now:%Y-%m-%dT%H.%M.%S}-{uuid.uuid4()}"
        self._clients("s3").put_object(
            Bucket=str(self._mapping.on_failure).split(":::", 1)[1],
            Key=key,
            Body=json.dumps(note).encode(),
            ContentType="application/json",
        )

    def _send(self, note: dict[str, Any]) -> None:
        sqs = self._clients("sqs")
        name = str(self._mapping.on_failure).rsplit(":", 1)[1]
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MessageBody=json.dumps(note))


def _arrival(batch: Batch, position: int) -> str:
    seconds = batch.records[position]["dynamodb"].get("ApproximateCreationDateTime", 0)
    return _stamp(datetime.fromtimestamp(seconds, UTC))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
