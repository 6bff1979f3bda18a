from __future__ import annotations

import pytest

from chalicelib import refresh_cookie
from chalicelib.refresh_cookie import ForeignOrigin
from chalicelib.requests import Request
from imagora import wiring


def request(**headers: str) -> Request:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("POST", "/v1/sessions/refresh", {}, sent, b"", None, "192.0.2.1", "r1")


@pytest.fixture(autouse=True)
def edge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "from_edge", lambda secret: secret == "edge secret")


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("__Secure-refresh=abc.def-1", "abc.def-1"),
        ("a=b; __Secure-refresh=abc", "abc"),
        ("__Secure-refresh=", None),
        ("__secure-refresh=abc", None),
        ("", None),
        ("=;;=", None),
    ],
)
def test_token_is_read_from_the_cookie(header: str, token: str | None) -> None:
    assert refresh_cookie.token(request(cookie=header)) == token


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "imagora.example", "origin": "https://imagora.example"},
        {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"},
        {"host": "api.internal", "origin": "https://imagora.example", "x_imagora_edge": "edge secret",
         "x_forwarded_host": "Imagora.example"},
    ],
)  # fmt: skip
def test_own_origin_may_renew(headers: dict[str, str]) -> None:
    refresh_cookie.expect_own_origin(request(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "imagora.example"},
        {"host": "imagora.example", "origin": "null"},
        {"host": "imagora.example", "origin": "https://evil.example"},
        {"host": "imagora.example", "origin": "https://imagora.example.evil.example"},
        {"host": "imagora.example", "origin": "https://imagora.example:444"},
        {"host": "imagora.example", "origin": "ftp://imagora.example"},
        {"host": "", "origin": "https://"},
        {"host": "api.internal", "origin": "https://evil.example", "x_forwarded_host": "evil.example"},
        {"host": "api.internal", "origin": "https://evil.example", "x_forwarded_host": "evil.example",
         "x_imagora_edge": "guessed"},
    ],
)  # fmt: skip
def test_foreign_origin_may_not_renew(headers: dict[str, str]) -> None:
    with pytest.raises(ForeignOrigin):
        refresh_cookie.expect_own_origin(request(**headers))
