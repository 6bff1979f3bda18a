from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imagora import wiring
from imagora.kernel import wire
from tests.integration.accounts.town import PASSWORD, Person, Reply, Town


def sign_in(town: Town, email: str, password: str = PASSWORD, **more: Any) -> Reply:
    return town.ask("POST", "/v1/sessions", {"email": email, "password": password, **more})


def refresh(town: Town, token: str) -> Reply:
    return town.ask("POST", "/v1/sessions/refresh", {"refresh_token": token})


def test_session_has_tokens_when_email_and_password_are_right(town: Town) -> None:
    person = town.person()
    session = sign_in(town, f" {person.email.upper()} ")
    assert session.status == 201
    assert session.body.keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert session.body["token_type"] == "Bearer"
    assert session.body["expires_in"] == 3600
    assert town.ask("GET", "/v1/me", by=session.body["access_token"]).body["id"] == person.id


def test_wrong_password_and_unknown_email_look_the_same(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    person = town.person()
    calls: list[str] = []
    for service in ("dynamodb", "cognito-idp"):
        events = wiring.aws.client(service).meta.events
        events.register("before-call", lambda model, **_: calls.append(model.name), unique_id=f"seen-{service}")

    def seen(operation: str, asked: wire.Answer, call: Callable[[wire.Answer], wire.Answer]) -> wire.Answer:
        calls.append(operation)
        return call(asked)

    with wire.surrounded(seen):
        wrong = sign_in(town, person.email, "not the password")
        calls_of_wrong = calls.copy()
        calls.clear()
        unknown = sign_in(town, "nobody-at-all@example.org", "not the password")
    assert (wrong.status, wrong.code) == (401, "invalid_credentials")
    assert {**unknown.body, "request_id": ""} == {**wrong.body, "request_id": ""}
    assert unknown.status == wrong.status
    assert set(unknown.headers) == set(wrong.headers)
    assert calls == calls_of_wrong
    assert calls.count("AdminInitiateAuth") == 1


@pytest.mark.parametrize("password", ["", "x" * 10_000, " padded ", "\u0000"])
def test_signin_is_refused_when_the_password_has_no_possible_form(town: Town, password: str) -> None:
    refused = sign_in(town, town.person().email, password)
    assert (refused.status, refused.code) == (401, "invalid_credentials")


def test_refresh_echoes_the_refresh_token(town: Town) -> None:
    person = town.person()
    renewed = refresh(town, person.refresh_token)
    assert renewed.status == 201
    assert renewed.body["refresh_token"] == person.refresh_token
    assert town.ask("GET", "/v1/me", by=renewed.body["access_token"]).status == 200


def test_refresh_is_refused_when_the_token_is_unknown_or_missing(town: Town) -> None:
    for body in ({"refresh_token": "made-up"}, {"refresh_token": ""}, {}, None):
        refused = town.ask("POST", "/v1/sessions/refresh", body)
        assert (refused.status, refused.code) == (401, "unauthenticated")


def cookie_of(reply: Reply) -> tuple[str, set[str]]:
    pair, *attributes = reply.headers["Set-Cookie"].split("; ")
    name, _, value = pair.partition("=")
    assert name == "__Secure-refresh"
    return value, set(attributes)


def test_cookie_mode_keeps_the_refresh_token_from_the_page(town: Town) -> None:
    person = town.person()
    session = sign_in(town, person.email, cookie=True)
    value, attributes = cookie_of(session)
    assert "refresh_token" not in session.body
    assert value not in session.text
    assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/v1/sessions"} <= attributes
    sent = {"Cookie": f"theme=dark; __Secure-refresh={value}", "Host": "imagora.example"}
    renewed = town.ask("POST", "/v1/sessions/refresh", **sent, Origin="https://imagora.example")
    assert renewed.status == 201
    assert "refresh_token" not in renewed.body
    assert cookie_of(renewed)[0] == value
    for origin in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "https://a.imagora.example"}):
        refused = town.ask("POST", "/v1/sessions/refresh", **sent, **origin)
        assert (refused.status, refused.code) == (403, "foreign_origin")


