"""Keeping what trends true to what people did."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.accounts.errors import AccountNotFound
from imagora.accounts.service import Accounts
from imagora.feeds.trends import ENOUGH, KEEP, TRENDING, points, ranked, trend_key
from imagora.kernel.clock import Clock, epoch
from imagora.kernel.ids import AccountId, PostId, time_of
from imagora.posts.listing import PostLists
from imagora.posts.models import Post
from imagora.table.item import Item
from imagora.table.reader import Reader


class TrendItem(Item):
    """`TREND#<pid>` / `TREND`; GSI1 `TRENDING` / `<score>#…`."""


@dataclass(frozen=True)
class Trending:
    reader: Reader
    posts: PostLists
    accounts: Accounts
    now: Clock

    def touch(self, post_id: PostId) -> None:
        """Give a post the score that its counts make now, or none (2 reads; if it changed a third, 1 to 3 writes).

        Open, published posts of the last week that answer nothing, with 3 points at least. Retry-safe, in any order:
        the score follows from the post as it is.
        """
        post, known = self.posts.get(post_id), self.reader.get(trend_key(post_id))
        place = self._place(post) if post else None
        if post is None or place is None:
            if known:
                TrendItem(*trend_key(post_id)).delete()
        elif known is None or known["GSI1SK"] != place:
            self._put(post, place)

    def touch_above(self, post_id: PostId) -> None:
        """As `touch`, for what a post answers and what it quotes; for itself where it was given back with counts."""
        post = self.posts.get(post_id)
        if post is None:
            return
        if points(post.counts) >= ENOUGH:
            self.touch(post_id)
        if post.card.reply_to is not None:
            self.touch(post.card.reply_to)
        if post.card.quote is not None:
            self.touch(post.card.quote.post)

    def _place(self, post: Post) -> str | None:
        if post.status != "published" or post.position is None or post.card.reply_to is not None:
            return None
        if points(post.counts) < ENOUGH:
            return None
        return ranked(post, post.position) if time_of(post.position) + KEEP > self.now() else None

    def _put(self, post: Post, place: str) -> None:
        if post.position is None or not self._is_open(post.author):
            return
        until = epoch(time_of(post.position) + KEEP)
        TrendItem(*trend_key(post.id), GSI1PK=TRENDING, GSI1SK=place, expires_at=until).save()

    def _is_open(self, author: AccountId) -> bool:
        try:
            profile = self.accounts.profile(author)
        except AccountNotFound:
            return False
        return profile.status == "active" and not profile.private
