"""A lean client without a socket: a test answers for the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from imagora.kernel import wire


class Lean(wire.Dynamodb):
    """What is asked comes to `_call`, as plain values; its answer is DynamoDB's JSON."""

    def __init__(self) -> None:
        """No endpoint, no credentials."""

    def begin(self, operation: str, asked: wire.Answer, shape: Any = wire.Answer) -> Callable[[], Any]:
        answer = self.call(operation, msgspec.json.decode(msgspec.json.encode(asked)), shape)
        return lambda: answer

    def _call(self, operation: str, asked: wire.Answer) -> bytes:
        raise AssertionError(f"nobody answers {operation}")
