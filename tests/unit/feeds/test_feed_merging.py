"""The skeleton of feeds: several sources, one order, nothing twice and nothing skipped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imagora.feeds.listing import RECENT_SHARDS, FeedLists
from imagora.feeds.models import PULLED_POSTS, Entry
from imagora.feeds.places import Place
from imagora.feeds.reading import FeedReader
from imagora.graph.head import Head
from imagora.posts.hydration import Pointer
from imagora.table.paging import Page

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def entry(number: int, author: str) -> Entry:
    return Entry(f"{number:026d}", Pointer(f"post{number}", author))  # type: ignore[arg-type]


class Feeds:
    """A feed as its store gives it."""

    def __init__(self, pushed: list[Entry], pulled: frozenset[str]) -> None:
        self.pushed = sorted(pushed, key=lambda one: one.position, reverse=True)
        self.kept = Head(pulled)  # type: ignore[arg-type]

    def newest(self, _: str, *, limit: int, now: datetime) -> tuple[Head, list[Entry]]:
        return self.kept, self.pushed[:limit]

    def head(self, _: str) -> Head:
        return self.kept

    def older(self, _: str, *, limit: int, after: str, now: datetime) -> list[Entry]:
        return [one for one in self.pushed if one.position < after][:limit]


class Authored:
    def __init__(self, by_author: dict[str, list[int]]) -> None:
        self.by_author = by_author

    def newest(self, author: str, *, limit: int, after: str | None) -> tuple[list[Entry], str | None]:
        numbers = sorted(self.by_author.get(author, []), reverse=True)
        found = [entry(n, author) for n in numbers if after is None or f"{n:026d}" < after][:limit]
        return found, found[-1].position if len(found) == limit else None


def feed_reader(feeds: Feeds, pulled: dict[str, list[int]]) -> FeedReader:
    nothing: Any = None
    return FeedReader(feeds, Authored(pulled), nothing, nothing, nothing, nothing, lambda: NOW)  # type: ignore[arg-type]


def skeleton(feeds: FeedReader, after: str | None, limit: int) -> Page[Entry]:
    head, entries = feeds._pushed("reader", Place(after), limit)  # type: ignore[arg-type]
    return feeds._merge(head.pulled, entries, after, limit)


@given(
    owners=st.lists(st.sampled_from(["pushed", "pulled1", "pulled2", "both"]), max_size=60),
    limit=st.integers(1, 12),
)
def test_pushed_and_pulled_entries_page_in_one_order(owners: list[str], limit: int) -> None:
    """`both` was pushed before its author was pulled."""
    numbered = list(enumerate(owners))
    pushed = [entry(number, owner) for number, owner in numbered if owner in ("pushed", "both")]
    pulled = {
        author: [number for number, owner in numbered if owner == author] for author in ("pulled1", "pulled2", "both")
    }
    feeds = feed_reader(Feeds(pushed, frozenset(pulled)), pulled)
    seen: list[str] = []
    after, requests = None, 0
    while True:
        page = skeleton(feeds, after, limit)
        assert len(page.items) <= limit
        seen += [one.pointer.post for one in page.items]
        requests += 1
        assert requests <= len(owners) + 2
        if page.next is None:
            break
        assert after is None or page.next < after
        after = page.next
    assert seen == [f"post{number}" for number in reversed(range(len(owners)))]


def test_a_long_pulled_source_ends_the_page_where_it_ran_dry() -> None:
    numbers = list(range(30))
    page = skeleton(feed_reader(Feeds([entry(0, "x")], frozenset({"star"})), {"star": numbers[1:]}), None, 50)
    assert [one.pointer.post for one in page.items] == [f"post{number}" for number in range(29, 29 - PULLED_POSTS, -1)]
    assert page.next == f"{20:026d}"


class Shards:
    def __init__(self, numbers: list[tuple[int, int]]) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {f"RECENT#{shard}": [] for shard in range(RECENT_SHARDS)}
        for number, shard in numbers:
            self.rows[f"RECENT#{shard}"].append({"SK": f"{number:026d}", "p": f"post{number}", "a": "x"})

    def query(self, partition: str, *, limit: int, after: str | None) -> list[dict[str, Any]]:
        rows = sorted(self.rows[partition], key=lambda one: str(one["SK"]), reverse=True)
        return [one for one in rows if after is None or one["SK"] < after][:limit]


@given(shards=st.lists(st.sampled_from([0, 0, 0, 0, 1, 2]), max_size=90), limit=st.integers(1, 40))
def test_what_is_new_pages_in_one_order_however_the_shards_are_filled(shards: list[int], limit: int) -> None:
    store = FeedLists(Shards(list(enumerate(shards))))  # type: ignore[arg-type]
    seen: list[str] = []
    after = None
    while True:
        page = store.recent(limit=limit, after=after, now=NOW)
        assert len(page.items) <= limit
        seen += [one.pointer.post for one in page.items]
        if page.next is None:
            break
        after = page.next
    assert seen == [f"post{number}" for number in reversed(range(len(shards)))]


def test_expired_entries_are_passed_over_though_they_are_still_there() -> None:
    shards = Shards([(1, 0), (2, 0)])
    shards.rows["RECENT#0"][0]["expires_at"] = int(NOW.timestamp())
    shards.rows["RECENT#0"][1]["expires_at"] = int(NOW.timestamp()) + 60
    page = FeedLists(shards).recent(limit=10, after=None, now=NOW)  # type: ignore[arg-type]
    assert [one.pointer.post for one in page.items] == ["post2"]
