"""A table's stream as Lambda's poller sees it: per shard in order, retry, bisect, and a failure destination."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, MutableMapping
from typing import Any

from infra.local.pump.delivery import Deliverer, Delivery, Outcome
from infra.local.pump.destination import FailureDestination, Reason
from infra.local.pump.mappings import StreamMapping
from infra.local.pump.peek import Peek
from infra.local.pump.shards import Batch, ShardReader, changes_nothing, sequence_number

Trim = Callable[[str, str], object]
"""(table, sequence number): this reader needs neither that record nor any before it any more."""

Clients = Callable[[str], Any]


class StreamSource:
    """One stream mapping. Not for several threads at once: a stream is delivered in order.

    A failed batch is tried again before anything after it. With BisectBatchOnFunctionError it is split in
    two instead, and a split is no retry; a partial answer moves the checkpoint to its first failed record
    first. After MaximumRetryAttempts, or past MaximumRecordAgeInSeconds, the batch goes to the failure
    destination and the stream goes on.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """

    def __init__(
        self,
        mapping: StreamMapping,
        clients: Clients,
        checkpoints: MutableMapping[str, str],
        *,
        trim: Trim | None,
        peek: Peek,
    ) -> None:
        self.mapping = mapping
        self._peek = peek
        self._clients = clients
        self._checkpoints = checkpoints
        self._trim = trim
        self._destination = FailureDestination(mapping, clients)
        self._arn: str | None = None
        self._shards: list[_Shard] = []
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        return self.mapping.id

    def may_have_work(self) -> bool:
        if len(self._shards) != 1 or self._shards[0].has_backlog:
            return True
        return self._peek.stream(self.mapping.table, self._shards[0].reader.checkpoint)

    def deliver_one(self, deliverer: Deliverer, *, redeliver: bool = False) -> bool:
        """Deliver the next batch of the first shard that has one; False when there was nothing.

        `redeliver` is for queues; a stream always tries a failed batch again.
        """
        with self._lock:
            for shard in self._open_shards():
                batch = self._next_batch(shard)
                if batch is not None:
                    self._settle(shard, batch, deliverer.deliver(self._delivery(batch)))
                    return True
        return False

    def failed_tries(self) -> int:
        """How often the batch at the head of a shard has failed so far: what a back-off grows with."""
        return max((shard.work[0].tries for shard in self._shards if shard.work), default=0)

    def _open_shards(self) -> list[_Shard]:
        if self._arn is None:
            table = self._clients("dynamodb").describe_table(TableName=self.mapping.table)["Table"]
            self._arn = str(table["LatestStreamArn"])
        if not self._shards or any(shard.reader.closed for shard in self._shards):
            self._find_shards(self._arn)
        return [shard for shard in self._shards if not shard.is_done]

    def _find_shards(self, arn: str) -> None:
        """Shards come in the order of their making, so a parent is read before its children."""
        client = self._clients("dynamodbstreams")
        known = {shard.reader.shard_id for shard in self._shards}
        for entry in client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
            shard_id = str(entry["ShardId"])
            if shard_id not in known:
                checkpoint = self._checkpoints.get(self._key(shard_id))
                self._shards.append(_Shard(ShardReader(client, arn, shard_id, checkpoint)))

    def _next_batch(self, shard: _Shard) -> Batch | None:
        """Work that is waiting for another try, or else new records. Those that don't match are passed over."""
        while not shard.work:
            records = shard.reader.read(self.mapping.batch_size)
            if not records:
                return None
            wanted = [r for r in records if self.mapping.filter.matches(r) and not changes_nothing(r)]
            shard.tail = sequence_number(records[-1])
            if wanted:
                shard.work.append(Batch(tuple(wanted)))
            else:
                self._advance(shard, shard.tail)
        return shard.work[0]

    def _delivery(self, batch: Batch) -> Delivery:
        return Delivery(
            function=self.mapping.function,
            source=f"{self.mapping.table} stream",
            event={"Records": list(batch.records)},
            ids=batch.ids,
            partial=self.mapping.partial,
        )

    def _settle(self, shard: _Shard, batch: Batch, outcome: Outcome) -> None:
        if not outcome.failed:
            self._finish(shard, batch)
            return
        first = batch.ids.index(outcome.failed[0])
        if first:
            self._advance(shard, batch.ids[first - 1])
            batch = Batch(batch.records[first:])
        tried = Batch(batch.records, batch.attempts, batch.tries + 1)
        if self._is_too_old(tried):
            self._give_up(shard, tried, Reason.AGE)
        elif self.mapping.bisect and len(tried.records) > 1:
            shard.put_back(*tried.split())
        elif 0 <= self.mapping.retries <= tried.attempts:
            self._give_up(shard, tried, Reason.RETRIES)
        else:
            shard.put_back(Batch(tried.records, tried.attempts + 1, tried.tries))

    def _is_too_old(self, batch: Batch) -> bool:
        created = float(batch.records[0]["dynamodb"].get("ApproximateCreationDateTime", time.time()))
        return 0 <= self.mapping.max_age < time.time() - created

    def _give_up(self, shard: _Shard, batch: Batch, reason: Reason) -> None:
        self._destination.keep(batch, shard_id=shard.reader.shard_id, stream_arn=str(self._arn), reason=reason)
        self._finish(shard, batch)

    def _finish(self, shard: _Shard, batch: Batch) -> None:
        """The checkpoint stands after the batch; after the last of a read also past what did not match."""
        shard.put_back()
        self._advance(shard, batch.ids[-1] if shard.work else shard.tail)

    def _advance(self, shard: _Shard, number: str) -> None:
        shard.reader.checkpoint = number
        self._checkpoints[self._key(shard.reader.shard_id)] = number
        if self._trim is not None:
            self._trim(self.mapping.table, number)

    def _key(self, shard_id: str) -> str:
        return f"{self.mapping.id}|{self._arn}|{shard_id}"


class _Shard:
    """A shard with the work that was read from it and is not finished."""

    def __init__(self, reader: ShardReader) -> None:
        self.reader = reader
        self.work: deque[Batch] = deque()
        self.tail = reader.checkpoint or ""

    def put_back(self, *batches: Batch) -> None:
        """Replace the batch at the head by these, in order."""
        self.work.popleft()
        self.work.extendleft(reversed(batches))

    @property
    def has_backlog(self) -> bool:
        return bool(self.work) or self.reader.has_fetched

    @property
    def is_done(self) -> bool:
        return self.reader.closed and not self.work
