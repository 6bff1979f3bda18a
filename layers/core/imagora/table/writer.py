"""Bulk writes: BatchWriteItem, 25 items a request, several requests at a time. One write unit a KB and item."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from imagora.table.reader import Key, TableBusy

_BATCH = 25  # BatchWriteItem: at most 25 items a request
_PARALLEL = 4
_TRIES = 8

Tagged = dict[str, dict[str, str]]
"""An item in DynamoDB's JSON."""


@dataclass(frozen=True)
class Writer:
    """Unconditional puts and deletes; retry-safe, since each names its key. `dynamodb` is a botocore client."""

    dynamodb: Any
    table: str

    def put(self, items: Iterable[Tagged]) -> None:
        """Put all of these.

        Raises TableBusy when the table keeps leaving items out: what was written stays, the caller repeats all.
        """
        self._write([{"PutRequest": {"Item": item}} for item in items])

    def delete(self, keys: Iterable[Key]) -> None:
        """Delete all of these; what isn't there doesn't matter. Raises TableBusy as `put` does."""
        self._write([{"DeleteRequest": {"Key": {"PK": {"S": pk}, "SK": {"S": sk}}}} for pk, sk in keys])

    def _write(self, requests: list[dict[str, Any]]) -> None:
        batches = [requests[start : start + _BATCH] for start in range(0, len(requests), _BATCH)]
        if len(batches) <= 1:
            for batch in batches:
                self._send(batch)
            return
        with ThreadPoolExecutor(_PARALLEL) as pool:
            list(pool.map(self._send, batches))

    def _send(self, batch: list[dict[str, Any]]) -> None:
        left: dict[str, Any] = {self.table: batch}
        for attempt in range(_TRIES):
            left = self.dynamodb.batch_write_item(RequestItems=left).get("UnprocessedItems") or {}
            if not left:
                return
            time.sleep(random.uniform(0, 0.05 * 2**attempt))
        raise TableBusy
