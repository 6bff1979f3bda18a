"""Posts and the way that they may go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from imagora.accounts.models import RemixPolicy
from imagora.kernel.errors import DomainError, FieldError
from imagora.kernel.ids import AccountId, MediaId, Position, PostId
from imagora.media.models import Declared, Label, MadeBy, Media
from imagora.posts.facets import Facet

Status = Literal["pending", "published", "rejected", "deleted"]
Ai = Literal["none", "undeclared", "assisted", "generated"]
Gate = Literal["everyone", "followers", "mentioned", "nobody"]
"""Who may answer or quote a post: followers of its author, whom it mentions. Its author always may."""

TRANSITIONS: dict[Status, frozenset[Status]] = {
    "pending": frozenset({"published", "rejected", "deleted"}),
    "published": frozenset({"rejected", "deleted"}),
    "rejected": frozenset({"published", "deleted"}),
    "deleted": frozenset(),
}
"""From → to. `rejected → published` is a decision that was overturned."""

MAX_GRAPHEMES = 300
MAX_BYTES = 3_000
MAX_EDITS = 20
MAX_PATH = 40
"""How many of its ancestors a reply names: the root, and the nearest."""

_AI_RANK: tuple[Ai, ...] = ("none", "undeclared", "assisted", "generated")


class PostNotFound(DomainError):
    """There is no such post for you."""

    code = "post_not_found"


class PrivatePost(DomainError):
    """Posts of a private account are for its followers: they can't be passed on or quoted."""

    code = "private_post"


class ReplyGated(DomainError):
    """Its author doesn't let you reply to this post."""

    code = "reply_gated"


class QuoteGated(DomainError):
    """Its author doesn't let you quote this post."""

    code = "quote_gated"


class NotEditable(DomainError):
    """This post was rejected: write a new one."""

    code = "not_editable"


class TooManyEdits(DomainError):
    """A post can be edited 20 times. Write a new one."""

    code = "too_many_edits"


class AltMissing(DomainError):
    """Each picture needs a description for those who can't see it."""

    code = "alt_missing"

    def __init__(self, *fields: str) -> None:
        super().__init__()
        self.fields = fields

    def members(self) -> dict[str, object]:
        return {"errors": [FieldError(field, self.code, self.detail) for field in self.fields]}


class StatusChanged(Exception):
    """The post is not in the status, or not in the version, that this write expected to leave."""


class Picture(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, rename={
    "id": "i", "key": "k", "width": "w", "height": "h", "alt": "a", "placeholder": "p", "made_by": "m",
    "remix_policy": "r", "remix_of": "o", "prompt_shared": "s",
}):  # fmt: skip
    """A ready picture as a post's card carries it: what never changes without an edit. Addresses derive from `key`."""

    id: MediaId
    key: str
    width: int
    height: int
    alt: str = ""
    placeholder: str = ""
    made_by: MadeBy | None = None
    remix_policy: RemixPolicy = "nobody"
    remix_of: MediaId | None = None
    prompt_shared: bool = False


class Quoted(msgspec.Struct, frozen=True, gc=False, rename={"post": "p", "author": "a"}):
    """The post that another one quotes, and whose it is."""

    post: PostId
    author: AccountId


Labels = tuple[Label, ...]

LOOKS_LIKE = "looks_like"
"""The label of a post with a picture that looks like an earlier one of somebody else."""


class Gates(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, rename={"reply": "r", "quote": "q"}):
    """Who may reply to a post directly, and who may quote it."""

    reply: Gate = "everyone"
    quote: Gate = "everyone"


def gates(reply: Gate | None, quote: Gate | None, before: Gates | None = None) -> Gates | None:
    """Gates as they were, with what is said of them; None where they let everyone in."""
    before = before or Gates()
    after = Gates(reply or before.reply, quote or before.quote)
    return None if after == Gates() else after


