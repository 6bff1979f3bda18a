"""Readers who stay away: nothing is pushed to them, and their feed is whole again when they come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.feeds import dormant
from imagora.graph import dormancy_store
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId
from imagora.kernel.messages import CameBack, WentAway
from tests.integration.feeds.test_carrying import entries, publish, repost, standing
from tests.integration.feeds.test_home import HOME, few, follow, shown
from tests.integration.stack import Person, Stack
from tests.meter import Meter

pytestmark = pytest.mark.slow

AWAY = 40


@pytest.fixture(autouse=True)
def _filled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dormant, "_FILL_AFTER_SECONDS", 0)


def head(stack: Stack, reader: Any) -> dict[str, Any]:
    return stack.item(f"FEED#{reader.id}", "~HEAD") or {}


def pretend(stack: Stack, reader: Any, *, seen_days_ago: int) -> None:
    """As if the reader had been seen last so many days ago, and were due for that."""
    seen = (stack.clock() - timedelta(days=seen_days_ago)).date().isoformat()
    stack._dynamodb().update_item(
        TableName=stack.environment["IMAGORA_TABLE"],
        Key={"PK": {"S": f"FEED#{reader.id}"}, "SK": {"S": "~HEAD"}},
        UpdateExpression="SET seen = :s, GSI2SK = :d",
        ExpressionAttributeValues={
            ":s": {"S": seen},
            ":d": {"S": f"{rfc3339(stack.clock() - timedelta(minutes=1))}#FEED#{reader.id}"},
        },
    )


def put_to_rest(stack: Stack, reader: Any, *, days: int = AWAY) -> None:
    pretend(stack, reader, seen_days_ago=days)
    stack.sweep()


def places(stack: Stack, reader: Any) -> set[str]:
    """Where the reader's follows stand among followers: `~` before the id is out of reach."""
    found = [item for item in stack.partition(f"USER#{reader.id}") if item["SK"].startswith("FOLLOW#")]
    return {item["GSI1SK"].removesuffix(str(reader.id)) for item in found}


def is_active(stack: Stack, reader: Any) -> bool:
    """Whether nothing of a rest is left."""
    now = head(stack, reader)
    return "status" not in now and places(stack, reader) == {""} and now["GSI2SK"] > rfc3339(stack.clock())


# Being seen


def test_the_first_look_of_a_day_is_noted_beside_the_page_and_others_cost_nothing(stack: Stack, bob: Person) -> None:
    (ann, *_) = few(stack, bob)
    publish(stack, ann)
    stack.drain()
    pretend(stack, bob, seen_days_ago=1)
    stack.sweep()
    with stack.metered() as first:
        assert bob("GET", HOME).status == 200
    with stack.metered() as second:
        since = bob("GET", HOME)["since"]
    assert (first.steps, first.write) == (second.steps, 1), first
    assert (second.steps, second.write) == (2, 0), second
    assert head(stack, bob)["seen"] == stack.clock().date().isoformat()
    pretend(stack, bob, seen_days_ago=1)
    with stack.metered() as newer:
        assert bob("GET", f"{HOME}?since={since}").status == 200
    assert newer.write == 1, newer


def test_who_follows_nobody_gets_no_head(stack: Stack, bob: Person) -> None:
    assert bob("GET", HOME).status == 200
    assert head(stack, bob) == {}


def test_a_head_from_before_counts_as_seen_when_it_is_met(stack: Stack, bob: Person) -> None:
    few(stack, bob)
    stack._dynamodb().update_item(
        TableName=stack.environment["IMAGORA_TABLE"],
        Key={"PK": {"S": f"FEED#{bob.id}"}, "SK": {"S": "~HEAD"}},
        UpdateExpression="REMOVE seen, GSI2PK, GSI2SK",
    )
    assert bob("GET", HOME).status == 200
    assert is_active(stack, bob)
    assert head(stack, bob)["seen"] == stack.clock().date().isoformat()


def test_who_looks_now_and_then_is_never_put_to_rest(stack: Stack, bob: Person) -> None:
    few(stack, bob)
    account = AccountId(bob.id)
    for days in (31, 60):
        with stack.later(days=days - 1):
            wiring.feeds().home(account, _page())
        with stack.later(days=days):
            wiring.dormant().look_after(account, due_key=head(stack, bob)["GSI2SK"])
            assert is_active(stack, bob)
            assert head(stack, bob)["GSI2SK"] > rfc3339(stack.clock() + timedelta(days=29))
    with stack.later(days=92):
        wiring.dormant().look_after(account, due_key=head(stack, bob)["GSI2SK"])
        assert head(stack, bob)["status"] == "resting"


# Resting


