"""/v1/me/credits: what an account's plan grants it, what became of that, and every movement of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import UNSET, Struct, UnsetType

from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from chalicelib.shapes import Id, Shape, Time
from imagora import wiring
from imagora.kernel.clock import rfc3339

if TYPE_CHECKING:
    from imagora.credits.models import Entry

credits = Resource("credits")  # noqa: A001 - the resource's name


class LedgerItem(Shape, kw_only=True):
    """One movement of credits. `generation_id`: what it is about; a grant is about nothing.

    `grant` makes credits available; `reserve` takes them for a generation; `spend` and `refund` end a reservation.
    """

    id: Id
    kind: Literal["grant", "reserve", "spend", "refund"]
    credits: int
    generation_id: Id | UnsetType = UNSET
    created_at: Time


class Ledger(Shape, kw_only=True):
    """Movements of credits, newest first, earlier periods included."""

    items: list[LedgerItem]
    cursor: str | UnsetType = UNSET


class CreditsStatement(Struct, frozen=True, kw_only=True):
    """The credits of a period: what is left of those granted is what is neither used nor reserved.

    `reserved` is what was reserved and neither spent nor refunded yet.
    """

    plan: str
    period_ends_at: Time
    granted: int
    used: int
    reserved: int
    ledger: Ledger


@credits.route("GET", "/v1/me/credits", answers={200: CreditsStatement}, query=("limit", "cursor"))
def get_credits(request: Request) -> Answer:
    """Get one's own credits: this month's, and a page of the ledger.

    A month's credits are granted when they are first looked at or used; what is left of them ends with the month.
    """
    owner = wiring.accounts().own(request.account)
    listing = "credits"
    found = wiring.credits().statement(owner.id, request.page(listing))
    wallet = found.wallet
    return Answer(
        200,
        {
            "plan": wallet.plan,
            "period_ends_at": rfc3339(found.period_ends_at),
            "granted": wallet.granted,
            "used": wallet.used,
            "reserved": wallet.reserved,
            "ledger": request.part(found.ledger.map(_item), listing),
        },
    )


def _item(entry: Entry) -> LedgerItem:
    return LedgerItem(
        id=entry.id,
        kind=entry.kind,
        credits=entry.credits,
        generation_id=entry.job or UNSET,
        created_at=rfc3339(entry.created_at),
    )
