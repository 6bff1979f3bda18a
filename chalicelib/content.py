"""The shapes of what people see of each other: pictures, posts, feeds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.shapes import Author, Id, Shape, Time

RemixPolicy = Literal["everyone", "followers", "nobody"]
SourceType = Literal["trainedAlgorithmicMedia", "algorithmicMedia"]


class MadeBy(Shape, kw_only=True):
    """What made a generated picture. `prompt` is there for its owner, and for others once shared."""

    provider: str
    model: str
    source_type: SourceType
    prompt: str | UnsetType = UNSET


class Rejection(Struct, frozen=True):
    """Why a picture can't be shown."""

    code: str
    detail: str


class LooksLike(Struct, frozen=True, gc=False):
    """An earlier picture of somebody else, and the post that shows it."""

    media_id: Id
    post_id: Id
    author: Author


class RemixCredit(Shape, kw_only=True):
    """A picture that another one was made from: whose it is, and the post that shows it.

    `tombstone` stands in place of both where it is gone (`deleted`), or isn't there for the viewer (`unavailable`).
    """

    media_id: Id
    author: Author | UnsetType = UNSET
    post_id: Id | UnsetType = UNSET
    tombstone: Literal["deleted", "unavailable"] | UnsetType = UNSET


class Media(Shape, kw_only=True):
    """A picture. `url` is absent until it is ready; sizes are 0 until known.

    `remix_of`: the picture that it was made from, its original; `prompt_shared`: others may see its prompt. `credits`:
    what it was made from, its original first, then what that was made from; where a picture is asked for by itself, and
    where its post is shown by itself or heads its thread.

    `looks_like`: whose picture it is like, where a post with the label `looks_like` is shown by itself or heads its
    thread, for who may see that picture.
    """

    id: Id
    status: Literal["processing", "ready", "held", "rejected"]
    url: str | UnsetType = UNSET
    thumb_url: str | UnsetType = UNSET
    width: int
    height: int
    alt: str
    placeholder: str
    ai: MadeBy | UnsetType = UNSET
    remix_of: Id | UnsetType = UNSET
    remix_policy: RemixPolicy
    prompt_shared: bool | UnsetType = UNSET
    credits: list[RemixCredit] | UnsetType = UNSET
    rejection: Rejection | UnsetType = UNSET
    looks_like: LooksLike | UnsetType = UNSET


class Facet(Shape, kw_only=True):
    """A stretch of a post's text, in UTF-8 bytes. `account_id`: who is mentioned, where somebody bore the handle."""

    start: int
    end: int
    kind: Literal["mention", "tag", "link"]
    value: str
    account_id: Id | UnsetType = UNSET


class Label(Shape, kw_only=True):
    """A label on a post, and who put it there."""

    value: str
    source: Literal["ai", "author", "moderator"]
    confidence: float | UnsetType = UNSET


class Counts(Struct, frozen=True, gc=False):
    """Global, not the viewer's."""

    likes: int
    reposts: int
    replies: int
    quotes: int
    remixes: int


Gate = Literal["everyone", "followers", "mentioned", "nobody"]


class Gates(Struct, frozen=True, gc=False):
    """Who may reply to a post directly and quote it, besides its author: everyone, the author's followers, whom it
    mentions, nobody.
    """

    reply: Gate
    quote: Gate


class GatesEdit(Struct, frozen=True, kw_only=True):
    """Who may reply and quote; what is left out stays, and is `everyone` to begin with."""

    reply: Gate | None = None
    quote: Gate | None = None


class Marks(Struct, frozen=True, gc=False):
    """What the viewer made of a post."""

    liked: bool
    reposted: bool
    bookmarked: bool


class Tombstone(Struct, frozen=True, gc=False):
    """What stands where a post isn't shown: it was deleted, or it isn't there for the viewer."""

    id: Id
    tombstone: Literal["deleted", "unavailable"]


_EITHER = Meta(
    extra_json_schema={"anyOf": [{"$ref": "#/components/schemas/Post"}, {"$ref": "#/components/schemas/Tombstone"}]}
)


PostOrTombstone = Annotated[Any, _EITHER]


class Post(Shape, kw_only=True):
    """A post. Only its author sees one that isn't published. A quoted post comes without what it quotes itself."""

    id: Id
    author: Author
    text: str
    facets: list[Facet]
    media: list[Media]
    created_at: Time
    edited_at: Time | UnsetType = UNSET
    reply_to: Id | UnsetType = UNSET
    root: Id | UnsetType = UNSET
    quote: PostOrTombstone = UNSET
    ai: Literal["none", "undeclared", "assisted", "generated"]
    labels: list[Label]
    counts: Counts
    viewer: Marks | UnsetType = UNSET
    status: Literal["published", "pending", "rejected"]
    gates: Gates | UnsetType = UNSET


class PostEdit(Struct, frozen=True, kw_only=True):
    """What is to change about one's own post. `alt`: descriptions by picture."""

    text: str | None = None
    alt: dict[str, str] = msgspec.field(default_factory=dict)
    gates: GatesEdit | None = None


class PostList(Shape, kw_only=True):
    """Posts, newest first."""

    items: list[Post]
    cursor: str | UnsetType = UNSET


LabelValue = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]


class PostDraft(Struct, frozen=True, kw_only=True):
    """A post to be: text, up to four pictures of one's own, or both. `ai` may raise what is known, never lower it.

    `reply_to`: the post that it answers; `quote_of`: the one that it shows below itself.
    `labels`: what its author says that readers may want to be warned of.
    """

    text: str = ""
    media_ids: Annotated[list[str], Meta(max_length=4)] = msgspec.field(default_factory=list)
    ai: Literal["none", "assisted", "generated"] | None = None
    reply_to: str | None = None
    quote_of: str | None = None
    gates: GatesEdit | None = None
    labels: Annotated[list[LabelValue], Meta(max_length=8)] = msgspec.field(default_factory=list)


class Reason(Shape, kw_only=True):
    """Why a post is in a feed; `by` is who brought it there, where that isn't its author."""

    kind: Literal["followed", "reposted", "own", "recent", "trending"]
    by: Author | UnsetType = UNSET


class FeedItem(Struct, frozen=True, gc=False):
    """A post in a feed."""

    post: Post
    reason: Reason


class Feed(Shape, kw_only=True):
    """A page of a feed, newest first."""

    items: list[FeedItem]
    cursor: str | UnsetType = UNSET


class HomeFeed(Shape, kw_only=True):
    """A page of one's home feed, newest first. `since` asks for what comes after it; only a first page has it."""

    items: list[FeedItem]
    cursor: str | UnsetType = UNSET
    since: str | UnsetType = UNSET
