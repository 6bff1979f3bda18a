"""What follows from what people did: each message of the activity queue goes to the parts that care for it.

A part is asked through one public method, finds out from the table whether what happened still holds, and may be asked
twice or in another order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from imagora.feeds.trending import Trending
from imagora.kernel.ids import PostId
from imagora.kernel.messages import (
    AccountChanged,
    CaseSettled,
    FollowMade,
    FollowRequested,
    Happening,
    JobFinished,
    JudgeAgain,
    Liked,
    Message,
    PostEdited,
    PostGone,
    PostOut,
    RepostMade,
    TallyChanged,
    TermsChanged,
    WebhookDisabled,
)
from imagora.moderation.events import Subject
from imagora.notifications.service import Notifications
from imagora.pipeline.consequences import Consequences
from imagora.pipeline.originals import Originals
from imagora.pipeline.rejudging import Rejudging
from imagora.pipeline.remixing import Remixing
from imagora.posts.tally_store import Tallies
from imagora.search.indexing import Indexing
from imagora.webhooks.announcing import Announcing


@dataclass(frozen=True)
class Activity:
    """The parts that care for what happened."""

    notifications: Notifications
    tallies: Tallies
    indexing: Indexing
    trending: Trending
    consequences: Consequences
    originals: Originals
    rejudging: Rejudging
    remixing: Remixing
    watch_spam: Callable[[PostId], object]
    announcing: Announcing

    def record(self, message: Happening) -> None:
        """Tell all who care for this kind of message. Retry-safe: where one fails, all of them are told again."""
        for tell in CONSEQUENCES[type(message)]:
            tell(self, message)


Tell = Callable[[Activity, Any], object]

CONSEQUENCES: dict[type[Message], tuple[Tell, ...]] = {
    PostOut: (
        lambda parts, message: parts.notifications.post_out(message.post_id),
        lambda parts, message: parts.indexing.post(message.post_id),
        lambda parts, message: parts.trending.touch_above(message.post_id),
        lambda parts, message: parts.originals.post_out(message.post_id),
        lambda parts, message: parts.remixing.post_out(message.post_id),
        lambda parts, message: parts.watch_spam(message.post_id),
    ),
    PostEdited: (
        lambda parts, message: parts.notifications.post_edited(message.post_id),
        lambda parts, message: parts.indexing.post(message.post_id),
    ),
    PostGone: (
        lambda parts, message: parts.notifications.post_gone(message.post_id, message.told),
        lambda parts, message: parts.indexing.forget(message.post_id, message.position, message.text),
        lambda parts, message: parts.trending.touch(message.post_id),
        lambda parts, message: parts.originals.post_gone(message.post_id),
        lambda parts, message: parts.remixing.post_gone(message.post_id),
    ),
    Liked: (
        lambda parts, message: parts.notifications.liked(message.post_id, message.by),
        lambda parts, message: parts.trending.touch(message.post_id),
    ),
    RepostMade: (
        lambda parts, message: parts.notifications.reposted(message.post_id, message.by),
        lambda parts, message: parts.trending.touch(message.post_id),
    ),
    FollowMade: (lambda parts, message: parts.notifications.followed(message.follower, message.followee),),
    FollowRequested: (lambda parts, message: parts.notifications.requested(message.follower, message.target),),
    JobFinished: (
        lambda parts, message: parts.notifications.job_finished(message.job_id),
        lambda parts, message: parts.announcing.job_finished(message.job_id),
    ),
    WebhookDisabled: (
        lambda parts, message: parts.notifications.webhook_disabled(message.account_id, message.event_id),
    ),
    CaseSettled: (lambda parts, message: parts.consequences.apply(message.case_id),),
    AccountChanged: (lambda parts, message: parts.indexing.account(message.account_id),),
    JudgeAgain: (
        lambda parts, message: parts.rejudging.judge_again(Subject(message.subject_kind, message.subject_id)),
    ),
    TermsChanged: (lambda parts, message: parts.remixing.terms_changed(message.media_id, message.after),),
    TallyChanged: (
        lambda parts, message: parts.tallies.fold(message.post_id),
        lambda parts, message: parts.trending.touch(message.post_id),
    ),
}
"""Who is told of what, in this order, as `lambda parts, message: parts.<part>.<method>(…)`. None: nobody cares yet."""
