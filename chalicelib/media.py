"""/v1/uploads and /v1/media: bring pictures of one's own, and look how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import content, content_views, remix_views, upload_shapes
from chalicelib.answers import Answer
from chalicelib.crediting import credited_media
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel import text
from imagora.kernel.clock import rfc3339
from imagora.kernel.errors import InvalidInput
from imagora.media import models

if TYPE_CHECKING:
    from imagora.table.once import Once

media = Resource("media")


def _show(request: Request, media_id: str) -> Answer:
    return _upload(wiring.library().own(request.account, media_id))


def _upload(one: models.Media) -> Answer:
    form, expires_at = wiring.library().form(one)
    upload = upload_shapes.UploadForm("POST", form.url, form.fields, rfc3339(expires_at))
    return Answer(201, upload_shapes.Upload(content_views.media(one), upload), {"Location": f"/v1/media/{one.id}"})


@media.route(
    "POST",
    "/v1/uploads",
    body=upload_shapes.UploadDraft,
    answers={201: upload_shapes.Upload},
    errors=("text_blocked",),
    replay=_show,
)
def begin_upload(request: Request, draft: upload_shapes.UploadDraft, once: Once | None) -> Answer:
    """Begin the upload of a picture.

    Send the file straight to `upload.url` as a form post: `upload.fields` first, then the field `file`. The form takes
    this type and at most this many bytes, for ten minutes. The picture is then checked, stripped of its metadata and
    made ready, held for a moderator, or rejected: see `GET /v1/media/{id}`.
    """
    owner = wiring.accounts().acting(request.account)
    alt = _alt(draft.alt)
    one = wiring.library().begin_upload(
        owner, content_type=draft.content_type, size=draft.bytes, alt=alt, declared=draft.ai, once=once
    )
    return _upload(one)


@media.route("GET", "/v1/media/{media_id}", answers={200: content.Media}, errors=("media_not_found",))
def get_media(request: Request, media_id: str) -> Answer:
    """Get one's own picture, or one that a post shows to who asks.

    Others see its prompt where its owner shares that.
    """
    wiring.accounts().own(request.account)
    try:
        shown = content_views.media(wiring.library().own(request.account, media_id))
    except models.MediaNotFound:
        shown = content_views.others_media(wiring.sight().see(media_id, request.account).media)
    return Answer(200, credited_media(shown, request.account))


@media.route(
    "PATCH",
    "/v1/media/{media_id}",
    body=upload_shapes.MediaEdit,
    answers={200: content.Media},
    errors=("media_not_found", "text_blocked"),
)
def edit_media(request: Request, edit: upload_shapes.MediaEdit, media_id: str) -> Answer:
    """Change what stands with one's own picture: its description, who may remix it, whether its prompt is shared.

    Posts made from now on carry the description; who may remix it and the prompt hold at once, wherever it is shown.
    Remixes that were made before stay.
    """
    owner = wiring.accounts().acting(request.account)
    alt = None if edit.alt is None else _alt(edit.alt)
    one = wiring.library().edit(owner.id, media_id, models.Edit(alt, edit.remix_policy, edit.share_prompt))
    if one.posts and (edit.remix_policy, edit.share_prompt) != (None, None):
        wiring.terms().spread(one.id)
    return Answer(200, content_views.media(one))


@media.route(
    "GET",
    "/v1/media/{media_id}/remixes",
    answers={200: remix_views.RemixList},
    errors=("media_not_found",),
    query=("limit", "cursor"),
    public=True,
)
def list_remixes(request: Request, media_id: str) -> Answer:
    """List the tree below a picture: what was made from it, and from that, newest first.

    For everybody who may see the picture. A page may be shorter than asked: what isn't for the viewer is left out.
    """
    listing = f"remixes:{media_id}"
    wanted = request.page(listing)
    seen = wiring.sight().see(media_id, request.viewer)
    if seen.post is None:
        wiring.accounts().own(request.account)  # its owner's alone, as long as they have an account
    page = wiring.remix_tree().below(seen, wanted)
    return request.listed(page.map(remix_views.remix), listing)


def _alt(written: str) -> str:
    alt = text.clean(written, multiline=True)
    if len(alt) > models.MAX_ALT:
        raise InvalidInput.of("alt", "length", f"A description has at most {models.MAX_ALT:,} characters.")
    return alt
