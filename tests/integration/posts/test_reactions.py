"""Likes, reposts and bookmarks over HTTP: idempotent, counted exactly, and only where the post is there."""

from __future__ import annotations

from typing import Any

import pytest

from imagora.accounts import store as account_store
from imagora.kernel.ids import AccountId, new_id
from imagora.posts import reactions
from imagora.posts.authorship import Authorship
from tests.integration.stack import Person, Stack, pages

KINDS = ["like", "repost", "bookmark"]


def counts(reader: Any, post: str) -> dict[str, int]:
    found = reader("GET", f"/v1/posts/{post}")["counts"]
    return {name: count for name, count in found.items() if count}


def react(person: Person, post: str, *kinds: str) -> None:
    for kind in kinds:
        answer = person("PUT", f"/v1/posts/{post}/{kind}")
        assert answer.status == 204, answer


def take_back(person: Person, post: str, *kinds: str) -> None:
    for kind in kinds:
        assert person("DELETE", f"/v1/posts/{post}/{kind}").status == 204


def ids(reply: Any) -> list[str]:
    return [item["id"] for item in reply["items"]]


def test_each_reaction_counts_once_however_often_it_is_made(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("Look")["id"]
    for _ in range(2):
        react(bob, post, *KINDS)
    react(ann, post, "like")
    assert counts(stack.api, post) == {"likes": 2, "reposts": 1}
    for _ in range(2):
        take_back(bob, post, *KINDS)
    assert counts(stack.api, post) == {"likes": 1}
    react(bob, post, *KINDS)
    assert counts(stack.api, post) == {"likes": 2, "reposts": 1}


def test_lists_show_who_reacted_and_to_what(stack: Stack, ann: Person, bob: Person) -> None:
    posts = [ann.post(f"Number {number}")["id"] for number in range(4)]
    react(bob, posts[2], "bookmark")
    for post in posts[:3]:
        react(bob, post, "like")
    react(bob, posts[0], "repost", "bookmark")
    react(ann, posts[0], "like")
    assert ids(stack.api("GET", f"/v1/posts/{posts[0]}/likes")) == sorted([ann.id, bob.id], reverse=True)
    assert ids(ann("GET", f"/v1/posts/{posts[0]}/reposts")) == [bob.id]
    assert ids(bob("GET", "/v1/me/likes")) == [posts[2], posts[1], posts[0]]
    assert ids(bob("GET", "/v1/me/bookmarks")) == [posts[0], posts[2]]
    take_back(bob, posts[0], *KINDS)
    assert ids(stack.api("GET", f"/v1/posts/{posts[0]}/likes")) == [ann.id]
    assert ids(stack.api("GET", f"/v1/posts/{posts[0]}/reposts")) == []
    assert ids(bob("GET", "/v1/me/likes")) == [posts[2], posts[1]]
    assert ids(bob("GET", "/v1/me/bookmarks")) == [posts[2]]


def test_lists_go_on_where_the_page_ended(stack: Stack, ann: Person, bob: Person) -> None:
    posts = [ann.post(f"Number {number}")["id"] for number in range(7)]
    for post in posts:
        react(bob, post, "bookmark", "repost")
    for post in posts[:3]:
        react(bob, post, "like")
    for path, expected in (("likes", posts[2::-1]), ("bookmarks", posts[::-1])):
        seen = [found for page in bob.pages(f"/v1/me/{path}", limit=2) for found in ids(page)]
        assert seen == expected
    people = [stack.person() for _ in range(3)]
    for person in people:
        react(person, posts[0], "like", "repost")
    for kind, expected in (("likes", [*people, bob]), ("reposts", [*people, bob])):
        seen = [found for page in pages(stack.api, f"/v1/posts/{posts[0]}/{kind}", limit=1) for found in ids(page)]
        assert seen == sorted((person.id for person in expected), reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_for_somebody_is_not_found(stack: Stack, ann: Person, bob: Person, kind: str) -> None:
    hidden = [ann.post("Gone")["id"], new_id(stack.clock()), "nonsense"]
    assert ann("DELETE", f"/v1/posts/{hidden[0]}").status == 204
    for post in hidden:
        for method in ("PUT", "DELETE"):
            assert bob(method, f"/v1/posts/{post}/{kind}").code == "post_not_found"
        for listing in ("likes", "reposts"):
            assert bob("GET", f"/v1/posts/{post}/{listing}").code == "post_not_found"


def test_a_private_accounts_posts_are_its_followers_to_like_and_nobodys_to_pass_on(
    stack: Stack, ann: Person, bob: Person
) -> None:
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    post = ann.post("Between us")["id"]
    for kind in KINDS:
        assert bob("PUT", f"/v1/posts/{post}/{kind}").code == "post_not_found"
    assert stack.api("GET", f"/v1/posts/{post}/likes").code == "post_not_found"
    bob.follow(ann)
    assert ann("PUT", f"/v1/me/follow-requests/{bob.handle}").status == 204
    react(bob, post, "like", "bookmark")
    for person in (ann, bob):
        refused = person("PUT", f"/v1/posts/{post}/repost")
        assert (refused.status, refused.code) == (403, "private_post")
    assert ids(bob("GET", f"/v1/posts/{post}/likes")) == [bob.id]
    assert ids(bob("GET", "/v1/me/likes")) == [post]
    assert bob("DELETE", f"/v1/accounts/{ann.handle}/follow").status == 204
    assert ids(bob("GET", "/v1/me/likes")) == []
    take_back(bob, post, "like", "bookmark")  # what one did can be taken back, whatever happened since
    assert bob("DELETE", f"/v1/posts/{post}/like").code == "post_not_found"
    assert counts(ann, post) == {}


def test_a_block_keeps_apart_and_hides_among_those_who_reacted(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    posts = {person.handle: person.post("Look")["id"] for person in (ann, bob, carla)}
    for person in (ann, bob):
        react(person, posts[carla.handle], "like", "repost")
    react(bob, posts[ann.handle], "like")
    assert ann("PUT", f"/v1/accounts/{bob.handle}/block").status == 204
    for person, theirs in ((ann, bob), (bob, ann)):
        for kind in KINDS:
            assert person("PUT", f"/v1/posts/{posts[theirs.handle]}/{kind}").code == "post_not_found"
        assert person("GET", f"/v1/posts/{posts[theirs.handle]}/likes").code == "post_not_found"
        for listing in ("likes", "reposts"):
            assert ids(person("GET", f"/v1/posts/{posts[carla.handle]}/{listing}")) == [person.id]
    assert ids(bob("GET", "/v1/me/likes")) == [posts[carla.handle]]
    assert len(ids(carla("GET", f"/v1/posts/{posts[carla.handle]}/likes"))) == 2


def test_a_repost_is_no_post_of_its_reposter(stack: Stack, ann: Person, bob: Person) -> None:
    own, other = bob.post("Mine")["id"], ann.post("Look")["id"]
    react(bob, other, "repost")
    stack.drain()
    assert ids(stack.api("GET", f"/v1/accounts/{bob.handle}/posts")) == [own]
    assert stack.api("GET", f"/v1/accounts/{bob.handle}")["posts_count"] == 1
    assert "GSI2PK" not in stack.partition(f"REPOSTS#{other}")[0]
    take_back(bob, other, "repost")
    stack.drain()
    assert stack.partition(f"REPOSTS#{other}") == []


def test_what_the_viewer_made_of_a_post_is_told_with_it(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("Look")["id"]
    react(bob, post, "like", "bookmark")
    assert bob("GET", f"/v1/posts/{post}")["viewer"] == {"liked": True, "reposted": False, "bookmarked": True}
    (listed,) = bob("GET", "/v1/me/likes")["items"]
    assert listed["viewer"] == {"liked": True, "reposted": False, "bookmarked": True}


def test_a_suspended_account_can_not_react(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("Look")["id"]
    react(bob, post, "like")
    account_store.move(AccountId(bob.id), "suspended")
    for kind in KINDS:
        for method in ("PUT", "DELETE"):
            refused = bob(method, f"/v1/posts/{post}/{kind}")
            assert (refused.status, refused.code) == (403, "account_suspended")
    assert ids(stack.api("GET", f"/v1/posts/{post}/likes")) == []


def test_a_repost_stands_among_its_reposters_posts_and_is_due_until_it_is_carried(
    stack: Stack, ann: Person, bob: Person
) -> None:
    post = ann.post("Look")["id"]
    react(bob, post, "repost")
    (pointer,) = stack.partition(f"REPOSTS#{post}")
    mark = stack.item(f"USER#{bob.id}", f"MARK#{post}#r")
    assert mark is not None
    assert pointer["GSI1PK"] == f"AUTHOR#{bob.id}"
    assert pointer["GSI1SK"] == f"{mark['position']}#p{ann.id}"
    assert pointer["GSI2PK"].startswith("DUE#")
    take_back(bob, post, "repost")
    (pointer,) = stack.partition(f"REPOSTS#{post}")
    assert pointer["undone"]
    assert "GSI1PK" not in pointer
    assert pointer["GSI2PK"].startswith("DUE#")


def test_likes_that_wait_beside_a_post_are_counted_when_the_stream_tells_of_them(
    stack: Stack, ann: Person, bob: Person
) -> None:
    post = ann.post("Everybody looks")["id"]
    stack.drain()
    item = (stack.environment["IMAGORA_TABLE"], f"POST#{post}", "POST")
    under_way = stack.services.strict.under_way
    under_way.hold(item, None)
    react(bob, post, "like")
    react(ann, post, "like")
    under_way.release(item)
    assert counts(stack.api, post) == {}
    stack.drain()
    assert counts(stack.api, post) == {"likes": 2}
    take_back(bob, post, "like")
    assert counts(stack.api, post) == {"likes": 1}


def test_the_sweep_folds_what_nobody_told_of(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("Everybody looks")["id"]
    stack.drain()
    item = (stack.environment["IMAGORA_TABLE"], f"POST#{post}", "POST")
    under_way = stack.services.strict.under_way
    under_way.hold(item, None)
    react(bob, post, "like")
    under_way.release(item)
    with stack.later(minutes=3):
        stack.pump.tick("SweepStalled")
    assert counts(stack.api, post) == {"likes": 1}


def test_the_reactions_of_a_deleted_account_are_taken_back(
    stack: Stack, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "_ERASED_AT_ONCE", 2)
    posts = [ann.post(f"Number {number}")["id"] for number in range(2)]
    for post in posts:
        react(bob, post, *KINDS)
    react(ann, posts[0], "like")
    assert bob("DELETE", "/v1/me", {"password": bob.password}).status == 204
    assert ids(stack.api("GET", f"/v1/posts/{posts[0]}/likes")) == [ann.id]
    stack.drain()
    assert [counts(stack.api, post) for post in posts] == [{"likes": 1}, {}]
    assert [item for item in stack.partition(f"USER#{bob.id}") if item["SK"].startswith("MARK#")] == []


@pytest.mark.parametrize("kind", ["like", "repost"])
def test_a_reaction_takes_a_step_more_to_a_post_that_this_process_never_saw(
    stack: Stack, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(Authorship, "of", lambda *_: None)
    post = ann.post("Look")["id"]
    with stack.metered() as meter:
        react(bob, post, kind)
    assert meter.without("RATE#").steps == 3, meter


def test_whom_a_private_account_keeps_out_is_kept_out_where_its_posts_are_known_too(
    stack: Stack, ann: Person, bob: Person
) -> None:
    post = ann.post("Look")["id"]
    react(bob, post, "like")
    take_back(bob, post, "like")
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    assert bob("PUT", f"/v1/posts/{post}/like")["code"] == "post_not_found"
    assert ann("PATCH", "/v1/me", {"private": False}).status == 200
    react(bob, post, "like")


def test_a_like_takes_two_steps_and_five_units(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("Look")["id"]
    stack.drain()
    with stack.metered() as meter:
        react(bob, post, "like")
    meter = meter.without("RATE#")
    assert (meter.steps, meter.write) == (2, 5), meter
    with stack.metered() as meter:
        take_back(bob, post, "like")
    meter = meter.without("RATE#")
    assert (meter.steps, meter.write) == (2, 5), meter
