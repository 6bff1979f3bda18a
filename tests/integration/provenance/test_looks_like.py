"""A near copy of somebody else's picture says so, names it to who may see it, and its author is told."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from imagora import wiring
from imagora.kernel.ids import PostId
from tests.corpus import hostile
from tests.integration.moderation.court import waiting_cases
from tests.integration.security.cast import moderator
from tests.integration.stack import Api, Person, Stack
from tests.unit.provenance import drawing as draw

pytestmark = pytest.mark.slow


def shown(stack: Stack, person: Person, seed: int, **changes: Any) -> tuple[str, str]:
    """A picture and the post with it; with `changes` a copy: smaller, mirrored, cut."""
    scene: Image.Image = draw.scene(seed)
    if changes.get("mirrored"):
        scene = scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if changes.get("smaller"):
        scene = scene.resize((scene.width // 2, scene.height // 2))
    media_id = stack.upload(person, hostile.encode(scene, "JPEG", quality=80), "image/jpeg")
    stack.drain()
    post = str(person.post("look", media_id)["id"])
    stack.drain()
    return media_id, post


def labels(ask: Api | Person, post: str) -> list[str]:
    return [label["value"] for label in ask("GET", f"/v1/posts/{post}")["labels"]]


def originals(ask: Api | Person, post: str) -> list[str]:
    """The pictures that a post's pictures are said to look like."""
    found = ask("GET", f"/v1/posts/{post}")["media"]
    return [media["looks_like"]["media_id"] for media in found if "looks_like" in media]


def told(person: Person) -> list[Any]:
    return [one for one in person("GET", "/v1/notifications")["items"] if one["kind"] == "moderation"]


def test_a_copy_says_whose_it_looks_like_and_its_author_is_told(stack: Stack, ann: Person, bob: Person) -> None:
    original, first = shown(stack, ann, 71)
    _, copy = shown(stack, bob, 71, mirrored=True, smaller=True)
    answer = stack.api("GET", f"/v1/posts/{copy}")
    (label,) = answer["labels"]
    assert (label["value"], label["source"]) == ("looks_like", "ai")
    assert 0.8 < label["confidence"] <= 1
    (media,) = answer["media"]
    assert media["looks_like"]["media_id"] == original
    assert (media["looks_like"]["post_id"], media["looks_like"]["author"]["handle"]) == (first, ann.handle)
    thread = stack.api("GET", f"/v1/posts/{copy}/thread")["post"]
    assert thread["media"] == answer["media"]
    (note,) = told(ann)
    assert (note["post"]["id"], note["count"], "case_id" in note) == (copy, 1, False)
    assert [actor["handle"] for actor in note["actors"]] == [bob.handle]
    assert (labels(ann, first), told(bob)) == ([], [])


def test_when_the_copy_is_gone_nobody_is_told_of_it(stack: Stack, ann: Person, bob: Person) -> None:
    shown(stack, ann, 81)
    _, copy = shown(stack, bob, 81, smaller=True)
    assert ann("GET", "/v1/me")["unread_count"] == 1
    assert bob("DELETE", f"/v1/posts/{copy}").status == 204
    stack.drain()
    assert (told(ann), ann("GET", "/v1/me")["unread_count"]) == ([], 0)
    assert stack.partition(f"COPY#{copy}") == []


def test_ones_own_reposts_are_fine(stack: Stack, ann: Person) -> None:
    shown(stack, ann, 72)
    _, again = shown(stack, ann, 72, smaller=True)
    assert (labels(stack.api, again), told(ann)) == ([], [])


def test_the_author_can_ask_for_a_decision(stack: Stack, ann: Person, bob: Person) -> None:
    shown(stack, ann, 73)
    _, copy = shown(stack, bob, 73, smaller=True)
    assert ann("POST", "/v1/reports", {"post_id": copy, "reason": "copyright"}).status == 201
    assert copy in waiting_cases(moderator(stack))


