from __future__ import annotations

from datetime import timedelta

import pytest

from imagora import wiring
from imagora.accounts import rows, store
from imagora.accounts.errors import AccountNotFound
from imagora.moderation.rulebook import CODES
from tests.integration.accounts.town import PASSWORD, Town, signup_form


def test_me_tells_the_email_and_the_roles(town: Town) -> None:
    person = town.person()
    plain = town.ask("GET", "/v1/me", by=person)
    assert (plain.body["email"], plain.body["roles"]) == (person.email, [])
    town.client("cognito-idp").admin_add_user_to_group(
        UserPoolId=town.pool_id, Username=person.id, GroupName="moderator"
    )
    session = town.ask("POST", "/v1/sessions", {"email": person.email, "password": PASSWORD})
    assert town.ask("GET", "/v1/me", by=session.body["access_token"]).body["roles"] == ["moderator"]


def test_profile_changes_only_what_is_named(town: Town) -> None:
    person = town.person(name="Before")
    edited = town.ask("PATCH", "/v1/me", {"bio": "line one\r\nline two\t\u202e"}, by=person)
    assert edited.status == 200
    assert (edited.body["name"], edited.body["bio"]) == ("Before", "line one\nline two")
    both = town.ask("PATCH", "/v1/me", {"name": "After", "private": True, "avatar_media_id": None}, by=person)
    assert (both.body["name"], both.body["private"], both.body["avatar_url"]) == ("After", True, None)
    assert town.ask("PATCH", "/v1/me", {}, by=person).body["name"] == "After"
    assert town.account(person)["bio"] == "line one\nline two"


def test_profile_stays_when_a_field_is_bad(town: Town) -> None:
    person = town.person(name="Before")
    refused = town.ask("PATCH", "/v1/me", {"name": "x" * 51, "bio": "y" * 301}, by=person)
    assert [(e["field"], e["code"]) for e in refused.body["errors"]] == [("name", "too_long"), ("bio", "too_long")]
    unknown = town.ask("PATCH", "/v1/me", {"avatar_media_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, by=person)
    assert (unknown.status, unknown.code) == (404, "media_not_found")
    assert town.account(person)["name"] == "Before"


def test_suspended_account_reads_but_does_not_write(town: Town) -> None:
    person, other = town.person(), town.person()
    store.move(person.id, "suspended")
    assert town.ask("GET", "/v1/me", by=person).status == 200
    for refused in (
        town.ask("PATCH", "/v1/me", {"bio": "hello"}, by=person),
        town.ask("PUT", f"/v1/accounts/{other.handle}/follow", by=person),
    ):
        assert (refused.status, refused.code) == (403, "account_suspended")
    assert town.ask("GET", f"/v1/accounts/{person.handle}", by=other).status == 404
    assert town.ask("GET", f"/v1/accounts/{person.handle}", by=person).status == 200
    store.move(person.id, "active")
    assert town.ask("PATCH", "/v1/me", {"bio": "hello"}, by=person).status == 200


def test_account_is_gone_at_once_when_it_is_deleted(town: Town) -> None:
    form = signup_form()
    person, other = town.person(**form), town.person()
    wrong = town.ask("DELETE", "/v1/me", {"password": "not the password"}, by=person)
    assert (wrong.status, wrong.code) == (401, "invalid_credentials")
    assert town.ask("GET", f"/v1/accounts/{person.handle}").status == 200
    assert town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=person).status == 204
    assert town.ask("GET", f"/v1/accounts/{person.handle}", by=other).status == 404
    for refused in (
        town.ask("GET", "/v1/me", by=person),
        town.ask("PATCH", "/v1/me", {"bio": "still here"}, by=person),
        town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=person),
        town.ask("POST", "/v1/sessions/refresh", {"refresh_token": person.refresh_token}),
        town.ask("POST", "/v1/sessions", {"email": person.email, "password": PASSWORD}),
    ):
        assert refused.status == 401
    profile = town.item(*rows.profile_key(person.id))
    assert profile is not None
    assert (profile["status"], profile["GSI2PK"][:4]) == ("deleted", "DUE#")
    assert town.item(*rows.contact_key(person.id)) is None
    store.postpone_erasure(person.id, now=wiring.now() + timedelta(hours=1))
    postponed = town.item(*rows.profile_key(person.id))
    assert postponed is not None
    assert postponed["GSI2SK"] > profile["GSI2SK"]
    again = town.person(**form)
    assert again.id != person.id


def test_nothing_is_left_when_a_deleted_account_is_erased(town: Town) -> None:
    person = town.person()
    with pytest.raises(AccountNotFound):
        wiring.membership().erase(person.id)
    assert town.account(person)["id"] == person.id
    town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=person)
    for _ in range(2):
        assert wiring.membership().erase(person.id) is False
    with pytest.raises(AccountNotFound):
        store.postpone_erasure(person.id, now=wiring.now())
    assert [item for item in town.items() if item["PK"] == f"USER#{person.id}"] == []
    assert person.id not in town.usernames()


def test_email_is_in_no_answer_but_ones_own(town: Town) -> None:
    form = signup_form()
    created = town.ask("POST", "/v1/accounts", form, Idempotency_Key="k")
    person, other = town.signed_in(created.body["id"], form), town.person()
    town.ask("PUT", f"/v1/accounts/{person.handle}/follow", by=other)
    town.ask("PUT", f"/v1/accounts/{other.handle}/follow", by=person)
    answers = [
        created,
        town.ask("POST", "/v1/accounts", form, Idempotency_Key="k"),
        town.ask("POST", "/v1/accounts", form),
        town.ask("POST", "/v1/accounts", {**form, "name": ""}),
        town.ask("POST", "/v1/sessions", {"email": person.email, "password": "wrong password"}),
        town.ask("POST", "/v1/sessions", {"email": person.email, "password": PASSWORD}),
        town.ask("POST", "/v1/passwords/forgot", {"email": person.email}),
        town.ask("GET", f"/v1/accounts/{person.handle}"),
        town.ask("GET", f"/v1/accounts/{person.handle}", by=other),
        town.ask("GET", f"/v1/accounts/{other.handle}/followers", by=other),
        town.ask("GET", f"/v1/accounts/{other.handle}/following"),
    ]
    for answer in answers:
        assert person.email not in answer.text
    assert person.email in town.ask("GET", "/v1/me", by=person).text
    hot = [item for item in town.items() if item["PK"] != f"USER#{person.id}" or item["SK"] != "CONTACT"]
    assert person.email not in str(hot)


@pytest.mark.parametrize("field", ["name", "bio"])
def test_profile_is_refused_when_a_text_breaks_a_rule(town: Town, field: str) -> None:
    person = town.person(name="Before")
    refused = town.ask("PATCH", "/v1/me", {field: "sieg heil"}, by=person)
    assert (refused.status, refused.code) == (422, "text_blocked")
    assert refused.body["rule"] in CODES
    account = town.account(person)
    assert (account["name"], account["bio"]) == ("Before", "")
    assert town.ask("PATCH", "/v1/me", {field: "I paint lakes"}, by=person).body[field] == "I paint lakes"
