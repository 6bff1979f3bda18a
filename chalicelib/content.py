"""The shapes of what people make: pictures, generations, posts, feeds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

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


class Cost(Struct, frozen=True):
    """What a generation costs: reserved while it runs, spent in the end."""

    credits: int


class Failure(Struct, frozen=True):
    """Why a generation ended without (all of) what was asked."""

    code: str
    detail: str
    retryable: bool


class Waiting(Shape, kw_only=True):
    """What a queued generation waits for. `ceiling_reached`: the day's money is spent; a new day begins at `until`."""

    reason: Literal["slow_lane", "ceiling_reached"]
    until: Time | UnsetType = UNSET


class Generation(Shape, kw_only=True):
    """A request for pictures, and how far it is. `succeeded`, `blocked`, `failed` and `cancelled` are final.

    `lane`: the slow one is served when nobody waits in the fast one.
    """

    id: Id
    status: Literal["queued", "running", "moderating", "succeeded", "blocked", "failed", "cancelled"]
    prompt: str
    style: str | UnsetType = UNSET
    size: str
    count: int
    seed: int
    remix_of: Id | UnsetType = UNSET
    strength: float | UnsetType = UNSET
    provider: str
    model: str
    cost: Cost
    progress: int
    media: list[Media]
    lane: Literal["fast", "slow"]
    waiting: Waiting | UnsetType = UNSET
    error: Failure | UnsetType = UNSET
    created_at: Time
    finished_at: Time | UnsetType = UNSET


class GenerationList(Shape, kw_only=True):
    """Generations, newest first."""

    items: list[Generation]
    cursor: str | UnsetType = UNSET


class GenerationDraft(Struct, frozen=True, kw_only=True):
    """What to draw. `allow_fallback`: another of the instance's providers may make it, if the one asked can't.

    `remix_of`: a picture to begin from, one's own or one whose owner allows it; without a `prompt` it is drawn anew by
    its own one, where one may see that. `strength`: how much is drawn anew, from 0 (nothing) to 1 (all of it).
    `mask`: a picture that says by what is white in it, or transparent, where that is.
    """

    prompt: Prompt | UnsetType = UNSET
    style: str | None = None
    size: SizeText = "1024x1024"
    count: Annotated[int, Meta(ge=1, le=4)] = 1
    seed: Annotated[int, Meta(ge=0, le=4_294_967_295)] | None = None
    provider: str | None = None
    allow_fallback: bool = False
    remix_of: str | None = None
    strength: Annotated[float, Meta(ge=0, le=1)] | None = None
    mask: str | None = None


class Estimate(Struct, frozen=True, kw_only=True):
    """What a generation would cost in credits, what is left of them, and what would become of it now."""

    cost: Cost
    balance: int
    would: Literal["run", "slow_lane", "refuse"]
    reason: str | UnsetType = UNSET


class ProviderOption(Shape, kw_only=True):
    """One provider: `sizes` that it is known to do well, others too where both sides are a multiple of `multiple`.

    `count`: pictures a generation at most; `credits`: what one picture costs. `edits`: begins from another picture;
    `masks`: draws only a part of that anew; `strengths`: one may say how far it goes from that.
    """

    name: str
    model: str
    source_type: SourceType
    sizes: list[str]
    multiple: int | UnsetType = UNSET
    styles: list[str]
    count: int
    credits: int
    seeds: bool
    edits: bool
    masks: bool
    strengths: bool
    transparency: bool


class GenerationOptions(Struct, frozen=True, kw_only=True):
    """What this instance offers; `default` is the provider that is asked unless another one is named."""

    default: str
    providers: list[ProviderOption]


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


class ThreadReply(Shape, kw_only=True):
    """A direct reply. `hidden`: the root's author folded it away; `hidden_by_you`: that was the viewer."""

    post: PostOrTombstone
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

    post: Post
    ancestors: list[PostOrTombstone]
    replies: ThreadReplies
    viewer: ThreadChoice | UnsetType = UNSET


class Version(Shape, kw_only=True):
    """What a post said from `at` on. `alt`: its pictures' descriptions by picture."""

    text: str
    facets: list[Facet]
    alt: dict[str, str] | UnsetType = UNSET
    at: Time


class History(Shape, kw_only=True):
    """What a post says and said, newest first."""

    items: list[Version]
    cursor: str | UnsetType = UNSET


class PostEdit(Struct, frozen=True, kw_only=True):
    """What is to change about one's own post. `alt`: descriptions by picture."""

    text: str | None = None
    alt: dict[str, str] = msgspec.field(default_factory=dict)
    gates: GatesEdit | None = None


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


class Health(Struct, frozen=True):
    """The API is up."""

    status: Literal["ok"]
    stage: str
    version: str
