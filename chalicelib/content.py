"""The shapes of what people make: pictures, generations, posts, feeds."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.shapes import Author, Id, Shape, Time

Prompt = Annotated[
    str, Meta(description="1 to 2,000 characters", extra_json_schema={"minLength": 1, "maxLength": 2_000})
]
SizeText = Annotated[
    str,
    Meta(
        description="width x height, 256 to 1,536 pixels each, the long side at most three times the short one",
        extra_json_schema={"pattern": "^[0-9]{3,4}x[0-9]{3,4}$"},
    ),
]
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


class Media(Shape, kw_only=True):
    """A picture. `url` is absent until it is ready; sizes are 0 until known."""

    id: Id
    status: Literal["processing", "ready", "held", "rejected"]
    url: str | UnsetType = UNSET
    thumb_url: str | UnsetType = UNSET
    width: int
    height: int
    alt: str
    placeholder: str
    ai: MadeBy | UnsetType = UNSET
    remix_policy: Literal["everyone", "followers", "nobody"]
    rejection: Rejection | UnsetType = UNSET


class Cost(Struct, frozen=True):
    """What a generation costs: reserved while it runs, spent in the end."""

    credits: int


class Failure(Struct, frozen=True):
    """Why a generation ended without (all of) what was asked."""

    code: str
    detail: str
    retryable: bool


class Generation(Shape, kw_only=True):
    """A request for pictures, and how far it is. `succeeded`, `blocked`, `failed` and `cancelled` are final."""

    id: Id
    status: Literal["queued", "running", "moderating", "succeeded", "blocked", "failed", "cancelled"]
    prompt: str
    style: str | UnsetType = UNSET
    size: str
    count: int
    seed: int
    provider: str
    model: str
    cost: Cost
    progress: int
    media: list[Media]
    error: Failure | UnsetType = UNSET
    created_at: Time
    finished_at: Time | UnsetType = UNSET


class GenerationList(Shape, kw_only=True):
    """Generations, newest first."""

    items: list[Generation]
    cursor: str | UnsetType = UNSET


class GenerationDraft(Struct, frozen=True, kw_only=True):
    """What to draw."""

    prompt: Prompt
    style: str | None = None
    size: SizeText = "1024x1024"
    count: Annotated[int, Meta(ge=1, le=4)] = 1
    seed: Annotated[int, Meta(ge=0, le=4_294_967_295)] | None = None


class UploadDraft(Struct, frozen=True, kw_only=True):
    """A picture that is about to be uploaded. `ai`: what its owner says of AI in it."""

    content_type: Literal["image/png", "image/jpeg", "image/webp", "image/avif"]
    bytes: Annotated[int, Meta(ge=1, le=20_000_000)]
    alt: str = ""
    ai: Literal["none", "assisted", "generated"] | None = None


class MediaEdit(Struct, frozen=True, kw_only=True):
    """What changes about a picture of one's own."""

    alt: str


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


class Facet(Struct, frozen=True, gc=False):
    """A stretch of a post's text, in UTF-8 bytes."""

    start: int
    end: int
    kind: Literal["mention", "tag", "link"]
    value: str


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


class Post(Shape, kw_only=True):
    """A post. Only its author sees one that isn't published."""

    id: Id
    author: Author
    text: str
    facets: list[Facet]
    media: list[Media]
    created_at: Time
    ai: Literal["none", "undeclared", "assisted", "generated"]
    labels: list[Label]
    counts: Counts
    status: Literal["published", "pending", "rejected"]


class PostList(Shape, kw_only=True):
    """Posts, newest first."""

    items: list[Post]
    cursor: str | UnsetType = UNSET


class Tag(Struct, frozen=True, gc=False):
    """A tag, without its sign, and when a post with it came out last."""

    tag: str
    last_used_at: Time


class TagList(Shape, kw_only=True):
    """Tags, in the order of their letters."""

    items: list[Tag]
    cursor: str | UnsetType = UNSET


class PostDraft(Struct, frozen=True, kw_only=True):
    """A post to be: text, up to four pictures of one's own, or both. `ai` may raise what is known, never lower it."""

    text: str = ""
    media_ids: Annotated[list[str], Meta(max_length=4)] = msgspec.field(default_factory=list)
    ai: Literal["none", "assisted", "generated"] | None = None
    reply_to: str | None = None
    quote_of: str | None = None
    gates: dict[str, str] | None = None


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


class Health(Struct, frozen=True):
    """The API is up."""

    status: Literal["ok"]
    stage: str
    version: str
