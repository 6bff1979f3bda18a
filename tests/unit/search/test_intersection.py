"""Posts that have all of some words: as a plain intersection of sets would give them, in a bounded number of reads."""

from __future__ import annotations

from collections.abc import Sequence
from unittest import mock

from hypothesis import example, given
from hypothesis import strategies as st

from imagora.feeds.models import Entry
from imagora.posts.hydration import Pointer
from imagora.search import intersection
from imagora.search.intersection import intersect

ROUNDS = (2, 3, 4, 5)
"""Small rounds meet all that large ones do, in short lists."""


def entry(number: int) -> Entry:
    return Entry(f"{number:026d}", Pointer(f"post{number}", "author"))  # type: ignore[arg-type]


class Lists:
    def __init__(self, lists: Sequence[set[int]]) -> None:
        self.lists = [[entry(number) for number in sorted(one, reverse=True)] for one in lists]
        self.reads = 0
        self.entries = 0

    def read(self, number: int, after: str | None, limit: int) -> list[Entry]:
        part = [one for one in self.lists[number] if after is None or one.position < after][:limit]
        self.reads += 1
        self.entries += len(part)
        return part


@mock.patch.object(intersection, "ROUNDS", ROUNDS)
@example([{0, 1, 2}, {5, 6, 7}], 1)
@given(st.lists(st.sets(st.integers(0, 60)), min_size=1, max_size=4), st.integers(1, 10))
def test_pages_hold_what_all_lists_have_in_order_and_once(lists: list[set[int]], limit: int) -> None:
    source = Lists(lists)
    seen: list[str] = []
    after: str | None = None
    for _ in range(200):
        source.reads = 0
        page = intersect(source.read, len(lists), limit=limit, after=after)
        assert len(page.items) <= limit
        assert source.reads <= len(ROUNDS) * len(lists)
        seen += [one.position for one in page.items]
        if page.next is None:
            break
        assert after is None or page.next < after
        after = page.next
    assert after is None or page.next is None
    assert seen == sorted(set(seen), reverse=True)
    in_all = {entry(number).position for number in set.intersection(*lists)}
    assert in_all <= set(seen)
    in_some = {entry(number).position for number in set.union(*lists)}
    assert set(seen) <= in_some


def test_one_rare_word_needs_one_round() -> None:
    source = Lists([set(range(5000)), set(range(5000)), {7, 4000}])
    page = intersect(source.read, 3, limit=50, after=None)
    assert ([one.pointer.post for one in page.items], page.next) == (["post4000", "post7"], None)
    assert source.reads == 3


def test_frequent_words_that_meet_seldom_end_after_four_rounds_and_go_on() -> None:
    even, odd = set(range(0, 8000, 2)), set(range(1, 8000, 2))
    source = Lists([even, odd | {100}])
    page = intersect(source.read, 2, limit=50, after=None)
    assert (page.items, source.reads) == ([], 8)
    assert source.entries == 2 * sum(intersection.ROUNDS)
    found: list[str] = []
    while page.next is not None:
        page = intersect(source.read, 2, limit=50, after=page.next)
        found += [one.pointer.post for one in page.items]
    assert found[0] == "post100"


def test_stretches_without_a_match_are_leapt_over() -> None:
    """Two words of different times: the second round looks where both may stand."""
    early, late = set(range(3000)), set(range(2990, 6000))
    source = Lists([early, late])
    page = intersect(source.read, 2, limit=50, after=None)
    assert [one.pointer.post for one in page.items] == [f"post{number}" for number in range(2999, 2989, -1)]
    assert source.reads == 4
