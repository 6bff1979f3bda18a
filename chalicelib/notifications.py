"""Notifications: the list, what was read, what one doesn't want to be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import UNSET, Struct, UnsetType

from chalicelib import content, content_views
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from chalicelib.shapes import Author, Id, Shape, Time
from imagora import wiring
from imagora.kernel.clock import rfc3339

if TYPE_CHECKING:
    from imagora.notifications.models import Notification as Told

notifications = Resource("notifications")

Kind = Literal["follow", "follow_request", "like", "repost", "reply", "quote", "mention", "generation", "remix"]


class Notification(Shape, kw_only=True):
    """What others did: `actors` are the newest three of `count`.

    `post` is the answer for `reply`, `quote` and `mention`, one's own post for `like`, `repost` and `remix`.
    `generation_id` is there for `generation`. For `moderation` it is `case_id` of a decision about one's own things, or
    `report_id` of what one reported, which was looked at: nobody is named there, no actors, count 0. Or it is the
    `post` with a picture that looks like one's own, as that post says, too; a report of it asks for a decision. A
    `generation` without an id is about one's `webhook`, which was turned off after days of failed deliveries. `id`
    changes when somebody joins.
    """

    id: Id
    kind: Literal[
        "follow", "follow_request", "like", "repost", "reply", "quote", "mention", "generation", "moderation", "remix"
    ]
    actors: list[Author]
    count: int
    post: content.Post | UnsetType = UNSET
    generation_id: Id | UnsetType = UNSET
    case_id: Id | UnsetType = UNSET
    report_id: Id | UnsetType = UNSET
    webhook: Literal["disabled"] | UnsetType = UNSET
    created_at: Time
    read: bool


class NotificationList(Shape, kw_only=True):
    """Notifications, newest first."""

    items: list[Notification]
    cursor: str | UnsetType = UNSET


class ReadUpTo(Struct, frozen=True):
    """The newest notification that was seen: it and all older ones are read."""

    up_to: Id


class NotificationPreferences(Struct, frozen=True):
    """What one wants to be told of. A kind that is left out is on."""

    kinds: dict[Kind, bool]


@notifications.route("GET", "/v1/notifications", answers={200: NotificationList}, query=("limit", "cursor"))
def list_notifications(request: Request) -> Answer:
    """List what others did that concerns one, newest first.

    Likes and reposts of one post stand together, follows of one week too; such a group moves to the top, unread, when
    somebody joins it. What is older than 90 days is forgotten. A page may be shorter than asked: who is blocked or
    muted by now is left out, and so is what is about a post that is gone.
    """
    page = wiring.inbox().page(request.account, request.page("notifications"))
    return request.listed(page.map(_view), "notifications")


@notifications.route("POST", "/v1/notifications/read", body=ReadUpTo, answers={204: None})
def read_notifications(request: Request, body: ReadUpTo) -> Answer:
    """Mark everything up to a notification as read: give the first item's id. What was read stays so."""
    wiring.notification_choices().read(request.account, body.up_to)
    return NO_CONTENT


@notifications.route("GET", "/v1/me/notification-preferences", answers={200: NotificationPreferences})
def show_notification_preferences(request: Request) -> Answer:
    """Show what one wants to be told of."""
    return Answer(200, NotificationPreferences(wiring.inbox().preferences(request.account)))


@notifications.route(
    "PUT",
    "/v1/me/notification-preferences",
    body=NotificationPreferences,
    answers={200: NotificationPreferences},
)
def set_notification_preferences(request: Request, body: NotificationPreferences) -> Answer:
    """Set what one wants to be told of. It holds for what happens from now on."""
    return Answer(200, NotificationPreferences(wiring.notification_choices().prefer(request.account, body.kinds)))


@notifications.route(
    "PUT", "/v1/posts/{post_id}/mute", answers={204: None}, errors=("post_not_found", "too_many_muted_threads")
)
def mute_thread(request: Request, post_id: str) -> Answer:
    """Be told no more of the thread in which this post stands. Up to 1,000 threads."""
    wiring.notification_choices().mute_thread(request.account, post_id)
    return NO_CONTENT


@notifications.route("DELETE", "/v1/posts/{post_id}/mute", answers={204: None}, errors=("post_not_found",))
def unmute_thread(request: Request, post_id: str) -> Answer:
    """Be told of a thread again."""
    wiring.notification_choices().unmute_thread(request.account, post_id)
    return NO_CONTENT


_KINDS = {"copy": "moderation", "webhook": "generation"}
"""What goes out under the name of another kind, with a member that tells it from these."""


def _view(told: Told) -> Notification:
    return Notification(
        id=told.id,
        kind=_KINDS.get(told.kind, told.kind),  # type: ignore[arg-type]
        actors=[content_views.author(actor) for actor in told.actors],
        count=told.count,
        post=UNSET if told.post is None else content_views.post(told.post),
        generation_id=told.job or UNSET,
        case_id=told.case or UNSET,
        report_id=told.report or UNSET,
        webhook="disabled" if told.kind == "webhook" else UNSET,
        created_at=rfc3339(told.created_at),
        read=told.read,
    )
