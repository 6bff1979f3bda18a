"""Invitations: `/v1/invites`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib import shapes
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel.clock import rfc3339

if TYPE_CHECKING:
    from imagora.accounts.models import Invite
    from imagora.table.once import Once

invites = Resource("invites")


def _invite(invite: Invite) -> shapes.Invite:
    from imagora.accounts.invites import shown

    expires_at = datetime.fromtimestamp(invite.expires_at, UTC)
    return shapes.Invite(shown(invite.code), invite.uses, invite.used, rfc3339(expires_at))


def _show(request: Request, invite_id: str) -> Answer:
    return Answer(201, _invite(wiring.invites().show(request.account, invite_id)))


@invites.route(
    "POST",
    "/v1/invites",
    body=shapes.NewInvite,
    answers={201: shapes.Invite},
    errors=["invite_not_found", "invites_exhausted"],
    replay=_show,
)
def create_invite(request: Request, body: shapes.NewInvite, once: Once | None) -> Answer:
    """Invite people.

    The code is good for 30 days. An account may have ten at a time and invite a hundred people within 30 days; an
    administrator ten times that. Who came by a code is not kept, only how many.
    """
    from imagora.accounts.invites import ADMIN, MEMBER

    quota = ADMIN if "admin" in request.groups else MEMBER
    return Answer(201, _invite(wiring.invites().create(request.account, body.uses, quota, once)))


@invites.route(
    "GET",
    "/v1/invites",
    answers={200: shapes.InviteList},
    errors=["invalid_cursor"],
    query=["limit", "cursor"],
)
def list_invites(request: Request) -> Answer:
    """List one's own invitations that have not expired, newest first."""
    page = wiring.invites().browse(request.account, request.page("invites"))
    return request.listed(page.map(_invite), "invites")


@invites.route("DELETE", "/v1/invites/{code}", answers={204: None}, errors=["invite_not_found"])
def delete_invite(request: Request, code: str) -> Answer:
    """End one of one's own invitations. Nobody can sign up by it any more."""
    wiring.invites().withdraw(request.account, code)
    return NO_CONTENT
