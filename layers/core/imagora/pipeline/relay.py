"""The stream as outbox: the only mapper from changes of the table to messages.

One conditional write wakes the next stage; there are no dual writes. What is sent twice is harmless, what could not be
sent is tried again by the stream, ends in the failure destination after ten tries, and is found by the sweep anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger

from imagora.generation.lanes import call_for
from imagora.graph.head import HEAD, RESTING
from imagora.kernel.ids import AccountId, JobId, MediaId, Position, PostId
from imagora.kernel.messages import (
    AccountChanged,
    AccountDeleted,
    CameBack,
    CaseSettled,
    Deliver,
    Followed,
    FollowMade,
    FollowRequested,
    Generate,
    JobDrawn,
    JobEnded,
    JobFinished,
    Liked,
    MediaSettled,
    Message,
    PostEdited,
    PostEnded,
    PostGone,
    PostPublished,
    Reposted,
    RepostMade,
    TallyChanged,
    TermsChanged,
    Unreposted,
    WebhookDisabled,
    WentAway,
)
from imagora.kernel.queues import Queue
from imagora.notifications.concerned import concerned_by
from imagora.posts.listing import card_of
from imagora.table.reader import Row, plain
from imagora.webhooks.models import LONGEST_DELAY

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

    @property
    def made(self) -> Row | None:
        """The item that this change brought into being."""
        return self.new if self.old is None else None


@dataclass(frozen=True)
class Relay:
    queues: Mapping[str, Queue]

    def carry(self, records: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
        """Send what these stream records call for, ten messages a request.

        Answers `batchItemFailures` with the first record that could not be read or sent: the stream repeats from there.
        """
        outbox: dict[tuple[str, int], list[Message]] = defaultdict(list)
        failed: str | None = None
        for record in records:
            try:
                change = _change(record["dynamodb"])
                routed = messages_of(change)
            except Exception:
                failed = str(record["dynamodb"]["SequenceNumber"])
                log.exception("a change could not be read", sequence_number=failed)
                break
            for queue, message in routed:
                waiting = outbox[queue, _wait(change, message)]
                if message not in waiting:  # a contended post's shards change many times in a batch
                    waiting.append(message)
        try:
            for (queue, wait), messages in outbox.items():
                self.queues[queue].send(messages, delay_seconds=wait)
        except Exception:
            log.exception("messages could not be sent")
            failed = str(records[0]["dynamodb"]["SequenceNumber"])
        return {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}


def _wait(change: Change, message: Message) -> int:
    """Seconds that the queue keeps a message: of a job whose provider is to be left alone, of a webhook's next try."""
    return int((change.new or {}).get("wait", 0)) if isinstance(message, Generate | Deliver) else 0


def messages_of(change: Change) -> list[Routed]:
    """What one change calls for; mostly nothing."""
    row = change.new or change.old or {}
    room, kind = row["PK"].partition("#")[0], row["SK"].partition("#")[0]
    mapper = _of_tally if room == "TALLY" else _MAPPERS.get((room, kind))
    return mapper(change) if mapper else []


def _of_job(change: Change) -> list[Routed]:
    if change.new is None:
        return []
    job_id = JobId(_id(change.new))
    if change.became("queued") and change.new.get("waits_until") is None:
        return [call_for(job_id, change.new.get("lane", "fast"), change.new.get("begun_at"))]
    if change.became("moderating"):
        return [("settlement", JobDrawn(job_id=job_id))]
    if any(change.became(status) for status in ("blocked", "failed", "cancelled")):
        return [("erasure", JobEnded(job_id=job_id)), ("activity", JobFinished(job_id=job_id))]
    return [("activity", JobFinished(job_id=job_id))] if change.became("succeeded") else []


def _of_media(change: Change) -> list[Routed]:
    if change.old is None or change.new is None:
        return []
    routed: list[Routed] = []
    media_id = MediaId(_id(change.new))
    if any(change.old.get(name) != change.new.get(name) for name in _TERMS):
        routed.append(("activity", TermsChanged(media_id=media_id)))
    judged = change.new.get("opinion") is not None and change.new.get("opinion") != change.old.get("opinion")
    if change.old["status"] != change.new["status"] or judged:
        routed.append(("settlement", MediaSettled(media_id=media_id)))
    return routed


_TERMS = ("remix_policy", "shared")


def _of_post(change: Change) -> list[Routed]:
    if change.new is None:
        return []
    post_id = PostId(_id(change.new))
    if change.became("published"):
        position = Position(change.new["position"])
        author = AccountId(change.new["author"])
        return [("fanout", PostPublished(post_id=post_id, author_id=author, position=position))]
    if change.old is None or change.old["status"] == "deleted":
        return []
    if change.new["status"] == change.old["status"] == "published":
        edited = change.new.get("rev") != change.old.get("rev")
        return [("activity", PostEdited(post_id=post_id))] if edited else []
    return _of_ended_post(change, post_id)


