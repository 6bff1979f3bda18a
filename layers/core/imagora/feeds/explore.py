"""Explore: what trends first, then what is new of everybody, nothing twice."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import partial

import msgspec

from imagora.feeds.listing import FeedLists
from imagora.feeds.models import Entry, FeedItem, ReasonKind
from imagora.feeds.open_lists import OpenLists
from imagora.feeds.trends import Trends
from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, PostId
from imagora.kernel.parallel import together
from imagora.table.paging import Page, PageRequest

LEADING = 10
"""How many trending posts a first page leads with; half of a smaller page."""

_NEWEST = "~"
"""A position before all others: where a page goes on that was full of trending posts."""

_TAIL = 10
"""How many characters of an id a cursor remembers: fifty random bits."""


class Skeleton(msgspec.Struct, frozen=True):
    """What a page is made of. `told`: the ends of the ids of those trending posts that the first page led with."""

    trending: Sequence[Entry]
    recent: Page[Entry]
    told: tuple[str, ...] = ()


class Explore(msgspec.Struct, frozen=True):
    feeds: FeedLists
    trends: Trends
    lists: OpenLists
    now: Clock

    def page(self, viewer: AccountId | None, page: PageRequest) -> Page[FeedItem]:
        """A page of explore: trending posts lead the first one, then the newest of all, each once.

        2 steps: the lists (the viewer's head in parallel), and posts with authors. Replies, private accounts and what
        the viewer hides are passed over, so a page may be shorter than asked.
        """
        viewpoints = self.lists.viewpoints
        skeleton, viewpoint = together([partial(self.skeleton, page), partial(viewpoints.of, viewer)])
        return self.present(skeleton, viewpoint, page.limit)

    def skeleton(self, page: PageRequest) -> Skeleton:
        """What may be on a page (1 step)."""
        now = self.now()
        if page.after is None:
            newest = partial(self.feeds.recent, limit=page.limit, after=None, now=now)
            return Skeleton(*together([partial(self.trends.top, now), newest]))
        position, *told = page.after.split("#")
        return Skeleton((), self.feeds.recent(limit=page.limit + len(told), after=position, now=now), tuple(told))

    def present(self, skeleton: Skeleton, viewpoint: Viewpoint, limit: int) -> Page[FeedItem]:
        """A page of at most `limit`, as somebody sees it from there (1 step)."""
        viewpoint.ask(entry.pointer.author for entry in (*skeleton.trending, *skeleton.recent.items))
        leading = [entry for entry in skeleton.trending if not viewpoint.hides(entry.pointer.author)]
        leading = leading[: min(LEADING, (limit + 1) // 2)]
        recent = _without(skeleton, {entry.pointer.post for entry in leading}, limit - len(leading))
        shown = self.lists.show([*leading, *recent.items], viewpoint)
        items = [
            FeedItem(one, reason)
            for entries, reason in ((leading, _TRENDING), (recent.items, _RECENT))
            for entry in entries
            if (one := shown.get(entry.pointer.post)) and one.post.card.reply_to is None
        ]
        return Page(items, _onward(recent.next, leading, skeleton.told))


_TRENDING: ReasonKind = "trending"
_RECENT: ReasonKind = "recent"


def _without(skeleton: Skeleton, leading: Container[PostId], room: int) -> Page[Entry]:
    """What is new besides what leads, and what led before."""
    fresh = [
        entry
        for entry in skeleton.recent.items
        if entry.pointer.post not in leading and entry.pointer.post[-_TAIL:] not in skeleton.told
    ]
    if len(fresh) <= room:
        return Page(fresh, skeleton.recent.next)
    return Page(fresh[:room], fresh[room - 1].position if room else _NEWEST)


def _onward(position: str | None, leading: Sequence[Entry], told: Sequence[str]) -> str | None:
    """Where the list goes on, and which trending posts are still to come there."""
    if position is None:
        return None
    to_come = [entry.pointer.post[-_TAIL:] for entry in leading if entry.position < position]
    return "#".join([position, *told, *to_come])
