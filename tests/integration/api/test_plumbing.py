"""What holds for every route: problem documents, who is asking, bodies, limits, headers."""

from __future__ import annotations

import re
import time
from typing import Any

import msgspec
import pytest

from imagora import wiring
from imagora.kernel import config
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import new_id
from imagora.table.once import Once
from imagora.table.reader import TableBusy
from tests.integration import contract
from tests.integration.stack import Api, Person, Reply, Stack


def assert_problem(reply: Reply, status: int, code: str) -> None:
    assert (reply.status, reply.code) == (status, code), reply
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "no-store" in reply.headers["cache-control"]
    assert (reply["type"], reply["status"]) == (f"/problems/{code}", status)
    assert reply["title"]
    assert reply["detail"]
    assert re.fullmatch(r"[0-9a-f-]{36}", reply["request_id"])


# Routes and who asks


def test_health_says_stage_and_version(stack: Stack) -> None:
    reply = stack.api("GET", "/v1/health")
    assert (reply.status, reply["status"], reply["stage"]) == (200, "ok", "local")
    assert re.fullmatch(r"\d+\.\d+\.\d+", reply["version"])
    assert reply.headers["cache-control"] == "private, no-store"


def test_the_openapi_document_is_served(stack: Stack) -> None:
    document = stack.api("GET", "/v1/openapi.json")
    assert (document["openapi"], "/v1/posts" in document["paths"]) == ("3.1.0", True)


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1", "/v1/", "/v1/posts/x/y/z"])
def test_unknown_routes_are_problems(stack: Stack, path: str) -> None:
    assert_problem(stack.api("GET", path), 404, "route_not_found")


def test_a_method_that_a_route_does_not_take(stack: Stack) -> None:
    reply = stack.api("DELETE", "/v1/health")
    assert_problem(reply, 405, "method_not_allowed")
    assert "GET" in reply.headers["allow"]


PRIVATE = [
    ("POST", "/v1/posts"), ("DELETE", "/v1/posts/x"), ("GET", "/v1/feeds/home"), ("POST", "/v1/generations"),
    ("GET", "/v1/generations"), ("GET", "/v1/generations/x"), ("POST", "/v1/generations/x/cancel"),
    ("POST", "/v1/uploads"), ("GET", "/v1/media/x"),
]  # fmt: skip
PUBLIC = [("GET", "/v1/feeds/explore"), ("GET", "/v1/posts/x"), ("GET", "/v1/accounts/nobody_here/posts")]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
def test_private_routes_need_a_token(stack: Stack, method: str, path: str) -> None:
    assert_problem(stack.api(method, path), 401, "unauthenticated")


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
@pytest.mark.parametrize(("method", "path"), [*PRIVATE[:3], *PUBLIC])
def test_a_bad_token_is_refused_on_public_routes_too(stack: Stack, method: str, path: str, token: str) -> None:
    assert_problem(stack.api(method, path, token=token), 401, "unauthenticated")


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "token"])
def test_another_scheme_is_refused(stack: Stack, header: str) -> None:
    assert_problem(stack.api("GET", "/v1/feeds/explore", Authorization=header), 401, "unauthenticated")


@pytest.mark.parametrize("wanted", ["x", "../../etc/passwd", "ä", "01M7YVE8M0CW08D74FYX40WD5", "0" * 26])
def test_what_is_no_id_is_not_found_without_a_read(stack: Stack, wanted: str) -> None:
    with stack.metered() as meter:
        reply = stack.api("GET", f"/v1/posts/{wanted.replace('/', '%2F')}")
    assert reply.status == 404
    assert wanted == "0" * 26 or meter.calls == []


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"{not json}", b'{"text": }', b"\xff\xfe", b'{"text": "\xff"}', b'{"text": "a"} more', b"{'text': 'a'}",
        b'{"text": "a",}', b"NaN", b'{"text": "\\ud800"}', b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_json_is_malformed(ann: Person, body: bytes) -> None:
    assert_problem(ann("POST", "/v1/posts", body), 400, "malformed_json")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"text"', b"null", b"[[[[]]]]"])
def test_json_that_is_no_object_is_invalid(ann: Person, body: bytes) -> None:
    assert_problem(ann("POST", "/v1/posts", body), 422, "invalid_input")


