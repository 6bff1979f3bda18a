"""What one chose not to see is in no list: AI, bots, labels. What one asks for by its id still is."""

from __future__ import annotations

from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.ids import AccountId
from tests.integration.stack import Person, Stack

pytestmark = pytest.mark.slow


def prefer(person: Person, **wishes: Any) -> None:
    assert person("PATCH", "/v1/me/preferences", wishes).status == 200


def seen(person: Person, path: str) -> set[str]:
    return {(item.get("post") or item)["id"] for page in person.pages(path) for item in page["items"]}


LISTS = ("/v1/feeds/home", "/v1/feeds/explore", "/v1/feeds/tags/meadow", "/v1/search?q=meadow", "/v1/accounts/{}/posts")


def test_preferences_are_kept_one_by_one(ann: Person) -> None:
    assert ann("GET", "/v1/me/preferences").body == {
        "labels": {},
        "hide_ai": False,
        "hide_bots": False,
        "remix_policy": "everyone",
    }
    prefer(ann, labels={"gore": "hide", "satire": "warn"}, hide_ai=True)
    prefer(ann, labels={"gore": "show"}, hide_bots=True)
    prefer(ann, remix_policy="followers")
    assert ann("GET", "/v1/me/preferences").body == {
        "labels": {"satire": "warn"},
        "hide_ai": True,
        "hide_bots": True,
        "remix_policy": "followers",
    }
    assert ann("PATCH", "/v1/me/preferences", {"labels": {"Gore!": "hide"}}).code == "invalid_input"
    assert ann("PATCH", "/v1/me/preferences", {"labels": {"gore": "eat"}}).code == "invalid_input"


@pytest.mark.parametrize(
    ("wishes", "hidden"),
    [
        ({"hide_ai": True}, {"generated", "assisted"}),
        ({"labels": {"gore": "hide"}}, {"labelled"}),
        ({"labels": {"gore": "warn"}}, set()),
    ],
)
def test_what_is_hidden_is_in_no_list(
    stack: Stack, ann: Person, bob: Person, wishes: dict[str, Any], hidden: set[str]
) -> None:
    ann.follow(bob)
    picture = stack.generate(bob)["media"][0]["id"]
    posts = {
        "plain": bob.post("#meadow plain")["id"],
        "generated": bob.post("#meadow drawn", picture)["id"],
        "assisted": bob.post("#meadow helped", ai="assisted")["id"],
        "labelled": bob.post("#meadow gory", labels=["gore"])["id"],
    }
    stack.drain()
    prefer(ann, **wishes)
    for path in LISTS:
        found = seen(ann, path.format(bob.handle))
        assert {name for name, post in posts.items() if post not in found} == hidden, path
        assert set(posts.values()) <= seen(bob, path.format(bob.handle)), path
    for name in hidden:
        assert ann("GET", f"/v1/posts/{posts[name]}").status == 200
    prefer(ann, labels={"gore": "show"}, hide_ai=False)
    assert set(posts.values()) <= seen(ann, "/v1/feeds/home")


@pytest.mark.parametrize(
    ("wishes", "draft"),
    [({"hide_ai": True}, {"ai": "generated"}), ({"labels": {"gore": "hide"}}, {"labels": ["gore"]})],
)
def test_what_is_hidden_is_in_no_list_of_ones_own_either(
    stack: Stack, ann: Person, bob: Person, wishes: dict[str, Any], draft: dict[str, Any]
) -> None:
    asked = ann.post("what do you think?")["id"]
    hidden = bob.post("look", quote_of=asked, **draft)["id"]
    answer = bob.post("so do I", reply_to=asked, **draft)["id"]
    for post in (hidden, answer):
        for mark in ("like", "bookmark"):
            assert ann("PUT", f"/v1/posts/{post}/{mark}").status == 204
    stack.drain()
    lists = ("/v1/me/likes", "/v1/me/bookmarks", f"/v1/posts/{asked}/quotes", "/v1/feeds/explore", "/v1/search?q=look")
    told = {one["kind"] for one in ann("GET", "/v1/notifications")["items"]}
    assert {"quote", "reply"} <= told
    assert all(hidden in seen(ann, path) for path in lists)
    prefer(ann, **wishes)
    assert [path for path in lists if {hidden, answer} & seen(ann, path)] == []
    assert not {"quote", "reply"} & {one["kind"] for one in ann("GET", "/v1/notifications")["items"]}
    assert ann("GET", f"/v1/posts/{asked}/thread")["replies"]["items"] == []
    assert [ann("GET", f"/v1/posts/{post}").status for post in (hidden, answer)] == [200, 200]


def test_threads_and_quotes_honour_it(stack: Stack, ann: Person, bob: Person) -> None:
    root = bob.post("root")["id"]
    reply = bob.post("drawn", reply_to=root, ai="generated")["id"]
    below = bob.post("below", reply_to=reply)["id"]
    quoting = bob.post("look", quote_of=reply)["id"]
    prefer(ann, hide_ai=True)
    assert ann("GET", f"/v1/posts/{root}/thread")["replies"]["items"] == []
    assert ann("GET", f"/v1/posts/{below}/thread")["ancestors"][1] == {"id": reply, "tombstone": "unavailable"}
    assert ann("GET", f"/v1/posts/{quoting}")["quote"] == {"id": reply, "tombstone": "unavailable"}
    assert ann("GET", f"/v1/posts/{reply}/thread")["post"]["id"] == reply


def test_bots_are_hidden_with_what_they_repost_and_tell(stack: Stack, ann: Person, bob: Person) -> None:
    robot = stack.author(kind="bot")
    post = stack.publish(robot, "beep").id
    stack.follow(ann, robot)
    human = bob.post("hello")["id"]
    wiring.reactions().repost(AccountId(robot.id), human)
    answered = stack.publish(robot, "boop", reply_to=ann.post("question")["id"]).id
    stack.drain()
    assert {post, human} <= seen(ann, "/v1/feeds/home")
    assert any(note["kind"] == "reply" for note in ann("GET", "/v1/notifications")["items"])
    prefer(ann, hide_bots=True)
    assert not {post, answered} & (seen(ann, "/v1/feeds/home") | seen(ann, "/v1/feeds/explore"))
    reposts = [item for item in ann("GET", "/v1/feeds/home")["items"] if item["reason"]["kind"] == "reposted"]
    assert reposts == []
    assert not any(note["kind"] == "reply" for note in ann("GET", "/v1/notifications")["items"])
    found = ann("GET", f"/v1/search?type=accounts&q={robot.handle}")["items"]
    assert robot.id not in [one["id"] for one in found]
