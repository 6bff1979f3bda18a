"""After a restart: nobody works any more on what was in flight."""

from __future__ import annotations

from infra.local.pump.mappings import ACCOUNT, REGION
from infra.local.state import LOCK


def release_in_flight() -> int:
    """Make every message that was in flight visible again, in all queues of this process's moto; how many.

    For a stack that starts from saved state, before its pump does: the consumers that had these messages died
    with the last run, and a visibility timeout can be many minutes long. Receive counts stay, so a message that
    kills its consumer each time still ends in its dead-letter queue. Delayed messages keep their delay.
    """
    from moto.sqs.models import sqs_backends

    released = 0
    with LOCK:
        for queue in sqs_backends[ACCOUNT][REGION].queues.values():
            for message in queue._messages:  # noqa: SLF001 - moto has no other way to see them
                if not message.visible:
                    message.visible_at = 0.0
                    queue.pending_messages.discard(message)
                    released += 1
    return released
