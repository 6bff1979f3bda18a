"""A look into moto, when it runs in this process: is there anything to fetch at all?

Asking over HTTP costs milliseconds for each queue after each write; this costs microseconds. It may err only
on the side of yes: whoever gets a yes still asks the service.
"""

from __future__ import annotations

from typing import Protocol

from infra.local.pump.mappings import ACCOUNT, REGION


class Peek(Protocol):
    """What the pump asks before it sends a request."""

    def queue(self, name: str) -> bool:
        """Whether the queue may have a visible message."""
        ...

    def stream(self, table: str, after: str | None) -> bool:
        """Whether the table's stream may have a record after that sequence number."""
        ...


class AlwaysLook:
    """Knows nothing, so every question is a request: right for services in another process."""

    def queue(self, name: str) -> bool:
        return True

    def stream(self, table: str, after: str | None) -> bool:
        return True


class MotoPeek:
    """Reads moto's backends without their lock: a list that changes meanwhile gives the old answer or the new."""

    def queue(self, name: str) -> bool:
        from moto.sqs.models import sqs_backends

        queue = sqs_backends[ACCOUNT][REGION].queues.get(name)
        return queue is None or bool(queue.messages)

    def stream(self, table: str, after: str | None) -> bool:
        from moto.dynamodb.models import dynamodb_backends

        found = dynamodb_backends[ACCOUNT][REGION].tables.get(table)
        shard = None if found is None else found.stream_shard
        if shard is None or after is None:
            return True
        return shard.starting_sequence_number + len(shard.items) > int(after) + 1