class Card(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, rename={
    "text": "t", "facets": "f", "pictures": "m", "waiting": "w", "ai": "g", "created_at": "c", "reply_to": "r",
    "root": "o", "reply_author": "b", "quote": "q", "gates": "x", "edited_at": "e",
}):  # fmt: skip
    """The compact part of a post, one JSON attribute with short names: at most 1,024 bytes with one picture.

    `pictures` are filled in when the post goes out; until then `waiting` names them. `reply_author` is whom a reply
    answers.
    """

    text: str = ""
    facets: tuple[Facet, ...] = ()
    pictures: tuple[Picture, ...] = ()
    waiting: tuple[MediaId, ...] = ()
    ai: Ai = "none"
    created_at: str = ""
    reply_to: PostId | None = None
    root: PostId | None = None
    reply_author: AccountId | None = None
    quote: Quoted | None = None
    gates: Gates | None = None
    edited_at: str | None = None


class Counts(msgspec.Struct, frozen=True, gc=False):
    """Global, not the viewer's."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0
    quotes: int = 0
    remixes: int = 0

    @classmethod
    def of(cls, likes: int, reposts: int, replies: int, quotes: int, remixes: int) -> Counts:
        """The counters of a post's item as they are shown.

        A loss may be added to the item while its gain still waits beside it (`tallies`): until that is there, nothing
        is shown rather than less than nothing.
        """
        if likes | reposts | replies | quotes | remixes < 0:  # any of them
            return cls(*[max(0, one) for one in (likes, reposts, replies, quotes, remixes)])
        return cls(likes, reposts, replies, quotes, remixes)


class Post(msgspec.Struct, frozen=True, gc=False):
    """One post. `position` is where it stands in feeds, minted when it went out; `declared` is what its author said.

    `hidden`: its root's author folded it away. `rev` counts its changes, `edits` those of text and descriptions. `path`
    are its ancestors, root first; lists that don't need it don't read it. `withheld_by` is the case that rejected it,
    `held_by` the one that keeps a pending one from going out.
    """

    id: PostId
    author: AccountId
    status: Status
    card: Card
    declared: Ai | None = None
    position: Position | None = None
    counts: Counts = Counts()
    hidden: bool = False
    rev: int = 0
    edits: int = 0
    path: tuple[PostId, ...] = ()
    labels: tuple[Label, ...] = ()
    withheld_by: str | None = None
    held_by: str | None = None

    @property
    def media_ids(self) -> tuple[MediaId, ...]:
        return self.card.waiting or tuple(picture.id for picture in self.card.pictures)


def picture_of(media: Media) -> Picture:
    return Picture(
        id=media.id,
        key=media.key,
        width=media.width,
        height=media.height,
        alt=media.alt,
        placeholder=media.placeholder,
        made_by=media.made_by,
        remix_policy=media.remix_policy,
        remix_of=media.remix_of,
        prompt_shared=media.prompt_shared and media.prompt is not None,
    )


def labels_with(labels: tuple[Label, ...], media: Sequence[Media]) -> tuple[Label, ...]:
    """A post's labels, and those that stand on its pictures."""
    return tuple(dict.fromkeys([*labels, *(label for one in media for label in one.labels)]))


def read_anew(labels: tuple[Label, ...], found: tuple[Label, ...], media: Sequence[Media]) -> tuple[Label, ...]:
    """A post's labels after a checker read its text: what it found before goes, what else stands on the post stays.

    `media`: the post's pictures, whose labels stand on it, too.
    """
    others = tuple(one for one in labels if one.source != "ai" or one.case is not None or one.value == LOOKS_LIKE)
    return labels_with((*others, *found), media)


def ai_of(media: list[Media] | tuple[Media, ...], declared: Ai | None) -> Ai:
    """How much of a post a machine made: the most that is known of its pictures, or more if its author says so.

    `undeclared`: an uploaded picture of which nobody said whether AI made it, neither its owner nor its post's author.
    """
    known: list[Ai] = [_known(one, declared) for one in media]
    return max([*known, declared or "none"], key=_AI_RANK.index)


def _known(media: Media, declared: Ai | None) -> Ai:
    if media.made_by is not None:
        return "generated"
    said: dict[Declared | None, Ai] = {"none": "none", "assisted": "assisted", "generated": "generated"}
    if media.declared is not None:
        return said[media.declared]
    return "undeclared" if declared is None else "none"
