"""Table streams: trimmed at a checkpoint, and with the records that DynamoDB would write.

Stock moto numbers records by their place in a list that only grows, writes one for a put that changes nothing,
and two for an update that creates its item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import StreamRecord, StreamShard, Table
from moto.dynamodbstreams.models import DynamoDBStreamsBackend

from infra.local.names import STREAM_LABEL
from infra.local.state import ACCOUNT, LOCK, REGION

if TYPE_CHECKING:
    from moto.dynamodb.models.dynamo_type import Item

    from infra.local.moto_fast.patching import Patches

ITERATORS_KEPT = 1_000
"""Shard iterators that stay valid; stock moto keeps every one that it ever gave out."""


def trim_stream(table: str, sequence_number: str | int) -> int:
    """Forget the stream's records up to and including this sequence number; answer how many went.

    For the reader of the stream, once its checkpoint has passed them. Safe to repeat. Raises
    `ResourceNotFoundException` (moto's) for an unknown table.
    """
    with LOCK:
        shard = dynamodb_backends[ACCOUNT][REGION].get_table(table).stream_shard
        if shard is None:
            return 0
        count = int(sequence_number) - shard.starting_sequence_number + 1
        count = max(0, min(count, len(shard.items)))
        del shard.items[:count]
        shard.starting_sequence_number += count
        return count


def _add(self: StreamShard, old: Item | None, new: Item | None) -> None:
    if old is None:
        event_name = "INSERT"
    elif new is None:
        event_name = "REMOVE"
    elif old == new:
        return  # DynamoDB writes no record for a write that changes nothing
    else:
        event_name = "MODIFY"
    if self.__dict__.pop("skip_next", False):
        return
    view = self.table.stream_specification["StreamViewType"]  # type: ignore[index]
    sequence = self.starting_sequence_number + len(self.items)
    self.items.append(StreamRecord(self.table, view, event_name, old, new, sequence))


def _get(self: StreamShard, start: int, quantity: int) -> list[dict[str, Any]]:
    first = max(0, start - self.starting_sequence_number)
    return [record.to_json() for record in self.items[first : first + quantity]]


def patch(patches: Patches) -> None:
    patches.set(StreamShard, "add", _add)
    patches.set(StreamShard, "get", _get)
    stock_set = Table.set_stream_specification

    def set_stream_specification(self: Table, streams: dict[str, Any] | None) -> None:
        stock_set(self, streams)
        if self.latest_stream_label is not None:
            self.latest_stream_label = STREAM_LABEL

    patches.set(Table, "set_stream_specification", set_stream_specification)
    stock_get_records = DynamoDBStreamsBackend.get_records

    def get_records(self: DynamoDBStreamsBackend, iterator_arn: str, limit: int) -> dict[str, Any]:
        result = stock_get_records(self, iterator_arn, limit)
        while len(self.shard_iterators) > ITERATORS_KEPT:
            self.shard_iterators.pop(next(iter(self.shard_iterators)))
        return result

    patches.set(DynamoDBStreamsBackend, "get_records", get_records)
