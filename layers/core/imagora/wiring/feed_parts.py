"""Parts of feeds and search: lists of posts and people, and what fills them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.feeds.authored import AuthorLists
    from imagora.feeds.deliveries import Deliveries
    from imagora.feeds.dormant import Dormant
    from imagora.feeds.explore import Explore
    from imagora.feeds.fanout import Fanout
    from imagora.feeds.newcomers import Newcomers
    from imagora.feeds.open_lists import OpenLists
    from imagora.feeds.paging import Paging
    from imagora.feeds.reading import FeedReader
    from imagora.feeds.reposting import Reposting
    from imagora.feeds.store import FeedStore
    from imagora.feeds.tags import TagPages
    from imagora.feeds.trending import Trending
    from imagora.kernel.ids import AccountId
    from imagora.search.accounts import AccountSearch
    from imagora.search.indexing import Indexing
    from imagora.search.reading import Search


@cache
def feed_store() -> FeedStore:
    from imagora.feeds.store import FeedStore
    from imagora.table.writer import Writer

    wiring.connected()
    return FeedStore(wiring.reader(), Writer(aws.client("dynamodb"), config.current().table))


@cache
def feeds() -> FeedReader:
    from imagora.feeds.listing import FeedLists
    from imagora.feeds.reading import FeedReader
    from imagora.graph.attendance import Attendance

    return FeedReader(
        FeedLists(wiring.reader()),
        _authored(),
        wiring.hydration(),
        wiring.viewpoints(),
        _newcomers,
        Attendance(wiring.reader(), wiring.dormancy(), wiring.now),
        wiring.now,
    )


@cache
def _newcomers() -> Newcomers:
    from imagora.accounts.rows import profile_key
    from imagora.accounts.service import own_of
    from imagora.feeds.newcomers import Newcomers
    from imagora.feeds.reading import FEW
    from imagora.graph import listing
    from imagora.kernel.parallel import together

    def followed(reader_id: AccountId) -> list[AccountId]:
        own, few = together(
            [
                lambda: wiring.reader().get(profile_key(reader_id), consistent=True),
                lambda: listing.outgoing(wiring.reader(), reader_id, listing.FOLLOW, None, 4 * FEW),
            ]
        )
        own_of(own)
        return list(few)

    return Newcomers(wiring.explore(), wiring.viewpoints(), followed)


@cache
def open_lists() -> OpenLists:
    from imagora.feeds.open_lists import OpenLists

    return OpenLists(wiring.hydration(), wiring.viewpoints())


@cache
def explore() -> Explore:
    from imagora.feeds.explore import Explore
    from imagora.feeds.listing import FeedLists
    from imagora.feeds.trends import Trends

    return Explore(FeedLists(wiring.reader()), Trends(wiring.reader()), wiring.open_lists(), wiring.now)


@cache
def tag_pages() -> TagPages:
    from imagora.feeds.tags import TagPages

    return TagPages(wiring.reader(), wiring.open_lists())


@cache
def trending() -> Trending:
    from imagora.feeds.trending import Trending
    from imagora.posts.listing import PostLists

    wiring.connected()
    return Trending(wiring.reader(), PostLists(wiring.reader()), wiring.accounts(), wiring.now)


@cache
def search() -> Search:
    from imagora.search.listing import TableIndex
    from imagora.search.reading import Search

    return Search(TableIndex(wiring.reader()), wiring.open_lists())


@cache
def account_search() -> AccountSearch:
    from imagora.search.accounts import AccountSearch
    from imagora.search.listing import TableIndex

    return AccountSearch(TableIndex(wiring.reader()), wiring.accounts(), wiring.viewpoints())


@cache
def indexing() -> Indexing:
    from imagora.posts.listing import PostLists
    from imagora.search.indexing import Indexing
    from imagora.search.store import IndexStore
    from imagora.table.writer import Writer

    wiring.connected()
    index = IndexStore(wiring.reader(), Writer(aws.client("dynamodb"), config.current().table))
    return Indexing(index, PostLists(wiring.reader()), wiring.accounts())


@cache
def fanout() -> Fanout:
    from imagora.feeds.fanout import Fanout

    activity = wiring.queue(config.current().activity_queue)
    return Fanout(
        wiring.feed_store(),
        wiring.post_store(),
        _authored(),
        wiring.accounts(),
        wiring.graph(),
        _paging(),
        activity,
        wiring.now,
    )


@cache
def reposting() -> Reposting:
    from imagora.feeds.reposting import Reposting

    return Reposting(wiring.accounts(), _paging(), wiring.deliveries())


@cache
def dormant() -> Dormant:
    from imagora.feeds.dormant import Dormant

    return Dormant(
        wiring.feed_store(),
        _authored(),
        wiring.reader(),
        wiring.queue(config.current().fanout_queue),
        wiring.dormancy(),
        wiring.now,
    )


@cache
def deliveries() -> Deliveries:
    from imagora.feeds.deliveries import Deliveries

    return Deliveries(wiring.feed_store(), wiring.post_store(), wiring.graph(), wiring.reader(), wiring.now)


@cache
def _paging() -> Paging:
    from imagora.feeds.paging import Paging

    settings = config.current()
    return Paging(
        wiring.graph(),
        wiring.queue(settings.fanout_page_queue),
        wiring.queue(settings.fanout_queue),
        settings.push_limit,
    )


@cache
def _authored() -> AuthorLists:
    from imagora.feeds.authored import AuthorLists

    return AuthorLists(wiring.reader())
