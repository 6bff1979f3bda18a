from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.ids import AccountId, is_id
from imagora.moderation.rulebook import CODES
from tests.integration.accounts.conflicts import colliding
from tests.integration.accounts.faults import Broken, break_commit, break_directory
from tests.integration.accounts.town import PASSWORD, Reply, Town, signup_form


def left_of(town: Town, form: dict[str, Any], before: set[str]) -> list[Any]:
    """What a sign-up left behind: items that name it, and users who were not there before."""
    claim = f"EMAIL#{wiring.emails().pseudonym(form['email'])}"
    items = [
        item for item in town.items() if item["PK"] in (claim, f"HANDLE#{form['handle']}") or item["SK"] == "SIGNUP"
    ]
    return [*items, *(town.usernames() - before)]


def test_signup_answers_the_account_without_the_email(town: Town) -> None:
    form = signup_form(handle="Ada_1", name="  Ada   Lovelace ")
    created = town.ask("POST", "/v1/accounts", form)
    assert created.status == 201
    assert is_id(created.body["id"])
    assert created.body["handle"] == "ada_1"
    assert created.body["name"] == "Ada Lovelace"
    assert created.body["followers_count"] == 0
    assert created.body["private"] is False
    assert created.headers["Location"] == "/v1/accounts/ada_1"
    assert form["email"] not in created.text


def test_signup_lists_every_field_that_is_bad(town: Town) -> None:
    bad = {"email": "nobody", "password": "short", "handle": "a!", "name": " \u200b "}
    refused = town.ask("POST", "/v1/accounts", bad)
    assert (refused.status, refused.code) == (422, "invalid_input")
    assert {(e["field"], e["code"]) for e in refused.body["errors"]} == {
        ("email", "invalid"), ("password", "too_short"), ("handle", "invalid"), ("name", "too_short"),
    }  # fmt: skip
    missing = town.ask("POST", "/v1/accounts", {})
    assert {e["field"] for e in missing.body["errors"]} == {"email", "password", "handle", "name"}


def test_signup_leaves_nothing_when_the_name_breaks_a_rule(town: Town) -> None:
    form = signup_form(name="sieg heil")
    refused = town.ask("POST", "/v1/accounts", form)
    assert (refused.status, refused.code) == (422, "text_blocked")
    assert refused.body["rule"] in CODES
    assert town.ask("POST", "/v1/accounts", form | {"name": "Ann"}).status == 201


def test_signup_is_refused_when_handle_or_email_is_taken(town: Town) -> None:
    first = signup_form()
    assert town.ask("POST", "/v1/accounts", first).status == 201
    same_handle = town.ask("POST", "/v1/accounts", signup_form(handle=first["handle"].upper()))
    assert (same_handle.status, same_handle.code) == (409, "handle_taken")
    same_email = town.ask("POST", "/v1/accounts", signup_form(email=first["email"].upper()))
    assert (same_email.status, same_email.code) == (409, "email_taken")
    reserved = town.ask("POST", "/v1/accounts", signup_form(handle="admin"))
    assert [(e["field"], e["code"]) for e in reserved.body["errors"]] == [("handle", "reserved")]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("operation", ["sign_up", "admin_confirm_sign_up"])
def test_signup_leaves_nothing_and_can_be_repeated_when_cognito_fails(
    town: Town, monkeypatch: pytest.MonkeyPatch, operation: str, after: bool
) -> None:
    form, before = signup_form(), town.usernames()
    with monkeypatch.context() as patch:
        break_directory(patch, operation, after=after)
        failed = town.ask("POST", "/v1/accounts", form, Idempotency_Key="once")
    assert (failed.status, failed.code) == (500, "internal")
    assert left_of(town, form, before) == []
    repeated = town.ask("POST", "/v1/accounts", form, Idempotency_Key="once")
    assert repeated.status == 201
    assert "Idempotency-Replayed" not in repeated.headers
    town.signed_in(repeated.body["id"], form)


