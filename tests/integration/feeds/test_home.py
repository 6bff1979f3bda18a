"""What a home feed shows to whom: replies, reposts, what is hidden, what fills it, what is new since."""

from __future__ import annotations

from typing import Any

import pytest

from imagora import wiring
from imagora.feeds.newcomers import Newcomers
from imagora.kernel.ids import PostId
from imagora.posts.models import Quoted
from tests.integration.feeds.test_carrying import answer, publish, repost
from tests.integration.stack import Person, Stack, own_feed

HOME = "/v1/feeds/home"


def shown(reader: Person, **query: Any) -> list[tuple[str, str, str | None]]:
    """The page as (post, reason, by), without what explore adds."""
    items = own_feed(reader("GET", HOME + "?" + "&".join(f"{k}={v}" for k, v in query.items()))["items"])
    return [(item["post"]["id"], item["reason"]["kind"], item["reason"].get("by", {}).get("id")) for item in items]


def follow(stack: Stack, reader: Any, *authors: Any) -> None:
    for author in authors:
        stack.follow(reader, author)
    stack.drain()


def few(stack: Stack, reader: Any, count: int = 5) -> list[Any]:
    """So many quiet accounts that the reader follows, so that it is no newcomer."""
    quiet = [stack.author() for _ in range(count)]
    follow(stack, reader, *quiet)
    return quiet


# Reposts


def test_a_repost_says_who_brought_it_and_goes_when_it_is_taken_back(stack: Stack, ann: Person, bob: Person) -> None:
    stranger = stack.author()
    follow(stack, bob, ann)
    post = publish(stack, stranger)
    repost(ann, post)
    stack.drain()
    assert shown(bob) == [(post.id, "reposted", ann.id)]
    assert shown(ann) == [(post.id, "reposted", ann.id)]
    wiring.reactions().unrepost(ann.id, post.id)  # type: ignore[arg-type]
    stack.drain()
    assert (shown(bob), shown(ann)) == ([], [])


def test_a_post_stands_once_where_its_newest_repost_put_it(stack: Stack, bob: Person) -> None:
    ann, ben, carl = stack.author(), stack.author(), stack.author()
    follow(stack, bob, ann, ben, carl)
    first = publish(stack, ann)
    second = publish(stack, ann)
    repost(ben, first)
    repost(carl, first)
    stack.drain()
    assert shown(bob) == [(first.id, "reposted", carl.id), (second.id, "followed", None)]
    seen = [
        item["post"]["id"] for page in bob.pages(HOME, limit=1) for item in own_feed(page["items"])
    ]  # fmt: skip
    assert seen == [first.id, second.id]


@pytest.mark.parametrize("deed", ["unfollow", "mute", "block"])
def test_reposts_of_whom_one_does_not_want_to_hear_are_gone(stack: Stack, ann: Person, bob: Person, deed: str) -> None:
    author = stack.author()
    follow(stack, bob, ann, author)
    post = publish(stack, author)
    repost(ann, post)
    stack.drain()
    assert shown(bob) == [(post.id, "reposted", ann.id)]
    method, what = {"unfollow": ("DELETE", "follow"), "mute": ("PUT", "mute"), "block": ("PUT", "block")}[deed]
    assert bob(method, f"/v1/accounts/{ann.handle}/{what}").status == 204
    assert shown(bob) == [(post.id, "followed", None)]


@pytest.mark.parametrize("deed", ["mute", "block"])
def test_what_hidden_authors_wrote_is_hidden_though_others_repost_it(
    stack: Stack, ann: Person, bob: Person, deed: str
) -> None:
    stranger = stack.person()
    follow(stack, bob, ann)
    repost(ann, publish(stack, stranger))
    stack.drain()
    assert len(shown(bob)) == 1
    assert bob("PUT", f"/v1/accounts/{stranger.handle}/{deed}").status == 204
    assert shown(bob) == []


def test_reposts_of_a_pulled_account_are_merged_and_leave_when_taken_back(stack: Stack, bob: Person) -> None:
    star, author = stack.author(), stack.author()
    follow(stack, bob, star)
    before = publish(stack, author)
    repost(star, before)
    stack.drain()
    follow(stack, stack.author(), star)
    for _ in range(2):
        stack.follow(stack.author(), star)
    own = publish(stack, star)
    after = publish(stack, author)
    repost(star, after)
    stack.drain()
    assert shown(bob) == [
        (after.id, "reposted", star.id), (own.id, "followed", None), (before.id, "reposted", star.id),
    ]  # fmt: skip
    wiring.reactions().unrepost(star.id, before.id)
    assert shown(bob) == [(after.id, "reposted", star.id), (own.id, "followed", None)]


