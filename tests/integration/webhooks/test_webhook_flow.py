"""A webhook's whole life: set, posted to, failing, turned off, gone with its account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.ids import AccountId, JobId
from imagora.kernel.messages import Deliver, JobFinished
from imagora.webhooks.models import DISABLED_AFTER, EVENTS, WAITS
from tests.integration.stack import Person, Reply, Stack
from tests.integration.webhooks.receiver import Receiver, says
from tests.unit.webhooks.test_webhook_models import _sample

ALL = list(EVENTS)
PROMPT = "a heron by the canal"


def _set(person: Person, url: str, *events: str) -> Reply:
    made = person("PUT", "/v1/me/webhook", {"url": url, "events": list(events) or ALL})
    assert made.status == 200, made
    return made


def _shown(person: Person) -> Any:
    return person("GET", "/v1/me/webhook").body


def _deliver(stack: Stack, person: Person, event: str) -> None:
    """As the queue's next message does, when its time has come."""
    wiring.delivering().deliver(AccountId(person.id), event)
    stack.drain()


def _draw(stack: Stack, person: Person, **draft: Any) -> str:
    return str(stack.generate(person, prompt=PROMPT, **draft)["id"])


def test_secret_is_shown_once_and_kept_nowhere(stack: Stack, ann: Person) -> None:
    made = _set(ann, "https://example.org/hook", "generation.failed", "generation.succeeded")
    assert made["secret"].startswith("whsec_")
    assert made["events"] == ["generation.succeeded", "generation.failed"]
    shown = _shown(ann)
    assert shown == {name: value for name, value in made.body.items() if name != "secret"}
    assert shown["status"] == "active"
    assert made["secret"][6:] not in str(stack.item(f"USER#{ann.id}", "WEBHOOK"))


def test_setting_it_again_makes_a_new_secret_and_both_sign_while_the_address_stays(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    first, second = _set(ann, receiver.url), _set(ann, receiver.url)
    assert first["secret"] != second["secret"]
    assert second["previous_secret_until"] > second["created_at"]
    _draw(anywhere, ann)
    (arrival,) = receiver.arrivals
    for secret in (first["secret"], second["secret"]):
        assert _sample()["is_genuine"](secret, arrival.headers, arrival.body)
    third = _set(ann, f"{receiver.url}&elsewhere")
    assert "previous_secret_until" not in third.body


def test_removing_it_is_idempotent_and_nothing_is_posted_any_more(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    assert ann("GET", "/v1/me/webhook").code == "webhook_not_found"
    _set(ann, receiver.url)
    for _ in range(2):
        assert ann("DELETE", "/v1/me/webhook").status == 204
    assert ann("GET", "/v1/me/webhook").status == 404
    _draw(anywhere, ann)
    assert receiver.arrivals == []
    assert anywhere.partition(f"HOOK#{ann.id}") == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"url": "required", "events": "required"}),
        ({"url": "http://example.org", "events": ALL}, {"url": "not_https"}),
        ({"url": "https://127.0.0.1/", "events": ALL}, {"url": "address_refused"}),
        ({"url": "https://[::ffff:10.0.0.1]/", "events": ALL}, {"url": "address_refused"}),
        ({"url": "https://example.org", "events": []}, {"events": "invalid"}),
        ({"url": "https://example.org", "events": ["post.published"]}, {"events[0]": "invalid"}),
    ],
)
def test_webhook_is_refused_field_by_field(ann: Person, body: dict[str, Any], fields: dict[str, str]) -> None:
    refused = ann("PUT", "/v1/me/webhook", body)
    assert (refused.status, refused.code) == (422, "invalid_input")
    assert {error["field"]: error["code"] for error in refused["errors"]} == fields