def carried(stack: Stack, *authors: Any) -> Meter:
    """What it costs to carry a post of each of these to who follows them."""
    for author in authors:
        publish(stack, author)
    with stack.metered() as meter:
        stack.drain()
    return meter


def test_nothing_is_pushed_to_who_rests(stack: Stack, bob: Person) -> None:
    ann, nobodys = stack.author(), stack.author()
    follow(stack, bob, ann)
    put_to_rest(stack, bob)
    assert places(stack, bob) == {"~"}
    assert "GSI2PK" not in head(stack, bob)
    assert carried(stack, ann).write == carried(stack, nobodys).write  # whom nobody follows
    assert standing(stack, bob) == []
    with stack.metered() as swept:
        stack.sweep()
    assert swept.write == 0, swept


def test_followers_are_listed_and_counted_as_before(stack: Stack) -> None:
    star, fans = stack.person(), [stack.author() for _ in range(5)]
    for fan in fans:
        stack.follow(fan, star)
    stack.drain()
    path = f"/v1/accounts/{star.handle}/followers"

    def listed() -> list[str]:
        return [item["handle"] for page in star.pages(path, limit=2) for item in page["items"]]

    before = listed()
    for fan in (fans[1], fans[4]):
        put_to_rest(stack, fan)
    assert listed() == before == [fan.handle for fan in reversed(fans)]
    assert star("GET", "/v1/me")["followers_count"] == 5
    assert wiring.graph().follower_ids(AccountId(star.id), None, 3) == [fan.id for fan in fans[:3]]
    assert wiring.graph().follower_ids(AccountId(star.id), fans[1].id, 9) == [fan.id for fan in fans[2:]]
    within = wiring.graph().follower_ids(AccountId(star.id), None, 9, resting=False)
    assert within == [fans[0].id, fans[2].id, fans[3].id]
    assert wiring.graph().follower_ids(AccountId(star.id), fans[0].id, 1, resting=False) == [fans[2].id]


@pytest.mark.parametrize("deed", ["follow", "block"])
def test_a_follow_ends_while_its_follower_rests(stack: Stack, ann: Person, bob: Person, deed: str) -> None:
    other = stack.author()
    follow(stack, bob, ann, other)
    put_to_rest(stack, bob)
    publish(stack, ann)
    kept = publish(stack, other)
    stack.drain()
    method = {"follow": "DELETE", "block": "PUT"}[deed]
    assert bob(method, f"/v1/accounts/{ann.handle}/{deed}").status == 204
    assert bob.home() == [kept.id]
    stack.drain()
    assert is_active(stack, bob)
    assert bob.home() == [kept.id]
    assert ann("GET", "/v1/me")["followers_count"] == 0


def test_a_follow_made_while_resting_is_there_at_return(stack: Stack, ann: Person, bob: Person) -> None:
    few(stack, bob)
    put_to_rest(stack, bob)
    post = publish(stack, ann)
    bob.follow(ann)
    stack.drain()
    assert bob.home() == [post.id]
    stack.drain()
    assert (bob.home(), is_active(stack, bob)) == ([post.id], True)


def test_a_follow_accepted_meanwhile_goes_out_of_reach_a_while_later(stack: Stack, ann: Person, bob: Person) -> None:
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    few(stack, bob)
    assert bob("PUT", f"/v1/accounts/{ann.handle}/follow").status == 204
    put_to_rest(stack, bob)
    assert ann("PUT", f"/v1/me/follow-requests/{bob.handle}").status == 204
    stack.drain()
    assert places(stack, bob) == {"", "~"}
    put_to_rest(stack, bob)
    assert places(stack, bob) == {"~"}
    post = publish(stack, ann)
    stack.drain()
    assert bob.home() == [post.id]


def test_who_was_removed_by_a_private_account_comes_back_without_it(stack: Stack, ann: Person, bob: Person) -> None:
    follow(stack, bob, ann)
    few(stack, bob)
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    put_to_rest(stack, bob)
    post = publish(stack, ann)
    assert ann("DELETE", f"/v1/accounts/{bob.handle}/follower").status == 204
    stack.drain()
    assert bob.home() == []
    stack.drain()
    assert bob.home() == []
    assert bob("GET", f"/v1/posts/{post.id}").status == 404


def test_an_account_that_rests_is_erased_with_its_follows(stack: Stack, ann: Person, bob: Person) -> None:
    follow(stack, bob, ann)
    put_to_rest(stack, bob)
    assert bob("DELETE", "/v1/me", {"password": bob.password}).status in (202, 204)
    stack.drain()
    assert (head(stack, bob), places(stack, bob)) == ({}, set())
    assert ann("GET", "/v1/me")["followers_count"] == 0
    for message in (WentAway(reader_id=AccountId(bob.id)), CameBack(reader_id=AccountId(bob.id))):
        deliver(message)
    assert head(stack, bob) == {}


