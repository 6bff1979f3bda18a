"""Following, followers, and requests to follow."""

from __future__ import annotations

from chalicelib import people, shapes
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring

follows = Resource("follows")

_LIST = ["account_not_found", "invalid_cursor"]


@follows.route(
    "PUT",
    "/v1/accounts/{handle}/follow",
    answers={204: None},
    errors=["account_not_found", "account_suspended", "blocking", "invalid_input"],
)
def follow(request: Request, handle: str) -> Answer:
    """Follow an account; of a private one it is a request, until its owner accepts.

    Who blocks you isn't found (404); whom you block has to be unblocked first (409 `blocking`).
    """
    wiring.graph().follow(request.account, handle)
    return NO_CONTENT


@follows.route(
    "DELETE", "/v1/accounts/{handle}/follow", answers={204: None}, errors=["account_not_found", "account_suspended"]
)
def unfollow(request: Request, handle: str) -> Answer:
    """Follow an account no longer, or withdraw the request to."""
    wiring.graph().unfollow(request.account, handle)
    return NO_CONTENT


@follows.route(
    "DELETE", "/v1/accounts/{handle}/follower", answers={204: None}, errors=["account_not_found", "account_suspended"]
)
def remove_follower(request: Request, handle: str) -> Answer:
    """Have somebody follow you no longer. They aren't told."""
    wiring.graph().remove_follower(request.account, handle)
    return NO_CONTENT


@follows.route(
    "GET",
    "/v1/accounts/{handle}/followers",
    answers={200: shapes.AccountList},
    errors=_LIST,
    query=["limit", "cursor"],
    public=True,
)
def list_followers(request: Request, handle: str) -> Answer:
    """List who follows an account, newest account first.

    Those of a private account are listed for its followers and itself; to others the list is empty. Whom a block
    shuts off from the viewer is left out.
    """
    listing = f"followers:{handle.lower()}"
    page = wiring.people().followers(handle, request.viewer, request.page(listing))
    return request.listed(people.page(page, request.viewer), listing)


@follows.route(
    "GET",
    "/v1/accounts/{handle}/following",
    answers={200: shapes.AccountList},
    errors=_LIST,
    query=["limit", "cursor"],
    public=True,
)
def list_following(request: Request, handle: str) -> Answer:
    """List whom an account follows, newest account first.

    Those of a private account are listed for its followers and itself; to others the list is empty. Whom a block
    shuts off from the viewer is left out.
    """
    listing = f"following:{handle.lower()}"
    page = wiring.people().following(handle, request.viewer, request.page(listing))
    return request.listed(people.page(page, request.viewer), listing)


@follows.route(
    "GET",
    "/v1/me/follow-requests",
    answers={200: shapes.AccountList},
    errors=["invalid_cursor"],
    query=["limit", "cursor"],
)
def list_follow_requests(request: Request) -> Answer:
    """List who asks to follow, newest account first."""
    wiring.accounts().own(request.account)
    page = wiring.people().requests(request.account, request.page("follow-requests"))
    return request.listed(people.page(page, request.viewer), "follow-requests")


@follows.route(
    "PUT",
    "/v1/me/follow-requests/{handle}",
    answers={204: None},
    errors=["account_not_found", "request_not_found", "account_suspended"],
)
def accept_follow_request(request: Request, handle: str) -> Answer:
    """Let somebody follow who asked to."""
    wiring.graph().accept(request.account, handle)
    return NO_CONTENT


@follows.route(
    "DELETE",
    "/v1/me/follow-requests/{handle}",
    answers={204: None},
    errors=["account_not_found", "account_suspended"],
)
def decline_follow_request(request: Request, handle: str) -> Answer:
    """Refuse a request to follow. The one who asked isn't told."""
    wiring.graph().decline(request.account, handle)
    return NO_CONTENT