def test_deeply_nested_values_break_nothing(ann: Person) -> None:
    nested = b'{"text": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    assert ann("POST", "/v1/posts", nested).status in (400, 422)
    unknown = b'{"text": "a", "unknown": ' + b"[" * 500 + b"]" * 500 + b"}"
    assert ann("POST", "/v1/posts", unknown).status == 201


def test_an_empty_body_is_an_empty_object(ann: Person) -> None:
    reply = ann("POST", "/v1/generations")
    assert_problem(reply, 422, "invalid_input")
    assert [error["field"] for error in reply["errors"]] == ["prompt"]


def test_a_body_may_have_64_kilobytes(ann: Person) -> None:
    assert_problem(ann("POST", "/v1/posts", b'{"text": "' + b"x" * 65_536 + b'"}'), 413, "too_large")
    padded = b'{"text": "a"' + b" " * (65_536 - 13) + b"}"
    assert ann("POST", "/v1/posts", padded).status == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_another_media_type_is_not_taken(ann: Person, kind: str) -> None:
    assert_problem(ann("POST", "/v1/posts", {"text": "a"}, Content_Type=kind), 415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_taken_however_it_is_announced(ann: Person, kind: str) -> None:
    assert ann("POST", "/v1/posts", {"text": "a"}, Content_Type=kind).status == 201


def test_members_that_nobody_knows_are_ignored(ann: Person) -> None:
    made = ann("POST", "/v1/posts", {"text": "a", "status": "rejected", "author": "x", "id": "y", "likes": 9})
    assert (made.status, made["status"], made["author"]["id"], made["counts"]["likes"]) == (201, "published", ann.id, 0)


def test_texts_keep_what_they_say_and_lose_what_controls(ann: Person) -> None:
    made = ann("POST", "/v1/posts", {"text": " a\x00b\u202e c\r\nd 😀 "})
    assert made["text"] == "ab c\nd 😀"


# Keys


@pytest.mark.parametrize("key", ["", "x" * 129, "a\x7fb", "ä"])
def test_a_key_has_1_to_128_printable_characters(ann: Person, key: str) -> None:
    reply = ann("POST", "/v1/posts", {"text": "a"}, key=key)
    assert_problem(reply, 422, "invalid_input")
    assert reply["errors"][0]["field"] == "Idempotency-Key"


def test_the_longest_key_is_taken(ann: Person) -> None:
    key = "".join(chr(33 + number % 94) for number in range(128))
    first, again = (ann("POST", "/v1/posts", {"text": "a"}, key=key) for _ in range(2))
    assert (first["id"], again.headers["idempotency-replayed"]) == (again["id"], "true")


def test_a_key_in_flight_is_a_conflict(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ann("POST", "/v1/posts", {"text": "a"}, key="k").status == 201
    monkeypatch.setattr(Once, "look_up", lambda *_: None)
    reply = ann("POST", "/v1/posts", {"text": "a"}, key="k")
    assert_problem(reply, 409, "idempotency_in_flight")
    assert reply.headers["retry-after"] == "1"


# Limits


@pytest.fixture
def tight(ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three writes a minute, in a window that doesn't end while the test runs."""
    narrow = msgspec.structs.replace(config.current(), writes_per_minute=3, signups_per_minute=2)
    monkeypatch.setattr(wiring.config, "current", lambda: narrow)
    start = time.time() // 60 * 60 + 60
    monkeypatch.setattr("imagora.table.limits.time.time", lambda: start + 10.4)


@pytest.mark.usefixtures("tight")
def test_writes_are_limited_by_account_and_say_so(ann: Person, bob: Person) -> None:
    seen = [ann("POST", "/v1/posts", {"text": "a"}) for _ in range(4)]
    assert [reply.status for reply in seen] == [201, 201, 201, 429]
    assert [reply.headers["ratelimit-remaining"] for reply in seen] == ["2", "1", "0", "0"]
    assert {reply.headers["ratelimit-limit"] for reply in seen} == {"3"}
    assert {reply.headers["ratelimit-reset"] for reply in seen} == {"50"}
    assert_problem(seen[3], 429, "rate_limited")
    assert seen[3].headers["retry-after"] == "50"
    assert bob("POST", "/v1/posts", {"text": "a"}).status == 201
    assert ann("GET", "/v1/feeds/home").status == 200
    assert ann("DELETE", f"/v1/posts/{seen[0]['id']}").status == 429


@pytest.mark.usefixtures("tight")
def test_a_new_window_opens_the_limit(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        last = ann("POST", "/v1/posts", {"text": ""})
    assert last.status == 429
    later = time.time() // 60 * 60 + 125
    monkeypatch.setattr("imagora.table.limits.time.time", lambda: later)
    assert ann("POST", "/v1/posts", {"text": "a"}).status == 201


# Breakage


def _route_raising(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(type(wiring.explore()), "page", broken)


def test_a_defect_is_internal_and_tells_nothing(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    _route_raising(monkeypatch, KeyError("the secret of the house"))
    reply = stack.api("GET", "/v1/feeds/explore")
    assert_problem(reply, 500, "internal")
    assert "secret" not in str(reply.body)
    assert "Traceback" not in str(reply.body)


def test_a_busy_table_is_unavailable(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    _route_raising(monkeypatch, TableBusy())
    reply = stack.api("GET", "/v1/feeds/explore")
    assert_problem(reply, 503, "unavailable")
    assert int(reply.headers["retry-after"]) > 0


def test_an_error_without_a_status_is_internal(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    class Strange(DomainError):
        """Nobody gave this a status."""

        code = "strange"

    _route_raising(monkeypatch, Strange())
    assert stack.api("GET", "/v1/feeds/explore").status == 500


def test_every_code_that_is_raised_has_a_status() -> None:
    from chalicelib.problems import STATUS
    from chalicelib.routes import RESOURCES, resource

    for name in RESOURCES:
        resource(name)

    def below(kind: type[DomainError]) -> set[type[DomainError]]:
        """Those that are raised: not what is there to be derived from."""
        derived = kind.__subclasses__()
        return set().union(*(below(one) for one in derived)) if derived else {kind}

    ours = {kind.code for kind in below(DomainError) if kind.__module__.startswith(("imagora", "chalicelib"))}
    assert ours - set(STATUS) == set()


def test_preflights_are_answered_for_every_route(stack: Stack) -> None:
    reply = stack.api("OPTIONS", "/v1/posts", Origin="https://app.example", Access_Control_Request_Method="POST")
    assert reply.status in (200, 204)
    assert "POST" in reply.headers["access-control-allow-methods"]
    allowed = reply.headers["access-control-allow-headers"].lower()
    assert {"authorization", "idempotency-key", "content-type"} <= set(re.split(r"[,\s]+", allowed))


def test_clients_may_read_our_headers(stack: Stack) -> None:
    exposed = stack.api("GET", "/v1/feeds/explore").headers["access-control-expose-headers"]
    assert {"RateLimit-Limit", "Retry-After", "Location", "Idempotency-Replayed"} <= set(re.split(r",\s*", exposed))


def test_large_answers_are_compressed_when_asked_for(stack: Stack) -> None:
    answer = stack.gateway.handle("GET", "/v1/openapi.json", {"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers.get("content-encoding")) == (200, "gzip")


def test_an_unknown_post_is_the_same_for_everybody(stack: Stack, ann: Person) -> None:
    wanted = new_id(stack.clock())
    replies = [who("GET", f"/v1/posts/{wanted}") for who in (ann, stack.api)]
    assert [(reply.status, reply.code) for reply in replies] == [(404, "post_not_found")] * 2


def test_the_recorder_finds_what_is_not_documented(stack: Stack) -> None:
    with pytest.raises(contract.Undocumented):
        contract.check("GET", "/v1/health", 200, "application/json", {"status": "ok", "stage": "x"})
    with pytest.raises(contract.Undocumented):
        contract.check("GET", "/v1/health", 418, "application/json", {})
    with pytest.raises(contract.Undocumented):
        contract.check("GET", "/v1/health", 200, "application/json", {
            "status": "ok", "stage": "x", "version": "1", "more": 1})  # fmt: skip
    assert isinstance(stack.api, Api)
