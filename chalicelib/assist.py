"""/v1/drafts/assist: the co-pilot. Suggestions only; whatever comes of them a person posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from chalicelib import assist_shapes as shapes
from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel import text

if TYPE_CHECKING:
    from imagora.assist.models import Advice, Wish

assist = Resource("assist")


@assist.route(
    "POST",
    "/v1/drafts/assist",
    body=shapes.AssistDraft,
    answers={200: shapes.Advice},
    errors=(
        "media_not_found",
        "media_not_ready",
        "assist_refused",
        "assist_unsupported",
        "ceiling_reached",
        "unavailable",
    ),
    limited="assists",
)
def assist_draft(request: Request, draft: shapes.AssistDraft) -> Answer:
    """Ask the co-pilot for suggestions.

    Nothing is posted and nothing is kept. `provider` and `model` say who answered: `builtin` is no model, it works with
    templates and your own words. With `ask_first` you get questions instead; send them back with your answers. A post
    made of a suggestion says `ai: "assisted"`. Models stop at the ceilings of what they may be paid in a day: then the
    built-in one answers where the instance has it, else 429 `ceiling_reached` with `Retry-After`. Where the
    provider can't be reached and no other may answer: 503 with `Retry-After`; what this instance's assistants can't do
    (a language, a picture that they can't see) is 422 `assist_unsupported`.
    """
    owner = wiring.accounts().acting(request.account)
    return Answer(200, _shown(wiring.co_pilot().assist(owner.id, _wish(draft)), draft))


def _wish(draft: shapes.AssistDraft) -> Wish:
    from imagora.assist.models import Said, Wish

    return Wish(
        draft.task,
        text.clean(draft.text, multiline=True),
        draft.media_id,
        text.clean(draft.tone, multiline=False),
        draft.language or None,
        ask_first=draft.ask_first,
        answers=tuple(
            Said(text.clean(one.question, multiline=False), text.clean(one.answer, multiline=True))
            for one in draft.answers
        ),
    )


def _shown(advice: Advice, draft: shapes.AssistDraft) -> shapes.Advice:
    return shapes.Advice(
        suggestions=[
            shapes.AssistSuggestion(text=one.text, rationale=one.rationale or UNSET) for one in advice.suggestions
        ],
        questions=list(advice.questions) if draft.ask_first else UNSET,
        provider=advice.provider,
        model=advice.model,
    )
