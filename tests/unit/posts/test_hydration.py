"""What a page is hydrated with, and that a row read into a struct says the same as the row read plainly."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from imagora.accounts.models import Author
from imagora.accounts.rows import profile_of
from imagora.kernel import wire
from imagora.posts.hydration import Hydration, Pointer
from imagora.posts.listing import post_of
from imagora.posts.models import Card
from imagora.table.reader import Reader, plain

POST, AUTHOR = "01M6DVV9S0ZCG4VQQE5VGRY93E", "01M6C2M8109ARHDGARZEHWH0Z3"
counts = st.dictionaries(st.sampled_from(["likes", "reposts", "replies", "quotes", "remixes"]), st.integers(0, 10**9))


class Table(wire.Dynamodb):
    """A table that answers with what it is given, and leaves all out the first time when it is told to."""

    def __init__(self, items: list[dict[str, Any]], *, late: bool = False) -> None:
        self.items, self.late = items, late
        self.asked: list[Any] = []

    def _call(self, operation: str, asked: Any) -> bytes:
        self.asked.append(asked)
        if self.late and len(self.asked) == 1:
            return msgspec.json.encode({"Responses": {}, "UnprocessedKeys": asked["RequestItems"]})
        return msgspec.json.encode({"Responses": {"t": self.items}, "UnprocessedKeys": {}, "ConsumedCapacity": []})


def post_item(status: str = "published", **more: Any) -> dict[str, Any]:
    card = msgspec.json.encode(Card(text="hello")).decode()
    members = {"PK": f"POST#{POST}", "SK": "POST", "author": AUTHOR, "status": status, "card": card}
    return {name: {"S": value} for name, value in members.items()} | more


def author_item(status: str = "active", **more: Any) -> dict[str, Any]:
    members = {
        "PK": f"USER#{AUTHOR}", "SK": "PROFILE", "handle": "ada", "name": "Ada", "bio": "", "kind": "human",
        "status": status, "created_at": "2026-11-22T08:39:07.123Z", "feed_mode": "push",
    }  # fmt: skip
    numbers = {name: {"N": "7"} for name in ("followers_count", "following_count", "posts_count")}
    return {name: {"S": value} for name, value in members.items()} | {"private": {"BOOL": False}} | numbers | more


def hydrated(table: Table) -> Any:
    return Hydration(Reader(table, "t")).hydrate([Pointer(POST, AUTHOR)])  # type: ignore[arg-type]


@given(
    counts,
    st.none() | st.text(),
    st.booleans(),
    st.sampled_from([{}, {"declared": {"S": "assisted"}, "position": {"S": POST}, "GSI1PK": {"S": "x"}}]),
)
def test_posts_and_authors_are_as_plain_rows_have_them(
    counted: dict[str, int], avatar: str | None, private: bool, more: dict[str, Any]
) -> None:
    post = post_item(**{name: {"N": str(value)} for name, value in counted.items()}, **more)
    author = author_item(private={"BOOL": private}, **({} if avatar is None else {"avatar": {"S": avatar}}))
    shown, _ = hydrated(Table([post, author]))
    expected = profile_of(plain(author))
    assert shown[POST].post == post_of(plain(post))
    assert [getattr(shown[POST].author, name) for name in Author.__struct_fields__] == [
        getattr(expected, name) for name in Author.__struct_fields__
    ]


def test_what_is_not_out_or_has_no_author_is_left_out() -> None:
    assert hydrated(Table([post_item("pending"), author_item()]))[0] == {}
    assert hydrated(Table([post_item("deleted", card={"S": ""}), author_item()]))[0] == {}
    assert hydrated(Table([post_item(), author_item("suspended")]))[0] == {}
    assert hydrated(Table([post_item()])) == ({}, {})


def test_keys_that_were_left_out_are_asked_for_again(monkeypatch: Any) -> None:
    monkeypatch.setattr("imagora.kernel.retry.time.sleep", lambda _: None)
    table = Table([post_item(), author_item()], late=True)
    assert set(hydrated(table)[0]) == {POST}
    assert table.asked[0] == table.asked[1]


def test_a_page_reads_the_same_under_a_meter() -> None:
    table = Table([post_item(likes={"N": "3"}), author_item()])
    with wire.surrounded(lambda _operation, asked, call: call(asked)):
        assert hydrated(table) == hydrated(Table(table.items))
