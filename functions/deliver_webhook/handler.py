"""Webhook queue → one try to deliver an event to an account's webhook. Retry-safe: under the same id once more."""

from imagora import wiring
from imagora.kernel.messages import Deliver
from imagora.pipeline.consume import consume


def deliver(message: Deliver) -> None:
    wiring.delivering().deliver(message.account_id, message.event_id)


handle = consume(Deliver, deliver)
