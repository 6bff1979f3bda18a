"""The stream as outbox: the only mapper from changes of the table to messages.

One conditional write wakes the next stage; there are no dual writes. What is sent twice is harmless, what could not be
sent is tried again by the stream, ends in the failure destination after ten tries, and is found by the sweep anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from aws_lambda_powertools import Logger

from imagora.kernel.ids import AccountId, JobId, MediaId, Position, PostId
from imagora.kernel.messages import (
    AccountDeleted,
    Followed,
    Generate,
    JobDrawn,
    JobEnded,
    MediaSettled,
    Message,
    PostEnded,
    PostPublished,
)
from imagora.kernel.queues import Queue
from imagora.posts.models import Card
from imagora.table.reader import Row, plain

log = Logger(child=True)

Routed = tuple[str, Message]
"""Which queue, by its name in `Relay.queues`, and what to send."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one item: what it was and what it is, None where it wasn't or isn't."""

    old: Row | None
    new: Row | None

    def became(self, status: str) -> bool:
        """Whether this change brought the item into a status in which it wasn't before."""
        return self.new is not None and self.new["status"] == status and (self.old or {}).get("status") != status


@dataclass(frozen=True)
class Relay:
    queues: Mapping[str, Queue]

    def carry(self, records: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
        """Send what these stream records call for, ten messages a request.

        Answers `batchItemFailures` with the first record that could not be read or sent: the stream repeats from there.
        """
        outbox: dict[str, list[Message]] = defaultdict(list)
        failed: str | None = None
        for record in records:
            try:
                routed = messages_of(_change(record["dynamodb"]))
            except Exception:
                failed = str(record["dynamodb"]["SequenceNumber"])
                log.exception("a change could not be read", sequence_number=failed)
                break
            for queue, message in routed:
                outbox[queue].append(message)
        try:
            for queue, messages in outbox.items():
                self.queues[queue].send(messages)
        except Exception:
            log.exception("messages could not be sent")
            failed = str(records[0]["dynamodb"]["SequenceNumber"])
        return {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}


def messages_of(change: Change) -> list[Routed]:
    """What one change calls for; mostly nothing."""
    row = change.new or change.old or {}
    kind = (row["PK"].partition("#")[0], row["SK"].partition("#")[0])
    mapper = _MAPPERS.get(kind)
    return mapper(change) if mapper else []


def _of_job(change: Change) -> list[Routed]:
    if change.new is None:
        return []
    job_id = JobId(_id(change.new))
    if change.became("queued"):
        return [("generation", Generate(job_id=job_id))]
    if change.became("moderating"):
        return [("settlement", JobDrawn(job_id=job_id))]
    if any(change.became(status) for status in ("blocked", "failed", "cancelled")):
        return [("erasure", JobEnded(job_id=job_id))]
    return []


def _of_media(change: Change) -> list[Routed]:
    if change.old is None or change.new is None or change.old["status"] == change.new["status"]:
        return []
    return [("settlement", MediaSettled(media_id=MediaId(_id(change.new))))]


def _of_post(change: Change) -> list[Routed]:
    if change.new is None:
        return []
    post_id = PostId(_id(change.new))
    if change.became("published"):
        position = Position(change.new["position"])
        author = AccountId(change.new["author"])
        return [("fanout", PostPublished(post_id=post_id, author_id=author, position=position))]
    if change.became("deleted") and change.old is not None and change.old.get("card"):
        card = msgspec.json.decode(change.old["card"], type=Card)
        media = [*card.waiting, *(picture.id for picture in card.pictures)]
        return [("erasure", PostEnded(post_id=post_id, media_ids=media))] if media else []
    return []


def _of_profile(change: Change) -> list[Routed]:
    if change.new is not None and change.became("deleted"):
        return [("erasure", AccountDeleted(account_id=AccountId(_id(change.new))))]
    return []


def _of_follow(change: Change) -> list[Routed]:
    if change.old is not None or change.new is None:
        return []
    followee = AccountId(change.new["SK"].partition("#")[2])
    return [("fanout", Followed(follower_id=AccountId(_id(change.new)), followee_id=followee))]


_MAPPERS: dict[tuple[str, str], Callable[[Change], list[Routed]]] = {
    ("JOB", "JOB"): _of_job,
    ("MEDIA", "MEDIA"): _of_media,
    ("POST", "POST"): _of_post,
    ("USER", "PROFILE"): _of_profile,
    ("USER", "FOLLOW"): _of_follow,
}


def _id(row: Row) -> str:
    return str(row["PK"]).partition("#")[2]


def _change(record: Mapping[str, Any]) -> Change:
    old, new = record.get("OldImage"), record.get("NewImage")
    keys = plain(record["Keys"])
    return Change({**plain(old), **keys} if old else None, {**plain(new), **keys} if new else None)
