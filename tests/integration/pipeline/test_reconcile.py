"""Counters that were made to drift: found, told and set right; what is right, or moves, is left alone."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest

from imagora import wiring
from imagora.accounts.store import ProfileItem
from imagora.kernel.ids import AccountId
from imagora.pipeline import reconcile
from imagora.pipeline.recounting import Subject
from imagora.posts.store import PostItem
from tests.integration.stack import Person, Stack

pytestmark = pytest.mark.slow

_numbers = count()


@pytest.fixture(autouse=True)
def _few_beginnings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the 1,369 that handles may begin with are empty; here none is but one, which no other test uses."""
    monkeypatch.setattr(reconcile, "BEGINNINGS", ["aa", "q8", "zz"])


def _person(stack: Stack) -> Person:
    return stack.person(handle=f"q8_{next(_numbers):04}")


@pytest.fixture
def scene(stack: Stack) -> dict[str, str]:
    """A post with a like, a repost, a reply that lives, one that was deleted, and a quote."""
    ann, bob = _person(stack), _person(stack)
    post = str(ann.post("Look")["id"])
    ann.follow(bob)
    bob.follow(ann)
    for kind in ("like", "repost"):
        assert bob("PUT", f"/v1/posts/{post}/{kind}").status == 204
    bob.post("So true", reply_to=post)
    gone = bob.post("So what", reply_to=post)["id"]
    assert bob("DELETE", f"/v1/posts/{gone}").status == 204
    bob.post("Look at this", quote_of=post)
    stack.drain()
    for person in (ann, bob):
        wiring.indexing().account(AccountId(person.id))
    run(stack)  # other tests let counters drift
    return {"post": post, "ann": ann.id, "bob": bob.id}


def run(stack: Stack) -> dict[str, int]:
    """Until everybody was looked at."""
    return wiring.reconcile().run()


def counters(stack: Stack, scene: dict[str, str]) -> dict[str, Any]:
    post, profile = stack.item(f"POST#{scene['post']}", "POST"), stack.item(f"USER#{scene['ann']}", "PROFILE")
    assert post is not None
    assert profile is not None
    named = ("followers_count", "following_count", "posts_count")
    return {name: post.get(name, 0) for name in ("likes", "reposts", "replies", "quotes")} | {
        name: profile[name] for name in named
    }


RIGHT = {
    "likes": 1, "reposts": 1, "replies": 1, "quotes": 1,
    "followers_count": 1, "following_count": 1, "posts_count": 1,
}  # fmt: skip


def test_what_is_right_is_left_alone(stack: Stack, scene: dict[str, str]) -> None:
    assert run(stack)["repaired"] == 0
    assert counters(stack, scene) == RIGHT


def test_what_drifted_is_set_right_and_told(
    stack: Stack, scene: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    PostItem(f"POST#{scene['post']}", "POST").update(
        actions=[PostItem.likes.set(7), PostItem.reposts.remove(), PostItem.replies.add(1)]
    )
    profile = ProfileItem(f"USER#{scene['ann']}", "PROFILE")
    profile.update(actions=[ProfileItem.followers_count.set(5), ProfileItem.posts_count.set(0)])
    assert run(stack)["repaired"] == 5
    assert counters(stack, scene) == RIGHT
    printed = capsys.readouterr().out.splitlines()
    (told,) = [json.loads(line) for line in printed if "_aws" in line]
    assert told["CounterDrift"] == [5.0]
    assert run(stack)["repaired"] == 0


def test_what_waits_in_shards_is_no_drift(stack: Stack, scene: dict[str, str]) -> None:
    item = stack.environment["IMAGORA_TABLE"], f"POST#{scene['post']}", "POST"
    stack.services.strict.under_way.hold(item, None)
    try:
        wiring.reactions().like(AccountId(scene["ann"]), scene["post"])
    finally:
        stack.services.strict.under_way.release(item)
    finding = wiring.reconcile().recounting.look(Subject("post", scene["post"]))
    assert finding is not None
    assert (finding.beside, finding.drifted) == ({"likes": 1}, {})


def test_a_run_that_is_out_of_time_is_gone_on_with(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [_person(stack) for _ in range(3)]
    for person in people:
        wiring.indexing().account(AccountId(person.id))
    run(stack)  # other tests let counters drift
    silent = max(people, key=lambda person: person.handle)
    ProfileItem(f"USER#{silent.id}", "PROFILE").update(actions=[ProfileItem.following_count.set(9)])
    monkeypatch.setattr(reconcile, "_NAMES", 2)
    monkeypatch.setattr(reconcile.Reconcile, "_alive", lambda _: iter(()))
    with monkeypatch.context() as patch:
        patch.setattr(reconcile.Run, "over", property(lambda run: run.recounted + run.skipped > 0))
        assert run(stack)["repaired"] == 0
    place = stack.item("RECOUNT", "CURSOR")
    assert place is not None
    assert place["place"].startswith("q8|")
    assert run(stack)["repaired"] == 1
    done = stack.item("RECOUNT", "CURSOR")
    assert done is not None
    assert done["place"] == ""
