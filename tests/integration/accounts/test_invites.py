from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.accounts import rows, store
from imagora.accounts.invites import MEMBER, fold_code
from imagora.accounts.models import Invite
from imagora.kernel.clock import parse
from imagora.kernel.ids import AccountId
from imagora.table.transaction import Transaction
from infra import invite as command
from tests.integration.accounts.conflicts import colliding
from tests.integration.accounts.faults import Broken, break_commit, break_directory
from tests.integration.accounts.town import PASSWORD, Person, Reply, Town, signup_form

pytestmark = pytest.mark.slow

UNKNOWN = "0123-4567-89AB"


@pytest.fixture
def mode(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets who may sign up, for the rest of the test; `stage` makes the instance a cloud stage."""

    def change(signup: str, *, stage: str = "local") -> None:
        monkeypatch.setenv("IMAGORA_SIGNUP", signup)
        monkeypatch.setenv("IMAGORA_STAGE", stage)
        wiring.forget()

    yield change
    monkeypatch.undo()
    wiring.forget()


@contextmanager
def later(patch: pytest.MonkeyPatch, ahead: timedelta) -> Iterator[None]:
    """The product's clock, ahead of time."""
    real = wiring.now
    with patch.context() as scope:
        scope.setattr(wiring, "now", lambda: real() + ahead)
        for part in (wiring.accounts, wiring.invites, wiring.membership):
            part.cache_clear()
        yield
    for part in (wiring.accounts, wiring.invites, wiring.membership):
        part.cache_clear()


def invited(town: Town, by: Person, uses: int = 1, **headers: str) -> Reply:
    reply = town.ask("POST", "/v1/invites", {"uses": uses}, by=by, **headers)
    assert reply.status == 201, reply.text
    return reply


def join(town: Town, invite: str | None, **more: Any) -> Reply:
    given = {} if invite is None else {"invite": invite}
    return town.ask("POST", "/v1/accounts", signup_form(**given, **more))


def used(town: Town, code: str) -> int:
    item = town.item(f"INVITE#{fold_code(code)}", "INVITE")
    assert item is not None
    return int(item["used"])


def assert_refused(reply: Reply) -> None:
    assert (reply.status, reply.code) == (422, "invalid_input"), reply.text
    assert [(e["field"], e["code"]) for e in reply.body["errors"]] == [("invite", "unknown")]


def test_invite_can_be_made_listed_and_deleted(town: Town) -> None:
    person = town.person()
    assert town.ask("GET", "/v1/invites", by=person).body == {"items": []}
    made = invited(town, person, 3).body
    assert made.keys() == {"code", "uses", "used", "expires_at"}
    assert (made["uses"], made["used"], len(made["code"])) == (3, 0, 14)
    assert timedelta(days=29) < parse(made["expires_at"]) - wiring.now() <= timedelta(days=30)
    newer = invited(town, person).body
    assert town.ask("GET", "/v1/invites", by=person).body["items"] == [newer, made]
    for _ in range(2):
        typed = made["code"].lower().replace("-", "")
        assert town.ask("DELETE", f"/v1/invites/{typed}", by=person).status == 204
    assert town.ask("GET", "/v1/invites", by=person).body["items"] == [newer]
    assert_refused(join(town, made["code"]))


@pytest.mark.parametrize("uses", [0, -1, 101, 1.5, "3", True, None])
def test_invite_is_refused_when_uses_are_not_1_to_100(town: Town, uses: Any) -> None:
    refused = town.ask("POST", "/v1/invites", {"uses": uses}, by=town.person())
    assert (refused.status, refused.code) == (422, "invalid_input")
    assert [error["field"] for error in refused.body["errors"]] == ["uses"]


def test_invites_need_a_session_and_an_active_account(town: Town) -> None:
    for method, path in (("POST", "/v1/invites"), ("GET", "/v1/invites"), ("DELETE", f"/v1/invites/{UNKNOWN}")):
        assert town.ask(method, path, {"uses": 1} if method == "POST" else None).status == 401
    person = town.person()
    code = invited(town, person).body["code"]
    store.move(person.id, "suspended")
    refused = town.ask("POST", "/v1/invites", {"uses": 1}, by=person)
    assert (refused.status, refused.code) == (403, "account_suspended")
    assert_refused(join(town, code))
    store.move(person.id, "active")
    assert join(town, code).status == 201


def test_invite_is_made_once_when_its_key_comes_again(town: Town) -> None:
    person = town.person()
    first, second = (invited(town, person, 2, Idempotency_Key="k") for _ in range(2))
    assert first.body == second.body
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(town.ask("GET", "/v1/invites", by=person).body["items"]) == 1
    other = town.ask("POST", "/v1/invites", {"uses": 3}, by=person, Idempotency_Key="k")
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    town.ask("DELETE", f"/v1/invites/{first.body['code']}", by=person)
    gone = town.ask("POST", "/v1/invites", {"uses": 2}, by=person, Idempotency_Key="k")
    assert (gone.status, gone.code) == (404, "invite_not_found")


def test_strangers_invite_is_as_unknown_as_one_that_never_was(town: Town) -> None:
    person, stranger = town.person(), town.person()
    code = invited(town, person).body["code"]
    answers = [town.ask("DELETE", f"/v1/invites/{text}", by=stranger) for text in (code, UNKNOWN, "nonsense")]
    assert {(answer.status, answer.code, answer.body["detail"]) for answer in answers} == {
        (404, "invite_not_found", "You have no such invitation.")
    }
    assert town.ask("GET", "/v1/invites", by=stranger).body["items"] == []
    assert join(town, code).status == 201


def test_list_pages_and_its_cursor_is_the_readers_own(town: Town) -> None:
    person, stranger = town.person(), town.person()
    made = [invited(town, person).body["code"] for _ in range(5)]
    seen, path = [], "/v1/invites?limit=2"
    while path:
        page = town.ask("GET", path, by=person).body
        assert len(page["items"]) <= 2
        seen += [item["code"] for item in page["items"]]
        if len(seen) == 2:
            seen_cursor = page["cursor"]
            invited(town, person)  # what is added while somebody pages doesn't show, and hides nothing
        path = f"/v1/invites?limit=2&cursor={page['cursor']}" if "cursor" in page else ""
    assert seen == made[::-1]
    for cursor, by in ((seen_cursor, stranger), (seen_cursor[:-2] + "AA", person)):
        refused = town.ask("GET", f"/v1/invites?cursor={cursor}", by=by)
        assert (refused.status, refused.code) == (422, "invalid_cursor")


def test_members_quota_is_ten_codes_and_a_hundred_uses(town: Town) -> None:
    person = town.person()
    codes = [invited(town, person).body["code"] for _ in range(10)]
    refused = town.ask("POST", "/v1/invites", {"uses": 1}, by=person)
    assert (refused.status, refused.code) == (429, "invites_exhausted")
    assert parse(refused.body["renews_at"]) > wiring.now()
    assert join(town, codes[0]).status == 201
    for code in codes:
        assert town.ask("DELETE", f"/v1/invites/{code}", by=person).status == 204
    assert town.ask("POST", "/v1/invites", {"uses": 100}, by=person).code == "invites_exhausted"  # one was used
    assert invited(town, person, 99).status == 201
    assert town.ask("POST", "/v1/invites", {"uses": 1}, by=person).status == 429


def test_administrator_may_invite_more(town: Town) -> None:
    person = town.person()
    town.client("cognito-idp").admin_add_user_to_group(UserPoolId=town.pool_id, Username=person.id, GroupName="admin")
    session = town.ask("POST", "/v1/sessions", {"email": person.email, "password": PASSWORD})
    for _ in range(2):
        made = town.ask("POST", "/v1/invites", {"uses": 100}, by=session.body["access_token"])
        assert made.status == 201


def test_quota_holds_when_many_codes_are_made_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    person = town.person()
    with colliding(monkeypatch):
        replies = at_once(*[lambda: patiently(lambda: town.ask("POST", "/v1/invites", {"uses": 40}, by=person))] * 4)
    assert sorted(reply.status for reply in replies) == [201, 201, 429, 429]
    assert len(town.ask("GET", "/v1/invites", by=person).body["items"]) == 2


def at_once(*calls: Callable[[], Reply]) -> list[Reply]:
    """Make these calls at the same moment, each in its thread."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Reply]) -> Reply:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def patiently(call: Callable[[], Reply]) -> Reply:
    """As a client does: what is unavailable is asked for again."""
    for _ in range(20):
        reply = call()
        if reply.status != 503:
            return reply
    return reply


@pytest.mark.parametrize("signup", ["open", "invite"])
def test_three_of_ten_get_in_when_a_code_has_three_uses(
    town: Town, monkeypatch: pytest.MonkeyPatch, mode: Callable[..., None], signup: str
) -> None:
    code = invited(town, town.person(), 3).body["code"]
    mode(signup)
    forms = [signup_form(invite=code) for _ in range(10)]
    before = town.usernames()
    with colliding(monkeypatch) as collisions:
        replies = at_once(
            *(lambda form=form: patiently(lambda: town.ask("POST", "/v1/accounts", form)) for form in forms)
        )
    assert collisions.count > 0
    assert sorted(reply.status for reply in replies) == [201] * 3 + [422] * 7
    for reply in replies:
        if reply.status == 422:
            assert_refused(reply)
    assert town.usernames() - before == {reply.body["id"] for reply in replies if reply.status == 201}
    assert used(town, code) == 3
    for form, reply in zip(forms, replies, strict=True):
        assert (wiring.emails().owner(form["email"]) is None) == (reply.status == 422)


def test_twins_take_one_use_when_their_key_is_the_same(town: Town, mode: Callable[..., None]) -> None:
    code = invited(town, town.person()).body["code"]
    mode("invite")
    form = signup_form(invite=code)
    twin = lambda: patiently(lambda: town.ask("POST", "/v1/accounts", form, Idempotency_Key="twins"))  # noqa: E731
    replies = [*at_once(twin, twin, twin), twin()]
    assert [reply.status for reply in replies] == [201] * 4
    assert len({reply.body["id"] for reply in replies}) == 1
    assert used(town, code) == 1


def test_twin_finds_the_account_when_the_last_use_is_gone(
    town: Town, monkeypatch: pytest.MonkeyPatch, mode: Callable[..., None]
) -> None:
    """A repeat that looked for its key too early, and for the invitation too late."""
    code = invited(town, town.person()).body["code"]
    mode("invite")
    form = signup_form(invite=code)
    membership = wiring.membership()
    real = type(membership).sign_up

    def overtaken(self: Any, candidate: Any, once: Any) -> Any:
        with monkeypatch.context() as scope:
            scope.setattr(type(membership), "sign_up", real)
            first = town.ask("POST", "/v1/accounts", form, Idempotency_Key="late")
            assert "Idempotency-Replayed" not in first.headers
        return real(self, candidate, once)

    with monkeypatch.context() as patch:
        patch.setattr(type(membership), "sign_up", overtaken)
        second = town.ask("POST", "/v1/accounts", form, Idempotency_Key="late")
    assert (second.status, second.headers["Idempotency-Replayed"]) == (201, "true")
    assert used(town, code) == 1


@pytest.mark.parametrize("operation", ["sign_up", "admin_confirm_sign_up"])
def test_failed_signup_uses_nothing_when_cognito_fails(
    town: Town, monkeypatch: pytest.MonkeyPatch, mode: Callable[..., None], operation: str
) -> None:
    code = invited(town, town.person()).body["code"]
    mode("invite")
    form = signup_form(invite=code)
    with monkeypatch.context() as patch:
        break_directory(patch, operation, after=True)
        assert town.ask("POST", "/v1/accounts", form).status == 500
    assert used(town, code) == 0
    assert town.ask("POST", "/v1/accounts", form).status == 201
    assert used(town, code) == 1


@pytest.mark.parametrize("after", [False, True])
def test_use_and_account_stand_or_fall_together_when_the_transaction_breaks(
    town: Town, monkeypatch: pytest.MonkeyPatch, mode: Callable[..., None], after: bool
) -> None:
    code = invited(town, town.person()).body["code"]
    mode("invite")
    form = signup_form(invite=code)
    with monkeypatch.context() as patch:
        break_commit(patch, Broken(), after=after)
        reply = town.ask("POST", "/v1/accounts", form)
    assert reply.status == (201 if after else 500)
    assert used(town, code) == (1 if after else 0)
    assert (wiring.emails().owner(form["email"]) is not None) == after


def test_refused_signup_uses_nothing(town: Town, mode: Callable[..., None]) -> None:
    person = town.person()
    code = invited(town, person).body["code"]
    mode("invite")
    assert join(town, code, handle=person.handle).code == "handle_taken"
    assert join(town, code, email=person.email).code == "email_taken"
    assert join(town, code, name="").code == "invalid_input"
    assert used(town, code) == 0
    assert join(town, code).status == 201
    assert_refused(join(town, code))


def test_invite_mode_asks_for_an_invitation(town: Town, mode: Callable[..., None]) -> None:
    code = invited(town, town.person(), 2).body["code"]
    mode("invite")
    for missing in (None, "", "  "):
        refused = join(town, missing)
        assert [(e["field"], e["code"]) for e in refused.body["errors"]] == [("invite", "required")]
    bodies = [join(town, text).body for text in (UNKNOWN, "guess", "x" * 5_000, "\u0000")]
    assert {str({**body, "request_id": ""}) for body in bodies} == {str({**bodies[0], "request_id": ""})}
    assert join(town, f" {code.lower().replace('-', '')} ").status == 201
    assert join(town, code).status == 201
    used_up = join(town, code)
    assert_refused(used_up)
    assert {**used_up.body, "request_id": ""} == {**bodies[0], "request_id": ""}


def test_open_mode_takes_an_invitation_that_is_given(town: Town) -> None:
    code = invited(town, town.person()).body["code"]
    assert join(town, None).status == 201
    assert join(town, "").status == 201
    assert used(town, code) == 0
    assert join(town, code).status == 201
    assert used(town, code) == 1
    assert_refused(join(town, code))
    assert_refused(join(town, UNKNOWN))


def test_closed_instance_takes_nobody_even_by_invitation(town: Town, mode: Callable[..., None]) -> None:
    code = invited(town, town.person()).body["code"]
    mode("closed")
    for invite in (None, code, UNKNOWN):
        refused = join(town, invite)
        assert (refused.status, refused.code) == (403, "signup_closed")
    assert used(town, code) == 0


def test_expired_invite_is_gone_before_the_table_removes_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    person = town.person()
    code = invited(town, person, 100).body["code"]
    with later(monkeypatch, timedelta(days=30, seconds=1)):
        assert_refused(join(town, code))
        assert town.ask("GET", "/v1/invites", by=person).body["items"] == []
        assert town.ask("DELETE", f"/v1/invites/{code}", by=person).status == 404
        assert invited(town, person, 100).status == 201
    item = town.item(f"INVITE#{fold_code(code)}", "INVITE")
    assert item is not None
    assert timedelta(days=29) < datetime.fromtimestamp(int(item["expires_at"]), wiring.now().tzinfo) - wiring.now()


def test_code_that_expires_between_look_and_use_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    code = invited(town, town.person()).body["code"]
    with monkeypatch.context() as patch, later(patch, timedelta(days=31)):
        patch.setattr(type(wiring.invites()), "admits", lambda *_: True)
        assert_refused(join(town, code))
    assert used(town, code) == 0


def test_use_is_not_lost_when_a_code_is_deleted_meanwhile(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    person = town.person()
    code = invited(town, person, 2).body["code"]
    real, overtaken = Transaction.commit, []

    def commit(self: Transaction) -> None:
        if not overtaken:
            overtaken.append(True)
            assert join(town, code).status == 201  # somebody signs up between the deletion's read and its write
        real(self)

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "commit", commit)
        assert town.ask("DELETE", f"/v1/invites/{code}", by=person).status == 204
    assert used(town, code) == 1
    assert_refused(join(town, code))
    assert town.ask("POST", "/v1/invites", {"uses": 100}, by=person).status == 429
    assert invited(town, person, 99).status == 201


def test_codes_go_with_their_inviters_account(town: Town) -> None:
    person = town.person()
    codes = [invited(town, person, 2).body["code"] for _ in range(3)]
    town.ask("DELETE", f"/v1/invites/{codes[0]}", by=person)
    assert join(town, codes[1]).status == 201
    assert town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=person).status == 204
    assert_refused(join(town, codes[1]))
    while wiring.membership().erase(person.id):
        pass
    assert wiring.membership().erase(person.id) is False
    assert [item for item in town.items() if person.id in str(item)] == []
    assert_refused(join(town, codes[2]))


def test_nobody_can_tell_who_invited_whom(town: Town) -> None:
    person = town.person()
    code = invited(town, person).body["code"]
    joined = join(town, code)
    assert joined.status == 201
    for item in town.items():
        assert not (person.id in str(item) and joined.body["id"] in str(item))
        assert not (fold_code(code) in str(item) and joined.body["id"] in str(item))


def test_use_is_given_back_once_when_a_signup_is_never_confirmed(town: Town, mode: Callable[..., None]) -> None:
    code = invited(town, town.person(), 5).body["code"]
    mode("invite", stage="dev")
    given_up, confirmed = signup_form(invite=code), signup_form(invite=code)
    lost = AccountId(town.ask("POST", "/v1/accounts", given_up).body["id"])
    kept = AccountId(town.ask("POST", "/v1/accounts", confirmed).body["id"])
    confirmation = {"email": confirmed["email"], "code": town.mail(confirmed["email"], "confirm")}
    assert town.ask("POST", "/v1/accounts/confirm", confirmation).status == 204
    assert used(town, code) == 2
    for _ in range(2):
        wiring.membership().sweep_unconfirmed(lost)
        wiring.membership().sweep_unconfirmed(kept)
    assert used(town, code) == 1
    assert town.ask("POST", "/v1/accounts", given_up).status == 201


def test_nothing_is_given_back_when_a_signup_died_before_it_was_written(
    town: Town, monkeypatch: pytest.MonkeyPatch, mode: Callable[..., None]
) -> None:
    code = invited(town, town.person(), 5).body["code"]
    assert join(town, code).status == 201
    mode("invite")
    before = town.usernames()
    with monkeypatch.context() as patch:
        break_commit(patch, SystemExit(), after=False)
        with pytest.raises(SystemExit):
            join(town, code)
    (orphan,) = town.usernames() - before
    note = town.item(*rows.signup_key(orphan))
    assert note is not None
    assert note["invite"] == fold_code(code)
    wiring.membership().sweep_unconfirmed(AccountId(orphan))
    assert orphan not in town.usernames()
    assert used(town, code) == 1


def test_given_back_use_does_not_revive_a_deleted_code(town: Town, mode: Callable[..., None]) -> None:
    person = town.person()
    code = invited(town, person).body["code"]
    mode("invite", stage="dev")
    lost = AccountId(join(town, code).body["id"])
    assert town.ask("DELETE", f"/v1/invites/{code}", by=person).status == 204
    wiring.membership().sweep_unconfirmed(lost)
    assert_refused(join(town, code))


def test_operators_code_belongs_to_nobody_and_has_no_quota(town: Town, mode: Callable[..., None]) -> None:
    mode("invite")
    issued: list[Invite] = [wiring.invites().issue(1) for _ in range(MEMBER.codes + 1)]
    assert {invite.owner for invite in issued} == {None}
    assert join(town, issued[0].code).status == 201
    assert_refused(join(town, issued[0].code))


def test_operators_command_prints_a_code_that_works(
    town: Town, monkeypatch: pytest.MonkeyPatch, mode: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    mode("invite")
    monkeypatch.setattr(command, "enter", lambda stage, _: (stage,))
    monkeypatch.setattr(sys, "argv", ["invite", "--uses", "2", "--stage", "local"])
    command.main()
    printed = re.fullmatch(r"(\S{14}): lets 2 people sign up until \d{4}-\d\d-\d\d\.\n", capsys.readouterr().out)
    assert printed is not None
    assert [join(town, printed[1]).status for _ in range(3)] == [201, 201, 422]


@pytest.mark.parametrize("uses", ["0", "101", "-1", "many", "1e2", "٣"])
def test_operators_command_says_what_uses_may_be(monkeypatch: pytest.MonkeyPatch, uses: str) -> None:
    monkeypatch.setattr(command, "enter", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["invite", f"--uses={uses}"])
    with pytest.raises(SystemExit, match="whole number from 1 to 100"):
        command.main()
