"""Transactions that collide, as on AWS: moto runs one after the other and never cancels any for that."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from imagora import wiring


class Collisions:
    """How often transactions were cancelled because another one had the same item in its hands."""

    def __init__(self) -> None:
        self.count = 0
        self._held: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def take(self, keys: list[tuple[str, str]]) -> None:
        with self._lock:
            taken = [key in self._held for key in keys]
            if any(taken):
                self.count += 1
                raise ClientError(_cancelled(taken), "TransactWriteItems")
            self._held += keys

    def give_back(self, keys: list[tuple[str, str]]) -> None:
        with self._lock:
            for key in keys:
                self._held.remove(key)


@contextmanager
def colliding(patch: pytest.MonkeyPatch) -> Iterator[Collisions]:
    """Cancel a transaction that overlaps another one which is under way, on any item of both."""
    client = wiring.aws.client("dynamodb")
    real = client._make_api_call
    collisions = Collisions()

    def call(operation: str, arguments: dict[str, Any]) -> Any:
        if operation != "TransactWriteItems":
            return real(operation, arguments)
        keys = [_key(*entry.items()) for entry in arguments["TransactItems"]]
        collisions.take(keys)
        try:
            return real(operation, arguments)
        finally:
            collisions.give_back(keys)

    with patch.context() as scope:
        scope.setattr(client, "_make_api_call", call)
        yield collisions


def _key(entry: tuple[str, Any]) -> tuple[str, str]:
    kind, write = entry
    key = write["Item"] if kind == "Put" else write["Key"]
    return key["PK"]["S"], key["SK"]["S"]


def _cancelled(taken: list[bool]) -> dict[str, Any]:
    reasons = [{"Code": "TransactionConflict" if hit else "None"} for hit in taken]
    codes = ", ".join(reason["Code"] for reason in reasons)
    return {
        "Error": {"Code": "TransactionCanceledException", "Message": f"Transaction cancelled [{codes}]"},
        "CancellationReasons": reasons,
    }
