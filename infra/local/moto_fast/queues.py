"""Queues: cheap receipt handles, and no memory of every handle that was ever deleted."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from moto.sqs import models
from moto.sqs.models import Queue

if TYPE_CHECKING:
    from infra.local.moto_fast.patching import Patches


def _receipt_handle() -> str:
    return secrets.token_urlsafe(48)


def _delete_message(self: Queue, receipt_handle: str) -> None:
    """Delete by receipt handle; one that is gone already is no error, as on AWS."""
    for place, message in enumerate(self._messages):
        if message.had_receipt_handle(receipt_handle):
            self.pending_messages.discard(message)
            del self._messages[place]
            return


def patch(patches: Patches) -> None:
    patches.set(models, "generate_receipt_handle", _receipt_handle)
    patches.set(Queue, "delete_message", _delete_message)
