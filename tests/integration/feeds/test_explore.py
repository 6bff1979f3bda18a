"""Explore: what trends leads, what is new follows, nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from imagora import wiring
from imagora.accounts.models import Profile
from imagora.feeds.trends import trend_key
from imagora.posts.models import Post
from tests.integration.search.finding import publish
from tests.integration.stack import Person, Stack, pages

pytestmark = pytest.mark.slow


def explore(ask: Any, **query: Any) -> list[tuple[str, str]]:
    """(post, reason) of every item, all pages."""
    return [
        (item["post"]["id"], item["reason"]["kind"])
        for page in pages(ask, "/v1/feeds/explore", **query)
        for item in page["items"]
    ]


def counted(stack: Stack, post: Post, **counts: int) -> Post:
    """The post with these counts, as its counters' messages leave it."""
    stack.pretend(f"POST#{post.id}", "POST", **counts)
    wiring.trending().touch(post.id)
    return post


def trending(stack: Stack, author: Profile | Person | None = None, **counts: int) -> Post:
    return counted(stack, publish(stack, author or stack.author(), "Much is made of this"), **(counts or {"likes": 3}))


def test_likes_make_a_post_trend_and_lead(stack: Stack, ann: Person) -> None:
    post = publish(stack, ann, "Three people like this")
    newer = publish(stack, ann, "Nobody likes this yet")
    for _ in range(3):
        assert explore(stack.api, limit=100)[:2] == [(newer.id, "recent"), (post.id, "recent")]
        assert stack.person()("PUT", f"/v1/posts/{post.id}/like").status == 204
        stack.drain()
    items = explore(ann, limit=100)
    assert items[:2] == [(post.id, "trending"), (newer.id, "recent")]
    assert [post for post, _ in items].count(post.id) == 1


def test_scores_weigh_what_was_done_and_when(stack: Stack) -> None:
    few, many = trending(stack, likes=3), trending(stack, likes=1, quotes=40)
    with stack.later(hours=12):
        fresh = trending(stack, likes=40)
        stale_now = [post for post, kind in explore(stack.api, limit=100) if kind == "trending"]
    assert stale_now == [fresh.id, many.id, few.id]  # twelve hours weigh as much as four times the points


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_pages_show_everything_once(stack: Stack, limit: int) -> None:
    author = stack.author()
    posts = [publish(stack, author, f"Number {number}") for number in range(6)]
    hot = [counted(stack, posts[index], likes=9 - index).id for index in (0, 3, 5)]
    items = [(post, kind) for post, kind in explore(stack.api, limit=limit)]
    shown = [post for post, _ in items]
    assert len(shown) == len(set(shown))
    assert {one.id for one in posts} <= set(shown)
    led = [post for post, kind in items if kind == "trending"]
    assert led == sorted(hot, key=hot.index)[: (limit + 1) // 2]


def test_ten_lead_at_most(stack: Stack) -> None:
    author = stack.author()
    hot = [counted(stack, publish(stack, author, f"Hot {number}"), likes=3 + number) for number in range(12)]
    items = explore(stack.api, limit=50)
    assert [kind for _, kind in items[:11]] == ["trending"] * 10 + ["recent"]
    assert {post.id for post in hot} <= {post for post, _ in items}


@pytest.mark.parametrize("how", ["deleted", "private", "unliked", "old"])
def test_what_trends_no_more_does_not_lead(stack: Stack, ann: Person, how: str) -> None:
    post = trending(stack, ann)
    assert (post.id, "trending") in explore(stack.api, limit=100)
    later = 0
    if how == "deleted":
        assert ann("DELETE", f"/v1/posts/{post.id}").status == 204
    elif how == "private":
        assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    elif how == "unliked":
        counted(stack, post, likes=2)
    else:
        later = 8
    with stack.later(days=later):
        assert (post.id, "trending") not in explore(stack.api, limit=100)
        wiring.trending().touch(post.id)
    if how != "private":  # hidden while it is read
        assert stack.item(*trend_key(post.id)) is None


def test_nothing_private_or_too_little_trends(stack: Stack) -> None:
    private, little = trending(stack, stack.author(private=True)), trending(stack, likes=2)
    assert stack.item(*trend_key(private.id)) is None
    assert stack.item(*trend_key(little.id)) is None


@pytest.mark.parametrize("what", ["block", "mute", "word"])
def test_what_a_viewer_hides_is_not_in_explore(stack: Stack, ann: Person, bob: Person, what: str) -> None:
    led, plain = trending(stack, ann), publish(stack, ann, "Much less is made of this")
    if what == "word":
        assert bob("PUT", "/v1/me/muted-words", {"items": [{"word": "made", "scope": "text"}]}).status == 200
    else:
        assert bob("PUT", f"/v1/accounts/{ann.handle}/{what}", {} if what == "mute" else None).status == 204
    assert not {led.id, plain.id} & {post for post, _ in explore(bob, limit=100)}
    assert {led.id, plain.id} <= {post for post, _ in explore(ann, limit=100)}


def test_a_score_is_written_when_it_changes_alone(stack: Stack) -> None:
    post = trending(stack, likes=42)
    with stack.metered() as same:
        wiring.trending().touch(post.id)
    assert (same.write, same.read) == (0, 1.5)
    stack.pretend(f"POST#{post.id}", "POST", likes=43)
    with stack.metered() as step:
        wiring.trending().touch(post.id)
    assert step.write == 0  # one like more among forty is no step
    with stack.metered() as more:
        counted(stack, post, likes=60)
    assert more.without("POST#").write == 3


def test_answers_and_quotes_make_a_post_trend_but_do_not_trend_themselves(
    stack: Stack, ann: Person, bob: Person
) -> None:
    root = publish(stack, ann, "Talk about this")
    replies = [bob.post(f"Yes, {number}", reply_to=root.id)["id"] for number in range(2)]
    stack.drain()
    assert (root.id, "trending") in explore(stack.api, limit=100)
    assert not set(replies) & {post for post, _ in explore(stack.api, limit=100)}
    other = publish(stack, ann, "Quote this")
    bob.post("Look", quote_of=other.id)
    stack.drain()
    assert (other.id, "trending") in explore(stack.api, limit=100)
