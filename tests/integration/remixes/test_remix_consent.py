"""Who may remix what: policies, blocks, privacy; asked when a remix is wished for and again when it is drawn."""

from __future__ import annotations

import pytest

from tests.corpus import hostile
from tests.integration.remixes.making import allow, ask, count, drawn, named, original, posted, remixed, told, tree
from tests.integration.stack import Person, Stack
from tests.unit.provenance import drawing as draw

pytestmark = pytest.mark.slow


def test_followers_alone_may_where_the_owner_says_so(stack: Stack, ann: Person, bob: Person) -> None:
    first, _ = original(stack, ann)
    allow(ann, first, "followers")
    refused = ask(bob, first)
    assert (refused.status, refused.code) == (403, "remix_not_allowed")
    bob.follow(ann)
    assert ask(bob, first).status == 202


def test_what_somebody_cannot_see_is_not_there(stack: Stack, ann: Person, bob: Person) -> None:
    unposted = drawn(stack, ann)
    for path, method, body in ((f"/v1/media/{unposted}", "GET", None), (f"/v1/media/{unposted}/remixes", "GET", None)):
        assert bob(method, path, body).code == "media_not_found"
    assert (ask(bob, unposted).status, ask(bob, unposted).code) == (404, "media_not_found")
    assert ask(bob, "nothing").code == "media_not_found"
    assert ask(ann, unposted).status == 202

    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    hidden, _ = original(stack, ann)
    assert ask(bob, hidden).code == "media_not_found"
    assert stack.api("GET", f"/v1/media/{hidden}/remixes").status == 404


@pytest.mark.parametrize("ann_blocks", [True, False])
def test_a_block_is_in_the_way_of_a_remix(stack: Stack, ann: Person, bob: Person, *, ann_blocks: bool) -> None:
    first, _ = original(stack, ann)
    blocker, blocked = (ann, bob) if ann_blocks else (bob, ann)
    assert blocker("PUT", f"/v1/accounts/{blocked.handle}/block").status == 204
    refused = ask(bob, first)
    assert (refused.status, refused.code) == (403, "remix_not_allowed")
    assert bob("GET", f"/v1/media/{first}/remixes").code == "media_not_found"


def test_uploads_begin_with_nobody_and_drawings_with_what_their_owner_prefers(
    stack: Stack, ann: Person, bob: Person
) -> None:
    upload = stack.upload(ann, hostile.encode(draw.scene(41), "PNG"))
    stack.drain()
    posted(stack, ann, upload)
    assert ann.media(upload)["remix_policy"] == "nobody"
    assert ask(bob, upload).code == "remix_not_allowed"
    allow(ann, upload, "everyone")
    assert ask(bob, upload).status == 202

    assert ann("GET", "/v1/me/preferences")["remix_policy"] == "everyone"
    assert ann("PATCH", "/v1/me/preferences", {"remix_policy": "followers"})["remix_policy"] == "followers"
    assert ann.media(drawn(stack, ann))["remix_policy"] == "followers"


def test_a_remix_begins_no_more_open_than_its_original(stack: Stack, ann: Person, bob: Person) -> None:
    first, _ = original(stack, ann)
    allow(ann, first, "followers")
    bob.follow(ann)
    second, _ = remixed(stack, bob, first)
    assert bob.media(second)["remix_policy"] == "followers"


def test_who_says_no_before_it_was_drawn_is_heeded(stack: Stack, ann: Person, bob: Person) -> None:
    first, post = original(stack, ann)
    refused = ask(bob, first)
    allow(ann, first, "nobody")
    stack.drain()
    job = bob.generation(refused["id"])
    assert (job["status"], job["error"]["code"], job["error"]["retryable"]) == ("failed", "remix_not_allowed", False)
    assert job["cost"]["credits"] == 0

    allow(ann, first, "everyone")
    gone = ask(bob, first)
    assert ann("DELETE", f"/v1/posts/{post}").status == 204
    stack.drain()
    job = bob.generation(gone["id"])
    assert (job["status"], job["error"]["code"], job["cost"]["credits"]) == ("failed", "reference_gone", 0)