def test_generation_that_succeeded_is_posted_signed_and_without_what_its_owner_wrote(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    secret = _set(ann, receiver.url)["secret"]
    job = _draw(anywhere, ann, count=2)
    (arrival,) = receiver.arrivals
    assert arrival.headers["webhook-id"] == f"{job}-succeeded"
    assert arrival.headers["content-type"] == "application/json"
    assert arrival.headers["user-agent"].startswith("Imagora-Webhooks/")
    assert _sample()["is_genuine"](secret, arrival.headers, arrival.body)
    done = ann.generation(job)
    assert (arrival.json["type"], arrival.json["timestamp"]) == ("generation.succeeded", done["finished_at"])
    told = arrival.json["data"]
    for name in ("id", "status", "count", "size", "provider", "model", "cost", "created_at", "finished_at"):
        assert told[name] == done[name], name
    pictures = [
        {name: one[name] for name in ("id", "status", "width", "height", "url", "thumb_url")} for one in done["media"]
    ]
    assert told["media"] == pictures
    assert PROMPT not in arrival.body.decode()
    assert _shown(ann)["last_delivery"] == {
        "id": f"{job}-succeeded", "event": "generation.succeeded", "status": "delivered", "attempts": 1,
        "at": _shown(ann)["last_delivery"]["at"], "code": 204,
    }  # fmt: skip


def test_generation_that_was_cancelled_is_posted_once_however_often_it_is_told(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    _set(ann, receiver.url)
    job = ann("POST", "/v1/generations", {"prompt": PROMPT, "size": "256x256"})["id"]
    assert ann("POST", f"/v1/generations/{job}/cancel").status == 200
    anywhere.drain(deliver_twice=True)
    assert [one.json["type"] for one in receiver.arrivals] == ["generation.cancelled"]
    wiring.queues()["activity"].send([JobFinished(job_id=JobId(job))] * 2)
    wiring.queues()["webhook"].send([Deliver(account_id=AccountId(ann.id), event_id=f"{job}-cancelled")])
    anywhere.drain()
    assert len(receiver.arrivals) == 1


def test_only_events_that_were_asked_for_are_posted(anywhere: Stack, ann: Person, receiver: Receiver) -> None:
    _set(ann, receiver.url, "generation.failed")
    _draw(anywhere, ann)
    assert receiver.arrivals == []


def test_delivery_that_failed_is_tried_again_under_the_same_id_and_then_arrives(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    receiver.answers(says(500), says(204))
    _set(ann, receiver.url)
    event = f"{_draw(anywhere, ann)}-succeeded"
    shown = _shown(ann)
    assert (shown["last_delivery"]["status"], shown["last_delivery"]["reason"]) == ("retrying", "refused")
    assert (shown["last_delivery"]["code"], shown["failing_since"]) == (500, shown["last_delivery"]["at"])
    _deliver(anywhere, ann, event)
    assert len(receiver.arrivals) == 1, "its time hasn't come"
    with anywhere.later(seconds=10):
        _deliver(anywhere, ann, event)
    first, second = receiver.arrivals
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == event
    assert first.body == second.body
    assert int(second.headers["webhook-timestamp"]) > int(first.headers["webhook-timestamp"])
    shown = _shown(ann)
    assert (shown["last_delivery"]["status"], shown["last_delivery"]["attempts"]) == ("delivered", 2)
    assert "failing_since" not in shown


def test_try_that_is_far_off_or_got_lost_is_the_sweeps(anywhere: Stack, ann: Person, receiver: Receiver) -> None:
    receiver.answers(says(429, "Retry-After: 3000"), says(204))
    _set(ann, receiver.url)
    _draw(anywhere, ann)
    with anywhere.later(seconds=2_900):
        anywhere.sweep()
        assert len(receiver.arrivals) == 1
    with anywhere.later(seconds=3_100):
        anywhere.sweep()
    assert len(receiver.arrivals) == 2
    assert _shown(ann)["last_delivery"]["status"] == "delivered"


def test_delivery_is_given_up_after_all_its_tries_and_the_webhook_stays(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    receiver.answers(says(500))
    _set(ann, receiver.url)
    event = f"{_draw(anywhere, ann)}-succeeded"
    _exhaust(anywhere, ann, event)
    assert len(receiver.arrivals) == len(WAITS) + 1
    shown = _shown(ann)
    assert (shown["status"], shown["last_delivery"]["status"]) == ("active", "given_up")
    assert shown["last_delivery"]["attempts"] == len(WAITS) + 1
    item = anywhere.item(f"HOOK#{ann.id}", f"D#{event}") or {}
    assert (item["status"], "GSI2PK" in item) == ("given_up", False)


def _exhaust(stack: Stack, person: Person, event: str) -> None:
    """Let all of a delivery's tries pass."""
    begun = stack.clock.ahead
    for wait in WAITS:
        stack.clock.ahead += timedelta(seconds=wait * 1.2 + 2)
        _deliver(stack, person, event)
    stack.clock.ahead = begun


def test_webhook_that_fails_for_days_is_turned_off_and_its_owner_is_told(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    receiver.answers(says(500))
    _set(ann, receiver.url)
    _draw(anywhere, ann)
    with anywhere.later(seconds=DISABLED_AFTER.total_seconds()):
        event = f"{_draw(anywhere, ann)}-succeeded"
        _exhaust(anywhere, ann, event)
        shown = _shown(ann)
        assert (shown["status"], shown["last_delivery"]["status"]) == ("disabled", "given_up")
        told = [note for note in ann("GET", "/v1/notifications")["items"] if "webhook" in note]
        assert [(note["kind"], note["webhook"], note["count"]) for note in told] == [("generation", "disabled", 0)]
        assert "generation_id" not in told[0]
        before = len(receiver.arrivals)
        _draw(anywhere, ann)
        assert len(receiver.arrivals) == before
        receiver.answers(says(204))
        assert _set(ann, receiver.url)["status"] == "active"
        _draw(anywhere, ann)
        assert len(receiver.arrivals) == before + 1


def test_webhook_is_turned_off_at_once_when_its_receiver_says_that_it_is_gone(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    receiver.answers(says(410))
    _set(ann, receiver.url)
    _draw(anywhere, ann)
    assert _shown(ann)["status"] == "disabled"
    assert len(receiver.arrivals) == 1


def test_pending_delivery_is_dropped_when_the_webhook_is_gone(anywhere: Stack, ann: Person, receiver: Receiver) -> None:
    receiver.answers(says(500))
    _set(ann, receiver.url)
    event = f"{_draw(anywhere, ann)}-succeeded"
    ann("DELETE", "/v1/me/webhook")
    with anywhere.later(seconds=10):
        _deliver(anywhere, ann, event)
    assert (anywhere.item(f"HOOK#{ann.id}", f"D#{event}") or {})["status"] == "given_up"
    assert len(receiver.arrivals) == 1


def test_delivery_that_was_lost_for_too_long_is_given_up_untried(
    anywhere: Stack, ann: Person, receiver: Receiver
) -> None:
    receiver.answers(says(500))
    _set(ann, receiver.url)
    event = f"{_draw(anywhere, ann)}-succeeded"
    with anywhere.later(hours=31):
        _deliver(anywhere, ann, event)
    assert len(receiver.arrivals) == 1
    assert _shown(ann)["last_delivery"]["status"] == "given_up"


def test_broken_message_leaves_the_others_of_its_batch_delivered(
    anywhere: Stack, ann: Person, bob: Person, receiver: Receiver
) -> None:
    from tests.integration.faults import broken_once

    for person in (ann, bob):
        _set(person, receiver.url)
        person("POST", "/v1/generations", {"prompt": PROMPT, "size": "256x256"})
    with anywhere.pump.with_faults(broken_once()):
        anywhere.drain(redeliver=True)
    assert len({one.headers["webhook-id"] for one in receiver.arrivals}) == 2


def test_suspended_account_may_look_but_sets_and_removes_nothing(stack: Stack, ann: Person) -> None:
    _set(ann, "https://example.org/hook")
    suspended = stack.author(status="suspended")
    hooks = wiring.webhooks()
    from imagora.kernel.errors import AccountSuspended

    with pytest.raises(AccountSuspended):
        hooks.put(suspended.id, "https://example.org/", EVENTS)
    with pytest.raises(AccountSuspended):
        hooks.remove(suspended.id)


def test_deleted_account_leaves_no_webhook_and_no_deliveries(anywhere: Stack, ann: Person, receiver: Receiver) -> None:
    _set(ann, receiver.url)
    _draw(anywhere, ann)
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
    anywhere.drain()
    assert anywhere.item(f"USER#{ann.id}", "WEBHOOK") is None
    assert anywhere.partition(f"HOOK#{ann.id}") == []