def test_a_followed_account_is_erased_while_its_follower_rests(stack: Stack, ann: Person, bob: Person) -> None:
    follow(stack, bob, ann)
    put_to_rest(stack, bob)
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status in (202, 204)
    stack.drain()
    assert places(stack, bob) == set()
    assert bob("GET", "/v1/me")["following_count"] == 0


def test_who_rests_learns_whom_to_pull_and_what_was_taken_back(stack: Stack, bob: Person) -> None:
    star, author = stack.author(), stack.author()
    follow(stack, bob, star)
    few(stack, bob)
    post = publish(stack, author)
    repost(star, post)
    stack.drain()
    put_to_rest(stack, bob)
    wiring.reactions().unrepost(star.id, post.id)
    stack.drain()
    assert standing(stack, bob) == []
    for _ in range(3):
        stack.follow(stack.author(), star)
    crossing = publish(stack, star)
    stack.drain()
    assert star.id in head(stack, bob)["pulled"]
    assert bob.home() == [crossing.id]
    stack.drain()
    assert (bob.home(), is_active(stack, bob)) == ([crossing.id], True)


# Coming back


def test_what_was_missed_is_on_the_first_page_and_on_later_ones(stack: Stack, bob: Person) -> None:
    ann, ben = stack.author(), stack.author()
    follow(stack, bob, ann, ben)
    few(stack, bob)
    seen = publish(stack, ann)
    stack.drain()
    put_to_rest(stack, bob)
    missed = [publish(stack, author) for author in (ann, ben, ann)]
    stack.drain()
    expected = [(post.id, "followed", None) for post in (*reversed(missed), seen)]
    with stack.metered() as meter:
        first = shown(bob)
    assert first == expected
    assert (meter.steps, meter.write) == (4, 2), meter  # the day, and that it is due
    pages = [item["post"]["id"] for page in bob.pages(HOME, limit=1) for item in page["items"]]
    assert pages[:4] == [post for post, *_ in expected]
    stack.drain()
    assert is_active(stack, bob)
    assert shown(bob) == expected
    assert standing(stack, bob) == [post for post, *_ in expected]
    later = publish(stack, ben)
    stack.drain()
    assert bob.home() == [later.id, *(post for post, *_ in expected)]


def test_nothing_is_shown_twice_when_the_feed_is_filled_between_two_pages(stack: Stack, bob: Person) -> None:
    ann, ben = stack.author(), stack.author()
    follow(stack, bob, ann, ben)
    few(stack, bob)
    put_to_rest(stack, bob)
    posts = [publish(stack, author).id for author in (ann, ben) * 4]
    stack.drain()
    found: list[str] = []
    for page in bob.pages(HOME, limit=2):
        found += [item["post"]["id"] for item in page["items"]]
        stack.drain()
    assert found == posts[::-1]


def test_reads_go_by_pull_until_the_feed_is_filled(stack: Stack, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dormant, "_FILL_AFTER_SECONDS", 900)
    ann = stack.author()
    follow(stack, bob, ann)
    put_to_rest(stack, bob)
    missed = publish(stack, ann)
    stack.drain()
    assert bob.home() == [missed.id]
    stack.drain()
    assert (places(stack, bob), head(stack, bob)["status"], entries(stack, bob)) == ({""}, "resting", [])
    pushed = publish(stack, ann)
    stack.drain()
    assert standing(stack, bob) == [pushed.id]
    assert bob.home() == [pushed.id, missed.id]
    deliver(CameBack(reader_id=AccountId(bob.id), fill=True))
    assert bob.home() == [pushed.id, missed.id]
    assert is_active(stack, bob)


def test_since_brings_back_who_rests(stack: Stack, bob: Person) -> None:
    ann = stack.author()
    follow(stack, bob, ann)
    few(stack, bob)
    since = bob("GET", HOME)["since"]
    put_to_rest(stack, bob)
    post = publish(stack, ann)
    stack.drain()
    assert bob.home(since=since) == [post.id]
    stack.drain()
    assert is_active(stack, bob)
    assert bob.home() == [post.id]


# Messages twice, in any order, lost


def deliver(message: WentAway | CameBack) -> None:
    if isinstance(message, WentAway):
        wiring.dormant().rest(message)
    else:
        wiring.dormant().wake(message)


