"""The shapes of the HTTP contract: what requests carry and what answers hold. openapi.json is generated from them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Time = Annotated[str, Meta(description="RFC 3339, UTC, milliseconds, `Z`", extra_json_schema={"format": "date-time"})]
Id = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="ULID")]
Email = Annotated[
    str,
    Meta(description="up to 254 characters", extra_json_schema={"format": "email", "minLength": 3, "maxLength": 254}),
]
Password = Annotated[
    str,
    Meta(
        description="8 to 256 characters",
        extra_json_schema={"format": "password", "minLength": 8, "maxLength": 256},
    ),
]
Code = Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": 64})]
Handle = Annotated[
    str,
    Meta(
        description="3 to 30 of a-z, 0-9 and _; case-folded, unique",
        extra_json_schema={"pattern": "^[A-Za-z0-9_]{3,30}$"},
    ),
]
"""What `imagora.accounts.rules` asks for. Told here, judged there: a refusal then names the rule, not the pattern."""

Kind = Literal["human", "persona", "bot"]
Role = Literal["moderator", "admin"]


class Shape(Struct, frozen=True, gc=False):
    """Optional members that are not set are left out of an answer."""


class Relation(Struct, frozen=True):
    """How the viewer and an account stand to each other."""

    following: Literal["no", "requested", "yes"]
    followed_by: bool
    blocking: bool
    muting: bool


class Account(Shape, frozen=True, kw_only=True):
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


class Me(Account, frozen=True, kw_only=True):
    """One's own account."""

    email: str
    roles: list[Role]
    unread_count: Annotated[int, Meta(ge=0, le=100, description="unread notifications; 100 stands for 100 or more")]


class Session(Shape, frozen=True, kw_only=True):
    """What a sign-in gives. In cookie mode the refresh token travels in `__Secure-refresh` instead."""

    access_token: str
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105
    expires_in: Annotated[int, Meta(description="seconds")]


class NewAccount(Struct, frozen=True):
    """A sign-up."""

    email: Email
    password: Password
    handle: Handle
    name: Annotated[str, Meta(description="1 to 50 characters", extra_json_schema={"minLength": 1})]
    invite: Annotated[str | None, Meta(description="a code, in any case, with or without dashes")] = None


class Confirmation(Struct, frozen=True):
    """The code that was mailed to a new account's email."""

    email: str
    code: Code


class EmailAddress(Struct, frozen=True):
    """Whose code is to be sent."""

    email: str


class NewSession(Struct, frozen=True):
    """A sign-in. `cookie` keeps the refresh token out of the page's reach."""

    email: str
    password: str
    cookie: bool = False


class Renewal(Struct, frozen=True):
    """A refresh token; without it the one in the cookie counts."""

    refresh_token: str | None = None


class PasswordChange(Struct, frozen=True):
    """The password as it is and as it shall be."""

    old: str
    new: Password


class PasswordReset(Struct, frozen=True):
    """A new password, by the code that was mailed."""

    email: str
    code: Code
    password: Password


class ProfileEdit(Struct, frozen=True):
    """What is to change; what is left out stays. `avatar_media_id`: one's own ready picture, null for none."""

    name: Annotated[str, Meta(description="1 to 50 characters")] | msgspec.UnsetType = msgspec.UNSET
    bio: Annotated[str, Meta(description="up to 300 characters")] | msgspec.UnsetType = msgspec.UNSET
    avatar_media_id: str | msgspec.UnsetType | None = msgspec.UNSET
    private: bool | msgspec.UnsetType = msgspec.UNSET


class Farewell(Struct, frozen=True):
    """One's password, to be sure."""

    password: str


class AccountList(Shape, frozen=True, kw_only=True):
    """A page of accounts."""

    items: list[Account]
    cursor: str | msgspec.UnsetType = msgspec.UNSET


class Mute(Struct, frozen=True):
    """How long somebody is muted; for ever without `until`."""

    until: Time | None = None


class MutedWord(Shape, frozen=True, kw_only=True):
    """A word or phrase that the viewer doesn't want to read.

    Matched as a word, in any case; `tags` looks at tags only, `text` at everything but tags.
    """

    word: Annotated[str, Meta(description="1 to 100 characters", extra_json_schema={"minLength": 1})]
    until: Time | msgspec.UnsetType | None = msgspec.UNSET
    scope: Literal["text", "tags", "both"] = "both"


class MutedWords(Struct, frozen=True):
    """All muted words, up to 200."""

    items: Annotated[list[MutedWord], Meta(extra_json_schema={"maxItems": 200})]


class NewInvite(Struct, frozen=True):
    """An invitation to give out."""

    uses: Annotated[int, Meta(ge=1, le=100, description="how many people may sign up by it")]


class Invite(Struct, frozen=True):
    """An invitation that was given out."""

    code: Annotated[str, Meta(pattern="^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$")]
    uses: int
    used: int
    expires_at: Time


class InviteList(Shape, frozen=True, kw_only=True):
    """A page of invitations."""

    items: list[Invite]
    cursor: str | msgspec.UnsetType = msgspec.UNSET


class Author(Struct, frozen=True, gc=False):
    """Who made a post."""

    id: Id
    handle: str
    name: str
    avatar_url: str | None
    kind: Kind


class Because(Shape, frozen=True, kw_only=True):
    """Why an account is suggested: some that you follow follow it (`by`: up to three), or it posted lately."""

    kind: Literal["followed_by", "active"]
    by: list[Author] | msgspec.UnsetType = msgspec.UNSET


class Suggestion(Struct, frozen=True):
    """Somebody whom you may want to follow."""

    account: Account
    because: Because


class SuggestionList(Struct, frozen=True):
    """Whom you may want to follow, the best first."""

    items: list[Suggestion]


class FieldProblem(Struct, frozen=True):
    """One field that was refused."""

    field: str
    code: str
    message: str


class Problem(Shape, frozen=True, kw_only=True):
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
