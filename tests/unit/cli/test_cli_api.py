"""Requests of the command line: their token, their patience, their refusals."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from imagora_cli.api import Api
from imagora_cli.grants import FileVault, Grant
from imagora_cli.outcomes import ExitCode, Refused
from imagora_cli.patience import Unreachable, pause
from tests.unit.cli.server import URL, Server, problem

_KEY = f"default {URL}"
_UNAUTHENTICATED = (401, problem(401, "unauthenticated", "Sign in."))
_RENEWED = (201, {"access_token": "second", "token_type": "Bearer", "expires_in": 3600})


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "sessions")


@pytest.fixture
def api(server: Server, vault: FileVault) -> Api:
    return Api(URL, _KEY, vault)


def _tokens(server: Server, route: str) -> list[str | None]:
    return [request.headers.get("Authorization") for request in server.requests(route)]


def test_a_refused_token_is_exchanged_once_and_the_new_one_kept(api: Api, server: Server, vault: FileVault) -> None:
    vault.keep(_KEY, Grant("first", "refresh", time.time() + 3600))
    server.answers = {
        "GET /v1/me": [_UNAUTHENTICATED, (200, {"handle": "ann"})],
        "POST /v1/sessions/refresh": _RENEWED,
    }
    assert api.get("/v1/me") == {"handle": "ann"}
    assert _tokens(server, "GET /v1/me") == ["Bearer first", "Bearer second"]
    assert server.bodies("POST /v1/sessions/refresh") == [{"refresh_token": "refresh"}]
    assert _tokens(server, "POST /v1/sessions/refresh") == [None]
    kept = vault.load(_KEY)
    assert kept
    assert (kept.access_token, kept.refresh_token) == ("second", "refresh")


def test_a_token_past_its_time_is_exchanged_before_it_is_used(api: Api, server: Server, vault: FileVault) -> None:
    vault.keep(_KEY, Grant("first", "refresh", time.time() + 5))
    server.answers = {"GET /v1/me": (200, {}), "POST /v1/sessions/refresh": _RENEWED}
    api.get("/v1/me")
    assert _tokens(server, "GET /v1/me") == ["Bearer second"]


def test_a_session_that_has_ended_is_exit_code_three(api: Api, server: Server, vault: FileVault) -> None:
    vault.keep(_KEY, Grant("first", "refresh", time.time() + 3600))
    server.answers = {"GET /v1/me": _UNAUTHENTICATED, "POST /v1/sessions/refresh": _UNAUTHENTICATED}
    with pytest.raises(Refused) as refused:
        api.get("/v1/me")
    assert refused.value.exit_code is ExitCode.AUTH
    assert len(server.requests("GET /v1/me")) == 1


def test_the_environments_token_wins_and_is_neither_kept_nor_exchanged(
    api: Api, server: Server, vault: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.keep(_KEY, Grant("first", "refresh", time.time() + 3600))
    monkeypatch.setenv("IMAGORA_TOKEN", "given")
    server.answers = {"GET /v1/me": _UNAUTHENTICATED}
    with pytest.raises(Refused):
        api.get("/v1/me")
    assert _tokens(server, "GET /v1/me") == ["Bearer given"]
    kept = vault.load(_KEY)
    assert kept
    assert kept.access_token == "first"


def test_a_session_is_of_its_server_alone(server: Server, vault: FileVault) -> None:
    vault.keep(_KEY, Grant("first", "refresh", time.time() + 3600))
    server.answers = {"GET /v1/feeds/explore": (200, {"items": []})}
    Api("https://other.test", "default https://other.test", vault).get("/v1/feeds/explore")
    assert _tokens(server, "GET /v1/feeds/explore") == [None]


def test_what_creates_is_repeated_under_one_key(api: Api, server: Server) -> None:
    busy = (503, problem(503, "unavailable", "Busy."), {"Retry-After": "1"})
    server.answers = {"POST /v1/posts": [busy, busy, (201, {"id": "x"})]}
    assert api.create("/v1/posts", {"text": "Hello"}) == {"id": "x"}
    keys = {request.headers["Idempotency-Key"] for request in server.requests("POST /v1/posts")}
    assert (len(server.requests("POST /v1/posts")), len(keys)) == (3, 1)


def test_two_creations_have_two_keys(api: Api, server: Server) -> None:
    server.answers = {"POST /v1/posts": (201, {})}
    api.create("/v1/posts", {"text": "Hello"})
    api.create("/v1/posts", {"text": "Hello"})
    keys = {request.headers["Idempotency-Key"] for request in server.requests("POST /v1/posts")}
    assert len(keys) == 2


def test_a_lost_answer_is_asked_for_again_only_where_that_does_nothing_twice(api: Api, server: Server) -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("no answer", request=request)

    server.answers = {"POST /v1/posts": lost, "POST /v1/drafts/assist": lost}
    with pytest.raises(Unreachable):
        api.create("/v1/posts", {})
    with pytest.raises(Unreachable):
        api.ask("/v1/drafts/assist", {"task": "ideas"})
    assert (len(server.requests("POST /v1/posts")), len(server.requests("POST /v1/drafts/assist"))) == (3, 1)


@pytest.mark.parametrize(
    ("status", "code", "retry_after", "pause_expected"),
    [
        (429, "rate_limited", 7.0, 7.0),
        (503, "unavailable", 2.0, 2.0),
        (503, "unavailable", None, True),
        (502, "http_502", None, True),
        (409, "idempotency_in_flight", None, True),
        (429, "rate_limited", 3600.0, False),
        (429, "credits_exhausted", 7.0, False),
        (500, "internal", None, False),
        (404, "post_not_found", None, False),
    ],
)
def test_how_long_is_waited_is_the_servers_word(
    status: int, code: str, retry_after: float | None, pause_expected: bool | float
) -> None:
    refusal = Refused({"code": code, "detail": "No."}, status=status, retry_after=retry_after)
    assert pause(refusal) == pause_expected
    assert isinstance(pause(refusal), type(pause_expected))


def test_redirects_are_not_followed(api: Api, server: Server, vault: FileVault) -> None:
    vault.keep(_KEY, Grant("first", "refresh", time.time() + 3600))
    server.answers = {"GET /v1/me": (302, b"<html>", {"Location": "https://evil.example/"})}
    with pytest.raises(Unreachable):
        api.get("/v1/me")
    assert [request.url.host for request in server.asked] == ["imagora.test"]


def test_an_answer_that_is_not_imagoras_is_said_so(api: Api, server: Server) -> None:
    server.answers = {
        "GET /v1/health": (200, b"<html>It works!</html>"),
        "GET /v1/me": (502, b"<html>Bad Gateway</html>"),
    }
    with pytest.raises(Unreachable, match="not as Imagora does"):
        api.get("/v1/health")
    with pytest.raises(Refused, match="answered 502") as refused:
        api.get("/v1/me")
    assert refused.value.exit_code is ExitCode.UNAVAILABLE
