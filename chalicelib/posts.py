"""/v1/posts: publish, look, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from chalicelib import content, content_views
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel import text
from imagora.kernel.errors import FieldError, InvalidInput
from imagora.kernel.ids import MediaId
from imagora.posts import models
from imagora.posts.hydration import Shown

if TYPE_CHECKING:
    from imagora.posts.reading import Filter
    from imagora.posts.service import Draft
    from imagora.table.once import Once

posts = Resource("posts")

_FILTERS = ("posts", "replies", "media")


def _show(request: Request, post_id: str) -> Answer:
    return _created(wiring.post_reader().post(post_id, request.account))


def _created(shown: Shown) -> Answer:
    return Answer(201, _view(shown), {"Location": f"/v1/posts/{shown.post.id}"})


def _view(shown: Shown) -> content.Post:
    return content_views.post(shown, wiring.post_reader().own_media(shown) if shown.post.card.waiting else None)


@posts.route(
    "POST",
    "/v1/posts",
    body=content.PostDraft,
    answers={201: content.Post},
    errors=("media_not_found", "media_rejected", "text_blocked"),
    replay=_show,
)
def publish_post(request: Request, draft: content.PostDraft, once: Once | None) -> Answer:
    """Publish a post, now or as soon as its pictures are ready.

    While a picture is processed or held the post is `pending`; it goes out by itself when all are ready.
    """
    author = wiring.accounts().acting(request.account)
    post = wiring.posts().publish(author, _draft(draft), once=once)
    return _created(Shown(post, author))


def _draft(draft: content.PostDraft) -> Draft:
    from imagora.posts.service import Draft

    words = text.clean(draft.text, multiline=True)
    errors: list[FieldError] = []
    if not text.fits(words, models.MAX_GRAPHEMES, models.MAX_BYTES):
        errors.append(
            FieldError(
                "text", "length", f"A post has up to {models.MAX_GRAPHEMES} characters and {models.MAX_BYTES:,} bytes."
            )
        )
    if not words and not draft.media_ids:
        errors.append(FieldError("text", "required", "A post has text, pictures, or both."))
    if len(set(draft.media_ids)) < len(draft.media_ids):
        errors.append(FieldError("media_ids", "duplicate", "A picture stands in a post once."))
    errors += [
        FieldError(name, "not_available", "Replies, quotes and gates come with a later version; leave this out.")
        for name in ("reply_to", "quote_of", "gates")
        if getattr(draft, name) is not None
    ]
    if errors:
        raise InvalidInput(*errors)
    return Draft(words, tuple(map(MediaId, draft.media_ids)), draft.ai)


@posts.route("GET", "/v1/posts/{post_id}", answers={200: content.Post}, errors=("post_not_found",), public=True)
def get_post(request: Request, post_id: str) -> Answer:
    """Get a post."""
    return Answer(200, _view(wiring.post_reader().post(post_id, request.viewer)))


@posts.route("DELETE", "/v1/posts/{post_id}", answers={204: None}, errors=("post_not_found",))
def delete_post(request: Request, post_id: str) -> Answer:
    """Delete one's own post, and its pictures with it unless another post shows them."""
    author = wiring.accounts().acting(request.account)
    wiring.posts().delete(author.id, post_id)
    return NO_CONTENT


@posts.route(
    "GET",
    "/v1/accounts/{handle}/posts",
    answers={200: content.PostList},
    errors=("account_not_found",),
    query=("filter", "limit", "cursor"),
    public=True,
)
def list_posts_of_account(request: Request, handle: str) -> Answer:
    """List an account's posts, newest first: without replies, only replies, or only those with pictures."""
    kind = cast("Filter", request.choice("filter", _FILTERS))
    listing = f"posts:{handle.lower()}:{kind}"
    page = wiring.post_reader().of_author(handle, kind, request.viewer, request.page(listing))
    return request.listed(page.map(content_views.post), listing)
