"""How what somebody made reaches their followers: in pages, or not at all where there are too many of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec

from imagora.accounts.models import FeedMode, Profile
from imagora.accounts.store import set_feed_mode
from imagora.feeds.models import PAGE_OF_FOLLOWERS, PAGES_A_RUN, RETURN_TO_PUSH
from imagora.graph.service import Graph
from imagora.kernel.ids import AccountId
from imagora.kernel.messages import Delivery, PostPublished, Reposted, Unreposted
from imagora.kernel.queues import Queue

_MARK_AGAIN_SECONDS = 60

Way = Literal["push", "pull", "mark"]
"""Into the followers' feeds; not at all, they know that they have to pull; not any more, so their heads are marked."""

M = TypeVar("M", PostPublished, Reposted, Unreposted)


@dataclass(frozen=True)
class Paging:
    graph: Graph
    pages: Queue
    continuations: Queue
    push_limit: int

    def way(self, message: PostPublished | Reposted, author: Profile) -> Way:
        """How an account's things reach its followers from now on. Retry-safe.

        One above the push limit is pulled: its followers' heads are marked once, when it crosses the limit, and a
        minute later for those whose follow the index didn't show yet.
        """
        mode = self._mode(author)
        if mode == "pull" and author.feed_mode == "pull":
            return "pull"
        if mode == "pull":  # before the mode is set: whatever breaks after that, the heads get marked
            again = msgspec.structs.replace(message, mark=True)
            self.continuations.send([again], delay_seconds=_MARK_AGAIN_SECONDS)
        if mode != author.feed_mode:
            set_feed_mode(author, mode)
        return "mark" if mode == "pull" else "push"

    def _mode(self, author: Profile) -> FeedMode:
        if author.followers_count > self.push_limit:
            return "pull"
        if author.feed_mode == "pull" and author.followers_count > RETURN_TO_PUSH * self.push_limit:
            return "pull"
        return "push"

    def send(self, message: M, whose: AccountId, page: Callable[[list[AccountId]], Delivery]) -> bool:
        """Send pages of 500 followers, beyond `message.after`: 20 a run, then the message itself for what is left.

        True when they were the last. Retry-safe: the same pages again do the same. Nothing is pushed to who rests.
        """
        after = message.after
        for _ in range(PAGES_A_RUN):
            followers = self.graph.follower_ids(whose, after, PAGE_OF_FOLLOWERS, resting=_concerns_resting(message))
            if followers:
                self.pages.send([page(followers)])
            if len(followers) < PAGE_OF_FOLLOWERS:
                return True
            after = followers[-1]
        self.continuations.send([msgspec.structs.replace(message, after=after)])
        return False


def _concerns_resting(message: PostPublished | Reposted | Unreposted) -> bool:
    """Whom to pull has to be known when they are back, and what is taken back may stand in their feeds from before."""
    return isinstance(message, Unreposted) or message.mark
