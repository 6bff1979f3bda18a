"""What reaches whose feed: replies those who follow both, reposts the reposter's followers, and what is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from imagora import wiring
from imagora.feeds import paging
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId, Position, PostId, new_id
from imagora.kernel.messages import FeedPage, Followed, PostOut, Retraction
from imagora.posts.models import Card, Post, Quoted
from imagora.table.transaction import Transaction
from tests.integration.stack import Stack

pytestmark = pytest.mark.slow

PUSH_LIMIT = 3


def publish(stack: Stack, author: Any, **card: Any) -> Post:
    """A post with this card."""
    now = stack.clock()
    post = Post(
        PostId(new_id(now)), AccountId(author.id), "published",
        Card(created_at=rfc3339(now), **{"text": "Carried", **card}), position=Position(new_id(now)),
    )  # fmt: skip
    transaction = Transaction()
    wiring.post_store().add(transaction, post, look_after=now + timedelta(minutes=5))
    transaction.commit()
    return post


def answer(stack: Stack, author: Any, to: Post) -> Post:
    return publish(stack, author, reply_to=to.id, root=to.id, reply_author=to.author)


def repost(who: Any, post: Post) -> Position:
    wiring.reactions().repost(AccountId(who.id), post.id)
    return Position(mark(who, post)["position"])


def mark(who: Any, post: Post) -> Any:
    return wiring.reader().get((f"USER#{who.id}", f"MARK#{post.id}#r"), consistent=True)


def entries(stack: Stack, reader: Any) -> list[dict[str, Any]]:
    """A feed as it is stored, newest first, without its head."""
    return [item for item in stack.partition(f"FEED#{reader.id}") if item["SK"] != "~HEAD"][::-1]


def standing(stack: Stack, reader: Any) -> list[str]:
    return [item["p"] for item in entries(stack, reader)]


def new_of_all(stack: Stack) -> set[str]:
    return {item["p"] for shard in range(8) for item in stack.partition(f"RECENT#{shard}")}


def crowd(stack: Stack, star: Any, count: int) -> None:
    for _ in range(count):
        stack.follow(stack.author(), star)


# Replies and quotes


def test_a_reply_reaches_who_follows_both_and_no_explore(stack: Stack) -> None:
    ann, ben, both, one, other = (stack.author() for _ in range(5))
    for follower, followee in ((both, ann), (both, ben), (one, ann), (other, ben), (ben, ann)):
        stack.follow(follower, followee)
    asked = publish(stack, ben)
    said = answer(stack, ann, asked)
    stack.drain()
    assert standing(stack, both) == [said.id, asked.id]
    assert standing(stack, one) == []
    assert standing(stack, other) == [asked.id]
    assert standing(stack, ben) == [said.id, asked.id]  # whom it answers, and who follows its author
    assert standing(stack, ann) == []  # who doesn't follow ben
    assert [item.get("t") for item in entries(stack, both)] == [ben.id, None]
    assert (asked.id in new_of_all(stack), said.id in new_of_all(stack)) == (True, False)


def test_a_thread_of_ones_own_reaches_all_followers(stack: Stack) -> None:
    ann, reader = stack.author(), stack.author()
    stack.follow(reader, ann)
    first = publish(stack, ann)
    second = answer(stack, ann, first)
    stack.drain()
    assert standing(stack, reader) == [second.id, first.id]
    assert standing(stack, ann) == [second.id, first.id]


def test_entries_tell_of_the_quote(stack: Stack) -> None:
    ann, reader = stack.author(), stack.author()
    stack.follow(reader, ann)
    stack.drain()
    quoted = Quoted(PostId(new_id(stack.clock())), AccountId(new_id(stack.clock())))
    publish(stack, ann, quote=quoted)
    stack.drain()
    (entry,) = entries(stack, reader)
    assert (entry["q"], entry["qa"]) == (quoted.post, quoted.author)


def test_what_follows_from_a_post_is_told_once_it_is_out(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(wiring, "activity", lambda: msgspec.defstruct("Told", [("record", Any)])(told.append))
    ann = stack.author()
    post = publish(stack, ann)
    stack.drain()
    assert PostOut(post_id=post.id) in told
    assert "GSI2PK" not in (stack.item(f"POST#{post.id}", "POST") or {})


def test_a_back_fill_brings_neither_replies_nor_reposts(stack: Stack) -> None:
    ann, ben, reader = stack.author(), stack.author(), stack.author()
    own = [publish(stack, ann).id for _ in range(3)]
    theirs = publish(stack, ben)
    answer(stack, ann, theirs)
    repost(ann, theirs)
    stack.drain()
    stack.follow(reader, ann)
    stack.drain()
    assert standing(stack, reader) == own[::-1]


def test_a_back_fill_looks_behind_many_replies(stack: Stack) -> None:
    ann, reader = stack.author(), stack.author()
    own = publish(stack, ann)
    for _ in range(45):
        answer(stack, ann, own)
    stack.follow(reader, ann)
    wiring.fanout().back_fill(Followed(follower_id=reader.id, followee_id=ann.id))
    assert standing(stack, reader) == [own.id]


# Reposts


def test_a_repost_reaches_the_reposters_followers_and_goes_again(stack: Stack) -> None:
    ann, ben, reader = stack.author(), stack.author(), stack.author()
    stack.follow(reader, ben)
    post = publish(stack, ann)
    stack.drain()
    position = repost(ben, post)
    assert "GSI2PK" in (stack.item(f"REPOSTS#{post.id}", ben.id) or {})
    stack.drain(redeliver=True)
    assert [(e["SK"], e["p"], e["a"], e["by"]) for e in entries(stack, reader)] == [(position, post.id, ann.id, ben.id)]
    assert standing(stack, ben) == [post.id]
    assert "GSI2PK" not in (stack.item(f"REPOSTS#{post.id}", ben.id) or {})
    wiring.reactions().unrepost(ben.id, post.id)
    stack.drain(redeliver=True)
    assert (standing(stack, reader), standing(stack, ben)) == ([], [])
    assert stack.item(f"REPOSTS#{post.id}", ben.id) is None


def test_a_repost_that_was_lost_is_told_again_and_so_is_its_end(stack: Stack) -> None:
    ann, ben, reader = stack.author(), stack.author(), stack.author()
    stack.follow(reader, ben)
    post = publish(stack, ann)
    stack.drain()
    for deed, expected in ((wiring.reactions().repost, [post.id]), (wiring.reactions().unrepost, [])):
        before = standing(stack, reader)
        deed(ben.id, post.id)
        _lose(stack)
        assert standing(stack, reader) == before
        with stack.later(minutes=6):
            stack.sweep()
        assert standing(stack, reader) == expected


def _lose(stack: Stack) -> None:
    """Have the stream's messages vanish."""
    queues = wiring.relay().queues
    silent = replace(wiring.relay(), queues=dict.fromkeys(queues, _Deaf()))
    spoken, wiring.relay = wiring.relay, lambda: silent  # type: ignore[assignment]
    stack.drain()
    wiring.relay = spoken


