"""Uploads, from the form to what is served: clean, hostile, held, withdrawn and never sent ones."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from imagora import wiring
from imagora.kernel.clock import parse
from imagora.kernel.ids import MediaId, new_id
from imagora.media import library
from imagora.media.models import MediaNotFound, Rejection, StatusChanged
from imagora.media.processing import Processor
from tests.corpus import hostile
from tests.integration.faults import ALL
from tests.integration.stack import Person, Stack, holding_back, send_form

PNG = hostile.build("smallest")


@pytest.fixture
def holding(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads wait for a moderator."""
    held = holding_back()
    monkeypatch.setattr(wiring, "processor", lambda: held)


def test_an_upload_becomes_ready(stack: Stack, ann: Person) -> None:
    begun = stack.begin_upload(ann, PNG, alt=" A dot ", ai="none")
    media, upload = begun["media"], begun["upload"]
    assert begun.headers["location"] == f"/v1/media/{media['id']}"
    assert (media["status"], media["alt"], media["width"], "url" in media) == ("processing", "A dot", 0, False)
    assert upload["method"] == "POST"
    assert send_form(upload, PNG, "image/png").is_success
    assert ann.media(media["id"])["status"] == "processing"
    stack.drain()
    ready = ann.media(media["id"])
    assert (ready["status"], ready["width"], ready["height"]) == ("ready", 16, 16)
    assert re.fullmatch(r"/media/[0-9a-f]{32}/full\.webp", ready["url"])
    assert re.fullmatch(r"/media/[0-9a-f]{32}/thumb\.webp", ready["thumb_url"])
    assert ann.api("GET", ready["url"]).headers["content-type"] == "image/webp"
    assert stack.keys(f"incoming/{ann.id}/") == set()


def test_nothing_is_public_before_it_is_ready(stack: Stack, ann: Person) -> None:
    media_id = stack.upload(ann, PNG)
    key = (stack.item(f"MEDIA#{media_id}", "MEDIA") or {})["key"]
    assert stack.keys(f"media/{key}/") == set()
    assert ann.api("GET", f"/media/{key}/full.webp").status == 404
    stack.drain()
    assert len(stack.keys(f"media/{key}/")) == 2


def test_keys_can_not_be_guessed(stack: Stack, ann: Person) -> None:
    keys = {
        (stack.item(f"MEDIA#{stack.begin_upload(ann, PNG)['media']['id']}", "MEDIA") or {})["key"] for _ in range(5)
    }
    assert len(keys) == 5
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)
    assert not any(ann.id.lower() in key for key in keys)


def test_a_strangers_picture_does_not_exist(stack: Stack, ann: Person, bob: Person) -> None:
    media_id = stack.upload(ann, PNG)
    for _ in range(2):
        assert (bob("GET", f"/v1/media/{media_id}").status, ann("GET", f"/v1/media/{media_id}").status) == (404, 200)
        stack.drain()
    assert bob("POST", "/v1/posts", {"media_ids": [media_id]}).code == "media_not_found"
    assert ann("GET", "/v1/media/nothing").code == "media_not_found"
    assert stack.api("GET", f"/v1/media/{media_id}").status == 401


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        ({}, {"content_type", "bytes"}),
        ({"content_type": "image/svg+xml", "bytes": 10}, {"content_type"}),
        ({"content_type": "image/png", "bytes": 0}, {"bytes"}),
        ({"content_type": "image/png", "bytes": 20_000_001}, {"bytes"}),
        ({"content_type": "image/png", "bytes": 10, "alt": "x" * 1001}, {"alt"}),
        ({"content_type": "image/png", "bytes": 10, "ai": "maybe"}, {"ai"}),
        ({"content_type": 1, "bytes": "x", "ai": 3}, {"content_type", "bytes", "ai"}),
    ],
)
def test_every_field_that_is_wrong_is_named(ann: Person, draft: dict[str, Any], fields: set[str]) -> None:
    refused = ann("POST", "/v1/uploads", draft)
    assert (refused.status, {error["field"] for error in refused["errors"]}) == (422, fields)


