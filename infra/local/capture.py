"""What of the services goes into a snapshot, and back.

`capture` runs while no request does, so it only notes what there is: stored items and objects are never changed
in place, so their bytes can be made afterwards. Only the small, changing rest is pickled at once.
"""

from __future__ import annotations

import base64
import json
import logging
import pickle
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.cognitoidp.models import cognitoidp_backends
from moto.core.utils import unix_time_millis
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import StreamRecord, StreamShard, Table
from moto.s3.models import FakeBucket, MultipartDict, s3_backends
from moto.s3.utils import _VersionedKeyStore
from moto.sqs.models import sqs_backends

from infra.local import pickling
from infra.local.moto_fast.indexes import indexes_of
from infra.local.moto_fast.items import restored, store, to_plain
from infra.local.parameters import parameters
from infra.local.state import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from moto.dynamodb.models.dynamo_type import Item

_log = logging.getLogger("imagora.local.snapshots")

Frame = tuple[str, Any]
"""A part of a snapshot: what it is, and its content."""

CHUNK = 200
"""Items, records or keys a frame: small enough that no thread waits for a pickle."""


@dataclass
class TableCapture:
    name: str
    definition: bytes
    items: list[Item]
    stream: tuple[str, int, Any] | None
    records: list[dict[str, Any]]


@dataclass
class BucketCapture:
    name: str
    definition: bytes
    keys: list[tuple[str, list[Any]]]


@dataclass
class Capture:
    """All services at one moment."""

    tables: list[TableCapture]
    buckets: list[BucketCapture]
    queues: bytes
    people: bytes
    parameters: list[dict[str, Any]]


def capture(objects: Path) -> Capture:
    """Note everything that there is. The caller holds the state's lock."""
    identity = cognitoidp_backends[ACCOUNT][REGION]
    for pool in identity.user_pools.values():
        for tokens in (pool.access_tokens, pool.id_tokens):
            forget_expired(tokens)
    return Capture(
        tables=[_table(table) for table in dynamodb_backends[ACCOUNT][REGION].tables.values()],
        buckets=[_bucket(bucket, objects) for bucket in s3_backends[ACCOUNT]["aws"].buckets.values()],
        queues=pickling.dumps(sqs_backends[ACCOUNT][REGION].queues, objects),
        people=pickling.dumps(identity.user_pools, objects),
        parameters=parameters.dump(),
    )


def _table(table: Table) -> TableCapture:
    left_out = {"items", "stream_shard", "_indexes"}
    definition = {name: value for name, value in table.__dict__.items() if name not in left_out}
    shard = table.stream_shard
    return TableCapture(
        name=table.name,
        definition=pickle.dumps(definition),
        items=list(indexes_of(table).all_items()),
        stream=(shard.id, shard.starting_sequence_number, shard.created_on) if shard else None,
        records=[record.record for record in shard.items] if shard else [],
    )


def _bucket(bucket: FakeBucket, objects: Path) -> BucketCapture:
    definition = {name: value for name, value in bucket.__dict__.items() if name not in {"keys", "multiparts"}}
    return BucketCapture(
        name=bucket.name,
        definition=pickling.dumps(definition, objects),
        keys=[(name, list(versions)) for name, versions in bucket.keys.lists()],
    )


def forget_expired(tokens: dict[str, Any]) -> None:
    """Drop tokens that nobody may use any more; moto keeps them all."""
    now = time.time()
    for token in [token for token in tokens if _expiry(token) < now]:
        del tokens[token]


