"""Carrying a repost to its reposter's followers, and taking it away again."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from imagora.accounts.models import Profile
from imagora.accounts.service import Accounts
from imagora.feeds.deliveries import Deliveries
from imagora.feeds.paging import Paging
from imagora.kernel.ids import AccountId
from imagora.kernel.messages import FeedPage, Reposted, Retraction, Unreposted
from imagora.posts import reactions_store


@dataclass(frozen=True)
class Reposting:
    """A repost's pointer (`REPOSTS#<post>` / `<who>`) is due until its last page is on its way; so is its end."""

    accounts: Accounts
    paging: Paging
    deliveries: Deliveries

    def split(self, message: Reposted) -> None:
        """Into the reposter's own feed, and into pages of their followers, as a post that goes out. Retry-safe.

        Where the reposter is pulled, nothing more. Who took it back meanwhile left a message of that.
        """
        reposter = self.accounts.profiles([message.by]).get(message.by)
        if reposter is None or self._spread(message, reposter):
            reactions_store.settle_repost(message.post_id, message.by, message.position)

    def _spread(self, message: Reposted, reposter: Profile) -> bool:
        """Whether nothing is left to be sent."""
        mark = message.mark
        if message.after is None and not mark:
            self.deliveries.deliver(_page(message, [reposter.id], mark=False))
            way = self.paging.way(message, reposter)
            if way == "pull":
                return True
            mark = way == "mark"
        onward = msgspec.structs.replace(message, mark=mark)
        return self.paging.send(onward, reposter.id, lambda followers: _page(message, followers, mark=mark))

    def take_back(self, message: Unreposted) -> None:
        """Out of the reposter's own feed, and out of their followers'. Retry-safe.

        Of one who is pulled nothing stands in feeds that is shown: their list is read instead.
        """
        reposter = self.accounts.profiles([message.by]).get(message.by)
        if message.after is None:
            self.deliveries.retract(Retraction(position=message.position, followers=[message.by]))
        if reposter is None or reposter.feed_mode == "pull" or self._retract(message):
            reactions_store.settle_repost(message.post_id, message.by, message.position)

    def _retract(self, message: Unreposted) -> bool:
        def page(followers: list[AccountId]) -> Retraction:
            return Retraction(position=message.position, followers=followers)

        return self.paging.send(message, message.by, page)


def _page(message: Reposted, followers: list[AccountId], *, mark: bool) -> FeedPage:
    return FeedPage(
        post_id=message.post_id,
        author_id=message.author_id,
        position=message.position,
        followers=followers,
        mark=mark,
        quote=message.quote,
        quote_author=message.quote_author,
        by=message.by,
    )
