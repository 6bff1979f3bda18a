"""Sign-up and accounts as others see them: `/v1/accounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import people, shapes
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel.ids import AccountId

if TYPE_CHECKING:
    from imagora.accounts.models import Profile
    from imagora.table.once import Once

accounts = Resource("accounts")


def _show(_: Request, account_id: str) -> Answer:
    return _created(wiring.accounts().profile(AccountId(account_id), consistent=True))


def _created(profile: Profile) -> Answer:
    return Answer(201, people.account(profile), {"Location": f"/v1/accounts/{profile.handle}"})


@accounts.route(
    "POST",
    "/v1/accounts",
    body=shapes.NewAccount,
    answers={201: shapes.Account},
    errors=["handle_taken", "email_taken", "signup_closed", "text_blocked"],
    public=True,
    limited="signups",
    replay=_show,
    owner=lambda body: "email:" + wiring.emails().pseudonym(body.email),
)
def sign_up(_: Request, body: shapes.NewAccount, once: Once | None) -> Answer:
    """Sign up.

    A code is mailed to confirm the email; the account can sign in once that is done. The laptop stack confirms at once.
    A sign-up that is not confirmed is forgotten after 24 hours. An Idempotency-Key belongs to the email.
    """
    from imagora.accounts.membership import Candidate

    candidate = Candidate(body.email, body.password, body.handle, body.name, body.invite)
    return _created(wiring.membership().sign_up(candidate, once))


@accounts.route(
    "POST",
    "/v1/accounts/confirm",
    body=shapes.Confirmation,
    answers={204: None},
    errors=["invalid_code"],
    public=True,
    limited="signups",
)
def confirm_email(_: Request, body: shapes.Confirmation) -> Answer:
    """Confirm a new account's email by the code that was mailed to it."""
    wiring.membership().confirm(body.email, body.code)
    return NO_CONTENT


@accounts.route(
    "POST",
    "/v1/accounts/confirm/resend",
    body=shapes.EmailAddress,
    answers={204: None},
    public=True,
    limited="signups",
)
def resend_confirmation(_: Request, body: shapes.EmailAddress) -> Answer:
    """Have the code mailed again, if the email awaits one."""
    wiring.membership().resend(body.email)
    return NO_CONTENT


@accounts.route(
    "GET", "/v1/accounts/{handle}", answers={200: shapes.Account}, errors=["account_not_found"], public=True
)
def show_account(request: Request, handle: str) -> Answer:
    """Show an account; to somebody who is signed in with how they stand to it.

    Whom it blocks doesn't find it.
    """
    return Answer(200, people.seen(wiring.people().account(handle, request.viewer)))
