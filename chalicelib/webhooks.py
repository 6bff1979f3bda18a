"""One's webhook: `/v1/me/webhook`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from chalicelib.shapes import Shape, Time
from imagora import wiring
from imagora.kernel.clock import rfc3339

if TYPE_CHECKING:
    from imagora.webhooks.models import Hook, Last

webhooks = Resource("webhooks")

Event = Literal["generation.succeeded", "generation.blocked", "generation.failed", "generation.cancelled"]


class WebhookDraft(Struct, frozen=True, kw_only=True):
    """Where to post, and what of. `url`: https, port 443 or 8443, a host of the public internet."""

    url: Annotated[str, Meta(extra_json_schema={"format": "uri", "maxLength": 2048})]
    events: Annotated[list[Event], Meta(min_length=1, max_length=16)]


class WebhookDelivery(Shape, kw_only=True):
    """The newest try. `code`: the receiver's HTTP status, where it gave one; `reason`: why it failed."""

    id: str
    event: Event
    status: Literal["delivered", "retrying", "given_up"]
    attempts: int
    at: Time
    code: int | UnsetType = UNSET
    reason: (
        Literal["address_refused", "unresolved", "unreachable", "tls", "timeout", "no_answer", "redirected", "refused"]
        | UnsetType
    ) = UNSET
    next_at: Time | UnsetType = UNSET


class Webhook(Shape, kw_only=True):
    """One's webhook. `secret` is there once, in the answer that made it.

    `failing_since`: no delivery has arrived since then. `disabled`: they failed for five days, or the receiver answered
    410; setting it again turns it on. `previous_secret_until`: until then deliveries carry a signature by the secret
    before, too.
    """

    url: str
    events: list[Event]
    status: Literal["active", "disabled"]
    created_at: Time
    secret: Annotated[str, Meta(pattern="^whsec_[A-Za-z0-9+/]{43}=$")] | UnsetType = UNSET
    previous_secret_until: Time | UnsetType = UNSET
    failing_since: Time | UnsetType = UNSET
    disabled_at: Time | UnsetType = UNSET
    last_delivery: WebhookDelivery | UnsetType = UNSET


@webhooks.route(
    "PUT",
    "/v1/me/webhook",
    body=WebhookDraft,
    answers={200: Webhook},
    errors=["account_suspended", "invalid_input"],
)
def set_webhook(request: Request, body: WebhookDraft) -> Answer:
    """Set one's webhook: where one's events are posted to.

    There is one. Each time it is set it has a new secret, which only this answer shows. What is posted carries
    `webhook-id` (the same however often an event comes), `webhook-timestamp` and `webhook-signature`: HMAC-SHA256 by
    that secret, as Standard Webhooks has it. Answer with 2xx within ten seconds; all else is tried again for a day.
    """
    hook, secret = wiring.webhooks().put(request.account, body.url, body.events)
    return Answer(200, _view(hook, secret))


@webhooks.route("GET", "/v1/me/webhook", answers={200: Webhook}, errors=["webhook_not_found"])
def show_webhook(request: Request) -> Answer:
    """Show one's webhook and how its newest delivery went. The secret isn't shown again."""
    return Answer(200, _view(wiring.webhooks().show(request.account), None))


@webhooks.route("DELETE", "/v1/me/webhook", answers={204: None}, errors=["account_suspended"])
def delete_webhook(request: Request) -> Answer:
    """Have nothing posted any more. What was still to be delivered is dropped."""
    wiring.webhooks().remove(request.account)
    return NO_CONTENT


def _view(hook: Hook, secret: str | None) -> Webhook:
    both = hook.before is not None and hook.before_until is not None and len(hook.seeds(wiring.now())) > 1
    return Webhook(
        url=hook.url,
        events=list(hook.events),
        status="active" if hook.active else "disabled",
        created_at=rfc3339(hook.created_at),
        secret=secret or UNSET,
        previous_secret_until=rfc3339(hook.before_until) if both and hook.before_until else UNSET,
        failing_since=rfc3339(hook.failing_since) if hook.failing_since else UNSET,
        disabled_at=rfc3339(hook.disabled_at) if hook.disabled_at else UNSET,
        last_delivery=_delivery(hook.last) if hook.last else UNSET,
    )


def _delivery(last: Last) -> WebhookDelivery:
    return WebhookDelivery(
        id=last.id,
        event=last.event,
        status="retrying" if last.status == "pending" else last.status,
        attempts=last.attempts,
        at=last.at,
        code=last.code or UNSET,
        reason=last.reason or UNSET,  # type: ignore[arg-type]
        next_at=last.next_at or UNSET,
    )
