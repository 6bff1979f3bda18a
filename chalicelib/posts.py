"""/v1/posts: publish, look, change, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from chalicelib import content, content_views
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.crediting import credited
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel import text
from imagora.kernel.errors import FieldError, InvalidInput
from imagora.kernel.ids import MediaId
from imagora.media import models as media_models
from imagora.posts import models

if TYPE_CHECKING:
    from imagora.posts.editing import Change
    from imagora.posts.hydration import Shown
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
    errors=(
        "account_muted",
        "alt_missing",
        "media_not_found",
        "media_rejected",
        "post_not_found",
        "private_post",
        "quote_gated",
        "reply_gated",
        "text_blocked",
    ),
    replay=_show,
)
def publish_post(request: Request, draft: content.PostDraft, once: Once | None) -> Answer:
    """Publish a post, now or as soon as its pictures are ready.

    While a picture is processed or held the post is `pending`; it goes out by itself when all are ready. A reply or a
    quote needs a post that is there for its author, and gates that let them. What a private account posts can't be
    quoted.
    """
    return _created(wiring.posts().publish(request.account, _draft(draft), once=once))


def _draft(draft: content.PostDraft) -> Draft:
    from imagora.posts.service import Draft

    words, errors = _words(draft.text)
    if not words and not draft.media_ids:
        errors.append(FieldError("text", "required", "A post has text, pictures, or both."))
    if len(set(draft.media_ids)) < len(draft.media_ids):
        errors.append(FieldError("media_ids", "duplicate", "A picture stands in a post once."))
    if errors:
        raise InvalidInput(*errors)
    gates = models.gates(draft.gates.reply, draft.gates.quote) if draft.gates else None
    return Draft(
        words,
        tuple(map(MediaId, draft.media_ids)),
        draft.ai,
        draft.reply_to,
        draft.quote_of,
        gates,
        tuple(dict.fromkeys(draft.labels)),
    )


def _words(written: str) -> tuple[str, list[FieldError]]:
    """A post's text, cleaned, and what is wrong with it."""
    words = text.clean(written, multiline=True)
    if text.fits(words, models.MAX_GRAPHEMES, models.MAX_BYTES):
        return words, []
    longest = f"A post has up to {models.MAX_GRAPHEMES} characters and {models.MAX_BYTES:,} bytes."
    return words, [FieldError("text", "length", longest)]


@posts.route("GET", "/v1/posts/{post_id}", answers={200: content.Post}, errors=("post_not_found",), public=True)
def get_post(request: Request, post_id: str) -> Answer:
    """Get a post."""
    shown = wiring.post_reader().post(post_id, request.viewer)
    return Answer(200, credited(_view(shown), shown, request.viewer))


@posts.route(
    "PATCH",
    "/v1/posts/{post_id}",
    body=content.PostEdit,
    answers={200: content.Post},
    errors=("account_muted", "alt_missing", "not_editable", "post_not_found", "text_blocked", "too_many_edits"),
)
def edit_post(request: Request, edit: content.PostEdit, post_id: str) -> Answer:
    """Change one's own post: its text, its pictures' descriptions, who may reply and quote.

    What it said before stays in its history: see `GET /v1/posts/{id}/history`. At most twenty times.
    """
    edited = wiring.editing().edit(request.account, post_id, _change(edit))
    return Answer(200, _view(wiring.post_reader().shown(edited.post, edited.viewpoint)))


def _change(edit: content.PostEdit) -> Change:
    from imagora.posts.editing import Change

    words, errors = (None, []) if edit.text is None else _words(edit.text)
    alts = {MediaId(media_id): text.clean(alt, multiline=True) for media_id, alt in edit.alt.items()}
    at_most = media_models.MAX_ALT
    longest = f"A description has at most {at_most:,} characters."
    errors += [FieldError(f"alt.{one}", "length", longest) for one, alt in alts.items() if len(alt) > at_most]
    if errors:
        raise InvalidInput(*errors)
    gates = edit.gates or content.GatesEdit()
    return Change(words, alts, gates.reply, gates.quote)


@posts.route("DELETE", "/v1/posts/{post_id}", answers={204: None}, errors=("post_not_found",))
def delete_post(request: Request, post_id: str) -> Answer:
    """Delete one's own post, and its pictures with it unless another post shows them."""
    wiring.posts().delete(request.account, post_id)
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
