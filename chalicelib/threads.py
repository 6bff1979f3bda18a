"""/v1/posts/{id}/…: its conversation, who quotes it, what it said before, replies that are folded away."""

from __future__ import annotations

from chalicelib import content, content_views, thread_views
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.crediting import credited
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring

threads = Resource("posts")

_HIDDEN = "/v1/posts/{post_id}/hidden-replies/{reply_id}"


@threads.route(
    "GET",
    "/v1/posts/{post_id}/thread",
    answers={200: thread_views.Thread},
    errors=("post_not_found",),
    query=("limit", "cursor"),
    public=True,
)
def get_thread(request: Request, post_id: str) -> Answer:
    """Get a post in its conversation: what it answers, from the root on, and the direct replies to it.

    The author's own replies come first, then the others by time; `limit` and `cursor` page through them.
    """
    listing = f"thread:{post_id}"
    thread = wiring.threads().thread(post_id, request.viewer, request.page(listing))
    waiting = wiring.post_reader().own_media(thread.post) if thread.post.post.card.waiting else None
    body = {
        "post": credited(content_views.post(thread.post, waiting), thread.post, request.viewer),
        "ancestors": [content_views.post_or_tombstone(one) for one in thread.ancestors],
        "replies": request.part(thread.replies.map(thread_views.reply), listing),
    }
    if thread.muted is not None:
        body["viewer"] = thread_views.ThreadChoice(thread.muted)
    return Answer(200, body)


@threads.route(
    "GET",
    "/v1/posts/{post_id}/quotes",
    answers={200: content.PostList},
    errors=("post_not_found",),
    query=("limit", "cursor"),
    public=True,
)
def list_quotes(request: Request, post_id: str) -> Answer:
    """List the posts that quote this one, newest first."""
    listing = f"quotes:{post_id}"
    page = wiring.threads().quotes(post_id, request.viewer, request.page(listing))
    return request.listed(page.map(content_views.post), listing)


@threads.route(
    "GET",
    "/v1/posts/{post_id}/history",
    answers={200: thread_views.History},
    errors=("post_not_found",),
    query=("limit", "cursor"),
    public=True,
)
def get_history(request: Request, post_id: str) -> Answer:
    """List what a post says and said, newest first."""
    listing = f"history:{post_id}"
    page = wiring.threads().history(post_id, request.viewer, request.page(listing))
    return request.listed(page.map(thread_views.version), listing)


@threads.route("PUT", _HIDDEN, answers={204: None}, errors=("post_not_found",))
def hide_reply(request: Request, post_id: str, reply_id: str) -> Answer:
    """Fold a reply in one's own thread away, for everybody but its author."""
    return _fold(request, post_id, reply_id, hidden=True)


@threads.route("DELETE", _HIDDEN, answers={204: None}, errors=("post_not_found",))
def show_reply(request: Request, post_id: str, reply_id: str) -> Answer:
    """Open a reply again that one had folded away."""
    return _fold(request, post_id, reply_id, hidden=False)


def _fold(request: Request, post_id: str, reply_id: str, *, hidden: bool) -> Answer:
    wiring.editing().fold(request.account, post_id, reply_id, hidden=hidden)
    return NO_CONTENT
