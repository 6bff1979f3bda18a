"""Transactions as they meet on AWS: overlapping ones cancel, and a token makes a repeated one harmless.

Sources: Amazon DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works" (sections "Transaction conflict
handling", "Idempotency"). moto runs one request after the other, so that no two ever meet there. Here a transaction
counts as under way from its arrival to its answer.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from infra.local.strict.dynamodb import operations
from infra.local.strict.refusal import Refused, cancelled
from infra.local.strict.schemas import Schemas
from infra.local.strict.values import identity

ItemId = tuple[str, ...]
"""Table, then the values of the key."""

TOKEN_SECONDS = 600.0
_MESSAGE = "Transaction is ongoing for the item"
_SINGLE_WRITES = {"PutItem", "UpdateItem", "DeleteItem"}


class TransactionsUnderWay:
    """Which items are in a transaction's hands right now."""

    def __init__(self) -> None:
        self._held: Counter[ItemId] = Counter()
        self._foreign: dict[ItemId, int | None] = {}
        self._lock = threading.Lock()
        self.conflicts = 0
        """Requests that were refused because of a transaction under way."""

    @contextmanager
    def admit(self, action: str, request: Mapping[str, Any], schemas: Schemas) -> Iterator[None]:
        """Around one request: raise Refused where a transaction holds one of its items, or hold them meanwhile."""
        if action not in {"TransactWriteItems", "TransactGetItems", *_SINGLE_WRITES}:
            yield
            return
        wanted = touched(action, request, schemas)
        with self._lock:
            met = [self._held[item] > 0 or item in self._foreign for item in wanted]
            if any(met):
                self.conflicts += 1
                self._wear_out(wanted)
                raise _conflict(action, met)
            if action == "TransactWriteItems":
                self._held.update(wanted)
        try:
            yield
        finally:
            if action == "TransactWriteItems":
                with self._lock:
                    self._held.subtract(wanted)
                    self._held += Counter()  # drops what is at zero

    def hold(self, item: ItemId, times: int | None) -> None:
        """Have an item held by a transaction of nobody here, until it was met so many times (None: until released)."""
        with self._lock:
            self._foreign[item] = times

    def release(self, item: ItemId) -> None:
        with self._lock:
            self._foreign.pop(item, None)

    def _wear_out(self, met: list[ItemId]) -> None:
        for item in met:
            left = self._foreign.get(item)
            if left == 1:
                del self._foreign[item]
            elif left is not None:
                self._foreign[item] = left - 1


def _conflict(action: str, met: list[bool]) -> Refused:
    if action in _SINGLE_WRITES:
        return Refused("TransactionConflictException", _MESSAGE)
    return cancelled([("TransactionConflict", _MESSAGE) if hit else None for hit in met])


def touched(action: str, request: Mapping[str, Any], schemas: Schemas) -> list[ItemId]:
    """The items of a write or of a transaction, in its order. The request was checked before."""
    entries = [operation for _, operation in operations(request)] if action.startswith("Transact") else [request]
    found: list[ItemId] = []
    for entry in entries:
        schema = schemas(str(entry["TableName"]))
        if schema is not None:
            name = str(entry["TableName"]).rpartition("/")[2]
            found.append((name, *identity(schema, entry["Item"] if "Item" in entry else entry["Key"])))
    return found


class Tokens:
    """The ClientRequestTokens of the last ten minutes: the same request again succeeds and changes nothing."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def was_done(self, request: Mapping[str, Any]) -> bool:
        """Whether this very transaction was committed before. Raises Refused when the token was another's."""
        token = request.get("ClientRequestToken")
        if token is None:
            return False
        with self._lock:
            done = self._seen.get(token)
            if done is None or done[1] < time.monotonic():
                return False
        if done[0] != _fingerprint(request):
            raise Refused(
                "IdempotentParameterMismatchException",
                "The request uses the same client token as a previous, but non-identical request.",
            )
        return True

    def commit(self, request: Mapping[str, Any]) -> None:
        token = request.get("ClientRequestToken")
        if token is None:
            return
        now = time.monotonic()
        with self._lock:
            if len(self._seen) > 1_000:
                self._seen = {known: entry for known, entry in self._seen.items() if entry[1] > now}
            self._seen[token] = (_fingerprint(request), now + TOKEN_SECONDS)

    def forget(self) -> None:
        with self._lock:
            self._seen.clear()


def _fingerprint(request: Mapping[str, Any]) -> str:
    return sha256(json.dumps(request["TransactItems"], sort_keys=True).encode()).hexdigest()
