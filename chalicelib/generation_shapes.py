"""The shapes of generations: what is asked for, how far it is, what it costs, what providers offer."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.content import Media, SourceType
from chalicelib.shapes import Id, Shape, Time

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

    `progress`: percent, which never gets less. `stage`: what happens now; one that is over has none. `retrying`: the
    provider didn't deliver, and is asked again shortly. `checking`: all is drawn, and looked at, marked and signed.
    `lane`: the slow one is served when nobody waits in the fast one. `place`: which place it has among those that wait,
    about, 1 being next; where one generation is asked for, waits for its first worker, and this can be told.
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
    stage: Literal["waiting", "retrying", "drawing", "checking", "finishing"] | UnsetType = UNSET
    place: int | UnsetType = UNSET
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
