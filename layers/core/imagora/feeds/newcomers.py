"""What fills the home feed of who follows few: explore, where their own feed ends, without what they have seen."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from functools import partial

import msgspec

from imagora.feeds.explore import Explore, Skeleton
from imagora.feeds.models import Entry, FeedItem
from imagora.feeds.places import Place, tail
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId
from imagora.kernel.parallel import together
from imagora.table.paging import Page, PageRequest

Followed = Callable[[AccountId], Sequence[AccountId]]
"""Whom somebody follows who follows few.

Raises Unauthenticated for who is gone.
"""


class Newcomers(msgspec.Struct, frozen=True):
    explore: Explore
    viewpoints: Viewpoints
    followed: Followed

    def after(self, items: Sequence[FeedItem], viewpoint: Viewpoint, told: Sequence[str], limit: int) -> Page[FeedItem]:
        """The page on which somebody's own feed ends: its items, and as many of explore as fit (2 steps, where any do).

        `told` are the tails of what was shown as reposted.
        """
        place, room = Place(told=told, explore=""), limit - len(items)
        if room <= 0 or viewpoint.account is None:
            return Page(items, place.written())
        skeleton, followed = self._read(viewpoint.account, place, room)
        page = self._page(skeleton, followed, viewpoint, place, room)
        return Page([*items, *page.items], page.next)

    def beyond(self, reader: AccountId, place: Place, limit: int) -> Page[FeedItem]:
        """A page beyond somebody's own feed (2 steps)."""
        read, look = partial(self._read, reader, place, limit), partial(self.viewpoints.of, reader)
        (skeleton, followed), viewpoint = together([read, look])
        return self._page(skeleton, followed, viewpoint, place, limit)

    def _read(self, reader: AccountId, place: Place, limit: int) -> tuple[Skeleton, frozenset[AccountId]]:
        """What may come (1 step), and whose posts are in the feed itself."""
        request = PageRequest(limit, place.explore or None)
        skeleton, followed = together([partial(self.explore.skeleton, request), partial(self.followed, reader)])
        return skeleton, frozenset((reader, *followed))

    def _page(
        self, skeleton: Skeleton, followed: Container[AccountId], viewpoint: Viewpoint, place: Place, limit: int
    ) -> Page[FeedItem]:
        page = self.explore.present(_without(skeleton, followed, place.told), viewpoint, limit)
        onward = Place(told=place.told, explore=page.next).written() if page.next is not None else None
        return Page(page.items, onward)


def _without(skeleton: Skeleton, authors: Container[AccountId], told: Container[str]) -> Skeleton:
    """What is left of explore without these authors and posts."""

    def is_new(entry: Entry) -> bool:
        return entry.pointer.author not in authors and tail(entry.pointer.post) not in told

    recent = Page(list(filter(is_new, skeleton.recent.items)), skeleton.recent.next)
    return Skeleton(list(filter(is_new, skeleton.trending)), recent, skeleton.told)