def test_the_provider_gets_the_pixels_and_the_strength(stack: Stack, ann: Person, bob: Person) -> None:
    first, _ = original(stack, ann)
    job = ask(bob, first, strength=0.25)
    assert (job["remix_of"], job["strength"]) == (first, 0.25)
    stack.drain()
    reference = stack.painter.requests[-1].reference
    assert reference is not None
    assert (reference.data[8:12], reference.content_type, reference.strength) == (b"WEBP", "image/webp", 0.25)


def test_a_variation_takes_the_prompt_of_its_original_where_that_may_be_seen(
    stack: Stack, ann: Person, bob: Person
) -> None:
    first, post = original(stack, ann, prompt="a secret garden")
    wish = {"size": "256x256", "remix_of": first}
    own = ann("POST", "/v1/generations", wish)
    assert (own.status, own["prompt"]) == (202, "a secret garden")
    refused = bob("POST", "/v1/generations", wish)
    assert (refused.status, refused["errors"][0]["field"]) == (422, "prompt")
    assert "prompt" not in bob.media(first)["ai"]

    shared = ann("PATCH", f"/v1/media/{first}", {"share_prompt": True})
    assert (shared.status, shared["prompt_shared"]) == (200, True)
    assert bob.media(first)["ai"]["prompt"] == "a secret garden"
    assert stack.api("GET", f"/v1/posts/{post}")["media"][0]["ai"]["prompt"] == "a secret garden"
    assert bob("POST", "/v1/generations", wish)["prompt"] == "a secret garden"

    assert ann("PATCH", f"/v1/media/{first}", {"share_prompt": False}).status == 200
    stack.drain()
    assert "prompt" not in bob.media(first)["ai"]
    assert "prompt" not in stack.api("GET", f"/v1/posts/{post}")["media"][0]["ai"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"strength": 0.5, "prompt": "a lake"}, "strength"),
        ({"strength": 1.5, "prompt": "a lake"}, "strength"),
        ({}, "prompt"),
    ],
)
def test_a_wish_that_means_nothing_is_refused(ann: Person, wish: dict[str, object], field: str) -> None:
    refused = ann("POST", "/v1/generations", wish)
    assert refused.status == 422
    assert refused["errors"][0]["field"] == field


def test_a_picture_that_is_not_ready_is_remixed_by_nobody(stack: Stack, ann: Person) -> None:
    begun = stack.begin_upload(ann, b"x" * 100)
    assert ask(ann, begun["media"]["id"]).code == "invalid_input"


def test_the_tree_shows_what_its_viewer_may_see(stack: Stack, ann: Person, bob: Person, cyd: Person) -> None:
    first, post = original(stack, ann)
    by_bob, bobs_post = remixed(stack, bob, first)
    by_cyd, cyds_post = remixed(stack, cyd, first)
    assert tree(stack.api, first) == [by_cyd, by_bob]
    newest = stack.api("GET", f"/v1/media/{first}/remixes?limit=1")
    assert [one["id"] for one in newest["items"]] == [by_cyd]
    assert tree(stack.api, first, f"?limit=1&cursor={newest['cursor']}") == [by_bob]

    assert ann("PUT", f"/v1/accounts/{cyd.handle}/block").status == 204
    assert tree(ann, first) == [by_bob]
    assert bob("PATCH", "/v1/me", {"private": True}).status == 200
    assert tree(stack.api, first) == [by_cyd]
    assert tree(bob, first) == [by_cyd, by_bob]
    assert cyd("DELETE", f"/v1/posts/{cyds_post}").status == 204
    assert tree(stack.api, first) == []
    stack.drain()
    assert count(stack.api, post) == 1

    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    assert named(bob, bobs_post) == ["unavailable"]


def test_nobody_is_told_by_whom_they_block_or_of_their_own(stack: Stack, ann: Person, bob: Person) -> None:
    first, _ = original(stack, ann)
    drawing = drawn(stack, bob, remix_of=first)
    assert ann("PUT", f"/v1/accounts/{bob.handle}/block").status == 204
    posted(stack, bob, drawing)
    remixed(stack, ann, first)
    assert told(ann) == []


def test_who_turned_remixes_off_is_not_told(stack: Stack, ann: Person, bob: Person) -> None:
    assert ann("PUT", "/v1/me/notification-preferences", {"kinds": {"remix": False}})["kinds"]["remix"] is False
    first, post = original(stack, ann)
    remixed(stack, bob, first)
    assert (told(ann), count(ann, post)) == ([], 1)
