"""One's own account: `/v1/me`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from chalicelib import people, refresh_cookie, shapes
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel.parallel import together

if TYPE_CHECKING:
    from imagora.accounts.models import Profile

me = Resource("me")


def _shown(request: Request, profile: Profile) -> Answer:
    contact, unread = together(
        [partial(wiring.accounts().contact, profile.id), partial(wiring.inbox().unread_count, profile.id)]
    )
    return Answer(200, people.me(profile, contact.email, request.groups, unread))


@me.route("GET", "/v1/me", answers={200: shapes.Me})
def show_me(request: Request) -> Answer:
    """Show one's own account, with its email and roles."""
    return _shown(request, wiring.accounts().own(request.account))


@me.route(
    "PATCH",
    "/v1/me",
    body=shapes.ProfileEdit,
    answers={200: shapes.Me},
    errors=["media_not_found", "account_suspended", "account_muted", "text_blocked"],
)
def edit_me(request: Request, body: shapes.ProfileEdit) -> Answer:
    """Change one's own profile.

    An account that goes public accepts everybody who asked to follow it.
    """
    changes = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not msgspec.UNSET}
    from imagora.accounts.service import Edit

    profile = wiring.accounts().edit(request.account, Edit(changes))
    if changes.get("private") is False:
        wiring.graph().admit(profile.id)
        profile = wiring.accounts().own(profile.id)
    return _shown(request, profile)


@me.route("DELETE", "/v1/me", body=shapes.Farewell, answers={204: None}, errors=["invalid_credentials"])
def leave(request: Request, body: shapes.Farewell) -> Answer:
    """Delete one's own account.

    It is gone from every answer at once and signed out everywhere; what is stored is erased within a day.
    """
    wiring.membership().leave(request.account, body.password)
    return Answer(204, headers=refresh_cookie.clearing())


@me.route("POST", "/v1/me/password", body=shapes.PasswordChange, answers={204: None}, errors=["invalid_credentials"])
def change_password(request: Request, body: shapes.PasswordChange) -> Answer:
    """Change one's password. Signs out everywhere."""
    wiring.sessions().change_password(request.account, body.old, body.new)
    return NO_CONTENT
