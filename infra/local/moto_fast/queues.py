"""Queues: sending and receiving without counting every message each time.

Stock moto works out all of a queue's attributes, its counts included, several times for each message sent.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from moto.sqs import models
from moto.sqs.constants import MAXIMUM_MESSAGE_LENGTH
from moto.sqs.exceptions import BatchRequestTooLong, InvalidParameterValue, MissingParameter
from moto.sqs.models import MAXIMUM_MESSAGE_DELAY, Message, Queue, SQSBackend

if TYPE_CHECKING:
    from infra.local.moto_fast.patching import Patches


def _receipt_handle() -> str:
    return secrets.token_urlsafe(48)


def _milliseconds() -> float:
    return time.time() * 1000


def _visible(self: Message) -> bool:
    return _milliseconds() > self.visible_at


def _delayed(self: Message) -> bool:
    return _milliseconds() < self.delayed_until


def _messages(self: Queue) -> list[Message]:
    now = _milliseconds()
    return [found for found in self._messages if found.visible_at < now and found.delayed_until <= now]


def _count_delayed(self: Queue) -> int:
    now = _milliseconds()
    return sum(found.delayed_until > now for found in self._messages)


def _count_in_flight(self: Queue) -> int:
    now = _milliseconds()
    return sum(found.visible_at >= now for found in self._messages)


def _delete_message(self: Queue, receipt_handle: str) -> None:
    """Delete by receipt handle; one that is gone already is no error, as on AWS."""
    for place, message in enumerate(self._messages):
        if message.had_receipt_handle(receipt_handle):
            self.pending_messages.discard(message)
            del self._messages[place]
            return


def _delay(queue: Queue, delay_seconds: int | None) -> int:
    delay = int(queue.delay_seconds if delay_seconds is None else delay_seconds)  # type: ignore[attr-defined]
    if not 0 <= delay <= MAXIMUM_MESSAGE_DELAY:
        raise InvalidParameterValue(
            f"Value {delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."
        )
    return delay


def _check_body(queue: Queue, body: str) -> None:
    if not body:
        raise MissingParameter("MessageBody")
    limit = queue.maximum_message_size  # type: ignore[attr-defined]
    if len(body.encode()) > limit:
        raise InvalidParameterValue(
            f"One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
        )


def patch(patches: Patches) -> None:
    stock_send = SQSBackend.send_message
    stock_send_batch = SQSBackend.send_message_batch

    def send_message(  # noqa: PLR0913, PLR0917 - moto's signature
        self: SQSBackend,
        queue_name: str,
        message_body: str,
        message_attributes: dict[str, Any] | None = None,
        delay_seconds: int | None = None,
        deduplication_id: str | None = None,
        group_id: str | None = None,
        system_attributes: dict[str, Any] | None = None,
        validate_group_id: bool = True,  # noqa: FBT001, FBT002 - moto's signature
    ) -> Message:
        queue = self.get_queue(queue_name)
        if queue.fifo_queue:
            return stock_send(
                self,
                queue_name,
                message_body,
                message_attributes,
                delay_seconds,
                deduplication_id,
                group_id,
                system_attributes,
                validate_group_id,
            )
        _check_body(queue, message_body)
        message = Message(str(uuid4()), message_body, system_attributes)
        message.group_id = group_id
        message.message_attributes = message_attributes or {}
        message.mark_sent(delay_seconds=_delay(queue, delay_seconds))
        queue.add_message(message)
        return message

    def validate(self: SQSBackend, queue: Queue, message_body: str, *args: Any, **kwargs: Any) -> None:
        if queue.fifo_queue:
            stock_validate(self, queue, message_body, *args, **kwargs)
        else:
            _check_body(queue, message_body)

    def send_message_batch(
        self: SQSBackend, queue_name: str, entries: dict[str, dict[str, Any]]
    ) -> tuple[list[Message], list[dict[str, Any]]]:
        size = sum(len(entry["MessageBody"].encode()) for entry in entries.values())
        if size > MAXIMUM_MESSAGE_LENGTH:
            raise BatchRequestTooLong(size)
        return stock_send_batch(self, queue_name, entries)

    stock_validate = patches.set(SQSBackend, "_validate_message", validate)
    patches.set(SQSBackend, "send_message", send_message)
    patches.set(SQSBackend, "send_message_batch", send_message_batch)
    patches.set(models, "generate_receipt_handle", _receipt_handle)
    patches.set(Queue, "delete_message", _delete_message)
    patches.set(Queue, "messages", property(_messages))
    patches.set(Queue, "approximate_number_of_messages_delayed", property(_count_delayed))
    patches.set(Queue, "approximate_number_of_messages_not_visible", property(_count_in_flight))
    patches.set(Message, "visible", property(_visible))
    patches.set(Message, "delayed", property(_delayed))
