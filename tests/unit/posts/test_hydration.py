"""What a page is hydrated with, and that a row read into a struct says the same as the row read plainly."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from imagora.accounts.models import Author
from imagora.accounts.rows import profile_of
from imagora.graph.head import NO_HEAD, Head
from imagora.graph.viewpoint import NOBODY, Viewpoint
from imagora.kernel import wire
from imagora.posts.hydration import Hydration, Pointer, Quoted, Shown, Tombstone
from imagora.posts.listing import post_of
from imagora.posts.marks import MarkLists, Marks
from imagora.posts.models import Card
from imagora.table.reader import Reader, plain
from tests.unit.lean import Lean

POST, AUTHOR = "01M6DVV9S0ZCG4VQQE5VGRY93E", "01M6C2M8109ARHDGARZEHWH0Z3"
counts = st.dictionaries(st.sampled_from(["likes", "reposts", "replies", "quotes", "remixes"]), st.integers(0, 10**9))


QUOTED, OTHER, ME = "01M6DVV9S0ZCG4VQQE5VGRY93F", "01M6C2M8109ARHDGARZEHWH0Z4", "01M6C2M8109ARHDGARZEHWH0Z5"
POINTER = Pointer(POST, AUTHOR)  # type: ignore[arg-type]
QUOTE = Quoted(QUOTED, OTHER)  # type: ignore[arg-type]
VIEWER = Viewpoint(ME, NO_HEAD, NOBODY.now)  # type: ignore[arg-type]


class Table(Lean):
    """A table of these items, which leaves all out the first time when it is told to."""

    def __init__(self, items: list[dict[str, Any]], *, late: bool = False) -> None:
        self.items = {(item["PK"]["S"], item["SK"]["S"]): item for item in items}
        self.late, self.asked = late, list[Any]()

    def _call(self, operation: str, asked: Any) -> bytes:
        self.asked.append(asked)
        if operation == "Query":
            low, high = (asked["ExpressionAttributeValues"][name]["S"] for name in (":a", ":b"))
            pk = asked["ExpressionAttributeValues"][":p"]["S"]
            return msgspec.json.encode(
                {"Items": [item for key, item in self.items.items() if key[0] == pk and low <= key[1] <= high]}
            )
        if self.late and len(self.asked) == 1:
            return msgspec.json.encode({"Responses": {}, "UnprocessedKeys": asked["RequestItems"]})
        keys = [(key["PK"]["S"], key["SK"]["S"]) for key in asked["RequestItems"]["t"]["Keys"]]
        found = [self.items[key] for key in keys if key in self.items]
        return msgspec.json.encode({"Responses": {"t": found}, "UnprocessedKeys": {}, "ConsumedCapacity": []})


def post_item(status: str = "published", *, post: str = POST, quote: Quoted | None = None, **more: Any) -> Any:
    card = msgspec.json.encode(Card(text="hello", quote=quote)).decode()
    members = {"PK": f"POST#{post}", "SK": "POST", "author": AUTHOR, "status": status, "card": card}
    return {name: {"S": value} for name, value in members.items()} | more


def author_item(status: str = "active", *, author: str = AUTHOR, **more: Any) -> Any:
    members = {
        "PK": f"USER#{author}", "SK": "PROFILE", "handle": "ada", "name": "Ada", "bio": "", "kind": "human",
        "status": status, "created_at": "2026-11-22T08:39:07.123Z", "feed_mode": "push",
    }  # fmt: skip
    numbers = {name: {"N": "7"} for name in ("followers_count", "following_count", "posts_count")}
    return {name: {"S": value} for name, value in members.items()} | {"private": {"BOOL": False}} | numbers | more


def item(pk: str, sk: str) -> Any:
    return {"PK": {"S": pk}, "SK": {"S": sk}}


def hydrated(table: Table) -> Any:
    return hydrates(table, NOBODY, POINTER)


def hydrates(table: Table, viewpoint: Any, *pointers: Pointer, **more: Any) -> Any:
    reader = Reader(table, "t")
    return Hydration(reader, MarkLists(reader)).hydrate(pointers, viewpoint, **more)


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
    shown, _ = hydrates(Table([post, author]), Viewpoint(AUTHOR, NO_HEAD, NOBODY.now), POINTER)  # type: ignore[arg-type]
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
        assert hydrated(table) == hydrated(Table([*table.items.values()]))


def test_a_quote_is_shown_in_the_same_step() -> None:
    table = Table([post_item(quote=QUOTE), author_item(), post_item(post=QUOTED), author_item(author=OTHER)])
    shown = hydrates(table, NOBODY, Pointer(POST, AUTHOR, QUOTE))[0][POST]  # type: ignore[arg-type]
    assert (shown.quote.post.id, shown.quote.author.id) == (QUOTED, OTHER)
    assert len(table.asked) == 1


def test_a_quote_is_shown_where_the_list_does_not_tell_of_it() -> None:
    table = Table([post_item(quote=QUOTE), author_item(), post_item(post=QUOTED), author_item(author=OTHER)])
    assert isinstance(hydrates(table, NOBODY, POINTER)[0][POST].quote, Shown)
    assert len(table.asked) == 2


def test_a_quote_that_is_gone_or_not_for_the_viewer_is_a_tombstone() -> None:
    def quote_of(*items: Any) -> Any:
        return hydrates(Table([post_item(quote=QUOTE), author_item(), *items]), NOBODY, POINTER)[0][POST].quote

    gone, kept = Tombstone(QUOTED, "deleted"), Tombstone(QUOTED, "unavailable")  # type: ignore[arg-type]
    assert quote_of(author_item(author=OTHER)) == gone
    assert quote_of(post_item("deleted", post=QUOTED), author_item(author=OTHER)) == gone
    assert quote_of(post_item(post=QUOTED), author_item("deleted", author=OTHER)) == gone
    assert quote_of(post_item("rejected", post=QUOTED), author_item(author=OTHER)) == kept
    assert quote_of(post_item(post=QUOTED), author_item("suspended", author=OTHER)) == kept
    assert quote_of(post_item(post=QUOTED), author_item(author=OTHER, private={"BOOL": True})) == kept


def test_the_viewers_marks_come_along() -> None:
    table = Table([post_item(), author_item(), item(f"USER#{ME}", f"MARK#{POST}#l")])
    assert hydrates(table, VIEWER, POINTER)[0][POST].marks == Marks(liked=True, reposted=False, bookmarked=False)
    assert hydrates(table, NOBODY, POINTER)[0][POST].marks is None


def test_a_private_post_is_for_its_author_and_whom_it_let_in() -> None:
    items = [post_item(), author_item(private={"BOOL": True})]
    assert hydrates(Table(items), NOBODY, POINTER)[0] == {}
    assert hydrates(Table(items), VIEWER, POINTER)[0] == {}
    assert POST in hydrates(Table(items), VIEWER, POINTER, followed={AUTHOR})[0]
    assert POST in hydrates(Table(items), Viewpoint(AUTHOR, NO_HEAD, NOBODY.now), POINTER)[0]  # type: ignore[arg-type]
    assert POST in hydrates(Table([*items, item(f"USER#{ME}", f"FOLLOW#{AUTHOR}")]), VIEWER, POINTER)[0]


def test_a_block_keeps_a_post_away() -> None:
    for head in (Head(blocking=frozenset([AUTHOR])), Head(blocked_by=frozenset([AUTHOR]))):  # type: ignore[list-item]
        viewpoint = Viewpoint(ME, head, NOBODY.now)  # type: ignore[arg-type]
        assert hydrates(Table([post_item(), author_item()]), viewpoint, POINTER)[0] == {}
