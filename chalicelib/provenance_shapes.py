"""The shapes of provenance: what is known of a picture's origin, checks of any picture."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.content import Rejection
from chalicelib.shapes import Author, Id, Shape, Time
from chalicelib.upload_shapes import UploadForm

SourceTerm = Annotated[
    Literal["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia"] | None,
    Meta(description="IPTC's digital source type: the mark of AI; null where there is none"),
]


class ManifestAction(Shape, kw_only=True):
    """One thing that was done to a picture, in C2PA's words: `c2pa.created`, `c2pa.opened`, `c2pa.edited`, …"""

    action: str
    digital_source_type: str | UnsetType = UNSET
    software_agent: str | UnsetType = UNSET


class Manifest(Shape, kw_only=True):
    """What a C2PA manifest says. `valid`: signed, and nothing was changed since; `trusted`: valid, and by somebody this
    instance knows. Both are false and nothing else is said where there is no manifest. `problems`: C2PA's codes of what
    failed.
    """

    valid: bool
    trusted: bool
    issuer: str | None
    actions: list[ManifestAction]
    generator: str | UnsetType = UNSET
    problems: list[str] | UnsetType = UNSET


class Ancestor(Shape, kw_only=True):
    """A picture that this one was made from, `depth` steps up.

    `relationship`: C2PA's `parentOf`, `inputTo` or `componentOf`. `valid`: whether its own manifest was sound when it
    was taken in; absent where it had none. `media_id`: a picture of this instance that the viewer may see.
    """

    depth: int
    relationship: str
    title: str | UnsetType = UNSET
    issuer: str | UnsetType = UNSET
    valid: bool | UnsetType = UNSET
    media_id: Id | UnsetType = UNSET


class NearWork(Struct, frozen=True):
    """A published picture that is the same, or nearly: `distance` is 0 (the same) to 0.19. `post_id` shows it."""

    media_id: Id
    distance: float
    post_id: Id
    author: Author
    thumb_url: str


class Provenance(Shape, kw_only=True):
    """What is known of a picture's origin.

    `c2pa`: the manifest of the picture as it is served, as C2PA's own reader judged it when it was signed. `incoming`:
    what the file that came said of itself, where it said anything. `lineage`: what it was made from, nearest first.
    `nearest`: published pictures that it looks like, as of when it came and was published, the nearest first.
    """

    media_id: Id
    c2pa: Manifest
    incoming: Manifest | UnsetType = UNSET
    digital_source_type: SourceTerm
    lineage: list[Ancestor]
    nearest: list[NearWork]


class CheckDraft(Struct, frozen=True, kw_only=True):
    """A picture that somebody wants to know about."""

    content_type: Literal["image/png", "image/jpeg", "image/webp", "image/avif"]
    bytes: Annotated[int, Meta(ge=1, le=20_000_000)]


class CheckBegun(Struct, frozen=True):
    """A check and the form that takes its file."""

    id: Id
    upload: UploadForm


Verdict = Literal["ours", "looks_like_ours", "others_claim", "marked", "nothing_known"]


class ProvenanceCheck(Shape, kw_only=True):
    """A check, and once it is `done` what is known of the picture.

    `verdict`, the first that holds: `ours` (signed here and unchanged since), `looks_like_ours` (near to a published
    picture), `others_claim` (somebody's valid manifest), `marked` (the mark of AI alone, or a manifest that doesn't
    hold), `nothing_known`: which doesn't say that no machine made it. `media_id`: the picture of this instance that it
    is or looks most like, where the viewer may see that. `failure` is there for `failed`.
    """

    id: Id
    status: Literal["pending", "done", "failed"]
    created_at: Time
    expires_at: Time
    verdict: Verdict | UnsetType = UNSET
    media_id: Id | UnsetType = UNSET
    c2pa: Manifest | UnsetType = UNSET
    digital_source_type: SourceTerm | UnsetType = UNSET
    lineage: list[Ancestor] | UnsetType = UNSET
    nearest: list[NearWork] | UnsetType = UNSET
    failure: Rejection | UnsetType = UNSET