class _Deaf:
    def send(self, *_: Any, **__: Any) -> None:
        """Lose them."""


def test_a_page_that_comes_after_the_repost_was_taken_back_does_nothing(stack: Stack) -> None:
    ann, ben, reader = stack.author(), stack.author(), stack.author()
    post = publish(stack, ann)
    position = repost(ben, post)
    page = FeedPage(
        post_id=post.id, author_id=ann.id, position=position, followers=[AccountId(reader.id)], by=AccountId(ben.id)
    )
    wiring.reactions().unrepost(ben.id, post.id)
    wiring.deliveries().deliver(page)
    assert standing(stack, reader) == []
    again = repost(ben, post)
    wiring.deliveries().deliver(page)
    assert (standing(stack, reader), again != position) == ([], True)


def test_an_end_that_overtakes_a_page_wins(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben, reader = stack.author(), stack.author(), stack.author()
    post = publish(stack, ann)
    position = repost(ben, post)
    page = FeedPage(
        post_id=post.id, author_id=ann.id, position=position, followers=[AccountId(reader.id)], by=AccountId(ben.id)
    )
    push = wiring.feed_store().push

    def overtaken(*args: Any, **options: Any) -> None:
        wiring.reactions().unrepost(ben.id, post.id)
        wiring.deliveries().retract(Retraction(position=position, followers=page.followers))
        push(*args, **options)

    monkeypatch.setattr(wiring.feed_store(), "push", overtaken)
    wiring.deliveries().deliver(page)
    assert standing(stack, reader) == []


def test_reposts_fill_several_pages_too(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_OF_FOLLOWERS", 2)
    monkeypatch.setattr(paging, "PAGES_A_RUN", 1)
    ann, ben, readers = stack.author(), stack.author(), [stack.author() for _ in range(PUSH_LIMIT)]
    for reader in readers:
        stack.follow(reader, ben)
    post = publish(stack, ann)
    repost(ben, post)
    stack.drain()
    assert [standing(stack, reader) for reader in readers] == [[post.id]] * PUSH_LIMIT
    wiring.reactions().unrepost(ben.id, post.id)
    stack.drain()
    assert [standing(stack, reader) for reader in readers] == [[]] * PUSH_LIMIT


def test_who_is_followed_by_many_is_pulled_for_reposts_too(stack: Stack) -> None:
    ann, star, reader = stack.author(), stack.author(), stack.author()
    stack.follow(reader, star)
    crowd(stack, star, PUSH_LIMIT)
    post = publish(stack, ann)
    stack.drain()
    repost(star, post)
    stack.drain()
    head = stack.item(f"FEED#{reader.id}", "~HEAD") or {}
    assert (standing(stack, reader), head["pulled"]) == ([], {star.id})
    assert standing(stack, star) == [post.id]
    wiring.reactions().unrepost(star.id, post.id)
    stack.drain()
    assert standing(stack, star) == []
    assert stack.item(f"REPOSTS#{post.id}", star.id) is None
