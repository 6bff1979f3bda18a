"""From a prompt to pictures: the whole way, the allowance on it, and every way that it can go wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from imagora import wiring
from imagora.generation.providers.offered import Offered
from imagora.generation.providers.port import ProviderError
from imagora.kernel.clock import parse
from tests.integration.faults import ALL, swallowing
from tests.integration.stack import Person, Reply, Stack

_BUSY = ProviderError("unavailable", "The provider is busy.", retryable=True)
_BLOCKED = ProviderError("blocked", "The provider won't draw this.", retryable=False)


def ask(person: Person, count: int = 1, **draft: Any) -> Reply:
    made = person("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256", "count": count, **draft})
    assert made.status == 202, made
    return made


def test_a_prompt_becomes_pictures(stack: Stack, ann: Person) -> None:
    asked = ask(ann, 2, style="watercolour", seed=7)
    assert (asked["status"], asked["progress"], asked["media"], asked["cost"]) == ("queued", 0, [], {"credits": 2})
    assert asked.headers["location"] == f"/v1/generations/{asked['id']}"
    stack.drain()
    done = ann.generation(asked["id"])
    assert (done["status"], done["progress"], done["cost"], done["seed"]) == ("succeeded", 100, {"credits": 2}, 7)
    assert [media["status"] for media in done["media"]] == ["ready", "ready"]
    assert parse(done["finished_at"]) >= parse(done["created_at"])
    assert [(r.prompt, r.style, r.width, r.seed) for r in stack.painter.requests] == [
        ("a calm lake", "watercolour", 256, 7),
        ("a calm lake", "watercolour", 256, 8),
    ]
    first = done["media"][0]
    assert first["ai"] == {
        "provider": "painter", "model": "painter-1", "source_type": "algorithmicMedia", "prompt": "a calm lake",
    }  # fmt: skip
    assert first["alt"] == "A slope of colours"
    assert ann.api("GET", first["url"]).body[:4] == b"RIFF"
    assert stack.taken(ann) == 2


def test_one_with_the_built_in_provider(stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    procedural = pytest.importorskip("imagora.generation.providers.procedural")
    worker, asking, offered = wiring.worker(), wiring.generations(), Offered((procedural.Procedural(),))
    drawing = replace(worker.drawing, offered=offered)
    monkeypatch.setattr(wiring, "worker", lambda: replace(worker, drawing=drawing))
    monkeypatch.setattr(wiring, "generations", lambda: replace(asking, offered=offered))
    done = stack.generate(ann, prompt="a lighthouse by the sea at sunset")
    assert (done["status"], done["media"][0]["width"], done["media"][0]["height"]) == ("succeeded", 256, 256)
    assert done["media"][0]["ai"]["provider"] == "procedural"
    assert done["media"][0]["alt"]


def test_no_bytes_and_no_due_time_stay_when_it_is_over(stack: Stack, ann: Person) -> None:
    done = stack.generate(ann, 2)
    assert stack.keys(f"incoming/{ann.id}/") == set()
    kept = [stack.item(f"JOB#{done['id']}", "JOB")]
    kept += [stack.item(f"MEDIA#{media['id']}", "MEDIA") for media in done["media"]]
    assert [item for item in kept if item is None or "GSI2PK" in item] == []


def test_generations_are_listed_newest_first_and_only_to_their_owner(stack: Stack, ann: Person, bob: Person) -> None:
    made = [ask(ann)["id"] for _ in range(3)]
    listed = [reply["items"] for reply in ann.pages("/v1/generations", limit=2)]
    assert [[job["id"] for job in page] for page in listed] == [[made[2], made[1]], [made[0]]]
    assert bob("GET", "/v1/generations")["items"] == []
    for method, path in (("GET", ""), ("POST", "/cancel")):
        refused = bob(method, f"/v1/generations/{made[0]}{path}")
        assert (refused.status, refused.code) == (404, "generation_not_found")
    assert ann("GET", "/v1/generations/nothing").status == 404


# The allowance


def test_what_is_left_of_the_day_is_refused_when_it_is_too_little(stack: Stack, ann: Person) -> None:
    ask(ann, 4)
    ask(ann, 3)
    refused = ann("POST", "/v1/generations", {"prompt": "a lake", "count": 2})
    assert (refused.status, refused.code) == (429, "credits_exhausted")
    renews = parse(refused["renews_at"])
    assert (renews.hour, renews.minute) == (0, 0)
    assert abs(int(refused.headers["retry-after"]) - (renews - stack.clock()).total_seconds()) < 5
    assert ask(ann, 1).status == 202
    assert stack.taken(ann) == 8


def test_a_new_day_brings_a_new_allowance(stack: Stack, ann: Person) -> None:
    ask(ann, 4)
    ask(ann, 4)
    with stack.later(days=1):
        assert ask(ann, 4).status == 202
        assert stack.taken(ann) == 4
    assert stack.taken(ann) == 8


def test_no_more_than_the_allowance_when_many_ask_at_once(stack: Stack, ann: Person) -> None:
    def one(_: int) -> int:
        return ann("POST", "/v1/generations", {"prompt": "a lake", "count": 2, "size": "256x256"}).status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(one, range(12)))
    assert statuses == [202] * 4 + [429] * 8
    assert stack.taken(ann) == 8
    stack.drain()
    assert stack.taken(ann) == 8
    assert {job["status"] for job in ann("GET", "/v1/generations")["items"]} == {"succeeded"}


def test_only_what_can_be_shown_is_charged_when_some_pictures_fail(stack: Stack, ann: Person) -> None:
    stack.painter.plan.extend([_BLOCKED, b"no picture at all"])
    done = stack.generate(ann, 4)
    assert (done["status"], done["cost"]) == ("succeeded", {"credits": 2})
    assert sorted(media["status"] for media in done["media"]) == ["ready", "ready", "rejected"]
    assert done["error"]["code"] == "blocked"
    assert stack.taken(ann) == 2


def test_nothing_is_charged_when_no_picture_can_be_shown(stack: Stack, ann: Person) -> None:
    stack.painter.plan.extend([b"garbage", b"garbage"])
    done = stack.generate(ann, 2)
    assert (done["status"], done["cost"], done["error"]["code"]) == ("failed", {"credits": 0}, "media_rejected")
    assert stack.taken(ann) == 0


# Providers that fail


def test_a_refusal_of_the_provider_ends_the_job_as_blocked(stack: Stack, ann: Person) -> None:
    stack.painter.plan.extend([_BLOCKED, _BLOCKED])
    done = stack.generate(ann, 2)
    assert (done["status"], done["error"]) == (
        "blocked", {"code": "blocked", "detail": "The provider won't draw this.", "retryable": False},
    )  # fmt: skip
    assert len(stack.painter.requests) == 2
    assert stack.taken(ann) == 0


def test_an_outage_is_tried_three_times(stack: Stack, ann: Person) -> None:
    stack.painter.plan.extend([_BUSY, _BUSY])
    assert stack.generate(ann)["status"] == "succeeded"
    assert len(stack.painter.requests) == 3
    assert stack.taken(ann) == 1
    stack.painter.plan.extend([_BUSY] * 3)
    failed = stack.generate(ann)
    assert (failed["status"], failed["error"]["code"], failed["error"]["retryable"]) == ("failed", "unavailable", True)
    assert stack.taken(ann) == 1


def test_a_defect_is_tried_again_and_then_ends_the_job(stack: Stack, ann: Person) -> None:
    stack.painter.plan.extend([KeyError("a defect")] * 3)
    failed = stack.generate(ann)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "internal")
    assert "defect" not in failed["error"]["detail"]
    assert stack.taken(ann) == 0


def test_a_worker_that_breaks_midway_is_followed_by_one_that_finishes(stack: Stack, ann: Person) -> None:
    stack.painter.plan.extend([lambda: None, KeyError("after the first picture")])
    done = stack.generate(ann, 2)
    assert (done["status"], done["cost"]) == ("succeeded", {"credits": 2})
    assert [media["status"] for media in done["media"]] == ["ready", "ready"]
    assert stack.taken(ann) == 2


class Killed(BaseException):
    """As a timeout of the function: nothing of ours runs any more."""


def start_and_die(stack: Stack, job_id: str) -> None:
    stack.painter.plan.append(Killed())
    with pytest.raises(Killed):
        wiring.worker().run(job_id)  # type: ignore[arg-type]


def test_a_job_of_a_dead_worker_goes_on_when_its_lease_ends(stack: Stack, ann: Person) -> None:
    job = ask(ann)["id"]
    start_and_die(stack, job)
    stack.drain()  # the message that woke the worker comes again: the lease still holds
    assert ann.generation(job)["status"] == "running"
    with stack.later(seconds=45):
        stack.sweep()
        assert ann.generation(job)["status"] == "running"
    with stack.later(seconds=80):
        stack.sweep()
    assert ann.generation(job)["status"] == "succeeded"
    assert stack.taken(ann) == 1


def test_a_worker_that_renewed_its_lease_keeps_its_job(stack: Stack, ann: Person) -> None:
    """The index may still show the sweep the due time of before."""
    job = ask(ann, 2)["id"]

    def sweep_too_late() -> None:
        with stack.later(seconds=45):
            assert wiring.job_settlement().sweep(job) == "nothing"

    stack.painter.plan.extend([lambda: None, sweep_too_late])
    stack.drain()
    assert ann.generation(job)["status"] == "succeeded"
    assert len(stack.painter.requests) == 2


def test_a_job_ends_at_its_deadline_and_costs_nothing(stack: Stack, ann: Person) -> None:
    job = ask(ann, 2)["id"]
    start_and_die(stack, job)
    with stack.later(seconds=301):
        stack.sweep()
        done = ann.generation(job)
    assert (done["status"], done["error"]["code"], done["error"]["retryable"]) == ("failed", "timed_out", True)
    assert stack.taken(ann) == 0


def test_a_queued_job_is_sent_again_when_its_message_was_lost(stack: Stack, ann: Person) -> None:
    job = ask(ann)["id"]
    with stack.pump.with_faults(swallowing("RelayStream")):
        stack.drain()
    assert ann.generation(job)["status"] == "queued"
    with stack.later(seconds=61):
        stack.sweep()
    assert ann.generation(job)["status"] == "succeeded"


def test_a_drawn_job_is_settled_when_every_later_message_was_lost(stack: Stack, ann: Person) -> None:
    job = ask(ann)["id"]
    with stack.pump.with_faults(swallowing("SettleMedia")):
        stack.drain()
    assert ann.generation(job)["status"] == "moderating"
    with stack.later(seconds=61):
        stack.sweep()
    assert ann.generation(job)["status"] == "succeeded"
    assert stack.taken(ann) == 1


# Twice, and by half


def test_nothing_is_drawn_or_charged_twice_when_everything_comes_twice(stack: Stack, ann: Person) -> None:
    job = ask(ann, 2)["id"]
    stack.drain(deliver_twice=True)
    done = ann.generation(job)
    assert (done["status"], done["cost"], len(done["media"])) == ("succeeded", {"credits": 2}, 2)
    assert len(stack.painter.requests) == 2
    assert stack.taken(ann) == 2


@pytest.mark.parametrize("faults", ALL)
def test_all_is_done_once_when_deliveries_go_wrong(stack: Stack, ann: Person, faults: str) -> None:
    jobs = [ask(ann)["id"] for _ in range(4)]
    with stack.pump.with_faults(ALL[faults]()):
        stack.drain(redeliver=True)
    assert {ann.generation(job)["status"] for job in jobs} == {"succeeded"}
    assert len(stack.painter.requests) == 4
    assert stack.taken(ann) == 4


# Cancelling


def test_a_queued_job_is_cancelled_before_anything_is_drawn(stack: Stack, ann: Person) -> None:
    job = ask(ann, 2)["id"]
    cancelled = ann("POST", f"/v1/generations/{job}/cancel")
    assert (cancelled.status, cancelled["status"], cancelled["cost"]) == (200, "cancelled", {"credits": 0})
    stack.drain()
    assert stack.painter.requests == []
    assert stack.taken(ann) == 0
    again = ann("POST", f"/v1/generations/{job}/cancel")
    assert (again.status, again.code) == (409, "not_cancellable")


def test_a_running_job_stops_when_it_is_cancelled(stack: Stack, ann: Person) -> None:
    job = ask(ann, 4)["id"]
    stack.painter.plan.extend([lambda: None, lambda: _cancel(ann, job)])
    stack.drain()
    done = ann.generation(job)
    assert (done["status"], done["media"]) == ("cancelled", [])
    assert len(stack.painter.requests) == 2
    assert stack.taken(ann) == 0
    assert_nothing_left(stack, ann, job)


def test_a_drawn_job_is_cancelled_before_its_pictures_are_looked_at(stack: Stack, ann: Person) -> None:
    job = ask(ann, 2)["id"]
    wiring.worker().run(job)
    assert ann.generation(job)["status"] == "moderating"
    _cancel(ann, job)
    stack.drain()
    done = ann.generation(job)
    assert (done["status"], done["media"]) == ("cancelled", [])
    assert stack.taken(ann) == 0
    assert_nothing_left(stack, ann, job)


def test_a_picture_that_is_in_a_post_is_paid_for_though_its_job_is_cancelled(stack: Stack, ann: Person) -> None:
    job = ask(ann, 2)["id"]
    posted: list[str] = []

    def post_the_first_and_cancel() -> None:
        first = stack.item(f"JOB#{job}", "JOB")["media"][0]
        posted.append(ann.post("look", first)["id"])
        _cancel(ann, job)

    stack.painter.plan.extend([lambda: None, post_the_first_and_cancel])
    stack.drain()
    done = ann.generation(job)
    assert (done["status"], done["cost"], len(done["media"])) == ("cancelled", {"credits": 1}, 1)
    assert ann("GET", f"/v1/posts/{posted[0]}")["status"] == "published"
    assert stack.taken(ann) == 1


def test_a_picture_that_gets_into_a_post_during_the_cancelling_is_paid_for(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(ann, 1)["id"]
    wiring.worker().run(job)
    media = stack.item(f"JOB#{job}", "JOB")["media"][0]
    store = type(wiring.media_store())
    fresh = store.fresh

    def posted_after_this_look(self: Any, ids: Any) -> Any:
        monkeypatch.undo()
        seen = fresh(self, ids)
        ann.post("look", media)
        return seen

    monkeypatch.setattr(store, "fresh", posted_after_this_look)
    cancelled = ann("POST", f"/v1/generations/{job}/cancel")
    assert (cancelled["status"], cancelled["cost"]) == ("cancelled", {"credits": 1})
    stack.drain()
    assert stack.taken(ann) == 1


def test_a_finished_job_can_not_be_cancelled(stack: Stack, ann: Person) -> None:
    done = stack.generate(ann)
    refused = ann("POST", f"/v1/generations/{done['id']}/cancel")
    assert (refused.status, refused.code) == (409, "not_cancellable")
    assert stack.taken(ann) == 1


def _cancel(person: Person, job: str) -> None:
    assert person("POST", f"/v1/generations/{job}/cancel")["status"] == "cancelled"


def assert_nothing_left(stack: Stack, person: Person, job: str) -> None:
    assert stack.keys(f"incoming/{person.id}/") == set()
    item = stack.item(f"JOB#{job}", "JOB") or {}
    media = [stack.item(f"MEDIA#{media_id}", "MEDIA") or {} for media_id in item["media"]]
    assert {one["status"] for one in media if one} <= {"removed"}
    assert [key for one in media if one for key in stack.keys(f"media/{one['key']}/")] == []


# What may be asked for


def test_a_prompt_that_the_policy_refuses_costs_nothing(stack: Stack, ann: Person) -> None:
    refused = ann("POST", "/v1/generations", {"prompt": "child pornography"})
    assert (refused.status, refused.code) == (422, "prompt_blocked")
    assert refused["rule"]
    assert stack.taken(ann) == 0
    assert ann("GET", "/v1/generations")["items"] == []


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        ({}, {"prompt"}),
        ({"prompt": ""}, {"prompt"}),
        ({"prompt": " \n "}, {"prompt"}),
        ({"prompt": "x" * 2001}, {"prompt"}),
        ({"prompt": 7}, {"prompt"}),
        ({"prompt": None}, {"prompt"}),
        ({"prompt": "a", "style": "x" * 101}, {"style"}),
        ({"prompt": "a", "size": "big"}, {"size"}),
        ({"prompt": "a", "size": "255x256"}, {"size"}),
        ({"prompt": "a", "size": "1537x1024"}, {"size"}),
        ({"prompt": "a", "size": "1024x256"}, {"size"}),
        ({"prompt": "a", "size": "-512x512"}, {"size"}),
        ({"prompt": "a", "size": "512x512x512"}, {"size"}),
        ({"prompt": "a", "count": 0}, {"count"}),
        ({"prompt": "a", "count": 5}, {"count"}),
        ({"prompt": "a", "count": "1"}, {"count"}),
        ({"prompt": "a", "count": 1.5}, {"count"}),
        ({"prompt": "a", "count": True}, {"count"}),
        ({"prompt": "a", "seed": -1}, {"seed"}),
        ({"prompt": "a", "seed": 2**32}, {"seed"}),
        ({"prompt": 1, "count": 9, "seed": "x"}, {"prompt", "count", "seed"}),
        ({"prompt": "", "style": "x" * 101, "size": "1x1"}, {"prompt", "style", "size"}),
    ],
)  # fmt: skip
def test_every_field_that_is_wrong_is_named(ann: Person, draft: dict[str, Any], fields: set[str]) -> None:
    refused = ann("POST", "/v1/generations", draft)
    assert (refused.status, refused.code) == (422, "invalid_input")
    assert {error["field"] for error in refused["errors"]} == fields


@pytest.mark.parametrize("size", ["256x256", "1536x1536", "1536x512", "768x256"])
def test_the_limits_of_sizes_are_taken(ann: Person, size: str) -> None:
    assert ask(ann, size=size)["size"] == size


def test_the_longest_prompt_and_the_greatest_seed_are_taken(ann: Person) -> None:
    made = ask(ann, prompt="ä" * 2000, seed=2**32 - 1)
    assert (len(made["prompt"]), made["seed"]) == (2000, 2**32 - 1)


def test_a_repeated_key_asks_once(stack: Stack, ann: Person) -> None:
    draft = {"prompt": "a lake", "count": 2}
    first, again = (ann("POST", "/v1/generations", draft, key="twice") for _ in range(2))
    assert (again.status, again["id"]) == (202, first["id"])
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert stack.taken(ann) == 2
