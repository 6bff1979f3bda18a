"""Lists that are open to everybody: what is passed over is made up for, and tells nothing; scores of what trends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imagora.accounts.models import Author
from imagora.feeds.models import Entry
from imagora.feeds.open_lists import OpenLists
from imagora.feeds.trends import HALF_LIFE, points, score
from imagora.graph.viewpoint import NOBODY
from imagora.kernel.ids import Position, new_id
from imagora.posts.hydration import Pointer, Shown
from imagora.posts.models import Card, Counts, Post
from imagora.table.paging import Page, PageRequest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def entry(number: int) -> Entry:
    return Entry(f"{number:026d}", Pointer(f"post{number}", f"author{number}"))  # type: ignore[arg-type]


class Hydration:
    """Posts of which every one exists; the private ones' authors are private."""

    def __init__(self, private: set[int]) -> None:
        self.private = private

    def hydrate(self, pointers: list[Any], _: Any) -> tuple[dict[str, Shown], dict[str, Author]]:
        return {pointer.post: self._shown(pointer) for pointer in pointers}, {}

    def _shown(self, pointer: Any) -> Shown:
        private = int(pointer.post.removeprefix("post")) in self.private
        author = Author(pointer.author, "ann", "Ann", None, "human", private=private, status="active")
        return Shown(Post(pointer.post, pointer.author, "published", Card(text="hello")), author)


class Viewpoints:
    def of(self, _: Any) -> Any:
        return NOBODY


@given(private=st.lists(st.booleans(), max_size=60), limit=st.integers(1, 9), stale=st.sets(st.integers(0, 59)))
def test_pages_hold_what_is_open_and_end_where_that_ends(private: list[bool], limit: int, stale: set[int]) -> None:
    entries = [entry(number) for number in reversed(range(len(private)))]
    lists = OpenLists(Hydration({n for n, hidden in enumerate(private) if hidden}), Viewpoints())  # type: ignore[arg-type]

    def find(asked: int, after: str | None) -> Page[Entry]:
        rest = [one for one in entries if after is None or one.position < after]
        return Page(rest[:asked], rest[asked - 1].position if len(rest) > asked else None)

    def belongs(post: Post) -> bool:
        return int(post.id.removeprefix("post")) not in stale

    seen: list[str] = []
    after: str | None = None
    while True:
        page = lists.page(None, PageRequest(limit, after), find, belongs)
        assert len(page.items) <= limit
        seen += [one.post.id for one in page.items]
        if page.next is None:
            break
        assert page.items, "an empty page that goes on tells of what is hidden"
        after = page.next
    wanted = [n for n in reversed(range(len(private))) if not private[n] and n not in stale]
    assert seen == [f"post{number}" for number in wanted]


def position(hours: float) -> Position:
    return Position(new_id(NOON + timedelta(hours=hours)))


counts = st.builds(Counts, *[st.integers(0, 10_000)] * 4)


@given(counts, counts, st.floats(0, 100))
def test_more_points_or_a_later_hour_never_score_less(one: Counts, other: Counts, hours: float) -> None:
    less, more = sorted((one, other), key=points)
    assert score(less, position(0)) <= score(more, position(0))
    assert score(one, position(0)) <= score(one, position(hours))


def test_twice_the_points_weigh_six_hours_and_scores_move_in_steps() -> None:
    six_later = HALF_LIFE / timedelta(hours=1)
    assert round(score(Counts(likes=7), position(0)) - score(Counts(likes=3), position(six_later)), 3) == 0
    assert points(Counts(likes=1, reposts=1, replies=1, quotes=1)) == 8
    steps = {score(Counts(likes=likes), Position("01BX5ZZKBKACTAV9WEVGEMMVRZ")) for likes in range(3, 10_000)}
    assert len(steps) < 100
