"""/v1/generations: ask for pictures, follow how far they are, cancel, try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from chalicelib import generation_shapes as shapes
from chalicelib import generation_views
from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel import text
from imagora.kernel.errors import FieldError, InvalidInput
from imagora.kernel.ids import MediaId

if TYPE_CHECKING:
    from imagora.generation.service import Wish
    from imagora.table.once import Once

generations = Resource("generations")


def _show(request: Request, job_id: str) -> Answer:
    view = wiring.generations().own(request.account, job_id)
    return Answer(202, generation_views.generation(view), {"Location": f"/v1/generations/{job_id}"})


@generations.route(
    "POST",
    "/v1/generations",
    body=shapes.GenerationDraft,
    answers={202: shapes.Generation, 200: shapes.Estimate},
    errors=("prompt_blocked", "credits_exhausted", "account_muted", "media_not_found", "remix_not_allowed"),
    query=("dry_run",),
    replay=_show,
)
def ask_for_pictures(request: Request, draft: shapes.GenerationDraft, once: Once | None) -> Answer:
    """Ask for pictures.

    Accepted at once and drawn in the background; follow it at `Location`. A prompt that the policy refuses costs
    nothing. Credits are reserved now, and those of pictures that don't come are given back; with too few left it costs
    nothing and waits in the slow lane. Without `provider` the instance's own choice is asked; what it can't do is
    refused, and `GET /v1/generations/options` says what it can. A remix (`remix_of`) needs a picture that one may see
    and whose owner lets one remix it; that is asked again when it is drawn. With `dry_run=true` nothing is stored or
    spent: 200 says what it would cost, and whether it would run, wait in the slow lane, or be refused.
    """
    owner = wiring.accounts().speaking(request.account)
    if request.choice("dry_run", ("false", "true")) == "true":
        return Answer(200, generation_views.estimate(wiring.generations().estimate(owner.id, _wish(draft))))
    view = wiring.generations().ask(owner, _wish(draft), once=once)
    return Answer(202, generation_views.generation(view), {"Location": f"/v1/generations/{view.job.id}"})


def _wish(draft: shapes.GenerationDraft) -> Wish:
    from imagora.generation import models
    from imagora.generation.service import Wish

    errors: list[FieldError] = []
    prompt = "" if draft.prompt is UNSET else text.clean(draft.prompt, multiline=True)
    style = text.clean(draft.style, multiline=False) if draft.style else None
    untold = draft.prompt is UNSET and draft.remix_of is not None
    if not (untold or 1 <= len(prompt) <= models.MAX_PROMPT):
        errors.append(FieldError("prompt", "length", f"A prompt has 1 to {models.MAX_PROMPT:,} characters."))
    if style and len(style) > models.MAX_STYLE:
        errors.append(FieldError("style", "length", f"A style has at most {models.MAX_STYLE} characters."))
    try:
        size = models.Size.parse(draft.size)
    except InvalidInput as error:
        raise InvalidInput(*errors, *error.errors) from error
    if draft.strength is not None and draft.remix_of is None:
        errors.append(FieldError("strength", "without_original", "Only a remix has a strength: name its original."))
    if draft.mask is not None and draft.remix_of is None:
        errors.append(FieldError("mask", "without_original", "Only a remix has a mask: name its original."))
    if errors:
        raise InvalidInput(*errors)
    return Wish(
        prompt,
        style or None,
        size,
        draft.count,
        draft.seed,
        draft.provider,
        fallback=draft.allow_fallback,
        reference=None if draft.remix_of is None else MediaId(draft.remix_of),
        mask=None if draft.mask is None else MediaId(draft.mask),
        strength=draft.strength,
    )


@generations.route("GET", "/v1/generations/options", answers={200: shapes.GenerationOptions}, public=True)
def list_options(request: Request) -> Answer:
    """List what this instance offers: providers, their models, sizes, styles, what a picture costs.

    The first provider is asked unless a request names another one.
    """
    return Answer(200, generation_views.options(wiring.offered()))


@generations.route("GET", "/v1/generations", answers={200: shapes.GenerationList}, query=("limit", "cursor"))
def list_generations(request: Request) -> Answer:
    """List one's own generations, newest first."""
    listing = "generations"
    page = wiring.generations().browse(request.account, request.page(listing))
    return request.listed(page.map(generation_views.generation), listing)


@generations.route(
    "GET",
    "/v1/generations/{generation_id}",
    answers={200: shapes.Generation},
    errors=("generation_not_found",),
)
def get_generation(request: Request, generation_id: str) -> Answer:
    """Get one's own generation."""
    return Answer(200, generation_views.generation(wiring.generations().own(request.account, generation_id)))


@generations.route(
    "POST",
    "/v1/generations/{generation_id}/cancel",
    answers={200: shapes.Generation},
    errors=("generation_not_found", "not_cancellable"),
)
def cancel_generation(request: Request, generation_id: str) -> Answer:
    """Cancel a generation that isn't over.

    What isn't begun comes back. Where the provider costs the instance money, pictures that it made or is making right
    now stay spent, and stay one's own: they are in `media`, or still come. Of any other provider all comes back, and
    what was drawn is taken away, but for what is in a post.
    """
    owner = wiring.accounts().acting(request.account)
    return Answer(200, generation_views.generation(wiring.generations().cancel(owner.id, generation_id)))


@generations.route(
    "POST",
    "/v1/generations/{generation_id}/retry",
    answers={202: shapes.Generation},
    errors=(
        "generation_not_found",
        "not_retryable",
        "prompt_blocked",
        "credits_exhausted",
        "account_muted",
        "media_not_found",
        "remix_not_allowed",
    ),
    replay=_show,
)
def retry_generation(request: Request, once: Once | None, generation_id: str) -> Answer:
    """Ask again for a generation that failed, where its `error.retryable` says that this may help.

    A new generation with the same wish, accepted and priced as any other: follow it at `Location`. The one that failed
    stays as it is.
    """
    owner = wiring.accounts().speaking(request.account)
    view = wiring.generations().retry(owner, generation_id, once=once)
    return Answer(202, generation_views.generation(view), {"Location": f"/v1/generations/{view.job.id}"})