# Replies, quotes, words


def test_a_reply_shows_while_both_are_followed(stack: Stack, ann: Person, bob: Person) -> None:
    author = stack.person()
    follow(stack, bob, ann, author)
    asked = publish(stack, ann)
    said = answer(stack, author, asked)
    stack.drain()
    assert [post for post, *_ in shown(bob)] == [said.id, asked.id]
    assert bob("DELETE", f"/v1/accounts/{ann.handle}/follow").status == 204
    assert shown(bob) == []
    follow(stack, bob, ann)
    assert [post for post, *_ in shown(bob)] == [said.id, asked.id]
    assert bob("PUT", f"/v1/accounts/{ann.handle}/mute").status == 204
    assert shown(bob) == []


def test_a_quote_is_there_with_what_it_quotes(stack: Stack, bob: Person) -> None:
    ann, stranger = stack.author(), stack.author()
    follow(stack, bob, ann)
    quoted = publish(stack, stranger, text="What is quoted")
    publish(stack, ann, quote=Quoted(quoted.id, quoted.author))
    stack.drain()
    page = wiring.feeds().home(bob.id, _page(1)).page  # type: ignore[arg-type]
    assert page.items[0].shown.quote.post.card.text == "What is quoted"  # type: ignore[union-attr]


def test_muted_words_hide_posts_but_ones_own(stack: Stack, bob: Person) -> None:
    ann = stack.author()
    follow(stack, bob, ann)
    publish(stack, ann, text="All about Broccoli")
    other, own = publish(stack, ann, text="Something else"), publish(stack, bob, text="My broccoli")
    stack.drain()
    assert bob("PUT", "/v1/me/muted-words", {"items": [{"word": "broccoli", "scope": "both"}]}).status == 200
    assert [post for post, *_ in shown(bob)] == [own.id, other.id]


# Newcomers


def test_explore_fills_the_feed_of_who_follows_few_and_repeats_nothing(stack: Stack, ann: Person, bob: Person) -> None:
    strangers = [publish(stack, stack.author()).id for _ in range(8)]
    follow(stack, bob, ann)
    mine = [publish(stack, ann).id for _ in range(3)]
    repost(ann, publish(stack, stack.author()))
    stack.drain()
    seen: list[tuple[str, str]] = []
    for page in bob.pages(HOME, limit=3):
        assert len(page["items"]) <= 3
        seen += [(item["post"]["id"], item["reason"]["kind"]) for item in page["items"]]
        if set(strangers) <= {post for post, _ in seen}:
            break
    assert [kind for _, kind in seen[:4]] == ["reposted", "followed", "followed", "followed"]
    assert [post for post, _ in seen[1:4]] == mine[::-1]
    assert {kind for _, kind in seen[4:]} <= {"recent", "trending"}
    assert len(seen) == len({post for post, _ in seen})


def test_explore_does_not_fill_the_feed_of_who_follows_five(stack: Stack, bob: Person) -> None:
    publish(stack, stack.author())
    quiet = few(stack, bob)
    page = bob("GET", HOME)
    assert (page["items"], "cursor" in page.body) == ([], False)
    assert bob("DELETE", f"/v1/accounts/{quiet[0].handle}/follow").status == 204
    assert {item["reason"]["kind"] for item in bob("GET", HOME)["items"]} <= {"recent", "trending"}
    assert bob("GET", HOME)["items"] != []


def test_what_is_hidden_is_hidden_in_what_fills_the_feed_too(stack: Stack, bob: Person) -> None:
    stranger = stack.person()
    post = publish(stack, stranger)
    stack.drain()
    assert post.id in [item["post"]["id"] for item in bob("GET", HOME + "?limit=100")["items"]]
    assert bob("PUT", f"/v1/accounts/{stranger.handle}/mute").status == 204
    assert post.id not in [item["post"]["id"] for item in bob("GET", HOME + "?limit=100")["items"]]


# Since


