"""Signing in, staying in, signing out: `/v1/sessions`; and forgotten passwords: `/v1/passwords`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chalicelib import refresh_cookie, shapes
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel.errors import Unauthenticated

if TYPE_CHECKING:
    from imagora.accounts.directory import Grant

sessions = Resource("sessions")


@sessions.route(
    "POST",
    "/v1/sessions",
    body=shapes.NewSession,
    answers={201: shapes.Session},
    errors=["invalid_credentials", "account_unconfirmed"],
    public=True,
    limited="signups",
)
def sign_in(_: Request, body: shapes.NewSession) -> Answer:
    """Sign in.

    With `cookie` the refresh token is set as the cookie `__Secure-refresh` and isn't in the answer.
    """
    return _granted(wiring.sessions().sign_in(body.email, body.password), cookie=body.cookie)


@sessions.route(
    "POST",
    "/v1/sessions/refresh",
    body=shapes.Renewal,
    answers={201: shapes.Session},
    errors=["unauthenticated", "foreign_origin"],
    public=True,
)
def refresh_session(request: Request, body: shapes.Renewal) -> Answer:
    """Get a new access token by a refresh token.

    By cookie from the site's own origin only. The refresh token stays the same until it expires.
    """
    if body.refresh_token:
        return _granted(wiring.sessions().refresh(body.refresh_token), cookie=False)
    token = refresh_cookie.token(request)
    if token is None:
        raise Unauthenticated
    refresh_cookie.expect_own_origin(request)
    return _granted(wiring.sessions().refresh(token), cookie=True)


@sessions.route("DELETE", "/v1/sessions/current", body=shapes.Renewal, answers={204: None})
def sign_out(request: Request, body: shapes.Renewal) -> Answer:
    """Sign out.

    Revokes the refresh token that is in the body or the cookie; without either all of the account's, since an access
    token doesn't tell which is its own. Clears the cookie.
    """
    token = body.refresh_token or refresh_cookie.token(request)
    wiring.sessions().sign_out(request.account, token)
    return Answer(204, headers=refresh_cookie.clearing())


@sessions.route(
    "POST",
    "/v1/passwords/forgot",
    body=shapes.EmailAddress,
    answers={204: None},
    public=True,
    limited="signups",
)
def forget_password(_: Request, body: shapes.EmailAddress) -> Answer:
    """Have a code mailed for a new password, if the email has an account."""
    wiring.sessions().forget_password(body.email)
    return NO_CONTENT


@sessions.route(
    "POST",
    "/v1/passwords/reset",
    body=shapes.PasswordReset,
    answers={204: None},
    errors=["invalid_code"],
    public=True,
    limited="signups",
)
def reset_password(_: Request, body: shapes.PasswordReset) -> Answer:
    """Set a new password by the code that was mailed. Signs out everywhere."""
    wiring.sessions().reset_password(body.email, body.code, body.password)
    return NO_CONTENT


def _granted(grant: Grant, *, cookie: bool) -> Answer:
    token = grant.refresh_token or ""
    shown = shapes.Session(
        access_token=grant.access_token,
        refresh_token=msgspec.UNSET if cookie else token,
        expires_in=grant.expires_in,
    )
    return Answer(201, shown, refresh_cookie.setting(token) if cookie else {})
