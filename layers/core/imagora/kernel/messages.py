"""The messages between the stages, one queue after another. Each names things by id: what is true of them is read anew.

All are at-least-once and unordered; whoever receives one asks the table whether it still matters.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from imagora.kernel.ids import AccountId, JobId, MediaId, Position, PostId


class Message(msgspec.Struct, frozen=True, tag_field="kind", kw_only=True):
    """What every message carries: its kind (the tag) and the version of its shape."""

    v: int = 1


class Generate(Message, frozen=True, tag="generate"):
    """Generation queue, or the slow one: a job waits for a worker.

    `slow`: it waits in the slow lane. `since`: when its time began, where that wasn't when it was asked for.
    """

    job_id: JobId
    slow: bool = False
    since: str | None = None


class MediaSettled(Message, frozen=True, tag="media"):
    """Settlement queue: a medium left `processing`, or was decided about."""

    media_id: MediaId


class JobDrawn(Message, frozen=True, tag="job"):
    """Settlement queue: a worker has drawn all that it could."""

    job_id: JobId


Settle = MediaSettled | JobDrawn


class LookAgain(Message, frozen=True, tag="look_again"):
    """Media queue: a checker that gave no answer about a held picture is to be asked once more.

    `attempt`: how often they were asked before.
    """

    media_id: MediaId
    attempt: int


class Trace(Message, frozen=True, tag="trace"):
    """Media queue: a picture was taken away by this case; copies of it that are published are looked for.

    `round`: how often that was done already, since each looks at a bounded number.
    """

    media_id: MediaId
    case_id: str
    round: int = 0


Inspect = LookAgain | Trace


class PostPublished(Message, frozen=True, tag="post"):
    """Fan-out queue: a post went out. `after` is the follower with whom the last run ended.

    `mark` is set where followers' feed heads are marked to pull the author, instead of pushing the post.
    """

    post_id: PostId
    author_id: AccountId
    position: Position
    after: AccountId | None = None
    mark: bool = False


class Followed(Message, frozen=True, tag="follow"):
    """Fan-out queue: somebody follows somebody; their newest posts belong into the follower's feed."""

    follower_id: AccountId
    followee_id: AccountId


class Reposted(Message, frozen=True, tag="repost"):
    """Fan-out queue: somebody reposted a post, at this position. `after` and `mark` as for a post that went out.

    `author_id` is the post's author, `quote` and `quote_author` what the post quotes.
    """

    post_id: PostId
    author_id: AccountId
    by: AccountId
    position: Position
    quote: PostId | None = None
    quote_author: AccountId | None = None
    after: AccountId | None = None
    mark: bool = False


class Unreposted(Message, frozen=True, tag="unrepost"):
    """Fan-out queue: a repost that stood at this position was taken back. `after` as for a post that went out."""

    post_id: PostId
    by: AccountId
    position: Position
    after: AccountId | None = None


class WentAway(Message, frozen=True, tag="away"):
    """Fan-out queue: somebody rests; their follows go out of the fan-out's reach. `after`: as far as they are."""

    reader_id: AccountId
    after: AccountId | None = None


class CameBack(Message, frozen=True, tag="back"):
    """Fan-out queue: somebody who rests looked at their home feed.

    Their follows come back into reach; after that, with `fill`, their feed is filled. `after`: as far as that is.
    """

    reader_id: AccountId
    after: AccountId | None = None
    fill: bool = False


Spread = PostPublished | Followed | Reposted | Unreposted | WentAway | CameBack


class FeedPage(Message, frozen=True, tag="page"):
    """Fan-out page queue: one post for up to 500 home feeds; with `mark`, for their heads.

    `quote` and `quote_author`: what the post quotes. `answers`: whom a reply answers. `by`: who reposted it.
    """

    post_id: PostId
    author_id: AccountId
    position: Position
    followers: list[AccountId]
    mark: bool = False
    quote: PostId | None = None
    quote_author: AccountId | None = None
    answers: AccountId | None = None
    by: AccountId | None = None


