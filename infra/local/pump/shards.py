"""Reading one shard of a table's stream in order, from a checkpoint that survives restarts."""

from __future__ import annotations

import base64
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

log = logging.getLogger("imagora.pump")

_READ_LIMIT = 1000
"""GetRecords gives at most a thousand records."""


@dataclass(frozen=True)
class Batch:
    """Records that are delivered together. `attempts` counts failed tries that were not answered by a split."""

    records: tuple[dict[str, Any], ...]
    attempts: int = 0
    tries: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sequence_number(record) for record in self.records)

    def split(self) -> tuple[Batch, Batch]:
        middle = (len(self.records) + 1) // 2
        return (
            Batch(self.records[:middle], self.attempts, self.tries),
            Batch(self.records[middle:], self.attempts, self.tries),
        )


def sequence_number(record: Mapping[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


class ShardReader:
    """One shard. `checkpoint` is the sequence number of the last record that is done with, or None.

    Without a checkpoint reading begins at the oldest record, also for mappings that say LATEST: locally the
    mapping is as old as the table, so there is nothing before it. A lost iterator (expired, trimmed, or of a
    service that was restarted) is replaced by one at the checkpoint, or at the horizon where that is gone.
    """

    def __init__(self, client: Any, stream_arn: str, shard_id: str, checkpoint: str | None) -> None:
        self._client = client
        self._stream_arn = stream_arn
        self._iterator: str | None = None
        self._fetched: deque[dict[str, Any]] = deque()
        self.shard_id = shard_id
        self.checkpoint = checkpoint
        self.closed = False
        self._read_to = checkpoint

    @property
    def has_fetched(self) -> bool:
        return bool(self._fetched)

    def read(self, count: int) -> list[dict[str, Any]]:
        """Up to `count` records after the last ones read, in the form in which Lambda delivers them."""
        if len(self._fetched) < count and not self.closed:
            self._fetch()
        return [self._fetched.popleft() for _ in range(min(count, len(self._fetched)))]

    def _fetch(self) -> None:
        try:
            answer = self._get_records()
        except ClientError as error:
            log.info("stream iterator lost (%s), taking a new one", error.response["Error"]["Code"])
            self._iterator = None
            answer = self._get_records(at_horizon=_is_trimmed(error))
        self._iterator = answer.get("NextShardIterator")
        self.closed = self._iterator is None
        for record in answer.get("Records", []):
            number = sequence_number(record)
            if self._read_to is None or int(number) > int(self._read_to):
                self._fetched.append(_as_delivered(record, self._stream_arn))
                self._read_to = number

    def _get_records(self, *, at_horizon: bool = False) -> Mapping[str, Any]:
        if self._iterator is None:
            self._iterator = self._new_iterator(at_horizon=at_horizon)
        answer: Mapping[str, Any] = self._client.get_records(ShardIterator=self._iterator, Limit=_READ_LIMIT)
        return answer

    def _new_iterator(self, *, at_horizon: bool) -> str:
        position: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._read_to is not None and not at_horizon:
            position = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._read_to}
        answer = self._client.get_shard_iterator(StreamArn=self._stream_arn, ShardId=self.shard_id, **position)
        return str(answer["ShardIterator"])


def _is_trimmed(error: ClientError) -> bool:
    """Whether the position itself is gone. moto has no such error: it breaks with a 500."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return bool(error.response["Error"]["Code"] == "TrimmedDataAccessException" or status >= 500)


def changes_nothing(record: Mapping[str, Any]) -> bool:
    """A write that left the item as it was: DynamoDB puts no record of it into the stream, moto does."""
    change = record["dynamodb"]
    return bool(
        record.get("eventName") == "MODIFY"
        and "NewImage" in change
        and "OldImage" in change
        and change["NewImage"] == change["OldImage"]
    )


def _as_delivered(record: Mapping[str, Any], stream_arn: str) -> dict[str, Any]:
    """The record as JSON: binary in base64, times in seconds since 1970."""
    shaped: dict[str, Any] = _plain(record)
    return {**shaped, "eventSourceARN": stream_arn}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(part) for part in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).timestamp()
    return value
