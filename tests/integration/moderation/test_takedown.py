"""The takedown drill: one urgent report, and after the decision no copy is left, nowhere, and none comes back."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Pillow
from PIL import ImageOps

from imagora import wiring
from imagora.kernel.ids import MediaId
from imagora.kernel.messages import Trace
from tests.corpus.pictures import Picture
from tests.integration.moderation.court import Court
from tests.integration.stack import Person, Stack

pytestmark = pytest.mark.slow

RULE = "nonconsensual_intimate"
STRANGER = Picture("heldout", "faces", 7)


def encoded(image: Pillow.Image, form: str = "PNG", **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def copies(image: Pillow.Image) -> dict[str, tuple[bytes, str]]:
    """What somebody sends who wants it back: file and type."""
    return {
        "the same file": (encoded(image), "image/png"),
        "mirrored": (encoded(ImageOps.mirror(image)), "image/png"),
        "turned": (encoded(image.rotate(90, expand=True)), "image/png"),
        "recompressed": (encoded(image, "JPEG", quality=40), "image/jpeg"),
        "smaller": (encoded(image.resize((120, 120), Pillow.Resampling.LANCZOS)), "image/png"),
        "mirrored and recompressed": (encoded(ImageOps.mirror(image), "JPEG", quality=30), "image/jpeg"),
    }


def published(stack: Stack, person: Person, data: bytes, content_type: str = "image/png") -> tuple[str, str]:
    """Ids of a picture and of the post that shows it."""
    media = stack.upload(person, data, content_type)
    stack.drain()
    post = person.post("look", media)["id"]
    stack.drain()
    assert person("GET", f"/v1/posts/{post}")["status"] == "published"
    return media, post


def addresses(stack: Stack, *media: str) -> list[str]:
    """Where each picture is served from, while it is or was."""
    found = [wiring.media_store().get(MediaId(one)) for one in media]
    return [f"/media/{one.key}/full.webp" for one in found if one is not None]


def nearest(stack: Stack, media: str) -> list[str]:
    """What is found by this picture's looks."""
    views = wiring.works().views_of(MediaId(media))
    return [near.media_id for near in wiring.works().find(views[:1])]


def refused(stack: Stack, person: Person, data: bytes, content_type: str) -> dict[str, Any]:
    """Send a picture that must not come back; its medium."""
    media = stack.upload(person, data, content_type)
    stack.drain()
    return dict(person.media(media))


@pytest.mark.parametrize(("named", "number"), [("post_id", 1), ("media_id", 2)])
def test_one_urgent_report_takes_every_copy_away_and_none_comes_back_until_it_is_overturned(
    court: Court, named: str, number: int
) -> None:
    stack, ann, bob = court.stack, court.ann, court.bob
    carl = stack.person()
    image = Picture("heldout", "streets", 40 + number).draw()
    original, first = published(stack, ann, encoded(image))
    second = ann.post("and again", original)["id"]
    mirrored, third = published(stack, bob, encoded(ImageOps.mirror(image), "JPEG", quality=60), "image/jpeg")
    harmless, fourth = published(stack, bob, encoded(STRANGER.draw()))
    posts, media = [first, second, third], [original, mirrored]
    public = addresses(stack, *media)
    assert [stack.api("GET", url).status for url in public] == [200, 200]
    assert set(nearest(stack, original)) >= {original}

    reported = stack.api(
        "POST", "/v1/reports/urgent", {named: first if named == "post_id" else original, "reason": RULE}
    )
    assert reported.status == 201
    case = court.waiting(first if named == "post_id" else original)
    assert case["lane"] == "urgent"
    court.decide(case["id"], "reject", rule=RULE)
    stack.drain(redeliver=True)

    _all_gone(stack, carl, posts, media, public)
    assert carl("GET", f"/v1/posts/{fourth}").status == 200
    assert stack.api("GET", addresses(stack, harmless)[0]).status == 200
    for how, (data, content_type) in copies(image).items():
        sent = refused(stack, carl, data, content_type)
        assert (how, sent["status"], sent["rejection"]["code"]) == (how, "rejected", RULE)
    decisions = court.own(carl)
    assert {(one["judged_by"]["provider"], one["action"]) for one in decisions} == {("blocklist", "reject")}
    (theirs,) = court.own(bob)
    assert (theirs["judged_by"]["provider"], theirs["subject"]["id"]) == ("blocklist", mirrored)

    assert court.appeal(case["id"]).status == 201
    court.decide(case["id"], "approve", by=court.second)
    stack.drain(redeliver=True)
    assert [carl("GET", f"/v1/posts/{post}").status for post in posts] == [200] * 3
    assert [stack.api("GET", url).status for url in public] == [200, 200]
    assert {one["in_force"] for one in [*court.own(carl), *court.own(bob)]} == {False}
    assert nearest(stack, original)
    again = stack.upload(carl, encoded(image))
    stack.drain()
    assert carl.media(again)["status"] == "ready"


def _all_gone(stack: Stack, reader: Person, posts: list[str], media: list[str], public: list[str]) -> None:
    assert [reader("GET", f"/v1/posts/{post}").status for post in posts] == [404] * len(posts)
    assert [stack.api("GET", url).status for url in public] == [404] * len(public)
    folders = {re.sub(r"[^/]*$", "", url.removeprefix("/")) for url in public}
    assert {key for folder in folders for key in stack.keys(folder)} == set()
    assert {key for one in media for key in stack.keys(f"quarantine/{one}/")} == set()
    shown = {one["post"]["id"] for one in stack.api("GET", "/v1/feeds/explore?limit=100")["items"]}
    assert shown.isdisjoint(posts)
    assert set(nearest(stack, media[0])).isdisjoint(media)


def test_a_machines_guess_blocks_what_comes_and_takes_nobody_elses_picture_away(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.integration.moderation.looker import Looker, processor_with

    stack = court.stack
    image = Picture("heldout", "streets", 50).draw()
    _, out = published(stack, court.bob, encoded(image))
    looker = Looker()
    looker.scores(minors_sexual=0.9)
    strict = processor_with(looker)
    with monkeypatch.context() as patch:
        patch.setattr(wiring, "processor", lambda: strict)
        assert refused(stack, court.ann, encoded(image), "image/png")["status"] == "rejected"
    assert refused(stack, court.ann, encoded(ImageOps.mirror(image)), "image/png")["status"] == "rejected"
    assert court.bob("GET", f"/v1/posts/{out}").status == 200


def test_a_picture_that_is_only_alike_is_shown_to_a_moderator_in_the_urgent_lane(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = court.stack
    monkeypatch.setattr("imagora.media.tracing.SURE", -1.0)
    image = Picture("heldout", "streets", 60).draw()
    original, post = published(stack, court.ann, encoded(image))
    alike, other = published(stack, court.bob, encoded(ImageOps.mirror(image)))
    case = court.case_about(post, RULE)
    court.decide(case, "reject", rule=RULE)
    stack.drain(redeliver=True)
    found = court.waiting(alike)
    assert (found["lane"], found["checks"][0]["verdict"]) == ("urgent", "hold")
    assert court.ann("GET", f"/v1/posts/{other}").status == 200
    wiring.tracing().trace(Trace(media_id=MediaId(original), case_id=case))  # told twice, asked once
    stack.drain()
    assert len(court.waiting(alike)["checks"]) == 1
