"""Home and explore: who sees what, in which order, page by page; pushed to few, pulled by many."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagora import wiring
from imagora.feeds import paging
from imagora.kernel.ids import PostId, new_id
from imagora.kernel.messages import FeedPage, Followed, PostPublished
from imagora.table.reader import TableBusy
from tests.integration.faults import ALL
from tests.integration.stack import Person, Stack, own_feed, pages

PUSH_LIMIT = 3


def posted(stack: Stack, author: Any, count: int) -> list[str]:
    """Ids of so many new posts, newest first."""
    made = [stack.publish(author, f"Number {number}").id for number in range(count)]
    stack.drain()
    return made[::-1]


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["post"]["id"] for item in items]


def head(stack: Stack, person: Any) -> dict[str, Any]:
    return stack.item(f"FEED#{person.id}", "~HEAD") or {}


# Following


def test_home_holds_those_one_follows_and_oneself(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    bob.follow(ann)
    from_ann, from_bob, _ = posted(stack, ann, 1), posted(stack, bob, 1), posted(stack, carla, 1)
    items = own_feed(bob("GET", "/v1/feeds/home")["items"])
    assert [(item["post"]["id"], item["reason"]["kind"]) for item in items] == [
        (from_bob[0], "own"), (from_ann[0], "followed"),
    ]  # fmt: skip


def test_a_new_follow_brings_the_twenty_newest(stack: Stack, bob: Person) -> None:
    author = stack.author()
    made = posted(stack, author, 22)
    bob.follow(author)
    stack.drain()
    assert bob.home() == made[:20]


def test_an_unfollow_hides_at_once_and_a_new_follow_shows_again(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    made = posted(stack, ann, 2)
    assert bob.home() == made
    assert bob("DELETE", f"/v1/accounts/{ann.handle}/follow").status == 204
    assert bob.home() == []
    missed = posted(stack, ann, 1)
    assert bob.home() == []
    bob.follow(ann)
    stack.drain()
    assert bob.home() == missed + made


def test_a_back_fill_that_comes_after_the_unfollow_does_nothing(stack: Stack, ann: Person, bob: Person) -> None:
    posted(stack, ann, 1)
    bob.follow(ann)
    bob("DELETE", f"/v1/accounts/{ann.handle}/follow")
    wiring.fanout().back_fill(Followed(follower_id=bob.id, followee_id=ann.id))  # type: ignore[arg-type]
    assert [item["SK"] for item in stack.partition(f"FEED#{bob.id}")] == ["~HEAD"]


def test_renames_show_at_once(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    posted(stack, ann, 1)
    assert ann("PATCH", "/v1/me", {"name": "Annika"}).status == 200
    assert bob("GET", "/v1/feeds/home")["items"][0]["post"]["author"]["name"] == "Annika"


# Fan-out


def test_a_post_reaches_every_follower_when_they_fill_several_pages(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE_OF_FOLLOWERS", 2)
    monkeypatch.setattr(paging, "PAGES_A_RUN", 1)
    limited = wiring.fanout()
    monkeypatch.setattr(wiring, "fanout", lambda: _with(limited, paging=_with(limited.paging, push_limit=100)))
    author, readers = stack.author(), [stack.author() for _ in range(7)]
    for reader in readers:
        stack.follow(reader, author)
    (post,) = posted(stack, author, 1)
    for reader in readers:
        assert [item["p"] for item in stack.partition(f"FEED#{reader.id}") if item["SK"] != "~HEAD"] == [post]


def test_a_withdrawn_post_is_not_delivered(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    stack.drain()
    post = stack.publish(ann, "Never mind")
    wiring.posts().delete(ann.id, post.id)  # type: ignore[arg-type]
    assert post.position
    message = PostPublished(post_id=post.id, author_id=post.author, position=post.position)
    page = FeedPage(post_id=post.id, author_id=post.author, position=post.position, followers=[bob.id])  # type: ignore[list-item]
    wiring.fanout().split(message)
    wiring.deliveries().deliver(page)
    stack.drain()
    assert [item["SK"] for item in stack.partition(f"FEED#{bob.id}")] == ["~HEAD"]


@pytest.mark.slow
@pytest.mark.parametrize("faults", ALL)
def test_each_post_stands_once_when_deliveries_go_wrong(stack: Stack, ann: Person, bob: Person, faults: str) -> None:
    with stack.pump.with_faults(ALL[faults]()):
        bob.follow(ann)
        made = [stack.publish(ann, f"Number {number}").id for number in range(4)][::-1]
        stack.drain(redeliver=True)
    assert bob.home() == made
    mine = [item["post"]["id"] for item in stack.api("GET", "/v1/feeds/explore?limit=100")["items"]]
    assert [post for post in mine if post in made] == made


# Pulled


@pytest.fixture
def star(stack: Stack) -> Any:
    """Somebody with one follower more than are pushed to, who has posted since."""
    author = stack.author(name="A star")
    for _ in range(PUSH_LIMIT + 1):
        stack.follow(stack.author(), author)
    stack.publish(author, "The first that is pulled")
    stack.drain()
    return author


def _with(part: Any, **changes: Any) -> Any:
    import dataclasses

    return dataclasses.replace(part, **changes)


def mode(stack: Stack, author: Any) -> str:
    return str((stack.item(f"USER#{author.id}", "PROFILE") or {})["feed_mode"])


def test_up_to_the_limit_posts_are_pushed(stack: Stack, bob: Person) -> None:
    author = stack.author()
    for reader in [stack.author() for _ in range(PUSH_LIMIT - 1)] + [bob]:
        stack.follow(reader, author)
    made = posted(stack, author, 1)
    assert (mode(stack, author), "pulled" in head(stack, bob)) == ("push", False)
    assert bob.home() == made


def test_beyond_the_limit_posts_are_pulled_and_none_is_missed(stack: Stack, bob: Person) -> None:
    author = stack.author()
    stack.follow(bob, author)
    pushed = posted(stack, author, 2)
    for _ in range(PUSH_LIMIT):
        stack.follow(stack.author(), author)
    pulled = posted(stack, author, 2)
    assert mode(stack, author) == "pull"
    assert head(stack, bob)["pulled"] == {author.id}
    assert len(stack.partition(f"FEED#{bob.id}")) == 1 + len(pushed)
    assert bob.home() == pulled + pushed


def test_a_new_follower_of_a_pulled_account_sees_its_posts(stack: Stack, star: Any, bob: Person) -> None:
    bob.follow(star)
    made = posted(stack, star, 1)
    assert bob.home()[0] == made[0]
    assert len(bob.home()) == 2
    assert bob("DELETE", f"/v1/accounts/{star.handle}/follow").status == 204
    assert bob.home() == []
    assert "pulled" not in head(stack, bob)


def test_an_account_is_pushed_again_well_below_the_limit_only(stack: Stack) -> None:
    author, readers = stack.author(), [stack.author() for _ in range(PUSH_LIMIT + 1)]
    for reader in readers:
        stack.follow(reader, author)
    posted(stack, author, 1)
    wiring.graph().unfollow(readers[0].id, author.handle)
    posted(stack, author, 1)
    assert mode(stack, author) == "pull"  # three of three: above 80 % of the limit
    wiring.graph().unfollow(readers[1].id, author.handle)
    pushed = posted(stack, author, 1)
    assert mode(stack, author) == "push"
    assert pushed[0] in [item.get("p") for item in stack.partition(f"FEED#{readers[2].id}")]


def test_pulled_and_pushed_posts_stand_in_one_order_and_once(stack: Stack, star: Any, ann: Person, bob: Person) -> None:
    bob.follow(star)
    bob.follow(ann)
    stack.drain()
    made = [stack.publish(who, "Mixed").id for who in (ann, star, bob, star, ann)]
    stack.drain()
    assert bob.home()[:5] == made[::-1]
    assert len(bob.home()) == len(set(bob.home()))


def test_a_long_pulled_page_goes_on_where_it_ran_dry(stack: Stack, star: Any, ann: Person, bob: Person) -> None:
    bob.follow(star)
    bob.follow(ann)
    stack.drain()
    made = [stack.publish(ann if number % 5 == 0 else star, "Long").id for number in range(35)]
    stack.drain()
    seen = [post for page in bob.pages("/v1/feeds/home", limit=20) for post in ids(own_feed(page["items"]))]
    assert seen[:35] == made[::-1]
    assert len(seen) == len(set(seen))


def test_heads_are_marked_when_the_split_broke_off_after_the_mode_was_set(
    stack: Stack, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = stack.author()
    for reader in [bob, *(stack.author() for _ in range(PUSH_LIMIT))]:
        stack.follow(reader, author)
    stack.drain()
    post = stack.publish(author, "Crossing")
    message = PostPublished(post_id=post.id, author_id=post.author, position=post.position or "")  # type: ignore[arg-type]
    sent: list[Any] = []
    whole = wiring.fanout()
    recording = _with(whole.paging, continuations=_Recorded(sent))
    split = _with(whole, paging=_with(recording, pages=_Broken()))
    with pytest.raises(TableBusy):
        split.split(message)
    assert mode(stack, author) == "pull"
    _with(whole, paging=recording).split(message)  # comes again
    for again in sent:
        wiring.fanout().split(again)
    stack.drain()
    assert head(stack, bob)["pulled"] == {author.id}
    assert bob.home() == [post.id]


class _Broken:
    def send(self, *_: Any, **__: Any) -> None:
        raise TableBusy


class _Recorded:
    def __init__(self, sent: list[Any]) -> None:
        self._sent = sent

    def send(self, messages: list[Any], *, delay_seconds: int = 0) -> None:
        self._sent += messages


def test_a_mark_that_comes_after_the_unfollow_is_passed_over(stack: Stack, star: Any, bob: Person) -> None:
    bob.follow(star)
    bob("DELETE", f"/v1/accounts/{star.handle}/follow")
    some = new_id(stack.clock())
    page = FeedPage(post_id=PostId(some), author_id=star.id, position=some, followers=[bob.id], mark=True)  # type: ignore[arg-type, list-item]
    wiring.deliveries().deliver(page)
    assert "pulled" not in head(stack, bob)


# Pages

_adding = settings(
    max_examples=5, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@_adding
@given(limit=st.integers(1, 6), before=st.integers(0, 9), between=st.lists(st.integers(0, 3), max_size=3))
def test_paging_home_while_posts_are_added_skips_and_repeats_nothing(
    stack: Stack, limit: int, before: int, between: list[int]
) -> None:
    reader, author = stack.author(), stack.author()
    stack.follow(reader, author)
    expected = posted(stack, author, before)
    added = iter(between)
    seen: list[str] = []
    after = None
    while True:
        page = wiring.feeds().home(reader.id, _page(limit, after)).page
        seen += [item.shown.post.id for item in page.items if item.reason == "followed"]
        if page.next is None or page.next.startswith("~"):  # explore follows
            break
        posted(stack, author, next(added, 0))
        after = page.next
    assert seen == expected


@_adding
@given(limit=st.integers(1, 6), before=st.integers(0, 9), between=st.lists(st.integers(0, 3), max_size=3))
def test_paging_an_author_while_posts_are_added_skips_and_repeats_nothing(
    stack: Stack, limit: int, before: int, between: list[int]
) -> None:
    author = stack.author()
    expected = posted(stack, author, before)
    added = iter(between)
    seen: list[str] = []
    for reply in pages(stack.api, f"/v1/accounts/{author.handle}/posts", limit=limit):
        assert len(reply["items"]) <= limit
        seen += [post["id"] for post in reply["items"]]
        posted(stack, author, next(added, 0))
    assert seen == expected


def test_paging_explore_while_posts_are_added_skips_and_repeats_nothing(stack: Stack) -> None:
    author = stack.author()
    expected = posted(stack, author, 30)
    for limit in (1, 7, 29, 100):
        seen: list[str] = []
        for number, reply in enumerate(pages(stack.api, "/v1/feeds/explore", limit=limit)):
            assert len(reply["items"]) <= limit
            seen += ids(reply["items"])
            if number < 2:
                stack.publish(author, "In between")
                stack.drain()
            if set(expected) <= set(seen):
                break
        assert [post for post in seen if post in expected] == expected
        assert len(seen) == len(set(seen))


def _page(limit: int, after: str | None) -> Any:
    from imagora.table.paging import PageRequest

    return PageRequest(limit, after)


def test_deleted_posts_leave_gaps_and_not_repetitions(stack: Stack, bob: Person) -> None:
    author = stack.author()
    made = posted(stack, author, 9)
    stack.follow(bob, author)
    stack.drain()
    first = bob("GET", "/v1/feeds/home?limit=3")
    for post in (made[2], made[4]):
        wiring.posts().delete(author.id, post)
    rest = [
        post
        for page in bob.pages("/v1/feeds/home", limit=3, cursor=first["cursor"])
        for post in ids(own_feed(page["items"]))
    ]
    assert ids(first["items"]) + rest == [post for post in made if post != made[4]]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "", "1e1", "٣"])
@pytest.mark.parametrize("path", ["/v1/feeds/home", "/v1/feeds/explore", "/v1/generations"])
def test_a_limit_is_a_whole_number_from_1_to_100(ann: Person, path: str, limit: str) -> None:
    refused = ann("GET", f"{path}?limit={limit}")
    assert (refused.status, refused.code, refused["errors"][0]["field"]) == (422, "invalid_input", "limit")


def test_the_bounds_of_limit_are_taken(ann: Person) -> None:
    assert [ann("GET", f"/v1/feeds/home?limit={limit}").status for limit in (1, 100)] == [200, 200]


def test_a_cursor_is_good_for_its_list_and_reader_only(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    posted(stack, ann, 3)
    cursor = bob("GET", "/v1/feeds/home?limit=1")["cursor"]
    assert bob("GET", f"/v1/feeds/home?cursor={cursor}").status == 200
    elsewhere = [
        (ann, "/v1/feeds/home"), (bob, "/v1/feeds/explore"), (stack.api, "/v1/feeds/explore"),
        (bob, f"/v1/accounts/{ann.handle}/posts"), (bob, "/v1/generations"),
    ]  # fmt: skip
    for reader, path in elsewhere:
        refused = reader("GET", f"{path}?cursor={cursor}")
        assert (refused.status, refused.code) == (422, "invalid_cursor"), path
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    swapped = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    for forged in (changed, swapped, cursor + "AAAA", "x", "%00", "é", "A" * 600, "====", cursor[:10]):
        refused = bob("GET", f"/v1/feeds/home?cursor={forged}")
        assert (refused.status, refused.code) == (422, "invalid_cursor"), forged


def test_a_cursor_of_one_filter_is_not_one_of_another(stack: Stack, ann: Person) -> None:
    posted(stack, ann, 3)
    path = f"/v1/accounts/{ann.handle}/posts"
    cursor = ann("GET", f"{path}?limit=1")["cursor"]
    assert ann("GET", f"{path}?cursor={cursor}&filter=media").code == "invalid_cursor"
    assert ann("GET", f"/v1/accounts/{ann.handle.upper()}/posts?cursor={cursor}").status == 200


def test_positions_are_not_readable_as_anything_but_a_cursor(stack: Stack, ann: Person) -> None:
    made = posted(stack, ann, 2)
    page = ann("GET", "/v1/feeds/home?limit=1")
    assert made[0] not in msgspec.json.encode({"cursor": page["cursor"]}).decode()


# Explore


def test_explore_is_for_everybody_and_without_private_accounts(stack: Stack, ann: Person) -> None:
    shown = posted(stack, ann, 1)
    stack.author(private=True)
    hidden = posted(stack, stack.author(private=True), 1)
    items = stack.api("GET", "/v1/feeds/explore?limit=100")["items"]
    assert {item["reason"]["kind"] for item in items} == {"recent"}
    assert (shown[0] in ids(items), hidden[0] in ids(items)) == (True, False)
    assert ids(ann("GET", "/v1/feeds/explore?limit=100")["items"]) == ids(items)


def test_explore_loses_an_account_that_goes_private(stack: Stack, ann: Person) -> None:
    made = posted(stack, ann, 1)
    ann("PATCH", "/v1/me", {"private": True})
    assert made[0] not in ids(stack.api("GET", "/v1/feeds/explore?limit=100")["items"])