def _expiry(token: str) -> float:
    payload = token.split(".")[1]
    return float(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"])


def _frame_of(item: Item) -> bytes:
    """The item's bytes, made once for each version of it."""
    cached = item.__dict__.get("_frame")
    if cached is None:
        plain = {name: to_plain(value) for name, value in item.attrs.items()}
        cached = item.__dict__["_frame"] = pickle.dumps(plain, protocol=pickle.HIGHEST_PROTOCOL)
    return bytes(cached)


def frames(captured: Capture, objects: Path) -> Iterator[Frame]:
    """The snapshot, part by part; new object bodies are written to `objects` on the way."""
    for table in captured.tables:
        yield "table", (table.name, table.definition, table.stream)
        for chunk in _chunks(table.items):
            yield "items", [_frame_of(item) for item in chunk]
        for records in _chunks(table.records):
            yield "records", records
    for bucket in captured.buckets:
        yield "bucket", (bucket.name, bucket.definition)
        for keys in _chunks(bucket.keys):
            yield "keys", pickling.dumps(keys, objects)
    yield "queues", captured.queues
    yield "people", captured.people
    yield "parameters", captured.parameters


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


class Restorer:
    """Builds the services' state from frames, and puts it in place at once."""

    def __init__(self, objects: Path) -> None:
        self._objects = objects
        self._tables: list[Table] = []
        self._buckets: list[FakeBucket] = []
        self._queues: dict[str, Any] = {}
        self._people: dict[str, Any] = {}
        self._parameters: list[dict[str, Any]] = []

    def take(self, kind: str, content: Any) -> None:
        """Take the next frame. Raises `KeyError` for a kind that is not known."""
        readers = {
            "table": self._take_table,
            "items": self._take_items,
            "records": self._take_records,
            "bucket": self._take_bucket,
            "keys": self._take_keys,
            "queues": self._take_queues,
            "people": self._take_people,
            "parameters": self._take_parameters,
        }
        readers[kind](content)

    def _take_table(self, content: tuple[str, bytes, tuple[str, int, Any] | None]) -> None:
        from collections import defaultdict

        _, definition, stream = content
        table = Table.__new__(Table)
        table.__dict__.update(pickle.loads(definition))  # noqa: S301 - our own file, checked before
        table.items = defaultdict(dict)
        table.stream_shard = None
        if stream is not None:
            shard = StreamShard.__new__(StreamShard)
            shard.account_id, shard.table, shard.items = ACCOUNT, table, []
            shard.id, shard.starting_sequence_number, shard.created_on = stream
            table.stream_shard = shard
        self._tables.append(table)

    def _take_items(self, content: list[bytes]) -> None:
        table = self._tables[-1]
        for frame in content:
            plain = pickle.loads(frame)  # noqa: S301 - our own file, checked before
            attrs = {name: DynamoType(value) for name, value in plain.items()}
            hash_key = attrs[table.hash_key_attr]
            range_key = attrs[table.range_key_attr] if table.range_key_attr else None
            item = restored(hash_key, range_key, attrs)
            item.__dict__["_frame"] = frame
            store(table, hash_key, range_key, item)

    def _take_records(self, content: list[dict[str, Any]]) -> None:
        shard = self._tables[-1].stream_shard
        for record in content:
            made = StreamRecord.__new__(StreamRecord)
            made.record = record
            if shard is not None:
                shard.items.append(made)

    def _take_bucket(self, content: tuple[str, bytes]) -> None:
        bucket = FakeBucket.__new__(FakeBucket)
        bucket.__dict__.update(pickling.loads(content[1], self._objects))
        bucket.keys = _VersionedKeyStore()
        bucket.multiparts = MultipartDict()
        self._buckets.append(bucket)

    def _take_keys(self, content: bytes) -> None:
        for name, versions in pickling.loads(content, self._objects):
            whole = [version for version in versions if pickling.has_bytes(version)]
            if len(whole) < len(versions):
                _log.warning("The bytes of %s are missing from %s: it is gone.", name, self._objects)
            if whole:
                self._buckets[-1].keys.setlist(name, whole)

    def _take_queues(self, content: bytes) -> None:
        self._queues = pickling.loads(content, self._objects)

    def _take_people(self, content: bytes) -> None:
        self._people = pickling.loads(content, self._objects)

    def _take_parameters(self, content: list[dict[str, Any]]) -> None:
        self._parameters = content

    def install(self) -> None:
        """Make it the services' state. The caller holds the state's lock and has reset the services."""
        for table in self._tables:
            dynamodb_backends[ACCOUNT][REGION].tables[table.name] = table
            indexes_of(table)
        for bucket in self._buckets:
            s3_backends[ACCOUNT]["aws"].buckets[bucket.name] = bucket
            s3_backends.bucket_accounts[bucket.name] = (bucket.partition, bucket.account_id)
        for queue in self._queues.values():
            _hand_back(queue)
        sqs_backends[ACCOUNT][REGION].queues.update(self._queues)
        cognitoidp_backends[ACCOUNT][REGION].user_pools.update(self._people)
        parameters.restore(self._parameters)


def _hand_back(queue: Any) -> None:
    """Make messages in flight visible: whoever held them ended with the process, through no fault of theirs."""
    now = unix_time_millis()
    for message in queue._messages:  # noqa: SLF001 - moto's model
        if message.visible_at > now:
            message.visible_at = 0.0
            message.approximate_receive_count = max(0, message.approximate_receive_count - 1)
    queue.pending_messages.clear()
