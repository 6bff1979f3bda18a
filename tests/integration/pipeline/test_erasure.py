"""A deleted account: gone from every answer at once, erased by the pipeline, and other people's counters right."""

from __future__ import annotations

import pytest

from imagora import wiring
from imagora.kernel.ids import MediaId
from imagora.kernel.messages import AccountDeleted
from imagora.media.models import Rejection, StatusChanged
from imagora.pipeline import erasure
from tests.corpus import hostile
from tests.integration.faults import ALL, swallowing
from tests.integration.stack import Person, Stack, holding_back

pytestmark = pytest.mark.slow

PNG = hostile.build("smallest")


def leave(person: Person) -> None:
    assert person("DELETE", "/v1/me", {"password": person.password}).status == 204


def everything_of(stack: Stack, account_id: str) -> list[tuple[str, str]]:
    """Keys of all items that name an account.

    Left out: what expires by itself, the empty shells of its posts, the heads of readers who followed it.
    """
    table = stack.environment["IMAGORA_TABLE"]
    pages = stack.clients("dynamodb").get_paginator("scan").paginate(TableName=table)
    items = [item for page in pages for item in page["Items"]]
    return [
        (item["PK"]["S"], item["SK"]["S"])
        for item in items
        if account_id in str(item) and "expires_at" not in item and item.get("status", {}).get("S") != "deleted"
        if item["SK"]["S"] != "~HEAD" or account_id in item["PK"]["S"]
    ]


def test_everything_is_gone_at_once(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    media_id = stack.upload(ann, PNG)
    stack.drain()
    post = ann.post("Mine", media_id)
    stack.drain()
    assert bob.home() == [post["id"]]
    leave(ann)
    assert bob.home() == []
    explore = stack.api("GET", "/v1/feeds/explore?limit=100")["items"]
    assert post["id"] not in [item["post"]["id"] for item in explore]
    for reader in (bob, stack.api):
        assert reader("GET", f"/v1/posts/{post['id']}").code == "post_not_found"
        assert reader("GET", f"/v1/accounts/{ann.handle}").code == "account_not_found"
        assert reader("GET", f"/v1/accounts/{ann.handle}/posts").code == "account_not_found"
    assert bob("GET", f"/v1/accounts/{bob.handle}/following")["items"] == []
    assert ann("GET", f"/v1/posts/{post['id']}").code == "post_not_found"
    assert ann("POST", "/v1/posts", {"text": "Still here"}).status == 401
    assert ann("POST", "/v1/generations", {"prompt": "a lake"}).status == 401


@pytest.mark.parametrize("faults", ["none", *(pytest.param(faults, marks=pytest.mark.slow) for faults in ALL)])
def test_nothing_is_left_when_the_erasure_is_done(
    stack: Stack, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch, faults: str
) -> None:
    monkeypatch.setattr(erasure, "_STEP", 2)
    carla = stack.person()
    for one, other in ((ann, bob), (bob, ann), (carla, ann), (bob, carla)):
        one.follow(other)
    shown = [stack.upload(ann, PNG) for _ in range(3)]
    stack.drain()
    posts = [ann.post(f"Number {number}", media_id) for number, media_id in enumerate(shown)]
    posts += [ann.post("Again", shown[0]), ann.post("Words"), bob.post("Not hers")]
    stack.generate(ann)
    rejected = ann.post("Rejected", stack.begin_upload(ann, PNG)["media"]["id"])
    wiring.library().give_up(
        wiring.library().own(ann.id, rejected["media"][0]["id"]),
        Rejection("not_uploaded", "No file."),  # type: ignore[arg-type]
    )
    stack.drain()
    ann.post("Pending", stack.begin_upload(ann, PNG)["media"]["id"])
    ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})
    with stack.pump.with_faults(ALL[faults]() if faults in ALL else stack.pump.faults):
        leave(ann)
        stack.drain(redeliver=True)
    left = [key for key in everything_of(stack, ann.id) if not key[0].startswith("IDEM#")]
    assert left == []
    for post in posts[:-1]:
        for media in post["media"]:
            assert stack.api("GET", media["url"]).status == 404
    assert stack.keys(f"incoming/{ann.id}/") == set()
    assert bob.home() == [posts[-1]["id"]]
    for person, followers, following in ((bob, 0, 1), (carla, 1, 0)):
        account = stack.api("GET", f"/v1/accounts/{person.handle}").body
        assert (account["followers_count"], account["following_count"]) == (followers, following), person.handle


def test_an_erasure_whose_message_was_lost_is_started_by_the_sweep(stack: Stack, ann: Person) -> None:
    ann.post("Mine")
    stack.drain()
    leave(ann)
    with stack.pump.with_faults(swallowing("RelayStream")):
        stack.drain()
    assert stack.item(f"USER#{ann.id}", "PROFILE")
    with stack.later(minutes=16):
        stack.sweep()
    assert stack.item(f"USER#{ann.id}", "PROFILE") is None


def test_a_message_for_a_living_account_is_refused_before_anything_is_touched(stack: Stack, ann: Person) -> None:
    post = ann.post("Mine")
    stack.drain()
    wiring.queue(stack.environment["IMAGORA_ERASURE_QUEUE"]).send([AccountDeleted(account_id=ann.id)])  # type: ignore[arg-type]
    stack.drain(redeliver=True)
    assert stack.api("GET", f"/v1/posts/{post['id']}").status == 200
    assert stack.api("GET", f"/v1/accounts/{ann.handle}/posts")["items"] != []


def test_a_stray_copy_does_not_stay_when_a_picture_goes_while_it_is_approved(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = holding_back()
    monkeypatch.setattr(wiring, "processor", lambda: held)
    media_id = MediaId(stack.upload(ann, PNG))
    stack.drain()
    key = (stack.item(f"MEDIA#{media_id}", "MEDIA") or {})["key"]
    library = wiring.library()
    original = type(library.bucket).copy

    def copy(self: object, source: str, target: str) -> None:
        if "full" in source:
            original(self, source, target)  # type: ignore[arg-type]
            wiring.media_store().move(media_id, "held", "removed")

    monkeypatch.setattr(type(library.bucket), "copy", copy)
    with pytest.raises(StatusChanged):
        library.approve(media_id)
    assert stack.keys(f"media/{key}/") == set()
