"""Reading home feeds: skeleton → hydration → rules → presentation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from imagora.feeds.authored import AuthorLists
from imagora.feeds.listing import FeedLists
from imagora.feeds.models import MAX_PULLED, PULLED_AT_RETURN, PULLED_POSTS, Entry, FeedItem, HomePage
from imagora.feeds.places import Mark, Place, tail
from imagora.feeds.rules import Rules
from imagora.graph import listing
from imagora.graph.attendance import Attendance
from imagora.graph.head import Head
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, PostId
from imagora.kernel.parallel import together
from imagora.posts.hydration import Hydration
from imagora.table.paging import Page, PageRequest, cut

if TYPE_CHECKING:
    from imagora.feeds.newcomers import Newcomers

FEW = 5
"""Who follows fewer accounts than this gets explore after what those posted."""


class FeedReader(msgspec.Struct, frozen=True):
    feeds: FeedLists
    authored: AuthorLists
    hydration: Hydration
    viewpoints: Viewpoints
    newcomers: Callable[[], Newcomers]
    attendance: Attendance
    now: Clock

    def home(self, reader: AccountId, page: PageRequest) -> HomePage:
        """A page of somebody's home feed, newest first, each post once on all pages.

        2 steps: the feed (its head comes along), then posts and authors. Who follows accounts that are pulled pays one
        step more: their newest ten posts each, in parallel; the page then ends at the oldest source that ran dry. Who
        follows fewer than five pays one step more where the feed ends: explore goes on there. The day's first look is
        noted beside the second step. Who comes back after long gets everybody's posts pulled (2 steps more), until the
        feed itself is whole again.

        Raises Unauthenticated for a reader who is gone: one whose erasure has begun has no head any more, so that only
        newcomers have to be asked for.
        """
        place = Place.read(page.after)
        if place.explore is not None:
            return HomePage(self.newcomers().beyond(reader, place, page.limit))
        head, entries = self._pushed(reader, place, page.limit)
        noted = self.attendance.note(reader, head) if place.position is None else None
        home = self._home(reader, page, place, head, entries)
        if noted is not None:
            noted()
        return home

    def _home(self, reader: AccountId, page: PageRequest, place: Place, head: Head, entries: list[Entry]) -> HomePage:
        viewpoint = self.viewpoints.behind(reader, head)
        pulled = self._whom_to_pull(reader, head)
        skeleton = self._merge(pulled, entries, place.position, page.limit)
        items = self._present(skeleton.items, viewpoint, place.told)
        since = Mark.after(skeleton.items).written() if page.after is None else None
        newcomer = head.following < FEW
        if skeleton.next is None and newcomer:
            told = (*place.told, *_told(items, before=None))
            return HomePage(self.newcomers().after(items, viewpoint, told, page.limit), since)
        return HomePage(Page(items, _onward(place, skeleton.next, items, all_told=newcomer)), since)

    def newer(self, reader: AccountId, mark: Mark, limit: int, *, but: PostId | None = None) -> HomePage:
        """What came into a home feed since, newest first; `but` is a post that is known to be there.

        1 Query and nothing else where nothing did, but for the day's first look, which is noted as `home` does. Where
        more came than `limit`, `next` goes on with what is older.
        """
        head, entries = self.feeds.newer(
            reader, limit=limit + len(mark.known) + 2, beyond=mark.position, now=self.now()
        )
        noted = self.attendance.note(reader, head)
        home = self._newer(reader, mark, limit, head, entries, but=but)
        if noted is not None:
            noted()
        return home

    def _newer(
        self, reader: AccountId, mark: Mark, limit: int, head: Head, entries: list[Entry], *, but: PostId | None
    ) -> HomePage:
        merged = self._merge(self._whom_to_pull(reader, head), entries, None, limit + len(mark.known) + 1)
        beyond = [entry for entry in merged.items if entry.position > mark.position]
        fresh = [entry for entry in mark.fresh(beyond) if entry.pointer.post != but]
        if not fresh:
            return HomePage(Page([]), mark.written())
        page = cut(fresh, limit, lambda entry: entry.position)
        items = self._present(page.items, self.viewpoints.behind(reader, head), ())
        return HomePage(Page(items, _onward(Place(), page.next, items)), Mark.after(beyond, mark).written())

    def _pushed(self, reader: AccountId, place: Place, limit: int) -> tuple[Head, list[Entry]]:
        now = self.now()
        if place.position is None:
            return self.feeds.newest(reader, limit=limit + 1, now=now)
        older = partial(self.feeds.older, reader, limit=limit + 1, after=place.position, now=now)
        head, entries = together([partial(self.feeds.head, reader), older])
        return head, entries

    def _whom_to_pull(self, reader: AccountId, head: Head) -> Collection[AccountId]:
        """Whose posts aren't in the feed itself. While it isn't whole that is everybody's: 1 Query for 50 of them."""
        if not head.resting:
            return head.pulled
        followed = listing.outgoing(self.authored.reader, reader, listing.FOLLOW, None, PULLED_AT_RETURN)
        return head.pulled.union(followed)

    def _merge(self, whom: Collection[AccountId], entries: list[Entry], after: str | None, limit: int) -> Page[Entry]:
        """Pushed and pulled entries by position, no further than every source reaches.

        Reposts of those who are pulled are in their lists; what was pushed before they were may be taken back since.
        """
        if not whom:
            return cut(entries, limit, lambda entry: entry.position)
        pulled = self._pull(sorted(whom)[:MAX_PULLED], after)
        reached = [until for _, until in pulled if until is not None]
        if len(entries) > limit:
            reached.append(entries[-1].position)
        bound = max(reached, default="")
        pushed = [entry for entry in entries if entry.by not in whom]
        sources = [pushed, *(found for found, _ in pulled)]
        merged = {entry.position: entry for source in sources for entry in source if entry.position >= bound}
        ordered = [merged[position] for position in sorted(merged, reverse=True)]
        if bound and len(ordered) <= limit:
            return Page(ordered, bound)
        return cut(ordered, limit, lambda entry: entry.position)

    def _pull(self, authors: Sequence[AccountId], after: str | None) -> list[tuple[list[Entry], str | None]]:
        return together([partial(self.authored.newest, author, limit=PULLED_POSTS, after=after) for author in authors])

    def _present(self, entries: Sequence[Entry], viewpoint: Viewpoint, told: Container[str]) -> list[FeedItem]:
        """What of these the reader gets to see (1 step)."""
        rules = Rules(viewpoint)
        wanted = [entry for entry in rules.before(entries) if tail(entry.pointer.post) not in told]
        shown, authors = self.hydration.hydrate(
            [entry.pointer for entry in wanted],
            viewpoint,
            authors=[entry.by for entry in wanted if entry.by is not None],
            followed={entry.pointer.author for entry in wanted if entry.by is None},
        )
        return rules.after(wanted, shown, authors)


def _onward(place: Place, position: str | None, items: Sequence[FeedItem], *, all_told: bool = False) -> str | None:
    """Where the feed goes on, and which of the reposted posts may come again there; all, where explore follows."""
    if position is None:
        return None
    return Place(position, (*place.told, *_told(items, before=None if all_told else position))).written()


def _told(items: Sequence[FeedItem], *, before: str | None) -> list[str]:
    """The tails of the posts that were shown as reposts; with `before`, of those that went out before that position.

    A post that went out later can't stand there: whoever reposts it does so later still.
    """
    reposted = [item.shown.post for item in items if item.by is not None]
    return [tail(post.id) for post in reposted if before is None or (post.position or "") <= before]
