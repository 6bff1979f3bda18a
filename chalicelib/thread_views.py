"""A post's conversation and its history, as the contract shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, UnsetType

from chalicelib import content, content_views
from chalicelib.shapes import Shape, Time

if TYPE_CHECKING:
    from imagora.posts.conversation import Version as DomainVersion
    from imagora.posts.threads import Answer


class ThreadReply(Shape, kw_only=True):
    """A direct reply. `hidden`: the root's author folded it away; `hidden_by_you`: that was the viewer."""

    post: content.PostOrTombstone
    replies_count: int
    hidden: bool | UnsetType = UNSET
    hidden_by_you: bool | UnsetType = UNSET


class ThreadReplies(Shape, kw_only=True):
    """Direct replies: the author's own first, then by time."""

    items: list[ThreadReply]
    cursor: str | UnsetType = UNSET


class ThreadChoice(Struct, frozen=True):
    """What the viewer decided about a whole thread. `muted`: no notification comes of it."""

    muted: bool


class Thread(Shape, kw_only=True):
    """A post in its conversation: what it answers, from the root on, and what answers it."""

    post: content.Post
    ancestors: list[content.PostOrTombstone]
    replies: ThreadReplies
    viewer: ThreadChoice | UnsetType = UNSET


class Version(Shape, kw_only=True):
    """What a post said from `at` on. `alt`: its pictures' descriptions by picture."""

    text: str
    facets: list[content.Facet]
    alt: dict[str, str] | UnsetType = UNSET
    at: Time


class History(Shape, kw_only=True):
    """What a post says and said, newest first."""

    items: list[Version]
    cursor: str | UnsetType = UNSET


def reply(answer: Answer) -> ThreadReply:
    return ThreadReply(
        post=content_views.post_or_tombstone(answer.shown),
        replies_count=answer.replies,
        hidden=answer.folded or UNSET,
        hidden_by_you=answer.by_viewer or UNSET,
    )


def version(one: DomainVersion) -> Version:
    return Version(text=one.text, facets=one.facets, alt=one.alts or UNSET, at=one.at)
