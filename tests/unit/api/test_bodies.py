from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from chalicelib import bodies, problems
from imagora.kernel.errors import DomainError, FieldError, InvalidInput

JSON = "application/json"


class Order(msgspec.Struct, rename={"kind": "type"}):
    name: str
    kind: Literal["a", "b"] = "a"
    count: Annotated[int, Meta(ge=1, le=4)] = 1
    tags: list[str] = msgspec.field(default_factory=list)


def errors(body: bytes) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as raised:
        bodies.decode(body, JSON, Order)
    return {(error.field, error.code) for error in raised.value.errors}


def test_a_body_becomes_its_struct_and_unknown_members_are_passed_over() -> None:
    body = b'{"name": "x", "type": "b", "tags": ["t"], "more": {"deep": [1]}}'
    assert bodies.decode(body, JSON, Order) == Order("x", "b", 1, ["t"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {("name", "required")}),
        (b"{}", {("name", "required")}),
        (b'{"name": null}', {("name", "wrong_type")}),
        (b'{"name": 1, "type": "c", "count": 9}', {("name", "wrong_type"), ("type", "invalid"), ("count", "invalid")}),
        (b'{"name": "x", "tags": ["a", 2]}', {("tags[1]", "wrong_type")}),
        (b'{"name": "x", "tags": "a"}', {("tags", "wrong_type")}),
        (b"[]", {("", "not_an_object")}),
    ],
)
def test_every_field_that_is_wrong_is_told_at_once(body: bytes, expected: set[tuple[str, str]]) -> None:
    assert errors(body) == expected


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"name": tru}', b'{"name": "\xff"}', b'{"name": "\\ud800"}', b"[", b"1 2"]
)
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(problems.MalformedJson):
        bodies.decode(body, JSON, Order)


@given(st.binary(max_size=200))
def test_whatever_comes_is_taken_or_refused(body: bytes) -> None:
    try:
        code = bodies.decode(body, JSON, Order) and None
    except DomainError as error:
        code = error.code
    assert code in {None, "malformed_json", "invalid_input"}


@pytest.mark.parametrize("depth", [100, 5_000, 30_000])
def test_nesting_breaks_nothing(depth: int) -> None:
    for body in (b"[" * depth + b"]" * depth, b'{"name":' + b"[" * depth + b"]" * depth + b"}"):
        with pytest.raises((problems.MalformedJson, InvalidInput)):
            bodies.decode(body, JSON, Order)


def test_size_and_type_are_judged_first() -> None:
    with pytest.raises(problems.TooLarge):
        bodies.decode(b"x" * (bodies.MAX_BYTES + 1), JSON, Order)
    with pytest.raises(problems.UnsupportedMediaType):
        bodies.decode(b'{"name": "x"}', "text/plain", Order)
    assert bodies.decode(b'{"name": "x"}', "Application/JSON; charset=utf-8", Order).name == "x"


def test_a_problem_has_the_members_of_rfc_9457() -> None:
    error = InvalidInput(FieldError("a", "wrong", "It is wrong."))
    status, body, headers = problems.encode(error, "r")
    assert (status, headers["Content-Type"]) == (422, "application/problem+json")
    assert msgspec.json.decode(body) == {
        "type": "/problems/invalid_input", "title": "Unprocessable Entity", "status": 422, "detail": "a: It is wrong.",
        "code": "invalid_input", "request_id": "r",
        "errors": [{"field": "a", "code": "wrong", "message": "It is wrong."}],
    }  # fmt: skip
    assert "Retry-After" not in headers
