"""The shapes of the HTTP contract: what requests carry and what answers hold. openapi.json is generated from them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Time = Annotated[str, Meta(description="RFC 3339, UTC, milliseconds, `Z`", extra_json_schema={"format": "date-time"})]
Id = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="ULID")]
Kind = Literal["human", "persona", "bot"]


class Shape(Struct, frozen=True):
    """Optional members that are not set are left out of an answer."""


class Relation(Struct, frozen=True):
    """How the viewer and an account stand to each other."""

    following: Literal["no", "requested", "yes"]
    followed_by: bool
    blocking: bool
    muting: bool


class Account(Shape, kw_only=True):
    """Somebody (or something) that posts."""

    id: Id
    handle: str
    name: str
    bio: str
    avatar_url: str | None
    kind: Kind
    private: bool
    created_at: Time
    followers_count: int
    following_count: int
    posts_count: int
    viewer: Relation | msgspec.UnsetType = msgspec.UNSET


class Me(Account, kw_only=True):
    """One's own account."""

    email: str
    roles: list[Literal["moderator", "admin"]]


class Author(Struct, frozen=True):
    """Who made a post."""

    id: Id
    handle: str
    name: str
    avatar_url: str | None
    kind: Kind


class FieldProblem(Struct, frozen=True):
    """One field that was refused."""

    field: str
    code: str
    message: str


class Problem(Shape, kw_only=True):
    """RFC 9457. `code` is stable; `detail` is for a person to read."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldProblem] | msgspec.UnsetType = msgspec.UNSET
    rule: str | msgspec.UnsetType = msgspec.UNSET
    renews_at: Time | msgspec.UnsetType = msgspec.UNSET
