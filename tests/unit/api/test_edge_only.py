"""Behind an edge the API answers the edge only, and believes nobody else about where a request comes from."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import auth, problems
from imagora import wiring
from imagora.kernel.errors import Forbidden
from imagora.kernel.keys import SecretKeys


def raw(**headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(headers=sent, context={"identity": {"sourceIp": "198.51.100.7"}})


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Any:
    def make(keys: SecretKeys, distribution: str = "E1") -> None:
        monkeypatch.setattr(wiring, "key_ring", lambda: SimpleNamespace(current=lambda: keys))
        monkeypatch.setattr(wiring.config, "current", lambda: SimpleNamespace(distribution_id=distribution))

    return make


KEYS = SecretKeys(cursor=("a",), identity="b", edge="new secret", edge_previous="old secret")


@pytest.mark.parametrize("secret", ["new secret", "old secret"])
def test_the_edges_requests_are_let_in_also_during_a_rotation(stage: Any, secret: str) -> None:
    stage(KEYS)
    auth.expect_edge(raw(x_imagora_edge=secret))
    assert auth.address(raw(x_imagora_edge=secret, x_imagora_viewer="2001:db8::1")) == "2001:db8::1"


@pytest.mark.parametrize("headers", [{}, {"x_imagora_edge": ""}, {"x_imagora_edge": "guess"}, {"x_imagora_edge": "é"}])
def test_others_are_refused_as_a_problem(stage: Any, headers: dict[str, str]) -> None:
    stage(KEYS)
    with pytest.raises(Forbidden) as refused:
        auth.expect_edge(raw(**headers))
    assert problems.document(refused.value, "r1")["status"] == 403
    assert auth.address(raw(x_imagora_viewer="203.0.113.9", **headers)) == "198.51.100.7"


def test_an_empty_secret_is_nobodys(stage: Any) -> None:
    stage(SecretKeys(cursor=("a",), identity="b", edge="new secret"))
    with pytest.raises(Forbidden):
        auth.expect_edge(raw(x_imagora_edge=""))


def test_without_an_edge_all_may_ask(stage: Any) -> None:
    stage(SecretKeys(cursor=("a",), identity="b"))
    auth.expect_edge(raw())


def test_without_a_distribution_no_key_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring.config, "current", lambda: SimpleNamespace(distribution_id=""))
    monkeypatch.setattr(wiring, "key_ring", lambda: pytest.fail("asked for keys"))
    auth.expect_edge(raw())


def test_a_route_past_the_edge_answers_403_and_never_runs(stage: Any) -> None:
    from chalicelib import meta, resource

    assert meta.meta
    stage(KEYS)
    health = next(operation for operation in resource.OPERATIONS if operation.path == "/v1/health")
    asked = raw()
    asked.path, asked.query_params, asked.raw_body = "/v1/health", {}, b""
    asked.context["requestId"] = "r1"
    answer = resource._respond(health, asked, {})
    assert (answer.status_code, json.loads(answer.body)["code"]) == (403, "forbidden")
    assert answer.headers["Content-Type"] == "application/problem+json"
