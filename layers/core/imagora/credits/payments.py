"""The port of whoever takes money for plans. No provider is built in: operators give plans by `make grant PLAN=`.

A provider calls back into the instance over HTTP. What has to be done there is `Credits.give`, with the plan that was
paid for, or `free` when a subscription ends; that may be repeated, in any order with jobs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from imagora.kernel.ids import AccountId


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where somebody pays: `url` is the provider's page, `reference` its own id of what is being bought."""

    url: str
    reference: str


@dataclass(frozen=True, slots=True)
class PlanPaid:
    """What a provider told. `event` is its own id of that, the same when it tells it again."""

    event: str
    account: AccountId
    plan: str
    state: Literal["active", "ended"]


class Payments(Protocol):
    """Sells plans. Prices are the provider's own: the instance only knows plans by name."""

    name: str

    def begin(self, account: AccountId, plan: str, *, return_to: str) -> Checkout:
        """Where this account pays for that plan; afterwards the browser goes to `return_to`.

        Raises Unavailable where the provider doesn't answer. Nothing is given before it says that it was paid.
        """
        ...

    def told(self, headers: dict[str, str], body: bytes) -> PlanPaid | None:
        """What a call from the provider says; None for what doesn't concern plans.

        Raises Forbidden where the signature isn't the provider's own: whoever calls has to be told nothing.
        """
        ...

    def end(self, account: AccountId) -> None:
        """Stop charging an account, which is being deleted. Retry-safe."""
        ...
