"""Pictures before the moderators: held ones, reported ones, taken away and given back."""

from __future__ import annotations

import httpx
import pytest

from imagora import wiring
from infra import moderate
from tests.corpus import hostile
from tests.integration.moderation.court import Court
from tests.integration.stack import Stack, holding_back

pytestmark = pytest.mark.slow

PNG = hostile.build("smallest")


@pytest.fixture
def holding(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    held = holding_back()
    monkeypatch.setattr(wiring, "processor", lambda: held)


@pytest.mark.usefixtures("holding")
@pytest.mark.parametrize(("action", "status"), [("approve", "ready"), ("dismiss", "ready"), ("reject", "rejected")])
def test_a_held_picture_waits_in_the_queue_until_it_is_decided(court: Court, action: str, status: str) -> None:
    media = court.stack.upload(court.ann, PNG)
    post = court.ann.post("look", media)["id"]
    court.stack.drain(redeliver=True)
    case = court.waiting(media)
    (picture,) = case["evidence"]["media"]
    assert (picture["status"], case["checks"][0]["verdict"]) == ("held", "hold")
    shown = httpx.get(picture["url"], verify=False)  # noqa: S501 - loopback
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    court.decide(case["id"], action, rule="sexual_explicit")
    assert court.ann.media(media)["status"] == status
    assert court.stack.keys(f"quarantine/{media}/") == set()
    assert court.ann("GET", f"/v1/posts/{post}")["status"] == ("published" if status == "ready" else "rejected")
    if action != "reject":
        assert court.own() == []
        return
    assert court.ann.media(media)["rejection"]["code"] == "sexual_explicit"
    assert court.appeal(case["id"]).status == 201
    court.decide(case["id"], "approve", by=court.second)
    assert court.ann.media(media)["status"] == "ready"
    assert court.bob("GET", f"/v1/posts/{post}")["status"] == "published"


@pytest.mark.usefixtures("holding")
def test_the_operators_decision_is_one_of_the_queues(court: Court) -> None:
    media = court.stack.upload(court.ann, PNG)
    court.stack.drain()
    moderate.decide(media, "reject", "spam")
    assert (court.waits(media), court.ann.media(media)["status"]) == (False, "rejected")
    (mine,) = court.own()
    assert (mine["rule"], mine["judged_by"]) == ("spam", {"kind": "human"})
    with pytest.raises(moderate.CannotModerate):
        moderate.decide(media, "approve")


def test_a_reported_picture_leaves_every_post_and_the_origin_and_comes_back(court: Court) -> None:
    ann, stack = court.ann, court.stack
    media = stack.generate(ann)["media"][0]["id"]
    posts = [ann.post(text, media)["id"] for text in ("one", "two")]
    stack.drain()
    url = ann.media(media)["url"]
    court.report("nonconsensual_intimate", media_id=media)
    case = court.waiting(media)
    assert case["lane"] == "urgent"
    court.decide(case["id"], "reject", rule="nonconsensual_intimate")
    assert (stack.api("GET", url).status, "url" in ann.media(media)) == (404, False)
    assert [court.bob("GET", f"/v1/posts/{post}").status for post in posts] == [404, 404]
    assert ann("POST", "/v1/posts", {"media_ids": [media]}).code == "media_rejected"
    assert len(stack.keys(f"withheld/{media}/")) == 2
    assert court.appeal(case["id"]).status == 201
    (picture,) = court.waiting(media)["evidence"]["media"]
    assert httpx.get(picture["url"], verify=False).status_code == 200  # noqa: S501 - loopback
    court.decide(case["id"], "approve", by=court.second)
    assert stack.api("GET", url).status == 200
    assert [court.bob("GET", f"/v1/posts/{post}").status for post in posts] == [200, 200]
    assert stack.keys(f"withheld/{media}/") == set()


def test_a_rejected_posts_pictures_go_with_it_unless_another_post_shows_them(court: Court) -> None:
    ann, stack = court.ann, court.stack
    alone, shared = (one["id"] for one in stack.generate(ann, 2)["media"])
    post, other = ann.post("both", alone, shared)["id"], ann.post("other", shared)["id"]
    stack.drain()
    case = court.case_about(post)
    court.decide(case, "reject")
    assert [ann.media(one)["status"] for one in (alone, shared)] == ["rejected", "ready"]
    assert court.bob("GET", f"/v1/posts/{other}").status == 200
    court.appeal(case)
    court.decide(case, "approve", by=court.second)
    assert ann.media(alone)["status"] == "ready"
    assert court.bob("GET", f"/v1/posts/{post}").status == 200


def test_what_is_decided_is_carried_out_once_however_often_it_is_told(court: Court) -> None:
    ann, stack = court.ann, court.stack
    media = stack.generate(ann)["media"][0]["id"]
    post = ann.post("look", media)["id"]
    stack.drain()
    case = court.case_about(post)
    for action, judge, status in (("reject", court.judge, 404), ("approve", court.second, 200)):
        court.decide(case, action, by=judge)
        for _ in range(2):
            wiring.consequences().apply(case)
        stack.drain(redeliver=True)
        assert court.bob("GET", f"/v1/posts/{post}").status == status
        assert ann("GET", "/v1/me")["posts_count"] == (status == 200)
        court.appeal(case)
    told = [one for one in ann("GET", "/v1/notifications")["items"] if one["kind"] == "moderation"]
    assert len(told) == 2


def test_a_deleted_post_does_not_come_back_and_leaves_no_picture(court: Court) -> None:
    ann, stack = court.ann, court.stack
    media = stack.generate(ann)["media"][0]["id"]
    post = ann.post("look", media)["id"]
    stack.drain()
    case = court.case_about(post)
    court.decide(case, "reject")
    assert ann("DELETE", f"/v1/posts/{post}").status == 204
    stack.drain()
    assert stack.keys(f"withheld/{media}/") == set()
    court.appeal(case)
    court.decide(case, "approve", by=court.second)
    assert court.bob("GET", f"/v1/posts/{post}").status == 404


def test_a_strangers_picture_that_is_in_no_post_cannot_be_reported(court: Court) -> None:
    media = court.stack.generate(court.ann)["media"][0]["id"]
    body = {"media_id": media, "reason": "spam"}
    assert court.bob("POST", "/v1/reports", body).code == "media_not_found"
    court.ann("PATCH", "/v1/me", {"private": True})
    court.ann.post("for friends", media)
    assert court.bob("POST", "/v1/reports", body).code == "media_not_found"


def test_an_erased_account_leaves_no_decision_and_no_refused_text(court: Court) -> None:
    ann, stack = court.ann, court.stack
    assert ann("POST", "/v1/generations", {"prompt": "nudify her"}).code == "prompt_blocked"
    court.decide(court.case_about(ann.post("hello")["id"]), "warn")
    refusal = next(one["case_id"] for one in court.own() if one["subject"]["kind"] == "prompt")
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
    stack.drain()
    assert stack.partition(f"USER#{ann.id}") == []
    assert stack.partition(f"CASE#{refusal}") == []
