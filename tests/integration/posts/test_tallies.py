"""Counting on one post by many at once: exact, whatever collides, and whatever is delivered twice."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from imagora import wiring
from imagora.kernel.ids import PostId
from imagora.posts import tally_store
from imagora.posts.models import Post
from imagora.posts.tallies import CROWD, Change, Counter, is_crowded
from imagora.posts.tally_store import Tallies
from imagora.table.transaction import Contended, Transaction
from tests.integration.stack import Person, Stack


@pytest.fixture
def post(stack: Stack) -> Post:
    made = stack.publish(stack.author(), "good morning")
    stack.drain()
    return made


def count(post: PostId, counter: Counter, change: Change, *, crowded: bool = False) -> None:
    transaction = Transaction()
    tally_store.count(transaction, post, counter, change, now=wiring.now(), crowded=crowded)
    transaction.commit()


def counts(stack: Stack, post: Post) -> dict[str, int]:
    item = stack.item(f"POST#{post.id}", "POST")
    assert item is not None
    return {name: item[name] for name in ("likes", "reposts", "replies", "quotes") if item.get(name)}


def item_id(stack: Stack, post: Post) -> tuple[str, ...]:
    return stack.environment["IMAGORA_TABLE"], f"POST#{post.id}", "POST"


def test_a_count_goes_into_the_post_where_nobody_stands_in_the_way(stack: Stack, post: Post) -> None:
    for counter, change in (("likes", 1), ("likes", 1), ("replies", 1), ("quotes", 1), ("likes", -1)):
        count(post.id, counter, change)  # type: ignore[arg-type]
    assert counts(stack, post) == {"likes": 1, "replies": 1, "quotes": 1}
    assert stack.partition(f"TALLY#{post.id}") == []


def test_a_count_that_keeps_meeting_others_goes_to_a_shard_that_is_due(stack: Stack, post: Post) -> None:
    under_way = stack.services.strict.under_way
    under_way.hold(item_id(stack, post), None)
    try:
        count(post.id, "likes", 1)
    finally:
        under_way.release(item_id(stack, post))
    assert counts(stack, post) == {}
    (shard,) = stack.partition(f"TALLY#{post.id}")
    assert shard["tally"] == 1
    assert shard["GSI2PK"].startswith("DUE#")


def test_a_fold_moves_all_into_the_post_once(stack: Stack, post: Post) -> None:
    made: list[tuple[Counter, Change]] = [("likes", 1)] * 30 + [("reposts", 1)] * 3 + [("likes", -1)] * 5
    for counter, change in made:
        count(post.id, counter, change, crowded=True)
    wiring.tallies().fold(post.id)
    assert counts(stack, post) == {"likes": 25, "reposts": 3}
    wiring.tallies().fold(post.id)
    assert counts(stack, post) == {"likes": 25, "reposts": 3}
    assert stack.partition(f"TALLY#{post.id}") == []


def test_a_loss_that_is_there_before_its_gain_shows_nothing(stack: Stack, ann: Person) -> None:
    post = PostId(ann.post("Liked, and liked no longer")["id"])
    count(post, "likes", 1, crowded=True)
    count(post, "likes", -1)
    assert (stack.item(f"POST#{post}", "POST") or {})["likes"] == -1
    assert stack.api("GET", f"/v1/posts/{post}")["counts"]["likes"] == 0
    (listed,) = stack.api("GET", f"/v1/accounts/{ann.handle}/posts")["items"]
    assert listed["counts"]["likes"] == 0
    wiring.tallies().fold(post)
    assert (stack.item(f"POST#{post}", "POST") or {})["likes"] == 0


def test_where_a_fold_finds_much_the_post_is_left_alone_for_a_while(stack: Stack, post: Post) -> None:
    def crowded(now: datetime) -> bool:
        return is_crowded(stack.item(f"POST#{post.id}", "POST") or {}, now)

    count(post.id, "likes", 1, crowded=True)
    wiring.tallies().fold(post.id)
    assert not crowded(stack.clock())
    for _ in range(CROWD):
        count(post.id, "likes", 1, crowded=True)
    with stack.later(seconds=2):
        wiring.tallies().fold(post.id)
        assert crowded(stack.clock())
    with stack.later(minutes=1):
        assert not crowded(stack.clock())


def test_a_post_is_folded_once_a_second_and_whoever_does_it_comes_back(stack: Stack, post: Post) -> None:
    stack.messages("IMAGORA_ACTIVITY_QUEUE")
    again: list[PostId] = []
    tallies = Tallies(wiring.reader(), stack.clock, again.append)
    tallies.fold(post.id)
    assert again == []
    for _ in range(3):
        count(post.id, "likes", 1, crowded=True)
        tallies.fold(post.id)
    assert again == [post.id]
    assert counts(stack, post) == {"likes": 1}
    with stack.later(seconds=2):
        tallies.fold(post.id)
    assert again == [post.id] * 2
    assert counts(stack, post) == {"likes": 3}


def test_a_fold_that_nobody_lets_through_comes_again(stack: Stack, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_store, "back_off", lambda _: None)
    monkeypatch.setattr("imagora.table.transaction.time.sleep", lambda _: None)
    count(post.id, "likes", 1, crowded=True)
    under_way = stack.services.strict.under_way
    under_way.hold(item_id(stack, post), None)
    try:
        with pytest.raises(Contended):
            wiring.tallies().fold(post.id)
    finally:
        under_way.release(item_id(stack, post))
    with stack.later(seconds=2):
        wiring.tallies().fold(post.id)
    assert counts(stack, post) == {"likes": 1}


def test_counting_and_folding_at_once_loses_nothing_and_counts_nothing_twice(stack: Stack, post: Post) -> None:
    changes: list[Change] = [1] * 48 + [-1] * 16
    dice = random.Random(7)

    def work(job: Change | None) -> None:
        if job is None:
            wiring.tallies().fold(post.id)
        else:
            count(post.id, "likes", job, crowded=dice.random() < 0.7)

    jobs: list[Change | None] = [*changes, *[None] * 6]
    dice.shuffle(jobs)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, jobs))
    assert stack.services.strict.under_way.conflicts > 0
    with stack.later(seconds=5):
        wiring.tallies().fold(post.id)
    assert counts(stack, post) == {"likes": 32}
    assert stack.partition(f"TALLY#{post.id}") == []
