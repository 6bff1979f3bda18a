"""Reading feeds: skeleton → hydration → rules → presentation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import msgspec

from imagora.feeds.listing import FeedLists
from imagora.feeds.models import MAX_PULLED, PULLED_POSTS, Entry, FeedItem, ReasonKind
from imagora.graph.head import Head
from imagora.graph.viewpoint import Viewpoint
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, PostId
from imagora.kernel.parallel import together
from imagora.posts.hydration import Hydration, Pointer, Shown
from imagora.posts.listing import PostLists
from imagora.table.paging import Page, PageRequest, cut


class FeedReader(msgspec.Struct, frozen=True):
    feeds: FeedLists
    posts: PostLists
    hydration: Hydration
    now: Clock

    def home(self, reader: AccountId, page: PageRequest) -> Page[FeedItem]:
        """A page of somebody's home feed, newest first, each post once.

        2 steps: the feed (its head comes along), then posts and authors. Who follows accounts that are pulled pays one
        step more: their newest ten posts each, in parallel; the page then ends at the oldest source that ran dry.
        """
        now = self.now()
        head, entries = self._pushed(reader, page, now)
        skeleton = self._merge(head, entries, page)
        wanted = [entry for entry in skeleton.items if not head.passes_over(entry.pointer.author, now)]

        def reason(shown: Shown) -> ReasonKind:
            return "own" if shown.author.id == reader else "followed"

        return self._present(wanted, skeleton.next, Viewpoint(reader, head, now), reason)

    def _pushed(self, reader: AccountId, page: PageRequest, now: datetime) -> tuple[Head, list[Entry]]:
        if page.after is None:
            return self.feeds.newest(reader, limit=page.limit + 1, now=now)
        older = partial(self.feeds.older, reader, limit=page.limit + 1, after=page.after, now=now)
        head, entries = together([partial(self.feeds.head, reader), older])
        return head, entries

    def _merge(self, head: Head, entries: list[Entry], page: PageRequest) -> Page[Entry]:
        """Pushed and pulled entries by position, each post once, no further than every source reaches."""
        if not head.pulled:
            return cut(entries, page.limit, lambda entry: entry.position)
        sources = [entries, *self._pull(sorted(head.pulled)[:MAX_PULLED], page.after)]
        asked = [page.limit + 1, *[PULLED_POSTS] * (len(sources) - 1)]
        bound = max((s[-1].position for s, n in zip(sources, asked, strict=True) if len(s) == n), default=None)
        merged: dict[PostId, Entry] = {}
        for entry in (entry for source in sources for entry in source):
            if bound is None or entry.position >= bound:
                merged.setdefault(entry.pointer.post, entry)
        ordered = sorted(merged.values(), key=lambda entry: entry.position, reverse=True)
        if bound is not None and len(ordered) <= page.limit:
            return Page(ordered, bound)
        return cut(ordered, page.limit, lambda entry: entry.position)

    def _pull(self, authors: Sequence[AccountId], after: str | None) -> list[list[Entry]]:
        def newest(author: AccountId) -> list[Entry]:
            rows = self.posts.of_author(author, limit=PULLED_POSTS, after=after)
            return [Entry(position, Pointer(post, author)) for post, position, _ in rows]

        return together([partial(newest, author) for author in authors])

    def _present(
        self,
        entries: Sequence[Entry],
        onward: str | None,
        viewpoint: Viewpoint,
        reason: Callable[[Shown], ReasonKind],
    ) -> Page[FeedItem]:
        shown, _ = self.hydration.hydrate([entry.pointer for entry in entries], viewpoint)
        posts = [shown[entry.pointer.post] for entry in entries if entry.pointer.post in shown]
        return Page([FeedItem(post, reason(post)) for post in posts], onward)
