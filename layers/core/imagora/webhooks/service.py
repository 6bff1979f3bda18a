"""What somebody does with their webhook: set it, look at it, take it away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagora.accounts.service import Accounts
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId
from imagora.webhooks import endpoint, signatures
from imagora.webhooks.listing import HookLists
from imagora.webhooks.models import BOTH_SIGN, EVENTS, Event, Hook, WebhookNotFound
from imagora.webhooks.signatures import SigningKeys

if TYPE_CHECKING:
    from imagora.webhooks.store import HookStore

_STEP = 25


@dataclass(frozen=True)
class Webhooks:
    """One an account. `anywhere`: addresses that aren't public are good too. `store` is asked for by who writes."""

    accounts: Accounts
    lists: HookLists
    store: Callable[[], HookStore]
    keys: SigningKeys
    anywhere: bool
    now: Clock

    def put(self, account: AccountId, url: str, events: Sequence[Event]) -> tuple[Hook, str]:
        """Set the account's webhook, and its new secret, which nobody is shown again. One that was off is on again.

        While the address stays, the secret before signs beside the new one for a day. Raises InvalidInput for an
        address that isn't fit, AccountSuspended.
        """
        endpoint.read(url, anywhere=self.anywhere)
        self.accounts.acting(account)
        now = self.now()
        before = self.lists.hook(account, consistent=True)
        kept = before is not None and before.url == url
        hook = Hook(
            account=account,
            url=url,
            events=tuple(event for event in EVENTS if event in events),
            seed=self.keys.new_seed(),
            created_at=now,
            before=before.seed if before is not None and kept else None,
            before_until=now + BOTH_SIGN if kept else None,
        )
        secret = signatures.shown(self.keys.secret(account, hook.seed))
        self.store().put(hook)
        return hook, secret

    def show(self, account: AccountId) -> Hook:
        """The account's webhook, how its newest delivery went, and since when they fail. Raises WebhookNotFound."""
        self.accounts.own(account)
        hook = self.lists.hook(account, consistent=True)
        if hook is None:
            raise WebhookNotFound
        return hook

    def remove(self, account: AccountId) -> None:
        """Nothing is delivered any more, from the next try on. Idempotent. Raises AccountSuspended."""
        self.accounts.acting(account)
        self.store().remove(account)

    def erase(self, account: AccountId) -> bool:
        """One bounded step of forgetting a deleted account's webhook and deliveries; whether there may be more."""
        store = self.store()
        if self.lists.hook(account, consistent=True) is not None:
            store.remove(account)
        keys = self.lists.some_deliveries(account, limit=_STEP)
        store.erase(keys)
        return len(keys) == _STEP