def test_signup_leaves_nothing_and_can_be_repeated_when_the_transaction_fails(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, before = signup_form(), town.usernames()
    with monkeypatch.context() as patch:
        break_commit(patch, Broken(), after=False)
        assert town.ask("POST", "/v1/accounts", form).status == 500
    assert left_of(town, form, before) == []
    assert town.ask("POST", "/v1/accounts", form).status == 201


def test_signup_stands_when_only_the_transactions_answer_was_lost(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    form = signup_form()
    with monkeypatch.context() as patch:
        break_commit(patch, Broken(), after=True)
        created = town.ask("POST", "/v1/accounts", form)
    assert created.status == 201
    town.signed_in(created.body["id"], form)


def test_signup_can_be_repeated_and_is_swept_when_the_process_died(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    form, before = signup_form(), town.usernames()
    with monkeypatch.context() as patch:
        break_commit(patch, SystemExit(), after=False)
        with pytest.raises(SystemExit):
            town.ask("POST", "/v1/accounts", form)
    (note,) = [item for item in town.items() if item["SK"] == "SIGNUP"]
    (orphan,) = town.usernames() - before
    assert note["PK"] == f"USER#{orphan}"
    assert note["GSI2PK"].startswith("DUE#")
    repeated = town.ask("POST", "/v1/accounts", form)
    assert repeated.status == 201
    for _ in range(2):  # a sweep may come twice
        wiring.membership().sweep_unconfirmed(AccountId(orphan))
        assert town.usernames() - before == {repeated.body["id"]}
        assert town.item(note["PK"], "SIGNUP") is None


def at_once(*calls: Any) -> list[Reply]:
    """Make these calls at the same moment, each in its thread."""
    barrier = threading.Barrier(len(calls))

    def run(call: Any) -> Reply:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_one_of_many_gets_the_handle_when_they_sign_up_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = [signup_form(handle="contested") for _ in range(4)]
    before = town.usernames()
    with colliding(monkeypatch):
        replies = at_once(*(lambda form=form: town.ask("POST", "/v1/accounts", form) for form in forms))
    assert sorted(reply.status for reply in replies) == [201, 409, 409, 409]
    assert {reply.code for reply in replies if reply.status == 409} == {"handle_taken"}
    (winner,) = [reply.body["id"] for reply in replies if reply.status == 201]
    assert town.usernames() - before == {winner}
    losers = [form for form, reply in zip(forms, replies, strict=True) if reply.status == 409]
    for form in losers:
        assert wiring.emails().owner(form["email"]) is None


def test_signup_is_replayed_when_its_key_comes_again(town: Town) -> None:
    form = signup_form()
    first = town.ask("POST", "/v1/accounts", form, Idempotency_Key="k1")
    second = town.ask("POST", "/v1/accounts", form, Idempotency_Key="k1")
    assert second.status == 201
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.body == first.body
    other = town.ask("POST", "/v1/accounts", {**form, "name": "Somebody else"}, Idempotency_Key="k1")
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert town.ask("POST", "/v1/accounts", signup_form(), Idempotency_Key="k1").status == 201


def test_twins_get_one_account_when_their_key_is_the_same(town: Town) -> None:
    form = signup_form()
    before = town.usernames()
    twin = lambda: town.ask("POST", "/v1/accounts", form, Idempotency_Key="twins")  # noqa: E731
    replies = at_once(twin, twin, twin)
    assert [reply.status for reply in replies] == [201, 201, 201]
    assert len({reply.body["id"] for reply in replies}) == 1
    assert town.usernames() - before == {replies[0].body["id"]}


@pytest.fixture
def cloud(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The same instance as a cloud stage: emails are confirmed by codes."""
    monkeypatch.setenv("IMAGORA_STAGE", "dev")
    wiring.forget()
    yield town
    monkeypatch.undo()
    wiring.forget()


def test_account_exists_for_nobody_when_its_email_is_not_confirmed(cloud: Town) -> None:
    form = signup_form()
    created = cloud.ask("POST", "/v1/accounts", form)
    assert created.status == 201
    assert cloud.ask("GET", f"/v1/accounts/{form['handle']}").status == 404
    for password in (form["password"], "wrong password"):  # Cognito looks at the status first
        refused = cloud.ask("POST", "/v1/sessions", {"email": form["email"], "password": password})
        assert (refused.status, refused.code) == (403, "account_unconfirmed")


def test_account_is_active_when_the_mailed_code_is_entered(cloud: Town) -> None:
    form = signup_form()
    account_id = cloud.ask("POST", "/v1/accounts", form).body["id"]
    email = form["email"]
    stale = cloud.mail(email, "confirm")
    assert cloud.ask("POST", "/v1/accounts/confirm/resend", {"email": email}).status == 204
    code = cloud.mail(email, "confirm")
    for wrong in ("000000" if code != "000000" else "111111", stale if stale != code else "x", "", "a b"):
        refused = cloud.ask("POST", "/v1/accounts/confirm", {"email": email, "code": wrong})
        assert (refused.status, refused.code) == (422, "invalid_code")
    for _ in range(2):
        assert cloud.ask("POST", "/v1/accounts/confirm", {"email": email, "code": code}).status == 204
    cloud.signed_in(account_id, form)
    assert cloud.item(f"USER#{account_id}", "SIGNUP") is None
    unknown = cloud.ask("POST", "/v1/accounts/confirm", {"email": "nobody@example.org", "code": code})
    assert (unknown.status, unknown.code) == (422, "invalid_code")
    assert cloud.ask("POST", "/v1/accounts/confirm/resend", {"email": "nobody@example.org"}).status == 204


def test_confirmation_can_be_repeated_when_it_broke_after_cognito(cloud: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    form = signup_form()
    account_id = cloud.ask("POST", "/v1/accounts", form).body["id"]
    body = {"email": form["email"], "code": cloud.mail(form["email"], "confirm")}
    with monkeypatch.context() as patch:
        break_commit(patch, Broken(), after=False)
        assert cloud.ask("POST", "/v1/accounts/confirm", body).status == 500
    assert cloud.ask("POST", "/v1/accounts/confirm", body).status == 204
    cloud.signed_in(account_id, form)


def test_handle_and_email_are_free_when_an_unconfirmed_signup_is_swept(cloud: Town) -> None:
    form = signup_form()
    account_id = AccountId(cloud.ask("POST", "/v1/accounts", form).body["id"])
    code = cloud.mail(form["email"], "confirm")
    assert cloud.ask("POST", "/v1/accounts", form).code in ("handle_taken", "email_taken")
    for _ in range(2):
        wiring.membership().sweep_unconfirmed(account_id)
    assert [item for item in cloud.items() if item["PK"] == f"USER#{account_id}"] == []
    assert account_id not in cloud.usernames()
    assert cloud.ask("POST", "/v1/accounts/confirm", {"email": form["email"], "code": code}).code == "invalid_code"
    assert cloud.ask("POST", "/v1/accounts", form).status == 201


def test_sweep_spares_an_account_when_it_was_confirmed_meanwhile(cloud: Town) -> None:
    form = signup_form()
    account_id = AccountId(cloud.ask("POST", "/v1/accounts", form).body["id"])
    code = cloud.mail(form["email"], "confirm")
    cloud.ask("POST", "/v1/accounts/confirm", {"email": form["email"], "code": code})
    wiring.membership().sweep_unconfirmed(account_id)
    cloud.signed_in(account_id, form)


@pytest.mark.parametrize(
    ("signup", "form", "status", "code"),
    [
        ("closed", {}, 403, "signup_closed"),
        ("invite", {}, 422, "invalid_input"),
        ("invite", {"invite": "guess"}, 422, "invalid_input"),
    ],
)
def test_signup_is_refused_when_the_instance_is_not_open(
    town: Town, monkeypatch: pytest.MonkeyPatch, signup: str, form: dict[str, str], status: int, code: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("IMAGORA_SIGNUP", signup)
        wiring.forget()
        refused = town.ask("POST", "/v1/accounts", signup_form(**form))
    wiring.forget()
    assert (refused.status, refused.code) == (status, code)
    if status == 422:
        assert [error["field"] for error in refused.body["errors"]] == ["invite"]


def test_signup_and_signin_are_limited_by_address(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"email": "nobody@example.org", "password": PASSWORD}
    with monkeypatch.context() as patch:
        patch.setenv("IMAGORA_SIGNUPS_PER_MINUTE", "1")
        wiring.forget()
        replies = [
            town.ask("POST", path, body)
            for path in ("/v1/sessions", "/v1/accounts", "/v1/passwords/forgot", "/v1/sessions")
        ]
    wiring.forget()
    assert replies[-1].status == 429
    assert int(replies[-1].headers["Retry-After"]) > 0
    assert replies[-1].headers["RateLimit-Remaining"] == "0"
