"""The messages between the stages, one queue after another. Each names things by id: what is true of them is read anew.

All are at-least-once and unordered; whoever receives one asks the table whether it still matters.
"""

from __future__ import annotations

import msgspec

from imagora.kernel.ids import AccountId, JobId, MediaId, Position, PostId


class Message(msgspec.Struct, frozen=True, tag_field="kind", kw_only=True):
    """What every message carries: its kind (the tag) and the version of its shape."""

    v: int = 1


class Generate(Message, frozen=True, tag="generate"):
    """Generation queue: a job waits for a worker."""

    job_id: JobId


class MediaSettled(Message, frozen=True, tag="media"):
    """Settlement queue: a medium left `processing`, or was decided about."""

    media_id: MediaId


class JobDrawn(Message, frozen=True, tag="job"):
    """Settlement queue: a worker has drawn all that it could."""

    job_id: JobId


Settle = MediaSettled | JobDrawn


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


Spread = PostPublished | Followed


class FeedPage(Message, frozen=True, tag="page"):
    """Fan-out page queue: one post for up to 500 home feeds; with `mark`, for their heads."""

    post_id: PostId
    author_id: AccountId
    position: Position
    followers: list[AccountId]
    mark: bool = False


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
