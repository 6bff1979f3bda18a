"""Who gets which answer: one row a route, one column a kind of caller. The test holds both to what the API does.

`whose` names the thing a path points at. In the columns:

- nobody: no token.
- stranger: signed in; the thing is somebody else's.
- owner: signed in; the thing is their own.
- suspended: the owner, suspended by a moderator.
- moderator: as the stranger, with the role.
- deleted: the owner's token after the account was deleted; it stays formally good for up to an hour.
- other's: the owner, naming somebody else's thing in the body, or a cursor that was made for somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = ("nobody", "stranger", "owner", "suspended", "moderator", "deleted", "other's")

ENDING = ("suspended", "deleted")
"""Columns that change the owner for good."""

_ = None
"""The route takes nothing in which somebody else's thing could be named."""


@dataclass(frozen=True)
class Row:
    """A route, what its path points at, and the status that each kind of caller gets."""

    route: str
    whose: str
    statuses: tuple[int | None, ...]

    @property
    def name(self) -> str:
        return f"{self.route} ({self.whose})" if self.whose else self.route

    @property
    def expected(self) -> dict[str, int]:
        """The status of each kind of caller that the route can have."""
        return {column: status for column, status in zip(COLUMNS, self.statuses, strict=True) if status is not None}

    @property
    def writes(self) -> bool:
        return not self.route.startswith("GET ")


def _row(route: str, whose: str, *statuses: int | None) -> Row:
    if len(statuses) != len(COLUMNS):
        raise ValueError(f"{route} has {len(statuses)} columns, not {len(COLUMNS)}")
    return Row(route, whose, statuses)


