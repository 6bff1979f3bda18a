"""Messages between the stages: JSON on SQS, at least once, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from imagora.kernel.errors import Unavailable
from imagora.kernel.messages import Message

_BATCH = 10  # SQS: at most 10 messages a request


class NotSent(Unavailable):
    """The queue took only part of the messages: send them all again, their receivers are idempotent."""


@dataclass(frozen=True)
class Queue:
    """One queue by its URL. `sqs` is `kernel.aws.sqs()`."""

    url: str
    sqs: Any

    def waiting(self, *, delayed: bool = False) -> int:
        """How many messages wait in it, about; with `delayed` also those that nobody is given yet."""
        names = ["ApproximateNumberOfMessages", *(["ApproximateNumberOfMessagesDelayed"] if delayed else [])]
        answer = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)
        return sum(int(answer["Attributes"].get(name, 0)) for name in names)

    def busy(self) -> bool:
        """Whether messages wait in it, about."""
        return self.waiting() > 0

    def send(self, messages: Sequence[Message], *, delay_seconds: int = 0) -> None:
        """Send all, ten a request.

        Raises NotSent when the queue refused any; retry-safe, receivers see a message twice at worst.
        """
        for start in range(0, len(messages), _BATCH):
            entries = [
                {"Id": str(i), "MessageBody": msgspec.json.encode(m).decode(), "DelaySeconds": delay_seconds}
                for i, m in enumerate(messages[start : start + _BATCH])
            ]
            answer = self.sqs.send_message_batch(QueueUrl=self.url, Entries=entries)
            if answer.get("Failed"):
                raise NotSent
