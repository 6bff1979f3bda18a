"""The shapes of pictures of one's own: how one comes in, and what its owner may change about it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.content import Media, RemixPolicy
from chalicelib.shapes import Time


class UploadDraft(Struct, frozen=True, kw_only=True):
    """A picture that is about to be uploaded. `ai`: what its owner says of AI in it."""

    content_type: Literal["image/png", "image/jpeg", "image/webp", "image/avif"]
    bytes: Annotated[int, Meta(ge=1, le=20_000_000)]
    alt: str = ""
    ai: Literal["none", "assisted", "generated"] | None = None


class MediaEdit(Struct, frozen=True, kw_only=True):
    """What changes about a picture of one's own; what is left out stays."""

    alt: str | None = None
    remix_policy: RemixPolicy | None = None
    share_prompt: bool | None = None


class UploadForm(Struct, frozen=True):
    """Where the file goes: a multipart form post with these fields, then the field `file`."""

    method: Literal["POST"]
    url: str
    fields: dict[str, str]
    expires_at: Time


class Upload(Struct, frozen=True):
    """A promised picture and the form that takes its file."""

    media: Media
    upload: UploadForm
