"""An SQS queue as Lambda's poller sees it: receive, filter, deliver, delete what succeeded."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from infra.local.pump.delivery import Deliverer, Delivery
from infra.local.pump.mappings import ACCOUNT, REGION, QueueMapping
from infra.local.pump.peek import Peek

_RECEIVE_LIMIT = 10
"""SQS hands out and deletes at most ten messages a request."""


class QueueSource:
    """One queue mapping. Its methods may be called from several threads at once (concurrent consumers).

    What fails stays in flight until its visibility timeout; the queue's own redrive policy moves it to the
    dead-letter queue after `maxReceiveCount` receives.
    """

    def __init__(
        self, mapping: QueueMapping, sqs: Any, peek: Peek, others: Mapping[str, QueueSource] | None = None
    ) -> None:
        """`others`: the sources by queue, among them the one that this gives way to, if it does."""
        self.mapping = mapping
        self._others = others or {}
        self._sqs = sqs
        self._peek = peek
        self._url: str | None = None

    @property
    def id(self) -> str:
        return self.mapping.id

    def may_have_work(self) -> bool:
        return self._peek.queue(self.mapping.queue) and not self._gives_way()

    def _gives_way(self) -> bool:
        """Whether messages wait in the queue that goes first."""
        first = self._others.get(self.mapping.after or "")
        return first is not None and first.waiting()[0] > 0

    def deliver_one(self, deliverer: Deliverer, *, redeliver: bool = False) -> bool:
        """Receive one batch and deliver it; False when there was nothing. `redeliver`: see `settle`."""
        messages = self.receive()
        if not messages:
            return False
        self.deliver(messages, deliverer, redeliver=redeliver)
        return True

    def receive(self) -> list[dict[str, Any]]:
        """Up to BatchSize visible messages that pass the filter; those that don't are deleted, as Lambda does."""
        batch: list[dict[str, Any]] = []
        while len(batch) < self.mapping.batch_size:
            wanted = min(_RECEIVE_LIMIT, self.mapping.batch_size - len(batch))
            received = self._receive_up_to(wanted)
            batch += self._drop_unmatched(received)
            if len(received) < wanted:
                break
        return batch

    def deliver(self, messages: Sequence[Mapping[str, Any]], deliverer: Deliverer, *, redeliver: bool = False) -> None:
        records = [self._record(message) for message in messages]
        outcome = deliverer.deliver(
            Delivery(
                function=self.mapping.function,
                source=self.mapping.queue,
                event={"Records": records},
                ids=tuple(record["messageId"] for record in records),
                partial=self.mapping.partial,
            )
        )
        self.settle(messages, failed=set(outcome.failed), redeliver=redeliver)

    def settle(self, messages: Sequence[Mapping[str, Any]], *, failed: set[str], redeliver: bool) -> None:
        """Delete what succeeded. `redeliver` makes what failed visible at once, where AWS waits for the timeout."""
        self._delete([message for message in messages if message["MessageId"] not in failed])
        if redeliver:
            for message in messages:
                if message["MessageId"] in failed:
                    self._sqs.change_message_visibility(
                        QueueUrl=self._queue_url(),
                        ReceiptHandle=message["ReceiptHandle"],
                        VisibilityTimeout=0,
                    )

    def waiting(self) -> tuple[int, int]:
        """(messages to be had now, messages in flight or delayed)."""
        attributes = self._sqs.get_queue_attributes(
            QueueUrl=self._queue_url(),
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
            ],
        )["Attributes"]
        later = int(attributes["ApproximateNumberOfMessagesNotVisible"])
        later += int(attributes["ApproximateNumberOfMessagesDelayed"])
        return int(attributes["ApproximateNumberOfMessages"]), later

    def _queue_url(self) -> str:
        if self._url is None:
            self._url = str(self._sqs.get_queue_url(QueueName=self.mapping.queue)["QueueUrl"])
        return self._url

    def _receive_up_to(self, count: int) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=self._queue_url(),
            MaxNumberOfMessages=count,
            WaitTimeSeconds=0,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(answer.get("Messages") or [])

    def _drop_unmatched(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        wanted = [m for m in messages if self.mapping.filter.matches_message(self._record(m))]
        self._delete([message for message in messages if message not in wanted])
        return wanted

    def _delete(self, messages: Sequence[Mapping[str, Any]]) -> None:
        for start in range(0, len(messages), _RECEIVE_LIMIT):
            self._sqs.delete_message_batch(
                QueueUrl=self._queue_url(),
                Entries=[
                    {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                    for number, message in enumerate(messages[start : start + _RECEIVE_LIMIT])
                ],
            )

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": dict(message.get("Attributes") or {}),
            "messageAttributes": _attributes(message.get("MessageAttributes") or {}),
            "md5OfBody": message.get("MD5OfBody", ""),
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.mapping.queue}",
            "awsRegion": REGION,
        }


def _attributes(attributes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Message attributes as Lambda spells them: lower camel case, binary in base64."""
    shaped = {}
    for name, attribute in attributes.items():
        entry: dict[str, Any] = {"dataType": attribute["DataType"]}
        if "BinaryValue" in attribute:
            entry["binaryValue"] = base64.b64encode(attribute["BinaryValue"]).decode()
        else:
            entry["stringValue"] = attribute.get("StringValue")
        shaped[name] = {**entry, "stringListValues": [], "binaryListValues": []}
    return shaped
