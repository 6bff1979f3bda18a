"""What people are told, and what is told together. Pure data and rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from imagora.accounts.models import Author
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import AccountId, JobId, Position, PostId
from imagora.posts.hydration import Pointer, Quoted, Shown

Kind = Literal[
    "follow",
    "follow_request",
    "like",
    "repost",
    "reply",
    "quote",
    "mention",
    "generation",
    "moderation",
    "copy",
    "remix",
    "webhook",
]
"""`copy`: somebody's picture looks like one's own. `webhook`: one's own was turned off."""

KINDS: tuple[Kind, ...] = (
    "follow", "follow_request", "like", "repost", "reply", "quote", "mention", "generation", "remix",
)  # fmt: skip
"""Everything that somebody is told, unless they turn it off. They can't: decisions of moderators, copies, webhooks."""

ANSWERS: frozenset[Kind] = frozenset({"reply", "quote", "mention"})
"""Kinds of answers, somebody else's posts; `like`, `repost` and `remix` are about one's own."""

MADE_BY_POSTING: frozenset[Kind] = ANSWERS | {"remix"}
"""Kinds that tell of somebody else's post, so not to who may not see it."""

ABOUT_OWN: frozenset[Kind] = frozenset({"like", "repost", "remix"})
ABOUT_OTHERS: frozenset[Kind] = ANSWERS | {"copy"}
ABOUT_POSTS: frozenset[Kind] = ABOUT_OTHERS | ABOUT_OWN

KEEP = timedelta(days=90)
"""How long a group stays after the last time that somebody joined it."""

KEEP_MEMBER = timedelta(days=365)
"""How long it is remembered who joined a group of more than a hundred: longer than such a group rests."""

COUNTED_INSIDE = 100
"""Up to so many actors a group holds itself; beyond that each has an item beside it."""

REMEMBERED = 6
"""Newest actors that a group remembers by name, so that some are left to show where others are blocked or gone."""

SHOWN = 3
"""Newest actors that an answer shows."""

_REPORT = "~"

MOST_MUTED_THREADS = 1_000
MOST_COUNTED = 100
"""Unread notifications are counted up to here."""


class TooManyMutedThreads(DomainError):
    """You mute a thousand threads. Unmute one, then mute this one."""

    code = "too_many_muted_threads"


class Group(msgspec.Struct, frozen=True):
    """What is told together. `subject`: a post, an account, a job, or a week of follows."""

    kind: Kind
    subject: str

    @property
    def name(self) -> str:
        """Unique among the recipient's."""
        return f"{self.kind}#{self.subject}"

    @classmethod
    def named(cls, name: str) -> Group:
        """Read what `name` wrote."""
        kind, _, subject = name.partition("#")
        return cls(kind, subject)  # type: ignore[arg-type]


def about_post(kind: Kind, post: PostId) -> Group:
    """Likes, reposts, remixes of one post stand together; a reply, a quote, a mention is one post, so stands alone."""
    return Group(kind, post)


def of_follows(at: datetime) -> Group:
    """Who follows within one week (ISO 8601, Monday to Sunday, UTC) stands together."""
    year, week, _ = at.isocalendar()
    return Group("follow", f"{year}-W{week:02}")


def of_request(by: AccountId) -> Group:
    return Group("follow_request", by)


def of_case(case: str, settled: int) -> Group:
    """A decision, and the answer to an appeal against it, stand each alone. `settled`: the number of that event."""
    return Group("moderation", f"{case}.{settled}")


def of_report(report: str) -> Group:
    """That a report was looked at. It says no more: neither what of, nor what came of it."""
    return Group("moderation", f"{_REPORT}{report}")


def of_generation(job: JobId) -> Group:
    return Group("generation", job)


def of_webhook(event: str) -> Group:
    """That a webhook was turned off stands alone. `event`: the delivery that was given up last."""
    return Group("webhook", event)


class Note(msgspec.Struct, frozen=True):
    """One group as it is stored.

    `position` is where it stands, newest on top: the ULID of the moment when the last actor joined. `recent` are the
    newest actors, the last to join first. `inside` are all actors, as long as there are at most a hundred.
    """

    group: Group
    position: Position
    count: int
    recent: tuple[AccountId, ...] = ()
    inside: frozenset[AccountId] = frozenset()
    quote: Quoted | None = None

    @property
    def case(self) -> str | None:
        """The case that this is about, where it is about a decision on the owner's own things."""
        kind, subject = self.group.kind, self.group.subject
        return subject.partition(".")[0] if kind == "moderation" and not subject.startswith(_REPORT) else None

    @property
    def report(self) -> str | None:
        """The owner's report that this is about."""
        kind, subject = self.group.kind, self.group.subject
        return subject.removeprefix(_REPORT) if kind == "moderation" and subject.startswith(_REPORT) else None

    def pointer(self, owner: AccountId) -> Pointer | None:
        """The post that this is about; None where it is about none."""
        if self.group.kind not in ABOUT_POSTS:
            return None
        author = self.recent[0] if self.group.kind in ABOUT_OTHERS else owner
        return Pointer(PostId(self.group.subject), author, self.quote)

    def without(self, hidden: Callable[[AccountId], bool]) -> Note | None:
        """This as somebody sees it who hides some of its actors; None where nobody is left.

        Exact up to a hundred actors; beyond that those whom it doesn't remember by name stay in the count.
        """
        if not self.recent:
            return self
        shut = {actor for actor in self.inside or self.recent if hidden(actor)}
        if not shut:
            return self
        recent = tuple(actor for actor in self.recent if actor not in shut)
        left = self.count - len(shut)
        if not recent and self.inside:
            recent = tuple(sorted(self.inside - shut, reverse=True)[:REMEMBERED])
        return msgspec.structs.replace(self, recent=recent, count=left, inside=self.inside - shut) if left else None


class Notification(msgspec.Struct, frozen=True):
    """One notification, ready to be shown. `job` is there for `generation`.

    For `moderation` it is `case`, a decision about the owner's own things, or `report`, what they reported themselves.
    """

    id: Position
    kind: Kind
    actors: tuple[Author, ...]
    count: int
    created_at: datetime
    read: bool
    post: Shown | None = None
    job: JobId | None = None
    case: str | None = None
    report: str | None = None


def joined(recent: tuple[AccountId, ...], actor: AccountId) -> tuple[AccountId, ...]:
    """The newest actors of a group after one more joined."""
    return (actor, *(other for other in recent if other != actor))[:REMEMBERED]
