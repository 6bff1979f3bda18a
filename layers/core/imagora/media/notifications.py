"""What S3 says when an object was created, out of the queue's message.

Source: Amazon S3 User Guide, "Event message structure". Keys come URL-encoded, some senders encode them twice over; a
test event that S3 sends when the notification is set has no `Records`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_plus

import msgspec


@dataclass(frozen=True, slots=True)
class Created:
    """An object by its key, and its version where the bucket keeps versions."""

    key: str
    version: str | None


class _Object(msgspec.Struct):
    key: str
    version: str | None = msgspec.field(name="versionId", default=None)


class _S3(msgspec.Struct):
    object: _Object


class _Record(msgspec.Struct):
    s3: _S3


class _Body(msgspec.Struct):
    records: list[_Record] = msgspec.field(name="Records", default_factory=list)


class _Kind(msgspec.Struct):
    kind: str | None = None


def is_notification(body: str) -> bool:
    """Whether a message of this queue is S3's, and not one of ours, which say their kind.

    Raises msgspec.DecodeError for what is neither.
    """
    return msgspec.json.decode(body, type=_Kind).kind is None


def objects_created(body: str) -> list[Created]:
    """The objects that a message names; none for a test event.

    Raises msgspec.DecodeError for what is no notification: such a message ends in the dead-letter queue.
    """
    found = msgspec.json.decode(body, type=_Body)
    return [Created(unquote_plus(record.s3.object.key), record.s3.object.version) for record in found.records]
