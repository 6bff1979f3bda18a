"""Where pictures come from: those of this instance, and any that somebody asks about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from chalicelib import content, content_views
from chalicelib import provenance_shapes as shapes
from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from chalicelib.upload_shapes import UploadForm
from imagora import wiring
from imagora.kernel.clock import rfc3339
from imagora.media.models import MediaNotFound, thumb_url_of

if TYPE_CHECKING:
    from imagora.kernel.ids import MediaId
    from imagora.media.inspections import Inspection
    from imagora.posts.hydration import Shown
    from imagora.provenance.models import Ancestor, Credential
    from imagora.provenance.nearest import Near
    from imagora.table.once import Once

provenance = Resource("provenance")

Visible = Mapping["MediaId", "Shown"]
"""Pictures that the viewer may see, each with a post that shows it."""


@provenance.route(
    "GET",
    "/v1/media/{media_id}/provenance",
    answers={200: shapes.Provenance},
    errors=("media_not_found",),
    public=True,
)
def get_provenance(request: Request, media_id: str) -> Answer:
    """Get what is known of a picture's origin: its manifest, the mark of AI, what it was made from, what it looks like.

    For everybody who may see the picture: its owner, and whom a post shows it to.
    """
    found = wiring.pedigrees().of(media_id, request.viewer)
    if found is None:
        raise MediaNotFound
    if found.media_id not in found.visible:
        wiring.accounts().own(request.account)  # its owner's alone, as long as they have an account
    origin = found.origin
    return Answer(
        200,
        shapes.Provenance(
            media_id=found.media_id,
            c2pa=_manifest(origin.served),
            incoming=UNSET if origin.incoming is None else _manifest(origin.incoming),
            digital_source_type=origin.source_type,  # type: ignore[arg-type]
            lineage=_lineage(origin.ancestors, found.visible),
            nearest=_nearest(origin.nearest, found.visible),
        ),
    )


def _show(request: Request, check_id: str) -> Answer:
    return _begun(wiring.inspections().get(check_id))


def _begun(one: Inspection) -> Answer:
    form, expires_at = wiring.inspecting().form(one)
    upload = UploadForm("POST", form.url, form.fields, rfc3339(expires_at))
    return Answer(201, shapes.CheckBegun(one.id, upload), {"Location": f"/v1/provenance/checks/{one.id}"})


@provenance.route(
    "POST",
    "/v1/provenance/checks",
    body=shapes.CheckDraft,
    answers={201: shapes.CheckBegun},
    public=True,
    limited="checks",
    replay=_show,
)
def begin_check(request: Request, draft: shapes.CheckDraft, once: Once | None) -> Answer:
    """Begin a check of any picture: is it from here, who signed it, is it marked as made by AI?

    Send the file as an upload's: a form post to `upload.url`, `upload.fields` first, then the field `file`. It takes
    this type and at most this many bytes, for ten minutes. The file is deleted as soon as it was looked at.
    """
    del request
    return _begun(wiring.inspecting().begin(content_type=draft.content_type, size=draft.bytes, once=once))


@provenance.route(
    "GET",
    "/v1/provenance/checks/{check_id}",
    answers={200: shapes.ProvenanceCheck},
    errors=("check_not_found",),
    public=True,
)
def get_check(request: Request, check_id: str) -> Answer:
    """Get a check's result. It is kept for 24 hours, and there for everybody who knows its id."""
    one = wiring.inspections().get(check_id)
    check = shapes.ProvenanceCheck(
        id=one.id,
        status=one.status,
        created_at=rfc3339(one.created_at),
        expires_at=rfc3339(one.expires_at),
        failure=UNSET if one.failure is None else content.Rejection(one.failure.code, one.failure.detail),
    )
    return Answer(200, check if one.findings is None else _found(request, one, check))


def _found(request: Request, one: Inspection, check: shapes.ProvenanceCheck) -> shapes.ProvenanceCheck:
    """A check with its findings as this viewer sees them: what looks like a picture that isn't for them is not told."""
    findings = one.findings
    assert findings is not None  # noqa: S101 - the caller asked
    credential = findings.credential
    ancestors = credential.ancestors if credential else ()
    named = [findings.media_id, *(near.media_id for near in findings.nearest), *(one.media_id for one in ancestors)]
    visible = wiring.pedigrees().visible(filter(None, named), request.viewer)
    seen = msgspec.structs.replace(findings, nearest=tuple(n for n in findings.nearest if n.media_id in visible))
    return msgspec.structs.replace(
        check,
        verdict=seen.verdict,
        media_id=seen.media_id if seen.media_id in visible else UNSET,
        c2pa=_manifest(credential),
        digital_source_type=seen.source_type,
        lineage=_lineage(ancestors, visible),
        nearest=_nearest(seen.nearest, visible),
    )


def _manifest(credential: Credential | None) -> shapes.Manifest:
    if credential is None:
        return shapes.Manifest(valid=False, trusted=False, issuer=None, actions=[])
    return shapes.Manifest(
        valid=credential.valid,
        trusted=credential.trusted,
        issuer=credential.issuer,
        actions=[
            shapes.ManifestAction(
                action=one.name, digital_source_type=one.source_type or UNSET, software_agent=one.agent or UNSET
            )
            for one in credential.actions
        ],
        generator=credential.generator or UNSET,
        problems=list(credential.problems) or UNSET,
    )


def _lineage(ancestors: Iterable[Ancestor], visible: Visible) -> list[shapes.Ancestor]:
    return [_ancestor(one, visible) for one in ancestors]


def _ancestor(one: Ancestor, visible: Visible) -> shapes.Ancestor:
    """Pictures of our own are titled by their ids, which are for those alone who may see them."""
    ours = one.media_id is not None
    return shapes.Ancestor(
        depth=one.depth,
        relationship=one.relationship,
        title=UNSET if ours or not one.title else one.title,
        issuer=one.issuer or UNSET,
        valid=UNSET if one.valid is None else one.valid,
        media_id=one.media_id if one.media_id in visible else UNSET,  # type: ignore[arg-type]
    )


def _nearest(near: Sequence[Near], visible: Visible) -> list[shapes.NearWork]:
    return [_near(one, visible[one.media_id]) for one in near if one.media_id in visible]


def _near(one: Near, shown: Shown) -> shapes.NearWork:
    key = next(picture.key for picture in shown.post.card.pictures if picture.id == one.media_id)
    return shapes.NearWork(
        one.media_id, one.distance, shown.post.id, content_views.author(shown.author), thumb_url_of(key)
    )