TABLE = (
    # route, whose thing; then the columns: nobody, stranger, owner, suspended, moderator, deleted, other's
    _row("GET /v1/health", "", 200, 200, 200, 200, 200, 200, _),
    _row("GET /v1/openapi.json", "", 200, 200, 200, 200, 200, 200, _),
    # People
    _row("POST /v1/accounts", "", 201, 201, 201, 201, 201, 201, _),
    _row("POST /v1/accounts/confirm", "", 204, 204, 204, 204, 204, 422, _),
    _row("POST /v1/accounts/confirm/resend", "", 204, 204, 204, 204, 204, 204, _),
    _row("GET /v1/accounts/{handle}", "an account's own", 200, 200, 200, 200, 200, 404, _),
    _row("GET /v1/accounts/{handle}", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/accounts/{handle}", "a deleted account's", 404, 404, 404, 404, 404, 404, _),
    _row("GET /v1/accounts/{handle}/followers", "an account's own", 200, 200, 200, 200, 200, 404, 422),
    _row("GET /v1/accounts/{handle}/followers", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/accounts/{handle}/following", "an account's own", 200, 200, 200, 200, 200, 404, 422),
    _row("GET /v1/accounts/{handle}/following", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/accounts/{handle}/posts", "an account's own", 200, 200, 200, 200, 200, 404, 422),
    _row("GET /v1/accounts/{handle}/posts", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("PUT /v1/accounts/{handle}/follow", "an account's own", 401, 204, 422, 403, 204, 401, _),
    _row("PUT /v1/accounts/{handle}/follow", "a suspended account's", 401, 404, 403, 403, 404, 401, _),
    _row("DELETE /v1/accounts/{handle}/follow", "an account's own", 401, 204, 204, 403, 204, 401, _),
    _row("DELETE /v1/accounts/{handle}/follower", "an account's own", 401, 204, 204, 403, 204, 401, _),
    _row("PUT /v1/accounts/{handle}/block", "an account's own", 401, 204, 422, 403, 204, 401, _),
    _row("PUT /v1/accounts/{handle}/block", "a suspended account's", 401, 404, 403, 403, 404, 401, _),
    _row("DELETE /v1/accounts/{handle}/block", "an account's own", 401, 204, 204, 403, 204, 401, _),
    _row("PUT /v1/accounts/{handle}/mute", "an account's own", 401, 204, 422, 403, 204, 401, _),
    _row("PUT /v1/accounts/{handle}/mute", "a suspended account's", 401, 404, 403, 403, 404, 401, _),
    _row("DELETE /v1/accounts/{handle}/mute", "an account's own", 401, 204, 204, 403, 204, 401, _),
    # Sessions and passwords
    _row("POST /v1/sessions", "", 201, 201, 201, 201, 201, 401, _),
    _row("POST /v1/sessions/refresh", "", 201, 201, 201, 201, 201, 401, _),
    _row("DELETE /v1/sessions/current", "", 401, 204, 204, 204, 204, 204, 204),
    _row("POST /v1/passwords/forgot", "", 204, 204, 204, 204, 204, 204, _),
    _row("POST /v1/passwords/reset", "", 422, 422, 422, 422, 422, 422, _),
    # Oneself
    _row("GET /v1/me", "", 401, 200, 200, 200, 200, 401, _),
    _row("PATCH /v1/me", "", 401, 200, 200, 403, 200, 401, 404),
    _row("DELETE /v1/me", "", 401, 204, 204, 204, 204, 401, _),
    _row("POST /v1/me/password", "", 401, 204, 204, 204, 204, 401, _),
    _row("GET /v1/me/credits", "", 401, 200, 200, 200, 200, 401, 422),
    _row("GET /v1/me/follow-requests", "", 401, 200, 200, 200, 200, 401, 422),
    _row("PUT /v1/me/follow-requests/{handle}", "who asked the owner", 401, 404, 204, 403, 404, 401, _),
    _row("DELETE /v1/me/follow-requests/{handle}", "who asked the owner", 401, 204, 204, 403, 204, 401, _),
    _row("GET /v1/me/blocks", "", 401, 200, 200, 200, 200, 401, 422),
    _row("GET /v1/me/mutes", "", 401, 200, 200, 200, 200, 401, 422),
    _row("GET /v1/me/muted-words", "", 401, 200, 200, 200, 200, 401, _),
    _row("PUT /v1/me/muted-words", "", 401, 200, 200, 403, 200, 401, _),
    _row("GET /v1/suggestions", "", 401, 200, 200, 200, 200, 401, _),
    _row("PUT /v1/me/webhook", "", 401, 200, 200, 403, 200, 401, _),
    _row("DELETE /v1/me/webhook", "", 401, 204, 204, 403, 204, 401, _),
    _row("GET /v1/me/webhook", "", 401, 404, 404, 404, 404, 401, _),
    # Invitations
    _row("POST /v1/invites", "", 401, 201, 201, 403, 201, 401, _),
    _row("GET /v1/invites", "", 401, 200, 200, 200, 200, 401, 422),
    _row("DELETE /v1/invites/{code}", "an account's own", 401, 404, 204, 403, 404, 401, _),
    # Pictures
    _row("GET /v1/generations/options", "", 200, 200, 200, 200, 200, 200, _),
    _row("POST /v1/generations", "", 401, 202, 202, 403, 202, 401, 404),
    _row("GET /v1/generations", "", 401, 200, 200, 200, 200, 200, 422),
    _row("GET /v1/generations/{generation_id}", "one that waits", 401, 404, 200, 200, 404, 200, _),
    _row("GET /v1/generations/{generation_id}", "one with its picture", 401, 404, 200, 200, 404, 401, _),
    _row("POST /v1/generations/{generation_id}/cancel", "an account's own", 401, 404, 200, 403, 404, 401, _),
    _row("POST /v1/drafts/assist", "", 401, 200, 200, 403, 200, 401, 404),
    _row("POST /v1/generations/{generation_id}/retry", "one that failed", 401, 404, 202, 403, 404, 401, _),
    _row("POST /v1/uploads", "", 401, 201, 201, 403, 201, 401, _),
    _row("GET /v1/media/{media_id}", "an account's own", 401, 404, 200, 200, 404, 401, _),
    _row("GET /v1/media/{media_id}", "one that a post shows", 401, 200, 200, 200, 200, 401, _),
    _row("GET /v1/media/{media_id}", "a private account's", 401, 404, 200, 200, 404, 401, _),
    _row("PATCH /v1/media/{media_id}", "an account's own", 401, 404, 200, 403, 404, 401, _),
    _row("PATCH /v1/media/{media_id}", "one that a post shows", 401, 404, 200, 403, 404, 401, _),
    _row("GET /v1/media/{media_id}/remixes", "an account's own", 404, 404, 200, 200, 404, 401, _),
    _row("GET /v1/media/{media_id}/remixes", "one that a post shows", 200, 200, 200, 200, 200, 401, 422),
    _row("GET /v1/media/{media_id}/remixes", "a private account's", 404, 404, 200, 200, 404, 401, _),
    _row("GET /v1/media/{media_id}/provenance", "an account's own", 404, 404, 200, 200, 404, 401, _),
    _row("GET /v1/media/{media_id}/provenance", "one that a post shows", 200, 200, 200, 200, 200, 401, _),
    _row("GET /v1/media/{media_id}/provenance", "a private account's", 404, 404, 200, 200, 404, 401, _),
    _row("POST /v1/provenance/checks", "", 201, 201, 201, 201, 201, 201, _),
    _row("GET /v1/provenance/checks/{check_id}", "anybody's", 200, 200, 200, 200, 200, 200, _),
    # Posts
    _row("POST /v1/posts", "", 401, 201, 201, 403, 201, 401, 404),
    _row("GET /v1/posts/{post_id}", "published", 200, 200, 200, 200, 200, 404, _),
    _row("GET /v1/posts/{post_id}", "pending", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}", "a private account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("DELETE /v1/posts/{post_id}", "published", 401, 404, 204, 403, 404, 401, _),
    _row("PATCH /v1/posts/{post_id}", "published", 401, 404, 200, 403, 404, 401, _),
    _row("PATCH /v1/posts/{post_id}", "pending", 401, 404, 200, 403, 404, 401, _),
    # Conversation
    _row("GET /v1/posts/{post_id}/thread", "published", 200, 200, 200, 200, 200, 404, 422),
    _row("GET /v1/posts/{post_id}/thread", "pending", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}/thread", "a private account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}/thread", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}/quotes", "published", 200, 200, 200, 200, 200, 404, 422),
    _row("GET /v1/posts/{post_id}/quotes", "a private account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}/history", "published", 200, 200, 200, 200, 200, 404, _),
    _row("GET /v1/posts/{post_id}/history", "a private account's", 404, 404, 200, 200, 404, 404, _),
    _row("PUT /v1/posts/{post_id}/hidden-replies/{reply_id}", "published", 401, 404, 204, 403, 404, 401, _),
    _row("DELETE /v1/posts/{post_id}/hidden-replies/{reply_id}", "published", 401, 404, 204, 403, 404, 401, _),
    # Likes, reposts, bookmarks
    _row("PUT /v1/posts/{post_id}/like", "published", 401, 204, 204, 403, 204, 401, _),
    _row("PUT /v1/posts/{post_id}/like", "a private account's", 401, 404, 204, 403, 404, 401, _),
    _row("PUT /v1/posts/{post_id}/like", "a suspended account's", 401, 404, 403, 403, 404, 401, _),
    _row("DELETE /v1/posts/{post_id}/like", "published", 401, 204, 204, 403, 204, 401, _),
    _row("DELETE /v1/posts/{post_id}/like", "a private account's", 401, 404, 204, 403, 404, 401, _),
    _row("PUT /v1/posts/{post_id}/repost", "published", 401, 204, 204, 403, 204, 401, _),
    _row("PUT /v1/posts/{post_id}/repost", "a private account's", 401, 404, 403, 403, 404, 401, _),
    _row("PUT /v1/posts/{post_id}/repost", "a suspended account's", 401, 404, 403, 403, 404, 401, _),
    _row("DELETE /v1/posts/{post_id}/repost", "published", 401, 204, 204, 403, 204, 401, _),
    _row("DELETE /v1/posts/{post_id}/repost", "a private account's", 401, 404, 204, 403, 404, 401, _),
    _row("PUT /v1/posts/{post_id}/bookmark", "published", 401, 204, 204, 403, 204, 401, _),
    _row("PUT /v1/posts/{post_id}/bookmark", "a private account's", 401, 404, 204, 403, 404, 401, _),
    _row("PUT /v1/posts/{post_id}/bookmark", "a suspended account's", 401, 404, 403, 403, 404, 401, _),
    _row("DELETE /v1/posts/{post_id}/bookmark", "published", 401, 204, 204, 403, 204, 401, _),
    _row("DELETE /v1/posts/{post_id}/bookmark", "a private account's", 401, 404, 204, 403, 404, 401, _),
    _row("GET /v1/posts/{post_id}/likes", "published", 200, 200, 200, 200, 200, 404, 422),
    _row("GET /v1/posts/{post_id}/likes", "a private account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}/likes", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}/reposts", "published", 200, 200, 200, 200, 200, 404, 422),
    _row("GET /v1/posts/{post_id}/reposts", "a private account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/posts/{post_id}/reposts", "a suspended account's", 404, 404, 200, 200, 404, 404, _),
    _row("GET /v1/me/likes", "", 401, 200, 200, 200, 200, 401, 422),
    _row("GET /v1/me/bookmarks", "", 401, 200, 200, 200, 200, 401, 422),
    # Moderation
    _row("GET /v1/rules", "", 200, 200, 200, 200, 200, 200, _),
    _row("GET /v1/transparency", "", 200, 200, 200, 200, 200, 200, _),
    _row("POST /v1/reports", "", 401, 201, 201, 403, 201, 401, _),
    _row("POST /v1/reports/urgent", "", 201, 201, 201, 403, 201, 401, _),
    _row("GET /v1/moderation/queue", "", 401, 403, 403, 403, 200, 403, _),
    _row("GET /v1/moderation/audit", "", 401, 403, 403, 403, 200, 403, _),
    _row("GET /v1/moderation/cases/{case_id}", "about the owner's post", 401, 403, 403, 403, 200, 403, _),
    _row("POST /v1/moderation/cases/{case_id}/claim", "about the owner's post", 401, 403, 403, 403, 200, 403, _),
    _row("DELETE /v1/moderation/cases/{case_id}/claim", "about the owner's post", 401, 403, 403, 403, 409, 403, _),
    _row("POST /v1/moderation/cases/{case_id}/decision", "about the owner's post", 401, 403, 403, 403, 409, 403, _),
    _row("GET /v1/me/moderation", "", 401, 200, 200, 200, 200, 401, 422),
    _row("POST /v1/me/moderation/{case_id}/appeal", "a refused text of the owner's", 401, 404, 201, 201, 404, 401, _),
    _row("GET /v1/me/preferences", "", 401, 200, 200, 200, 200, 401, _),
    _row("PATCH /v1/me/preferences", "", 401, 200, 200, 403, 200, 401, _),
    # Feeds
    _row("GET /v1/feeds/home", "", 401, 200, 200, 200, 200, 401, 422),
    _row("GET /v1/feeds/explore", "", 200, 200, 200, 200, 200, 200, 422),
    _row("GET /v1/feeds/tags/{tag}", "", 200, 200, 200, 200, 200, 200, 422),
    _row("GET /v1/search", "", 200, 200, 200, 200, 200, 200, 422),
    # Notifications
    _row("GET /v1/notifications", "", 401, 200, 200, 200, 200, 200, 422),
    _row("POST /v1/notifications/read", "", 401, 204, 204, 403, 204, 401, _),
    _row("GET /v1/me/notification-preferences", "", 401, 200, 200, 200, 200, 200, _),
    _row("PUT /v1/me/notification-preferences", "", 401, 200, 200, 403, 200, 401, _),
    _row("PUT /v1/posts/{post_id}/mute", "published", 401, 204, 204, 403, 204, 401, _),
    _row("PUT /v1/posts/{post_id}/mute", "a private account's", 401, 404, 204, 403, 404, 401, _),
    _row("DELETE /v1/posts/{post_id}/mute", "published", 401, 204, 204, 403, 204, 401, _),
)