def test_a_repeated_key_begins_one_upload(stack: Stack, ann: Person) -> None:
    draft = {"content_type": "image/png", "bytes": len(PNG)}
    first, again = (ann("POST", "/v1/uploads", draft, key="same") for _ in range(2))
    assert again["media"]["id"] == first["media"]["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert send_form(again["upload"], PNG, "image/png").is_success


# The form


def test_the_form_takes_this_key_this_type_and_this_size_only(stack: Stack, ann: Person) -> None:
    form = stack.begin_upload(ann, PNG)["upload"]
    assert send_form(form, PNG + b"x", "image/png").status_code == 400
    assert send_form(form, b"", "image/png").status_code == 400
    for change in ({"key": f"media/{'0' * 32}/full.webp"}, {"Content-Type": "text/html"}):
        assert send_form({**form, "fields": {**form["fields"], **change}}, PNG, "image/png").status_code == 403
    assert stack.keys(f"incoming/{ann.id}/") == set()
    assert send_form(form, PNG, "image/png").is_success


def test_the_form_opens_for_ten_minutes(stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    form = stack.begin_upload(ann, PNG)["upload"]
    assert 590 < (parse(form["expires_at"]) - stack.clock()).total_seconds() <= 600
    monkeypatch.setattr(library, "FORM_SECONDS", -1)
    late = stack.begin_upload(ann, PNG)["upload"]
    assert send_form(late, PNG, "image/png").status_code == 403


# Hostile files


HOSTILE = (
    "html_as_png", "svg_as_png", "html_behind_png_signature", "truncated_png", "truncated_jpeg", "jpeg_as_png",
    "bomb", "claims_the_largest_size", "text_bomb", "png_then_zip", "jpeg_then_html", "html_in_png_comment",
    "jpeg_with_gps", "animated_png", "animated_webp", "cmyk_jpeg", "gray_16_bit", "rgb_16_bit", "one_pixel",
    "ten_thousand_by_ten", "broken_exif", "broken_profile",
)  # fmt: skip
"""Of each kind some; the decoder's own tests go through all of the corpus."""


def test_hostile_files_end_as_they_should_and_the_worker_survives(stack: Stack, ann: Person) -> None:
    cases = {name: hostile.CASES[name] for name in HOSTILE}
    sent = {name: stack.upload(ann, hostile.build(name), case.declared) for name, case in cases.items()}
    stack.drain()
    ended = {name: ann.media(media_id) for name, media_id in sent.items()}
    found = {name: (media["status"], media.get("rejection", {}).get("code")) for name, media in ended.items()}
    assert found == {name: ("rejected" if case.code else "ready", case.code) for name, case in cases.items()}
    assert all(media["rejection"]["detail"] for media in ended.values() if media["status"] == "rejected")
    assert not stack.keys(f"incoming/{ann.id}/")
    assert stack.messages("IMAGORA_SETTLEMENT_QUEUE") == []


@pytest.mark.parametrize("name", ["jpeg_with_gps", "png_with_gps", "webp_with_gps", "avif_with_gps", "png_then_zip"])
def test_place_and_payload_are_gone_from_what_is_served(stack: Stack, ann: Person, name: str) -> None:
    data = hostile.build(name)
    assert hostile.SECRET in data
    media_id = stack.upload(ann, data, hostile.CASES[name].declared)
    stack.drain()
    media = ann.media(media_id)
    for url in (media["url"], media["thumb_url"]):
        served = ann.api("GET", url).body
        assert hostile.SECRET not in served
        assert dict(Image.open(BytesIO(served)).getexif()) == {}


def test_another_type_than_announced_is_rejected(stack: Stack, ann: Person) -> None:
    media_id = stack.upload(ann, hostile.build("gray_jpeg"), "image/png")
    stack.drain()
    assert ann.media(media_id)["rejection"]["code"] == "wrong_type"


def test_a_file_that_grew_past_the_form_is_rejected(stack: Stack, ann: Person) -> None:
    media_id = stack.begin_upload(ann, PNG)["media"]["id"]
    wiring.bucket().write(f"incoming/{ann.id}/{media_id}", PNG + bytes(100), "image/png")
    stack.drain()
    assert ann.media(media_id)["rejection"]["code"] == "wrong_size"


def test_objects_that_belong_to_nothing_are_swept_away(stack: Stack, ann: Person, bob: Person) -> None:
    media_id = stack.begin_upload(ann, PNG)["media"]["id"]
    strays = [f"incoming/{bob.id}/{media_id}", f"incoming/{ann.id}/{new_id(stack.clock())}", "incoming/what"]
    for key in strays:
        wiring.bucket().write(key, PNG, "image/png")
    stack.drain()
    assert stack.keys("incoming/") & set(strays) == set()
    assert ann.media(media_id)["status"] == "processing"


# Deliveries


@pytest.mark.parametrize("faults", ALL)
def test_each_upload_is_settled_once_when_deliveries_go_wrong(stack: Stack, ann: Person, faults: str) -> None:
    sent = [stack.upload(ann, PNG) for _ in range(3)] + [stack.upload(ann, b"no picture")]
    with stack.pump.with_faults(ALL[faults]()):
        stack.drain(redeliver=True)
    assert [ann.media(media_id)["status"] for media_id in sent] == ["ready"] * 3 + ["rejected"]


def test_a_late_repetition_of_the_event_changes_nothing(stack: Stack, ann: Person) -> None:
    media_id = stack.upload(ann, PNG)
    stack.drain()
    before = stack.item(f"MEDIA#{media_id}", "MEDIA")
    wiring.processor().process(f"incoming/{ann.id}/{media_id}", None)
    assert stack.item(f"MEDIA#{media_id}", "MEDIA") == before
    assert ann.api("GET", ann.media(media_id)["url"]).status == 200


def test_a_second_file_in_the_same_form_does_not_replace_a_ready_picture(stack: Stack, ann: Person) -> None:
    begun = stack.begin_upload(ann, PNG)
    assert send_form(begun["upload"], PNG, "image/png").is_success
    stack.drain()
    url = ann.media(begun["media"]["id"])["url"]
    before = ann.api("GET", url).body
    assert send_form(begun["upload"], hostile.encode(Image.new("RGB", (16, 16), "red"), "PNG")[: len(PNG)], "image/png")
    stack.drain()
    assert ann.api("GET", url).body == before
    assert stack.keys(f"incoming/{ann.id}/") == set()


# Held


@pytest.mark.usefixtures("holding")
def test_a_held_picture_is_seen_when_it_is_approved(stack: Stack, ann: Person) -> None:
    media_id = stack.upload(ann, PNG)
    stack.drain()
    held = ann.media(media_id)
    assert (held["status"], "url" in held) == ("held", False)
    key = (stack.item(f"MEDIA#{media_id}", "MEDIA") or {})["key"]
    assert len(stack.keys(f"quarantine/{media_id}/")) == 2
    assert stack.keys(f"media/{key}/") == set()
    wiring.library().approve(MediaId(media_id))
    approved = ann.media(media_id)
    assert approved["status"] == "ready"
    assert ann.api("GET", approved["url"]).status == 200
    assert stack.keys(f"quarantine/{media_id}/") == set()
    with pytest.raises(StatusChanged):
        wiring.library().approve(MediaId(media_id))


@pytest.mark.usefixtures("holding")
def test_a_held_picture_is_gone_when_it_is_refused(stack: Stack, ann: Person) -> None:
    media_id = stack.upload(ann, PNG)
    stack.drain()
    wiring.library().reject(MediaId(media_id), Rejection("violence", "It shows violence."))
    refused = ann.media(media_id)
    assert (refused["status"], refused["rejection"]) == (
        "rejected", {"code": "violence", "detail": "It shows violence."},
    )  # fmt: skip
    assert stack.keys(f"quarantine/{media_id}/") == set()
    with pytest.raises(StatusChanged):
        wiring.library().reject(MediaId(media_id), Rejection("violence", "Again."))
    with pytest.raises(MediaNotFound):
        wiring.library().reject(MediaId(new_id(stack.clock())), Rejection("violence", "What?"))


def test_generated_pictures_are_not_held(stack: Stack, ann: Person, holding: None) -> None:
    assert stack.generate(ann)["media"][0]["status"] == "ready"


# Never sent


def test_an_upload_that_never_comes_is_ended_by_the_sweep(stack: Stack, ann: Person) -> None:
    media_id = stack.begin_upload(ann, PNG)["media"]["id"]
    with stack.later(minutes=14):
        stack.sweep()
        assert ann.media(media_id)["status"] == "processing"
    with stack.later(minutes=16):
        stack.sweep()
    ended = ann.media(media_id)
    assert (ended["status"], ended["rejection"]["code"]) == ("rejected", "not_uploaded")


def test_a_file_that_comes_after_the_end_is_thrown_away(stack: Stack, ann: Person) -> None:
    begun = stack.begin_upload(ann, PNG)
    with stack.later(minutes=16):
        stack.sweep()
    assert send_form(begun["upload"], PNG, "image/png").is_success
    stack.drain()
    assert ann.media(begun["media"]["id"])["status"] == "rejected"
    assert stack.keys(f"incoming/{ann.id}/") == set()


def test_a_picture_removed_while_it_is_processed_leaves_nothing(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_id = MediaId(stack.upload(ann, PNG))
    processor = wiring.processor()
    key = (stack.item(f"MEDIA#{media_id}", "MEDIA") or {})["key"]

    def settle(self: Processor, media: Any, data: bytes) -> None:
        wiring.library().remove_unused(media_id)
        original(self, media, data)

    original = Processor._settle
    monkeypatch.setattr(Processor, "_settle", settle)
    processor.process(f"incoming/{ann.id}/{media_id}", None)
    assert stack.keys(f"media/{key}/") == set()
    assert [row["SK"] for row in stack.partition(f"MEDIA#{media_id}")] == ["MEDIA"]
    assert ann("GET", f"/v1/media/{media_id}").status == 404


def test_a_description_is_changed_by_its_owner_only_and_goes_out_with_the_post(
    stack: Stack, ann: Person, bob: Person
) -> None:
    picture = stack.generate(ann)["media"][0]["id"]
    changed = ann("PATCH", f"/v1/media/{picture}", {"alt": "A lake at dusk"})
    assert (changed.status, changed["alt"]) == (200, "A lake at dusk")
    assert ann.post("", picture)["media"][0]["alt"] == "A lake at dusk"
    assert bob("PATCH", f"/v1/media/{picture}", {"alt": "mine"}).code == "media_not_found"
    assert ann("PATCH", f"/v1/media/{picture}", {"alt": "x" * 1001}).code == "invalid_input"
