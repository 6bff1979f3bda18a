"""openapi.json: what the code says, valid, and kept where clients look for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from infra import openapi

DOCUMENT: dict[str, Any] = json.loads(openapi.render())
OPERATIONS = [
    (method, path, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]
NAMES = [f"{method} {path}" for method, path, _ in OPERATIONS]

PROMISED = {
    "GET /v1/health", "GET /v1/openapi.json",
    "POST /v1/accounts", "POST /v1/accounts/confirm", "POST /v1/accounts/confirm/resend", "GET /v1/accounts/{handle}",
    "POST /v1/sessions", "POST /v1/sessions/refresh", "DELETE /v1/sessions/current",
    "POST /v1/passwords/forgot", "POST /v1/passwords/reset", "POST /v1/me/password",
    "GET /v1/me", "PATCH /v1/me", "DELETE /v1/me",
    "GET /v1/accounts/{handle}/posts", "GET /v1/accounts/{handle}/followers", "GET /v1/accounts/{handle}/following",
    "PUT /v1/accounts/{handle}/follow", "DELETE /v1/accounts/{handle}/follow",
    "POST /v1/generations", "GET /v1/generations", "GET /v1/generations/{generation_id}",
    "POST /v1/generations/{generation_id}/cancel", "POST /v1/uploads", "GET /v1/media/{media_id}",
    "POST /v1/posts", "GET /v1/posts/{post_id}", "DELETE /v1/posts/{post_id}",
    "GET /v1/feeds/home", "GET /v1/feeds/explore", "GET /v1/feeds/tags/{tag}", "GET /v1/search",
}  # fmt: skip


def test_the_committed_document_is_what_the_code_says() -> None:
    assert openapi.PATH.read_text(encoding="utf-8") == openapi.render(), "run `make openapi` and commit it"


def test_the_document_is_valid() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_every_promised_route_is_there() -> None:
    assert PROMISED - {f"{method.upper()} {path}" for method, path, _ in OPERATIONS} == set()


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))
    assert all(operation["summary"] for _, _, operation in OPERATIONS)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)
def test_errors_are_problems_and_writes_say_their_limit(method: str, path: str, operation: Any) -> None:
    answers = operation["responses"]
    assert {"401", "500", "503"} <= set(answers), path
    for status, answer in answers.items():
        if int(status) >= 400:
            assert answer["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    if method != "get" and {} not in operation["security"]:
        assert "429" in answers
    if "requestBody" in operation:
        assert {"400", "413", "415", "422"} <= set(answers)


def test_no_answer_but_ones_own_account_holds_an_email() -> None:
    holding = {name for name, schema in DOCUMENT["components"]["schemas"].items() if "email" in schema["properties"]}
    answered = {
        answer["content"]["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
        for _, _, operation in OPERATIONS
        for answer in operation["responses"].values()
        if "application/json" in answer.get("content", {})
    }
    assert holding & answered == {"Me"}
