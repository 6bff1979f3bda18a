"""What the pump knows without a request of services in another process: where nobody wrote since its last look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from unittest import mock

from botocore.httpsession import URLLib3Session

from imagora.kernel import wire

_CHANGE_NOTHING = {
    "Query", "GetItem", "BatchGetItem", "DescribeTable",
    "GetQueueUrl", "GetQueueAttributes", "DeleteMessage", "DeleteMessageBatch",
}  # fmt: skip
_QUEUE = re.compile(rb'"QueueUrl": ?"[^"]*/([^"/]+)"')
_SOON = 1.0
"""Seconds after which a source is looked at in any case: messages come back by themselves."""


class QuietSources:
    """A `Peek` that says no where a look found nothing, and no request since then can have brought anything.

    It hears of every request to SQS and DynamoDB that this process makes while `listening`, by botocore or past it.
    told_by_others: the queues that somebody else sends to (a bucket), always looked at.
    """

    def __init__(self, told_by_others: set[str]) -> None:
        self._told_by_others = told_by_others
        self._changes: Counter[str] = Counter()
        self._looks: dict[str, tuple[float, object]] = {}

    def queue(self, name: str) -> bool:
        return name in self._told_by_others or self._is_news(name, (self._changes[name], self._changes["any queue"]))

    def stream(self, table: str, after: str | None) -> bool:
        return self._is_news("a stream", (table, after, self._changes["a table"]))

    def _is_news(self, source: str, state: object) -> bool:
        when, before = self._looks.get(source, (0.0, None))
        if before == state and monotonic() - when < _SOON:
            return False
        self._looks[source] = monotonic(), state
        return True

    def heard(self, target: str, asked: bytes, answered: bytes) -> None:
        """Note a request that was answered. `target` as in the X-Amz-Target header: `AmazonSQS.SendMessage`."""
        service, _, operation = target.partition(".")
        if operation in _CHANGE_NOTHING or (operation == "ReceiveMessage" and b'"MessageId"' not in answered):
            return
        if service.startswith("DynamoDB_"):
            self._changes["a table"] += 1
        elif service == "AmazonSQS":
            named = _QUEUE.search(asked)
            self._changes[named[1].decode() if named else "any queue"] += 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        send, ask = URLLib3Session.send, wire.Service._ask

        def send_and_tell(session: Any, request: Any) -> Any:
            answer = send(session, request)
            target = request.headers.get("X-Amz-Target")
            if target:
                self.heard(_text(target), _bytes(request.body), answer.content)
            return answer

        def ask_and_tell(service: Any, operation: str, body: bytes, *sent: Any) -> Any:
            answer = ask(service, operation, body, *sent)
            self.heard(f"{service._prefix}.{operation}", body, answer)
            return answer

        with (
            mock.patch.object(URLLib3Session, "send", send_and_tell),
            mock.patch.object(wire.Service, "_ask", ask_and_tell),
        ):
            yield


def _text(header: str | bytes) -> str:
    return header.decode() if isinstance(header, bytes) else header


def _bytes(body: str | bytes | None) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""