def test_signing_out_revokes_and_clears_the_cookie(town: Town) -> None:
    person = town.person()
    value, _ = cookie_of(sign_in(town, person.email, cookie=True))
    out = town.ask("DELETE", "/v1/sessions/current", by=person, Cookie=f"__Secure-refresh={value}")
    assert out.status == 204
    cleared, attributes = cookie_of(out)
    assert cleared == ""
    assert "Max-Age=0" in attributes
    assert refresh(town, value).status == 401
    assert refresh(town, person.refresh_token).status == 201  # another device's session


def test_signing_out_ends_all_sessions_when_no_refresh_token_is_named(town: Town) -> None:
    person = town.person()
    for _ in range(2):
        assert town.ask("DELETE", "/v1/sessions/current", by=person).status == 204
    assert refresh(town, person.refresh_token).status == 401
    assert town.ask("DELETE", "/v1/sessions/current").status == 401


def change(town: Town, person: Person, old: str, new: str) -> Reply:
    return town.ask("POST", "/v1/me/password", {"old": old, "new": new}, by=person)


def test_changed_password_counts_and_signs_out_everywhere(town: Town) -> None:
    person = town.person()
    assert change(town, person, PASSWORD, "a whole new password").status == 204
    assert refresh(town, person.refresh_token).status == 401
    assert sign_in(town, person.email).status == 401
    assert sign_in(town, person.email, "a whole new password").status == 201


def test_password_stays_when_the_change_is_refused(town: Town) -> None:
    person = town.person()
    wrong = change(town, person, "not the password", "a whole new password")
    assert (wrong.status, wrong.code) == (401, "invalid_credentials")
    for new in ("short", "x" * 257, " padded at the ends "):
        refused = change(town, person, PASSWORD, new)
        assert [error["field"] for error in refused.body["errors"]] == ["new"]
    assert sign_in(town, person.email).status == 201


def test_forgotten_password_is_reset_by_the_mailed_code(town: Town) -> None:
    person = town.person()
    assert town.ask("POST", "/v1/passwords/forgot", {"email": person.email}).status == 204
    code = town.mail(person.email, "reset")
    body = {"email": person.email, "code": code, "password": "remembered this time"}
    short = town.ask("POST", "/v1/passwords/reset", {**body, "password": "short"})
    assert [error["field"] for error in short.body["errors"]] == ["password"]
    assert town.ask("POST", "/v1/passwords/reset", body).status == 204
    assert refresh(town, person.refresh_token).status == 401
    assert sign_in(town, person.email, "remembered this time").status == 201
    again = town.ask("POST", "/v1/passwords/reset", body)
    assert (again.status, again.code) == (422, "invalid_code")


def test_forgotten_password_tells_nobody_who_has_an_account(town: Town) -> None:
    known, unknown = town.person().email, "nobody-there@example.org"
    for path, more in (
        ("/v1/passwords/forgot", {}),
        ("/v1/passwords/reset", {"code": "x1", "password": "long enough to be one"}),
    ):
        first, second = (town.ask("POST", path, {"email": email, **more}) for email in (known, unknown))
        assert first.status == second.status
        assert {**(first.body or {}), "request_id": ""} == {**(second.body or {}), "request_id": ""}


def test_public_routes_refuse_a_bad_token(town: Town) -> None:
    person = town.person()
    path = f"/v1/accounts/{person.handle}"
    assert town.ask("GET", path, by=person).body["viewer"]["following"] == "no"
    assert "viewer" not in town.ask("GET", path).body
    refused = town.ask("GET", path, by=person.token[:-4] + "AAAA")
    assert (refused.status, refused.code) == (401, "unauthenticated")
    session = wiring.tokens().verify(person.token)
    assert session.account_id == person.id
