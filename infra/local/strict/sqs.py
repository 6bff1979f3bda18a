"""What SQS refuses.

Sources: Amazon SQS API reference (SendMessage, SendMessageBatch, ReceiveMessage, ChangeMessageVisibility) and
Developer Guide, "Amazon SQS message quotas": since August 2025 a message, and all of a batch together, may have 1 MiB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from infra.local.strict.refusal import Refused

Request = Mapping[str, Any]

BATCH = 10
PAYLOAD = 1_048_576
LONGEST_DELAY = 900
LONGEST_VISIBILITY = 43_200
LONGEST_WAIT = 20
_PREFIX = "AWS.SimpleQueueService."
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check(action: str, request: Request) -> None:
    """Raise Refused for a request that SQS refuses as a whole."""
    if action.endswith("Batch"):
        _check_batch(request.get("Entries") or [])
    match action:
        case "SendMessage":
            _check_message(request)
            _check_range(request, "DelaySeconds", 0, LONGEST_DELAY)
        case "SendMessageBatch":  # an entry's bad delay fails that entry alone: the queue's own business
            for entry in request["Entries"]:
                _check_message(entry)
            size = sum(message_size(entry) for entry in request["Entries"])
            if size > PAYLOAD:
                raise Refused(
                    _PREFIX + "BatchRequestTooLong",
                    f"Batch requests cannot be longer than {PAYLOAD} bytes. You have sent {size} bytes.",
                )
        case "ReceiveMessage":
            _check_range(request, "MaxNumberOfMessages", 1, BATCH)
            _check_range(request, "WaitTimeSeconds", 0, LONGEST_WAIT)
            _check_range(request, "VisibilityTimeout", 0, LONGEST_VISIBILITY)
        case "ChangeMessageVisibility":
            _check_range(request, "VisibilityTimeout", 0, LONGEST_VISIBILITY)


def message_size(message: Request) -> int:
    """Bytes of a message: its body, and the names, types and values of its attributes."""
    attributes: Mapping[str, Any] = message.get("MessageAttributes") or {}
    size = len(str(message.get("MessageBody", "")).encode())
    for name, value in attributes.items():
        size += len(name.encode()) + sum(len(str(part).encode()) for part in value.values())
    return size


def _check_batch(entries: list[Request]) -> None:
    if not entries:
        raise Refused(_PREFIX + "EmptyBatchRequest", "There should be at least one entry in the request.")
    if len(entries) > BATCH:
        raise Refused(
            _PREFIX + "TooManyEntriesInBatchRequest",
            f"Maximum number of entries per request are {BATCH}. You have sent {len(entries)}.",
        )
    ids = [str(entry.get("Id", "")) for entry in entries]
    for given in ids:
        if not _ID.fullmatch(given):
            raise Refused(
                _PREFIX + "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
                "It can be at most 80 letters long.",
            )
    if len(set(ids)) != len(ids):
        raise Refused(_PREFIX + "BatchEntryIdsNotDistinct", "Id is repeated in the batch.")


def _check_message(message: Request) -> None:
    body = str(message.get("MessageBody") or "")
    if not body:
        raise Refused("MissingParameter", "The request must contain the parameter MessageBody.")
    if _ILLEGAL.search(body):
        raise Refused("InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | …")
    if message_size(message) > PAYLOAD:
        raise Refused(
            "InvalidParameterValue",
            f"One or more parameters are invalid. Reason: Message must be shorter than {PAYLOAD} bytes.",
        )
    if len(message.get("MessageAttributes") or {}) > 10:
        raise Refused("InvalidParameterValue", "Number of message attributes exceeds the allowed maximum [10].")


def _check_range(request: Request, name: str, lowest: int, highest: int) -> None:
    value = request.get(name)
    if value is not None and not lowest <= int(value) <= highest:
        raise Refused(
            "InvalidParameterValue",
            f"Value {value} for parameter {name} is invalid. Reason: Must be >= {lowest} and <= {highest}.",
        )