def _of_ended_post(change: Change, post_id: PostId) -> list[Routed]:
    """A post left `published`, or was deleted: who listed it is told, and its pictures may have to go."""
    old: Row = change.old or {}
    card = card_of(old.get("card"))
    routed: list[Routed] = []
    if change.became("deleted") and (media := [*card.waiting, *(picture.id for picture in card.pictures)]):
        routed.append(("erasure", PostEnded(post_id=post_id, media_ids=media)))
    if old["status"] == "published":
        told = dict[AccountId, str](concerned_by(card, AccountId(old["author"])))
        gone = PostGone(post_id=post_id, position=Position(old["position"]), text=card.text, told=told)
        routed.append(("activity", gone))
    return routed


_SHOWN = ("handle", "name", "status", "kind")


def _of_profile(change: Change) -> list[Routed]:
    if change.new is None:
        return []
    account = AccountId(_id(change.new))
    old = change.old or {}
    routed: list[Routed] = []
    if change.became("deleted"):
        routed.append(("erasure", AccountDeleted(account_id=account)))
    if any(change.new.get(name) != old.get(name) for name in _SHOWN):
        routed.append(("activity", AccountChanged(account_id=account)))
    return routed


def _of_follow(change: Change) -> list[Routed]:
    row = change.made
    if row is None:
        return []
    follower, followee = AccountId(_id(row)), AccountId(_after(row["SK"]))
    return [
        ("fanout", Followed(follower_id=follower, followee_id=followee)),
        ("activity", FollowMade(follower=follower, followee=followee)),
    ]


def _of_request(change: Change) -> list[Routed]:
    row = change.made
    if row is None:
        return []
    return [("activity", FollowRequested(follower=AccountId(_id(row)), target=AccountId(_after(row["SK"]))))]


def _of_mark(change: Change) -> list[Routed]:
    """`MARK#<post>#<kind>`: a like, or a repost, which goes to the reposter's followers."""
    row = change.new or change.old or {}
    _, post, kind = row["SK"].split("#")
    post_id, by = PostId(post), AccountId(_id(row))
    if kind == "r":
        return _of_repost(change, post_id, by)
    return [("activity", Liked(post_id=post_id, by=by))] if kind == "l" and change.made else []


def _of_repost(change: Change, post_id: PostId, by: AccountId) -> list[Routed]:
    if change.new is None:
        position = Position((change.old or {})["position"])
        return [("fanout", Unreposted(post_id=post_id, by=by, position=position))]
    row = change.made
    if row is None:
        return []
    reposted = Reposted(
        post_id=post_id,
        author_id=AccountId(row["a"]),
        by=by,
        position=Position(row["position"]),
        quote=row.get("q"),
        quote_author=row.get("qa"),
    )
    return [("fanout", reposted), ("activity", RepostMade(post_id=post_id, by=by))]


def _of_tally(change: Change) -> list[Routed]:
    """A shard is there until it is folded: that it was made is all that has to be told, however much it holds."""
    row = change.made
    return [("activity", TallyChanged(post_id=PostId(_id(row))))] if row else []


def _of_head(change: Change) -> list[Routed]:
    """Heads of those who rest: put to rest just now, or seen again."""
    if change.new is None or change.new.get("status") != RESTING:
        return []
    old, reader = change.old or {}, AccountId(_id(change.new))
    if old.get("status") != RESTING:
        return [("fanout", WentAway(reader_id=reader))]
    return [("fanout", CameBack(reader_id=reader))] if old.get("seen") != change.new.get("seen") else []


def _of_case(change: Change) -> list[Routed]:
    """A case was decided, or an appeal against it answered: what follows is told once for each."""
    if change.new is None or change.new["settled"] == (change.old or {}).get("settled", 0):
        return []
    return [("activity", CaseSettled(case_id=_id(change.new)))]


def _of_delivery(change: Change) -> list[Routed]:
    """`HOOK#<account>` / `D#<event>`: to be tried now, or as soon as the queue lets it; later is the sweep's."""
    if change.new is None:
        return []
    account, event = AccountId(_id(change.new)), _after(change.new["SK"])
    if change.new["status"] == "pending":
        tried = change.new["attempts"] == (change.old or {}).get("attempts")
        if tried or change.new["wait"] > LONGEST_DELAY:
            return []
        return [("webhook", Deliver(account_id=account, event_id=event))]
    if change.became("given_up") and change.new.get("disabled"):
        return [("activity", WebhookDisabled(account_id=account, event_id=event))]
    return []


_MAPPERS: dict[tuple[str, str], Callable[[Change], list[Routed]]] = {
    ("CASE", "CASE"): _of_case,
    ("HOOK", "D"): _of_delivery,
    ("JOB", "JOB"): _of_job,
    ("MEDIA", "MEDIA"): _of_media,
    ("POST", "POST"): _of_post,
    ("USER", "PROFILE"): _of_profile,
    ("FEED", HEAD): _of_head,
    ("USER", "FOLLOW"): _of_follow,
    ("USER", "REQUEST"): _of_request,
    ("USER", "MARK"): _of_mark,
}
"""By what the partition key and the sort key begin with."""


def _id(row: Row) -> str:
    return _after(row["PK"])


def _after(key: str) -> str:
    return key.partition("#")[2]


def _change(record: Mapping[str, Any]) -> Change:
    old, new = record.get("OldImage"), record.get("NewImage")
    keys = plain(record["Keys"])
    return Change({**plain(old), **keys} if old else None, {**plain(new), **keys} if new else None)