def test_since_tells_what_came_and_costs_one_query_where_nothing_did(stack: Stack, bob: Person) -> None:
    ann, *_ = few(stack, bob)
    known = publish(stack, ann)
    stack.drain()
    since = bob("GET", HOME)["since"]
    with stack.metered() as meter:
        nothing = bob("GET", f"{HOME}?since={since}")
    assert (nothing["items"], nothing["since"]) == ([], since)
    assert [(call.operation, call.read) for call in meter.calls] == [("Query", 0.5)]
    new = [publish(stack, ann).id for _ in range(3)][::-1]
    stack.drain()
    told = bob("GET", f"{HOME}?since={since}")
    assert [item["post"]["id"] for item in told["items"]] == new
    assert "cursor" not in told.body
    assert bob("GET", f"{HOME}?since={told['since']}")["items"] == []
    by_post = bob("GET", f"{HOME}?since={known.id}")
    assert [item["post"]["id"] for item in by_post["items"]] == new
    assert bob("GET", f"{HOME}?since={by_post['since']}")["items"] == []


def test_since_tells_of_an_entry_that_comes_late(stack: Stack, bob: Person) -> None:
    ann, ben, *_ = few(stack, bob)
    late, early = publish(stack, ann), publish(stack, ben)
    messages = _spread(stack)
    wiring.fanout().split(messages[early.id])
    stack.drain()
    since = bob("GET", HOME)["since"]
    wiring.fanout().split(messages[late.id])
    stack.drain()
    told = bob("GET", f"{HOME}?since={since}")
    assert [item["post"]["id"] for item in told["items"]] == [late.id]
    assert bob("GET", f"{HOME}?since={told['since']}")["items"] == []


def _spread(stack: Stack) -> dict[PostId, Any]:
    """What the fan-out was to spread, by post, taken from it."""
    taken: list[Any] = []
    plain, wiring.fanout = wiring.fanout, lambda: _Taking(taken)  # type: ignore[assignment, return-value]
    try:
        stack.drain()
    finally:
        wiring.fanout = plain
    return {message.post_id: message for message in taken}


class _Taking:
    def __init__(self, taken: list[Any]) -> None:
        self.split = taken.append


def test_since_goes_on_where_more_came_than_fits(stack: Stack, bob: Person) -> None:
    ann, *_ = few(stack, bob)
    since = bob("GET", HOME)["since"]
    new = [publish(stack, ann).id for _ in range(5)][::-1]
    stack.drain()
    first = bob("GET", f"{HOME}?since={since}&limit=2")
    assert [item["post"]["id"] for item in first["items"]] == new[:2]
    rest = [item["post"]["id"] for page in bob.pages(HOME, limit=2, cursor=first["cursor"]) for item in page["items"]]
    assert rest == new[2:]


def test_since_is_good_for_its_reader_only(stack: Stack, ann: Person, bob: Person) -> None:
    since = bob("GET", HOME)["since"]
    for told in (since + "A", "x", since[:-1]):
        assert bob("GET", f"{HOME}?since={told}").code == "invalid_cursor"
    assert ann("GET", f"{HOME}?since={since}").code == "invalid_cursor"
    assert bob("GET", f"{HOME}?cursor={since}").code == "invalid_cursor"


# ETags


def test_an_answer_that_is_known_is_not_sent_again(stack: Stack, bob: Person) -> None:
    ann, *_ = few(stack, bob)
    publish(stack, ann)
    stack.drain()
    first = bob("GET", HOME)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = bob("GET", HOME, If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "private, no-cache"
    assert bob("GET", HOME, If_None_Match='"other"').status == 200
    publish(stack, ann)
    stack.drain()
    changed = bob("GET", HOME, If_None_Match=tag)
    assert (changed.status, changed.headers["etag"] != tag) == (200, True)


def test_an_etag_is_the_viewers_own(stack: Stack, ann: Person, bob: Person) -> None:
    path = f"/v1/accounts/{ann.handle}/followers"
    tags = {ask("GET", path).headers["etag"] for ask in (ann, bob, stack.api)}
    assert len(tags) == 3


# Who is gone


def test_the_token_of_a_deleted_account_reads_no_home(stack: Stack, bob: Person) -> None:
    publish(stack, bob)
    stack.drain()
    assert bob("DELETE", "/v1/me", {"password": bob.password}).status == 204
    assert (bob("GET", HOME).status, bob("GET", HOME).code) == (401, "unauthenticated")
    stack.drain()
    assert bob("GET", HOME).status == 401


def _page(limit: int) -> Any:
    from imagora.table.paging import PageRequest

    return PageRequest(limit)


def test_newcomers_pages_end_where_nothing_is_left() -> None:
    nothing: Any = None
    full = Newcomers(nothing, nothing, nothing).after([nothing] * 3, nothing, ["ABCDEFGH"], 3)
    assert (len(full.items), full.next) == (3, "~.ABCDEFGH.")