def test_what_came_first_is_told_by_when_it_was_published(stack: Stack, ann: Person, bob: Person) -> None:
    """The later one was uploaded first; and the messages may come again, and late."""
    late = stack.upload(ann, hostile.encode(draw.scene(74), "PNG"))
    stack.drain()
    original, first = shown(stack, bob, 74)
    second = str(ann.post("late", late)["id"])
    stack.drain()
    for post in (first, second, first):
        wiring.originals().post_out(PostId(post))
    assert (labels(stack.api, first), labels(stack.api, second)) == ([], ["looks_like"])
    assert originals(stack.api, second) == [original]
    assert len(told(bob)) == 1


def test_the_earliest_is_named_where_a_copy_was_copied(stack: Stack, ann: Person, bob: Person, cyd: Person) -> None:
    original, _ = shown(stack, ann, 75)
    shown(stack, bob, 75, smaller=True)
    _, third = shown(stack, cyd, 75, smaller=True)
    assert originals(stack.api, third) == [original]
    assert len(told(ann)) == 2


def test_with_the_original_its_credit_goes(stack: Stack, ann: Person, bob: Person) -> None:
    original, first = shown(stack, ann, 76)
    _, copy = shown(stack, bob, 76, smaller=True)
    assert ann("DELETE", f"/v1/posts/{first}").status == 204
    assert originals(stack.api, copy) == []
    stack.drain()
    assert labels(stack.api, copy) == []
    assert [row["SK"] for row in stack.partition(f"MEDIA#{original}")] == ["MEDIA"]


def test_a_decision_takes_the_credit_away_and_an_appeal_gives_it_back(stack: Stack, ann: Person, bob: Person) -> None:
    original, first = shown(stack, ann, 77)
    _, copy = shown(stack, bob, 77, smaller=True)
    judge, second = moderator(stack), moderator(stack)
    assert bob("POST", "/v1/reports", {"post_id": first, "reason": "spam"}).status == 201
    case = waiting_cases(judge)[first]
    _decide(stack, judge, case, "reject")
    assert (labels(stack.api, copy), originals(stack.api, copy)) == ([], [])
    assert ann("POST", f"/v1/me/moderation/{case}/appeal", {"statement": "mine"}).status == 201
    _decide(stack, second, case, "approve")
    assert (labels(stack.api, copy), originals(stack.api, copy)) == (["looks_like"], [original])


def _decide(stack: Stack, judge: Person, case: str, action: str) -> None:
    assert judge("POST", f"/v1/moderation/cases/{case}/claim").status == 200
    ruling = {"action": action, "rule": "spam", "note": "We looked."}
    assert judge("POST", f"/v1/moderation/cases/{case}/decision", ruling).status == 200
    stack.drain()


def test_only_who_may_see_the_original_learns_whose_it_is(stack: Stack, ann: Person, bob: Person, cyd: Person) -> None:
    original, _ = shown(stack, ann, 78)
    _, copy = shown(stack, bob, 78, smaller=True)
    assert ann("PUT", f"/v1/accounts/{cyd.handle}/block").status == 204
    assert (originals(bob, copy), originals(cyd, copy)) == ([original], [])


def test_a_private_accounts_picture_is_nobodys_original(stack: Stack, ann: Person, bob: Person) -> None:
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    shown(stack, ann, 79)
    _, copy = shown(stack, bob, 79, smaller=True)
    assert (labels(bob, copy), told(ann)) == ([], [])


def test_lists_show_the_label_and_read_nothing_for_it(stack: Stack, ann: Person, bob: Person, cyd: Person) -> None:
    shown(stack, ann, 80)
    cyd.follow(bob)
    stack.drain()
    _, copy = shown(stack, bob, 80, smaller=True)
    with stack.metered() as meter:
        item = next(one for one in cyd("GET", "/v1/feeds/home")["items"] if one["post"]["id"] == copy)
    assert [label["value"] for label in item["post"]["labels"]] == ["looks_like"]
    assert "looks_like" not in item["post"]["media"][0]
    touched = {partition for call in meter.calls for partition in call.partitions}
    assert f"POST#{copy}" in touched
    assert not [partition for partition in touched if partition.startswith("MEDIA#")]
