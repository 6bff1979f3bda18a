"""What a feed is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from imagora.kernel.ids import AccountId, Position, PostId
from imagora.posts.hydration import Pointer, Shown

KEEP = timedelta(days=30)
"""How long a pointer stays in a feed."""

PAGE_OF_FOLLOWERS = 500
PAGES_A_RUN = 20
BACKFILL = 20
PULLED_POSTS = 10
MAX_PULLED = 100

RETURN_TO_PUSH = 0.8
"""An account goes back from pull to push below this share of the limit: no swinging around it."""

ReasonKind = Literal["followed", "reposted", "own", "recent", "trending"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A pointer at its place in a list."""

    position: Position
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A post in a feed, and why it is there."""

    shown: Shown
    reason: ReasonKind


@dataclass(frozen=True, slots=True)
class Head:
    """What a reader's feed needs to know before it is shown: whom to pull, and whose pointers to pass over until when."""

    pulled: frozenset[AccountId] = frozenset()
    hidden: dict[AccountId, int] = field(default_factory=dict)

    def hides(self, author: AccountId, now: datetime) -> bool:
        return self.hidden.get(author, 0) > now.timestamp()

