"""Asking again for what failed: a new job, where that may help, and only for who asked first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imagora import wiring
from imagora.generation.providers.offered import Offered
from imagora.generation.providers.port import Capabilities, ProviderError
from tests.integration.painter import Painter
from tests.integration.stack import Person, Reply, Stack

_DOWN = ProviderError("unavailable", "The provider is busy.", retryable=True)
_QUOTA = ProviderError("quota", "The instance has used up what its provider allows.", retryable=False)
_BLOCKED = ProviderError("blocked", "The provider won't draw this.", retryable=False)


def failed(stack: Stack, person: Person, error: ProviderError = _DOWN, **draft: object) -> str:
    """A job of whose pictures none came."""
    made = person("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256", **draft})
    assert made.status == 202, made
    stack.painter.plan.extend([error] * 12)
    stack.drain()
    stack.painter.plan.clear()
    assert person.generation(made["id"])["status"] in ("failed", "blocked")
    return str(made["id"])


def retry(person: Person, job: str, key: str | None = None) -> Reply:
    return person("POST", f"/v1/generations/{job}/retry", key=key)


def test_a_failed_job_is_asked_for_again_with_the_same_wish(stack: Stack, ann: Person) -> None:
    job = failed(stack, ann, count=2, style="ink", seed=7, allow_fallback=True)
    again = retry(ann, job)
    assert (again.status, again["status"], again["cost"]) == (202, "queued", {"credits": 2})
    assert again["id"] != job
    assert again.headers["location"] == f"/v1/generations/{again['id']}"
    stack.drain()
    done = ann.generation(again["id"])
    assert (done["status"], done["prompt"], done["style"], done["seed"], len(done["media"])) == (
        "succeeded", "a calm lake", "ink", 7, 2,
    )  # fmt: skip
    assert ann.generation(job)["status"] == "failed"
    assert stack.taken(ann) == 2


@pytest.mark.parametrize("error", [_QUOTA, _BLOCKED], ids=["quota", "blocked"])
def test_what_would_fail_again_is_refused(stack: Stack, ann: Person, error: ProviderError) -> None:
    refused = retry(ann, failed(stack, ann, error))
    assert (refused.status, refused.code) == (409, "not_retryable")
    assert stack.taken(ann) == 0


def test_what_did_not_fail_is_refused(stack: Stack, ann: Person) -> None:
    waiting = ann("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})["id"]
    assert (retry(ann, waiting).status, retry(ann, waiting).code) == (409, "not_retryable")
    stack.drain()
    assert retry(ann, waiting).code == "not_retryable"
    assert stack.taken(ann) == 1


def test_a_strangers_job_does_not_exist(stack: Stack, ann: Person) -> None:
    job, stranger = failed(stack, ann), stack.person()
    refused = retry(stranger, job)
    assert (refused.status, refused.code) == (404, "generation_not_found")
    assert retry(ann, "nothing").status == 404


def test_one_key_asks_once(stack: Stack, ann: Person) -> None:
    job = failed(stack, ann)
    first, second = retry(ann, job, key="again"), retry(ann, job, key="again")
    assert (second.status, second["id"]) == (202, first["id"])
    assert second.headers["idempotency-replayed"] == "true"
    assert stack.taken(ann) == 1
    other = failed(stack, ann)
    assert retry(ann, other, key="again").code == "idempotency_key_reused"


def test_it_costs_what_any_other_does(stack: Stack, ann: Person) -> None:
    job = failed(stack, ann, count=4)
    for _ in range(2):
        assert ann("POST", "/v1/generations", {"prompt": "x", "size": "256x256", "count": 4}).status == 202
    refused = retry(ann, job)
    assert (refused.status, refused.code) == (429, "credits_exhausted")


def test_the_instances_own_choice_stands_in_for_a_provider_that_is_gone(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = failed(stack, ann, seed=7)
    heir = Painter()
    heir.name, heir.capabilities = "heir", Capabilities(sizes=((256, 256),))
    service = replace(wiring.generations(), offered=Offered((heir,)))
    monkeypatch.setattr(wiring, "generations", lambda: service)
    again = retry(ann, job)
    assert (again.status, again["provider"]) == (202, "heir")
    assert ann("POST", f"/v1/generations/{again['id']}/cancel").status == 200
