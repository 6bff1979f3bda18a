"""A reader's marks on a page of posts, against a table that holds a list of keys."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel.ids import AccountId, PostId
from imagora.posts import marks
from imagora.posts.marks import MarkLists, Marks, mark_key
from imagora.table.reader import Reader
from tests.unit.lean import Lean

VIEWER = AccountId("01M6C2M8109ARHDGARZEHWH0Z3")


def post(number: int) -> PostId:
    return PostId(f"01M6DVV9S0{number:016d}")


class Table(Lean):
    """A partition of the given sort keys, which counts what it is asked."""

    def __init__(self, keys: set[str]) -> None:
        self.keys = sorted(keys, reverse=True)
        self.asked: list[str] = []

    def _call(self, operation: str, asked: Any) -> bytes:
        self.asked.append(operation)
        if operation == "Query":
            assert not asked["ScanIndexForward"]
            low, high = (asked["ExpressionAttributeValues"][name]["S"] for name in (":a", ":b"))
            found = [key for key in self.keys if low <= key <= high][: asked["Limit"]]
            return msgspec.json.encode({"Items": [self.item(key) for key in found]})
        wanted = {key["SK"]["S"] for key in asked["RequestItems"]["t"]["Keys"]}
        return msgspec.json.encode({"Responses": {"t": [self.item(key) for key in self.keys if key in wanted]}})

    @staticmethod
    def item(key: str) -> dict[str, Any]:
        return {"PK": {"S": f"USER#{VIEWER}"}, "SK": {"S": key}, "a": {"S": VIEWER}}


marked = st.dictionaries(st.integers(0, 30), st.frozensets(st.sampled_from("lrb")), max_size=20)


@given(marked, st.sets(st.integers(0, 30), min_size=1), st.integers(1, 7))
def test_each_post_has_the_marks_that_were_made_whatever_lies_between(
    made: dict[int, frozenset[str]], page: set[int], at_once: int
) -> None:
    table = Table({mark_key(VIEWER, post(number), kind)[1] for number, kinds in made.items() for kind in kinds})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "AT_ONCE", at_once)
        found = MarkLists(Reader(table, "t")).on(VIEWER, [post(number) for number in page])
    assert found == {
        post(number): Marks(*[kind in made.get(number, ()) for kind in "lrb"]) for number in page
    }  # fmt: skip


def test_a_page_is_one_query() -> None:
    table = Table({mark_key(VIEWER, post(number), "l")[1] for number in range(60)})
    found = MarkLists(Reader(table, "t")).on(VIEWER, [post(number) for number in range(5, 55)])
    assert table.asked == ["Query"]
    assert all(one.liked for one in found.values())
    assert MarkLists(Reader(table, "t")).on(VIEWER, []) == {}


def test_only_what_the_query_did_not_reach_is_asked_for_by_key() -> None:
    old, new = post(0), post(500)
    table = Table({mark_key(VIEWER, post(number), kind)[1] for number in range(501) for kind in "lb"})
    found = MarkLists(Reader(table, "t")).on(VIEWER, [new, old])
    assert table.asked == ["Query", "BatchGetItem"]
    assert found == {new: Marks(True, False, True), old: Marks(True, False, True)}
