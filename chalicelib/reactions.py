"""Likes, reposts, bookmarks: made, taken back, listed."""

from __future__ import annotations

from chalicelib import content, content_views, people, shapes
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring

reactions = Resource("reactions")

_LIKE, _REPOST, _BOOKMARK = (f"/v1/posts/{{post_id}}/{name}" for name in ("like", "repost", "bookmark"))
_ERRORS = ("post_not_found", "account_suspended")


@reactions.route("PUT", _LIKE, answers={204: None}, errors=_ERRORS)
def like(request: Request, post_id: str) -> Answer:
    """Like a post."""
    wiring.reactions().like(request.account, post_id)
    return NO_CONTENT


@reactions.route("DELETE", _LIKE, answers={204: None}, errors=_ERRORS)
def unlike(request: Request, post_id: str) -> Answer:
    """Like a post no longer."""
    wiring.reactions().unlike(request.account, post_id)
    return NO_CONTENT


@reactions.route("PUT", _REPOST, answers={204: None}, errors=(*_ERRORS, "account_muted", "private_post"))
def repost(request: Request, post_id: str) -> Answer:
    """Pass a post on to one's followers. What a private account wrote can't be."""
    wiring.reactions().repost(request.account, post_id)
    return NO_CONTENT


@reactions.route("DELETE", _REPOST, answers={204: None}, errors=_ERRORS)
def unrepost(request: Request, post_id: str) -> Answer:
    """Take a repost back; it goes from one's followers' feeds too."""
    wiring.reactions().unrepost(request.account, post_id)
    return NO_CONTENT


@reactions.route("PUT", _BOOKMARK, answers={204: None}, errors=_ERRORS)
def bookmark(request: Request, post_id: str) -> Answer:
    """Keep a post among one's bookmarks, which nobody else sees."""
    wiring.reactions().bookmark(request.account, post_id)
    return NO_CONTENT


@reactions.route("DELETE", _BOOKMARK, answers={204: None}, errors=_ERRORS)
def unbookmark(request: Request, post_id: str) -> Answer:
    """Remove a bookmark."""
    wiring.reactions().unbookmark(request.account, post_id)
    return NO_CONTENT


@reactions.route(
    "GET",
    "/v1/posts/{post_id}/likes",
    answers={200: shapes.AccountList},
    errors=("post_not_found", "invalid_cursor"),
    query=("limit", "cursor"),
    public=True,
)
def list_likes(request: Request, post_id: str) -> Answer:
    """List who likes a post, newest account first."""
    listing = f"likes:{post_id}"
    page = wiring.reaction_lists().likers(post_id, request.viewer, request.page(listing))
    return request.listed(people.page(page, request.viewer), listing)


@reactions.route(
    "GET",
    "/v1/posts/{post_id}/reposts",
    answers={200: shapes.AccountList},
    errors=("post_not_found", "invalid_cursor"),
    query=("limit", "cursor"),
    public=True,
)
def list_reposts(request: Request, post_id: str) -> Answer:
    """List who reposted a post, newest account first."""
    listing = f"reposts:{post_id}"
    page = wiring.reaction_lists().reposters(post_id, request.viewer, request.page(listing))
    return request.listed(people.page(page, request.viewer), listing)


@reactions.route(
    "GET", "/v1/me/likes", answers={200: content.PostList}, errors=("invalid_cursor",), query=("limit", "cursor")
)
def list_own_likes(request: Request) -> Answer:
    """List what one likes, newest post first. A page may be short: the cursor says whether there is more."""
    page = wiring.reaction_lists().liked(request.account, request.page("own-likes"))
    return request.listed(page.map(content_views.post), "own-likes")


@reactions.route(
    "GET", "/v1/me/bookmarks", answers={200: content.PostList}, errors=("invalid_cursor",), query=("limit", "cursor")
)
def list_bookmarks(request: Request) -> Answer:
    """List one's bookmarks, newest first."""
    page = wiring.reaction_lists().bookmarked(request.account, request.page("bookmarks"))
    return request.listed(page.map(content_views.post), "bookmarks")
