"""Carrying a published post to its readers: pushed into their feeds, or pulled by them where there are too many."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.accounts.models import FeedMode, Profile
from imagora.accounts.service import Accounts
from imagora.accounts.store import set_feed_mode
from imagora.feeds.models import (
    BACKFILL,
    PAGE_OF_FOLLOWERS,
    PAGES_A_RUN,
    RETURN_TO_PUSH,
    Entry,
)
from imagora.feeds.store import FeedStore
from imagora.graph import head_store
from imagora.graph.service import Graph
from imagora.kernel.clock import Clock
from imagora.kernel.messages import FeedPage, Followed, PostPublished
from imagora.kernel.queues import Queue
from imagora.posts.hydration import Pointer
from imagora.posts.store import PostStore

_MARK_AGAIN_SECONDS = 60


@dataclass(frozen=True)
class Fanout:
    """Two stages: `split` makes pages of followers, `deliver` fills their feeds. Both may run twice."""

    feeds: FeedStore
    posts: PostStore
    accounts: Accounts
    graph: Graph
    pages: Queue
    continuations: Queue
    push_limit: int
    now: Clock

    def split(self, message: PostPublished) -> None:
        """Announce a post, and make pages of 500 followers for it; 20 pages a run, then go on with a new message.

        An account above the push limit is pulled: its followers' heads are marked once, when it crosses the limit (and
        a minute later for those whose follow the index didn't show yet); from then on a post costs no fan-out at all.
        The post stays due until its last page is sent. Retry-safe: the same pages again put the same entries.
        """
        post = self.posts.get(message.post_id)
        author = self.accounts.profiles([message.author_id]).get(message.author_id)
        if post is None or post.status != "published":
            return
        if author is None:
            self.posts.settle(post.id)
            return
        mark = message.mark
        if message.after is None and not mark:
            self._announce(message, author)
            mode = self._mode(author)
            if mode == "pull" and author.feed_mode == "pull":
                self.posts.settle(post.id)
                return  # its followers know
            mark = mode == "pull"
            if mark:  # before the mode is set: whatever breaks after that, the heads get marked
                again = PostPublished(
                    post_id=message.post_id, author_id=author.id, position=message.position, mark=True
                )
                self.continuations.send([again], delay_seconds=_MARK_AGAIN_SECONDS)
            if mode != author.feed_mode:
                set_feed_mode(author, mode)
        if self._page(message, mark=mark):
            self.posts.settle(post.id)

    def _announce(self, message: PostPublished, author: Profile) -> None:
        entry = _entry(message)
        now = self.now()
        self.feeds.push(entry, [author.id], now=now)
        if not author.private:
            self.feeds.announce(entry, now=now)

    def _mode(self, author: Profile) -> FeedMode:
        if author.followers_count > self.push_limit:
            return "pull"
        if author.feed_mode == "pull" and author.followers_count > RETURN_TO_PUSH * self.push_limit:
            return "pull"
        return "push"

    def _page(self, message: PostPublished, *, mark: bool) -> bool:
        """Send the pages of this run; True when they were the last."""
        after = message.after
        for _ in range(PAGES_A_RUN):
            followers = self.graph.follower_ids(message.author_id, after=after, limit=PAGE_OF_FOLLOWERS)
            if followers:
                page = FeedPage(
                    post_id=message.post_id,
                    author_id=message.author_id,
                    position=message.position,
                    followers=followers,
                    mark=mark,
                )
                self.pages.send([page])
            if len(followers) < PAGE_OF_FOLLOWERS:
                return True
            after = followers[-1]
        onward = PostPublished(
            post_id=message.post_id, author_id=message.author_id, position=message.position, after=after, mark=mark
        )
        self.continuations.send([onward])
        return False

    def deliver(self, page: FeedPage) -> None:
        """Put one post's pointer into up to 500 home feeds, or mark their heads.

        Retry-safe: an entry's key is (reader, position), so a second delivery rewrites it with itself. A post that was
        withdrawn meanwhile is dropped.
        """
        if page.mark:
            head_store.mark(page.followers, page.author_id)
            return
        post = self.posts.get(page.post_id)
        if post is not None and post.status == "published":
            entry = Entry(page.position, Pointer(page.post_id, page.author_id))
            self.feeds.push(entry, page.followers, now=self.now())

    def back_fill(self, message: Followed) -> None:
        """Put the followee's newest posts into a new follower's feed, where they would stand had they been pushed.

        Retry-safe. Nothing happens when the follow is over again.
        """
        if not self.graph.follows(message.follower_id, message.followee_id):
            return
        newest = self.posts.of_author(message.followee_id, limit=BACKFILL)
        entries = [
            Entry(position, Pointer(post, message.followee_id))
            for post, position, traits in newest
            if "r" not in traits
        ]
        self.feeds.fill(message.follower_id, entries, now=self.now())
        self.graph.settle_follow(message.follower_id, message.followee_id)


def _entry(message: PostPublished) -> Entry:
    return Entry(message.position, Pointer(message.post_id, message.author_id))
