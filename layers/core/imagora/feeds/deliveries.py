"""The second stage of a fan-out: one post into, or out of, up to 500 home feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imagora.feeds.models import Entry
from imagora.feeds.store import FeedStore
from imagora.graph import head_store
from imagora.graph.service import Graph
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId
from imagora.kernel.messages import FeedPage, Retraction
from imagora.posts.hydration import Pointer, Quoted
from imagora.posts.marks import REPOST, mark_key
from imagora.posts.store import PostStore
from imagora.table.reader import Reader


@dataclass(frozen=True)
class Deliveries:
    feeds: FeedStore
    posts: PostStore
    graph: Graph
    reader: Reader
    now: Clock

    def deliver(self, page: FeedPage) -> None:
        """Put one post's pointer into up to 500 home feeds, or mark their heads.

        Retry-safe: an entry's key is (reader, position), so a second delivery rewrites it with itself. A post that was
        withdrawn meanwhile is dropped, and so is a repost that was taken back.
        """
        if page.mark:
            head_store.mark(page.followers, page.by or page.author_id)
        elif page.by is not None:
            self._repost(page)
        elif self._is_out(page):
            self.feeds.push(_entry(page), self._readers(page), now=self.now())

    def retract(self, page: Retraction) -> None:
        """Take what stands at a position out of up to 500 home feeds. Retry-safe."""
        self.feeds.retract(page.position, page.followers)

    def _repost(self, page: FeedPage) -> None:
        """A repost is looked for again once its pointers are there: its end may have overtaken them."""
        if not repost_stands(self.reader, page):
            return
        self.feeds.push(_entry(page), page.followers, now=self.now())
        if not repost_stands(self.reader, page):
            self.feeds.retract(page.position, page.followers)

    def _is_out(self, page: FeedPage) -> bool:
        post = self.posts.get(page.post_id)
        return post is not None and post.status == "published"

    def _readers(self, page: FeedPage) -> Sequence[AccountId]:
        """Those of a page's followers for whom the post is: a reply is for who follows both (0.5 units each)."""
        if page.answers is None:
            return page.followers
        both = self.graph.following_among(page.followers, page.answers)
        return [reader for reader in page.followers if reader == page.answers or reader in both]


def repost_stands(reader: Reader, repost: FeedPage) -> bool:
    """Whether a repost is still there, at this position (1 consistent read)."""
    assert repost.by is not None  # noqa: S101 - asked for reposts only
    mark = reader.get(mark_key(repost.by, repost.post_id, REPOST), consistent=True)
    return mark is not None and mark["position"] == repost.position


def _entry(page: FeedPage) -> Entry:
    quote = Quoted(page.quote, page.quote_author) if page.quote and page.quote_author else None
    pointer = Pointer(page.post_id, page.author_id, quote)
    return Entry(page.position, pointer, by=page.by, answers=page.answers)