class Retraction(Message, frozen=True, tag="retraction"):
    """Fan-out page queue: what stands at this position goes out of up to 500 home feeds; a repost was taken back."""

    position: Position
    followers: list[AccountId]


Delivery = FeedPage | Retraction


class PostEnded(Message, frozen=True, tag="post"):
    """Erasure queue: a post was deleted; its pictures may have to go."""

    post_id: PostId
    media_ids: list[MediaId]


class JobEnded(Message, frozen=True, tag="job"):
    """Erasure queue: a job ended without result; what was drawn of it has to go."""

    job_id: JobId


class AccountDeleted(Message, frozen=True, tag="account"):
    """Erasure queue: an account was deleted; everything of it has to go, step by step."""

    account_id: AccountId


Erase = PostEnded | JobEnded | AccountDeleted


class Deliver(Message, frozen=True, tag="deliver"):
    """Webhook queue: an event is to be delivered to an account's webhook, now."""

    account_id: AccountId
    event_id: str


class PostOut(Message, frozen=True, tag="post_out"):
    """Activity queue: a post went out. Sent by the fan-out; the post is due until then."""

    post_id: PostId


class PostEdited(Message, frozen=True, tag="post_edited"):
    """Activity queue: a published post says something else."""

    post_id: PostId


class PostGone(Message, frozen=True, tag="post_gone"):
    """Activity queue: a post that was out was deleted or rejected. It holds no word of it any more.

    `told`: whom it notified, each with the kind of that notification.
    """

    post_id: PostId
    position: Position
    text: str
    told: dict[AccountId, str] = msgspec.field(default_factory=dict)


class Liked(Message, frozen=True, tag="like"):
    """Activity queue: somebody likes a post."""

    post_id: PostId
    by: AccountId


class RepostMade(Message, frozen=True, tag="repost_made"):
    """Activity queue: somebody reposted a post."""

    post_id: PostId
    by: AccountId


class FollowMade(Message, frozen=True, tag="follow_made"):
    """Activity queue: somebody follows somebody."""

    follower: AccountId
    followee: AccountId


class FollowRequested(Message, frozen=True, tag="follow_requested"):
    """Activity queue: somebody asks to follow a private account."""

    follower: AccountId
    target: AccountId


class JobFinished(Message, frozen=True, tag="job_finished"):
    """Activity queue: a job is final."""

    job_id: JobId


class AccountChanged(Message, frozen=True, tag="account"):
    """Activity queue: an account is new, has another name, kind or status, or is deleted."""

    account_id: AccountId


class TallyChanged(Message, frozen=True, tag="tally"):
    """Activity queue: counts of a contended post wait beside it."""

    post_id: PostId


class TermsChanged(Message, frozen=True, tag="terms"):
    """Activity queue: an owner says something else of who may remix a picture, or of its prompt.

    `after`: as far as the posts that show it are done.
    """

    media_id: MediaId
    after: PostId | None = None


class CaseSettled(Message, frozen=True, tag="case"):
    """Activity queue: a moderator (or a checker) decided, or an appeal was answered."""

    case_id: str


class WebhookDisabled(Message, frozen=True, tag="webhook_disabled"):
    """Activity queue: an account's webhook was turned off, since deliveries failed for days; this was the last one."""

    account_id: AccountId
    event_id: str


class JudgeAgain(Message, frozen=True, tag="judge_again"):
    """Activity queue: the texts of something are to be judged (again): a checker was down, or rules or models changed.

    `subject_kind`: `post` (its text and its pictures' descriptions), `media` (its description), `account` (name, bio).
    """

    subject_kind: Literal["post", "media", "account"]
    subject_id: str


Happening = (
    PostOut
    | PostEdited
    | PostGone
    | Liked
    | RepostMade
    | FollowMade
    | FollowRequested
    | JobFinished
    | AccountChanged
    | TallyChanged
    | TermsChanged
    | CaseSettled
    | JudgeAgain
    | WebhookDisabled
)
