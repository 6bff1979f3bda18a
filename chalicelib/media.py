"""/v1/uploads and /v1/media: bring pictures of one's own, and look how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import content, content_views
from chalicelib.answers import Answer
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
    upload = content.UploadForm("POST", form.url, form.fields, rfc3339(expires_at))
    return Answer(201, content.Upload(content_views.media(one), upload), {"Location": f"/v1/media/{one.id}"})


@media.route(
    "POST",
    "/v1/uploads",
    body=content.UploadDraft,
    answers={201: content.Upload},
    errors=("text_blocked",),
    replay=_show,
)
def begin_upload(request: Request, draft: content.UploadDraft, once: Once | None) -> Answer:
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
    """Get one's own picture."""
    wiring.accounts().own(request.account)
    return Answer(200, content_views.media(wiring.library().own(request.account, media_id)))


@media.route(
    "PATCH",
    "/v1/media/{media_id}",
    body=content.MediaEdit,
    answers={200: content.Media},
    errors=("media_not_found", "text_blocked"),
)
def describe_media(request: Request, edit: content.MediaEdit, media_id: str) -> Answer:
    """Describe one's own picture for those who can't see it; posts made from now on carry the description."""
    owner = wiring.accounts().acting(request.account)
    return Answer(200, content_views.media(wiring.library().describe(owner.id, media_id, _alt(edit.alt))))


def _alt(written: str) -> str:
    alt = text.clean(written, multiline=True)
    if len(alt) > models.MAX_ALT:
        raise InvalidInput.of("alt", "length", f"A description has at most {models.MAX_ALT:,} characters.")
    return alt
