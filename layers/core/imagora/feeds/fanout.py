"""Carrying a published post to its readers: pushed into their feeds, or pulled by them where there are too many."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from imagora.accounts.models import Profile
from imagora.accounts.service import Accounts
from imagora.feeds.authored import AuthorLists
from imagora.feeds.models import BACKFILL, Entry
from imagora.feeds.paging import Paging
from imagora.feeds.store import FeedStore
from imagora.graph.service import Graph
from imagora.kernel.clock import Clock
from imagora.kernel.messages import FeedPage, Followed, PostOut, PostPublished
from imagora.kernel.queues import Queue
from imagora.posts.hydration import Pointer
from imagora.posts.models import Post
from imagora.posts.store import PostStore


@dataclass(frozen=True)
class Fanout:
    """The first stage: pages of followers, which `Deliveries` fills. May run twice."""

    feeds: FeedStore
    posts: PostStore
    authored: AuthorLists
    accounts: Accounts
    graph: Graph
    paging: Paging
    activity: Queue
    now: Clock

    def split(self, message: PostPublished) -> None:
        """Announce a post, and make pages of followers for it.

        Where its author is pulled, nothing more: a post costs no fan-out at all. What else follows from a post is told
        to the activity queue. The post stays due until its last page is sent. Retry-safe: the same pages again put the
        same entries.
        """
        post = self.posts.get(message.post_id)
        author = self.accounts.profiles([message.author_id]).get(message.author_id)
        if post is None or post.status != "published":
            return
        if author is not None and not self._spread(message, post, author):
            return
        self.posts.settle(post.id)

    def _spread(self, message: PostPublished, post: Post, author: Profile) -> bool:
        """Whether nothing is left to be sent."""
        mark = message.mark
        if message.after is None and not mark:
            self.activity.send([PostOut(post_id=post.id)])
            self._announce(message, post, author)
            way = self.paging.way(message, author)
            if way == "pull":
                return True
            mark = way == "mark"
        page = _page(message, post, mark=mark)
        onward = msgspec.structs.replace(message, mark=mark)
        return self.paging.send(onward, author.id, lambda followers: msgspec.structs.replace(page, followers=followers))

    def _announce(self, message: PostPublished, post: Post, author: Profile) -> None:
        """Into the author's own feed, and to what is new of all. A reply is for who follows both, and in no explore."""
        entry, now = _entry(message, post), self.now()
        if entry.answers is None or self.graph.follows(author.id, entry.answers):
            self.feeds.push(entry, [author.id], now=now)
        if not author.private and post.card.reply_to is None:
            self.feeds.announce(entry, now=now)

    def back_fill(self, message: Followed) -> None:
        """Put the followee's newest posts into a new follower's feed, where they would stand had they been pushed.

        Twenty that are neither replies nor reposts. Retry-safe. Nothing happens when the follow is over again.
        """
        if not self.graph.follows(message.follower_id, message.followee_id):
            return
        newest = self.authored.newest_posts(message.followee_id, BACKFILL)
        self.feeds.fill(message.follower_id, newest, now=self.now())
        self.graph.settle_follow(message.follower_id, message.followee_id)


def _entry(message: PostPublished, post: Post) -> Entry:
    """Whom a reply answers is told only where that is somebody else."""
    answered = post.card.reply_author
    pointer = Pointer(message.post_id, message.author_id, post.card.quote)
    return Entry(message.position, pointer, answers=answered if answered != message.author_id else None)


def _page(message: PostPublished, post: Post, *, mark: bool) -> FeedPage:
    quote, answered = post.card.quote, post.card.reply_author
    return FeedPage(
        post_id=message.post_id,
        author_id=message.author_id,
        position=message.position,
        followers=[],
        mark=mark,
        quote=quote.post if quote else None,
        quote_author=quote.author if quote else None,
        answers=answered if answered != message.author_id else None,
    )
