"""Spam that only the network sees: copies across accounts, newcomers in a hurry. Counted once, decided with a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from imagora import wiring
from imagora.accounts.models import Profile
from imagora.kernel import config
from imagora.kernel.clock import utc_now
from imagora.kernel.ids import AccountId, PostId, new_id
from imagora.kernel.messages import PostOut
from imagora.moderation.checkers.sketch import bands, sketch
from tests.integration import faults
from tests.integration.moderation.court import Court
from tests.integration.stack import Person, Stack

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _counted(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stack.drain()
    monkeypatch.setenv("IMAGORA_SPAM", "on")
    wiring.forget()
    config.current()
    yield
    monkeypatch.undo()
    wiring.forget()


def _old(stack: Stack, days: int = 30) -> Profile:
    then = stack.clock().replace(microsecond=0)
    with stack.later(days=-days):
        made = stack.author(id=AccountId(new_id(stack.clock())), created_at=stack.clock())
    assert made.created_at < then
    return made


def _status(post: Any) -> str:
    found = wiring.post_store().get(PostId(post.id))
    assert found is not None
    return found.status


def test_campaign_across_new_accounts_is_held_then_refused(court: Court) -> None:
    stack = court.stack
    words = "Earn {} dollars from home with this simple trick, today!! @someone"
    authors = [stack.author(created_at=utc_now()) for _ in range(7)]
    posts = []
    for number, author in enumerate(authors):
        posts.append(stack.publish(author, words.format(number)))
        stack.drain()
    assert [_status(post) for post in posts] == ["published"] * 5 + ["rejected"] * 2
    waiting = {author.id for author in authors if court.waits(author.id)}
    assert waiting == {author.id for author in authors[2:5]}
    case = court.waiting(authors[2].id)
    (check,) = case["checks"]
    assert (check["verdict"], check["rule"], check["evidence"]["new_copies"]) == ("hold", "spam", 0.6)
    assert check["evidence"]["post"] == posts[2].id


def test_refusal_for_spam_is_told_and_can_be_overturned(court: Court) -> None:
    ann, stack = court.ann, court.stack
    for _ in range(5):
        stack.publish(stack.author(created_at=utc_now()), "Buy these golden watches for half of the price")
        stack.drain()
    post = ann.post("Buy these golden watches for half of the price")["id"]
    stack.drain()
    assert ann("GET", f"/v1/posts/{post}")["status"] == "rejected"
    (mine,) = court.own()
    assert (mine["rule"], mine["judged_by"]["provider"], mine["judged_by"]["model"]) == (
        "spam",
        "builtin",
        "spam rules",
    )
    court.appeal(mine["case_id"])
    court.decide(mine["case_id"], "approve")
    assert court.bob("GET", f"/v1/posts/{post}").status == 200
    wiring.queues()["activity"].send([PostOut(post_id=post)])
    stack.drain()
    assert court.bob("GET", f"/v1/posts/{post}").status == 200, "what a person decided stands"


def test_grown_accounts_may_repeat_a_joke(court: Court) -> None:
    stack = court.stack
    posts = [stack.publish(_old(stack), "It has been a long week and it is only Monday") for _ in range(8)]
    stack.drain()
    assert {_status(post) for post in posts} == {"published"}
    assert not any(court.waits(post.author) for post in posts)


def test_copies_with_a_link_count_whoever_posts_them(court: Court) -> None:
    stack = court.stack
    posts = []
    for number in range(4):
        posts.append(stack.publish(_old(stack), f"The best offers of the week https://shop.example/{number}"))
        stack.drain()
    assert {_status(post) for post in posts} == {"published"}
    assert [court.waits(post.author) for post in posts] == [False, False, False, True]


@pytest.mark.parametrize("fault", faults.ALL)
def test_message_that_comes_twice_counts_once(court: Court, fault: str) -> None:
    stack, ann = court.stack, court.ann
    text = {
        "twice": "lonely lighthouses in the evening mist",
        "half_broken": "seven goats climb a crooked ladder",
        "unanswered": "bread rises slowly behind warm windows",
    }[fault]
    with stack.pump.with_faults(faults.ALL[fault]()):
        posts = [ann.post(f"{text} {letter * 3}")["id"] for letter in "ab"]
        stack.drain(redeliver=True)
    pace = stack.partition(f"PACE#{ann.id}")
    assert len(pace) == 2
    assert all(ann("GET", f"/v1/posts/{post}")["status"] == "published" for post in posts)
    assert not court.waits(ann.id)
    for band in bands(sketch(f"{text} aaa")):
        kept = stack.partition(f"COPIES#{band}")
        assert 1 <= len(kept) <= 2
        assert all(row["expires_at"] > utc_now().timestamp() for row in kept)


def test_newcomer_in_a_hurry_gets_one_case_for_all_of_it(court: Court) -> None:
    stack, ann = court.stack, court.ann
    for number in range(17):
        ann.post(f"hello {number}")
    stack.drain()
    case = court.waiting(ann.id)
    assert (case["subject"]["kind"], len(case["checks"])) == ("account", 1)
    assert case["checks"][0]["evidence"]["posts"] == 0.6
    court.decide(case["id"], "dismiss", rule=None)
    ann.post("one more")
    stack.drain()
    assert not court.waits(ann.id), "a moderator has looked"


def test_strangers_are_counted_friends_are_not(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    stranger = stack.author()
    ann.post(f"@{bob.handle} @{stranger.handle} @{ann.handle} look here")
    stack.drain()
    (seen,) = stack.partition(f"PACE#{ann.id}")
    assert seen["w"] == stranger.id


def test_what_counting_costs(stack: Stack, ann: Person) -> None:
    post = ann.post("What does it cost to count a text with a link https://example.org/a")["id"]
    stack.drain()
    with stack.metered() as meter:
        wiring.spam_watch().post_out(PostId(post))
    assert (meter.steps <= 5, meter.read <= 10, meter.write) == (True, True, 7)
    grown = stack.publish(_old(stack), "nothing of that kind")
    stack.drain()
    with stack.metered() as meter:
        wiring.spam_watch().post_out(grown.id)
    assert (len(meter.calls) <= 3, meter.write) == (True, 0)
