"""From what somebody did to what another reads: through the queue, past repeats, by the owner's choices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId, PostId, new_id
from imagora.notifications import listing
from imagora.notifications.models import MOST_COUNTED, MOST_MUTED_THREADS, about_post
from infra.local.pump import Faults
from tests.integration.stack import Person, Reply, Stack

pytestmark = pytest.mark.slow


def told(person: Person, path: str = "/v1/notifications") -> list[dict[str, Any]]:
    reply = person("GET", path)
    assert reply.status == 200, reply
    return list(reply["items"])


def summary(person: Person) -> list[tuple[str, list[str], int]]:
    return [(item["kind"], [actor["handle"] for actor in item["actors"]], item["count"]) for item in told(person)]


def unread(person: Person) -> int:
    return int(person("GET", "/v1/me")["unread_count"])


def deliver(stack: Stack) -> None:
    """Have what happened be told, twice."""
    with stack.pump.with_faults(Faults(deliver_twice=True)):
        stack.drain()


def like(by: Person, post: Reply, what: str = "like") -> None:
    assert by("PUT", f"/v1/posts/{post['id']}/{what}").status == 204


def test_likes_of_one_post_are_told_together(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    post, other = ann.post("One"), ann.post("Two")
    like(bob, post)
    like(bob, other)
    like(carla, post)
    like(carla, post, "repost")
    deliver(stack)
    assert summary(ann) == [
        ("repost", [carla.handle], 1),
        ("like", [carla.handle, bob.handle], 2),
        ("like", [bob.handle], 1),
    ]
    first = told(ann)[0]
    assert first["post"]["id"] == post["id"]
    assert first["read"] is False
    assert unread(ann) == 3
    assert summary(bob) == []


def test_one_is_not_told_of_ones_own_doings_nor_of_what_does_not_hold(stack: Stack, ann: Person, bob: Person) -> None:
    post, gone = ann.post("One"), ann.post("Two")
    like(ann, post)
    deliver(stack)
    wiring.notifications().liked(PostId(post["id"]), AccountId(bob.id))  # the like was taken back
    ann("DELETE", f"/v1/posts/{gone['id']}")
    wiring.notifications().reposted(PostId(gone["id"]), AccountId(bob.id))
    wiring.notifications().followed(AccountId(bob.id), AccountId(ann.id))
    wiring.notifications().requested(AccountId(bob.id), AccountId(ann.id))
    assert summary(ann) == []
    assert unread(ann) == 0


def test_what_is_about_a_post_that_is_gone_is_left_out(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("One")
    like(bob, post)
    deliver(stack)
    ann("DELETE", f"/v1/posts/{post['id']}")
    assert summary(ann) == []


def test_follows_of_one_week_are_told_together(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    for person in (bob, carla):
        person.follow(ann)
        deliver(stack)
    assert summary(ann) == [("follow", [carla.handle, bob.handle], 2)]
    with stack.later(days=7):
        wiring.notifications().followed(AccountId(bob.id), AccountId(ann.id))
        assert summary(ann) == [("follow", [carla.handle, bob.handle], 2)]
        dora = stack.person()
        dora.follow(ann)
        deliver(stack)
        assert summary(ann)[0] == ("follow", [dora.handle], 1)


def test_a_request_to_follow_is_told(stack: Stack, ann: Person, bob: Person) -> None:
    ann("PATCH", "/v1/me", {"private": True})
    bob.follow(ann)
    deliver(stack)
    assert summary(ann) == [("follow_request", [bob.handle], 1)]


def test_a_finished_generation_is_told_and_a_cancelled_one_is_not(stack: Stack, ann: Person) -> None:
    job = stack.generate(ann)
    cancelled = ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})["id"]
    ann("POST", f"/v1/generations/{cancelled}/cancel")
    deliver(stack)
    (item,) = told(ann)
    assert (item["kind"], item["generation_id"], item["actors"], item["count"]) == ("generation", job["id"], [], 0)


def test_everything_up_to_the_first_is_read_and_stays_so(stack: Stack, ann: Person, bob: Person) -> None:
    first, second = ann.post("One"), ann.post("Two")
    like(bob, first)
    like(bob, second)
    deliver(stack)
    items = told(ann)
    for up_to in (items[0]["id"], items[1]["id"]):
        assert ann("POST", "/v1/notifications/read", {"up_to": up_to}).status == 204
        assert [item["read"] for item in told(ann)] == [True, True]
    assert unread(ann) == 0
    like(stack.person(), first)
    deliver(stack)
    assert [item["read"] for item in told(ann)] == [False, True]
    assert unread(ann) == 1


@pytest.mark.parametrize("up_to", ["", "first", "01", 5, None, "8" * 26, "I" * 26])
def test_what_is_no_id_cannot_be_read_up_to(ann: Person, up_to: Any) -> None:
    refused = ann("POST", "/v1/notifications/read", {"up_to": up_to})
    assert (refused.status, refused.code) == (422, "invalid_input")


def test_a_mark_in_the_future_hides_nothing_that_is_to_come(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("One")
    assert ann("POST", "/v1/notifications/read", {"up_to": "7" + "Z" * 25}).status == 204
    with stack.later(minutes=2):
        like(bob, post)
        deliver(stack)
        assert [item["read"] for item in told(ann)] == [False]


def test_pages_hold_everything_once_while_more_comes(stack: Stack, ann: Person, bob: Person) -> None:
    def told_of_a_post() -> str:
        stack.clock.ahead += timedelta(seconds=1)
        post = stack.publish(ann, "Words").id
        wiring.note_store().tell(AccountId(ann.id), about_post("like", post), AccountId(bob.id), now=stack.clock())
        return post

    posts = [told_of_a_post() for _ in range(7)]
    seen: list[str] = []
    for page in ann.pages("/v1/notifications", limit=3):
        seen += [item["post"]["id"] for item in page["items"]]
        told_of_a_post()
    assert seen == posts[::-1]
    cursor = ann("GET", "/v1/notifications?limit=3")["cursor"]
    assert bob("GET", f"/v1/notifications?cursor={cursor}").code == "invalid_cursor"


def test_kinds_that_are_off_are_not_told(stack: Stack, ann: Person, bob: Person) -> None:
    path = "/v1/me/notification-preferences"
    everything = ann("GET", path)["kinds"]
    assert set(everything.values()) == {True}
    for _ in range(2):
        assert ann("PUT", path, {"kinds": {"like": False, "repost": True}})["kinds"] == everything | {"like": False}
    post = ann.post("One")
    like(bob, post)
    like(bob, post, "repost")
    deliver(stack)
    assert [kind for kind, *_ in summary(ann)] == ["repost"]
    assert ann("PUT", path, {"kinds": {}})["kinds"] == everything
    assert ann("GET", path)["kinds"] == everything
    like(stack.person(), post)
    deliver(stack)
    assert [kind for kind, *_ in summary(ann)] == ["like", "repost"]
    for wrong in ({"kinds": {"likes": True}}, {"kinds": {"like": 1}}, {}):
        assert ann("PUT", path, wrong).code == "invalid_input"


def test_a_muted_thread_is_not_told_of(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("One")
    for _ in range(2):
        assert ann("PUT", f"/v1/posts/{post['id']}/mute").status == 204
    like(bob, post)
    deliver(stack)
    assert summary(ann) == []
    for _ in range(2):
        assert ann("DELETE", f"/v1/posts/{post['id']}/mute").status == 204
    bob("DELETE", f"/v1/posts/{post['id']}/like")
    like(bob, post)
    deliver(stack)
    assert summary(ann) == [("like", [bob.handle], 1)]
    for unknown in ("nonsense", new_id(stack.clock())):
        assert ann("PUT", f"/v1/posts/{unknown}/mute").code == "post_not_found"
    assert ann("DELETE", "/v1/posts/nonsense/mute").code == "post_not_found"


def test_a_thousand_threads_can_be_muted(stack: Stack, ann: Person) -> None:
    first, second = ann.post("One"), ann.post("Two")
    assert ann("PUT", f"/v1/posts/{first['id']}/mute").status == 204
    settings = stack.item(f"NOTES#{ann.id}", "~SETTINGS")
    assert settings is not None
    assert settings["threads"] == 1
    stack.clients("dynamodb").update_item(
        TableName=stack.environment["IMAGORA_TABLE"],
        Key={"PK": {"S": f"NOTES#{ann.id}"}, "SK": {"S": "~SETTINGS"}},
        UpdateExpression="SET threads = :n",
        ExpressionAttributeValues={":n": {"N": str(MOST_MUTED_THREADS)}},
    )
    refused = ann("PUT", f"/v1/posts/{second['id']}/mute")
    assert (refused.status, refused.code) == (422, "too_many_muted_threads")
    assert ann("PUT", f"/v1/posts/{first['id']}/mute").status == 204
    assert ann("DELETE", f"/v1/posts/{first['id']}/mute").status == 204
    assert ann("PUT", f"/v1/posts/{second['id']}/mute").status == 204


def test_unread_notifications_are_counted_up_to_a_limit(
    stack: Stack, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (MOST_COUNTED, listing.MOST_COUNTED) == (100, 100)  # as openapi.json says
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    for told_of in (1, 2, 3, 3):
        group = about_post("mention", PostId(new_id(stack.clock())))
        wiring.note_store().tell(AccountId(ann.id), group, AccountId(bob.id), now=stack.clock())
        assert unread(ann) == told_of


def test_nothing_comes_from_whom_one_mutes_and_what_came_is_hidden(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    post, other = ann.post("One"), ann.post("Two")
    for person in (bob, carla):
        like(person, post)
    like(bob, other)
    deliver(stack)
    until = rfc3339(stack.clock() + timedelta(days=1))
    assert ann("PUT", f"/v1/accounts/{bob.handle}/mute", {"until": until}).status == 204
    assert summary(ann) == [("like", [carla.handle], 1)]
    assert unread(ann) == 1
    like(bob, ann.post("Three"))
    deliver(stack)
    assert ann("PUT", f"/v1/accounts/{carla.handle}/mute").status == 204
    assert (summary(ann), unread(ann)) == ([], 0)
    assert ann("DELETE", f"/v1/accounts/{carla.handle}/mute").status == 204
    with stack.later(days=2):
        assert summary(ann) == [("like", [bob.handle], 1), ("like", [carla.handle, bob.handle], 2)]
        assert unread(ann) == 2


def test_nothing_passes_a_block(stack: Stack, ann: Person, bob: Person) -> None:
    post, other = ann.post("One"), ann.post("Two")
    like(bob, post)
    like(stack.person(), other)
    deliver(stack)
    assert unread(ann) == 2
    assert bob("PUT", f"/v1/accounts/{ann.handle}/block").status == 204
    assert [item["post"]["id"] for item in told(ann)] == [other["id"]]
    assert unread(ann) == 1


def test_who_is_gone_is_left_out(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    post, other = ann.post("One"), ann.post("Two")
    for person in (bob, carla):
        like(person, post)
    like(bob, other)
    deliver(stack)
    assert bob("DELETE", "/v1/me", {"password": bob.password}).status == 204
    assert summary(ann) == [("like", [carla.handle], 1)]
    late = ann.post("Three")
    wiring.notifications().liked(PostId(late["id"]), AccountId(bob.id))
    assert stack.item(f"NOTES#{ann.id}", f"like#{late['id']}") is None


def test_an_account_that_is_gone_keeps_no_notes(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("One")
    like(bob, post)
    deliver(stack)
    ann("POST", "/v1/notifications/read", {"up_to": told(ann)[0]["id"]})
    ann("PUT", f"/v1/posts/{post['id']}/mute")
    stack.drain()
    assert len(stack.partition(f"NOTES#{ann.id}")) == 4
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
    stack.drain()
    assert stack.partition(f"NOTES#{ann.id}") == []

    wiring.notifications().liked(PostId(post["id"]), AccountId(bob.id))
    assert stack.partition(f"NOTES#{ann.id}") == []