def test_many_follows_go_and_come_back_in_steps(stack: Stack, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dormancy_store, "AT_ONCE", 2)
    monkeypatch.setattr(dormant, "FILLED_AT_ONCE", 2)
    authors = few(stack, bob, 5)
    put_to_rest(stack, bob)
    assert places(stack, bob) == {"~"}
    posts = [publish(stack, author).id for author in authors]
    stack.drain()
    assert standing(stack, bob) == []
    assert bob.home() == posts[::-1]
    stack.drain(deliver_twice=True)
    assert is_active(stack, bob)
    assert standing(stack, bob) == posts[::-1]


def test_messages_twice_and_out_of_order_do_no_harm(stack: Stack, bob: Person) -> None:
    ann = stack.author()
    follow(stack, bob, ann)
    reader = AccountId(bob.id)
    away, back, fill = WentAway(reader_id=reader), CameBack(reader_id=reader), CameBack(reader_id=reader, fill=True)
    for message in (away, back, fill):
        deliver(message)
    assert is_active(stack, bob)
    pretend(stack, bob, seen_days_ago=AWAY)
    stack.sweep()
    for message in (back, fill, away, away, back):  # of an earlier rest: nobody looked since
        deliver(message)
    assert (places(stack, bob), head(stack, bob)["status"]) == ({"~"}, "resting")
    post = publish(stack, ann)
    stack.drain()
    assert bob.home() == [post.id]
    deliver(away)  # overtaken by the reader
    for message in (back, away, back, fill, away, fill):
        deliver(message)
    assert is_active(stack, bob)
    assert standing(stack, bob) == [post.id]
    stack.drain()
    assert is_active(stack, bob)


def test_who_looks_while_put_to_rest_keeps_every_follow(
    stack: Stack, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that puts follows out of reach has read the head, then the reader looks."""
    follow(stack, bob, stack.author())
    pretend(stack, bob, seen_days_ago=AWAY)
    account, move_out = AccountId(bob.id), dormancy_store.move_out
    wiring.dormant().look_after(account, due_key=head(stack, bob)["GSI2SK"])

    def late(*args: Any, **options: Any) -> None:
        assert bob("GET", HOME).status == 200
        move_out(*args, **options)

    monkeypatch.setattr(dormancy_store, "move_out", late)
    deliver(WentAway(reader_id=account))
    assert places(stack, bob) == {""}
    stack.drain()
    assert is_active(stack, bob)


def test_who_looks_as_they_are_found_away_is_not_put_to_rest(
    stack: Stack, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(stack, bob)
    pretend(stack, bob, seen_days_ago=AWAY)
    rest = dormancy_store.rest

    def late(*args: Any, **options: Any) -> None:
        assert bob("GET", HOME).status == 200
        rest(*args, **options)

    monkeypatch.setattr(dormancy_store, "rest", late)
    stack.sweep()
    monkeypatch.setattr(dormancy_store, "rest", rest)
    assert "status" not in head(stack, bob)
    stack.sweep()
    assert is_active(stack, bob)


def test_an_unfollow_in_between_keeps_the_others_going(
    stack: Stack, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    authors, move_out = few(stack, bob, 3), dormancy_store.move_out
    calls: list[Any] = []

    def late(*args: Any, **options: Any) -> None:
        if not calls:
            wiring.graph().unfollow(AccountId(bob.id), authors[0].handle)
        calls.append(args)
        move_out(*args, **options)

    monkeypatch.setattr(dormancy_store, "move_out", late)
    put_to_rest(stack, bob)
    assert len(calls) == 2
    assert places(stack, bob) == {"~"}


@pytest.mark.parametrize("way", ["away", "back"])
def test_a_lost_message_is_sent_again_by_the_sweep(stack: Stack, bob: Person, way: str) -> None:
    ann = stack.author()
    follow(stack, bob, ann)
    pretend(stack, bob, seen_days_ago=AWAY)
    account = AccountId(bob.id)
    if way == "back":
        stack.sweep()
        publish(stack, ann)
        stack.drain()
        assert len(bob.home()) == 1
    else:
        wiring.dormant().look_after(account, due_key=head(stack, bob)["GSI2SK"])
    lose(stack)
    assert places(stack, bob) == {"~" if way == "back" else ""}
    due = head(stack, bob)["GSI2SK"]
    with stack.later(minutes=11):
        assert due < rfc3339(stack.clock())
        wiring.dormant().look_after(account, due_key=due)
    stack.drain()
    assert is_active(stack, bob) if way == "back" else places(stack, bob) == {"~"}


def lose(stack: Stack) -> None:
    """The relay's message is gone."""
    while stack.pump.step() and not stack.messages("IMAGORA_FANOUT_QUEUE"):
        continue


def _page() -> Any:
    from imagora.table.paging import PageRequest

    return PageRequest(20, None)
