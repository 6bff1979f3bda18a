"""What a feed is made of."""

from __future__ import annotations

from typing import Literal

import msgspec

from imagora.accounts.models import Author
from imagora.graph.head import POINTERS_LIVE
from imagora.kernel.ids import AccountId, Position
from imagora.posts.hydration import Pointer, Shown
from imagora.table.paging import Page

KEEP = POINTERS_LIVE
"""How long a pointer stays in a feed."""

PAGE_OF_FOLLOWERS = 500
PAGES_A_RUN = 20
BACKFILL = 20
PULLED_POSTS = 10
MAX_PULLED = 400
PULLED_AT_RETURN = 50
"""Of how many of those whom somebody follows who was away the posts are pulled, until the feed is filled again."""

RETURN_TO_PUSH = 0.8
"""An account goes back from pull to push below this share of the limit: no swinging around it."""

ReasonKind = Literal["followed", "reposted", "own", "recent", "trending"]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A pointer at its place in a list. `by` is who reposted the post, `answers` whom a reply answers."""

    position: Position
    pointer: Pointer
    by: AccountId | None = None
    answers: AccountId | None = None


class FeedItem(msgspec.Struct, frozen=True, gc=False):
    """A post in a feed, and why it is there. `by` is who reposted it."""

    shown: Shown
    reason: ReasonKind
    by: Author | None = None


class HomePage(msgspec.Struct, frozen=True):
    """A page of a home feed. `since` is what to ask with for what comes after this; only a first page has it."""

    page: Page[FeedItem]
    since: str | None = None
